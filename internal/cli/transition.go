package cli

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

type transitionCmd struct {
	From string `enum:"2013,2022" default:"2013" help:"The edition to start from: ${enum}."`
	To   string `enum:"2013,2022" default:"2022" help:"The edition to go to: ${enum}."`
	output
	DryRun    bool     `help:"Write nothing; show both statements side by side, the questions and what remains open."`
	Answer    []string `sep:"none" placeholder:"KEY=CHOICE" help:"Answer a question, such as A.5.15.owner=A.9.1.1. May be given several times."`
	Questions string   `placeholder:"FILE" help:"Write the questions into a file (.csv or .xlsx) with a column for the answers."`
	Answers   string   `placeholder:"FILE" help:"Take the answers from such a file."`
	Suggested bool     `help:"Take what is suggested for every question without an answer."`
	Owner     string   `placeholder:"PERSON" help:"Owner of the treatment actions whose control has none."`
	Due       string   `placeholder:"DAY" help:"When the treatment actions are due whose control names no day to come, such as 2026-09-30."`
	Reason    string   `help:"Why, for the history."`
}

// Run carries one edition's Statement of Applicability into the other, in one change.
func (c *transitionCmd) Run(s *session) error {
	if c.From == c.To {
		return misusef("--from and --to name the same edition")
	}
	if c.Questions != "" && c.Output != "" && c.Questions == c.Output {
		return misusef("--questions and --output name the same file")
	}
	answers, err := c.answers()
	if err != nil {
		return err
	}
	o := transition.Options{Answers: answers, Suggested: c.Suggested}
	var p *transition.Plan
	if c.DryRun || c.Questions != "" {
		err = s.read(func(r *record.Reader) (err error) {
			if err = c.choose(r, &o); err == nil {
				p, err = transition.Prepare(r, catalog.Edition(c.From), catalog.Edition(c.To), o)
			}
			return err
		})
	} else {
		if c.Reason == "" {
			c.Reason = fmt.Sprintf("Transition from %s to %s", c.From, c.To)
		}
		err = s.write(c.Reason, func(w *record.Writer) (err error) {
			if err = c.choose(w.Reader, &o); err == nil {
				p, err = transition.Apply(w, catalog.Edition(c.From), catalog.Edition(c.To), o)
			}
			return err
		})
	}
	if err != nil {
		return err
	}
	return c.print(s, p)
}

// choose reads who owns the actions and until when, as people write them.
func (c *transitionCmd) choose(r *record.Reader, o *transition.Options) error {
	k := treatment.Treatments.Kind()
	owner, err := value.Understand(r, k.Field("owner"), c.Owner)
	if err != nil {
		return errs.InField("owner", "%v", err)
	}
	due, err := value.Understand(r, k.Field("due"), c.Due)
	if err != nil {
		return errs.InField("due", "%v", err)
	}
	o.Owner, o.Due = record.Ref(owner), record.Date(due)
	return nil
}

// answers are those of the file and those of the command line, which win.
func (c *transitionCmd) answers() (map[string]string, error) {
	answers := map[string]string{}
	if c.Answers != "" {
		book, err := openBook(c.Answers)
		if err != nil {
			return nil, err
		}
		m, err := sheet.Find(book, []sheet.Column{{Name: "key", Label: "Key", Required: true}, {Name: "answer", Label: "Answer", Required: true}, {Name: "control", Label: "Control"},
			{Name: "question", Label: "Question"}, {Name: "choices", Label: "Choices"}, {Name: "suggested", Label: "Suggested"}}, sheet.Choice{})
		if err != nil {
			return nil, err
		}
		rows, _ := m.Data()
		for _, row := range rows {
			if key, answer := m.Cell(row, "key"), m.Cell(row, "answer"); key != "" && answer != "" {
				answers[key] = answer
			}
		}
	}
	for _, pair := range c.Answer {
		key, answer, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, misusef("--answer %q: write it like A.5.15.owner=A.9.1.1", pair)
		}
		answers[strings.TrimSpace(key)] = strings.TrimSpace(answer)
	}
	return answers, nil
}

func (c *transitionCmd) print(s *session, p *transition.Plan) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	org, err := s.shown()
	if err != nil {
		return err
	}
	d := p.Document(o.Name, org.Now())
	if c.Questions != "" {
		if err := (output{Output: c.Questions}).writeTable(s, d, transition.TableQuestions); err != nil {
			return err
		}
		fmt.Fprintf(s.Err, "%s in %s. Fill in the column Answer and give the file with --answers.\n", count(int64(p.Counts.Questions), "question is", "questions are"), c.Questions)
	}
	switch {
	case c.Format != "" || c.Output != "":
		return c.writeTable(s, d, transition.TableControls)
	case s.JSON:
		return s.json(p)
	case c.Questions != "" && !c.DryRun:
		return nil
	case c.DryRun:
		return c.printPlan(s, p)
	}
	return c.printGaps(s, p)
}

// printPlan shows both statements side by side, then the questions and the actions.
func (c *transitionCmd) printPlan(s *session, p *transition.Plan) error {
	t := table{head: []string{string(p.To), "TITLE", "FROM " + string(p.From), "APPLIES", "IMPLEMENTATION", "OWNER", "LINKS", "OPEN"}}
	for _, x := range p.Controls {
		t.rows = append(t.rows, []string{x.ID, x.Title, orWord(x.PartsText(), "new"), value.Label(control.Applicabilities, x.After.Applicability),
			value.Label(control.Implementations, x.After.Implementation), p.Name(string(x.After.Owner)), x.LinksText(), x.Gap})
	}
	if err := s.aligned(t); err != nil {
		return err
	}
	fmt.Fprintln(s.Out)
	for _, q := range p.Questions() {
		fmt.Fprintf(s.Out, "%s  %s\n", q.Key, printable(q.Asks))
		for _, choice := range q.Choices {
			mark := ""
			switch choice.Value {
			case q.Answer:
				mark = "  (answered)"
			case q.Suggested:
				mark = "  (suggested)"
			}
			fmt.Fprintf(s.Out, "  --answer %s=%s  %s%s\n", q.Key, choice.Value, printable(choice.Label), mark)
		}
	}
	c.printLeft(s, p)
	s.printActions(p)
	_, err := fmt.Fprintln(s.Out, p.Summary)
	return err
}

func orWord(text, word string) string {
	if text == "" {
		return word
	}
	return text
}

func (c *transitionCmd) printLeft(s *session, p *transition.Plan) {
	for _, l := range p.Left {
		fmt.Fprintf(s.Out, "%s %s has no counterpart in %s and stays where it is.\n", l.Control, l.Title, p.To)
	}
}

func (s *session) printActions(p *transition.Plan) {
	for _, a := range p.Actions {
		fmt.Fprintf(s.Out, "Action: %s (%s)\n", a.Title, a.State())
	}
}

// printGaps shows what remains open.
func (c *transitionCmd) printGaps(s *session, p *transition.Plan) error {
	t := table{head: []string{"CONTROL", "TITLE", "OPEN"}}
	for _, x := range p.Controls {
		if x.Gap != "" {
			t.rows = append(t.rows, []string{x.ID, x.Title, x.Gap})
		}
	}
	c.printLeft(s, p)
	if p.Counts.Gaps == 0 {
		_, err := fmt.Fprintln(s.Out, "Nothing remains open.")
		return err
	}
	if err := s.aligned(t); err != nil {
		return err
	}
	s.printActions(p)
	for _, a := range p.Actions {
		if len(a.Missing) > 0 && a.Covered == "" {
			fmt.Fprintln(s.Err, "Actions wait for an owner or a day: run again with --owner and --due.")
			break
		}
	}
	return nil
}
