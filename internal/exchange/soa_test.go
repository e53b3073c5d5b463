package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
	"github.com/assay-isms/assay/internal/testdb"
)

// awkward are what has broken spreadsheets before.
var awkward = []string{
	"=cmd|'/C calc'!A0", "=SUM(A1:A9)", "+49 30 1234", "-1", "@SUM(1)", "'quoted", "first line\nsecond line\n\nfourth", "windows\r\nlines", "  kept  apart  ", "tab\there",
	"2026-11-22", "11/22/2026", "1e5", "00123", "TRUE", "3.50", "n/a", "none", "-", "yes", "_x000D_", "a;b,c\"d\"", "<b>&amp;</b>", "مطلوب بموجب القانون (GDPR)", "נדרש לפי חוק",
	"顧客の個人情報を取り扱う", "cafe\u0301 🙂", strings.Repeat("A long account of what is done and why. ", 700),
}

// decided is a company with both editions, decided on in every way and with every such text.
func decided(t *testing.T) *company {
	c := newCompany(t, testdb.SQLite(t))
	c.write(func(w *record.Writer) error {
		_, err := control.AddEdition(w, catalog.Edition2013)
		return err
	})
	c.apply(c.prepare("people", c.table("name\nMiriam Okafor\nשרה כהן\n"), sheet.Choice{}), false)
	c.apply(c.prepare("requirements", c.table("title;type\nSecrecy;law\nUptime;contract\n"), sheet.Choice{}), false)
	c.write(func(w *record.Writer) error {
		all, err := control.Controls.All(w.Reader, record.Query{})
		if err != nil {
			return err
		}
		for i, one := range all {
			text := awkward[i%len(awkward)]
			if err := c.decide(w, one, i, text); err != nil {
				return fmt.Errorf("%s with %q: %w", one.Ref, text, err)
			}
		}
		return nil
	})
	return c
}

func (c *company) decide(w *record.Writer, one *control.Control, i int, text string) error {
	k := control.Controls.Kind()
	fields := map[string]string{"description": text, "owner": "", "due": "2027-01-31"}
	switch i % 3 {
	case 0:
		fields["applicability"], fields["reasons"], fields["implementation"] = "applicable", "law risk", "partly"
		fields["because_law"], fields["because_risk"] = text, awkward[(i+5)%len(awkward)]
	case 1:
		fields["applicability"], fields["exclusion_reason"] = "excluded", text
	}
	for name, value := range fields {
		f := k.Field(name)
		if f.To != "" {
			people, err := w.Reader.List(c.kind(f.To), record.Query{})
			if err != nil {
				return err
			}
			value = people.Records[i%2].Base().ID
		}
		if err := f.Parse(one, value); err != nil {
			return err
		}
	}
	return control.Controls.Put(w, one)
}

// TestStatementComesBack exports the Statement of Applicability and the register of controls, and imports both again.
func TestStatementComesBack(t *testing.T) {
	c := decided(t)
	before := c.entries()
	for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
		for _, f := range []report.Format{report.XLSX, report.CSV} {
			var file bytes.Buffer
			c.read(func(r *record.Reader) error {
				d, err := transition.Report(r, e, "Northwind Foods")
				if err != nil {
					return err
				}
				return report.Write(&file, f, d, report.Options{})
			})
			book, err := sheet.Open("soa"+f.Extension(), &file, sheet.Limits{})
			c.must(err)
			p := c.prepare("controls", book, sheet.Choice{})
			if want := map[catalog.Edition]int{catalog.Edition2022: 93, catalog.Edition2013: 114}[e]; p.Counts[Leave] != want || len(p.Rows) != want || len(p.Creates) > 0 {
				t.Errorf("%s of %s: %s\n%s\n%s", f, e, p.Summary(), lines(p, Change), lines(p, Bad))
			}
			for _, row := range p.Rows {
				if len(row.Notes) > 0 {
					t.Errorf("%s of %s, row %d: %v", f, e, row.Number, row.Notes)
					break
				}
			}
			c.apply(p, false)
		}
	}
	for _, f := range []report.Format{report.XLSX, report.CSV} {
		_, book := c.export("controls", f)
		p := c.prepare("controls", book, sheet.Choice{})
		if p.Counts[Leave] != 93+114 || len(p.Rows) != 93+114 {
			t.Errorf("register as %s: %s\n%s\n%s", f, p.Summary(), lines(p, Change), lines(p, Bad))
		}
		c.apply(p, false)
	}
	if after := c.entries(); after != before {
		t.Errorf("%d entries were written by imports that change nothing", after-before)
	}
}
