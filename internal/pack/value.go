package pack

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// value is a field for people: labels instead of stored values, and a link for every reference. long adds titles to
// references. A structure has no value here; the pages of its kind show it.
func (c *content) value(f *record.AnyField, rec record.Record, long bool) []span {
	if f.Empty(rec) && f.Type() != "bool" {
		return nil
	}
	switch v := f.Ptr(rec).(type) {
	case *string:
		return c.textValue(f, rec, *v)
	case *record.Set:
		var labels []string
		for _, s := range *v {
			labels = append(labels, label(f, s))
		}
		return words(strings.Join(labels, ", "))
	case *bool:
		return words(map[bool]string{true: "yes", false: "no"}[*v])
	case *int:
		return words(c.step(f, rec, *v))
	case *record.Ref:
		return c.links([]string{string(*v)}, long)
	case *record.Refs:
		return c.links(*v, long)
	}
	if f.Type() == "json" {
		return nil
	}
	return words(strings.TrimSpace(f.Text(rec) + " " + f.Unit))
}

func (c *content) textValue(f *record.AnyField, rec record.Record, s string) []span {
	if len(f.Options) > 0 {
		return words(label(f, s))
	}
	e, ok := rec.(*evidence.Evidence)
	switch {
	case ok && f.Name == "link":
		return []span{{Text: s, Href: s}}
	case ok && f.Name == "file_name":
		return []span{{Text: s, Href: c.attached[e.FileDigest]}}
	case len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "":
		return []span{{Text: grouped(s), Class: "mono"}}
	}
	return words(s)
}

func label(f *record.AnyField, value string) string {
	if o, ok := f.Option(value); ok {
		return o.Label
	}
	return value
}

// step names a rating with the words of the criteria it was made under.
func (c *content) step(f *record.AnyField, rec record.Record, n int) string {
	text := strings.TrimSpace(fmt.Sprint(n, " ", f.Unit))
	r, ok := rec.(*risk.Risk)
	if !ok || f.Scale == nil {
		return text
	}
	criteria := c.criteriaOf(r)
	if criteria == nil {
		return text
	}
	var name string
	switch steps := map[string][]risk.Step{"likelihood": criteria.Likelihood, "residual_likelihood": criteria.Likelihood,
		"consequence": criteria.Consequence, "residual_consequence": criteria.Consequence}[f.Name]; {
	case n >= 1 && n <= len(steps):
		name = steps[n-1].Name
	case steps == nil:
		name = criteria.LevelName(n)
	}
	return strings.TrimSpace(text + " " + name)
}

// criteriaOf are the criteria the risk was rated under; nil if it was not rated.
func (c *content) criteriaOf(r *risk.Risk) *risk.Criteria {
	if it := c.known[string(r.Criteria)]; it != nil {
		return it.rec.(*risk.Criteria)
	}
	return nil
}

// links names records and leads to their pages.
func (c *content) links(ids []string, long bool) (out []span) {
	for _, id := range ids {
		if len(out) > 0 {
			out = append(out, span{Text: ", "})
		}
		out = append(out, c.linkTo(id, long))
	}
	return out
}

func (c *content) linkTo(id string, long bool) span {
	it := c.known[id]
	switch {
	case it == nil:
		return span{Text: id, Class: "mono"}
	case it.kind.Name == "person":
		return span{Text: it.title(), Href: it.path, Class: "who"}
	case long:
		return span{Text: it.ref() + " " + it.title(), Href: it.path}
	}
	return span{Text: it.ref(), Href: it.path}
}

// state is a control's state: shape, word and colour.
func state(s control.State) span { return span{Text: s.Words(), Class: "st " + string(s)} }

// change is a field that differs between two revisions, for people.
type change struct {
	label    string
	was, now string
}

func (c *content) changes(e *event) (out []change) {
	if e.now == nil || e.was == nil {
		return nil
	}
	for _, d := range e.kind.Diff(e.was, e.now) {
		out = append(out, change{d.Field.Label, c.plainValue(d.Field, e.was), c.plainValue(d.Field, e.now)})
	}
	return out
}

const longest = 240 // characters of a value in a history

func (c *content) plainValue(f *record.AnyField, rec record.Record) string {
	if f.Empty(rec) {
		return "nothing"
	}
	var b strings.Builder
	for _, s := range c.value(f, rec, false) {
		b.WriteString(s.Text)
	}
	if f.Type() == "json" {
		b.WriteString(f.Text(rec))
	}
	text := []rune(b.String())
	if len(text) > longest {
		return string(text[:longest]) + " …"
	}
	return string(text)
}
