package answer_test

import (
	"bytes"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

func library() (all []*answer.Answer) {
	for _, r := range guide.Replies() {
		all = append(all, &answer.Answer{Meta: record.Meta{Ref: r.ID}, Question: r.Question, Answer: r.Answer})
	}
	return all
}

// TestOtherWordings asks every prepared answer's other wordings, which the index does not know: most find it among the first three.
func TestOtherWordings(t *testing.T) {
	index := answer.NewIndex(library())
	found, asked := 0, 0
	for _, r := range guide.Replies() {
		for _, also := range r.Also {
			asked++
			for _, s := range index.Suggest(also, 3) {
				if s.Ref == r.ID {
					found++
				}
			}
		}
	}
	if found*2 < asked {
		t.Errorf("%d of %d wordings find their answer", found, asked)
	}
	t.Logf("%d of %d wordings find their answer", found, asked)
}

// TestOwnQuestion holds that each question finds its own answer first, whatever the order of the library.
func TestOwnQuestion(t *testing.T) {
	all := library()
	rapid.Check(t, func(t *rapid.T) {
		index := answer.NewIndex(rapid.Permutation(all).Draw(t, "library"))
		a := rapid.SampledFrom(all).Draw(t, "answer")
		if got := index.Suggest(a.Question, 1); len(got) == 0 || got[0].Ref != a.Ref {
			t.Fatalf("%q finds %v", a.Question, got)
		}
	})
}

// TestFilledWorkbook answers a customer's workbook and reads it again: the answers are there, all else is as it was.
func TestFilledWorkbook(t *testing.T) {
	const file = "../../../content/demo/files/halden-questionnaire.xlsx"
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wb, err := sheet.Open(file, bytes.NewReader(before), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	c := &answer.Questionnaire{}
	if err := c.Read(wb, answer.Guess(wb)); err != nil {
		t.Fatal(err)
	}
	if c.Sheet != "Questions" || c.AskColumn != "B" || c.SayColumn != "C" {
		t.Fatalf("sheet %s, columns %s and %s", c.Sheet, c.AskColumn, c.SayColumn)
	}
	c.Items[1].Answer = "=HYPERLINK(\"https://evil.example\")"
	var out bytes.Buffer
	if err := sheet.Fill(bytes.NewReader(before), &out, c.Sheet, c.Cells()); err != nil {
		t.Fatal(err)
	}
	if path := os.Getenv("ASSAY_KEEP_XLSX"); path != "" {
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	after, err := sheet.Open(file, &out, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	again := &answer.Questionnaire{}
	if err := again.Read(after, answer.Columns{Sheet: c.Sheet, Ask: "B", Say: "C", From: c.Items[0].Row}); err != nil {
		t.Fatal(err)
	}
	for i, x := range again.Items {
		if x != c.Items[i] {
			t.Errorf("row %d: %v, was %v", x.Row, x, c.Items[i])
		}
	}
	if len(after.Sheets) != len(wb.Sheets) {
		t.Errorf("%d sheets of %d", len(after.Sheets), len(wb.Sheets))
	}
}
