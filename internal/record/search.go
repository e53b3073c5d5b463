package record

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/assay-isms/assay/internal/db"
)

// shared is the DDL of the tables that serve all kinds.
func shared(d db.Dialect) []string {
	text := d.Text()
	ddl := []string{
		fmt.Sprintf(`CREATE TABLE record_index (org %[1]s NOT NULL, id %[1]s NOT NULL, n BIGINT NOT NULL, kind %[1]s NOT NULL, ref %[1]s NOT NULL, ref_key %[1]s NOT NULL, title TEXT NOT NULL, PRIMARY KEY (org, id))`, text),
		`CREATE INDEX record_index_ref ON record_index (org, ref_key)`,
		`CREATE UNIQUE INDEX record_index_n ON record_index (n)`,
		fmt.Sprintf(`CREATE TABLE record_link (org %[1]s NOT NULL, from_id %[1]s NOT NULL, field %[1]s NOT NULL, to_id %[1]s NOT NULL, from_kind %[1]s NOT NULL, PRIMARY KEY (org, from_id, field, to_id))`, text),
		`CREATE INDEX record_link_to ON record_link (org, to_id, from_kind)`,
		fmt.Sprintf(`CREATE TABLE record_counter (org %[1]s NOT NULL, kind %[1]s NOT NULL, last BIGINT NOT NULL, live BIGINT NOT NULL, PRIMARY KEY (org, kind))`, text),
	}
	if d == db.PostgreSQL {
		return append(ddl, fmt.Sprintf(`CREATE TABLE record_text (org %[1]s NOT NULL, n BIGINT NOT NULL PRIMARY KEY, words tsvector NOT NULL)`, text),
			`CREATE INDEX record_text_words ON record_text USING gin (words)`)
	}
	return append(ddl, `CREATE VIRTUAL TABLE record_text USING fts5(words, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2")`)
}

var sharedTables = []string{"record_index", "record_link", "record_counter", "record_text"}

// putText puts a record's text into the search index; empty text takes it out. fresh says it is not there yet.
func putText(ctx context.Context, tx *db.Tx, org, id, text string, fresh bool) error {
	n := number(id)
	if !fresh {
		column := "rowid"
		if tx.Dialect == db.PostgreSQL {
			column = "n"
		}
		if _, err := tx.Exec(ctx, `DELETE FROM record_text WHERE `+column+` = $1`, n); err != nil {
			return err
		}
	}
	if text == "" {
		return nil
	}
	if tx.Dialect == db.PostgreSQL {
		_, err := tx.Exec(ctx, `INSERT INTO record_text (org, n, words) VALUES ($1, $2, to_tsvector('simple', $3))`, org, n, plain(text))
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO record_text (rowid, words) VALUES ($1, $2)`, n, text)
	return err
}

// matching is a subquery of row numbers whose text holds every word of q (as a beginning), and its parameter;
// "" if q holds no word. mark is the parameter's place, such as $3.
func matching(d db.Dialect, mark, q string) (query string, arg string) {
	words := strings.FieldsFunc(plain(q), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return "", ""
	}
	if d == db.PostgreSQL {
		return `SELECT n FROM record_text WHERE words @@ to_tsquery('simple', ` + mark + `)`, strings.Join(words, ":* & ") + ":*"
	}
	return `SELECT rowid AS n FROM record_text WHERE record_text MATCH ` + mark, `"` + strings.Join(words, `"* "`) + `"*`
}

// plain is text without accents and with only letters and digits, for PostgreSQL's simple configuration, so that
// both engines cut words alike.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return ' '
	}, unaccent(s))
}

// Hit is a record found by reference or text.
type Hit struct{ ID, Kind, Ref, Title string }

// Search finds at most limit records of any kind whose reference is q or whose text holds all its words.
func (r *Reader) Search(q string, limit int) ([]Hit, error) {
	const columns = `SELECT i.id, i.kind, i.ref, i.title FROM record_index i WHERE i.org = $1 AND `
	hits, err := r.hits(columns+`i.ref_key = $2 ORDER BY i.kind LIMIT $3`, r.org.id, Fold(strings.TrimSpace(q)), limit)
	if err != nil || len(hits) > 0 {
		return hits, err
	}
	match, arg := matching(r.tx.Dialect, "$2", q)
	if match == "" {
		return nil, nil
	}
	return r.hits(`SELECT i.id, i.kind, i.ref, i.title FROM (`+match+`) m JOIN record_index i ON i.n = m.n WHERE i.org = $1 LIMIT $3`, r.org.id, arg, limit)
}

func (r *Reader) hits(query string, args ...any) (hits []Hit, err error) {
	err = r.tx.Query(r.ctx, query, args, func(scan func(...any) error) error {
		var h Hit
		if err := scan(&h.ID, &h.Kind, &h.Ref, &h.Title); err != nil {
			return err
		}
		hits = append(hits, h)
		return nil
	})
	return hits, err
}

// Named resolves ids of any kind to what people call them, in one query.
func (r *Reader) Named(ids []string) (map[string]Hit, error) {
	out := make(map[string]Hit, len(ids))
	ids = unique(append([]string(nil), ids...))
	for len(ids) > 0 {
		part := ids[:min(200, len(ids))]
		ids = ids[len(part):]
		args := appendPadded([]any{r.org.id}, part)
		hits, err := r.hits(`SELECT id, kind, ref, title FROM record_index WHERE org = $1 AND id IN (`+marks(2, len(args)-1)+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			out[h.ID] = h
		}
	}
	return out, nil
}

// appendPadded appends the values, the last one repeated up to a power of two, so that few statements differ.
func appendPadded(args []any, values []string) []any {
	for i := 0; i < len(values) || i&(i-1) != 0; i++ {
		args = append(args, values[min(i, len(values)-1)])
	}
	return args
}

// marks are n parameter places from $first on.
func marks(first, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("$%d", first+i)
	}
	return strings.Join(out, ", ")
}

func unaccent(s string) string {
	out, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		return s
	}
	return out
}
