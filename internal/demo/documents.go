package demo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// documents plans the policy set: started from the templates, approved by the management, revised in part, read by most.
func (y *year) documents() {
	y.on(189, "09:05", "roth", "Answers collected with the heads of departments", func(w *record.Writer) error { return document.State(w, answers()) })
	y.on(188, "10:15", "roth", "From the templates", y.startPolicies)
	for i, p := range policies {
		at := fmt.Sprintf("%02d:%02d", 10+i/6, 5+9*(i%6))
		y.release(p.id, 176-i/4, 172-i/4, 170-i/4, at)
		y.readers(p.id, 169-i/4, p.unread)
	}
	y.oldRules()
	y.on(96, "14:20", "roth", "H. Sato: the retention of camera pictures was too long for the works council", func(w *record.Writer) error {
		return document.State(w, map[string]string{"camera_keep_hours": "48"})
	})
	for _, c := range revisions {
		y.revise(c)
	}
	y.on(41, "11:30", "roth", "", func(w *record.Writer) error {
		d, err := y.policy(w, "network-security")
		if err != nil {
			return err
		}
		d.ReviewNote = "Read with M. Okafor after the exercise at Harbour: nothing to change."
		return document.Documents.Take(w, d, "review")
	})
	y.on(9, "15:10", "okafor", "From the template", func(w *record.Writer) error {
		made, err := document.Start(w, []string{"cloud-services"})
		if err == nil {
			made[0].Owner = y.ref("person", "okafor")
			err = document.Documents.Put(w, made[0])
		}
		return err
	})
}

// answers are all facts but one that nobody has decided yet.
func answers() map[string]string {
	out := map[string]string{}
	for _, p := range guide.Placeholders() {
		if p.Source == "ask" {
			out[p.Name] = p.Example
		}
	}
	for name, value := range facts {
		out[name] = value
	}
	delete(out, "cloud_regions")
	return out
}

func (y *year) startPolicies(w *record.Writer) error {
	var ids []string
	for _, p := range policies {
		ids = append(ids, p.id)
	}
	made, err := document.Start(w, ids)
	if err != nil {
		return err
	}
	for i, d := range made {
		p := policies[i]
		d.Owner, d.Approver, d.ReviewMonths = y.ref("person", p.owner), y.ref("person", "duval"), p.months
		if d.Audience, d.Departments = "some", strings.Join(p.departments, "\n"); p.departments == nil {
			d.Audience = "everyone"
		}
		if err := put(y, w, document.Documents, p.id, d); err != nil {
			return err
		}
	}
	return nil
}

// policy is a document as it stands, by the template it was made from.
func (y *year) policy(w *record.Writer, key string) (*document.Document, error) {
	return document.Documents.Get(w.Reader, the(y, document.Documents, key).ID)
}

// step takes a step with the version of a document that is in work.
func (y *year) step(ago int, at, who, key, step, said string) {
	y.on(ago, at, who, "", func(w *record.Writer) error {
		d, err := y.policy(w, key)
		if err != nil {
			return err
		}
		v, err := document.Open(w.Reader, d)
		if err != nil {
			return err
		}
		if step == "approve" {
			v.Override = said
		} else {
			v.Remarks = said
		}
		return document.Versions.Take(w, v, step)
	})
}

// release has the draft of a document submitted, approved and published.
func (y *year) release(key string, submitted, approved, published int, at string) {
	y.step(submitted, at, "roth", key, "submit", "")
	y.step(approved, at, "duval", key, "approve", "")
	y.step(published, at, "roth", key, "publish", "")
}

// readers has the audience confirm the version in force in the days from ago on; unread do not.
func (y *year) readers(key string, ago int, unread []string) {
	for i, p := range staff {
		if slices.Contains(unread, p.last) {
			continue
		}
		day := max(1, ago-(i*5+len(key))%11)
		_, account := y.actors[p.last]
		who, elsewhere := p.last, ""
		if !account {
			who, elsewhere = "roth", "list at the shift board, folder "+p.department
		}
		y.during(day, who, "", func(w *record.Writer) error { return y.confirm(w, key, p.last, elsewhere) })
	}
}

func (y *year) confirm(w *record.Writer, key, person, elsewhere string) error {
	d, err := y.policy(w, key)
	if err != nil {
		return err
	}
	p, err := people.Persons.Get(w.Reader, string(y.ref("person", person)))
	if err != nil || !d.Asks(p) {
		return err
	}
	reading, err := document.Read(w.Reader, d.ID, p)
	if err != nil || reading.Accepted != nil {
		return err
	}
	form := document.Form{Answer: reading.Version.Asked.Answer}
	if elsewhere != "" {
		form = document.Form{Person: p.ID, Elsewhere: elsewhere}
	}
	_, err = document.Acknowledge(w, d.ID, w.Actor().Email, form)
	return err
}

// oldRules is what there was before: published under a reason for its approver, and retired when the new set came.
func (y *year) oldRules() {
	y.on(243, "09:50", "okafor", "The sheet that hangs in the server room", func(w *record.Writer) error {
		d := &document.Document{Title: "Password sheet", Type: "procedure", Owner: y.ref("person", "okafor"), Classification: "internal", Audience: "nobody", KeepYears: 3, Disposal: "Sheets in both server rooms are shredded"}
		if err := put(y, w, document.Documents, "password-sheet", d); err != nil {
			return err
		}
		return document.Versions.Put(w, &document.Version{Document: record.Ref(d.ID), Changes: "As it hangs there", Text: "## Passwords\n\n- At least ten characters.\n- Changed every 90 days.\n- Never by telephone.\n"})
	})
	y.step(243, "09:58", "okafor", "password-sheet", "submit", "")
	y.step(242, "16:10", "roth", "password-sheet", "approve", "")
	y.step(242, "16:25", "okafor", "password-sheet", "publish", "")
	y.on(166, "13:05", "okafor", "", func(w *record.Writer) error {
		d, err := y.policy(w, "password-sheet")
		if err != nil {
			return err
		}
		d.RetiredWhy = "The policy on passwords holds instead"
		return document.Documents.Take(w, d, "retire")
	})
}

// revise drafts a second version, and brings it as far as the table says.
func (y *year) revise(c revision) {
	y.on(c.ago, "13:40", c.who, c.why, func(w *record.Writer) error {
		d, err := y.policy(w, c.id)
		if err != nil {
			return err
		}
		v, err := document.Draft(w, d, c.why)
		if err != nil {
			return err
		}
		for _, change := range c.changes {
			if !strings.Contains(v.Text, change[0]) {
				return fmt.Errorf("the text of %s does not hold %q", c.id, change[0])
			}
			v.Text = strings.Replace(v.Text, change[0], change[1], 1)
		}
		return document.Versions.Put(w, v)
	})
	if c.returned != "" {
		y.step(c.ago-1, "09:15", c.who, c.id, "submit", "")
		y.step(c.ago-2, "17:20", "duval", c.id, "return", c.returned)
	}
	if c.submitted > 0 {
		y.step(c.submitted, "10:35", c.who, c.id, "submit", "")
	}
	if c.published > 0 {
		y.step(c.published+1, "16:05", "duval", c.id, "approve", "")
		y.step(c.published, "08:50", c.who, c.id, "publish", "")
		y.readers(c.id, c.published-1, c.unread)
	}
}
