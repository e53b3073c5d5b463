package demo

import (
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
)

// peopleAndContext plans the register of people and clauses 4.1 and 4.2.
func (y *year) peopleAndContext() {
	y.on(260, "08:42", "roth", "Staff list of {260}, without the lines", func(w *record.Writer) error {
		for _, p := range staff {
			if err := put(y, w, people.Persons, p.last, &people.Person{Name: p.name, Email: p.first + "." + p.last + "@northwind.example",
				Position: p.position, Department: p.department, Joined: record.Date(p.joined)}); err != nil {
				return err
			}
		}
		return nil
	})
	y.lines()
	y.ferrer()
	for i, m := range matters {
		y.on(259, []string{"09:12", "13:30"}[i/6], "roth", "Workshop with the management", func(w *record.Writer) error {
			return put(y, w, scope.Issues, m.title, &scope.Issue{Title: m.title, Side: m.side, Climate: m.climate, Effect: m.effect, Owner: y.ref("person", m.owner)})
		})
		for _, ago := range []int{134 - i, 36 - i} {
			y.during(ago, "roth", "Looked at again with the owner", func(w *record.Writer) error {
				is := the(y, scope.Issues, m.title)
				is.ReviewedOn = w.Today()
				return scope.Issues.Put(w, is)
			})
		}
	}
	y.on(258, "10:05", "roth", "Parties named in the workshop", func(w *record.Writer) error {
		for _, p := range parties {
			if err := put(y, w, scope.Parties, p.key, &scope.Party{Name: p.name, Type: p.kind, Note: p.note}); err != nil {
				return err
			}
		}
		return nil
	})
	y.requirements()
}

func (y *year) requirements() {
	y.on(257, "09:20", "roth", "List of the data protection officer", func(w *record.Writer) error {
		for _, d := range duties {
			if err := put(y, w, scope.Requirements, d.key, &scope.Requirement{Title: d.title, Party: y.ref("interested_party", d.party), Type: d.kind, Source: d.source}); err != nil {
				return err
			}
		}
		return nil
	})
	for i, d := range duties {
		y.during(240-2*i, "roth", "How we meet it, with "+y.initial(d.owner), func(w *record.Writer) error {
			q := the(y, scope.Requirements, d.key)
			q.Addressed, q.How, q.Owner = true, d.how, y.ref("person", d.owner)
			return scope.Requirements.Put(w, q)
		})
	}
}

// initial is a person as colleagues write the name.
func (y *year) initial(last string) string {
	for _, p := range staff {
		if p.last == last {
			return p.name
		}
	}
	return last
}

// ferrer leaves, and something about him was written that had no business here.
func (y *year) ferrer() {
	change := func(fn func(p *people.Person)) func(w *record.Writer) error {
		return func(w *record.Writer) error {
			p := the(y, people.Persons, "ferrer")
			fn(p)
			return people.Persons.Put(w, p)
		}
	}
	y.on(132, "16:20", "okafor", "", change(func(p *people.Person) {
		p.Notes = "Off until further notice, back surgery; private telephone 0555 0142."
	}))
	y.on(127, "09:05", "roth", "Health data does not belong here", change(func(p *people.Person) { p.Notes = "" }))
	y.on(126, "10:30", "roth", "Health data entered by mistake; erased at the data protection officer's request", func(w *record.Writer) error {
		return w.Redact(people.Persons.Kind(), the(y, people.Persons, "ferrer").ID, 2)
	})
	y.on(84, "17:05", "roth", "Last day", change(func(p *people.Person) { p.Status = "left" }))
}

// scopes plans the two versions of the scope.
func (y *year) scopes() {
	y.on(255, "11:10", "roth", "First draft", func(w *record.Writer) error { return putCopy(y, w, scope.Scopes, "1", scopeOne) })
	y.on(253, "15:25", "roth", "Remarks of both plant managers", func(w *record.Writer) error {
		s := the(y, scope.Scopes, "1")
		s.Exclusions = "The web shop, because its hosting is about to change. The canteen, run by another firm on its own network."
		return scope.Scopes.Put(w, s)
	})
	y.approveScope(249, "1")
	y.on(128, "10:40", "roth", "The web shop comes in, as Halden asks", func(w *record.Writer) error { return putCopy(y, w, scope.Scopes, "2", scopeTwo) })
	y.on(121, "14:15", "roth", "Interfaces to Klickwerk and the payment provider", func(w *record.Writer) error {
		s := the(y, scope.Scopes, "2")
		s.Interfaces += " Klickwerk develops and hosts the web shop; its payment provider takes the cards."
		return scope.Scopes.Put(w, s)
	})
	y.approveScope(116, "2")
}

func (y *year) approveScope(ago int, key string) {
	y.on(ago, "16:35", "duval", "", func(w *record.Writer) error {
		s := the(y, scope.Scopes, key)
		return scope.Scopes.Take(w, s, "approve")
	})
}
