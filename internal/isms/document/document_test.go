package document_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/prose"
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

// house is an organisation with three people: ann writes, bob approves, cid reads.
type house struct {
	*testorg.Org
	people map[string]*people.Person
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	h := &house{Org: testorg.New(t, d, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)), people: map[string]*people.Person{}}
	h.write("ann", func(w *record.Writer) error {
		for name, position := range map[string]string{"ann": "ISMS manager", "bob": "Head of IT", "cid": "Clerk"} {
			p := &people.Person{Name: strings.ToUpper(name[:1]) + name[1:], Email: name + "@example.org", Position: position}
			if err := people.Persons.Put(w, p); err != nil {
				return err
			}
			h.people[name] = p
		}
		return nil
	})
	return h
}

func (h *house) as(name string) *record.Org {
	h.Helper()
	can := record.MayRead | record.MayContribute
	if name != "cid" {
		can |= record.MayEdit | record.MayApprove | record.MayAdminister
	}
	return h.As(record.Actor{ID: "u" + name, User: "u" + name, Name: name, Email: name + "@example.org", Can: can}).Named("Example Instruments Ltd")
}

// try writes and returns what was refused.
func (h *house) try(who string, fn func(w *record.Writer) error) error {
	h.Now = h.Now.Add(time.Minute)
	_, err := h.as(who).Write(ctx, "", fn)
	return err
}

func (h *house) write(who string, fn func(w *record.Writer) error) {
	h.Helper()
	must(h.T, h.try(who, fn))
}

func (h *house) read(fn func(r *record.Reader) error) {
	h.Helper()
	must(h.T, h.as("ann").Read(ctx, fn))
}

// refused demands an error that says all the words.
func (h *house) refused(err error, words ...string) {
	h.Helper()
	if err == nil {
		h.Fatalf("it was not refused; wanted %v", words)
	}
	text := err.Error()
	if e, ok := err.(*errs.Error); ok {
		for _, f := range e.Fields {
			text += " " + f.Name + ": " + f.Message
		}
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			h.Errorf("%q does not say %q", text, w)
		}
	}
}

// drafted makes a document with a draft.
func (h *house) drafted(d *document.Document, text string) (*document.Document, *document.Version) {
	h.Helper()
	v := &document.Version{Text: text}
	h.write("ann", func(w *record.Writer) error {
		d.Owner = record.Ref(h.people["ann"].ID)
		if err := document.Documents.Put(w, d); err != nil {
			return err
		}
		v.Document = record.Ref(d.ID)
		return document.Versions.Put(w, v)
	})
	return d, v
}

func (h *house) step(who string, v *document.Version, step string) error {
	return h.try(who, func(w *record.Writer) error {
		now, err := document.Versions.Get(w.Reader, v.ID)
		if err != nil {
			return err
		}
		now.Override, now.Remarks = v.Override, v.Remarks
		return document.Versions.Take(w, now, step)
	})
}

// published brings the next version of a document into force, with a text.
func (h *house) published(d *document.Document, text string) *document.Version {
	h.Helper()
	var v *document.Version
	h.write("ann", func(w *record.Writer) (err error) {
		if v, err = document.Draft(w, d, "because"); err == nil {
			v.Text = text
			err = document.Versions.Put(w, v)
		}
		return err
	})
	h.force(v)
	return v
}

func (h *house) force(v *document.Version) {
	h.Helper()
	for _, s := range [][2]string{{"ann", "submit"}, {"bob", "approve"}, {"ann", "publish"}} {
		must(h.T, h.step(s[0], v, s[1]))
	}
}

func (h *house) version(v *document.Version) (now *document.Version) {
	h.Helper()
	h.read(func(r *record.Reader) (err error) {
		now, err = document.Versions.Get(r, v.ID)
		return err
	})
	return now
}

func (h *house) document(d *document.Document) (now *document.Document) {
	h.Helper()
	h.read(func(r *record.Reader) (err error) {
		now, err = document.Documents.Get(r, d.ID)
		return err
	})
	return now
}

func TestFromDraftToRetired(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		doc, v := h.drafted(&document.Document{Title: "Access control", Audience: "everyone", KeepYears: 1}, "## Rules\n\nRights end within {{leaver_removal_hours}} hours.\n")
		h.refused(h.step("bob", v, "approve"), "does not belong to its state", "submit")
		must(t, h.step("ann", v, "submit"))
		h.refused(h.step("bob", v, "approve"), "leaver_removal_hours", "Hours to remove a leaver's rights")
		h.write("ann", func(w *record.Writer) error { return document.State(w, map[string]string{"leaver_removal_hours": "1"}) })
		h.refused(h.step("ann", v, "approve"), "override", "you wrote a part")
		v.Remarks = "Say who"
		must(t, h.step("bob", v, "return"))
		h.write("bob", func(w *record.Writer) error {
			now, err := document.Versions.Get(w.Reader, v.ID)
			if err != nil {
				return err
			}
			now.Text += "\nThe owner grants.\n"
			return document.Versions.Put(w, now)
		})
		must(t, h.step("ann", v, "submit"))
		h.refused(h.step("bob", v, "approve"), "you wrote a part")
		v.Override = "There are two of us"
		must(t, h.step("bob", v, "approve"))
		now := h.version(v)
		if now.Final != "## Rules\n\nRights end within 1 hour.\n\nThe owner grants.\n" || now.Override != v.Override || now.ApprovedBy != "bob" || len(now.Facts) != 1 || len(now.Digest) != 64 {
			t.Errorf("approved %+v", now)
		}
		h.refused(h.try("ann", func(w *record.Writer) error {
			now.Text = "other"
			return document.Versions.Put(w, now)
		}), "can no longer be changed")
		h.refused(h.try("ann", func(w *record.Writer) error { _, err := document.Draft(w, doc, ""); return err }), "being worked on")
		must(t, h.step("ann", v, "publish"))
		h.write("ann", func(w *record.Writer) error {
			return document.State(w, map[string]string{"leaver_removal_hours": "24"})
		})
		second := h.published(doc, h.version(v).Text)
		if old, now := h.version(v), h.version(second); old.Status != "superseded" || !strings.Contains(old.Final, "1 hour.") || !strings.Contains(now.Final, "24 hours.") || now.Number != 2 {
			t.Errorf("first %s %q, second %d %q", old.Status, old.Final, now.Number, now.Final)
		}
		h.refused(h.try("ann", func(w *record.Writer) error { return w.Restore(document.Versions.Kind(), v.ID, 1) }), "stays as it is")
		h.retires(doc, second)
	})
}

// retires ends a document and disposes of its copies when their time has come.
func (h *house) retires(doc *document.Document, last *document.Version) {
	h.Helper()
	take := func(step string, set func(d *document.Document)) error {
		return h.try("ann", func(w *record.Writer) error {
			d, err := document.Documents.Get(w.Reader, doc.ID)
			if err != nil {
				return err
			}
			set(d)
			return document.Documents.Take(w, d, step)
		})
	}
	h.refused(h.try("ann", func(w *record.Writer) error { return w.Delete(document.Documents.Kind(), doc.ID, h.document(doc).Rev) }), "retire")
	h.refused(take("retire", func(*document.Document) {}), "retired_why")
	must(h.T, take("retire", func(d *document.Document) { d.RetiredWhy = "Merged with another" }))
	if d, v := h.document(doc), h.version(last); d.Status != "retired" || d.KeepUntil != "2027-03-02" || v.Status != "retired" {
		h.Errorf("document %s until %s, version %s", d.Status, d.KeepUntil, v.Status)
	}
	if what := h.due(doc); what != "Dispose of the copies 2027-03-02" {
		h.Errorf("due: %s", what)
	}
	h.refused(take("dispose", func(d *document.Document) { d.DisposedHow = "Shredded" }), "kept until")
	h.Now = h.Now.AddDate(1, 0, 1)
	must(h.T, take("dispose", func(d *document.Document) { d.DisposedHow = "Shredded" }))
	if what := h.due(doc); what != "" {
		h.Errorf("due: %s", what)
	}
}

func (h *house) due(doc *document.Document) (out string) {
	h.read(func(r *record.Reader) error {
		all, _, err := r.Dues(record.DueQuery{Kinds: []string{"document"}, Limit: 10})
		for _, o := range all {
			if o.ID == doc.ID {
				out = o.What + " " + string(o.Day)
			}
		}
		return err
	})
	return out
}

// TestSkippedVersion: who accepted the first version and skipped the second sees what changed from the first to the third,
// and nothing else.
func TestSkippedVersion(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		texts := []string{
			"## Rules\n\n1. Rights end within 48 hours.\n2. Screens lock after 10 minutes.\n3. Guests have a sponsor.\n",
			"## Rules\n\n1. Rights end within 24 hours.\n2. Screens lock after 5 minutes.\n3. Guests have a sponsor.\n",
			"## Rules\n\n1. Rights end within 24 hours.\n2. Screens lock after 10 minutes.\n3. Guests have a sponsor.\n4. Badges are worn.\n"}
		doc, first := h.drafted(&document.Document{Title: "Access control", Audience: "everyone", AcknowledgeDays: 10}, texts[0])
		h.force(first)
		if tasks := h.toRead("cid"); len(tasks) != 1 || tasks[0].Since != 0 || tasks[0].Due != "2026-03-12" {
			t.Fatalf("to read: %+v", tasks)
		}
		accept := func(who string) error {
			return h.try(who, func(w *record.Writer) error {
				_, err := document.Acknowledge(w, doc.Ref, who+"@example.org", document.Form{})
				return err
			})
		}
		must(t, accept("cid"))
		h.refused(accept("cid"), "already")
		if tasks := h.toRead("cid"); len(tasks) != 0 {
			t.Fatalf("to read: %+v", tasks)
		}
		h.published(doc, texts[1])
		h.published(doc, texts[2])
		if tasks := h.toRead("cid"); len(tasks) != 1 || tasks[0].Since != 1 {
			t.Fatalf("to read: %+v", tasks)
		}
		h.read(func(r *record.Reader) error {
			reading, err := document.Read(r, doc.Ref, h.people["cid"])
			if err != nil {
				return err
			}
			changes, err := document.Compare(r, reading.Since, reading.Version)
			h.Must(err)
			var seen []string
			for _, c := range changes {
				if c.Op == prose.Same {
					continue
				}
				text := string(c.Op) + " " + c.Block().Text()
				for _, p := range c.Pieces {
					if p.Op != prose.Same {
						text += " " + string(p.Op) + "=" + p.Text
					}
				}
				seen = append(seen, text)
			}
			if want := []string{"changed Rights end within 24 hours. removed=48 added=24", "added Badges are worn."}; reading.Since.Number != 1 || !slices.Equal(seen, want) {
				t.Errorf("since version %d: %q, want %q", reading.Since.Number, seen, want)
			}
			whole, err := document.Read(r, doc.Ref, h.people["bob"])
			if whole.Since != nil {
				t.Error("who accepted nothing is shown a part")
			}
			return err
		})
		must(t, accept("cid"))
		h.ledger(doc)
	})
}

func (h *house) toRead(who string) (tasks []document.Task) {
	h.Helper()
	h.read(func(r *record.Reader) (err error) {
		tasks, err = document.ToRead(r, h.people[who])
		return err
	})
	return tasks
}

// ledger looks at who accepted what, and that the rest is late in time.
func (h *house) ledger(doc *document.Document) {
	h.Helper()
	h.Now = h.Now.AddDate(0, 0, 20)
	h.read(func(r *record.Reader) error {
		lines, err := document.Ledger(r, h.document(doc))
		if err != nil {
			return err
		}
		var got []string
		for _, l := range lines {
			got = append(got, l.Person.Name+map[bool]string{true: " late"}[l.Late]+map[bool]string{true: " done"}[l.Done])
		}
		if !slices.Equal(got, []string{"Ann late", "Bob late", "Cid done"}) {
			h.Errorf("the ledger says %q", got)
		}
		all, err := document.Acknowledgements.All(r, record.Query{})
		h.Must(err)
		for i, want := range []int{1, 3} {
			v, err := document.Versions.Get(r, string(all[i].Version))
			if err != nil {
				return err
			}
			if all[i].Number != want || all[i].Digest != v.Digest {
				h.Errorf("line %d is of version %d with digest %s", i, all[i].Number, all[i].Digest)
			}
		}
		standings, err := document.Standings(r)
		if len(standings) != 1 || standings[0].Asked != 3 || standings[0].Confirmed != 1 {
			h.Errorf("standings %+v", standings)
		}
		return err
	})
}
