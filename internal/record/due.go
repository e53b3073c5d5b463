package record

import (
	"fmt"
	"maps"
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
	bound := func(clause string, rank Date) {
		args = append(args, string(rank))
		where += fmt.Sprintf(" AND d.rank "+clause+" $%d", len(args))
	}
	if q.From != "" { // what the days say of the ranks, so that the index is read from there on
		bound(">=", q.From.Plus(-lead[Critical]))
	}
	if q.Before != "" {
		bound("<", q.Before)
	}
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

// DueSums adds up what is due, by kind: soon is what is due within days from today on. It may be shared: nobody changes it.
func (r *Reader) DueSums(q DueQuery, days int) (map[string]DueSum, error) {
	if q.Who == nil && q.From == "" && q.Before == "" {
		return r.allDueSums(q.Kinds, days)
	}
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

func (r *Reader) allDueSums(kinds []string, days int) (map[string]DueSum, error) {
	all, err := Cached(r, dueSumsKey{days}, func() (map[string]DueSum, error) {
		tally, err := r.dueTally()
		today, soon, out := r.Today(), r.Today().Plus(days), map[string]DueSum{}
		for kind, cells := range tally {
			var s DueSum
			for c, n := range cells {
				switch {
				case c.day < today:
					s.Late += n
				case c.day < soon:
					s.Soon += n
				default:
					s.Later += n
				}
			}
			out[kind] = s
		}
		return out, err
	})
	if kinds == nil || err != nil {
		return all, err
	}
	out := map[string]DueSum{}
	for _, kind := range kinds {
		if s, ok := all[kind]; ok {
			out[kind] = s
		}
	}
	return out, nil
}

type dueSumsKey struct{ days int }

type lateKey struct{}

// Late counts what was due before today, by person; "" is nobody. It is shared: nobody changes it.
func (r *Reader) Late() (map[Ref]int64, error) {
	return Cached(r, lateKey{}, func() (map[Ref]int64, error) {
		all, err := r.dueTally()
		today, out := r.Today(), map[Ref]int64{}
		for _, cells := range all {
			for c, n := range cells {
				if c.day < today {
					out[c.who] += n
				}
			}
		}
		return out, err
	})
}

// dueTally counts what is due by kind, and in it by person and day: sums over all of it read this and not the table.
type dueTally map[string]map[dueCell]int64

type dueCell struct {
	who Ref
	day Date
}

type dueTallyKey struct{}

func (r *Reader) dueTally() (dueTally, error) {
	var owing []*Kind
	for _, k := range r.org.store.Registers() {
		if k.owes != nil {
			owing = append(owing, k)
		}
	}
	return Follow(r, dueTallyKey{}, owing, r.readDueTally, func(t dueTally, changes []Changed) (dueTally, error) {
		t = maps.Clone(t)
		mine := map[string]bool{} // cloned here already
		for _, c := range changes {
			if cells := t[c.Kind.Name]; cells != nil && !mine[c.Kind.Name] {
				mine[c.Kind.Name], t[c.Kind.Name] = true, maps.Clone(cells)
			}
			t.add(c.Kind, c.Before, -1)
			if t.add(c.Kind, c.After, 1); len(t[c.Kind.Name]) == 0 {
				delete(t, c.Kind.Name)
			}
		}
		return t, nil
	})
}

func (r *Reader) readDueTally() (dueTally, error) {
	t := dueTally{}
	err := r.tx.Query(r.ctx, `SELECT who, day, kind, count(*) FROM record_due WHERE org = $1 GROUP BY who, day, kind`, []any{r.org.id}, func(scan func(...any) error) error {
		var c dueCell
		var kind string
		var n int64
		err := scan((*string)(&c.who), (*string)(&c.day), &kind, &n)
		if t[kind] == nil {
			t[kind] = map[dueCell]int64{}
		}
		t[kind][c] = n
		return err
	})
	return t, err
}

// add counts n times what is due about a record; nothing about none.
func (t dueTally) add(k *Kind, rec Record, n int64) {
	if rec == nil {
		return
	}
	if t[k.Name] == nil {
		t[k.Name] = map[dueCell]int64{}
	}
	for _, d := range k.owes(rec) {
		if d.Day == "" {
			continue
		}
		c := dueCell{d.Who, d.Day}
		if t[k.Name][c] += n; t[k.Name][c] == 0 {
			delete(t[k.Name], c)
		}
	}
}
