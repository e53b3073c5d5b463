// Package assessment keeps the runs of the risk assessment (6.1.2 b to e, 8.2): blind ratings, agreement, reconciliation, the
// frozen result with its manifest, replay and comparison. It knows the risks; they need not know it.
package assessment

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Assessment is one run of the risk assessment (6.1.2, 8.2): which risks, by which criteria, rated by whom, how far the
// raters agreed, approved by whom. A run without raters goes from draft to approved: its result is the register as it
// stood. A run with raters goes through every state; see Open, Rate, Close, Reconcile, Evaluate, Approve.
type Assessment struct {
	record.Meta
	Title     string
	Occasion  string
	Criteria  record.Ref
	Started   record.Date
	Raters    record.Refs
	Minimum   int // raters that a risk needs to count as rated; 0 means as many as the criteria say
	Risks     record.Refs
	Gate      float64 // the least α at which single disagreements are looked at alone; 0 means what the criteria say
	Tolerance string  // steps by which ratings may differ without being reconciled
	Repeats   int     // share of risks that each rater is asked twice, in percent

	Status     string
	Agreement  *Agreement
	ApprovedBy string
	ApprovedOn record.Date
	Entry      int // the journal entry up to which the approved result reaches
	Manifest   *Manifest
	Digest     string // SHA-256 of the manifest

	moved bool // by a use case; the general doors cannot set it
}

// The states of a run.
const (
	Draft          = "draft"
	Rating         = "rating"
	Reconciliation = "reconciliation"
	Evaluated      = "evaluated"
	Approved       = "approved"
	Superseded     = "superseded"
)

var runStates = []record.Option{
	{Value: Draft, Label: "Draft"}, {Value: Rating, Label: "Rating"}, {Value: Reconciliation, Label: "Reconciliation"}, {Value: Evaluated, Label: "Evaluated"},
	{Value: Approved, Label: "Approved"}, {Value: Superseded, Label: "Superseded"},
}

// The defaults of a run.
const (
	defaultMinimum   = 2
	defaultGate      = 0.667
	defaultTolerance = "1"
	mostRisks        = 5000 // of one run: nobody rates more
)

// Assessments is the register of assessment runs.
var Assessments = record.Define(record.Spec[Assessment]{
	Name: "assessment", Plural: "assessments", Title: "Risk assessments", Singular: "risk assessment", Prefix: "RA", Clause: "8.2",
	About: "Each run of the risk assessment: why, under which criteria, rated by whom and how far they agreed, approved by whom.",
	Fields: []record.Field[*Assessment]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Title }},
		{Name: "occasion", Label: "Occasion", Listed: true, Ptr: func(a *Assessment) any { return &a.Occasion }},
		{Name: "criteria", Label: "Criteria version", To: "criteria", Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Criteria }},
		{Name: "started", Label: "Started", Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Started }},
		{Name: "raters", Label: "Raters", To: "person", Ptr: func(a *Assessment) any { return &a.Raters },
			Help: "Who rates each risk without seeing what the others say. Without raters the register as it stands is approved."},
		{Name: "minimum", Label: "Raters for each risk, at least", Ptr: func(a *Assessment) any { return &a.Minimum }, Help: "A risk that fewer have rated stays not rated. Empty means as many as the criteria say; no fewer than they do."},
		{Name: "risks", Label: "Risks", To: "risk", Ptr: func(a *Assessment) any { return &a.Risks }, Help: "Empty means all that are open when the rating begins."},
		{Name: "gate", Label: "Agreement wanted (α)", Ptr: func(a *Assessment) any { return &a.Gate },
			Help: "Krippendorff's α, at most 1. Below it every difference is reconciled. Empty means what the criteria say; no less than they do."},
		{Name: "tolerance", Label: "Tolerated difference", Ptr: func(a *Assessment) any { return &a.Tolerance }, Help: "Within it the middle rating counts, of two middle ones the higher.", Options: []record.Option{
			{Value: "0", Label: "None: every difference is reconciled"}, {Value: "1", Label: "One step"}, {Value: "2", Label: "Two steps"}}},
		{Name: "repeats", Label: "Asked twice", Unit: "% of risks", Ptr: func(a *Assessment) any { return &a.Repeats },
			Help: "Up to 50. Each rater meets so many risks again further down the list, unmarked; how far both ratings agree shows the rater's drift. They never count in the outcome."},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Options: runStates, Ptr: func(a *Assessment) any { return &a.Status }},
		{Name: "agreement", Label: "Agreement of the raters", Computed: true, Ptr: func(a *Assessment) any { return &a.Agreement }},
		{Name: "approved_by", Label: "Approved by", Computed: true, Listed: true, Ptr: func(a *Assessment) any { return &a.ApprovedBy }},
		{Name: "approved_on", Label: "Approved on", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.ApprovedOn }},
		{Name: "entry", Label: "Journal entry", Computed: true, Ptr: func(a *Assessment) any { return &a.Entry }},
		{Name: "manifest", Label: "Manifest", Computed: true, Ptr: func(a *Assessment) any { return &a.Manifest }},
		{Name: "digest", Label: "Digest of the manifest", Computed: true, Ptr: func(a *Assessment) any { return &a.Digest }},
	},
	Before: func(w *record.Writer, old, a *Assessment) error {
		if old != nil && !a.moved {
			a.Status, a.Agreement, a.ApprovedBy, a.ApprovedOn, a.Entry, a.Manifest, a.Digest =
				old.Status, old.Agreement, old.ApprovedBy, old.ApprovedOn, old.Entry, old.Manifest, old.Digest
		}
		if old != nil {
			return nil
		}
		a.Status, a.Agreement, a.ApprovedBy, a.ApprovedOn, a.Entry, a.Manifest, a.Digest = Draft, nil, "", "", 0, nil, ""
		return a.complete(w)
	},
	Guard: func(_ *record.Writer, old, a *Assessment) error {
		if a != nil && a.moved || old.Status == Draft {
			return nil
		}
		return errs.New(errs.Conflict, "This risk assessment is %s and stays as it is. %s", old.Status, map[bool]string{
			true: "Make a new one.", false: "It goes on by its own steps: rate, close, reconcile, evaluate, approve."}[old.Status == Approved || old.Status == Superseded])
	},
	Fixed: func(a *Assessment) bool { return a.Status != Draft },
})

// complete gives a new run its first day and the criteria in force.
func (a *Assessment) complete(w *record.Writer) error {
	if a.Started == "" {
		a.Started = w.Today()
	}
	if a.Criteria != "" {
		return nil
	}
	c, err := risk.InForce(w.Reader)
	if err != nil || c == nil {
		return err
	}
	a.Criteria = record.Ref(c.ID)
	return nil
}

// Allowed is how many steps ratings may differ without being reconciled.
func (a *Assessment) Allowed() int {
	if a.Tolerance == "" {
		return int(defaultTolerance[0] - '0')
	}
	return int(a.Tolerance[0] - '0')
}

// put saves a step of the run that a use case takes.
func (a *Assessment) put(w *record.Writer, rev int64) error {
	if rev != 0 {
		a.Rev = rev
	}
	a.moved = true
	return Assessments.Put(w, a)
}

// in refuses a step that does not belong to the run's state.
func (a *Assessment) in(state, step string) error {
	if a.Status == state {
		return nil
	}
	return errs.New(errs.Conflict, "%s is in state %s; it can be %s in state %s.", a.Ref, a.Status, step, state)
}
