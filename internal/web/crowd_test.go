package web_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestCrowd asks for each page from more clients at once than there are connections to the database: a page that waits
// for a second one while it holds the first would never come.
func TestCrowd(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		b := h.user("ann", "acme", identity.Administrator, false)
		b.post("/o/acme/soa/edition", "edition", "2022").want(303)
		b.post("/o/acme/r/assets", "name", "Mail server", "type", "server").want(303)
		for _, page := range []string{"/", "/journal", "/soa", "/soa/compare?from_day=2026-03-01", "/r/assets", "/r/assets/AS-1", "/r/assets/AS-1/edit", "/controls/A.5.1", "/search?q=mail", "/settings"} {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			var all sync.WaitGroup
			for range 32 {
				all.Go(func() {
					r, err := http.NewRequestWithContext(ctx, "GET", h.url+"/o/acme"+page, nil)
					if err != nil {
						t.Error(err)
						return
					}
					r.AddCookie(&http.Cookie{Name: sessionCookie, Value: b.session})
					w, err := client.Do(r)
					if err != nil {
						t.Errorf("%s: %v", page, err)
						return
					}
					if _ = w.Body.Close(); w.StatusCode != http.StatusOK {
						t.Errorf("%s: %s", page, w.Status)
					}
				})
			}
			all.Wait()
			cancel()
		}
	})
}
