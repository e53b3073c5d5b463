package demo

import (
	"strings"

	"github.com/assay-isms/assay/internal/isms/access"
	lists "github.com/assay-isms/assay/internal/isms/checklist"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// people plans terms, screening, training, competence and communication, and who joins, moves and leaves.
func (y *year) people() {
	y.on(248, "11:20", "roth", "Who answers for what in the checklists", func(w *record.Writer) error {
		for _, f := range functions {
			if err := put(y, w, lists.FunctionHolders, f.function, &lists.FunctionHolder{Function: f.function, Person: y.person(f.person)}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, n := range newcomers {
		add(y, n.known, "roth", "Contract offered", people.Persons, n.key, func() *people.Person {
			return &people.Person{Name: n.name, Email: n.email, Position: n.position, Department: n.department, Manager: y.person(n.manager)}
		})
	}
	y.signed()
	y.taught()
	y.told()
	for _, l := range staffings {
		y.list(l)
	}
	y.ferrerLeaves()
}

func (y *year) signed() {
	for _, t := range terms {
		add(y, t.signed+1, "roth", "From the personnel file", people.Terms, t.key, func() *people.EmploymentTerms {
			return &people.EmploymentTerms{Title: t.title, Person: y.person(t.person), Covers: strings.Fields(t.covers), Edition: t.edition, Owner: y.person("sato"), EffectiveOn: y.date(t.effective)}
		})
		if t.signed > 0 {
			alter(y, t.signed, "roth", "Signed by both", people.Terms, t.key, func(x *people.EmploymentTerms) { x.SignedOn, x.CountersignOn = y.date(t.signed), y.date(t.signed) })
		}
	}
	for _, s := range screened {
		add(y, s.closed+6, "roth", "", people.Screenings, s.key, func() *people.Screening {
			return &people.Screening{Title: s.post, Person: y.person(s.person), Level: s.level, Checks: strings.Fields(s.checks), ConsentOn: y.date(s.closed + 6), NeededBy: y.date(s.access), FirstAccess: y.date(s.access), DecidedBy: y.person("sato")}
		})
		alter(y, s.closed, "roth", "Decided", people.Screenings, s.key, func(x *people.Screening) {
			x.ClosedOn, x.Result, x.DestroyBy = y.date(s.closed), "cleared", y.date(s.destroy)
		})
	}
	add(y, 74, "roth", "", people.DisciplinaryCases, "1", func() *people.DisciplinaryCase {
		return &people.DisciplinaryCase{Title: "First of the year", Grade: "staff", Severity: "breach", Owner: y.person("sato"), KnownOn: y.date(75), File: "Human resources, cabinet 2"}
	})
	alter(y, 50, "roth", "Told; nobody objected", people.DisciplinaryCases, "1", func(d *people.DisciplinaryCase) {
		d.VerifiedOn, d.HeardOn, d.DecidedOn, d.Outcome, d.Reasoned, d.ClosedOn = y.date(72), y.date(70), y.date(66), "warning", true, y.date(50)
	})
}

func (y *year) taught() {
	for _, c := range courses {
		y.during(max(c.done, 1), "roth", "List of the learning platform", func(w *record.Writer) error {
			for _, person := range strings.Fields(c.persons) {
				t := &people.TrainingRecord{Title: c.title, Person: y.person(person), Topic: c.topic, Leads: c.leads, DueBy: y.date(c.due), Trainer: c.trainer}
				if c.done > 0 {
					t.DoneOn, t.Result, t.Score, t.ValidTill = y.date(c.done), "passed", c.score, y.date(c.until)
				}
				if err := put(y, w, people.TrainingRecords, c.key+person, t); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, c := range skills {
		add(y, c.assessed, "roth", "Talk with the holder", people.Competences, c.key, func() *people.Competence {
			return &people.Competence{Title: c.able, Person: y.person(c.person), Required: c.required, Held: c.held, Shown: c.shown, Plan: c.plan, PlanDue: y.date(c.due), AssessedOn: y.date(c.assessed), AssessedBy: y.person("roth"), Incident: c.incident}
		})
	}
}

func (y *year) told() {
	for _, m := range messages {
		add(y, 240, "roth", "Communication plan", people.Communications, m.title, func() *people.Communication {
			return &people.Communication{Title: m.title, Subject: m.subject, Occasion: m.occasion, Audience: strings.Fields(m.audience), Sender: y.person(m.sender), Way: m.way, Every: m.every}
		})
		for _, ago := range m.told {
			take(y, ago, "roth", "", people.Communications, m.title, "tell", func(c *people.Communication) { c.Message = m.said })
		}
	}
}

// list plans a checklist: begun, its tasks ticked on their days, closed.
func (y *year) list(l staffing) {
	add(y, l.begun+1, "roth", "", lists.Personnels, l.key, func() *lists.Personnel {
		return &lists.Personnel{Type: l.kind, Person: y.person(l.person), Date: y.date(l.day), Roles: strings.Fields(l.roles), Manager: y.person(l.manager), NewPosition: l.position, NewManager: y.mayBe("person", l.newManager)}
	})
	y.during(l.begun, "roth", "", func(w *record.Writer) error {
		if err := lists.Personnels.Take(w, the(y, lists.Personnels, l.key), "begin"); err != nil {
			return err
		}
		_, err := fresh(y, w, people.Persons, l.person)
		return err
	})
	for _, ago := range l.ticked {
		y.on(ago, "16:40", "roth", "Ticked with those who did it", func(w *record.Writer) error { return y.tick(w, l, ago) })
	}
	if l.closed > 0 {
		y.on(l.closed, "17:20", "roth", "", func(w *record.Writer) error {
			if _, err := fresh(y, w, lists.Personnels, l.key); err != nil {
				return err
			}
			c := the(y, lists.Personnels, l.key)
			if c.ClosedOn != "" {
				return nil // with its last task
			}
			c.HandoverTo, c.HandoverOn = y.mayBe("person", l.successor), y.date(l.handover)
			return lists.Personnels.Take(w, c, "close")
		})
	}
}

// tick ticks what is due by the day, but for what the list says is late.
func (y *year) tick(w *record.Writer, l staffing, ago int) error {
	c := the(y, lists.Personnels, l.key)
	tasks, err := lists.Tasks.All(w.Reader, record.Query{Filters: []record.Filter{{Field: "personnel", Values: []string{c.ID}}, {Field: "outcome", Op: "empty", Values: []string{"1"}}}, Sort: "due"})
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Due > y.date(ago) || strings.Contains(l.late, t.Item) && ago > l.lateUntil {
			continue
		}
		t.DoneBy = t.Owner
		if t.DoneBy == "" {
			t.DoneBy = y.person("roth")
		}
		if why := l.waived[t.Item]; why != "" {
			t.Note = why
			err = lists.Tasks.Take(w, t, "waive")
		} else {
			err = lists.Tasks.Take(w, t, "done")
		}
		if err != nil {
			return err
		}
	}
	_, err = fresh(y, w, people.Persons, l.person)
	return err
}

// ferrerLeaves ends the account that was forgotten before the leaver's list looks for it.
func (y *year) ferrerLeaves() {
	y.on(71, "09:10", "weber", "Found by the leaver's checklist", func(w *record.Writer) error {
		if _, err := fresh(y, w, access.Accounts, "ferrer-old"); err != nil {
			return err
		}
		a := the(y, access.Accounts, "ferrer-old")
		a.State = "removed"
		return access.Accounts.Put(w, a)
	})
}
