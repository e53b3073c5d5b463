package task

import (
	"bytes"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Digest is what a person is reminded of on a day.
type Digest struct {
	Person            *people.Person
	Org, Link         string // the organisation's name, and where the list is
	Asked, Late, Week []Reminder
}

// Reminder is one thing in a digest.
type Reminder struct {
	record.Owed
	For string // whose it is, where the person stands in for another
}

// digestDays is how many days a digest looks ahead, and digestPage how much is read at once.
const digestDays, digestPage = 7, 2000

// Digests are those of all who have something late, due this week, or a question to answer, and have an e-mail address.
func Digests(r *record.Reader) ([]*Digest, error) {
	all, err := people.Persons.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"active"}}, {Field: "email", Op: "filled"}}})
	if err != nil {
		return nil, err
	}
	by := map[record.Ref]*Digest{}
	for _, p := range all {
		by[record.Ref(p.ID)] = &Digest{Person: p}
	}
	today := string(r.Today())
	standing, err := Delegations.All(r, record.Query{Filters: []record.Filter{{Field: "since", Op: "lte", Values: []string{today}}, {Field: "until", Op: "gte", Values: []string{today}}, {Field: "ended_on", Op: "empty"}}})
	if err != nil {
		return nil, err
	}
	q := record.DueQuery{Before: r.Today().Plus(digestDays + 1), Limit: digestPage}
	for more := true; more; more = q.After != "" {
		items, next, err := r.Dues(q)
		if err != nil {
			return nil, err
		}
		for _, o := range items {
			by[o.Who].add(o, "", r.Today())
			for _, d := range standing {
				if d.Person == o.Who && (d.Register == "" || d.Register == o.Kind) && (d.AboutID == "" || d.AboutID == o.ID) {
					by[d.To].add(o, nameOf(by, d.Person), r.Today())
				}
			}
		}
		q.After = next
	}
	var out []*Digest
	for _, p := range all {
		if d := by[record.Ref(p.ID)]; len(d.Asked)+len(d.Late)+len(d.Week) > 0 {
			out = append(out, d)
		}
	}
	return out, nil
}

func nameOf(by map[record.Ref]*Digest, person record.Ref) string {
	if d := by[person]; d != nil {
		return d.Person.Name
	}
	return "another"
}

// add puts a thing where it belongs; a person without an address has no digest.
func (d *Digest) add(o record.Owed, whose string, today record.Date) {
	if d == nil || slices.ContainsFunc(slices.Concat(d.Asked, d.Late, d.Week), func(x Reminder) bool { return x.ID == o.ID && x.What == o.What && x.Who == o.Who }) {
		return
	}
	x := Reminder{o, whose}
	switch {
	case o.Kind == Comments.Name:
		d.Asked = append(d.Asked, x)
	case o.Day < today:
		d.Late = append(d.Late, x)
	default:
		d.Week = append(d.Week, x)
	}
}

type digestPart struct {
	Title string
	Rows  []Reminder
	More  int
}

// digestRows is how many things a part of a digest names.
const digestRows = 25

func (d *Digest) parts() (out []digestPart) {
	for _, p := range []digestPart{{Title: "You are asked", Rows: d.Asked}, {Title: "Late", Rows: d.Late}, {Title: "Due within a week", Rows: d.Week}} {
		if n := len(p.Rows); n > 0 {
			p.Rows = p.Rows[:min(n, digestRows)]
			p.More = n - len(p.Rows)
			out = append(out, p)
		}
	}
	return out
}

// Subject is the mail's subject.
func (d *Digest) Subject() string {
	var said []string
	for _, p := range []struct {
		n    int
		text string
	}{{len(d.Late), "late"}, {len(d.Week), "due this week"}, {len(d.Asked), "to answer"}} {
		if p.n > 0 {
			said = append(said, strconv.Itoa(p.n)+" "+p.text)
		}
	}
	return d.Org + ": " + strings.Join(said, ", ")
}

// Text is the digest as plain text.
func (d *Digest) Text() string {
	var b strings.Builder
	for _, p := range d.parts() {
		b.WriteString(p.Title + "\n\n")
		for _, x := range p.Rows {
			b.WriteString("- " + string(x.Day) + "  " + x.What + ": " + oneLine(x.Title) + " (" + x.Ref + ")")
			if x.For != "" {
				b.WriteString(", for " + oneLine(x.For))
			}
			b.WriteString("\n")
		}
		if p.More > 0 {
			b.WriteString("  and " + strconv.Itoa(p.More) + " more\n")
		}
		b.WriteString("\n")
	}
	if d.Link != "" {
		b.WriteString("All of it: " + d.Link + "\n")
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

var digestForm = template.Must(template.New("digest").Parse(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{.Subject}}</title></head><body>
{{range .Parts}}<h2>{{.Title}}</h2><table>{{range .Rows}}<tr><td>{{.Day}}</td><td>{{.What}}</td><td>{{.Title}} ({{.Ref}}){{if .For}}, for {{.For}}{{end}}</td></tr>{{end}}</table>{{if .More}}<p>and {{.More}} more</p>{{end}}
{{end}}{{if .Link}}<p><a href="{{.Link}}">All of it</a></p>{{end}}</body></html>
`))

// HTML is the digest as a page.
func (d *Digest) HTML() (string, error) {
	var b bytes.Buffer
	err := digestForm.Execute(&b, map[string]any{"Subject": d.Subject(), "Parts": d.parts(), "Link": d.Link})
	return b.String(), err
}
