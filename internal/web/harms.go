package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// personNames gives what persons are called, by id.
func (q *request) personNames(r *record.Reader, ids []string) (func(id string) string, error) {
	hits, err := r.Named(ids)
	return func(id string) string {
		if h, ok := hits[id]; ok {
			return h.Title
		}
		return "a person who is gone"
	}, err
}

// personRefs gives the references of persons, by id; what is no id stays as it is.
func (q *request) personRefs(r *record.Reader, ids []string) (func(id string) string, error) {
	hits, err := r.Named(ids)
	return func(id string) string {
		if h, ok := hits[id]; ok {
			return h.Ref
		}
		return id
	}, err
}

// whoText is who may accept a level, as the form reads it.
func whoText(l risk.Level, ref func(id string) string) string {
	if l.By == nil {
		return l.Accepts
	}
	return l.By.Text(ref)
}

// harmScales shows what each step of consequence means for each kind of harm.
func harmScales(c *risk.Criteria) Node {
	if len(c.Harms) == 0 {
		return nil
	}
	return Section(H2(Text("Consequence by harm")), P(Class("soft"), Text("A risk may be rated by each of these. The highest is the consequence that counts.")), Map(c.Harms, func(h risk.Harm) Node {
		return Details(Summary(Text(h.Label()), If(h.Meaning != "", Span(Class("soft"), Text(" · "+h.Meaning)))),
			steps(c.HarmSteps(&h), strings.TrimSpace("Loss "+c.Currency), decimal))
	}))
}

// terms are when risks are assessed again, how long an acceptance holds and how runs are rated.
func terms(c *risk.Criteria) Node {
	labels := c.TriggerLabels()
	return Group{
		Section(H2(Text("When risks are assessed again")), If(len(labels) > 0, Ul(Class("points"), Map(labels, func(l string) Node { return Li(Text(l)) }))), P(Text(c.Reassess)),
			If(c.Months > 0, P(Text(fmt.Sprintf("At the latest after %d months.", c.Months))))),
		If(c.AcceptMonths > 0, Section(H2(Text("Acceptance")), P(Text(fmt.Sprintf("It holds %d months at most.", c.AcceptMonths))))),
		If(c.Raters > 0 || c.Gate > 0, Section(H2(Text("Runs of the assessment")), If(c.Raters > 0, P(Text(fmt.Sprintf("At least %d people rate each risk.", c.Raters)))),
			If(c.Gate > 0, P(Text(fmt.Sprintf("Below an agreement (α) of %v every difference is reconciled.", c.Gate)))))),
	}
}

// harmInputs are the scales by harm of the form; an empty one is not used.
func (q *request) harmInputs(c *risk.Criteria) Node {
	return Div(Class("row"), Span(Text("Consequence by harm")), Div(
		P(Class("help"), Text("What the steps of consequence mean for a kind of harm: a line for each step, least first, meaning | from | to. The amounts may stay empty. Leave a kind empty to go without it.")),
		Map(risk.Harms, func(o record.Option) Node {
			name := "harm_" + o.Value
			meaning, lines := "", ""
			if h := c.Harm(o.Value); h != nil {
				meaning, lines = h.Meaning, harmLines(h)
			}
			return Details(If(q.typed(name, lines) != "", Attr("open")), Summary(Text(o.Label)),
				Label(For("f-"+name+"_meaning"), Text("What it is")), Input(Class("in"), ID("f-"+name+"_meaning"), Name(name+"_meaning"), Value(q.typed(name+"_meaning", meaning))),
				Label(For("f-"+name), Text("Steps of "+strings.ToLower(o.Label))), Textarea(Class("in mono"), ID("f-"+name), Name(name), Rows(strconv.Itoa(len(c.Consequence)+1)), Text(q.typed(name, lines))))
		})))
}

func harmLines(h *risk.Harm) string {
	lines := make([]string, len(h.Steps))
	for i, s := range h.Steps {
		if lines[i] = s.Meaning; s.From != nil && s.To != nil {
			lines[i] += " | " + moneyText(*s.From) + " | " + moneyText(*s.To)
		}
	}
	return strings.Join(lines, "\n")
}

func (q *request) parseHarms() (harms []risk.Harm, err error) {
	for _, o := range risk.Harms {
		lines := nonEmptyLines(q.form("harm_" + o.Value))
		if len(lines) == 0 {
			continue
		}
		h := risk.Harm{Kind: o.Value, Meaning: q.form("harm_" + o.Value + "_meaning")}
		for _, line := range lines {
			c := cells(line, 3)
			s := risk.HarmStep{Meaning: c[0]}
			for i, to := range []**float64{&s.From, &s.To} {
				if c[1+i] != "" {
					x, err := number("harms", c[1+i])
					if err != nil {
						return nil, err
					}
					*to = &x
				}
			}
			h.Steps = append(h.Steps, s)
		}
		harms = append(harms, h)
	}
	return harms, nil
}

// termInputs are the inputs of when risks are assessed again, how long an acceptance holds and how runs are rated.
func (q *request) termInputs(c *risk.Criteria) Node {
	number := func(name, label, help, value string) Node {
		return Div(Class("row"), Label(For("f-"+name), Text(label)), Div(Input(Class("in narrow"), Type("number"), Step("any"), ID("f-"+name), Name(name), Value(q.typed(name, value))), If(help != "", P(Class("help"), Text(help)))))
	}
	chosen := []string(c.Triggers)
	if q.r.PostForm != nil {
		chosen = q.r.PostForm["triggers"]
	}
	return Group{
		Div(Class("row"), Span(Text("Triggers of an assessment")), FieldSet(Class("checks"), Legend(Class("hidden"), Text("Triggers of an assessment")), Map(risk.Triggers, func(o record.Option) Node {
			return Label(Input(Type("checkbox"), Name("triggers"), Value(o.Value), If(slices.Contains(chosen, o.Value), Checked())), Text(" "+o.Label))
		}))),
		Div(Class("row"), Label(For("f-reassess"), Text("Assess again when")), Textarea(Class("in"), ID("f-reassess"), Name("reassess"), Rows("2"), Text(q.typed("reassess", c.Reassess)))),
		number("months", "At the latest after (months)", "", blankZero(float64(c.Months))),
		number("accept_months", "An acceptance holds at most (months)", "Empty sets no limit.", blankZero(float64(c.AcceptMonths))),
		number("raters", "Raters for each risk, at least", "In every run of the assessment; a run may ask for more. Empty means 2.", blankZero(float64(c.Raters))),
		number("gate", "Agreement wanted (α)", "Below it every difference is reconciled; a run may ask for more. Empty means 0.667.", blankZero(c.Gate)),
	}
}

func (q *request) parseTerms(c *risk.Criteria) (err error) {
	c.Reassess, c.Triggers = q.form("reassess"), q.r.PostForm["triggers"]
	for _, f := range []struct {
		name string
		to   *int
	}{{"months", &c.Months}, {"accept_months", &c.AcceptMonths}, {"raters", &c.Raters}} {
		*f.to = 0
		if text := q.form(f.name); text != "" {
			if *f.to, err = strconv.Atoi(text); err != nil {
				return errs.InField(f.name, "%q is not a whole number", text)
			}
		}
	}
	c.Gate = 0
	if text := q.form("gate"); text != "" {
		c.Gate, err = number("gate", text)
	}
	return err
}

// compareLinks lead to the comparison with other versions.
func (q *request) compareLinks(r *record.Reader, c *risk.Criteria) (Node, error) {
	others, _, err := risk.CriteriaVersions.List(r, record.Query{Sort: "-ref", Limit: 10})
	if err != nil || len(others) < 2 {
		return nil, err
	}
	return P(Class("chips"), Text("Compare with "), Map(others, func(o *risk.Criteria) Node {
		return If(o.ID != c.ID, A(Class("chip"), Href(q.url("/criteria/"+url.PathEscape(c.Ref)+"/compare", "with", o.Ref)), Text(o.Ref+" "+o.Title)))
	})), nil
}

// criteriaCompare sets two versions of the criteria beside each other.
func criteriaCompare(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		now, err := risk.CriteriaVersions.Find(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		was, err := risk.CriteriaVersions.Find(r, cmp.Or(q.param("with"), now.Ref))
		if err != nil {
			return page{}, err
		}
		name, err := q.personNames(r, append(was.Persons(), now.Persons()...))
		if err != nil {
			return page{}, err
		}
		differences := risk.Compare(was, now, name)
		lead := plural(len(differences), "thing differs", "things differ") + "."
		if was.Digest == now.Digest {
			lead += " Both have the same id by content: they rate alike."
		}
		link := func(c *risk.Criteria) Node {
			return A(Href(q.recordURL(risk.CriteriaVersions.Kind(), c.Ref)), Text(c.Ref+" "+c.Title))
		}
		return page{title: "Criteria " + was.Ref + " and " + now.Ref, section: "/risk", body: Group{heading("Criteria "+was.Ref+" and "+now.Ref, Text(lead)),
			If(len(differences) > 0, Section(Table(THead(Tr(Th(Text("What")), Th(link(was)), Th(link(now)))), TBody(Map(differences, func(d risk.Difference) Node {
				return Tr(Th(Scope("row"), Text(d.What)), Td(orEmpty(d.Was)), Td(orEmpty(d.Now)))
			})))))}}, nil
	})
}

// isHarm reports whether a risk's field rates it by harm.
func isHarm(field *record.AnyField) bool {
	return slices.Contains(risk.HarmFields(false), field.Name) || slices.Contains(risk.HarmFields(true), field.Name)
}

// harmRows are, after a risk's field of consequence, the ratings by harm that the criteria in force have a scale for, and those
// that are there already.
func (f recordForm) harmRows(after string) Node {
	if after != "consequence" && after != "residual_consequence" {
		return nil
	}
	var rows []Node
	open := false
	for _, name := range risk.HarmFields(after == "residual_consequence") {
		field := f.k.Field(name)
		if len(f.scales[name]) == 0 && field.Empty(f.rec) && f.faultOf(name) == "" {
			continue
		}
		open = open || !field.Empty(f.rec) || f.faultOf(name) != ""
		rows = append(rows, f.row(field))
	}
	if len(rows) == 0 {
		return nil
	}
	return Details(If(open, Attr("open")), Summary(Text(map[bool]string{true: "Residual consequence by harm", false: "Consequence by harm"}[after == "residual_consequence"]),
		Span(Class("soft"), Text(" · the highest of these is the consequence"))), Group(rows))
}

// harmTable shows a risk's ratings by harm before treatment and after it.
func harmTable(c *risk.Criteria, x *risk.Risk) Node {
	if c == nil || x.Harms.Empty() && x.ResidualHarms.Empty() {
		return nil
	}
	step := func(n int) Node {
		if n < 1 || n > len(c.Consequence) {
			return none()
		}
		return Text(c.Consequence[n-1].Name)
	}
	var rows []Node
	for i, o := range risk.Harms {
		if now, after := x.Harms[i], x.ResidualHarms[i]; now != 0 || after != 0 {
			rows = append(rows, Tr(Th(Scope("row"), Text(o.Label)), Td(step(now), If(now == x.Consequence && now > 0, Small(Class("soft"), Text(" highest")))),
				Td(step(after), If(after == x.ResidualConsequence && after > 0, Small(Class("soft"), Text(" highest"))))))
		}
	}
	return Section(H2(Text("Consequence by harm")), Table(Class("facts-table"), THead(Tr(Th(Scope("col"), Text("Harm")), Th(Scope("col"), Text("Before treatment")), Th(Scope("col"), Text("After treatment")))), TBody(Group(rows))))
}
