package framework_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// schema is NIST's; nil where it is absent.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "oscal", "schema", "oscal_complete_schema-1-2-2.json"))
	if err != nil {
		t.Skip("skipped: NIST's OSCAL schema is not here")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	must(t, err)
	c := jsonschema.NewCompiler()
	must(t, c.AddResource("oscal.json", doc))
	s, err := c.Compile("oscal.json")
	must(t, err)
	return s
}

// valid encodes a model, checks it against the schema, and reads it back as the same.
func valid(t *testing.T, s *jsonschema.Schema, model any) []byte {
	t.Helper()
	text, err := oscal.Encode(model)
	must(t, err)
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	must(t, err)
	if err := s.Validate(v); err != nil {
		t.Errorf("%T: %.3000v", model, err)
	}
	d, err := oscal.Read("x.json", text)
	must(t, err)
	if len(d.Unread) > 0 {
		t.Errorf("%T: not understood: %v", model, d.Unread)
	}
	for _, back := range []any{d.Catalog, d.Profile, d.Mapping, d.Component, d.Plan} {
		if reflect.TypeOf(back) == reflect.TypeOf(model) && !reflect.DeepEqual(back, model) {
			t.Errorf("%T: read back it is another", model)
		}
	}
	return text
}

func (h *house) export(model, ref string, e catalog.Edition) (out any) {
	h.Helper()
	h.Read(func(r *record.Reader) (err error) {
		out, err = framework.Export(r, model, ref, e, "Acme & Söhne")
		return err
	})
	return out
}

func TestAnnexA(t *testing.T) {
	s := schema(t)
	for e, want := range map[catalog.Edition][3]int{catalog.Edition2022: {4, 0, 93}, catalog.Edition2013: {14, 35, 114}} {
		c := framework.AnnexA(e)
		valid(t, s, c)
		below, controls, purposes, written := 0, 0, 0, 0
		for _, g := range c.Groups {
			below += len(g.Groups)
		}
		c.Each(func(c *oscal.Control, _ []*oscal.Group) {
			if controls++; len(c.Parts) > 0 && c.Parts[0].Name == "overview" {
				purposes++
			}
			if g, err := guide.Control(c.ID); err == nil && g.Purpose != "" {
				written++
			}
		})
		if got := [3]int{len(c.Groups), below, controls}; got != want || purposes != written || e == catalog.Edition2022 && written == 0 {
			t.Errorf("%s: %v, want %v; %d purposes of %d", e, got, want, purposes, written)
		}
	}
}

// TestStatementOut writes the statement in every model and takes what can be taken in again.
func TestStatementOut(t *testing.T) {
	s := schema(t)
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.edition(catalog.Edition2022)
		valid(t, s, h.export("ssp", "", catalog.Edition2022))
		for _, model := range []string{"profile", "component", "nothing"} {
			must(t, h.System.Read(ctx, func(r *record.Reader) error {
				if _, err := framework.Export(r, model, "", catalog.Edition2022, "Acme"); !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.NotFound) {
					t.Errorf("%s without decisions: %v", model, err)
				}
				return nil
			}))
		}
		h.decide("A.8.13", 30)
		h.decide("A.5.1", -1)
		h.exclude("A.7.1")
		h.write(func(w *record.Writer) error {
			p := &people.Person{Name: "M. Okafor", Email: "okafor@example.org"}
			must(t, people.Persons.Put(w, p))
			return scope.Scopes.Put(w, &scope.Scope{Title: "S", Statement: "All we do"})
		})
		for _, model := range []string{"profile", "component", "ssp"} {
			first := valid(t, s, h.export(model, "", catalog.Edition2022))
			if !bytes.Equal(first, valid(t, s, h.export(model, "", catalog.Edition2022))) {
				t.Errorf("%s: the same moment gives other bytes", model)
			}
		}
		p := h.export("ssp", "", catalog.Edition2022).(*oscal.SystemSecurityPlan)
		states := map[string]int{}
		for _, r := range p.ControlImplementation.ImplementedRequirements {
			states[r.ByComponents[0].ImplementationStatus.State]++
		}
		if states["implemented"] != 2 || states["not-applicable"] != 1 || states["undecided"] != 90 || len(p.BackMatter.Resources) != 2 {
			t.Errorf("%v, %d resources", states, len(p.BackMatter.Resources))
		}
		text, err := oscal.Encode(h.export("profile", "", catalog.Edition2022))
		must(t, err)
		annex, err := oscal.Encode(framework.AnnexA(catalog.Edition2022))
		must(t, err)
		plan := h.importFile(open(t, "mine.json", string(text)), framework.Options{With: []*framework.File{open(t, "iso27001-2022-catalog.json", string(annex))}})
		if plan.Items.Create != 2+2 {
			t.Errorf("%+v", plan)
		}
		if q := row(t, h.cover("FW-1", catalog.Edition2022), "A.8.13"); q.State != "partly" || q.Extent != framework.Whole {
			t.Errorf("a selection of Annex A serves itself: %+v", q)
		}
	})
}

// TestFrameworkOut writes a framework and its mapping and takes both into another organisation: the same coverage.
func TestFrameworkOut(t *testing.T) {
	s := schema(t)
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.edition(catalog.Edition2022)
		h.importFile(open(t, "criteria.csv", criteria), framework.Options{Title: "Ours"})
		for _, ref := range []string{"NIST-CSF-2.0", "NIST-SP800-53-R5"} {
			valid(t, s, h.export("mapping", ref, catalog.Edition2022))
		}
		asCatalog, mapping := valid(t, s, h.export("framework", "FW-1", catalog.Edition2022)), valid(t, s, h.export("mapping", "FW-1", catalog.Edition2022))
		before := h.cover("FW-1", catalog.Edition2022)
		h.write(func(w *record.Writer) error { return framework.Remove(w, "FW-1") })
		h.refuse(open(t, "m.json", string(mapping)), framework.Options{}, "no framework kept here has all of its requirements")
		h.importFile(open(t, "f.json", string(asCatalog)), framework.Options{})
		if plan := h.importFile(open(t, "m.json", string(mapping)), framework.Options{}); plan.Mappings.Create != 4 || plan.Framework != "FW-2" {
			t.Errorf("%+v", plan)
		}
		if plan := h.importFile(open(t, "m.json", string(mapping)), framework.Options{}); plan.Mappings != (framework.Tally{Leave: 4}) {
			t.Errorf("again: %+v", plan)
		}
		after := h.cover("FW-2", catalog.Edition2022)
		for i := range before.Items {
			a, b := &before.Items[i], row(t, after, before.Items[i].Identifier)
			if a.ServedBy() != b.ServedBy() || a.Title != b.Title || a.Depth != b.Depth || a.Extent != b.Extent {
				t.Errorf("%s: %s, before %s", b.Identifier, b.ServedBy(), a.ServedBy())
			}
		}
	})
}

const theirs = `mapping-collection:
  uuid: 33333333-0000-4000-8000-000000000001
  metadata: {title: Theirs, last-modified: 2026-01-01T00:00:00Z, version: 1, oscal-version: 1.2.0}
  provenance: {method: human, matching-rationale: semantic, status: draft, mapping-description: x}
  mappings:
    uuid: 33333333-0000-4000-8000-000000000002
    source-resource: {type: catalog, href: https://example.org/iso27002}
    target-resource: {type: catalog, href: criteria.csv}
    maps:
    - {uuid: 33333333-0000-4000-8000-000000000003, relationship: subset-of, sources: [{type: control, id-ref: a.5.1}], targets: [{type: control, id-ref: CC6.1}], remarks: Why}
    - {uuid: 33333333-0000-4000-8000-000000000004, relationship: no-relationship, sources: [{type: control, id-ref: A.5.2}], targets: [{type: control, id-ref: CC6.2}]}
    - {uuid: 33333333-0000-4000-8000-000000000005, relationship: friend-of, sources: [{type: control, id-ref: A.5.3}, {type: control, id-ref: A.5.4}], targets: [{type: control, id-ref: CC7.1}]}
    - {uuid: 33333333-0000-4000-8000-000000000006, relationship: equivalent-to, sources: [{type: control, id-ref: A.5.5}], targets: [{type: control, id-ref: CC7.2}]}
`

func TestMappingsOfOthers(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.importFile(open(t, "criteria.csv", "Requirement,Title\nCC6.1,A\nCC6.2,B\nCC7.1,C\nCC7.2,D\n"), framework.Options{})
	plan := h.importFile(open(t, "theirs.yaml", theirs), framework.Options{})
	if plan.Mappings.Create != 4 || !strings.Contains(strings.Join(plan.Notes, "|"), "1 maps say that there is no relation") || !strings.Contains(strings.Join(plan.Notes, "|"), `"friend-of" of 1`) {
		t.Errorf("%+v", plan)
	}
	c := h.cover("FW-1", catalog.Edition2022)
	for id, want := range map[string]string{"CC6.1": "superset of A.5.1", "CC6.2": "", "CC7.1": "mapped to A.5.3; mapped to A.5.4", "CC7.2": "equal to A.5.5"} {
		if got := row(t, c, id).ServedBy(); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	h.importFile(open(t, "twin.csv", "Requirement,Title\nCC6.1,A\nCC6.2,B\nCC7.1,C\nCC7.2,D\n"), framework.Options{})
	ambiguous := strings.Replace(theirs, "criteria.csv", "elsewhere", 1)
	h.refuse(open(t, "theirs.yaml", ambiguous), framework.Options{}, "FW-1 and FW-2 both have")
	if plan := h.importFile(open(t, "theirs.yaml", ambiguous), framework.Options{Into: "FW-2"}); plan.Mappings.Create != 4 {
		t.Errorf("%+v", plan)
	}
	h.refuse(open(t, "theirs.yaml", strings.NewReplacer("A.5.", "ZZ-", "a.5.1", "ZZ").Replace(theirs)), framework.Options{}, "Neither side")
}
