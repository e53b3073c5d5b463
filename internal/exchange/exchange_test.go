package exchange

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
)

// company is an organisation with the controls of 2022 and approved risk criteria.
type company struct {
	testing.TB
	org   *record.Org
	store *record.Store
	now   time.Time
}

func newCompany(t testing.TB, d *db.DB) *company {
	t.Helper()
	c := &company{TB: t, now: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}
	var err error
	c.store, err = record.Open(context.Background(), d, journal.Keys(t.TempDir()), func() time.Time { return c.now }, isms.Kinds())
	c.must(err)
	c.org = c.open("o1")
	c.write(func(w *record.Writer) error {
		if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
			return err
		}
		criteria := risk.Starter()
		if err := risk.CriteriaVersions.Put(w, criteria); err != nil {
			return err
		}
		return risk.CriteriaVersions.Take(w, criteria, "approve")
	})
	return c
}

func (c *company) open(id string) *record.Org {
	org, err := c.store.Org(id, record.System)
	c.must(err)
	c.must(org.Create(context.Background()))
	return org
}

func (c *company) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *company) write(fn func(*record.Writer) error) record.Batch {
	c.Helper()
	c.now = c.now.Add(time.Minute)
	b, err := c.org.Write(context.Background(), "test", fn)
	c.must(err)
	return b
}

func (c *company) read(fn func(*record.Reader) error) {
	c.Helper()
	c.must(c.org.Read(context.Background(), fn))
}

func (c *company) entries() (n int64) {
	c.Helper()
	c.read(func(r *record.Reader) error {
		head, err := r.Head()
		n = head.Size
		return err
	})
	return n
}

func (c *company) kind(name string) *record.Kind {
	c.Helper()
	k, err := c.store.Kind(name)
	c.must(err)
	return k
}

func (c *company) openFile(path string) *sheet.Workbook {
	c.Helper()
	f, err := os.Open(path)
	if err != nil {
		c.Skipf("%v; this file comes with the collection of imports, not with the source", err)
	}
	defer f.Close()
	book, err := sheet.Open(filepath.Base(path), f, sheet.Limits{})
	c.must(err)
	return book
}

func (c *company) table(text string) *sheet.Workbook {
	c.Helper()
	book, err := sheet.Open("table.csv", strings.NewReader(text), sheet.Limits{})
	c.must(err)
	return book
}

func (c *company) prepare(kind string, book *sheet.Workbook, choice sheet.Choice) *Plan {
	c.Helper()
	before := c.entries()
	p, err := Prepare(context.Background(), c.org, c.kind(kind), book, choice)
	c.must(err)
	if after := c.entries(); after != before {
		c.Errorf("the dry run wrote %d journal entries", after-before)
	}
	return p
}

func (c *company) apply(p *Plan, partial bool) (Result, record.Batch) {
	c.Helper()
	var result Result
	b := c.write(func(w *record.Writer) (err error) {
		result, err = p.Apply(w, partial)
		return err
	})
	return result, b
}

// export writes the register as a file and opens it again.
func (c *company) export(kind string, format report.Format) ([]byte, *sheet.Workbook) {
	c.Helper()
	var b bytes.Buffer
	c.read(func(r *record.Reader) error {
		d, err := Document(r, c.kind(kind), record.Query{}, nil)
		if err != nil {
			return err
		}
		return report.Write(&b, format, d, report.Options{})
	})
	book, err := sheet.Open(kind+format.Extension(), bytes.NewReader(b.Bytes()), sheet.Limits{})
	c.must(err)
	return b.Bytes(), book
}

// lines are the plan as text, for comparison.
func lines(p *Plan, action Action) string {
	var b strings.Builder
	for _, row := range p.Rows {
		if row.Action != action {
			continue
		}
		fmt.Fprintf(&b, "%d %s %s\n", row.Number, row.Ref, row.Title)
		for _, problem := range row.Problems {
			fmt.Fprintf(&b, "  %s [%s]\n", problem, problem.Value)
		}
		for _, change := range row.Changes {
			fmt.Fprintf(&b, "  %s: %q → %q\n", change.Field, change.Before, change.After)
		}
		for _, note := range row.Notes {
			fmt.Fprintf(&b, "  (%s)\n", note)
		}
	}
	return b.String()
}
