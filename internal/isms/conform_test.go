package isms_test

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// made tells which kinds only use cases make: their records are not edited, deleted and restored one by one.
var made = map[string]bool{"control": true, "acceptance": true, "soa_version": true, "rating": true, "reconciliation": true, "calibration_exercise": true, "acknowledgement": true, "access_decision": true}

// TestEveryKind tries all the engine promises on every register, on both engines.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "o1")
		then := map[time.Time]string{}
		remember := func(i int) { // some moments; each costs a look at everything now and a replay later
			if i%9 == 0 {
				then[*s.now] = state(t, s.org)
			}
		}
		for i, k := range s.store.Kinds() {
			count := map[bool]int{false: 15, true: 4}[made[k.Name]]
			for range count {
				s.saved(k)
			}
			remember(i)
		}
		for i, k := range s.store.Kinds() {
			t.Run(k.Name, func(t *testing.T) {
				s := *s
				s.T = t
				s.lists(k)
				s.search(k)
				s.history(k)
				if !made[k.Name] {
					s.deletes(k)
				}
			})
			remember(i)
		}
		s.clean()
		before := state(t, s.org)
		_, err := s.store.Rebuild(ctx)
		must(t, err)
		if after := state(t, s.org); after != before {
			t.Error("a rebuild changed the tables")
		}
		s.clean()
		for at, want := range then {
			past, release, err := s.org.AsOf(ctx, at)
			must(t, err)
			if got := state(t, past); got != want {
				t.Errorf("as of %s the records are not what they were: %s", at, firstDifference(got, want))
			}
			release()
		}
	})
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + " instead of " + bs[i]
		}
	}
	return "one is longer"
}

// saved makes a record and reads it back.
func (s *sample) saved(k *record.Kind) {
	s.Helper()
	var rec, got record.Record
	s.write(func(w *record.Writer) (err error) {
		rec, err = s.put(w, k)
		return err
	})
	s.read(func(r *record.Reader) (err error) {
		got, err = r.Find(k, strings.ToLower(rec.Base().Ref))
		return err
	})
	if !reflect.DeepEqual(rec.Base(), got.Base()) || len(k.Diff(rec, got)) > 0 {
		s.Errorf("%s: saved %+v, read %+v", k.Name, rec, got)
	}
	clone, err := k.Clone(got)
	must(s.T, err)
	if !reflect.DeepEqual(clone, got) {
		s.Errorf("%s: encoded and decoded %+v is %+v", k.Name, got, clone)
	}
}

// lists compares every order and filter with the same in Go.
func (s *sample) lists(k *record.Kind) {
	all := s.all(k, record.Query{})
	if len(all) < 2 {
		s.Fatalf("%d records", len(all))
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		if !sorts(f) {
			continue
		}
		for _, down := range []string{"", "-"} {
			want := slices.Clone(all)
			slices.SortFunc(want, func(a, b record.Record) int {
				c := cmp.Or(compare(f, a, b), cmp.Compare(record.Fold(a.Base().Ref), record.Fold(b.Base().Ref)))
				if down != "" {
					return -c
				}
				return c
			})
			s.same("sorted by "+down+f.Name, s.paged(k, record.Query{Sort: down + f.Name, Limit: 4}), want)
		}
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		value := f.Text(all[len(all)/2])
		for _, op := range []string{"", "not", "has", "gte", "lte", "empty", "filled"} {
			q := record.Query{Filters: []record.Filter{{Field: f.Name, Op: op, Values: strings.Fields(value)}}}
			if text, ok := f.Ptr(k.New()).(*string); ok || text != nil {
				q.Filters[0].Values = []string{value}
			}
			if op == "empty" || op == "filled" {
				q.Filters[0].Values = nil
			}
			s.filtered(k, f, q, all)
		}
	}
}

func (s *sample) filtered(k *record.Kind, f *record.AnyField, q record.Query, all []record.Record) {
	s.Helper()
	filter := q.Filters[0]
	if _, err := s.list(k, q); errs.Is(err, errs.Invalid) {
		return // the field has no such comparison
	}
	var want []record.Record
	for _, r := range all {
		if passes(f, filter, r) {
			want = append(want, r)
		}
	}
	s.same(fmt.Sprintf("filtered by %+v", filter), s.paged(k, q), want)
	var n int64
	s.read(func(r *record.Reader) (err error) {
		n, err = r.CountMatching(k, q, 1000)
		return err
	})
	if n != int64(len(want)) {
		s.Errorf("%+v counts %d, want %d", filter, n, len(want))
	}
}

func (s *sample) list(k *record.Kind, q record.Query) (p record.Page, err error) {
	err = s.org.Read(ctx, func(r *record.Reader) error {
		p, err = r.List(k, q)
		return err
	})
	return p, err
}

// paged reads a list page by page.
func (s *sample) paged(k *record.Kind, q record.Query) (all []record.Record) {
	s.Helper()
	for {
		p, err := s.list(k, q)
		must(s.T, err)
		all = append(all, p.Records...)
		if q.After = p.Next; q.After == "" {
			return all
		}
	}
}

func (s *sample) same(what string, got, want []record.Record) {
	s.Helper()
	if g, w := refs(got), refs(want); g != w {
		s.Errorf("%s: %s, want %s", what, g, w)
	}
}

func refs(records []record.Record) string {
	var refs []string
	for _, r := range records {
		refs = append(refs, r.Base().Ref)
	}
	return strings.Join(refs, " ")
}

func sorts(f *record.AnyField) bool {
	return !slices.Contains([]string{"set", "refs", "json"}, f.Type()) && !f.Long
}

// key is what text is compared by.
func key(f *record.AnyField, text string) string {
	if f.Type() == "choice" {
		return fmt.Sprintf("%02d", 1+slices.IndexFunc(f.Options, func(o record.Option) bool { return o.Value == text }))
	}
	if f.Type() == "text" && f.Indexed {
		return record.Fold(text)
	}
	return text
}

func compare(f *record.AnyField, a, b record.Record) int {
	switch v := f.Ptr(a).(type) {
	case *int:
		return cmp.Compare(*v, *f.Ptr(b).(*int))
	case *float64:
		return cmp.Compare(*v, *f.Ptr(b).(*float64))
	}
	if f.Type() == "choice" && !f.Indexed {
		return cmp.Compare(f.Text(a), f.Text(b))
	}
	return cmp.Compare(key(f, f.Text(a)), key(f, f.Text(b)))
}

func passes(f *record.AnyField, q record.Filter, r record.Record) bool {
	wanted := func(v string) bool {
		if f.Type() == "set" || f.Type() == "refs" {
			return slices.Contains(strings.Fields(f.Text(r)), v)
		}
		other := reflect.New(reflect.TypeOf(r).Elem()).Interface().(record.Record)
		return f.Parse(other, v) == nil && compare(f, r, other) == 0
	}
	bound := func(sign int) bool {
		return !slices.ContainsFunc(q.Values, func(v string) bool {
			other := reflect.New(reflect.TypeOf(r).Elem()).Interface().(record.Record)
			return f.Parse(other, v) == nil && compare(f, r, other)*sign < 0
		})
	}
	switch q.Op {
	case "":
		return slices.ContainsFunc(q.Values, wanted)
	case "not":
		return !slices.ContainsFunc(q.Values, wanted)
	case "has":
		return !slices.ContainsFunc(q.Values, func(v string) bool { return !strings.Contains(strings.ToLower(f.Text(r)), strings.ToLower(v)) })
	case "gte":
		return bound(1)
	case "lte":
		return bound(-1)
	case "empty":
		return f.Empty(r)
	}
	return !f.Empty(r)
}

// search finds every record by each of its words, however it is written.
func (s *sample) search(k *record.Kind) {
	for _, q := range []string{"cafe", "CAFÉ", "ÖFFN", "serv", "ser caf", "京", "ελλαδα", "quoted", "nothingofthatkind", k.Prefix} {
		var want []record.Record
		for _, r := range s.all(k, record.Query{}) {
			if holds(k, r, q) {
				want = append(want, r)
			}
		}
		s.same("search "+q, s.all(k, record.Query{Search: q}), want)
	}
	rec := s.all(k, record.Query{})[0]
	s.read(func(r *record.Reader) error {
		hits, err := r.Search(strings.ToLower(rec.Base().Ref), 10)
		if len(hits) != 1 || hits[0].ID != rec.Base().ID || hits[0].Title != k.TitleOf(rec) {
			s.Errorf("search %s: %v", rec.Base().Ref, hits)
		}
		return err
	})
}

func holds(k *record.Kind, r record.Record, q string) bool {
	text := " " + r.Base().Ref
	for i := range k.Fields {
		if f := &k.Fields[i]; f.Type() == "text" {
			text += " " + f.Text(r)
		}
	}
	text = record.Fold(text)
	for w := range strings.FieldsSeq(record.Fold(q)) {
		found := false
		for i := range text {
			before := []rune(text[:i])
			found = found || strings.HasPrefix(text[i:], w) && (w == "京" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", before[len(before)-1]))
		}
		if !found {
			return false
		}
	}
	return true
}
