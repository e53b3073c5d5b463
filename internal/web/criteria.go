package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/risk"
	matrixlint "github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/record"
)

// criteriaPage shows a version of the risk criteria: scales, levels, matrix.
func criteriaPage(q *request) error {
	k := risk.CriteriaVersions.Kind()
	return q.show(func(r *record.Reader) (page, error) {
		c, err := risk.CriteriaVersions.Find(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		v, err := q.viewOf(r, k, c)
		if err != nil {
			return page{}, err
		}
		lead := "Draft"
		if c.Status != "draft" {
			lead = fmt.Sprintf("%s, approved by %s on %s", strings.ToUpper(c.Status[:1])+c.Status[1:], c.ApprovedBy, day(c.ApprovedOn))
		}
		acts := Group{button(q.url(reportAt(c, "")), "Matrix report"), If(q.may(record.MayEdit), button(q.url("/criteria/new", "from", c.Ref), map[bool]string{true: "Change", false: "New version from this"}[c.Status == "draft"]))}
		acts = append(acts, q.stepButton(risk.CriteriaVersions.Kind(), c, "approve"))
		name, err := q.personNames(r, c.Persons())
		if err != nil {
			return page{}, err
		}
		compare, err := q.compareLinks(r, c)
		if err != nil {
			return page{}, err
		}
		body := Group{heading(c.Title, Text(lead), acts), criteriaID(c), compare, Div(Class("cols"), Div(
			findings(c, c.Status == "draft"),
			Section(H2(Text("Matrix")), matrix(q, c, nil, false)),
			Section(H2(Text("Likelihood")), steps(c.Likelihood, "Events a year", rateText)), Section(H2(Text("Consequence")), steps(c.Consequence, strings.TrimSpace("Loss "+c.Currency), decimal)),
			harmScales(c),
			tolerance(c),
			Section(H2(Text("Levels of risk")), Table(THead(Tr(Th(Text("Level")), Th(Text("Accepted without treatment")), Th(Text("Who may accept")))), TBody(Map(c.Levels, func(l risk.Level) Node {
				return Tr(Td(Text(l.Name)), Td(Text(map[bool]string{true: "Yes", false: "No"}[l.Acceptable])), Td(Text(l.Who(name))))
			})))),
			terms(c)),
			Aside(v.history()))}
		said, err := q.comments(r, risk.CriteriaVersions.Kind(), c.Base())
		return page{title: c.Title, section: "/risk", body: Group{body, said}}, err
	})
}

func steps(list []risk.Step, unit string, show func(float64) string) Node {
	bounded := len(list) > 0 && list[0].From != nil
	var rows []Node
	for i, s := range list {
		rows = append(rows, Tr(Td(Class("num"), Text(strconv.Itoa(i+1))), Td(Text(s.Name)), Iff(bounded, func() Node { return Td(Class("num who"), Text(show(*s.From)+" to "+show(*s.To))) }), Td(Class("soft"), Text(s.Meaning))))
	}
	return Table(THead(Tr(Th(Class("num"), Text("Step")), Th(Text("Name")), If(bounded, Th(Class("num"), Text(unit))), Th(Text("Meaning")))), TBody(Group(rows)))
}

// criteriaID is the version's id by content: who has the same scales, matrix and tolerance has the same id.
func criteriaID(c *risk.Criteria) Node {
	return P(Class("note soft wrap"), Text("Id by content "), Code(Class("mono"), TitleAttr("SHA-256 of scales, matrix, currency and tolerance in their canonical form"), Text(c.Digest)))
}

// findings is what the linter says to the scales and the matrix.
func findings(c *risk.Criteria, draft bool) Node {
	report := c.Examine()
	if len(report.Findings) == 0 {
		return P(Class("note"), status("working", "The matrix ranks risks as it should", "no finding"))
	}
	title, lead := "What the matrix can be trusted with", "Known limits of this version. A matrix orders risks roughly; figures order them exactly."
	if !report.Publishable {
		lead = "It ranks a risk below one that it dominates."
		if draft {
			lead += " Mend the cells named first; it cannot be approved before."
		}
	}
	shown := map[matrixlint.Weight]Node{matrixlint.Refused: status("failing", "refused", ""), matrixlint.Warning: status("partly", "warning", ""), matrixlint.Unknown: status("none", "unknown", "")}
	return Section(ID("findings"), H2(Text(title)), P(Class("soft"), Text(lead)), Table(THead(Tr(Th(Text("Finding")), Th(Text("Where")), Th(Text("What")))), TBody(Map(report.Findings, func(f matrixlint.Finding) Node {
		return Tr(Td(Class("who"), shown[f.Weight], Br(), Small(Class("soft"), Text(f.Rule))), Td(Text(f.Where)), Td(Text(f.Message)))
	}))))
}

func tolerance(c *risk.Criteria) Node {
	t := c.Tolerance
	if !t.Set() {
		return nil
	}
	return Section(H2(Text("Tolerance")), Ul(Class("points"), Map(t.Points, func(p risk.TolerancePoint) Node {
		return Li(Text(fmt.Sprintf("A year may cost more than %s with a probability of at most %s.", risk.Money(p.Loss, c.Currency), risk.Percent(p.Probability))))
	}), If(t.ExpectedLoss > 0, Li(Text("Expected yearly loss at most "+risk.Money(t.ExpectedLoss, c.Currency)+"."))),
		Iff(t.TailLoss > 0, func() Node {
			return Li(Text(fmt.Sprintf("One year in %s may cost more than %s.", risk.OneIn(1-t.TailLevel), risk.Money(t.TailLoss, c.Currency))))
		})))
}

// criteriaForm writes a version of the criteria: a new one, a copy of an approved one, or a draft again.
func criteriaForm(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		c := risk.Starter()
		if from := q.param("from"); from != "" {
			found, err := risk.CriteriaVersions.Find(r, from)
			if err != nil {
				return page{}, err
			}
			if c = found; c.Status != "draft" {
				c.Meta = record.Meta{}
			}
		}
		name, err := q.personRefs(r, c.Persons())
		if err != nil {
			return page{}, err
		}
		return page{title: "Risk criteria", section: "/risk", body: Group{heading("Risk criteria", Text("Change the words until they are yours. One line is one step, least first.")), Iff(c.Rev > 0, func() Node { return findings(c, true) }), q.criteriaFields(c, name)}}, nil
	})
}

func (q *request) criteriaFields(c *risk.Criteria, name func(string) string) Node {
	area := func(name, label, help, text string, rows int) Node {
		return Div(Class("row"), Label(For("f-"+name), Text(label)), Div(Textarea(Class("in mono"), ID("f-"+name), Name(name), Rows(strconv.Itoa(rows)), Text(q.typed(name, text))), P(Class("help"), Text(help))))
	}
	var levels, grid []string
	for _, l := range c.Levels {
		levels = append(levels, fmt.Sprintf("%s | %s | %s", l.Name, map[bool]string{true: "accepted", false: "treat"}[l.Acceptable], whoText(l, name)))
	}
	for _, row := range c.Matrix {
		grid = append(grid, strings.Trim(fmt.Sprint(row), "[]"))
	}
	return q.postForm(q.url("/criteria"), Class("record-form"), Input(Type("hidden"), Name("id"), Value(c.ID)), Input(Type("hidden"), Name("rev"), Value(q.typed("rev", fmt.Sprint(c.Rev)))),
		Div(Class("row"), Label(For("f-title"), Text("Title")), Input(Class("in"), ID("f-title"), Name("title"), Required(), Value(q.typed("title", c.Title)))),
		area("likelihood", "Likelihood", "Least likely first: name | meaning | from | to. The bounds are events a year, such as 0.1 or 1/30; give them to all steps or to none.", stepLines(c.Likelihood, rateText), len(c.Likelihood)+1),
		area("consequence", "Consequence", "Least serious first: name | meaning | from | to. The bounds are the loss of one event; give them to all steps or to none.", stepLines(c.Consequence, moneyText), len(c.Consequence)+4),
		Div(Class("row"), Label(For("f-currency"), Text("Currency")), Div(Input(Class("in narrow"), ID("f-currency"), Name("currency"), MaxLength("3"), Value(q.typed("currency", c.Currency))), P(Class("help"), Text("Three letters, such as EUR. Needed where amounts are given.")))),
		area("levels", "Levels of risk", "Lowest first: name | accepted or treat | who may accept: risk owner; position Managing director; P-3, P-7; or nobody. Other words bind nobody: the risk owner accepts.", strings.Join(levels, "\n"), len(levels)+1),
		area("matrix", "Matrix", "One line per likelihood, least likely first; one level number per consequence.", strings.Join(grid, "\n"), len(grid)+1),
		q.harmInputs(c),
		q.toleranceFields(c.Tolerance),
		q.termInputs(c),
		q.numberRow("planned_reliability", "Reliability planned for", "Counted after treatment for a control that is not implemented yet, from 0 to 1. Empty: the mean of what evidence shows of those that are.", c.PlannedReliability),
		Div(Class("row"), Span(), Div(Class("acts"), Button(Class("btn go"), Text("Save draft")), A(Class("btn"), Href(q.url("/risk")), Text("Cancel")))))
}

// criteriaAgain shows the form once more with what was typed and what is wrong.
func (q *request) criteriaAgain(c *risk.Criteria, err error) error {
	q.status = errs.Invalid.Status()
	failed := asPeople(err)
	return q.show(func(r *record.Reader) (page, error) {
		name, err := q.personRefs(r, c.Persons())
		if err != nil {
			return page{}, err
		}
		return page{title: "Risk criteria", section: "/risk", body: Group{heading("Risk criteria", Text("Nothing was saved. Mend what is named and save again.")),
			Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed)), q.criteriaFields(c, name)}}, nil
	})
}

// typed is what the caller wrote into the input of a form that comes back, else the text that is kept.
func (q *request) typed(name, text string) string {
	if _, sent := q.r.PostForm[name]; sent {
		return q.form(name)
	}
	return text
}

// toleranceFields say how much loss the organisation bears; all may stay empty.
func (q *request) toleranceFields(t risk.Tolerance) Node {
	var lines []string
	for _, p := range t.Points {
		lines = append(lines, moneyText(p.Loss)+" | "+rateText(p.Probability))
	}
	return Group{
		Div(Class("row"), Label(For("f-tolerance"), Text("Tolerance")), Div(Textarea(Class("in mono"), ID("f-tolerance"), Name("tolerance"), Rows(strconv.Itoa(max(3, len(lines)+1))), Text(q.typed("tolerance", strings.Join(lines, "\n")))),
			P(Class("help"), Text("A line for each point, losses rising: loss of a year | probability with which it may be exceeded, such as 500000 | 0.1.")))),
		q.numberRow("expected_loss", "Expected yearly loss at most", "May stay empty.", t.ExpectedLoss),
		q.numberRow("tail_loss", "A bad year costs at most", "Together with the level: the loss that a year exceeds with one minus the level.", t.TailLoss),
		q.numberRow("tail_level", "Level of the bad year", "Such as 0.99, one year in a hundred.", t.TailLevel),
	}
}

// numberRow is an input for a number that may stay empty.
func (q *request) numberRow(name, label, help string, v float64) Node {
	return Div(Class("row"), Label(For("f-"+name), Text(label)), Div(Input(Class("in narrow"), ID("f-"+name), Name(name), Value(q.typed(name, blankZero(v)))), P(Class("help"), Text(help))))
}

func stepLines(list []risk.Step, show func(float64) string) string {
	var lines []string
	for _, s := range list {
		line := s.Name + " | " + s.Meaning
		if s.From != nil && s.To != nil {
			line += " | " + show(*s.From) + " | " + show(*s.To)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// rateText writes a rate or probability so that number reads the same: 1/30 where it is one in a whole number.
func rateText(x float64) string {
	if n := math.Round(1 / x); x > 0 && x < 1 && 1/n == x && len(moneyText(x)) > 6 {
		return "1/" + moneyText(n)
	}
	return moneyText(x)
}

func blankZero(x float64) string {
	if x == 0 {
		return ""
	}
	return moneyText(x)
}

func moneyText(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// number reads 250000, 250 000, 0.1 or 1/30.
func number(field, text string) (float64, error) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "_", "").Replace(text)
	above, below, fraction := strings.Cut(text, "/")
	x, err := strconv.ParseFloat(above, 64)
	if err == nil && fraction {
		var n float64
		if n, err = strconv.ParseFloat(below, 64); err == nil {
			x /= n
		}
	}
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, errs.InField(field, "%q is not a number; write it like 250000, 0.1 or 1/30", text)
	}
	return x, nil
}

func saveCriteria(q *request) error {
	var c *risk.Criteria
	b, err := q.write(q.form("reason"), func(w *record.Writer) (err error) {
		c = &risk.Criteria{}
		if id := q.form("id"); id != "" {
			if c, err = risk.CriteriaVersions.Get(w.Reader, id); err != nil {
				return err
			}
			c.Rev = q.formInt("rev")
		}
		c.Title = q.form("title")
		if err := q.parseScales(c); err != nil {
			return err
		}
		if err := q.parseTerms(c); err != nil {
			return err
		}
		return risk.CriteriaVersions.Put(w, c)
	})
	if errs.Is(err, errs.Invalid) && c != nil {
		return q.criteriaAgain(c, err)
	}
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(risk.CriteriaVersions.Kind(), c.Ref), c.Ref+" saved.", b.First)
}

func cells(line string, n int) []string {
	parts := strings.SplitN(line, "|", n)
	for len(parts) < n {
		parts = append(parts, "")
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func nonEmptyLines(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// parseScales reads scales, matrix and tolerance of the form.
func (q *request) parseScales(c *risk.Criteria) (err error) {
	if c.Likelihood, err = parseSteps("likelihood", q.form("likelihood")); err != nil {
		return err
	}
	if c.Consequence, err = parseSteps("consequence", q.form("consequence")); err != nil {
		return err
	}
	c.Levels, c.Currency = parseLevels(q.form("levels")), q.form("currency")
	if c.Tolerance, err = q.parseTolerance(); err != nil {
		return err
	}
	if c.Harms, err = q.parseHarms(); err != nil {
		return err
	}
	if c.PlannedReliability, err = q.formNumber("planned_reliability"); err != nil {
		return err
	}
	c.Matrix, err = parseMatrix(q.form("matrix"))
	return err
}

func (q *request) parseTolerance() (t risk.Tolerance, err error) {
	for _, line := range nonEmptyLines(q.form("tolerance")) {
		c := cells(line, 2)
		loss, err := number("tolerance", c[0])
		if err != nil {
			return t, err
		}
		p, err := number("tolerance", c[1])
		if err != nil {
			return t, err
		}
		t.Points = append(t.Points, risk.TolerancePoint{Loss: loss, Probability: p})
	}
	for _, f := range []struct {
		name string
		to   *float64
	}{{"expected_loss", &t.ExpectedLoss}, {"tail_loss", &t.TailLoss}, {"tail_level", &t.TailLevel}} {
		if *f.to, err = q.formNumber(f.name); err != nil {
			return t, err
		}
	}
	return t, nil
}

// formNumber is the number in an input, 0 where it is empty.
func (q *request) formNumber(name string) (float64, error) {
	if text := q.form(name); text != "" {
		return number(name, text)
	}
	return 0, nil
}

func parseSteps(field, text string) (list []risk.Step, err error) {
	for _, line := range nonEmptyLines(text) {
		c := cells(line, 4)
		s := risk.Step{Name: c[0], Meaning: c[1]}
		for i, to := range []**float64{&s.From, &s.To} {
			if c[2+i] != "" {
				x, err := number(field, c[2+i])
				if err != nil {
					return nil, err
				}
				*to = &x
			}
		}
		list = append(list, s)
	}
	return list, nil
}

func parseLevels(text string) (list []risk.Level) {
	for _, line := range nonEmptyLines(text) {
		c := cells(line, 3)
		list = append(list, risk.Level{Name: c[0], Acceptable: strings.HasPrefix(strings.ToLower(c[1]), "accept"), Accepts: c[2], By: risk.ParseAcceptors(c[2])})
	}
	return list
}

func parseMatrix(text string) (grid [][]int, err error) {
	for i, line := range nonEmptyLines(text) {
		var row []int
		for _, word := range strings.Fields(line) {
			n, err := strconv.Atoi(word)
			if err != nil {
				return nil, errs.InField("matrix", "line %d: %q is not the number of a level", i+1, word)
			}
			row = append(row, n)
		}
		grid = append(grid, row)
	}
	return grid, nil
}
