// Package asset keeps the inventory of information and other associated assets (A.5.9; A.8.1.1 in 2013): what there
// is, who owns it, how it is classified and what losing its confidentiality, integrity or availability would mean.
package asset

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Asset is one thing of value to the organisation.
type Asset struct {
	record.Meta
	Name            string
	Type            string
	Owner           record.Ref // person
	Classification  string
	Confidentiality string // protection needed, low … very_high
	Integrity       string
	Availability    string
	Status          string
	Location        string
	ReviewedOn      record.Date
	Holder          record.Ref  // person who has it
	ReceivedOn      record.Date // by the holder
	ReturnDue       record.Date
	ReturnedOn      record.Date
	PartOf          record.Refs // assets it lives in or depends on
	Recovery        float64     // hours within which it works again; 0 is not said
	Description     string
}

// Needs are the steps of protection need, least first.
var Needs = []record.Option{
	{Value: "low", Label: "Low", Synonyms: []string{"niedrig", "gering", "faible", "1"}},
	{Value: "medium", Label: "Medium", Synonyms: []string{"mittel", "normal", "moyen", "moderate", "2"}},
	{Value: "high", Label: "High", Synonyms: []string{"hoch", "élevé", "3"}},
	{Value: "very_high", Label: "Very high", Synonyms: []string{"sehr hoch", "très élevé", "critical", "4"}},
}

// Classifications are the classes of information, least first.
var Classifications = []record.Option{
	{Value: "public", Label: "Public", Synonyms: []string{"öffentlich", "publique"}},
	{Value: "internal", Label: "Internal", Synonyms: []string{"intern", "interne", "internal use", "restricted"}},
	{Value: "confidential", Label: "Confidential", Synonyms: []string{"vertraulich", "confidentiel"}},
	{Value: "strictly_confidential", Label: "Strictly confidential", Synonyms: []string{"streng vertraulich", "secret", "geheim", "highly confidential"}},
}

// reviewDays is how long the review of an asset holds.
const reviewDays = 365

// Assets is the inventory.
var Assets = record.Define(record.Spec[Asset]{
	Name: "asset", Plural: "assets", Title: "Assets", Singular: "asset", Prefix: "AS", Clause: "A.5.9", Version: 3,
	About: "What the organisation must protect. Import the list you have as XLSX or CSV; columns are recognised and shown before anything is written.",
	Fields: []record.Field[*Asset]{
		{Name: "name", Label: "Name", Required: true, Listed: true, Indexed: true, Ptr: func(a *Asset) any { return &a.Name },
			Synonyms: []string{"asset", "asset name", "bezeichnung", "nom", "title", "designation"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(a *Asset) any { return &a.Type }, Synonyms: []string{"art", "asset type", "category", "kategorie", "kind"},
			Options: []record.Option{
				{Value: "information", Label: "Information", Synonyms: []string{"data", "daten", "record", "document", "primary", "pr"}},
				{Value: "process", Label: "Process", Synonyms: []string{"prozess", "business process", "activity"}},
				{Value: "application", Label: "Application", Synonyms: []string{"software", "app", "anwendung"}},
				{Value: "cloud_service", Label: "Cloud service", Synonyms: []string{"saas", "cloud", "iaas", "paas", "service"}},
				{Value: "server", Label: "Server", Synonyms: []string{"nas", "host", "virtual machine"}},
				{Value: "client", Label: "Client device", Synonyms: []string{"client", "laptop", "pc", "workstation", "endpoint", "mobile"}},
				{Value: "network", Label: "Network", Synonyms: []string{"netzwerk", "firewall", "switch", "réseau"}},
				{Value: "physical", Label: "Physical", Synonyms: []string{"paper", "media", "key", "support", "sp"}},
				{Value: "site", Label: "Site", Synonyms: []string{"building", "room", "location", "standort"}},
				{Value: "people", Label: "People", Synonyms: []string{"person", "team", "staff"}},
			}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(a *Asset) any { return &a.Owner }, Synonyms: []string{"asset owner", "verantwortlich", "responsible", "propriétaire", "eigentümer"}},
		{Name: "classification", Label: "Classification", Listed: true, Indexed: true, Options: Classifications, Ptr: func(a *Asset) any { return &a.Classification }, Synonyms: []string{"klassifizierung", "class", "confidentiality level"}},
		{Name: "confidentiality", Label: "Confidentiality", Indexed: true, Listed: true, Options: Needs, Ptr: func(a *Asset) any { return &a.Confidentiality }, Synonyms: []string{"c", "vertraulichkeit", "confidentialité"}},
		{Name: "integrity", Label: "Integrity", Indexed: true, Listed: true, Options: Needs, Ptr: func(a *Asset) any { return &a.Integrity }, Synonyms: []string{"i", "integrität", "intégrité"}},
		{Name: "availability", Label: "Availability", Indexed: true, Listed: true, Options: Needs, Ptr: func(a *Asset) any { return &a.Availability }, Synonyms: []string{"a", "verfügbarkeit", "disponibilité"}},
		{Name: "status", Label: "Status", Indexed: true, Ptr: func(a *Asset) any { return &a.Status }, Options: []record.Option{
			{Value: "in_use", Label: "In use", Synonyms: []string{"active", "aktiv"}},
			{Value: "planned", Label: "Planned"},
			{Value: "retired", Label: "Retired", Synonyms: []string{"disposed", "inactive"}}}},
		{Name: "location", Label: "Location", Ptr: func(a *Asset) any { return &a.Location }, Synonyms: []string{"ort", "place", "site", "lieu"}},
		{Name: "reviewed_on", Label: "Reviewed on", Indexed: true, Listed: true, Past: true, Ptr: func(a *Asset) any { return &a.ReviewedOn }, Synonyms: []string{"geprüft am", "last review", "reviewed"}},
		{Name: "holder", Label: "Holder", Help: "Who has it now; empty while it is in store.", To: "person", Indexed: true, Ptr: func(a *Asset) any { return &a.Holder }, Synonyms: []string{"issued to", "inhaber", "ausgegeben an", "détenteur"}},
		{Name: "received_on", Label: "Received on", Help: "The day the holder confirmed to have it.", Past: true, Ptr: func(a *Asset) any { return &a.ReceivedOn }, Synonyms: []string{"issued on", "ausgegeben am", "remis le"}},
		{Name: "return_due", Label: "Return due", Help: "The holder's last day of work or of need.", Indexed: true, Ptr: func(a *Asset) any { return &a.ReturnDue }, Synonyms: []string{"rückgabe fällig"}},
		{Name: "returned_on", Label: "Returned on", Indexed: true, Past: true, From: "received_on", Ptr: func(a *Asset) any { return &a.ReturnedOn }, Synonyms: []string{"zurückgegeben am", "rendu le"}},
		{Name: "part_of", Label: "Depends on", To: "asset", Ptr: func(a *Asset) any { return &a.PartOf }, Synonyms: []string{"parent assets", "parents", "depends on", "hosted on", "in"}},
		{Name: "recovery_hours", Label: "Recovers within", Unit: "h", Help: "As built or promised, not as wished; continuity compares it with what processes bear.", Ptr: func(a *Asset) any { return &a.Recovery }, Synonyms: []string{"rto", "recovery time", "wiederanlauf"}},
		{Name: "description", Label: "Description", Long: true, Ptr: func(a *Asset) any { return &a.Description }, Synonyms: []string{"beschreibung", "remarks", "bemerkung", "notes", "observation", "comment"}},
	},
	Whole: true,
	Proves: func(a *Asset) []record.Proof {
		if a.Status != "in_use" {
			return nil
		}
		listed, classified := record.Proof{For: "A.5.9"}, record.Proof{For: "A.5.12"}
		if a.Owner != "" {
			listed.On = a.ReviewedOn
		}
		if a.Classification != "" {
			classified.On = a.ReviewedOn
		}
		return append([]record.Proof{listed, classified}, a.returned()...)
	},
	Owes: func(a *Asset) []record.Due {
		if a.Status != "in_use" {
			return nil
		}
		due := []record.Due{{What: "Review", Day: a.Again(a.ReviewedOn, reviewDays), Who: a.Owner}}
		if a.ReturnedOn == "" {
			due = append(due, record.Due{What: "Return", Day: a.ReturnDue, Who: a.Holder, Weight: record.Grave})
		}
		return due
	},
	Before: func(_ *record.Writer, _, a *Asset) error {
		if a.Status == "" {
			a.Status = "in_use"
		}
		for _, id := range a.PartOf {
			if id == a.ID && id != "" {
				return errs.InField("part_of", "an asset cannot depend on itself")
			}
		}
		return nil
	},
})

// keptDays is for how long an item that came back stays back: until it is issued again.
const keptDays = 100 * 365

// returned shows the return of an item (A.5.11): before the day it is due, that its holder has it; after, that it came back.
func (a *Asset) returned() []record.Proof {
	switch {
	case a.ReturnedOn != "":
		return []record.Proof{{For: "A.5.11", On: a.ReturnedOn, Until: a.ReturnedOn.Plus(keptDays)}}
	case a.ReturnDue != "" && a.Holder != "":
		return []record.Proof{{For: "A.5.11", On: a.ReceivedOn, Until: a.ReturnDue}}
	}
	return nil
}
