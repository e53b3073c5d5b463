package main

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"time"
)

// ask times the pages and the API of an organisation with n assets and risks.
func ask(s *server, k key, n int) {
	c := newClient(s, k)
	pages := target{p99: 20 * time.Millisecond}
	if n > 10_000 {
		pages.p99 = 50 * time.Millisecond
	}
	some := func() int { return 1 + rand.IntN(n/2) }
	get := func(what string, t target, path func() string) {
		c.time(what, t, func(int) { c.want(200, c.get(path())) })
	}
	always := func(path string) func() string { return func() string { return path } }
	get("list page", pages, always("/o/bench/r/assets"))
	get("list page by name", pages, always("/o/bench/r/assets?sort=name"))
	get("filtered list page", pages, always("/o/bench/r/assets?type=server&owner=P-14"))
	get("list page filtered by a word", pages, always("/o/bench/r/assets?q=backup"))
	get("risk matrix page", pages, always("/o/bench/risk"))
	get("record page", pages, func() string { return fmt.Sprint("/o/bench/r/risks/R-", some()) })
	get("search page, a common word", pages, always("/o/bench/search?q=backup"))
	get("search page, a rare word", pages, func() string { return fmt.Sprint("/o/bench/search?q=number", some()) })
	c.time("save by a form", target{}, c.saver())
	get("API: get one risk", target{p50: time.Millisecond, rate: 5000}, func() string { return fmt.Sprint("/api/v1/risks/R-", some()) })
	get("API: list 100 risks", target{p50: 3 * time.Millisecond, rate: 1500}, always("/api/v1/risks?limit=100"))
	get("API: list 100 risks, by level", target{}, always("/api/v1/risks?limit=100&sort=-level"))
	get("API: search", target{}, always("/api/v1/search?q=backup"))
	c.time("API: save", target{p50: 2 * time.Millisecond, rate: 2500}, func(client int) {
		path := fmt.Sprint("/api/v1/assets/AS-", clients+client+1)
		c.want(200, c.send("PATCH", path, "application/json", fmt.Sprintf(`{"location":"Room %d"}`, rand.Int())))
	})
	c.soa("/o/bench")
}

// saver saves an asset of each client again and again, with the fields that its form has.
func (c *client) saver() func(client int) {
	revs := make([]int, clients)
	for i := range revs {
		revs[i] = 1
		if i%10 == 0 { // see fill
			revs[i] = 2
		}
	}
	return func(i int) {
		form := url.Values{"csrf": {c.csrf}, "rev": {fmt.Sprint(revs[i])}, "name": {fmt.Sprint("Server ", i)}, "type": {"server"}, "owner": {fmt.Sprintf("person%014d", i)},
			"classification": {"internal"}, "confidentiality": {"high"}, "integrity": {"medium"}, "availability": {"low"}, "status": {"in_use"},
			"location": {fmt.Sprint("Room ", rand.Int())}, "description": {"Keeps the backups of a department."}}
		c.want(303, c.send("POST", fmt.Sprint("/o/bench/r/assets/AS-", i+1), "application/x-www-form-urlencoded", form.Encode()))
		revs[i]++
	}
}

// soa times the export of the Statement of Applicability of the organisation at the path.
func (c *client) soa(org string) {
	const times = 10
	var took []time.Duration
	for range times {
		took = append(took, timed(func() { c.want(200, c.get(org+"/soa/export?edition=2022&format=xlsx")) }))
	}
	slices.Sort(took)
	spread("SoA as .xlsx", took[times/2], took[times-1], 0, 0, target{})
}
