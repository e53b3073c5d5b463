package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
)

type supplierCmd struct {
	Send    supplierSendCmd    `cmd:"" help:"Send a questionnaire: fix its questions and make the supplier's link, which is shown once."`
	Unlink  supplierUnlinkCmd  `cmd:"" help:"Take a supplier's link back."`
	Answer  supplierAnswerCmd  `cmd:"" help:"Enter a supplier's answers: from a file, or one by one."`
	File    supplierFileCmd    `cmd:"" help:"Write the file that came with an answer."`
	Score   supplierScoreCmd   `cmd:"" help:"Judge answers in words and files and close the scoring."`
	Clauses supplierClausesCmd `cmd:"" help:"Enter which clauses an agreement has; without any, list them."`
}

type supplierSendCmd struct {
	Ref string      `arg:"" help:"The assessment."`
	Due record.Date `placeholder:"DAY" help:"By when the answers are wanted; without it in three weeks."`
}

// Run sends a draft; of one that was sent already it makes a new link.
func (c *supplierSendCmd) Run(s *session) error {
	if err := s.write("", func(w *record.Writer) error {
		a, err := supplier.Assessments.Find(w.Reader, c.Ref)
		if err != nil || a.Status != "draft" {
			return err
		}
		return w.Take(supplier.Assessments.Kind(), a, "send", func() error {
			if c.Due != "" {
				a.Due = c.Due
			}
			return nil
		})
	}); err != nil {
		return err
	}
	org, err := s.present()
	if err != nil {
		return err
	}
	token, a, err := supplier.GiveLink(s.ctx, s.instance.Identity, org, c.Ref)
	if err != nil {
		return err
	}
	return s.say(map[string]any{"ref": a.Ref, "path": "/answer/" + token, "until": a.LinkUntil}, "/answer/%s\nThe link works until %s, below the address of this instance. It is shown once.", token, a.LinkUntil)
}

type supplierUnlinkCmd struct {
	Ref string `arg:"" help:"The assessment."`
}

// Run ends the link.
func (c *supplierUnlinkCmd) Run(s *session) error {
	org, err := s.present()
	if err != nil {
		return err
	}
	_, err = supplier.EndLink(s.ctx, s.instance.Identity, org, c.Ref)
	return err
}

type supplierAnswerCmd struct {
	Ref    string   `arg:"" help:"The assessment."`
	Answer []string `arg:"" optional:"" name:"question=answer" help:"Such as basic.mfa=all; of a question that does not apply, basic.mfa=-REASON."`
	Attach []string `placeholder:"QUESTION=FILE" help:"A file as the answer to a question. May be given several times."`
	File   string   `type:"existingfile" help:"JSON: a list of objects with question, value, note and does_not_apply."`
	HandIn bool     `help:"All answers are in: close the questionnaire."`
}

// Run enters the answers, all or none.
func (c *supplierAnswerCmd) Run(s *session) error {
	var all []supplier.Answer
	if c.File != "" {
		text, err := os.ReadFile(c.File)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &all); err != nil {
			return errs.Invalidf("%s is no list of answers in JSON: %v", c.File, err)
		}
	}
	for _, pair := range c.Answer {
		id, value, ok := strings.Cut(pair, "=")
		if !ok {
			return misusef("%q is not question=answer", pair)
		}
		x := supplier.Answer{Question: id, Value: value}
		if reason, skip := strings.CutPrefix(value, "-"); skip {
			x.Value, x.Skip = "", reason
		}
		all = append(all, x)
	}
	for _, pair := range c.Attach {
		x, err := s.attached(pair)
		if err != nil {
			return err
		}
		all = append(all, x)
	}
	return s.write("", func(w *record.Writer) error {
		_, err := supplier.Respond(w, c.Ref, all, c.HandIn)
		return err
	})
}

// attached keeps a file that is the answer to a question.
func (s *session) attached(pair string) (x supplier.Answer, err error) {
	id, name, ok := strings.Cut(pair, "=")
	if !ok {
		return x, misusef("%q is not question=file", pair)
	}
	i, err := s.store()
	if err != nil {
		return x, err
	}
	f, err := os.Open(name)
	if err != nil {
		return x, unreadable(name, err)
	}
	defer f.Close()
	file, err := supplier.Keep(s.ctx, i.Files, name, f)
	return supplier.Answer{Question: id, File: file}, err
}

type supplierFileCmd struct {
	Ref      string `arg:"" help:"The assessment."`
	Question string `arg:"" help:"The question, such as critical.finance."`
	Out      string `short:"o" required:"" placeholder:"FILE" help:"Where to write it; a file that is there is not overwritten."`
}

// Run writes the file that came with an answer.
func (c *supplierFileCmd) Run(s *session) error {
	var x supplier.Answer
	if err := s.read(func(r *record.Reader) error {
		a, err := supplier.Assessments.Find(r, c.Ref)
		if err == nil {
			x = a.Of(c.Question)
		}
		return err
	}); err != nil {
		return err
	}
	if x.File == nil {
		return errs.New(errs.NotFound, "No file came with this answer.")
	}
	file, _, err := s.instance.Files.Open(x.File.Digest)
	if err != nil {
		return err
	}
	defer file.Close()
	return writeNew(c.Out, file)
}

type supplierScoreCmd struct {
	Ref   string   `arg:"" help:"The assessment."`
	Judge []string `arg:"" optional:"" name:"question=judgement" help:"Such as basic.contact=good: good, partly, poor, or fact, which does not count."`
	Rest  string   `enum:",good,partly,poor,fact" default:"" help:"Judge all others so."`
}

// Run judges, and closes the scoring when nothing is left to judge.
func (c *supplierScoreCmd) Run(s *session) error {
	var all []supplier.Judgement
	for _, pair := range c.Judge {
		id, word, ok := strings.Cut(pair, "=")
		if !ok {
			return misusef("%q is not question=judgement", pair)
		}
		all = append(all, supplier.Judgement{Question: id, Judged: word})
	}
	var a *supplier.Assessment
	if err := s.write("", func(w *record.Writer) (err error) {
		if a, err = supplier.Judge(w, c.Ref, 0, all, c.Rest); err == nil && a.Open == 0 {
			err = supplier.Assessments.Take(w, a, "score")
		}
		return err
	}); err != nil {
		return err
	}
	out := fmt.Sprintf("%s scores %g %%", a.Ref, a.Score)
	if a.Knockouts != "" {
		out += "; knock-outs: " + strings.ReplaceAll(a.Knockouts, "\n", ", ")
	}
	if a.Open > 0 {
		out += fmt.Sprintf("; %d answers are still to be judged", a.Open)
	}
	return s.say(map[string]any{"ref": a.Ref, "score": a.Score, "knockouts": strings.Fields(a.Knockouts), "to_judge": a.Open}, "%s", out)
}

type supplierClausesCmd struct {
	Ref  string   `arg:"" help:"The agreement."`
	Tick []string `arg:"" optional:"" name:"clause=state" help:"Such as clause.exit=present, or clause.escrow=not_needed:NOTE."`
	Rest string   `enum:",present,missing" default:"" help:"The state of all other clauses that the supplier's tier needs."`
}

// Run enters the clauses and lists what is lacking.
func (c *supplierClausesCmd) Run(s *session) error {
	var found []supplier.Check
	for _, pair := range c.Tick {
		id, state, ok := strings.Cut(pair, "=")
		if !ok {
			return misusef("%q is not clause=state", pair)
		}
		state, note, _ := strings.Cut(state, ":")
		found = append(found, supplier.Check{Clause: id, State: state, Note: note})
	}
	var a *supplier.Agreement
	enter := func(w *record.Writer) (err error) {
		a, err = supplier.Tick(w, c.Ref, 0, found)
		if err != nil || c.Rest == "" {
			return err
		}
		var rest []supplier.Check
		for _, gap := range a.Lacking() {
			if a.Of(gap.ID).State == "" {
				rest = append(rest, supplier.Check{Clause: gap.ID, State: c.Rest})
			}
		}
		a, err = supplier.Tick(w, c.Ref, 0, rest)
		return err
	}
	var err error
	if len(found) > 0 || c.Rest != "" {
		err = s.write("", enter)
	} else {
		err = s.read(func(r *record.Reader) error {
			a, err = supplier.Agreements.Find(r, c.Ref)
			return err
		})
	}
	if err != nil {
		return err
	}
	t := table{head: []string{"CLAUSE", "TITLE", "STATE"}}
	gaps := a.Lacking()
	for _, g := range gaps {
		t.rows = append(t.rows, []string{g.ID, g.Title, a.Of(g.ID).State})
	}
	t.data = gaps
	fmt.Fprintf(s.Err, "%s lacks %s.\n", a.Ref, count(int64(len(gaps)), "clause", "clauses"))
	return s.table(t)
}
