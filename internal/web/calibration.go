package web

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/record"
)

const calibrationAt = "/calibration"

// calibrationPage shows a person's own results and the next sheet; who administers reads those of others.
func calibrationPage(q *request) error { return q.calibration(nil) }

func (q *request) calibration(failed error) error {
	return q.show(func(r *record.Reader) (page, error) {
		person := q.param("person")
		x, err := calibration.Of(r, person)
		if err != nil && errs.Is(err, errs.Conflict) && person == "" {
			return page{title: "Calibration", section: "/risk", body: Group{heading("Calibration", nil), empty(asPeople(err).Error())}}, nil
		}
		if err != nil {
			return page{}, err
		}
		sheet, err := calibration.Next(r, person)
		if err != nil {
			return page{}, err
		}
		own := person == "" && q.may(record.MayContribute) && q.asOf == ""
		body := Group{heading("Calibration of "+x.Name, Text("Who gives 90 % intervals should be right nine times out of ten. Only you and who administers see this."), button(q.url(agreementAt), "Agreement and calibration")),
			If(failed != nil, faults(failed)), calibrationResults(x), If(own, q.sheetForm(sheet)), calibrationEntries(x)}
		return page{title: "Calibration of " + x.Name, section: "/risk", body: body}, nil
	})
}

func faults(err error) Node {
	failed := asPeople(err)
	return Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed))
}

func calibrationResults(x *calibration.Result) Node {
	c := x.Calibration
	if c == nil {
		return P(Class("soft"), Text("No exercise was done yet."))
	}
	return Section(H2(Text("Results "), Span(Class("soft"), Text(plural(x.Exercises, "exercise", "exercises")))),
		Map(c.Intervals, func(i agree.Intervals) Node {
			state := map[bool]string{true: "working", false: "failing"}[strings.HasPrefix(i.Verdict, "as stated")]
			logs := "—"
			if i.WinklerLog != nil {
				logs = fmt.Sprintf("%.3g", *i.WinklerLog)
			}
			verdict, why, _ := strings.Cut(strings.Replace(i.Verdict, ", ", ": ", 1), ": ")
			return Group{P(status(state, verdict, ""), Text(" "+why+".")), wide("Hits of intervals", Table(THead(Tr(Th(Text("Intervals")), Th(Class("num"), Text("Hits")), Th(Class("num"), Text("Hit rate")), Th(Class("num"), Text("95 % limits")), Th(Class("num"), Text("Winkler score of logarithms")))), TBody(
				Tr(Td(Text(fmt.Sprintf("%.0f %%", 100*i.Level))), Td(Class("num"), Text(fmt.Sprintf("%d of %d", i.Hits, i.N))), Td(Class("num"), Text(fmt.Sprintf("%.0f %%", 100*i.HitRate))), Td(Class("num"), Text(fmt.Sprintf("%.0f to %.0f %%", 100*i.Limits[0], 100*i.Limits[1]))), Td(Class("num"), Text(logs))))))}
		}), Iff(c.Probabilities != nil, func() Node { return brierTables(c.Probabilities) }),
		P(Class("soft note"), Text("Limits are exact binomial. The Winkler score adds width and penalties for misses, the Brier score is the mean squared distance from what is true: of both, less is better. Brier is reliability less resolution plus uncertainty (Murphy).")))
}

func brierTables(p *agree.Probabilities) Node {
	n := func(x float64) Node { return Td(Class("num"), Text(fmt.Sprintf("%.3f", x))) }
	return Group{wide("Brier score", Table(THead(Tr(Th(Text("Probabilities")), Th(Class("num"), Text("Brier")), Th(Class("num"), Text("Reliability")), Th(Class("num"), Text("Resolution")), Th(Class("num"), Text("Uncertainty")))), TBody(Tr(Td(Text(strconv.Itoa(p.N))), n(p.Brier), n(p.Reliability), n(p.Resolution), n(p.Uncertainty))))),
		Details(Summary(Text("By stated probability")), Table(THead(Tr(Th(Class("num"), Text("Stated")), Th(Class("num"), Text("Given")), Th(Class("num"), Text("True")))), TBody(Map(p.Groups, func(g agree.Frequency) Node {
			return Tr(Td(Class("num"), Text(fmt.Sprintf("%.0f %%", 100*g.Stated))), Td(Class("num"), Text(strconv.Itoa(g.N))), Td(Class("num"), Text(strconv.Itoa(g.Happened))))
		}))))}
}

// sheetForm asks the next questions. What is left empty is not judged.
func (q *request) sheetForm(s *calibration.Sheet) Node {
	box := func(name, label string) Node {
		return Input(Class("in narrow"), Name(name), Value(q.form(name)), Aria("label", label), Attr("inputmode", "decimal"), AutoComplete("off"))
	}
	intervals := Map(s.Intervals, func(x guide.Question) Node {
		return Tr(Td(Text(x.Text)), Td(box("low-"+x.ID, "Low: "+x.Text)), Td(box("high-"+x.ID, "High: "+x.Text)), Td(Class("soft"), Text(x.Unit)))
	})
	statements := Map(s.Statements, func(x calibration.Statement) Node {
		text := strings.TrimSpace(fmt.Sprintf("%s: above %s %s", x.Text, numberText(x.Above), x.Unit))
		return Tr(Td(Text(text)), Td(box("probability-"+x.ID, "Probability in percent: "+text)), Td(Class("soft"), Text("%")))
	})
	return Section(Class("sheet"), H2(Text(fmt.Sprintf("Exercise %d", s.Number))), P(Text("Without looking anything up: give bounds so wide that you would bet nine to one on the truth lying between them. Leave out what you do not want to answer.")),
		q.postForm(q.url(calibrationAt), Input(Type("hidden"), Name("number"), Value(strconv.Itoa(s.Number))),
			Div(Class("scroll"), Table(THead(Tr(Th(Text("Question")), Th(Text("Low")), Th(Text("High")), Th(Text("Unit")))), TBody(intervals))),
			H3(Text("How probable is it?")), Div(Class("scroll"), Table(THead(Tr(Th(Text("Statement")), Th(Text("Probability")), Th())), TBody(statements))),
			P(Button(Class("btn go"), Text("Hand in")))))
}

// numberText writes a number as people do: years and small numbers plain, others grouped.
func numberText(x float64) string {
	if x == float64(int64(x)) && (x < 10000 && x > -10000) {
		return strconv.FormatInt(int64(x), 10)
	}
	if x == float64(int64(x)) {
		return thousands(int64(x))
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// calibrationEntries is the ledger: what was said beside what is true.
func calibrationEntries(x *calibration.Result) Node {
	if len(x.Entries) == 0 {
		return nil
	}
	rows := Map(x.Entries, func(e calibration.Entry) Node {
		asked := e.Asked()
		text, said := asked.Text, ""
		is := status(map[bool]string{true: "working", false: "failing"}[e.Hit()], map[bool]string{true: "inside", false: "outside"}[e.Hit()], "")
		if e.Probability != nil {
			text += ": above " + numberText(e.Above)
			said = fmt.Sprintf("%.0f %%", 100**e.Probability)
			is = status("none", map[bool]string{true: "true", false: "not true"}[e.Happened()], "")
		} else {
			said = numberText(*e.Low) + " to " + numberText(*e.High)
		}
		return Tr(Td(Class("num"), Text(strconv.Itoa(e.Exercise))), Td(Text(text)), Td(Class("num"), Text(said)), Td(Class("num"), Text(strings.TrimSpace(numberText(e.Truth)+" "+asked.Unit))), Td(is), Td(Class("soft"), Text(asked.Source)))
	})
	return Details(Summary(Text("What was answered and what is true")), Table(THead(Tr(Th(Class("num"), Text("Exercise")), Th(Text("Question")), Th(Class("num"), Text("Said")), Th(Class("num"), Text("True")), Th(), Th(Text("Source")))), TBody(rows)))
}

// handIn keeps a sheet, or shows it again with what is wrong.
func handIn(q *request) error {
	form := calibration.Form{Number: int(q.formInt("number"))}
	var x *calibration.Exercise
	_, err := q.write("", func(w *record.Writer) (err error) {
		if form.Answers, err = q.filledIn(); err == nil {
			x, err = calibration.Submit(w, form)
		}
		return err
	})
	switch {
	case errs.Is(err, errs.Invalid):
		q.status = errs.Invalid.Status()
		return q.calibration(err)
	case err != nil:
		return err
	}
	return q.redirect(q.url(calibrationAt), fmt.Sprintf("%s is handed in: %d answers.", x.Title, x.Count), 0)
}

// filledIn reads the boxes that are filled in.
func (q *request) filledIn() (out []calibration.Answer, err error) {
	byID := map[string]*calibration.Answer{}
	var ids []string
	for _, name := range slices.Sorted(maps.Keys(q.r.PostForm)) {
		kind, id, ok := strings.Cut(name, "-")
		if !ok || q.form(name) == "" {
			continue
		}
		v, err := number(id, q.form(name))
		if err != nil {
			return nil, err
		}
		a := byID[id]
		if a == nil {
			a = &calibration.Answer{Question: id}
			byID[id], ids = a, append(ids, id)
		}
		switch kind {
		case "low":
			a.Low = &v
		case "high":
			a.High = &v
		case "probability":
			v /= 100
			a.Probability = &v
		}
	}
	for _, id := range ids {
		out = append(out, *byID[id])
	}
	return out, nil
}
