package app

import (
	"bytes"
	"testing"

	"github.com/assay-isms/assay/internal/identity"
)

// TestBackupKeepsSignIns restores an instance whose people and programs then sign in as before.
func TestBackupKeepsSignIns(t *testing.T) {
	ctx, a, local := t.Context(), open(t), identity.Local("test")
	o, err := a.Identity.CreateOrganisation(ctx, local, "Acme")
	must(t, err)
	u, err := a.Identity.CreateUser(ctx, local, "Ada", "ada@example.org", false)
	must(t, err)
	must(t, a.Identity.Grant(ctx, local, u.ID, o.ID, identity.Editor))
	link, err := a.Identity.PasswordLink(ctx, local, u.ID)
	must(t, err)
	const password = "lantern orbit velvet gravel"
	_, err = a.Identity.UsePasswordLink(ctx, link, password, "")
	must(t, err)
	secret, _, err := a.Identity.CreateToken(ctx, local, identity.NewToken{Org: o.ID, User: u.ID, Name: "CI", Scopes: []identity.Scope{identity.ScopeRead}})
	must(t, err)
	var backup bytes.Buffer
	must(t, a.Backup(ctx, &backup))

	b := open(t)
	must(t, b.Restore(ctx, bytes.NewReader(backup.Bytes()), int64(backup.Len())))
	if _, err := b.Identity.SignIn(ctx, "ada@example.org", password, "", ""); err != nil {
		t.Error(err)
	}
	if _, err := b.Identity.SignIn(ctx, "ada@example.org", "another", "", ""); err == nil {
		t.Error("any password signs in")
	}
	caller, err := b.Identity.CallerFromToken(ctx, secret, "")
	must(t, err)
	if caller.UserID != u.ID {
		t.Errorf("the token acts for %q", caller.UserID)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
