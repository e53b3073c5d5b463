package risk

import (
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Triggers are what may make an organisation assess a risk again before its day (6.1.2 a 2, 8.2).
var Triggers = []record.Option{
	{Value: "significant_change", Label: "Significant change planned or made", Synonyms: []string{"change"}},
	{Value: "incident", Label: "Incident", Synonyms: []string{"event", "breach"}},
	{Value: "owner_request", Label: "Request of the owner", Synonyms: []string{"owner"}},
	{Value: "new_threat", Label: "New threat", Synonyms: []string{"threat"}},
	{Value: "new_vulnerability", Label: "New vulnerability", Synonyms: []string{"vulnerability"}},
	{Value: "control_failed", Label: "Control found not to work", Synonyms: []string{"nonconformity", "audit finding"}},
	{Value: "supplier_change", Label: "Change of a supplier", Synonyms: []string{"supplier"}},
	{Value: "law_change", Label: "New or changed law or contract", Synonyms: []string{"law", "contract"}},
}

// Triggered marks a risk that has to be assessed again, until it is.
type Triggered struct {
	What   string      // one of Triggers; "" if the risk is not marked
	Reason string      // in words
	On     record.Date // the day it was marked
	By     string      // by whom
}

var triggerFields = []record.Field[*Risk]{
	{Name: "triggered", Label: "To be assessed again because of", Computed: true, Indexed: true, Options: Triggers, Ptr: func(r *Risk) any { return &r.Trigger.What }},
	{Name: "triggered_reason", Label: "What happened", Computed: true, Long: true, Ptr: func(r *Risk) any { return &r.Trigger.Reason }},
	{Name: "triggered_on", Label: "Marked on", Computed: true, Ptr: func(r *Risk) any { return &r.Trigger.On }},
	{Name: "triggered_by", Label: "Marked by", Computed: true, Ptr: func(r *Risk) any { return &r.Trigger.By }},
	{Name: "reassess_by", Label: "Assess again by", Computed: true, Indexed: true, Ptr: func(r *Risk) any { return &r.ReassessBy }},
}

// Trigger marks a risk as one to be assessed again, with the trigger and the reason in words. The mark stays until the risk is
// assessed. rev is the revision that the caller saw; 0 takes any.
func Trigger(w *record.Writer, ref string, rev int64, what, reason string) (*Risk, error) {
	r, err := Risks.Find(w.Reader, ref)
	if err != nil {
		return nil, err
	}
	c, err := InForce(w.Reader)
	if err != nil {
		return nil, err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case r.Level == 0 && r.Now.Empty():
		return nil, errs.New(errs.Conflict, "%s is not assessed yet; there is nothing to assess again.", r.Ref)
	case r.Status == "closed":
		return nil, errs.New(errs.Conflict, "%s is no longer relevant. Open it again first.", r.Ref)
	case !slices.Contains(c.TriggersInForce(), what):
		return nil, errs.InField("trigger", "%q is no trigger of the criteria in force; they are %s", what, strings.Join(c.TriggersInForce(), ", "))
	case reason == "":
		return nil, errs.InField("reason", "say what happened")
	}
	if rev != 0 {
		r.Rev = rev
	}
	r.Trigger = Triggered{what, reason, w.Today(), w.Actor().Name}
	r.triggering = true
	return r, Risks.Put(w, r)
}

// months is the day so many months later; "" if either is not given. A month that is too short ends on its last day.
func months(day record.Date, n int) record.Date {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil || n <= 0 {
		return ""
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return record.Date(first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly))
}

// LongestAcceptance is the last day on which an acceptance given on a day holds; "" where the criteria set no limit.
func (c *Criteria) LongestAcceptance(given record.Date) record.Date {
	return months(given, c.AcceptMonths)
}
