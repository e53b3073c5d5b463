// Package transition moves a Statement of Applicability from one edition of Annex A to the other, and back. It plans
// first: what each control of the new edition will say, made of the controls it merges; which questions only a person
// can answer; which links are carried; what remains open. Nothing that the old edition says is lost: texts of merged
// controls name their part, and each control keeps its parts as they were, from which the way back is exact.
package transition

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// Plan is what a transition would do. Apply writes exactly this.
type Plan struct {
	From     catalog.Edition   `json:"from"`
	To       catalog.Edition   `json:"to"`
	Summary  string            `json:"summary"`
	Adds     int               `json:"adds"` // controls of the new edition that are not there yet
	Counts   Counts            `json:"counts"`
	Controls []*Control        `json:"controls"` // of the new edition, in the standard's order
	Left     []Left            `json:"left"`     // controls of the old edition that have no counterpart
	Actions  []Action          `json:"actions"`
	Names    map[string]string `json:"names"`  // of the people and requirements, by id
	Digest   string            `json:"digest"` // of everything it rests on; send it with the answers to be sure nothing changed meanwhile

	in input
}

// Counts are how many controls, questions and so on a plan has.
type Counts struct {
	OneToOne    int `json:"one_to_one"`
	Merged      int `json:"merged"`
	Parts       int `json:"parts"` // that the merged controls merge
	New         int `json:"new"`
	Implemented int `json:"implemented"` // afterwards
	Changed     int `json:"changed"`
	Questions   int `json:"questions"`
	Open        int `json:"open"` // questions without an answer
	Links       int `json:"links"`
	Gaps        int `json:"gaps"`
	Actions     int `json:"actions"` // to be written
}

// How a control of the new edition comes about.
const (
	OneToOne = "one-to-one"
	Merged   = "merged"
	New      = "new"
)

// Control is one control of the new edition.
type Control struct {
	ID        string           `json:"control"`
	Title     string           `json:"title"`
	How       string           `json:"how"` // one-to-one, merged or new
	Parts     []Part           `json:"parts"`
	Before    control.Position `json:"before"` // what stands in the new edition
	After     control.Position `json:"after"`  // open questions as suggested
	Changed   bool             `json:"changed"`
	Questions []Question       `json:"questions"`
	Links     []Link           `json:"links"` // to be carried
	Notes     []string         `json:"notes"`
	Gap       string           `json:"gap"` // what remains to be done; "" for nothing

	carried control.Carried // to be kept with it
	record  bool
}

// Part is a control of the old edition with what it says.
type Part struct {
	Control  string           `json:"control"`
	Title    string           `json:"title"`
	Decision control.Position `json:"decision"`
}

// Left is a control of the old edition that has no counterpart in the new one. What it says stays where it is.
type Left struct {
	Control       string `json:"control"`
	Title         string `json:"title"`
	Applicability string `json:"applicability"`
	Links         int    `json:"links"`
}

// Options are what the person decides beside the plan.
type Options struct {
	Answers   map[string]string // by question
	Suggested bool              // take what is suggested where no answer is given
	Owner     record.Ref        // of the actions whose control has no owner
	Due       record.Date       // of the actions whose control has no date to come
	Digest    string            // of the plan that was looked at; "" for any
}

// input is what a plan rests on.
type input struct {
	from, to       catalog.Edition
	source, target map[string]*control.Control // by reference
	linking        []*linking
	treatments     []standingAction
	names          map[string]string
	today          record.Date
}

// make works the plan out. It depends on nothing but its arguments.
func makePlan(in input, o Options) (*Plan, error) {
	p := &Plan{From: in.from, To: in.to, Names: in.names, Adds: len(catalog.Controls(in.to)) - len(in.target), Left: []Left{}, Actions: []Action{}, in: in}
	for _, fact := range catalog.Controls(in.to) {
		p.Controls = append(p.Controls, in.settle(fact, o))
	}
	in.carry(p.Controls)
	for _, fact := range catalog.Controls(in.from) {
		s := in.source[fact.ID]
		if n := in.linksTo(fact.ID); len(catalog.Counterparts(fact.ID)) == 0 && s != nil && (n > 0 || !blank(s.Position())) {
			p.Left = append(p.Left, Left{fact.ID, fact.Title, s.Position().Applicability, n})
		}
	}
	p.digest()
	if o.Digest != "" && o.Digest != p.Digest {
		return nil, errs.New(errs.Stale, "Something was changed since the plan was made. Nothing was written; look at the plan again.")
	}
	if err := p.checkAnswers(o.Answers); err != nil {
		return nil, err
	}
	for _, c := range p.Controls {
		c.Gap = c.gap()
	}
	p.act(o)
	p.count()
	return p, nil
}

// settle works out one control.
func (in *input) settle(fact catalog.Control, o Options) *Control {
	c := &Control{ID: fact.ID, Title: fact.Title, How: New, Parts: []Part{}, Before: nothing.Clone(), Questions: []Question{}, Links: []Link{}, Notes: []string{}}
	s := settling{Control: c, to: in.to, answers: o.Answers, name: func(id record.Ref) string { return in.name(string(id)) }}
	if t := in.target[fact.ID]; t != nil {
		c.Before = t.Position()
		s.carried = t.Carried
	}
	for _, other := range catalog.Counterparts(fact.ID) {
		src := in.source[other.ID]
		if src == nil {
			src = &control.Control{Meta: record.Meta{Ref: other.ID}}
		}
		c.Parts = append(c.Parts, Part{other.ID, other.Title, src.Position()})
		s.said = append(s.said, control.Part{Control: other.ID, Decision: in.present(says(src, fact.ID))})
	}
	s.relying = in.relying(c)
	if c.After = c.Before.Clone(); len(c.Parts) > 0 {
		c.How = OneToOne
		if len(c.Parts) > 1 {
			c.How = Merged
		}
		s.settle()
		s.keepParts()
	}
	c.Changed = c.record || !same(c.Before, c.After)
	return c
}

// present leaves out the people and requirements that are no longer there.
func (in *input) present(d control.Position) control.Position {
	if in.names[string(d.Owner)] == "" {
		d.Owner = ""
	}
	d.Requirements = slices.DeleteFunc(slices.Clone(d.Requirements), func(id string) bool { return in.names[id] == "" })
	return d
}

// keepParts decides whether the control keeps its parts: whenever something was made of them.
func (s *settling) keepParts() {
	all := make([]control.Part, len(s.Parts))
	fresh := len(s.carried.Parts) != len(s.Parts)
	for i, p := range s.Parts {
		all[i] = control.Part{Control: p.Control, Decision: p.Decision}
		fresh = fresh || s.carried.Parts[i].Control != p.Control || !same(s.carried.Parts[i].Decision, p.Decision)
	}
	if fresh && !blankAll(all) && (len(s.Questions) > 0 || !same(s.Before, s.After) || len(s.carried.Parts) > 0) {
		s.record, s.Control.carried = true, control.Carried{From: s.to.Other(), Parts: all, Result: s.result}
	}
}

func same(a, b control.Position) bool {
	for i := range aspects {
		if aspects[i].key(a) != aspects[i].key(b) {
			return false
		}
	}
	return true
}

func (in *input) name(id string) string {
	if n := in.names[id]; n != "" {
		return n
	}
	return id
}

// Words are an option's label.
func Words(options []record.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// checkAnswers refuses answers to what is not asked, and answers that are none.
func (p *Plan) checkAnswers(answers map[string]string) error {
	asked := map[string]Question{}
	for _, c := range p.Controls {
		for _, q := range c.Questions {
			asked[q.Key] = q
		}
	}
	e := &errs.Error{Kind: errs.Invalid, Message: "Some answers do not fit the questions."}
	for key, answer := range answers {
		q, ok := asked[key]
		switch {
		case answer == "":
		case !ok:
			e.Fields = append(e.Fields, errs.Field{Name: key, Message: "is not a question of this plan"})
		case q.Answer == "":
			e.Fields = append(e.Fields, errs.Field{Name: key, Message: fmt.Sprintf("%q is no answer; choose one of %s", answer, strings.Join(q.values(), ", "))})
		}
	}
	if e.Fields == nil {
		return nil
	}
	slices.SortFunc(e.Fields, func(a, b errs.Field) int { return strings.Compare(a.Name, b.Name) })
	return e
}

func (q *Question) values() (values []string) {
	for _, c := range q.Choices {
		values = append(values, c.Value)
	}
	return values
}

// digest is over what the plan rests on, not over the answers.
func (p *Plan) digest() {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, c := range p.Controls {
		_ = enc.Encode([]any{c.ID, c.Before, c.Parts, c.Links}) // texts only
	}
	p.Digest = hex.EncodeToString(h.Sum(nil))
}

func (p *Plan) count() {
	n := &p.Counts
	for _, c := range p.Controls {
		switch c.How {
		case OneToOne:
			n.OneToOne++
		case Merged:
			n.Merged++
			n.Parts += len(c.Parts)
		default:
			n.New++
		}
		for _, q := range c.Questions {
			n.Questions++
			if q.Answer == "" {
				n.Open++
			}
		}
		n.Links += len(c.Links)
		for _, yes := range []struct {
			is bool
			n  *int
		}{{c.Changed, &n.Changed}, {c.Gap != "", &n.Gaps}, {c.After.Applicability == "applicable" && c.After.Implementation == "implemented", &n.Implemented}} {
			if yes.is {
				*yes.n++
			}
		}
	}
	for _, a := range p.Actions {
		if a.writes() {
			n.Actions++
		}
	}
	p.Summary = p.sentence()
}

// sentence says what will happen.
func (p *Plan) sentence() string {
	n := p.Counts
	if n.Changed+n.Links+n.Actions == 0 {
		return fmt.Sprintf("Nothing to carry: the statement of %s says all that the one of %s does.", p.To, p.From)
	}
	text := fmt.Sprintf("%s of %s will change, with %s carried; %d will be implemented", count(n.Changed, "control", "controls"), p.To, count(n.Links, "link", "links"), n.Implemented)
	if n.New > 0 {
		text += fmt.Sprintf(", %d are new", n.New)
	}
	if n.Open > 0 {
		text += fmt.Sprintf("; %s to answer first", count(n.Open, "question is", "questions are"))
	}
	return text + "."
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Questions lists all questions, in the standard's order.
func (p *Plan) Questions() (all []Question) {
	for _, c := range p.Controls {
		all = append(all, c.Questions...)
	}
	return all
}

// Name is what a person or requirement is called.
func (p *Plan) Name(id string) string { return p.in.name(id) }
