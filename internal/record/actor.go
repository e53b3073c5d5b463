package record

import "github.com/assay-isms/assay/internal/errs"

// Permission is what an actor may do in an organisation. Permissions add up.
type Permission uint8

// The permissions. What each role has is said in package identity.
const (
	MayRead       Permission = 1 << iota // see every register
	MayEdit                              // change registers
	MayApprove                           // approve criteria, scope and the Statement of Applicability
	MayAdminister                        // members, tokens, settings of the organisation
	MayContribute                        // attach evidence, accept own risks, report
)

// Actor is who acts, within one organisation.
type Actor struct {
	ID    string // user id, token id or "system"
	Name  string // for people
	Can   Permission
	Email string // ties the actor to the person of the same address; "" for tokens of machines and the command line
	User  string // the user behind a token; otherwise ID
}

// May reports whether the actor has every permission in p.
func (a Actor) May(p Permission) bool { return a.Can&p == p }

// Check is May as an error for people.
func (a Actor) Check(p Permission) error {
	if a.May(p) {
		return nil
	}
	return errs.New(errs.Denied, "Your role may not %s here. Ask an administrator of the organisation for a role that may.", p)
}

// String says what the permission allows, to follow "may".
func (p Permission) String() string {
	switch {
	case p&MayAdminister != 0:
		return "administer"
	case p&MayApprove != 0:
		return "approve"
	case p&MayEdit != 0:
		return "change registers"
	case p&MayContribute != 0:
		return "contribute evidence and acceptances"
	}
	return "read"
}

// System is the program itself: set-up and scheduled work.
var System = Actor{ID: "system", Name: "Assay", Can: MayRead | MayEdit | MayApprove | MayAdminister | MayContribute, User: "system"}

// MayAny reports whether the actor has at least one of the permissions in p, or p is none.
func (a Actor) MayAny(p Permission) bool { return p == 0 || a.Can&p != 0 }
