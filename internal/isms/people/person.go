// Package people keeps the persons of the organisation (clause 5.3, Annex A.6): those who own assets, risks and
// controls, and those whom policies concern. A person need not have an account.
package people

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Person is someone who owns or does something in the management system: a human being, a function that several
// fill, or an outside party.
type Person struct {
	record.Meta
	Name       string
	Type       string // person, function, external
	Email      string // ties the person to the account with the same address
	Position   string
	Department string
	Manager    record.Ref // the line manager
	Status     string     // active, left
	Joined     record.Date
	Left       record.Date
	Notes      string
}

// Persons is the register of people.
var Persons = record.Define(record.Spec[Person]{
	Name: "person", Plural: "people", Title: "People", Singular: "person", Prefix: "P", Clause: "5.3",
	About: "People own assets, risks and controls. Import your staff list, or add the first person.",
	Fields: []record.Field[*Person]{
		{Name: "name", Label: "Name", Required: true, Listed: true, Indexed: true, Ptr: func(p *Person) any { return &p.Name },
			Synonyms: []string{"full name", "person", "employee", "mitarbeiter", "nom"}},
		{Name: "type", Label: "Type", Indexed: true, Ptr: func(p *Person) any { return &p.Type }, Options: []record.Option{
			{Value: "person", Label: "Person"},
			{Value: "function", Label: "Function", Synonyms: []string{"role", "team", "group"}},
			{Value: "external", Label: "External", Synonyms: []string{"supplier", "contractor"}}}},
		{Name: "email", Label: "E-mail", Listed: true, Indexed: true, Ptr: func(p *Person) any { return &p.Email },
			Help: "The account with this address acts as this person.", Synonyms: []string{"mail", "e-mail address", "adresse"}},
		{Name: "position", Label: "Position", Listed: true, Ptr: func(p *Person) any { return &p.Position }, Synonyms: []string{"job title", "role", "funktion", "function"}},
		{Name: "department", Label: "Department", Listed: true, Indexed: true, Ptr: func(p *Person) any { return &p.Department }, Synonyms: []string{"unit", "team", "abteilung"}},
		{Name: "manager", Label: "Line manager", To: "person", Indexed: true, Ptr: func(p *Person) any { return &p.Manager }, Synonyms: []string{"manager", "reports to", "supervisor", "vorgesetzter", "supérieur"}},
		{Name: "status", Label: "Status", Listed: true, Indexed: true, Ptr: func(p *Person) any { return &p.Status }, Options: []record.Option{
			{Value: "active", Label: "Active", Synonyms: []string{"aktiv", "current"}},
			{Value: "left", Label: "Left", Synonyms: []string{"inactive", "former", "ausgeschieden"}}}},
		{Name: "joined", Label: "Joined", Ptr: func(p *Person) any { return &p.Joined }, Synonyms: []string{"start date", "eintritt"}},
		{Name: "left", Label: "Left on", Ptr: func(p *Person) any { return &p.Left }, Synonyms: []string{"end date", "leaving date", "austritt"}},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(p *Person) any { return &p.Notes }, Synonyms: []string{"remarks", "bemerkung", "comment"}},
	},
	Before: func(w *record.Writer, old, p *Person) error {
		if p.Type == "" {
			p.Type = "person"
		}
		if p.Status == "" {
			p.Status = "active"
		}
		if p.Email != "" && !strings.Contains(p.Email, "@") {
			return errs.InField("email", "%q is not an e-mail address", p.Email)
		}
		if p.Status == "left" && p.Left == "" {
			p.Left = w.Today()
		}
		return nil
	},
})

// Acting finds the person with the account's e-mail address; nil if there is none.
func Acting(r *record.Reader, email string) (*Person, error) {
	if email == "" {
		return nil, nil
	}
	found, _, err := Persons.List(r, record.Query{Filters: []record.Filter{{Field: "email", Values: []string{email}}}, Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}
