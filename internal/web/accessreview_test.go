package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/htmlcheck"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// reviewOf starts a review of a system that ann owns, with so many entitlements of somebody else and one of her own.
func (h *house) reviewOf(entitlements int) *access.Review {
	h.t.Helper()
	rv := &access.Review{Title: "Spring", Begins: "2026-01-01", Ends: "2026-02-01", Due: "2026-02-10", Source: "lists"}
	_, err := h.org("acme").Write(h.t.Context(), "", func(w *record.Writer) error {
		boss, ann, holder := &people.Person{Name: "Bea Boss"}, &people.Person{Name: "Ann Other", Email: "ann@example.org"}, &people.Person{Name: "Hal Holder"}
		for _, p := range []*people.Person{boss, ann, holder} {
			if err := people.Persons.Put(w, p); err != nil {
				return err
			}
		}
		s := &access.System{Name: "ERP", Owner: record.Ref(ann.ID)}
		if err := access.Systems.Put(w, s); err != nil {
			return err
		}
		rv.Owner, rv.Systems = record.Ref(boss.ID), record.Refs{s.ID}
		if err := access.Reviews.Put(w, rv); err != nil {
			return err
		}
		if err := access.Reviews.Take(w, rv, "start"); err != nil {
			return err
		}
		used := string(w.Today())
		lines := []access.Line{{Login: "ann", Entitlement: "Administrator", Person: "Ann Other", Privileged: "yes", LastUsed: used}}
		for i := range entitlements {
			lines = append(lines, access.Line{Login: "hal", Entitlement: fmt.Sprintf("Role %03d", i), Person: "Hal Holder", LastUsed: used})
		}
		lines = append(lines, access.Line{Login: "ghost", Entitlement: "Clerk"})
		_, _, err := access.Populate(w, rv.ID, access.HandIn{System: s.ID, From: "list.csv", Lines: lines})
		return err
	})
	must(h.t, err)
	return rv
}

// TestAccessReview decides as a reviewer does in the browser, without a script: row by row, and many at once.
func TestAccessReview(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		h.reviewOf(130)
		ann := h.user("ann", "acme", identity.Contributor, false)
		page := ann.get("/o/acme/access-reviews/AR-1/mine").want(200).holds("131 of your 131 rows are open", "Role 000", "Next rows")
		if strings.Contains(page.body, "Administrator") {
			t.Error("one's own access is among the rows")
		}
		must(t, htmlcheck.Run(strings.NewReader(page.body), htmlcheck.Count("#list tbody tr", access.MineRows), htmlcheck.Count(`#list input[type="radio"]`, 3*access.MineRows)))
		var rows []*access.Decision
		must(t, h.org("acme").Read(t.Context(), func(r *record.Reader) (err error) {
			rv, err := access.Reviews.Find(r, "AR-1")
			if err == nil {
				rows, err = access.RowsOf(r, rv.ID)
			}
			return err
		}))
		own, first, ghost := rows[0], rows[1], rows[len(rows)-1]
		mine := "/o/acme/access-reviews/AR-1/mine"
		ann.post(mine, "do", "rows").want(422).holds("Nothing is decided")
		ann.post(mine, "do", "rows", "d-"+first.ID, "revoke", "r-"+first.ID, "").want(422).holds("give a reason to revoke it", first.Ref)
		ann.post(mine, "do", "keep", "select", own.ID, "reason", "mine").want(422).holds("this is your own access")
		ann.post(mine, "do", "keep", "select", ghost.ID).want(422).holds("nobody knows when it was last used")
		ann.post(mine, "do", "rows", "d-"+first.ID, "revoke", "r-"+first.ID, "left sales").to(mine)
		many := []string{"do", "keep"}
		for _, d := range rows[2:131] {
			many = append(many, "select", d.ID)
		}
		ann.post(mine, many...).to(mine)
		ann.get(mine).want(200).holds("1 of your 131 rows are open", "no person", "not known")
		ann.get("/o/acme/access-reviews/AR-1").want(200).holds("130 of 132 decided", "Ann Other", "Bea Boss", "list.csv", "late")
		bob := h.user("bob", "acme", identity.Editor, false)
		bob.get(mine).want(200).holds("No person of the register has your address")
		bob.post(mine, "do", "keep", "select", ghost.ID, "reason", "x").want(403)
		const population = "/o/acme/access-reviews/AR-1/population"
		_, err := h.org("acme").Write(t.Context(), "", func(w *record.Writer) error {
			s := &access.System{Name: "CRM"}
			if err := access.Systems.Put(w, s); err != nil {
				return err
			}
			return access.Accounts.Put(w, &access.Account{Login: "old", System: record.Ref(s.ID)})
		})
		must(t, err)
		list, size := "Login;Role\nnew;Sales\n", h.size("acme")
		bob.upload(population, "crm.csv", strings.NewReader(list), "system", "SY-2", "do", "preview").want(200).holds("1 entitlement would be read", "1 account new", "1 account not in the list: marked as removed", "Hand this list in")
		if h.size("acme") != size {
			t.Error("looking wrote something")
		}
		text, batch := bob.upload(population, "crm.csv", strings.NewReader(list), "system", "SY-2", "do", "hand-in").want(303).said()
		if text != "1 line was read. 1 account is marked as removed." || batch == "" {
			t.Errorf("said %q, undo %q", text, batch)
		}
		ann.get("/o/acme/r/accounts?state=removed").want(200).holds(">old<")
		ann.get("/o/acme/access-reviews/AR-1/export?format=csv").want(200).holds("left sales")
		ann.get("/o/acme/access-reviews/AR-1/sample?format=csv&size=3").want(200)
		ann.get("/o/acme/access-reviews/AR-1/sample?size=none").want(422)
	})
}
