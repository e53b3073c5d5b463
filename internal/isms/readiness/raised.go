// Package readiness tells from the records what an auditor would raise today, and at what grade. It stands beside the areas
// because it reads several of them.
package readiness

import (
	"fmt"
	"strconv"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/record"
)

// Grade is how grave something raised would be, in the words of ISO/IEC 17021-1.
type Grade string

// The grades.
const (
	Major Grade = "major" // the system as such is in doubt
	Minor Grade = "minor"
)

// Raised is one thing that an auditor would raise today.
type Raised struct {
	Requirement string     `json:"requirement"` // clause or control
	What        string     `json:"what"`
	Grade       Grade      `json:"grade"`
	Owner       record.Ref `json:"owner,omitempty"`      // the person who answers for it
	OwnerName   string     `json:"owner_name,omitempty"` // that person's name
	Register    string     `json:"register"`             // plural name of the kind in which it is mended
	Ref         string     `json:"ref,omitempty"`        // the record, if it is about one
	Query       string     `json:"query,omitempty"`      // otherwise the register's records it is about, as in the list's address
}

// Of reads what an auditor would raise about an edition.
func Of(r *record.Reader, e catalog.Edition) ([]Raised, error) {
	shown, err := transition.Statement(r, e)
	if err != nil {
		return nil, err
	}
	latest, err := control.Latest(r, e)
	if err != nil {
		return nil, err
	}
	return About(r, shown, latest)
}

// About tells what an auditor would raise, of a Statement of Applicability that was read and its latest approved version, nil if
// there is none. It grows with the areas.
func About(r *record.Reader, s transition.Shown, latest *control.Version) (out []Raised, err error) {
	current, err := scope.Current(r)
	if err != nil {
		return nil, err
	}
	if current == nil {
		out = append(out, Raised{Requirement: "4.3", What: "No scope statement is approved", Grade: Major, Register: scope.Scopes.Kind().Plural})
	}
	criteria, err := risk.InForce(r)
	if err != nil {
		return nil, err
	}
	if criteria == nil {
		out = append(out, Raised{Requirement: "6.1.2 a", What: "No risk criteria are approved", Grade: Major, Register: risk.CriteriaVersions.Kind().Plural})
	}
	if latest == nil && s.From != "" {
		if latest, err = control.Latest(r, s.From); err != nil {
			return nil, err
		}
	}
	if latest == nil {
		out = append(out, Raised{Requirement: "6.1.3 d", What: "The Statement of Applicability has never been approved", Grade: Major, Register: control.Versions.Kind().Plural})
	}
	out = append(out, ofControls(s)...)
	more, err := ofRisks(r, criteria)
	return append(out, more...), err
}

func ofControls(s transition.Shown) (out []Raised) {
	register, undecided := control.Controls.Kind().Plural, 0
	for i := range s.Lines {
		l := &s.Lines[i]
		x := Raised{Requirement: l.Ref, Grade: Minor, Owner: l.Owner, OwnerName: l.OwnerName, Register: register, Ref: l.Ref}
		if s.From != "" {
			x.Ref = "" // there is no record of it
		}
		switch {
		case l.State == control.Undecided:
			undecided++
			continue
		case l.Conflict != "":
			x.What = l.Conflict
		case l.State == control.Failing:
			x.What = l.Title + ": " + l.Why
		default:
			continue
		}
		out = append(out, x)
	}
	if undecided > 0 {
		kept := s.From
		if kept == "" {
			kept = catalog.Edition(s.Lines[0].Edition)
		}
		first := Raised{Requirement: "6.1.3 d", What: fmt.Sprintf("%d of %d controls are undecided", undecided, len(s.Lines)), Grade: Minor, Register: register,
			Query: "applicability=undecided&edition=" + string(kept)}
		out = append([]Raised{first}, out...)
	}
	return out
}

// countUpTo bounds what counting risks costs.
const countUpTo = 10_000

type risksKey struct{}

func ofRisks(r *record.Reader, criteria *risk.Criteria) ([]Raised, error) {
	return record.CachedOf(r, risksKey{}, []*record.Kind{risk.Risks.Kind(), risk.CriteriaVersions.Kind()}, func() ([]Raised, error) {
		return countRisks(r, criteria)
	})
}

func countRisks(r *record.Reader, criteria *risk.Criteria) (out []Raised, err error) {
	count := func(requirement, is, query string, filters ...record.Filter) error {
		n, err := r.CountMatching(risk.Risks.Kind(), record.Query{Filters: filters}, countUpTo+1)
		if err == nil && n > 0 {
			out = append(out, Raised{Requirement: requirement, What: risks(n) + is, Grade: Minor, Register: risk.Risks.Kind().Plural, Query: query})
		}
		return err
	}
	if err := count("6.1.2 d", " not rated", "level=0", record.Filter{Field: "level", Values: []string{"0"}}); err != nil || criteria == nil {
		return out, err
	}
	err = count("6.1.2 b", " rated under superseded criteria", "criteria.filled=1&criteria.not="+criteria.ID,
		record.Filter{Field: "criteria", Op: "filled"}, record.Filter{Field: "criteria", Op: "not", Values: []string{criteria.ID}})
	return out, err
}

func risks(n int64) string {
	switch {
	case n == 1:
		return "1 risk is"
	case n > countUpTo:
		return fmt.Sprintf("More than %d risks are", countUpTo)
	}
	return strconv.FormatInt(n, 10) + " risks are"
}
