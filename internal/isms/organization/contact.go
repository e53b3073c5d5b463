package organization

import "github.com/assay-isms/assay/internal/record"

// Contact is an authority, an interest group or a helper in need, with the way to reach it (A.5.5, A.5.6).
type Contact struct {
	record.Meta
	Name        string
	Type        string
	Topic       string // what it is called for
	Way         string // number, form, address
	Counterpart string
	Delegate    record.Ref // who speaks with it
	Deputy      record.Ref
	ConfirmedOn record.Date
	Answer      string // what came back
	EndedOn     record.Date
}

// contactDays is for how long a trial of the way holds.
const contactDays = 185

// Contacts are those the organisation talks to about security.
var Contacts = record.Define(record.Spec[Contact]{
	Name: "contact", Plural: "contacts", Title: "Contacts with authorities and interest groups", Singular: "contact", Prefix: "CT", Version: 2, Clause: "A.5.5",
	About: "Whom to tell, whom to ask and how to reach them on a bad night. Begin with the authorities that must be notified, then try each way in.",
	Fields: []record.Field[*Contact]{
		{Name: "name", Label: "Name", Required: true, Listed: true, Indexed: true, Ptr: func(c *Contact) any { return &c.Name }, Synonyms: []string{"authority", "group", "behörde", "organisation", "autorité"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(c *Contact) any { return &c.Type }, Synonyms: []string{"art", "kind"}, Options: []record.Option{
			{Value: "authority", Label: "Authority", Synonyms: []string{"behörde", "regulator", "autorité"}},
			{Value: "group", Label: "Interest group", Synonyms: []string{"association", "verband", "isac", "cert"}},
			{Value: "responder", Label: "Helper in incidents", Synonyms: []string{"insurer", "forensics", "dienstleister"}}}},
		{Name: "topic", Label: "For", Listed: true, Ptr: func(c *Contact) any { return &c.Topic }, Synonyms: []string{"topic", "thema", "purpose", "sujet"}},
		{Name: "way", Label: "Way to reach it", Help: "Number, form or address that works outside office hours.", Listed: true, Ptr: func(c *Contact) any { return &c.Way }, Synonyms: []string{"phone", "telefon", "e-mail", "téléphone"}},
		{Name: "counterpart", Label: "Person there", Ptr: func(c *Contact) any { return &c.Counterpart }, Synonyms: []string{"ansprechpartner", "contact person"}},
		{Name: "delegate", Label: "Delegate", Help: "Who speaks for the organisation.", To: "person", Listed: true, Indexed: true, Ptr: func(c *Contact) any { return &c.Delegate }, Synonyms: []string{"owner", "verantwortlich"}},
		{Name: "deputy", Label: "Deputy", To: "person", Ptr: func(c *Contact) any { return &c.Deputy }, Synonyms: []string{"stellvertreter"}},
		{Name: "confirmed_on", Label: "Confirmed on", Past: true, Help: "The day the way was tried and something came back.", Listed: true, Indexed: true, Ptr: func(c *Contact) any { return &c.ConfirmedOn }, Synonyms: []string{"last contact", "geprüft am", "tested on"}},
		{Name: "answer", Label: "What came back", Long: true, Ptr: func(c *Contact) any { return &c.Answer }, Synonyms: []string{"antwort"}},
		{Name: "ended_on", Label: "Ended on", Indexed: true, Ptr: func(c *Contact) any { return &c.EndedOn }, Synonyms: []string{"ende"}},
	},
	Whole: true,
	Proves: func(c *Contact) (out []record.Proof) {
		if c.EndedOn != "" {
			return nil
		}
		on := record.Date("")
		if c.Way != "" && c.Delegate != "" && (c.Type != "group" || c.Topic != "" && c.Deputy != "") {
			on = c.ConfirmedOn
		}
		for _, of := range map[string][]string{"authority": {"A.5.5", "A.5.24", "A.5.26"}, "group": {"A.5.6"}, "responder": {"A.5.24", "A.5.26"}}[c.Type] {
			out = append(out, record.Proof{For: of, On: on})
		}
		return out
	},
	Owes: func(c *Contact) []record.Due {
		if c.EndedOn != "" {
			return nil
		}
		return []record.Due{{What: "Try the way in", Day: c.Again(c.ConfirmedOn, contactDays), Who: c.Delegate}}
	},
	Steps: []record.Step[*Contact]{{Name: "confirm", Label: "Confirm", About: "The way in was tried today and something came back.", Needs: record.MayEdit, Asks: []string{"answer"}, Open: func(c *Contact) bool { return c.EndedOn == "" },
		Do: func(w *record.Writer, c *Contact) error { c.ConfirmedOn = w.Today(); return nil }}},
})
