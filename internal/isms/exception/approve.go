package exception

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Statuses of an exception.
var Statuses = []record.Option{{Value: "requested", Label: "Requested"}, {Value: "approved", Label: "Approved"}, {Value: "rejected", Label: "Rejected"}, {Value: "closed", Label: "Closed"}}

func (e *Exception) statusNow() string {
	switch {
	case e.ClosedOn != "":
		return "closed"
	case e.RejectedOn != "":
		return "rejected"
	case e.ApprovedOn != "":
		return "approved"
	}
	return "requested"
}

// guard keeps what was decided: an approved exception can be closed, and no other thing done to it but giving it another owner.
func guard(_ *record.Writer, old, e *Exception) error {
	switch {
	case old.Status == "requested":
		return nil
	case e == nil:
		return errs.New(errs.Conflict, "%s is %s and stays in the register; close it instead.", old.Ref, old.Status)
	case old.Status != "approved" || e.ApprovedOn != old.ApprovedOn || e.RejectedOn != "" || e.substance() != old.substance() || !slices.Equal(e.Controls, old.Controls):
		return errs.New(errs.Conflict, "%s is %s: what was decided stays as it is. Close it and request another exception.", old.Ref, old.Status)
	}
	return nil
}

// substance is what the approver agreed to, besides the controls.
func (e *Exception) substance() [7]string {
	return [...]string{e.Title, e.Policy, e.Reason, string(e.Risk), e.Compensation, string(e.RequestedBy), string(e.Expires)}
}

var _ = Exceptions.With(
	record.Step[*Exception]{Name: "approve", Label: "Approve", About: "It bears the gap in your name until its last day. What it says can no longer be changed.",
		Needs: record.MayApprove, Open: in("requested"), Do: approve},
	record.Step[*Exception]{Name: "reject", Label: "Reject", Needs: record.MayApprove, Asks: []string{"closed_because"}, Open: in("requested"),
		Do: func(w *record.Writer, e *Exception) error { e.RejectedOn = w.Today(); return e.explained() }},
	record.Step[*Exception]{Name: "close", Label: "Close", About: "It is no longer needed.", Needs: record.MayEdit, Asks: []string{"closed_because"}, Open: in("approved"),
		Do: func(w *record.Writer, e *Exception) error { e.ClosedOn = w.Today(); return e.explained() }})

func in(status string) func(*Exception) bool {
	return func(e *Exception) bool { return e.Status == status }
}

func (e *Exception) explained() error {
	if e.ClosedBecause == "" {
		return errs.InField("closed_because", "is missing: say why")
	}
	return nil
}

// approve allows a requested exception. Its owner and whoever asked for it may not. An exception that it renews is closed.
func approve(w *record.Writer, e *Exception) error {
	if e.Expires < w.Today() {
		return errs.New(errs.Conflict, "%s ended on %s. Set a later last day, then approve it.", e.Ref, e.Expires)
	}
	me, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return err
	}
	if me != nil && (record.Ref(me.ID) == e.Owner || record.Ref(me.ID) == e.RequestedBy) {
		return errs.New(errs.Denied, "%s owns %s or asked for it; somebody else approves it.", me.Name, e.Ref)
	}
	e.ApprovedBy, e.ApprovedOn = w.Actor().Name, w.Today()
	if e.Renews == "" {
		return nil
	}
	was, err := Exceptions.Get(w.Reader, string(e.Renews))
	if err != nil || was.Status != "approved" {
		return err
	}
	was.ClosedOn, was.ClosedBecause = w.Today(), "Renewed by "+e.Ref
	return Exceptions.Put(w, was)
}

// Ends is the last day on which an approved exception counts; an error if it was not approved or is closed.
func Ends(r *record.Reader, id record.Ref) (record.Date, error) {
	e, err := Exceptions.Get(r, string(id))
	if err != nil {
		return "", err
	}
	if e.Status != "approved" {
		return "", errs.InField("exception", "%s is %s; choose one that is approved", e.Ref, e.Status)
	}
	return e.Expires, nil
}
