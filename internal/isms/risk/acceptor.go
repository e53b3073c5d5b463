package risk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Acceptors are who may accept a residual risk of a level: the risk's owner, everybody who holds a position, persons by name. A
// level without them is accepted by the risk's owner.
type Acceptors struct {
	Owner    bool     `json:"owner,omitempty"`
	Position string   `json:"position,omitempty"` // as the register of people has it
	Persons  []string `json:"persons,omitempty"`  // ids; references are understood when it is saved
	Nobody   bool     `json:"nobody,omitempty"`   // the level has to be treated
}

const positionMark = "position "

// ParseAcceptors reads who may accept as people write it: "owner", "nobody", "position Managing director", references of
// persons such as P-3; several with a semicolon or a comma between. Other words are nil: they can be read, and bind nobody.
func ParseAcceptors(text string) *Acceptors {
	a := &Acceptors{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ',' }) {
		part = strings.TrimSpace(part)
		word := strings.ToLower(part)
		switch {
		case word == "":
		case word == "owner" || word == "risk owner" || word == "the risk owner":
			a.Owner = true
		case word == "nobody":
			a.Nobody = true
		case strings.HasPrefix(word, positionMark) && a.Position == "":
			a.Position = strings.TrimSpace(part[len(positionMark):])
		case strings.HasPrefix(word, strings.ToLower(people.Persons.Prefix)+"-"):
			a.Persons = append(a.Persons, part)
		default:
			return nil
		}
	}
	if a.empty() {
		return nil
	}
	return a
}

func (a *Acceptors) empty() bool {
	return !a.Owner && !a.Nobody && a.Position == "" && len(a.Persons) == 0
}

// Text writes who may accept so that ParseAcceptors reads the same; name gives the reference or name of a person by id.
func (a *Acceptors) Text(name func(id string) string) string {
	var parts []string
	if a.Owner {
		parts = append(parts, "risk owner")
	}
	if a.Position != "" {
		parts = append(parts, positionMark+a.Position)
	}
	for _, id := range a.Persons {
		parts = append(parts, name(id))
	}
	if a.Nobody {
		parts = append(parts, "nobody")
	}
	return strings.Join(parts, "; ")
}

// Who says for people who may accept the level; name gives the name of a person by id.
func (l *Level) Who(name func(id string) string) string {
	switch {
	case l.By != nil && l.By.Nobody:
		return "Nobody: it has to be treated"
	case l.By != nil:
		text := l.By.Text(name)
		return strings.ToUpper(text[:1]) + text[1:]
	case l.Accepts == "" || ParseAcceptors(l.Accepts) != nil:
		return "Risk owner"
	}
	return l.Accepts + " (words only: the risk owner accepts)"
}

// settle checks who may accept each level, and turns references of persons into ids.
func (c *Criteria) settle(r *record.Reader) error {
	var named []string
	for _, l := range c.Levels {
		if a := l.By; a != nil {
			if a.empty() || a.Nobody && (a.Owner || a.Position != "" || len(a.Persons) > 0) {
				return errs.InField("levels", "%s: say who may accept it: the owner, a position, persons, or nobody", l.Name)
			}
			named = append(named, a.Persons...)
		}
	}
	if len(named) == 0 {
		return nil
	}
	ids := map[string]string{}
	for _, field := range []string{"id", "ref"} {
		found, err := people.Persons.All(r, record.Query{Filters: []record.Filter{{Field: field, Values: named}}})
		if err != nil {
			return err
		}
		for _, p := range found {
			ids[p.ID], ids[record.Fold(p.Ref)] = p.ID, p.ID
		}
	}
	for i := range c.Levels {
		a := c.Levels[i].By
		if a == nil {
			continue
		}
		for j, text := range a.Persons {
			id := ids[text]
			if id == "" {
				id = ids[record.Fold(text)]
			}
			if id == "" {
				return errs.InField("levels", "%s: there is no person %q", c.Levels[i].Name, text)
			}
			a.Persons[j] = id
		}
		slices.Sort(a.Persons)
		a.Persons = slices.Compact(a.Persons)
	}
	return nil
}

// Persons are the ids of all who are named in the levels.
func (c *Criteria) Persons() (ids []string) {
	for _, l := range c.Levels {
		if l.By != nil {
			ids = append(ids, l.By.Persons...)
		}
	}
	return ids
}

// MayAccept lists who may accept the risk under its criteria c, at the level that counts: persons who have not left. words name
// them; where nobody may, the list is empty and words say why.
func MayAccept(r *record.Reader, c *Criteria, x *Risk) (who []*people.Person, words string, err error) {
	level := c.Levels[max(1, x.Final())-1]
	by := level.By
	if by == nil {
		by = &Acceptors{Owner: true}
	}
	if by.Nobody {
		return nil, fmt.Sprintf("%s lets nobody accept a risk of level %s: treat it until it is lower, or avoid it", c.Ref, level.Name), nil
	}
	ids := slices.Clone(by.Persons)
	if by.Owner {
		ids = append(ids, string(x.Owner))
	}
	add := func(f record.Filter) error {
		found, err := people.Persons.All(r, record.Query{Filters: []record.Filter{f, {Field: "status", Op: "not", Values: []string{"left"}}}})
		for _, p := range found {
			if !slices.ContainsFunc(who, func(o *people.Person) bool { return o.ID == p.ID }) {
				who = append(who, p)
			}
		}
		return err
	}
	if len(ids) > 0 {
		if err := add(record.Filter{Field: "id", Values: ids}); err != nil {
			return nil, "", err
		}
	}
	if by.Position != "" {
		if err := add(record.Filter{Field: "position", Values: []string{by.Position}}); err != nil {
			return nil, "", err
		}
	}
	names := make([]string, len(who))
	for i, p := range who {
		names[i] = p.Name
		if p.ID == string(x.Owner) {
			names[i] += " (the owner)"
		}
	}
	if len(who) == 0 {
		return nil, fmt.Sprintf("by %s level %s is accepted by %s, and the register of people has nobody active who is that", c.Ref, level.Name, by.Text(func(string) string { return "persons named there" })), nil
	}
	return who, strings.Join(names, ", "), nil
}
