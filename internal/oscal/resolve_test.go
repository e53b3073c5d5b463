package oscal_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/oscal"
)

func ids(c *oscal.Catalog) (ids []string) {
	c.Each(func(c *oscal.Control, _ []*oscal.Group) { ids = append(ids, c.ID) })
	return ids
}

// TestBaselines resolves NIST's baselines against the catalog of the highest, which NIST resolved itself.
func TestBaselines(t *testing.T) {
	catalog := read(t, nist(t, "nist", "NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog-min.json"))
	before := ids(catalog.Catalog)
	for name, want := range map[string]int{"HIGH": 370, "MODERATE": 287} {
		p := read(t, nist(t, "nist", "NIST_SP-800-53_rev5_"+name+"-baseline_profile.json")).Profile
		wants := p.Wants()
		if len(wants) != 1 || !wants[0].Named("NIST_SP-800-53_rev5_catalog-min.json", "", "") || wants[0].Named("NIST_SP-800-53_rev4_catalog.xml", "", "") {
			t.Errorf("%s imports %+v", name, wants)
		}
		got, notes, err := oscal.Resolve(p, func(oscal.Wanted) (*oscal.Document, error) { return catalog, nil })
		if err != nil || len(notes) > 0 {
			t.Fatal(err, notes)
		}
		if n := len(ids(got)); n != want || n != len(p.Imports[0].IncludeControls[0].WithIDs) {
			t.Errorf("%s selects %d controls, want %d", name, n, want)
		}
		if name == "HIGH" && !reflect.DeepEqual(got.Groups, catalog.Catalog.Groups) {
			t.Error("the resolved catalog differs from NIST's")
		}
	}
	if !slices.Equal(before, ids(catalog.Catalog)) {
		t.Error("resolving changed the source")
	}
}

const small = `catalog:
  uuid: 11111111-0000-4000-8000-000000000001
  metadata: {title: Small, last-modified: 2026-01-01T00:00:00Z, version: 1.0, oscal-version: 1.1.2}
  groups:
  - {id: g, title: G, controls: [
      {id: a-1, title: A1, params: [{id: p1, label: often}], parts: [{id: a-1_smt, name: statement, prose: "Do it {{ insert: param, p1 }}."}],
       controls: [{id: a-1.1, title: A11}, {id: a-1.2, title: A12}]},
      {id: b-1, title: B1}, {id: b-2, title: B2}]}`

func profile(t *testing.T, body string) *oscal.Profile {
	t.Helper()
	d, err := oscal.Read("p.yaml", []byte("profile:\n  uuid: 22222222-0000-4000-8000-000000000001\n  metadata: {title: P, last-modified: 2026-01-01T00:00:00Z, version: 1, oscal-version: 1.1.2}\n"+body))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Unread) > 0 {
		t.Error(d.Unread)
	}
	return d.Profile
}

func TestSelection(t *testing.T) {
	source, err := oscal.Read("small.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ body, want, notes string }{
		{"  imports: [{href: x, include-all: {}}]", "a-1 a-1.1 a-1.2 b-1 b-2", ""},
		{"  imports: [{href: x, include-all: }]", "a-1 a-1.1 a-1.2 b-1 b-2", ""},
		{"  imports: [{href: x}]", "a-1 a-1.1 a-1.2 b-1 b-2", ""},
		{"  imports: [{href: x, include-controls: [{with-ids: [a-1, zz]}]}]", "a-1", "The profile includes zz, which x does not have."},
		{"  imports: [{href: x, include-controls: [{with-ids: [a-1], with-child-controls: 'yes'}]}]", "a-1 a-1.1 a-1.2", ""},
		{"  imports: [{href: x, include-controls: [{matching: [{pattern: 'b-*'}]}, {with-ids: [a-1.2]}]}]", "a-1.2 b-1 b-2", ""},
		{"  imports: [{href: x, include-all: {}, exclude-controls: [{with-ids: [a-1], with-child-controls: 'yes'}, {matching: [{pattern: 'b-?'}]}]}]", "", ""},
		{"  imports: [{href: x, include-controls: [{with-ids: [b-1]}]}, {href: y, include-controls: [{with-ids: [b-1, b-2]}]}]\n  merge: {flat: {}}", "b-1 b-2", "b-1 is imported twice; the first is kept."},
		{"  imports: [{href: x, include-all: {}}]\n  merge: {custom: {groups: [{id: n, title: N, insert-controls: [{order: descending, include-controls: [{matching: [{pattern: 'b-*'}]}]}]}], insert-controls: [{include-controls: [{with-ids: [a-1]}]}]}}",
			"a-1 b-2 b-1", "a-1.1 is selected, but the profile's own structure has no place for it.|a-1.2 is selected, but the profile's own structure has no place for it."},
	} {
		got, notes, err := oscal.Resolve(profile(t, c.body), func(oscal.Wanted) (*oscal.Document, error) { return source, nil })
		if err != nil {
			t.Fatal(err)
		}
		if g := strings.Join(ids(got), " "); g != c.want || strings.Join(notes, "|") != c.notes {
			t.Errorf("%s:\n%s, %v\nwant %s, %s", c.body, g, notes, c.want, c.notes)
		}
	}
}

func TestModifyAndNested(t *testing.T) {
	source, _ := oscal.Read("small.yaml", []byte(small))
	inner := profile(t, "  imports: [{href: small.yaml, include-controls: [{with-ids: [a-1]}]}]\n  modify: {set-parameters: [{param-id: p1, values: [daily]}, {param-id: p9, values: [x]}]}")
	outer := profile(t, `  imports: [{href: inner.yaml, include-all: {}}]
  modify: {alters: [{control-id: a-1, removes: [{by-id: nothing}], adds: [{position: ending, props: [{name: priority, value: P1}]},
    {by-id: a-1_smt, position: after, parts: [{id: a-1_gdn, name: guidance, prose: How}]}]}, {control-id: b-9, removes: [{by-name: x}]}]}`)
	find := func(w oscal.Wanted) (*oscal.Document, error) {
		if w.Href == "inner.yaml" {
			return &oscal.Document{Model: oscal.ModelProfile, Profile: inner}, nil
		}
		return source, nil
	}
	got, notes, err := oscal.Resolve(outer, find)
	if err != nil {
		t.Fatal(err)
	}
	c := got.Groups[0].Controls[0]
	if c.Params[0].Values[0] != "daily" || c.Props[0].Value != "P1" || len(c.Parts) != 2 || c.Parts[1].Prose != "How" || len(notes) != 2 {
		t.Errorf("%+v %v", c, notes)
	}
	if len(source.Catalog.Groups[0].Controls[0].Parts) != 1 || source.Catalog.Groups[0].Controls[0].Params[0].Values != nil {
		t.Error("resolving changed the source")
	}
	_, _, err = oscal.Resolve(outer, func(oscal.Wanted) (*oscal.Document, error) {
		return &oscal.Document{Model: oscal.ModelProfile, Profile: outer}, nil
	})
	if err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("a circle: %v", err)
	}
	wide := profile(t, "  imports: [{href: a}, {href: b}, {href: c}]")
	ends := profile(t, "  imports: []")
	depth := 0
	_, _, err = oscal.Resolve(wide, func(oscal.Wanted) (*oscal.Document, error) {
		if depth++; depth%15 == 0 {
			return &oscal.Document{Model: oscal.ModelProfile, Profile: ends}, nil
		}
		return &oscal.Document{Model: oscal.ModelProfile, Profile: wide}, nil
	})
	if err == nil || depth > 1000 {
		t.Errorf("a wide circle, %d steps: %v", depth, err)
	}
}

func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "is empty",
		"{":                               "cannot be read as JSON",
		`{"a":1}`:                         `it begins with "a"`,
		"<a/>":                            "no OSCAL",
		"<catalog>":                       "cannot be read as XML",
		strings.Repeat("<catalog>", 300):  "deep in each other",
		"just words":                      "no mapping of names",
		"catalog: &a {b: *a}":             "cannot be read as YAML",
		`{"catalog":{"groups":{"id":1}}}`: "no valid OSCAL catalog: groups is a object",
		`{"catalog":{"metadata":{"oscal-version":"0.9"}}}`: "NIST's oscal-cli converts",
	} {
		if _, err := oscal.Read("f", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
	}
	d, err := oscal.Read("f", []byte(`{"catalog":{"metadata":{"oscal-version":"1.0.4","news":1},"groups":[{"groups":[{"odd":[1]}]}]}}`))
	if err != nil || len(d.Unread) != 2 || d.Unread[0].What != "groups.odd" || d.Unread[1].String() != "metadata.news" {
		t.Errorf("%v %v", err, d)
	}
	for text, want := range map[string]bool{"": false, "id,title": false, " {}": true, "<x/>": true, "catalog:\n  uuid: x": true, "# c\nprofile: {}": true} {
		if oscal.Looks([]byte(text)) != want {
			t.Errorf("Looks(%q) is not %v", text, want)
		}
	}
}

func TestUUID(t *testing.T) {
	a := oscal.UUID("a", "b")
	if a != oscal.UUID("a", "b") || a == oscal.UUID("ab") || len(a) != 36 || a[14] != '5' || !strings.ContainsRune("89ab", rune(a[19])) {
		t.Error(a)
	}
}

// FuzzRead makes sure that no file, whatever it holds, does more than be refused.
func FuzzRead(f *testing.F) {
	for _, text := range []string{small, `{"catalog":{"metadata":{"oscal-version":"1.1.2"},"controls":[{"id":"a","title":"b"}]}}`,
		`<catalog uuid="x"><metadata><title>a <em>b</em></title><oscal-version>1.0</oscal-version></metadata><control id="a"><title/><part name="statement"><p>x</p><ol><li>y<ul><li>z</li></ul></li></ol><table><tr><td>1</td></tr></table></part></control></catalog>`,
		"mapping-collection: {mappings: {maps: []}}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := oscal.Read("f", data)
		if err != nil {
			return
		}
		d.Counts()
		if _, err := d.JSON(); err != nil {
			t.Error(err)
		}
	})
}
