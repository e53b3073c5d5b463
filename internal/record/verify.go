package record

import (
	"context"
	"database/sql/driver"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

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

// maxFaults is how many faults of the tables Verify tells one by one.
const maxFaults = 1000

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
		c := comparison{ctx: ctx, s: s, tx: tx, org: org, rep: &rep, seed: maphash.MakeSeed(), want: map[row]uint64{}, words: map[string]uint64{}, ids: map[int64]string{}}
		return c.run()
	})
	return rep, err
}

// comparison sets the tables beside the journal: it replays the journal into hashes of the rows that should be, and
// takes away those that are.
type comparison struct {
	ctx   context.Context
	s     *Store
	tx    *db.Tx
	org   string
	rep   *Report
	seed  maphash.Seed // of its own, so that nobody can make two rows alike
	buf   []byte
	want  map[row]uint64
	words map[string]uint64 // id → sum of its words' hashes, less those found
	ids   map[int64]string  // by row number
}

// row names one row of one table; the key begins with the record's id.
type row struct{ table, key string }

func (r row) label() string {
	id, _, _ := strings.Cut(r.key, "/")
	return id
}

func (c *comparison) fault(format string, args ...any) {
	if len(c.rep.Faults) < maxFaults {
		c.rep.Faults = append(c.rep.Faults, journal.Fault{What: fmt.Sprintf(format, args...)})
	}
}

func (c *comparison) run() error {
	counters, _, err := c.s.replay(c.ctx, c.tx, c.org, 0, c.rep.Head.Size, c.expect)
	if err != nil {
		c.fault("The journal cannot be replayed into tables: %v.", err)
		return c.ctx.Err()
	}
	c.compare("record_index", []string{"n", "id", "kind", "ref", "ref_key", "title"}, func(v []driver.Value) string {
		c.ids[number(v[0])] = text(v[1])
		return text(v[1])
	})
	for _, k := range c.s.kinds {
		c.compare(k.sql.table, k.sql.columns, func(v []driver.Value) string { return text(v[2]) + "/" + c.ids[number(v[0])] })
	}
	c.compare("record_link", []string{"org", "from_id", "field", "to_id", "from_kind"}, func(v []driver.Value) string {
		return text(v[1]) + "/" + text(v[2]) + "/" + text(v[3])
	})
	for _, m := range allMarks {
		c.compare(m.table, m.columns, m.name)
	}
	c.compareCounters(counters)
	c.compareWords()
	for r := range c.want {
		c.fault("The table %s lacks the row of %s, which the journal says.", r.table, r.label())
	}
	slices.SortFunc(c.rep.Faults, func(a, b journal.Fault) int { return strings.Compare(a.What, b.What) })
	return c.ctx.Err()
}

// name is the key of a row as the table has it.
func (m *mark) name(v []driver.Value) string {
	values := make([]any, m.key)
	for i := range values {
		values[i] = v[1+i]
	}
	return named(values)
}

func named(values []any) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = text(v)
	}
	return strings.Join(parts, "/")
}

// expect notes the rows that a record makes. Its row number is not the journal's to say: the tables must only agree
// on it.
func (c *comparison) expect(k *Kind, _ string, rec Record) error {
	if rec == nil {
		return nil
	}
	m := rec.Base()
	c.rep.Records++
	c.want[row{k.sql.table, m.ID + "/" + m.ID}] = c.hash(k.args(nil, 0, c.org, rec)[1:]...)
	c.want[row{"record_index", m.ID}] = c.hash(m.ID, k.Name, m.Ref, Fold(m.Ref), k.TitleOf(rec))
	for _, l := range k.links(rec) {
		c.want[row{"record_link", m.ID + "/" + l.field + "/" + l.to}] = c.hash(m.ID, l.field, l.to, k.Name)
	}
	for _, t := range allMarks {
		for rows := t.rows(k, nil, c.org, rec); len(rows) > 0; rows = rows[len(t.columns):] {
			c.want[row{t.table, named(rows[1 : 1+t.key])}] = c.hash(rows[1:len(t.columns)]...)
		}
	}
	sum := uint64(0)
	for _, w := range strings.Fields(k.words(rec)) {
		sum += maphash.String(c.seed, w)
	}
	c.words[m.ID] = sum
	return nil
}

// hash is of values as an engine gives them back.
func (c *comparison) hash(values ...any) uint64 {
	c.buf = c.buf[:0]
	for _, v := range values {
		switch v := v.(type) {
		case string:
			c.buf = append(strconv.AppendInt(append(c.buf, 's'), int64(len(v)), 10), ':')
			c.buf = append(c.buf, v...)
		case bool:
			c.buf = append(c.buf, map[bool]string{false: "i0:", true: "i1:"}[v]...)
		case int64:
			c.buf = append(strconv.AppendInt(append(c.buf, 'i'), v, 10), ':')
		case float64:
			c.buf = append(strconv.AppendFloat(append(c.buf, 'f'), v, 'g', -1, 64), ':')
		default:
			c.buf = fmt.Appendf(c.buf, "?%T%v:", v, v)
		}
	}
	return maphash.Bytes(c.seed, c.buf)
}

func text(v driver.Value) string {
	s, _ := v.(string)
	return s
}

func number(v driver.Value) int64 {
	n, _ := v.(int64)
	return n
}

// compare takes the rows that are in the table from those that should be. The first column says nothing that is
// compared.
func (c *comparison) compare(table string, columns []string, key func([]driver.Value) string) {
	values := make([]any, len(columns)-1)
	err := c.tx.Rows(c.ctx, `SELECT `+quoted(columns)+` FROM `+table+` WHERE org = $1`, []any{c.org}, func(v []driver.Value) error {
		for i := range values {
			values[i] = v[i+1]
		}
		r := row{table, key(v)}
		want, ok := c.want[r]
		delete(c.want, r)
		switch {
		case !ok:
			c.fault("The table %s holds a row of %s that the journal does not say.", table, r.label())
		case want != c.hash(values...):
			c.fault("The table %s was changed behind the journal's back: its row of %s differs from the journal.", table, r.label())
		}
		return nil
	})
	if err != nil {
		c.fault("The table %s cannot be read as it was written: %v.", table, err)
	}
}

// compareCounters allows a last number to be higher than the journal says only where references were redacted.
func (c *comparison) compareCounters(want map[string]*counter) {
	err := c.tx.Rows(c.ctx, `SELECT kind, last, live FROM record_counter WHERE org = $1`, []any{c.org}, func(v []driver.Value) error {
		w := want[text(v[0])]
		delete(want, text(v[0]))
		if last := number(v[1]); w == nil || number(v[2]) != w.live || last != w.last && (!w.redacted || last < w.last) {
			c.fault("The table record_counter was changed behind the journal's back: its row of %s differs from the journal.", text(v[0]))
		}
		return nil
	})
	if err != nil {
		c.fault("The table record_counter cannot be read as it was written: %v.", err)
	}
	for kind := range want {
		c.fault("The table record_counter lacks the row of %s, which the journal says.", kind)
	}
}

// compareWords looks whether the search finds each record by its words and by no other.
func (c *comparison) compareWords() {
	query, args := `SELECT doc, term FROM record_words`, []any(nil)
	if c.tx.Dialect == db.PostgreSQL {
		query, args = `SELECT i.n, w.lexeme FROM record_index i, unnest(i.words) w WHERE i.org = $1`, []any{c.org}
	}
	err := c.tx.Rows(c.ctx, query, args, func(v []driver.Value) error {
		if id, mine := c.ids[number(v[0])]; mine {
			c.words[id] -= maphash.String(c.seed, text(v[1]))
		}
		return nil
	})
	if err != nil {
		c.fault("The search cannot be read as it was written: %v.", err)
	}
	for id, rest := range c.words {
		if rest != 0 {
			c.fault("The search was changed behind the journal's back: the words of %s differ from the journal.", id)
		}
	}
}
