package access

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Account is a login on a system.
type Account struct {
	record.Meta
	Login        string
	System       record.Ref
	Type         string
	Person       record.Ref // whose it is; of a service, who answers for it
	Privileged   bool
	Entitlements string // one a line
	Exception    record.Ref
	LastUsed     record.Date
	SecretSet    record.Date
	EndsOn       record.Date
	State        string
	ConfirmedOn  record.Date
	EndedOn      record.Date
	EndedBecause string
}

// confirmDays is how often an account is matched with a living person or an owned machine.
const confirmDays = 30

// Accounts is the register of accounts. Of one system a login is there once.
var Accounts = record.Define(record.Spec[Account]{
	Name: "account", Plural: "accounts", Title: "Accounts", Singular: "account", Prefix: "AC", Version: 2, Clause: "A.5.16",
	About: "Who and what can sign in where, with which entitlements. Import each system's own list of accounts as CSV; the accounts that lead to no person are the first to look at. An import ends no account: a list handed in to an access review does.",
	Fields: []record.Field[*Account]{
		{Name: "login", Label: "Login", Required: true, Listed: true, Indexed: true, Ptr: func(a *Account) any { return &a.Login }, Synonyms: []string{"account", "user", "username", "user name", "samaccountname", "userprincipalname", "benutzer", "identifiant"}},
		{Name: "system", Label: "System", Required: true, To: "system", Listed: true, Indexed: true, Ptr: func(a *Account) any { return &a.System }, Synonyms: []string{"application", "anwendung", "système"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(a *Account) any { return &a.Type }, Synonyms: []string{"account type", "kontotyp"}, Options: []record.Option{
			{Value: "person", Label: "Person", Synonyms: []string{"user", "benutzer"}}, {Value: "service", Label: "Service", Synonyms: []string{"machine", "dienst"}}, {Value: "shared", Label: "Shared", Synonyms: []string{"group", "gemeinsam"}}, {Value: "external", Label: "External developer", Synonyms: []string{"external", "extern"}}, {Value: "tester", Label: "Tester or auditor", Synonyms: []string{"audit", "test"}}}},
		{Name: "person", Label: "Person", To: "person", Listed: true, Indexed: true, Ptr: func(a *Account) any { return &a.Person }, Help: "Whose it is; of a service, who answers for it.", Synonyms: []string{"owner", "employee", "display name", "inhaber", "titulaire"}},
		{Name: "privileged", Label: "Privileged", Listed: true, Indexed: true, Ptr: func(a *Account) any { return &a.Privileged }, Synonyms: []string{"admin", "administrator", "privilegiert"}},
		{Name: "entitlements", Label: "Entitlements", Long: true, Ptr: func(a *Account) any { return &a.Entitlements }, Help: "One a line.", Synonyms: []string{"roles", "groups", "permissions", "berechtigungen", "droits"}},
		{Name: "exception", Label: "Exception", To: "exception", Ptr: func(a *Account) any { return &a.Exception }, Help: "That lets a shared account be."},
		{Name: "last_used", Label: "Last used", Past: true, Listed: true, Indexed: true, Ptr: func(a *Account) any { return &a.LastUsed }, Synonyms: []string{"last login", "last logon", "letzte anmeldung", "lastlogondate"}},
		{Name: "secret_set", Label: "Password set on", Past: true, Ptr: func(a *Account) any { return &a.SecretSet }, Synonyms: []string{"password last set", "pwdlastset"}},
		{Name: "ends_on", Label: "Ends on", Indexed: true, Ptr: func(a *Account) any { return &a.EndsOn }, Synonyms: []string{"expires", "expiry", "läuft ab"}},
		{Name: "state", Label: "State", Listed: true, Indexed: true, Ptr: func(a *Account) any { return &a.State }, Synonyms: []string{"status", "enabled", "zustand"}, Options: []record.Option{
			{Value: "active", Label: "Active", Synonyms: []string{"enabled", "true", "yes", "aktiv"}}, {Value: "disabled", Label: "Disabled", Synonyms: []string{"locked", "false", "no", "gesperrt"}}, {Value: "removed", Label: "Removed", Synonyms: []string{"deleted", "gelöscht"}}}},
		{Name: "confirmed_on", Label: "Matched on", Past: true, Indexed: true, Ptr: func(a *Account) any { return &a.ConfirmedOn }, Help: "The day it was matched with a living person or an owned machine.", Synonyms: []string{"reviewed on", "as of", "stand"}},
		{Name: "ended_on", Label: "Ended on", Past: true, Ptr: func(a *Account) any { return &a.EndedOn }, Synonyms: []string{"disabled on", "gesperrt am"}},
		{Name: "ended_because", Label: "Ended because", Ptr: func(a *Account) any { return &a.EndedBecause }, Help: "Such as the list of its system that lacks it."},
	},
	Key:    []string{"system"},
	Whole:  true,
	Proves: (*Account).proves,
	Owes: func(a *Account) []record.Due {
		if a.State != "active" {
			return nil
		}
		return []record.Due{{What: "Match", Day: a.Again(a.ConfirmedOn, confirmDays), Who: a.Person}, {What: "End", Day: a.EndsOn, Who: a.Person, Weight: record.Grave}}
	},
	Before: func(w *record.Writer, _, a *Account) error {
		if a.Type == "" {
			a.Type = "person"
		}
		if a.State == "" {
			a.State = "active"
		}
		if a.State != "active" && a.EndedOn == "" {
			a.EndedOn = w.Today()
		}
		if a.State == "active" {
			a.EndedBecause = ""
		}
		a.Entitlements = lines(a.Entitlements)
		return a.single(w)
	},
})

func (a *Account) proves() []record.Proof {
	if a.State != "active" {
		if a.Type != "tester" || a.EndsOn == "" {
			return nil
		}
		return []record.Proof{a.ended()}
	}
	matched := record.Proof{For: "A.5.16"}
	if a.Person != "" && (a.Type != "shared" || a.Exception != "") {
		matched.On = a.ConfirmedOn
	}
	out := []record.Proof{matched}
	if a.Privileged {
		p := record.Proof{For: "A.8.2"}
		if a.Type != "shared" && a.LastUsed != "" {
			p.On = matched.On
		}
		out = append(out, p)
	}
	switch {
	case a.Type == "external":
		out = append(out, record.Proof{For: "A.8.30", On: matched.On})
	case a.Type == "tester" && a.EndsOn != "":
		out = append(out, a.ended())
	}
	return out
}

// ended is whether a tester's account ended on the last day of its window; it fails from the day after until it does.
func (a *Account) ended() record.Proof {
	ended := a.EndedOn
	if a.State == "active" {
		ended = "" // it was opened again
	}
	if ended != "" && ended <= a.EndsOn {
		return record.Proof{For: "A.8.34", On: ended}
	}
	return record.Proof{For: "A.8.34", On: a.EndsOn.Plus(1), Until: ended, Failed: true}
}

// lines puts a list that lines, semicolons or bars separate one a line, each once.
func lines(text string) string {
	var all []string
	for _, l := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n;|", r) }) {
		if l = strings.TrimSpace(l); l != "" && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return strings.Join(all, "\n")
}

// single refuses a login that the system has already.
func (a *Account) single(w *record.Writer) error {
	k, err := w.Org().Store().Kind("account")
	if err != nil || a.System == "" {
		return err
	}
	same, err := w.List(k, record.Query{Filters: []record.Filter{{Field: "login", Values: []string{a.Login}}, {Field: "system", Values: []string{string(a.System)}}}, Limit: 2})
	if err != nil {
		return err
	}
	for _, o := range same.Records {
		if o.Base().ID != a.ID {
			return errs.InField("login", "the system has the account %q already: %s", a.Login, o.Base().Ref)
		}
	}
	return nil
}
