package framework

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/record"
)

// space is the namespace of our own properties.
const space = "https://github.com/assay-isms/assay/ns/oscal"

func prop(name, value string) oscal.Property {
	return oscal.Property{Name: name, NS: space, Value: line(value)}
}

// catalogUUID names the catalog of an edition in every document of ours.
func catalogUUID(e catalog.Edition) string { return oscal.UUID("catalog", string(e)) }

// published is the day on which each edition appeared.
var published = map[catalog.Edition]string{catalog.Edition2013: "2013-10-01T00:00:00Z", catalog.Edition2022: "2022-10-25T00:00:00Z"}

// AnnexA is Annex A of an edition as an OSCAL catalog: ids and titles, which are facts, and our own guidance. The
// standard's prose is not in it.
func AnnexA(e catalog.Edition) *oscal.Catalog {
	c := &oscal.Catalog{UUID: catalogUUID(e), Metadata: oscal.Metadata{Title: "Controls of ISO/IEC 27001:" + string(e) + ", Annex A", Published: published[e], LastModified: published[e],
		Version: string(e), OSCALVersion: oscal.Version,
		Remarks: "Identifiers and titles of the controls, with guidance written for Assay. The text of the standard is not included; it is sold by ISO, IEC and their members."}}
	controls := map[string][]oscal.Control{}
	for _, fact := range catalog.Controls(e) {
		group := fact.ID[:strings.LastIndexByte(fact.ID, '.')]
		controls[group] = append(controls[group], annexControl(fact))
	}
	if e == catalog.Edition2022 {
		for _, g := range catalog.Themes() {
			c.Groups = append(c.Groups, group(g, "theme", controls[g.ID], nil))
		}
		return c
	}
	for _, set := range catalog.Sets() {
		var objectives []oscal.Group
		for _, o := range catalog.Objectives() {
			if strings.HasPrefix(o.ID, set.ID+".") {
				objectives = append(objectives, group(o, "objective", controls[o.ID], nil))
			}
		}
		c.Groups = append(c.Groups, group(set, "control-set", nil, objectives))
	}
	return c
}

func group(g catalog.Group, class string, controls []oscal.Control, groups []oscal.Group) oscal.Group {
	return oscal.Group{ID: g.ID, Class: class, Title: g.Title, Props: []oscal.Property{{Name: "label", Value: g.ID}}, Controls: controls, Groups: groups}
}

func annexControl(fact catalog.Control) oscal.Control {
	c := oscal.Control{ID: fact.ID, Class: "annex-a", Title: fact.Title, Props: []oscal.Property{{Name: "label", Value: fact.ID}, {Name: "sort-id", Value: sortID(fact.ID)}}}
	for _, a := range catalog.AllAttributes() {
		for _, v := range a.Of(fact) {
			c.Props = append(c.Props, prop(strings.ReplaceAll(a.Key, "_", "-"), v.Label()))
		}
	}
	for _, other := range catalog.Counterparts(fact.ID) {
		c.Props = append(c.Props, prop("counterpart-"+string(other.Edition), other.ID))
	}
	g, err := guide.Control(fact.ID)
	if err != nil {
		return c // without guidance the facts stand alone
	}
	if g.Purpose != "" {
		c.Parts = append(c.Parts, oscal.Part{ID: fact.ID + "_ovw", Name: "overview", Prose: strings.TrimSpace(g.Purpose)})
	}
	c.Parts = append(c.Parts, guidanceParts(fact.ID, g)...)
	return c
}

func guidanceParts(id string, g *guide.Guidance) (parts []oscal.Part) {
	how := oscal.Part{ID: id + "_gdn", Name: "guidance"}
	if g.Changed != "" {
		how.Parts = append(how.Parts, oscal.Part{Name: "item", Title: "What 2022 changed", Prose: strings.TrimSpace(g.Changed)})
	}
	for _, s := range g.Sections {
		if s.Text != "" {
			how.Parts = append(how.Parts, oscal.Part{Name: "item", Title: s.Title, Prose: s.Text})
		}
	}
	if len(how.Parts) > 0 {
		parts = append(parts, how)
	}
	for i, o := range g.Objectives {
		parts = append(parts, oscal.Part{ID: fmt.Sprintf("%s_obj-%d", id, i+1), Name: "assessment-objective", Prose: strings.TrimSpace(o)})
	}
	for _, s := range g.Procedure {
		step := oscal.Part{ID: fmt.Sprintf("%s_asm-%d", id, s.Number), Name: "assessment-method", Prose: strings.TrimSpace(s.Do),
			Props: []oscal.Property{{Name: "method", NS: "http://csrc.nist.gov/ns/rmf", Value: strings.ToUpper(s.Method)}}}
		for _, more := range []struct{ title, text string }{{"Population", s.Population}, {"Sample", s.Sample}, {"Passes if", s.PassesIf}, {"Fails if", s.FailsIf}, {"Convinces", s.Convinces}} {
			if more.text != "" {
				step.Parts = append(step.Parts, oscal.Part{Name: "item", Title: more.title, Prose: strings.TrimSpace(more.text)})
			}
		}
		parts = append(parts, step)
	}
	return parts
}

// sortID writes every number of an id with two digits, so that texts sort as the standard does.
func sortID(id string) string {
	parts := strings.Split(strings.ToLower(id), ".")
	for i, p := range parts {
		if len(p) == 1 && p[0] >= '0' && p[0] <= '9' {
			parts[i] = "0" + p
		}
	}
	return strings.Join(parts, "-")
}

// AsCatalog is a framework kept here as an OSCAL catalog.
func AsCatalog(r *record.Reader, f *Framework) (*oscal.Catalog, error) {
	items, err := itemsOf(r, f.ID)
	if err != nil {
		return nil, err
	}
	c := &oscal.Catalog{UUID: frameworkUUID(f), Metadata: oscal.Metadata{Title: f.Title, LastModified: oscal.Time(f.UpdatedAt), Version: orNone(f.Version), OSCALVersion: oscal.Version}}
	if f.Publisher != "" {
		id := oscal.UUID("party", f.Publisher)
		c.Metadata.Roles = []oscal.Role{{ID: "creator", Title: "Creator"}}
		c.Metadata.Parties = []oscal.Party{{UUID: id, Type: "organization", Name: f.Publisher}}
		c.Metadata.ResponsibleParties = []oscal.ResponsibleParty{{RoleID: "creator", PartyUUIDs: []string{id}}}
	}
	below := map[record.Ref][]*Item{}
	for _, i := range inOrder(items) {
		below[i.Parent] = append(below[i.Parent], i)
	}
	c.Controls, c.Groups = gather(below, "")
	return c, nil
}

func orNone(version string) string {
	if version == "" {
		return "none"
	}
	return version
}

// frameworkUUID is the document's own identifier, or one that stays the framework's.
func frameworkUUID(f *Framework) string {
	if f.DocumentID != "" {
		return f.DocumentID
	}
	return oscal.UUID("framework", f.ID)
}

func gather(below map[record.Ref][]*Item, parent record.Ref) (controls []oscal.Control, groups []oscal.Group) {
	for _, i := range below[parent] {
		inControls, inGroups := gather(below, record.Ref(i.ID))
		props := []oscal.Property{{Name: "label", Value: i.Identifier}}
		if i.Withdrawn {
			props = append(props, oscal.Property{Name: "status", Value: "withdrawn"})
		}
		if i.Type == "group" {
			groups = append(groups, oscal.Group{ID: token(i.SourceID), Title: i.Title, Props: props, Parts: i.parts(), Controls: inControls, Groups: inGroups})
		} else {
			controls = append(controls, oscal.Control{ID: token(i.SourceID), Title: i.Title, Props: props, Parts: i.parts(), Controls: inControls})
		}
	}
	return controls, groups
}

func (i *Item) parts() (parts []oscal.Part) {
	for _, p := range []struct{ name, id, text string }{{"statement", "_smt", i.Text}, {"guidance", "_gdn", i.Guidance}, {"assessment-objective", "_obj", i.Assessment}} {
		if p.text != "" {
			parts = append(parts, oscal.Part{ID: token(i.SourceID) + p.id, Name: p.name, Prose: p.text})
		}
	}
	return parts
}

// token makes an identifier that OSCAL allows: letters, digits, points, dashes and underscores, no digit first.
func token(id string) string {
	var b strings.Builder
	for n, r := range id {
		switch {
		case r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			b.WriteRune(r)
		case r == '.' || r == '-' || r >= '0' && r <= '9':
			if n == 0 {
				b.WriteByte('_')
			}
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "_%x", r)
		}
	}
	return b.String()
}

// AsMapping is how a framework, kept here or built in, maps to Annex A, as an OSCAL mapping collection.
func AsMapping(r *record.Reader, ref string, e catalog.Edition) (*oscal.MappingCollection, error) {
	c, err := Cover(r, ref, e)
	if err != nil {
		return nil, err
	}
	id, at, ids := oscal.UUID("framework", c.Framework.Ref), published[catalog.Edition2022], map[string]string{}
	if c.Framework.Format != BuiltIn {
		f, err := Frameworks.Find(r, ref)
		if err != nil {
			return nil, err
		}
		items, err := itemsOf(r, f.ID)
		if err != nil {
			return nil, err
		}
		for _, i := range items {
			ids[i.Identifier] = token(i.SourceID)
		}
		id, at = frameworkUUID(f), oscal.Time(f.UpdatedAt)
	}
	provenance := oscal.Provenance{Method: "human", MatchingRationale: "semantic", Status: "complete", MappingDescription: "Set-theory relations of NIST IR 8477, of the requirement to the control."}
	out := &oscal.MappingCollection{Provenance: provenance, Metadata: oscal.Metadata{Title: c.Framework.Title + " to Annex A of ISO/IEC 27001", LastModified: at, Version: orNone(c.Framework.Version), OSCALVersion: oscal.Version},
		BackMatter: &oscal.BackMatter{Resources: []oscal.Resource{{UUID: id, Title: c.Framework.Title}}}}
	for _, edition := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
		m := oscal.Mapping{UUID: oscal.UUID("mapping", id, string(edition)), SourceResource: oscal.MappingResource{Type: "catalog", Href: "#" + id},
			TargetResource: oscal.MappingResource{Type: "catalog", Href: "#" + catalogUUID(edition)}, Maps: c.mapsTo(edition, id, ids)}
		if len(m.Maps) > 0 {
			out.BackMatter.Resources = append(out.BackMatter.Resources, annexResource(edition))
			out.Mappings = append(out.Mappings, m)
		}
	}
	if len(out.Mappings) == 0 {
		return nil, errNothing("%s has no mapping to Annex A yet.", c.Framework.Title)
	}
	out.UUID, err = contentUUID(out)
	return out, err
}

// mapsTo are the pairs with controls of an edition. NIST's own, added to a framework kept here, are among them.
func (c *Coverage) mapsTo(e catalog.Edition, id string, ids map[string]string) (maps []oscal.Map) {
	seen := map[string]bool{}
	for i := range c.Items {
		q := &c.Items[i]
		for _, s := range q.Served {
			fact, _ := catalog.Find(s.Control)
			key := q.Identifier + " " + s.Control
			if fact.Edition != e || seen[key] {
				continue
			}
			seen[key] = true
			source := ids[q.Identifier]
			if source == "" {
				source = q.Identifier
			}
			maps = append(maps, oscal.Map{UUID: oscal.UUID("map", id, source, s.Control), Relationship: relationToken(s.Relation),
				Sources: []oscal.MappingItem{{Type: "control", IDRef: source}}, Targets: []oscal.MappingItem{{Type: "control", IDRef: s.Control}}})
		}
	}
	return maps
}

// relationToken is the relation as OSCAL's mappings write it.
func relationToken(relation string) string {
	if relation == "" {
		return "unstated"
	}
	return strings.ReplaceAll(relationWord(relation, ""), " ", "-")
}
