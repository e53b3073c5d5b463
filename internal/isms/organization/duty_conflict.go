package organization

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/approval"
	"github.com/assay-isms/assay/internal/record"
)

// DutyConflict is a rule of segregation: two roles that must not meet in one person (A.5.3).
type DutyConflict struct {
	record.Meta
	approval.Approval             // of those tolerated
	Title             string      // the rule
	First             record.Ref  // role
	Second            record.Ref  // role
	Harm              string      // what their union allows
	Owner             record.Ref  // person
	Tolerated         record.Refs // persons who may hold both until a day
	Compensation      string      // the check that makes up for it
	Reader            record.Ref  // who makes that check and holds neither role
	Until             record.Date
	CheckedOn         record.Date
	Found             record.Refs // persons who held both, untolerated, on that day
}

// conflictDays is for how long a check of the rule holds.
const conflictDays = 95

// DutyConflicts are the rules of segregation.
var DutyConflicts = record.Define(record.Spec[DutyConflict]{
	Name: "duty_conflict", Plural: "duty-conflicts", Title: "Conflicts of duties", Singular: "conflict of duties", Prefix: "DC", Version: 2, Clause: "A.5.3",
	About: "Which two roles no one person may hold, and what could happen if one did. Name the roles, then check: whoever holds both is named.",
	Fields: append([]record.Field[*DutyConflict]{
		{Name: "title", Label: "Rule", Required: true, Listed: true, Indexed: true, Ptr: func(c *DutyConflict) any { return &c.Title }, Synonyms: []string{"rule", "conflict", "regel", "funktionstrennung"}},
		{Name: "first", Label: "First role", To: "role", Listed: true, Indexed: true, Ptr: func(c *DutyConflict) any { return &c.First }, Synonyms: []string{"role 1", "duty 1", "rolle 1"}},
		{Name: "second", Label: "Second role", To: "role", Listed: true, Indexed: true, Ptr: func(c *DutyConflict) any { return &c.Second }, Synonyms: []string{"role 2", "duty 2", "rolle 2"}},
		{Name: "harm", Label: "Harm", Help: "What one person could do and hide with both.", Long: true, Ptr: func(c *DutyConflict) any { return &c.Harm }, Synonyms: []string{"schaden", "risk"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(c *DutyConflict) any { return &c.Owner }, Synonyms: []string{"verantwortlich", "responsible"}},
		{Name: "tolerated", Label: "Tolerated persons", Help: "Who may hold both for a time. Counts once it is approved, with a compensating check, a reader and an end.", To: "person", Ptr: func(c *DutyConflict) any { return &c.Tolerated }, Synonyms: []string{"accepted", "geduldet"}},
		{Name: "compensation", Label: "Compensating check", Long: true, Ptr: func(c *DutyConflict) any { return &c.Compensation }, Synonyms: []string{"compensating control", "kompensation"}},
		{Name: "reader", Label: "Independent reader", Help: "Makes the check and is not among those tolerated.", To: "person", Ptr: func(c *DutyConflict) any { return &c.Reader }, Synonyms: []string{"prüfer"}},
		{Name: "until", Label: "Tolerated until", Indexed: true, Ptr: func(c *DutyConflict) any { return &c.Until }, Synonyms: []string{"expiry", "end", "befristet bis"}},
		{Name: "checked_on", Label: "Checked on", Computed: true, Listed: true, Indexed: true, Ptr: func(c *DutyConflict) any { return &c.CheckedOn }},
		{Name: "found", Label: "Holding both", Computed: true, To: "person", Listed: true, Ptr: func(c *DutyConflict) any { return &c.Found }},
	}, approval.Fields((*DutyConflict).consent)...),
	Whole: true,
	Proves: func(c *DutyConflict) []record.Proof {
		p := record.Proof{On: c.CheckedOn, Failed: len(c.Found) > 0}
		if c.tolerates() && !p.Failed && c.Until < c.CheckedOn.Plus(conflictDays) {
			p.Until = c.Until
		}
		return []record.Proof{p}
	},
	Owes: func(c *DutyConflict) []record.Due {
		due := []record.Due{{What: "Check", Day: c.Again(c.CheckedOn, conflictDays), Who: c.Owner}}
		if len(c.Found) > 0 {
			due = append(due, record.Due{What: "Resolve the conflict", Day: c.CheckedOn.Plus(acceptDays), Who: c.Owner, Weight: record.Grave})
		}
		if c.tolerates() {
			due = append(due, record.Due{What: "End the double role", Day: c.Until, Who: c.Owner, Weight: record.Grave})
		}
		return due
	},
	Before: func(w *record.Writer, old, c *DutyConflict) error {
		if c.First == c.Second && c.First != "" {
			return errs.InField("second", "a role cannot conflict with itself; name another")
		}
		if old == nil || old.First != c.First || old.Second != c.Second {
			c.CheckedOn, c.Found = "", nil
		}
		return approval.Keep(w, "duty_conflict", old, c, &c.Approval)
	},
})

func (c *DutyConflict) tolerates() bool { return c.Given() && len(c.Tolerated) > 0 }

// Conflict is a person who holds both sides of a rule.
type Conflict struct {
	Rule      *DutyConflict
	Person    record.Ref
	Tolerated bool // approved, and not past its end
}

// Conflicts names everybody who holds both roles of a rule as the roles are assigned now: as holder, deputy or doer.
func Conflicts(r *record.Reader) (out []Conflict, err error) {
	powers := map[record.Ref][]string{}
	roles, err := Roles.All(r, record.Query{Filters: []record.Filter{{Field: "ended_on", Op: "empty"}}})
	if err != nil {
		return nil, err
	}
	for _, role := range roles {
		powers[record.Ref(role.ID)] = role.powers()
	}
	rules, err := DutyConflicts.All(r, record.Query{})
	for _, c := range rules {
		both := slices.DeleteFunc(slices.Clone(powers[c.First]), func(id string) bool { return !slices.Contains(powers[c.Second], id) })
		slices.Sort(both)
		for _, id := range slices.Compact(both) {
			tolerated := c.tolerates() && c.Until >= r.Today() && slices.Contains(c.Tolerated, id)
			out = append(out, Conflict{c, record.Ref(id), tolerated})
		}
	}
	return out, err
}

var _ = DutyConflicts.With(approval.Step("Tolerate", "The persons named may hold both roles until the day named; the next check leaves them out.", (*DutyConflict).consent, func(w *record.Writer, c *DutyConflict) error { return c.tolerable(w) }),
	record.Step[*DutyConflict]{Name: "check", Label: "Check", About: "Names who holds both roles today.", Needs: record.MayEdit,
		Open: func(c *DutyConflict) bool { return c.First != "" && c.Second != "" }, Do: check})

func (c *DutyConflict) consent() *approval.Approval { return &c.Approval }

// check keeps who holds both roles of the rule today.
func check(w *record.Writer, c *DutyConflict) error {
	all, err := Conflicts(w.Reader)
	c.CheckedOn, c.Found = w.Today(), nil
	for _, x := range all {
		if x.Rule.ID == c.ID && !x.Tolerated {
			c.Found = append(c.Found, string(x.Person))
		}
	}
	return err
}

func (c *DutyConflict) tolerable(w *record.Writer) error {
	switch {
	case len(c.Tolerated) == 0:
		return errs.New(errs.Conflict, "%s tolerates nobody; name the persons first.", c.Ref)
	case c.Compensation == "" || c.Reader == "" || slices.Contains(c.Tolerated, string(c.Reader)):
		return errs.New(errs.Conflict, "%s needs a compensating check and a reader who is not among those tolerated.", c.Ref)
	case c.Until <= w.Today():
		return errs.New(errs.Conflict, "%s needs a day ahead until which the double role is tolerated.", c.Ref)
	}
	return nil
}
