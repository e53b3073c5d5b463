package web_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/isms/trend"
	"github.com/assay-isms/assay/internal/record"
)

// owing are two persons, and what is due to the first: a task of 10 March and a routine.
type owing struct {
	ann, bob *people.Person
	plan     *task.Task
	logs     *task.Routine
}

func (h *house) owing(org string) (o owing) {
	h.t.Helper()
	o = owing{ann: &people.Person{Name: "Ann Lee", Email: "ann@example.org"}, bob: &people.Person{Name: "Bob Ott", Email: "bob@example.org"}}
	_, err := h.org(org).Write(h.t.Context(), "", func(w *record.Writer) error {
		for _, p := range []*people.Person{o.ann, o.bob} {
			if err := people.Persons.Put(w, p); err != nil {
				return err
			}
		}
		o.plan = &task.Task{Title: "Write the plan; say \"why\", in words", Owner: record.Ref(o.ann.ID), Due: "2026-03-10"}
		if err := task.Tasks.Put(w, o.plan); err != nil {
			return err
		}
		o.logs = &task.Routine{Title: "Read the logs", Every: 1, Unit: "week", Owner: record.Ref(o.ann.ID), Next: "2026-03-09"}
		return task.Routines.Put(w, o.logs)
	})
	must(h.t, err)
	return o
}

func (o owing) pick(kind string) string {
	return kind + " " + map[string]string{"task": o.plan.ID, "routine": o.logs.ID}[kind] + " " + o.ann.ID
}

// TestInboxBulk delegates, puts off and finishes what is selected in the list: all of it or nothing.
func TestInboxBulk(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	o := h.owing("acme")
	ann, bob := h.user("ann", "acme", identity.Contributor, false), h.user("bob", "acme", identity.Contributor, false)
	const due = "/o/acme/due"
	ann.get(due).want(200).holds("Read the logs", "Write the plan")
	bob.get(due).want(200).lacks("Read the logs", "Write the plan")
	h.user("rita", "acme", identity.Reader, false).post(due, "do", "done", "select", o.pick("routine"), "reason", "x").want(403)

	before := h.size("acme")
	for name, pairs := range map[string][]string{
		"nothing selected":    {"do", "done", "reason", "Nothing odd"},
		"no such action":      {"do", "burn", "select", o.pick("task")},
		"no finding":          {"do", "done", "select", o.pick("routine")},
		"routine put off":     {"do", "defer", "day", "2026-04-01", "reason", "Leave", "select", o.pick("task"), "select", o.pick("routine")},
		"put off to the past": {"do", "defer", "day", "2026-02-01", "reason", "Leave", "select", o.pick("task")},
		"nobody":              {"do", "delegate", "to", "Cy", "day", "2026-04-01", "select", o.pick("task")},
	} {
		if a := ann.post(due, pairs...); a.status != 422 && a.status != 400 || h.size("acme") != before {
			t.Errorf("%s: status %d: %s", name, a.status, a.main())
		}
	}

	a := ann.post(due, "do", "delegate", "to", "Bob Ott", "day", "2026-04-01", "reason", "Leave", "select", o.pick("task"), "select", o.pick("routine"))
	if text, batch := a.want(303).said(); text != "2 things done." || batch == "" {
		t.Errorf("said %q, undo %q", text, batch)
	} else {
		bob.get(due).want(200).holds("Read the logs", "Write the plan", "for </span>")
		ann.post("/o/acme/undo/" + batch).want(303)
		bob.get(due).want(200).lacks("Read the logs", "Write the plan")
	}
	ann.post(due, "do", "defer", "day", "2026-04-01", "reason", "Waits for the offer", "select", o.pick("task")).want(303)
	ann.get("/o/acme/r/tasks/TK-1").want(200).holds("1 Apr 2026", "Waits for the offer")
	ann.post(due, "do", "done", "reason", "Nothing odd", "select", o.pick("task"), "select", o.pick("routine"), "back", due+"?when=week").to(due + "?when=week")
	ann.get("/o/acme/r/routines/ROU-1").want(200).holds("Nothing odd", "16 Mar 2026")
	ann.get(due).want(200).lacks("Write the plan")
	ann.post(due, "do", "done", "reason", "x", "select", o.pick("routine"), "back", "https://evil.example/o/acme/due").to(due)
}

var feed = regexp.MustCompile(`/calendar/[-_A-Za-z0-9]{43}\.ics`)

// TestCalendarFeed makes the address on the account page, reads the feed as a calendar program does, and ends it.
func TestCalendarFeed(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	o := h.owing("acme")
	h.owing("beta")
	ann, program := h.user("ann", "acme", identity.Contributor, false), &browser{h: h}
	ann.post("/account/calendar/revoke").want(303) // there is none yet
	first := feed.FindString(ann.post("/account/calendar").want(200).body)
	ann.get("/account").want(200).holds("Made on").lacks(first)
	a := program.get(first).want(200).holds("METHOD:PUBLISH", "BEGIN:VEVENT\r\n", `SUMMARY:Do: Write the plan\; say "why"\, in words`)
	if got := a.header.Get("Content-Type"); got != "text/calendar; charset=utf-8" || !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
		t.Errorf("%v", a.header)
	}
	read, err := ics.ParseCalendar(strings.NewReader(a.body))
	must(t, err)
	ids := map[string]bool{}
	for _, e := range read.Events() {
		ids[e.Id()] = true
		start, err := e.GetAllDayStartAt()
		must(t, err)
		end, err := e.GetAllDayEndAt()
		must(t, err)
		if end.Sub(start) != 24*time.Hour || !strings.Contains(e.GetProperty(ics.ComponentPropertyUrl).Value, "/o/acme/") || e.GetProperty(ics.ComponentPropertyDtstamp) == nil {
			t.Errorf("%s", e.Serialize(&ics.SerializationConfiguration{MaxLength: 75, NewLine: "\r\n", PropertyMaxLength: 75}))
		}
	}
	if len(ids) != 2 {
		t.Errorf("%d events of %d with ids of their own, want 2 of acme", len(ids), len(read.Events()))
	}

	ann.post("/o/acme/due", "do", "defer", "day", "2026-03-20", "reason", "Leave", "select", o.pick("task")).want(303)
	moved := program.get(first).want(200)
	again, err := ics.ParseCalendar(strings.NewReader(moved.body))
	must(t, err)
	for _, e := range again.Events() {
		if !ids[e.Id()] {
			t.Errorf("%s is a second event of what only moved", e.Id())
		}
	}
	moved.holds("DTSTART;VALUE=DATE:20260320")

	second := feed.FindString(ann.post("/account/calendar").want(200).body)
	program.get(first).want(404)
	program.get(second).want(200)
	program.get(strings.TrimSuffix(second, ".ics")).want(404)
	must(t, h.people.Revoke(t.Context(), h.root, ann.user, "acme"))
	program.get(second).want(200).lacks("VEVENT")
	ann.post("/account/calendar/revoke").want(303)
	program.get(second).want(404).holds("There is no such calendar", "make a new one on the account page")
	for n := 0; program.get(second).status != 429; n++ {
		if n > 100 {
			t.Fatal("nobody holds back who guesses addresses of calendars")
		}
	}
}

// TestTrend reads the past months as they were: what was late at the end of one stays late there, whatever was done since.
func TestTrend(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	o := h.owing("acme")
	org := h.org("acme")
	h.later(63 * 24 * time.Hour) // 4 May
	_, err := org.Write(t.Context(), "", func(w *record.Writer) error {
		if err := task.Done(w, o.logs.ID, task.Doing{Note: "Nothing odd"}); err != nil {
			return err
		}
		return task.Finish(w, o.plan.ID, "Written")
	})
	must(t, err)
	points, err := trend.Compute(t.Context(), org, catalog.Edition2022, record.Date("2026-05-04"))
	must(t, err)
	late := map[record.Date]int64{}
	for _, p := range points {
		if p.Known != (p.Day >= "2026-03-02") {
			t.Errorf("%s: known %v, though the journal begins on 2 March", p.Day, p.Known)
		}
		late[p.Day] = p.Late
	}
	if len(points) != trend.Months || late["2026-03-31"] != 2 || late["2026-04-30"] != 2 {
		t.Errorf("%+v", points)
	}
	ann := h.user("ann", "acme", identity.Reader, false)
	ann.get("/o/acme/").want(200).holds("The last twelve months", "Mar 26", "Things late").lacks("Being read from the journal")
	ann.get("/o/acme/?as_of=2026-04-01").want(200).lacks("The last twelve months")
	ann.get("/o/acme/due?who=all&when=late").want(200).lacks("Write the plan")
}
