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

// followedKey names what follows a journal among what is kept.
type followedKey struct{ what any }

// following is one value and the number of journal entries it has seen.
type following struct {
	mu   sync.Mutex
	seen int64
	made any // nil for none yet
}

// followUpTo is after how many entries a value is made anew rather than brought up to date.
const followUpTo = 500

// Follow is what an area makes of the records of some kinds, kept in memory and brought up to date from the journal's tail: after a
// write it costs what was written and not what there is. what names it, as for Cached. fill makes it of all records; next makes of it
// what it is after the changes, and leaves the one it was given as it was, since others still read it. Of a past moment, and within a
// change that may still fail, it is filled. It is shared: nobody changes it.
func Follow[T any](r *Reader, what any, kinds []*Kind, fill func() (T, error), next func(T, []Changed) (T, error)) (made T, err error) {
	if r.writing || r.org.Past() {
		return Cached(r, what, fill)
	}
	size, err := r.Size()
	if err != nil {
		return made, err
	}
	f := r.org.store.results.getOr(cacheKey{what: followedKey{what}, org: r.org.id}, &following{}).(*following)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made != nil && size < f.seen { // the reader began before others brought it up to date
		return fill()
	}
	known := f.made != nil && size-f.seen <= followUpTo
	if known && size > f.seen {
		t, err := r.tail(f.seen, size)
		if err != nil {
			return made, err
		}
		known = t.known
		changes := slices.DeleteFunc(slices.Clone(t.changes), func(c Changed) bool { return !slices.Contains(kinds, c.Kind) })
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

// tail is what the journal's newest entries did to records.
type tail struct {
	from    int64 // it begins after this entry
	changes []Changed
	known   bool // false where one of the entries, or the one before of its record, was redacted
}

type tailKey struct{}

// tail is read once after a write, since most of what follows the journal asks for the same entries.
func (r *Reader) tail(from, to int64) (tail, error) {
	read := func() (tail, error) { return r.changed(from, to) }
	t, err := Cached(r, tailKey{}, read)
	if err == nil && t.from != from {
		return read()
	}
	return t, err
}

func (r *Reader) changed(from, to int64) (tail, error) {
	t, place, ids := tail{from: from, known: true}, map[string]int{}, ""
	err := r.Between(from, to, r.org.store.kinds, func(k *Kind, id string, v Version) error {
		if v.Op == journal.Redact {
			return nil
		}
		if t.known = t.known && !v.Redacted; place[id] == 0 {
			t.changes = append(t.changes, Changed{Kind: k, ID: id})
			place[id], ids = len(t.changes), ids+" "+id
		}
		t.changes[place[id]-1].After = v.Record
		return nil
	})
	if err != nil || ids == "" || from == 0 {
		return t, err
	}
	err = journal.Read(r.ctx, r.log, r.org.id, journal.Range{Records: ids, To: from, Newest: true}, func(e *journal.Entry) error {
		i := place[e.Record]
		if i == 0 || e.Op == journal.Redact {
			return nil
		}
		place[e.Record] = 0
		v, err := t.changes[i-1].Kind.version(e)
		t.known = t.known && !v.Redacted
		t.changes[i-1].Before = v.Record
		return err
	})
	return t, err
}
