package app

import (
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/journal"
)

func open(t *testing.T) *App {
	t.Helper()
	a, err := Open(t.Context(), config.Config{Data: filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	a.Log = slog.New(slog.DiscardHandler)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// TestServe starts a server, asks it, stops it, and finds that everything written meanwhile was signed.
func TestServe(t *testing.T) {
	a := open(t)
	o, err := a.Identity.CreateOrganisation(t.Context(), identity.Local("test"), "Acme")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	addresses, ended := make(chan string, 1), make(chan error, 1)
	began := time.Now()
	go func() {
		ended <- a.Serve(ctx, config.Serving{Addr: "127.0.0.1:0"}, func(address string) { addresses <- address })
	}()
	address := <-addresses
	resp, err := http.Get(address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("status %d, header %v", resp.StatusCode, resp.Header)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the first answer took %s", took)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	for _, log := range []string{o.ID, identity.InstanceID} {
		key, err := a.Records.Keys.Get(log)
		if err != nil {
			t.Fatal(err)
		}
		err = a.DB.Read(t.Context(), log, func(tx *db.Tx) error {
			head, err := journal.ReadHead(t.Context(), tx, log)
			if err != nil {
				return err
			}
			cp, signed, err := journal.LastCheckpoint(t.Context(), tx, log, key.Verifier)
			if !signed || cp.Size != head.Size {
				t.Errorf("log %s: %d entries, signed %d", log, head.Size, cp.Size)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestServeSaysWhyItCannot(t *testing.T) {
	err := open(t).Serve(t.Context(), config.Serving{Addr: "256.0.0.1:80"}, func(string) { t.Error("ready") })
	if !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "--addr") {
		t.Error(err)
	}
}

func TestOpenTwice(t *testing.T) {
	a := open(t)
	b, err := Open(t.Context(), a.Config)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

func TestDemoLinks(t *testing.T) {
	a := open(t)
	_, token, _ := strings.Cut(a.DemoLink("u1"), "token=")
	other := a.DemoLink("u2")
	if strings.Contains(other, token) {
		t.Error("two users share a link")
	}
	for range 2 {
		if id, err := a.demo.user(t.Context(), token); id != "u1" || err != nil {
			t.Errorf("%q %v", id, err)
		}
	}
	if _, err := a.demo.user(t.Context(), "wrong"); !errs.Is(err, errs.SignIn) {
		t.Error(err)
	}
}

func TestCompress(t *testing.T) {
	long := strings.Repeat("calm and exact ", 1000)
	for _, c := range []struct {
		name, accept, contentType, encoding, body string
		zipped                                    bool
	}{
		{"text", "gzip, br", "text/html", "", long, true},
		{"json", "br;q=1, gzip;q=0.5", "application/problem+json", "", long, true},
		{"not asked for", "", "text/html", "", long, false},
		{"refused", "gzip;q=0", "text/html", "", long, false},
		{"small", "gzip", "text/html", "", "short", false},
		{"a picture", "gzip", "image/png", "", long, false},
		{"zipped already", "gzip", "text/css", "gzip", long, false},
		{"empty", "gzip", "", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if c.contentType != "" {
					w.Header().Set("Content-Type", c.contentType)
				}
				if c.encoding != "" {
					w.Header().Set("Content-Encoding", c.encoding)
				}
				w.WriteHeader(http.StatusAccepted)
				for part := range strings.SplitAfterSeq(c.body, " ") {
					_, _ = io.WriteString(w, part)
				}
			}))
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Accept-Encoding", c.accept)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			body := w.Body.String()
			if c.zipped {
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(z)
				if err != nil {
					t.Fatal(err)
				}
				body = string(b)
			}
			if w.Code != http.StatusAccepted || body != c.body {
				t.Errorf("status %d, %d bytes, want %d", w.Code, len(body), len(c.body))
			}
		})
	}
}

func TestPanicIsAnswered(t *testing.T) {
	var logged strings.Builder
	a := &App{Log: slog.New(slog.NewTextHandler(&logged, nil))}
	h := a.observe(compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half a page")
		panic("broken")
	})), true)
	r := httptest.NewRequest("GET", "/password?token=secret", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "half") || strings.Contains(w.Body.String(), "broken") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if log := logged.String(); !strings.Contains(log, "broken") || !strings.Contains(log, "status=500") || strings.Contains(log, "secret") {
		t.Error(log)
	}
}
