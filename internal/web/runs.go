package web

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report/chart"
)

// replayRun computes an approved run again and says whether it comes out the same.
func replayRun(q *request) error {
	again, err := assessment.Replay(q.r.Context(), q.org, q.r.PathValue("ref"))
	if err != nil {
		return err
	}
	result := Div(Class("said"), Role("status"), Text(again.Ref+" computed again gives the same result."))
	if !again.Same {
		result = Div(Class("fault"), Role("alert"), P(Strong(Text(again.Ref+" computed again differs from what was approved."))), Ul(Map(again.Differs, func(d string) Node { return Li(Text(d)) })))
	}
	return q.show(func(*record.Reader) (page, error) {
		body := Group{heading("Replay of "+again.Ref, Text(fmt.Sprintf("From the facts, criteria and ratings of %s journal entries, as they stood at its approval.", thousands(int64(again.Entry)))), button(q.url("/assessments/"+url.PathEscape(again.Ref)), "Back to "+again.Ref)), result,
			Table(Class("wrap"), TBody(Tr(Th(Scope("row"), Text("Approved")), Td(Code(Class("mono"), Text(again.Approved)))), Tr(Th(Scope("row"), Text("Computed again")), Td(Code(Class("mono"), Text(again.Again))))))}
		return page{title: "Replay of " + again.Ref, section: "/risk", body: body}, nil
	})
}

// compareRuns sets two runs side by side: what made the difference of the whole, and the risks added, removed and changed.
// What it reads of past moments it reads before the page does.
func compareRuns(q *request) error {
	c, err := assessment.Compare(q.r.Context(), q.org, q.param("with"), q.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return q.show(func(*record.Reader) (page, error) {
		rows := Map(c.Changes, func(x assessment.Change) Node {
			return Tr(Td(Class("mono"), Text(x.Risk)), Td(A(Class("name"), Href(q.recordURL(risk.Risks.Kind(), x.Risk)), Text(x.Title))), Td(Text(x.Change)), Td(Text(strings.Join(x.Factors, ", "))), Td(Text(x.Before)), Td(Text(x.After)), Td(Class("soft"), Text(x.Why)))
		})
		body := Group{heading("Comparison of "+c.Before+" and "+c.After, Text(fmt.Sprintf("%s, %d the same in both.", plural(len(c.Changes), "risk differs", "risks differ"), c.Unchanged)),
			button(q.runAt(c.Before), c.Before), button(q.runAt(c.After), c.After)),
			waterfall(c.Waterfall),
			If(len(c.Changes) > 0, Section(H2(Text("Risk by risk")), Div(Class("scroll"), Table(THead(Tr(Th(Text("Ref")), Th(Text("Risk")), Th(Text("Change")), Th(Text("By")), Th(Text(c.Before)), Th(Text(c.After)), Th(Text("What")))), TBody(rows)))))}
		return page{title: "Comparison of " + c.Before + " and " + c.After, section: "/risk", body: body}, nil
	})
}

func (q *request) runAt(ref string) string { return q.url("/assessments/" + url.PathEscape(ref)) }

// waterfall is the table of what the change of the whole is made of.
func waterfall(w *assessment.Waterfall) Node {
	var loss []assessment.Part
	if w.ExpectedLoss != nil {
		loss = assessment.Parts(w, w.ExpectedLoss)
	}
	var rows []Node
	for i, p := range assessment.Parts(w, &w.Above) {
		row := []Node{Td(Text(p.Name)), Td(Class("num"), Text(signed(p, shareText)))}
		if i < len(loss) {
			row = append(row, Td(Class("num"), Text(signed(loss[i], risk.Amount))))
		}
		rows = append(rows, Tr(Group(row)))
	}
	notes := "Shapley's split: the mean over all orders in which they could have changed; the parts add up to the difference."
	if n := w.Unquantified; n != [2]int{} {
		notes += fmt.Sprintf(" Without figures, and so in no loss: %d of %s, %d of %s.", n[0], w.Before, n[1], w.After)
	}
	if len(w.LeftOut) > 0 {
		notes += " Left out of the loss, as only one of the runs has figures for them: " + strings.Join(w.LeftOut, ", ") + "."
	}
	return Section(H2(Text("What made the difference")), fall(w, &w.Above, "Risks above acceptance", ""), If(loss != nil, fall(w, w.ExpectedLoss, "Expected loss a year", w.Currency)), Table(THead(Tr(Th(Text("Cause")), Th(Class("num"), Text("Risks above acceptance")), If(loss != nil, Th(Class("num"), Text("Expected loss a year, "+w.Currency))))), TBody(Group(rows))),
		P(Class("note soft"), Text("Both after treatment. "+notes)), If(w.Gap != "", P(Class("note"), Text("No expected loss: "+w.Gap))),
		If(len(w.ByNumber) > 0, P(Class("note"), Text("The steps of "+strings.Join(w.ByNumber, ", ")+" are not comparable: there their numbers count."))))
}

// fall draws what a change is made of; nil if there is nothing to split.
func fall(w *assessment.Waterfall, c *quant.Change, result, currency string) Node {
	if c == nil || c.Before == c.After {
		return nil
	}
	parts := assessment.Parts(w, c)
	picture := chart.Waterfall{ID: "fall-" + strings.ToLower(result[:1]), Result: result, Currency: currency, From: w.Before, To: w.After, Before: c.Before}
	for _, p := range parts[1 : len(parts)-1] {
		picture.Steps = append(picture.Steps, chart.Step{Label: p.Name, Delta: p.Value})
	}
	return drawn(picture.Picture())
}

// signed is a part of a waterfall for people: a change has its sign.
func signed(p assessment.Part, text func(float64) string) string {
	out := text(math.Abs(p.Value))
	switch {
	case p.Total || out == text(0):
		return out
	case p.Value < 0:
		return "−" + out
	}
	return "+" + out
}

// shareText is a number of risks, which may be a part of one.
func shareText(x float64) string { return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64) }

// rescorePage shows a run under another version of the criteria, side by side; nothing of it is kept.
func rescorePage(q *request) error {
	var versions []*risk.Criteria
	if err := q.read(func(r *record.Reader) (err error) {
		versions, err = risk.CriteriaVersions.All(r, record.Query{Sort: "-ref"})
		return err
	}); err != nil {
		return err
	}
	chosen := q.param("criteria")
	if chosen == "" && len(versions) > 0 {
		chosen = versions[0].Ref
	}
	c, err := assessment.Rescore(q.r.Context(), q.org, q.r.PathValue("ref"), chosen)
	if err != nil {
		return err
	}
	return q.show(func(*record.Reader) (page, error) {
		options := Map(versions, func(v *risk.Criteria) Node {
			return Option(Value(v.Ref), If(v.Ref == c.Criteria, Selected()), Text(v.Ref+" "+v.Title+", "+v.Status))
		})
		body := Group{heading(c.Run+" under "+c.Criteria, Text(fmt.Sprintf("%d rise, %d fall, %d not comparable, of %s. Nothing is overwritten.", c.Rising, c.Falling, c.NotComparable, plural(len(c.Risks), "risk", "risks"))), button(q.runAt(c.Run), "Back to "+c.Run)),
			Form(Class("filters"), Method("get"), Action(q.r.URL.EscapedPath()), If(q.asOf != "", Input(Type("hidden"), Name("as_of"), Value(q.asOf))), Label(For("criteria"), Text("Criteria ")), Select(Class("in"), ID("criteria"), Name("criteria"), options), Button(Class("btn go"), Text("Show"))),
			Div(Class("scroll"), Table(THead(Tr(Th(Text("Ref")), Th(Text("Risk")), Th(Text("As rated")), Th(Text("Level")), Th(Text("Under "+c.Criteria)), Th(Text("Level")), Th(Text("Move")))), TBody(Map(c.Risks, func(x assessment.RescoredRisk) Node { return q.rescored(c, x) })))),
			P(Class("note soft"), Text(strings.Join(c.Ratings, " ")))}
		return page{title: c.Run + " under " + c.Criteria, section: "/risk", body: body}, nil
	})
}

var moveState = map[assessment.Move]string{assessment.Rises: "failing", assessment.Falls: "working", assessment.Stays: "none", assessment.Incomparable: "partly", assessment.WithoutRating: "none"}

func (q *request) rescored(c *assessment.Rescored, x assessment.RescoredRisk) Node {
	side := func(v *risk.Criteria, rating *[2]int, level int) Node {
		if rating == nil {
			return Group{Td(Span(Class("soft"), Text("—"))), Td()}
		}
		return Group{Td(Text(v.Likelihood[rating[0]-1].Name + " × " + v.Consequence[rating[1]-1].Name)), Td(levelChip(v, level))}
	}
	return Tr(Td(Class("mono"), Text(x.Risk)), Td(A(Class("name"), Href(q.recordURL(risk.Risks.Kind(), x.Risk)), Text(x.Title))),
		side(x.From, x.Rating, x.Levels[0]), side(c.Version, x.Under, x.Levels[1]), Td(status(moveState[x.Move], string(x.Move), "")))
}
