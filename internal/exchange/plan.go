package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// Action is what an import does with a row.
type Action string

// The actions.
const (
	Create Action = "create"
	Change Action = "change"
	Leave  Action = "leave" // says nothing new
	Bad    Action = "bad"   // cannot be imported
)

// Plan is what an import would do, row by row.
type Plan struct {
	File      string         `json:"file"`
	Sheet     string         `json:"sheet"`
	HeaderRow int            `json:"header_row"` // as a spreadsheet program numbers it
	Headers   []Header       `json:"headers"`
	Missing   []string       `json:"missing,omitempty"` // labels of required fields that no column holds
	Notes     []string       `json:"notes,omitempty"`
	Rows      []PlannedRow   `json:"rows"`
	Skipped   []Skipped      `json:"skipped,omitempty"`
	Creates   []Creation     `json:"creates,omitempty"` // what else would be created
	Counts    map[Action]int `json:"counts"`
	Digest    string         `json:"digest"` // of everything the import would do; equal plans have equal digests

	kind    *record.Kind
	book    *sheet.Workbook
	choice  sheet.Choice
	refused map[int][]Problem
}

// Header is one column of the file.
type Header struct {
	Text     string   `json:"text"`
	Field    string   `json:"field,omitempty"` // "" if the column is not used
	Label    string   `json:"label,omitempty"`
	By       sheet.By `json:"by,omitempty"`
	Imported bool     `json:"imported"`
	Filled   int      `json:"filled"` // rows with text in it
	Note     string   `json:"note,omitempty"`
}

// Skipped is a row that is not an entry.
type Skipped struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// PlannedRow is one entry of the file. Changes are what is different after the import, also what rules change.
type PlannedRow struct {
	Number   int           `json:"number"` // as a spreadsheet program shows it
	Action   Action        `json:"action"`
	Ref      string        `json:"ref,omitempty"`
	Title    string        `json:"title,omitempty"`
	Changes  []FieldChange `json:"changes,omitempty"`
	Problems []Problem     `json:"problems,omitempty"`
	Notes    []string      `json:"notes,omitempty"`
}

// FieldChange is one field's value before and after, as an export prints it.
type FieldChange struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Problem is why a row cannot be imported.
type Problem struct {
	Column  string `json:"column,omitempty"` // their header, or the field's label where no column holds it
	Field   string `json:"field,omitempty"`
	Value   string `json:"value,omitempty"` // what the cell says
	Message string `json:"message"`
}

// Creation is a record of another register that the import would create, because rows name it.
type Creation struct {
	Kind      string   `json:"kind"`
	Title     string   `json:"title"`
	Type      string   `json:"type"` // of a person: person, function, external
	Spellings []string `json:"spellings"`
	Rows      int      `json:"rows"` // that name it
}

// Result counts what was written.
type Result struct {
	Created int `json:"created"`
	Changed int `json:"changed"`
	Left    int `json:"left"`
	Bad     int `json:"bad"`    // rows not imported
	Others  int `json:"others"` // records created in other registers
}

// errDry ends a transaction that was only to see what would happen.
var errDry = errors.New("dry run")

// Prepare reads the table in the workbook that fits the kind best, or the one chosen, and tells what importing it
// would do. It does it all in a transaction that is rolled back, so that every rule is asked and every reference is the
// one a row would get; nothing is written. Rows that cannot be imported are part of the plan, not an error. Errors for
// people: no header is found, a choice names what is not there, the actor may not change the register.
func Prepare(ctx context.Context, org *record.Org, k *record.Kind, book *sheet.Workbook, choice sheet.Choice) (*Plan, error) {
	refused := map[int][]Problem{}
	for {
		var im *importer
		_, err := org.Write(ctx, "", func(w *record.Writer) (err error) {
			if im, err = read(w, k, book, choice, refused); err != nil {
				return err
			}
			if err = im.run(); err != nil {
				return err
			}
			return errDry
		})
		if !errors.Is(err, errDry) {
			return nil, err
		}
		if len(im.refused) == 0 {
			return im.plan, nil
		}
		maps.Copy(refused, im.refused) // once more without them, for what they took: references, people
	}
}

// Apply does what the plan says, as one batch of w. Where rows are bad and partial is not given, the error names them
// and nothing may be written; with partial they are left out. If the register has changed so that the plan would no
// longer do what it says, the error is Stale. On any error the caller must let w's transaction fail.
func (p *Plan) Apply(w *record.Writer, partial bool) (Result, error) {
	if p.Counts[Bad] > 0 && !partial {
		return Result{}, p.refusal()
	}
	im, err := read(w, p.kind, p.book, p.choice, p.refused)
	if err != nil {
		return Result{}, err
	}
	if err := im.run(); err != nil {
		return Result{}, err
	}
	if im.plan.Digest != p.Digest {
		return Result{}, p.stale(im.plan)
	}
	n := p.Counts
	return Result{Created: n[Create], Changed: n[Change], Left: n[Leave], Bad: n[Bad], Others: len(p.Creates)}, nil
}

const namedRows = 100

func (p *Plan) refusal() error {
	e := &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("%d of %s cannot be imported, and nothing was written. Mend them, or accept the import without them.",
		p.Counts[Bad], count(len(p.Rows), "row", "rows"))}
	for _, row := range p.Rows {
		for _, problem := range row.Problems {
			if len(e.Fields) == namedRows {
				return e
			}
			e.Fields = append(e.Fields, errs.Field{Name: fmt.Sprintf("row %d", row.Number), Message: problem.String()})
		}
	}
	return e
}

// String is the problem as one sentence: which column, and what is wrong.
func (p Problem) String() string {
	if p.Column == "" {
		return p.Message
	}
	return p.Column + ": " + p.Message
}

// stale names the first row for which now the import would do something else.
func (p *Plan) stale(now *Plan) error {
	where := ""
	for i := range p.Rows {
		a, _ := json.Marshal(p.Rows[i])
		b, _ := json.Marshal(now.Rows[i])
		if string(a) != string(b) {
			where = fmt.Sprintf(", first at row %d", p.Rows[i].Number)
			break
		}
	}
	return errs.New(errs.Stale, "%s changed since the import was prepared%s. Nothing was written; look at the new preview and import again.", p.kind.Title, where)
}

func (p *Plan) digest() string {
	h := sha256.New()
	_ = json.NewEncoder(h).Encode([]any{p.Rows, p.Creates}) // texts and numbers only, which cannot fail
	return hex.EncodeToString(h.Sum(nil))
}

// Summary says in one line what the import would do.
func (p *Plan) Summary() string {
	parts := []string{fmt.Sprintf("%d to create, %d to change, %d to leave", p.Counts[Create], p.Counts[Change], p.Counts[Leave])}
	if n := p.Counts[Bad]; n > 0 {
		parts = append(parts, count(n, "row that cannot be imported", "rows that cannot be imported"))
	}
	if len(p.Creates) > 0 {
		var names []string
		for _, c := range p.Creates {
			names = append(names, c.Title)
		}
		slices.Sort(names)
		parts = append(parts, "would also create "+count(len(names), "person", "people")+": "+strings.Join(names, ", "))
	}
	return strings.Join(parts, "; ") + "."
}
