package demo

import (
	"fmt"

	"github.com/assay-isms/assay/internal/record"
)

// add plans a new record; make is called when its day has come.
func add[T any](y *year, ago int, who, why string, s *record.Spec[T], key string, make func() *T) {
	y.during(ago, y.hand(who), why, func(w *record.Writer) error { return put(y, w, s, key, make()) })
}

// alter plans a change of a record.
func alter[T any](y *year, ago int, who, why string, s *record.Spec[T], key string, change func(*T)) {
	y.during(ago, y.hand(who), why, func(w *record.Writer) error {
		rec, err := fresh(y, w, s, key)
		if err != nil {
			return err
		}
		change(rec)
		return s.Put(w, rec)
	})
}

// take plans a step of a record; fill gives what the step asks for.
func take[T any](y *year, ago int, who, why string, s *record.Spec[T], key, step string, fill ...func(*T)) {
	y.during(ago, who, why, func(w *record.Writer) error {
		rec, err := fresh(y, w, s, key)
		if err != nil {
			return err
		}
		return w.Take(s.Kind(), any(rec).(record.Record), step, func() error {
			for _, f := range fill {
				f(rec)
			}
			return nil
		})
	})
}

func (y *year) person(key string) record.Ref { return y.ref("person", key) }

// weekly are the days on which what is looked at each week was entered: by the month at first, then by the week.
var weekly = []int{205, 160, 120, 82, 41, 22, 17, 12, 7, 2}

// monthly are the days on which what is looked at each month was entered.
var monthly = []int{214, 170, 128, 86, 44, 23, 4}

// look plans that something is looked at on several days; fn enters what was seen on the last of so many working days ago.
func look[T any](y *year, s *record.Spec[T], key, who, why string, days []int, fn func(ago int, rec *T)) {
	for _, ago := range days {
		y.during(ago, who, why, func(w *record.Writer) error {
			rec, err := fresh(y, w, s, key)
			if err != nil {
				return err
			}
			fn(ago, rec)
			return s.Put(w, rec)
		})
	}
}

// listed plans that the rows of a table are entered together.
func listed[T, R any](y *year, s *record.Spec[T], ago int, at, who, why string, rows []R, make func(R) (key string, rec *T)) {
	y.on(ago, at, who, why, func(w *record.Writer) error {
		for _, row := range rows {
			key, rec := make(row)
			if err := put(y, w, s, key, rec); err != nil {
				return fmt.Errorf("%s %s: %w", s.Name, key, err)
			}
		}
		return nil
	})
}

// mayBe is a reference that may be left out.
func (y *year) mayBe(kind, key string) record.Ref {
	if key == "" {
		return ""
	}
	return y.ref(kind, key)
}
