package record

import (
	"math"
	"strconv"

	"github.com/assay-isms/assay/internal/db"
)

// Filter keeps the records whose field compares so with one of the values.
type Filter struct {
	Field  string
	Op     string // "" equal, "not", "has" (contains), "gte", "lte", "empty", "filled"; text compares as Fold sees it
	Values []string
}

// Query selects a page of a list.
type Query struct {
	Filters []Filter
	Search  string // words the record's text holds
	Sort    string // a field name, with "-" before it for descending; "" for the reference
	After   string // the cursor of the page before
	Limit   int    // at most 1,000; 0 means 100
}

// Page is one page of a list.
type Page struct {
	Records []Record
	Next    string // the cursor of the next page; "" on the last
}

// MaxPage is the most records a page may hold.
const MaxPage = 1000

// List reads a page of typed records.
func (s *Spec[T]) List(r *Reader, q Query) (records []*T, next string, err error) {
	page, err := r.List(s.kind, q)
	for _, rec := range page.Records {
		records = append(records, any(rec).(*T))
	}
	return records, page.Next, err
}

// All reads every record that matches; for areas whose kinds stay small or who need the whole.
func (s *Spec[T]) All(r *Reader, q Query) (records []*T, err error) {
	err = r.Each(s.kind, q, func(rec Record) error {
		records = append(records, any(rec).(*T))
		return nil
	})
	return records, err
}

// Each calls fn for every record that matches, page by page, so that memory stays flat.
func (r *Reader) Each(k *Kind, q Query, fn func(Record) error) error {
	q.Limit = MaxPage
	for {
		page, err := r.List(k, q)
		if err != nil {
			return err
		}
		for _, rec := range page.Records {
			if err := fn(rec); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// List is Spec.List for code that serves all kinds.
func (r *Reader) List(k *Kind, q Query) (Page, error) {
	if q.Limit <= 0 {
		q.Limit = 100
	}
	q.Limit = min(q.Limit, MaxPage)
	words := searchFor(q.Search)
	if len(words) > 0 {
		few, err := r.few(k)
		if err != nil {
			return Page{}, err
		}
		common, err := r.common(words, few)
		if err != nil {
			return Page{}, err
		}
		if common {
			return r.listCommon(k, q, words)
		}
	}
	return r.listRows(k, q, words)
}

// listRows reads a page by one SELECT, with a search only for words that few records hold.
func (r *Reader) listRows(k *Kind, q Query, words search) (Page, error) {
	b := &builder{k: k, d: r.tx.Dialect, args: []any{r.org.id}}
	o, err := b.prepare(q)
	if err != nil {
		return Page{}, err
	}
	if err := r.choosePath(b, o, words); err != nil {
		return Page{}, err
	}
	query, err := b.query(k.sql.selects, o, q, words)
	if err != nil {
		return Page{}, err
	}
	var page Page
	err = r.tx.Query(r.ctx, query, b.args, func(scan func(...any) error) error {
		rec, err := k.scan(scan)
		page.Records = append(page.Records, rec)
		return err
	})
	if err == nil && len(page.Records) > q.Limit {
		page.Records = page.Records[:q.Limit]
		page.Next = o.cursor(page.Records[q.Limit-1])
	}
	return page, err
}

// few is how many records a search or filter may find so that finding them all and sorting them is quicker than
// walking the list in order until a page is full. The walk is the longer the fewer match: the costs meet at the root.
func (r *Reader) few(k *Kind) (int, error) {
	n, err := r.Count(k)
	return 200 + int(10*math.Sqrt(float64(n))), err
}

// common reports whether more records than few hold the words.
func (r *Reader) common(words search, few int) (bool, error) {
	var n int64
	for _, whole := range []bool{true, false} {
		match, arg := words.match(r.tx.Dialect, "$1", whole)
		if _, err := r.tx.Get(r.ctx, `SELECT count(*) FROM (`+match+` LIMIT `+strconv.Itoa(few+1)+`) m`, []any{arg}, &n); err != nil || n > int64(few) {
			return true, err
		}
	}
	return false, nil
}

// listCommon walks the list in order and keeps the records that hold the words: many do, so a page is soon full.
func (r *Reader) listCommon(k *Kind, q Query, words search) (page Page, err error) {
	limit, step := q.Limit, q
	step.Search, step.Limit = "", min(max(200, 2*limit), MaxPage)
	for {
		found, err := r.listRows(k, step, nil)
		if err != nil {
			return Page{}, err
		}
		for _, rec := range found.Records {
			if !words.in(k.words(rec)) {
				continue
			}
			if len(page.Records) == limit {
				o, err := k.orderOf(q.Sort)
				page.Next = o.cursor(page.Records[limit-1])
				return page, err
			}
			page.Records = append(page.Records, rec)
		}
		if step.After = found.Next; step.After == "" {
			return page, nil
		}
		step.Limit = MaxPage
	}
}

// CountMatching counts the records that match, up to limit: a count that cannot grow with the register.
func (r *Reader) CountMatching(k *Kind, q Query, limit int) (n int64, err error) {
	q.Sort, q.After, q.Limit = "", "", limit-1
	words := searchFor(q.Search)
	for _, whole := range []bool{true, false} {
		if whole && len(words) == 0 {
			continue
		}
		b := &builder{k: k, d: r.tx.Dialect, args: []any{r.org.id}, whole: whole}
		if _, err := b.prepare(q); err != nil {
			return 0, err
		}
		query, err := b.query("1", order{unsorted: true}, q, words)
		if err != nil {
			return 0, err
		}
		if _, err = r.tx.Get(r.ctx, `SELECT count(*) FROM (`+query+`) counted`, b.args, &n); err != nil || n >= int64(limit) {
			return n, err
		}
	}
	return n, nil
}

// choosePath keeps SQLite, which knows little of how often values occur, from a bad path: it looks how many rows
// each filter with an index finds. If one finds few, the list is made from them; otherwise it is walked in its order,
// or in that of a filter if the order is that of the references, which every index keeps. PostgreSQL knows better.
func (r *Reader) choosePath(b *builder, o order, words search) error {
	if b.d != db.SQLite {
		return nil
	}
	b.path = walk
	if len(words) > 0 {
		b.path = byWords
		return nil
	}
	few, err := r.few(b.k)
	least := int64(few)
	for i := range b.conditions {
		c := &b.conditions[i]
		if !c.indexed {
			continue
		}
		var n int64
		text, args := c.sql(2)
		if _, err := r.tx.Get(r.ctx, `SELECT count(*) FROM (SELECT 1 FROM `+b.k.sql.table+` WHERE org = $1`+text+` LIMIT `+strconv.Itoa(few)+`) few`,
			append([]any{r.org.id}, args...), &n); err != nil {
			return err
		}
		if n < least || n == least && b.path == walk && o.byRef() && c.single {
			least, b.path = n, i
		}
	}
	return err
}
