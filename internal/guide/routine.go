package guide

import "sync"

// Routine is work of the library that comes again.
type Routine struct {
	ID       string   `json:"id" yaml:"id"` // routine.…
	Title    string   `json:"title" yaml:"title"`
	What     string   `json:"what" yaml:"what"`
	Interval string   `json:"interval" yaml:"interval"`     // daily, weekly, monthly, quarterly, half-yearly, yearly, three-yearly
	Grace    int      `json:"grace_days" yaml:"grace_days"` // days
	Who      string   `json:"who" yaml:"who"`
	Register string   `json:"register" yaml:"register"` // kind of record
	Controls []string `json:"controls" yaml:"controls"` // of both editions
	Clauses  []string `json:"clauses,omitempty" yaml:"clauses"`
}

type routineFile struct {
	Note     string    `yaml:"note"`
	Routines []Routine `yaml:"routines"`
}

var routineFiles = shelf[routineFile]("routines.yaml")

// Routines lists the routines of the library, those that come most often first.
func Routines() []Routine { return routineFiles()[0].Routines }

// RoutinesNote says how the library of routines is meant.
func RoutinesNote() string { return routineFiles()[0].Note }

// FindRoutine looks a routine up by its id.
func FindRoutine(id string) (Routine, bool) {
	x, ok := routinesByID()[id]
	return x, ok
}

var routinesByID = sync.OnceValue(func() map[string]Routine {
	out := map[string]Routine{}
	for _, x := range Routines() {
		out[x.ID] = x
	}
	return out
})
