package supplier

import (
	"math"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Answer is what a supplier said to one question, and what we make of it.
type Answer struct {
	Question string `json:"question"`        // id in the library
	Value    string `json:"value,omitempty"` // yes or no, an option, a text, a date
	Note     string `json:"note,omitempty"`  // in more words, and to what was asked on
	Skip     string `json:"does_not_apply,omitempty"`
	File     *File  `json:"file,omitempty"`
	// Judged is our judgement of a text or file: good, partly, poor, or fact, which does not count.
	Judged string `json:"judged,omitempty"`
	Remark string `json:"remark,omitempty"`
}

// File is a file that came with an answer.
type File struct {
	Name   string `json:"name"`
	Type   string `json:"type,omitempty"` // media type
	Size   int64  `json:"size"`           // bytes
	Digest string `json:"digest"`
}

func (a Answer) given() bool { return a.Value != "" || a.Skip != "" || a.File != nil }

// judgements are how a text or file is judged, and what each scores; fact does not count.
var judgements = map[string]float64{"good": 1, "partly": 0.5, "poor": 0}

// Judgements are the words for texts and files, best first.
var Judgements = []record.Option{{Value: "good", Label: "Good"}, {Value: "partly", Label: "Partly"}, {Value: "poor", Label: "Poor"}, {Value: "fact", Label: "A fact, not scored"}}

// judgedByPeople reports whether only a person can score the answer.
func judgedByPeople(q guide.Asked) bool { return q.Kind == "text" || q.Kind == "file" }

// Score is what the answer scores, from 0 to 1, on the day it was given. Not every answer is scored: content/README.md has the
// rules.
func (a Answer) Score(q guide.Asked, on record.Date) (score float64, scored bool) {
	switch {
	case a.Skip != "" || !a.given():
		return 0, false
	case q.Kind == "yes_no":
		return one(a.Value == q.Good), q.Good != ""
	case q.Kind == "choice":
		i := slices.IndexFunc(q.Options, func(c guide.Choice) bool { return c.Answer == a.Value })
		if i < 0 {
			return 0, false
		}
		return q.Options[i].Score, true
	case q.Kind == "date":
		return one(q.Days() == 0 || on <= record.Date(a.Value).Plus(q.Days())), true
	}
	score, scored = judgements[a.Judged]
	return score, scored
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// KnocksOut reports whether nothing may be signed after the answer without a decision by name.
func (a Answer) KnocksOut(q guide.Asked) bool {
	return q.Knockout != nil && a.Skip == "" && a.Value == q.Knockout.Answer
}

// FollowUps are what is asked after the answer.
func (a Answer) FollowUps(q guide.Asked) (ask []string) {
	for _, f := range q.FollowUp {
		if a.given() && a.Skip == "" && (f.Answer == "any" || f.Answer == a.Value) {
			ask = append(ask, f.Ask)
		}
	}
	return ask
}

// Words is the answer for people.
func (a Answer) Words(q guide.Asked) string {
	if a.Skip != "" {
		return "Does not apply: " + a.Skip
	}
	for _, o := range q.Options {
		if o.Answer == a.Value {
			return o.Text
		}
	}
	if q.Kind == "yes_no" && a.Value != "" {
		return strings.ToUpper(a.Value[:1]) + a.Value[1:]
	}
	return a.Value
}

// check tells what is wrong with an answer as a supplier gave it. today bounds dates.
func (a Answer) check(q guide.Asked, today record.Date) error {
	switch {
	case len(a.Value)+len(a.Note) > 8000 || len(a.Skip) > 2000:
		return errs.InField(q.ID, "is longer than the 8,000 characters that are kept; send the rest as a file by mail")
	case a.Value == "":
		return nil
	case q.Kind == "yes_no" && a.Value != "yes" && a.Value != "no":
		return errs.InField(q.ID, "is %q; answer yes or no", a.Value)
	case q.Kind == "choice" && !slices.ContainsFunc(q.Options, func(c guide.Choice) bool { return c.Answer == a.Value }):
		return errs.InField(q.ID, "is %q, which is none of the answers to choose", a.Value)
	case q.Kind == "date" && record.Date(a.Value).Plus(0) == "":
		return errs.InField(q.ID, "is %q; write a date as 2026-03-14", a.Value)
	case q.Kind == "date" && record.Date(a.Value) > today:
		return errs.InField(q.ID, "lies in the future; name the last time it was done")
	case q.Kind == "file":
		return errs.InField(q.ID, "asks for a file")
	}
	return nil
}

// sum scores all answers: the mean by weight in percent with one decimal, which answers knock out, and how many wait for
// somebody to judge them.
func sum(asked []guide.Asked, of func(id string) Answer, on record.Date) (percent float64, knockouts record.Set, open int) {
	total, weight := 0.0, 0.0
	for _, q := range asked {
		a := of(q.ID)
		if score, scored := a.Score(q, on); scored {
			total += score * float64(q.Weight)
			weight += float64(q.Weight)
		}
		if a.KnocksOut(q) {
			knockouts = append(knockouts, q.ID)
		}
		if judgedByPeople(q) && a.Judged == "" && a.Skip == "" && a.given() {
			open++
		}
	}
	if weight > 0 {
		percent = math.Round(total/weight*1000) / 10
	}
	return percent, knockouts, open
}
