package exchange

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// personKind is the register that owners come from; an import adds to it whom it does not know.
const personKind = "person"

// folk is one person who may be meant; ref is "" until the person is saved.
type folk struct {
	id, ref string
	sheet.Known
	isNew     bool     // would be created, as
	kind      string   // person, function or external
	spellings []string // as the file writes the name
}

// crowd is everyone who may be meant: the people of the organisation, then those an import would create.
type crowd struct {
	kind   *record.Kind
	folks  []*folk
	byID   map[string]*folk
	byRef  map[string]*folk
	byName map[string][]*folk // by nameKey
	byWord map[string][]*folk // by each word of the name, its initials and the address

	answers map[string]answer
	now     time.Time // for new ids
}

// answer is who a text means: a person, nobody, or why that cannot be told.
type answer struct {
	who *folk
	err error
}

// readCrowd reads the register of people; without such a register there is nobody.
func readCrowd(r *record.Reader) (*crowd, error) {
	c := &crowd{byID: map[string]*folk{}, byRef: map[string]*folk{}, byName: map[string][]*folk{}, byWord: map[string][]*folk{},
		answers: map[string]answer{}, now: r.Org().Now()}
	k, err := r.Org().Store().Kind(personKind)
	if errs.Is(err, errs.NotFound) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	c.kind = k
	return c, r.Each(k, record.Query{}, func(rec record.Record) error {
		f := &folk{id: rec.Base().ID, ref: rec.Base().Ref, Known: sheet.Known{Name: k.TitleOf(rec)}}
		if email := k.Field("email"); email != nil {
			f.Email = email.Text(rec)
		}
		c.byRef[record.Fold(f.ref)] = f
		c.add(f)
		return nil
	})
}

func (c *crowd) add(f *folk) {
	c.folks = append(c.folks, f)
	c.byID[f.id] = f
	k := nameKey(f.Name)
	c.byName[k] = append(c.byName[k], f)
	for _, w := range f.words() {
		c.byWord[w] = append(c.byWord[w], f)
	}
}

func nameWords(name string) []string {
	return strings.FieldsFunc(record.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func nameKey(name string) string {
	words := nameWords(name)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// words are what the person is found by in a large crowd.
func (f *folk) words() []string {
	words := nameWords(f.Name)
	initials := ""
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		initials += string(first)
	}
	words = append(words, initials, strings.ToLower(f.Email))
	slices.Sort(words)
	return slices.DeleteFunc(slices.Compact(words), func(w string) bool { return utf8.RuneCountInString(w) < 2 })
}

// display is what a person is called in a cell: the name if it is nobody else's and reads back, else the reference.
func (c *crowd) display(id string, listed bool) string {
	f := c.byID[id]
	switch {
	case f == nil:
		return id
	case f.isNew:
		return f.Name
	case len(c.byName[nameKey(f.Name)]) > 1, sheet.Blank(f.Name), c.byRef[record.Fold(f.Name)] != nil, outside.MatchString(f.Name),
		listed && strings.ContainsAny(f.Name, ",;|/"):
		return f.ref
	}
	return f.Name
}

// settle decides for every text who is meant. The fullest spelling of a name comes first, so that "Okafor" and
// "M. Okafor" become one person.
func (c *crowd) settle(texts []string) {
	slices.Sort(texts)
	texts = slices.Compact(texts)
	slices.SortStableFunc(texts, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(nameWords(b)), len(nameWords(a))), cmp.Compare(len(b), len(a)))
	})
	for _, text := range texts {
		a := c.find(text)
		if a.who == nil && a.err == nil && !sheet.Blank(text) {
			a = c.welcome(text)
		}
		if a.who != nil {
			a.who.spellings = append(a.who.spellings, text)
		}
		c.answers[text] = a
	}
}

// outside marks a person as someone of another organisation.
var outside = regexp.MustCompile(`(?i)^(?:external|extern|externe|externo|esterno|supplier|vendor|lieferant|fournisseur)\s*[:–-]\s*`)

// find tells which of the crowd is meant, if one is.
func (c *crowd) find(text string) answer {
	if sheet.Blank(text) {
		return answer{}
	}
	if f := c.byRef[record.Fold(text)]; f != nil {
		return answer{who: f}
	}
	name := outside.ReplaceAllString(text, "")
	if same := c.byName[nameKey(name)]; len(same) > 0 && nameKey(name) != "" {
		return oneOf(text, same)
	}
	near := slices.DeleteFunc(slices.Clone(c.near(name)), func(f *folk) bool { return numbers(f.Name) != numbers(name) })
	known := make([]sheet.Known, len(near))
	for i, f := range near {
		known[i] = f.Known
	}
	found := sheet.Person(name, known)
	if found.Certain {
		return answer{who: near[found.Index]}
	}
	var fit []*folk
	for _, i := range found.Suggestions {
		if fits(name, known[i]) || fits(known[i].Name, sheet.Known{Name: name}) {
			fit = append(fit, near[i])
		}
	}
	return oneOf(text, fit)
}

// numbers are the words with digits, which are never initials: "Site 1" is not "Site 12".
func numbers(name string) string {
	return strings.Join(slices.DeleteFunc(nameWords(name), func(w string) bool { return !strings.ContainsFunc(w, unicode.IsDigit) }), " ")
}

func fits(text string, who sheet.Known) bool { return sheet.Person(text, []sheet.Known{who}).Certain }

func oneOf(text string, fit []*folk) answer {
	switch len(fit) {
	case 0:
		return answer{}
	case 1:
		return answer{who: fit[0]}
	}
	var names []string
	for _, f := range fit[:min(len(fit), 5)] {
		names = append(names, strings.TrimSpace(f.Name+" "+f.ref))
	}
	return answer{err: errs.Invalidf("%q may mean any of: %s. Write the full name or the reference.", text, strings.Join(names, "; "))}
}

const smallCrowd = 300

// near are those who may be meant: all of a small crowd, of a large one those who share a word with the text.
func (c *crowd) near(text string) []*folk {
	if len(c.folks) <= smallCrowd {
		return c.folks
	}
	var near []*folk
	for _, w := range append(nameWords(text), strings.ToLower(strings.Trim(text, "<> "))) {
		for _, f := range c.byWord[w] {
			if !slices.Contains(near, f) {
				near = append(near, f)
			}
		}
	}
	return near
}

var (
	address   = regexp.MustCompile(`[^\s<>()\[\],;:"]+@[^\s<>()\[\],;:"]+`)
	several   = regexp.MustCompile(`[;/&|\n]| (?:and|und|et|or|oder|ou) `)
	functions = regexp.MustCompile(`(?i)\b(?:team|department|dept|abteilung|service|desk|helpdesk|office|officer|management|manager|leitung|board|committee|` +
		`head|lead|director|administrator|admin|reception|empfang|it|hr|ciso|cio|cto|ceo|cfo|coo|dpo|dsb|isb)\b`)
)

const longestName = 120

// welcome plans a new person of that name.
func (c *crowd) welcome(text string) answer {
	f := &folk{isNew: true, kind: "person"}
	f.Email = address.FindString(text)
	f.Name = strings.Trim(strings.Replace(text, f.Email, "", 1), " <>()[],;")
	switch {
	case outside.MatchString(f.Name):
		f.kind, f.Name = "external", outside.ReplaceAllString(f.Name, "")
	case functions.MatchString(f.Name), f.Name != "" && strings.ToLower(f.Name) == f.Name:
		f.kind = "function"
	}
	f.Name = cmp.Or(f.Name, f.Email)
	switch {
	case c.kind == nil:
		return answer{err: errs.Invalidf("there is no person %q", text)}
	case several.MatchString(f.Name):
		return answer{err: errs.Invalidf("%q names more than one person. Write one.", text)}
	case !strings.ContainsFunc(f.Name, unicode.IsLetter), sheet.IsFormula(text), len(f.Name) > longestName:
		return answer{err: errs.Invalidf("%q is not the name of a person.", shorten(text))}
	}
	f.id = record.NewID(c.now)
	c.add(f)
	return answer{who: f}
}

// create saves a new person.
func (c *crowd) create(w *record.Writer, f *folk) error {
	rec := c.kind.New()
	rec.Base().ID = f.id
	for name, value := range map[string]string{c.kind.Fields[0].Name: f.Name, "email": f.Email, "type": f.kind} {
		if field := c.kind.Field(name); field != nil && value != "" {
			if err := field.Parse(rec, value); err != nil {
				return err
			}
		}
	}
	if err := w.Put(c.kind, rec); err != nil {
		return fmt.Errorf("person %q: %w", f.Name, err)
	}
	f.ref = rec.Base().Ref
	return nil
}
