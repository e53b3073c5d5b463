package guide

import (
	"slices"
	"sync"
)

// Checklist is a list of the library of what is done on an occasion: somebody joins, a system is changed, a visitor comes.
type Checklist struct {
	ID     string      `yaml:"id" json:"id"`
	Title  string      `yaml:"title" json:"title"`
	About  string      `yaml:"about" json:"about"`
	Date   string      `yaml:"date" json:"date"`     // what the days of the tasks count from, in words
	Record string      `yaml:"record" json:"record"` // the record kind the list belongs to
	Roles  []string    `yaml:"roles" json:"roles,omitempty"`
	Tasks  []Checkitem `yaml:"tasks" json:"tasks"`
}

// Checkitem is one task of a checklist.
type Checkitem struct {
	ID       string   `yaml:"id" json:"id"`
	For      string   `yaml:"for" json:"for,omitempty"` // one of the list's roles; "" where it has none
	Text     string   `yaml:"text" json:"text"`
	Who      string   `yaml:"who" json:"who"` // a function of the organisation, or a part in the occasion such as "the person"
	Due      int      `yaml:"due" json:"due"` // days from the date, negative for before
	Register string   `yaml:"register" json:"register"`
	Controls []string `yaml:"controls" json:"controls"` // of both editions
}

// Everyone is the role whose tasks everybody gets.
const Everyone = "everyone"

var checklists = shelf[Checklist]("checklists/*.yaml")

// Checklists are the lists of the library, by id.
func Checklists() []Checklist { return slices.Clone(checklists()) }

// FindChecklist looks a list up by its id.
func FindChecklist(id string) (Checklist, bool) {
	i := slices.IndexFunc(checklists(), func(c Checklist) bool { return c.ID == id })
	if i < 0 {
		return Checklist{}, false
	}
	return checklists()[i], true
}

// For are the tasks for somebody with the roles: those of everyone and of each role, in the list's order. Of a list without
// roles it is all.
func (c Checklist) For(roles []string) (tasks []Checkitem) {
	for _, t := range c.Tasks {
		if t.For == "" || t.For == Everyone || slices.Contains(roles, t.For) {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// FindCheckitem looks a task up by its id.
func FindCheckitem(id string) (Checkitem, bool) {
	t, ok := checkitems()[id]
	return t, ok
}

var checkitems = sync.OnceValue(func() map[string]Checkitem {
	out := map[string]Checkitem{}
	for _, c := range checklists() {
		for _, t := range c.Tasks {
			out[t.ID] = t
		}
	}
	return out
})
