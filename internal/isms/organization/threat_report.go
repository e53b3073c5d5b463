package organization

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// ThreatReport is what was learnt of a threat, what it means here and what followed (A.5.7).
type ThreatReport struct {
	record.Meta
	Title      string
	SourceType string
	Source     string
	Contact    record.Ref
	LearntOn   record.Date
	Judgement  string
	Confidence string
	Products   record.Refs // assets in use it names
	Addressee  record.Ref  // who decides
	Decision   string
	DecidedOn  record.Date
	Followed   string
	Risks      record.Refs // changed, or kept on purpose
}

// decideDays is how long a decision on a report may take.
const decideDays = 3

// ThreatReports are the reports on threats.
var ThreatReports = record.Define(record.Spec[ThreatReport]{
	Name: "threat_report", Plural: "threat-reports", Title: "Threat intelligence reports", Singular: "threat report", Prefix: "TR", Clause: "A.5.7",
	About: "What attackers do to organisations like this one, what that means here, and what was decided. A report without a decision does not count.",
	Fields: []record.Field[*ThreatReport]{
		{Name: "title", Label: "Threat", Required: true, Listed: true, Indexed: true, Ptr: func(t *ThreatReport) any { return &t.Title }, Synonyms: []string{"subject", "bedrohung", "menace"}},
		{Name: "source_type", Label: "Kind of source", Indexed: true, Ptr: func(t *ThreatReport) any { return &t.SourceType }, Options: []record.Option{
			{Value: "group", Label: "Interest group", Synonyms: []string{"isac", "verband"}}, {Value: "authority", Label: "Authority", Synonyms: []string{"cert", "behörde"}},
			{Value: "vendor", Label: "Maker", Synonyms: []string{"hersteller", "supplier"}}, {Value: "service", Label: "Bought service", Synonyms: []string{"feed"}},
			{Value: "own", Label: "Own observation", Synonyms: []string{"internal", "intern"}}}},
		{Name: "source", Label: "Source", Listed: true, Ptr: func(t *ThreatReport) any { return &t.Source }, Synonyms: []string{"quelle", "link"}},
		{Name: "contact", Label: "From contact", To: "contact", Ptr: func(t *ThreatReport) any { return &t.Contact }},
		{Name: "learnt_on", Label: "Learnt on", Past: true, Listed: true, Indexed: true, Ptr: func(t *ThreatReport) any { return &t.LearntOn }, Synonyms: []string{"date", "datum", "received"}},
		{Name: "judgement", Label: "What it means here", Long: true, Ptr: func(t *ThreatReport) any { return &t.Judgement }, Synonyms: []string{"assessment", "bewertung", "analysis"}},
		{Name: "confidence", Label: "Confidence", Listed: true, Indexed: true, Ptr: func(t *ThreatReport) any { return &t.Confidence }, Options: []record.Option{
			{Value: "low", Label: "Low", Synonyms: []string{"niedrig"}}, {Value: "moderate", Label: "Moderate", Synonyms: []string{"mittel"}}, {Value: "high", Label: "High", Synonyms: []string{"hoch"}}}},
		{Name: "products", Label: "Assets concerned", To: "asset", Ptr: func(t *ThreatReport) any { return &t.Products }, Synonyms: []string{"assets", "produkte"}},
		{Name: "addressee", Label: "Who decides", To: "person", Listed: true, Indexed: true, Ptr: func(t *ThreatReport) any { return &t.Addressee }, Synonyms: []string{"addressee", "owner", "empfänger"}},
		{Name: "decision", Label: "Decision", Listed: true, Indexed: true, Ptr: func(t *ThreatReport) any { return &t.Decision }, Options: []record.Option{
			{Value: "act", Label: "Act", Synonyms: []string{"handeln"}}, {Value: "watch", Label: "Watch", Synonyms: []string{"beobachten"}}, {Value: "no_concern", Label: "Does not concern us", Synonyms: []string{"none", "keine"}}}},
		{Name: "decided_on", Label: "Decided on", Past: true, From: "learnt_on", Listed: true, Indexed: true, Ptr: func(t *ThreatReport) any { return &t.DecidedOn }, Synonyms: []string{"entschieden am"}},
		{Name: "followed", Label: "What followed", Long: true, Ptr: func(t *ThreatReport) any { return &t.Followed }, Synonyms: []string{"action", "maßnahme"}},
		{Name: "risks", Label: "Risks changed or kept", To: "risk", Ptr: func(t *ThreatReport) any { return &t.Risks }, Synonyms: []string{"risk", "risiken"}},
	},
	Proves: func(t *ThreatReport) []record.Proof {
		on := record.Date("")
		if t.Judgement != "" && t.Confidence != "" && t.Addressee != "" && t.Decision != "" {
			on = t.DecidedOn
		}
		out := []record.Proof{{For: "A.5.7", On: on}}
		if t.SourceType == "group" {
			out = append(out, record.Proof{For: "A.5.6", On: on})
		}
		if len(t.Products) > 0 {
			out = append(out, record.Proof{For: "A.8.8", On: on})
		}
		return out
	},
	Owes: func(t *ThreatReport) []record.Due {
		if t.DecidedOn != "" {
			return nil
		}
		return []record.Due{{What: "Decide", Day: t.LearntOn.Plus(decideDays), Who: t.Addressee, Weight: record.Grave}}
	},
	Steps: []record.Step[*ThreatReport]{{Name: "decide", Label: "Decide", Needs: record.MayEdit, Asks: []string{"decision", "followed", "risks"}, Open: func(t *ThreatReport) bool { return t.DecidedOn == "" },
		Do: func(w *record.Writer, t *ThreatReport) error {
			if t.Decision == "" {
				return errs.InField("decision", "is missing; choose one")
			}
			t.DecidedOn = w.Today()
			return nil
		}}},
})
