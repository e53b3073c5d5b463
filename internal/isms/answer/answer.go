// Package answer keeps the answers we give to customers' questions about security, and the questionnaires that customers send
// (A.5.31, A.5.34: what was promised to whom): which prepared answer fits a question, and what was said.
package answer

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// Answer is a prepared answer.
type Answer struct {
	record.Meta
	Question   string
	Answer     string
	Also       string // the same question in other words, one a line
	Keywords   string
	Topic      string
	OnlyIf     string
	Sources    string // policies and registers that show it
	Controls   record.Refs
	Owner      record.Ref
	ReviewedOn record.Date
	Library    string // id of the prepared answer it was made from
}

// reviewDays is for how long a reviewed answer may be given.
const reviewDays = 365

// Answers is the library of answers.
var Answers = record.Define(record.Spec[Answer]{
	Name: "answer", Plural: "answers", Title: "Answers for customers", Singular: "answer", Prefix: "AW", Clause: "A.5.31",
	About: "What we answer when customers ask about security. Take the prepared answers over, make each true, and enter that you reviewed it; only then is it offered as ready.",
	Fields: []record.Field[*Answer]{
		{Name: "question", Label: "Question", Required: true, Listed: true, Indexed: true, Ptr: func(a *Answer) any { return &a.Question }, Synonyms: []string{"frage"}},
		{Name: "answer", Label: "Answer", Required: true, Long: true, Help: "What stands in double braces has to be filled in before it is reviewed.", Ptr: func(a *Answer) any { return &a.Answer }, Synonyms: []string{"antwort", "response", "réponse"}},
		{Name: "also", Label: "In other words", Long: true, Help: "One wording a line.", Ptr: func(a *Answer) any { return &a.Also }},
		{Name: "keywords", Label: "Keywords", Ptr: func(a *Answer) any { return &a.Keywords }, Synonyms: []string{"tags", "stichworte"}},
		{Name: "topic", Label: "Topic", Listed: true, Indexed: true, Ptr: func(a *Answer) any { return &a.Topic }, Synonyms: []string{"domain", "category", "thema"}},
		{Name: "only_if", Label: "Only if", Help: "What must hold before it is sent.", Long: true, Ptr: func(a *Answer) any { return &a.OnlyIf }},
		{Name: "sources", Label: "Sources", Help: "Policies, registers and records that show it.", Ptr: func(a *Answer) any { return &a.Sources }, Synonyms: []string{"evidence", "reference", "quellen"}},
		{Name: "controls", Label: "Controls", To: "control", Ptr: func(a *Answer) any { return &a.Controls }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(a *Answer) any { return &a.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "reviewed_on", Label: "Reviewed on", Past: true, Listed: true, Indexed: true, Ptr: func(a *Answer) any { return &a.ReviewedOn }, Synonyms: []string{"last review", "geprüft am"}},
		{Name: "library", Label: "Prepared answer", Computed: true, Indexed: true, Ptr: func(a *Answer) any { return &a.Library }},
	},
	Owes: func(a *Answer) []record.Due {
		if a.ReviewedOn == "" {
			return nil
		}
		return []record.Due{{What: "Review", Day: a.ReviewedOn.Plus(reviewDays), Who: a.Owner}}
	},
	Before: func(_ *record.Writer, old, a *Answer) error {
		if gap := a.Missing(); gap != nil && a.ReviewedOn != "" {
			return errs.InField("answer", "still asks for %s; fill it in before the answer counts as reviewed", strings.Join(gap, ", "))
		}
		return nil
	},
	Steps: []record.Step[*Answer]{{Name: "review", Label: "Reviewed", About: "It is true today, and what it names shows it.", Needs: record.MayEdit, Open: func(a *Answer) bool { return true },
		Do: func(w *record.Writer, a *Answer) error {
			a.ReviewedOn = w.Today()
			return nil
		}}},
})

// Missing are the facts that the answer still asks for.
func (a *Answer) Missing() (names []string) {
	for i, part := range strings.Split(a.Answer, "{{") {
		if name, _, closed := strings.Cut(part, "}}"); i > 0 && closed {
			names = append(names, name)
		}
	}
	return names
}

// Ready reports whether the answer may be given on the day: reviewed within the last year.
func (a *Answer) Ready(today record.Date) bool {
	return a.ReviewedOn != "" && today <= a.ReviewedOn.Plus(reviewDays)
}

// Seed takes over the prepared answers that the register does not have yet, and tells how many. One that was deleted comes back.
func Seed(w *record.Writer) (added int, err error) {
	have, err := Answers.All(w.Reader, record.Query{})
	if err != nil {
		return 0, err
	}
	known := map[string]bool{}
	for _, a := range have {
		known[a.Library] = true
	}
	controls, err := control.Controls.All(w.Reader, record.Query{})
	if err != nil {
		return 0, err
	}
	ids := map[string]string{}
	for _, c := range controls {
		ids[c.Ref] = c.ID
	}
	for _, r := range guide.Replies() {
		if known[r.ID] {
			continue
		}
		a := &Answer{Question: r.Question, Answer: r.Answer, Also: strings.Join(r.Also, "\n"), Keywords: strings.Join(r.Keywords, ", "), Topic: r.Topic, OnlyIf: r.OnlyIf,
			Sources: sources(r), Library: r.ID}
		for _, c := range r.Controls {
			if ids[c] != "" {
				a.Controls = append(a.Controls, ids[c])
			}
		}
		if err := Answers.Put(w, a); err != nil {
			return added, err
		}
		added++
	}
	return added, nil
}

func sources(r guide.Reply) string {
	var parts []string
	if len(r.Policies) > 0 {
		parts = append(parts, "policies: "+strings.Join(r.Policies, ", "))
	}
	if len(r.Registers) > 0 {
		parts = append(parts, "registers: "+strings.Join(r.Registers, ", "))
	}
	return strings.Join(parts, "; ")
}
