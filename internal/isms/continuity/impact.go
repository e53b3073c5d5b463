package continuity

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// CategoryImpact is what is said of one category of impact of a process.
type CategoryImpact struct {
	Category guide.Impact `json:"category"`
	Field    string       `json:"field"`  // of the process: impact_money
	Levels   []int        `json:"levels"` // 0 to 4 after each of guide.ImpactTimes; none where nothing was said
}

// Suggestion is how long a process can be said to bear a standstill, by its own impacts.
type Suggestion struct {
	Hours      float64  `json:"hours"`
	Level      int      `json:"level"`      // the worst that is reached by then
	Categories []string `json:"categories"` // titles of the categories that reach level 3 or more by then
}

// ProcessImpact is the impact analysis of one process with what follows from it.
type ProcessImpact struct {
	Process *Process         `json:"-"`
	Ref     string           `json:"process"`
	Title   string           `json:"title"`
	Impacts []CategoryImpact `json:"impacts"`
	// Suggested is null where no category reaches level 3.
	Suggested *Suggestion `json:"suggested_mtpd"`
	Conflicts []Conflict  `json:"conflicts"`
}

// ImpactOf reads the impact analysis of the process with the reference or id, with its conflicts as Analyse finds them.
func ImpactOf(r *record.Reader, ref string) (*ProcessImpact, error) {
	p, err := Processes.Find(r, ref)
	if err != nil {
		return nil, err
	}
	a, err := Analyse(r)
	if err != nil {
		return nil, err
	}
	out := &ProcessImpact{Process: p, Ref: p.Ref, Title: p.Title, Impacts: p.Impacts(), Suggested: p.SuggestMTPD(), Conflicts: []Conflict{}}
	for _, c := range a.Conflicts {
		if c.Process == p.Ref {
			out.Conflicts = append(out.Conflicts, c)
		}
	}
	return out, nil
}

// ImpactField is the field of a process that holds the levels of a category of impact: impact_money for impact.money.
func ImpactField(category string) string { return strings.Replace(category, ".", "_", 1) }

// Impacts lists what is said of every category of impact, in the order of guide.Impacts.
func (p *Process) Impacts() []CategoryImpact {
	var out []CategoryImpact
	text := p.texts()
	for _, c := range guide.Impacts() {
		h := CategoryImpact{Category: c, Field: ImpactField(c.ID)}
		h.Levels, _ = levels(text[h.Field]) // checked when it was saved
		out = append(out, h)
	}
	return out
}

func (p *Process) texts() map[string]string {
	return map[string]string{"impact_people": p.People, "impact_customers": p.Customers, "impact_money": p.Money, "impact_law": p.Law, "impact_information": p.Information, "impact_staff": p.Staff}
}

// checkLevels refuses levels that cannot be read, of all categories at once. Levels that fall are a conflict and no fault.
func (p *Process) checkLevels() error {
	bad := &errs.Error{Kind: errs.Invalid, Message: "The process cannot be saved."}
	text := p.texts()
	for _, c := range guide.Impacts() {
		if _, err := levels(text[ImpactField(c.ID)]); err != nil {
			bad.Fields = append(bad.Fields, errs.Field{Name: ImpactField(c.ID), Message: err.Error()})
		}
	}
	if bad.Fields == nil {
		return nil
	}
	return bad
}

// Worst is the worst level of any category after each length of an outage; nil if nothing was said.
func (p *Process) Worst() (worst []int) {
	for _, h := range p.Impacts() {
		for i, n := range h.Levels {
			if worst == nil {
				worst = make([]int, len(h.Levels))
			}
			worst[i] = max(worst[i], n)
		}
	}
	return worst
}

// SuggestMTPD suggests a maximum tolerable period of disruption: the shortest length of an outage after which any category reaches
// level 3, from which on we hold that harm is no longer borne. nil if none does. It is a suggestion and the rule is ours, not a
// standard's: the owner decides and signs, nothing writes it into the process, and as harm grows between two lengths the true time
// may be shorter, never longer.
func (p *Process) SuggestMTPD() *Suggestion {
	worst := p.Worst()
	at := slices.IndexFunc(worst, func(n int) bool { return n >= serious })
	if at < 0 {
		return nil
	}
	s := &Suggestion{Hours: guide.ImpactTimes()[at].Hours, Level: worst[at]}
	for _, h := range p.Impacts() {
		if len(h.Levels) > 0 && h.Levels[at] >= serious {
			s.Categories = append(s.Categories, h.Category.Title)
		}
	}
	return s
}

// Says tells the suggestion and why: "At most 4 hours: by then Money is at level 3 or more."
func (s *Suggestion) Says() string {
	at, last := " is at level 3 or more.", len(s.Categories)-1
	who := s.Categories[last]
	if last > 0 {
		at, who = " are at level 3 or more.", strings.Join(s.Categories[:last], ", ")+" and "+who
	}
	return "At most " + hours(s.Hours) + ": by then " + who + at
}

// falls says where the harm of the category grows less while the process stands still; "" if nowhere.
func (h CategoryImpact) falls() string {
	times := guide.ImpactTimes()
	for i := 1; i < len(h.Levels); i++ {
		if h.Levels[i] < h.Levels[i-1] {
			return fmt.Sprintf("%s falls from level %d after %s to %d after %s; harm seldom shrinks while a process stands still.", h.Category.Title, h.Levels[i-1], hours(times[i-1].Hours), h.Levels[i], hours(times[i].Hours))
		}
	}
	return ""
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
		out[i] = n
	}
	return out, nil
}

func lengths() string {
	var words []string
	for _, t := range guide.ImpactTimes() {
		words = append(words, t.ID)
	}
	return strings.Join(words, ", ")
}

// impact is the field of one category of impact, by the last part of its id.
func impact(name string, ptr func(*Process) any) record.Field[*Process] {
	all := guide.Impacts()
	c := all[slices.IndexFunc(all, func(c guide.Impact) bool { return c.ID == "impact."+name })]
	var words []string
	for level, word := range c.Levels {
		words = append(words, fmt.Sprintf("%d %s", level, word))
	}
	return record.Field[*Process]{Name: ImpactField(c.ID), Label: "Impact: " + strings.ToLower(c.Title[:1]) + c.Title[1:], Ptr: ptr,
		Help: c.Ask + " Levels after " + lengths() + ", such as 0 0 1 2 3 4: " + strings.Join(words, "; ") + "."}
}
