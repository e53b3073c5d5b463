package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
)

// start leads to the caller's organisation, to sign-in, or to the set-up of an empty instance.
func start(q *request) error {
	if q.caller.UserID == "" {
		http.Redirect(q.w, q.r, "/sign-in", http.StatusSeeOther)
		return nil
	}
	if len(q.caller.Grants) == 1 {
		g := q.caller.Grants[0]
		home := "/"
		if g.Role == identity.Contributor || g.Role == identity.Auditor || g.Role == identity.Reader {
			home = dueAt // those who keep no registers come for what is due to them
		}
		http.Redirect(q.w, q.r, "/o/"+g.OrgRef+home, http.StatusSeeOther)
		return nil
	}
	return q.plainPage(http.StatusOK, "Your organisations",
		H1(Text("Your organisations")),
		If(len(q.caller.Grants) == 0, P(Class("lead"), Text("You have no role in any organisation yet. Ask an administrator to give you one."))),
		Ul(Class("lines"), Map(q.caller.Grants, func(g identity.Membership) Node {
			return Li(A(Href("/o/"+g.OrgRef+"/"), Text(g.OrgName)), Span(Class("soft end"), Text(g.Role.Label())))
		})), q.newOrganisation())
}

func (q *request) newOrganisation() Node {
	if !q.caller.Operator {
		return nil
	}
	return Section(H2(Text("Add an organisation")), q.postForm("/organisations", Class("record-form"),
		field("name", "Name", Input(Class("in"), ID("f-name"), Name("name"), Required())),
		Div(Class("row"), Span(), Button(Class("btn go"), Text("Add")))))
}

func addOrganisation(q *request) error {
	o, err := q.s.Identity.CreateOrganisation(q.r.Context(), q.caller, q.form("name"))
	if err != nil {
		return err
	}
	return q.redirect("/o/"+o.Ref+"/soa", o.Name+" added. Begin with the controls.", 0)
}

func field(name, label string, input Node, help ...Node) Node {
	return Div(Class("row"), Label(For("f-"+name), Text(label)), Div(input, Group(help)))
}

func password(name, autocomplete string) Node {
	return Input(Class("in"), Type("password"), ID("f-"+name), Name(name), Required(), AutoComplete(autocomplete))
}

func signInPage(q *request) error { return q.signInForm(http.StatusOK, nil) }

func (q *request) signInForm(status int, failed error) error {
	return q.plainPage(status, "Sign in", P(Class("motto"), Text("The management system whose every word can be checked.")), H1(Text("Sign in")),
		If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))))),
		Form(Class("record-form"), Method("post"), Action("/sign-in"), Input(Type("hidden"), Name("next"), Value(q.next())),
			field("email", "E-mail", Input(Class("in"), Type("email"), ID("f-email"), Name("email"), Required(), AutoFocus(), AutoComplete("username"), Value(q.form("email")))),
			field("password", "Password", password("password", "current-password")),
			Div(Class("row"), Span(), Button(Class("btn go"), Text("Sign in")))),
		P(Class("soft"), Text("No password, or forgotten? An administrator of your organisation can send you a link.")))
}

// next is where to go after signing in: an address of this program only.
func (q *request) next() string {
	next := q.r.FormValue("next")
	if u, err := url.Parse(next); err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		return "/"
	}
	return next
}

func (q *request) remote() string {
	host, _, err := net.SplitHostPort(q.r.RemoteAddr)
	if err != nil {
		return q.r.RemoteAddr
	}
	return host
}

func signIn(q *request) error {
	token, err := q.s.Identity.SignIn(q.r.Context(), q.form("email"), q.r.PostFormValue("password"), q.remote(), q.r.UserAgent())
	if err != nil {
		if kind := errs.KindOf(err); kind == errs.Internal {
			return err
		}
		return q.signInForm(errs.KindOf(err).Status(), asPeople(err))
	}
	q.setSession(token)
	http.Redirect(q.w, q.r, q.next(), http.StatusSeeOther)
	return nil
}

func (q *request) setSession(token string) {
	http.SetCookie(q.w, &http.Cookie{Name: sessionCookie, Value: token, Path: "/", HttpOnly: true, Secure: q.s.Secure, SameSite: http.SameSiteLaxMode})
}

func (q *request) startSession(userID string) error {
	token, err := q.s.Identity.StartSession(q.r.Context(), userID, q.remote(), q.r.UserAgent())
	if err != nil {
		return err
	}
	q.setSession(token)
	http.Redirect(q.w, q.r, q.next(), http.StatusSeeOther)
	return nil
}

func signOut(q *request) error {
	if err := q.s.Identity.SignOut(q.r.Context(), q.token); err != nil {
		return err
	}
	http.SetCookie(q.w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: q.s.Secure, SameSite: http.SameSiteLaxMode})
	http.Redirect(q.w, q.r, "/sign-in", http.StatusSeeOther)
	return nil
}

// demoSignIn signs a visitor of the demo in; outside the demo there is no such page.
func demoSignIn(q *request) error {
	if q.s.Demo == nil {
		return errs.New(errs.NotFound, "There is no such page.")
	}
	userID, err := q.s.Demo(q.r.Context(), q.param("token"))
	if err != nil {
		return err
	}
	return q.startSession(userID)
}

// setUpPage is the first page of an empty instance, reached by the one-time link that the program prints.
func setUpPage(q *request) error { return q.setUpForm(http.StatusOK, nil) }

func (q *request) setUpForm(status int, failed error) error {
	return q.plainPage(status, "Set up", H1(Text("Set up Assay")), P(Class("lead"), Text("Make the first organisation and its first administrator. This link works once.")),
		If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed))),
		Form(Class("record-form"), Method("post"), Action("/set-up"), Input(Type("hidden"), Name("token"), Value(q.r.FormValue("token"))),
			field("organisation", "Organisation", Input(Class("in"), ID("f-organisation"), Name("organisation"), Required(), Value(q.form("organisation")))),
			field("name", "Your name", Input(Class("in"), ID("f-name"), Name("name"), Required(), AutoComplete("name"), Value(q.form("name")))),
			field("email", "E-mail", Input(Class("in"), Type("email"), ID("f-email"), Name("email"), Required(), AutoComplete("username"), Value(q.form("email")))),
			field("password", "Password", password("password", "new-password"), P(Class("help"), Text("At least 12 characters."))),
			Div(Class("row"), Span(), Button(Class("btn go"), Text("Set up")))))
}

func setUp(q *request) error {
	u, err := q.s.Identity.Setup(q.r.Context(), q.form("token"), identity.SetupForm{Organisation: q.form("organisation"), Name: q.form("name"),
		Email: q.form("email"), Password: q.r.PostFormValue("password")}, q.remote())
	if err != nil {
		if errs.Is(err, errs.Internal) {
			return err
		}
		return q.setUpForm(errs.KindOf(err).Status(), asPeople(err))
	}
	return q.startSession(u.ID)
}

// passwordLinkPage sets a password by a one-time link: an invitation, or help for who forgot.
func passwordLinkPage(q *request) error {
	u, err := q.s.Identity.LinkUser(q.r.Context(), q.param("token"), q.remote())
	if err != nil {
		return err
	}
	return q.passwordLinkForm(http.StatusOK, u.Email, nil)
}

func (q *request) passwordLinkForm(status int, email string, failed error) error {
	return q.plainPage(status, "Choose a password", H1(Text("Choose a password")), P(Class("lead"), Text("For "+email+". This link works once.")),
		If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed))),
		Form(Class("record-form"), Method("post"), Action("/password"), Input(Type("hidden"), Name("token"), Value(q.r.FormValue("token"))), Input(Type("hidden"), Name("email"), Value(email), AutoComplete("username")),
			field("password", "New password", password("password", "new-password"), P(Class("help"), Text("At least 12 characters."))),
			Div(Class("row"), Span(), Button(Class("btn go"), Text("Set password")))))
}

func passwordLink(q *request) error {
	u, err := q.s.Identity.UsePasswordLink(q.r.Context(), q.form("token"), q.r.PostFormValue("password"), q.remote())
	if err != nil {
		if errs.Is(err, errs.Invalid) {
			return q.passwordLinkForm(http.StatusUnprocessableEntity, q.form("email"), asPeople(err))
		}
		return err
	}
	return q.startSession(u.ID)
}
