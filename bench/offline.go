package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// offline fills the store of an instance and times what needs no server: rebuilding, verifying, opening the past. The
// key signs in to the organisation it makes.
func offline(i instance, n int, engine bool) key {
	dsn := i.dsn
	if dsn == "" {
		dsn = "sqlite:" + filepath.Join(i.data, "assay.db")
	}
	must(os.MkdirAll(i.data, 0o700))
	d, err := db.Open(ctx, dsn)
	must(err)
	defer d.Close()
	store, err := record.Open(ctx, d, journal.Keys(filepath.Join(i.data, "keys")), time.Now, append(isms.Kinds(), identity.Kinds()...))
	must(err)
	people, err := identity.Open(ctx, store)
	must(err)
	defer people.Close()
	k, org := settle(store, people)
	fill(store, org, n)
	_, err = store.Rebuild(ctx)
	must(err)
	var entries int64
	took := timed(func() { entries, err = store.Rebuild(ctx) })
	must(err)
	large := func(rate float64) target { // a small store is mostly beginning and end
		if n < 10_000 {
			return target{}
		}
		return target{rate: rate}
	}
	pace("rebuild, entries", entries, took, large(50_000))
	plan(org, n)
	verify(store, org, large(300_000))
	if engine {
		reads(org, n)
		writes(org)
	}
	past(org)
	return k
}

// settle makes the organisation, and a user who administers it and has a session and a token.
func settle(store *record.Store, people *identity.Service) (k key, org *record.Org) {
	org, user := found(store, people)
	return enter(people, org, user), org
}

// found makes the organisation and a user who administers it.
func found(store *record.Store, people *identity.Service) (org *record.Org, user string) {
	by := identity.Local("bench")
	o, err := people.CreateOrganisation(ctx, by, "Bench")
	must(err)
	u, err := people.CreateUser(ctx, by, "Ada", "ada@example.org", false)
	must(err)
	must(people.Grant(ctx, by, u.ID, o.ID, identity.Administrator))
	org, err = store.Org(o.ID, record.System)
	must(err)
	return org, u.ID
}

// enter gives the user a session and a token.
func enter(people *identity.Service, org *record.Org, user string) (k key) {
	var err error
	k.session, err = people.StartSession(ctx, user, "127.0.0.1", "bench")
	must(err)
	k.csrf = identity.CSRF(k.session)
	k.token, _, err = people.CreateToken(ctx, identity.Local("bench"), identity.NewToken{Org: org.ID(), User: user, Name: "bench", Scopes: []identity.Scope{identity.ScopeRead, identity.ScopeWrite}})
	must(err)
	return k
}

func verify(store *record.Store, org *record.Org, t target) {
	key, err := store.Keys.Get(org.ID())
	must(err)
	entries := head(org).Size
	none := func(faults int, err error) {
		must(err)
		if faults > 0 {
			must(fmt.Errorf("%d faults found", faults))
		}
	}
	took := timed(func() {
		_, faults, err := journal.Verify(ctx, store.DB, org.ID(), key.Verifier)
		none(len(faults), err)
	})
	pace("verify the journal, entries", entries, took, t)
	took = timed(func() {
		rep, err := store.Verify(ctx, org.ID())
		none(len(rep.Faults), err)
	})
	pace("verify journal and tables, entries", entries, took, target{})
}

// past times the first opening of the present moment as a past one, and the second.
func past(org *record.Org) {
	at := head(org).Time
	open := func() time.Duration {
		return timed(func() {
			_, release, err := org.AsOf(ctx, at)
			must(err)
			release()
		})
	}
	pace("open a past moment, entries", head(org).Size, open(), target{})
	again := open()
	spread("open it again", again, again, 0, 0, target{})
	org.Store().Close()
}

func head(org *record.Org) (h journal.Head) {
	must(org.Read(ctx, func(r *record.Reader) (err error) {
		h, err = r.Head()
		return err
	}))
	return h
}
