// Package continuity keeps what must go on when something fails (A.5.29, A.5.30; A.17 in 2013): the impact analysis of the
// processes with the times they bear, the plans, and the exercises that show whether the plans hold.
package continuity

import (
	"fmt"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Process is an activity of the organisation with what its standstill does and how long it bears one. Times are in hours; 0 is not said.
type Process struct {
	record.Meta
	Title       string
	Owner       record.Ref
	Description string
	Assets      record.Refs
	Needs       record.Refs // other processes
	Suppliers   record.Refs
	// Hurts are the levels 0 to 4 of each category of impact, one for each length of an outage: "0 1 1 2 3 4".
	People, Customers, Money, Law, Information, Staff string
	RTO                                               float64 // recovery time objective
	RPO                                               float64 // recovery point objective
	MTPD                                              float64 // maximum tolerable period of disruption
	Peaks                                             string
	Fallback                                          string
	SignedOn                                          record.Date
	SignedBy                                          record.Ref
}

// yearDays is how long an analysis or a plan stands before it is looked at again.
const yearDays = 365

// Processes is the business impact analysis.
var Processes = record.Define(record.Spec[Process]{
	Name: "process", Plural: "processes", Title: "Processes and their impact analysis", Singular: "process", Prefix: "PR", Clause: "A.5.30",
	About: "What stands still when something fails, what that does after hours and days, and how soon it must work again. Begin with the five processes customers would miss first.",
	Fields: []record.Field[*Process]{
		{Name: "title", Label: "Process", Required: true, Listed: true, Indexed: true, Ptr: func(p *Process) any { return &p.Title }, Synonyms: []string{"name", "activity", "prozess", "processus", "geschäftsprozess"}},
		{Name: "owner", Label: "Owner", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(p *Process) any { return &p.Owner }, Synonyms: []string{"process owner", "verantwortlich"}},
		{Name: "description", Label: "Description", Long: true, Ptr: func(p *Process) any { return &p.Description }, Synonyms: []string{"beschreibung"}},
		{Name: "assets", Label: "Needs the assets", To: "asset", Ptr: func(p *Process) any { return &p.Assets }, Synonyms: []string{"systems", "resources"}},
		{Name: "needs", Label: "Needs the processes", To: "process", Ptr: func(p *Process) any { return &p.Needs }, Synonyms: []string{"depends on"}},
		{Name: "suppliers", Label: "Needs the suppliers", To: "supplier", Ptr: func(p *Process) any { return &p.Suppliers }},
		impact("people", func(p *Process) any { return &p.People }), impact("customers", func(p *Process) any { return &p.Customers }),
		impact("money", func(p *Process) any { return &p.Money }), impact("law", func(p *Process) any { return &p.Law }),
		impact("information", func(p *Process) any { return &p.Information }), impact("staff", func(p *Process) any { return &p.Staff }),
		{Name: "rto_hours", Label: "RTO", Unit: "h", Listed: true, Indexed: true, Help: "Within how many hours it must work again.", Ptr: func(p *Process) any { return &p.RTO }, Synonyms: []string{"rto", "recovery time objective", "wiederanlaufzeit"}},
		{Name: "rpo_hours", Label: "RPO", Unit: "h", Listed: true, Indexed: true, Help: "How many hours of data may be lost.", Ptr: func(p *Process) any { return &p.RPO }, Synonyms: []string{"rpo", "recovery point objective"}},
		{Name: "mtpd_hours", Label: "MTPD", Unit: "h", Listed: true, Indexed: true, Help: "After how many hours the damage can no longer be borne.", Ptr: func(p *Process) any { return &p.MTPD }, Synonyms: []string{"mtpd", "mtd", "maximum tolerable period of disruption", "maximal tolerierbare ausfallzeit"}},
		{Name: "peaks", Label: "When a standstill is worst", Ptr: func(p *Process) any { return &p.Peaks }},
		{Name: "fallback", Label: "What can be done meanwhile", Long: true, Ptr: func(p *Process) any { return &p.Fallback }},
		{Name: "signed_on", Label: "Signed on", Computed: true, Listed: true, Indexed: true, Ptr: func(p *Process) any { return &p.SignedOn }},
		{Name: "signed_by", Label: "Signed by", To: "person", Computed: true, Ptr: func(p *Process) any { return &p.SignedBy }},
	},
	Whole: true,
	Proves: func(p *Process) []record.Proof {
		return []record.Proof{{For: "A.5.30", On: p.SignedOn}, {For: "A.8.14", On: p.SignedOn}}
	},
	Owes: func(p *Process) []record.Due {
		if p.SignedOn == "" {
			return nil
		}
		return []record.Due{{What: "Analyse again", Day: p.SignedOn.Plus(yearDays), Who: p.Owner}}
	},
	Before: func(_ *record.Writer, old, p *Process) error {
		for _, id := range p.Needs {
			if id == p.ID && id != "" {
				return errs.InField("needs", "a process cannot need itself")
			}
		}
		if err := p.checkLevels(); err != nil {
			return err
		}
		for name, hours := range map[string]float64{"rto_hours": p.RTO, "rpo_hours": p.RPO, "mtpd_hours": p.MTPD} {
			if hours < 0 || hours > 24*366 {
				return errs.InField(name, "is a number of hours from 0 to a year")
			}
		}
		if old == nil {
			p.SignedOn, p.SignedBy = "", ""
		} else if old.times() != p.times() {
			p.SignedOn, p.SignedBy = "", "" // who signed signed other times
		}
		return nil
	},
})

var _ = Processes.With(record.Step[*Process]{Name: "sign", Label: "Sign", About: "The owner bears these times.", Needs: record.MayContribute, Asks: []string{"signed_by"},
	Open: func(p *Process) bool { return p.SignedOn == "" }, Do: func(w *record.Writer, p *Process) error {
		if p.RTO == 0 || p.MTPD == 0 {
			return errs.New(errs.Conflict, "%s has no RTO or no MTPD yet: there is nothing to sign. Say them first.", p.Ref)
		}
		if p.SignedBy == "" {
			p.SignedBy = p.Owner
		}
		if p.SignedBy != p.Owner {
			return errs.InField("signed_by", "the owner of the process signs its times")
		}
		p.SignedOn = w.Today()
		return nil
	}})

// times is what an owner signs.
func (p *Process) times() string {
	return fmt.Sprint(p.RTO, p.RPO, p.MTPD, p.People, p.Customers, p.Money, p.Law, p.Information, p.Staff)
}
