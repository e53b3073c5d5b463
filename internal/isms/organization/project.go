package organization

import (
	"cmp"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/approval"
	"github.com/assay-isms/assay/internal/isms/development"
	"github.com/assay-isms/assay/internal/record"
)

// Project is an undertaking that changes what the organisation does or uses, with its gates for security (A.5.8).
type Project struct {
	record.Meta
	approval.Approval // of going live
	Name              string
	Type              string
	Sponsor           record.Ref
	Lead              record.Ref
	Adviser           record.Ref // for security
	StartedOn         record.Date
	Rating            string
	RatedOn           record.Date
	Settled           record.Date // its requirements
	GoLive            record.Date // planned
	OpenPoints        string
	Risks             record.Refs
	LiveOn            record.Date
	StoppedOn         record.Date
	Notes             string
}

// rateDays is how soon a project is rated.
const rateDays = 7

// Projects is the register of projects.
var Projects = record.Define(record.Spec[Project]{
	Name: "project", Plural: "projects", Title: "Projects", Singular: "project", Prefix: "PJ", Clause: "A.5.8",
	About: "Every undertaking, not only those of IT: rated in its first week, its security requirements settled before design or contract, going live decided by somebody who does not gain from the date.",
	Fields: append([]record.Field[*Project]{
		{Name: "name", Label: "Project", Required: true, Listed: true, Indexed: true, Ptr: func(p *Project) any { return &p.Name }, Synonyms: []string{"title", "projekt", "projet"}},
		{Name: "type", Label: "Type", Indexed: true, Ptr: func(p *Project) any { return &p.Type }, Synonyms: []string{"art"}, Options: []record.Option{
			{Value: "it", Label: "Information technology", Synonyms: []string{"software", "edv"}}, {Value: "product", Label: "Product or service", Synonyms: []string{"produkt"}},
			{Value: "building", Label: "Building or move", Synonyms: []string{"facility", "bau", "umzug"}}, {Value: "purchase", Label: "Purchase", Synonyms: []string{"beschaffung"}},
			{Value: "organisation", Label: "Organisation", Synonyms: []string{"merger", "reorganisation"}}}},
		{Name: "sponsor", Label: "Sponsor", Help: "Owns the risk the project brings.", To: "person", Listed: true, Indexed: true, Ptr: func(p *Project) any { return &p.Sponsor }, Synonyms: []string{"auftraggeber", "owner"}},
		{Name: "lead", Label: "Lead", To: "person", Listed: true, Indexed: true, Ptr: func(p *Project) any { return &p.Lead }, Synonyms: []string{"project manager", "projektleiter", "chef de projet"}},
		{Name: "adviser", Label: "Security adviser", To: "person", Indexed: true, Ptr: func(p *Project) any { return &p.Adviser }, Synonyms: []string{"sicherheitsberater"}},
		{Name: "started_on", Label: "Started on", Past: true, Indexed: true, Ptr: func(p *Project) any { return &p.StartedOn }, Synonyms: []string{"start", "beginn"}},
		{Name: "rating", Label: "Rating", Help: "What it could do to security.", Listed: true, Indexed: true, Ptr: func(p *Project) any { return &p.Rating }, Synonyms: []string{"classification", "einstufung"}, Options: []record.Option{
			{Value: "none", Label: "Does not matter", Synonyms: []string{"keine"}}, {Value: "ordinary", Label: "Ordinary", Synonyms: []string{"normal"}}, {Value: "high", Label: "High", Synonyms: []string{"hoch"}}}},
		{Name: "rated_on", Label: "Rated on", Past: true, From: "started_on", Indexed: true, Ptr: func(p *Project) any { return &p.RatedOn }, Synonyms: []string{"eingestuft am"}},
		{Name: "settled_on", Label: "Requirements settled on", Past: true, Indexed: true, Ptr: func(p *Project) any { return &p.Settled }, Synonyms: []string{"requirements"}},
		{Name: "go_live", Label: "Goes live", Help: "The day planned.", Listed: true, Indexed: true, Ptr: func(p *Project) any { return &p.GoLive }, Synonyms: []string{"due", "end date", "termin"}},
		{Name: "open_points", Label: "Open at going live", Long: true, Ptr: func(p *Project) any { return &p.OpenPoints }, Synonyms: []string{"offene punkte"}},
		{Name: "risks", Label: "Risks", To: "risk", Ptr: func(p *Project) any { return &p.Risks }, Synonyms: []string{"risk", "risiken"}},
		{Name: "live_on", Label: "Live on", Past: true, From: "started_on", Indexed: true, Ptr: func(p *Project) any { return &p.LiveOn }, Synonyms: []string{"in use since"}},
		{Name: "stopped_on", Label: "Stopped on", Past: true, Indexed: true, Ptr: func(p *Project) any { return &p.StoppedOn }, Synonyms: []string{"abgebrochen am"}},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(p *Project) any { return &p.Notes }, Synonyms: []string{"bemerkung"}},
	}, approval.Fields((*Project).consent)...),
	Proves: func(p *Project) []record.Proof {
		gate := record.Proof{For: "A.5.8"}
		switch {
		case p.LiveOn != "" && (!p.Given() || p.ApprovedOn > p.LiveOn) && p.Rating != "none":
			gate.On, gate.Until, gate.Failed = p.LiveOn, p.ApprovedOn, true
		case p.Rating != "":
			gate.On = max(p.RatedOn, p.ApprovedOn, p.StoppedOn)
		}
		if p.Type == "building" && p.Given() {
			return []record.Proof{gate, {For: "A.7.3", On: p.ApprovedOn}}
		}
		return []record.Proof{gate}
	},
	Owes: func(p *Project) (due []record.Due) {
		if p.StoppedOn != "" {
			return nil
		}
		if p.RatedOn == "" {
			due = append(due, record.Due{What: "Rate", Day: p.StartedOn.Plus(rateDays), Who: cmp.Or(p.Adviser, p.Lead), Weight: record.Grave})
		}
		if !p.Given() && p.Rating != "none" {
			due = append(due, record.Due{What: "Decide on going live", Day: cmp.Or(p.LiveOn, p.GoLive), Who: p.Sponsor, Weight: record.Grave})
		}
		return due
	},
	Steps: []record.Step[*Project]{approval.Step("Let go live", "It goes live as it stands.", (*Project).consent, ready)},
	Before: func(w *record.Writer, old, p *Project) error {
		if err := approval.Keep(w, "project", old, p, &p.Approval, "live_on", "notes"); err != nil {
			return err
		}
		return nil
	},
})

func (p *Project) consent() *approval.Approval { return &p.Approval }

// ready refuses a project that is not rated, or of which a security requirement is neither verified nor left open with a risk that
// its owner accepted.
func ready(w *record.Writer, p *Project) error {
	if p.Rating == "" || p.RatedOn == "" {
		return errs.New(errs.Conflict, "%s is not rated; rate it first.", p.Ref)
	}
	open, err := development.Unmet(w.Reader, "project", p.ID)
	if err == nil && len(open) > 0 {
		return errs.New(errs.Conflict, "%s has %d open security requirements, the first of them %s. Verify each, or name the accepted risk with which it stays open.", p.Ref, len(open), open[0].Ref)
	}
	return err
}
