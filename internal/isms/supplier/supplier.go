// Package supplier keeps the suppliers whose products and services bear on information security (A.5.19 to A.5.23;
// A.15 in 2013).
package supplier

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

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
	EndedOn      record.Date
	Notes        string
}

// tiers are what a supplier means to us, from the gravest: which questionnaire it is sent, and after how many days it is looked at
// again. The days are the defaults of Assay.
var tiers = []struct {
	value, label, questionnaire string
	days                        int
	synonyms                    []string
}{
	{"critical", "Critical", "critical", 183, []string{"1", "high", "hoch", "kritisch"}},
	{"important", "Important", "important", 365, []string{"2", "medium", "mittel", "wichtig"}},
	{"ordinary", "Ordinary", "basic", 730, []string{"3", "low", "niedrig", "normal"}},
}

func tierOptions() (out []record.Option) {
	for _, t := range tiers {
		out = append(out, record.Option{Value: t.value, Label: t.label, Synonyms: t.synonyms})
	}
	return out
}

// days is after how many days a supplier of the tier is looked at again; one without a tier, as soon as the gravest.
func days(tier string) int {
	for _, t := range tiers {
		if t.value == tier {
			return t.days
		}
	}
	return tiers[0].days
}

// QuestionnaireFor is the questionnaire that a supplier of the tier is sent.
func QuestionnaireFor(tier string) string {
	for _, t := range tiers {
		if t.value == tier {
			return t.questionnaire
		}
	}
	return tiers[len(tiers)-1].questionnaire
}

// Suppliers is the register of suppliers.
var Suppliers = record.Define(record.Spec[Supplier]{
	Name: "supplier", Plural: "suppliers", Title: "Suppliers", Singular: "supplier", Prefix: "SU", Clause: "A.5.19",
	About: "Who supplies what, who answers for it, and when it was last looked at. Import your list of suppliers, or add the first.",
	Fields: []record.Field[*Supplier]{
		{Name: "name", Label: "Name", Required: true, Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.Name }, Synonyms: []string{"supplier", "vendor", "lieferant", "fournisseur", "third party", "provider"}},
		{Name: "service", Label: "Product or service", Listed: true, Ptr: func(s *Supplier) any { return &s.Service }, Synonyms: []string{"service", "product", "leistung", "dienst"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.Owner }, Synonyms: []string{"responsible", "contact", "verantwortlich", "relationship owner"}},
		{Name: "tier", Label: "Tier", Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.Tier }, Synonyms: []string{"criticality", "kritikalität", "class"}, Options: tierOptions(), Help: "It decides which questionnaire is sent and after how long the supplier is looked at again."}, {Name: "access", Label: "Information it can reach", Ptr: func(s *Supplier) any { return &s.Access }, Synonyms: []string{"data", "daten", "access"}},
		{Name: "agreement", Label: "Agreement since", Ptr: func(s *Supplier) any { return &s.Agreement }, Synonyms: []string{"contract", "contract start", "vertrag"}},
		{Name: "agreement_end", Label: "Agreement ends", Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.AgreementEnd }, Synonyms: []string{"contract end", "expiry", "vertragsende"}},
		{Name: "reviewed_on", Label: "Reviewed on", Past: true, Help: "A review held or an assessment decided enters it by itself.", Listed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.ReviewedOn }, Synonyms: []string{"last review", "geprüft am"}},
		{Name: "next_review", Label: "Next review", Computed: true, Indexed: true, Ptr: func(s *Supplier) any { return &s.NextReview }, Synonyms: []string{"review due"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(s *Supplier) any { return &s.Assets }},
		{Name: "ended_on", Label: "No longer used since", Indexed: true, Ptr: func(s *Supplier) any { return &s.EndedOn }, Synonyms: []string{"ended", "beendet am"}},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(s *Supplier) any { return &s.Notes }, Synonyms: []string{"remarks", "bemerkung", "comment"}},
	},
	Version: 2,
	Whole:   true,
	Proves: func(s *Supplier) []record.Proof {
		switch {
		case s.EndedOn != "":
			return nil
		case s.Owner == "" || s.Tier == "":
			return []record.Proof{{}}
		}
		return []record.Proof{{On: s.ReviewedOn, Until: s.NextReview}}
	},
	Owes: func(s *Supplier) []record.Due {
		if s.EndedOn != "" {
			return nil
		}
		return []record.Due{{What: "Review", Day: s.NextReview, Who: s.Owner}, {What: "Renew or end the agreement", Day: s.AgreementEnd, Who: s.Owner, Weight: record.Grave}}
	},
	Before: func(_ *record.Writer, _, s *Supplier) error {
		s.NextReview = ""
		if s.ReviewedOn != "" {
			s.NextReview = s.ReviewedOn.Plus(days(s.Tier))
		}
		return nil
	},
})

// reviewed enters that the supplier was looked at on the day, unless it was later.
func reviewed(w *record.Writer, id record.Ref, on record.Date) error {
	s, err := Suppliers.Get(w.Reader, string(id))
	if errs.Is(err, errs.NotFound) || err == nil && s.ReviewedOn >= on {
		return nil // what is wrong with the reference, the field's own rule says
	}
	if err != nil {
		return err
	}
	s.ReviewedOn = on
	return Suppliers.Put(w, s)
}
