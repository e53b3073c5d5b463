package treatment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// What may be due.
const (
	Reassess         = "reassess"          // the day to assess the risk again has passed
	Triggered        = "triggered"         // something happened that makes it be assessed again
	AcceptanceEnding = "acceptance_ending" // within EndingDays
	AcceptanceEnded  = "acceptance_ended"
	AcceptanceVoid   = "acceptance_void"
)

// DueItem is one thing that somebody has to do about a risk.
type DueItem struct {
	What    string      `json:"what"` // one of the above
	Risk    string      `json:"risk"` // reference
	Title   string      `json:"title"`
	Owner   record.Ref  `json:"owner"` // id of the risk's owner
	Name    string      `json:"owner_name"`
	Day     record.Date `json:"day"` // since when, or until when, it is due
	Do      string      `json:"do"`  // what to do
	Because string      `json:"because"`
	// Acceptance is the reference of the acceptance it is about, if it is about one.
	Acceptance string `json:"acceptance,omitempty"`
}

// notClosed leaves out risks that are no longer relevant.
var notClosed = record.Filter{Field: "status", Op: "not", Values: []string{"closed"}}

// Due lists what has to be done about the risks on a day, earliest first: risks to be assessed again because their day has
// passed or something happened, and acceptances that end within EndingDays, have ended, or are void. Acceptances are held against
// the risks as r shows them.
func Due(r *record.Reader, day record.Date) ([]DueItem, error) {
	items := []DueItem{}
	past, err := risk.Risks.All(r, record.Query{Filters: []record.Filter{notClosed, {Field: "reassess_by", Op: "gte", Values: []string{"0001-01-01"}}, {Field: "reassess_by", Op: "lte", Values: []string{string(day.Plus(-1))}}}})
	if err != nil {
		return nil, err
	}
	for _, x := range past {
		items = append(items, item(Reassess, x, x.ReassessBy, "Assess it again: confirm the ratings or change them.", "the criteria ask for it by "+string(x.ReassessBy)))
	}
	marked, err := risk.Risks.All(r, record.Query{Filters: []record.Filter{notClosed, {Field: "triggered", Values: optionValues(risk.Triggers)}}})
	if err != nil {
		return nil, err
	}
	for _, x := range marked {
		o, _ := risk.Risks.Kind().Field("triggered").Option(x.Trigger.What)
		items = append(items, item(Triggered, x, x.Trigger.On, "Assess it again: confirm the ratings or change them.", strings.ToLower(o.Label)+": "+x.Trigger.Reason))
	}
	accepted, err := dueAcceptances(r, day)
	if err != nil {
		return nil, err
	}
	items = append(items, accepted...)
	slices.SortStableFunc(items, func(a, b DueItem) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(record.Fold(a.Risk), record.Fold(b.Risk)))
	})
	return items, nameOwners(r, items)
}

func optionValues(list []record.Option) (values []string) {
	for _, o := range list {
		values = append(values, o.Value)
	}
	return values
}

func item(what string, x *risk.Risk, day record.Date, do, because string) DueItem {
	return DueItem{What: what, Risk: x.Ref, Title: x.Title, Owner: x.Owner, Day: day, Do: do, Because: because}
}

func nameOwners(r *record.Reader, items []DueItem) error {
	var ids []string
	for _, i := range items {
		ids = append(ids, string(i.Owner))
	}
	names, err := r.Named(ids)
	for i := range items {
		items[i].Name = names[string(items[i].Owner)].Title
	}
	return err
}

// atOnce is how many risks are held against their acceptances with one set of queries.
const atOnce = 200

// dueAcceptances are the latest acceptances of risks still relevant that end, have ended or are void on the day.
func dueAcceptances(r *record.Reader, day record.Date) (items []DueItem, err error) {
	last := map[string]*Acceptance{}
	var order []string
	if err := r.Each(Acceptances.Kind(), record.Query{}, func(rec record.Record) error {
		a := rec.(*Acceptance)
		if last[string(a.Risk)] == nil {
			order = append(order, string(a.Risk))
		}
		if old := last[string(a.Risk)]; old == nil || a.Seq > old.Seq {
			last[string(a.Risk)] = a
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for part := range slices.Chunk(order, atOnce) {
		list := make([]*Acceptance, len(part))
		for i, id := range part {
			list[i] = last[id]
		}
		risks, err := risksByID(r, record.Filter{Field: "id", Values: part}, notClosed)
		if err != nil {
			return nil, err
		}
		all, err := standings(r, list, risks, last)
		if err != nil {
			return nil, err
		}
		for i := range all {
			if d, ok := all[i].due(last, day); ok {
				items = append(items, d)
			}
		}
	}
	return items, nil
}

// due is what an acceptance makes due on a day, if anything.
func (s *Standing) due(last map[string]*Acceptance, day record.Date) (d DueItem, ok bool) {
	if s.Risk == nil {
		return d, false
	}
	a := s.Acceptance
	s.settle(last[string(a.Risk)], day)
	switch s.State {
	case Ending:
		d = item(AcceptanceEnding, s.Risk, a.Until, "Accept it again before that day, or treat it.", "the acceptance ends on "+string(a.Until))
	case Ended:
		d = item(AcceptanceEnded, s.Risk, a.Until, "Accept it again, or treat it.", "the acceptance ended on "+string(a.Until))
	case Void:
		d = item(AcceptanceVoid, s.Risk, a.AcceptedOn, "Read what changed; accept it again, or treat it.", s.Words())
	default:
		return d, false
	}
	d.Acceptance = a.Ref
	return d, true
}

// Summary counts the items by what they are, in words.
func Summary(items []DueItem) string {
	n := map[string]int{}
	for _, i := range items {
		n[i.What]++
	}
	var parts []string
	for _, w := range []struct{ what, one, many string }{
		{Reassess, "risk past its day", "risks past their day"}, {Triggered, "risk marked by a trigger", "risks marked by a trigger"},
		{AcceptanceVoid, "acceptance void", "acceptances void"}, {AcceptanceEnded, "acceptance ended", "acceptances ended"},
		{AcceptanceEnding, "acceptance ending soon", "acceptances ending soon"}} {
		switch n[w.what] {
		case 0:
		case 1:
			parts = append(parts, "1 "+w.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n[w.what], w.many))
		}
	}
	if len(parts) == 0 {
		return "Nothing is due."
	}
	return strings.Join(parts, ", ") + "."
}
