// Package supplier keeps the suppliers whose products and services bear on information security (A.5.19 to A.5.23;
// A.15 in 2013).
package supplier

import "github.com/assay-isms/assay/internal/record"

// Supplier is one outside party.
type Supplier struct {
	record.Meta
	Name         string
	Service      string
	Owner        record.Ref // person who answers for the relationship
	Tier         string
	Access       string // to what information
	Agreement    record.Date
	AgreementEnd record.Date
	ReviewedOn   record.Date
	NextReview   record.Date
	Assets       record.Refs
	Notes        string
}

// Suppliers is the register of suppliers.
var Suppliers = record.Define(record.Spec[Supplier]{
	Name: "supplier", Plural: "suppliers", Title: "Suppliers", Singular: "supplier", Prefix: "SU", Clause: "A.5.19",
	About: "Who supplies what, who answers for it, and when it was last looked at. Import your list of suppliers, or add the first.",
	Fields: []record.Field[*Supplier]{
		{Name: "name", Label: "Name", Required: true, Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.Name }, Synonyms: []string{"supplier", "vendor", "lieferant", "fournisseur", "third party", "provider"}},
		{Name: "service", Label: "Product or service", Listed: true, Ptr: func(s *Supplier) any { return &s.Service }, Synonyms: []string{"service", "product", "leistung", "dienst"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.Owner }, Synonyms: []string{"responsible", "contact", "verantwortlich", "relationship owner"}},
		{Name: "tier", Label: "Tier", Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.Tier }, Synonyms: []string{"criticality", "kritikalität", "class"}, Options: []record.Option{
			{Value: "critical", Label: "Critical", Synonyms: []string{"1", "high", "hoch", "kritisch"}},
			{Value: "important", Label: "Important", Synonyms: []string{"2", "medium", "mittel", "wichtig"}},
			{Value: "ordinary", Label: "Ordinary", Synonyms: []string{"3", "low", "niedrig", "normal"}}}},
		{Name: "access", Label: "Information it can reach", Ptr: func(s *Supplier) any { return &s.Access }, Synonyms: []string{"data", "daten", "access"}},
		{Name: "agreement", Label: "Agreement since", Ptr: func(s *Supplier) any { return &s.Agreement }, Synonyms: []string{"contract", "contract start", "vertrag"}},
		{Name: "agreement_end", Label: "Agreement ends", Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.AgreementEnd }, Synonyms: []string{"contract end", "expiry", "vertragsende"}},
		{Name: "reviewed_on", Label: "Reviewed on", Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.ReviewedOn }, Synonyms: []string{"last review", "geprüft am"}},
		{Name: "next_review", Label: "Next review", Indexed: true, Ptr: func(s *Supplier) any { return &s.NextReview }, Synonyms: []string{"review due"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(s *Supplier) any { return &s.Assets }},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(s *Supplier) any { return &s.Notes }, Synonyms: []string{"remarks", "bemerkung", "comment"}},
	},
	Whole: true,
	Proves: func(s *Supplier) []record.Proof {
		if s.Owner == "" || s.Tier == "" {
			return []record.Proof{{}}
		}
		return []record.Proof{{On: s.ReviewedOn}}
	},
	Owes: func(s *Supplier) []record.Due {
		return []record.Due{{What: "Review", Day: s.NextReview, Who: s.Owner}, {What: "Renew or end the agreement", Day: s.AgreementEnd, Who: s.Owner, Weight: record.Grave}}
	},
})
