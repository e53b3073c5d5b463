package framework

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/record"
)

// maps writes mappings that are not there yet, or say something else. Mappings that the file does not name stay: people
// may have made them.
func (im *importing) maps(all []draftMap) error {
	if len(all) == 0 {
		return nil
	}
	have := map[string]*Mapping{}
	if im.plan.Action != Create {
		kept, err := mappingsOf(im.w.Reader, im.now.ID)
		if err != nil {
			return err
		}
		for _, m := range kept {
			have[string(m.Item)+" "+m.Control] = m
		}
	}
	stay := len(have)
	unknown := &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("Nothing was imported. %s has no such requirements.", im.now.Ref)}
	for _, dm := range all {
		item := im.item(dm.item)
		if item == nil {
			unknown.Fields = append(unknown.Fields, errs.Field{Name: dm.where(), Message: fmt.Sprintf("there is no requirement %q", dm.item)})
			continue
		}
		key := item.ID + " " + dm.control
		old := have[key]
		m := &Mapping{Item: record.Ref(item.ID), Control: dm.control}
		if old != nil {
			c := *old
			m = &c
			stay--
		}
		m.Relation, m.Source = dm.relation, dm.source
		if dm.rationale != "" {
			m.Rationale = dm.rationale
		}
		m.Framework, m.Title = item.Framework, mappingTitle(item.Identifier, m)
		if err := im.putMap(old, m); err != nil {
			return fmt.Errorf("%s: %w", m.Title, err)
		}
		have[key] = m
	}
	if len(unknown.Fields) > 0 {
		return unknown
	}
	if stay > 0 {
		im.note("%d mappings kept here are not in the file; they stay.", stay)
	}
	return nil
}

func (m draftMap) where() string {
	if m.row > 0 {
		return fmt.Sprintf("row %d", m.row)
	}
	return m.item
}

func (im *importing) item(name string) *Item {
	if i := im.bySource[name]; i != nil {
		return i
	}
	return im.byName[plain(name)]
}

func (im *importing) putMap(old, m *Mapping) error {
	k := Mappings.Kind()
	switch {
	case old == nil:
		if err := Mappings.Put(im.w, m); err != nil {
			return err
		}
		im.plan.Mappings.count(Create)
		im.row(Create, k, m, nil)
		return nil
	case len(k.Diff(old, m)) == 0:
		im.plan.Mappings.count(Leave)
		return nil
	}
	im.plan.Mappings.count(Change)
	im.row(Change, k, m, k.Diff(old, m))
	return Mappings.Put(im.w, m)
}

func mappingsOf(r *record.Reader, framework string) ([]*Mapping, error) {
	return Mappings.All(r, record.Query{Filters: []record.Filter{{Field: "framework", Values: []string{framework}}}})
}

// mappingCollection takes an OSCAL mapping in: each of its mappings between Annex A and one framework kept here.
func (im *importing) mappingCollection(d *oscal.Document) error {
	for i := range d.Mapping.Mappings {
		m := &d.Mapping.Mappings[i]
		sides := [2][]string{}
		for _, one := range m.Maps {
			sides[0], sides[1] = append(sides[0], idsOf(one.Sources)...), append(sides[1], idsOf(one.Targets)...)
		}
		annex := annexSide(m, sides)
		if annex < 0 {
			return errs.Invalidf("Neither side of the mapping from %s to %s is Annex A of ISO/IEC 27001: its controls are named like A.5.18 or A.9.2.5.", m.SourceResource.Href, m.TargetResource.Href)
		}
		href := [2]string{m.SourceResource.Href, m.TargetResource.Href}[1-annex]
		if err := im.mapped(d.Mapping, href, sides[1-annex]); err != nil {
			return err
		}
		if err := im.maps(im.pairs(d, m, annex)); err != nil {
			return err
		}
	}
	return nil
}

func idsOf(items []oscal.MappingItem) (ids []string) {
	for _, i := range items {
		ids = append(ids, i.IDRef)
	}
	return ids
}

// annexSide tells which side of a mapping is Annex A: that whose ids all are its controls, and of two such that whose
// resource says so; -1 if none is.
func annexSide(m *oscal.Mapping, sides [2][]string) int {
	fits := [2]bool{allControls(sides[0]), allControls(sides[1])}
	says := func(r oscal.MappingResource) bool {
		text := strings.ToLower(r.Href + r.NS)
		return strings.Contains(text, "27001") || strings.Contains(text, "27002") || strings.Contains(text, strings.ToLower(catalogUUID(catalog.Edition2022))) ||
			strings.Contains(text, strings.ToLower(catalogUUID(catalog.Edition2013)))
	}
	switch {
	case fits[0] && fits[1] && says(m.SourceResource):
		return 0
	case fits[1]:
		return 1
	case fits[0]:
		return 0
	}
	return -1
}

func allControls(ids []string) bool {
	for _, id := range ids {
		if _, ok := catalog.Normalize(id, ""); !ok {
			return false
		}
	}
	return len(ids) > 0
}

// mapped finds the framework that a mapping is about: the one named, that whose document it is, or the only one that has
// all the requirements.
func (im *importing) mapped(c *oscal.MappingCollection, href string, ids []string) (err error) {
	im.plan.Action = Leave
	if im.now, err = im.existing(&draft{}); err != nil {
		return err
	}
	if im.now == nil {
		if im.now, err = im.named(c, href, ids); err != nil {
			return err
		}
	}
	im.plan.Framework, im.plan.Title = im.now.Ref, im.now.Title
	return im.load()
}

func (im *importing) named(c *oscal.MappingCollection, href string, ids []string) (*Framework, error) {
	want := (&oscal.Profile{Imports: []oscal.Import{{Href: href}}, BackMatter: c.BackMatter}).Wants()[0]
	all, err := Frameworks.All(im.w.Reader, record.Query{})
	if err != nil {
		return nil, err
	}
	var having []*Framework
	for _, f := range all {
		if want.Named(f.Source, f.Title, f.DocumentID) {
			return f, nil
		}
		im.now, im.plan.Action = f, Leave
		if err := im.load(); err != nil {
			return nil, err
		}
		if im.hasAll(ids) {
			having = append(having, f)
		}
	}
	if len(having) == 1 {
		return having[0], nil
	}
	if len(having) > 1 {
		return nil, errs.Invalidf("%s and %s both have all requirements of the mapping. Name the framework to import into.", having[0].Ref, having[1].Ref)
	}
	return nil, errs.Invalidf("The mapping is about %s, and no framework kept here has all of its requirements. Import that framework first, or name the one to import into.", want)
}

func (im *importing) hasAll(ids []string) bool {
	for _, id := range ids {
		if im.item(id) == nil {
			return false
		}
	}
	return true
}

// pairs are the mapping's maps, each as seen from the framework.
func (im *importing) pairs(d *oscal.Document, m *oscal.Mapping, annex int) (out []draftMap) {
	none, odd := 0, map[string]int{}
	for _, one := range m.Maps {
		token := strings.ToLower(one.Relationship)
		if strings.HasPrefix(token, "no-relation") {
			none++
			continue
		}
		relation, err := readRelation(token)
		if err != nil {
			odd[one.Relationship]++
		}
		items, controls := idsOf(one.Sources), idsOf(one.Targets)
		if annex == 0 {
			items, controls = controls, items
			relation = inverse(relation)
		}
		for _, item := range items {
			for _, c := range controls {
				fact, _ := catalog.Normalize(c, "")
				out = append(out, draftMap{item: item, control: fact.ID, relation: relation, rationale: one.Remarks, source: line(d.Mapping.Metadata.Title)})
			}
		}
	}
	if none > 0 {
		im.note("%d maps say that there is no relation; they are left out.", none)
	}
	for _, token := range slices.Sorted(maps.Keys(odd)) {
		im.note("The relation %q of %d maps is not one of IR 8477 and is left open.", token, odd[token])
	}
	return out
}

// inverse is the relation seen from the other side.
func inverse(relation string) string {
	switch relation {
	case "subset":
		return "superset"
	case "superset":
		return "subset"
	}
	return relation
}
