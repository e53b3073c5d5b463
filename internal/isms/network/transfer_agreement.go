package network

import (
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/record"
)

// TransferAgreement is what is agreed with a partner on exchanging information (A.5.14).
type TransferAgreement struct {
	record.Meta
	Partner        string
	Supplier       record.Ref
	Information    string
	Classification string
	Routes         record.Set
	Route          string
	Owner          record.Ref // our contact
	Theirs         string     // their contact
	Secrecy        bool
	AgreedOn       record.Date
	EndsOn         record.Date
	OursOn         record.Date // confirmed by us
	TheirsOn       record.Date // confirmed by them
	EndedOn        record.Date
}

// confirmDays is for how long a confirmation by both sides holds.
const confirmDays = 365

// TransferAgreements is the register of agreements on information transfer.
var TransferAgreements = record.Define(record.Spec[TransferAgreement]{
	Name: "transfer_agreement", Plural: "transfer-agreements", Title: "Agreements on information transfer", Singular: "transfer agreement", Prefix: "TA", Clause: "A.5.14",
	About: "Which information goes to or comes from which partner, by which route, and who is called when it does not. Both sides confirm the route and the contact.",
	Fields: []record.Field[*TransferAgreement]{
		{Name: "partner", Label: "Partner", Required: true, Listed: true, Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.Partner }, Synonyms: []string{"party", "customer", "partenaire"}},
		{Name: "supplier", Label: "Supplier", To: "supplier", Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.Supplier }, Synonyms: []string{"lieferant"}},
		{Name: "information", Label: "Information", Listed: true, Ptr: func(t *TransferAgreement) any { return &t.Information }, Synonyms: []string{"data", "daten", "content"}},
		{Name: "classification", Label: "Classification", Listed: true, Indexed: true, Options: asset.Classifications, Ptr: func(t *TransferAgreement) any { return &t.Classification }, Synonyms: []string{"klassifizierung", "class"}},
		{Name: "routes", Label: "Routes", Listed: true, Ptr: func(t *TransferAgreement) any { return &t.Routes }, Synonyms: []string{"channel", "weg", "übertragungsweg"}, Options: []record.Option{
			{Value: "interface", Label: "Interface between systems", Synonyms: []string{"api", "edi", "as2"}}, {Value: "file_transfer", Label: "File transfer", Synonyms: []string{"sftp"}},
			{Value: "portal", Label: "Portal", Synonyms: []string{"web"}}, {Value: "mail", Label: "Encrypted mail", Synonyms: []string{"e-mail", "s/mime"}},
			{Value: "courier", Label: "Courier or post", Synonyms: []string{"kurier", "post"}}, {Value: "speech", Label: "Telephone or meeting", Synonyms: []string{"phone", "telefon"}}}},
		{Name: "route", Label: "How exactly", Help: "Addresses, encryption, naming, acknowledgement, what to do when it fails.", Long: true, Ptr: func(t *TransferAgreement) any { return &t.Route }, Synonyms: []string{"details"}},
		{Name: "owner", Label: "Our contact", To: "person", Listed: true, Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.Owner }, Synonyms: []string{"owner", "verantwortlich"}},
		{Name: "theirs", Label: "Their contact", Ptr: func(t *TransferAgreement) any { return &t.Theirs }, Synonyms: []string{"contact", "ansprechpartner"}},
		{Name: "secrecy", Label: "Confidentiality terms", Help: "The recipient is bound to secrecy.", Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.Secrecy }, Synonyms: []string{"nda", "geheimhaltung"}},
		{Name: "agreed_on", Label: "Agreed on", Past: true, Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.AgreedOn }, Synonyms: []string{"contract", "vereinbart am"}},
		{Name: "ends_on", Label: "Ends", From: "agreed_on", Listed: true, Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.EndsOn }, Synonyms: []string{"expiry", "endet am"}},
		{Name: "ours_on", Label: "Confirmed by us on", Past: true, Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.OursOn }, Synonyms: []string{"von uns bestätigt"}},
		{Name: "theirs_on", Label: "Confirmed by them on", Past: true, Listed: true, Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.TheirsOn }, Synonyms: []string{"vom partner bestätigt"}},
		{Name: "ended_on", Label: "No longer used since", Indexed: true, Ptr: func(t *TransferAgreement) any { return &t.EndedOn }, Synonyms: []string{"beendet am"}},
	},
	Whole: true,
	Proves: func(t *TransferAgreement) []record.Proof {
		if t.EndedOn != "" {
			return nil
		}
		p := record.Proof{For: "A.5.14"}
		if t.complete() {
			p.On = t.confirmed()
			if t.EndsOn != "" && t.EndsOn < p.On.Plus(confirmDays) {
				p.Until = t.EndsOn
			}
		}
		if !t.Secrecy {
			return []record.Proof{p}
		}
		return []record.Proof{p, {For: "A.6.6", On: t.AgreedOn, Until: t.EndsOn}}
	},
	Owes: func(t *TransferAgreement) []record.Due {
		if t.EndedOn != "" {
			return nil
		}
		due := []record.Due{{What: "Renew or end the agreement", Day: t.EndsOn, Who: t.Owner, Weight: record.Grave}}
		if day := t.confirmed(); day != "" {
			return append(due, record.Due{What: "Confirm with both sides", Day: day.Plus(confirmDays), Who: t.Owner})
		}
		return append(due, record.Due{What: "Confirm with both sides", Day: t.AgreedOn.Plus(settleDays), Who: t.Owner})
	},
})

// confirmed is the day since which both sides have confirmed; "" while one has not.
func (t *TransferAgreement) confirmed() record.Date { return min(t.OursOn, t.TheirsOn) }

func (t *TransferAgreement) complete() bool {
	return len(t.Routes) > 0 && t.Owner != "" && t.Theirs != "" && t.AgreedOn != ""
}
