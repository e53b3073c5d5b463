package task_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/testorg"
)

// house is an organisation of two people.
type house struct {
	*testorg.Org
	ann, bob *people.Person
}

func newHouse(t *testing.T, d *db.DB) *house {
	h := &house{Org: testorg.New(t, d, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))}
	h.ann, h.bob = &people.Person{Name: "Ann Lee", Email: "ann@example.org"}, &people.Person{Name: "Bob Öz", Email: "bob@example.org"}
	h.as("", func(w *record.Writer) error {
		if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
			return err
		}
		if err := people.Persons.Put(w, h.ann); err != nil {
			return err
		}
		return people.Persons.Put(w, h.bob)
	})
	return h
}

// try writes as the person of an address, who contributes; "" is the program itself.
func (h *house) try(email string, fn func(*record.Writer) error) error {
	a := record.System
	if email != "" {
		a = record.Actor{ID: email, Name: email, Email: email, User: email, Can: record.MayRead | record.MayContribute}
	}
	_, err := h.As(a).Write(context.Background(), "", fn)
	return err
}

func (h *house) as(email string, fn func(*record.Writer) error) {
	h.Helper()
	h.Must(h.try(email, fn))
}

// due are the things in a person's list, as "What Ref".
func (h *house) due(p *people.Person) (out string) {
	h.Read(func(r *record.Reader) error {
		q, err := task.Of(r, record.Ref(p.ID))
		if err != nil {
			return err
		}
		q.Limit = 100
		all, _, err := r.Dues(q)
		var found []string
		for _, x := range all {
			found = append(found, x.What+" "+x.Ref)
		}
		out = strings.Join(found, ", ")
		return err
	})
	return out
}

func (h *house) wants(p *people.Person, want string) {
	h.Helper()
	if got := h.due(p); got != want {
		h.Errorf("%s has %q, want %q", p.Name, got, want)
	}
}

func TestOneList(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.as("", func(w *record.Writer) error {
			_, err := task.Adopt(w, []string{"routine.patches"}, record.Ref(h.ann.ID))
			return err
		})
		h.as("ann@example.org", func(w *record.Writer) error {
			return task.Tasks.Put(w, &task.Task{Title: "Write", Owner: record.Ref(h.ann.ID), Due: "2026-03-05", About: "ROU-1"})
		})
		h.wants(h.ann, "Do TK-1, Do ROU-1")
		h.wants(h.bob, "")

		// Bob may do nothing of Ann's until she delegates it to him; then he sees it, and she still does.
		note := func(w *record.Writer) error { return task.Done(w, "ROU-1", task.Doing{Note: "nothing late"}) }
		if err := h.try("bob@example.org", note); err == nil {
			t.Error("Bob did Ann's routine")
		}
		if err := h.try("bob@example.org", func(w *record.Writer) error {
			return task.Delegate(w, "", record.Ref(h.ann.ID), record.Ref(h.bob.ID), "2026-03-20", "theirs")
		}); err == nil {
			t.Error("Bob delegated Ann's things to himself")
		}
		h.as("ann@example.org", func(w *record.Writer) error {
			return task.Delegate(w, "ROU-1", record.Ref(h.ann.ID), record.Ref(h.bob.ID), "2026-03-20", "leave")
		})
		h.wants(h.bob, "Do ROU-1")
		h.wants(h.ann, "Do TK-1, Do ROU-1")
		h.as("bob@example.org", note)
		h.evidence()
		h.Now = h.Now.AddDate(0, 0, 30)
		h.wants(h.bob, "")
	})
}

// evidence looks at what the routine shows, and when it comes again.
func (h *house) evidence() {
	h.Read(func(r *record.Reader) error {
		x, err := task.Routines.Find(r, "ROU-1")
		if err != nil {
			return err
		}
		if x.DoneOn != "2026-03-02" || x.DoneBy != record.Ref(h.bob.ID) || x.Next != "2026-03-16" {
			h.Errorf("done on %s by %s, next %s", x.DoneOn, x.DoneBy, x.Next)
		}
		proofs := task.Routines.Kind().Proofs(x)
		if len(proofs) != len(x.Controls) || len(proofs) == 0 || proofs[0].On != "2026-03-02" || proofs[0].Until != x.Next.Plus(x.Grace) {
			h.Errorf("it shows %+v", proofs)
		}
		return nil
	})
}

func TestMentions(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		say := func(email, text string) error {
			return h.try(email, func(w *record.Writer) error { return task.Comments.Put(w, &task.Comment{About: "A.8.13", Text: text}) })
		}
		if err := say("ann@example.org", "@Nobody, look"); err == nil || !strings.Contains(err.Error(), "nobody is called @Nobody") {
			t.Error(err)
		}
		h.Must(say("ann@example.org", "@Bob Öz and @Ann Lee: who tests it? Write to bob@example.org."))
		h.wants(h.bob, "Answer CMT-1")
		h.wants(h.ann, "") // who asks does not wait for themselves
		h.Must(say("bob@example.org", "I do. @ann, when?"))
		h.wants(h.bob, "")
		h.wants(h.ann, "Answer CMT-2")
		h.as("ann@example.org", func(w *record.Writer) error {
			c, err := task.Comments.Find(w.Reader, "CMT-2")
			if err != nil {
				return err
			}
			return task.Comments.Take(w, c, "dismiss")
		})
		h.wants(h.ann, "")
		if err := h.try("ann@example.org", func(w *record.Writer) error {
			c, err := task.Comments.Find(w.Reader, "CMT-2")
			if err != nil {
				return err
			}
			c.Text = "I said nothing."
			return task.Comments.Put(w, c)
		}); err == nil {
			t.Error("Ann changed what Bob said")
		}
	})
}
