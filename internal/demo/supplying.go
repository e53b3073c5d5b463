package demo

import (
	"bytes"
	"fmt"
	"strings"

	content "github.com/assay-isms/assay/content/demo"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// supplying plans what suppliers were asked, what is signed with them, and what was looked at; and what a customer asked.
func (y *year) supplying() {
	for i := range questioned {
		y.question(i)
	}
	for _, s := range signed {
		add(y, s.checked+4, s.owner, "", supplier.Agreements, s.key, func() *supplier.Agreement {
			v := the(y, supplier.Suppliers, s.supplier) // its first revision has the dates
			return &supplier.Agreement{Title: s.title, Supplier: y.ref("supplier", s.supplier), Owner: y.person(s.owner), Document: s.document, SignedOn: v.Agreement, EndsOn: v.AgreementEnd, Notice: s.notice}
		})
		y.during(s.checked, y.hand(s.owner), "Clauses held against the list", func(w *record.Writer) error {
			a := the(y, supplier.Agreements, s.key)
			_, err := supplier.Tick(w, a.ID, 0, ticks(a.Tier, s.lacks, s.spared))
			return err
		})
		look(y, supplier.Suppliers, s.supplier, y.hand(s.owner), "The agreement has its own record", []int{s.checked}, func(_ int, v *supplier.Supplier) { v.AgreementEnd = "" })
	}
	for _, v := range looked {
		add(y, max(v.held, 8)+6, "okafor", "", supplier.Reviews, v.key, func() *supplier.Review {
			return &supplier.Review{Title: y.text(v.title), Supplier: y.ref("supplier", v.supplier), Type: v.kind, PlannedOn: y.date(max(v.held, 4)), Reviewer: y.person(v.reviewer)}
		})
		if v.held != 0 {
			take(y, v.held, y.hand(v.reviewer), "", supplier.Reviews, v.key, "hold", func(x *supplier.Review) {
				x.Looked, x.Result, x.Findings, x.ActionsDue = v.looked, v.result, v.findings, y.date(v.due)
			})
		}
		if v.settled != 0 {
			take(y, v.settled, y.hand(v.reviewer), "", supplier.Reviews, v.key, "settle", func(x *supplier.Review) { x.Settlement = v.settlement })
		}
	}
	y.customerAsks()
}

func ticks(tier, lacks, spared string) (out []supplier.Check) {
	for _, c := range guide.ClausesFor(tier) {
		found := supplier.Check{Clause: c.ID, State: supplier.Present}
		switch {
		case holdsWord(lacks, c.ID):
			found.State, found.Note = supplier.Missing, "Asked for at the next renewal"
		case holdsWord(spared, c.ID):
			found.State, found.Note = supplier.NotNeeded, "Nothing of the kind in this service"
		}
		out = append(out, found)
	}
	return out
}

func holdsWord(list, word string) bool { return strings.Contains(" "+list+" ", " "+word+" ") }

// question plans one questionnaire from sending to decision, as far as it got.
func (y *year) question(i int) {
	s := &questioned[i]
	add(y, s.sent, "okafor", "", supplier.Assessments, s.key, func() *supplier.Assessment {
		return &supplier.Assessment{Supplier: y.ref("supplier", s.supplier), Questionnaires: strings.Fields(s.sets), Owner: y.person(s.owner), Due: y.date(s.due)}
	})
	take(y, s.sent-1, "okafor", "", supplier.Assessments, s.key, "send")
	if s.answered == 0 {
		return
	}
	y.during(s.answered, "okafor", "Answers as they came", func(w *record.Writer) error {
		a := the(y, supplier.Assessments, s.key)
		_, err := supplier.Respond(w, a.ID, y.replies(a, s.answered, s.but), true)
		return err
	})
	if s.scored == 0 {
		return
	}
	y.during(s.scored, "okafor", "", func(w *record.Writer) error {
		a, err := supplier.Judge(w, the(y, supplier.Assessments, s.key).ID, 0, judgements(the(y, supplier.Assessments, s.key)), s.judged)
		if err != nil {
			return err
		}
		return supplier.Assessments.Take(w, a, "score")
	})
	take(y, s.decide, "duval", "", supplier.Assessments, s.key, "decide", func(a *supplier.Assessment) {
		a.Decision, a.Conditions, a.ConditionsDue = s.decision, s.conditions, y.date(s.conditionsDue)
	})
	if s.metOn != 0 {
		take(y, s.metOn, "okafor", "", supplier.Assessments, s.key, "meet", func(a *supplier.Assessment) { a.Met = s.met })
	}
}

// replies are a supplier's answers: the best the library knows, but for those named.
func (y *year) replies(a *supplier.Assessment, ago int, but map[string]string) (out []supplier.Answer) {
	for _, q := range a.Asked() {
		x := supplier.Answer{Question: q.ID}
		switch q.Kind {
		case "yes_no":
			x.Value = map[bool]string{true: "yes", false: q.Good}[q.Good == ""]
		case "choice":
			best := q.Options[0]
			for _, o := range q.Options {
				if o.Score > best.Score {
					best = o
				}
			}
			x.Value = best.Answer
		case "date":
			x.Value = string(y.date(min(ago+60, length)))
		case "file":
			x.Skip = "Shown in the meeting, not handed out"
		default:
			x.Value = "As described in our security paper, section on " + strings.ToLower(q.Section) + "."
		}
		if given, ok := but[q.ID]; ok {
			x.Value = given
			if reason, skip := strings.CutPrefix(given, "-"); skip {
				x.Value, x.Skip = "", reason
			}
		}
		out = append(out, x)
	}
	return out
}

// judgements judge two in five texts as partly; the rest follows the table.
func judgements(a *supplier.Assessment) (out []supplier.Judgement) {
	n := 0
	for _, q := range a.Asked() {
		if q.Kind != "text" {
			continue
		}
		if n++; n%5 < 2 {
			out = append(out, supplier.Judgement{Question: q.ID, Judged: "partly", Remark: "Says that it is done, not how it is checked."})
		}
	}
	return out
}

// customerAsks plans the library of answers and a customer's questionnaire that is half answered.
func (y *year) customerAsks() {
	y.on(58, "10:20", "roth", "Prepared answers taken over", func(w *record.Writer) error {
		_, err := answer.Seed(w)
		return err
	})
	facts := map[string]string{"answer.policy": "Yes. C. Duval approved the information security policy; it is reviewed every year and on reasons. Staff confirm each new version within 14 days.",
		"answer.responsible": "Ines Roth runs the management system and reports to C. Duval. Two posts work on information security in an organisation of 140. Each risk, asset and control has an owner by name."}
	for _, a := range guide.Replies() {
		if !strings.Contains(a.Answer, "{{") && len(facts) < 9 {
			facts[a.ID] = a.Answer
		}
	}
	y.on(56, "14:05", "roth", "Made true and reviewed", func(w *record.Writer) error {
		all, err := answer.Answers.All(w.Reader, record.Query{})
		if err != nil {
			return err
		}
		for _, a := range all {
			if text := facts[a.Library]; text != "" {
				a.Answer, a.Owner, a.ReviewedOn = text, y.person("roth"), w.Today()
				if err := answer.Answers.Put(w, a); err != nil {
					return err
				}
			}
		}
		return nil
	})
	y.on(11, "09:15", "roth", "", func(w *record.Writer) error {
		c, err := y.halden()
		if err != nil {
			return err
		}
		return put(y, w, answer.Questionnaires, "halden", c)
	})
	y.on(8, "15:30", "roth", "First half", func(w *record.Writer) error {
		index, err := answer.All(w.Reader)
		if err != nil {
			return err
		}
		c := the(y, answer.Questionnaires, "halden")
		var said []answer.Said
		for _, i := range c.Items {
			for _, best := range index.Suggest(i.Question, 1) {
				if best.Ready(w.Today()) {
					said = append(said, answer.Said{Row: i.Row, Answer: best.Answer.Answer, From: best.Ref})
				}
			}
		}
		_, err = answer.Say(w, c.ID, 0, said)
		return err
	})
}

// customerFile is the workbook that a customer sent.
const customerFile = "halden-questionnaire.xlsx"

// halden is the customer's workbook, stored, with its questions read.
func (y *year) halden() (*answer.Questionnaire, error) {
	f, err := y.files(customerFile)
	if err != nil {
		return nil, err
	}
	b, err := content.Files.ReadFile("files/" + customerFile)
	if err != nil {
		return nil, err
	}
	wb, err := sheet.Open(customerFile, bytes.NewReader(b), sheet.Limits{})
	if err != nil {
		return nil, err
	}
	c := &answer.Questionnaire{Title: "Halden, supplier questionnaire", Customer: "Halden", Owner: y.person("roth"), ReceivedOn: y.date(12), Due: y.date(-6),
		FileName: customerFile, FileDigest: f.digest, FileSize: int(f.size)}
	if err := c.Read(wb, answer.Guess(wb)); err != nil {
		return nil, fmt.Errorf("questions of Halden: %w", err)
	}
	return c, nil
}
