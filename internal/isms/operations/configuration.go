package operations

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Configuration is a baseline of settings, and how live components compare with it.
type Configuration struct {
	record.Meta
	Title       string
	Controls    record.Refs
	Assets      record.Refs
	Owner       record.Ref
	Edition     string
	Place       string
	ApprovedBy  record.Ref
	ApprovedOn  record.Date
	Components  int // live
	Deviating   int
	Differences string
	ComparedOn  record.Date
	SettledOn   record.Date
	Exceptions  record.Refs
}

// Configurations is the register of configuration baselines.
var Configurations = record.Define(record.Spec[Configuration]{
	Name: "configuration", Plural: "configurations", Title: "Configuration baselines", Singular: "configuration baseline", Prefix: "CB", Version: 2, Clause: "A.8.9",
	About: "How servers, notebooks, network devices and cloud tenants should be set, and what a comparison with the live ones found. Add the baseline of the tenant or the notebooks first; name the controls whose settings it holds.",
	Fields: []record.Field[*Configuration]{
		{Name: "title", Label: "Baseline", Required: true, Listed: true, Indexed: true, Ptr: func(c *Configuration) any { return &c.Title }, Synonyms: []string{"name", "konfiguration", "référence"}},
		{Name: "controls", Label: "Controls it sets", To: "control", Ptr: func(c *Configuration) any { return &c.Controls }, Help: "Besides A.8.9: such as A.8.5 for sign-in, A.7.7 for the screen lock.", Synonyms: []string{"controls"}},
		{Name: "assets", Label: "Assets", To: "asset", Listed: true, Ptr: func(c *Configuration) any { return &c.Assets }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(c *Configuration) any { return &c.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "edition", Label: "Version", Ptr: func(c *Configuration) any { return &c.Edition }, Synonyms: []string{"version"}},
		{Name: "place", Label: "Where it is kept", Ptr: func(c *Configuration) any { return &c.Place }, Synonyms: []string{"link", "repository"}},
		{Name: "approved_by", Label: "Approved by", To: "person", Ptr: func(c *Configuration) any { return &c.ApprovedBy }},
		{Name: "approved_on", Label: "Approved on", Past: true, Ptr: func(c *Configuration) any { return &c.ApprovedOn }},
		{Name: "components", Label: "Live components", Listed: true, Ptr: func(c *Configuration) any { return &c.Components }, Synonyms: []string{"machines", "total"}},
		{Name: "deviating", Label: "Deviating", Listed: true, Indexed: true, Ptr: func(c *Configuration) any { return &c.Deviating }, Synonyms: []string{"drift", "abweichend"}},
		{Name: "differences", Label: "Differences", Long: true, Ptr: func(c *Configuration) any { return &c.Differences }, Synonyms: []string{"findings", "abweichungen"}},
		{Name: "compared_on", Label: "Compared on", Past: true, From: "approved_on", Listed: true, Indexed: true, Ptr: func(c *Configuration) any { return &c.ComparedOn }, Synonyms: []string{"verglichen am", "checked on"}},
		{Name: "settled_on", Label: "Settled on", Past: true, From: "compared_on", Ptr: func(c *Configuration) any { return &c.SettledOn }},
		{Name: "exceptions", Label: "Exceptions", To: "exception", Ptr: func(c *Configuration) any { return &c.Exceptions }},
	},
	Whole: true,
	Proves: func(c *Configuration) []record.Proof {
		p := record.Proof{}
		if c.ApprovedOn != "" {
			p = compared(c.ComparedOn, c.open(), c.SettledOn)
		}
		return append(each(c.Controls, p), showing(p, aspect{"A.8.9", true}, aspect{"A.5.36", true})...)
	},
	Owes: func(c *Configuration) []record.Due {
		return []record.Due{{What: "Compare", Day: c.Again(c.ComparedOn, measureDays), Who: c.Owner}, settle(c.ComparedOn, c.open(), c.SettledOn, c.Owner)}
	},
	Before: func(_ *record.Writer, _, c *Configuration) error {
		if c.Deviating < 0 || c.Components < 0 {
			return errs.InField("deviating", "a number of components is not negative")
		}
		if c.Deviating == 0 {
			c.SettledOn = ""
		}
		return nil
	},
})

// open are the differences that no exception bears.
func (c *Configuration) open() string {
	if c.Deviating > 0 && len(c.Exceptions) == 0 {
		return c.Differences + "."
	}
	return ""
}
