package cli

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/record"
)

type accessReviewCmd struct {
	Population populationCmd   `cmd:"" help:"Hand in a system's list of entitlements."`
	Decide     decideAccessCmd `cmd:"" help:"Enter what a reviewer decided on rows."`
	Show       reviewShowCmd   `cmd:"" help:"Show a review: reviewers, populations and their hashes, what is open."`
	Report     reviewReportCmd `cmd:"" help:"Write a review as a file: populations, who decided what when, follow-up."`
	Sample     reviewSampleCmd `cmd:"" help:"Write a sample of rows for the auditor, which anybody can draw again."`
}

type populationCmd struct {
	Ref     string `arg:"" placeholder:"REVIEW" help:"The review, such as AR-1."`
	System  string `arg:"" help:"The system, such as SY-1."`
	File    string `arg:"" help:"Workbook (.xlsx) or delimited text (.csv) with login, entitlement, person, privileged, last used."`
	Partial bool   `help:"Leave out lines that cannot be read."`
	DryRun  bool   `help:"Write nothing; tell what would happen to the accounts."`
}

// Run hands in a list; the same list again changes nothing.
func (c *populationCmd) Run(s *session) error {
	book, err := openBook(c.File)
	if err != nil {
		return err
	}
	lines, err := access.ReadList(book)
	if err != nil {
		return err
	}
	list := access.HandIn{System: c.System, From: filepath.Base(c.File), Lines: lines, Partial: c.Partial}
	if c.DryRun {
		org, err := s.present()
		if err != nil {
			return err
		}
		_, e, err := access.Preview(s.ctx, org, c.Ref, list)
		if err != nil {
			return err
		}
		return s.say(e, "%s", effectWords(e))
	}
	var rv *access.Review
	var e *access.Effect
	if err := s.write("List "+c.File, func(w *record.Writer) (err error) {
		rv, e, err = access.Populate(w, c.Ref, list)
		return err
	}); err != nil {
		return err
	}
	return s.say(rv, "%d entitlements, %d undecided. SHA-256 %s\n%s", rv.Rows, rv.Open, rv.Hash, effectWords(e))
}

// effectWords say what a list does to the register of accounts.
func effectWords(e *access.Effect) string {
	words := count(int64(e.Rows), "entitlement", "entitlements") + " in the list."
	for _, part := range []struct {
		logins []string
		words  string
	}{{e.New, "New"}, {e.Back, "Active again"}, {e.Removed, "Marked as removed, since the list lacks them"}} {
		if len(part.logins) > 0 {
			words += "\n" + part.words + ": " + strings.Join(part.logins, ", ") + "."
		}
	}
	return words
}

type decideAccessCmd struct {
	Ref      string   `arg:"" placeholder:"REVIEW" help:"The review, such as AR-1."`
	Decision string   `arg:"" enum:"keep,change,revoke" help:"keep, change or revoke."`
	Rows     []string `arg:"" help:"Rows, such as AD-1."`
	By       string   `required:"" placeholder:"PERSON" help:"The reviewer who decided, such as P-3."`
	Reason   string   `help:"Why; needed to change or revoke, and to keep what is privileged or unused."`
}

// Run enters decisions, all or none.
func (c *decideAccessCmd) Run(s *session) error {
	var all []access.Verdict
	for _, row := range c.Rows {
		all = append(all, access.Verdict{Row: row, Decision: c.Decision, Reason: c.Reason})
	}
	var rv *access.Review
	if err := s.write(c.Reason, func(w *record.Writer) (err error) {
		rv, err = access.Decide(w, c.Ref, all, c.By)
		return err
	}); err != nil {
		return err
	}
	return s.say(rv, "%d of %d undecided.", rv.Open, rv.Rows)
}

type reviewShowCmd struct {
	Ref string `arg:"" placeholder:"REVIEW" help:"The review, such as AR-1."`
}

// Run shows how a review stands.
func (c *reviewShowCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		rv, err := access.Reviews.Find(r, c.Ref)
		if err != nil {
			return err
		}
		rows, err := access.RowsOf(r, rv.ID)
		if err != nil {
			return err
		}
		t := table{head: []string{"SYSTEM", "FOR", "ROWS", "TAKEN", "FROM", "SHA-256"}, data: rv}
		for _, p := range rv.Populations {
			t.rows = append(t.rows, []string{p.Ref, p.Use(), strconv.Itoa(p.Rows), p.At, p.From, p.Hash})
		}
		if s.JSON {
			return s.table(t)
		}
		s.lines([]fact{{"Review", rv.Ref + " " + rv.Title}, {"State", rv.State}, {"Undecided", strconv.Itoa(rv.Open) + " of " + strconv.Itoa(rv.Rows)}, {"To be confirmed", strconv.Itoa(rv.Pending)},
			{"Population SHA-256", rv.Hash}, {"Rows give it", map[bool]string{true: "yes", false: "no"}[access.Proven(rv, rows)]}})
		return s.aligned(t)
	})
}

type reviewReportCmd struct {
	Ref string `arg:"" placeholder:"REVIEW" help:"The review, such as AR-1."`
	output
}

// Run writes a review as a file.
func (c *reviewReportCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		d, err := access.Report(r, c.Ref, o.Name)
		if err != nil {
			return err
		}
		return c.writeTable(s, d, "Decisions")
	})
}

type reviewSampleCmd struct {
	Ref  string `arg:"" placeholder:"REVIEW" help:"The review, such as AR-1."`
	Size int    `short:"n" default:"25" help:"How many rows."`
	output
}

// Run writes a sample.
func (c *reviewSampleCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		d, err := access.SampleReport(r, c.Ref, o.Name, c.Size)
		if err != nil {
			return err
		}
		return c.writeTable(s, d, "Sample")
	})
}
