// Package framework keeps other frameworks beside Annex A: their requirements, how each relates to the controls of
// Annex A, and what the Statement of Applicability and its evidence therefore show for them. Frameworks come from OSCAL
// files and spreadsheets; those that NIST maps itself are built in. The catalog and the statement go out as OSCAL.
package framework

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Framework is one publication with requirements.
type Framework struct {
	record.Meta
	Title      string
	Version    string
	Publisher  string
	Source     string // the file it came from
	Format     string
	DocumentID string // the UUID of an OSCAL document
	Known      string // whose built-in mapping applies by identifier
	Notes      string
}

// Known frameworks have a mapping built in: NIST's own, or a selection of Annex A, which maps to itself.
var known = []record.Option{{Value: "csf", Label: catalog.NISTCSF}, {Value: "sp800_53", Label: catalog.NIST80053}, {Value: annexA, Label: "Annex A itself"}}

const annexA = "annex_a"

// Frameworks is the register of imported frameworks.
var Frameworks = record.Define(record.Spec[Framework]{
	Name: "framework", Plural: "frameworks", Title: "Frameworks", Singular: "framework", Prefix: "FW",
	About: "Frameworks beside Annex A. Import one as OSCAL or as a spreadsheet; its mapping shows what your controls and their evidence do for it.",
	Fields: []record.Field[*Framework]{
		{Name: "title", Label: "Framework", Required: true, Listed: true, Indexed: true, Ptr: func(f *Framework) any { return &f.Title }, Synonyms: []string{"name"}},
		{Name: "version", Label: "Version", Listed: true, Ptr: func(f *Framework) any { return &f.Version }},
		{Name: "publisher", Label: "Publisher", Listed: true, Ptr: func(f *Framework) any { return &f.Publisher }},
		{Name: "source", Label: "Source", Ptr: func(f *Framework) any { return &f.Source }, Help: "The file or address it came from."},
		{Name: "format", Label: "Format", Listed: true, Ptr: func(f *Framework) any { return &f.Format }, Options: []record.Option{
			{Value: "oscal_catalog", Label: "OSCAL catalog"}, {Value: "oscal_profile", Label: "OSCAL profile"}, {Value: "spreadsheet", Label: "Spreadsheet"}, {Value: "by_hand", Label: "By hand"}}},
		{Name: "document_id", Label: "Document id", Indexed: true, Ptr: func(f *Framework) any { return &f.DocumentID }, Help: "The UUID of the OSCAL document; importing a document of the same id updates this framework."},
		{Name: "known_as", Label: "Built-in mapping", Ptr: func(f *Framework) any { return &f.Known }, Options: known, Help: "A built-in mapping applies to requirements with the same identifiers."},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(f *Framework) any { return &f.Notes }},
	},
})

// Item is one requirement of a framework, or a group of them.
type Item struct {
	record.Meta
	Title      string
	Framework  record.Ref
	Identifier string // as people cite it: AC-2(1)
	Type       string // group, requirement
	Text       string
	Guidance   string
	Assessment string
	Parent     record.Ref
	Position   int
	SourceID   string // in the file: ac-2.1
	Withdrawn  bool
}

// Items is the register of requirements of all frameworks.
var Items = record.Define(record.Spec[Item]{
	Name: itemKind, Plural: "framework-items", Title: "Requirements of frameworks", Singular: "requirement of a framework", Prefix: itemPrefix,
	About: "What the frameworks require, item by item. They come with a framework's file; its page shows them with the controls that serve them.",
	Fields: []record.Field[*Item]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(i *Item) any { return &i.Title }, Synonyms: []string{"name", "control name", "requirement title", "titel"}},
		{Name: "framework", Label: "Framework", To: "framework", Required: true, Listed: true, Indexed: true, Ptr: func(i *Item) any { return &i.Framework }},
		{Name: "identifier", Label: "Identifier", Required: true, Listed: true, Indexed: true, Ptr: func(i *Item) any { return &i.Identifier }, Synonyms: itemWords},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(i *Item) any { return &i.Type }, Options: []record.Option{
			{Value: "group", Label: "Group"}, {Value: "requirement", Label: "Requirement"}}},
		{Name: "text", Label: "Text", Long: true, Ptr: func(i *Item) any { return &i.Text }, Synonyms: textWords},
		{Name: "guidance", Label: "Guidance", Long: true, Ptr: func(i *Item) any { return &i.Guidance }, Synonyms: guidanceWords},
		{Name: "assessment", Label: "Assessment", Long: true, Ptr: func(i *Item) any { return &i.Assessment }},
		{Name: "parent", Label: "Part of", To: "framework_item", Indexed: true, Ptr: func(i *Item) any { return &i.Parent }, Synonyms: []string{"parent"}},
		{Name: "position", Label: "Position", Indexed: true, Ptr: func(i *Item) any { return &i.Position }, Help: "The framework's own order."},
		{Name: "source_id", Label: "Id in the file", Indexed: true, Ptr: func(i *Item) any { return &i.SourceID }},
		{Name: "withdrawn", Label: "Withdrawn", Ptr: func(i *Item) any { return &i.Withdrawn }},
	},
	Before: beforeItem,
})

// Words by which spreadsheets name columns.
var (
	itemWords     = []string{"id", "requirement", "criterion", "criteria", "item", "article", "requirement number", "safeguard", "requirement id", "control id", "reference", "ref", "nr", "no", "number", "clause", "subcategory", "kennung", "anforderung"}
	textWords     = []string{"description", "requirement text", "control text", "statement", "control description", "discussion", "beschreibung", "wortlaut"}
	guidanceWords = []string{"supplemental guidance", "implementation guidance", "hinweise", "implementation examples"}
)

func beforeItem(w *record.Writer, old, i *Item) error {
	if i.Type == "" {
		i.Type = "requirement"
	}
	if i.SourceID == "" {
		i.SourceID = i.Identifier
	}
	if i.Parent != "" && (old == nil || old.Parent != i.Parent || old.Framework != i.Framework) {
		if err := checkParent(w, i); err != nil {
			return err
		}
	}
	if old != nil || i.Framework == "" || !automatic(i.Ref) {
		return nil
	}
	f, err := Frameworks.Get(w.Reader, string(i.Framework))
	if errs.Is(err, errs.NotFound) {
		return nil // the engine says that there is none
	}
	if err != nil {
		return err
	}
	ref := refOf(f.Ref, i.Identifier)
	k, err := own(w, itemKind)
	if err != nil {
		return err
	}
	if _, err := w.Find(k, ref); ref != "" && errs.Is(err, errs.NotFound) {
		i.Ref = ref
	}
	return nil
}

// checkParent follows the parents upwards: all of one framework, and none the item itself.
func checkParent(w *record.Writer, i *Item) error {
	k, err := own(w, itemKind)
	for at, depth := i.Parent, 0; at != "" && err == nil; depth++ {
		rec, err := w.Get(k, string(at))
		if errs.Is(err, errs.NotFound) {
			return nil // the engine says that there is none
		}
		if err != nil {
			return err
		}
		p := rec.(*Item)
		switch {
		case p.Framework != i.Framework:
			return errs.InField("parent", "%s belongs to another framework", p.Ref)
		case p.ID == i.ID || depth == maxDepth:
			return errs.InField("parent", "%s is part of this one", p.Ref)
		}
		at = p.Parent
	}
	return err
}

// own is a kind of this area. The specs' own rules ask for it by name: a variable cannot depend on itself.
func own(w *record.Writer, name string) (*record.Kind, error) { return w.Org().Store().Kind(name) }

const itemKind, mappingKind, itemPrefix = "framework_item", "mapping", "FI"

const maxDepth = 30

func automatic(ref string) bool {
	number, ok := strings.CutPrefix(ref, itemPrefix+"-")
	return ok && strings.Trim(number, "0123456789") == ""
}

// refOf is the reference of an item: its framework's and its identifier; "" if the identifier makes none.
func refOf(framework, identifier string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_()[],*:", r):
			return r
		}
		return '-' // what addresses and spreadsheets would read as something else
	}, identifier)
	if ref := framework + ":" + clean; clean != "" && len(ref) <= 60 {
		return ref
	}
	return ""
}

// Mapping says how a requirement relates to a control of Annex A. The control is named by its id and need not be kept
// here: a control of the other edition serves through its counterparts.
type Mapping struct {
	record.Meta
	Title     string
	Item      record.Ref
	Control   string // id of Annex A, of either edition
	Relation  string // of the item to the control
	Framework record.Ref
	Source    string
	Rationale string
}

// Relations of a requirement to a control, as NIST IR 8477 and OSCAL name them. No value: the mapping does not say.
var Relations = []record.Option{
	{Value: "equal", Label: "equal to", Synonyms: []string{"equal", "equivalent", "equivalent to", "=", "exact", "gleich"}},
	{Value: "subset", Label: "subset of", Synonyms: []string{"subset", "narrower", "⊂", "teilmenge"}},
	{Value: "superset", Label: "superset of", Synonyms: []string{"superset", "broader", "⊃", "obermenge"}},
	{Value: "intersects", Label: "intersects with", Synonyms: []string{"intersects", "intersect", "intersection", "partial", "partly", "overlaps", "related", "∩", "teilweise"}},
}

// Mappings is the register of mappings.
var Mappings = record.Define(record.Spec[Mapping]{
	Name: mappingKind, Plural: "mappings", Title: "Mappings to Annex A", Singular: "mapping", Prefix: "MP",
	About: "Which control of Annex A a requirement of a framework relates to, and how. They come with a framework's file, from an OSCAL mapping, or row by row.",
	Fields: []record.Field[*Mapping]{
		{Name: "title", Label: "Mapping", Computed: true, Listed: true, Indexed: true, Ptr: func(m *Mapping) any { return &m.Title }},
		{Name: "item", Label: "Requirement", To: "framework_item", Required: true, Indexed: true, Ptr: func(m *Mapping) any { return &m.Item }, Synonyms: itemWords},
		{Name: "relation", Label: "Relation", Listed: true, Indexed: true, Options: Relations, Ptr: func(m *Mapping) any { return &m.Relation }, Synonyms: relationWords, Help: "Of the requirement to the control."},
		{Name: "control", Label: "Control", Required: true, Listed: true, Indexed: true, Ptr: func(m *Mapping) any { return &m.Control }, Synonyms: controlWords, Help: "A control of Annex A of either edition, such as A.5.18 or A.9.2.5."},
		{Name: "framework", Label: "Framework", To: "framework", Computed: true, Listed: true, Indexed: true, Ptr: func(m *Mapping) any { return &m.Framework }},
		{Name: "source", Label: "Source", Listed: true, Ptr: func(m *Mapping) any { return &m.Source }, Help: "Who says so."},
		{Name: "rationale", Label: "Rationale", Long: true, Ptr: func(m *Mapping) any { return &m.Rationale }, Synonyms: []string{"reason", "comment", "remarks", "begründung"}},
	},
	Before: beforeMapping,
})

var (
	relationWords = []string{"relationship", "mapping type", "strm relationship", "beziehung"}
	controlWords  = []string{"iso control", "iso 27001", "iso/iec 27001", "iso 27002", "annex a", "annex a control", "mapped control", "controls", "iso27001", "maßnahme"}
)

func beforeMapping(w *record.Writer, old, m *Mapping) error {
	fact, ok := catalog.Normalize(m.Control, "")
	if !ok {
		return errs.InField("control", "%q is not a control of Annex A in either edition", m.Control)
	}
	m.Control = fact.ID
	item, err := Items.Get(w.Reader, string(m.Item))
	if errs.Is(err, errs.NotFound) {
		return nil // the engine says that there is none
	}
	if err != nil {
		return err
	}
	m.Framework, m.Title = item.Framework, mappingTitle(item.Identifier, m)
	if old != nil && old.Item == m.Item && old.Control == m.Control {
		return nil
	}
	k, err := own(w, mappingKind)
	if err != nil {
		return err
	}
	others, err := w.List(k, record.Query{Limit: 2, Filters: []record.Filter{{Field: "item", Values: []string{string(m.Item)}}, {Field: "control", Values: []string{m.Control}}}})
	for _, o := range others.Records {
		if o.Base().ID != m.ID {
			return errs.InField("control", "%s maps %s to %s already", o.Base().Ref, item.Identifier, m.Control)
		}
	}
	return err
}

func mappingTitle(identifier string, m *Mapping) string {
	return fmt.Sprintf("%s %s %s", identifier, relationWord(m.Relation, "maps to"), m.Control)
}

func relationWord(value, otherwise string) string {
	for _, o := range Relations {
		if o.Value == value {
			return o.Label
		}
	}
	return otherwise
}
