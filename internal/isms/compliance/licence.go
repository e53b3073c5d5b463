// Package compliance keeps what law and contracts ask of information security beside the register of requirements (A.18 in 2013;
// A.5.31 to A.5.36 in 2022): licences, retention, processing of personal data, independent reviews.
package compliance

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Licence is the right to use a program, and how much of it is used.
type Licence struct {
	record.Meta
	Product   string
	Supplier  record.Ref
	Owner     record.Ref
	Metric    string
	Bought    int
	Used      int
	Proof     string // of purchase, and where it is
	Listed    bool   // on the list of programs that may be installed
	Starts    record.Date
	Ends      record.Date
	CountedOn record.Date
	Reclaimed record.Date // seats of retired machines taken back
	Status    string
}

// countDays is how often use is counted.
const countDays = 90

// Licences is the register of licences.
var Licences = record.Define(record.Spec[Licence]{
	Name: "licence", Plural: "licences", Title: "Licences", Singular: "licence", Prefix: "LI", Version: 2, Clause: "A.5.32",
	About: "Programs, how many uses were bought and how many are found on devices. Import the list from purchasing, then count from the devices, not from the invoices.",
	Fields: []record.Field[*Licence]{
		{Name: "product", Label: "Product", Required: true, Listed: true, Indexed: true, Ptr: func(l *Licence) any { return &l.Product }, Synonyms: []string{"name", "software", "licence", "license", "lizenz", "produit"}},
		{Name: "supplier", Label: "Supplier", To: "supplier", Listed: true, Indexed: true, Ptr: func(l *Licence) any { return &l.Supplier }, Synonyms: []string{"vendor", "publisher", "lieferant", "éditeur"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(l *Licence) any { return &l.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "metric", Label: "Counted by", Ptr: func(l *Licence) any { return &l.Metric }, Help: "Named user, device, core.", Synonyms: []string{"metric", "metrik"}},
		{Name: "bought", Label: "Bought", Listed: true, Ptr: func(l *Licence) any { return &l.Bought }, Synonyms: []string{"quantity", "seats", "gekauft", "quantité"}},
		{Name: "used", Label: "Used", Listed: true, Ptr: func(l *Licence) any { return &l.Used }, Synonyms: []string{"installed", "assigned", "genutzt"}},
		{Name: "proof", Label: "Proof of purchase", Ptr: func(l *Licence) any { return &l.Proof }, Help: "Invoice or certificate, and where it is.", Synonyms: []string{"invoice", "nachweis", "preuve"}},
		{Name: "listed", Label: "May be installed", Ptr: func(l *Licence) any { return &l.Listed }, Synonyms: []string{"allowed", "erlaubt"}},
		{Name: "starts", Label: "Starts", Ptr: func(l *Licence) any { return &l.Starts }, Synonyms: []string{"start date", "beginn"}},
		{Name: "ends", Label: "Ends", From: "starts", Listed: true, Indexed: true, Ptr: func(l *Licence) any { return &l.Ends }, Synonyms: []string{"expiry", "end date", "renewal date", "ende"}},
		{Name: "counted_on", Label: "Counted on", Past: true, Indexed: true, Ptr: func(l *Licence) any { return &l.CountedOn }, Synonyms: []string{"gezählt am"}},
		{Name: "reclaimed_on", Label: "Seats taken back on", Past: true, Ptr: func(l *Licence) any { return &l.Reclaimed }, Help: "The day on which the seats of retired machines were last taken back."},
		{Name: "status", Label: "Status", Indexed: true, Ptr: func(l *Licence) any { return &l.Status }, Options: []record.Option{
			{Value: "in_use", Label: "In use", Synonyms: []string{"active", "aktiv"}}, {Value: "ended", Label: "Ended", Synonyms: []string{"cancelled", "gekündigt"}}}},
	},
	Whole: true,
	Proves: func(l *Licence) []record.Proof {
		if l.Status != "in_use" {
			return nil
		}
		counted := record.Proof{For: "A.5.32"}
		if l.Proof != "" || l.Used > l.Bought {
			counted.On, counted.Failed = l.CountedOn, l.Used > l.Bought && l.CountedOn != ""
		}
		out := []record.Proof{counted}
		if l.Listed {
			known := record.Proof{For: "A.8.19"}
			if l.Owner != "" && l.Proof != "" {
				known.On = l.CountedOn
			}
			out = append(out, known)
		}
		if l.Reclaimed != "" {
			out = append(out, record.Proof{For: "A.7.14", On: l.Reclaimed})
		}
		return out
	},
	Owes: func(l *Licence) []record.Due {
		if l.Status != "in_use" {
			return nil
		}
		out := []record.Due{{What: "Count", Day: l.Again(l.CountedOn, countDays), Who: l.Owner}, {What: "Renew or end", Day: l.Ends, Who: l.Owner}}
		if l.Used > l.Bought {
			out = append(out, record.Due{What: "Buy or remove", Day: l.CountedOn.Plus(30), Who: l.Owner, Weight: record.Grave})
		}
		return out
	},
	Before: func(_ *record.Writer, _, l *Licence) error {
		if l.Status == "" {
			l.Status = "in_use"
		}
		if l.Bought < 0 || l.Used < 0 {
			return errs.InField("bought", "a number of licences is not negative")
		}
		return nil
	},
})
