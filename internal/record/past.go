package record

import (
	"context"
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
	users int
	used  int64 // when it was last released, counted in releases
}

// pastViews keeps the views last used, because people look at one past moment for many pages.
type pastViews struct {
	mu       sync.Mutex
	views    []*view
	releases int64
}

const keepViews = 4

// AsOf binds a handle that shows the organisation at moment t. Call release when done with it.
func (o *Org) AsOf(ctx context.Context, t time.Time) (past *Org, release func(), err error) {
	if t.After(o.store.Clock()) {
		return nil, nil, errs.Invalidf("%s lies in the future. As of takes a past moment.", t.UTC().Format("2006-01-02 15:04 UTC"))
	}
	var size int64
	var last time.Time
	if err := o.store.DB.Read(ctx, o.id, func(tx *db.Tx) (err error) {
		size, last, err = journal.SizeAt(ctx, tx, o.id, t)
		return err
	}); err != nil {
		return nil, nil, err
	}
	v, err := o.store.openView(ctx, o.id, size)
	if err != nil {
		return nil, nil, err
	}
	seen := &view{db: v.db, org: v.org, size: size, last: last, at: t}
	var once sync.Once
	return &Org{store: o.store, id: o.id, actor: o.actor, view: seen}, func() { once.Do(func() { o.store.past.release(v) }) }, nil
}

func (s *Store) openView(ctx context.Context, org string, size int64) (*view, error) {
	v, mine := s.past.take(org, size)
	if mine {
		v.db, v.err = s.fillView(context.WithoutCancel(ctx), org, size)
		close(v.ready)
	}
	select {
	case <-v.ready:
	case <-ctx.Done():
		s.past.release(v)
		return nil, ctx.Err()
	}
	if v.err != nil {
		s.past.release(v)
		return nil, v.err
	}
	return v, nil
}

func (s *Store) fillView(ctx context.Context, org string, size int64) (*db.DB, error) {
	d, err := db.Open(ctx, "memory:")
	if err != nil {
		return nil, err
	}
	inMemory := &Store{DB: d, kinds: s.kinds, byName: s.byName}
	err = d.Own(ctx, func(tx *db.Tx) error { return inMemory.makeTables(ctx, tx) })
	if err == nil && size > 0 {
		_, err = s.fill(ctx, d, org, size)
	}
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
	for _, v := range p.views {
		if v.org == org && v.size == size && v.err == nil {
			v.users++
			return v, false
		}
	}
	v = &view{org: org, size: size, ready: make(chan struct{}), users: 1}
	p.views = append(p.views, v)
	return v, true
}

func (p *pastViews) release(v *view) {
	p.mu.Lock()
	defer p.mu.Unlock()
	v.users--
	p.releases++
	v.used = p.releases
	for len(p.views) > keepViews || v.err != nil {
		oldest := -1
		for i, c := range p.views {
			if c.users == 0 && (oldest < 0 || c.err != nil || c.used < p.views[oldest].used) {
				oldest = i
			}
		}
		if oldest < 0 {
			return
		}
		if c := p.views[oldest]; c.db != nil {
			_ = c.db.Close()
		}
		p.views = append(p.views[:oldest], p.views[oldest+1:]...)
		if len(p.views) <= keepViews {
			return
		}
	}
}
