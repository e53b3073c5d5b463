package pack

import (
	"fmt"
	"strconv"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/report"
)

// recordPage shows one record: its fields, what its kind adds, what refers to it, its history and its proof.
func (c *content) recordPage(it *item) page {
	p := page{Path: it.path, Clause: it.ref(), Title: it.title()}
	fields := section{}
	for i := range it.kind.Fields {
		f := &it.kind.Fields[i]
		if i == 0 || f.Type() == "json" {
			continue
		}
		value := c.value(f, it.rec, true)
		if value == nil {
			value = []span{{Text: "not recorded", Class: "soft"}}
		}
		fields.Facts = append(fields.Facts, fact{f.Label, value})
	}
	switch rec := it.rec.(type) {
	case *control.Control:
		c.controlPage(&p, c.lineOf[rec.ID])
	case *risk.Risk:
		c.riskPage(&p, rec)
	case *assessment.Assessment:
		p.Sections = append(p.Sections, reported(c.runs[rec.ID].Sections())...)
	case *treatment.Acceptance:
		p.Sections = append(p.Sections, c.acceptedSection(rec, "What was accepted"))
	case *risk.Criteria:
		p.Sections = append(p.Sections, c.scales(rec)...)
	case *evidence.Evidence:
		p.Sections = append(p.Sections, section{Title: "Source", Facts: []fact{{"Evidence", c.source(rec)}}})
	}
	p.Sections = append(p.Sections, fields)
	p.Sections[len(p.Sections)-1].Title = "Record"
	p.Sections = append(p.Sections, c.usersSection(it), c.historySection(it), c.proofSection(it))
	return p
}

// reported are sections of a report on a page.
func reported(all []report.Section) (out []section) {
	for _, s := range all {
		to := section{Title: s.Heading, Prose: s.Paragraphs}
		for _, f := range s.Facts {
			to.Facts = append(to.Facts, fact{f.Label, words(f.Value)})
		}
		if s.Table != nil {
			to.Table = &table{Empty: "None."}
			for _, col := range s.Table.Columns {
				to.Table.Columns = append(to.Table.Columns, column{col.Title, map[bool]string{true: "num"}[col.Number]})
			}
			for row := range s.Table.Rows { // rows at hand: they do not fail
				var cells []cell
				for i, x := range row {
					cells = append(cells, cell{Spans: words(x.String()), Class: to.Table.Columns[i].Class})
				}
				to.Table.Rows = append(to.Table.Rows, cells)
			}
		}
		out = append(out, to)
	}
	return out
}

func (c *content) controlPage(p *page, l *control.Line) {
	if l == nil {
		return
	}
	facts := []fact{{"State", []span{state(l.State), {Text: ": " + l.Why}}}, {"Applies", words(l.Applies())}, {"Justification", words(l.Justification())}}
	p.Lead = l.Conflict
	p.Sections = append(p.Sections, section{Title: "Decision", Facts: facts})
	t := &table{Columns: head("Reference", "Evidence", "Collected on", "Fresh until", "Source"), Empty: "No evidence shows this control at work."}
	for _, e := range l.Evidence {
		t.Rows = append(t.Rows, []cell{{Spans: []span{c.linkTo(e.ID, false)}, Class: "ref"}, textCell(e.Title), textCell(string(e.CollectedOn)),
			textCell(string(e.FreshUntil)), {Spans: c.source(e)}})
	}
	risks := &table{Columns: head("Reference", "Risk", "Level", "Residual level"), Empty: "No treatment relies on this control."}
	for _, link := range l.Risks {
		it := c.known[link.ID]
		r := it.rec.(*risk.Risk)
		risks.Rows = append(risks.Rows, []cell{{Spans: words(r.Ref), Class: "ref"}, {Spans: []span{{Text: r.Title, Href: it.path}}},
			{Spans: c.value(it.kind.Field("level"), r, false)}, {Spans: c.value(it.kind.Field("residual_level"), r, false)}})
	}
	p.Sections = append(p.Sections, section{Title: "Evidence", Table: t}, section{Title: "Risks treated", Table: risks})
}

func (c *content) riskPage(p *page, r *risk.Risk) {
	if criteria := c.criteriaOf(r); criteria != nil {
		p.Sections = append(p.Sections, section{Title: "Rating", Matrix: matrixOf(criteria, "Rated under "+criteria.Ref+", "+criteria.Title, func(l, k int) (out []span) {
			if l == r.Likelihood && k == r.Consequence {
				out = append(out, span{Text: "now", Class: "mark"})
			}
			if l == r.ResidualLikelihood && k == r.ResidualConsequence {
				out = append(out, span{Text: "residual", Class: "mark"})
			}
			return out
		})})
	}
	a := c.acceptanceOf(r)
	if a == nil {
		p.Sections = append(p.Sections, section{Title: "Acceptance", Prose: []string{"Nobody has accepted this risk."}})
		return
	}
	p.Sections = append(p.Sections, c.acceptedSection(a.Acceptance, "Acceptance"))
}

// acceptedSection shows exactly what an owner accepted, and whether it still binds.
func (c *content) acceptedSection(a *treatment.Acceptance, title string) section {
	s := a.Snapshot
	rated := func(likelihood, consequence, level int) []span {
		if level == 0 {
			return []span{{Text: "not rated", Class: "soft"}}
		}
		text := fmt.Sprintf("likelihood %d, consequence %d, level %d", likelihood, consequence, level)
		if it := c.known[s.Criteria]; it != nil {
			text += " " + it.rec.(*risk.Criteria).LevelName(level)
		}
		return words(text)
	}
	option := s.Option
	for _, o := range risk.Options {
		if o.Value == option {
			option = o.Label
		}
	}
	facts := []fact{
		{"Acceptance", []span{c.linkTo(a.ID, false), {Text: " "}, c.bindingOf(a)}},
		{"Accepted by", append([]span{c.linkTo(string(a.Owner), true)}, words(" on "+string(a.AcceptedOn))...)},
		{"Risk", words(s.Title)}, {"Owner then", []span{c.linkTo(s.Owner, true)}}, {"Criteria", []span{c.linkTo(s.Criteria, true)}},
		{"As rated", rated(s.Likelihood, s.Consequence, s.Level)}, {"Treatment option", words(option)}, {"Controls", c.links(s.Controls, true)},
		{"Residual", rated(s.ResidualLikelihood, s.ResidualConsequence, s.ResidualLevel)},
		{"SHA-256 of these facts", []span{{Text: grouped(a.Digest), Class: "mono"}}},
	}
	if s.Result != "" {
		facts = append(facts, fact{"Result, SHA-256", []span{{Text: grouped(s.Result), Class: "mono"}}}, fact{"Criteria, id by content", []span{{Text: grouped(s.CriteriaID), Class: "mono"}}})
	}
	out := section{Title: title, Facts: facts}
	if a.Statement != "" {
		out.Prose = []string{"“" + a.Statement + "”"}
	}
	return out
}

func (c *content) usersSection(it *item) section {
	t := &table{Columns: head("Reference", "Title", "Register"), Empty: "No other record refers to this one."}
	for _, u := range c.users[it.rec.Base().ID] {
		t.Rows = append(t.Rows, []cell{{Spans: words(u.ref()), Class: "ref"}, {Spans: []span{{Text: u.title(), Href: u.path}}}, textCell(u.kind.Title)})
	}
	return section{Title: "Used by", Table: t}
}

func (c *content) historySection(it *item) section {
	t := &table{Columns: head("Entry#", "When", "Who", "What changed", "Why")}
	mine := c.byRecord[it.rec.Base().ID]
	for i := len(mine) - 1; i >= 0; i-- {
		row := c.eventRow(mine[i])
		t.Rows = append(t.Rows, append(row[:3:3], row[4:]...))
	}
	s := section{Title: "History", Table: t}
	if !c.opts.Since.IsZero() {
		s.Prose = []string{c.sinceSentence()}
	}
	return s
}

func (c *content) proofSection(it *item) section {
	m := it.rec.Base()
	return section{Title: "Proof", Facts: []fact{
		{"Newest entry", []span{{Text: strconv.FormatInt(m.Seq, 10), Href: c.entryPlace(m.Seq)}, {Text: fmt.Sprintf(", revision %d", m.Rev)}}},
		{"Leaf hash", []span{{Text: grouped(hexOf(c.leaves[m.Seq-1])), Class: "mono"}}},
		{"Inclusion", words(fmt.Sprintf("proven in the tree of %d entries: proof/inclusion.jsonl", c.checkpoint.Size))},
		{"Record id", []span{{Text: m.ID, Class: "mono"}}},
	}}
}

// what says in a few words what an entry did.
func what(e *event) string {
	switch {
	case e.Op == journal.Delete:
		return "deleted"
	case e.Op == journal.Redact:
		return fmt.Sprintf("content of revision %d erased for good", e.Rev)
	case e.Redacted():
		return fmt.Sprintf("revision %d, its content erased since", e.Rev)
	case e.Rev == 1:
		return "created"
	}
	return fmt.Sprintf("revision %d", e.Rev)
}
