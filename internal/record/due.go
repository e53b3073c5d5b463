package record

import (
	"fmt"
	"strings"
)

// Owed is a record with what is due about it.
type Owed struct {
	Hit
	Due
	Rank string // the list's order
}

// DueQuery chooses from what is due.
type DueQuery struct {
	Who    []Ref // nil: everybody; "" among them is nobody
	For    []StandIn
	Kinds  []string
	From   Date // due on this day or later; "" for any
	Before Date // due before this day; "" for any
	After  string
	Limit  int
}

// StandIn adds to the things of Who those of another: all of them, those of a kind, or those about one record.
type StandIn struct {
	Of       Ref
	Kind, ID string // "" for any
}

// dueWhere is the condition of a query and its values.
func (r *Reader) dueWhere(q DueQuery) (where string, args []any) {
	args = []any{r.org.id}
	value := func(v string) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	values := func(all []string) string {
		places := make([]string, len(all))
		for i, v := range all {
			places[i] = value(v)
		}
		return "(" + strings.Join(places, ", ") + ")"
	}
	parts := []string{"d.org = $1"}
	if q.Who != nil {
		parts = append(parts, q.owers(value, values))
	}
	if q.Kinds != nil {
		parts = append(parts, "d.kind IN "+values(q.Kinds))
	}
	if q.From != "" {
		parts = append(parts, "d.day >= "+value(string(q.From)))
	}
	if q.Before != "" {
		parts = append(parts, "d.day < "+value(string(q.Before)))
	}
	if at := strings.SplitN(q.After, "\n", 4); len(at) == 4 {
		parts = append(parts, "(d.rank, d.id, d.what, d.who) > "+values(at))
	}
	return strings.Join(parts, " AND "), args
}

// owers is the condition on who owes: the index finds those named, the rest is looked at.
func (q *DueQuery) owers(value func(string) string, values func([]string) string) string {
	own := make([]string, len(q.Who))
	for i, w := range q.Who {
		own[i] = string(w)
	}
	if len(q.For) == 0 {
		return "d.who IN " + values(own)
	}
	all, any := own, []string{"d.who IN " + values(own)}
	for _, s := range q.For {
		all = append(all, string(s.Of))
		one := "d.who = " + value(string(s.Of))
		if s.Kind != "" {
			one += " AND d.kind = " + value(s.Kind)
		}
		if s.ID != "" {
			one += " AND d.id = " + value(s.ID)
		}
		any = append(any, one)
	}
	return "d.who IN " + values(all) + " AND (" + strings.Join(any, " OR ") + ")"
}

// Dues lists what is due, most urgent first; next is what After continues with, "" at the end.
func (r *Reader) Dues(q DueQuery) (out []Owed, next string, err error) {
	where, args := r.dueWhere(q)
	args = append(args, q.Limit+1)
	err = r.tx.Query(r.ctx, `SELECT i.id, i.kind, i.ref, i.title, d.what, d.day, d.who, d.weight, d.rank FROM record_due d JOIN record_index i ON i.org = d.org AND i.id = d.id
		WHERE `+where+fmt.Sprintf(` ORDER BY d.rank, d.id, d.what, d.who LIMIT $%d`, len(args)), args, func(scan func(...any) error) error {
		var o Owed
		err := scan(&o.ID, &o.Kind, &o.Ref, &o.Title, &o.What, (*string)(&o.Day), (*string)(&o.Who), (*int)(&o.Weight), &o.Rank)
		out = append(out, o)
		return err
	})
	if len(out) > q.Limit {
		out = out[:q.Limit]
		last := out[len(out)-1]
		next = strings.Join([]string{last.Rank, last.ID, last.What, string(last.Who)}, "\n")
	}
	return out, next, err
}

// DueSum is how much of what a query chooses is late, due within the days ahead, and due later.
type DueSum struct{ Late, Soon, Later int64 }

// DueSums adds up what is due, by kind: soon is what is due within days from today on.
func (r *Reader) DueSums(q DueQuery, days int) (map[string]DueSum, error) {
	q.After = ""
	where, args := r.dueWhere(q)
	args = append(args, string(r.Today()), string(r.Today().Plus(days)))
	n := len(args)
	out := map[string]DueSum{}
	err := r.tx.Query(r.ctx, fmt.Sprintf(`SELECT d.kind, sum(CASE WHEN d.day < $%[1]d THEN 1 ELSE 0 END), sum(CASE WHEN d.day >= $%[1]d AND d.day < $%[2]d THEN 1 ELSE 0 END), sum(CASE WHEN d.day >= $%[2]d THEN 1 ELSE 0 END)
		FROM record_due d WHERE `, n-1, n)+where+` GROUP BY d.kind`, args, func(scan func(...any) error) error {
		var kind string
		var s DueSum
		err := scan(&kind, &s.Late, &s.Soon, &s.Later)
		out[kind] = s
		return err
	})
	return out, err
}

// DueCount is how much is due to a person in a register, and how much of it is late.
type DueCount struct {
	Who  Ref
	Kind string
	All  int64
	Late int64
}

// DueCounts counts what is due before a day, by person and kind; what is due before today is late.
func (r *Reader) DueCounts(before Date) ([]DueCount, error) {
	return Cached(r, dueCountsKey{before}, func() (out []DueCount, err error) {
		err = r.tx.Query(r.ctx, `SELECT who, kind, count(*), sum(CASE WHEN day < $2 THEN 1 ELSE 0 END) FROM record_due WHERE org = $1 AND day < $3 GROUP BY who, kind ORDER BY who, kind`,
			[]any{r.org.id, string(r.Today()), string(before)}, func(scan func(...any) error) error {
				var c DueCount
				err := scan((*string)(&c.Who), &c.Kind, &c.All, &c.Late)
				out = append(out, c)
				return err
			})
		return out, err
	})
}

type dueCountsKey struct{ before Date }
