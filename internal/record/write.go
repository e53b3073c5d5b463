package record

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/journal"
)

// Writer changes records within one transaction; it reads what it has written.
type Writer struct {
	*Reader
	log      *journal.Appender
	reason   string
	undoing  bool
	redacted bool // views of the past may still show what was erased
}

// Batch is what one Write wrote: the journal's entries First to Last, undone together by Undo.
type Batch struct{ First, Last int64 }

// Count is how many changes the batch has.
func (b Batch) Count() int64 { return b.Last - b.First + 1 }

// Write runs fn with a Writer and keeps all of its changes or, if it fails, none. reason says why, in the actor's
// words, and may be empty.
func (o *Org) Write(ctx context.Context, reason string, fn func(*Writer) error) (b Batch, err error) {
	if o.Past() {
		return b, errs.New(errs.Denied, "This is a view of the past; it cannot be changed. Go back to today first.")
	}
	redacted := false
	err = o.store.DB.Write(ctx, o.id, func(tx *db.Tx) error {
		ctx := context.WithoutCancel(ctx)
		log, err := journal.Begin(ctx, tx, o.id, o.store.Clock())
		if err != nil {
			return err
		}
		w := &Writer{Reader: &Reader{ctx: ctx, org: o, tx: tx, log: tx, writing: true}, log: log, reason: strings.TrimSpace(reason)}
		if err := fn(w); err != nil {
			return err
		}
		b, redacted = Batch{log.Batch(), log.Size()}, w.redacted
		return log.Commit(ctx)
	})
	if redacted {
		o.store.past.forget(o.id)
	}
	return b, err
}

// Actor is who writes.
func (w *Writer) Actor() Actor { return w.org.actor }

// Put saves a record: a new one when Rev is 0, otherwise the next revision after Rev; if someone saved in between,
// the error says who and what. A record that says nothing new is left alone.
func (s *Spec[T]) Put(w *Writer, rec *T) error { return w.Put(s.kind, any(rec).(Record)) }

// Put is Spec.Put for code that serves all kinds.
func (w *Writer) Put(k *Kind, rec Record) error {
	if err := w.Actor().Check(k.Edit); err != nil {
		return err
	}
	return w.put(k, rec, w.reason, false)
}

// put saves without asking for the kind's permission. restoring brings an old revision back as it was.
func (w *Writer) put(k *Kind, rec Record, reason string, restoring bool) error {
	old, err := w.current(k, rec)
	if err != nil {
		return err
	}
	m := rec.Base()
	if old == nil && m.Ref == "" {
		if m.Ref, err = w.nextRef(k); err != nil {
			return err
		}
	}
	if k.guard != nil && old != nil {
		if err := k.guard(w, old, rec); err != nil {
			return err
		}
	}
	if k.before != nil && !restoring {
		if err := k.before(w, old, rec); err != nil {
			return w.withLinks(k, old, rec, err)
		}
	}
	for i := range k.Fields {
		k.Fields[i].order(rec)
	}
	if err := w.validate(k, old, rec); err != nil {
		return err
	}
	body, err := k.encode(rec)
	if err != nil {
		return err
	}
	if old != nil {
		if before, err := k.encode(old); err != nil || string(before) == string(body) {
			*m = *old.Base()
			return err
		}
	}
	if m.ID == "" {
		m.ID = NewID(w.org.store.Clock())
	} else if old == nil {
		if err := w.unused(m.ID); err != nil {
			return err
		}
	}
	e, err := w.log.Append(w.ctx, journal.Draft{Actor: w.Actor().ID, Kind: k.Name, Record: m.ID, Rev: m.Rev + 1, Spec: k.Version,
		Op: journal.Put, Reason: reason, Body: body})
	if err != nil {
		return err
	}
	m.Rev, m.Seq, m.UpdatedAt, m.UpdatedBy = e.Rev, e.Seq, e.Time, e.Actor
	if err := w.counted(k, old, rec); err != nil {
		return err
	}
	return k.apply(w.ctx, w.tx, w.org.id, old, rec)
}

// unused makes sure that a new record, whose id the caller chose, takes no other's place.
func (w *Writer) unused(id string) error {
	used := !recordID.MatchString(id)
	err := journal.Read(w.ctx, w.tx, w.org.id, journal.Range{Records: id, Limit: 1}, func(*journal.Entry) error {
		used = true
		return nil
	})
	if err == nil && used {
		err = errs.New(errs.Conflict, "A new record cannot have the id %q.", id)
	}
	return err
}

var recordID = regexp.MustCompile(`^[a-z0-9]{1,32}$`)

// current reads the record as it stands and checks that rec was made from it.
func (w *Writer) current(k *Kind, rec Record) (Record, error) {
	m := rec.Base()
	if m.Rev == 0 {
		return nil, nil
	}
	old, err := w.Get(k, m.ID)
	if errs.Is(err, errs.NotFound) {
		return nil, errs.New(errs.Stale, "%s was deleted while you were changing it. Its history can bring it back.", m.Ref)
	}
	if err != nil {
		return nil, err
	}
	if old.Base().Rev != m.Rev {
		return nil, w.stale(k, old, m.Rev)
	}
	if m.Ref == "" {
		m.Ref = old.Base().Ref
	}
	return old, nil
}

func (w *Writer) validate(k *Kind, old, rec Record) error {
	m := rec.Base()
	var fields []errs.Field
	for i := range k.Fields {
		if msg := w.checkField(k, &k.Fields[i], rec); msg != "" {
			fields = append(fields, errs.Field{Name: k.Fields[i].Name, Message: msg})
		}
	}
	if msg := checkRef(m.Ref); msg != "" {
		fields = append(fields, errs.Field{Name: "ref", Message: msg})
	}
	bad, err := w.checkLinks(k, old, rec)
	if err != nil {
		return err
	}
	if fields = append(fields, bad...); len(fields) > 0 {
		return &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("The %s cannot be saved.", k.Singular), Fields: fields}
	}
	if old == nil || old.Base().Ref != m.Ref {
		return w.refFree(k, m)
	}
	return nil
}

// checkLinks makes sure that every new reference leads to a record of this organisation and of the right kind.
func (w *Writer) checkLinks(k *Kind, old, rec Record) (bad []errs.Field, err error) {
	known := map[link]bool{}
	if old != nil {
		for _, l := range k.links(old) {
			known[l] = true
		}
	}
	var ids []string
	var fresh []link
	for _, l := range k.links(rec) {
		if !known[l] {
			fresh, ids = append(fresh, l), append(ids, l.to)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	found, err := w.Named(ids)
	if err != nil {
		return nil, err
	}
	for _, l := range fresh {
		f := k.byName[l.field]
		if found[l.to].Kind != f.To {
			bad = append(bad, errs.Field{Name: l.field, Message: fmt.Sprintf("there is no %s %q", f.To, l.to)})
		}
	}
	return bad, nil
}

func (w *Writer) refFree(k *Kind, m *Meta) error {
	var other string
	found, err := w.tx.Get(w.ctx, `SELECT id FROM `+k.sql.table+` WHERE org = $1 AND ref_key = $2`, []any{w.org.id, Fold(m.Ref)}, &other)
	if err != nil {
		return err
	}
	if found && other != m.ID {
		return &errs.Error{Kind: errs.Conflict, Message: fmt.Sprintf("The %s cannot be saved.", k.Singular),
			Fields: []errs.Field{{Name: "ref", Message: fmt.Sprintf("%q is taken by another %s", m.Ref, k.Singular)}}}
	}
	return nil
}

// nextRef is the kind's next free number: one more than the highest ever used.
func (w *Writer) nextRef(k *Kind) (string, error) {
	var last int64
	_, err := w.tx.Get(w.ctx, `SELECT last FROM record_counter WHERE org = $1 AND kind = $2`, []any{w.org.id, k.Name}, &last)
	return fmt.Sprintf("%s-%d", k.Prefix, last+1), err
}

// counted keeps the kind's counters after old became rec; either may be nil.
func (w *Writer) counted(k *Kind, old, rec Record) error {
	last, live := int64(0), int64(0)
	if old == nil {
		live++
	}
	if rec == nil {
		live--
	} else if old == nil || old.Base().Ref != rec.Base().Ref {
		last = k.refNumber(rec.Base().Ref)
	}
	if last == 0 && live == 0 {
		return nil
	}
	err := w.tx.Queue(w.ctx, `INSERT INTO record_counter (org, kind, last, live) VALUES ($1, $2, $3, $4)
		ON CONFLICT (org, kind) DO UPDATE SET live = record_counter.live + excluded.live,
		last = CASE WHEN record_counter.last < excluded.last THEN excluded.last ELSE record_counter.last END`, w.org.id, k.Name, last, live)
	return err
}

// Delete removes a record, if nothing refers to it and rev is its revision. Its history stays and can bring it back.
func (w *Writer) Delete(k *Kind, id string, rev int64) error {
	if err := w.Actor().Check(k.Edit); err != nil {
		return err
	}
	return w.remove(k, id, rev, w.reason)
}

func (w *Writer) remove(k *Kind, id string, rev int64, reason string) error {
	old, err := w.Get(k, id)
	if err != nil {
		return err
	}
	m := old.Base()
	if m.Rev != rev {
		return w.stale(k, old, rev)
	}
	if k.guard != nil {
		if err := k.guard(w, old, nil); err != nil {
			return err
		}
	}
	users, err := w.LinksTo(id, 4)
	if err != nil {
		return err
	}
	if len(users) > 0 {
		refs := make([]string, len(users))
		for i, u := range users {
			refs[i] = u.Ref
		}
		return errs.New(errs.Conflict, "%s is used by %s. Change those first.", m.Ref, strings.Join(refs, ", "))
	}
	if _, err := w.log.Append(w.ctx, journal.Draft{Actor: w.Actor().ID, Kind: k.Name, Record: id, Rev: rev + 1, Spec: k.Version, Op: journal.Delete, Reason: reason}); err != nil {
		return err
	}
	if err := w.counted(k, old, nil); err != nil {
		return err
	}
	return k.unapply(w.ctx, w.tx, w.org.id, id)
}

// Restore makes a record again what it was at revision rev, as a new revision; a deleted record comes back.
func (w *Writer) Restore(k *Kind, id string, rev int64) error {
	if err := w.Actor().Check(k.Edit); err != nil {
		return err
	}
	versions, err := w.History(k, id, 0)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.Rev == rev && v.Record != nil {
			return w.bringBack(k, v.Record, versions)
		}
	}
	return errs.New(errs.NotFound, "There is no revision %d to bring back.", rev)
}

// bringBack saves rec, an old revision, after the newest of the same record's versions.
func (w *Writer) bringBack(k *Kind, rec Record, versions []Version) error {
	if err := w.maySettle(k, rec, versions); err != nil {
		return err
	}
	newest, reason := versions[0], w.reason
	if reason == "" {
		reason = fmt.Sprintf("Back to revision %d", rec.Base().Rev)
	}
	rec.Base().Rev = newest.Rev
	if newest.Op != journal.Delete {
		return w.put(k, rec, reason, true)
	}
	return w.revive(k, rec, reason)
}

// revive saves a deleted record again.
func (w *Writer) revive(k *Kind, rec Record, reason string) error {
	if err := w.validate(k, nil, rec); err != nil {
		return err
	}
	body, err := k.encode(rec)
	if err != nil {
		return err
	}
	m := rec.Base()
	e, err := w.log.Append(w.ctx, journal.Draft{Actor: w.Actor().ID, Kind: k.Name, Record: m.ID, Rev: m.Rev + 1, Spec: k.Version, Op: journal.Put, Reason: reason, Body: body})
	if err != nil {
		return err
	}
	m.Rev, m.Seq, m.UpdatedAt, m.UpdatedBy = e.Rev, e.Seq, e.Time, e.Actor
	if err := w.counted(k, nil, rec); err != nil {
		return err
	}
	return k.apply(w.ctx, w.tx, w.org.id, nil, rec)
}

// Undo takes back everything one Write wrote, given its first entry, if nothing of it was changed since.
func (w *Writer) Undo(first int64) error {
	var batch []*undoing
	for from := first; from > 0; {
		next := from + 1000
		err := journal.Read(w.ctx, w.tx, w.org.id, journal.Range{From: from, To: next - 1}, func(e *journal.Entry) error {
			if e.Batch != first {
				next = 0
			} else if from = e.Seq; e.Op == journal.Redact {
				return errs.New(errs.Conflict, "A redaction cannot be undone.")
			} else if i := slices.IndexFunc(batch, func(u *undoing) bool { return u.id == e.Record }); i >= 0 {
				batch[i].to = e.Rev
			} else {
				batch = append(batch, &undoing{e.Kind, e.Record, e.Rev, e.Rev})
			}
			return nil
		})
		if err != nil {
			return err
		}
		if from++; from != next {
			break
		}
	}
	if len(batch) == 0 {
		return errs.New(errs.NotFound, "There is no change %d to undo.", first)
	}
	w.undoing = true
	defer func() { w.undoing = false }()
	for _, u := range slices.Backward(batch) {
		if err := w.undo(u); err != nil {
			return err
		}
	}
	return nil
}

// undoing is what a batch did to one record: its revisions from and to.
type undoing struct {
	kind, id string
	from, to int64
}

func (w *Writer) undo(u *undoing) error {
	k, err := w.org.store.Kind(u.kind)
	if err != nil {
		return err
	}
	if err := w.Actor().Check(k.Edit); err != nil {
		return err
	}
	versions, err := w.History(k, u.id, 0)
	if err != nil {
		return err
	}
	if versions[0].Rev != u.to {
		return errs.New(errs.Conflict, "%s was changed again since; undo that first.", versions[0].Ref)
	}
	before := slices.IndexFunc(versions, func(v Version) bool { return v.Rev < u.from })
	switch {
	case before < 0 || versions[before].Op == journal.Delete:
		if versions[0].Op == journal.Delete {
			return nil
		}
		return w.remove(k, u.id, u.to, "Undo")
	case versions[before].Record == nil:
		return errs.New(errs.Conflict, "The revision before was redacted and cannot be brought back.")
	}
	return w.bringBack(k, versions[before].Record, versions)
}

var errEnd = errors.New("enough was read")

// Redact erases the content of an old revision for good, as privacy law may demand. The journal keeps its hash, so
// everything still verifies. The present revision cannot be redacted; change or delete the record first.
func (w *Writer) Redact(k *Kind, id string, rev int64) error {
	if err := w.Actor().Check(MayAdminister); err != nil {
		return err
	}
	if w.reason == "" {
		return errs.InField("reason", "say why the revision is erased")
	}
	versions, err := w.History(k, id, 0)
	if err != nil {
		return err
	}
	for i, v := range versions {
		if v.Rev != rev {
			continue
		}
		if i == 0 && v.Op != journal.Delete {
			return errs.New(errs.Conflict, "Revision %d is the present one. Change or delete the record first.", rev)
		}
		if _, err := w.log.Append(w.ctx, journal.Draft{Actor: w.Actor().ID, Kind: k.Name, Record: id, Rev: rev, Spec: k.Version, Op: journal.Redact, Reason: w.reason}); err != nil {
			return err
		}
		w.redacted = true
		return journal.Erase(w.ctx, w.tx, w.org.id, id, rev)
	}
	return errs.New(errs.NotFound, "There is no revision %d.", rev)
}

// Undoing reports whether a change is being taken back: a Guard may then allow a record to go that the change brought.
func (w *Writer) Undoing() bool { return w.undoing }

// Now is the server's time, for rules that record when something happened.
func (w *Writer) Now() time.Time { return w.org.Now() }

// Frozen refuses to change a version that was approved: its status may go from draft to approved and from approved
// to superseded, and nothing else may happen to it once approved. Use it in Guard; newStatus "" is deletion.
func Frozen(oldStatus, newStatus, what string) error {
	if oldStatus == "draft" || oldStatus == "approved" && newStatus == "superseded" {
		return nil
	}
	return errs.New(errs.Conflict, "This %s is %s and stays as it is. Make a new version.", what, oldStatus)
}

// checkRef tells what is wrong with a reference. It stands in addresses, where some words mean something else.
func checkRef(ref string) string {
	switch {
	case ref != strings.TrimSpace(ref) || ref == "" || len(ref) > 60 || strings.ContainsAny(ref, "\n\r\t\x00/?#"):
		return "must be 1 to 60 characters on one line, without / ? #"
	case slices.Contains([]string{".", "..", "new", "import", "export", "bulk"}, strings.ToLower(ref)):
		return fmt.Sprintf("%q means something else in addresses; choose another reference", ref)
	}
	return ""
}
