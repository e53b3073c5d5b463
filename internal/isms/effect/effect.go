// Package effect keeps what each control does to each risk (6.1.3 b), and tells from evidence how reliably a control works.
package effect

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
)

// Effect is what one control does to one risk where it stands before an event and works: the share it takes off the number of
// events, of the events that become losses, or of the loss of one. What is 0 nobody has assessed; then there is no credit.
type Effect struct {
	record.Meta
	Title        string
	Risk         record.Ref
	Control      record.Ref
	On           string
	EfficacyLow  float64 // share taken off, 0 to 1, at least
	EfficacyHigh float64 // and at most
	Coverage     float64 // share of the events that it stands before, 0 to 1
	Source       string
}

// Targets are what a control can act on.
var Targets = []record.Option{
	{Value: string(quant.Frequency), Label: "Frequency", Synonyms: []string{"likelihood", "events", "häufigkeit"}},
	{Value: string(quant.Susceptibility), Label: "Susceptibility", Synonyms: []string{"vulnerability", "anfälligkeit"}},
	{Value: string(quant.OnSeverity), Label: "Severity", Synonyms: []string{"consequence", "impact", "loss", "schaden"}},
}

// Effects is the register of effects.
var Effects = record.Define(record.Spec[Effect]{
	Name: "effect", Plural: "effects", Title: "Effects of controls", Singular: "effect of a control", Prefix: "CE", Clause: "6.1.3 b)",
	About: "What a control takes off a risk: fewer events, fewer events that become losses, or smaller losses. With the figures of the risk without controls, the figures of today and after treatment follow.",
	Fields: []record.Field[*Effect]{
		{Name: "title", Label: "Effect", Computed: true, Listed: true, Indexed: true, Ptr: func(e *Effect) any { return &e.Title }},
		{Name: "risk", Label: "Risk", Required: true, To: "risk", Listed: true, Indexed: true, Ptr: func(e *Effect) any { return &e.Risk }, Synonyms: []string{"risk id"}},
		{Name: "control", Label: "Control", Required: true, To: "control", Listed: true, Indexed: true, Ptr: func(e *Effect) any { return &e.Control }, Help: "One of the controls that the risk needs.", Synonyms: []string{"control id", "measure"}},
		{Name: "on", Label: "Acts on", Required: true, Listed: true, Indexed: true, Options: Targets, Ptr: func(e *Effect) any { return &e.On }, Help: "Frequency: fewer events. Susceptibility: fewer events that become losses. Severity: smaller losses.", Synonyms: []string{"acts on", "target"}},
		{Name: "efficacy_low", Label: "Efficacy, low", Listed: true, Ptr: func(e *Effect) any { return &e.EfficacyLow }, Help: "Share that it takes off when it works, from 0 to 1: at least, and at most.", Synonyms: []string{"efficacy min", "effectiveness low"}},
		{Name: "efficacy_high", Label: "Efficacy, high", Listed: true, Ptr: func(e *Effect) any { return &e.EfficacyHigh }, Synonyms: []string{"efficacy max", "effectiveness high"}},
		{Name: "coverage", Label: "Coverage", Listed: true, Ptr: func(e *Effect) any { return &e.Coverage }, Help: "Share of the events that it stands before, from 0 to 1. Empty: not assessed, no credit."},
		{Name: "source", Label: "Source", Long: true, Ptr: func(e *Effect) any { return &e.Source }, Help: "Where the shares come from: own tests, a named report, an interview.", Synonyms: []string{"basis"}},
	},
	Before: func(w *record.Writer, old, e *Effect) error {
		if err := e.checkShares(); err != nil {
			return err
		}
		return e.place(w)
	},
})

// checkShares refuses what is no share of something.
func (e *Effect) checkShares() error {
	var bad []errs.Field
	for _, s := range []struct {
		field string
		value float64
	}{{"efficacy_low", e.EfficacyLow}, {"efficacy_high", e.EfficacyHigh}, {"coverage", e.Coverage}} {
		if !(s.value >= 0 && s.value <= 1) {
			bad = append(bad, errs.Field{Name: s.field, Message: fmt.Sprintf("%v is no share; it lies between 0 and 1", s.value)})
		}
	}
	switch {
	case bad != nil:
	case e.EfficacyLow > 0 && e.EfficacyHigh == 0:
		bad = append(bad, errs.Field{Name: "efficacy_high", Message: "is missing: an interval has both ends"})
	case e.EfficacyLow > e.EfficacyHigh:
		bad = append(bad, errs.Field{Name: "efficacy_low", Message: fmt.Sprintf("%v is more than the high end, %v", e.EfficacyLow, e.EfficacyHigh)})
	}
	if bad != nil {
		return &errs.Error{Kind: errs.Invalid, Message: "The effect cannot be saved.", Fields: bad}
	}
	return nil
}

// mostOnSeverity is how many controls may act on the severity of one risk; package quant refuses more.
const mostOnSeverity = 6

// place refuses an effect of a control that the risk does not need, and one that is there already, and names the effect.
func (e *Effect) place(w *record.Writer) error {
	r, err := risk.Risks.Get(w.Reader, string(e.Risk))
	if errs.Is(err, errs.NotFound) {
		return errs.InField("risk", "there is no such risk")
	}
	if err != nil {
		return err
	}
	named, err := w.Named([]string{string(e.Control)})
	if err != nil {
		return err
	}
	control := named[string(e.Control)].Ref
	if !slices.Contains(r.Controls, string(e.Control)) {
		return errs.InField("control", "%s is not among the controls that %s needs; add it there first", control, r.Ref)
	}
	onSeverity := 0
	if err := others(w, string(e.Risk), func(o *Effect) error {
		switch {
		case o.ID == e.ID || o.On != e.On:
		case o.Control == e.Control:
			return errs.InField("control", "%s already says what %s does to the %s of %s; change that", o.Ref, control, e.On, r.Ref)
		case o.On == string(quant.OnSeverity):
			onSeverity++
		}
		return nil
	}); err != nil {
		return err
	}
	if onSeverity >= mostOnSeverity {
		return errs.InField("on", "%s has %d controls that act on its severity, which is the most; join some", r.Ref, mostOnSeverity)
	}
	e.Title = fmt.Sprintf("%s on the %s of %s", control, e.On, r.Ref)
	return nil
}

// others calls fn for every effect on the risk. The register is found by its name, for its own rules ask for it.
func others(w *record.Writer, risk string, fn func(*Effect) error) error {
	k, err := w.Org().Store().Kind("effect")
	if err != nil {
		return err
	}
	return w.Each(k, record.Query{Filters: []record.Filter{{Field: "risk", Values: []string{risk}}}}, func(rec record.Record) error { return fn(rec.(*Effect)) })
}

// Quant is the effect as package quant computes with it; control is the control's reference. What nobody has assessed stays nil.
func (e *Effect) Quant(control string, reliability *float64) quant.Effect {
	q := quant.Effect{ID: control, On: quant.Target(e.On), Reliability: reliability}
	if e.EfficacyHigh > 0 {
		q.Efficacy = &[2]float64{e.EfficacyLow, e.EfficacyHigh}
	}
	if e.Coverage > 0 {
		q.Coverage = &e.Coverage
	}
	return q
}

// Missing names what of the effect nobody has assessed.
func (e *Effect) Missing() (names []string) {
	if e.EfficacyHigh == 0 {
		names = append(names, "efficacy")
	}
	if e.Coverage == 0 {
		names = append(names, "coverage")
	}
	return names
}

// Of are the effects on the risks, by risk, each in the order of control and target.
func Of(r *record.Reader, risks ...string) (map[string][]*Effect, error) {
	q := record.Query{}
	if len(risks) > 0 {
		q.Filters = []record.Filter{{Field: "risk", Values: risks}}
	}
	all, err := Effects.All(r, q)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b *Effect) int { return strings.Compare(a.Title, b.Title) })
	by := map[string][]*Effect{}
	for _, e := range all {
		by[string(e.Risk)] = append(by[string(e.Risk)], e)
	}
	return by, nil
}

// Hashes are what acceptances bind to beside the risks themselves, by id of the risk: SHA-256 of the figures without controls
// and of the effects that the controls needed have. A risk with neither has none. Sources and reliability, which changes with
// every day, do not enter.
func Hashes(r *record.Reader, risks []*risk.Risk) (map[string]string, error) {
	ids := make([]string, len(risks))
	for i, x := range risks {
		ids[i] = x.ID
	}
	if len(ids) == 0 {
		return nil, nil
	}
	by, err := Of(r, ids...)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, x := range risks {
		if h := hashOf(x, by[x.ID]); h != "" {
			out[x.ID] = h
		}
	}
	return out, nil
}

func hashOf(x *risk.Risk, effects []*Effect) string {
	type fact struct {
		Control  string  `json:"control"`
		On       string  `json:"on"`
		Low      float64 `json:"low,omitempty"`
		High     float64 `json:"high,omitempty"`
		Coverage float64 `json:"coverage,omitempty"`
	}
	facts := []fact{}
	for _, e := range effects {
		if slices.Contains(x.Controls, string(e.Control)) {
			facts = append(facts, fact{string(e.Control), e.On, e.EfficacyLow, e.EfficacyHigh, e.Coverage})
		}
	}
	inherent := x.Inherent.Given()
	inherent.Source = ""
	if len(facts) == 0 && inherent.Empty() {
		return ""
	}
	b, _ := json.Marshal([]any{inherent, facts}) // numbers were checked: nothing here fails
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
