package cryptography

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Secret is a password, token or key by which machines, or people in an emergency, authenticate. Its value is not kept.
type Secret struct {
	record.Meta
	Name         string
	Type         string
	System       record.Ref
	Holder       record.Ref
	Place        string
	Scope        string
	Environments record.Refs // where it is used
	RotatedOn    record.Date
	Lifetime     int // days
	RotateBy     record.Date
	ConfirmedOn  record.Date
	TestedOn     record.Date // of a break-glass secret
	UsedOn       record.Date
	LeakedOn     record.Date
	RevokedOn    record.Date
}

// Secrets is the register of secrets.
var Secrets = record.Define(record.Spec[Secret]{
	Name: "secret", Plural: "secrets", Title: "Secrets", Singular: "secret", Prefix: "SE", Version: 2, Clause: "A.5.17",
	About: "Passwords of services, tokens, deploy keys and break-glass accounts: who holds them, where, and when they were last replaced. Never enter the secret itself. Start with those that nobody has changed since somebody left.",
	Fields: []record.Field[*Secret]{
		{Name: "name", Label: "Secret", Required: true, Listed: true, Indexed: true, Ptr: func(s *Secret) any { return &s.Name }, Help: "What it is for, never its value.", Synonyms: []string{"title", "geheimnis"}},
		{Name: "type", Label: "Type", Required: true, Listed: true, Indexed: true, Ptr: func(s *Secret) any { return &s.Type }, Synonyms: []string{"art", "kind"}, Options: []record.Option{
			{Value: "password", Label: "Password of a service", Synonyms: []string{"password", "passwort"}}, {Value: "token", Label: "Token", Synonyms: []string{"api key", "api token"}}, {Value: "deploy_key", Label: "Deploy key", Synonyms: []string{"ssh key", "repository token"}}, {Value: "break_glass", Label: "Break-glass", Synonyms: []string{"emergency"}}}},
		{Name: "system", Label: "System", To: "system", Listed: true, Indexed: true, Ptr: func(s *Secret) any { return &s.System }},
		{Name: "holder", Label: "Holder", To: "person", Listed: true, Indexed: true, Ptr: func(s *Secret) any { return &s.Holder }, Synonyms: []string{"owner", "inhaber", "détenteur"}},
		{Name: "place", Label: "Place", Ptr: func(s *Secret) any { return &s.Place }, Synonyms: []string{"vault", "location", "ablage"}},
		{Name: "scope", Label: "What it opens", Ptr: func(s *Secret) any { return &s.Scope }, Synonyms: []string{"permissions", "rechte"}},
		{Name: "environments", Label: "Used in", To: "environment", Ptr: func(s *Secret) any { return &s.Environments }, Help: "One; the same value in two environments joins them."},
		{Name: "rotated_on", Label: "Last replaced on", Past: true, Listed: true, Indexed: true, Ptr: func(s *Secret) any { return &s.RotatedOn }, Synonyms: []string{"last rotation", "created", "geändert am"}},
		{Name: "lifetime", Label: "Lifetime", Unit: "days", Ptr: func(s *Secret) any { return &s.Lifetime }, Synonyms: []string{"rotation", "lebensdauer"}},
		{Name: "rotate_by", Label: "Replace by", Computed: true, Listed: true, Indexed: true, Ptr: func(s *Secret) any { return &s.RotateBy }},
		{Name: "confirmed_on", Label: "Confirmed on", Past: true, Indexed: true, Ptr: func(s *Secret) any { return &s.ConfirmedOn }, Synonyms: []string{"reviewed on", "geprüft am"}},
		{Name: "tested_on", Label: "Tested on", Past: true, Ptr: func(s *Secret) any { return &s.TestedOn }, Help: "Of a break-glass secret: the day somebody signed in with it and it was sealed again."},
		{Name: "used_on", Label: "Used on", Past: true, Ptr: func(s *Secret) any { return &s.UsedOn }, Help: "Of a break-glass secret: it is replaced after each use."},
		{Name: "leaked_on", Label: "Leaked on", Past: true, Ptr: func(s *Secret) any { return &s.LeakedOn }},
		{Name: "revoked_on", Label: "Revoked on", Past: true, Indexed: true, Ptr: func(s *Secret) any { return &s.RevokedOn }, Synonyms: []string{"deleted", "gelöscht am"}},
	},
	Whole: true,
	Proves: func(s *Secret) []record.Proof {
		if s.RevokedOn != "" {
			return nil
		}
		held := record.Proof{For: "A.5.17"}
		if s.Holder != "" && s.Place != "" && s.RotateBy != "" {
			held.On, held.Until = s.ConfirmedOn, earlier(s.ConfirmedOn.Plus(confirmDays+5), s.RotateBy)
		}
		if s.spent() != "" {
			held = record.Proof{For: "A.5.17", On: s.spent(), Failed: true}
		}
		out := []record.Proof{held}
		switch s.Type {
		case "break_glass":
			out = append(out, record.Proof{For: "A.8.2", On: s.TestedOn, Failed: s.spent() != "" && s.TestedOn != ""})
		case "deploy_key":
			out = append(out, record.Proof{For: "A.8.4", On: held.On, Until: held.Until, Failed: held.Failed})
		}
		if len(s.Environments) > 0 {
			out = append(out, record.Proof{For: "A.8.31", On: s.ConfirmedOn, Failed: len(s.Environments) > 1})
		}
		return out
	},
	Owes: func(s *Secret) []record.Due {
		if s.RevokedOn != "" {
			return nil
		}
		out := []record.Due{{What: "Replace", Day: s.RotateBy, Who: s.Holder, Weight: record.Grave}, {What: "Confirm", Day: s.Again(s.ConfirmedOn, confirmDays), Who: s.Holder}}
		if s.spent() != "" {
			out[0].Day, out[0].Weight = s.spent(), record.Critical
		}
		return out
	},
	Before: func(_ *record.Writer, _, s *Secret) error {
		if s.Lifetime < 0 {
			return errs.InField("lifetime", "a lifetime is not negative")
		}
		s.RotateBy = ""
		if s.Lifetime > 0 {
			s.RotateBy = s.RotatedOn.Plus(s.Lifetime)
		}
		return nil
	},
})

// spent is the day from which the secret must not be used any more, because it leaked or the glass was broken; "" if it may.
func (s *Secret) spent() record.Date {
	since := s.LeakedOn
	if s.Type == "break_glass" {
		since = max(since, s.UsedOn)
	}
	if since > s.RotatedOn {
		return since
	}
	return ""
}
