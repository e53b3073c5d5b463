package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/journal"
)

// Rebuild makes all tables anew from the journals, in one transaction: who reads meanwhile sees the old ones, who
// writes waits. It returns the number of entries replayed.
func (s *Store) Rebuild(ctx context.Context) (entries int64, err error) {
	err = s.DB.Own(ctx, func(tx *db.Tx) error {
		entries, err = s.rebuildIn(ctx, tx)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("tables of the records: %w", err)
	}
	return entries, nil
}

func (s *Store) rebuildIn(ctx context.Context, tx *db.Tx) (entries int64, err error) {
	err = s.makeTables(ctx, tx, false, func() error {
		orgs, err := s.Organisations(ctx)
		for _, org := range orgs {
			n, err := s.fill(ctx, tx, org, 0)
			if err != nil {
				return err
			}
			entries += n
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO record_schema (name, digest) VALUES ('tables', $1) ON CONFLICT (name) DO UPDATE SET digest = excluded.digest`, s.schema())
	return entries, err
}

// prepareTables rebuilds all tables if any is missing or differs from what the kinds want.
func (s *Store) prepareTables(ctx context.Context) error {
	err := s.DB.Own(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS record_schema (name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL)`); err != nil {
			return err
		}
		have := ""
		if _, err := tx.Get(ctx, `SELECT digest FROM record_schema WHERE name = 'tables'`, nil, &have); err != nil || have == s.schema() {
			return err
		}
		_, err := s.rebuildIn(ctx, tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("tables of the records: %w", err)
	}
	return nil
}

// ddl is what makes the tables, and their indexes apart: a load is faster before there are any. A lean store has only
// the indexes that find a record; its lists look at every row.
func (s *Store) ddl(d db.Dialect, lean bool) (tables, indexes []string) {
	tables, indexes = shared(d)
	for _, k := range s.kinds {
		table, find, list := k.create(d)
		if tables, indexes = append(tables, table), append(indexes, find...); !lean {
			indexes = append(indexes, list...)
		}
	}
	return tables, indexes
}

// schema is a digest of the DDL and of the versions of kinds that leave marks; when it differs from the stored one the tables
// are made anew.
func (s *Store) schema() string {
	tables, indexes := s.ddl(s.DB.Dialect, false)
	for _, k := range s.kinds {
		if k.proves != nil || k.owes != nil {
			tables = append(tables, fmt.Sprint(k.Name, k.Version))
		}
	}
	h := sha256.Sum256([]byte(strings.Join(append(tables, indexes...), "\n")))
	return hex.EncodeToString(h[:])
}

// makeTables drops the tables and makes them anew with what load puts into them.
func (s *Store) makeTables(ctx context.Context, tx *db.Tx, lean bool, load func() error) error {
	names := sharedTables(tx.Dialect)
	for _, k := range s.kinds {
		names = append(names, k.sql.table)
	}
	script, indexes := s.ddl(tx.Dialect, lean)
	for _, t := range names {
		if _, err := tx.Exec(ctx, `DROP TABLE IF EXISTS `+t); err != nil {
			return err
		}
	}
	if err := run(ctx, tx, script); err != nil {
		return err
	}
	if err := load(); err != nil {
		return err
	}
	if tx.Dialect == db.PostgreSQL {
		for _, t := range names {
			indexes = append(indexes, `GRANT SELECT, INSERT, UPDATE, DELETE ON `+t+` TO `+db.Role,
				`ALTER TABLE `+t+` ENABLE ROW LEVEL SECURITY`, `ALTER TABLE `+t+` FORCE ROW LEVEL SECURITY`,
				`CREATE POLICY own_organisation ON `+t+` USING (org = current_setting('assay.org', true))`, `ANALYZE `+t)
		}
	}
	return run(ctx, tx, indexes)
}

func run(ctx context.Context, tx *db.Tx, script []string) error {
	for _, statement := range script {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// Organisations lists the ids of all journals in the database.
func (s *Store) Organisations(ctx context.Context) (orgs []string, err error) {
	err = s.DB.Read(ctx, "", func(tx *db.Tx) error {
		return tx.Query(ctx, `SELECT org FROM journal_org ORDER BY org`, nil, func(scan func(...any) error) error {
			var org string
			err := scan(&org)
			orgs = append(orgs, org)
			return err
		})
	})
	return orgs, err
}

// counter is what the journal says of one kind besides its records.
type counter struct {
	last     int64 // the highest number in a reference of the form PREFIX-number, ever
	live     int64 // records
	redacted bool  // last may have been higher
}

// replay calls fn with each record that the journal's entries after from up to size (0: all) write, as they leave it; nil if they
// leave none. It reads the newest entry first, so that what is superseded is passed over.
func (s *Store) replay(ctx context.Context, log *db.Tx, org string, from, size int64, fn func(*Kind, string, Record) error) (counters map[string]*counter, entries int64, err error) {
	counters, seen := map[string]*counter{}, map[string]bool{}
	err = journal.Read(ctx, log, org, journal.Range{From: from + 1, To: size, Newest: true}, func(e *journal.Entry) error {
		entries++
		k := s.byName[e.Kind]
		if k == nil || e.Op == journal.Redact {
			return nil
		}
		c := counters[k.Name]
		if c == nil {
			c = &counter{}
			counters[k.Name] = c
		}
		known := seen[e.Record]
		seen[e.Record] = true
		switch {
		case e.Redacted():
			c.redacted = true
			fallthrough
		case e.Op == journal.Delete:
			if known {
				return nil
			}
			return fn(k, e.Record, nil)
		case known:
			ref, err := refOf(e.Body)
			c.last = max(c.last, k.refNumber(ref))
			return err
		}
		rec, err := k.fromEntry(e)
		if err != nil {
			return err
		}
		c.live++
		c.last = max(c.last, k.refNumber(rec.Base().Ref))
		return fn(k, e.Record, rec)
	})
	return counters, entries, err
}

// fromEntry is the record as the entry says it is.
func (k *Kind) fromEntry(e *journal.Entry) (Record, error) {
	rec := k.make()
	if err := k.decode(e.Body, rec); err != nil {
		return nil, fmt.Errorf("journal entry %d: %w", e.Seq, err)
	}
	m := rec.Base()
	m.ID, m.Rev, m.Seq, m.UpdatedAt, m.UpdatedBy = e.Record, e.Rev, e.Seq, e.Time, e.Actor
	return rec, nil
}

// fill replays the organisation's first size entries (0: all) into empty tables.
func (s *Store) fill(ctx context.Context, target *db.Tx, org string, size int64) (entries int64, err error) {
	counters, entries, err := s.load(ctx, target, org, 0, size, nil)
	if err == nil {
		err = fillCounters(ctx, target, org, counters)
	}
	if err != nil {
		return 0, fmt.Errorf("replay %s: %w", org, err)
	}
	return entries, nil
}

// load replays the entries after from up to size (0: all) into tables that say what the entries up to from do; there are the
// records in them, nil if there are none and nobody asks later. One goroutine reads and decodes, the other writes.
func (s *Store) load(ctx context.Context, target *db.Tx, org string, from, size int64, there map[string]*Kind) (counters map[string]*counter, entries int64, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	loads := make(chan loading, 64)
	var failed, loaded error
	go func() {
		defer close(loads)
		failed = s.DB.Read(ctx, org, func(log *db.Tx) error {
			waiting := portions{to: loads, of: map[*Kind][]found{}, done: ctx.Done()}
			if counters, entries, failed = s.replay(ctx, log, org, from, size, waiting.add); failed != nil {
				return failed
			}
			return waiting.rest()
		})
	}()
	var texts []any
	for l := range loads {
		if loaded == nil {
			loaded = l.supersede(ctx, target, org, there)
		}
		if loaded == nil && len(l.records) > 0 {
			loaded = l.kind.load(ctx, target, org, l.records, &texts)
		}
		if loaded == nil && len(texts) >= manyTexts {
			loaded, texts = loadTexts(ctx, target, texts), texts[:0]
		}
		if loaded != nil {
			stop()
		}
	}
	if err = loaded; err == nil {
		err = failed
	}
	if err == nil {
		err = loadTexts(ctx, target, texts)
	}
	return counters, entries, err
}

// loading are records of a kind to be put into the tables, or the id of one that is there no more.
type loading struct {
	kind    *Kind
	records []found
	gone    string
}

// supersede takes out of the tables what was there of the records before, and keeps account of what is there.
func (l *loading) supersede(ctx context.Context, target *db.Tx, org string, there map[string]*Kind) error {
	if there == nil {
		return nil
	}
	ids := []string{}
	for _, r := range l.records {
		ids = append(ids, r.rec.Base().ID)
	}
	if l.gone != "" {
		ids = append(ids, l.gone)
	}
	for _, id := range ids {
		if there[id] != nil {
			if err := l.kind.unapply(ctx, target, org, id); err != nil {
				return err
			}
		}
		if there[id] = l.kind; id == l.gone {
			delete(there, id)
		}
	}
	return nil
}

const manyTexts = 20_000

// portions collects records until a statement is full.
type portions struct {
	to   chan<- loading
	of   map[*Kind][]found
	done <-chan struct{}
}

func (p *portions) add(k *Kind, id string, r Record) error {
	if r == nil {
		return p.send(loading{kind: k, gone: id})
	}
	if p.of[k] = append(p.of[k], found{r, k.words(r)}); len(p.of[k]) < portion {
		return nil
	}
	full := p.of[k]
	p.of[k] = nil
	return p.send(loading{kind: k, records: full})
}

func (p *portions) rest() error {
	for k, records := range p.of {
		for i := range records {
			if err := p.send(loading{kind: k, records: records[i : i+1]}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *portions) send(l loading) error {
	select {
	case p.to <- l:
		return nil
	case <-p.done:
		return context.Canceled
	}
}

func fillCounters(ctx context.Context, target *db.Tx, org string, counters map[string]*counter) error {
	for kind, c := range counters {
		if _, err := target.Exec(ctx, `INSERT INTO record_counter (org, kind, last, live) VALUES ($1, $2, $3, $4)`, org, kind, c.last, c.live); err != nil {
			return err
		}
	}
	return nil
}

// refNumber is n of a reference PREFIX-n, 0 of any other.
func (k *Kind) refNumber(ref string) int64 {
	prefix := len(k.Prefix) + 1
	if len(ref) <= prefix || len(ref) > prefix+15 || !strings.EqualFold(ref[:prefix], k.Prefix+"-") {
		return 0
	}
	n, err := strconv.ParseUint(ref[prefix:], 10, 62)
	if err != nil {
		return 0
	}
	return int64(n)
}
