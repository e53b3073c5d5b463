package guide

import (
	"slices"
	"sync"
)

// Scenario is a worked risk of the library: what could happen to whom, what acts on it, and how often and how dear we
// judge it to be where nothing better is known.
type Scenario struct {
	ID              string   `yaml:"id" json:"id"`
	Sector          string   `yaml:"-" json:"sector"`
	Title           string   `yaml:"title" json:"title"`
	Approach        string   `yaml:"approach" json:"approach"` // event or asset: how ISO/IEC 27005 would come upon it
	Source          string   `yaml:"source" json:"source"`
	Event           string   `yaml:"event" json:"event"`
	Assets          []string `yaml:"assets" json:"assets"` // types of assets
	Properties      []string `yaml:"properties" json:"properties"`
	Threats         []string `yaml:"threats" json:"threats"`
	Vulnerabilities []string `yaml:"vulnerabilities" json:"vulnerabilities"`
	Consequence     string   `yaml:"consequence" json:"consequence"`
	Owner           string   `yaml:"owner" json:"owner"` // the role that should own such a risk
	Controls        []string `yaml:"controls" json:"controls"`
	Ask             string   `yaml:"ask" json:"ask"` // one question that tells whether the organisation has it
	// Rate is how often a year, and Loss how much each time, as 90 % intervals: our judgements for the organisation described.
	Rate Rate `yaml:"rate" json:"rate"`
	Loss Loss `yaml:"loss" json:"loss"`
	// BaseRates are what public sources say of it; none where no source does.
	BaseRates []Beside `yaml:"-" json:"base_rates"`
}

// Rate is a number of events a year, for an organisation as described.
type Rate struct {
	Low  float64 `yaml:"low" json:"low"`
	High float64 `yaml:"high" json:"high"`
	For  string  `yaml:"for" json:"for"`
}

// Loss is an amount of money, and what it counts.
type Loss struct {
	Low      float64 `yaml:"low" json:"low"`
	High     float64 `yaml:"high" json:"high"`
	Currency string  `yaml:"currency" json:"currency"`
	Includes string  `yaml:"includes" json:"includes"`
}

// Scenarios lists the worked risks, those for any organisation first, then by sector.
func Scenarios() []Scenario { return slices.Clone(scenarios()) }

// FindScenario looks a scenario up by its id.
func FindScenario(id string) (Scenario, bool) {
	i := slices.IndexFunc(scenarios(), func(s Scenario) bool { return s.ID == id })
	if i < 0 {
		return Scenario{}, false
	}
	return scenarios()[i], true
}

// anySector is the sector of what every organisation knows; it comes first.
const anySector = "Any organisation"

type sector struct {
	Sector    string     `yaml:"sector"`
	Scenarios []Scenario `yaml:"scenarios"`
}

var sectors = shelf[sector]("scenarios/*.yaml")

var scenarios = sync.OnceValue(func() (all []Scenario) {
	files := slices.Clone(sectors())
	slices.SortStableFunc(files, func(a, b sector) int {
		switch anySector {
		case a.Sector:
			return -1
		case b.Sector:
			return 1
		}
		return 0
	})
	for _, file := range files {
		for _, s := range file.Scenarios {
			s.Sector = file.Sector
			all = append(all, s)
		}
	}
	known := besides(all)
	for i := range all {
		all[i].BaseRates = append([]Beside{}, known[all[i].ID]...)
	}
	return all
})
