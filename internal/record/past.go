package record

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/journal"
)

// view is an organisation as it stood at a past moment: its journal replayed up to then into a database in memory,
// behind the same tables, so that every list, page and export works on it without code of its own.
type view struct {
	db   *db.DB
	org  string
	size int64     // journal entries seen
	last time.Time // of the newest of them
	at   time.Time // the moment asked for

	ready chan struct{} // closed when db or err is set
	err   error
	users int // under the lock of pastViews, as is gone
	gone  bool
}

// pastViews keeps the views last used, because people look at one past moment for many pages.
type pastViews struct {
	mu    sync.Mutex
	views []*view // the one used last comes last
}

// Views nobody looks at stay while they are few and hold few entries together.
const (
	keepViews   = 8
	keepEntries = 300_000
)

// AsOf binds a handle that shows the organisation at moment t. Call release when done with it.
func (o *Org) AsOf(ctx context.Context, t time.Time) (past *Org, release func(), err error) {
	if t.After(o.store.Clock()) {
		return nil, nil, errs.Invalidf("%s lies in the future. As of takes a past moment.", t.UTC().Format("2006-01-02 15:04 UTC"))
	}
	if err := o.actor.Check(MayRead); err != nil {
		return nil, nil, err
	}
	var size int64
	var last time.Time
	if err := o.store.DB.Read(ctx, o.id, func(tx *db.Tx) (err error) {
		size, last, err = journal.SizeAt(ctx, tx, o.id, t)
		return err
	}); err != nil {
		return nil, nil, err
	}
	v, err := o.store.takeView(ctx, o.id, size)
	if err != nil {
		return nil, nil, err
	}
	seen := &view{db: v.db, org: v.org, size: size, last: last, at: t}
	var once sync.Once
	return &Org{store: o.store, id: o.id, name: o.name, actor: o.actor, view: seen}, func() { once.Do(func() { o.store.past.release(v) }) }, nil
}

func (s *Store) takeView(ctx context.Context, org string, size int64) (*view, error) {
	v, mine := s.past.take(org, size)
	if mine {
		v.db, v.err = s.fillView(context.WithoutCancel(ctx), org, size)
		close(v.ready)
	}
	var err error
	select {
	case <-v.ready:
		err = v.err
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		s.past.release(v)
		return nil, err
	}
	return v, nil
}

// Views of few entries do without the indexes of lists, which take longer to make than lists of a past moment would
// save; those of many lie in a temporary file.
const leanBelow, fileFrom = 50_000, 200_000

// openView opens an empty database for so many entries.
func openView(ctx context.Context, size int64) (*db.DB, error) {
	return db.Open(ctx, map[bool]string{false: "memory:", true: "temporary:"}[size >= fileFrom])
}

func (s *Store) fillView(ctx context.Context, org string, size int64) (*db.DB, error) {
	d, err := openView(ctx, size)
	if err != nil {
		return nil, err
	}
	err = d.Own(ctx, func(tx *db.Tx) error {
		return s.makeTables(ctx, tx, size < leanBelow, func() error {
			if size == 0 {
				return nil
			}
			_, err := s.fill(ctx, tx, org, size)
			return err
		})
	})
	if err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

// take finds a view or makes an empty one, which the caller then fills (mine).
func (p *pastViews) take(org string, size int64) (v *view, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, v := range p.views {
		if v.org == org && v.size == size {
			v.users++
			p.views = append(slices.Delete(p.views, i, i+1), v)
			return v, false
		}
	}
	v = &view{org: org, size: size, ready: make(chan struct{}), users: 1}
	p.views = append(p.views, v)
	return v, true
}

// release gives a view back. A failed one goes at once, so that the next who asks tries again.
func (p *pastViews) release(v *view) {
	p.mu.Lock()
	defer p.mu.Unlock()
	v.users--
	select {
	case <-v.ready:
		if v.err != nil {
			p.drop(v)
		}
	default:
	}
	if v.gone {
		v.close()
	}
	idle, entries := 0, int64(0)
	for _, c := range slices.Backward(slices.Clone(p.views)) {
		if c.users > 0 {
			continue
		}
		idle++
		if entries += c.size; idle > keepViews || idle > 1 && entries > keepEntries {
			p.drop(c)
			c.close()
		}
	}
}

// forget drops the organisation's views; those in use go when their users are done.
func (p *pastViews) forget(org string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, v := range slices.Clone(p.views) {
		if v.org == org || org == "" {
			p.drop(v)
			v.close()
		}
	}
}

func (p *pastViews) drop(v *view) {
	v.gone = true
	p.views = slices.DeleteFunc(p.views, func(c *view) bool { return c == v })
}

// close ends the database of a view that nobody uses any more; of one that nobody filled there is none.
func (v *view) close() {
	if v.users == 0 && v.db != nil {
		_ = v.db.Close()
	}
}

// ParseMoment reads a time (RFC 3339, or to the minute in UTC) or a day: its end in UTC, or now while it lasts.
func ParseMoment(text string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, errs.New(errs.BadRequest, "%q is not a moment. Write a day like 2026-03-14 or a time like 2026-03-14T09:30:00Z.", text)
	}
	if end := day.AddDate(0, 0, 1).Add(-time.Microsecond); day.After(now) || end.Before(now) {
		return end, nil
	}
	return now, nil
}
