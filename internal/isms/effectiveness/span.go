package effectiveness

import (
	"cmp"
	"slices"
	"time"

	"github.com/assay-isms/assay/internal/record"
)

// span is a run of days, both included, numbered from 1 January 1970.
type span struct{ from, to int }

// never is a day after all others.
const never = 1 << 30

const day = 24 * 60 * 60

// number is the day's number.
func number(d record.Date) (n int, ok bool) {
	at, err := time.Parse(time.DateOnly, string(d))
	return int(at.Unix() / day), err == nil
}

func date(n int) record.Date {
	return record.Date(time.Unix(int64(n)*day, 0).UTC().Format(time.DateOnly))
}

// spans are runs of days in order, neither touching nor overlapping.
type spans []span

// join puts runs in order and together.
func join(all []span) (out spans) {
	all = slices.DeleteFunc(slices.Clone(all), func(s span) bool { return s.to < s.from })
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for _, s := range all {
		if n := len(out); n > 0 && s.from <= out[n-1].to+1 {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// less takes away the days of others.
func (s spans) less(others spans) (out spans) {
	for _, a := range s {
		for _, b := range others {
			if b.to < a.from || b.from > a.to {
				continue
			}
			if b.from > a.from {
				out = append(out, span{a.from, b.from - 1})
			}
			if a.from = b.to + 1; a.from > a.to {
				break
			}
		}
		if a.from <= a.to {
			out = append(out, a)
		}
	}
	return out
}

// within keeps the days that others have too.
func (s spans) within(others spans) spans { return s.less(s.less(others)) }

func (s spans) days() (n int) {
	for _, a := range s {
		n += a.to - a.from + 1
	}
	return n
}
