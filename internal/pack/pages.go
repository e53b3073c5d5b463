package pack

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
)

// pages are all pages of the pack.
func (c *content) pages() []page {
	all := []page{c.indexPage(), c.scopePage(), c.contextPage(), c.criteriaPage(), c.risksPage(), c.soaPage(), c.evidencePage(),
		c.acceptancesPage(), c.verifyPage(),
		c.listPage("assessment", "assessments", "No risk assessment was recorded."),
		c.listPage("treatment", "treatments", "The treatment plan has no action."),
		c.listPage("asset", "assets", "The inventory of assets is empty."),
		c.listPage("supplier", "suppliers", "No supplier was recorded."),
		c.listPage("person", "people", "No person was recorded."),
	}
	for _, reg := range c.others() {
		all = append(all, c.listPage(reg.kind.Name, reg.kind.Plural, "Nothing was recorded."))
	}
	all = append(all, c.historyPages()...)
	for _, reg := range c.registers {
		for _, it := range reg.items {
			all = append(all, c.recordPage(it))
		}
	}
	return all
}

// contents is the list of the main pages: clause of the standard, title, file, kind whose records it shows.
var contents = []struct {
	group string
	links [][4]string
}{
	{"This pack", [][4]string{{"", "Overview", "index.html"}, {"", "Check this pack", "pages/verify.html"}, {"", "History", "pages/history.html"}}},
	{"The system", [][4]string{{"4", "Context", "pages/context.html"}, {"4.3", "Scope", "pages/scope.html"}, {"5.3", "People", "pages/people.html", "person"}}},
	{"Risk", [][4]string{{"6.1.2", "Risk criteria", "pages/criteria.html", "criteria"}, {"6.1.2", "Risks", "pages/risks.html", "risk"},
		{"8.2", "Assessments", "pages/assessments.html", "assessment"}, {"6.1.3", "Treatment plan", "pages/treatments.html", "treatment"},
		{"6.1.3", "Acceptances", "pages/acceptances.html", "acceptance"}}},
	{"Controls", [][4]string{{"A", "Statement of Applicability", "pages/soa.html"}, {"7.5", "Evidence", "pages/evidence.html", "evidence"},
		{"A.5.9", "Assets", "pages/assets.html", "asset"}, {"A.5.19", "Suppliers", "pages/suppliers.html", "supplier"}}},
}

func (c *content) navigation(current string) (out []navigation) {
	for _, group := range contents {
		n := navigation{Title: group.group}
		for _, l := range group.links {
			link := navigationLink{Clause: l[0], Title: l[1], Href: l[2], Current: l[2] == current}
			if l[3] != "" {
				link.Count = strconv.Itoa(len(c.register(l[3]).items))
			}
			n.Links = append(n.Links, link)
		}
		out = append(out, n)
	}
	if others := c.others(); len(others) > 0 {
		n := navigation{Title: "Other registers"}
		for _, reg := range others {
			href := "pages/" + reg.kind.Plural + ".html"
			n.Links = append(n.Links, navigationLink{reg.kind.Clause, reg.kind.Title, href, strconv.Itoa(len(reg.items)), href == current})
		}
		out = append(out, n)
	}
	return out
}

// others are the registers that have no page made for them.
func (c *content) others() (out []register) {
	shown := map[string]bool{"issue": true, "interested_party": true, "requirement": true, "scope": true, "control": true, "soa_version": true}
	for _, group := range contents {
		for _, l := range group.links {
			shown[l[3]] = true
		}
	}
	for _, reg := range c.registers {
		if !shown[reg.kind.Name] {
			out = append(out, reg)
		}
	}
	return out
}

func (c *content) fingerprint() string { return journal.Fingerprint(c.key.Public) }

// listPage is a register whose table says all that its page has to say.
func (c *content) listPage(kind, file, empty string) page {
	reg := c.register(kind)
	return page{Path: "pages/" + file + ".html", Clause: reg.kind.Clause, Title: reg.kind.Title,
		Sections: []section{{Table: c.registerTable(kind, empty), After: downloads("registers/" + reg.kind.Plural)}}}
}

// registerTable shows the listed fields of every record; each row leads to the record's page.
func (c *content) registerTable(kind, empty string) *table {
	reg := c.register(kind)
	t := &table{Columns: head("Reference"), Empty: empty}
	var shown []int
	for i := range reg.kind.Fields {
		if f := &reg.kind.Fields[i]; f.Listed {
			shown = append(shown, i)
			t.Columns = append(t.Columns, column{f.Label, map[bool]string{true: "num"}[f.Type() == "float" || f.Type() == "int" && f.Scale == nil]})
		}
	}
	for _, it := range reg.items {
		row := []cell{{Spans: words(it.ref()), Class: "ref"}}
		for n, i := range shown {
			spans := c.value(&reg.kind.Fields[i], it.rec, false)
			if n == 0 {
				spans = []span{{Text: it.title(), Href: it.path}}
			}
			row = append(row, cell{Spans: spans, Class: t.Columns[n+1].Class})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func downloads(base string) []span {
	return []span{{Text: "As a file: ", Class: "soft"}, {Text: "XLSX", Href: base + ".xlsx"}, {Text: ", "}, {Text: "CSV", Href: base + ".csv"}}
}

func (c *content) contextPage() page {
	p := page{Path: "pages/context.html", Clause: "4", Title: "Context of the organisation"}
	for _, s := range [][3]string{{"issue", "4.1 Internal and external issues", "No issue was recorded."},
		{"interested_party", "4.2 Interested parties", "No interested party was recorded."}, {"requirement", "4.2 Requirements", "No requirement was recorded."}} {
		p.Sections = append(p.Sections, section{Title: s[1], Table: c.registerTable(s[0], s[2]), After: downloads("registers/" + c.register(s[0]).kind.Plural)})
	}
	return p
}

func (c *content) scopePage() page {
	p := page{Path: "pages/scope.html", Clause: "4.3", Title: "Scope of the management system"}
	versions := section{Title: "Versions", Table: c.registerTable("scope", "No scope statement was written."), After: downloads("registers/scopes")}
	s := c.scope
	if s == nil {
		p.Lead = "No scope statement was approved."
		p.Sections = []section{versions}
		return p
	}
	p.Lead = fmt.Sprintf("%s, approved by %s on %s.", s.Title, s.ApprovedBy, s.ApprovedOn)
	for _, part := range [][2]string{{"Statement", s.Statement}, {"Boundaries", s.Boundaries}, {"Interfaces and dependencies", s.Interfaces}, {"Outside", s.Exclusions}} {
		if part[1] != "" {
			p.Sections = append(p.Sections, section{Title: part[0], Prose: []string{part[1]}})
		}
	}
	p.Sections = append(p.Sections, versions)
	return p
}

func (c *content) risksPage() page {
	p := page{Path: "pages/risks.html", Clause: "6.1.2", Title: "Risks", Lead: c.riskSentence()}
	if c.criteria != nil && len(c.register("risk").items) > 0 {
		p.Sections = append(p.Sections,
			section{Title: "As rated", Matrix: c.riskMatrix("Risks by likelihood and consequence, before treatment is complete", func(r *risk.Risk) (int, int) { return r.Likelihood, r.Consequence })},
			section{Title: "After treatment", Matrix: c.riskMatrix("Risks by residual likelihood and consequence", func(r *risk.Risk) (int, int) { return r.ResidualLikelihood, r.ResidualConsequence })})
	}
	p.Sections = append(p.Sections, section{Title: "Register", Table: c.registerTable("risk", "No risk was recorded."), After: downloads("registers/risks")})
	return p
}

func (c *content) riskSentence() string {
	total, open := 0, 0
	for _, it := range c.register("risk").items {
		r := it.rec.(*risk.Risk)
		total++
		criteria := c.criteriaOf(r)
		a := c.acceptanceOf(r)
		if r.Status != "closed" && (criteria == nil || !criteria.Acceptable(r.Final())) && (a == nil || !a.Valid()) {
			open++
		}
	}
	if total == 0 {
		return "No risk was recorded."
	}
	return fmt.Sprintf("%s; %s neither of an acceptable level nor accepted.", count(total, "risk"), isAre(open))
}

func isAre(n int) string {
	switch n {
	case 0:
		return "none is"
	case 1:
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// acceptanceOf is how the newest acceptance of a risk stands; nil if there is none.
func (c *content) acceptanceOf(r *risk.Risk) (newest *treatment.Standing) {
	for _, it := range c.users[r.ID] {
		if a, ok := it.rec.(*treatment.Acceptance); ok && (newest == nil || a.Seq > newest.Acceptance.Seq) {
			newest = c.standings[a.ID]
		}
	}
	return newest
}

// bindingOf says whether an acceptance still binds.
func (c *content) bindingOf(a *treatment.Acceptance) span {
	switch s := c.standings[a.ID]; {
	case s.State == treatment.Replaced:
		return span{Text: s.Words(), Class: "st excluded"}
	case !s.Valid():
		return span{Text: s.Words(), Class: "st failing"}
	}
	return span{Text: "binds", Class: "st working"}
}

func (c *content) acceptancesPage() page {
	p := c.listPage("acceptance", "acceptances", "No risk was accepted.")
	t := p.Sections[0].Table
	t.Columns = append(t.Columns, column{Title: "Still binds"})
	binding := 0
	for i, it := range c.register("acceptance").items {
		s := c.bindingOf(it.rec.(*treatment.Acceptance))
		if s.Text == "binds" {
			binding++
		}
		t.Rows[i] = append(t.Rows[i], cell{Spans: []span{s}})
	}
	if len(t.Rows) > 0 {
		p.Lead = fmt.Sprintf("%d of %s still bind. An acceptance ends when its risk changes or its date passes.", binding, count(len(t.Rows), "acceptance"))
	}
	return p
}

func (c *content) evidencePage() page {
	p := c.listPage("evidence", "evidence", "No evidence was recorded.")
	t := p.Sections[0].Table
	t.Columns = append(t.Columns, head("File or link", "State")...)
	fresh := 0
	for i, it := range c.register("evidence").items {
		e := it.rec.(*evidence.Evidence)
		s := state(control.Stale)
		if e.Fresh(c.today) {
			s, fresh = span{Text: "fresh", Class: "st working"}, fresh+1
		}
		t.Rows[i] = append(t.Rows[i], cell{Spans: c.source(e)}, cell{Spans: []span{s}})
	}
	if len(t.Rows) > 0 {
		p.Lead = fmt.Sprintf("%d pieces of evidence, %d of them fresh on %s.", len(t.Rows), fresh, c.today)
	}
	return p
}

// source leads to the evidence itself.
func (c *content) source(e *evidence.Evidence) []span {
	switch {
	case e.FileDigest != "":
		return []span{{Text: e.FileName, Href: c.attached[e.FileDigest]}}
	case e.Link != "":
		return []span{{Text: e.Link, Href: e.Link}}
	}
	return []span{{Text: "statement", Class: "soft"}}
}

func (c *content) soaPage() page {
	n := control.Count(c.lines)
	p := page{Path: "pages/soa.html", Clause: "6.1.3 d)", Title: "Statement of Applicability",
		Lead: control.Approval(c.lines, c.version) + ". " + soaSentence(n)}
	if n.Conflicts > 0 {
		conflict := section{Title: "Conflicts"}
		for i := range c.lines {
			if l := &c.lines[i]; l.Conflict != "" {
				conflict.Facts = append(conflict.Facts, fact{l.Ref, []span{{Text: l.Conflict, Class: "st failing"}}})
			}
		}
		p.Sections = append(p.Sections, conflict)
	}
	t := &table{Columns: head("Control", "Title", "Applies", "Because", "Implementation", "Owner", "Risks treated", "Newest evidence", "State"),
		Empty: "No control of ISO/IEC 27001:" + string(c.opts.Edition) + " is in the register."}
	for i := range c.lines {
		t.Rows = append(t.Rows, c.soaRow(&c.lines[i]))
	}
	after := append([]span{{Text: "PDF", Href: "documents/statement-of-applicability.pdf"}, {Text: ", "}}, downloads("documents/statement-of-applicability")[1:]...)
	p.Sections = append(p.Sections, section{Title: "ISO/IEC 27001:" + string(c.opts.Edition) + " Annex A", Table: t,
		After: append([]span{{Text: "As a file: ", Class: "soft"}}, after...)})
	if len(c.register("soa_version").items) > 0 {
		p.Sections = append(p.Sections, section{Title: "Approved versions", Table: c.registerTable("soa_version", "")})
	}
	return p
}

func soaSentence(n control.Counts) string {
	applies := map[bool]string{true: "applies", false: "apply"}[n.Applicable == 1]
	text := fmt.Sprintf("Of %s %d %s, %s excluded and %s undecided.", count(n.All, "control"), n.Applicable, applies, isAre(n.Excluded), isAre(n.Undecided))
	switch n.Conflicts {
	case 0:
		return text
	case 1:
		return text + " 1 exclusion contradicts a treatment."
	}
	return text + fmt.Sprintf(" %d exclusions contradict a treatment.", n.Conflicts)
}

func (c *content) soaRow(l *control.Line) []cell {
	it := c.known[l.ID]
	applies := span{Text: l.Applies()}
	if l.Conflict != "" {
		applies.Class = "st failing"
	} else if l.Applicability != "applicable" && l.Applicability != "excluded" {
		applies.Class = "st none"
	}
	because := l.ReasonNames()
	if l.Applicability == "excluded" {
		because = l.ExclusionReason
	}
	implementation := ""
	if l.Applicability == "applicable" {
		implementation = label(it.kind.Field("implementation"), l.Implementation)
	}
	var newest []span
	if e := l.Newest(); e != nil {
		newest = []span{c.linkTo(e.ID, false), {Text: " " + string(e.CollectedOn)}}
	}
	var risks []string
	for _, r := range l.Risks {
		risks = append(risks, r.ID)
	}
	return []cell{{Spans: words(l.Ref), Class: "ref"}, {Spans: []span{{Text: l.Title, Href: it.path}}}, {Spans: []span{applies}}, textCell(because),
		textCell(implementation), {Spans: c.owner(string(l.Owner))}, {Spans: c.links(slices.Compact(risks), false), Class: "ref"}, {Spans: newest}, {Spans: []span{state(l.State)}}}
}

func (c *content) owner(id string) []span {
	if id == "" {
		return nil
	}
	return []span{c.linkTo(id, false)}
}

// sentence joins what is not empty.
func sentence(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
