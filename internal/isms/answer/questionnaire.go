package answer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// Questionnaire is a list of questions that a customer sent, with what we answer. The file itself is kept by its digest.
type Questionnaire struct {
	record.Meta
	Title      string
	Customer   string
	Owner      record.Ref
	ReceivedOn record.Date
	Due        record.Date
	FileName   string
	FileDigest string
	FileSize   int
	Sheet      string
	AskColumn  string // letter of the column with the questions
	SayColumn  string // letter of the column for the answers
	Items      []Item
	Left       int // questions without an answer
	Status     string
	SentOn     record.Date
	Notes      string
}

// Item is one question of a questionnaire.
type Item struct {
	Row      int    `json:"row"` // as a spreadsheet program shows it
	Question string `json:"question"`
	Answer   string `json:"answer,omitempty"`
	From     string `json:"from,omitempty"` // id of the prepared answer it was taken from
}

// Questionnaires is the register of customers' questionnaires.
var Questionnaires = record.Define(record.Spec[Questionnaire]{
	Name: "customer_questionnaire", Plural: "customer-questionnaires", Title: "Questionnaires from customers", Singular: "customer's questionnaire", Prefix: "CQ", Clause: "A.5.31",
	About: "What customers asked about our security and what we answered. Bring the customer's spreadsheet, choose the columns, and take the answers that fit.",
	Fields: []record.Field[*Questionnaire]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(c *Questionnaire) any { return &c.Title }},
		{Name: "customer", Label: "Customer", Listed: true, Indexed: true, Ptr: func(c *Questionnaire) any { return &c.Customer }, Synonyms: []string{"client", "kunde"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(c *Questionnaire) any { return &c.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "received_on", Label: "Received on", Past: true, Indexed: true, Ptr: func(c *Questionnaire) any { return &c.ReceivedOn }, Synonyms: []string{"eingegangen am"}},
		{Name: "due", Label: "Due", From: "received_on", Listed: true, Indexed: true, Ptr: func(c *Questionnaire) any { return &c.Due }, Synonyms: []string{"deadline", "frist"}},
		{Name: "file_name", Label: "File", Computed: true, Ptr: func(c *Questionnaire) any { return &c.FileName }},
		{Name: "file_digest", Label: "SHA-256 of the file", Computed: true, Ptr: func(c *Questionnaire) any { return &c.FileDigest }},
		{Name: "file_size", Label: "Size", Unit: "bytes", Computed: true, Ptr: func(c *Questionnaire) any { return &c.FileSize }},
		{Name: "sheet", Label: "Sheet", Computed: true, Ptr: func(c *Questionnaire) any { return &c.Sheet }},
		{Name: "question_column", Label: "Column of questions", Computed: true, Ptr: func(c *Questionnaire) any { return &c.AskColumn }},
		{Name: "answer_column", Label: "Column of answers", Computed: true, Ptr: func(c *Questionnaire) any { return &c.SayColumn }},
		{Name: "items", Label: "Questions", Computed: true, Ptr: func(c *Questionnaire) any { return &c.Items }},
		{Name: "unanswered", Label: "Unanswered", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Questionnaire) any { return &c.Left }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Questionnaire) any { return &c.Status }, Options: []record.Option{
			{Value: "open", Label: "Open"}, {Value: "answered", Label: "Answered"}, {Value: "sent", Label: "Sent"}}},
		{Name: "sent_on", Label: "Sent on", Computed: true, Indexed: true, Ptr: func(c *Questionnaire) any { return &c.SentOn }},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(c *Questionnaire) any { return &c.Notes }, Synonyms: []string{"remarks", "bemerkung"}},
	},
	Owes: func(c *Questionnaire) []record.Due {
		if c.Status == "sent" {
			return nil
		}
		return []record.Due{{What: "Answer the customer", Day: c.Due, Who: c.Owner, Weight: record.Grave}}
	},
	Before: func(w *record.Writer, old, c *Questionnaire) error {
		if c.ReceivedOn == "" && old == nil && c.Due == "" {
			c.ReceivedOn = w.Today()
		}
		c.Left = 0
		for _, i := range c.Items {
			if i.Answer == "" {
				c.Left++
			}
		}
		switch {
		case c.SentOn != "":
			c.Status = "sent"
		case len(c.Items) > 0 && c.Left == 0:
			c.Status = "answered"
		default:
			c.Status = "open"
		}
		return nil
	},
	Steps: []record.Step[*Questionnaire]{{Name: "send", Label: "Sent", About: "The file with the answers went to the customer.", Needs: record.MayEdit, Open: func(c *Questionnaire) bool { return c.SentOn == "" && len(c.Items) > 0 },
		Do: func(w *record.Writer, c *Questionnaire) error {
			if c.Left > 0 {
				return errs.New(errs.Conflict, "%d questions have no answer yet. Answer them, even if only to say that they do not apply.", c.Left)
			}
			c.SentOn = w.Today()
			return nil
		}}},
})

// Columns are where the questions of a workbook stand and the answers go.
type Columns struct {
	Sheet string `json:"sheet"`
	Ask   string `json:"question_column"` // letter
	Say   string `json:"answer_column"`   // letter
	From  int    `json:"first_row"`       // the first with a question
}

// Columns are where the questions and answers stand now.
func (c *Questionnaire) Columns() Columns {
	at := Columns{Sheet: c.Sheet, Ask: c.AskColumn, Say: c.SayColumn, From: 1}
	if len(c.Items) > 0 {
		at.From = c.Items[0].Row
	}
	return at
}

// Guess looks for the sheet and the columns: the longest column of sentences, and beside it the first whose head speaks of answers.
func Guess(wb *sheet.Workbook) (c Columns) {
	best := 0
	for _, s := range wb.Sheets {
		if s.Hidden {
			continue
		}
		for col := range 30 {
			n, first := 0, 0
			for _, row := range s.Rows {
				if len(strings.Fields(row.Cell(col))) >= 4 {
					if n++; first == 0 {
						first = row.Number
					}
				}
			}
			if n > best {
				best, c = n, Columns{s.Name, sheet.Letters(col), sheet.Letters(answerColumn(s, col)), first}
			}
		}
	}
	return c
}

// answerColumn is the column whose head speaks of answers; otherwise the one after the questions.
func answerColumn(s sheet.Sheet, ask int) int {
	for _, row := range s.Rows[:min(20, len(s.Rows))] {
		for col, text := range row.Cells {
			for _, word := range []string{"answer", "response", "antwort", "réponse", "reply"} {
				if col != ask && len(strings.Fields(text)) < 6 && strings.Contains(record.Fold(text), word) {
					return col
				}
			}
		}
	}
	return ask + 1
}

// Read takes the questions from a workbook; what stands in the column of answers already is kept as the answer.
func (c *Questionnaire) Read(wb *sheet.Workbook, at Columns) error {
	i := slices.IndexFunc(wb.Sheets, func(s sheet.Sheet) bool { return s.Name == at.Sheet })
	if i < 0 {
		return errs.InField("sheet", "%q is no sheet of %s", at.Sheet, wb.Name)
	}
	ask, say := sheet.ColumnOf(at.Ask), sheet.ColumnOf(at.Say)
	switch {
	case ask < 0:
		return errs.InField("question_column", "is %q; write the column's letter, such as B", at.Ask)
	case say < 0 || say == ask:
		return errs.InField("answer_column", "is %q; write the letter of another column, such as C", at.Say)
	}
	var items []Item
	for _, row := range wb.Sheets[i].Rows {
		if q := row.Cell(ask); row.Number >= at.From && q != "" {
			items = append(items, Item{Row: row.Number, Question: q, Answer: row.Cell(say)})
		}
	}
	if len(items) == 0 {
		return errs.InField("question_column", "has no text from row %d on", at.From)
	}
	c.Sheet, c.AskColumn, c.SayColumn, c.Items = at.Sheet, sheet.Letters(ask), sheet.Letters(say), items
	return nil
}

// Said is an answer to one question of a questionnaire.
type Said struct {
	Row    int    `json:"row"`
	Answer string `json:"answer"` // "" with from takes the prepared answer's text
	From   string `json:"from"`   // reference or id of the prepared answer it was taken from; "" if written anew
}

// Say enters answers to a questionnaire, at the revision the caller saw; 0 for any.
func Say(w *record.Writer, ref string, rev int64, all []Said) (*Questionnaire, error) {
	c, err := Questionnaires.Find(w.Reader, ref)
	if err != nil {
		return nil, err
	}
	if err := c.unsent(); err != nil {
		return nil, err
	}
	if rev != 0 {
		c.Rev = rev
	}
	c.Items = slices.Clone(c.Items)
	for _, said := range all {
		row := fmt.Sprint("row ", said.Row)
		i := slices.IndexFunc(c.Items, func(x Item) bool { return x.Row == said.Row })
		if i < 0 {
			return nil, errs.InField(row, "holds no question of %s", c.Ref)
		}
		if said.Answer = strings.TrimSpace(said.Answer); said.Answer == "" && said.From != "" {
			a, err := Answers.Find(w.Reader, said.From)
			if err != nil {
				return nil, err
			}
			said.Answer, said.From = a.Answer, a.Ref
		}
		if strings.Contains(said.Answer, "{{") {
			return nil, errs.InField(row, "still asks for a fact in double braces; fill it in")
		}
		c.Items[i].Answer, c.Items[i].From = said.Answer, said.From
	}
	return c, Questionnaires.Put(w, c)
}

func (c *Questionnaire) unsent() error {
	if c.SentOn != "" {
		return errs.New(errs.Conflict, "%s was sent on %s and stays as it is.", c.Ref, c.SentOn)
	}
	return nil
}

// Cells are the answers by the cells of the customer's file.
func (c *Questionnaire) Cells() map[string]string {
	out := map[string]string{}
	for _, i := range c.Items {
		if i.Answer != "" {
			out[fmt.Sprint(c.SayColumn, i.Row)] = i.Answer
		}
	}
	return out
}
