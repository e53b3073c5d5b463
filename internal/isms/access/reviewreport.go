package access

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// MineRows is how many rows a page of a reviewer has.
const MineRows = 100

// Mine is one page of the rows that the person who acts decides on, in the order of the list; next continues it. open leaves
// out what is decided. Without a person of the actor's address there are none.
func Mine(r *record.Reader, rv *Review, open bool, after string) (rows []*Decision, next string, err error) {
	p, err := people.Acting(r, r.Org().Actor().Email)
	if err != nil || p == nil {
		return nil, "", err
	}
	q := record.Query{Filters: []record.Filter{{Field: "review", Values: []string{rv.ID}}, {Field: "reviewer", Values: []string{p.ID}}}, After: after, Limit: MineRows}
	if open {
		q.Filters = append(q.Filters, record.Filter{Field: "state", Values: []string{"open"}})
	}
	return Decisions.List(r, q)
}

// ShareOf is what the person with the address decides; nil if nothing.
func (r *Review) ShareOf(person string) *Share {
	for i := range r.Shares {
		if r.Shares[i].Person == record.Ref(person) {
			return &r.Shares[i]
		}
	}
	return nil
}

// Sample chooses size rows for an auditor, who can choose them again: those with the smallest SHA-256 of the population's hash, a
// tab and the row's canonical line. Nobody can steer it without changing the hash.
func Sample(r *record.Reader, rv *Review, size int) ([]*Decision, error) {
	if size < 1 || size > record.MaxPage {
		return nil, errs.InField("size", "choose 1 to %d rows", record.MaxPage)
	}
	rows, err := RowsOf(r, rv.ID)
	if err != nil {
		return nil, err
	}
	rank := map[*Decision]string{}
	for _, d := range rows {
		sum := sha256.Sum256([]byte(rv.Hash + "\t" + d.canonical()))
		rank[d] = hex.EncodeToString(sum[:])
	}
	slices.SortFunc(rows, func(a, b *Decision) int { return cmp.Compare(rank[a], rank[b]) })
	return rows[:min(size, len(rows))], nil
}

// Report is a review as a document: what was looked at, who decided what and when, what became of it, and where that is proven.
func Report(r *record.Reader, review, organisation string) (report.Document, error) {
	rv, rows, err := withRows(r, review)
	if err != nil {
		return report.Document{}, err
	}
	d, err := document(r, rv, organisation)
	if err != nil {
		return d, err
	}
	d.Title = rv.Title
	proven := "no: rows differ from what was taken"
	if Proven(rv, rows) {
		proven = "yes, computed again for this document"
	}
	d.Sections = append(d.Sections, report.Section{Heading: "Review", Facts: append(rv.facts(), report.Fact{Label: "Rows give the hash", Value: proven})},
		rv.populationSection(), rv.shareSection())
	table, err := decisionTable(r, "Decisions", rows)
	d.Sections = append(d.Sections, report.Section{Heading: "Decisions", Table: table})
	return d, err
}

// SampleReport is the sample as a document.
func SampleReport(r *record.Reader, review, organisation string, size int) (report.Document, error) {
	rv, err := Reviews.Find(r, review)
	if err != nil {
		return report.Document{}, err
	}
	rows, err := Sample(r, rv, size)
	if err != nil {
		return report.Document{}, err
	}
	d, err := document(r, rv, organisation)
	if err != nil {
		return d, err
	}
	d.Title = fmt.Sprintf("Sample of %d of %d: %s", len(rows), rv.Rows, rv.Title)
	table, err := decisionTable(r, "Sample", rows)
	d.Sections = append(d.Sections, report.Section{Heading: "How it was drawn", Paragraphs: []string{"The rows with the smallest SHA-256 of: population SHA-256, a tab, then login, entitlement, holder, privileged yes or no, and last used with tabs between. The same population gives the same sample."},
		Facts: []report.Fact{{Label: "Population SHA-256", Value: rv.Hash}, {Label: "Rows", Value: strconv.Itoa(rv.Rows)}}}, report.Section{Heading: "Sample", Table: table})
	return d, err
}

func withRows(r *record.Reader, review string) (*Review, []*Decision, error) {
	rv, err := Reviews.Find(r, review)
	if err != nil {
		return nil, nil, err
	}
	rows, err := RowsOf(r, rv.ID)
	return rv, rows, err
}

func document(r *record.Reader, rv *Review, organisation string) (report.Document, error) {
	head, err := r.Head()
	return report.Document{Subtitle: "Access review " + rv.Ref, Organisation: organisation, Time: head.Time,
		Provenance: []report.Fact{{Label: "Population SHA-256", Value: rv.Hash}, {Label: "Journal entries", Value: fmt.Sprint(head.Size)}, {Label: "Root of the journal", Value: head.Root.String()}}}, err
}

func (r *Review) facts() []report.Fact {
	facts := []report.Fact{{Label: "Period", Value: string(r.Begins) + " to " + string(r.Ends)}, {Label: "State", Value: words[r.State]}, {Label: "Entitlements", Value: strconv.Itoa(r.Rows)},
		{Label: "Undecided", Value: strconv.Itoa(r.Open)}, {Label: "To be confirmed", Value: strconv.Itoa(r.Pending)}, {Label: "Decisions due", Value: string(r.Due)}}
	for _, f := range []report.Fact{{Label: "Started on", Value: string(r.StartedOn)}, {Label: "Decided on", Value: string(r.DecidedOn)}, {Label: "Closed on", Value: string(r.ClosedOn)},
		{Label: "Reopened on", Value: strings.TrimSpace(string(r.ReopenedOn) + " " + r.ReopenedBecause)}, {Label: "Population SHA-256", Value: r.Hash}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

func (r *Review) populationSection() report.Section {
	var rows [][]report.Cell
	for _, p := range r.Populations {
		rows = append(rows, []report.Cell{report.Text(p.Ref), report.Text(p.Name), report.Text(p.Use()), report.Int(int64(p.Rows)), report.Text(p.At + " UTC"), report.Text(p.From), report.Int(int64(p.Left)), report.Text(p.Hash)})
	}
	return report.Section{Heading: "Populations", Paragraphs: []string{"A population's hash is SHA-256 over its rows as lines, sorted by their bytes and each ended by a line feed. A line is login, entitlement, holder, privileged yes or no, and last used, with tabs between. The hash of the review is the same over lines of system and hash."},
		Table: &report.Table{Name: "Populations", Columns: []report.Column{{Key: "system", Title: "Ref"}, {Key: "name", Title: "System"}, {Key: "use", Title: "Taken for"}, {Key: "rows", Title: "Rows", Number: true}, {Key: "at", Title: "Taken at"}, {Key: "from", Title: "From"}, {Key: "left_out", Title: "Left out", Number: true}, {Key: "sha256", Title: "SHA-256"}}, Rows: report.Rows(rows...)}}
}

// Use is what the population was taken for.
func (p *Population) Use() string {
	switch {
	case p.After:
		return "follow-up"
	case p.Late:
		return "review, late"
	}
	return "review"
}

func (r *Review) shareSection() report.Section {
	var rows [][]report.Cell
	for _, s := range r.Shares {
		rows = append(rows, []report.Cell{report.Text(s.Name), report.Int(int64(s.Rows)), report.Int(int64(s.Open))})
	}
	return report.Section{Heading: "Reviewers", Table: &report.Table{Name: "Reviewers", Columns: []report.Column{{Key: "reviewer", Title: "Reviewer"}, {Key: "rows", Title: "Rows", Number: true}, {Key: "open", Title: "Undecided", Number: true}}, Rows: report.Rows(rows...)}}
}

func decisionTable(r *record.Reader, name string, rows []*Decision) (*report.Table, error) {
	var ids []string
	for _, d := range rows {
		ids = append(ids, string(d.System), string(d.Reviewer), string(d.FollowUp), string(d.Exception))
	}
	slices.Sort(ids)
	named, err := r.Named(slices.Compact(ids))
	t := &report.Table{Name: name}
	for _, title := range []string{"Ref", "System", "Login", "Entitlement", "Holder", "Privileged", "Last used", "Since the last review", "Reviewer", "Why there", "Decision", "Reason", "Decided on", "Decided by", "Follow-up", "State", "Confirmed"} {
		t.Columns = append(t.Columns, report.Column{Key: strings.ToLower(strings.ReplaceAll(title, " ", "_")), Title: title})
	}
	var cells [][]report.Cell
	for _, d := range rows {
		confirmed := strings.TrimSpace(string(d.ConfirmedOn) + " " + d.ConfirmedBy + named[string(d.Exception)].Ref)
		var row []report.Cell
		for _, text := range []string{d.Ref, named[string(d.System)].Title, d.Login, d.What(), d.Holder, map[bool]string{true: "yes", false: "no"}[d.Privileged], string(d.LastUsed), d.label("since"), named[string(d.Reviewer)].Title, d.Because,
			d.label("decision"), d.Reason, string(d.DecidedOn), d.DecidedBy, named[string(d.FollowUp)].Ref, d.label("state"), confirmed} {
			row = append(row, report.Text(text))
		}
		cells = append(cells, row)
	}
	t.Rows = report.Rows(cells...)
	return t, err
}

func (d *Decision) label(field string) string {
	f := Decisions.Kind().Field(field)
	o, _ := f.Option(f.Text(d))
	return o.Label
}
