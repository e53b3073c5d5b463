package record

import (
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/journal"
)

// Get reads a record by id.
func (s *Spec[T]) Get(r *Reader, id string) (*T, error) {
	rec, err := r.Get(s.kind, id)
	if err != nil {
		return nil, err
	}
	return any(rec).(*T), nil
}

// Find reads a record by reference or id.
func (s *Spec[T]) Find(r *Reader, refOrID string) (*T, error) {
	rec, err := r.Find(s.kind, refOrID)
	if err != nil {
		return nil, err
	}
	return any(rec).(*T), nil
}

// Get is Spec.Get for code that serves all kinds.
func (r *Reader) Get(k *Kind, id string) (Record, error) { return r.one(k, "id", id, id) }

// Find is Spec.Find for code that serves all kinds.
func (r *Reader) Find(k *Kind, refOrID string) (Record, error) {
	rec, err := r.one(k, "ref_key", Fold(refOrID), refOrID)
	if errs.Is(err, errs.NotFound) {
		return r.Get(k, refOrID)
	}
	return rec, err
}

func (r *Reader) one(k *Kind, column, value, shown string) (rec Record, err error) {
	err = r.tx.Query(r.ctx, `SELECT `+k.sql.selects+` FROM `+k.sql.table+` WHERE org = $1 AND `+column+` = $2`, []any{r.org.id, value}, func(scan func(...any) error) error {
		rec, err = k.scan(scan)
		return err
	})
	if err == nil && rec == nil {
		err = errs.New(errs.NotFound, "There is no %s %q.", k.Singular, shown)
	}
	return rec, err
}

// Link is a record that refers to another.
type Link struct {
	Hit
	Field string // of the referring record
}

// LinksTo lists at most limit records that refer to the record.
func (r *Reader) LinksTo(id string, limit int) (links []Link, err error) {
	err = r.tx.Query(r.ctx, `SELECT l.field, i.id, i.kind, i.ref, i.title FROM record_link l JOIN record_index i ON i.org = l.org AND i.id = l.from_id
		WHERE l.org = $1 AND l.to_id = $2 ORDER BY l.from_kind, i.ref_key LIMIT $3`, []any{r.org.id, id, limit}, func(scan func(...any) error) error {
		var l Link
		if err := scan(&l.Field, &l.ID, &l.Kind, &l.Ref, &l.Title); err != nil {
			return err
		}
		links = append(links, l)
		return nil
	})
	return links, err
}

// Referring counts the records that refer to a record, by their kind and the field in which they do.
func (r *Reader) Referring(id string) (map[string]map[string]int64, error) {
	out := map[string]map[string]int64{}
	err := r.tx.Query(r.ctx, `SELECT from_kind, field, count(*) FROM record_link WHERE org = $1 AND to_id = $2 GROUP BY from_kind, field`, []any{r.org.id, id}, func(scan func(...any) error) error {
		var kind, field string
		var n int64
		err := scan(&kind, &field, &n)
		if out[kind] == nil {
			out[kind] = map[string]int64{}
		}
		out[kind][field] = n
		return err
	})
	return out, err
}

// Version is one revision in a record's history.
type Version struct {
	Seq, Rev, Batch int64
	Time            time.Time
	Actor           string
	Op              journal.Op
	Reason          string
	Ref             string
	Record          Record // as it was; nil if deleted or redacted
	Redacted        bool
	Changes         []Change // against the revision before
}

// version is an entry as a revision.
func (k *Kind) version(e *journal.Entry) (v Version, err error) {
	v = Version{Seq: e.Seq, Rev: e.Rev, Batch: e.Batch, Time: e.Time, Actor: e.Actor, Op: e.Op, Reason: e.Reason, Redacted: e.Redacted()}
	if e.Op == journal.Put && !v.Redacted {
		if v.Record, err = k.fromEntry(e); err == nil {
			v.Ref = v.Record.Base().Ref
		}
	}
	return v, err
}

// History lists a record's revisions, newest first; limit 0 lists all. It works for deleted records too.
func (r *Reader) History(k *Kind, id string, limit int) ([]Version, error) {
	if r.nothing() {
		return nil, errs.New(errs.NotFound, "There is no %s %q.", k.Singular, id)
	}
	var oldest []Version
	var before Record
	err := journal.Read(r.ctx, r.log, r.org.id, journal.Range{Records: id, To: r.top}, func(e *journal.Entry) error {
		if e.Kind != k.Name || e.Op == journal.Redact {
			return nil
		}
		v, err := k.version(e)
		if err != nil {
			return err
		}
		if v.Record != nil {
			v.Changes = k.Diff(before, v.Record)
		} else if before != nil {
			v.Ref = before.Base().Ref
		}
		before = v.Record
		oldest = append(oldest, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(oldest) == 0 {
		return nil, errs.New(errs.NotFound, "There is no %s %q.", k.Singular, id)
	}
	versions := make([]Version, 0, len(oldest))
	for i := len(oldest) - 1; i >= 0 && (limit == 0 || len(versions) < limit); i-- {
		versions = append(versions, oldest[i])
	}
	return versions, nil
}

// Size is how many entries the journal has at the moment shown.
func (r *Reader) Size() (int64, error) {
	if r.org.Past() {
		return r.top, nil
	}
	head, err := r.Head()
	return head.Size, err
}

// Between calls fn for what was written to records of the kinds after entry from up to entry to, in order. Changes are
// not worked out; Record is nil where it was deleted or redacted.
func (r *Reader) Between(from, to int64, kinds []*Kind, fn func(k *Kind, id string, v Version) error) error {
	byName, names := map[string]*Kind{}, ""
	for _, k := range kinds {
		byName[k.Name], names = k, names+" "+k.Name
	}
	return journal.Read(r.ctx, r.log, r.org.id, journal.Range{From: from + 1, To: to, Kinds: names}, func(e *journal.Entry) error {
		k := byName[e.Kind]
		v, err := k.version(e)
		if err != nil {
			return err
		}
		return fn(k, e.Record, v)
	})
}

// Were reads what records of a kind said when the journal had size entries, by id: the last that is not erased. One that was not
// there yet is left out.
func (r *Reader) Were(k *Kind, ids []string, size int64) (map[string]Record, error) {
	out := map[string]Record{}
	if len(ids) == 0 {
		return out, nil
	}
	err := journal.Read(r.ctx, r.log, r.org.id, journal.Range{Records: strings.Join(ids, " "), Kinds: k.Name, To: size, Newest: true}, func(e *journal.Entry) error {
		if out[e.Record] != nil {
			return nil
		}
		v, err := k.version(e)
		if v.Record != nil {
			out[e.Record] = v.Record
		}
		return err
	})
	return out, err
}

// nothing reports whether the moment shown is before the first entry.
func (r *Reader) nothing() bool { return r.org.Past() && r.top == 0 }

// Head is the journal's head at the moment shown.
func (r *Reader) Head() (journal.Head, error) {
	if !r.org.Past() {
		if r.head != nil {
			return *r.head, nil
		}
		head, err := journal.ReadHead(r.ctx, r.log, r.org.id)
		if err == nil && !r.writing {
			r.head = &head
		}
		return head, err
	}
	root, err := journal.RootAt(r.ctx, r.log, r.org.id, r.top)
	return journal.Head{Size: r.top, Time: r.org.view.last, Root: root}, err
}

// Count is how many records of the kind there are.
func (r *Reader) Count(k *Kind) (n int64, err error) {
	_, err = r.tx.Get(r.ctx, `SELECT live FROM record_counter WHERE org = $1 AND kind = $2`, []any{r.org.id, k.Name}, &n)
	return n, err
}

// actorName is how an error names an actor; the engine knows only ids, unless the reader's organisation has a person
// or user of that id.
func (r *Reader) actorName(id string) string {
	if id == r.org.actor.ID {
		return "you"
	}
	if found, err := r.Named([]string{id}); err == nil && found[id].Title != "" {
		return found[id].Title
	}
	return id
}

// LinksInto lists the records of kind from that refer to records of kind k, by the id they refer to.
func (r *Reader) LinksInto(k *Kind, from string) (map[string][]Link, error) {
	out := map[string][]Link{}
	err := r.tx.Query(r.ctx, `SELECT l.to_id, l.field, i.id, i.kind, i.ref, i.title FROM `+k.sql.table+` t
		JOIN record_link l ON l.org = t.org AND l.to_id = t.id AND l.from_kind = $2
		JOIN record_index i ON i.org = l.org AND i.id = l.from_id
		WHERE t.org = $1 ORDER BY i.ref_key`, []any{r.org.id, from}, func(scan func(...any) error) error {
		var to string
		var l Link
		if err := scan(&to, &l.Field, &l.ID, &l.Kind, &l.Ref, &l.Title); err != nil {
			return err
		}
		out[to] = append(out[to], l)
		return nil
	})
	return out, err
}

// Checkpoint is the newest signed checkpoint at the moment shown: of a past moment the first that covers it.
func (r *Reader) Checkpoint(key journal.Key) (journal.Checkpoint, bool, error) {
	if !r.org.Past() {
		return journal.LastCheckpoint(r.ctx, r.log, r.org.id, key.Verifier)
	}
	return journal.CheckpointCovering(r.ctx, r.log, r.org.id, key.Verifier, r.top)
}

// Journal lists at most limit entries, newest first, older than entry before (0: from the newest at the moment shown).
func (r *Reader) Journal(before int64, limit int) (entries []journal.Entry, err error) {
	to := r.top
	if before > 0 && (to == 0 || before-1 < to) {
		to = before - 1
	}
	if before == 1 {
		return nil, nil
	}
	err = journal.Read(r.ctx, r.log, r.org.id, journal.Range{To: to, Newest: true, Limit: limit}, func(e *journal.Entry) error {
		entries = append(entries, *e)
		return nil
	})
	return entries, err
}

// Actors lists the ids of everyone who ever changed something here.
func (r *Reader) Actors() ([]string, error) { return journal.Actors(r.ctx, r.log, r.org.id) }

// Counts are how many records there are of each kind.
func (r *Reader) Counts() (map[string]int64, error) {
	out := map[string]int64{}
	err := r.tx.Query(r.ctx, `SELECT kind, live FROM record_counter WHERE org = $1`, []any{r.org.id}, func(scan func(...any) error) error {
		var kind string
		var n int64
		err := scan(&kind, &n)
		out[kind] = n
		return err
	})
	return out, err
}
