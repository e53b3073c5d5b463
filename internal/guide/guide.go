// Package guide reads the guidance we wrote: how to implement each control and clause, how to audit it, what changed
// between the editions. The form of the files is in content/README.md. A file is read when it is first asked for.
package guide

import (
	"bytes"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/assay-isms/assay/content"
	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
)

// Guidance is one file. Which parts it has depends on its folder.
type Guidance struct {
	ID           string       `yaml:"id" json:"id"`
	Purpose      string       `yaml:"purpose" json:"purpose,omitempty"` // what is true when it works
	FailsBecause []string     `yaml:"fails_because" json:"fails_because,omitempty"`
	Changed      string       `yaml:"changed" json:"changed,omitempty"`         // 2013 only: what 2022 changed
	StillCheck   []string     `yaml:"still_check" json:"still_check,omitempty"` // 2013 only: what an auditor must still check
	Roles        []Role       `yaml:"roles" json:"roles,omitempty"`
	Records      []string     `yaml:"records" json:"records,omitempty"` // what doing it leaves behind
	Keep         []string     `yaml:"keep" json:"keep,omitempty"`       // clauses only: documented information
	EvidencedBy  []Evidencing `yaml:"evidenced_by" json:"evidenced_by,omitempty"`
	Measure      *Measure     `yaml:"measure" json:"measure,omitempty"`
	Treats       []string     `yaml:"treats" json:"treats,omitempty"` // ids of the library
	LeansOn      []Dependence `yaml:"leans_on" json:"leans_on,omitempty"`
	Objectives   []string     `yaml:"objectives" json:"objectives,omitempty"` // of the audit
	Procedure    []Step       `yaml:"procedure" json:"procedure,omitempty"`
	Findings     []Finding    `yaml:"findings" json:"findings,omitempty"`
	Sections     []Section    `yaml:"-" json:"sections,omitempty"`
}

// Role says who does what.
type Role struct {
	Role string `yaml:"role" json:"role"`
	Does string `yaml:"does" json:"does"`
}

// Evidencing names a kind of record that shows the control at work.
type Evidencing struct {
	Kind     string `yaml:"kind" json:"kind"`
	When     string `yaml:"when" json:"when"` // what makes a record count
	Fresh    Days   `yaml:"fresh" json:"fresh_days"`
	Strength string `yaml:"strength" json:"strength"` // direct or supporting
}

// Measure is one number worth keeping.
type Measure struct {
	Name   string `yaml:"name" json:"name"`
	Target string `yaml:"target" json:"target"`
	Source string `yaml:"source" json:"source"`
}

// Dependence names a control without which this one fails.
type Dependence struct {
	Control string `yaml:"control" json:"control"`
	For     string `yaml:"for" json:"for"`
}

// Step is one step of an audit procedure, with a predicate that can fail.
type Step struct {
	Number     int    `yaml:"step" json:"step"`
	Method     string `yaml:"method" json:"method"` // examine, interview or test
	Aspect     string `yaml:"aspect" json:"aspect"` // design, implementation or operation
	Do         string `yaml:"do" json:"do"`
	Population string `yaml:"population" json:"population,omitempty"`
	Attribute  string `yaml:"attribute" json:"attribute,omitempty"`
	Sample     string `yaml:"sample" json:"sample,omitempty"`
	PassesIf   string `yaml:"passes_if" json:"passes_if"`
	FailsIf    string `yaml:"fails_if" json:"fails_if"`
	Convinces  string `yaml:"convinces" json:"convinces,omitempty"`
	MaxAge     Days   `yaml:"max_age" json:"max_age_days,omitempty"` // how old the evidence may be
}

// Finding is a typical nonconformity, as a report would put it.
type Finding struct {
	Grade string `yaml:"grade" json:"grade"` // major, minor or opportunity
	Reads string `yaml:"reads" json:"reads"`
}

// Section is a part of the Markdown under one heading.
type Section struct {
	Title string `json:"title"`
	Text  string `json:"text"` // Markdown
}

// Days is a number of days, written "95d".
type Days int

// UnmarshalYAML reads "95d".
func (d *Days) UnmarshalYAML(n *yaml.Node) error {
	days, err := strconv.Atoi(strings.TrimSuffix(n.Value, "d"))
	if err != nil || days < 0 || !strings.HasSuffix(n.Value, "d") {
		return fmt.Errorf("line %d: %q is no number of days; write 30d", n.Line, n.Value)
	}
	*d = Days(days)
	return nil
}

// The folders of content.
const (
	controls2022 = "controls"
	controls2013 = "controls-2013"
	clauses2022  = "clauses"
	clauses2013  = "clauses-2013"
	sets         = "sets"
	themes       = "themes"
)

// Control is the guidance on a control of either edition, by its exact id.
func Control(id string) (*Guidance, error) {
	c, ok := catalog.Find(id)
	if !ok {
		return nil, errs.New(errs.NotFound, "%q is not a control of Annex A. Ids look like A.5.18 (2022) or A.9.2.5 (2013).", id)
	}
	if c.Edition == catalog.Edition2013 {
		return read(controls2013, id)
	}
	return read(controls2022, id)
}

// Clause is the guidance on a requirement or lettered item of clauses 4 to 10.
func Clause(edition catalog.Edition, id string) (*Guidance, error) {
	if _, ok := catalog.FindClause(edition, id); !ok {
		return nil, errs.New(errs.NotFound, "ISO/IEC 27001:%s has no clause %q. Ids look like 6.1.2 or 6.1.2.a.", edition, id)
	}
	if edition == catalog.Edition2013 {
		return read(clauses2013, id)
	}
	return read(clauses2022, id)
}

// Set is the introduction to a control set of 2013, such as A.9.
func Set(id string) (*Guidance, error) { return read(sets, id) }

// Theme is the introduction to a theme of 2022, such as Organizational.
func Theme(title string) (*Guidance, error) { return read(themes, strings.ToLower(title)) }

var readOnce sync.Map // folder/id → func() (*Guidance, error)

func read(folder, id string) (*Guidance, error) {
	once, _ := readOnce.LoadOrStore(folder+"/"+id, sync.OnceValues(func() (*Guidance, error) {
		text, err := fs.ReadFile(content.Guidance, folder+"/"+id+".md")
		if err != nil {
			return nil, errs.New(errs.NotFound, "There is no guidance on %s.", id)
		}
		g, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("content/%s/%s.md: %w", folder, id, err)
		}
		return g, nil
	}))
	return once.(func() (*Guidance, error))()
}

// cutFront reads YAML between two lines "---" into v, and returns the Markdown after it.
func cutFront(text []byte, v any) (body []byte, err error) {
	rest, ok := bytes.CutPrefix(text, []byte("---\n"))
	front, body, found := bytes.Cut(rest, []byte("\n---\n"))
	if !ok || !found {
		return nil, fmt.Errorf("it does not begin with YAML between two lines \"---\"")
	}
	d := yaml.NewDecoder(bytes.NewReader(front))
	d.KnownFields(true)
	return body, d.Decode(v)
}

func parse(text []byte) (*Guidance, error) {
	var g Guidance
	body, err := cutFront(text, &g)
	if err != nil {
		return nil, err
	}
	for part := range strings.SplitSeq("\n"+string(body), "\n## ") {
		title, text, _ := strings.Cut(part, "\n")
		if len(g.Sections) == 0 && strings.TrimSpace(part) == "" {
			continue
		}
		g.Sections = append(g.Sections, Section{Title: strings.TrimSpace(title), Text: strings.TrimSpace(text)})
	}
	return &g, nil
}

// Section is the text under a heading; empty if there is none.
func (g *Guidance) Section(title string) string {
	for _, s := range g.Sections {
		if s.Title == title {
			return s.Text
		}
	}
	return ""
}
