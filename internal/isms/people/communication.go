package people

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Communication is one thing the organisation tells about information security: on what, when, to whom, by whom and how (7.4).
type Communication struct {
	record.Meta
	Title    string
	Subject  string
	Occasion string
	Audience record.Set
	Sender   record.Ref
	Way      string
	Within   string
	Every    int // days; 0 once or when the occasion arises
	NextOn   record.Date
	DoneOn   record.Date
	Message  string
	EndedOn  record.Date
}

// told are the controls that a communication shows, by its subject.
var told = map[string]string{"policy": "A.6.3", "channels": "A.6.8"}

// Communications is the communication plan, with what was told.
var Communications = record.Define(record.Spec[Communication]{
	Name: "communication", Plural: "communications", Title: "Communication plan", Singular: "communication", Prefix: "CN", Clause: "7.4",
	About: "On what, when, to whom, by whom and how: for staff, suppliers, customers, authorities and the press. Begin with how incidents are reported, and by whom the press is answered.",
	Fields: []record.Field[*Communication]{
		{Name: "title", Label: "What", Required: true, Listed: true, Indexed: true, Ptr: func(c *Communication) any { return &c.Title }, Synonyms: []string{"subject", "message", "thema", "sujet", "content"}},
		{Name: "subject", Label: "On", Required: true, Indexed: true, Ptr: func(c *Communication) any { return &c.Subject }, Synonyms: []string{"type", "art"}, Options: []record.Option{
			{Value: "policy", Label: "Policies and their changes", Synonyms: []string{"policy", "richtlinie"}}, {Value: "channels", Label: "How to report", Synonyms: []string{"reporting", "meldeweg"}}, {Value: "management", Label: "Management's message", Synonyms: []string{"leitung"}},
			{Value: "change", Label: "Changes of the ISMS", Synonyms: []string{"change"}}, {Value: "performance", Label: "Results", Synonyms: []string{"report", "bericht"}}, {Value: "incident", Label: "Incidents", Synonyms: []string{"vorfall"}}, {Value: "staff", Label: "Joiners and leavers", Synonyms: []string{"personnel"}}, {Value: "other", Label: "Other", Synonyms: []string{"andere"}}}},
		{Name: "occasion", Label: "When", Help: "The occasion: each quarter, before a change takes effect, within 24 hours of an incident.", Listed: true, Ptr: func(c *Communication) any { return &c.Occasion }, Synonyms: []string{"occasion", "frequency", "anlass", "fréquence"}},
		{Name: "audience", Label: "To whom", Required: true, Listed: true, Ptr: func(c *Communication) any { return &c.Audience }, Synonyms: []string{"audience", "recipients", "empfänger", "destinataires"}, Options: []record.Option{
			{Value: "staff", Label: "Staff", Synonyms: []string{"everyone", "mitarbeiter"}}, {Value: "management", Label: "Management", Synonyms: []string{"leitung", "direction"}}, {Value: "suppliers", Label: "Suppliers and contractors", Synonyms: []string{"lieferanten"}}, {Value: "customers", Label: "Customers", Synonyms: []string{"kunden", "clients"}},
			{Value: "authorities", Label: "Authorities", Synonyms: []string{"behörden"}}, {Value: "public", Label: "Press and public", Synonyms: []string{"press", "presse"}}}},
		{Name: "sender", Label: "By whom", To: "person", Listed: true, Indexed: true, Ptr: func(c *Communication) any { return &c.Sender }, Synonyms: []string{"sender", "responsible", "owner", "absender", "expéditeur"}},
		{Name: "way", Label: "How", Ptr: func(c *Communication) any { return &c.Way }, Synonyms: []string{"channel", "kanal", "moyen"}},
		{Name: "within", Label: "Time limit", Ptr: func(c *Communication) any { return &c.Within }, Synonyms: []string{"frist", "délai"}},
		{Name: "every", Label: "Every", Unit: "days", Help: "Empty: once, or whenever the occasion arises.", Ptr: func(c *Communication) any { return &c.Every }, Synonyms: []string{"rhythm", "interval"}},
		{Name: "next_on", Label: "Next", Listed: true, Indexed: true, Ptr: func(c *Communication) any { return &c.NextOn }, Synonyms: []string{"due", "fällig"}},
		{Name: "done_on", Label: "Last told on", Past: true, Listed: true, Indexed: true, Ptr: func(c *Communication) any { return &c.DoneOn }, Synonyms: []string{"sent on", "gesendet am", "envoyé le"}},
		{Name: "message", Label: "What was said", Help: "The words, or where they are kept.", Long: true, Ptr: func(c *Communication) any { return &c.Message }, Synonyms: []string{"text", "wortlaut"}},
		{Name: "ended_on", Label: "Ended on", Past: true, Ptr: func(c *Communication) any { return &c.EndedOn }},
	},
	Proves: func(c *Communication) []record.Proof {
		if told[c.Subject] == "" || c.EndedOn != "" {
			return nil
		}
		return []record.Proof{{For: told[c.Subject], On: c.DoneOn}}
	},
	Owes: func(c *Communication) []record.Due {
		if c.EndedOn != "" {
			return nil
		}
		return []record.Due{{What: "Tell", Day: c.NextOn, Who: c.Sender}}
	},
	Steps: []record.Step[*Communication]{{Name: "tell", Label: "Told today", About: "Sets the next day where it is told at an interval.", Needs: record.MayEdit, Asks: []string{"message"},
		Open: func(c *Communication) bool { return c.EndedOn == "" },
		Do: func(w *record.Writer, c *Communication) error {
			c.DoneOn, c.NextOn = w.Today(), ""
			if c.Every > 0 {
				c.NextOn = c.DoneOn.Plus(c.Every)
			}
			return nil
		}}},
	Before: func(_ *record.Writer, _, c *Communication) error {
		switch {
		case c.Every < 0:
			return errs.InField("every", "is a number of days above 0, or empty")
		case c.NextOn == "" && c.Every > 0 && c.DoneOn != "":
			c.NextOn = c.DoneOn.Plus(c.Every)
		}
		return nil
	},
})
