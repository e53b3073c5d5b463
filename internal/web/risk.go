package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// riskPage shows the process: criteria, the matrix with its risks, what lies above what the organisation accepts.
func riskPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		c, err := risk.InForce(r)
		if err != nil {
			return page{}, err
		}
		total, err := r.Count(risk.Risks.Kind())
		if err != nil {
			return page{}, err
		}
		o := riskOverview{q: q, c: c, total: total, residual: q.param("show") != "current"}
		if err := o.read(r); err != nil {
			return page{}, err
		}
		return page{title: "Risk", section: "/risk", body: o.body()}, nil
	})
}

type riskOverview struct {
	q        *request
	c        *risk.Criteria
	total    int64
	residual bool
	cells    map[[2]int]int64
	unrated  int64        // rated before treatment and not after
	above    []*risk.Risk // not acceptable without treatment, highest first
	names    names
	accepted map[string]*treatment.Standing // the latest of each
	drafts   []*risk.Criteria
	runs     []*assessment.Assessment
}

const shownAbove = 25

func (o *riskOverview) read(r *record.Reader) (err error) {
	if o.drafts, err = risk.CriteriaVersions.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"draft"}}}}); err != nil {
		return err
	}
	if o.runs, _, err = assessment.Assessments.List(r, record.Query{Sort: "-started", Limit: 5}); err != nil || o.c == nil {
		return err
	}
	if err := o.count(r); err != nil {
		return err
	}
	lowest := 0
	for i, l := range o.c.Levels {
		if !l.Acceptable {
			lowest = i + 1
			break
		}
	}
	if o.above, _, err = risk.Risks.List(r, record.Query{Sort: "-level", Limit: shownAbove, Filters: []record.Filter{
		{Field: "level", Op: "gte", Values: []string{strconv.Itoa(lowest)}}, {Field: "status", Op: "not", Values: []string{"closed"}}}}); err != nil {
		return err
	}
	return o.readAccepted(r)
}

// count fills the matrix. While no risk has a residual rating it shows the risks before treatment.
func (o *riskOverview) count(r *record.Reader) (err error) {
	k := risk.Risks.Kind()
	if o.residual {
		if o.cells, err = r.Pairs(k, "residual_likelihood", "residual_consequence"); err != nil {
			return err
		}
		o.residual = len(o.cells) > 0
	}
	if !o.residual {
		o.cells, err = r.Pairs(k, "likelihood", "consequence")
		return err
	}
	o.unrated, err = r.CountMatching(k, record.Query{Filters: []record.Filter{{Field: "residual_level", Values: []string{"0"}}, {Field: "level", Op: "not", Values: []string{"0"}}}}, countUpTo)
	return err
}

func (o *riskOverview) readAccepted(r *record.Reader) (err error) {
	var records []record.Record
	var ids []string
	for _, x := range o.above {
		records, ids = append(records, x), append(ids, x.ID)
	}
	if o.names, err = o.q.namesFor(r, risk.Risks.Kind(), records, nil); err != nil || len(ids) == 0 {
		return err
	}
	o.accepted = map[string]*treatment.Standing{}
	all, err := treatment.Acceptances.All(r, record.Query{Filters: []record.Filter{{Field: "risk", Values: ids}}})
	if err != nil {
		return err
	}
	standings, err := treatment.Standings(r, all)
	for i := range standings {
		if s := &standings[i]; s.State != treatment.Replaced {
			o.accepted[string(s.Acceptance.Risk)] = s
		}
	}
	return err
}

func (o *riskOverview) body() Node {
	q := o.q
	k := risk.Risks.Kind()
	lead := Text("No approved risk criteria yet. Approve a version, then rate risks by it.")
	if o.c != nil {
		lead = Text(fmt.Sprintf("%s risks · rated by %s, approved by %s on %s", thousands(o.total), o.c.Title, o.c.ApprovedBy, day(o.c.ApprovedOn)))
	}
	return Group{
		heading("Risk", lead, button(q.url("/r/risks"), "All risks"), button(q.url(figuresAt), "In figures"), button(q.url(treatmentAt), "Treatment weighed"), button(q.url(whatIfAt), "What if"), button(q.url("/risk/scenarios"), "Library of scenarios"), button(q.url("/r/assessments"), "Assessments"), button(q.url("/risk/acceptances"), "Acceptances"), button(q.url("/risk/due"), "Due"), button(q.url(agreementAt), "Agreement"),
			If(q.may(record.MayEdit), Group{button(q.url("/r/risks/import"), "Import"), goButton(q.newURL(k), "Add a risk")})),
		o.drafting(),
		If(o.c != nil && o.total == 0, empty(k.About, goButton(q.newURL(k), "Add a risk"), button(q.url("/r/risks/import"), "Import a spreadsheet"))),
		Iff(o.c != nil && o.total > 0, func() Node {
			return Group{Div(Class("cols"), Section(o.matrixHead(), matrix(q, o.c, o.cells, o.residual)), o.runList()), o.aboveTable()}
		}),
	}
}

func (o *riskOverview) drafting() Node {
	q := o.q
	if len(o.drafts) == 0 {
		return If(o.c == nil && q.may(record.MayEdit), empty("Risk criteria say how likelihood and consequence are measured and which level of risk the organisation accepts (6.1.2 a).",
			goButton(q.url("/criteria/new"), "Write the first version")))
	}
	return P(Class("note"), Text("Draft: "), Map(o.drafts, func(c *risk.Criteria) Node {
		return A(Href(q.recordURL(risk.CriteriaVersions.Kind(), c.Ref)), Text(c.Title+" "))
	}), Text("waits for approval."))
}

func (o *riskOverview) matrixHead() Node {
	q := o.q
	title := "Risk after treatment"
	if !o.residual {
		title = "Risk before treatment"
	}
	return Group{H2(Text(title+" "), Span(Class("soft"), Text("likelihood × consequence"))),
		P(Class("chips"), A(Class("chip"), Href(q.url("/risk")), Aria("current", strconv.FormatBool(o.residual)), Text("After treatment")),
			A(Class("chip"), Href(q.url("/risk", "show", "current")), Aria("current", strconv.FormatBool(!o.residual)), Text("Before treatment")),
			A(Class("chip"), Href(q.url(matrixAt, "show", "movement")), Text("Movement")),
			A(Class("chip"), Href(q.recordURL(risk.CriteriaVersions.Kind(), o.c.Ref)), Text("Criteria "+o.c.Ref))),
		If(o.unrated > 0, P(Class("note soft"), A(Href(q.url("/r/risks", "residual_level", "0")), Text(atMost(o.unrated)+" risks")), Text(" have no rating after treatment; until then they count as before it.")))}
}

// matrix draws the criteria's grid; each count opens its risks. cells may be nil to show the grid alone.
func matrix(q *request, c *risk.Criteria, cells map[[2]int]int64, residual bool) Node {
	var rows []Node
	for l := len(c.Likelihood); l >= 1; l-- {
		row := []Node{Th(Scope("row"), Text(c.Likelihood[l-1].Name))}
		for s := 1; s <= len(c.Consequence); s++ {
			level := c.LevelOf(l, s)
			row = append(row, Td(Class("l"+strconv.Itoa(shade(level, len(c.Levels)))), TitleAttr(c.LevelName(level)), matrixCell(q, c, cells, residual, l, s)))
		}
		rows = append(rows, Tr(Group(row)))
	}
	return Div(Class("scroll"), Table(Class("matrix"), TBody(Group(rows), Tr(Td(), Map(c.Consequence, func(s risk.Step) Node { return Th(Scope("col"), Text(s.Name)) })))))
}

func matrixCell(q *request, c *risk.Criteria, cells map[[2]int]int64, residual bool, l, s int) Node {
	n := cells[[2]int{l, s}]
	if cells == nil {
		return Small(Text(c.LevelName(c.LevelOf(l, s))))
	}
	if n == 0 {
		return nil
	}
	prefix := ""
	if residual {
		prefix = "residual_"
	}
	return A(Href(q.url("/r/risks", prefix+"likelihood", strconv.Itoa(l), prefix+"consequence", strconv.Itoa(s))), Text(thousands(n)),
		Span(Class("hidden"), Text(fmt.Sprintf(" risks, %s, %s", c.Likelihood[l-1].Name, c.Consequence[s-1].Name))))
}

// shade spreads any number of levels over the four colours.
func shade(level, levels int) int {
	if levels < 2 || level < 1 {
		return 1
	}
	return 1 + (level-1)*3/(levels-1)
}

func (o *riskOverview) runList() Node {
	q := o.q
	return Section(H2(Text("Assessments")), If(len(o.runs) == 0, P(Class("soft"), Text("None yet. A risk assessment is a run that someone approves."))),
		If(o.c != nil && q.may(record.MayEdit), P(button(q.newURL(assessment.Assessments.Kind()), "Start an assessment"))),
		Ul(Class("lines"), Map(o.runs, func(a *assessment.Assessment) Node {
			return Li(A(Href(q.runURL(a, "")), Text(a.Title)), Br(), Small(Class("soft"), Text(strings.ToLower(a.Status)+" · started "+day(a.Started))))
		})))
}

func (o *riskOverview) aboveTable() Node {
	q := o.q
	if len(o.above) == 0 {
		return Section(H2(Text("Above what we accept")), P(Class("soft"), Text("No risk lies above the level that is accepted without treatment.")))
	}
	return Section(H2(Text("Above what we accept")), Div(Class("scroll"), Table(
		THead(Tr(Th(Text("Ref")), Th(Text("Risk")), Th(Text("Owner")), Th(Text("Before treatment")), Th(Text("After")), Th(Text("Option")), Th(Text("Acceptance")))),
		TBody(Map(o.above, func(x *risk.Risk) Node {
			after := Node(Span(Class("soft"), Text("not rated")))
			if x.ResidualLevel > 0 {
				after = levelChip(o.c, x.ResidualLevel)
			}
			return Tr(Td(Class("mono"), Text(x.Ref)), Td(A(Class("name"), Href(q.url("/r/risks/"+url.PathEscape(x.Ref))), Text(x.Title))), Td(Class("who"), o.names.link(string(x.Owner))),
				Td(levelChip(o.c, x.Level)), Td(after), Td(Text(x.Option)), Td(accepted(o.accepted[x.ID])))
		})))))
}

func levelChip(c *risk.Criteria, level int) Node {
	return levelText(c.LevelName(level), level, len(c.Levels))
}

func levelText(name string, level, levels int) Node {
	return Span(Class("level l"+strconv.Itoa(shade(level, levels))), Text(name))
}

// accepted is how an acceptance stands; s is nil where nobody has accepted.
func accepted(s *treatment.Standing) Node {
	switch {
	case s == nil:
		return status("none", "waiting", "nobody has accepted it")
	case s.State == treatment.Ending:
		return status("partly", "ends "+day(s.Acceptance.Until), "accepted on "+day(s.Acceptance.AcceptedOn))
	case s.Valid():
		return status("working", "accepted "+day(s.Acceptance.AcceptedOn), "")
	case s.State == treatment.Replaced:
		return status("excluded", "replaced", "by "+s.By)
	case s.State == treatment.Ended:
		return status("failing", "ended "+day(s.Acceptance.Until), "accepted on "+day(s.Acceptance.AcceptedOn))
	}
	return status("failing", "void", "accepted on "+day(s.Acceptance.AcceptedOn))
}

// riskExtra is the owner's card on a risk's page: what is being signed, and the acceptances so far.
func (q *request) riskExtra(r *record.Reader, x *risk.Risk) (Node, error) {
	s, err := treatment.AcceptanceOf(r, x)
	if err != nil {
		return nil, err
	}
	var c *risk.Criteria
	if x.Criteria != "" {
		if c, err = risk.CriteriaVersions.Get(r, string(x.Criteria)); err != nil {
			return nil, err
		}
	}
	at, err := standing.Of(r, x)
	if err != nil {
		return nil, err
	}
	nodes := []Node{H2(Text("Acceptance")), P(accepted(s)), whyVoid(s)}
	if c != nil && x.Level > 0 {
		card, err := q.ownerCard(r, c, x, at)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, card)
	}
	if s != nil {
		table, err := q.acceptedTable(r, s)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, If(s.Acceptance.Statement != "", BlockQuote(Class("soft"), Text("“"+s.Acceptance.Statement+"”"))), table)
	}
	if q.may(record.MayContribute) && c != nil && x.Level > 0 && (s == nil || s.State != treatment.Binds) {
		form, err := q.acceptance(r, c, x)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, form)
	}
	if q.may(record.MayEdit) {
		nodes = append(nodes, P(button(q.url("/r/treatments/new", "risks", x.Ref), "Add a treatment action")))
	}
	again, err := q.reassessment(r, x)
	return Group{again, harmTable(c, x), q.sides(c, x), q.standing(c, x, at), If(x.Level > 0, P(button(q.url(matrixAt, "risk", x.Ref), "On the matrix"))), Section(Class("sheet"), Group(nodes))}, err
}

// whyVoid lists what is not as it was accepted.
func whyVoid(s *treatment.Standing) Node {
	if s == nil || s.State != treatment.Void {
		return nil
	}
	return Ul(Class("points"), Map(s.Changes, func(c treatment.Change) Node { return Li(Text(c.String() + ".")) }), If(s.Risk == nil, Li(Text("The risk is no longer in the register."))))
}

// acceptance is the form for who may accept, or for who may record a signature given elsewhere; others read whose turn it is.
func (q *request) acceptance(r *record.Reader, c *risk.Criteria, x *risk.Risk) (Node, error) {
	if x.Option == "" {
		return P(Class("soft"), Text("It can be accepted once a treatment option is chosen.")), nil
	}
	who, words, err := risk.MayAccept(r, c, x)
	switch {
	case err != nil:
		return nil, err
	case len(who) == 0:
		return P(Class("soft"), Text("It cannot be accepted: "+words+".")), nil
	case q.may(record.MayAdminister) || slices.ContainsFunc(who, func(p *people.Person) bool { return strings.EqualFold(p.Email, q.caller.Email) }):
		return q.acceptForm(c, x, who, r.Today()), nil
	}
	return P(Class("soft"), Text("Only "+words+" can accept it.")), nil
}

func (q *request) acceptForm(c *risk.Criteria, x *risk.Risk, who []*people.Person, today record.Date) Node {
	until := ""
	if last := c.LongestAcceptance(today); last != "" {
		until = "At the latest " + day(last) + "; empty means that day."
	}
	return q.postForm(q.url("/risks/"+url.PathEscape(x.ID)+"/accept"), Class("record-form"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(x.Rev))),
		Div(Class("row"), Label(For("until"), Text("Accepted until")), Div(Input(Class("in narrow"), Type("date"), ID("until"), Name("until")), If(until != "", P(Class("help"), Text(until))))),
		Div(Class("row"), Label(For("statement"), Text("In your words")), Textarea(Class("in"), ID("statement"), Name("statement"), Rows("2"))),
		If(q.may(record.MayAdminister), Group{
			Div(Class("row"), Label(For("elsewhere"), Text("Signed elsewhere")), Input(Class("in"), ID("elsewhere"), Name("elsewhere"), Placeholder("only if it was signed on paper: where and when"))),
			Div(Class("row"), Label(For("by"), Text("Signed by")), Select(Class("in narrow"), ID("by"), Name("by"), Option(Value(""), Text("—")), Map(who, func(p *people.Person) Node { return Option(Value(p.ID), Text(p.Name)) })))}),
		Div(Class("row"), Span(), Div(Button(Class("btn go"), Data("confirm", "Accept this risk as it stands? Any later change voids the acceptance."), Text("Accept this risk")))))
}

func acceptRisk(q *request) error {
	var a *treatment.Acceptance
	_, err := q.write("", func(w *record.Writer) (err error) {
		a, err = treatment.Accept(w, q.r.PathValue("ref"), q.formInt("rev"), q.caller.Email, treatment.AcceptForm{Until: record.Date(q.form("until")), Statement: q.form("statement"), Elsewhere: q.form("elsewhere"), By: q.form("by")})
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.url("/r/risks/"+url.PathEscape(string(a.Risk))), "Accepted.", 0)
}
