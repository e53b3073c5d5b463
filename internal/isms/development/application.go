// Package development keeps the applications, what they must satisfy, how they are tested and released, and the data they are
// tested with (A.8.25 to A.8.33; A.14 in 2013).
package development

import (
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/record"
)

// Application is software the organisation makes, orders or buys (A.8.25, A.8.26).
type Application struct {
	record.Meta
	Name           string
	Origin         string
	Asset          record.Ref
	Owner          record.Ref // person
	Classification string
	Exposure       string
	Level          string
	Repository     string
	Gates          string
	ComparedOn     record.Date
	Materials      string // bill of materials
	MaterialsOn    record.Date
	Sensitive      string // fields and their form by role
	MaskedOn       record.Date
	RetiredOn      record.Date
}

// applicationDays is for how long a comparison of an application with what is deployed holds.
const applicationDays = 95

// Applications is the register of applications.
var Applications = record.Define(record.Spec[Application]{
	Name: "application", Plural: "applications", Title: "Applications", Singular: "application", Prefix: "AP", Version: 2, Clause: "A.8.25",
	About: "Which software the organisation makes, orders or buys, what it handles, who can reach it and which gates a change passes. Begin with what faces the internet.",
	Fields: []record.Field[*Application]{
		{Name: "name", Label: "Application", Required: true, Listed: true, Indexed: true, Ptr: func(a *Application) any { return &a.Name }, Synonyms: []string{"name", "software", "anwendung", "logiciel"}},
		{Name: "origin", Label: "Made by", Listed: true, Indexed: true, Ptr: func(a *Application) any { return &a.Origin }, Synonyms: []string{"origin", "herkunft"}, Options: []record.Option{
			{Value: "own", Label: "Us", Synonyms: []string{"own", "inhouse", "eigenentwicklung"}}, {Value: "outsourced", Label: "Others for us", Synonyms: []string{"outsourced", "auftrag"}},
			{Value: "bought", Label: "A maker", Synonyms: []string{"cots", "standard", "gekauft"}}, {Value: "service", Label: "A maker, as a service", Synonyms: []string{"saas", "cloud"}}}},
		{Name: "asset", Label: "Asset", To: "asset", Indexed: true, Ptr: func(a *Application) any { return &a.Asset }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(a *Application) any { return &a.Owner }, Synonyms: []string{"product owner", "verantwortlich", "responsible"}},
		{Name: "classification", Label: "Classification", Listed: true, Indexed: true, Options: asset.Classifications, Ptr: func(a *Application) any { return &a.Classification }, Synonyms: []string{"data class", "klassifizierung"}},
		{Name: "exposure", Label: "Reached from", Listed: true, Indexed: true, Ptr: func(a *Application) any { return &a.Exposure }, Synonyms: []string{"exposure", "erreichbar"}, Options: []record.Option{
			{Value: "internal", Label: "Inside only", Synonyms: []string{"intern"}}, {Value: "partners", Label: "Partners", Synonyms: []string{"partner"}}, {Value: "internet", Label: "The internet", Synonyms: []string{"public", "öffentlich"}}}},
		{Name: "level", Label: "Risk level", Listed: true, Indexed: true, Ptr: func(a *Application) any { return &a.Level }, Synonyms: []string{"criticality", "risikostufe"}, Options: []record.Option{
			{Value: "low", Label: "Low", Synonyms: []string{"niedrig"}}, {Value: "ordinary", Label: "Ordinary", Synonyms: []string{"medium", "mittel"}}, {Value: "high", Label: "High", Synonyms: []string{"hoch"}}}},
		{Name: "repository", Label: "Repository", Ptr: func(a *Application) any { return &a.Repository }, Synonyms: []string{"repo", "source"}},
		{Name: "gates", Label: "Gates", Help: "What a change passes before it is in use.", Long: true, Ptr: func(a *Application) any { return &a.Gates }, Synonyms: []string{"pipeline", "checks"}},
		{Name: "compared_on", Label: "Compared on", Past: true, Help: "The day this entry was compared with what is deployed.", Listed: true, Indexed: true, Ptr: func(a *Application) any { return &a.ComparedOn }, Synonyms: []string{"reviewed on", "geprüft am"}},
		{Name: "materials", Label: "Bill of materials", Help: "Where the list of components of the release in use is kept.", Ptr: func(a *Application) any { return &a.Materials }, Synonyms: []string{"sbom"}},
		{Name: "materials_on", Label: "Bill of materials of", Past: true, Indexed: true, Ptr: func(a *Application) any { return &a.MaterialsOn }, Synonyms: []string{"sbom date"}},
		{Name: "sensitive", Label: "Sensitive fields", Help: "Which fields are shown to which role in which form.", Long: true, Ptr: func(a *Application) any { return &a.Sensitive }, Synonyms: []string{"masking", "maskierung"}},
		{Name: "masked_on", Label: "Masking tried on", Past: true, Help: "At screen, export and interface.", Indexed: true, Ptr: func(a *Application) any { return &a.MaskedOn }},
		{Name: "retired_on", Label: "Retired on", Past: true, Indexed: true, Ptr: func(a *Application) any { return &a.RetiredOn }, Synonyms: []string{"abgeschaltet am"}},
	},
	Whole: true,
	Proves: func(a *Application) []record.Proof {
		if a.RetiredOn != "" {
			return nil
		}
		known, made := record.Proof{For: "A.8.26"}, record.Proof{For: "A.8.25"}
		if a.Owner != "" && a.Classification != "" && a.Exposure != "" {
			known.On = a.ComparedOn
		}
		out := []record.Proof{known}
		if a.Origin == "own" || a.Origin == "outsourced" {
			if a.Level != "" && a.Repository != "" && a.Gates != "" {
				made.On = a.ComparedOn
			}
			out = append(out, made)
		}
		if a.Materials != "" {
			out = append(out, record.Proof{For: "A.5.21", On: a.MaterialsOn})
		}
		if a.Sensitive != "" {
			out = append(out, record.Proof{For: "A.8.11", On: a.MaskedOn})
		}
		return out
	},
	Owes: func(a *Application) []record.Due {
		if a.RetiredOn != "" {
			return nil
		}
		return []record.Due{{What: "Compare with what is deployed", Day: a.Again(a.ComparedOn, applicationDays), Who: a.Owner}}
	},
})
