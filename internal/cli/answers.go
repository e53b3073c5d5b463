package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

type answersCmd struct {
	Seed    answersSeedCmd    `cmd:"" help:"Take the prepared answers over that the register does not have yet."`
	Bring   answersBringCmd   `cmd:"" help:"Bring a customer's workbook into the register."`
	Columns answersColumnsCmd `cmd:"" help:"Read the questions anew from other columns; answers entered so far are lost."`
	Suggest answersSuggestCmd `cmd:"" help:"Suggest answers to a customer's questions, or write those that are reviewed into a workbook."`
	Say     answersSayCmd     `cmd:"" help:"Answer questions of a customer by their rows."`
	File    answersFileCmd    `cmd:"" help:"Write the customer's workbook with our answers in it."`
}

type answersSeedCmd struct{}

// Run takes the answers over.
func (c *answersSeedCmd) Run(s *session) error {
	added := 0
	if err := s.write("Prepared answers taken over", func(w *record.Writer) (err error) {
		added, err = answer.Seed(w)
		return err
	}); err != nil {
		return err
	}
	return s.say(map[string]int{"added": added}, "%s added.", count(int64(added), "answer", "answers"))
}

type answersBringCmd struct {
	File     string      `arg:"" type:"existingfile" help:"The customer's workbook (.xlsx)."`
	Customer string      `required:"" placeholder:"NAME" help:"Who sent it."`
	Due      record.Date `placeholder:"DAY" help:"By when they want the answers."`
}

// Run keeps the workbook and reads its questions.
func (c *answersBringCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	defer f.Close()
	q, err := answer.Bring(s.ctx, i.Files, answer.Brought{Customer: c.Customer, Due: c.Due, FileName: c.File, File: f})
	if err != nil {
		return err
	}
	if err := s.write("", func(w *record.Writer) error { return answer.Questionnaires.Put(w, q) }); err != nil {
		return err
	}
	return s.brought(q)
}

// brought says what was read from where.
func (s *session) brought(q *answer.Questionnaire) error {
	return s.say(map[string]any{"ref": q.Ref, "questions": len(q.Items), "sheet": q.Sheet, "question_column": q.AskColumn, "answer_column": q.SayColumn},
		"%s: %s from column %s of %s, answers go to column %s.", q.Ref, count(int64(len(q.Items)), "question", "questions"), q.AskColumn, q.Sheet, q.SayColumn)
}

// columns are those given; what is left out stays as it is.
type columns struct {
	Sheet     string `help:"Its sheet; without it, the one with the most questions."`
	Questions string `placeholder:"COLUMN" help:"Letter of the column with the questions."`
	Answers   string `placeholder:"COLUMN" help:"Letter of the column for the answers."`
	FirstRow  int    `placeholder:"N" help:"The first row with a question."`
}

func (c columns) over(at answer.Columns) answer.Columns {
	if c.Sheet != "" {
		at.Sheet, at.From = c.Sheet, 1
	}
	if c.Questions != "" {
		at.Ask = c.Questions
	}
	if c.Answers != "" {
		at.Say = c.Answers
	}
	if c.FirstRow != 0 {
		at.From = c.FirstRow
	}
	return at
}

type answersColumnsCmd struct {
	Ref string `arg:"" help:"The customer's questionnaire, such as CQ-1."`
	columns
}

// Run reads the questions anew.
func (c *answersColumnsCmd) Run(s *session) error {
	q, err := s.questionnaire(c.Ref)
	if err != nil {
		return err
	}
	if err := q.Reread(s.instance.Files, c.over(q.Columns())); err != nil {
		return err
	}
	if err := s.write("Columns chosen", func(w *record.Writer) error { return answer.Questionnaires.Put(w, q) }); err != nil {
		return err
	}
	return s.brought(q)
}

func (s *session) questionnaire(ref string) (q *answer.Questionnaire, err error) {
	return q, s.read(func(r *record.Reader) (err error) {
		q, err = answer.Questionnaires.Find(r, ref)
		return err
	})
}

type answersSuggestCmd struct {
	Of string `arg:"" help:"A questionnaire of the register such as CQ-1, or a customer's workbook (.xlsx)."`
	columns
	Out string `short:"o" placeholder:"FILE" help:"Write the workbook with the best answer to each question, if it is reviewed, into FILE."`
}

// Run lists the best answer to each question.
func (c *answersSuggestCmd) Run(s *session) error {
	text, err := os.ReadFile(c.Of)
	if errors.Is(err, fs.ErrNotExist) && c.Out == "" {
		q, err := s.questionnaire(c.Of)
		if err != nil {
			return err
		}
		return s.suggest(q)
	}
	if err != nil {
		return unreadable(c.Of, err)
	}
	wb, err := sheet.Open(c.Of, bytes.NewReader(text), sheet.Limits{})
	if err != nil {
		return err
	}
	q := &answer.Questionnaire{}
	if err := q.Read(wb, c.over(answer.Guess(wb))); err != nil {
		return err
	}
	if err := s.suggest(q); err != nil || c.Out == "" {
		return err
	}
	var out bytes.Buffer
	if err := sheet.Fill(bytes.NewReader(text), &out, q.Sheet, q.Cells()); err != nil {
		return err
	}
	return os.WriteFile(c.Out, out.Bytes(), 0o600)
}

// suggest prints the best prepared answer to each question, and takes those that are reviewed as answers where there is none.
func (s *session) suggest(q *answer.Questionnaire) error {
	t := table{head: []string{"ROW", "QUESTION", "ANSWER", "SCORE", "REVIEWED"}}
	if err := s.read(func(r *record.Reader) error {
		index, err := answer.All(r)
		if err != nil {
			return err
		}
		all := index.Offers(q.Items, 1, r.Today())
		for i, x := range all {
			for _, best := range x.Offers {
				if x.Answer == "" && best.Ready {
					q.Items[i].Answer = best.Answer
				}
				t.rows = append(t.rows, []string{fmt.Sprint(x.Row), x.Question, best.Ref, fmt.Sprintf("%.1f", best.Score), string(best.ReviewedOn)})
			}
		}
		t.data = all
		return nil
	}); err != nil {
		return err
	}
	return s.table(t)
}

type answersSayCmd struct {
	Ref  string   `arg:"" help:"The customer's questionnaire, such as CQ-1."`
	Says []string `arg:"" name:"row=answer" help:"Such as 7='We do.', or 7=@AW-3 for the prepared answer."`
}

// Run enters the answers, all or none.
func (c *answersSayCmd) Run(s *session) error {
	var all []answer.Said
	for _, pair := range c.Says {
		row, text, ok := strings.Cut(pair, "=")
		n, err := strconv.Atoi(row)
		if !ok || err != nil {
			return misusef("%q is not row=answer", pair)
		}
		said := answer.Said{Row: n, Answer: text}
		if ref, taken := strings.CutPrefix(text, "@"); taken {
			said.Answer, said.From = "", ref
		}
		all = append(all, said)
	}
	var q *answer.Questionnaire
	if err := s.write("", func(w *record.Writer) (err error) {
		q, err = answer.Say(w, c.Ref, 0, all)
		return err
	}); err != nil {
		return err
	}
	return s.say(map[string]any{"ref": q.Ref, "unanswered": q.Left}, "%s: %d of %d unanswered.", q.Ref, q.Left, len(q.Items))
}

type answersFileCmd struct {
	Ref string `arg:"" help:"The customer's questionnaire, such as CQ-1."`
	Out string `short:"o" required:"" placeholder:"FILE" help:"Where to write it; a file that is there is not overwritten."`
}

// Run writes the filled workbook.
func (c *answersFileCmd) Run(s *session) error {
	q, err := s.questionnaire(c.Ref)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := q.Fill(s.instance.Files, &out); err != nil {
		return err
	}
	return writeNew(c.Out, &out)
}
