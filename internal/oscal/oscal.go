// Package oscal reads and writes the Open Security Controls Assessment Language of NIST, version 1: catalogs, profiles,
// mappings, component definitions and system security plans, in JSON, XML and YAML in and in JSON out.
//
// Read turns any of the three formats into the same tree, the one that OSCAL's JSON schema describes, and the tree into
// our structs. What the tree holds and the structs do not is listed, so that nothing is lost in silence. Encode writes
// structs as JSON; the same structs give the same bytes, and UUID makes identifiers out of what they identify. The
// package knows nothing of the management system.
package oscal

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // RFC 9562 makes name-based identifiers with SHA-1; nothing is protected by it
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Version is the version of OSCAL that we write.
const Version = "1.2.2"

// Model is one of OSCAL's kinds of document; its value is the document's only key in JSON.
type Model string

// The models. Those of assessments are recognised and counted, and not read further.
const (
	ModelCatalog   Model = "catalog"
	ModelProfile   Model = "profile"
	ModelMapping   Model = "mapping-collection"
	ModelComponent Model = "component-definition"
	ModelPlan      Model = "system-security-plan"
	ModelAP        Model = "assessment-plan"
	ModelAR        Model = "assessment-results"
	ModelPOAM      Model = "plan-of-action-and-milestones"
)

var models = []Model{ModelCatalog, ModelProfile, ModelMapping, ModelComponent, ModelPlan, ModelAP, ModelAR, ModelPOAM}

// Words names the model for people.
func (m Model) Words() string { return strings.ReplaceAll(string(m), "-", " ") }

// Document is one file as read. Of the structs the one of its model is set.
type Document struct {
	Name      string // the file's
	Format    string // JSON, XML or YAML
	Model     Model
	Catalog   *Catalog
	Profile   *Profile
	Mapping   *MappingCollection
	Component *ComponentDefinition
	Plan      *SystemSecurityPlan
	Unread    []Unread // what the file holds and the structs do not

	tree map[string]any
}

// Metadata is the document's own; nil for the models that are not read.
func (d *Document) Metadata() *Metadata {
	switch {
	case d.Catalog != nil:
		return &d.Catalog.Metadata
	case d.Profile != nil:
		return &d.Profile.Metadata
	case d.Mapping != nil:
		return &d.Mapping.Metadata
	case d.Component != nil:
		return &d.Component.Metadata
	case d.Plan != nil:
		return &d.Plan.Metadata
	}
	return nil
}

// UUID is the document's identifier.
func (d *Document) UUID() string {
	id, _ := d.tree["uuid"].(string)
	return id
}

// Count is how often something stands in a document.
type Count struct {
	What  string `json:"what"` // as OSCAL's JSON names the list, such as "controls"
	Count int    `json:"count"`
}

// Counts says how much of what the file holds, by the name of the list, in alphabetical order.
func (d *Document) Counts() (counts []Count) {
	n := map[string]int{}
	countLists(d.tree, n)
	for what, count := range n {
		counts = append(counts, Count{what, count})
	}
	slices.SortFunc(counts, func(a, b Count) int { return strings.Compare(a.What, b.What) })
	return counts
}

func countLists(v any, n map[string]int) {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			if list, ok := member.([]any); ok {
				n[key] += len(list)
			}
			countLists(member, n)
		}
	case []any:
		for _, item := range v {
			countLists(item, n)
		}
	}
}

// JSON is the whole document as OSCAL's JSON, whatever format it came in; members are in alphabetical order.
func (d *Document) JSON() ([]byte, error) { return encode(map[string]any{string(d.Model): d.tree}) }

// Encode writes a catalog, profile, mapping collection, component definition or system security plan as JSON.
func Encode(model any) ([]byte, error) {
	switch m := model.(type) {
	case *Catalog:
		return encode(map[Model]any{ModelCatalog: m})
	case *Profile:
		return encode(map[Model]any{ModelProfile: m})
	case *MappingCollection:
		return encode(map[Model]any{ModelMapping: m})
	case *ComponentDefinition:
		return encode(map[Model]any{ModelComponent: m})
	case *SystemSecurityPlan:
		return encode(map[Model]any{ModelPlan: m})
	}
	panic("oscal: Encode of something that is no model")
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// space keeps our identifiers apart from those that others make out of the same names.
var space = [16]byte{0x0a, 0x55, 0xa1, 0x05, 0xca, 0x1f, 0x4a, 0x11, 0x9b, 0x0e, 0x27, 0x00, 0x12, 0x70, 0x02, 0x05}

// UUID is the version 5 identifier of what the parts name: the same parts always give the same one.
func UUID(parts ...string) string {
	h := sha1.New() //nolint:gosec // see above
	h.Write(space[:])
	h.Write([]byte(strings.Join(parts, "\x00")))
	b := h.Sum(nil)[:16]
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	s := hex.EncodeToString(b)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// Time writes a moment as OSCAL wants it.
func Time(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999999Z07:00") }
