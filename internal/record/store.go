package record

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/journal"
)

// Store keeps the records of many organisations in one database.
type Store struct {
	DB    *db.DB
	Keys  journal.Keys
	Clock func() time.Time
	Memo  sync.Map // what areas derive from the records and keep in memory, by keys of their own

	background context.Context // of what goes on beside requests
	stop       context.CancelFunc

	kinds   []*Kind
	byName  map[string]*Kind
	past    pastViews
	results cache
}

// Open prepares the database for the kinds: it migrates the journal and makes the kinds' tables, rebuilding from the
// journal those whose specification changed.
func Open(ctx context.Context, d *db.DB, keys journal.Keys, clock func() time.Time, kinds []*Kind) (*Store, error) {
	s := &Store{DB: d, Keys: keys, Clock: clock, kinds: kinds, byName: map[string]*Kind{}}
	s.background, s.stop = context.WithCancel(context.Background())
	prefixes := map[string]string{}
	for _, k := range kinds {
		if s.byName[k.Name] != nil || s.byName[k.Plural] != nil {
			return nil, fmt.Errorf("record kind %q is there twice", k.Name)
		}
		if other := prefixes[k.Prefix]; other != "" && !k.Instance {
			return nil, fmt.Errorf("record kinds %q and %q give references the same prefix %s", other, k.Name, k.Prefix)
		}
		if !k.Instance {
			prefixes[k.Prefix] = k.Name
		}
		k.sql = k.statements()
		s.byName[k.Name], s.byName[k.Plural] = k, k
	}
	if err := journal.Migrate(ctx, d); err != nil {
		return nil, err
	}
	return s, s.prepareTables(ctx)
}

// Kinds are all kinds, in the order they were given.
func (s *Store) Kinds() []*Kind { return s.kinds }

// Registers are the kinds that an organisation keeps.
func (s *Store) Registers() []*Kind {
	return slices.DeleteFunc(slices.Clone(s.kinds), func(k *Kind) bool { return k.Instance })
}

// Kind finds a kind by its name or plural.
func (s *Store) Kind(name string) (*Kind, error) {
	if k := s.byName[name]; k != nil {
		return k, nil
	}
	var names []string
	for _, k := range s.Registers() {
		names = append(names, k.Plural)
	}
	return nil, errs.New(errs.NotFound, "There is no register %q. The registers are: %s.", name, strings.Join(names, ", "))
}

// Org is a handle bound to one organisation and one actor: the only way to its records. It is made from a session
// or token, never from an id in a request.
type Org struct {
	store *Store
	id    string
	name  string // for people; "" where nobody said
	actor Actor
	view  *view // a past moment; nil for the present
}

var orgID = regexp.MustCompile(`^[a-z0-9]{1,32}$`)

// Org binds a handle.
func (s *Store) Org(id string, actor Actor) (*Org, error) {
	if !orgID.MatchString(id) {
		return nil, errs.New(errs.NotFound, "There is no organisation %q here.", id)
	}
	return &Org{store: s, id: id, actor: actor}, nil
}

// Create starts the organisation's journal; it does nothing if there is one.
func (o *Org) Create(ctx context.Context) error {
	return o.store.DB.Write(ctx, o.id, func(tx *db.Tx) error { return journal.Create(ctx, tx, o.id) })
}

// ID is the organisation's id.
func (o *Org) ID() string { return o.id }

// Named gives the handle the organisation's name.
func (o *Org) Named(name string) *Org {
	o.name = name
	return o
}

// Name is the organisation's name; "" where nobody said.
func (o *Org) Name() string { return o.name }

// Actor is who acts through the handle.
func (o *Org) Actor() Actor { return o.actor }

// Store is where the handle leads.
func (o *Org) Store() *Store { return o.store }

// Past reports whether the handle shows a past moment; such a handle cannot write.
func (o *Org) Past() bool { return o.view != nil }

// Now is the moment the handle shows: the past one, or the server's time.
func (o *Org) Now() time.Time {
	if o.view != nil {
		return o.view.at
	}
	return o.store.Clock()
}

// Reader reads the records of one organisation as of one consistent moment.
type Reader struct {
	ctx     context.Context
	org     *Org
	tx      *db.Tx // the tables
	log     *db.Tx // the journal; the same transaction unless the tables are of a past moment
	top     int64  // the newest entry to be seen; 0 for all
	writing bool
	head    *journal.Head // nil until asked for, and of a writer, whose journal grows
}

// Read runs fn with a Reader. The actor must be allowed to read.
func (o *Org) Read(ctx context.Context, fn func(*Reader) error) error {
	if err := o.actor.Check(MayRead); err != nil {
		return err
	}
	return o.store.DB.Read(ctx, o.id, func(tx *db.Tx) error {
		if o.view == nil {
			return fn(&Reader{ctx: ctx, org: o, tx: tx, log: tx})
		}
		return o.view.db.Read(ctx, o.id, func(past *db.Tx) error {
			return fn(&Reader{ctx: ctx, org: o, tx: past, log: tx, top: o.view.size})
		})
	})
}

// Org is the organisation the reader is bound to.
func (r *Reader) Org() *Org { return r.org }

// Context is the context of the transaction.
func (r *Reader) Context() context.Context { return r.ctx }

// Today is the day of the moment shown, in UTC.
func (r *Reader) Today() Date { return dateOf(r.org.Now()) }

// NewID makes an id: 48 bits of milliseconds and 48 random bits, in 20 letters and digits that sort by time.
func NewID(now time.Time) string {
	var b [12]byte
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	_, _ = rand.Read(b[6:]) // crypto/rand never fails
	return strings.ToLower(idAlphabet.EncodeToString(b[:]))
}

// idTime is when an id was made, if NewID made it.
func idTime(id string) (time.Time, bool) {
	b, err := idAlphabet.DecodeString(strings.ToUpper(id))
	if err != nil || len(b) != 12 {
		return time.Time{}, false
	}
	var ms int64
	for _, x := range b[:6] {
		ms = ms<<8 | int64(x)
	}
	return time.UnixMilli(ms), true
}

var idAlphabet = base32.HexEncoding.WithPadding(base32.NoPadding)

// Background ends when the store is closed: what goes on beside requests runs under it.
func (s *Store) Background() context.Context { return s.background }

// Close ends what goes on in the background and lets go of the past moments kept in memory. The database stays open.
func (s *Store) Close() {
	s.stop()
	s.past.forget("")
}
