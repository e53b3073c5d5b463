// Package continuity keeps what must go on when something fails (A.5.29, A.5.30; A.17 in 2013): the impact analysis of the
// processes with the times they bear, the plans, and the exercises that show whether the plans hold.
package continuity

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
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

func impact(name, title string, ptr func(*Process) any) record.Field[*Process] {
	return record.Field[*Process]{Name: "impact_" + name, Label: "Impact: " + title, Help: "Levels 0 to 4 after " + lengths() + ", such as 0 0 1 2 3 4.", Ptr: ptr}
}

func lengths() string {
	var words []string
	for _, t := range guide.ImpactTimes() {
		words = append(words, t.ID)
	}
	return strings.Join(words, ", ")
}

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
		impact("people", "life and health", func(p *Process) any { return &p.People }), impact("customers", "customers and the public", func(p *Process) any { return &p.Customers }),
		impact("money", "money", func(p *Process) any { return &p.Money }), impact("law", "law and contract", func(p *Process) any { return &p.Law }),
		impact("information", "information", func(p *Process) any { return &p.Information }), impact("staff", "own people", func(p *Process) any { return &p.Staff }),
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
		for _, c := range p.categories() {
			if _, err := levels(c.text); err != nil {
				return errs.InField("impact_"+c.name, "%v", err)
			}
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

type category struct{ name, text string }

func (p *Process) categories() []category {
	return []category{{"people", p.People}, {"customers", p.Customers}, {"money", p.Money}, {"law", p.Law}, {"information", p.Information}, {"staff", p.Staff}}
}

// levels reads the levels of one category; none for "".
func levels(text string) ([]int, error) {
	words := strings.Fields(text)
	if len(words) != 0 && len(words) != len(guide.ImpactTimes()) {
		return nil, fmt.Errorf("has %d levels; write %d, for %s", len(words), len(guide.ImpactTimes()), lengths())
	}
	out := make([]int, len(words))
	for i, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 || n > 4 {
			return nil, fmt.Errorf("%q is no level from 0 to 4", word)
		}
		if out[i] = n; i > 0 && n < out[i-1] {
			return nil, fmt.Errorf("falls from %d to %d; harm does not shrink while the process stands still", out[i-1], n)
		}
	}
	return out, nil
}

// Worst is the worst level of any category after each length of an outage; nil if nothing was said.
func (p *Process) Worst() (worst []int) {
	for _, c := range p.categories() {
		all, _ := levels(c.text) // checked when it was saved
		for i, n := range all {
			if worst == nil {
				worst = make([]int, len(all))
			}
			worst[i] = max(worst[i], n)
		}
	}
	return worst
}
