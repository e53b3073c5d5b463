package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/testorg"
)

var ctx = context.Background()

// house is an organisation with a system owner (P-1), his manager (P-2), a holder (P-3) and two systems.
type house struct {
	*testorg.Org
}

func newHouse(t *testing.T, d *db.DB) *house {
	h := &house{testorg.New(t, d, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))}
	h.write(func(w *record.Writer) error {
		boss := &people.Person{Meta: record.Meta{Ref: "P-2"}, Name: "Bea Boss"}
		h.Must(people.Persons.Put(w, boss))
		owner := &people.Person{Meta: record.Meta{Ref: "P-1"}, Name: "Otto Owner", Manager: record.Ref(boss.ID)}
		h.Must(people.Persons.Put(w, owner))
		h.Must(people.Persons.Put(w, &people.Person{Meta: record.Meta{Ref: "P-3"}, Name: "Hal Holder", Email: "hal@example.org"}))
		for _, name := range []string{"ERP", "CRM"} {
			h.Must(access.Systems.Put(w, &access.System{Name: name, Owner: record.Ref(owner.ID), Grants: "owner decides"}))
		}
		return nil
	})
	return h
}

func (h *house) write(fn func(w *record.Writer) error) {
	h.Helper()
	h.Must(h.try(fn))
}

func (h *house) try(fn func(w *record.Writer) error) error {
	_, err := h.System.Write(ctx, "", fn)
	return err
}

func (h *house) refused(kind errs.Kind, words string, fn func(w *record.Writer) error) {
	h.Helper()
	err := h.try(fn)
	if !errs.Is(err, kind) || !strings.Contains(fmt.Sprint(err), words) {
		h.T.Fatalf("refused with %v, want %q", err, words)
	}
}

func id[T any](h *house, s *record.Spec[T], ref string) string {
	h.Helper()
	var out string
	h.Must(h.System.Read(ctx, func(r *record.Reader) error {
		rec, err := r.Find(s.Kind(), ref)
		if err == nil {
			out = rec.Base().ID
		}
		return err
	}))
	return out
}

// begin starts a review of systems with lists that are handed in.
func (h *house) begin(systems ...string) *access.Review {
	h.Helper()
	rv := &access.Review{Title: "Spring", Begins: "2026-01-01", Ends: "2026-03-01", Due: "2026-03-20", Source: "lists", Owner: record.Ref(id(h, people.Persons, "P-2"))}
	for _, s := range systems {
		rv.Systems = append(rv.Systems, id(h, access.Systems, s))
	}
	h.write(func(w *record.Writer) error {
		h.Must(access.Reviews.Put(w, rv))
		return access.Reviews.Take(w, rv, "start")
	})
	return rv
}

func (h *house) handIn(review, system string, partial bool, lines ...access.Line) (rv *access.Review, err error) {
	err = h.try(func(w *record.Writer) error {
		rv, _, err = access.Populate(w, review, access.HandIn{System: system, From: "list.csv", Lines: lines, Partial: partial})
		return err
	})
	return rv, err
}

func (h *house) rows(review string) (rows []*access.Decision) {
	h.Helper()
	h.Must(h.System.Read(ctx, func(r *record.Reader) (err error) {
		rv, err := access.Reviews.Find(r, review)
		if err != nil {
			return err
		}
		rows, err = access.RowsOf(r, rv.ID)
		return err
	}))
	return rows
}

func (h *house) decide(by, decision, reason string, refs ...string) error {
	return h.try(func(w *record.Writer) error {
		var all []access.Verdict
		for _, ref := range refs {
			all = append(all, access.Verdict{Row: ref, Decision: decision, Reason: reason})
		}
		_, err := access.Decide(w, "AR-1", all, by)
		return err
	})
}

func (h *house) take(ref, step string, set func(*access.Review)) error {
	return h.try(func(w *record.Writer) error {
		rv, err := access.Reviews.Find(w.Reader, ref)
		if err != nil {
			return err
		}
		return w.Take(access.Reviews.Kind(), rv, step, func() error {
			if set != nil {
				set(rv)
			}
			return nil
		})
	})
}

func (h *house) review(ref string) (rv *access.Review) {
	h.Helper()
	h.Must(h.System.Read(ctx, func(r *record.Reader) (err error) {
		rv, err = access.Reviews.Find(r, ref)
		return err
	}))
	return rv
}

// TestReview goes from a list to a closed review: who decides, what needs a reason, what is followed up and how it is confirmed.
func TestReview(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.begin("SY-1")
		list := []access.Line{
			{Login: "hal", Entitlement: "Sales; Prices", Person: "Hal Holder", LastUsed: "2026-02-27"},
			{Login: "otto", Entitlement: "Administrator", Person: "P-1", Privileged: "yes", LastUsed: "2026-02-27"},
			{Login: "ghost", Entitlement: "Clerk", LastUsed: "2025-09-01"}}
		_, err := h.handIn("AR-1", "SY-1", false, append(list, access.Line{Login: "x", LastUsed: "soon"}, access.Line{Login: "hal", Entitlement: "sales"})...)
		if e := fmt.Sprintf("%+v", err); !strings.Contains(e, "2 of 5 lines cannot be read") || len(h.rows("AR-1")) > 0 {
			t.Fatalf("bad lines: %s, and %d rows", e, len(h.rows("AR-1")))
		}
		first, err := h.handIn("AR-1", "SY-1", false, list...)
		h.Must(err)
		rev := h.review("AR-1").Rev
		again, err := h.handIn("AR-1", "erp-does-not-exist", false, list...)
		if !errs.Is(err, errs.NotFound) {
			t.Errorf("unknown system: %v %v", again, err)
		}
		if _, err = h.handIn("AR-1", "SY-1", false, list[2], list[0], list[1]); err != nil || h.review("AR-1").Rev != rev {
			t.Errorf("the same list in another order wrote something: %v", err)
		}
		if first.Rows != 4 || first.Open != 4 || first.Privileged != 1 || len(first.Shares) != 2 {
			t.Errorf("the review counts %+v", first)
		}
		by := map[string]*access.Decision{}
		for _, d := range h.rows("AR-1") {
			by[d.Title] = d
		}
		own := by["otto: Administrator"]
		if own.Reviewer != record.Ref(id(h, people.Persons, "P-2")) || own.Because != "nobody reviews access of their own" {
			t.Errorf("own access goes to %s: %q", own.Reviewer, own.Because)
		}
		h.refusals(own.Ref, by)
		h.Must(h.decide("P-1", "keep", "", by["hal: Sales"].Ref))
		h.Must(h.decide("P-1", "revoke", "left the team", by["hal: Prices"].Ref, by["ghost: Clerk"].Ref))
		if err := h.take("AR-1", "follow-up", nil); !errs.Is(err, errs.Conflict) {
			t.Errorf("followed up while a row is open: %v", err)
		}
		h.Must(h.decide("P-2", "keep", "only administrator", own.Ref))
		if rv := h.review("AR-1"); rv.State != access.Decided || rv.DecidedOn != "2026-03-02" {
			t.Fatalf("all is decided: %+v", rv)
		}
		h.followsUp(list, by["hal: Prices"].Ref)
		h.reopens()
	})
}

// refusals are decisions that nobody may take.
func (h *house) refusals(own string, by map[string]*access.Decision) {
	h.Helper()
	for want, err := range map[string]error{
		"this is your own access":       h.decide("P-1", "keep", "mine", own),
		"it is privileged":              h.decide("P-2", "keep", "", own),
		"not used in 90 days":           h.decide("P-1", "keep", "", by["ghost: Clerk"].Ref),
		"give a reason to revoke it":    h.decide("P-1", "revoke", " ", by["hal: Sales"].Ref),
		"somebody else reviews this":    h.decide("P-2", "keep", "", by["hal: Prices"].Ref),
		"write keep, change or revoke.": h.decide("P-1", "approve", "", by["hal: Sales"].Ref)} {
		if !strings.Contains(fmt.Sprintf("%v", errorFields(err)), strings.TrimSuffix(want, ".")) {
			h.T.Errorf("refused with %v, want %q", errorFields(err), want)
		}
	}
}

// followsUp confirms one revocation by a later list and the other, prices, by hand, and closes the review.
func (h *house) followsUp(list []access.Line, prices string) {
	h.Helper()
	h.Must(h.take("AR-1", "follow-up", nil))
	if err := h.take("AR-1", "close", nil); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "2 of AR-1 are neither confirmed nor excepted") {
		h.T.Errorf("closed early: %v", err)
	}
	h.Now = h.Now.AddDate(0, 0, 9)
	_, err := h.handIn("AR-1", "SY-1", false, list[0], list[1]) // ghost is gone, both of Hal's are still there
	h.Must(err)
	if rv := h.review("AR-1"); rv.Pending != 1 || len(rv.Populations) != 2 || !rv.Populations[1].After {
		h.T.Errorf("after the later list: %+v", rv)
	}
	h.write(func(w *record.Writer) error {
		row, err := access.Decisions.Find(w.Reader, prices)
		h.Must(err)
		return access.Decisions.Take(w, row, "confirm")
	})
	h.Must(h.take("AR-1", "close", nil))
	h.Must(h.System.Read(ctx, func(r *record.Reader) error {
		s, err := access.Systems.Find(r, "SY-1")
		h.Must(err)
		changes, err := access.EntitlementChanges.All(r, record.Query{})
		if s.ReviewedOn != "2026-03-11" || len(changes) != 2 || changes[0].DoneOn != "2026-03-11" || changes[0].Type != "review" {
			h.T.Errorf("system reviewed on %q, changes %+v", s.ReviewedOn, changes)
		}
		h.register(r, "hal: active, Sales, matched 2026-03-02", "otto: active, Administrator, matched 2026-03-02", "ghost: removed, Clerk, matched ")
		return err
	}))
}

// register compares the accounts of the register, in any order.
func (h *house) register(r *record.Reader, want ...string) {
	h.Helper()
	all, err := access.Accounts.All(r, record.Query{})
	h.Must(err)
	var got []string
	for _, a := range all {
		got = append(got, fmt.Sprintf("%s: %s, %s, matched %s", a.Login, a.State, strings.ReplaceAll(a.Entitlements, "\n", "; "), a.ConfirmedOn))
	}
	slices.Sort(want)
	if slices.Sort(got); !slices.Equal(got, want) {
		h.T.Errorf("the register has %q, want %q", got, want)
	}
}

// TestRevokedLeavesTheRegister makes sure that who confirms a revocation need not end the account by hand, and that somebody
// who took an account over meanwhile is not matched with it.
func TestRevokedLeavesTheRegister(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.begin("SY-1")
		_, err := h.handIn("AR-1", "SY-1", false, access.Line{Login: "hal", Entitlement: "Sales; Prices", Person: "Hal Holder", LastUsed: "2026-02-27"},
			access.Line{Login: "sign-in", Person: "Hal Holder", LastUsed: "2026-02-27"}, access.Line{Login: "desk", Entitlement: "Till", Person: "Hal Holder", LastUsed: "2026-02-27"})
		h.Must(err)
		rows := h.rows("AR-1")
		for _, d := range rows {
			decision := map[bool]string{true: "keep", false: "revoke"}[d.Login == "desk"]
			h.Must(h.decide("P-1", decision, "reason", d.Ref))
		}
		h.Must(h.take("AR-1", "follow-up", nil))
		h.write(func(w *record.Writer) error {
			for _, d := range h.rows("AR-1") {
				if d.State == "outstanding" {
					h.Must(access.Decisions.Take(w, d, "confirm"))
				}
			}
			desk, _, err := access.Accounts.List(w.Reader, record.Query{Filters: []record.Filter{{Field: "login", Values: []string{"desk"}}}})
			h.Must(err)
			desk[0].Person = record.Ref(id(h, people.Persons, "P-2"))
			return access.Accounts.Put(w, desk[0])
		})
		h.Must(h.take("AR-1", "close", nil))
		h.Must(h.System.Read(ctx, func(r *record.Reader) error {
			h.register(r, "desk: active, Till, matched ", "hal: removed, , matched ", "sign-in: removed, , matched ")
			return nil
		}))
	})
}

// reopens tells what a closed review shows and refuses, and opens it again.
func (h *house) reopens() {
	h.Helper()
	if proofs := access.Reviews.Kind().Proofs(h.review("AR-1")); len(proofs) != 2 || proofs[1] != (record.Proof{For: "A.8.2", On: "2026-03-11"}) {
		h.T.Errorf("shows %+v", proofs)
	}
	h.refused(errs.Conflict, "is closed", func(w *record.Writer) error {
		rv, err := access.Reviews.Find(w.Reader, "AR-1")
		h.Must(err)
		rv.Title = "Other"
		return access.Reviews.Put(w, rv)
	})
	if err := h.take("AR-1", "reopen", nil); !errs.Is(err, errs.Invalid) {
		h.T.Errorf("reopened without a reason: %v", err)
	}
	h.Must(h.take("AR-1", "reopen", func(rv *access.Review) { rv.ReopenedBecause = "one was missed" }))
	if rv := h.review("AR-1"); rv.State != access.FollowingUp || rv.ClosedOn != "" || rv.ReopenedOn != "2026-03-11" {
		h.T.Errorf("reopened: %+v", rv)
	}
}

func errorFields(err error) string {
	var out []string
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Fields {
			out = append(out, f.Message)
		}
	}
	return strings.Join(append(out, fmt.Sprint(err)), "; ")
}

// TestSinceTheLastReview tells new rows from those decided before, and a late system from those there at the start.
func TestSinceTheLastReview(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.begin("SY-1")
		hal := func(entitlement string) access.Line {
			return access.Line{Login: "hal", Entitlement: entitlement, Person: "hal@example.org", LastUsed: "2026-03-01"}
		}
		_, err := h.handIn("AR-1", "SY-1", false, hal("Sales"), hal("Prices"))
		h.Must(err)
		rows := h.rows("AR-1")
		h.Must(h.decide("P-1", "keep", "", rows[0].Ref))
		h.Must(h.decide("P-1", "revoke", "not needed", rows[1].Ref))
		h.Must(h.take("AR-1", "follow-up", nil))
		h.write(func(w *record.Writer) error {
			row, err := access.Decisions.Find(w.Reader, rows[1].Ref)
			h.Must(err)
			return access.Decisions.Take(w, row, "confirm")
		})
		h.Must(h.take("AR-1", "close", nil))

		h.begin("SY-1")
		_, err = h.handIn("AR-2", "SY-1", false, hal("Sales"), hal("Prices"), hal("Stock"))
		h.Must(err)
		_, err = h.handIn("AR-2", "SY-2", false, hal("Sales"))
		h.Must(err)
		since := map[string]string{}
		for _, d := range h.rows("AR-2") {
			since[string(d.System)+d.Entitlement] = d.Since
		}
		erp, crm := id(h, access.Systems, "SY-1"), id(h, access.Systems, "SY-2")
		want := map[string]string{erp + "Sales": "unchanged", erp + "Prices": "back", erp + "Stock": "new", crm + "Sales": "new"}
		if fmt.Sprint(since) != fmt.Sprint(want) {
			t.Errorf("since the last review: %v, want %v", since, want)
		}
		if rv := h.review("AR-2"); len(rv.Systems) != 2 || !rv.Populations[1].Late || rv.Populations[0].Late {
			t.Errorf("late systems: %+v", rv.Populations)
		}
	})
}

// TestPopulation draws lists at random: every row is decided or listed as open, the hash does not depend on the order and changes
// with any row, and the rows kept give it again.
func TestPopulation(t *testing.T) {
	d := testdb.SQLite(t)
	h := newHouse(t, d)
	seen := map[string]string{}
	rapid.Check(t, func(rt *rapid.T) {
		lines := rapid.SliceOfNDistinct(rapid.Custom(func(rt *rapid.T) access.Line {
			return access.Line{Login: rapid.SampledFrom([]string{"ada", "ben", "Ćira", "svc-1"}).Draw(rt, "login"), Entitlement: rapid.SampledFrom([]string{"", "Sales", "Stock  room", "Prices"}).Draw(rt, "entitlement"),
				Person: rapid.SampledFrom([]string{"", "Hal Holder", "nobody"}).Draw(rt, "person"), Privileged: rapid.SampledFrom([]string{"yes", "no", ""}).Draw(rt, "privileged"), LastUsed: rapid.SampledFrom([]string{"", "2026-02-01"}).Draw(rt, "used")}
		}), 1, 12, func(l access.Line) string { return l.Login + "/" + l.Entitlement }).Draw(rt, "lines")
		ref := h.begin("SY-1").Ref
		rv, err := h.handIn(ref, "SY-1", false, lines...)
		h.Must(err)
		other, err := h.handIn(h.begin("SY-1").Ref, "SY-1", false, rapid.Permutation(lines).Draw(rt, "order")...)
		h.Must(err)
		if rv.Hash != other.Hash {
			rt.Fatalf("the order changed the hash")
		}
		var said []string
		for _, l := range lines {
			said = append(said, fmt.Sprintf("%s|%s|%s|%t|%s", l.Login, l.Entitlement, l.Person, l.Privileged == "yes", l.LastUsed))
		}
		slices.Sort(said)
		if before, ok := seen[rv.Hash]; ok && before != strings.Join(said, "\n") {
			rt.Fatalf("two lists have one hash")
		}
		seen[rv.Hash] = strings.Join(said, "\n")
		rows := h.rows(ref)
		decided := 0
		h.write(func(w *record.Writer) error {
			var all []access.Verdict
			for _, d := range rows {
				if rapid.Bool().Draw(rt, "decide") {
					all = append(all, access.Verdict{Row: d.ID, Decision: rapid.SampledFrom([]string{"keep", "change", "revoke"}).Draw(rt, "decision"), Reason: "because"})
				}
			}
			decided = len(all)
			_, err := access.Decide(w, ref, all, "P-1")
			return err
		})
		now := h.review(ref)
		open := 0
		for _, d := range h.rows(ref) {
			if d.State == "open" {
				open++
			}
		}
		if len(rows) != len(lines) || now.Open != open || now.Rows != len(lines) || open+decided != len(lines) || (now.State == access.Decided) != (open == 0) {
			rt.Fatalf("%d lines, %d rows, %d decided, %d open; the review says %d of %d and is %s", len(lines), len(rows), decided, open, now.Open, now.Rows, now.State)
		}
		if !access.Proven(now, h.rows(ref)) || access.Proven(now, h.rows(ref)[1:]) {
			rt.Fatalf("the rows do not prove the hash, or fewer do")
		}
	})
}

// states tells of each account whether it is active, and if not since when and why.
func (h *house) states() (out string) {
	h.Must(h.System.Read(ctx, func(r *record.Reader) error {
		all, err := access.Accounts.All(r, record.Query{Sort: "login"})
		for _, a := range all {
			out += a.Login + " " + a.State + " " + string(a.EndedOn) + " " + a.EndedBecause + "; "
		}
		return err
	}))
	return out
}

// TestListLacksAccounts holds that a system's new list removes the accounts it lacks, with itself as the reason, in one change that
// can be undone; that looking first writes nothing; and that other systems, lists with lines left out, and the same list again
// remove nothing.
func TestListLacksAccounts(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.begin("SY-1", "SY-2")
		line := func(login string) access.Line {
			return access.Line{Login: login, Entitlement: "Clerk", Person: "Hal Holder", LastUsed: "2026-02-27"}
		}
		states := h.states
		must := func(_ *access.Review, err error) {
			t.Helper()
			h.Must(err)
		}
		must(h.handIn("AR-1", "SY-1", false, line("ada"), line("hal")))
		must(h.handIn("AR-1", "SY-2", false, line("eva")))
		const all = "ada active  ; eva active  ; hal active  ; "
		if got := states(); got != all {
			t.Fatal(got)
		}
		_, e, err := access.Preview(ctx, h.System, "AR-1", access.HandIn{System: "SY-1", From: "march.csv", Lines: []access.Line{line("HAL"), line("new")}})
		if err != nil || fmt.Sprint(*e) != "{2 [new] [] [ada] 0}" {
			t.Errorf("preview: %+v %v", e, err)
		}
		must(h.handIn("AR-1", "SY-1", true, line("hal"), access.Line{Login: "x", LastUsed: "soon"}))
		if got := states(); got != all {
			t.Errorf("after a preview, and a list with a line left out: %s", got)
		}
		var batch record.Batch
		batch, err = h.System.Write(ctx, "List march.csv", func(w *record.Writer) error {
			_, e, err = access.Populate(w, "AR-1", access.HandIn{System: "SY-1", From: "march.csv", Lines: []access.Line{line("HAL"), line("new")}})
			return err
		})
		h.Must(err)
		today := string(h.review("AR-1").Populations[0].On)
		gone := "ada removed " + today + " Not in the list march.csv of " + today + ", handed in for AR-1; eva active  ; hal active  ; new active  ; "
		if got := states(); got != gone || fmt.Sprint(e.Removed) != "[ada]" {
			t.Errorf("%s, removed %v", got, e.Removed)
		}
		must(h.handIn("AR-1", "SY-1", false, line("HAL"), line("new")))
		if got := states(); got != gone {
			t.Errorf("the same list again: %s", got)
		}
		h.Must(h.try(func(w *record.Writer) error { return w.Undo(batch.First) }))
		if got := states(); got != all {
			t.Errorf("undone: %s", got)
		}
		must(h.handIn("AR-1", "SY-1", false, line("hal"), line("new"), line("more")))
		must(h.handIn("AR-1", "SY-1", false, line("ada"), line("hal")))
		if got := states(); !strings.HasPrefix(got, "ada active  ; ") || !strings.Contains(got, "more removed "+today) {
			t.Errorf("back in a later list: %s", got)
		}
	})
}
