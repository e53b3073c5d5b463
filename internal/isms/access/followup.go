package access

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/exception"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

func in(states ...string) func(*Review) bool {
	return func(r *Review) bool { return slices.Contains(states, r.State) }
}

var _ = Reviews.With(
	record.Step[*Review]{Name: "start", Label: "Start", About: "The population is taken and hashed, and every row is given to its reviewer.", Needs: record.MayEdit, Open: in(Draft), Do: start},
	record.Step[*Review]{Name: "add-systems", Label: "Add late systems", About: "Name all systems, with the late ones. It is recorded that they came late.", Needs: record.MayEdit, Asks: []string{"systems"}, Open: in(Running), Do: addSystems},
	record.Step[*Review]{Name: "follow-up", Label: "Open the follow-up", About: "Each revocation and change becomes a change of entitlements that the owner of the system carries out.", Needs: record.MayEdit, Open: in(Decided), Do: followUp},
	record.Step[*Review]{Name: "close", Label: "Close", About: "Once every revocation and change is confirmed or excepted. The systems then count as reviewed, and the accounts that keep something as matched.", Needs: record.MayEdit, Open: in(FollowingUp), Do: closeReview},
	record.Step[*Review]{Name: "reopen", Label: "Reopen", About: "The review no longer counts until it is closed again.", Needs: record.MayEdit, Asks: []string{"reopened_because"}, Open: in(FollowingUp, Decided, Closed), Do: reopen},
	record.Step[*Review]{Name: "count", Label: "Count again", About: "What is decided, open and to be confirmed.", Needs: record.MayContribute, Open: in(Running, Decided, FollowingUp), Do: count})

func start(w *record.Writer, r *Review) error {
	r.moved, r.State, r.StartedOn = true, Running, w.Today()
	if r.Source == "lists" {
		return nil
	}
	t, err := newTaking(w, r)
	if err != nil {
		return err
	}
	if err := t.fromRegister(); err != nil {
		return err
	}
	return count(w, r)
}

func addSystems(w *record.Writer, r *Review) error {
	before, err := Reviews.Get(w.Reader, r.ID)
	if err != nil {
		return err
	}
	for _, id := range before.Systems {
		if !slices.Contains(r.Systems, id) {
			return errs.InField("systems", "no system is taken out of a running review; name those it has, and the late ones")
		}
	}
	r.moved, r.late = true, true
	if r.Source == "lists" {
		return nil
	}
	t, err := newTaking(w, r)
	if err != nil {
		return err
	}
	if err := t.fromRegister(); err != nil {
		return err
	}
	return count(w, r)
}

// count sets the figures of the review by its rows, and its state with them.
func count(w *record.Writer, r *Review) error {
	rows, err := RowsOf(w.Reader, r.ID)
	if err != nil {
		return err
	}
	r.moved, r.Rows, r.Open, r.Pending, r.Privileged = true, len(rows), 0, 0, 0
	shares := map[record.Ref]*Share{}
	var ids []string
	for _, d := range rows {
		s := shares[d.Reviewer]
		if s == nil {
			s = &Share{Person: d.Reviewer}
			shares[d.Reviewer], ids = s, append(ids, string(d.Reviewer))
		}
		s.Rows++
		if d.Privileged {
			r.Privileged++
		}
		switch d.State {
		case "open":
			s.Open++
			r.Open++
		case "outstanding":
			r.Pending++
		}
	}
	names, err := w.Named(ids)
	if err != nil {
		return err
	}
	r.Shares = nil
	for _, s := range shares {
		s.Ref, s.Name = names[string(s.Person)].Ref, names[string(s.Person)].Title
		r.Shares = append(r.Shares, *s)
	}
	slices.SortFunc(r.Shares, func(a, b Share) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref)) })
	switch {
	case r.State == Running && r.Open == 0 && r.Rows > 0 && len(r.missing()) == 0:
		r.State, r.DecidedOn = Decided, w.Today()
	case r.State == Decided && r.Open > 0:
		r.State, r.DecidedOn = Running, ""
	}
	return nil
}

// followUp has what is not kept carried out by the owners of the systems.
func followUp(w *record.Writer, r *Review) error {
	if err := count(w, r); err != nil {
		return err
	}
	if r.Open > 0 {
		return errs.New(errs.Conflict, "%d rows of %s are still open.", r.Open, r.Ref)
	}
	rows, err := RowsOf(w.Reader, r.ID, record.Filter{Field: "state", Values: []string{"decided"}}, record.Filter{Field: "decision", Values: []string{"revoke", "change"}})
	if err != nil {
		return err
	}
	systems, err := Systems.All(w.Reader, record.Query{})
	if err != nil {
		return err
	}
	owners := map[record.Ref]*System{}
	for _, s := range systems {
		owners[record.Ref(s.ID)] = s
	}
	for _, d := range rows {
		if err := d.open(w, r, owners[d.System]); err != nil {
			return err
		}
	}
	r.State = FollowingUp
	return count(w, r)
}

// open makes the change of entitlements that follows from the decision.
func (d *Decision) open(w *record.Writer, r *Review, s *System) error {
	verb := map[string]string{"revoke": "Revoke ", "change": "Change "}[d.Decision]
	e := &EntitlementChange{Title: verb + d.What() + " of " + d.Login + " on " + s.Name, Type: "review", Person: d.Person, Systems: record.Refs{s.ID}, What: d.What() + "\n" + d.Reason,
		Privileged: d.Privileged, ApprovedBy: d.Reviewer, ApprovedOn: d.DecidedOn, CarriedOutBy: cmp.Or(s.Owner, r.Owner), EffectiveOn: w.Today().Plus(r.FollowUpDays)}
	if d.Account != "" {
		e.Accounts = record.Refs{string(d.Account)}
	}
	if err := EntitlementChanges.Put(w, e); err != nil {
		return err
	}
	d.State, d.FollowUp, d.FollowUpBy, d.moved = "outstanding", record.Ref(e.ID), e.EffectiveOn, true
	return Decisions.Put(w, d)
}

// settle records that what was decided is done, on the row and on its change of entitlements. The caller saves the row.
func (d *Decision) settle(w *record.Writer, by string) error {
	d.State, d.ConfirmedOn, d.ConfirmedBy, d.moved = "confirmed", w.Today(), by, true
	return d.finish(w, func(e *EntitlementChange) { e.DoneOn = cmp.Or(e.DoneOn, w.Today()) })
}

// finish completes the change of entitlements, saves the row and counts its review.
func (d *Decision) finish(w *record.Writer, complete func(e *EntitlementChange)) error {
	e, err := EntitlementChanges.Get(w.Reader, string(d.FollowUp))
	if err != nil {
		return err
	}
	complete(e)
	if err := EntitlementChanges.Put(w, e); err != nil {
		return err
	}
	return d.keep(w)
}

// keep saves the row and counts its review.
func (d *Decision) keep(w *record.Writer) error {
	if err := Decisions.Put(w, d); err != nil {
		return err
	}
	r, err := Reviews.Get(w.Reader, string(d.Review))
	if err != nil {
		return err
	}
	return Reviews.Take(w, r, "count")
}

func (d *Decision) except(w *record.Writer) error {
	if d.Exception == "" {
		return errs.InField("exception", "name the exception that lets the entitlement be")
	}
	x, err := exception.Exceptions.Get(w.Reader, string(d.Exception))
	if err != nil {
		return err
	}
	if x.Status != "approved" || x.Expires < w.Today() {
		return errs.InField("exception", "%s is not in force; have it approved first", x.Ref)
	}
	d.State, d.moved = "excepted", true
	return d.finish(w, func(e *EntitlementChange) { e.RejectedOn = w.Today() })
}

func (d *Decision) handOver(w *record.Writer) error {
	p, err := people.Persons.Get(w.Reader, string(d.Reviewer))
	if err != nil {
		return errs.InField("reviewer", "name the person who decides")
	}
	if d.Reviewer == d.Person || p.Status == "left" {
		return errs.InField("reviewer", "neither the holder of the access nor somebody who left decides on it; name another person")
	}
	d.Because, d.moved = w.Actor().Name+" handed it over", true
	return d.keep(w)
}

// settleGone confirms what a later population of the system no longer holds, of all reviews but the one it was taken for.
func settleGone(w *record.Writer, taken *Review, s *System, rows []row) error {
	waiting, err := Decisions.All(w.Reader, record.Query{Filters: []record.Filter{{Field: "system", Values: []string{s.ID}}, {Field: "state", Values: []string{"outstanding"}}}})
	if err != nil || len(waiting) == 0 {
		return err
	}
	there := map[string]bool{}
	for i := range rows {
		there[same(rows[i].login, rows[i].entitlement)] = true
	}
	for _, d := range waiting {
		if there[same(d.Login, d.Entitlement)] || taken != nil && d.Review == record.Ref(taken.ID) {
			continue
		}
		if err := d.settle(w, "absent from the population of "+string(w.Today())); err != nil {
			return err
		}
	}
	return nil
}

// closeReview ends a review of which nothing is outstanding, and dates the review of its systems.
func closeReview(w *record.Writer, r *Review) error {
	if err := count(w, r); err != nil {
		return err
	}
	if r.Pending > 0 {
		rows, err := RowsOf(w.Reader, r.ID, record.Filter{Field: "state", Values: []string{"outstanding"}})
		if err != nil {
			return err
		}
		var names []string
		for _, d := range rows[:min(len(rows), 5)] {
			names = append(names, d.Ref)
		}
		return errs.New(errs.Conflict, "%d of %s are neither confirmed nor excepted, first %s.", r.Pending, r.Ref, strings.Join(names, ", "))
	}
	r.State, r.ClosedOn = Closed, w.Today()
	for _, id := range r.Systems {
		s, err := Systems.Get(w.Reader, id)
		if err != nil {
			return err
		}
		s.ReviewedOn = max(s.ReviewedOn, w.Today())
		if err := Systems.Put(w, s); err != nil {
			return err
		}
	}
	return match(w, r)
}

// match dates the accounts that keep something: their reviewers looked at whose they are. An account that has somebody else's
// name by now was not looked at.
func match(w *record.Writer, r *Review) error {
	rows, err := RowsOf(w.Reader, r.ID, record.Filter{Field: "decision", Values: []string{"keep", "change"}}, record.Filter{Field: "state", Op: "not", Values: []string{"excepted"}})
	if err != nil {
		return err
	}
	last := map[string]*Decision{}
	for _, d := range rows {
		if id := string(d.Account); id != "" && d.Person != "" && (last[id] == nil || last[id].DecidedOn < d.DecidedOn) {
			last[id] = d
		}
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(last)), 200) {
		accounts, err := Accounts.All(w.Reader, record.Query{Filters: []record.Filter{{Field: "id", Values: ids}}})
		if err != nil {
			return err
		}
		for _, a := range accounts {
			d := last[a.ID]
			if a.State != "active" || a.Person != d.Person || a.ConfirmedOn >= d.DecidedOn {
				continue
			}
			a.ConfirmedOn = d.DecidedOn
			if err := Accounts.Put(w, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// gone takes from the register of accounts what was revoked and seen to be gone; an account that has nothing left is removed.
func (d *Decision) gone(w *record.Writer) error {
	if d.Decision != "revoke" || d.Account == "" {
		return nil
	}
	a, err := Accounts.Get(w.Reader, string(d.Account))
	if err != nil || a.State != "active" {
		return err
	}
	left := slices.DeleteFunc(strings.Split(a.Entitlements, "\n"), func(e string) bool { return same(a.Login, e) == same(d.Login, d.Entitlement) })
	if a.Entitlements = strings.Join(left, "\n"); len(left) == 0 {
		a.State, a.EndedBecause = "removed", "Revoked: "+d.Ref
	}
	return Accounts.Put(w, a)
}

// reopen goes back one state, so that it can be put right.
func reopen(w *record.Writer, r *Review) error {
	if strings.TrimSpace(r.ReopenedBecause) == "" {
		return errs.InField("reopened_because", "say why it is reopened")
	}
	r.State, r.ClosedOn = map[string]string{Closed: FollowingUp, FollowingUp: Running, Decided: Running}[r.State], ""
	r.moved, r.ReopenedOn = true, w.Today()
	return nil
}
