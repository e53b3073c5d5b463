package development

import (
	"cmp"

	"github.com/assay-isms/assay/internal/record"
)

// SecurityTest is one test of security with what it found (A.8.29 and what the test tries).
type SecurityTest struct {
	record.Meta
	Title       string
	Type        string
	Application record.Ref
	Project     record.Ref
	Assets      record.Refs
	Build       string // what was tested
	Tester      string
	Owner       record.Ref // who has the findings mended
	Live        bool
	AgreedBy    record.Ref
	AgreedOn    record.Date
	PlannedOn   record.Date
	DoneOn      record.Date
	Critical    int
	High        int
	Medium      int
	Low         int
	Report      string
	MendBy      record.Date
	RetestedOn  record.Date
	Retest      string
}

// tests are the types of test and the control each shows at work.
var tests = []struct {
	record.Option
	control string
}{
	{record.Option{Value: "application", Label: "Application before release", Synonyms: []string{"penetration test", "pentest", "dast"}}, "A.8.29"},
	{record.Option{Value: "transaction", Label: "Misuse of transactions", Synonyms: []string{"abuse case"}}, "A.8.26"},
	{record.Option{Value: "code", Label: "Code and secrets", Synonyms: []string{"sast", "static", "code scan"}}, "A.8.28"},
	{record.Option{Value: "sign_in", Label: "Sign-in", Synonyms: []string{"login", "anmeldung"}}, "A.8.5"},
	{record.Option{Value: "reset", Label: "Reset of secrets by a stranger", Synonyms: []string{"helpdesk", "social engineering"}}, "A.5.17"},
	{record.Option{Value: "access", Label: "Access with ordinary accounts", Synonyms: []string{"authorisation", "berechtigung"}}, "A.8.3"},
	{record.Option{Value: "segments", Label: "Reach between segments", Synonyms: []string{"segmentation", "network"}}, "A.8.22"},
	{record.Option{Value: "web_filter", Label: "Web filter", Synonyms: []string{"proxy"}}, "A.8.23"},
	{record.Option{Value: "leakage", Label: "Ways out for data", Synonyms: []string{"dlp"}}, "A.8.12"},
	{record.Option{Value: "masking", Label: "Masking", Synonyms: []string{"maskierung"}}, "A.8.11"},
	{record.Option{Value: "test_data", Label: "Search for live data in lower stages", Synonyms: []string{"testdaten"}}, "A.8.33"},
}

func testOptions() (out []record.Option) {
	for _, t := range tests {
		out = append(out, t.Option)
	}
	return out
}

// SecurityTests is the register of security tests.
var SecurityTests = record.Define(record.Spec[SecurityTest]{
	Name: "security_test", Plural: "security-tests", Title: "Security tests", Singular: "security test", Prefix: "ST", Clause: "A.8.29",
	About: "What was tried, on which version, what was found by severity, and whether it was gone at the retest. Critical and high findings fail the test until then.",
	Fields: []record.Field[*SecurityTest]{
		{Name: "title", Label: "Test", Required: true, Listed: true, Indexed: true, Ptr: func(t *SecurityTest) any { return &t.Title }, Synonyms: []string{"name", "prüfung", "essai"}},
		{Name: "type", Label: "Of", Listed: true, Indexed: true, Options: testOptions(), Ptr: func(t *SecurityTest) any { return &t.Type }, Synonyms: []string{"kind", "art"}},
		{Name: "application", Label: "Application", To: "application", Listed: true, Indexed: true, Ptr: func(t *SecurityTest) any { return &t.Application }, Synonyms: []string{"anwendung", "target"}},
		{Name: "project", Label: "Project", To: "project", Indexed: true, Ptr: func(t *SecurityTest) any { return &t.Project }, Synonyms: []string{"projekt"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(t *SecurityTest) any { return &t.Assets }, Synonyms: []string{"systems"}},
		{Name: "build", Label: "Version tested", Ptr: func(t *SecurityTest) any { return &t.Build }, Synonyms: []string{"version", "release"}},
		{Name: "tester", Label: "Tester", Ptr: func(t *SecurityTest) any { return &t.Tester }, Synonyms: []string{"prüfer", "firm"}},
		{Name: "owner", Label: "Owner of findings", To: "person", Indexed: true, Ptr: func(t *SecurityTest) any { return &t.Owner }, Synonyms: []string{"owner", "verantwortlich"}},
		{Name: "live", Label: "On live systems", Help: "Then the systems' owner agrees before the start.", Indexed: true, Ptr: func(t *SecurityTest) any { return &t.Live }, Synonyms: []string{"production", "produktiv"}},
		{Name: "agreed_by", Label: "Agreed by", To: "person", Ptr: func(t *SecurityTest) any { return &t.AgreedBy }},
		{Name: "agreed_on", Label: "Agreed on", Past: true, Ptr: func(t *SecurityTest) any { return &t.AgreedOn }, Synonyms: []string{"permission"}},
		{Name: "planned_on", Label: "Planned for", Indexed: true, Ptr: func(t *SecurityTest) any { return &t.PlannedOn }, Synonyms: []string{"geplant für"}},
		{Name: "done_on", Label: "Done on", Past: true, Listed: true, Indexed: true, Ptr: func(t *SecurityTest) any { return &t.DoneOn }, Synonyms: []string{"date", "datum"}},
		{Name: "critical", Label: "Critical", Listed: true, Indexed: true, Ptr: func(t *SecurityTest) any { return &t.Critical }, Synonyms: []string{"kritisch"}},
		{Name: "high", Label: "High", Listed: true, Indexed: true, Ptr: func(t *SecurityTest) any { return &t.High }, Synonyms: []string{"hoch"}},
		{Name: "medium", Label: "Medium", Ptr: func(t *SecurityTest) any { return &t.Medium }, Synonyms: []string{"mittel"}},
		{Name: "low", Label: "Low", Ptr: func(t *SecurityTest) any { return &t.Low }, Synonyms: []string{"niedrig"}},
		{Name: "report", Label: "Report", Ptr: func(t *SecurityTest) any { return &t.Report }, Synonyms: []string{"bericht"}},
		{Name: "mend_by", Label: "Mend by", Indexed: true, Ptr: func(t *SecurityTest) any { return &t.MendBy }, Synonyms: []string{"deadline", "frist"}},
		{Name: "retested_on", Label: "Retested on", Past: true, From: "done_on", Indexed: true, Ptr: func(t *SecurityTest) any { return &t.RetestedOn }, Synonyms: []string{"nachgetestet am"}},
		{Name: "retest", Label: "Retest", Listed: true, Indexed: true, Ptr: func(t *SecurityTest) any { return &t.Retest }, Synonyms: []string{"nachtest"}, Options: []record.Option{
			{Value: "gone", Label: "Critical and high are gone", Synonyms: []string{"closed", "behoben"}}, {Value: "left", Label: "Some are left", Synonyms: []string{"open", "offen"}}}},
	},
	Proves: func(t *SecurityTest) (out []record.Proof) {
		p := record.Proof{On: t.DoneOn}
		switch {
		case t.DoneOn == "" || t.Passed() && t.RetestedOn == "":
		case t.Passed():
			p.On = t.RetestedOn
		default:
			p.Failed = true
		}
		for _, x := range tests {
			if p.For = x.control; x.Value == t.Type {
				out = append(out, p)
			}
		}
		if p.For = "A.5.8"; t.Project != "" {
			out = append(out, p)
		}
		if t.Live && t.DoneOn != "" {
			agreed := t.AgreedBy != "" && t.AgreedOn != "" && t.AgreedOn <= t.DoneOn
			out = append(out, record.Proof{For: "A.8.34", On: t.DoneOn, Until: t.AgreedOn, Failed: !agreed})
			if agreed {
				out[len(out)-1].Until = ""
			}
		}
		return out
	},
	Owes: func(t *SecurityTest) []record.Due {
		switch {
		case t.DoneOn == "":
			return []record.Due{{What: "Test", Day: t.PlannedOn, Who: t.Owner}}
		case !t.Passed():
			return []record.Due{{What: "Mend and retest", Day: cmp.Or(t.MendBy, t.DoneOn), Who: t.Owner, Weight: record.Grave}}
		}
		return nil
	},
})

// Passed reports whether the test was done and no critical or high finding is left.
func (t *SecurityTest) Passed() bool {
	return t.DoneOn != "" && (t.Critical+t.High == 0 || t.Retest == "gone" && t.RetestedOn != "")
}
