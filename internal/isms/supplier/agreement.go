package supplier

import (
	"slices"
	"sync"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Agreement is what is signed with a supplier (A.5.20), held against the clauses that such an agreement needs.
type Agreement struct {
	record.Meta
	Title     string
	Supplier  record.Ref
	Owner     record.Ref
	Document  string
	SignedOn  record.Date
	EndsOn    record.Date
	Notice    int // days
	Clauses   []Check
	CheckedOn record.Date
	Tier      string // of the supplier when the agreement was last saved: what it needs
	Gaps      int
	EndedOn   record.Date
	Notes     string
}

// Check is what was found of one clause.
type Check struct {
	Clause string `json:"clause"` // id in the library
	State  string `json:"state"`  // present, missing, not_needed
	Note   string `json:"note,omitempty"`
}

// The states of a clause. One that was not looked at yet has none.
const (
	Present   = "present"
	Missing   = "missing"
	NotNeeded = "not_needed"
)

// Within how many days after signing the clauses are looked at, after how many again, and for how long a gap may stand.
const (
	checkDays   = 30
	recheckDays = 365
	gapDays     = 90
)

// Agreements is the register of agreements with suppliers.
var Agreements = record.Define(record.Spec[Agreement]{
	Name: "agreement", Plural: "agreements", Title: "Agreements with suppliers", Singular: "agreement", Prefix: "AG", Clause: "A.5.20",
	About: "What is signed with whom, until when, and which clauses it lacks. Enter the agreement with your most critical supplier first and go through its clauses.",
	Fields: []record.Field[*Agreement]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(a *Agreement) any { return &a.Title }, Synonyms: []string{"agreement", "contract", "vertrag", "contrat"}},
		{Name: "supplier", Label: "Supplier", To: "supplier", Required: true, Listed: true, Indexed: true, Ptr: func(a *Agreement) any { return &a.Supplier }, Synonyms: []string{"vendor", "lieferant", "fournisseur"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(a *Agreement) any { return &a.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "document", Label: "Where it is kept", Ptr: func(a *Agreement) any { return &a.Document }, Synonyms: []string{"link", "file", "ablage"}},
		{Name: "signed_on", Label: "Signed by both on", Past: true, Listed: true, Indexed: true, Ptr: func(a *Agreement) any { return &a.SignedOn }, Synonyms: []string{"start", "since", "unterschrieben am"}},
		{Name: "ends_on", Label: "Ends", From: "signed_on", Listed: true, Indexed: true, Ptr: func(a *Agreement) any { return &a.EndsOn }, Synonyms: []string{"expiry", "end", "endet am"}},
		{Name: "notice_days", Label: "Notice", Unit: "days", Help: "So long before its end it has to be given notice, or it goes on.", Ptr: func(a *Agreement) any { return &a.Notice }, Synonyms: []string{"notice period", "kündigungsfrist"}},
		{Name: "clauses", Label: "Clauses", Computed: true, Ptr: func(a *Agreement) any { return &a.Clauses }},
		{Name: "checked_on", Label: "Clauses checked on", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Agreement) any { return &a.CheckedOn }},
		{Name: "tier", Label: "Tier of the supplier", Computed: true, Options: tierOptions(), Ptr: func(a *Agreement) any { return &a.Tier }},
		{Name: "gaps", Label: "Gaps", Computed: true, Listed: true, Indexed: true, Help: "Clauses that the supplier's tier needs and that are missing or were not looked at.", Ptr: func(a *Agreement) any { return &a.Gaps }},
		{Name: "ended_on", Label: "Ended on", From: "signed_on", Indexed: true, Ptr: func(a *Agreement) any { return &a.EndedOn }, Synonyms: []string{"terminated", "beendet am"}},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(a *Agreement) any { return &a.Notes }, Synonyms: []string{"remarks", "bemerkung"}},
	},
	Whole:  true,
	Proves: (*Agreement).shows,
	Owes: func(a *Agreement) []record.Due {
		if a.EndedOn != "" {
			return nil
		}
		due := []record.Due{{What: "Renew or give notice", Day: a.EndsOn.Plus(-a.Notice), Who: a.Owner, Weight: record.Grave}}
		switch {
		case a.CheckedOn == "":
			return append(due, record.Due{What: "Check the clauses", Day: a.SignedOn.Plus(checkDays), Who: a.Owner})
		case a.Gaps > 0:
			return append(due, record.Due{What: "Close the gaps", Day: a.CheckedOn.Plus(gapDays), Who: a.Owner, Weight: record.Grave})
		}
		return append(due, record.Due{What: "Check the clauses", Day: a.CheckedOn.Plus(recheckDays), Who: a.Owner})
	},
	Before: func(w *record.Writer, old, a *Agreement) error {
		if old == nil {
			a.Clauses, a.CheckedOn = nil, ""
		}
		if a.Notice < 0 {
			return errs.InField("notice_days", "is a number of days, not negative")
		}
		s, err := Suppliers.Get(w.Reader, string(a.Supplier))
		if err == nil {
			a.Tier = s.Tier
		} else if !errs.Is(err, errs.NotFound) {
			return err
		}
		a.Gaps = len(a.Lacking())
		return nil
	},
})

// Of is what was found of a clause.
func (a *Agreement) Of(clause string) Check {
	i := slices.IndexFunc(a.Clauses, func(c Check) bool { return c.Clause == clause })
	if i < 0 {
		return Check{Clause: clause}
	}
	return a.Clauses[i]
}

// Lacking are the clauses that the supplier's tier needs and that are missing or were not looked at.
func (a *Agreement) Lacking() (gaps []guide.AgreedClause) {
	for _, c := range guide.ClausesFor(a.Tier) {
		if state := a.Of(c.ID).State; state != Present && state != NotNeeded {
			gaps = append(gaps, c)
		}
	}
	return gaps
}

// shows is the agreement as evidence: of A.5.20 when nothing is lacking, and of every other control that asks for agreements and
// that a clause it has serves.
func (a *Agreement) shows() []record.Proof {
	if a.EndedOn != "" {
		return nil
	}
	p := record.Proof{For: "A.5.20"}
	if a.SignedOn != "" && a.Gaps == 0 {
		p.On, p.Until = a.CheckedOn, a.until()
	}
	out := []record.Proof{p}
	for _, c := range guide.SupplierClauses() {
		if a.Of(c.ID).State != Present || a.SignedOn == "" {
			continue
		}
		for _, control := range c.Controls {
			if asksForAgreements()[control] && !slices.ContainsFunc(out, func(p record.Proof) bool { return p.For == control }) {
				out = append(out, record.Proof{On: a.CheckedOn, Until: a.until(), For: control})
			}
		}
	}
	return out
}

// until is the agreement's end where it comes before the clauses are looked at again.
func (a *Agreement) until() record.Date {
	if a.EndsOn != "" && a.EndsOn < a.CheckedOn.Plus(recheckDays) {
		return a.EndsOn
	}
	return ""
}

// asksForAgreements are the controls of 2022 whose guidance names agreements as evidence.
var asksForAgreements = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, c := range catalog.Controls(catalog.Edition2022) {
		out[c.ID] = slices.ContainsFunc(guide.Shown(c.ID), func(e guide.Evidencing) bool { return e.Kind == "agreement" })
	}
	return out
})

// Tick enters what was found of clauses of an agreement, at the revision the caller saw; 0 for any. The others stay as they are.
func Tick(w *record.Writer, ref string, rev int64, found []Check) (*Agreement, error) {
	a, err := Agreements.Find(w.Reader, ref)
	if err != nil {
		return nil, err
	}
	if rev != 0 {
		a.Rev = rev
	}
	for _, c := range found {
		if err := c.check(); err != nil {
			return nil, err
		}
		a.Clauses = slices.DeleteFunc(a.Clauses, func(o Check) bool { return o.Clause == c.Clause })
		if c.State != "" {
			a.Clauses = append(a.Clauses, c)
		}
	}
	order := map[string]int{}
	for i, c := range guide.SupplierClauses() {
		order[c.ID] = i
	}
	slices.SortFunc(a.Clauses, func(x, y Check) int { return order[x.Clause] - order[y.Clause] })
	a.CheckedOn = w.Today()
	return a, Agreements.Put(w, a)
}

func (c Check) check() error {
	switch {
	case !slices.ContainsFunc(guide.SupplierClauses(), func(k guide.AgreedClause) bool { return k.ID == c.Clause }):
		return errs.InField("clauses", "%q is no clause of the library; they are listed on the agreement's page", c.Clause)
	case c.State != "" && c.State != Present && c.State != Missing && c.State != NotNeeded:
		return errs.InField(c.Clause, "is %q; a clause is present, missing or not_needed", c.State)
	case c.State == NotNeeded && c.Note == "":
		return errs.InField(c.Clause, "needs a note: say why this agreement does without the clause")
	}
	return nil
}
