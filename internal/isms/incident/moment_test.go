package incident

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// zones have changes of the clocks in both halves of the world, by an hour and by half an hour, offsets of quarters, and none.
var zones = []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Auckland", "Africa/Casablanca", "Asia/Kolkata", "UTC"}

func drawZone(t *rapid.T) *time.Location {
	zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// drawMoment prefers the days on which clocks change.
func drawMoment(t *rapid.T, zone *time.Location) time.Time {
	at := time.Date(2026, 1, 1, 0, rapid.IntRange(0, 6*366*1440).Draw(t, "minute"), 0, 0, time.UTC)
	if rapid.Bool().Draw(t, "near a change") {
		if _, end := at.In(zone).ZoneBounds(); !end.IsZero() {
			at = end.Add(time.Duration(rapid.IntRange(-1500, 1500).Draw(t, "off")) * time.Minute).UTC()
		}
	}
	return at
}

// TestHours counts the hours of a clock one by one, as a stopwatch would, whatever the clocks on the wall do.
func TestHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		from, n := drawMoment(t, zone), rapid.IntRange(0, 100).Draw(t, "hours")
		due := Due(from.In(zone), n, Hours, zone)
		want := from.Unix()
		for range n {
			want += 3600
		}
		if due.Unix() != want {
			t.Fatalf("%d hours from %s end at %s", n, from, due)
		}
	})
}

// TestMonths looks for the end minute by minute: the first at which calendar and clock on the wall show the day and time, or
// where the clocks skip it, none.
func TestMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		from, n := drawMoment(t, zone), rapid.IntRange(1, 14).Draw(t, "months")
		due := Due(from, n, Months, zone)
		y, m, d := from.In(zone).Date()
		m += time.Month(n)
		for y, m = y+int(m-1)/12, (m-1)%12+1; d > daysIn(y, m); d-- {
		}
		checkWall(t, due, zone, y, m, d, from)
	})
}

// TestDays is TestMonths for days, whose date it finds by walking from noon to noon.
func TestDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		from, n := drawMoment(t, zone), rapid.IntRange(0, 70).Draw(t, "days")
		y, m, d := from.In(zone).Date()
		for range n {
			if d++; d > daysIn(y, m) {
				if d, m = 1, m+1; m > 12 {
					y, m = y+1, 1
				}
			}
		}
		checkWall(t, Due(from, n, Days, zone), zone, y, m, d, from)
	})
}

// daysIn is the length of a month by the rule of the calendar.
func daysIn(year int, m time.Month) int {
	switch {
	case m == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0):
		return 29
	case m == 2:
		return 28
	case m == 4 || m == 6 || m == 9 || m == 11:
		return 30
	}
	return 31
}

// checkWall walks through the three days around noon of the day and compares due with the first minute that shows the date and the
// time of day of from. Where none does, the clocks were put forward, and due is at most the length of the change before.
func checkWall(t *rapid.T, due time.Time, zone *time.Location, y int, m time.Month, d int, from time.Time) {
	hour, minute, _ := from.In(zone).Clock()
	start := time.Date(y, m, d, 12, 0, 0, 0, time.UTC).Add(-36 * time.Hour)
	for k := range 72 * 60 {
		at := start.Add(time.Duration(k) * time.Minute)
		local := at.In(zone)
		ly, lm, ld := local.Date()
		if ly == y && lm == m && ld == d && local.Hour() == hour && local.Minute() == minute {
			if !at.Equal(due.Truncate(time.Minute)) {
				t.Fatalf("due %s, want %s", due.In(zone), local)
			}
			return
		}
	}
	if end := due.Add(61 * time.Minute); end.In(zone).IsDST() == due.In(zone).IsDST() {
		t.Fatalf("%s does not exist on %d-%d-%d, and due %s lies at no change of the clocks", from.In(zone).Format("15:04"), y, m, d, due.In(zone))
	}
}

func TestKnownDeadlines(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, from string
		n          int
		unit, want string
	}{
		{"72 hours over the weekend when summer time begins", "2026-03-27 17:00", 72, Hours, "2026-03-30T16:00:00Z"}, // 18:00 in Berlin
		{"72 hours over the weekend when summer time ends", "2026-10-23 17:00", 72, Hours, "2026-10-26T15:00:00Z"},   // 16:00 in Berlin
		{"a month from the last of January", "2026-01-31 10:00", 1, Months, "2026-02-28T09:00:00Z"},                  // the last of February
		{"a month from the last of January in a leap year", "2028-01-31 10:00", 1, Months, "2028-02-29T09:00:00Z"},
		{"a month from the last of February", "2026-02-28 10:00", 1, Months, "2026-03-28T09:00:00Z"}, // the same day
		{"a month into summer time", "2026-03-15 10:00", 1, Months, "2026-04-15T08:00:00Z"},          // 10:00 on the wall
		{"a month to an hour that is skipped", "2026-02-28 02:30", 1, Months, "2026-03-28T01:30:00Z"},
		{"a day to an hour that is skipped", "2026-03-28 02:30", 1, Days, "2026-03-29T00:30:00Z"},           // half an hour before clocks go forward
		{"four business days from a Thursday", "2026-11-19 15:00", 4, BusinessDays, "2026-11-25T14:00:00Z"}, // Friday, Monday, Tuesday, Wednesday
		{"four business days from a Saturday", "2026-11-21 15:00", 4, BusinessDays, "2026-11-26T14:00:00Z"},
		{"without undue delay", "2026-11-21 15:00", 0, AtOnce, "2026-11-21T14:00:00Z"},
	} {
		from, err := time.ParseInLocation("2006-01-02 15:04", c.from, berlin)
		if err != nil {
			t.Fatal(err)
		}
		if got := Due(from, c.n, c.unit, berlin).UTC().Format(kept); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
