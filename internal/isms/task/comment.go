package task

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Comment is what somebody says about a record.
type Comment struct {
	record.Meta
	Title    string // how it begins
	Text     string
	About    string
	AboutID  string
	On       record.Date
	By       record.Ref
	Mentions record.Refs
	Open     record.Refs // those mentioned who have not answered
	Author   string      // the user who wrote it
}

// answerDays is how long who is mentioned has to answer.
const answerDays = 7

// Comments is the register of comments.
var Comments = record.Define(record.Spec[Comment]{
	Name: "comment", Plural: "comments", Title: "Comments", Singular: "comment", Prefix: "CMT", Clause: "7.4", Edit: record.MayContribute,
	About: "What people say about records. Write @ and a name, and that person finds it in their list until they answer.",
	Fields: []record.Field[*Comment]{
		{Name: "title", Label: "Comment", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Comment) any { return &c.Title }},
		{Name: "text", Label: "Text", Required: true, Long: true, Ptr: func(c *Comment) any { return &c.Text }, Help: "Write @ and a name to ask somebody."},
		{Name: "about", Label: "About", Required: true, Listed: true, Ptr: func(c *Comment) any { return &c.About }, Help: "Reference of the record, such as R-12."},
		{Name: "about_id", Label: "Record", Computed: true, Indexed: true, Ptr: func(c *Comment) any { return &c.AboutID }},
		{Name: "on", Label: "On", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Comment) any { return &c.On }},
		{Name: "by", Label: "By", To: "person", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Comment) any { return &c.By }},
		{Name: "mentions", Label: "Mentions", To: "person", Computed: true, Listed: true, Ptr: func(c *Comment) any { return &c.Mentions }},
		{Name: "open", Label: "Waits for", To: "person", Computed: true, Listed: true, Ptr: func(c *Comment) any { return &c.Open }},
		{Name: "author", Label: "Author", Computed: true, Ptr: func(c *Comment) any { return &c.Author }},
	},
	Owes: func(c *Comment) (out []record.Due) {
		for _, p := range c.Open {
			out = append(out, record.Due{What: "Answer", Day: c.On.Plus(answerDays), Who: record.Ref(p)})
		}
		return out
	},
	Guard: func(w *record.Writer, old, c *Comment) error {
		if c != nil && c.Text == old.Text && c.About == old.About || w.Actor().May(record.MayAdminister) || w.Actor().User == old.Author {
			return nil
		}
		return errs.New(errs.Denied, "A comment is its author's. Write another.")
	},
	Before: beforeComment,
	Steps: []record.Step[*Comment]{{Name: "dismiss", Label: "Dismiss", About: "It leaves your list without an answer.", Needs: record.MayRead,
		Open: func(c *Comment) bool { return len(c.Open) > 0 }, Do: dismiss}},
})

func beforeComment(w *record.Writer, old, c *Comment) (err error) {
	me, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return err
	}
	if old != nil && old.Text == c.Text && old.About == c.About {
		return nil
	}
	was := &Comment{}
	if old != nil {
		was = old
	} else if c.On, c.Author = w.Today(), w.Actor().User; me != nil {
		c.By = record.Ref(me.ID)
	}
	if c.About, c.AboutID, err = about(w.Reader, was.About, was.AboutID, c.About); err != nil {
		return err
	}
	c.Title = beginning(c.Text)
	mentioned, err := mentions(w.Reader, c.Text)
	if err != nil {
		return err
	}
	for _, id := range mentioned {
		if !slices.Contains(was.Mentions, id) && record.Ref(id) != c.By {
			c.Open = append(c.Open, id)
		}
	}
	c.Open = slices.DeleteFunc(slices.Clone(c.Open), func(id string) bool { return !slices.Contains(mentioned, id) })
	c.Mentions = mentioned
	if old == nil && me != nil {
		return answers(w, c.AboutID, me.ID)
	}
	return nil
}

// answers takes a person's name from what waits for them about a record. The register itself cannot be named here, which Go
// forbids in its own rules.
func answers(w *record.Writer, about, person string) error {
	k, err := w.Org().Store().Kind("comment")
	if err != nil {
		return err
	}
	var waiting []*Comment
	if err := w.Each(k, record.Query{Filters: []record.Filter{{Field: "about_id", Values: []string{about}}, {Field: "open", Values: []string{person}}}}, func(rec record.Record) error {
		waiting = append(waiting, rec.(*Comment))
		return nil
	}); err != nil {
		return err
	}
	for _, c := range waiting {
		c.Open = slices.DeleteFunc(c.Open, func(id string) bool { return id == person })
		if err := w.Put(k, c); err != nil {
			return err
		}
	}
	return nil
}

func dismiss(w *record.Writer, c *Comment) error {
	me, err := Whose(w.Reader)
	if err != nil {
		return err
	}
	if !slices.Contains(c.Open, me.ID) {
		return errs.New(errs.Conflict, "%s does not wait for you.", c.Ref)
	}
	c.Open = slices.DeleteFunc(slices.Clone(c.Open), func(id string) bool { return id == me.ID })
	return nil
}

// beginning is the first line of a text, cut short.
func beginning(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if line = strings.TrimSpace(line); utf8.RuneCountInString(line) > 80 {
		line = strings.TrimSpace(string([]rune(line)[:79])) + "…"
	}
	return line
}

// mentions finds the persons a text names after an @: by whole name, by a first or last name that only one has, by reference, or
// by what their e-mail address begins with.
func mentions(r *record.Reader, text string) (ids record.Refs, err error) {
	var all []*people.Person
	before := ' '
	for i, c := range text {
		if c == '@' && !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			if all == nil {
				if all, err = people.Persons.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"active"}}}}); err != nil {
					return nil, err
				}
			}
			id, err := called(all, text[i+1:])
			if err != nil {
				return nil, err
			}
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		before = c
	}
	slices.Sort(ids)
	return ids, nil
}

// called finds the person whom the words after an @ name.
func called(all []*people.Person, rest string) (string, error) {
	word := strings.TrimRight(firstWord(rest), ".,;:!?)")
	folded := record.Fold(rest)
	var whole, part []*people.Person
	for _, p := range all {
		name := record.Fold(p.Name)
		local, _, _ := strings.Cut(record.Fold(p.Email), "@")
		switch {
		case begins(folded, name):
			if len(whole) == 0 || len(record.Fold(whole[0].Name)) < len(name) {
				whole = []*people.Person{p}
			} else if record.Fold(whole[0].Name) == name {
				whole = append(whole, p)
			}
		case word != "" && (record.Fold(word) == record.Fold(p.Ref) || record.Fold(word) == local || slices.Contains(strings.Fields(name), record.Fold(word))):
			part = append(part, p)
		}
	}
	if len(whole) == 0 {
		whole = part
	}
	switch len(whole) {
	case 0:
		return "", errs.InField("text", "nobody is called @%s; write the name as People has it, or a space after the @", word)
	case 1:
		return whole[0].ID, nil
	}
	return "", errs.InField("text", "@%s may be %s or %s; write the reference, such as @%s", word, whole[0].Name, whole[1].Name, whole[0].Ref)
}

// begins reports whether text begins with the name as whole words.
func begins(text, name string) bool {
	rest, ok := strings.CutPrefix(text, name)
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && name != "" && !unicode.IsLetter(next) && !unicode.IsDigit(next)
}

func firstWord(text string) string {
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		return text[:i]
	}
	return text
}

// Said lists the newest comments about a record, and whether there are more.
func Said(r *record.Reader, id string, limit int) ([]*Comment, bool, error) {
	all, next, err := Comments.List(r, record.Query{Filters: []record.Filter{{Field: "about_id", Values: []string{id}}}, Sort: "-updated_at", Limit: limit})
	return all, next != "", err
}
