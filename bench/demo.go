package main

import (
	"bytes"
	"compress/gzip"
	"html"
	"io"
	"regexp"
	"strings"
	"time"
)

// demo measures what does not depend on the number of records, on the sample organisation.
func demo(binary, data string) {
	section("the demo")
	i := instance{data: data}
	s := start(binary, append([]string{"demo"}, i.options()...), linkText)
	k := key{}
	for _, cookie := range newClient(s, k).get(strings.TrimPrefix(s.link, s.address)).Cookies() {
		if cookie.Name == "assay_session" {
			k.session = cookie.Value
		}
	}
	home := newClient(s, k).get("/").Header.Get("Location")
	s.stop()
	starts(binary, i, k, home, 10, target{p50: 150 * time.Millisecond})
	s = serve(binary, i)
	c := newClient(s, k)
	c.want(200, c.get(home))
	time.Sleep(5 * time.Second)
	report("idle memory", megabytes(s.memory()), target{bytes: 60e6})
	c.views(home)
	c.soa(strings.TrimSuffix(home, "/"))
	s.stop()
}

var (
	fileText = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)
	pageText = regexp.MustCompile(`<a href="(/o/[^"]+)"`)
)

// views reports what the server sends for a first view of the home page, and for later ones of every page that the
// navigation leads to.
func (c *client) views(home string) {
	page, sent := c.view(home)
	first := sent
	for _, m := range fileText.FindAllStringSubmatch(page, -1) {
		a, n := c.bytes(html.UnescapeString(m[1]))
		first += n
		if !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
			sent += n // a later view asks again
		}
	}
	report("sent for a first view of home", kilobytes(first), target{bytes: 100e3})
	again := sent
	_, nav, _ := strings.Cut(page, `<nav class="side"`)
	nav, _, _ = strings.Cut(nav, "</nav>")
	largest, where := again, home
	for _, m := range pageText.FindAllStringSubmatch(nav, -1) {
		path := html.UnescapeString(m[1])
		if _, n := c.view(path); n > largest {
			largest, where = n, path
		}
	}
	later := target{bytes: 25e3}
	report("sent for a second view of home", kilobytes(again), later)
	report("largest view: "+where[strings.LastIndex(where, "/"):], kilobytes(largest), later)
}

// view reads a page and how many bytes it took.
func (c *client) view(path string) (page string, sent int64) {
	a, n := c.bytes(path)
	z, err := gzip.NewReader(bytes.NewReader(a.body))
	must(err)
	b, err := io.ReadAll(z)
	must(err)
	return string(b), n
}

func (c *client) bytes(path string) (answer, int64) {
	before := c.sent.Load()
	a := c.want(200, c.get(path))
	return a, c.sent.Load() - before
}
