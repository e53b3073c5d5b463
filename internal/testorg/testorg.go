// Package testorg gives a test an organisation of its own, with an empty journal and a clock that the test sets.
package testorg

import (
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// Org is an organisation that keeps every kind of record.
type Org struct {
	*testing.T
	Store  *record.Store
	System *record.Org // the organisation as the system itself sees it
	Now    time.Time
}

// New makes an organisation in an empty database, at a moment.
func New(t *testing.T, d *db.DB, now time.Time) *Org {
	t.Helper()
	o := &Org{T: t, Now: now}
	var err error
	o.Store, err = record.Open(t.Context(), d, journal.Keys(t.TempDir()), func() time.Time { return o.Now }, isms.Kinds())
	o.Must(err)
	t.Cleanup(o.Store.Close)
	o.System = o.As(record.System)
	o.Must(o.System.Create(t.Context()))
	return o
}

// Must ends the test if there is an error.
func (o *Org) Must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// As is the organisation as somebody sees it.
func (o *Org) As(a record.Actor) *record.Org {
	o.Helper()
	org, err := o.Store.Org("o1", a)
	o.Must(err)
	return org
}

// Read reads as the system.
func (o *Org) Read(fn func(*record.Reader) error) {
	o.Helper()
	o.Must(o.System.Read(o.Context(), fn))
}

// Size is how many entries the journal has.
func (o *Org) Size() (n int64) {
	o.Helper()
	o.Read(func(r *record.Reader) error {
		head, err := r.Head()
		n = head.Size
		return err
	})
	return n
}
