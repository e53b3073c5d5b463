package supplier

import (
	"reflect"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Assessment is one questioning of a supplier (A.5.19): what was asked, what came back, what it scores and what was decided.
type Assessment struct {
	record.Meta
	Title          string
	Supplier       record.Ref
	Questionnaires record.Set
	Contact        string // who answers, at the supplier
	Owner          record.Ref
	Due            record.Date
	Status         string
	SentOn         record.Date
	LinkUntil      record.Date // last day of the link; "" when there is none
	AnsweredOn     record.Date
	Answers        []Answer
	Score          float64 // percent
	Knockouts      string  // ids of questions, one a line
	Open           int     // answers that wait to be judged
	ScoredOn       record.Date
	ScoredBy       string
	Decision       string
	Conditions     string
	ConditionsDue  record.Date
	DecidedBy      string
	DecidedOn      record.Date
	Met            string
	MetOn          record.Date
	Notes          string
}

func questionnaires() (out []record.Option) {
	for _, q := range guide.Questionnaires() {
		out = append(out, record.Option{Value: q.ID, Label: q.Title})
	}
	return out
}

// The decisions on a supplier.
const (
	Approved    = "approved"
	Conditional = "conditional"
	Refused     = "refused"
)

// Assessments is the register of assessments of suppliers.
var Assessments = record.Define(record.Spec[Assessment]{
	Name: "supplier_assessment", Plural: "supplier-assessments", Title: "Supplier assessments", Singular: "supplier assessment", Prefix: "SQ", Clause: "A.5.19",
	About: "What suppliers were asked, what they answered, and who decided on it. Add one for a supplier: its tier chooses the questionnaire.",
	Fields: []record.Field[*Assessment]{
		{Name: "title", Label: "Title", Help: "Left empty, the supplier's name and the day.", Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Title }},
		{Name: "supplier", Label: "Supplier", To: "supplier", Required: true, Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Supplier }, Synonyms: []string{"vendor", "lieferant", "fournisseur"}},
		{Name: "questionnaires", Label: "Questionnaires", Options: questionnaires(), Help: "Left empty, the one for the supplier's tier. Cloud, development and privacy are asked on top; a higher tier asks what a lower one asks.", Ptr: func(a *Assessment) any { return &a.Questionnaires }, Synonyms: []string{"fragebogen"}},
		{Name: "contact", Label: "Who answers there", Help: "Name and address, for your own mail; nothing is sent from here.", Ptr: func(a *Assessment) any { return &a.Contact }, Synonyms: []string{"recipient", "ansprechpartner"}},
		{Name: "owner", Label: "Conducted by", To: "person", Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Owner }, Synonyms: []string{"owner", "verantwortlich"}},
		{Name: "due", Label: "Answers due", Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Due }, Synonyms: []string{"deadline", "frist"}},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Status }, Options: []record.Option{
			{Value: "draft", Label: "Draft"}, {Value: "sent", Label: "Sent"}, {Value: "answered", Label: "Answered"}, {Value: "scored", Label: "Scored"}, {Value: "decided", Label: "Decided"}}},
		{Name: "sent_on", Label: "Sent on", Computed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.SentOn }},
		{Name: "link_until", Label: "Link works until", Computed: true, Ptr: func(a *Assessment) any { return &a.LinkUntil }},
		{Name: "answered_on", Label: "Answered on", Computed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.AnsweredOn }},
		{Name: "answers", Label: "Answers", Computed: true, Ptr: func(a *Assessment) any { return &a.Answers }},
		{Name: "score", Label: "Score", Unit: "%", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Score }},
		{Name: "knockouts", Label: "Knock-outs", Computed: true, Listed: true, Ptr: func(a *Assessment) any { return &a.Knockouts }},
		{Name: "to_judge", Label: "Answers to be judged", Computed: true, Ptr: func(a *Assessment) any { return &a.Open }},
		{Name: "scored_on", Label: "Scored on", Computed: true, Ptr: func(a *Assessment) any { return &a.ScoredOn }},
		{Name: "scored_by", Label: "Scored by", Computed: true, Ptr: func(a *Assessment) any { return &a.ScoredBy }},
		{Name: "decision", Label: "Decision", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.Decision }, Options: []record.Option{
			{Value: Approved, Label: "Approved"}, {Value: Conditional, Label: "Approved with conditions"}, {Value: Refused, Label: "Refused"}}},
		{Name: "conditions", Label: "Conditions or reasons", Computed: true, Long: true, Ptr: func(a *Assessment) any { return &a.Conditions }},
		{Name: "conditions_due", Label: "Conditions due", Computed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.ConditionsDue }},
		{Name: "decided_by", Label: "Decided by", Computed: true, Ptr: func(a *Assessment) any { return &a.DecidedBy }},
		{Name: "decided_on", Label: "Decided on", Computed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.DecidedOn }},
		{Name: "met", Label: "How the conditions were met", Computed: true, Long: true, Ptr: func(a *Assessment) any { return &a.Met }},
		{Name: "met_on", Label: "Conditions met on", Computed: true, Indexed: true, Ptr: func(a *Assessment) any { return &a.MetOn }},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(a *Assessment) any { return &a.Notes }},
	},
	Proves: (*Assessment).shows,
	Owes:   (*Assessment).owes,
	Before: func(w *record.Writer, old, a *Assessment) error { return a.before(w, old) },
	Guard:  func(_ *record.Writer, old, a *Assessment) error { return old.guard(a) },
})

// Asked are the questions of the assessment.
func (a *Assessment) Asked() []guide.Asked { return guide.Together(a.Questionnaires) }

// Of is the answer to a question.
func (a *Assessment) Of(question string) Answer {
	i := slices.IndexFunc(a.Answers, func(x Answer) bool { return x.Question == question })
	if i < 0 {
		return Answer{Question: question}
	}
	return a.Answers[i]
}

// Given is how many questions are answered.
func (a *Assessment) Given() (n int) {
	for _, q := range a.Asked() {
		if a.Of(q.ID).given() {
			n++
		}
	}
	return n
}

// put takes an answer in place of the one before.
func (a *Assessment) put(x Answer) {
	a.Answers = slices.DeleteFunc(slices.Clone(a.Answers), func(o Answer) bool { return o.Question == x.Question })
	if x.given() {
		a.Answers = append(a.Answers, x)
	}
	slices.SortFunc(a.Answers, func(x, y Answer) int { return strings.Compare(x.Question, y.Question) })
}

// rescore sums up again, by the day the answers were handed in; before it, by today.
func (a *Assessment) rescore(today record.Date) {
	if a.AnsweredOn != "" {
		today = a.AnsweredOn
	}
	var out record.Set
	a.Score, out, a.Open = sum(a.Asked(), a.Of, today)
	a.Knockouts = strings.Join(out, "\n")
}

func (a *Assessment) before(w *record.Writer, old *Assessment) error {
	if old == nil {
		*a = Assessment{Meta: a.Meta, Title: a.Title, Supplier: a.Supplier, Questionnaires: a.Questionnaires, Contact: a.Contact, Owner: a.Owner, Due: a.Due, Notes: a.Notes, Status: "draft"}
	}
	s, err := Suppliers.Get(w.Reader, string(a.Supplier))
	if errs.Is(err, errs.NotFound) {
		return nil // the field's own rule says so
	}
	if err != nil {
		return err
	}
	if len(a.Questionnaires) == 0 {
		a.Questionnaires = record.Set{QuestionnaireFor(s.Tier)}
	}
	if a.Owner == "" {
		a.Owner = s.Owner
	}
	if a.Title == "" {
		a.Title = s.Name + ", " + string(w.Today())
	}
	if old != nil && old.Status != "draft" && (old.Supplier != a.Supplier || !slices.Equal(old.Questionnaires, a.Questionnaires)) {
		return errs.InField("questionnaires", "and the supplier stay as they were sent; recall the questionnaire first, or add another assessment")
	}
	return nil
}

// guard keeps what was decided: only that its conditions are met, and notes, come after.
func (a *Assessment) guard(next *Assessment) error {
	if a.Status != "decided" {
		return nil
	}
	if next != nil {
		was, is := *a, *next
		was.Meta, was.Met, was.MetOn, was.Notes = is.Meta, is.Met, is.MetOn, is.Notes
		if reflect.DeepEqual(was, is) {
			return nil
		}
	}
	return errs.New(errs.Conflict, "%s is decided and stays as it is. Add a new assessment.", a.Ref)
}

// shows is the assessment as evidence: of A.5.19 by its decision, of A.5.21, A.5.23 and A.8.26 where it asked for what they want.
// A condition that is not met in time fails until it is.
func (a *Assessment) shows() (out []record.Proof) {
	p := record.Proof{}
	if a.Status == "decided" {
		p.On = a.DecidedOn
	}
	if a.Decision == Conditional && a.ConditionsDue != "" && (a.MetOn == "" || a.MetOn > a.ConditionsDue) {
		p = record.Proof{On: a.ConditionsDue.Plus(1), Until: a.MetOn, Failed: true}
	}
	for _, serves := range []struct{ control, questionnaire string }{{"A.5.19", ""}, {"A.5.21", "important"}, {"A.5.21", "critical"}, {"A.5.23", "cloud"}, {"A.8.26", "development"}} {
		asked := serves.questionnaire == "" || slices.Contains(a.Questionnaires, serves.questionnaire)
		if p.For = serves.control; asked && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

func (a *Assessment) owes() []record.Due {
	const week = 7
	d := record.Due{Who: a.Owner, Weight: record.Light}
	switch {
	case a.Status == "draft":
		d.What, d.Day = "Send", a.Due
	case a.Status == "sent":
		d.What, d.Day, d.Weight = "Chase the answers", a.Due, record.Grave
	case a.Status == "answered":
		d.What, d.Day = "Score", a.AnsweredOn.Plus(2*week)
	case a.Status == "scored":
		d.What, d.Day, d.Weight = "Decide", a.ScoredOn.Plus(2*week), record.Grave
	case a.Decision == Conditional && a.MetOn == "":
		d.What, d.Day, d.Weight = "Follow the conditions up", a.ConditionsDue, record.Critical
	default:
		return nil
	}
	return []record.Due{d}
}
