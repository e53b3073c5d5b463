package framework_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/testorg"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is an organisation with a clock of its own.
type house struct {
	*testorg.Org
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	return &house{testorg.New(t, d, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))}
}

func (h *house) write(fn func(w *record.Writer) error) record.Batch {
	h.Helper()
	h.Now = h.Now.Add(time.Hour)
	b, err := h.System.Write(ctx, "because", fn)
	must(h.T, err)
	return b
}

// edition adds the controls of an edition.
func (h *house) edition(e catalog.Edition) {
	h.Helper()
	h.write(func(w *record.Writer) error { _, err := control.AddEdition(w, e); return err })
}

// decide makes a control applicable and implemented, with evidence fresh for so many days; negative for none.
func (h *house) decide(id string, days int) {
	h.Helper()
	h.write(func(w *record.Writer) error {
		c, err := control.Controls.Find(w.Reader, id)
		if err != nil {
			return err
		}
		c.Applicability, c.Reasons, c.BecauseRisk, c.Implementation = "applicable", record.Set{"risk"}, "a risk", "implemented"
		if err := control.Controls.Put(w, c); err != nil || days < 0 {
			return err
		}
		until := record.Date(h.Now.AddDate(0, 0, days).Format(time.DateOnly))
		return evidence.Evidences.Put(w, &evidence.Evidence{Title: "Proof of " + id, Statement: "Seen", Controls: record.Refs{c.ID}, CollectedOn: "2026-01-01", FreshUntil: until})
	})
}

func (h *house) exclude(id string) {
	h.Helper()
	h.write(func(w *record.Writer) error {
		c, err := control.Controls.Find(w.Reader, id)
		if err != nil {
			return err
		}
		c.Applicability, c.ExclusionReason = "excluded", "Not done here"
		return control.Controls.Put(w, c)
	})
}

func open(t testing.TB, name, text string) *framework.File {
	t.Helper()
	f, err := framework.Open(name, strings.NewReader(text))
	must(t, err)
	return f
}

// nist opens one of NIST's own files, which the product does not carry.
func nist(t *testing.T, parts ...string) *framework.File {
	t.Helper()
	at := filepath.Join(append([]string{"..", "..", "..", "..", "shared", "oscal"}, parts...)...)
	file, err := os.Open(at)
	if err != nil {
		t.Skip("skipped: NIST's OSCAL files are not here")
	}
	defer file.Close()
	f, err := framework.Open(at, file)
	must(t, err)
	return f
}

func (h *house) importFile(f *framework.File, o framework.Options) (plan *framework.Plan) {
	h.Helper()
	h.write(func(w *record.Writer) (err error) { plan, err = framework.Import(w, f, o); return err })
	return plan
}

// refuse expects that the import says so.
func (h *house) refuse(f *framework.File, o framework.Options, want string) {
	h.Helper()
	_, err := framework.Preview(ctx, h.System, f, o)
	text := ""
	if e, ok := err.(*errs.Error); ok {
		text = e.Message
		for _, field := range e.Fields {
			text += "|" + field.Name + ": " + field.Message
		}
	}
	if err == nil || !strings.Contains(text, want) {
		h.Errorf("%s: %v %s, want %q", f.Name, err, text, want)
	}
}

func (h *house) cover(ref string, e catalog.Edition) (c *framework.Coverage) {
	h.Helper()
	h.Read(func(r *record.Reader) (err error) { c, err = framework.Cover(r, ref, e); return err })
	return c
}

func row(t testing.TB, c *framework.Coverage, identifier string) *framework.Requirement {
	t.Helper()
	for i := range c.Items {
		if c.Items[i].Identifier == identifier {
			return &c.Items[i]
		}
	}
	t.Fatalf("%s has no %s", c.Framework.Ref, identifier)
	return nil
}

// TestNISTCatalogs imports the catalogs whole, in either format, and the baselines that select from them.
func TestNISTCatalogs(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		rev4 := nist(t, "nist", "NIST_SP-800-53_rev4_catalog-min.json")
		before := h.Size()
		plan, err := framework.Preview(ctx, h.System, rev4, framework.Options{})
		must(t, err)
		if h.Size() != before || plan.Items.Create != 922+18 || plan.Action != framework.Create || len(plan.Rows) != framework.MaxRows {
			t.Errorf("a preview: %+v, %d entries more", plan.Items, h.Size()-before)
		}
		if plan := h.importFile(rev4, framework.Options{}); plan.Items != (framework.Tally{Create: 940}) || plan.Framework != "FW-1" {
			t.Errorf("%+v", plan)
		}
		before = h.Size()
		if plan := h.importFile(rev4, framework.Options{}); plan.Items != (framework.Tally{Leave: 940}) || h.Size() != before {
			t.Errorf("the same file again: %+v", plan.Items)
		}
		if plan := h.importFile(nist(t, "nist", "NIST_SP-800-53_rev4_catalog.xml"), framework.Options{}); plan.Items != (framework.Tally{Leave: 940}) || plan.Framework != "FW-1" {
			t.Errorf("the same catalog as XML: %+v", plan.Items)
		}
		high := nist(t, "nist", "NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog-min.json")
		moderate := nist(t, "nist", "NIST_SP-800-53_rev5_MODERATE-baseline_profile.json")
		h.refuse(moderate, framework.Options{}, "Give that file too")
		if plan := h.importFile(moderate, framework.Options{With: []*framework.File{high}}); plan.Items.Create != 287+18 {
			t.Errorf("the moderate baseline: %+v", plan.Items)
		}
		h.edition(catalog.Edition2022)
		c := h.cover("FW-2", catalog.Edition2022)
		if c.Framework.Requirements != 287 || c.Framework.Mapped < 100 || len(row(t, c, "AC-2").Served) < 3 || row(t, c, "AC-2(1)").Depth != 2 {
			t.Errorf("%+v", c.Framework)
		}
		for name, want := range map[string]string{"ssp": "system security plan", "ap": "assessment plan"} {
			f := map[string]string{"ssp": "ssp-example.xml", "ap": "ifa_assessment-plan-example.xml"}[name]
			h.refuse(nist(t, "examples", name, "xml", f), framework.Options{}, want)
		}
		rep, err := h.Store.Verify(ctx, "o1")
		must(t, err)
		if len(rep.Faults) > 0 {
			t.Error(rep.Faults)
		}
	})
}

const criteria = `Criteria;Title;Description;Category;ISO 27001;Relationship;Remarks
CC6.1;Logical access;Protects;CC6;"A.5.15, A.8.3";intersects with;
CC6.2;Registration;Registers users;CC6;A.5.16;subset of;Joiners
CC7.1;Detection;;CC7;A.9.2.5;equal;
CC7.2;Response;;CC7;;;
`

func TestSpreadsheet(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.edition(catalog.Edition2022)
		f := open(t, "criteria.csv", criteria)
		if plan := h.importFile(f, framework.Options{Title: "Ours"}); plan.Items.Create != 6 || plan.Mappings.Create != 4 {
			t.Errorf("%+v", plan)
		}
		if plan := h.importFile(f, framework.Options{Title: "Ours"}); plan.Items != (framework.Tally{Leave: 6}) || plan.Mappings != (framework.Tally{Leave: 4}) {
			t.Errorf("again: %+v", plan)
		}
		next := strings.Replace(strings.Replace(criteria, "Registers users", "Registers all users", 1), "CC7.2;Response;;CC7;;;\n", "", 1)
		if plan := h.importFile(open(t, "v2.csv", next), framework.Options{Into: "FW-1"}); plan.Items.Change != 1 || plan.Items.Withdraw != 1 || plan.Title != "Ours" {
			t.Errorf("another version: %+v", plan)
		}
		if plan := h.importFile(open(t, "map.csv", "Requirement,Annex A control\ncc6.1,8.5\nCC6.1,A.8.3\n"), framework.Options{Into: "FW-1"}); plan.Mappings.Create != 1 || plan.Mappings.Change != 1 || plan.Items != (framework.Tally{}) {
			t.Errorf("a mapping alone: %+v", plan)
		}
		h.refuse(open(t, "map.csv", "Requirement,Annex A control\nCC9,8.5\n"), framework.Options{Into: "FW-1"}, `row 2: there is no requirement "CC9"`)
		h.refuse(open(t, "x.csv", "Requirement,Title,Annex A control,Relation\nX,Y,A.99.1,friend of\n"), framework.Options{}, "no control of Annex A is named A.99.1")
		h.refuse(open(t, "x.csv", "Requirement,Title,Annex A control,Relation\nX,Y,A.5.1,friend of\n"), framework.Options{}, "row 2")
		h.refuse(f, framework.Options{Into: "nist-csf-2.0"}, "is built in")
		h.refuse(f, framework.Options{Into: "FW-9"}, "FW-9")
		c := h.cover("FW-1", catalog.Edition2022)
		if q := row(t, c, "CC7.2"); !q.Withdrawn || q.Counted() || c.Framework.Requirements != 3 {
			t.Errorf("%+v", q)
		}
		if q := row(t, c, "CC7.1"); q.ServedBy() != "equal to A.9.2.5 through A.5.18" || q.Extent != framework.Whole {
			t.Errorf("%s %s", q.ServedBy(), q.Extent)
		}
	})
}

func TestCoverage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		if c := h.cover("NIST-CSF-2.0", catalog.Edition2022); c.Framework.Requirements != 106 || c.Framework.Mapped != 99 || c.Counts[control.Undecided] != 99 || c.Counts[framework.Unmapped] != 7 {
			t.Errorf("without controls: %+v %v", c.Framework, c.Counts)
		}
		h.edition(catalog.Edition2022)
		h.edition(catalog.Edition2013)
		h.importFile(open(t, "f.csv", "Requirement,Title,Control,Relation\nR1,Fresh,A.8.13,subset\nR2,Stale,A.5.1,intersects\nR3,None,A.5.2,superset\nR4,Out,A.7.1,\nR5,Worst,A.8.13 A.5.2,\nR6,Free,,\nR7,Open,A.5.3 A.7.1,\nR8,Old,A.12.3.1,equal\n"), framework.Options{})
		before := h.Now
		h.decide("A.8.13", 30)
		h.decide("A.5.1", -1)
		h.write(func(w *record.Writer) error {
			c, err := control.Controls.Find(w.Reader, "A.5.1")
			if err != nil {
				return err
			}
			return evidence.Evidences.Put(w, &evidence.Evidence{Title: "Old", Statement: "Seen", Controls: record.Refs{c.ID}, CollectedOn: "2024-01-01", FreshUntil: "2025-01-01"})
		})
		h.decide("A.5.2", -1)
		h.exclude("A.7.1")
		c := h.cover("FW-1", catalog.Edition2022)
		// No Statement of Applicability is approved, so nothing is more than partly working.
		for id, want := range map[string]string{"R1": "partly whole 1/1", "R2": "stale part 0/1", "R3": "none part 0/0", "R4": "excluded  0/0", "R5": "none not stated 1/1",
			"R6": "unmapped  0/0", "R7": "undecided not stated 0/0", "R8": "partly whole 1/1"} {
			q := row(t, c, id)
			got := string(q.State) + " " + string(q.Extent) + " " + string(rune('0'+q.Fresh)) + "/" + string(rune('0'+len(q.Evidence)))
			if got != want || q.Why == "" {
				t.Errorf("%s: %s because %s, want %s", id, got, q.Why, want)
			}
		}
		if q := row(t, c, "R7"); !strings.HasSuffix(q.Why, "; A.7.1 excluded") {
			t.Errorf("why: %s", q.Why)
		}
		if q := row(t, h.cover("FW-1", catalog.Edition2013), "R1"); q.State != control.Undecided || q.ServedBy() != "subset of A.8.13 through A.12.3.1" {
			t.Errorf("by the other edition: %s, %s", q.State, q.ServedBy())
		}
		past, release, err := h.System.AsOf(ctx, before)
		must(t, err)
		defer release()
		must(t, past.Read(ctx, func(r *record.Reader) error {
			c, err := framework.Cover(r, "FW-1", catalog.Edition2022)
			if err == nil && row(t, c, "R1").State != control.Undecided {
				t.Error("the past shows what was decided later")
			}
			return err
		}))
		h.Read(func(r *record.Reader) error {
			served, err := framework.Serving(r, "A.8.13")
			text := ""
			for _, s := range served {
				text += s.Framework + " " + s.Identifier + " " + s.Relation + " " + s.Via + "|"
			}
			if !strings.HasPrefix(text, "FW-1 R1 subset |FW-1 R5  |FW-1 R8 equal A.12.3.1|NIST-CSF-2.0 PR.DS-01  |NIST-CSF-2.0 PR.DS-11 intersects") || !strings.Contains(text, "NIST-SP800-53-R5 CP-9 intersects") {
				t.Error(text)
			}
			return err
		})
	})
}

func TestRules(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var a, b *framework.Framework
		var i *framework.Item
		h.write(func(w *record.Writer) error {
			a, b = &framework.Framework{Title: "A"}, &framework.Framework{Title: "B"}
			must(t, framework.Frameworks.Put(w, a))
			must(t, framework.Frameworks.Put(w, b))
			i = &framework.Item{Title: "One", Framework: record.Ref(a.ID), Identifier: "1.1 / a"}
			must(t, framework.Items.Put(w, i))
			other := &framework.Item{Title: "Other", Framework: record.Ref(b.ID), Identifier: "9"}
			must(t, framework.Items.Put(w, other))
			must(t, framework.Mappings.Put(w, &framework.Mapping{Item: record.Ref(i.ID), Control: "8.13", Relation: "equal"}))
			if i.Ref != "FW-1:1.1-a" || i.Type != "requirement" {
				t.Errorf("%+v", i)
			}
			for want, err := range map[string]error{
				"belongs to another framework": framework.Items.Put(w, &framework.Item{Title: "T", Framework: record.Ref(a.ID), Identifier: "2", Parent: record.Ref(other.ID)}),
				"maps 1.1 / a to A.8.13":       framework.Mappings.Put(w, &framework.Mapping{Item: record.Ref(i.ID), Control: "A.8.13"}),
				"is not a control of Annex A":  framework.Mappings.Put(w, &framework.Mapping{Item: record.Ref(i.ID), Control: "A.99"}),
			} {
				if e, ok := err.(*errs.Error); !ok || len(e.Fields) == 0 || !strings.Contains(e.Fields[0].Message, want) {
					t.Errorf("%v, want %s", err, want)
				}
			}
			return nil
		})
		if _, err := h.System.Write(ctx, "", func(w *record.Writer) error { return framework.Remove(w, "NIST-CSF-2.0") }); !errs.Is(err, errs.Conflict) {
			t.Error(err)
		}
		batch := h.write(func(w *record.Writer) error { return framework.Remove(w, "FW-1") })
		if batch.Count() != 3 {
			t.Errorf("%d changes", batch.Count())
		}
		h.write(func(w *record.Writer) error { return w.Undo(batch.First) })
		if q := row(t, h.cover("FW-1", catalog.Edition2022), "1.1 / a"); q.ServedBy() != "equal to A.8.13" {
			t.Error(q.ServedBy())
		}
	})
}
