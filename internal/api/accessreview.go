package api

import (
	"net/http"
	"strconv"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

const tagReviews = "Campaigns of access reviews"

// accessReviewRoutes are what a review does beyond its steps, which are routes of its register.
func (s *Server) accessReviewRoutes() []Route {
	at := Base + "/access-reviews/{ref}"
	size := query("size", "How many rows; 25 without it.", object{"type": "integer"})
	return []Route{
		{Method: "POST", Pattern: at + "/population", Needs: record.MayRead | record.MayEdit, fn: (*call).populate, doc: operation{
			id: "hand_in_population", tag: tagReviews, summary: "Hand in a system's list of entitlements; the same list again changes nothing", body: schemaFor[populationForm](), reply: schemaFor[populated](),
			params: []any{query("dry_run", "Write nothing; answer with what would happen.", object{"type": "boolean"})}, about: "Accounts that the list lacks are marked as removed, unless lines were left out."}},
		{Method: "POST", Pattern: at + "/decide", Needs: record.MayRead | record.MayContribute, fn: (*call).decideAccess, doc: operation{
			id: "decide_access", tag: tagReviews, summary: "Decide on rows of the caller, all or none", body: schemaFor[decideForm](), reply: schemaFor[reviewReply]()}},
		{Method: "GET", Pattern: at + "/report", Needs: record.MayRead, fn: (*call).exportReview, doc: operation{
			id: "report_access_review", tag: tagReviews, summary: "Download a review as a file: populations, who decided what when, follow-up", params: []any{paramFormat()}, media: "application/octet-stream"}},
		{Method: "GET", Pattern: at + "/sample", Needs: record.MayRead, fn: (*call).exportSample, doc: operation{
			id: "sample_access_review", tag: tagReviews, summary: "Download a sample of rows that anybody can draw again", params: []any{paramFormat(), size}, media: "application/octet-stream"}},
	}
}

type populationForm struct {
	System  string        `json:"system"`
	From    string        `json:"from"` // where the list is from, such as the name of the job that sends it
	Rows    []access.Line `json:"rows"`
	Partial bool          `json:"partial"` // leave out rows that cannot be read
}

type decideForm struct {
	Decisions []access.Verdict `json:"decisions"`
	By        string           `json:"by"` // the reviewer, where an administrator enters what was decided elsewhere
}

type reviewReply struct {
	Ref         string              `json:"ref"`
	State       string              `json:"state"`
	Rows        int                 `json:"rows"`
	Open        int                 `json:"open"`
	Pending     int                 `json:"pending"` // revocations and changes neither confirmed nor excepted
	Hash        string              `json:"sha256"`
	Populations []access.Population `json:"populations"`
}

// populated is a review after a list, and what the list does to the register of accounts.
type populated struct {
	reviewReply
	Accounts access.Effect `json:"accounts"`
}

func (c *call) populate() error {
	var f populationForm
	if err := c.reviewForm(&f); err != nil {
		return err
	}
	if f.From == "" {
		f.From = "sent by " + c.org.Actor().Name
	}
	ref, list := c.r.PathValue("ref"), access.HandIn{System: f.System, From: f.From, Lines: f.Rows, Partial: f.Partial}
	var e *access.Effect
	var rv *access.Review
	var err error
	if c.flag("dry_run") {
		rv, e, err = access.Preview(c.ctx(), c.org, ref, list)
	} else {
		_, err = c.write(c.reason(), func(w *record.Writer) (err error) {
			rv, e, err = access.Populate(w, ref, list)
			return err
		})
	}
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, populated{reviewReplyOf(rv), *e})
}

func (c *call) decideAccess() error {
	var f decideForm
	if err := c.reviewForm(&f); err != nil {
		return err
	}
	var rv *access.Review
	if _, err := c.write(c.reason(), func(w *record.Writer) (err error) {
		rv, err = access.Decide(w, c.r.PathValue("ref"), f.Decisions, f.By)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, reviewReplyOf(rv))
}

// reviewForm makes sure that the review is there before the body is read.
func (c *call) reviewForm(form any) error {
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		_, err := access.Reviews.Find(r, c.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	return c.decode(form)
}

func reviewReplyOf(rv *access.Review) reviewReply {
	return reviewReply{rv.Ref, rv.State, rv.Rows, rv.Open, rv.Pending, rv.Hash, rv.Populations}
}

func (c *call) exportReview() error {
	return c.sendTable("access-review", "Decisions", func(r *record.Reader) (report.Document, error) {
		return access.Report(r, c.r.PathValue("ref"), c.grant.OrgName)
	})
}

func (c *call) exportSample() error {
	size := 25
	if text := c.query.Get("size"); text != "" {
		var err error
		if size, err = strconv.Atoi(text); err != nil {
			return errs.InField("size", "write a whole number")
		}
	}
	return c.sendTable("access-review-sample", "Sample", func(r *record.Reader) (report.Document, error) {
		return access.SampleReport(r, c.r.PathValue("ref"), c.grant.OrgName, size)
	})
}
