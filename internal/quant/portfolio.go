package quant

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/assay-isms/assay/internal/errs"
)

// Portfolio is what is assessed: the scenarios of one organisation, in one currency, under one version of its criteria.
type Portfolio struct {
	Currency  string     `json:"currency"`
	Criteria  Criteria   `json:"criteria,omitzero"`
	Scenarios []Scenario `json:"scenarios"`
	// Recorded is what an earlier version of the engine found, for Attribute to tell its share in a change.
	Recorded *Recorded `json:"recorded,omitempty"`
}

// Criteria are the part of the risk criteria that enters a figure.
type Criteria struct {
	ID string `json:"id,omitempty"`
	// Dependence is σ of a lognormal factor of mean 1 by which all frequencies of a year rise and fall together; 0 is independence.
	Dependence float64 `json:"dependence,omitempty"`
	// Level is where the value at risk is taken that Attribute explains; 0 stands for 0.95.
	Level float64 `json:"level,omitempty"`
}

// Recorded are figures as they were once recorded.
type Recorded struct {
	Engine      string  `json:"engine"`
	Mean        float64 `json:"mean"`
	ValueAtRisk float64 `json:"value_at_risk"`
}

// Scenario is one way to lose: how often, how much, and what stands against it. What is nil or empty was not assessed.
type Scenario struct {
	ID          string    `json:"id"`
	Rate        *Rate     `json:"rate,omitempty"`        // events a year
	Probability *float64  `json:"probability,omitempty"` // of the one event that a year can bring; instead of a rate
	Severity    *Severity `json:"severity,omitempty"`
	Controls    []Effect  `json:"controls,omitempty"`
}

// Rate is a frequency in events a year: a number of them, or a 90 % interval for a number that nobody knows.
type Rate struct {
	Value   float64
	Gamma90 *[2]float64 // 5 % and 95 % quantile of a gamma distribution
}

// UnmarshalJSON reads a number or {"gamma90": [low, high]}.
func (r *Rate) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) > 0 && b[0] != '{' {
		return json.Unmarshal(b, &r.Value)
	}
	var interval struct {
		Gamma90 *[2]float64 `json:"gamma90"`
	}
	if err := strictly(b, &interval); err != nil {
		return err
	}
	if interval.Gamma90 == nil {
		return errs.New(errs.BadRequest, `A rate is a number of events a year, or {"gamma90": [low, high]}.`)
	}
	r.Gamma90 = interval.Gamma90
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (r Rate) MarshalJSON() ([]byte, error) {
	if r.Gamma90 != nil {
		return json.Marshal(map[string]any{"gamma90": r.Gamma90})
	}
	return json.Marshal(r.Value)
}

// Severity is the loss of one event. Exactly one field is set.
type Severity struct {
	// Lognormal90 is a 90 % interval: 5 % and 95 % quantile of a lognormal distribution.
	Lognormal90 *[2]float64 `json:"lognormal90,omitempty"`
	// PERT is least, most likely and greatest: a beta distribution with mean (least + 4·likely + greatest)/6, the
	// parametrisation of Malcolm, Roseboom, Clark and Fazar (Operations Research 7, 1959, pp. 646–669) with λ = 4.
	PERT *[3]float64 `json:"pert,omitempty"`
	// Exponential is a mean.
	Exponential *float64 `json:"exponential,omitempty"`
	// Fixed is an amount.
	Fixed *float64 `json:"fixed,omitempty"`
	// Discrete are amounts with their probabilities, which add up to 1.
	Discrete [][2]float64 `json:"discrete,omitempty"`
}

// Target is what of a scenario a control acts on.
type Target string

const (
	Frequency      Target = "frequency"      // fewer events
	Susceptibility Target = "susceptibility" // fewer events that become losses
	OnSeverity     Target = "severity"       // smaller losses
)

// Effect is what one control does to one scenario. Where it covers an event and works, which it does with probability
// Coverage × Reliability, it takes the share Efficacy off. A part that is nil was not assessed: then the control gets no
// credit, and the result says so.
type Effect struct {
	ID          string      `json:"id"`
	On          Target      `json:"on"`
	Efficacy    *[2]float64 `json:"efficacy,omitempty"`    // least and greatest share taken off, 0 to 1; the middle enters the figure
	Coverage    *float64    `json:"coverage,omitempty"`    // share of events it stands before, 0 to 1
	Reliability *float64    `json:"reliability,omitempty"` // probability that it works when needed, 0 to 1
}

// ReadPortfolio reads a portfolio from JSON. Unknown names are refused, so that a misspelt one is not taken for unset.
func ReadPortfolio(r io.Reader) (*Portfolio, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var p Portfolio
	if err := strictly(b, &p); err != nil {
		return nil, errs.New(errs.Invalid, "This is not a portfolio: %s. See assay quant aggregate --help for its form.", err)
	}
	return &p, p.Check()
}

// strictly decodes one JSON value without unknown names or anything after it.
func strictly(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errs.New(errs.Invalid, "something follows the end of the JSON value")
	}
	return nil
}

// Check says everything that is wrong with the portfolio, place by place.
func (p *Portfolio) Check() error {
	c := checker{place: place{index: -1}}
	c.need(p.Criteria.Dependence >= 0 && p.Criteria.Dependence <= 1.5, "criteria.dependence", "is σ of the factor common to all frequencies, from 0 (independent) to 1.5")
	c.need(p.Criteria.Level >= 0 && p.Criteria.Level < 1, "criteria.level", "is a probability below 1, such as 0.95")
	seen := make(map[string]bool, len(p.Scenarios))
	for i, s := range p.Scenarios {
		c.place = place{i, s.ID}
		c.need(s.ID != "", "id", "is missing; every scenario needs one, because figures and random numbers hang on it")
		c.need(!seen[s.ID], "id", "%q stands twice; give each scenario its own", s.ID)
		seen[s.ID] = true
		c.scenario(s)
	}
	if len(c.faults) > 0 {
		return &errs.Error{Kind: errs.Invalid, Message: "The portfolio cannot be computed.", Fields: c.faults}
	}
	return nil
}
