package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/assay-isms/assay/internal/record"
)

// calendar counts working days back from a day, and forth.
type calendar struct {
	today time.Time
	past  []time.Time // the working days before today, newest first
}

// length is how many working days the year has.
const length = 260

func newCalendar(now time.Time) calendar {
	c := calendar{today: now.UTC().Truncate(24 * time.Hour)}
	for d := c.today; len(c.past) < length; {
		d = d.AddDate(0, 0, -1)
		if works(d) {
			c.past = append(c.past, d)
		}
	}
	return c
}

// works leaves out weekends and the days on which the plants stand still.
func works(d time.Time) bool {
	switch {
	case d.Weekday() == time.Saturday || d.Weekday() == time.Sunday,
		d.Month() == time.December && d.Day() >= 24 && d.Day() <= 26,
		d.Month() == time.January && d.Day() == 1:
		return false
	}
	return true
}

// day is the working day so many before today; of a negative number, one ahead.
func (c calendar) day(ago int) time.Time {
	if ago > 0 {
		return c.past[ago-1]
	}
	d := c.today
	for ; ago < 0; ago++ {
		for d = d.AddDate(0, 0, 1); !works(d); {
			d = d.AddDate(0, 0, 1)
		}
	}
	return d
}

// date is the day as records keep it; "" for 0.
func (c calendar) date(ago int) record.Date {
	if ago == 0 {
		return ""
	}
	return record.Date(c.day(ago).Format(time.DateOnly))
}

// endOfWeek is the evening of the week's Friday.
func endOfWeek(t time.Time) time.Time {
	friday := t.AddDate(0, 0, int(time.Friday-t.Weekday()))
	return time.Date(friday.Year(), friday.Month(), friday.Day(), 18, 0, 0, 0, time.UTC)
}

var mark = regexp.MustCompile(`\{([qm]?)(-?\d+)\}`)

// text fills in the marks of a text.
func (c calendar) text(s string) string {
	return mark.ReplaceAllStringFunc(s, func(m string) string {
		part := mark.FindStringSubmatch(m)
		ago, _ := strconv.Atoi(part[2])
		switch d := c.day(ago); part[1] {
		case "q":
			return fmt.Sprintf("Q%d %d", (d.Month()+2)/3, d.Year())
		case "m":
			return d.Format("January 2006")
		default:
			return d.Format(time.DateOnly)
		}
	})
}
