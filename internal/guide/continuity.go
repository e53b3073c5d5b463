package guide

import "slices"

// ImpactTime is a length of an outage at which its impact is asked for.
type ImpactTime struct {
	ID    string  `yaml:"id" json:"id"`
	Title string  `yaml:"title" json:"title"`
	Hours float64 `yaml:"hours" json:"hours"`
}

// Impact is a category of harm that an outage does, with what its levels 0 to 4 mean.
type Impact struct {
	ID     string   `yaml:"id" json:"id"`
	Title  string   `yaml:"title" json:"title"`
	Ask    string   `yaml:"ask" json:"ask"`
	Levels []string `yaml:"levels" json:"levels"`
}

// TypicalProcess is a process as many organisations of a sector have it, to begin a talk with.
type TypicalProcess struct {
	ID       string         `yaml:"id" json:"id"`
	Sector   string         `yaml:"sector" json:"sector"`
	Title    string         `yaml:"title" json:"title"`
	Stops    string         `yaml:"stops" json:"stops"`
	Hurts    map[string]int `yaml:"hurts" json:"hurts"`
	Peaks    string         `yaml:"peaks" json:"peaks"`
	Needs    []string       `yaml:"needs" json:"needs"`
	Fallback string         `yaml:"fallback" json:"fallback"`
	Ask      []string       `yaml:"ask" json:"ask"`
}

// Scene is an exercise of the library with what is put to the players.
type Scene struct {
	ID       string   `yaml:"id" json:"id"`
	Title    string   `yaml:"title" json:"title"`
	Kind     string   `yaml:"kind" json:"kind"`
	Minutes  int      `yaml:"minutes" json:"minutes"`
	Aim      string   `yaml:"aim" json:"aim"`
	Players  []string `yaml:"players" json:"players"`
	Opening  string   `yaml:"opening" json:"opening"`
	Injects  []Inject `yaml:"injects" json:"injects"`
	Controls []string `yaml:"controls" json:"controls"`
}

// Inject is news put to the players at a minute of the exercise, and what the observer looks for.
type Inject struct {
	Minute   int    `yaml:"minute" json:"minute"`
	Says     string `yaml:"says" json:"says"`
	LooksFor string `yaml:"looks_for" json:"looks_for"`
}

var continuityFiles = shelf[struct {
	Note      string           `yaml:"note"`
	Times     []ImpactTime     `yaml:"times"`
	Impacts   []Impact         `yaml:"impacts"`
	Processes []TypicalProcess `yaml:"processes"`
	Exercises []Scene          `yaml:"exercises"`
}]("continuity.yaml")

// ImpactTimes lists the lengths of an outage at which the impact is asked for, shortest first.
func ImpactTimes() []ImpactTime { return slices.Clone(continuityFiles()[0].Times) }

// Impacts lists the categories of harm.
func Impacts() []Impact { return slices.Clone(continuityFiles()[0].Impacts) }

// TypicalProcesses lists processes by sector.
func TypicalProcesses() []TypicalProcess { return slices.Clone(continuityFiles()[0].Processes) }

// Scenes lists the exercises.
func Scenes() []Scene { return slices.Clone(continuityFiles()[0].Exercises) }
