package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// Line is one line of a list of entitlements as its system writes it.
type Line struct {
	Number      int    `json:"-"` // in the file
	Login       string `json:"login"`
	Entitlement string `json:"entitlement"` // one, or several separated by semicolons or lines
	Person      string `json:"person"`      // whose it is: name, address or reference
	Type        string `json:"type"`        // person, service, shared, external, tester
	Privileged  string `json:"privileged"`  // yes or no
	LastUsed    string `json:"last_used"`
}

// HandIn is a list of a system's entitlements for a review.
type HandIn struct {
	System  string // reference or id
	From    string // the file's name, or who sent it
	Lines   []Line
	Partial bool // leave out lines that cannot be read
}

// listColumns are the columns of a list, by the fields of an account.
var listColumns = []string{"login", "entitlements", "person", "type", "privileged", "last_used"}

// ReadList finds the columns of a list in a workbook, as the import of accounts does, and reads its lines.
func ReadList(book *sheet.Workbook) ([]Line, error) {
	var columns []sheet.Column
	for _, name := range listColumns {
		f := Accounts.Kind().Field(name)
		columns = append(columns, sheet.Column{Name: name, Label: f.Label, Synonyms: f.Synonyms, Required: f.Required})
	}
	columns[1].Synonyms = append(columns[1].Synonyms, "entitlement", "role", "group", "permission", "rolle", "recht")
	m, err := sheet.Find(book, columns, sheet.Choice{})
	if err != nil {
		return nil, err
	}
	if len(m.Missing) > 0 {
		return nil, errs.Invalidf("No column of the list holds the login. Name it Login.")
	}
	var lines []Line
	rows, _ := m.Data()
	for _, r := range rows {
		lines = append(lines, Line{r.Number, m.Cell(r, "login"), m.Cell(r, "entitlements"), m.Cell(r, "person"), m.Cell(r, "type"), m.Cell(r, "privileged"), m.Cell(r, "last_used")})
	}
	return lines, nil
}

// Effect is what a list does to the register of accounts, by logins in their order.
type Effect struct {
	Rows    int      `json:"rows"` // entitlements of the list
	New     []string `json:"new"`
	Back    []string `json:"back"`     // had ended, and are active again
	Removed []string `json:"removed"`  // the list lacks them
	LeftOut int      `json:"left_out"` // lines that cannot be read; then nothing is removed
}

func newEffect(rows []row, left int) *Effect {
	return &Effect{Rows: len(rows), New: []string{}, Back: []string{}, Removed: []string{}, LeftOut: left}
}

var errPreview = errors.New("only to see")

// Preview tells what handing a list in would do, and how the review would stand, and refuses what would be refused; nothing is
// written.
func Preview(ctx context.Context, org *record.Org, review string, h HandIn) (rv *Review, e *Effect, err error) {
	_, err = org.Write(ctx, "", func(w *record.Writer) (err error) {
		if rv, e, err = Populate(w, review, h); err == nil {
			err = errPreview
		}
		return err
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return rv, e, err
}

// Populate makes a list the population of a system in a running review, and brings the register of accounts up to it. The same
// list again changes nothing; another takes its place as long as nothing of the system is decided. Accounts that a list lacks are
// removed, with the list as the reason, unless lines were left out. Once the review is being followed up, a list confirms what it
// no longer holds. Bad lines are named and nothing is taken, unless Partial.
func Populate(w *record.Writer, review string, h HandIn) (*Review, *Effect, error) {
	if err := w.Actor().Check(record.MayEdit); err != nil {
		return nil, nil, err
	}
	rv, err := Reviews.Find(w.Reader, review)
	if err != nil {
		return nil, nil, err
	}
	s, err := Systems.Find(w.Reader, h.System)
	if err != nil {
		return nil, nil, err
	}
	t, err := newTaking(w, rv)
	if err != nil {
		return nil, nil, err
	}
	rows, bad := t.understand(h.Lines)
	if len(bad) > 0 && !h.Partial || len(rows) == 0 {
		return nil, nil, refusal(bad, len(h.Lines))
	}
	found := hashOf(rows)
	switch {
	case slices.ContainsFunc(rv.Populations, func(p Population) bool {
		return p.System == record.Ref(s.ID) && p.Hash == found && p.After == (rv.State == FollowingUp)
	}):
		return rv, newEffect(rows, len(bad)), nil
	case rv.State == FollowingUp:
		t.add(s, rows, h.From, len(bad), true)
	case rv.State == Running:
		if err := t.replace(s); err != nil {
			return nil, nil, err
		}
	default:
		return nil, nil, errs.New(errs.Conflict, "%s is %s; lists are handed in while it runs, and again to show what is gone once it is being followed up.", rv.Ref, words[rv.State])
	}
	e, err := t.accounts(s, rows, h.From, len(bad))
	if err != nil {
		return nil, nil, err
	}
	if rv.State == FollowingUp {
		err = settleGone(w, nil, s, rows)
	} else {
		err = t.take(s, rows, h.From, len(bad))
	}
	if err != nil {
		return nil, nil, err
	}
	return rv, e, t.save()
}

// save keeps what was added to the review and counts it anew.
func (t *taking) save() error {
	now, err := Reviews.Get(t.w.Reader, t.rv.ID) // settling may have counted it already
	if err != nil {
		return err
	}
	t.rv.Meta = now.Meta
	return Reviews.Take(t.w, t.rv, "count")
}

// replace makes room for a population: the system becomes part of the review, rows of a list before it go.
func (t *taking) replace(s *System) error {
	rv := t.rv
	old := rv.reviewed(record.Ref(s.ID))
	if old == nil {
		rv.late = !slices.Contains(rv.Systems, s.ID)
		if rv.late {
			rv.Systems = append(rv.Systems, s.ID)
		}
		return nil
	}
	rows, err := RowsOf(t.w.Reader, rv.ID, record.Filter{Field: "system", Values: []string{s.ID}})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(rows, func(d *Decision) bool { return d.State != "open" }) {
		return errs.New(errs.Conflict, "The population of %s was taken on %s and is being decided on. A later list counts once the review is being followed up.", s.Name, old.On)
	}
	rv.late, rv.moved = old.Late, true
	rv.Populations = slices.DeleteFunc(rv.Populations, func(p Population) bool { return p.System == record.Ref(s.ID) && !p.After })
	if err := Reviews.Put(t.w, rv); err != nil {
		return err
	}
	for _, d := range rows {
		if err := t.w.Delete(Decisions.Kind(), d.ID, d.Rev); err != nil {
			return err
		}
	}
	return nil
}

func refusal(bad []errs.Field, lines int) error {
	if len(bad) == 0 {
		return errs.Invalidf("The list has no entries. Write a login on each line.")
	}
	return &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("%d of %d lines cannot be read, and nothing was taken. Mend them, or hand the list in without them.", len(bad), lines), Fields: bad[:min(len(bad), 100)]}
}

// understand reads lines; what cannot be read is named by its line.
func (t *taking) understand(list []Line) (rows []row, bad []errs.Field) {
	known, ids := t.known()
	who := map[string]record.Ref{}
	at := map[string]int{}
	order, _ := sheet.OrderOf(lastUses(list))
	for i, l := range list {
		l.Number = cmp.Or(l.Number, i+1)
		x, err := readLine(l, order)
		if err == nil {
			if _, asked := who[l.Person]; !asked {
				who[l.Person] = t.find(l.Person, known, ids)
			}
			x.person, x.holder = who[l.Person], strings.TrimSpace(l.Person)
			if p := t.folk[string(x.person)]; p != nil {
				x.holder = p.Name
			}
			for _, x.entitlement = range strings.Split(lines(l.Entitlement), "\n") {
				if first := at[same(x.login, x.entitlement)]; first > 0 {
					err = errs.Invalidf("%q with %q is on line %d already", x.login, x.entitlement, first)
					break
				}
				at[same(x.login, x.entitlement)] = l.Number
				rows = append(rows, x)
			}
		}
		if err != nil {
			bad = append(bad, errs.Field{Name: fmt.Sprintf("line %d", l.Number), Message: strings.TrimSuffix(err.Error(), ".")})
		}
	}
	return rows, bad
}

func lastUses(lines []Line) (out []string) {
	for _, l := range lines {
		out = append(out, l.LastUsed)
	}
	return out
}

func readLine(l Line, order sheet.Order) (x row, err error) {
	if x.login = strings.TrimSpace(l.Login); sheet.Blank(l.Login) {
		return x, errs.Invalidf("it has no login")
	}
	f := Accounts.Kind().Field("type")
	var options []sheet.Option
	for _, o := range f.Options {
		options = append(options, sheet.Option(o))
	}
	if x.kind, err = sheet.Pick(l.Type, options); err != nil {
		return x, err
	}
	if x.privileged, _, err = sheet.YesNo(l.Privileged); err != nil {
		return x, err
	}
	day, err := sheet.Date(l.LastUsed, order)
	x.lastUsed = record.Date(day.From)
	return x, err
}

func (t *taking) known() (known []sheet.Known, ids []record.Ref) {
	for id, p := range t.folk {
		known, ids = append(known, sheet.Known{Name: p.Name, Email: p.Email}), append(ids, record.Ref(id))
	}
	return known, ids
}

// find is who is meant; "" where nobody or several may be, so that the reviewer sees an account without a person.
func (t *taking) find(text string, known []sheet.Known, ids []record.Ref) record.Ref {
	for id, p := range t.folk {
		if text != "" && strings.EqualFold(text, p.Ref) {
			return record.Ref(id)
		}
	}
	if f := sheet.Person(text, known); f.Certain {
		return ids[f.Index]
	}
	return ""
}

// accounts brings the register up to a list, ties its rows to the accounts, and removes those that the list lacks; where lines
// were left out, nobody knows which those are.
func (t *taking) accounts(s *System, rows []row, from string, left int) (*Effect, error) {
	there, err := Accounts.All(t.w.Reader, record.Query{Sort: "login", Filters: []record.Filter{{Field: "system", Values: []string{s.ID}}}})
	if err != nil {
		return nil, err
	}
	by, held, e := map[string]*Account{}, map[string][]string{}, newEffect(rows, left)
	for _, a := range there {
		by[record.Fold(a.Login)] = a
	}
	var order []string
	for _, x := range rows {
		key := record.Fold(x.login)
		a := by[key]
		if a == nil {
			a = &Account{Login: x.login, System: record.Ref(s.ID)}
			by[key] = a
			e.New = append(e.New, x.login)
		}
		if held[key] == nil {
			order = append(order, key)
			a.Privileged = false
		}
		if a.State == "removed" || a.State == "disabled" {
			e.Back = append(e.Back, a.Login)
		}
		held[key] = append(held[key], x.entitlement)
		a.Person, a.Type, a.LastUsed = cmp.Or(x.person, a.Person), cmp.Or(x.kind, a.Type), max(a.LastUsed, x.lastUsed)
		a.Privileged, a.State, a.EndedOn = a.Privileged || x.privileged, "active", ""
	}
	for _, key := range order {
		by[key].Entitlements = strings.Join(held[key], "\n")
		if err := Accounts.Put(t.w, by[key]); err != nil {
			return nil, err
		}
	}
	for i := range rows {
		rows[i].account = record.Ref(by[record.Fold(rows[i].login)].ID)
	}
	if left > 0 {
		return e, nil
	}
	for _, a := range there {
		if held[record.Fold(a.Login)] != nil || a.State == "removed" {
			continue
		}
		a.State, a.EndedBecause = "removed", fmt.Sprintf("Not in the list %s of %s, handed in for %s", from, t.w.Today(), t.rv.Ref)
		if err := Accounts.Put(t.w, a); err != nil {
			return nil, err
		}
		e.Removed = append(e.Removed, a.Login)
	}
	return e, nil
}
