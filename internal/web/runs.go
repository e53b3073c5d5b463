package web

import (
	"fmt"
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/record"
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

// compareRuns sets two runs side by side: added, removed and changed risks with what changed. What it reads of past
// moments it reads before the page does.
func compareRuns(q *request) error {
	c, err := assessment.Compare(q.r.Context(), q.org, q.param("with"), q.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return q.show(func(*record.Reader) (page, error) {
		rows := Map(c.Changes, func(x assessment.Change) Node {
			return Tr(Td(Class("mono"), Text(x.Risk)), Td(A(Class("name"), Href(q.url("/search", "q", x.Risk)), Text(x.Title))), Td(Text(x.Change)), Td(Text(strings.Join(x.Factors, ", "))), Td(Text(x.Before)), Td(Text(x.After)), Td(Class("soft"), Text(x.Why)))
		})
		body := Group{heading("Comparison of "+c.Before+" and "+c.After, Text(fmt.Sprintf("%s, %d the same in both.", plural(len(c.Changes), "risk differs", "risks differ"), c.Unchanged)),
			button(q.url("/assessments/"+url.PathEscape(c.Before)), c.Before), button(q.url("/assessments/"+url.PathEscape(c.After)), c.After)),
			If(len(c.Changes) > 0, Div(Class("scroll"), Table(THead(Tr(Th(Text("Ref")), Th(Text("Risk")), Th(Text("Change")), Th(Text("By")), Th(Text(c.Before)), Th(Text(c.After)), Th(Text("What")))), TBody(rows))))}
		return page{title: "Comparison of " + c.Before + " and " + c.After, section: "/risk", body: body}, nil
	})
}
