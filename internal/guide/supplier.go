package guide

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Questionnaire is a set of questions to suppliers.
type Questionnaire struct {
	ID        string   `yaml:"id" json:"id"`
	Title     string   `yaml:"title" json:"title"`
	Tier      string   `yaml:"tier" json:"tier"` // ordinary, important, critical, or any: asked on top of the tier's
	Includes  []string `yaml:"includes" json:"includes"`
	About     string   `yaml:"about" json:"about"`
	Minutes   int      `yaml:"minutes" json:"minutes"` // that answering takes
	Questions []Asked  `yaml:"questions" json:"questions"`
}

// Asked is a question to a supplier.
type Asked struct {
	ID       string     `yaml:"id" json:"id"`
	Section  string     `yaml:"section" json:"section"`
	Text     string     `yaml:"text" json:"text"`
	Kind     string     `yaml:"kind" json:"kind"` // yes_no, choice, text, date, file
	Good     string     `yaml:"good" json:"good,omitempty"`
	Options  []Choice   `yaml:"options" json:"options,omitempty"`
	MaxAge   string     `yaml:"max_age" json:"max_age,omitempty"`
	Weight   int        `yaml:"weight" json:"weight"` // 1 to 3
	Why      string     `yaml:"why" json:"why"`
	Evidence string     `yaml:"evidence" json:"evidence"`
	Knockout *Knockout  `yaml:"knockout" json:"knockout,omitempty"`
	FollowUp []FollowUp `yaml:"follow_up" json:"follow_up,omitempty"`
	Controls []string   `yaml:"controls" json:"controls"`
}

// Choice is one answer to choose, and what it scores from 0 to 1.
type Choice struct {
	Answer string  `yaml:"answer" json:"answer"`
	Text   string  `yaml:"text" json:"text"`
	Score  float64 `yaml:"score" json:"score"`
}

// Knockout is the answer after which nothing is signed without a decision by name.
type Knockout struct {
	Answer  string `yaml:"answer" json:"answer"`
	Because string `yaml:"because" json:"because"`
}

// FollowUp is what is asked if a question is answered so; of the answer "any", whatever was said.
type FollowUp struct {
	Answer string `yaml:"answer" json:"answer"`
	Ask    string `yaml:"ask" json:"ask"`
}

// Days is for how many days a date counts; 0 without limit.
func (a Asked) Days() int {
	n, _ := strconv.Atoi(strings.TrimSuffix(a.MaxAge, "d")) // a test reads every file
	return n
}

var questionnaires = shelf[Questionnaire]("questionnaires/*.yaml")

// tiers of suppliers, lowest first.
var tiers = []string{"ordinary", "important", "critical"}

// Questionnaires lists the questionnaires to suppliers: by tier from the lowest, then those asked on top.
func Questionnaires() []Questionnaire {
	all := slices.Clone(questionnaires())
	place := func(q Questionnaire) int {
		if i := slices.Index(tiers, q.Tier); i >= 0 {
			return i
		}
		return len(tiers)
	}
	slices.SortStableFunc(all, func(a, b Questionnaire) int { return place(a) - place(b) })
	return all
}

// FindQuestionnaire looks a questionnaire up by its id.
func FindQuestionnaire(id string) (Questionnaire, bool) {
	i := slices.IndexFunc(questionnaires(), func(q Questionnaire) bool { return q.ID == id })
	if i < 0 {
		return Questionnaire{}, false
	}
	return questionnaires()[i], true
}

// Together are the questions of questionnaires and of those they include, each once, in the order of Questionnaires.
func Together(ids []string) (all []Asked) {
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
		q, _ := FindQuestionnaire(id)
		for _, included := range q.Includes {
			wanted[included] = true
		}
	}
	for _, q := range Questionnaires() {
		if wanted[q.ID] {
			all = append(all, q.Questions...)
		}
	}
	return all
}

var asked = sync.OnceValue(func() map[string]Asked {
	out := map[string]Asked{}
	for _, q := range questionnaires() {
		for _, a := range q.Questions {
			out[a.ID] = a
		}
	}
	return out
})

// FindAsked looks a question to suppliers up by its id.
func FindAsked(id string) (Asked, bool) {
	a, ok := asked()[id]
	return a, ok
}

// AgreedClause is a clause that an agreement should have.
type AgreedClause struct {
	ID       string   `yaml:"id" json:"id"`
	Title    string   `yaml:"title" json:"title"`
	Says     string   `yaml:"says" json:"says"`
	Why      string   `yaml:"why" json:"why"`
	Trap     string   `yaml:"trap" json:"trap,omitempty"`
	Tiers    []string `yaml:"tiers" json:"tiers,omitempty"` // of suppliers it is needed for
	OnlyIf   string   `yaml:"only_if" json:"only_if,omitempty"`
	Controls []string `yaml:"controls" json:"controls"`
}

type agreements struct {
	Note            string         `yaml:"note"`
	Supplier        []AgreedClause `yaml:"supplier"`
	Transfer        []AgreedClause `yaml:"transfer"`
	Confidentiality []AgreedClause `yaml:"confidentiality"`
	Employment      []AgreedClause `yaml:"employment"`
}

var agreed = shelf[agreements]("agreements.yaml")

// SupplierClauses are the clauses for agreements with suppliers.
func SupplierClauses() []AgreedClause { return slices.Clone(agreed()[0].Supplier) }

// ClausesFor are the clauses that an agreement with a supplier of the tier needs; of an unknown tier, all.
func ClausesFor(tier string) (needed []AgreedClause) {
	for _, c := range SupplierClauses() {
		if tier == "" || slices.Contains(c.Tiers, tier) {
			needed = append(needed, c)
		}
	}
	return needed
}
