package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
)

// accountPage is the caller's own: password, where they are signed in, their organisations.
func accountPage(q *request) error { return q.accountForm(http.StatusOK, nil) }

func (q *request) accountForm(status int, failed error) error {
	sessions, err := q.s.Identity.Sessions(q.r.Context(), q.caller)
	if err != nil {
		return err
	}
	calendars, err := q.s.Identity.Calendars(q.r.Context(), q.caller)
	if err != nil {
		return err
	}
	return q.plainPage(status, "Account", heading(q.caller.Name, Text(q.caller.Email), q.postForm("/sign-out", Class("inline"), Button(Class("btn"), Text("Sign out")))),
		Section(H2(Text("Your organisations")), Ul(Class("lines"), Map(q.caller.Grants, func(g identity.Membership) Node {
			return Li(A(Href("/o/"+g.OrgRef+"/"), Text(g.OrgName)), Span(Class("soft end"), Text(g.Role.Label())))
		}))),
		Section(H2(Text("Change password")), If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed))),
			q.postForm("/account/password", Class("record-form"), field("current", "Present password", password("current", "current-password")),
				field("password", "New password", password("password", "new-password"), P(Class("help"), Text("At least 12 characters. Your other sessions end."))),
				Div(Class("row"), Span(), Button(Class("btn go"), Text("Change password"))))),
		q.calendarSection(calendars),
		Section(H2(Text("Signed in")), Table(THead(Tr(Th(Text("Since")), Th(Text("Last seen")), Th(Text("From")), Th(Text("Browser")), Th())), TBody(Map(sessions, func(s identity.Session) Node {
			end := q.postForm("/account/sessions/"+s.ID+"/end", Class("inline"), Button(Class("plain"), Text("End")))
			if s.Current {
				end = Span(Class("soft"), Text("this one"))
			}
			return Tr(Td(Text(moment(s.Created))), Td(Text(moment(s.Seen))), Td(Class("mono"), Text(s.Remote)), Td(TitleAttr(s.Agent), Text(browserName(s.Agent))), Td(end))
		})))), q.newOrganisation())
}

// browserName tells a browser's header in a word or two.
func browserName(agent string) string {
	browser, system := "", ""
	for _, b := range [][2]string{{"Edg/", "Edge"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if browser == "" && strings.Contains(agent, b[0]) {
			browser = b[1]
		}
	}
	for _, s := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}} {
		if system == "" && strings.Contains(agent, s[0]) {
			system = " on " + s[1]
		}
	}
	if browser == "" {
		return agent[:min(len(agent), 40)]
	}
	return browser + system
}

func changePassword(q *request) error {
	err := q.s.Identity.ChangePassword(q.r.Context(), q.caller, q.r.PostFormValue("current"), q.r.PostFormValue("password"))
	if err != nil {
		if errs.Is(err, errs.Internal) {
			return err
		}
		return q.accountForm(errs.KindOf(err).Status(), asPeople(err))
	}
	return q.redirect("/account", "Password changed; your other sessions have ended.", 0)
}

func endSession(q *request) error {
	if err := q.s.Identity.EndSession(q.r.Context(), q.caller, q.r.PathValue("id")); err != nil {
		return err
	}
	return q.redirect("/account", "That session has ended.", 0)
}

// settingsPage is where administrators give roles and tokens.
func settingsPage(q *request) error { return q.settings("") }

func (q *request) settings(shownOnce string) error {
	ctx := q.r.Context()
	members, err := q.s.Identity.Members(ctx, q.org)
	if err != nil {
		return err
	}
	tokens, err := q.s.Identity.Tokens(ctx, q.caller, q.member.OrgRef)
	if err != nil {
		return err
	}
	return q.show(func(*record.Reader) (page, error) {
		return page{title: "Members and tokens", section: "/settings", body: Group{
			heading("Members and tokens", Text("Who may do what in "+q.member.OrgName+".")),
			If(shownOnce != "", Div(Class("said"), Role("status"), P(Text("Shown once, copy it now:")), P(Class("mono wrap"), Text(shownOnce)))),
			q.memberTable(members), q.inviteForm(), q.tokenTable(tokens), q.tokenForm(),
		}}, nil
	})
}

func roleSelect(current identity.Role, attrs ...Node) Node {
	return Select(Class("in narrow"), Name("role"), Group(attrs), Map(identity.Roles(), func(r identity.Role) Node {
		return Option(Value(string(r)), If(r == current, Selected()), Text(r.Label()))
	}))
}

func (q *request) memberTable(members []identity.Member) Node {
	return Section(H2(Text("Members")), Div(Class("scroll"), Table(THead(Tr(Th(Text("Name")), Th(Text("E-mail")), Th(Text("Role")), Th(Text("Since")), Th())), TBody(Map(members, func(m identity.Member) Node {
		base := q.url("/settings/members/" + m.User.ID)
		return Tr(Td(Text(m.User.Name)), Td(Text(m.User.Email)),
			Td(q.postForm(base, Class("inline edit"), Data("save", "change"), roleSelect(m.Role, Aria("label", "Role of "+m.User.Name)), Button(Class("plain nojs"), Text("Save")))), Td(Text(moment(m.Since))),
			Td(q.postForm(base+"/password", Class("inline"), Button(Class("plain"), Text("Password link"))), Text(" "),
				q.postForm(base, Class("inline"), Input(Type("hidden"), Name("role"), Value("")), Button(Class("plain bad"), Data("confirm", "Take all access to this organisation from "+m.User.Name+"?"), Text("Remove")))))
	})))))
}

func (q *request) inviteForm() Node {
	return Section(H2(Text("Invite")), q.postForm(q.url("/settings/members"), Class("record-form"),
		field("name", "Name", Input(Class("in"), ID("f-name"), Name("name"), Required())), field("email", "E-mail", Input(Class("in"), Type("email"), ID("f-email"), Name("email"), Required())),
		field("role", "Role", roleSelect(identity.Contributor, ID("f-role"))), Div(Class("row"), Span(), Button(Class("btn go"), Text("Make an invitation link")))))
}

func (q *request) tokenTable(tokens []identity.TokenUse) Node {
	if len(tokens) == 0 {
		return Section(H2(Text("API tokens")), P(Class("soft"), Text("None. A token lets a program or a pipeline act with a part of your rights.")))
	}
	return Section(H2(Text("API tokens")), Div(Class("scroll"), Table(THead(Tr(Th(Text("Name")), Th(Text("Scopes")), Th(Text("Expires")), Th(Text("Last used")), Th())), TBody(Map(tokens, func(t identity.TokenUse) Node {
		used, expires := "never", "never"
		if !t.Used.IsZero() {
			used = moment(t.Used)
		}
		if t.Expires != "" {
			expires = day(t.Expires)
		}
		return Tr(Td(Text(t.Name)), Td(Text(fmt.Sprint([]string(t.Scopes)))), Td(Text(expires)), Td(Text(used)), Td(q.postForm(q.url("/settings/tokens/"+t.ID+"/revoke"), Class("inline"), Button(Class("plain bad"), Data("confirm", "Revoke this token? Programs that use it stop at once."), Text("Revoke")))))
	})))))
}

func (q *request) tokenForm() Node {
	scopes := []identity.Scope{identity.ScopeRead, identity.ScopeWrite, identity.ScopeApprove, identity.ScopeAdminister}
	return Section(H2(Text("Make a token")), q.postForm(q.url("/settings/tokens"), Class("record-form"),
		field("token-name", "What for", Input(Class("in"), ID("f-token-name"), Name("name"), Required(), Placeholder("nightly backup evidence"))),
		Div(Class("row"), Span(Text("Scopes")), FieldSet(Class("checks"), Legend(Class("hidden"), Text("Scopes")), Map(scopes, func(s identity.Scope) Node {
			return Label(Input(Type("checkbox"), Name("scope"), Value(string(s)), If(s == identity.ScopeRead, Checked())), Text(" "+string(s)))
		}))),
		field("expires", "Expires", Input(Class("in narrow"), Type("date"), ID("f-expires"), Name("expires"), Value(q.org.Now().AddDate(0, 3, 0).UTC().Format(time.DateOnly)))),
		Div(Class("row"), Span(), Button(Class("btn go"), Text("Make token")))))
}

func inviteMember(q *request) error {
	_, link, err := q.s.Identity.Invite(q.r.Context(), q.caller, q.member.OrgRef, q.form("name"), q.form("email"), identity.Role(q.form("role")))
	if err != nil {
		return err
	}
	return q.settings(q.address("/password?token=" + link))
}

// address is the full address of a page, for links that people send each other.
func (q *request) address(path string) string {
	scheme := "http"
	if q.s.Secure || q.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + q.r.Host + path
}

func changeMember(q *request) error {
	user, role := q.r.PathValue("user"), q.form("role")
	var err error
	if role == "" {
		err = q.s.Identity.Revoke(q.r.Context(), q.caller, user, q.member.OrgRef)
	} else {
		err = q.s.Identity.Grant(q.r.Context(), q.caller, user, q.member.OrgRef, identity.Role(role))
	}
	if err != nil {
		return err
	}
	return q.redirect(q.url("/settings"), "Saved.", 0)
}

func memberPassword(q *request) error {
	members, err := q.s.Identity.Members(q.r.Context(), q.org)
	if err != nil {
		return err
	}
	user := q.r.PathValue("user")
	if !slices.ContainsFunc(members, func(m identity.Member) bool { return m.User.ID == user }) {
		return errs.New(errs.NotFound, "There is no such member.")
	}
	link, err := q.s.Identity.PasswordLink(q.r.Context(), q.caller, user)
	if err != nil {
		return err
	}
	return q.settings(q.address("/password?token=" + link))
}

func createToken(q *request) error {
	var scopes []identity.Scope
	for _, s := range q.r.PostForm["scope"] {
		scopes = append(scopes, identity.Scope(s))
	}
	secret, _, err := q.s.Identity.CreateToken(q.r.Context(), q.caller, identity.NewToken{Org: q.member.OrgRef, Name: q.form("name"), Scopes: scopes, Expires: record.Date(q.form("expires"))})
	if err != nil {
		return err
	}
	return q.settings(secret)
}

func revokeToken(q *request) error {
	if err := q.s.Identity.RevokeToken(q.r.Context(), q.caller, q.r.PathValue("id")); err != nil {
		return err
	}
	return q.redirect(q.url("/settings"), "Revoked.", 0)
}
