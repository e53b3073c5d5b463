package web

import (
	"fmt"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/isms/risk"
	matrixlint "github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/record"
)

const agreementAt = "/assessments/agreement"

// agreementPage tells how far ratings can be trusted: agreement over the runs, bias, drift, levels against losses, and
// calibration as far as the caller may see it.
func agreementPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		o, err := assessment.OverviewOf(r)
		if err != nil {
			return page{}, err
		}
		known, err := calibration.All(r)
		if err != nil {
			return page{}, err
		}
		body := Group{heading("Agreement and calibration", Text("How far raters mean the same, stay steady, and estimate what comes true."), button(q.url("/r/assessments"), "Assessments"), button(q.url(calibrationAt), "Calibration exercise")),
			q.agreementOverRuns(o), Div(Class("cols"), Div(q.biases(o), q.drift(o)), Aside(q.calibrated(known))), q.levelsAndLosses(o)}
		return page{title: "Agreement and calibration", section: "/risk", body: body}, nil
	})
}

func (q *request) agreementOverRuns(o *assessment.Overview) Node {
	if len(o.Runs) == 0 {
		return empty("No run was rated yet. Start an assessment, name two or more raters and open it: what they say of the same risks, without seeing each other's ratings, measures how far the scales mean the same to them.")
	}
	return Section(H2(Text("Agreement over the runs "), Span(Class("soft"), Text("Krippendorff's α by scale, newest run first"))), Div(Class("scroll"), Table(
		THead(Tr(Th(Text("Run")), Th(Text("Title")), Th(Text("Started")), Th(Text("Criteria")), Th(Class("num"), Text("Wanted")), Th(Class("num"), Text("α likelihood")), Th(Class("num"), Text("α consequence")), Th(Class("num"), Text("Risks")), Th(Text("Gate")))),
		TBody(Map(o.Runs, func(x assessment.RunAgreement) Node {
			gate := status("working", "passed", "")
			if !x.Passed() {
				gate = status("failing", "below", "every difference was reconciled")
			}
			var risks int
			alphas := Map(x.Scales, func(s assessment.ScaleAgreement) Node {
				risks = max(risks, s.Risks)
				return Td(Class("num"), measure(s.Alpha))
			})
			return Tr(Td(Class("mono"), Text(x.Run)), Td(A(Class("name"), Href(q.runAt(x.Run)), Text(x.Title))), Td(Class("who"), Text(day(record.Date(x.Started)))), Td(Class("mono"), Text(x.Criteria)), Td(Class("num"), Text(fmt.Sprintf("%.3g", x.Gate))), alphas, Td(Class("num"), Text(strconv.Itoa(risks))), Td(gate))
		})))), P(Class("soft note"), Text("1 is perfect agreement, 0 what chance gives; a dash says that α is undefined there.")))
}

func (q *request) biases(o *assessment.Overview) Node {
	if len(o.Biases) == 0 {
		return nil
	}
	var rows []Node
	for _, b := range o.Biases {
		for i, s := range b.Scales {
			rows = append(rows, Tr(Td(Class("who"), If(i == 0, Text(b.Name))), Td(Text(s.Scale)), Td(Class("num"), Text(strconv.Itoa(s.Risks))), Td(Class("num"), Text(shift(s.Bias))), Td(Class("num"), Text(fmt.Sprintf("%.2f", s.Distance)))))
		}
	}
	return Section(H2(Text("Bias of the raters "), Span(Class("soft"), Text("against the outcomes"))), wide("Bias of the raters", Table(THead(Tr(Th(Text("Rater")), Th(Text("Scale")), Th(Class("num"), Text("Risks")), Th(Class("num"), Text("Bias")), Th(Class("num"), Text("Distance")))), TBody(Group(rows)))),
		P(Class("soft note"), Text("Bias is the mean of rating less outcome in steps: above 0 the rater sees risks higher than what was agreed.")))
}

func (q *request) drift(o *assessment.Overview) Node {
	if len(o.SelfAgreement) == 0 {
		return Section(H2(Text("Steadiness of the raters")), P(Class("soft"), Text("No run has asked for a risk twice. Give a share of risks to be asked twice when a run is started.")))
	}
	return Section(H2(Text("Steadiness of the raters "), Span(Class("soft"), Text("risks asked twice"))), driftTable(o.SelfAgreement))
}

// levelsAndLosses names the pairs of risks that the levels order otherwise than the figures do.
func (q *request) levelsAndLosses(o *assessment.Overview) Node {
	title := H2(Text("Levels and expected losses "), Span(Class("soft"), Text("do higher levels mean greater losses?")))
	switch x := o.Order; {
	case x == nil:
		return Section(title, P(Class("soft"), Text("This needs two risks with a level and with figures.")))
	case x.TauB == nil:
		return Section(title, P(Text("Kendall's τ-b is undefined: "+x.Undefined+".")))
	}
	rows := Map(o.Order.Reversed, func(p matrixlint.Reversal) Node {
		factor := "no loss"
		if p.Factor > 0 {
			factor = fmt.Sprintf("× %.3g", p.Factor)
		}
		link := func(ref string) Node {
			return Td(Span(Class("mono"), Text(ref+" ")), A(Class("name"), Href(q.recordURL(risk.Risks.Kind(), ref)), Text(o.Titles[ref])))
		}
		return Tr(link(p.Higher), link(p.Lower), Td(Class("num"), Text(factor)))
	})
	return Section(title, P(Text(fmt.Sprintf("Kendall's τ-b is %.3f over %s: 1 would be the same order, −1 the reverse. %s the other way round.", *o.Order.TauB, plural(o.Order.N, "risk", "risks"), plural(o.Order.Discordant, "pair stands", "pairs stand")))),
		If(len(o.Order.Reversed) > 0, Div(Class("scroll"), Table(THead(Tr(Th(Text("Higher level")), Th(Text("Greater expected loss")), Th(Class("num"), Text("Greater by")))), TBody(rows)))))
}

// calibrated is one line for each person whose results the caller may see.
func (q *request) calibrated(known []*calibration.Result) Node {
	var rows []Node
	for _, x := range known {
		if x.Calibration == nil {
			continue
		}
		hits, brier := Text("—"), Text("—")
		if len(x.Calibration.Intervals) > 0 {
			hits = Text(fmt.Sprintf("%d of %d", x.Calibration.Intervals[0].Hits, x.Calibration.Intervals[0].N))
		}
		if p := x.Calibration.Probabilities; p != nil {
			brier = Text(fmt.Sprintf("%.3f", p.Brier))
		}
		rows = append(rows, Tr(Td(A(Class("who"), Href(q.url(calibrationAt, "person", x.Ref)), Text(x.Name))), Td(Class("num"), hits), Td(Class("num"), brier)))
	}
	if rows == nil {
		return Section(H2(Text("Calibration")), P(Class("soft"), Text("Nobody whose results you may see has done an exercise.")))
	}
	return Section(H2(Text("Calibration")), Table(THead(Tr(Th(Text("Person")), Th(Class("num"), Text("Hits of 90 %")), Th(Class("num"), Text("Brier")))), TBody(Group(rows))),
		P(Class("soft note"), Text("Results are shown to the person and to who administers.")))
}
