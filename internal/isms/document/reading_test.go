package document_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/effectiveness"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/testdb"
)

func TestQuestionAndPaper(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	doc, v := h.drafted(&document.Document{Title: "Backup", Audience: "some", Readers: record.Refs{h.people["cid"].ID}}, "Restores are tried every {{restore_test_months}} months.")
	ask := func(answer, wrong string) error {
		return h.try("ann", func(w *record.Writer) error {
			now, err := document.Versions.Get(w.Reader, v.ID)
			if err != nil {
				return err
			}
			now.Question, now.Answer, now.Wrong = "How often are restores tried?", answer, wrong
			return document.Versions.Put(w, now)
		})
	}
	h.refused(ask("", "Never"), "answer")
	h.refused(ask("Every {{restore_test_months}} months", ""), "wrong")
	must(t, ask("Every {{restore_test_months}} months", "Never\nWhen needed"))
	h.refused(h.try("ann", func(w *record.Writer) error {
		return document.State(w, map[string]string{"restore_test_months": "often", "alert_answer_minutes": "0"})
	}), "restore_test_months", "alert_answer_minutes", "whole number")
	h.write("ann", func(w *record.Writer) error { return document.State(w, map[string]string{"restore_test_months": "6"}) })
	h.force(v)
	give := func(who string, form document.Form) error {
		return h.try(who, func(w *record.Writer) error {
			_, err := document.Acknowledge(w, doc.Ref, who+"@example.org", form)
			return err
		})
	}
	if got := h.version(v).Choices(); len(got) != 3 || !slices.Contains(got, "Every 6 months") {
		t.Errorf("choices %q", got)
	}
	h.refused(give("cid", document.Form{}), "answer", "choose")
	h.refused(give("cid", document.Form{Answer: "Never"}), "answer", "not what the document says")
	h.refused(give("cid", document.Form{Person: h.people["bob"].ID, Elsewhere: "on paper"}), "administer")
	h.refused(give("ann", document.Form{Person: h.people["cid"].ID}), "elsewhere")
	h.refused(give("cid", document.Form{Version: 2, Answer: "Every 6 months"}), "meanwhile")
	must(t, give("ann", document.Form{Person: h.people["cid"].Ref, Elsewhere: "list of 2 March, folder 12"}))
	h.read(func(r *record.Reader) error {
		all, err := document.Acknowledgements.All(r, record.Query{})
		if len(all) != 1 || all[0].RecordedBy != "ann: list of 2 March, folder 12" {
			t.Errorf("ledger %+v", all)
		}
		return err
	})
}

// TestTemplates starts every template and resolves what the program knows.
func TestTemplates(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.write("ann", func(w *record.Writer) error { _, err := control.AddEdition(w, catalog.Edition2022); return err })
	var made []*document.Document
	h.write("ann", func(w *record.Writer) (err error) {
		if made, err = document.Start(w, []string{"access-control"}); err != nil {
			return err
		}
		rest, err := document.Start(w, nil)
		made = append(made, rest...)
		return err
	})
	if len(made) != len(guide.Policies()) {
		t.Errorf("%d documents from %d templates", len(made), len(guide.Policies()))
	}
	h.refused(h.try("ann", func(w *record.Writer) error { _, err := document.Start(w, []string{"access-control"}); return err }), "already")
	if d := made[0]; d.Owner != record.Ref(h.people["bob"].ID) || len(d.Controls) == 0 || d.Audience != "some" {
		t.Errorf("access control is %+v", d)
	}
	answers := map[string]string{}
	for _, p := range guide.Placeholders() {
		if p.Source == "ask" {
			answers[p.Name] = p.Example
		}
	}
	h.write("ann", func(w *record.Writer) error { return document.State(w, answers) })
	h.read(func(r *record.Reader) error {
		facts, err := document.Facts(r)
		if err != nil {
			return err
		}
		for name, want := range map[string]string{"organisation_name": "Example Instruments Ltd", "isms_manager": "Ann", "scope_statement": "", "event_report_hours": "1"} {
			if k, _ := facts.Find(name); k.Value != want {
				t.Errorf("%s is %q from %q, want %q", name, k.Value, k.From, want)
			}
		}
		v, err := document.Open(r, made[0])
		if err == nil && (strings.Contains(v.Text, "`") || len(facts.Missing(v)) > 0) {
			t.Errorf("the text has names of the program's own, or misses %v", facts.Missing(v))
		}
		return err
	})
}

// TestProves: a policy in force shows its controls until its review day, and no longer.
func TestProves(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.write("ann", func(w *record.Writer) error { _, err := control.AddEdition(w, catalog.Edition2022); return err })
	access := ""
	h.read(func(r *record.Reader) error {
		c, err := control.Controls.Find(r, "A.5.15")
		access = c.ID
		return err
	})
	doc, v := h.drafted(&document.Document{Title: "Access control", Audience: "everyone", Controls: record.Refs{access}, ReviewMonths: 12}, "Closed first.")
	standing := func(control string, records ...string) (s effectiveness.Standing) {
		h.read(func(r *record.Reader) error {
			b, err := effectiveness.Read(r)
			for _, n := range b.Needs(control, records...) {
				if n.Kind == "document" {
					s = n.Standing
				}
			}
			return err
		})
		return s
	}
	if got := standing("A.5.15", access); got != effectiveness.Unused {
		t.Errorf("a draft makes it %s", got)
	}
	h.force(v)
	if a, b := standing("A.5.15", access), standing("A.5.1"); a != effectiveness.Fresh || b != effectiveness.Fresh {
		t.Errorf("in force it makes A.5.15 %s and A.5.1 %s", a, b)
	}
	if what := h.due(doc); what != "Review 2027-03-02" {
		t.Errorf("due: %s", what)
	}
	h.Now = h.Now.AddDate(1, 0, 1)
	if got := standing("A.5.15", access); got != effectiveness.Stale {
		t.Errorf("after its review day it is %s", got)
	}
	h.write("ann", func(w *record.Writer) error {
		d := h.document(doc)
		d.ReviewNote = "Two incidents read; nothing to change"
		return document.Documents.Take(w, d, "review")
	})
	if got := standing("A.5.15", access); got != effectiveness.Fresh {
		t.Errorf("after its review it is %s", got)
	}
}

// TestPolicyCountsOnce makes sure that a policy that names the control that asks for policies is one document there, in either
// edition, and that it shows what else it names.
func TestPolicyCountsOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ids := map[string]string{}
		h.write("ann", func(w *record.Writer) error {
			for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
				if _, err := control.AddEdition(w, e); err != nil {
					return err
				}
			}
			for _, ref := range []string{"A.5.1", "A.5.1.1", "A.5.15"} {
				c, err := control.Controls.Find(w.Reader, ref)
				if err != nil {
					return err
				}
				ids[ref] = c.ID
			}
			return nil
		})
		for _, typ := range []string{"policy", "procedure"} {
			_, v := h.drafted(&document.Document{Title: "A " + typ, Type: typ, Audience: "nobody", Controls: record.Refs{ids["A.5.1"], ids["A.5.1.1"], ids["A.5.15"]}}, "Be careful.")
			h.force(v)
		}
		h.read(func(r *record.Reader) error {
			b, err := effectiveness.Read(r)
			for ref, id := range ids {
				for _, n := range b.Needs(ref, id) {
					if n.Kind == "document" && (n.Records != 2 || n.Fresh != 2) {
						t.Errorf("%s is shown by %d of %d documents, want the policy and the procedure", ref, n.Fresh, n.Records)
					}
				}
			}
			return err
		})
	})
}

func TestExports(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	doc, v := h.drafted(&document.Document{Title: "Access control", Audience: "everyone", Classification: "internal"}, sampleText)
	h.force(v)
	h.read(func(r *record.Reader) error {
		text, err := document.Markdown(r, doc.Ref, 0)
		if err != nil {
			return err
		}
		head, body, _ := strings.Cut(text, "\n---\n\n")
		if body != sampleText || !strings.Contains(head, h.version(v).Digest) || !strings.Contains(head, `approved: "by bob on 2026-03-02"`) {
			t.Errorf("Markdown is %s", text)
		}
		d, err := document.Report(r, doc.Ref, 0, "Example Instruments Ltd")
		if err != nil {
			return err
		}
		for _, format := range document.Formats() {
			var out strings.Builder
			if err := report.Write(&out, format, d, report.Options{}); err != nil || out.Len() == 0 {
				t.Errorf("%s: %v", format, err)
			}
			if dir := os.Getenv("ASSAY_TEST_KEEP"); dir != "" {
				must(t, os.WriteFile(filepath.Join(dir, "policy."+string(format)), []byte(out.String()), 0o600))
			}
		}
		var docx strings.Builder
		must(t, report.Write(&docx, report.DOCX, d, report.Options{}))
		back, err := prose.Word(strings.NewReader(docx.String()), int64(docx.Len()))
		if err != nil {
			return err
		}
		for _, want := range []string{"## Rules", "**Leaving.** All rights end", "| Class | Means |", "[the register](<https://example.org/r>)"} {
			if !strings.Contains(back.Text, want) {
				t.Errorf("what was exported comes back without %q: %s", want, back.Text)
			}
		}
		return nil
	})
}

const sampleText = `## Rules

1. **Leaving.** All rights end within 24 hours, *privileged* ones within the hour. See [the register](https://example.org/r).
2. **Guests.** A sponsor answers for them.
   - A badge
   - An end date

> Development, sale and operation of the measuring platform.

| Class | Means |
| --- | --- |
| Public | **Anyone** may read |
| Internal | Staff |

### Exceptions

None, but for ` + "`root`" + `.
`

// acknowledged is how acknowledgements show the control that asks for policies.
func (h *house) acknowledged() (n effectiveness.Need) {
	h.read(func(r *record.Reader) error {
		b, err := effectiveness.Read(r)
		for _, x := range b.Needs("A.5.1") {
			if x.Kind == "acknowledgement" {
				n = x
			}
		}
		return err
	})
	return n
}

// TestAudienceIsCovered: one of three readers does not make the control look done. In time nothing is held against it; when the
// others are late it is stale, says how many and in which document, and is fresh again once the last has confirmed or left.
func TestAudienceIsCovered(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		_, v := h.drafted(&document.Document{Title: "Acceptable use", Audience: "everyone", Type: "topic_policy", AcknowledgeDays: 14, ReviewMonths: 12}, "Be careful.")
		h.force(v)
		need := h.acknowledged
		confirm := func(who string) {
			h.write(who, func(w *record.Writer) error {
				_, err := document.Acknowledge(w, "D-1", who+"@example.org", document.Form{})
				return err
			})
		}
		check := func(when string, s effectiveness.Standing, given, late int, words string) {
			t.Helper()
			if n := need(); n.Standing != s || n.Asked != 3 && words != "" || n.Given != given || n.Late != late || !strings.Contains(n.Words(), words) {
				t.Errorf("%s: %s, %d of %d, %d late: %s", when, n.Standing, n.Given, n.Asked, n.Late, n.Words())
			}
		}
		check("nobody yet", effectiveness.Unused, 0, 0, "nothing recorded")
		confirm("ann")
		check("one in time", effectiveness.Fresh, 1, 0, "1 of 3 asked have confirmed")
		if n := need(); n.Until != "2026-03-16" {
			t.Errorf("with two to come it is fresh until %s", n.Until)
		}
		h.Now = h.Now.AddDate(0, 0, 15)
		check("two late", effectiveness.Stale, 1, 2, "1 of 3 asked have confirmed, 2 are late: D-1")
		confirm("bob")
		check("one late", effectiveness.Stale, 2, 1, "1 is late")
		h.write("ann", func(w *record.Writer) error {
			p, err := people.Persons.Get(w.Reader, h.people["cid"].ID)
			if err != nil {
				return err
			}
			p.Status, p.Left = "left", w.Today()
			return people.Persons.Put(w, p)
		})
		if n := need(); n.Standing != effectiveness.Fresh || n.Asked != 2 || n.Given != 2 || n.Late != 0 {
			t.Errorf("the last has left: %+v", n)
		}
		h.Now = h.Now.AddDate(0, 0, 20)
		h.write("ann", func(w *record.Writer) error {
			for _, name := range []string{"dot", "eli"} {
				if err := people.Persons.Put(w, &people.Person{Name: name, Email: name + "@example.org", Joined: w.Today()}); err != nil {
					return err
				}
			}
			return nil
		})
		if n := need(); n.Standing != effectiveness.Fresh || n.Asked != 4 || n.Late != 0 {
			t.Errorf("newcomers have time: %+v", n)
		}
	})
}
