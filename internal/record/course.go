package record

import (
	"context"
	"slices"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/journal"
)

// Through shows fn the organisation at each of some past moments, the earliest first. It goes through the journal once, where AsOf
// would begin anew for each; the handle is good until fn returns.
func (o *Org) Through(ctx context.Context, moments []time.Time, fn func(*Org) error) error {
	if err := o.actor.Check(MayRead); err != nil {
		return err
	}
	moments = slices.SortedFunc(slices.Values(moments), time.Time.Compare)
	views := make([]*view, len(moments))
	if err := o.store.DB.Read(ctx, o.id, func(tx *db.Tx) error {
		for i, at := range moments {
			size, last, err := journal.SizeAt(ctx, tx, o.id, at)
			if err != nil {
				return err
			}
			views[i] = &view{org: o.id, size: size, last: last, at: at}
		}
		return nil
	}); err != nil || len(views) == 0 {
		return err
	}
	d, err := openView(ctx, views[len(views)-1].size)
	if err != nil {
		return err
	}
	defer d.Close()
	c := course{store: o.store, org: o.id, db: d, there: map[string]*Kind{}, counters: map[string]*counter{}}
	if err := d.Own(ctx, func(tx *db.Tx) error { return o.store.makeTables(ctx, tx, true, func() error { return nil }) }); err != nil {
		return err
	}
	for _, v := range views {
		if err := c.to(ctx, v.size); err != nil {
			return err
		}
		v.db = d
		if err := fn(&Org{store: o.store, id: o.id, name: o.name, actor: o.actor, view: v}); err != nil {
			return err
		}
	}
	return nil
}

// course is a view of the past that moves on.
type course struct {
	store    *Store
	org      string
	db       *db.DB
	size     int64
	there    map[string]*Kind // the records in it
	counters map[string]*counter
}

func (c *course) to(ctx context.Context, size int64) error {
	if size == c.size {
		return nil
	}
	err := c.db.Own(ctx, func(tx *db.Tx) error {
		counters, _, err := c.store.load(ctx, tx, c.org, c.size, size, c.there)
		if err != nil {
			return err
		}
		for kind, n := range counters {
			if c.counters[kind] == nil {
				c.counters[kind] = &counter{}
			}
			c.counters[kind].last = max(c.counters[kind].last, n.last)
		}
		for _, n := range c.counters {
			n.live = 0
		}
		for _, k := range c.there {
			c.counters[k.Name].live++
		}
		if _, err := tx.Exec(ctx, `DELETE FROM record_counter WHERE org = $1`, c.org); err != nil {
			return err
		}
		return fillCounters(ctx, tx, c.org, c.counters)
	})
	c.size = size
	return err
}
