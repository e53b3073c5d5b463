// Package incident keeps what happened to the security of information and what was done about it (A.5.24 to A.5.28, A.6.8;
// A.16 in 2013): events as anybody reports them, incidents with their timeline, the clocks of those who must be told,
// evidence in custody, and what was learnt.
package incident

import (
	"slices"
	"time"
	_ "time/tzdata" // the program runs where no list of time zones is installed

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Moments are kept in UTC to the second, as in 2026-03-14T08:30:00Z. People write them in the organisation's time zone.
const kept = "2006-01-02T15:04:05Z"

var written = []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"}

// keepMoment brings what people wrote in a field into the form that is kept; "" becomes otherwise. What lies in the future is refused
// unless ahead is set.
func keepMoment(r *record.Reader, field string, text *string, otherwise string, ahead bool) error {
	if *text == "" {
		*text = otherwise
		return nil
	}
	t, err := time.Parse(time.RFC3339, *text)
	if err != nil {
		zone, err := Zone(r)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(written, func(layout string) bool {
			t, err = time.Parse(layout, *text)
			return err == nil
		})
		if i < 0 {
			return errs.InField(field, "%q is not a time; write it like 2026-03-14 09:30", *text)
		}
		t = wall(t, zone)
	}
	if !ahead && t.After(r.Org().Now()) {
		return errs.InField(field, "%s lies in the future; it is recorded when it has happened", *text)
	}
	*text = t.UTC().Format(kept)
	return nil
}

// Moment reads a kept moment; it is zero for "".
func Moment(text string) time.Time {
	t, _ := time.Parse(kept, text) // written by keepMoment
	return t
}

// wall is the moment at which clocks in the zone show t's date and time: the earlier where they show it twice, and where they
// skip it the moment that they would have shown it with the offset after.
func wall(t time.Time, zone *time.Location) time.Time {
	t = bare(t)
	var shown, best time.Time
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} { // the offset before a change, then that after
		_, offset := t.Add(near).In(zone).Zone()
		best = t.Add(-time.Duration(offset) * time.Second)
		if best.In(zone).Format(time.DateTime) == t.Format(time.DateTime) && (shown.IsZero() || best.Before(shown)) {
			shown = best
		}
	}
	if shown.IsZero() {
		return best
	}
	return shown
}

// bare is what clock and calendar show, without a zone. Days are counted on it: in a zone, counting itself moves an hour that is
// skipped.
func bare(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// Units of a period in which somebody must be told.
const (
	AtOnce       = "at_once" // without undue delay: due when it begins
	Hours        = "hours"
	Days         = "days"
	BusinessDays = "business_days"
	Months       = "months"
)

// Due is the end of a period of n units that begins at from. Hours run through nights, weekends and changes of the clocks. Days and
// months end at the same time of day in the zone, months on the same day of the month or on its last. Business days leave out
// Saturdays and Sundays, and no holidays.
func Due(from time.Time, n int, unit string, zone *time.Location) time.Time {
	local := bare(from.In(zone))
	switch unit {
	case Hours:
		return from.Add(time.Duration(n) * time.Hour)
	case Days:
		return wall(local.AddDate(0, 0, n), zone)
	case BusinessDays:
		day := local
		for n > 0 {
			day = day.AddDate(0, 0, 1)
			if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
				n--
			}
		}
		return wall(day, zone)
	case Months:
		return wall(monthsLater(local, n), zone)
	}
	return from
}

// monthsLater is the same day n months later, or the last of that month, as date and time of day without a zone.
func monthsLater(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}
