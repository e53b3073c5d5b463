package record

import (
	"slices"
	"sync"

	"github.com/assay-isms/assay/internal/journal"
)

// Changed is a record of which something was written: what it said before and says now; nil where it was not there.
type Changed struct {
	Kind          *Kind
	ID            string
	Before, After Record
}

// followed are the values that follow the journals, those used last.
type followed struct {
	mu   sync.Mutex
	last []followedKey
	of   map[followedKey]*following
}

type followedKey struct {
	what any
	org  string
}

// following is one value and the number of journal entries it has seen.
type following struct {
	mu   sync.Mutex
	seen int64
	made any // nil for none yet
}

// How many values of all organisations stay in memory, and after how many entries one is made anew rather than brought up to date.
const (
	keepFollowed = 128
	followUpTo   = 500
)

// Follow is what an area makes of the records of some kinds, kept in memory and brought up to date from the journal's tail: after a
// write it costs what was written and not what there is. what names it, as for Cached. fill makes it of all records; next makes of it
// what it is after the changes, and leaves the one it was given as it was, since others still read it. Of a past moment, and within a
// change that may still fail, it is filled. It is shared: nobody changes it.
func Follow[T any](r *Reader, what any, kinds []*Kind, fill func() (T, error), next func(T, []Changed) (T, error)) (T, error) {
	if r.writing || r.org.Past() {
		return Cached(r, what, fill)
	}
	size, err := r.Size()
	if err != nil {
		return uncached(err, fill)
	}
	f := r.org.store.followed.get(followedKey{what, r.org.id})
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made != nil && size < f.seen { // the reader began before others brought it up to date
		return fill()
	}
	var made T
	known := f.made != nil && size-f.seen <= followUpTo
	if known && size > f.seen {
		var changes []Changed
		if changes, known, err = r.changed(f.seen, size, kinds); err != nil {
			return made, err
		}
		if known && len(changes) > 0 {
			if made, err = next(f.made.(T), changes); err != nil {
				return made, err
			}
			f.made = made
		}
	}
	if !known {
		if made, err = fill(); err != nil {
			return made, err
		}
		f.made = made
	}
	f.seen = size
	return f.made.(T), nil
}

// CachedOf is Cached, kept until something is written to records of the kinds, on whichever day.
func CachedOf[T any](r *Reader, what any, kinds []*Kind, compute func() (T, error)) (T, error) {
	return Follow(r, what, kinds, compute, func(T, []Changed) (T, error) { return compute() })
}

// changed tells what the entries after from up to entry to did to records of the kinds; it is not known where one of them, or
// the one before, was redacted.
func (r *Reader) changed(from, to int64, kinds []*Kind) (out []Changed, known bool, err error) {
	place, ids := map[string]int{}, ""
	known = true
	if err = r.Between(from, to, kinds, func(k *Kind, id string, v Version) error {
		if v.Op == journal.Redact {
			return nil
		}
		if known = known && !v.Redacted; place[id] == 0 {
			out = append(out, Changed{Kind: k, ID: id})
			place[id], ids = len(out), ids+" "+id
		}
		out[place[id]-1].After = v.Record
		return nil
	}); err != nil || len(out) == 0 || from == 0 {
		return out, known, err
	}
	err = journal.Read(r.ctx, r.log, r.org.id, journal.Range{Records: ids, To: from, Newest: true}, func(e *journal.Entry) error {
		i := place[e.Record]
		if i == 0 || e.Op == journal.Redact {
			return nil
		}
		place[e.Record] = 0
		v, err := out[i-1].Kind.version(e)
		known = known && !v.Redacted
		out[i-1].Before = v.Record
		return err
	})
	return out, known, err
}

func (f *followed) get(key followedKey) *following {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = append(slices.DeleteFunc(f.last, func(k followedKey) bool { return k == key }), key)
	if len(f.last) > keepFollowed {
		delete(f.of, f.last[0])
		f.last = f.last[1:]
	}
	if f.of == nil {
		f.of = map[followedKey]*following{}
	}
	if f.of[key] == nil {
		f.of[key] = &following{}
	}
	return f.of[key]
}
