package api_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/identity"
)

// A PDF that needs a font which is not here is a problem that says which, and no download.
func TestPDFWithoutItsFont(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		c.post("/api/v1/assets", `{"name":"メールサーバー"}`)
		a := c.do("GET", "/api/v1/assets/export?format=pdf", "")
		a.t = t
		a.want(422).holds("PDF needs a font for Japanese", "AS-1, column", "fonts-noto-cjk")
		if a.header.Get("Content-Disposition") != "" || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("headers %v", a.header)
		}
	})
}
