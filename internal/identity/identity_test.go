package identity_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

const (
	good    = "violet tractor hums 7"
	another = "slow granite kettle 9"
	home    = "192.0.2.7"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// house is an instance with one organisation, Acme, and its administrator and operator Ann.
type house struct {
	*identity.Service
	t     testing.TB
	db    *db.DB
	store *record.Store
	clock *clock
	ann   identity.Caller
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	testdb.Each(t, func(t *testing.T, d *db.DB) { test(t, newHouse(t, d)) })
}

func empty(t testing.TB, d *db.DB) *house {
	t.Helper()
	c := &clock{t: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	store, err := record.Open(t.Context(), d, journal.Keys(filepath.Join(t.TempDir(), "keys")), c.now, identity.Kinds())
	must(t, err)
	s, err := identity.Open(t.Context(), store)
	must(t, err)
	t.Cleanup(s.Close)
	s.CheapHashes()
	return &house{Service: s, t: t, db: d, store: store, clock: c}
}

func newHouse(t testing.TB, d *db.DB) *house {
	t.Helper()
	h := empty(t, d)
	token, needed, err := h.SetupLink(t.Context())
	must(t, err)
	if !needed {
		t.Fatal("an empty instance needs no set-up")
	}
	_, err = h.Setup(t.Context(), token, identity.SetupForm{Organisation: "Acme", Name: "Ann", Email: "Ann@example.org ", Password: good}, home)
	must(t, err)
	h.ann = h.caller(h.signIn("ann@example.org", good))
	return h
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, what string, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("%s: error %v, want %s", what, err, kind)
	}
}

func (h *house) signIn(email, password string) string {
	h.t.Helper()
	token, err := h.SignIn(h.t.Context(), email, password, home, "test")
	must(h.t, err)
	return token
}

func (h *house) caller(token string) identity.Caller {
	h.t.Helper()
	c, err := h.CallerFromSession(h.t.Context(), token)
	must(h.t, err)
	return c
}

// member makes a user with a role in Acme and signs them in without a password.
func (h *house) member(name string, role identity.Role) (identity.Caller, string) {
	h.t.Helper()
	u, _, err := h.Invite(h.t.Context(), h.ann, "acme", name, name+"@example.org", role)
	must(h.t, err)
	token, err := h.StartSession(h.t.Context(), u.ID, home, "test")
	must(h.t, err)
	return h.caller(token), token
}

func TestSetupHappensOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := empty(t, d), t.Context()
		old, _, err := h.SetupLink(ctx)
		must(t, err)
		token, _, err := h.SetupLink(ctx)
		must(t, err)
		form := identity.SetupForm{Organisation: "Acme", Name: "Ann", Email: "ann@example.org", Password: good}
		for what, c := range map[string]struct {
			token string
			form  identity.SetupForm
			kind  errs.Kind
		}{
			"an earlier link": {old, form, errs.NotFound},
			"no link":         {"", form, errs.NotFound},
			"bad password":    {token, identity.SetupForm{Organisation: "Acme", Name: "Ann", Email: "ann@example.org", Password: "short"}, errs.Invalid},
			"bad address":     {token, identity.SetupForm{Organisation: "Acme", Name: "Ann", Email: "ann", Password: good}, errs.Invalid},
			"no organisation": {token, identity.SetupForm{Name: "Ann", Email: "ann@example.org", Password: good}, errs.Invalid},
		} {
			_, err := h.Setup(ctx, c.token, c.form, home)
			wantKind(t, what, err, c.kind)
		}
		var won int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				form := form
				form.Email, form.Organisation = fmt.Sprintf("ann%d@example.org", i), fmt.Sprintf("Acme %d", i)
				if _, err := h.Setup(ctx, token, form, home); err == nil {
					mu.Lock()
					won++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("%d of 4 parallel set-ups won", won)
		}
		if _, needed, err := h.SetupLink(ctx); needed || err != nil {
			t.Errorf("set-up still needed: %v, %v", needed, err)
		}
		users, err := h.Users(ctx, identity.Local("root"))
		if err != nil || len(users) != 1 {
			t.Fatalf("%d users, %v", len(users), err)
		}
		c := h.caller(h.signIn(users[0].Email, good))
		if len(c.Grants) != 1 || c.Grants[0].Role != identity.Administrator || !c.Operator {
			t.Errorf("the first user is %+v", c)
		}
	})
}

func TestSetupTakesTheOrganisationOfTheCommandLine(t *testing.T) {
	h, ctx := empty(t, testdb.SQLite(t)), t.Context()
	o, err := h.CreateOrganisation(ctx, identity.Local("root"), "Müller & Söhne AG")
	must(t, err)
	if o.Ref != "muller-sohne-ag" {
		t.Errorf("short name %q", o.Ref)
	}
	token, _, err := h.SetupLink(ctx)
	must(t, err)
	_, err = h.Setup(ctx, token, identity.SetupForm{Organisation: "müller & söhne ag", Name: "Ann", Email: "ann@example.org", Password: good}, home)
	must(t, err)
	if g := h.caller(h.signIn("ann@example.org", good)).Grants; len(g) != 1 || g[0].OrgID != o.ID {
		t.Errorf("grants %v", g)
	}
}

func TestSignInTellsStrangersNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, _, err := h.Invite(t.Context(), h.ann, "acme", "Bob", "bob@example.org", identity.Reader)
		must(t, err)
		answers := map[string]bool{}
		for _, c := range [][2]string{{"ann@example.org", "wrong password"}, {"nobody@example.org", good}, {"bob@example.org", good},
			{"", ""}, {"ann@example.org", ""}, {"ann@example.org", strings.Repeat("x", 100_000)}, {"ann@example.org' OR 1=1 --", good}} {
			_, err := h.SignIn(t.Context(), c[0], c[1], home, "test")
			wantKind(t, c[0], err, errs.SignIn)
			answers[err.Error()] = true
		}
		if len(answers) != 1 {
			t.Errorf("different answers: %v", answers)
		}
		h.signIn(" ANN@example.org", good)
		for _, token := range []string{"", "x", good, strings.Repeat("A", 43)} {
			_, err := h.CallerFromSession(t.Context(), token)
			wantKind(t, "session "+token, err, errs.SignIn)
		}
	})
}

// The work of a hash dwarfs everything else, so a path without one shows clearly.
func TestEveryRefusalCostsAHash(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	s, err := identity.Open(t.Context(), h.store) // with hashes that cost
	must(t, err)
	t.Cleanup(s.Close)
	must(t, s.ChangePassword(t.Context(), h.ann, good, another))
	took := func(email string) time.Duration {
		fastest := time.Hour
		for range 3 {
			start := time.Now()
			_, err := s.SignIn(t.Context(), email, "wrong password", home, "test")
			wantKind(t, email, err, errs.SignIn)
			fastest = min(fastest, time.Since(start))
		}
		h.clock.add(time.Minute) // refill the bucket
		return fastest
	}
	wrong := took("ann@example.org")
	unknown := took("nobody@example.org")
	for range 4 {
		took("ann@example.org")
	}
	paused := took("ann@example.org")
	for what, d := range map[string]time.Duration{"unknown": unknown, "paused": paused} {
		if d < wrong/4 {
			t.Errorf("%s takes %v, a wrong password %v", what, d, wrong)
		}
	}
}

func TestTooManyFailuresPauseTheAccountForEverybody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		try := func(email, password string) error {
			h.clock.add(2 * time.Second) // stay below the rate limit
			_, err := h.SignIn(ctx, email, password, home, "test")
			return err
		}
		for range 9 {
			wantKind(t, "wrong", try("ann@example.org", "wrong"), errs.SignIn)
		}
		must(t, try("ann@example.org", good)) // and the count begins again
		for range 10 {
			wantKind(t, "wrong", try("ann@example.org", "wrong"), errs.SignIn)
		}
		wantKind(t, "right, but paused", try("ann@example.org", good), errs.SignIn)
		h.clock.add(time.Minute)
		wantKind(t, "wrong after the pause", try("ann@example.org", "wrong"), errs.SignIn)
		h.clock.add(time.Minute)
		wantKind(t, "the second pause is longer", try("ann@example.org", good), errs.SignIn)
		h.clock.add(time.Minute)
		must(t, try("ann@example.org", good))
	})
}

func TestParallelGuessesGainNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				_, _ = h.SignIn(context.Background(), "ann@example.org", "wrong", "192.0.2."+string(rune('1'+i%9)), "test")
			})
		}
		wg.Wait()
		_, err := h.SignIn(t.Context(), "ann@example.org", good, home, "test")
		wantKind(t, "after 24 parallel guesses", err, errs.SignIn)
	})
}

func TestOneNetworkIsPausedWhicheverAccountsItTries(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	for i := range 50 {
		h.clock.add(2 * time.Second)
		// An IPv6 client has 64 bits of addresses of its own.
		_, err := h.SignIn(t.Context(), "user"+string(rune('a'+i))+"@example.org", "wrong", "[2001:db8::"+string(rune('1'+i%9))+"]:4711", "test")
		wantKind(t, "guess", err, errs.SignIn)
	}
	_, err := h.SignIn(t.Context(), "ann@example.org", good, "2001:db8::ffff", "test")
	wantKind(t, "same network", err, errs.SignIn)
	_, err = h.SignIn(t.Context(), "ann@example.org", good, "2001:db8:0:1::1", "test")
	must(t, err)
}

func TestARateLimitSlowsEachClient(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	allowed := 0
	for range 40 {
		if h.Allow("x", "198.51.100.1:80") == nil {
			allowed++
		}
	}
	if allowed != 30 {
		t.Errorf("%d of 40 at once", allowed)
	}
	wantKind(t, "another port", h.Allow("x", "198.51.100.1:81"), errs.TooMany)
	must(t, h.Allow("x", "198.51.100.2:80"))
	must(t, h.Allow("y", "198.51.100.1:80"))
	h.clock.add(2 * time.Second)
	must(t, h.Allow("x", "198.51.100.1:80"))
	wantKind(t, "one every two seconds", h.Allow("x", "198.51.100.1:80"), errs.TooMany)
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		idle := h.signIn("ann@example.org", good)
		h.clock.add(identity.SessionIdle + time.Second)
		_, err := h.CallerFromSession(ctx, idle)
		wantKind(t, "idle", err, errs.SignIn)

		used := h.signIn("ann@example.org", good)
		start := h.clock.now()
		for h.clock.now().Sub(start) < identity.SessionMax-6*time.Hour {
			h.clock.add(6 * time.Hour)
			h.caller(used)
			waitSeen(h, used)
		}
		h.clock.add(6*time.Hour + time.Second)
		_, err = h.CallerFromSession(ctx, used)
		wantKind(t, "14 days old", err, errs.SignIn)

		out := h.signIn("ann@example.org", good)
		stays := h.signIn("ann@example.org", good)
		must(t, h.SignOut(ctx, out))
		_, err = h.CallerFromSession(ctx, out)
		wantKind(t, "signed out", err, errs.SignIn)
		must(t, h.EndSession(ctx, h.ann, h.caller(stays).Session))
		_, err = h.CallerFromSession(ctx, stays)
		wantKind(t, "ended from elsewhere", err, errs.SignIn)
	})
}

// waitSeen waits until the session's last use is written, which happens after the answer.
func waitSeen(h *house, token string) {
	h.t.Helper()
	c := h.caller(token)
	for range 500 {
		all, err := h.Sessions(h.t.Context(), c)
		must(h.t, err)
		for _, v := range all {
			if v.Current && v.Seen.Equal(h.clock.now()) {
				return
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	h.t.Fatal("the session's last use was not written")
}

func TestChangingThePasswordEndsOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		mine, theirs := h.signIn("ann@example.org", good), h.signIn("ann@example.org", good)
		link, err := h.PasswordLink(ctx, h.ann, h.ann.UserID)
		must(t, err)
		me := h.caller(mine)
		wantKind(t, "wrong current", h.ChangePassword(ctx, me, another, another), errs.Denied)
		wantKind(t, "weak new", h.ChangePassword(ctx, me, good, "Password2026!"), errs.Invalid)
		h.caller(theirs)
		must(t, h.ChangePassword(ctx, me, good, another))
		h.caller(mine)
		_, err = h.CallerFromSession(ctx, theirs)
		wantKind(t, "other session", err, errs.SignIn)
		_, err = h.UsePasswordLink(ctx, link, good, home)
		wantKind(t, "link made before", err, errs.NotFound)
		_, err = h.SignIn(ctx, "ann@example.org", good, home, "test")
		wantKind(t, "old password", err, errs.SignIn)
		h.signIn("ann@example.org", another)
	})
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	for _, weak := range []string{"", "eleven char", "Password2026!", "P@ssw0rd-2024", "qwertyuiop12", "123456789012", "passwordpassword",
		"aaaaaaaaaaaaaaaa", "abababababab", "LetMeIn!!!!!!", "ann@example.org1", "the example violet", "acmeacme violet 7", strings.Repeat("long ", 200)} {
		err := h.ChangePassword(t.Context(), h.ann, good, weak)
		wantKind(t, weak, err, errs.Invalid)
	}
	for _, fine := range []string{another, "ünïcödé wörds gälore", "kV9#mq2!Lx0zT", "日本語のパスワードは長いほうがよい"} {
		must(t, h.ChangePassword(t.Context(), h.ann, good, fine))
		must(t, h.ChangePassword(t.Context(), h.ann, fine, good))
	}
}

func TestPasswordLinksWorkOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		bob, link, err := h.Invite(ctx, h.ann, "acme", "Bob", "Bob@example.org", identity.Editor)
		must(t, err)
		u, err := h.LinkUser(ctx, link, home)
		if err != nil || u.Email != "bob@example.org" {
			t.Fatalf("LinkUser: %+v, %v", u, err)
		}
		_, err = h.UsePasswordLink(ctx, link, "short", home)
		wantKind(t, "weak", err, errs.Invalid)
		var won int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := h.UsePasswordLink(ctx, link, another, home); err == nil {
					mu.Lock()
					won++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("a link worked %d times", won)
		}
		old := h.signIn("bob@example.org", another)

		run, err := h.PasswordLink(ctx, h.ann, bob.ID)
		must(t, err)
		h.clock.add(24*time.Hour + time.Second)
		_, err = h.UsePasswordLink(ctx, run, good, home)
		wantKind(t, "run out", err, errs.NotFound)

		reset, err := h.PasswordLink(ctx, identity.Local("root"), bob.ID)
		must(t, err)
		_, err = h.UsePasswordLink(ctx, reset, good, home)
		must(t, err)
		_, err = h.CallerFromSession(ctx, old)
		wantKind(t, "session from before the reset", err, errs.SignIn)
		h.signIn("bob@example.org", good)

		unused, err := h.PasswordLink(ctx, h.ann, bob.ID)
		must(t, err)
		bob, err = h.User(ctx, h.ann, bob.Ref)
		must(t, err)
		bob.Active = false
		must(t, h.UpdateUser(ctx, h.ann, bob))
		_, err = h.SignIn(ctx, "bob@example.org", good, home, "test")
		wantKind(t, "inactive user", err, errs.SignIn)
		_, err = h.UsePasswordLink(ctx, unused, good, home)
		wantKind(t, "link of an inactive user", err, errs.NotFound)
	})
}

func TestFormsBelongToTheirSession(t *testing.T) {
	must(t, identity.CheckCSRF("session a", identity.CSRF("session a")))
	for _, c := range [][2]string{{"session b", identity.CSRF("session a")}, {"session a", ""}, {"", identity.CSRF("")}, {"session a", "session a"}} {
		wantKind(t, c[0], identity.CheckCSRF(c[0], c[1]), errs.Denied)
	}
}
