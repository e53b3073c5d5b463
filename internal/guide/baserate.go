package guide

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// BaseRate is a figure of a public source on how often something happens or what it costs, named and dated. None is ours.
type BaseRate struct {
	ID          string `yaml:"id" json:"id"`       // baserate.…
	Title       string `yaml:"title" json:"title"` // what was measured, in our words
	Publisher   string `yaml:"publisher" json:"publisher"`
	Publication string `yaml:"publication" json:"publication"`
	// Published, From and To are as exact as the source: a day, a month or a year. From and To are the period measured.
	Published string `yaml:"published" json:"published"`
	From      string `yaml:"from" json:"from"`
	To        string `yaml:"to" json:"to"`
	Region    string `yaml:"region" json:"region"`
	Counted   string `yaml:"counted" json:"counted"` // who or what was counted, and how many as far as known
	// Kind is what the values are:
	// share of the units counted that had it at least once within Years years, between 0 and 1;
	// rate, events per unit and year;
	// part of the cases named in Of, between 0 and 1, which says nothing of how often;
	// loss, money per case in Currency, the mean or median as Average says.
	Kind     string      `yaml:"kind" json:"kind"`
	Unit     string      `yaml:"unit" json:"unit,omitempty"`   // of share and rate: one of what was counted
	Years    float64     `yaml:"years" json:"years,omitempty"` // of share; 1 unless given
	Of       string      `yaml:"of" json:"of,omitempty"`
	Currency string      `yaml:"currency" json:"currency,omitempty"`
	Average  string      `yaml:"average" json:"average,omitempty"`
	Derived  string      `yaml:"derived" json:"derived,omitempty"` // how the value follows from what is published, if it is not printed there
	Values   []BaseValue `yaml:"values" json:"values"`
	URL      string      `yaml:"url" json:"url"`         // of the publication, or of its publisher where the publication's own is not known
	Differs  string      `yaml:"differs" json:"differs"` // what it does not tell
	Uses     []BaseUse   `yaml:"scenarios" json:"scenarios"`
}

// BaseValue is a value of a base rate, for all or for some of those counted.
type BaseValue struct {
	For   string  `yaml:"for" json:"for"`
	Value float64 `yaml:"value" json:"value"`
}

// BaseUse names a scenario that a base rate says something of.
type BaseUse struct {
	Scenario string  `yaml:"id" json:"id"`
	Units    float64 `yaml:"units" json:"units,omitempty"` // how many of the units counted the organisation described there has; 1 unless given
}

// Beside is a base rate set beside a scenario of the library.
type Beside struct {
	BaseRate
	Yearly []Yearly `json:"yearly"` // of each value; none for parts and losses
}

// Yearly is a value of a base rate as events a year for the organisation that a scenario describes.
type Yearly struct {
	For  string  `json:"for"`
	Rate float64 `json:"rate"`
	// Judgement tells where the scenario's interval lies: it contains the rate, or lies below or above it. A loss has no
	// such verdict: the currencies differ, and a mean need not lie within an interval.
	Judgement string `json:"judgement"`
}

// BaseRates lists the public figures of the library, in the order of the file.
func BaseRates() []BaseRate { return slices.Clone(baseRates()) }

// Yearly is a value as events per unit and year. A share p of units that had at least one event within y years is that of
// a Poisson process with the rate −ln(1−p)/y. Parts and losses have no such rate; ok is false.
func (b *BaseRate) Yearly(value float64) (rate float64, ok bool) {
	switch b.Kind {
	case "rate":
		return value, true
	case "share":
		return -math.Log1p(-value) / b.Years, true
	}
	return 0, false
}

// Cite names the figure's source in one line: publication, publisher and date.
func (b *BaseRate) Cite() string {
	return b.Publication + " (" + b.Publisher + ", " + b.Published + ")"
}

// Say is a value in words, such as "18.7 % within a year" or "mean 262,000 USD".
func (b *BaseRate) Say(v BaseValue) string {
	percent := strconv.FormatFloat(math.Round(v.Value*1e5)/1e3, 'f', -1, 64) + " %"
	switch {
	case b.Kind == "rate":
		return strconv.FormatFloat(v.Value, 'f', -1, 64) + " a year per " + b.Unit
	case b.Kind == "part":
		return percent + " of " + b.Of
	case b.Kind == "loss":
		return b.Average + " " + grouped(int64(v.Value)) + " " + b.Currency
	case b.Years == 1:
		return percent + " within a year"
	}
	return fmt.Sprintf("%s within %g years", percent, b.Years)
}

// Period is the time measured, in words.
func (b *BaseRate) Period() string {
	if b.From == b.To {
		return b.From
	}
	return b.From + " to " + b.To
}

// Explain says a figure as events a year for the organisation described, and where the judged interval lies.
func (x *Beside) Explain(y Yearly) string {
	text := fmt.Sprintf("As a rate %.3g a year", y.Rate)
	if len(x.Yearly) > 1 {
		text += ", " + y.For
	}
	if n := x.Uses[0].Units; n > 1 {
		text += fmt.Sprintf(", at %g times one %s", n, x.Unit)
	}
	return text + map[string]string{"contains": ": within our judgement.", "below": ": our judgement, for the organisation described, lies below it.", "above": ": our judgement, for the organisation described, lies above it."}[y.Judgement]
}

func grouped(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

var baseRateFile = shelf[struct {
	Figures []BaseRate `yaml:"figures"`
}]("base-rates.yaml")

var baseRates = sync.OnceValue(func() []BaseRate {
	all := baseRateFile()[0].Figures
	for i := range all {
		if all[i].Kind == "share" && all[i].Years == 0 {
			all[i].Years = 1
		}
	}
	return all
})

// besides are the base rates by scenario.
func besides(scenarios []Scenario) map[string][]Beside {
	judged := map[string]Rate{}
	for _, s := range scenarios {
		judged[s.ID] = s.Rate
	}
	out := map[string][]Beside{}
	for _, b := range baseRates() {
		for _, u := range b.Uses {
			x := Beside{BaseRate: b, Yearly: []Yearly{}}
			x.Uses = []BaseUse{u}
			for _, v := range b.Values {
				if rate, ok := b.Yearly(v.Value); ok {
					rate *= max(u.Units, 1)
					x.Yearly = append(x.Yearly, Yearly{For: v.For, Rate: rate, Judgement: judged[u.Scenario].beside(rate)})
				}
			}
			out[u.Scenario] = append(out[u.Scenario], x)
		}
	}
	return out
}

// beside tells where the interval lies, seen from a rate.
func (r Rate) beside(rate float64) string {
	switch {
	case r.High < rate:
		return "below"
	case r.Low > rate:
		return "above"
	}
	return "contains"
}

// Sources names where a scenario's public figures come from, each source once and no more than two by name. It is empty
// if there is none.
func (s *Scenario) Sources() string {
	const named = 2
	var all []string
	for _, b := range s.BaseRates {
		if name := b.Cite(); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	if len(all) > named {
		return fmt.Sprintf("%s and %d more", strings.Join(all[:named], "; "), len(all)-named)
	}
	return strings.Join(all, "; ")
}
