package task

import (
	"time"

	"github.com/assay-isms/assay/internal/record"
)

// interval is how often a routine comes again, counted from its first day so that nothing drifts.
type interval struct {
	first   record.Date
	every   int
	unit    string // day, week, month, year
	weekday string // moved on to this day of the week: monday …, or working for none of the weekend; "" for the day itself
}

var weekdays = map[string]time.Weekday{"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday, "friday": time.Friday}

// days is about how long one turn lasts.
func (i interval) days() int {
	return i.every * map[string]int{"day": 1, "week": 7, "month": 30, "year": 365}[i.unit]
}

// at is the day of turn k; months without the day end sooner.
func (i interval) at(k int) time.Time {
	t, _ := time.Parse(time.DateOnly, string(i.first)) // checked by the field
	months := 0
	switch n := k * i.every; i.unit {
	case "day":
		t = t.AddDate(0, 0, n)
	case "week":
		t = t.AddDate(0, 0, 7*n)
	case "month":
		months = n
	case "year":
		months = 12 * n
	}
	if months != 0 {
		first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
		t = first.AddDate(0, 0, min(t.Day(), first.AddDate(0, 1, -1).Day())-1)
	}
	for i.moves(t.Weekday()) {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

func (i interval) moves(d time.Weekday) bool {
	switch i.weekday {
	case "":
		return false
	case "working":
		return d == time.Saturday || d == time.Sunday
	}
	return d != weekdays[i.weekday]
}

// after is the first turn later than a day.
func (i interval) after(day record.Date) record.Date {
	from, _ := time.Parse(time.DateOnly, string(i.first))
	to, _ := time.Parse(time.DateOnly, string(day))
	k := max(0, int(to.Sub(from).Hours()/24)/(i.every*map[string]int{"day": 1, "week": 7, "month": 31, "year": 366}[i.unit])-1)
	for {
		if d := record.Date(i.at(k).Format(time.DateOnly)); d > day {
			return d
		}
		k++
	}
}

// falls reports whether a turn falls on the day.
func (i interval) falls(day record.Date) bool { return i.after(day.Plus(-1)) == day }
