package isms_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/trend"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// told is what is kept in memory beside the tables and follows the journal, as readers see it.
func told(t *testing.T, org *record.Org) (out map[string]string) {
	t.Helper()
	must(t, org.Read(ctx, func(r *record.Reader) error {
		out = map[string]string{}
		tell := func(what string, v any, err error) error {
			text, wrong := json.Marshal(v)
			must(t, wrong)
			out[what] = string(text)
			return err
		}
		late, err := r.Late()
		if err := tell("late", late, err); err != nil {
			return err
		}
		sums, err := r.DueSums(record.DueQuery{}, 31)
		if err := tell("sums", sums, err); err != nil {
			return err
		}
		for kind := range sums {
			some, err := r.DueSums(record.DueQuery{Kinds: []string{kind}}, 7)
			if err := tell("sums of "+kind, some, err); err != nil {
				return err
			}
		}
		lines, err := control.Statement(r, catalog.Edition2022)
		for _, l := range lines {
			var proofs []string
			for _, e := range l.Evidence {
				proofs = append(proofs, fmt.Sprint(e.Ref, e.Rev))
			}
			if err := tell(l.Ref, []any{l.State, l.Why, l.Until, l.Needs, l.Conflict, fmt.Sprint(l.Risks, l.Treatments, proofs)}, err); err != nil {
				return err
			}
		}
		return err
	}))
	return out
}

// What follows the journal says at every moment what a store says that has just been opened.
func TestFollowersForgetNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "o1")
		keys := s.store.Keys
		kinds := s.store.Registers()
		for _, k := range kinds {
			s.attempt(k)
		}
		told(t, s.org)
		for i := range 8 {
			for range 12 {
				s.attempt(kinds[s.rand.IntN(len(kinds))])
			}
			s.disturb()
			if i%3 == 1 {
				continue // several writes at once
			}
			fresh, err := record.Open(ctx, d, keys, func() time.Time { return *s.now }, isms.Kinds())
			must(t, err)
			org, err := fresh.Org("o1", record.System)
			must(t, err)
			got, want := told(t, s.org), told(t, org)
			for what := range want {
				if got[what] != want[what] {
					t.Fatalf("round %d: %s is %s, want %s", i, what, got[what], want[what])
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("round %d: more is told than there is", i)
			}
			*s.now = s.now.AddDate(0, 0, s.rand.IntN(40))
		}
	})
}

// attempt saves a record, unless the rules of its kind refuse all that chance makes of what there is.
func (s *sample) attempt(k *record.Kind) {
	s.Helper()
	*s.now = s.now.Add(time.Minute)
	_, err := s.org.Write(ctx, "", func(w *record.Writer) error {
		_, err := s.put(w, k)
		return err
	})
	if err != nil && errs.KindOf(err) == errs.Internal {
		s.Fatal(err)
	}
}

// disturb changes, deletes, brings back and erases records.
func (s *sample) disturb() {
	for kind, ids := range s.made {
		k, err := s.store.Kind(kind)
		must(s.T, err)
		if made[kind] || len(ids) == 0 || s.rand.IntN(3) > 0 {
			continue
		}
		id := ids[s.rand.IntN(len(ids))]
		do := s.rand.IntN(3)
		_, err = s.org.Write(ctx, "because", func(w *record.Writer) error {
			rec, err := w.Get(k, id)
			if err != nil {
				return w.Restore(k, id, 1)
			}
			switch do {
			case 0:
				return w.Delete(k, id, rec.Base().Rev)
			case 1:
				return w.Redact(k, id, 1)
			}
			s.fill(k, rec)
			return w.Put(k, rec)
		})
		if err != nil && errs.KindOf(err) == errs.Internal { // rules refuse some of it, which is their right
			s.Fatal(err)
		}
	}
}

// Through shows what AsOf shows, and the trend of the past is that of the days themselves.
func TestThroughThePast(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "o1")
		var moments []time.Time
		kinds := s.store.Registers()
		moments = append(moments, s.now.AddDate(0, -1, 0)) // before there was anything
		for i := range 5 {
			for _, k := range kinds[:len(kinds)*(5-i)/5] {
				s.attempt(k)
			}
			for range 10 * i {
				s.attempt(kinds[s.rand.IntN(len(kinds))])
			}
			s.disturb()
			moments = append(moments, *s.now)
			*s.now = s.now.AddDate(0, 0, 20)
		}
		n := 0
		must(t, s.org.Through(ctx, moments, func(past *record.Org) error {
			want, release, err := s.org.AsOf(ctx, moments[n])
			must(t, err)
			defer release()
			if got, want := state(t, past), state(t, want); got != want {
				t.Errorf("moment %d: %s", n, firstDifference(got, want))
			}
			if got, want := fmt.Sprint(told(t, past)), fmt.Sprint(told(t, want)); got != want {
				t.Errorf("moment %d: other is told", n)
			}
			n++
			return nil
		}))
		if n != len(moments) {
			t.Errorf("%d moments shown, want %d", n, len(moments))
		}
		today := record.Date(s.now.Format(time.DateOnly))
		points, err := trend.Compute(ctx, s.org, catalog.Edition2022, today)
		must(t, err)
		for _, p := range points {
			s.pointIs(p)
		}
	})
}

// pointIs compares a point of the trend with the view of its day.
func (s *sample) pointIs(p trend.Point) {
	s.Helper()
	at, err := record.ParseMoment(string(p.Day), *s.now)
	must(s.T, err)
	past, release, err := s.org.AsOf(ctx, at)
	must(s.T, err)
	defer release()
	must(s.T, past.Read(ctx, func(r *record.Reader) error {
		size, err := r.Size()
		if err != nil || size == 0 {
			if p.Known {
				s.Errorf("%s is known, and there was nothing", p.Day)
			}
			return err
		}
		want, err := trend.At(r, catalog.Edition2022)
		if p != want {
			s.Errorf("%s is %+v, want %+v", p.Day, p, want)
		}
		return err
	}))
}
