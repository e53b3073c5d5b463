package supplier

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// answerDays is how long a supplier has to answer where nothing else is said.
const answerDays = 21

func in(states ...string) func(*Assessment) bool {
	return func(a *Assessment) bool { return strings.Contains(" "+strings.Join(states, " ")+" ", " "+a.Status+" ") }
}

var _ = Assessments.With(
	record.Step[*Assessment]{Name: "send", Label: "Send", About: "The questions are fixed. Then make the supplier's link, or enter answers that come another way.", Needs: record.MayEdit,
		Asks: []string{"due", "contact"}, Open: in("draft"), Do: func(w *record.Writer, a *Assessment) error {
			if a.Due == "" {
				a.Due = w.Today().Plus(answerDays)
			}
			if a.Due < w.Today() {
				return errs.InField("due", "lies in the past; give the supplier at least a day")
			}
			a.Status, a.SentOn = "sent", w.Today()
			return nil
		}},
	record.Step[*Assessment]{Name: "hand-in", Label: "All answers are in", About: "For answers that came by mail or in a meeting and were entered here.", Needs: record.MayEdit, Open: in("sent"), Do: func(w *record.Writer, a *Assessment) error {
		return a.handIn(w.Today())
	}},
	record.Step[*Assessment]{Name: "score", Label: "Close the scoring", About: "Every text and file is judged; the score stands.", Needs: record.MayEdit, Open: in("answered"), Do: func(w *record.Writer, a *Assessment) error {
		a.rescore(w.Today())
		if a.Open > 0 {
			return errs.New(errs.Conflict, "%d answers in words or files are not judged yet. Judge each as good, partly or poor, or as a fact that does not count.", a.Open)
		}
		a.Status, a.ScoredOn, a.ScoredBy = "scored", w.Today(), w.Actor().Name
		return nil
	}},
	record.Step[*Assessment]{Name: "decide", Label: "Decide", About: "In your name. After a knock-out, or with conditions, say why and what has to happen.", Needs: record.MayApprove,
		Asks: []string{"decision", "conditions", "conditions_due"}, Open: in("scored"), Do: decide},
	record.Step[*Assessment]{Name: "meet", Label: "Conditions are met", Needs: record.MayEdit, Asks: []string{"met"},
		Open: func(a *Assessment) bool { return a.Decision == Conditional && a.MetOn == "" }, Do: func(w *record.Writer, a *Assessment) error {
			if a.Met == "" {
				return errs.InField("met", "is missing: say what was done and how you know")
			}
			a.MetOn = w.Today()
			return nil
		}},
	record.Step[*Assessment]{Name: "ask-again", Label: "Ask again", About: "The supplier may correct and complete the answers; make a new link. Judgements stay.", Needs: record.MayEdit,
		Asks: []string{"due"}, Open: in("answered", "scored"), Do: func(w *record.Writer, a *Assessment) error {
			if a.Due < w.Today() {
				return errs.InField("due", "lies in the past; say by when the supplier is to answer")
			}
			a.Status, a.AnsweredOn, a.ScoredOn, a.ScoredBy = "sent", "", "", ""
			return nil
		}},
	record.Step[*Assessment]{Name: "recall", Label: "Recall", About: "It becomes a draft again, and the supplier's link ends.", Needs: record.MayEdit, Open: in("sent"), Do: func(_ *record.Writer, a *Assessment) error {
		a.Status, a.SentOn, a.LinkUntil = "draft", "", ""
		return nil
	}})

// decide decides on the supplier in the actor's name; who conducted the assessment does not.
func decide(w *record.Writer, a *Assessment) error {
	me, err := people.Acting(w.Reader, w.Actor().Email)
	switch {
	case err != nil:
		return err
	case me != nil && record.Ref(me.ID) == a.Owner:
		return errs.New(errs.Denied, "You conducted this assessment; somebody else decides on it.")
	case a.Decision == "":
		return errs.InField("decision", "is missing: approve, approve with conditions, or refuse")
	case a.Decision == Approved && a.Knockouts != "" && a.Conditions == "":
		return errs.InField("conditions", "is missing: %s knocks out, so say why the supplier is taken all the same", strings.ReplaceAll(a.Knockouts, "\n", ", "))
	case a.Decision == Conditional && (a.Conditions == "" || a.ConditionsDue == ""):
		return errs.InField("conditions", "is missing, or the day by which it has to be met")
	case a.Decision != Conditional && a.ConditionsDue != "":
		return errs.InField("conditions_due", "belongs to an approval with conditions")
	case a.Decision == Conditional && a.ConditionsDue < w.Today():
		return errs.InField("conditions_due", "lies in the past")
	}
	a.Status, a.DecidedBy, a.DecidedOn = "decided", w.Actor().Name, w.Today()
	return reviewed(w, a.Supplier, a.DecidedOn)
}

// handIn closes the questionnaire when every question is answered or does not apply.
func (a *Assessment) handIn(today record.Date) error {
	e := &errs.Error{Kind: errs.Invalid, Message: "Some questions are not answered yet. Answer them, or say why they do not apply."}
	for _, q := range a.Asked() {
		if !a.Of(q.ID).given() {
			e.Fields = append(e.Fields, errs.Field{Name: q.ID, Message: "is not answered"})
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	a.Status, a.AnsweredOn, a.LinkUntil = "answered", today, ""
	a.rescore(today)
	return nil
}

// Linked enters until when the supplier's link works; "" that there is none any more. The link itself is kept elsewhere.
func Linked(w *record.Writer, ref string, until record.Date) (*Assessment, error) {
	a, err := Assessments.Find(w.Reader, ref)
	if err == nil && a.Status != "sent" && until != "" {
		err = errs.New(errs.Conflict, "%s is %s; a link is made while a questionnaire is sent and not answered.", a.Ref, a.Status)
	}
	if err == nil && until != "" && until < w.Today() {
		err = errs.InField("until", "lies in the past")
	}
	if err != nil {
		return nil, err
	}
	a.LinkUntil = until
	return a, Assessments.Put(w, a)
}

// Respond enters answers to an assessment that was sent; those not named stay. With close it is handed in. What is wrong with
// one answer leaves all as they were.
func Respond(w *record.Writer, ref string, answers []Answer, close bool) (*Assessment, error) {
	a, err := Assessments.Find(w.Reader, ref)
	if err != nil {
		return nil, err
	}
	if a.Status != "sent" {
		return nil, errs.New(errs.Conflict, "%s is %s; answers are taken while a questionnaire is sent.", a.Ref, a.Status)
	}
	e := &errs.Error{Kind: errs.Invalid, Message: "Some answers cannot be taken. Nothing was saved."}
	asked := map[string]guide.Asked{}
	for _, q := range a.Asked() {
		asked[q.ID] = q
	}
	for _, x := range answers {
		q, ok := asked[x.Question]
		if !ok {
			return nil, errs.InField("answers", "%q is no question of this assessment", x.Question)
		}
		if wrong := x.check(q, w.Today()); wrong != nil {
			e.Fields = append(e.Fields, errs.Field{Name: q.ID, Message: messageOf(wrong)})
			continue
		}
		was := a.Of(x.Question)
		if x.Value == was.Value && x.Note == was.Note && (x.File == nil || q.Kind != "file") {
			x.Judged, x.Remark = was.Judged, was.Remark // it was judged before it was asked again
		}
		if q.Kind == "file" && x.File == nil && x.Skip == "" {
			x.File = was.File
		}
		a.put(x)
	}
	if len(e.Fields) > 0 {
		return nil, e
	}
	a.rescore(w.Today())
	if close {
		if err := a.handIn(w.Today()); err != nil {
			return nil, err
		}
	}
	return a, Assessments.Put(w, a)
}

func messageOf(err error) string {
	if e, ok := err.(*errs.Error); ok && len(e.Fields) == 1 {
		return e.Fields[0].Message
	}
	return err.Error()
}

// Judgement is what we make of one answer.
type Judgement struct {
	Question string `json:"question"`
	Judged   string `json:"judged"` // good, partly, poor, fact; "" takes it back
	Remark   string `json:"remark"`
}

// Judge enters what is made of answers in words and files, while an assessment is answered and not scored. rest, where given, is
// for all that are not judged then.
func Judge(w *record.Writer, ref string, rev int64, all []Judgement, rest string) (*Assessment, error) {
	a, err := Assessments.Find(w.Reader, ref)
	if err != nil {
		return nil, err
	}
	if rev != 0 {
		a.Rev = rev
	}
	if a.Status != "answered" {
		return nil, errs.New(errs.Conflict, "%s is %s; answers are judged once they are in and until the scoring is closed.", a.Ref, a.Status)
	}
	for _, j := range all {
		q, _ := guide.FindAsked(j.Question)
		x := a.Of(j.Question)
		if _, known := judgements[j.Judged]; !known && j.Judged != "fact" && j.Judged != "" {
			return nil, errs.InField(j.Question, "is judged %q; say good, partly, poor or fact", j.Judged)
		}
		switch {
		case !x.given():
			return nil, errs.InField(j.Question, "was not answered, or is no question of this assessment")
		case !judgedByPeople(q) && j.Judged != "":
			return nil, errs.InField(j.Question, "scores by its answer; only texts and files are judged")
		}
		x.Judged, x.Remark = j.Judged, j.Remark
		a.put(x)
	}
	for _, q := range a.Asked() {
		if x := a.Of(q.ID); rest != "" && judgedByPeople(q) && x.given() && x.Judged == "" {
			x.Judged = rest
			a.put(x)
		}
	}
	a.rescore(w.Today())
	return a, Assessments.Put(w, a)
}
