package identity

import (
	"context"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// ReportLink is what the journal knows of a link by which people without an account report events to an organisation: everything
// but the secret. Revoked links stay, to name by which way a report came.
type ReportLink struct {
	record.Meta
	Name         string // whom it was given to
	Organisation record.Ref
	Expires      record.Date // its last day
	Revoked      bool
}

// ReportLinks is the specification of ReportLink.
var ReportLinks = record.Define(record.Spec[ReportLink]{
	Name: "report_link", Instance: true, Plural: "report-links", Title: "Report links", Singular: "report link", Prefix: "RL", Clause: "A.6.8", Edit: record.MayAdminister,
	About: "Addresses by which people without an account report events, and can do nothing else.",
	Fields: []record.Field[*ReportLink]{
		{Name: "name", Label: "Given to", Required: true, Listed: true, Ptr: func(l *ReportLink) any { return &l.Name }},
		{Name: "organisation", Label: "Organisation", To: "organisation", Required: true, Indexed: true, Ptr: func(l *ReportLink) any { return &l.Organisation }},
		{Name: "expires", Label: "Last day", Required: true, Listed: true, Ptr: func(l *ReportLink) any { return &l.Expires }},
		{Name: "revoked", Label: "Revoked", Listed: true, Ptr: func(l *ReportLink) any { return &l.Revoked }},
	},
	Before: func(w *record.Writer, _, _ *ReportLink) error { return onlyInstance(w) },
})

// reportDays is the longest that a report link lasts, in days.
const reportDays = 400

// linkKeeper is the organisation, if the caller may change its registers.
func (s *Service) linkKeeper(ctx context.Context, by Caller, org string) (*record.Org, error) {
	o, err := s.Org(ctx, by, org)
	if err != nil {
		return nil, err
	}
	return o, o.Actor().Check(record.MayEdit)
}

// CreateReportLink makes a link for who may change registers. The secret is shown once. expires is its last day, at most 400 days
// ahead; "" is that far.
func (s *Service) CreateReportLink(ctx context.Context, by Caller, org, name string, expires record.Date) (secret string, l *ReportLink, err error) {
	o, err := s.linkKeeper(ctx, by, org)
	if err != nil {
		return "", nil, err
	}
	today := record.Date(s.now().Format(time.DateOnly))
	if expires == "" {
		expires = today.Plus(reportDays)
	}
	if expires < today || expires > today.Plus(reportDays) {
		return "", nil, errs.InField("expires", "is a day from today to %s", today.Plus(reportDays))
	}
	l = &ReportLink{Name: strings.TrimSpace(name), Organisation: record.Ref(o.ID()), Expires: expires}
	if err := s.change(ctx, by, "", func(w *record.Writer) error { return ReportLinks.Put(w, l) }); err != nil {
		return "", nil, err
	}
	end, err := time.Parse(time.DateOnly, string(expires.Plus(1)))
	if err != nil {
		return "", nil, err
	}
	secret, err = s.GuestLink(ctx, Guest{Purpose: PurposeReport, Org: o.ID(), Subject: l.ID, Name: l.Name, Expires: end})
	return secret, l, err
}

// ReportLinks lists the links of an organisation that were not revoked, for who may change its registers.
func (s *Service) ReportLinks(ctx context.Context, by Caller, org string) (all []*ReportLink, err error) {
	o, err := s.linkKeeper(ctx, by, org)
	if err != nil {
		return nil, err
	}
	err = s.look(ctx, func(r *record.Reader) error {
		all, err = ReportLinks.All(r, record.Query{Filters: []record.Filter{{Field: "organisation", Values: []string{o.ID()}}, {Field: "revoked", Values: []string{"false"}}}})
		return err
	})
	return all, err
}

// RevokeReportLink ends a link of the organisation from the next request on.
func (s *Service) RevokeReportLink(ctx context.Context, by Caller, org, id string) error {
	o, err := s.linkKeeper(ctx, by, org)
	if err != nil {
		return err
	}
	if err := s.change(ctx, by, "", func(w *record.Writer) error {
		l, err := ReportLinks.Find(w.Reader, id)
		if err != nil || string(l.Organisation) != o.ID() {
			return errs.New(errs.NotFound, "There is no report link %q.", id)
		}
		id, l.Revoked = l.ID, true
		return ReportLinks.Put(w, l)
	}); err != nil {
		return err
	}
	return s.EndGuestLinks(ctx, PurposeReport, o.ID(), id)
}

// ReportTo binds a handle that can only add what everybody may, such as an event, to the organisation of a report link. It is
// refused where the link is unknown, has run out or was revoked, and where too much comes from one network or by one link.
func (s *Service) ReportTo(ctx context.Context, token, remote string) (*record.Org, error) {
	g, err := s.guest(ctx, PurposeReport, token, remote)
	if err != nil {
		return nil, err
	}
	if !s.limits.take("report link "+g.Subject, s.now()) {
		return nil, errs.New(errs.TooMany, "Too many reports come by this link. Wait a minute and try again, or telephone.")
	}
	return s.store.Org(g.Org, record.Actor{ID: g.Subject, Name: "Report link " + g.Name, Can: record.MayContribute, User: g.Subject})
}

// Reporter binds a handle to an organisation in which the caller has any role, with which they may also report events.
func (s *Service) Reporter(ctx context.Context, c Caller, org string) (*record.Org, error) {
	o, err := s.Org(ctx, c, org)
	if err != nil {
		return nil, err
	}
	a := o.Actor()
	a.Can |= record.MayContribute
	return s.store.Org(o.ID(), a)
}
