package document

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
)

// Answer is a fact of the organisation that somebody stated for all documents at once.
type Answer struct {
	record.Meta
	Label string
	Name  string
	Value string
}

// Answers is the register of stated facts.
var Answers = record.Define(record.Spec[Answer]{
	Name: "document_fact", Plural: "document-facts", Title: "Facts for documents", Singular: "fact", Prefix: "DF", Clause: "7.5",
	About: "What documents say about the organisation and the program does not record elsewhere, stated once for all of them. The page of facts asks for what is missing.",
	Fields: []record.Field[*Answer]{
		{Name: "label", Label: "Fact", Listed: true, Indexed: true, Ptr: func(a *Answer) any { return &a.Label }, Help: "Empty takes that of the templates."},
		{Name: "name", Label: "Name in texts", Required: true, Listed: true, Indexed: true, Ptr: func(a *Answer) any { return &a.Name }, Help: "Texts write it as {{name}}: small letters, digits and underscores."},
		{Name: "value", Label: "Answer", Required: true, Listed: true, Ptr: func(a *Answer) any { return &a.Value }, Help: "One line."},
	},
	Before: func(w *record.Writer, old, a *Answer) error {
		if a.Label == "" {
			a.Label = placeholder(a.Name).Label
		}
		if !factName.MatchString(a.Name) {
			return errs.InField("name", "must be small letters, digits and underscores, such as visitor_desk")
		}
		if a.Value = strings.TrimSpace(a.Value); strings.ContainsAny(a.Value, "\n\r") {
			return errs.InField("value", "must be one line")
		}
		if n, err := strconv.Atoi(a.Value); unit.MatchString(a.Name) && (err != nil || n < 1) {
			return errs.InField("value", "%s must be a whole number above 0; the unit follows in the text", a.Label)
		}
		found, err := listed[Answer](w.Reader, "document_fact", record.Query{Filters: []record.Filter{{Field: "name", Values: []string{a.Name}}}, Limit: 1})
		if err == nil && len(found) > 0 && found[0].ID != a.ID {
			err = errs.InField("name", "%s answers it already; change that", found[0].Ref)
		}
		return err
	},
})

// listed lists records of a kind by its name, for rules that stand in the declaration of their own register.
func listed[T any](r *record.Reader, kind string, q record.Query) (out []*T, err error) {
	k, err := r.Org().Store().Kind(kind)
	if err != nil {
		return nil, err
	}
	page, err := r.List(k, q)
	for _, rec := range page.Records {
		out = append(out, any(rec).(*T))
	}
	return out, err
}

var (
	factName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)
	unit     = regexp.MustCompile(`_(minutes|hours|days|months|years|characters)$`)
)

// placeholder is what is known of a name; of one that no template uses, its words.
func placeholder(name string) guide.Placeholder {
	all := guide.Placeholders()
	if i := slices.IndexFunc(all, func(p guide.Placeholder) bool { return p.Name == name }); i >= 0 {
		return all[i]
	}
	label := strings.ReplaceAll(name, "_", " ")
	if label != "" {
		label = strings.ToUpper(label[:1]) + label[1:]
	}
	return guide.Placeholder{Name: name, Label: label, Source: "ask"}
}

// Fact is a fact of the organisation with where it comes from.
type Fact struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Value string `json:"value"` // "" while nobody knows
	From  string `json:"from"`  // what says so: references, or the organisation's own name; "" while nobody does
}

// Known is a fact with what is asked for it.
type Known struct {
	Fact
	Help    string  `json:"help"`
	Example string  `json:"example"`
	Ask     bool    `json:"ask"` // the program has no register that tells it
	Answer  *Answer `json:"-"`   // what was stated; nil if nothing was
	UsedBy  int     `json:"used_by"`
}

// FactSet is every fact that documents may name. It is shared: nobody changes it.
type FactSet struct {
	All    []Known
	byName map[string]*Known
}

type factsKey struct{}

// Facts reads what is known. What the program's registers say wins over what was stated.
func Facts(r *record.Reader) (*FactSet, error) {
	return record.Cached(r, factsKey{}, func() (*FactSet, error) {
		answers, err := Answers.All(r, record.Query{})
		if err != nil {
			return nil, err
		}
		set := &FactSet{byName: map[string]*Known{}}
		for _, p := range guide.Placeholders() {
			set.All = append(set.All, known(p))
		}
		for _, a := range answers {
			i := slices.IndexFunc(set.All, func(k Known) bool { return k.Name == a.Name })
			if i < 0 {
				i, set.All = len(set.All), append(set.All, known(guide.Placeholder{Name: a.Name, Label: a.Label, Source: "ask"}))
			}
			k := &set.All[i]
			k.Answer, k.Value, k.From = a, a.Value, a.Ref
		}
		read := sources{r: r, kinds: map[string][]record.Record{}}
		for i, p := range guide.Placeholders() {
			value, from, err := read.value(p.Source)
			if err != nil {
				return nil, err
			}
			if value != "" {
				set.All[i].Value, set.All[i].From = value, from
			}
		}
		for i := range set.All {
			set.byName[set.All[i].Name] = &set.All[i]
		}
		return set, nil
	})
}

func known(p guide.Placeholder) Known {
	return Known{Fact: Fact{Name: p.Name, Label: p.Label}, Help: p.Help, Example: p.Example, Ask: p.Source == "ask"}
}

// sources reads registers, each once.
type sources struct {
	r     *record.Reader
	kinds map[string][]record.Record
}

var source = regexp.MustCompile(`^record:([a-z_]+)\.([a-z_]+)(?:\[([^\]]+)\])?$`)

// value is what a source says, with the references of the records that say it.
func (s *sources) value(of string) (value, from string, err error) {
	m := source.FindStringSubmatch(of)
	if m == nil {
		return "", "", nil
	}
	if m[1] == "organisation" {
		return s.r.Org().Name(), "its name", nil
	}
	k, err := s.r.Org().Store().Kind(m[1])
	if err != nil {
		return "", "", nil // a register that is still to be built knows nothing
	}
	records, err := s.inForce(k)
	if err != nil {
		return "", "", err
	}
	var values, refs []string
	for _, rec := range records {
		if field, want, ok := strings.Cut(m[3], "="); ok && (k.Field(field) == nil || !strings.EqualFold(k.Field(field).Text(rec), want)) {
			continue
		}
		text := ""
		if c, ok := rec.(*risk.Criteria); ok && m[2] == "levels" {
			text = levels(c, m[3])
		} else if f := k.Field(m[2]); f != nil && !f.Empty(rec) {
			text = f.Text(rec)
		}
		if text != "" {
			values, refs = append(values, strings.Join(strings.Fields(text), " ")), append(refs, rec.Base().Ref)
		}
	}
	return strings.Join(values, "; "), strings.Join(refs, ", "), nil
}

// most is how many records of a register a text can name.
const most = 100

// ended are the statuses of what is no longer in force or not yet.
var ended = []string{"draft", "superseded", "left", "closed", "dropped", "retired", "ended", "withdrawn", "rejected", "achieved"}

// inForce are the register's records that hold: of a kind with versions the approved one.
func (s *sources) inForce(k *record.Kind) ([]record.Record, error) {
	if found, ok := s.kinds[k.Name]; ok {
		return found, nil
	}
	q := record.Query{Limit: most}
	if f := k.Field("status"); f != nil {
		var gone []string
		for _, o := range f.Options {
			if o.Value == "approved" {
				q.Filters = []record.Filter{{Field: "status", Values: []string{"approved"}}}
			} else if slices.Contains(ended, o.Value) {
				gone = append(gone, o.Value)
			}
		}
		if q.Filters == nil && gone != nil {
			q.Filters = []record.Filter{{Field: "status", Op: "not", Values: gone}}
		}
	}
	page, err := s.r.List(k, q)
	s.kinds[k.Name] = page.Records
	return page.Records, err
}

// levels names the levels of the criteria that are acceptable, or for each other level who may accept it.
func levels(c *risk.Criteria, part string) string {
	var out []string
	for _, l := range c.Levels {
		switch {
		case part == "acceptable" && l.Acceptable:
			out = append(out, l.Name)
		case part == "accepts" && l.Accepts != "":
			out = append(out, l.Name+": "+l.Accepts)
		}
	}
	return strings.Join(out, "; ")
}

// Find is what is known of a name.
func (s *FactSet) Find(name string) (Known, bool) {
	k := s.byName[name]
	if k == nil {
		return known(placeholder(name)), false
	}
	return *k, true
}

// texts are all that a version says.
func (v *Version) texts() []string { return []string{v.Text, v.Question, v.Answer, v.Wrong} }

// used are the names that a version uses, each once, in order.
func (v *Version) used() (names []string) {
	for _, text := range v.texts() {
		for _, m := range guide.Used.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(names, m[1]) {
				names = append(names, m[1])
			}
		}
	}
	return names
}

// Lacking are the facts that a version uses and nobody knows.
func (s *FactSet) Lacking(v *Version) (out []Known) {
	for _, name := range v.used() {
		if k, _ := s.Find(name); k.Value == "" {
			out = append(out, k)
		}
	}
	return out
}

// Missing names the facts that a version uses and nobody knows, as "label (name)".
func (s *FactSet) Missing(v *Version) (out []string) {
	for _, k := range s.Lacking(v) {
		out = append(out, k.Label+" ("+k.Name+")")
	}
	return out
}

// of are the facts that a version uses.
func (s *FactSet) of(v *Version) (out []Fact) {
	for _, name := range v.used() {
		if k, ok := s.Find(name); ok {
			out = append(out, k.Fact)
		}
	}
	return out
}

// Changed names the facts that a version was approved with and that are others today, as "label".
func (s *FactSet) Changed(v *Version) (out []string) {
	for _, f := range v.Facts {
		if k, _ := s.Find(f.Name); k.Value != f.Value {
			out = append(out, f.Label)
		}
	}
	return out
}

// singular is a unit in the plural after a fact, whose s goes after 1.
var singular = regexp.MustCompile(`^([\s*_]+)(minute|hour|day|month|year|character)s\b`)

// Fill puts the facts into a text. What nobody knows stays as it stands. In Markdown their signs mean nothing.
func (s *FactSet) Fill(text string, markdown bool) string {
	var out strings.Builder
	for {
		at := guide.Used.FindStringSubmatchIndex(text)
		if at == nil {
			out.WriteString(text)
			return out.String()
		}
		k, _ := s.Find(text[at[2]:at[3]])
		out.WriteString(text[:at[0]])
		switch {
		case k.Value == "":
			out.WriteString(text[at[0]:at[1]])
		case markdown:
			out.WriteString(prose.Escape(k.Value))
		default:
			out.WriteString(k.Value)
		}
		if text = text[at[1]:]; strings.HasSuffix(k.Value, ".") {
			text = strings.TrimPrefix(text, ".")
		}
		if k.Value == "1" {
			text = singular.ReplaceAllString(text, "$1$2")
		}
	}
}

// usualDays is how long readers have, as stated for all documents; 14 if nobody did.
func usualDays(r *record.Reader) (int, error) {
	found, _, err := Answers.List(r, record.Query{Filters: []record.Filter{{Field: "name", Values: []string{"policy_acknowledge_days"}}}, Limit: 1})
	if err != nil || len(found) == 0 {
		return 14, err
	}
	return strconv.Atoi(found[0].Value)
}

// State states facts for all documents at once, by name; an empty value takes the statement back.
func State(w *record.Writer, values map[string]string) error {
	answers, err := Answers.All(w.Reader, record.Query{})
	if err != nil {
		return err
	}
	var bad []errs.Field
	for _, name := range sorted(values) {
		i := slices.IndexFunc(answers, func(a *Answer) bool { return a.Name == name })
		value := strings.TrimSpace(values[name])
		switch {
		case i < 0 && value == "":
		case i < 0:
			err = Answers.Put(w, &Answer{Name: name, Value: value})
		case value == "":
			err = w.Delete(Answers.Kind(), answers[i].ID, answers[i].Rev)
		default:
			answers[i].Value = value
			err = Answers.Put(w, answers[i])
		}
		if e, ok := err.(*errs.Error); ok && len(e.Fields) == 1 {
			bad, err = append(bad, errs.Field{Name: name, Message: e.Fields[0].Message}), nil
		}
		if err != nil {
			return err
		}
	}
	if bad != nil {
		return &errs.Error{Kind: errs.Invalid, Message: "Some answers cannot be kept; nothing was saved.", Fields: bad}
	}
	return nil
}
