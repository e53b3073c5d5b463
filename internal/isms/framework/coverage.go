package framework

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

// Listed is one framework, kept here or built in, in a list.
type Listed struct {
	Ref          string `json:"ref"`
	Title        string `json:"title"`
	Version      string `json:"version"`
	Publisher    string `json:"publisher"`
	Format       string `json:"format"` // built_in, or as the register has it
	Requirements int    `json:"requirements"`
	Mapped       int    `json:"mapped"` // requirements with a control of Annex A
}

// BuiltIn is the format of the frameworks that come with the program.
const BuiltIn = "built_in"

// builtIns are the publications that NIST maps to ISO/IEC 27001:2022 itself. Only what is mapped is known of them.
var builtIns = []Listed{
	{Ref: "NIST-CSF-2.0", Title: catalog.NISTCSF, Version: "2.0", Publisher: "NIST", Format: BuiltIn},
	{Ref: "NIST-SP800-53-R5", Title: catalog.NIST80053, Version: "5", Publisher: "NIST", Format: BuiltIn},
}

func builtIn(ref string) *Listed {
	for _, b := range builtIns {
		if strings.EqualFold(b.Ref, ref) || strings.EqualFold(b.Title, ref) {
			return &b
		}
	}
	return nil
}

// List is every framework: those kept here by reference, then those built in.
func List(r *record.Reader) (out []Listed, err error) {
	all, err := Frameworks.All(r, record.Query{})
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		c := &Coverage{Framework: listed(f)}
		if err := c.readKept(r, f); err != nil {
			return nil, err
		}
		c.tally()
		out = append(out, c.Framework)
	}
	for _, b := range builtIns {
		c := &Coverage{Framework: b}
		c.readBuiltIn()
		c.tally()
		out = append(out, c.Framework)
	}
	return out, nil
}

func listed(f *Framework) Listed {
	return Listed{Ref: f.Ref, Title: f.Title, Version: f.Version, Publisher: f.Publisher, Format: cmp.Or(f.Format, "by_hand")}
}

// Coverage is a framework set beside the Statement of Applicability of one edition.
type Coverage struct {
	Framework Listed
	Edition   catalog.Edition
	Items     []Requirement
	Counts    map[State]int // requirements by state, without groups and those withdrawn
}

// Requirement is one item with what serves it.
type Requirement struct {
	Ref        string // of its record; "" of a built-in framework
	Identifier string
	Title      string
	Group      bool
	Withdrawn  bool
	Depth      int
	Served     []Service
	Clauses    []catalog.Reference // clauses 4 to 10 that NIST maps it to; Ref is the clause
	State      State
	Why        string
	Extent     Extent
	Evidence   []*evidence.Evidence // of all its controls, newest first
	Fresh      int                  // how many of them are fresh
}

// Service is a control of Annex A that serves a requirement.
type Service struct {
	Control  string        // as mapped
	Relation string        // of the requirement to the control; "" where the mapping states none
	Source   string        // who says so
	Mapping  string        // reference of the record; "" of a built-in mapping
	Line     *control.Line // the statement's line; nil if the control is not kept here
	Via      bool          // Line is a counterpart in the edition kept here
}

// Words says which control, and how.
func (s Service) Words() string {
	text := relationWord(s.Relation, "mapped to") + " " + s.Control
	if s.Via {
		text += " through " + s.Line.Ref
	}
	return text
}

// State is how a requirement stands: as the worst of its controls.
type State = control.State

// Unmapped is the state of a requirement that no control serves.
const Unmapped State = "unmapped"

// States in the order in which they are told.
var States = []State{control.Working, control.Partly, control.Failing, control.Stale, control.None, control.Undecided, control.Excluded, Unmapped}

// Words is a state for people.
func Words(s State) string {
	if s == Unmapped {
		return "not mapped"
	}
	return s.Words()
}

// Extent is how much of a requirement its controls cover by what the relations say.
type Extent string

// The extents.
const (
	Whole    Extent = "whole"      // equal to a control, or a subset of one
	Part     Extent = "part"       // only intersections and supersets
	Unstated Extent = "not stated" // the mapping does not say
	Nothing  Extent = ""
)

// Cover reads the coverage of a framework, kept here or built in, by the statement of an edition.
func Cover(r *record.Reader, ref string, e catalog.Edition) (*Coverage, error) {
	c := &Coverage{Edition: e, Counts: map[State]int{}}
	if b := builtIn(ref); b != nil {
		c.Framework = *b
		c.readBuiltIn()
	} else {
		f, err := Frameworks.Find(r, ref)
		if errs.Is(err, errs.NotFound) {
			return nil, errs.New(errs.NotFound, "There is no framework %q. Built in are %s and %s.", ref, builtIns[0].Ref, builtIns[1].Ref)
		}
		if err != nil {
			return nil, err
		}
		c.Framework = listed(f)
		if err := c.readKept(r, f); err != nil {
			return nil, err
		}
	}
	lines, err := control.Statement(r, e)
	if err != nil {
		return nil, err
	}
	c.judge(lines, r.Today())
	c.tally()
	return c, nil
}

// readBuiltIn lists what NIST maps of the publication, in natural order.
func (c *Coverage) readBuiltIn() {
	at := map[string]int{}
	item := func(ref string) *Requirement {
		i, ok := at[ref]
		if !ok {
			i = len(c.Items)
			at[ref] = i
			c.Items = append(c.Items, Requirement{Identifier: ref})
		}
		return &c.Items[i]
	}
	for _, fact := range catalog.Controls(catalog.Edition2022) {
		for _, ref := range catalog.References(fact.ID) {
			if ref.Framework == c.Framework.Title {
				i := item(ref.Ref)
				i.Served = append(i.Served, byNIST(fact.ID, ref))
			}
		}
	}
	for _, clause := range catalog.Clauses(catalog.Edition2022) {
		for _, ref := range catalog.ClauseReferences(clause.ID) {
			if ref.Framework == c.Framework.Title {
				i := item(ref.Ref)
				i.Clauses = append(i.Clauses, catalog.Reference{Framework: ref.Framework, Ref: clause.ID, Relationship: ref.Relationship})
			}
		}
	}
	slices.SortFunc(c.Items, func(a, b Requirement) int {
		return strings.Compare(record.Fold(a.Identifier), record.Fold(b.Identifier))
	})
}

func byNIST(id string, ref catalog.Reference) Service {
	relation, _ := readRelation(ref.Relationship) // the catalogue's own words
	return Service{Control: id, Relation: relation, Source: "NIST"}
}

// readKept reads the items and mappings of a framework kept here; where it is one that NIST maps, NIST's are added.
func (c *Coverage) readKept(r *record.Reader, f *Framework) error {
	items, err := itemsOf(r, f.ID)
	if err != nil {
		return err
	}
	maps, err := mappingsOf(r, f.ID)
	if err != nil {
		return err
	}
	served := map[string][]Service{}
	for _, m := range maps {
		served[string(m.Item)] = append(served[string(m.Item)], Service{Control: m.Control, Relation: m.Relation, Source: m.Source, Mapping: m.Ref})
	}
	builtin := knownMapping(f.Known)
	place := map[string]*Item{}
	for _, i := range items {
		place[i.ID] = i
	}
	for _, i := range inOrder(items) {
		q := Requirement{Ref: i.Ref, Identifier: i.Identifier, Title: i.Title, Group: i.Type == "group", Withdrawn: i.Withdrawn, Served: served[i.ID]}
		for p := place[string(i.Parent)]; p != nil && q.Depth < maxDepth; p = place[string(p.Parent)] {
			q.Depth++
		}
		if n, ok := builtin[plain(i.Identifier)]; ok {
			q.Clauses = n.Clauses
			for _, s := range n.Served {
				if !slices.ContainsFunc(q.Served, func(o Service) bool { return o.Control == s.Control }) {
					q.Served = append(q.Served, s)
				}
			}
		}
		c.Items = append(c.Items, q)
	}
	return nil
}

// knownMapping is a built-in mapping by plain identifier.
func knownMapping(value string) map[string]Requirement {
	out := map[string]Requirement{}
	if value == annexA {
		for _, e := range []catalog.Edition{catalog.Edition2013, catalog.Edition2022} {
			for _, c := range catalog.Controls(e) {
				out[plain(c.ID)] = Requirement{Served: []Service{{Control: c.ID, Relation: "equal", Source: "the same control"}}}
			}
		}
		return out
	}
	for _, o := range known {
		if o.Value != value {
			continue
		}
		b := Coverage{Framework: *builtIn(o.Label)}
		b.readBuiltIn()
		for _, i := range b.Items {
			out[plain(i.Identifier)] = i
		}
	}
	return out
}

// inOrder puts every item below its parent, each level by position.
func inOrder(items []*Item) (out []*Item) {
	below := map[record.Ref][]*Item{}
	there := map[string]bool{}
	for _, i := range items {
		there[i.ID] = true
	}
	for _, i := range items {
		parent := i.Parent
		if !there[string(parent)] {
			parent = ""
		}
		below[parent] = append(below[parent], i)
	}
	var walk func(record.Ref)
	walk = func(parent record.Ref) {
		for _, i := range below[parent] {
			out = append(out, i)
			walk(record.Ref(i.ID))
		}
	}
	walk("")
	return out
}

// judge finds the line of every control and tells every requirement's state.
func (c *Coverage) judge(lines []control.Line, today record.Date) {
	by := map[string]*control.Line{}
	for i := range lines {
		by[lines[i].Ref] = &lines[i]
	}
	for i := range c.Items {
		q := &c.Items[i]
		var served []Service
		for _, s := range q.Served {
			served = append(served, s.lines(by)...)
		}
		q.Served = served
		q.judge(today)
	}
}

// lines finds the statement's line of a mapped control, or those of its counterparts.
func (s Service) lines(by map[string]*control.Line) (out []Service) {
	if s.Line = by[s.Control]; s.Line != nil {
		return []Service{s}
	}
	for _, other := range catalog.Counterparts(s.Control) {
		if l := by[other.ID]; l != nil {
			via := s
			via.Line, via.Via = l, true
			out = append(out, via)
		}
	}
	if out == nil {
		out = []Service{s}
	}
	return out
}

// worst is the order in which states outdo each other.
var worst = []State{control.Failing, control.Stale, control.None, control.Undecided, control.Partly, control.Working}

func (q *Requirement) judge(today record.Date) {
	q.Extent, q.Evidence, q.Fresh = q.extent(), nil, 0
	seen := map[string]bool{}
	states := map[State]*control.Line{}
	for _, s := range q.Served {
		if s.Line == nil {
			continue
		}
		if states[s.Line.State] == nil {
			states[s.Line.State] = s.Line
		}
		for _, e := range s.Line.Evidence {
			if !seen[e.ID] {
				seen[e.ID] = true
				q.Evidence = append(q.Evidence, e)
				if e.Fresh(today) {
					q.Fresh++
				}
			}
		}
	}
	slices.SortStableFunc(q.Evidence, func(a, b *evidence.Evidence) int { return cmp.Compare(b.CollectedOn, a.CollectedOn) })
	switch {
	case len(q.Served) == 0:
		q.State, q.Why = Unmapped, "no control of Annex A is mapped to it"
		if clauses := q.ClauseList(); clauses != "" {
			q.Why += ", only " + clauses
		}
		return
	case len(states) == 0:
		q.State, q.Why = control.Undecided, "its controls are not in the Statement of Applicability"
		return
	}
	for _, s := range worst {
		if l := states[s]; l != nil {
			q.State, q.Why = s, fmt.Sprintf("%s: %s", l.Ref, l.Why)
			if out := q.excluded(); out != "" {
				q.Why += "; " + out + " excluded"
			}
			return
		}
	}
	q.State, q.Why = control.Excluded, "all its controls are excluded"
}

// excluded names its controls that are excluded, each once.
func (q *Requirement) excluded() string {
	var refs []string
	for _, s := range q.Served {
		if s.Line != nil && s.Line.State == control.Excluded && !slices.Contains(refs, s.Line.Ref) {
			refs = append(refs, s.Line.Ref)
		}
	}
	return strings.Join(refs, ", ")
}

// ClauseList names the clauses that NIST maps the requirement to.
func (q *Requirement) ClauseList() string {
	var refs []string
	for _, c := range q.Clauses {
		refs = append(refs, c.Ref)
	}
	switch len(refs) {
	case 0:
		return ""
	case 1:
		return "clause " + refs[0]
	}
	return "clauses " + strings.Join(refs, ", ")
}

// extent is the most that any relation says. A control that is excluded covers nothing.
func (q *Requirement) extent() (e Extent) {
	for _, s := range q.Served {
		switch {
		case s.Line != nil && s.Line.State == control.Excluded:
		case s.Relation == "equal" || s.Relation == "subset":
			return Whole
		case s.Relation != "":
			e = Part
		case e == Nothing:
			e = Unstated
		}
	}
	return e
}

func (c *Coverage) tally() {
	c.Framework.Requirements, c.Framework.Mapped = 0, 0
	for i := range c.Items {
		q := &c.Items[i]
		if q.Group && len(q.Served) == 0 || q.Withdrawn {
			continue
		}
		c.Framework.Requirements++
		if len(q.Served) > 0 {
			c.Framework.Mapped++
		}
		if c.Counts != nil {
			c.Counts[q.State]++
		}
	}
}

// Counted reports whether the requirement is one to be met: no mere heading, and not withdrawn.
func (q *Requirement) Counted() bool { return !q.Withdrawn && (!q.Group || len(q.Served) > 0) }

// Serving lists, for a control, the requirements of every framework that it serves, NIST's built-in mapping of it or of
// its counterparts among them.
func Serving(r *record.Reader, id string) (out []Served, err error) {
	ids := []string{id}
	for _, c := range catalog.Counterparts(id) {
		ids = append(ids, c.ID)
	}
	maps, err := Mappings.All(r, record.Query{Filters: []record.Filter{{Field: "control", Values: ids}}})
	if err != nil {
		return nil, err
	}
	var items []string
	for _, m := range maps {
		items = append(items, string(m.Item), string(m.Framework))
	}
	names, err := r.Named(items)
	if err != nil {
		return nil, err
	}
	for _, m := range maps {
		f, i := names[string(m.Framework)], names[string(m.Item)]
		identifier, _, _ := strings.Cut(m.Title, " "+relationWord(m.Relation, "maps to")+" ")
		out = append(out, Served{Framework: f.Ref, FrameworkTitle: f.Title, Item: i.Ref, Identifier: identifier, Title: i.Title, Relation: m.Relation, Via: viaOf(id, m.Control)})
	}
	slices.SortStableFunc(out, func(a, b Served) int {
		return cmp.Or(strings.Compare(record.Fold(a.Framework), record.Fold(b.Framework)), strings.Compare(record.Fold(a.Identifier), record.Fold(b.Identifier)))
	})
	for _, b := range builtIns {
		for _, at := range ids {
			for _, ref := range catalog.References(at) {
				if ref.Framework == b.Title {
					out = append(out, Served{Framework: b.Ref, FrameworkTitle: b.Title, Identifier: ref.Ref, Relation: byNIST(at, ref).Relation, Via: viaOf(id, at)})
				}
			}
		}
	}
	return out, nil
}

func viaOf(id, mapped string) string {
	if id == mapped {
		return ""
	}
	return mapped
}

// Served is a requirement that a control serves.
type Served struct {
	Framework, FrameworkTitle string // reference and title
	Item                      string // reference of its record; "" if built in
	Identifier, Title         string
	Relation                  string // of the requirement to the control; "" where none is stated
	Via                       string // the counterpart that is mapped, if it is not the control itself
}

// RelationWords is the relation for people.
func RelationWords(relation string) string { return relationWord(relation, "mapped to") }
