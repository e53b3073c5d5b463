package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/exchange"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
)

type importCmd struct {
	Kind      string   `arg:"" help:"Register, such as assets or risks."`
	File      string   `arg:"" placeholder:"FILE" help:"Workbook (.xlsx) or delimited text (.csv)."`
	Map       []string `sep:"none" placeholder:"THEIR COLUMN=FIELD" help:"Which column is which field, where the names do not tell; an empty field leaves the column out. May be given several times."`
	Sheet     string   `placeholder:"NAME" help:"The sheet; without it the one that fits best."`
	HeaderRow int      `placeholder:"N" help:"The row of the column names; without it the one that fits best."`
	DryRun    bool     `help:"Write nothing; list what would be created, changed and left, row by row."`
	Partial   bool     `help:"Import the good rows although others are bad."`
	Reason    string   `help:"Why, for the history; without it the name of the file."`
}

// Run imports a file, all of it or, unless --partial is given, nothing.
func (c *importCmd) Run(s *session) error {
	k, err := value.Kind(c.Kind)
	if err != nil {
		return err
	}
	book, err := openBook(c.File)
	if err != nil {
		return err
	}
	choice, err := c.choice()
	if err != nil {
		return err
	}
	org, err := s.present()
	if err != nil {
		return err
	}
	plan, err := exchange.Prepare(s.ctx, org, k, book, choice)
	if err != nil {
		return err
	}
	result, err := c.apply(s, plan)
	if printed := c.print(s, k, plan, result); printed != nil {
		return printed
	}
	return err
}

func openBook(name string) (*sheet.Workbook, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer f.Close()
	return sheet.Open(name, f, sheet.DefaultLimits)
}

func (c *importCmd) choice() (sheet.Choice, error) {
	choice := sheet.Choice{Sheet: c.Sheet, HeaderRow: c.HeaderRow, Map: map[string]string{}}
	for _, pair := range c.Map {
		at := strings.LastIndex(pair, "=")
		if at < 0 {
			return choice, misusef("--map %q: write \"Their column=field\"", pair)
		}
		choice.Map[strings.TrimSpace(pair[:at])] = strings.TrimSpace(pair[at+1:])
	}
	return choice, nil
}

// apply does what the plan says; the result is nil if nothing was to be written.
func (c *importCmd) apply(s *session, plan *exchange.Plan) (*exchange.Result, error) {
	if bad := plan.Counts[exchange.Bad]; bad > 0 && !c.Partial {
		return nil, errs.New(errs.Invalid, "Nothing was imported: %s cannot be read. Mend the file, or import the others with --partial.", count(int64(bad), "row", "rows"))
	}
	if c.DryRun {
		return nil, nil
	}
	if c.Reason == "" {
		c.Reason = "Import of " + c.File
	}
	var result exchange.Result
	err := s.write(c.Reason, func(w *record.Writer) (err error) {
		result, err = plan.Apply(w, c.Partial)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &result, nil
}

func (c *importCmd) print(s *session, k *record.Kind, plan *exchange.Plan, result *exchange.Result) error {
	if s.JSON {
		return s.json(struct {
			*exchange.Plan
			Result *exchange.Result `json:"result,omitempty"`
		}{plan, result})
	}
	s.lines([]fact{{"File", plan.File}, {"Sheet", plan.Sheet}, {"Header row", number(int64(plan.HeaderRow))}})
	fmt.Fprintln(s.Out)
	if err := s.printHeaders(plan.Headers); err != nil {
		return err
	}
	for _, label := range plan.Missing {
		fmt.Fprintf(s.Out, "No column holds %s. Name one with --map \"Their column=field\".\n", label)
	}
	for _, note := range plan.Notes {
		fmt.Fprintln(s.Out, note)
	}
	fmt.Fprintln(s.Out)
	if c.DryRun {
		s.printRows(plan)
	}
	for _, o := range plan.Creates {
		fmt.Fprintf(s.Out, "Also creates the %s %s, named in %s.\n", o.Kind, o.Title, count(int64(o.Rows), "row", "rows"))
	}
	for _, row := range plan.Rows {
		for _, p := range row.Problems {
			fmt.Fprintf(s.Out, "Row %d: %s\n", row.Number, printable(p.String()))
		}
	}
	for _, skipped := range plan.Skipped {
		fmt.Fprintf(s.Out, "Row %d is left out (%s): %s\n", skipped.Number, skipped.Reason, short(skipped.Text))
	}
	if result != nil {
		fmt.Fprintf(s.Out, "%s: %d created, %d changed, %d left as they were, %d bad.\n", k.Title, result.Created, result.Changed, result.Left, result.Bad)
		return nil
	}
	fmt.Fprintln(s.Out, plan.Summary())
	return nil
}

func (s *session) printHeaders(headers []exchange.Header) error {
	t := table{head: []string{"THEIR COLUMN", "FIELD", "FOUND BY", "FILLED", "NOTE"}}
	for _, h := range headers {
		field := h.Label
		switch {
		case h.Field == "":
			field = "not used"
		case !h.Imported:
			field += " (set by the program)"
		}
		t.rows = append(t.rows, []string{h.Text, field, string(h.By), number(int64(h.Filled)), h.Note})
	}
	return s.aligned(t)
}

func (s *session) printRows(plan *exchange.Plan) {
	for _, row := range plan.Rows {
		if row.Action == exchange.Bad {
			continue
		}
		fmt.Fprintf(s.Out, "Row %d: %s %s %s\n", row.Number, row.Action, row.Ref, short(row.Title))
		for _, change := range row.Changes {
			if row.Action == exchange.Change {
				fmt.Fprintf(s.Out, "  %s: %s → %s\n", change.Label, short(change.Before), short(change.After))
			}
		}
		for _, note := range row.Notes {
			fmt.Fprintf(s.Out, "  %s\n", printable(note))
		}
	}
}

type exportCmd struct {
	Kind string `arg:"" help:"Register, such as assets or risks."`
	listing
	output
	Template bool `help:"An empty table to fill in, with the columns explained."`
}

// Run writes a register as a file. The same moment gives the same bytes, and importing it again changes nothing.
func (c *exportCmd) Run(s *session) error {
	k, err := value.Kind(c.Kind)
	if err != nil {
		return err
	}
	q, err := c.query()
	if err != nil {
		return err
	}
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		d, err := c.document(r, k, q)
		if err != nil {
			return err
		}
		d.Organisation = o.Name
		return c.write(s, d)
	})
}

func (c *exportCmd) document(r *record.Reader, k *record.Kind, q record.Query) (report.Document, error) {
	if c.Template {
		return exchange.Template(r, k)
	}
	if err := resolve(r, k, q.Filters); err != nil {
		return report.Document{}, err
	}
	return exchange.Document(r, k, q, c.Columns)
}
