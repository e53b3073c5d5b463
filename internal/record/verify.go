package record

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/journal"
)

// Report is what verifying one organisation found.
type Report struct {
	Org     string
	Head    journal.Head
	Records int64           // rows compared with the journal
	Faults  []journal.Fault // none: everything is as it was written
}

// Verify checks the organisation's journal and that the tables say exactly what the journal says.
func (s *Store) Verify(ctx context.Context, org string) (Report, error) {
	rep := Report{Org: org}
	key, err := s.Keys.Get(org)
	if err != nil {
		return rep, err
	}
	if rep.Head, rep.Faults, err = journal.Verify(ctx, s.DB, org, key.Verifier); err != nil || len(rep.Faults) > 0 {
		return rep, err
	}
	err = s.DB.Read(ctx, org, func(tx *db.Tx) error {
		c := comparison{ctx: ctx, s: s, tx: tx, org: org, rep: &rep}
		return c.run()
	})
	return rep, err
}

// comparison sets the tables beside the journal.
type comparison struct {
	ctx context.Context
	s   *Store
	tx  *db.Tx
	org string
	rep *Report
}

func (c *comparison) fault(format string, args ...any) {
	c.rep.Faults = append(c.rep.Faults, journal.Fault{What: fmt.Sprintf(format, args...)})
}

type place struct {
	seq  int64
	kind string
}

func (c *comparison) run() error {
	want := map[string]place{} // record id → its newest entry, if that is a put
	err := journal.Headers(c.ctx, c.tx, c.org, c.rep.Head.Size, func(h journal.Header) error {
		switch h.Op {
		case journal.Put:
			want[h.Record] = place{h.Seq, h.Kind}
		case journal.Delete:
			delete(want, h.Record)
		}
		return nil
	})
	if err != nil {
		return err
	}
	links := 0
	for _, k := range c.s.kinds {
		n, err := c.rows(k, want)
		if err != nil {
			return err
		}
		links += n
	}
	for id, p := range want {
		if c.s.byName[p.kind] != nil {
			c.fault("The tables lack %s %s, which journal entry %d wrote.", p.kind, id, p.seq)
		}
	}
	return c.extras(links)
}

// rows compares every row of the kind's table with the body of its journal entry, and takes it out of want.
func (c *comparison) rows(k *Kind, want map[string]place) (links int, err error) {
	r := &Reader{ctx: c.ctx, org: &Org{store: c.s, id: c.org, actor: System}, tx: c.tx, log: c.tx}
	err = r.Each(k, Query{}, func(rec Record) error {
		m := rec.Base()
		p, ok := want[m.ID]
		delete(want, m.ID)
		c.rep.Records++
		if !ok || p.kind != k.Name || p.seq != m.Seq {
			c.fault("The table of %s holds %s (%s), which is not what the journal says.", k.Plural, m.Ref, m.ID)
			return nil
		}
		links += len(k.links(rec))
		same, err := c.sameAsEntry(k, rec, p.seq)
		if err == nil && !same {
			c.fault("The table of %s was changed behind the journal's back: %s (%s) differs from journal entry %d.", k.Plural, m.Ref, m.ID, p.seq)
		}
		return err
	})
	if err != nil {
		c.fault("The table of %s cannot be read as it was written: %v.", k.Plural, err)
	}
	return links, nil
}

func (c *comparison) sameAsEntry(k *Kind, rec Record, seq int64) (bool, error) {
	var e journal.Entry
	err := journal.Read(c.ctx, c.tx, c.org, journal.Range{From: seq, To: seq}, func(found *journal.Entry) error {
		e = *found
		return nil
	})
	if err != nil {
		return false, err
	}
	written := k.make()
	if err := k.decode(e.Body, written); err != nil {
		return false, err
	}
	a, err := k.encode(written)
	if err != nil {
		return false, err
	}
	b, err := k.encode(rec)
	if err != nil {
		return false, err
	}
	m := rec.Base()
	if !bytes.Equal(a, b) || m.ID != e.Record || m.Rev != e.Rev || !m.UpdatedAt.Equal(e.Time) || m.UpdatedBy != e.Actor {
		return false, nil
	}
	return c.sameDerived(k, rec)
}

// sameDerived checks the sort keys, the index row and the links of a record whose fields are right.
func (c *comparison) sameDerived(k *Kind, rec Record) (bool, error) {
	m := rec.Base()
	var wanted []any
	var columns []string
	for i, name := range k.sql.columns {
		if f := k.byName[name]; f == nil {
			columns, wanted = append(columns, name), append(wanted, k.args(c.org, rec)[len(metaColumns)+i])
		}
	}
	got := make([]any, len(wanted)+4)
	text := make([]string, len(got))
	for i := range got {
		got[i] = &text[i]
	}
	query := `SELECT t.ref_key, i.ref_key, i.ref, i.title`
	for _, name := range columns {
		query += `, t."` + name + `"`
	}
	found, err := c.tx.Get(c.ctx, query+` FROM `+k.sql.table+` t JOIN record_index i ON i.org = t.org AND i.id = t.id AND i.kind = '`+k.Name+`' AND i.n = $3 WHERE t.org = $1 AND t.id = $2`,
		[]any{c.org, m.ID, number(m.ID)}, got...)
	if err != nil || !found {
		return false, err
	}
	if text[0] != Fold(m.Ref) || text[1] != Fold(m.Ref) || text[2] != m.Ref || text[3] != k.TitleOf(rec) {
		return false, nil
	}
	for i, w := range wanted {
		if text[4+i] != w {
			return false, nil
		}
	}
	var stored []link
	err = c.tx.Query(c.ctx, `SELECT field, to_id FROM record_link WHERE org = $1 AND from_id = $2`, []any{c.org, m.ID}, func(scan func(...any) error) error {
		var l link
		err := scan(&l.field, &l.to)
		stored = append(stored, l)
		return err
	})
	by := func(a, b link) int { return bytes.Compare([]byte(a.field+" "+a.to), []byte(b.field+" "+b.to)) }
	expected := k.links(rec)
	slices.SortFunc(stored, by)
	slices.SortFunc(expected, by)
	return slices.Equal(stored, expected), err
}

// extras finds rows that belong to no record.
func (c *comparison) extras(links int) error {
	for _, t := range []struct {
		query string
		want  int64
		what  string
	}{
		{`SELECT count(*) FROM record_index WHERE org = $1`, c.rep.Records, "index of references"},
		{`SELECT count(*) FROM record_link WHERE org = $1`, int64(links), "table of links"},
	} {
		var n int64
		if _, err := c.tx.Get(c.ctx, t.query, []any{c.org}, &n); err != nil {
			return err
		}
		if n != t.want {
			c.fault("The %s was changed behind the journal's back: it has %d rows, and the records make %d.", t.what, n, t.want)
		}
	}
	return nil
}
