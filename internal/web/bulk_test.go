package web_test

import (
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/htmlcheck"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// TestBulkAsksFirst changes what lies beyond the page shown, after showing exactly that.
func TestBulkAsksFirst(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	h.assets(120) // 30 of them of the type network
	ann := h.user("ann", "acme", identity.Editor, false)
	before := h.size("acme")
	all := []string{"ask", "1", "all", "1", "query", "type=server", "do", "set", "field", "status", "value", "retired"}
	preview := ann.post("/o/acme/r/assets/bulk", all...).want(200).holds("Change status of 90 records?", "Change 90 records", "In use", "Retired")
	if h.size("acme") != before {
		t.Error("asking changed something")
	}
	if n := strings.Count(preview.body, `type="hidden" name="select"`); n != 90 {
		t.Errorf("%d records are named in the form, want 90", n)
	}
	ann.post("/o/acme/r/assets/bulk", append(all, "all", "1")[2:]...).to("/o/acme/r/assets?type=server")
	ann.post("/o/acme/r/assets/bulk", all...).want(200).holds("Nothing would change")
	ann.post("/o/acme/r/assets/bulk", "ask", "1", "do", "set", "field", "ref", "value", "x", "all", "1", "query", "").want(422)
}

// TestFilterByName filters by who owns, as people write it, and says so.
func TestFilterByName(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	_, err := h.org("acme").Write(t.Context(), "", func(w *record.Writer) error {
		p := &people.Person{Name: "Grace Moss"}
		if err := people.Persons.Put(w, p); err != nil {
			return err
		}
		if err := asset.Assets.Put(w, &asset.Asset{Name: "Kept", Owner: record.Ref(p.ID)}); err != nil {
			return err
		}
		return asset.Assets.Put(w, &asset.Asset{Name: "Nobody's"})
	})
	must(t, err)
	ann := h.user("ann", "acme", identity.Reader, false)
	for query, want := range map[string]string{"owner=Grace+Moss": "Owner: Grace Moss", "owner=P-1": "Owner: Grace Moss", "owner.empty=1": "Owner: empty", "owner.filled=1": "Owner: filled"} {
		page := ann.get("/o/acme/r/assets?"+query).want(200).holds("1 of 2", want, "Clear all filters")
		if err := htmlcheck.Run(strings.NewReader(page.body), htmlcheck.Count("#list tbody tr", 1)); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
	ann.get("/o/acme/r/people/P-1").want(200).holds("Kept", "as owner")
}
