package identity_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

const (
	r = record.MayRead
	e = record.MayEdit
	a = record.MayApprove
	x = record.MayAdminister
	c = record.MayContribute
)

// mayBe is written apart from the product's table on purpose.
var mayBe = map[identity.Role]record.Permission{
	identity.Administrator: r | e | a | x | c,
	identity.Manager:       r | e | a | c,
	identity.Editor:        r | e | c,
	identity.Contributor:   r | c,
	identity.Auditor:       r | c,
	identity.Reader:        r,
}

var scopeMay = map[identity.Scope]record.Permission{
	identity.ScopeRead: r, identity.ScopeWrite: r | e | c, identity.ScopeApprove: r | a, identity.ScopeAdminister: r | x,
}

func TestRolesAndScopesGiveExactlyTheirPermissions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		if len(identity.Roles()) != len(mayBe) {
			t.Errorf("roles %v", identity.Roles())
		}
		for role, may := range mayBe {
			who, _ := h.member("m-"+string(role), role)
			o, err := h.Org(ctx, who, "acme")
			must(t, err)
			if got := o.Actor(); got.Can != may || got.ID != who.UserID || got.User != who.UserID || got.Name != "m-"+string(role) {
				t.Errorf("%s: %+v", role, got)
			}
			if who.Operator {
				t.Errorf("%s is an operator", role)
			}
			for scope, limit := range scopeMay {
				secret, token, err := h.CreateToken(ctx, who, identity.NewToken{Org: "acme", Name: "script", Scopes: []identity.Scope{scope}})
				must(t, err)
				program, err := h.CallerFromToken(ctx, secret, home)
				must(t, err)
				o, err := h.Org(ctx, program, "acme")
				must(t, err)
				if got := o.Actor(); got.Can != may&limit || got.ID != token.ID || got.User != who.UserID {
					t.Errorf("%s with scope %s: %+v", role, scope, got)
				}
			}
		}
	})
}

func TestOrganisationsAreApart(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		other, err := h.CreateOrganisation(ctx, h.ann, "Other")
		must(t, err)
		bob, _ := h.member("bob", identity.Administrator)
		for _, key := range []string{"other", other.ID, "Other", "nowhere", "", identity.InstanceID, "../acme"} {
			_, err := h.Org(ctx, bob, key)
			wantKind(t, key, err, errs.NotFound)
			if want := strings.ReplaceAll(notHere, "KEY", fmt.Sprintf("%q", key)); err.Error() != want {
				t.Errorf("%q tells more than nothing: %v", key, err)
			}
			for what, err := range map[string]error{
				"grant":  h.Grant(ctx, bob, bob.UserID, key, identity.Reader),
				"revoke": h.Revoke(ctx, bob, h.ann.UserID, key),
				"invite": third(h.Invite(ctx, bob, key, "Eve", "eve@example.org", identity.Reader)),
				"token":  third(h.CreateToken(ctx, bob, identity.NewToken{Org: key, Name: "x", Scopes: []identity.Scope{identity.ScopeRead}})),
				"tokens": second(h.Tokens(ctx, bob, key)),
			} {
				wantKind(t, what+" in "+key, err, errs.NotFound)
			}
		}
		_, err = h.Instance(bob)
		wantKind(t, "instance", err, errs.Denied)
		_, err = h.Users(ctx, bob)
		wantKind(t, "users", err, errs.Denied)
		_, err = h.User(ctx, bob, "ann@example.org")
		wantKind(t, "user", err, errs.Denied)
		_, err = h.CreateUser(ctx, bob, "Eve", "eve@example.org", false)
		wantKind(t, "create user", err, errs.Denied)
		_, err = h.CreateOrganisation(ctx, bob, "Third")
		wantKind(t, "create organisation", err, errs.Denied)

		must(t, h.Grant(ctx, h.ann, bob.UserID, "other", identity.Reader))
		bob = h.caller(h.session(bob.UserID))
		o, err := h.Org(ctx, bob, other.ID)
		must(t, err)
		if o.Actor().Can != r {
			t.Errorf("may %v elsewhere", o.Actor().Can)
		}
	})
}

const notHere = `There is no organisation KEY here, or you have no role in it.`

func second[A any](_ A, err error) error        { return err }
func third[A, B any](_ A, _ B, err error) error { return err }

func (h *house) session(userID string) string {
	h.t.Helper()
	token, err := h.StartSession(h.t.Context(), userID, home, "test")
	must(h.t, err)
	return token
}

func TestWhatIsTakenAwayIsGoneAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		bob, session := h.member("bob", identity.Editor)
		secret, token, err := h.CreateToken(ctx, bob, identity.NewToken{Org: "acme", Name: "ci", Scopes: []identity.Scope{identity.ScopeWrite}, Expires: "2026-03-03"})
		must(t, err)
		works := func() bool { _, err := h.CallerFromToken(ctx, secret, home); return err == nil }
		can := func() record.Permission {
			o, err := h.Org(ctx, h.caller(session), "acme")
			if err != nil {
				return 0
			}
			return o.Actor().Can
		}
		if !works() || can() != mayBe[identity.Editor] {
			t.Fatalf("before: token %v, can %v", works(), can())
		}
		must(t, h.Grant(ctx, h.ann, bob.UserID, "acme", identity.Reader))
		if can() != r {
			t.Errorf("after the change of role: %v", can())
		}
		must(t, h.Revoke(ctx, h.ann, bob.UserID, "acme"))
		if works() || can() != 0 {
			t.Errorf("after the revocation: token %v, can %v", works(), can())
		}
		must(t, h.Grant(ctx, h.ann, bob.UserID, "acme", identity.Reader))
		u, err := h.User(ctx, h.ann, bob.UserID)
		must(t, err)
		u.Active = false
		must(t, h.UpdateUser(ctx, h.ann, u))
		if _, err := h.CallerFromSession(ctx, session); works() || !errs.Is(err, errs.SignIn) {
			t.Errorf("inactive user: token %v, session %v", works(), err)
		}
		_, err = h.CallerFromSession(ctx, h.session(bob.UserID))
		wantKind(t, "new session of an inactive user", err, errs.SignIn)
		u.Active = true
		must(t, h.UpdateUser(ctx, h.ann, u))
		h.clock.add(24 * time.Hour)
		if !works() {
			t.Error("a token ends before its last day is over")
		}
		h.clock.add(24 * time.Hour)
		if works() {
			t.Error("a token works after its last day")
		}
		h.clock.add(-24 * time.Hour)
		must(t, h.RevokeToken(ctx, h.ann, token.ID))
		if works() {
			t.Error("a revoked token works")
		}
		names, err := h.Names(ctx, []string{bob.UserID, token.ID, "system", "cli:root", "unknown"})
		if err != nil || len(names) != 4 || names[bob.UserID] != "bob" || names[token.ID] != "API token ci" {
			t.Errorf("names %v, %v", names, err)
		}
	})
}

func TestAnAdministratorCannotReachBeyondTheirOrganisation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, err := h.CreateOrganisation(ctx, h.ann, "Other")
		must(t, err)
		bob, _ := h.member("bob", identity.Administrator)
		eve, _ := h.member("eve", identity.Editor)
		secret, _, err := h.CreateToken(ctx, bob, identity.NewToken{Org: "acme", Name: "x", Scopes: []identity.Scope{identity.ScopeAdminister}})
		must(t, err)
		program, err := h.CallerFromToken(ctx, secret, home)
		must(t, err)

		_, err = h.PasswordLink(ctx, bob, h.ann.UserID)
		wantKind(t, "link to an operator", err, errs.Denied)
		_, err = h.PasswordLink(ctx, eve, bob.UserID)
		wantKind(t, "link by an editor", err, errs.Denied)
		_, err = h.PasswordLink(ctx, program, eve.UserID)
		wantKind(t, "link by a token", err, errs.Denied)
		_, _, err = h.CreateToken(ctx, program, identity.NewToken{Org: "acme", Name: "y", Scopes: []identity.Scope{identity.ScopeRead}})
		wantKind(t, "token by a token", err, errs.Denied)
		_, _, err = h.CreateToken(ctx, bob, identity.NewToken{Org: "acme", User: eve.UserID, Name: "y", Scopes: []identity.Scope{identity.ScopeRead}})
		wantKind(t, "token for another", err, errs.Denied)
		wantKind(t, "grant by an editor", h.Grant(ctx, eve, eve.UserID, "acme", identity.Administrator), errs.Denied)

		link, err := h.PasswordLink(ctx, bob, eve.UserID)
		must(t, err)
		must(t, h.Grant(ctx, h.ann, eve.UserID, "other", identity.Administrator))
		_, err = h.UsePasswordLink(ctx, link, another, home)
		wantKind(t, "link from before the user had a role elsewhere", err, errs.NotFound)
		_, err = h.PasswordLink(ctx, bob, eve.UserID)
		wantKind(t, "link to a user with a role elsewhere", err, errs.Denied)

		outsider, err := h.CreateUser(ctx, h.ann, "Out", "out@example.org", false)
		must(t, err)
		_, _, err = h.Invite(ctx, bob, "acme", "Out", "out@example.org", identity.Reader)
		wantKind(t, "inviting who is here", err, errs.Denied)
		wantKind(t, "granting who is not a member", h.Grant(ctx, bob, outsider.ID, "acme", identity.Reader), errs.NotFound)
		bobs, err := h.User(ctx, bob, bob.UserID)
		must(t, err)
		bobs.Operator = true
		wantKind(t, "making oneself an operator", h.UpdateUser(ctx, bob, bobs), errs.Denied)
	})
}

func TestSomebodyStaysInCharge(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		u, err := h.User(ctx, h.ann, h.ann.UserID)
		must(t, err)
		u.Operator = false
		wantKind(t, "last operator", h.UpdateUser(ctx, h.ann, u), errs.Conflict)
		u.Operator, u.Active = true, false
		wantKind(t, "last operator", h.UpdateUser(ctx, h.ann, u), errs.Conflict)
		bob, _ := h.member("bob", identity.Administrator)
		must(t, h.Revoke(ctx, bob, h.ann.UserID, "acme"))
		wantKind(t, "last administrator", h.Revoke(ctx, bob, bob.UserID, "acme"), errs.Conflict)
		wantKind(t, "last administrator", h.Grant(ctx, bob, bob.UserID, "acme", identity.Reader), errs.Conflict)
	})
}

func TestTheInstanceLogProvesWhoWasAllowedWhat(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		bob, _ := h.member("bob", identity.Editor)
		must(t, h.Grant(ctx, h.ann, bob.UserID, "acme", identity.Manager))
		must(t, h.Revoke(ctx, h.ann, bob.UserID, "acme"))
		o, err := h.Instance(h.ann)
		must(t, err)
		must(t, o.Read(ctx, func(rd *record.Reader) error {
			hits, err := rd.Search("bob", 10)
			if err != nil || len(hits) != 1 {
				return fmt.Errorf("hits %v, %w", hits, err)
			}
			return nil
		}))
		_, err = o.Write(ctx, "", func(w *record.Writer) error {
			return identity.Users.Put(w, &identity.User{Name: "Eve", Email: "eve@example.org"})
		})
		wantKind(t, "writing past the service", err, errs.Denied)
		acme, err := h.Org(ctx, h.ann, "acme")
		must(t, err)
		_, err = acme.Write(ctx, "", func(w *record.Writer) error {
			return identity.Users.Put(w, &identity.User{Name: "Eve", Email: "eve@example.org", Operator: true})
		})
		wantKind(t, "a user in an organisation's log", err, errs.Denied)
		if log := entries(t, h, "grant"); len(log) != 4 || log[3] != "delete" {
			t.Errorf("entries of grants: %v", log)
		}
	})
}

func entries(t *testing.T, h *house, kind string) (ops []string) {
	t.Helper()
	must(t, h.db.Read(t.Context(), identity.InstanceID, func(tx *db.Tx) error {
		return tx.Query(t.Context(), `SELECT op FROM journal_entry WHERE org = $1 AND kind = $2 ORDER BY seq`, []any{identity.InstanceID, kind}, func(scan func(...any) error) error {
			var op string
			err := scan(&op)
			ops = append(ops, op)
			return err
		})
	}))
	return ops
}

// No secret lies in the database as it was shown, nor anywhere in a journal.
func TestSecretsAreKeptAsHashes(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	secret, _, err := h.CreateToken(t.Context(), h.ann, identity.NewToken{Org: "acme", Name: "x", Scopes: []identity.Scope{identity.ScopeRead}})
	must(t, err)
	if !strings.HasPrefix(secret, "assay_") || len(secret) != 6+43 {
		t.Errorf("secret of %d characters", len(secret))
	}
	session := h.signIn("ann@example.org", good)
	_, link, err := h.Invite(t.Context(), h.ann, "acme", "Bob", "bob@example.org", identity.Reader)
	must(t, err)
	report, _, err := h.CreateReportLink(t.Context(), h.ann, "acme", "Cleaners", "")
	must(t, err)
	calendar, err := h.MakeCalendar(t.Context(), h.ann, "")
	must(t, err)
	for _, table := range []string{"identity_password", "identity_session", "identity_token", "identity_link", "identity_guest", "identity_calendar", "identity_attempt", "journal_entry"} {
		must(t, h.db.Read(t.Context(), "", func(tx *db.Tx) error {
			columns := map[string]string{"identity_password": "hash || user_id", "identity_session": "hash || id", "identity_token": "hash || id",
				"identity_link": "hash || made_by", "identity_guest": "hash || name", "identity_calendar": "hash || user_id", "identity_attempt": "subject", "journal_entry": "body || reason || actor"}[table]
			return tx.Query(t.Context(), `SELECT `+columns+` FROM `+table, nil, func(scan func(...any) error) error {
				var text string
				err := scan(&text)
				for what, s := range map[string]string{"password": good, "session": session, "token": secret[6:], "link": link, "report link": report, "calendar": calendar} {
					if strings.Contains(text, s) {
						t.Errorf("%s holds the %s as shown", table, what)
					}
				}
				return err
			})
		}))
	}
}

func TestPostgresHidesSecretsFromOrganisations(t *testing.T) {
	h := newHouse(t, testdb.Postgres(t))
	h.signIn("ann@example.org", good)
	for _, org := range []string{h.ann.Grants[0].OrgID, "", identity.InstanceID} {
		for _, table := range []string{"identity_password", "identity_session"} {
			var n int
			must(t, h.db.Read(t.Context(), org, func(tx *db.Tx) error {
				_, err := tx.Get(t.Context(), `SELECT count(*) FROM `+table, nil, &n)
				return err
			}))
			if (n > 0) != (org == identity.InstanceID) {
				t.Errorf("a transaction of %q sees %d rows of %s", org, n, table)
			}
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		session := h.signIn("ann@example.org", good)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				name := fmt.Sprintf("p%d", i)
				u, _, err := h.Invite(ctx, h.ann, "acme", name, name+"@example.org", identity.Reader)
				if err != nil {
					t.Errorf("invite: %v", err)
					return
				}
				for range 5 {
					if _, err := h.CallerFromSession(ctx, session); err != nil {
						t.Errorf("session: %v", err)
					}
				}
				if err := h.Grant(ctx, h.ann, u.ID, "acme", identity.Editor); err != nil {
					t.Errorf("grant: %v", err)
				}
			})
			wg.Go(func() { _, _, _ = h.Invite(ctx, h.ann, "acme", "Same", "same@example.org", identity.Reader) })
		}
		wg.Wait()
		o, err := h.Org(ctx, h.ann, "acme")
		must(t, err)
		members, err := h.Members(ctx, o)
		must(t, err)
		editors := 0
		for _, m := range members {
			if m.Role == identity.Editor {
				editors++
			}
		}
		if len(members) != 10 || editors != 8 {
			t.Errorf("%d members, %d editors", len(members), editors)
		}
	})
}

func BenchmarkCallerFromSession(b *testing.B) {
	for name, d := range map[string]*db.DB{"sqlite": testdb.SQLite(b), "postgres": testdb.Postgres(b)} {
		h := newHouse(b, d)
		token := h.signIn("ann@example.org", good)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := h.CallerFromSession(b.Context(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
