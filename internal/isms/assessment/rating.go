package assessment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/seal"
	"github.com/assay-isms/assay/internal/record"
)

// Rated is one rater's rating of one risk in one run. Until the rating is closed its values are sealed and it says no
// more than that the rater has rated.
type Rated struct {
	record.Meta
	Title       string
	Assessment  record.Ref
	Risk        record.Ref
	Rater       record.Ref
	RatedOn     record.Date
	RecordedBy  string // who entered it, where the rater rated elsewhere
	Repeat      bool   // asked again, to measure drift
	State       string
	Commitment  string
	Sealed      *seal.Box
	Likelihood  int
	Consequence int
	Rationale   string
	Salt        string

	moved bool // by a use case; the general doors cannot set it
}

const released = "released"

// onlyByRun is what the general doors answer who would write a rating or a reconciliation.
var onlyByRun = errs.New(errs.Conflict, "This is written on the page of its assessment and stays as it was given.")

// Ratings is the register of ratings.
var Ratings = record.Define(record.Spec[Rated]{
	Name: "rating", Plural: "ratings", Title: "Ratings", Singular: "rating", Prefix: "RT", Clause: "6.1.2 b)",
	About: "What each rater said of each risk in a run of the assessment. While the run is being rated the values are sealed: nobody sees what another said.",
	Edit:  record.MayContribute,
	Fields: []record.Field[*Rated]{
		{Name: "title", Label: "Rating", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Rated) any { return &x.Title }},
		{Name: "assessment", Label: "Assessment", To: "assessment", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Rated) any { return &x.Assessment }},
		{Name: "risk", Label: "Risk", To: "risk", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Rated) any { return &x.Risk }},
		{Name: "rater", Label: "Rater", To: "person", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Rated) any { return &x.Rater }},
		{Name: "rated_on", Label: "Rated on", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Rated) any { return &x.RatedOn }},
		{Name: "recorded_by", Label: "Recorded by", Computed: true, Ptr: func(x *Rated) any { return &x.RecordedBy }},
		{Name: "repeat", Label: "Asked again", Computed: true, Indexed: true, Ptr: func(x *Rated) any { return &x.Repeat }},
		{Name: "state", Label: "Values", Computed: true, Listed: true, Indexed: true, Options: []record.Option{{Value: "sealed", Label: "Sealed"}, {Value: released, Label: "Shown"}}, Ptr: func(x *Rated) any { return &x.State }},
		{Name: "likelihood", Label: "Likelihood", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Rated) any { return &x.Likelihood }},
		{Name: "consequence", Label: "Consequence", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Rated) any { return &x.Consequence }},
		{Name: "rationale", Label: "Rationale", Computed: true, Long: true, Ptr: func(x *Rated) any { return &x.Rationale }},
		{Name: "commitment", Label: "Commitment", Computed: true, Ptr: func(x *Rated) any { return &x.Commitment }},
		{Name: "salt", Label: "Salt", Computed: true, Ptr: func(x *Rated) any { return &x.Salt }},
		{Name: "sealed", Label: "Sealed values", Computed: true, Ptr: func(x *Rated) any { return &x.Sealed }},
	},
	Before: func(_ *record.Writer, _, x *Rated) error {
		if !x.moved {
			return onlyByRun
		}
		return nil
	},
	Guard: func(_ *record.Writer, _, x *Rated) error {
		if x == nil || !x.moved {
			return onlyByRun
		}
		return nil
	},
})

// Reconciled is the rating agreed on for a risk on which the raters of a run differed, with the reason.
type Reconciled struct {
	record.Meta
	Title       string
	Assessment  record.Ref
	Risk        record.Ref
	Likelihood  int
	Consequence int
	Reason      string
	By          string
	On          record.Date

	moved bool // by a use case; the general doors cannot set it
}

// Reconciliations is the register of reconciliations.
var Reconciliations = record.Define(record.Spec[Reconciled]{
	Name: "reconciliation", Plural: "reconciliations", Title: "Reconciliations", Singular: "reconciliation", Prefix: "RN", Clause: "6.1.2 b)",
	About: "Which rating was agreed on where raters differed, why, and by whom it was recorded.",
	Fields: []record.Field[*Reconciled]{
		{Name: "title", Label: "Reconciliation", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Reconciled) any { return &x.Title }},
		{Name: "assessment", Label: "Assessment", To: "assessment", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Reconciled) any { return &x.Assessment }},
		{Name: "risk", Label: "Risk", To: "risk", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Reconciled) any { return &x.Risk }},
		{Name: "likelihood", Label: "Likelihood", Computed: true, Listed: true, Ptr: func(x *Reconciled) any { return &x.Likelihood }},
		{Name: "consequence", Label: "Consequence", Computed: true, Listed: true, Ptr: func(x *Reconciled) any { return &x.Consequence }},
		{Name: "because", Label: "Reason", Computed: true, Long: true, Listed: true, Ptr: func(x *Reconciled) any { return &x.Reason }},
		{Name: "recorded_by", Label: "Recorded by", Computed: true, Listed: true, Ptr: func(x *Reconciled) any { return &x.By }},
		{Name: "recorded_on", Label: "Recorded on", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Reconciled) any { return &x.On }},
	},
	Before: func(_ *record.Writer, _, x *Reconciled) error {
		if !x.moved {
			return onlyByRun
		}
		return nil
	},
	Guard: func(_ *record.Writer, _, x *Reconciled) error {
		if x == nil || !x.moved {
			return onlyByRun
		}
		return nil
	},
})

// RateForm is one rating as a rater gives it.
type RateForm struct {
	Said
	// Place is where in the rater's list the risk stands, from 1; 0 is where it stands first.
	Place int
	// Rater is the person who rates, by id; "" for the person whose address the acting account has.
	Rater string
	// Elsewhere says where the rater rated, when somebody who may administer enters it for him.
	Elsewhere string
}

// Rate keeps what a rater says of a risk, sealed until the rating is closed. Said again, it replaces what was said.
func Rate(w *record.Writer, run, riskID string, form RateForm) (*Rated, error) {
	if err := w.Actor().Check(record.MayContribute); err != nil {
		return nil, err
	}
	v, err := ReadRun(w.Reader, run)
	if err != nil {
		return nil, err
	}
	if err := v.Run.in(Rating, "rated"); err != nil {
		return nil, err
	}
	rater, recordedBy, err := v.rater(w, form)
	if err != nil {
		return nil, err
	}
	form.Rationale = strings.TrimSpace(form.Rationale)
	if err := v.onScale(form.Said); err != nil {
		return nil, err
	}
	s, err := newSealer(w.Reader, v.Run.ID)
	if err != nil {
		return nil, err
	}
	x, err := v.ratingAt(s, rater, riskID, form.Place)
	if err != nil {
		return nil, err
	}
	if before, err := s.open(x); x.Rev > 0 && err == nil && before.Said == form.Said && x.RecordedBy == recordedBy {
		return x, nil
	}
	x.RatedOn, x.RecordedBy, x.State, x.moved = w.Today(), recordedBy, "sealed", true
	if err := s.seal(x, form.Said); err != nil {
		return nil, err
	}
	return x, Ratings.Put(w, x)
}

// ratingAt is the rating, given or new, of a risk at a place of the rater's list.
func (v *RunView) ratingAt(s *sealer, rater *people.Person, riskID string, at int) (*Rated, error) {
	places := v.places(s, rater.ID)
	if at < 0 || at > len(places) {
		return nil, errs.InField("place", "%d is not on the list, which has %d places", at, len(places))
	}
	var p place
	if at > 0 {
		p = places[at-1]
	} else if p.line = slices.IndexFunc(v.Lines, func(l Line) bool { return l.is(riskID) }); p.line < 0 {
		return nil, errs.New(errs.NotFound, "%s has no risk %q.", v.Run.Ref, riskID)
	}
	line := &v.Lines[p.line]
	if riskID != "" && !line.is(riskID) {
		return nil, errs.InField("place", "at place %d stands %s, not %s", at, line.Risk.Ref, riskID)
	}
	if x := v.at(p, rater.ID); x != nil {
		return x, nil
	}
	return &Rated{Title: fmt.Sprintf("%s by %s", line.Risk.Ref, rater.Name), Assessment: record.Ref(v.Run.ID), Risk: record.Ref(line.Risk.ID), Rater: record.Ref(rater.ID), Repeat: p.repeat}, nil
}

// rater is who rates: the person of the acting account or, where an administrator enters what somebody said elsewhere,
// that person. A rater of the run enters nobody else's: he would see it.
func (v *RunView) rater(w *record.Writer, form RateForm) (p *people.Person, recordedBy string, err error) {
	own := v.Own(w.Actor().Email)
	if own != nil && (form.Rater == "" || form.Rater == own.ID) {
		return own, "", nil
	}
	p = v.Rater(form.Rater)
	switch {
	case form.Rater == "":
		return nil, "", errs.New(errs.Denied, "You are not a rater of %s. Its raters are %s.", v.Run.Ref, v.raterNames())
	case p == nil:
		return nil, "", errs.New(errs.NotFound, "%s has no rater %q. Its raters are %s.", v.Run.Ref, form.Rater, v.raterNames())
	case own != nil:
		return nil, "", errs.New(errs.Denied, "You rate %s yourself and cannot enter what %s said: you would see it.", v.Run.Ref, p.Name)
	case !w.Actor().May(record.MayAdminister) || strings.TrimSpace(form.Elsewhere) == "":
		return nil, "", errs.New(errs.Denied, "Only %s enters these ratings. An administrator can enter what was rated elsewhere, saying where.", p.Name)
	}
	return p, w.Actor().Name + ": " + strings.TrimSpace(form.Elsewhere), nil
}

func (v *RunView) raterNames() string {
	names := make([]string, len(v.Raters))
	for i, p := range v.Raters {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// onScale refuses what the run's criteria have no step for.
func (v *RunView) onScale(s Said) error {
	var bad []errs.Field
	for _, f := range []struct {
		name  string
		value int
		steps []risk.Step
	}{{"likelihood", s.Likelihood, v.Criteria.Likelihood}, {"consequence", s.Consequence, v.Criteria.Consequence}} {
		if f.value < 1 || f.value > len(f.steps) {
			bad = append(bad, errs.Field{Name: f.name, Message: fmt.Sprintf("%d is off the scale of %s, which runs from 1 (%s) to %d (%s)", f.value, v.Criteria.Ref, f.steps[0].Name, len(f.steps), f.steps[len(f.steps)-1].Name)})
		}
	}
	if bad != nil {
		return &errs.Error{Kind: errs.Invalid, Message: "The rating cannot be saved.", Fields: bad}
	}
	return nil
}
