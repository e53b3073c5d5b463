package operations

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// shows is the change as evidence: done and reviewed; failed from its day until it was reviewed. An emergency that nobody
// approved in time fails from the day after until somebody does.
func (c *Change) shows() record.Proof {
	late := c.Implemented.Plus(emergencyDays + 1)
	switch {
	case c.Type == "emergency" && (c.ApprovedOn == "" || c.ApprovedOn >= late):
		return record.Proof{On: late, Until: c.ApprovedOn, Failed: true}
	case c.Result == "failed":
		return record.Proof{On: c.Implemented, Until: c.ReviewedOn, Failed: true}
	case c.Status != "closed":
		return record.Proof{}
	}
	return record.Proof{On: c.Implemented}
}

func (c *Change) forChange() record.Proof {
	p := c.shows()
	p.For = "A.8.32"
	return p
}

func (c *Change) owes() []record.Due {
	switch {
	case c.Status == "requested":
		return []record.Due{{What: "Decide", Day: c.PlannedFor, Who: c.RequestedBy}}
	case c.Status == "approved":
		return []record.Due{{What: "Implement", Day: c.PlannedFor, Who: c.RequestedBy}}
	case c.Status != "implemented":
		return nil
	}
	var out []record.Due
	if c.ApprovedOn == "" {
		out = append(out, record.Due{What: "Approve afterwards", Day: c.Implemented.Plus(emergencyDays), Who: c.RequestedBy, Weight: record.Grave})
	}
	if c.ReviewedOn == "" {
		out = append(out, record.Due{What: "Review", Day: c.Implemented.Plus(reviewDays), Who: c.RequestedBy})
	}
	return out
}

func (c *Change) before(old *Change) error {
	if c.Type == "" {
		c.Type = "normal"
	}
	if c.Type == "standard" && c.ReviewedOn == "" && c.Result == "succeeded" {
		c.ReviewedOn = c.Implemented // it needs none
	}
	c.Status = c.statusNow()
	switch {
	case (c.ApprovedOn == "") != (c.ApprovedBy == ""):
		return errs.InField("approved_by", "who approved it and when are entered together")
	case c.ApprovedBy != "" && c.ApprovedBy == c.RequestedBy:
		return errs.InField("approved_by", "the requester does not approve; name somebody else")
	case c.Implemented != "" && c.Type != "emergency" && (c.ApprovedOn == "" || c.ApprovedOn > c.Implemented):
		return errs.InField("implemented_on", "a %s change is approved before it begins; enter the approval, or call it an emergency", c.Type)
	case c.Implemented != "" && c.Result == "":
		return errs.InField("result", "is missing: say how it went")
	case c.Status == "requested" && old == nil && c.Type == "normal" && c.Fallback == "" && c.Risk == "high":
		return errs.InField("fallback", "is missing: a change of high risk needs a way back")
	}
	return nil
}

var _ = Changes.With(
	record.Step[*Change]{Name: "approve", Label: "Approve", About: "It may begin, in your name; an emergency is approved afterwards.", Needs: record.MayEdit,
		Open: func(c *Change) bool { return c.ApprovedOn == "" && c.Status != "withdrawn" }, Do: approve},
	record.Step[*Change]{Name: "implement", Label: "Implemented", Needs: record.MayEdit, Asks: []string{"implemented_on", "result"},
		Open: func(c *Change) bool { return c.Implemented == "" && c.Status != "withdrawn" }, Do: func(w *record.Writer, c *Change) error {
			if c.Implemented == "" {
				c.Implemented = w.Today()
			}
			return nil
		}},
	record.Step[*Change]{Name: "review", Label: "Reviewed", Needs: record.MayEdit, Asks: []string{"review"},
		Open: func(c *Change) bool { return c.Implemented != "" && c.ReviewedOn == "" }, Do: func(w *record.Writer, c *Change) error {
			c.ReviewedOn = w.Today()
			return nil
		}},
	record.Step[*Change]{Name: "withdraw", Label: "Withdraw", Needs: record.MayEdit, Open: func(c *Change) bool { return c.Implemented == "" && c.Status != "withdrawn" },
		Do: func(w *record.Writer, c *Change) error {
			c.WithdrawnOn = w.Today()
			return nil
		}})

// approve allows a change in the actor's name: before it begins, or an emergency afterwards.
func approve(w *record.Writer, c *Change) error {
	me, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return err
	}
	if me == nil {
		return errs.New(errs.Conflict, "No person in the register has your address, so the approval would have no name. Enter approved_by and approved_on, or add the person.")
	}
	c.ApprovedBy, c.ApprovedOn = record.Ref(me.ID), w.Today()
	return nil
}
