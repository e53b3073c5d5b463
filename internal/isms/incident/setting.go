package incident

import (
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Setting says which duties to notify bind the organisation, and where its clocks stand. The newest one counts.
type Setting struct {
	record.Meta
	Title    string
	TimeZone string // a name of the IANA database
	Duties   record.Set
	OnCall   record.Ref // who assesses what is reported, unless somebody else is named
	Hours    int        // within which a reported event is assessed
}

// assessWithin is how many hours there are to assess an event where no setting says so.
const assessWithin = 24

// Duties are the laws and contracts of the library that bind an organisation or not.
var Duties = []record.Option{
	{Value: "gdpr.controller", Label: "GDPR as controller"}, {Value: "gdpr.processor", Label: "GDPR as processor"}, {Value: "nis2", Label: "NIS 2 essential or important entity"},
	{Value: "nis2.trust", Label: "NIS 2 trust service provider"}, {Value: "cer", Label: "Critical entity by the directive of 2022"}, {Value: "dora", Label: "DORA financial entity"},
	{Value: "eidas", Label: "eIDAS non-qualified trust service"}, {Value: "cra", Label: "Cyber Resilience Act: manufacturer"}, {Value: "telecom", Label: "Public electronic communications services"},
	{Value: "uk.gdpr", Label: "UK GDPR as controller"}, {Value: "uk.nis", Label: "UK NIS: operator of essential services"}, {Value: "ch.fadp", Label: "Swiss data protection act"},
	{Value: "ch.attack", Label: "Swiss duty to report cyberattacks"}, {Value: "us.sec", Label: "US registrant with the SEC"}, {Value: "us.banking", Label: "US banking organisation"},
	{Value: "us.nydfs", Label: "New York: 23 NYCRR 500"}, {Value: "us.hipaa", Label: "US HIPAA covered entity"}, {Value: "own.contract", Label: "Contracts as a supplier"},
	{Value: "own.cards", Label: "Card schemes"}, {Value: "own.insurer", Label: "Cyber insurance"},
}

// Settings is the register of settings for incidents.
var Settings = record.Define(record.Spec[Setting]{
	Name: "incident_setting", Plural: "incident-settings", Title: "Settings for incidents", Singular: "setting for incidents", Prefix: "IT", Clause: "A.5.24",
	About: "Which laws and contracts bind you to notify, in which time zone your clocks stand, and who is on call. The newest setting counts. Make one before the first incident: without it no clock runs.",
	Fields: []record.Field[*Setting]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(s *Setting) any { return &s.Title }},
		{Name: "time_zone", Label: "Time zone", Required: true, Listed: true, Help: "A name such as Europe/Berlin or Asia/Kolkata.", Ptr: func(s *Setting) any { return &s.TimeZone }, Synonyms: []string{"zeitzone", "fuseau horaire"}},
		{Name: "duties", Label: "Duties to notify", Options: Duties, Listed: true, Help: "What binds you. The clocks of these run when the facts of an incident call for it.", Ptr: func(s *Setting) any { return &s.Duties }},
		{Name: "on_call", Label: "On call", To: "person", Listed: true, Indexed: true, Help: "Assesses what is reported.", Ptr: func(s *Setting) any { return &s.OnCall }},
		{Name: "assess_hours", Label: "Assess within", Unit: "h", Help: "24 if left empty.", Ptr: func(s *Setting) any { return &s.Hours }},
	},
	Before: func(_ *record.Writer, _, s *Setting) error {
		if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "Local" {
			return errs.InField("time_zone", "there is no time zone %q; write a name such as Europe/Berlin", s.TimeZone)
		}
		if s.Hours < 0 {
			return errs.InField("assess_hours", "is a number of hours above 0")
		}
		return nil
	},
})

type settingKey struct{}

// Current is the setting in force; without one the time zone is UTC and no duty binds.
func Current(r *record.Reader) (*Setting, error) {
	return record.Cached(r, settingKey{}, func() (*Setting, error) {
		found, _, err := Settings.List(r, record.Query{Sort: "-ref", Limit: 1})
		if err != nil || len(found) == 0 {
			return &Setting{TimeZone: "UTC"}, err
		}
		return found[0], nil
	})
}

// Zone is the organisation's time zone.
func Zone(r *record.Reader) (*time.Location, error) {
	s, err := Current(r)
	if err != nil {
		return nil, err
	}
	return time.LoadLocation(s.TimeZone)
}

// Rule is a duty to notify that the organisation has taken on itself: to a customer, a group, a board.
type Rule struct {
	record.Meta
	Title   string
	Fact    string
	From    string
	Period  int
	Unit    string
	To      string
	Content string
	Source  string
	Active  string
}

// Rules is the register of the organisation's own rules of notification.
var Rules = record.Define(record.Spec[Rule]{
	Name: "notification_rule", Plural: "notification-rules", Title: "Own rules of notification", Singular: "rule of notification", Prefix: "NR", Clause: "A.5.24",
	About: "Whom you must tell of an incident besides what the laws in the settings say: a customer by contract, the group, the insurer. Each rule is a clock that starts by itself.",
	Fields: []record.Field[*Rule]{
		{Name: "title", Label: "Rule", Required: true, Listed: true, Indexed: true, Ptr: func(x *Rule) any { return &x.Title }},
		{Name: "fact", Label: "When", Required: true, Listed: true, Indexed: true, Options: append([]record.Option{{Value: "any", Label: "Any incident"}, {Value: personal, Label: "Personal data affected"}}, Facts...), Ptr: func(x *Rule) any { return &x.Fact }},
		{Name: "starts", Label: "Starts when", Required: true, Listed: true, Options: []record.Option{{Value: "aware", Label: "We became aware"}, {Value: "classified", Label: "It was classified"}, {Value: "mended", Label: "It was recovered from"}}, Ptr: func(x *Rule) any { return &x.From }},
		{Name: "period", Label: "Period", Listed: true, Ptr: func(x *Rule) any { return &x.Period }},
		{Name: "unit", Label: "Unit", Required: true, Listed: true, Options: []record.Option{{Value: Hours, Label: "Hours"}, {Value: Days, Label: "Days"}, {Value: BusinessDays, Label: "Business days"}, {Value: Months, Label: "Months"}, {Value: AtOnce, Label: "Without undue delay"}}, Ptr: func(x *Rule) any { return &x.Unit }},
		{Name: "recipient", Label: "To", Required: true, Listed: true, Ptr: func(x *Rule) any { return &x.To }},
		{Name: "content", Label: "What must be in it", Long: true, Ptr: func(x *Rule) any { return &x.Content }},
		{Name: "source", Label: "Contract or decision", Ptr: func(x *Rule) any { return &x.Source }},
		{Name: "status", Label: "Status", Listed: true, Indexed: true, Options: []record.Option{{Value: "active", Label: "In force"}, {Value: "ended", Label: "Ended"}}, Ptr: func(x *Rule) any { return &x.Active }},
	},
	Before: func(_ *record.Writer, _, x *Rule) error {
		if x.Active == "" {
			x.Active = "active"
		}
		if x.Unit == AtOnce {
			x.Period = 0
		} else if x.Period < 1 || x.Period > 10_000 {
			return errs.InField("period", "is a whole number from 1 to 10,000, in the unit beside it")
		}
		return nil
	},
})
