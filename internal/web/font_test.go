package web_test

import (
	"os"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// A PDF that needs a font which is not here is an error page that says which, and no download.
func TestPDFWithoutItsFont(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Editor, false)
	_, err := h.org("acme").Write(t.Context(), "", func(w *record.Writer) error {
		return asset.Assets.Put(w, &asset.Asset{Name: "خادم البريد"})
	})
	must(t, err)
	const address = "/o/acme/r/assets/export?format=pdf"
	a := ann.get(address).want(422).holds("PDF needs a font for Arabic", "خادم البريد", "AS-1, column", "ASSAY_FONT", "fonts-noto-core")
	if a.header.Get("Content-Disposition") != "" || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("headers %v", a.header)
	}
	ann.get("/o/acme/r/assets/export?format=docx").want(200)
	file := "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf"
	if _, err := os.Stat(file); err != nil {
		t.Skipf("%s is missing: apt-get install -y --no-install-recommends fonts-noto-core", file)
	}
	h.server.Fonts, err = report.OpenFonts([]string{file})
	must(t, err)
	ann.get(address).want(200).holds("%PDF-1.7")
}
