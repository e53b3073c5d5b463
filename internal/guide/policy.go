package guide

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/assay-isms/assay/content"
	"github.com/assay-isms/assay/internal/errs"
)

// Policy is a policy, topic policy or procedure to adopt.
type Policy struct {
	ID           string         `yaml:"id" json:"id"`
	Title        string         `yaml:"title" json:"title"`
	Kind         string         `yaml:"kind" json:"kind"`         // policy, topic_policy or procedure
	Controls     []string       `yaml:"controls" json:"controls"` // of both editions
	Clauses      []string       `yaml:"clauses" json:"clauses"`   // of 2022
	Audience     string         `yaml:"audience" json:"audience"` // everyone, or the roles it binds
	ReviewMonths int            `yaml:"review_months" json:"review_months"`
	OwnerRole    string         `yaml:"owner_role" json:"owner_role"`
	Question     ReaderQuestion `yaml:"question" json:"question"`
	Text         string         `yaml:"-" json:"text,omitempty"` // Markdown with {{names}} of facts
}

// ReaderQuestion shows that a reader has read.
type ReaderQuestion struct {
	Ask    string   `yaml:"ask" json:"ask"`
	Answer string   `yaml:"answer" json:"answer"`
	Wrong  []string `yaml:"wrong" json:"wrong"`
}

// Placeholder is a fact of the organisation that policies name.
type Placeholder struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	Help    string `json:"help"`
	Source  string `json:"source"` // ask, or record:KIND.FIELD with a condition in brackets
	Example string `json:"example"`
}

// Policies lists the policies to adopt, by id. It is shared: nobody changes it.
func Policies() []*Policy { return policies().all }

// FindPolicy is the policy of that id.
func FindPolicy(id string) (*Policy, error) {
	for _, p := range policies().all {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, errs.New(errs.NotFound, "There is no template %q. The page of templates lists them, and so does: assay document templates.", id)
}

// Placeholders lists the facts that policies ask for, in the order in which they are asked.
func Placeholders() []Placeholder { return policies().placeholders }

// Used matches a placeholder in a text: {{name}}.
var Used = regexp.MustCompile(`\{\{\s*([a-z][a-z0-9_]*)\s*\}\}`)

type policySet struct {
	all          []*Policy
	placeholders []Placeholder
}

// policies panics if the program was built with broken files, which a test rules out.
var policies = sync.OnceValue(func() (s policySet) {
	entries, err := fs.ReadDir(content.Policies, "policies")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		text, err := fs.ReadFile(content.Policies, "policies/"+e.Name())
		if err != nil {
			panic(err)
		}
		if path.Ext(e.Name()) == ".md" {
			p := &Policy{}
			body, err := cutFront(text, p)
			if err != nil {
				panic(fmt.Sprintf("content/policies/%s: %v", e.Name(), err))
			}
			p.Text = strings.TrimSpace(string(body)) + "\n"
			s.all = append(s.all, p)
			continue
		}
		all, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
		if err != nil || strings.Join(all[0], ",") != "name,label,help,source,example" {
			panic("content/policies/" + e.Name() + ": the header must be name,label,help,source,example")
		}
		for _, row := range all[1:] {
			s.placeholders = append(s.placeholders, Placeholder{row[0], row[1], row[2], row[3], row[4]})
		}
	}
	return s
})
