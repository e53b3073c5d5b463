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

// guard keeps what was decided: an approved exception can be closed, and no other thing done to it.
func guard(w *record.Writer, old, e *Exception) error {
	if e == nil {
		if old.Status == "requested" {
			return nil
		}
		return errs.New(errs.Conflict, "%s is %s and stays in the register; close it instead.", old.Ref, old.Status)
	}
	if e.RejectedOn != old.RejectedOn || e.ApprovedOn != old.ApprovedOn {
		if err := w.Actor().Check(record.MayApprove); err != nil {
			return err
		}
	}
	if old.Status == "requested" {
		return nil
	}
	if old.Status != "approved" || e.RejectedOn != "" || e.ApprovedOn != old.ApprovedOn || e.substance() != old.substance() || !slices.Equal(e.Controls, old.Controls) {
		return errs.New(errs.Conflict, "%s is %s: what was decided stays as it is. Close it and request another exception.", old.Ref, old.Status)
	}
	return nil
}

// substance is what the approver agreed to, besides the controls.
func (e *Exception) substance() [7]string {
	return [...]string{e.Title, e.Policy, e.Reason, string(e.Risk), e.Compensation, string(e.RequestedBy), string(e.Expires)}
}

// Approve allows a requested exception in the actor's name. The owner and whoever asked for it may not. An exception that it
// renews is closed.
func Approve(w *record.Writer, id string, rev int64) error {
	if err := w.Actor().Check(record.MayApprove); err != nil {
		return err
	}
	e, err := Exceptions.Get(w.Reader, id)
	if err != nil {
		return err
	}
	if e.Status != "requested" {
		return errs.New(errs.Conflict, "%s is %s; only a requested exception can be approved.", e.Ref, e.Status)
	}
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
	if e.Renews != "" {
		if err := closeRenewed(w, e); err != nil {
			return err
		}
	}
	e.Rev, e.ApprovedBy, e.ApprovedOn = rev, w.Actor().Name, w.Today()
	return Exceptions.Put(w, e)
}

func closeRenewed(w *record.Writer, by *Exception) error {
	was, err := Exceptions.Get(w.Reader, string(by.Renews))
	if err != nil || was.Status != "approved" {
		return err
	}
	was.ClosedOn, was.ClosedBecause = w.Today(), "Renewed by "+by.Ref
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
