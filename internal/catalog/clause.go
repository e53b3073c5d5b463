package catalog

import "slices"

// Clause is a clause of ISO/IEC 27001 (4 to 10), or a lettered item of one, as a node of a tree. Titles of items
// and all remarks are in our own words. The two editions use the same ids, at times for different things.
type Clause struct {
	ID       string  `json:"id"` // "6.1.2", "6.1.2.a", "6.1.2.a.1"
	Edition  Edition `json:"edition"`
	ParentID string  `json:"parent_id,omitempty"` // empty for the seven at the top
	Title    string  `json:"title"`
	Kind     Kind    `json:"kind"`
	// MandatoryDocumentedInformation tells whether the clause itself demands documented information;
	// DocumentedInformation says which.
	MandatoryDocumentedInformation bool     `json:"mandatory_documented_information"`
	DocumentedInformation          string   `json:"documented_information,omitempty"`
	Counterparts                   []string `json:"counterparts,omitempty"` // ids in the other edition
	Note                           string   `json:"note,omitempty"`
}

// Kind says what a clause does.
type Kind string

// The kinds of clauses.
const (
	Section     Kind = "section"     // only holds others
	Requirement Kind = "requirement" // requires something
	Item        Kind = "item"        // a lettered or numbered part of a requirement
)

// Clauses lists the clauses of an edition in the standard's order: each parent stands before its children.
func Clauses(edition Edition) []Clause { return slices.Clone(known().clauses[edition]) }

// FindClause looks a clause up by its exact id.
func FindClause(edition Edition, id string) (Clause, bool) {
	for _, c := range known().clauses[edition] {
		if c.ID == id {
			return c, true
		}
	}
	return Clause{}, false
}

// Date is a dated event in the editions' life.
type Date struct {
	ID         string `json:"id"`        // stable, such as "transition-end"
	On         string `json:"date"`      // "2025-10-31", or "2022-03" if only the month is known
	Precision  string `json:"precision"` // "day" or "month"
	Standard   string `json:"standard"`
	Event      string `json:"event"`
	Confidence string `json:"confidence"` // "high" or "medium"
	Note       string `json:"note,omitempty"`
}

// Dates lists the events, earliest first.
func Dates() []Date { return slices.Clone(known().dates) }
