package isms_test

import (
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestNothingCrossesOrganisations tries every reference of every kind, and every use of an id, with records of another
// organisation.
func TestNothingCrossesOrganisations(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "mine")
		other := *s
		other.made = map[string][]string{}
		other.start("other")
		for _, k := range s.store.Kinds() {
			for range 2 {
				s.write(func(w *record.Writer) error { _, err := s.put(w, k); return err })
				other.write(func(w *record.Writer) error { _, err := other.put(w, k); return err })
			}
		}
		for _, k := range s.store.Kinds() {
			theirs := other.all(k, record.Query{})[0].Base()
			s.refusedHandles(k, theirs)
			if !made[k.Name] {
				s.refusedReferences(k, &other)
			}
		}
		secondLock(t, d, s.store)
		s.clean()
		other.clean()
	})
}

func (s *sample) refusedReferences(k *record.Kind, other *sample) {
	s.Helper()
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.To == "" {
			continue
		}
		theirs := other.one(f.To)
		attempt := func(w *record.Writer) error {
			rec := k.New()
			s.fill(k, rec)
			if err := f.Parse(rec, theirs); err != nil {
				return err
			}
			if err := w.Put(k, rec); err != nil || f.Text(rec) == theirs {
				return err
			}
			return errs.InField(f.Name, "rules set it") // the kind's rules put their own value in its place
		}
		var err error
		for range 400 { // until no other rule is broken before
			if _, err = s.org.Write(ctx, "", attempt); err == nil || strings.Contains(err.Error(), f.Name) {
				break
			}
		}
		if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), f.Name) {
			s.Errorf("%s.%s refers to another organisation's %s: %v", k.Name, f.Name, f.To, err)
		}
	}
}

func (s *sample) refusedHandles(k *record.Kind, theirs *record.Meta) {
	s.Helper()
	writes := map[string]func(w *record.Writer) error{
		"get":     func(w *record.Writer) error { _, err := w.Get(k, theirs.ID); return err },
		"find":    func(w *record.Writer) error { _, err := w.Find(k, theirs.ID); return err },
		"history": func(w *record.Writer) error { _, err := w.History(k, theirs.ID, 0); return err },
		"delete":  func(w *record.Writer) error { return w.Delete(k, theirs.ID, theirs.Rev) },
		"restore": func(w *record.Writer) error { return w.Restore(k, theirs.ID, 1) },
		"redact":  func(w *record.Writer) error { return w.Redact(k, theirs.ID, 1) },
		"undo":    func(w *record.Writer) error { return w.Undo(1 << 30) },
	}
	for name, try := range writes {
		if _, err := s.org.Write(ctx, "try", try); !errs.Is(err, errs.NotFound) {
			s.Errorf("%s of another organisation's %s: %v", name, k.Name, err)
		}
	}
	_, err := s.org.Write(ctx, "", func(w *record.Writer) error {
		rec := k.New()
		*rec.Base() = *theirs
		return w.Put(k, rec)
	})
	if !errs.Is(err, errs.Stale) {
		s.Errorf("save over another organisation's %s: %v", k.Name, err)
	}
	s.read(func(r *record.Reader) error {
		named, err := r.Named([]string{theirs.ID})
		links, wrong := r.LinksTo(theirs.ID, 10)
		found, bad := r.List(k, record.Query{Filters: []record.Filter{{Field: "id", Values: []string{theirs.ID}}}})
		if err != nil || wrong != nil || bad != nil || len(named)+len(links)+len(found.Records) > 0 {
			s.Errorf("another organisation's %s is seen: %v %v %v", k.Name, named, links, found)
		}
		return nil
	})
}

// secondLock asks PostgreSQL for everything without naming an organisation in the query: it must show only that of the
// transaction, and take in no row of another.
func secondLock(t *testing.T, d *db.DB, store *record.Store) {
	if d.Dialect != db.PostgreSQL {
		return
	}
	tables := []string{"record_index", "record_link", "record_counter"}
	for _, k := range store.Kinds() {
		tables = append(tables, "r_"+k.Name)
	}
	must(t, d.Read(ctx, "mine", func(tx *db.Tx) error {
		for _, table := range tables {
			var mine, others int
			if _, err := tx.Get(ctx, `SELECT count(*) FILTER (WHERE org = 'mine'), count(*) FILTER (WHERE org <> 'mine') FROM `+table, nil, &mine, &others); err != nil {
				return err
			}
			if mine == 0 || others > 0 {
				t.Errorf("%s shows %d rows of the organisation and %d of others", table, mine, others)
			}
		}
		return nil
	}))
	err := d.Write(ctx, "mine", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO record_counter (org, kind, last, live) VALUES ('other', 'x', 1, 1)`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("a row of another organisation was taken in: %v", err)
	}
}
