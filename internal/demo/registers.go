package demo

import "github.com/assay-isms/assay/internal/record"

// add plans a new record; make is called when its day has come.
func add[T any](y *year, ago int, who, why string, s *record.Spec[T], key string, make func() *T) {
	y.during(ago, y.hand(who), why, func(w *record.Writer) error { return put(y, w, s, key, make()) })
}

// alter plans a change of a record.
func alter[T any](y *year, ago int, who, why string, s *record.Spec[T], key string, change func(*T)) {
	y.during(ago, y.hand(who), why, func(w *record.Writer) error {
		rec := the(y, s, key)
		change(rec)
		return s.Put(w, rec)
	})
}

// take plans a step of a record; fill gives what the step asks for.
func take[T any](y *year, ago int, who, why string, s *record.Spec[T], key, step string, fill ...func(*T)) {
	y.during(ago, who, why, func(w *record.Writer) error {
		rec := the(y, s, key)
		for _, f := range fill {
			f(rec)
		}
		return s.Take(w, rec, step)
	})
}

func (y *year) person(key string) record.Ref { return y.ref("person", key) }
