package access

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// row is one entitlement of one account, understood.
type row struct {
	login, entitlement, holder, kind string
	person, account                  record.Ref
	privileged                       bool
	lastUsed                         record.Date
}

// canonical is the row as its hash is taken: login, entitlement, holder, yes or no for privileged, last used, with tabs between
// and white space within a field as one space.
func canonical(login, entitlement, holder string, privileged bool, lastUsed record.Date) string {
	fields := []string{login, entitlement, holder, map[bool]string{true: "yes", false: "no"}[privileged], string(lastUsed)}
	for i, f := range fields {
		fields[i] = strings.Join(strings.Fields(f), " ")
	}
	return strings.Join(fields, "\t")
}

func (d *Decision) canonical() string {
	return canonical(d.Login, d.Entitlement, d.Holder, d.Privileged, d.LastUsed)
}

func (x *row) canonical() string {
	return canonical(x.login, x.entitlement, x.holder, x.privileged, x.lastUsed)
}

// hash is SHA-256 over the lines in the order of their bytes, each ended by a line feed.
func hash(lines []string) string {
	h := sha256.New()
	for _, l := range slices.Sorted(slices.Values(lines)) {
		h.Write([]byte(l + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hashOf(rows []row) string {
	lines := make([]string, len(rows))
	for i := range rows {
		lines[i] = rows[i].canonical()
	}
	return hash(lines)
}

// whole is the hash over all populations that hold rows of the review: lines of system and hash.
func (r *Review) whole() string {
	var lines []string
	for _, p := range r.Populations {
		if !p.After {
			lines = append(lines, p.Ref+"\t"+p.Hash)
		}
	}
	if lines == nil {
		return ""
	}
	return hash(lines)
}

// same tells one entitlement of a system from another.
func same(login, entitlement string) string {
	return record.Fold(login) + "\t" + record.Fold(entitlement)
}

// registered are the entitlements that the register has of a system: those of its active accounts.
func registered(r *record.Reader, system *System, folk map[string]*people.Person) (rows []row, err error) {
	accounts, err := Accounts.All(r, record.Query{Filters: []record.Filter{{Field: "system", Values: []string{system.ID}}, {Field: "state", Values: []string{"active"}}}})
	for _, a := range accounts {
		x := row{login: a.Login, kind: a.Type, person: a.Person, account: record.Ref(a.ID), privileged: a.Privileged, lastUsed: a.LastUsed}
		if p := folk[string(a.Person)]; p != nil {
			x.holder = p.Name
		}
		for _, x.entitlement = range strings.Split(a.Entitlements, "\n") {
			rows = append(rows, x)
		}
	}
	return rows, err
}

// taking is one review while populations are taken.
type taking struct {
	w    *record.Writer
	rv   *Review
	folk map[string]*people.Person
}

func newTaking(w *record.Writer, rv *Review) (*taking, error) {
	all, err := people.Persons.All(w.Reader, record.Query{})
	t := &taking{w, rv, map[string]*people.Person{}}
	for _, p := range all {
		t.folk[p.ID] = p
	}
	return t, err
}

// fromRegister takes what the register has of the systems that have no population yet.
func (t *taking) fromRegister() error {
	for _, id := range t.rv.missing() {
		s, err := Systems.Get(t.w.Reader, id)
		if err != nil {
			return err
		}
		rows, err := registered(t.w.Reader, s, t.folk)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return errs.InField("systems", "the register has no active account of %s; import its list of accounts, or hand in lists", s.Name)
		}
		if err := t.take(s, rows, "register of accounts", 0); err != nil {
			return err
		}
	}
	return nil
}

// take makes the rows those of the review for a system, and keeps the proof of what they were.
func (t *taking) take(s *System, rows []row, from string, left int) error {
	before, err := lastTime(t.w.Reader, s.ID)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := t.put(s, &rows[i], before); err != nil {
			return err
		}
	}
	t.add(s, rows, from, left, false)
	return settleGone(t.w, t.rv, s, rows)
}

// add keeps the proof of a population.
func (t *taking) add(s *System, rows []row, from string, left int, after bool) {
	t.rv.Populations = append(t.rv.Populations, Population{System: record.Ref(s.ID), Ref: s.Ref, Name: s.Name, Rows: len(rows), Hash: hashOf(rows), On: t.w.Today(),
		At: t.w.Now().UTC().Format(time.DateTime), From: from, Left: left, Late: !after && t.rv.late, After: after})
	t.rv.Hash = t.rv.whole()
}

func (t *taking) put(s *System, x *row, before map[string]string) error {
	who, because, err := t.reviewer(s, x)
	if err != nil {
		return err
	}
	d := &Decision{Review: record.Ref(t.rv.ID), System: record.Ref(s.ID), Account: x.account, Login: x.login, Entitlement: x.entitlement, Holder: x.holder, Person: x.person,
		Privileged: x.privileged, LastUsed: x.lastUsed, TakenOn: t.w.Today(), Since: "new", Reviewer: who, Because: because, State: "open", moved: true}
	d.Title = x.login + ": " + d.What()
	switch before[same(x.login, x.entitlement)] {
	case "":
	case "revoke":
		d.Since = "back"
	default:
		d.Since = "unchanged"
	}
	return Decisions.Put(t.w, d)
}

// reviewer is who decides on the row: never its holder. because says why somebody else than usual does.
func (t *taking) reviewer(s *System, x *row) (who record.Ref, because string, err error) {
	manager := func(of record.Ref) record.Ref {
		if p := t.folk[string(of)]; p != nil {
			return p.Manager
		}
		return ""
	}
	chain := []record.Ref{s.Owner, manager(s.Owner), t.rv.Owner}
	if t.rv.ReviewedBy == "manager" {
		chain = append([]record.Ref{manager(x.person)}, chain...)
	}
	because = "nobody nearer is named"
	for i, who := range chain {
		p := t.folk[string(who)]
		switch {
		case p == nil || p.Status == "left":
		case who == x.person:
			because = "nobody reviews access of their own"
		case i == 0:
			return who, "", nil
		default:
			return who, because, nil
		}
	}
	return "", "", errs.InField("owner", "nobody is left to review what %s has on %s; name another owner of the review", x.login, s.Name)
}

// lastTime is what was decided on the system's entitlements in the last closed review of it.
func lastTime(r *record.Reader, system string) (map[string]string, error) {
	reviews, _, err := Reviews.List(r, record.Query{Sort: "-closed_on", Limit: 1, Filters: []record.Filter{{Field: "systems", Values: []string{system}}, {Field: "state", Values: []string{Closed}}}})
	if err != nil || len(reviews) == 0 {
		return nil, err
	}
	rows, err := RowsOf(r, reviews[0].ID, record.Filter{Field: "system", Values: []string{system}})
	out := map[string]string{}
	for _, d := range rows {
		out[same(d.Login, d.Entitlement)] = d.Decision
	}
	return out, err
}

// Proven reports whether the rows that the review has now still give the hashes that were kept when they were taken.
func Proven(rv *Review, rows []*Decision) bool {
	lines := map[record.Ref][]string{}
	for _, d := range rows {
		lines[d.System] = append(lines[d.System], d.canonical())
	}
	for _, p := range rv.Populations {
		if !p.After && (hash(lines[p.System]) != p.Hash || len(lines[p.System]) != p.Rows) {
			return false
		}
	}
	return rv.Hash == rv.whole()
}
