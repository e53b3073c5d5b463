package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// inbox measures the list of what is due, the dashboard and the pages that tell how controls stand, of an organisation that has
// 50,000 records of all kinds and 500 persons: with nothing written since the page before, and right after a write.
func inbox(binary string, i instance) {
	began := time.Now()
	f := largeStore(i)
	total := 0
	for _, n := range f.Counts {
		total += n
	}
	section(fmt.Sprintf("%s records, %d kinds, %d persons", thousands(total), len(f.Counts), largePersons))
	fmt.Printf("filled in %s\n", time.Since(began).Round(time.Second))
	s := serve(binary, i)
	c := newClient(s, key{f.Session, f.CSRF, f.Token})
	c.trend(binary, i)
	s = c.server
	for _, p := range largePages {
		path := p.path
		if p.second {
			path = c.second(path)
		}
		t := target{p99: 30 * time.Millisecond}
		ask := func() { c.want(200, c.get(path)) }
		c.time(p.what, t, func(int) { ask() })
		c.afterWrites("  after a write", t, ask)
	}
	report("memory after that", megabytes(s.memory()), target{})
	s.stop()
}

// largePages are what is asked; second is the second page of the list.
var largePages = []struct {
	what, path string
	second     bool
}{
	{what: "inbox of a person", path: "/o/bench/due"},
	{what: "inbox of everybody", path: "/o/bench/due?who=all"},
	{what: "inbox, late, second page", path: "/o/bench/due?who=all&when=late", second: true},
	{what: "inbox of a control set", path: "/o/bench/due?who=all&set=A.12"},
	{what: "dashboard", path: "/o/bench/"},
	{what: "control sets", path: "/o/bench/sets"},
	{what: "a control set", path: "/o/bench/sets/A.12"},
	{what: "a control", path: "/o/bench/controls/A.8.13"},
	{what: "Statement of Applicability", path: "/o/bench/soa"},
	{what: "list of assets", path: "/o/bench/r/assets"},
	{what: "list of tasks, open, by due day", path: "/o/bench/r/tasks?status=open&sort=due"},
	{what: "API: due from a person", path: "/api/v1/due?who=me"},
	{what: "API: due from everybody", path: "/api/v1/due?limit=50"},
	{what: "API: statement", path: "/api/v1/soa"},
	{what: "API: state of a control", path: "/api/v1/controls/A.8.13/state"},
}

// second is the address of the page after the first.
func (c *client) second(path string) string {
	page, _ := c.view(path)
	_, rest, _ := strings.Cut(page, `href="/o/bench/due?after=`)
	after, _, found := strings.Cut(rest, `&amp;`)
	if !found {
		must(fmt.Errorf("%s has no second page", path))
	}
	return path + "&after=" + after
}

// saves are what is saved before a page is asked for, in turn: what bears on nothing, on what is due, and on what shows controls
// at work.
var saves = []func(c *client, n int){
	func(c *client, n int) { c.patch("assets/AS-%d", n, `{"location":"Room %d"}`, n) },
	func(c *client, n int) { c.patch("tasks/TK-%d", n, `{"description":"Call room %d first."}`, n) },
	func(c *client, n int) { c.patch("tasks/TK-%d", n, `{"due":"2027-01-%02d"}`, 1+n%28) },
	func(c *client, n int) {
		c.patch("evidence-items/EV-%d", n, `{"statement":"Seen at work in room %d."}`, n)
	},
	func(c *client, n int) {
		day := time.Now().AddDate(0, 0, -n%20).Format(time.DateOnly)
		c.want(200, c.send("PATCH", fmt.Sprintf("/api/v1/evidence-items/EV-%d", 1+n), "application/json", fmt.Sprintf(`{"collected_on":%q,"fresh_until":""}`, day)))
	},
}

func (c *client) patch(at string, n int, body string, value int) {
	c.want(200, c.send("PATCH", "/api/v1/"+fmt.Sprintf(at, 1+n), "application/json", fmt.Sprintf(body, value)))
}

// afterWrites times fn, each time after something was written.
func (c *client) afterWrites(what string, t target, fn func()) {
	const times = 300
	var took []time.Duration
	for range times {
		saves[c.written%len(saves)](c, c.written/len(saves)%1000)
		c.written++
		took = append(took, timed(fn))
	}
	slices.Sort(took)
	spread(what, took[times/2], took[times*99/100], 0, 0, t)
}

// trend times the dashboard right after the program has started: until it answers, and until it shows the trend of the past
// months; then again after another start.
func (c *client) trend(binary string, i instance) {
	for _, what := range []string{"first start", "second start"} {
		first := timed(func() { c.want(200, c.get("/o/bench/")) })
		began := time.Now()
		for {
			if page, _ := c.view("/o/bench/"); strings.Contains(page, `id="trend-readiness`) {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		spread("dashboard after the "+what, first, first, 0, 0, target{})
		spread("  until the trend is there", first+time.Since(began), first+time.Since(began), 0, 0, target{})
		c.server.stop()
		c.server = serve(binary, instance{data: i.data, dsn: i.dsn})
	}
}
