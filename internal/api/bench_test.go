package api_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// BenchmarkRequests measures the server's time for a request in an organisation of 10,000 assets, on SQLite.
func BenchmarkRequests(b *testing.B) {
	h := newHouse(b, testdb.SQLite(b))
	c := h.client("acme", "ann", identity.Administrator)
	caller, err := h.people.CallerFromToken(b.Context(), c.auth[len("Bearer "):], "192.0.2.1")
	must(b, err)
	org, err := h.people.Org(b.Context(), caller, "acme")
	must(b, err)
	_, err = org.Write(b.Context(), "", func(w *record.Writer) error {
		for i := range 10_000 {
			a := &asset.Asset{Name: fmt.Sprintf("Asset %d", i), Type: "server", Classification: "internal", Confidentiality: "high", Location: "Basement", Description: "A machine that does what machines do."}
			if err := asset.Assets.Put(w, a); err != nil {
				return err
			}
		}
		return nil
	})
	must(b, err)
	for _, r := range []struct{ name, method, path, body, match string }{
		{"get", "GET", "/api/v1/assets/AS-5000", "", ""},
		{"get-expanded", "GET", "/api/v1/assets/AS-5000?expand=1", "", ""},
		{"list-100", "GET", "/api/v1/assets", "", ""},
		{"list-100-by-name", "GET", "/api/v1/assets?sort=name", "", ""},
		{"list-100-filtered", "GET", "/api/v1/assets?type=server&confidentiality=high", "", ""},
		{"search", "GET", "/api/v1/search?q=Asset+77", "", ""},
		{"change", "PATCH", "/api/v1/assets/AS-5000", `{"location":"Room %d"}`, "*"},
	} {
		b.Run(r.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n++
				status := send(h, c, r.method, r.path, r.body, n, r.match)
				if status != 200 {
					b.Fatalf("status %d", status)
				}
			}
		})
	}
}

func send(h *house, c *client, method, path, body string, n int, match string) int {
	if body != "" {
		body = fmt.Sprintf(body, n)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", c.auth)
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	return w.Code
}
