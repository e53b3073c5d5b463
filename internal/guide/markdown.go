package guide

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
)

// Markdown is the whole guidance as text for a terminal or a file: how to do it, then how it is audited.
func (g *Guidance) Markdown(title string) string {
	var b markdown
	b.line("# " + title)
	b.line(g.Purpose)
	b.part("What 2022 changed", g.Changed)
	b.list("Still to check under 2013", g.StillCheck)
	for _, s := range g.Sections {
		b.part(s.Title, s.Text)
	}
	b.list("Who does what", each(g.Roles, func(r Role) string { return r.Role + ": " + r.Does }))
	b.list("Records it leaves behind", g.Records)
	b.list("What to keep", g.Keep)
	if m := g.Measure; m != nil {
		b.part("A number worth keeping", fmt.Sprintf("%s. Target: %s. Read from: %s.", m.Name, m.Target, m.Source))
	}
	b.list("Why it fails in practice", g.FailsBecause)
	b.list("Leans on", each(g.LeansOn, func(d Dependence) string {
		c, _ := catalog.Find(d.Control)
		return d.Control + " " + c.Title + ", for " + d.For
	}))
	b.list("Usually treats", each(g.Treats, func(id string) string {
		c, _ := FindCause(id)
		return c.Title + " (" + id + ")"
	}))
	b.list("Shown at work by", each(g.EvidencedBy, func(e Evidencing) string {
		return fmt.Sprintf("%s: %s; fresh for %d days; %s", e.Kind, e.When, e.Fresh, e.Strength)
	}))
	b.procedure(g)
	return b.String()
}

// ProcedureMarkdown is the audit procedure alone.
func (g *Guidance) ProcedureMarkdown(title string) string {
	var b markdown
	b.line("# Audit procedure: " + title)
	b.procedure(g)
	return b.String()
}

type markdown struct{ strings.Builder }

// line writes a paragraph; nothing if it is empty.
func (b *markdown) line(text string) {
	if text != "" {
		b.WriteString(strings.TrimSpace(text) + "\n\n")
	}
}

func (b *markdown) part(title, text string) {
	if text != "" {
		b.line("## " + title)
		b.line(text)
	}
}

func (b *markdown) list(title string, items []string) {
	if len(items) > 0 {
		b.part(title, "- "+strings.Join(items, "\n- "))
	}
}

func (b *markdown) procedure(g *Guidance) {
	b.list("Objectives of the audit", g.Objectives)
	if len(g.Procedure) > 0 {
		b.line("## What the auditor will check")
	}
	for _, s := range g.Procedure {
		fmt.Fprintf(b, "%d. **%s, %s.** %s\n", s.Number, s.Method, s.Aspect, s.Do)
		for _, part := range s.parts() {
			fmt.Fprintf(b, "   - %s: %s\n", part[0], part[1])
		}
		b.WriteString("\n")
	}
	b.list("How findings read", each(g.Findings, func(f Finding) string { return f.Grade + ": " + f.Reads }))
}

// parts are the filled parts of the step, with their labels.
func (s Step) parts() (out [][2]string) {
	age := ""
	if s.MaxAge > 0 {
		age = fmt.Sprintf("%d days old", s.MaxAge)
	}
	for _, p := range [][2]string{{"population", s.Population}, {"looked at", s.Attribute}, {"sample", s.Sample}, {"passes if", s.PassesIf},
		{"fails if", s.FailsIf}, {"convinces", s.Convinces}, {"at most", age}} {
		if p[1] != "" {
			out = append(out, p)
		}
	}
	return out
}

func each[T any](items []T, text func(T) string) (out []string) {
	for _, i := range items {
		out = append(out, text(i))
	}
	return out
}

// WriteProcedureCSV writes the audit procedures of some controls or clauses as RFC 4180 text, a row for each step: a
// work programme to fill in.
func WriteProcedureCSV(w io.Writer, all ...*Guidance) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"control", "step", "method", "aspect", "do", "population", "attribute", "sample", "passes_if", "fails_if", "convinces", "max_age_days"}}
	for _, g := range all {
		for _, s := range g.Procedure {
			age := ""
			if s.MaxAge > 0 {
				age = strconv.Itoa(int(s.MaxAge))
			}
			rows = append(rows, []string{g.ID, strconv.Itoa(s.Number), s.Method, s.Aspect, s.Do, s.Population, s.Attribute, s.Sample, s.PassesIf, s.FailsIf, s.Convinces, age})
		}
	}
	return out.WriteAll(rows)
}
