package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// key signs in: a session for pages, a token for the API.
type key struct{ session, csrf, token string }

// client keeps its connections, takes compressed answers and counts what it is sent.
type client struct {
	key
	server  *server
	http    *http.Client
	sent    *atomic.Int64 // by the server, headers too
	written int           // by afterWrites
}

const clients = 16

func newClient(s *server, k key) *client {
	c := &client{key: k, server: s, sent: new(atomic.Int64)}
	c.http = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true,
			Dial: func(network, address string) (net.Conn, error) {
				conn, err := net.Dial(network, address)
				return counted{conn, c.sent}, err
			}}}
	return c
}

type counted struct {
	net.Conn
	n *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// answer is what came back; body is compressed as it came if Content-Encoding says so.
type answer struct {
	*http.Response
	body []byte
}

func (c *client) get(path string) answer { return c.send("GET", path, "", "") }

func (c *client) send(method, path, contentType, body string) answer {
	r, err := http.NewRequest(method, c.server.address+path, strings.NewReader(body))
	must(err)
	r.Header.Set("Accept-Encoding", "gzip")
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+c.token)
	} else {
		r.AddCookie(&http.Cookie{Name: "assay_session", Value: c.session})
	}
	if method != "GET" {
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("If-Match", "*")
	}
	w, err := c.http.Do(r)
	must(err)
	defer w.Body.Close()
	b, err := io.ReadAll(w.Body)
	must(err)
	return answer{w, b}
}

// want ends the run if the answer is another: a quick refusal is no result.
func (c *client) want(status int, a answer) answer {
	if a.StatusCode != status {
		must(fmt.Errorf("%s %s: %s, not %d: %.300s", a.Request.Method, a.Request.URL, a.Status, status, a.body))
	}
	return a
}

// How long one measure goes on.
const (
	warmUp     = 20
	enough     = 500
	oneByOne   = 1500 * time.Millisecond
	atOnce     = time.Second
	fewAnswers = 30
)

// time asks one by one and then from 16 clients at once, and reports. fn is told which client it is.
func (c *client) time(what string, t target, fn func(client int)) {
	for range warmUp {
		fn(0)
	}
	var took []time.Duration
	for end := time.Now().Add(oneByOne); len(took) < fewAnswers || len(took) < enough && time.Now().Before(end); {
		took = append(took, timed(func() { fn(0) }))
	}
	slices.Sort(took)
	var count atomic.Int64
	var all sync.WaitGroup
	cpu, began := c.server.cpu(), time.Now()
	for i := range clients {
		all.Go(func() {
			for time.Since(began) < atOnce {
				fn(i)
				count.Add(1)
			}
		})
	}
	all.Wait()
	n := count.Load()
	spread(what, took[len(took)/2], took[len(took)*99/100], float64(n)/time.Since(began).Seconds(), (c.server.cpu()-cpu)/time.Duration(n), t)
}
