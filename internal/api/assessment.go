package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/riskreport"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// runRoutes take a run of the risk assessment from step to step; approving it is a route of its register.
func (s *Server) runRoutes() []Route {
	at, edit := Base+"/assessments/{ref}", record.MayRead|record.MayEdit
	step := func(name, summary string, fn func(*call) error) Route {
		d := operation{id: name + "_run", tag: tagRuns, summary: summary, reply: schemaFor[assessment.RunReport](), match: true}
		if name == "close" {
			d.body, d.bodyOptional = schemaFor[closeForm](), true
		}
		return Route{Method: "POST", Pattern: at + "/" + name, Needs: edit, fn: fn, doc: d}
	}
	tag := tagRuns
	return []Route{
		{Method: "GET", Pattern: at + "/run", Needs: record.MayRead, fn: (*call).showRun, doc: operation{
			id: "show_run", tag: tag, summary: "Read how a run stands: who owes ratings, agreement, where each risk stands", reply: schemaFor[assessment.RunReport]()}},
		{Method: "GET", Pattern: at + "/report", Needs: record.MayRead, fn: (*call).exportRun, doc: operation{
			id: "export_run", tag: tag, summary: "Download the risk assessment report of a run as a file", params: []any{paramFormat()}, media: "application/octet-stream"}},
		{Method: "GET", Pattern: at + "/mine", Needs: record.MayRead, fn: (*call).myRatings, doc: operation{
			id: "my_ratings", tag: tag, summary: "List the caller's own ratings in a run", reply: page(schemaFor[assessment.OwnLine](), nil)}},
		step("open", "Open a run for rating", func(c *call) error { return c.runStep(assessment.Open) }),
		{Method: "POST", Pattern: at + "/rate", Needs: record.MayRead | record.MayContribute, fn: (*call).rate, doc: operation{
			id: "rate_risk", tag: tag, summary: "Rate a risk; the values stay sealed until the run is closed", body: schemaFor[rateForm](), reply: schemaFor[sealedReply]()}},
		step("close", "Close the rating: the ratings are shown and agreement is computed", (*call).closeRun),
		{Method: "POST", Pattern: at + "/reconcile", Needs: edit, fn: (*call).reconcile, doc: operation{
			id: "reconcile_risk", tag: tag, summary: "Record the rating agreed on where raters differ, and why", body: schemaFor[reconcileForm](), reply: schemaFor[assessment.RunReport]()}},
		step("evaluate", "Write the agreed ratings to the risks", func(c *call) error { return c.runStep(assessment.Evaluate) }),
		{Method: "GET", Pattern: at + "/replay", Needs: record.MayRead, fn: (*call).replayRun, doc: operation{
			id: "replay_run", tag: tag, summary: "Compute an approved run again from the journal and compare", reply: schemaFor[assessment.Replayed]()}},
		{Method: "GET", Pattern: at + "/compare", Needs: record.MayRead, fn: (*call).compareRun, doc: operation{
			id: "compare_runs", tag: tag, summary: "List what differs between an earlier run and this one, and what made the difference of the whole", params: []any{query("with", "The earlier run.", object{"type": "string"})}, reply: schemaFor[assessment.Comparison]()}},
		{Method: "GET", Pattern: at + "/rescore", Needs: record.MayRead, fn: (*call).rescoreRun, doc: operation{
			id: "rescore_run", tag: tag, summary: "Show a run under any version of the criteria; nothing is overwritten", params: []any{query("criteria", "The version.", object{"type": "string"})}, reply: schemaFor[assessment.Rescored]()}},
	}
}

type closeForm struct {
	Incomplete bool `json:"incomplete"` // although ratings are missing
}

type rateForm struct {
	Risk        string `json:"risk"`
	Likelihood  int    `json:"likelihood"`
	Consequence int    `json:"consequence"`
	Rationale   string `json:"rationale"`
	Place       int    `json:"place"`     // in the caller's list, from 1; 0 is where the risk stands first
	Rater       string `json:"rater"`     // where an administrator enters what was rated elsewhere
	Elsewhere   string `json:"elsewhere"` // and where that was
}

type reconcileForm struct {
	Risk        string `json:"risk"`
	Likelihood  int    `json:"likelihood"`
	Consequence int    `json:"consequence"`
	Reason      string `json:"reason"`
}

type sealedReply struct {
	Ref        string `json:"ref"`
	Commitment string `json:"commitment"`
}

// onRun makes sure that the run is there before the body is read.
func (c *call) onRun(into any) (ref string, err error) {
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		a, err := assessment.Assessments.Find(r, c.r.PathValue("ref"))
		if err == nil {
			ref = a.ID
		}
		return err
	}); err != nil {
		return "", err
	}
	return ref, c.decode(into)
}

func (c *call) showRun() error {
	var out *assessment.RunReport
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		v, err := assessment.ReadRun(r, c.r.PathValue("ref"))
		if err == nil {
			out = v.Report()
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) exportRun() error {
	return c.sendTable("risk-assessment", riskreport.TableRisks, func(r *record.Reader) (report.Document, error) {
		return riskreport.Document(r, c.grant.OrgName, c.r.PathValue("ref"))
	})
}

func (c *call) myRatings() error {
	var out []assessment.OwnLine
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		out, err = assessment.OwnList(r, c.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": out})
}

// runStep takes the run a step further and answers with how it then stands.
func (c *call) runStep(step func(w *record.Writer, ref string, rev int64) (*assessment.RunView, error)) error {
	if err := c.onExpected(assessment.Assessments.Kind(), func(w *record.Writer, id string, rev int64) error {
		_, err := step(w, id, rev)
		return err
	}); err != nil {
		return err
	}
	return c.showRun()
}

func (c *call) closeRun() error {
	var form closeForm
	if _, err := c.onRun(&form); err != nil {
		return err
	}
	return c.runStep(func(w *record.Writer, ref string, rev int64) (*assessment.RunView, error) {
		return assessment.Close(w, ref, rev, form.Incomplete)
	})
}

func (c *call) rate() error {
	var form rateForm
	ref, err := c.onRun(&form)
	if err != nil {
		return err
	}
	var x *assessment.Rated
	if _, err := c.write("", func(w *record.Writer) (err error) {
		said := assessment.Said{Likelihood: form.Likelihood, Consequence: form.Consequence, Rationale: form.Rationale}
		x, err = assessment.Rate(w, ref, form.Risk, assessment.RateForm{Said: said, Place: form.Place, Rater: form.Rater, Elsewhere: form.Elsewhere})
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, sealedReply{x.Ref, x.Commitment})
}

func (c *call) reconcile() error {
	var form reconcileForm
	ref, err := c.onRun(&form)
	if err != nil {
		return err
	}
	if _, err := c.write(c.reason(), func(w *record.Writer) error {
		_, err := assessment.Reconcile(w, ref, form.Risk, assessment.Said{Likelihood: form.Likelihood, Consequence: form.Consequence, Rationale: form.Reason})
		return err
	}); err != nil {
		return err
	}
	return c.showRun()
}

func (c *call) replayRun() error {
	out, err := assessment.Replay(c.ctx(), c.org, c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) compareRun() error {
	out, err := assessment.Compare(c.ctx(), c.org, c.query.Get("with"), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) rescoreRun() error {
	out, err := assessment.Rescore(c.ctx(), c.org, c.r.PathValue("ref"), c.query.Get("criteria"))
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

const tagRuns = "Runs of the risk assessment"
