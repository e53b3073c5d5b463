package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
	"github.com/assay-isms/assay/internal/testdb"
)

// nasty are texts that spreadsheets, and readers of spreadsheets, like to change.
var nasty = []string{"", "", "Server room", "M. Okafor", "Okafor, Miriam", "=SUM(A1:A3)", "=D5*E5", "'=1+1", "'quoted", "+49 30 1234", "@home", "-", "?", "n/a", "none",
	"a, b; c | d", `say "no"`, "C:\\temp", "1,234", "0012", "1e5", "TRUE", "yes", "2026-03-14", "14.03.26", "#N/A", "café Ünïcödé", "\u00a0hard\u00a0space", "zero\u200bwidth",
	"日本語の資料", "Total: 15", "Name", "A.5.1", "x & y <b>", "https://example.org/?q=1#x", "tab\tinside", "👩‍⚕️ nurse"}

// random makes records of any kind.
type random struct {
	*rand.Rand
	*company
	ids map[string][]string // by kind
}

func (r *random) text(f *record.AnyField) string {
	text := nasty[r.IntN(len(nasty))]
	if f.Long && r.IntN(2) == 0 {
		text += "\nsecond line, \n\n- point"
	}
	return text
}

func (r *random) value(f *record.AnyField) string {
	option := func() string { return f.Options[r.IntN(len(f.Options))].Value }
	other := func() string {
		if ids := r.ids[f.To]; len(ids) > 0 {
			return ids[r.IntN(len(ids))]
		}
		return ""
	}
	if f.Name == "control" && f.Type() == "text" { // of a mapping: an id of either edition
		return catalog.Controls(catalog.Edition2022)[r.IntN(93)].ID
	}
	switch {
	case f.Name == "time_zone":
		return "Europe/Berlin"
	case strings.HasPrefix(f.Name, "impact_"):
		return fmt.Sprintf("0 0 1 1 2 %d", 2+r.IntN(3))
	case strings.HasSuffix(f.Name, "_at") && f.Type() == "text":
		return fmt.Sprintf("2025-%02d-03 08:30", 1+r.IntN(12))
	}
	switch f.Type() {
	case "choice":
		return option()
	case "set":
		return option() + " " + option()
	case "bool":
		return strconv.FormatBool(r.IntN(2) == 0)
	case "int":
		return strconv.Itoa(r.IntN(6))
	case "float":
		switch { // of intervals and of what stands instead of them
		case strings.HasSuffix(f.Name, "_low"):
			return "0.125"
		case strings.HasSuffix(f.Name, "_high"):
			return strconv.Itoa(1 + r.IntN(1000))
		case strings.HasSuffix(f.Name, "probability"):
			return ""
		}
		return strconv.FormatFloat(float64(r.IntN(1_000_000))/float64(1+r.IntN(700)), 'f', -1, 64)
	case "date":
		return time.Date(1990+r.IntN(36), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	case "ref":
		return other()
	case "refs":
		return other() + " " + other() + " " + other()
	}
	return r.text(f)
}

// fill adds up to n records of the kind, and changes as many; what the rules refuse is passed over.
func (r *random) fill(k *record.Kind, n int) {
	r.write(func(w *record.Writer) error {
		for i := range 2 * n {
			rec := k.New()
			if ids := r.ids[k.Name]; i >= n && len(ids) > 0 {
				var err error
				if rec, err = w.Get(k, ids[r.IntN(len(ids))]); err != nil {
					return err
				}
			} else if r.IntN(3) == 0 {
				rec.Base().Ref = []string{"%d", "S-%02d", "X.%d", "A B %d", "ref, %d", "=%d", "No. %d; b"}[r.IntN(7)]
				rec.Base().Ref = fmt.Sprintf(rec.Base().Ref, i)
			}
			for j := range k.Fields {
				if f := &k.Fields[j]; !f.Computed && f.Type() != "json" && (f.Required || r.IntN(3) > 0 || strings.HasSuffix(f.Name, "_low") || strings.HasSuffix(f.Name, "_high")) {
					if err := f.Parse(rec, r.value(f)); err != nil {
						return err
					}
				}
			}
			if e, ok := rec.(*effect.Effect); ok {
				if err := r.needed(w, e); err != nil {
					return err
				}
			}
			fresh := rec.Base().Rev == 0
			if err := w.Put(k, rec); err != nil && errs.KindOf(err) == errs.Internal {
				return err
			} else if err == nil && fresh {
				r.ids[k.Name] = append(r.ids[k.Name], rec.Base().ID)
			}
		}
		return nil
	})
}

// needed gives an effect shares, and a control that its risk needs.
func (r *random) needed(w *record.Writer, e *effect.Effect) error {
	x, err := risk.Risks.Get(w.Reader, r.ids["risk"][r.IntN(len(r.ids["risk"]))])
	if err == nil && len(x.Controls) > 0 {
		e.Risk, e.Control = record.Ref(x.ID), record.Ref(x.Controls[r.IntN(len(x.Controls))])
	}
	e.EfficacyLow, e.EfficacyHigh, e.Coverage = 0.125, 0.5+0.4*r.Float64(), r.Float64()
	return err
}

func (r *random) fillAll(n int) {
	r.read(func(rd *record.Reader) error {
		for _, k := range r.store.Kinds() {
			if err := rd.Each(k, record.Query{}, func(rec record.Record) error {
				r.ids[k.Name] = append(r.ids[k.Name], rec.Base().ID)
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, k := range r.store.Kinds() {
		r.fill(k, n)
	}
}

func TestUntouchedExportChangesNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		r := &random{rand.New(rand.NewPCG(7, 11)), c, map[string][]string{}}
		r.fillAll(25)
		for _, k := range c.store.Kinds() {
			if !slices.Contains([]string{"acceptance", "soa_version", "rating", "reconciliation", "calibration_exercise", "access_decision", "acknowledgement"}, k.Name) && len(r.ids[k.Name]) == 0 {
				t.Errorf("no random %s was saved; the test says nothing about it", k.Singular)
			}
			for _, format := range []report.Format{report.XLSX, report.CSV} {
				if len(r.ids[k.Name]) == 0 {
					continue
				}
				_, book := c.export(k.Plural, format)
				p := c.prepare(k.Plural, book, sheet.Choice{})
				if p.Counts[Leave] != len(r.ids[k.Name]) || len(p.Rows) != len(r.ids[k.Name]) || len(p.Creates) > 0 {
					t.Errorf("%s as %s: %s of %d\n%s%s%s%v", k.Plural, format, p.Summary(), len(r.ids[k.Name]), lines(p, Create), lines(p, Change), lines(p, Bad), p.Skipped)
				}
				for _, h := range p.Headers {
					if f := k.Field(h.Field); h.Field != refKey && (f == nil || h.Text != f.Name && h.Text != f.Label) {
						t.Errorf("%s as %s: column %q was read as %q", k.Plural, format, h.Text, h.Field)
					}
				}
				if _, b := c.apply(p, false); b.Count() != 0 {
					t.Errorf("%s as %s wrote %d entries", k.Plural, format, b.Count())
				}
			}
		}
	})
}

// TestExportRebuildsARegister takes registers to another organisation and back out of it: the files are the same.
func TestExportRebuildsARegister(t *testing.T) {
	c := newCompany(t, testdb.SQLite(t))
	c.write(func(w *record.Writer) error {
		for _, name := range []string{"Miriam Okafor", "L. Brandt", "IT team"} {
			p := c.kind("person").New()
			c.must(c.kind("person").Field("name").Parse(p, name))
			c.must(w.Put(c.kind("person"), p))
		}
		return nil
	})
	apply := func(kind, text string) {
		c.apply(c.prepare(kind, c.table(text), sheet.Choice{}), false)
	}
	apply("assets", "Nr;Name;Owner;Type;Depends on;C;Reviewed\nA-1;Server;Okafor;server;;high;2026-01-02\nA-2;Mail;IT team;saas;A-1, A-3;low;\nA-3;Disk;Brandt;;A-2;;\n;Paper, old;;;;;\n")
	apply("suppliers", "Name;Tier;Assets;Owner;Agreement ends\nTeleNord;critical;A-1;Okafor;12/2026\n")
	apply("interested-parties", "name;type\nClients;customer\n")
	apply("requirements", "title;type;party;addressed\nSecrecy;law;Clients;yes\nUptime;contract;;no\n")
	before := map[string][]byte{}
	order := []string{"people", "assets", "suppliers", "interested-parties", "requirements"}
	var books []*sheet.Workbook
	for i, kind := range order {
		var book *sheet.Workbook
		before[kind], book = c.export(kind, report.CSV)
		if i%2 == 0 {
			_, book = c.export(kind, report.XLSX)
		}
		books = append(books, book)
	}
	c.org = c.open("o2")
	for i, kind := range order {
		p := c.prepare(kind, books[i], sheet.Choice{})
		if p.Counts[Bad] > 0 || len(p.Creates) > 0 {
			t.Errorf("%s: %s\n%s", kind, p.Summary(), lines(p, Bad))
		}
		c.apply(p, false)
		if after, _ := c.export(kind, report.CSV); !bytes.Equal(after, before[kind]) {
			t.Errorf("%s\n%s\nbecame\n%s", kind, before[kind], after)
		}
	}
}

// TestSameMomentSameBytes exports today and, after later edits, as of today.
func TestSameMomentSameBytes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		c.apply(c.prepare("assets", c.table("Nr;Name;Owner\n1;Server;Okafor\n2;Mail;Brandt\n"), sheet.Choice{}), false)
		write := func(org *record.Org, format report.Format) []byte {
			var b bytes.Buffer
			c.must(org.Read(context.Background(), func(r *record.Reader) error {
				d, err := Document(r, c.kind("asset"), record.Query{}, nil)
				if err != nil {
					return err
				}
				return report.Write(&b, format, d, report.Options{})
			}))
			return b.Bytes()
		}
		then := map[report.Format][]byte{}
		for _, f := range report.Formats() {
			then[f] = write(c.org, f)
		}
		moment := c.now
		c.apply(c.prepare("assets", c.table("Nr;Name;Owner\n1;Old server;Sato\n3;New;\n"), sheet.Choice{}), false)
		c.now = c.now.Add(48 * time.Hour)
		past, release, err := c.org.AsOf(context.Background(), moment)
		c.must(err)
		defer release()
		for _, f := range report.Formats() {
			if !bytes.Equal(write(past, f), then[f]) {
				t.Errorf("%s as of the moment differs from %s taken then", f, f)
			}
			if bytes.Equal(write(c.org, f), then[f]) {
				t.Errorf("%s does not show the later edit", f)
			}
		}
	})
}

// TestFreeOfCommas guards what exports of several choices rely on.
func TestFreeOfCommas(t *testing.T) {
	c := newCompany(t, testdb.SQLite(t))
	for _, k := range c.store.Kinds() {
		for i := range k.Fields {
			for _, o := range k.Fields[i].Options {
				if k.Fields[i].Type() == "set" && strings.ContainsAny(o.Label, ",;|/") {
					t.Errorf("%s.%s: the label %q cannot be one of a list", k.Name, k.Fields[i].Name, o.Label)
				}
			}
		}
	}
}

func TestTemplateComesBack(t *testing.T) {
	c := newCompany(t, testdb.SQLite(t))
	for _, k := range c.store.Kinds() {
		var b bytes.Buffer
		c.read(func(r *record.Reader) error {
			d, err := Template(r, k)
			if err != nil {
				return err
			}
			return report.Write(&b, report.XLSX, d, report.Options{})
		})
		book, err := sheet.Open("template.xlsx", &b, sheet.Limits{})
		c.must(err)
		p, err := Prepare(context.Background(), c.org, k, book, sheet.Choice{})
		if len(k.Fields) > 0 && k.Fields[0].Computed {
			continue // a register that cannot be imported
		}
		c.must(err)
		if p.HeaderRow != 1 || len(p.Rows) != 0 || len(p.Missing) != 0 || len(p.Headers) < 2 {
			t.Errorf("%s: %+v", k.Plural, p)
		}
	}
}

func TestUnknownColumn(t *testing.T) {
	c := newCompany(t, testdb.SQLite(t))
	c.read(func(r *record.Reader) error {
		_, err := Document(r, c.kind("asset"), record.Query{}, []string{"name", "colour"})
		var said *errs.Error
		if !errors.As(err, &said) || said.Kind != errs.Invalid || !strings.Contains(said.Message, `"colour"`) {
			t.Errorf("%v", err)
		}
		return nil
	})
}
