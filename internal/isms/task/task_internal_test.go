package task

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Turns never drift: whenever a routine was done, the next lies on the plan, later than the day it was done and no further than
// one turn.
func TestTurnsDoNotDrift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := record.Date("2020-01-01").Plus(rapid.IntRange(0, 3000).Draw(t, "first"))
		i := interval{first: first, every: rapid.IntRange(1, 30).Draw(t, "every"), unit: rapid.SampledFrom([]string{"day", "week", "month", "year"}).Draw(t, "unit")}
		if i.days() >= 7 {
			i.weekday = rapid.SampledFrom([]string{"", "monday", "friday", "working"}).Draw(t, "weekday")
		}
		plan := map[record.Date]bool{}
		for k := range 400 {
			plan[record.Date(i.at(k).Format(time.DateOnly))] = true
		}
		next := i.after(first.Plus(-1))
		for range 20 {
			doneOn := next.Plus(rapid.IntRange(-20, 60).Draw(t, "done"))
			then := i.after(max(next, doneOn))
			if then <= next || then <= doneOn {
				t.Fatalf("%+v: done on %s, next %s", i, doneOn, then)
			}
			for day := max(next, doneOn).Plus(1); day < then; day = day.Plus(1) {
				if plan[day] {
					t.Fatalf("%+v: %s was left out before %s", i, day, then)
				}
			}
			if !i.falls(then) {
				t.Fatalf("%+v: %s is not on the plan", i, then)
			}
			next = then
		}
	})
}

func TestEndOfMonth(t *testing.T) {
	i := interval{first: "2025-01-31", every: 1, unit: "month"}
	var got []record.Date
	for day := record.Date("2025-01-30"); len(got) < 5; {
		day = i.after(day)
		got = append(got, day)
	}
	if want := "[2025-01-31 2025-02-28 2025-03-31 2025-04-30 2025-05-31]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// A calendar of any texts is read by another program as it was written, in lines of at most 75 octets.
func TestCalendarOfAnyTexts(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aä東\\;,:\"\n\r\t\u0301 \x07😀=ÿ")))
		e := CalendarEntry{Org: "o1", OrgName: text.Draw(t, "org"), Link: "https://example.org/o/a/r/risks/R-1"}
		e.ID, e.Ref, e.Title, e.What, e.Day = "x1", "R-1", text.Draw(t, "title"), "Review", "2026-02-28"
		body := string(Calendar("Due", []CalendarEntry{e}, now))
		for line := range strings.SplitSeq(strings.TrimSuffix(body, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
				t.Fatalf("line %q", line)
			}
		}
		read, err := ics.ParseCalendar(strings.NewReader(body))
		if err != nil {
			t.Fatalf("%v: %q", err, body)
		}
		if n := len(read.Events()); n != 1 {
			t.Fatalf("%d events", n)
		}
		event := read.Events()[0]
		start, err := event.GetAllDayStartAt()
		if err != nil || start.Format(time.DateOnly) != "2026-02-28" || event.GetProperty(ics.ComponentPropertyDtstamp).Value != "20260301T090000Z" {
			t.Fatalf("%v %s", err, body)
		}
		want := strings.Map(graphicOrBreak, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace("Review: "+e.Title))
		if got := ics.FromText(event.GetProperty(ics.ComponentPropertySummary).Value); got != want && event.GetProperty(ics.ComponentPropertySummary).Value != want {
			t.Fatalf("%q, want %q", got, want)
		}
		again := string(Calendar("Due", []CalendarEntry{e}, now.AddDate(0, 0, 1)))
		if uid(again) != uid(body) || uid(body) == "" {
			t.Fatal("the UID changed")
		}
	})
}

func graphicOrBreak(c rune) rune {
	if c == '\n' {
		return c
	}
	return graphic(c)
}

func uid(body string) string {
	_, rest, _ := strings.Cut(body, "UID:")
	id, _, _ := strings.Cut(rest, "\r\n")
	return id
}

func TestCalled(t *testing.T) {
	person := func(id, name, email string) *people.Person {
		p := &people.Person{Name: name, Email: email}
		p.ID, p.Ref = id, "P-"+id
		return p
	}
	all := []*people.Person{person("1", "Ann Lee", "ann.lee@example.org"), person("2", "Ann Leeson", "leeson@example.org"), person("3", "Jörg Öz", "")}
	for text, want := range map[string]string{"Ann Lee, please": "1", "ann leeson?": "2", "leeson: look": "2", "P-3 knows": "3", "Jörg.": "3", "jorg Oz": "3", "ann.lee!": "1", "Ann who?": "", "Bob": ""} {
		got, err := called(all, text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("@%s is %q (%v), want %q", text, got, err, want)
		}
	}
}
