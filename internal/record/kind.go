// Package record keeps typed records: ordinary Go structs, each described by one Spec from which come its table,
// validation, lists, history, links, import and export, API, form and page. Every change is a journal entry first;
// the tables are only a fast reading of the journal and can be rebuilt from it at any time.
package record

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Meta is what every record has; a record struct embeds it.
type Meta struct {
	ID        string    // never changes, never reused
	Ref       string    // the human reference, such as AS-12; unique within a kind
	Rev       int64     // revision, from 1; 0 for a record not yet saved
	Seq       int64     // the journal entry of this revision
	UpdatedAt time.Time // when this revision was written
	UpdatedBy string    // id of who wrote it
}

// Base gives the engine the Meta of any record.
func (m *Meta) Base() *Meta { return m }

// MadeOn is the day the record was first written, in UTC, as its id tells; of an id that tells no time, the day of this revision.
func (m *Meta) MadeOn() Date {
	if made, ok := idTime(m.ID); ok {
		return dateOf(made)
	}
	return dateOf(m.UpdatedAt)
}

// firstDays is how long something may wait that was never done.
const firstDays = 91

// Again is when something is due that was last done on a day and is done every so many days. What was never done is due after
// that time too, counted from the day the record was made, but no later than a quarter after it.
func (m *Meta) Again(done Date, days int) Date {
	if done == "" {
		return m.MadeOn().Plus(min(days, firstDays))
	}
	return done.Plus(days)
}

// Record is a pointer to a struct that embeds Meta.
type Record interface{ Base() *Meta }

// Option is one value a choice may have. Order matters: choices sort in the order of their options.
type Option struct {
	Value    string   `json:"value"`
	Label    string   `json:"label"`
	Synonyms []string `json:"-"` // words an import understands
}

// Field describes one field of a record. R is the record's pointer type; the type Ptr returns decides everything
// else:
//
//	*string   text, or with Options one of them        *Set     several of Options
//	*bool, *int, *float64, *Date                       *Ref     another record       *Refs   several
//	any other pointer                                  a structure, kept as JSON
type Field[R any] struct {
	Name     string // in JSON, columns and exports
	Label    string // for people
	Help     string // one sentence under the input
	Ptr      func(R) any
	Options  []Option
	Scale    func(*Reader) ([]Option, error) // options of an *int that depend on the organisation; Value is the number
	To       string                          // the kind a Ref or Refs points to
	Required bool
	Long     bool   // text of several lines
	Listed   bool   // a column of the list unless the user chooses others
	Indexed  bool   // lists sort and filter by it at any size
	Computed bool   // set by rules, never by people
	Past     bool   // a Date on which something was done: never after today
	From     string // the field of a Date that this one is not before
	Unit     string
	Synonyms []string // column headings an import understands
	Also     []string // headings it takes where no other column of the file is surer

	kind fieldType
}

// AnyField is a field of a kind whose type is not known at compile time.
type AnyField = Field[Record]

// Spec describes a kind of record kept in structs of type T. The first field is the record's title.
type Spec[T any] struct {
	Name     string // "asset"
	Plural   string // "assets", also in addresses and commands
	Title    string // "Assets", for people
	Singular string // "asset" in a sentence
	Prefix   string // of references: AS
	Clause   string // where the standard asks for it
	About    string // one or two sentences for the empty list
	Version  int    // raise it when the meaning of a field changes, or what Proves or Owes say
	Edit     Permission
	Instance bool // kept once for the whole instance, in no organisation
	Fields   []Field[*T]
	// Key are the fields, references to other records, that with the title tell a record from others: an import then knows it again.
	Key []string
	// Proves says what a record shows as evidence; which controls want the kind, and for how long it stays fresh, the guidance says.
	Proves func(rec *T) []Proof
	// Whole says that every record must be fresh, as with suppliers that are reviewed, and not only the newest, as with inspections.
	Whole bool
	// Wanted tells from whom records of the kind are asked, by what they show: one that is late to give its record holds back what
	// others have shown.
	Wanted func(r *Reader) (map[string][]*Asked, error)
	// Owes says what has to be done about a record, and by when.
	Owes func(rec *T) []Due
	// Steps are what is done with a record beyond changing its fields.
	Steps []Step[*T]
	// Before completes and checks a record before it is saved, with what the transaction sees; old is nil for a new
	// one. It runs at every door: page, API, command line, import.
	Before func(w *Writer, old, rec *T) error
	// Guard refuses what nobody may do to a record that is there: change it so, or, when rec is nil, delete it. Unlike
	// Before it is asked also when an old revision is brought back or a change undone.
	Guard func(w *Writer, old, rec *T) error
	// Fixed reports whether a record stays as it is, but for its steps: Guard refuses to change or delete it, and no door offers to.
	Fixed func(rec *T) bool

	kind *Kind
}

// Kind is a Spec without its type, for code that serves all kinds alike.
type Kind struct {
	Name, Plural, Title, Singular, Prefix, Clause, About string
	Version                                              int
	Edit                                                 Permission
	Instance                                             bool
	Fields                                               []AnyField
	Whole                                                bool
	Key                                                  []string

	Steps []AnyStep

	proves func(Record) []Proof
	wanted func(r *Reader) (map[string][]*Asked, error)
	owes   func(Record) []Due
	byName map[string]*AnyField
	make   func() Record
	before func(w *Writer, old, rec Record) error
	guard  func(w *Writer, old, rec Record) error
	fixed  func(Record) bool
	sql    statements
}

// New makes an empty record of the kind.
func (k *Kind) New() Record { return k.make() }

// Field finds a field by name; nil if there is none.
func (k *Kind) Field(name string) *AnyField { return k.byName[name] }

// Wanted tells from whom records of the kind are asked, by what they show; nil if nobody is asked for them one by one.
func (k *Kind) Wanted(r *Reader) (map[string][]*Asked, error) {
	if k.wanted == nil {
		return nil, nil
	}
	return k.wanted(r)
}

// Proving reports whether the kind's records are evidence.
func (k *Kind) Proving() bool { return k.proves != nil }

// Proofs are what the record shows.
func (k *Kind) Proofs(r Record) []Proof {
	if k.proves == nil {
		return nil
	}
	return k.proves(r)
}

// Fixed reports whether the record can neither be changed nor deleted, but for its steps.
func (k *Kind) Fixed(r Record) bool { return k.fixed != nil && k.fixed(r) }

// TitleOf is the record's title: its first field.
func (k *Kind) TitleOf(r Record) string { return *k.Fields[0].Ptr(r).(*string) }

// Kind gives the spec without its type. The result is always the same pointer.
func (s *Spec[T]) Kind() *Kind { return s.kind }

// Define completes a spec. It panics when the spec contradicts itself; a program that starts has none such.
func Define[T any](s Spec[T]) *Spec[T] {
	k := &Kind{Name: s.Name, Plural: s.Plural, Title: s.Title, Singular: s.Singular, Prefix: s.Prefix, Clause: s.Clause, About: s.About,
		Version: max(s.Version, 1), Edit: s.Edit, Instance: s.Instance, Whole: s.Whole, Key: s.Key, wanted: s.Wanted, byName: map[string]*AnyField{}}
	if k.Edit == 0 {
		k.Edit = MayEdit
	}
	k.make = func() Record { return any(new(T)).(Record) }
	for _, f := range s.Fields {
		k.Fields = append(k.Fields, erase(f))
	}
	sample := k.make()
	for i := range k.Fields {
		f := &k.Fields[i]
		f.kind = typeOf(f.Ptr(sample), f)
		if err := k.checkField(f); err != nil {
			panic(fmt.Sprintf("record %s: %v", s.Name, err))
		}
		k.byName[f.Name] = f
	}
	if k.Fields[0].kind != typeText {
		panic("record " + s.Name + ": the first field is the title and must be text")
	}
	if s.Before != nil {
		k.before = func(w *Writer, old, rec Record) error {
			before, _ := any(old).(*T)
			return s.Before(w, before, any(rec).(*T))
		}
	}
	if s.Guard != nil {
		k.guard = func(w *Writer, old, rec Record) error {
			after, _ := any(rec).(*T)
			return s.Guard(w, any(old).(*T), after)
		}
	}
	if s.Fixed != nil {
		k.fixed = func(r Record) bool { return s.Fixed(any(r).(*T)) }
	}
	addSteps(k, s.Steps)
	if s.Proves != nil {
		k.proves = func(r Record) []Proof { return s.Proves(any(r).(*T)) }
	}
	if s.Owes != nil {
		k.owes = func(r Record) []Due { return s.Owes(any(r).(*T)) }
	}
	s.kind = k
	return &s
}

func erase[T any](f Field[*T]) AnyField {
	ptr := f.Ptr
	return AnyField{Name: f.Name, Label: f.Label, Help: f.Help, Options: f.Options, Scale: f.Scale, To: f.To, Required: f.Required,
		Long: f.Long, Listed: f.Listed, Indexed: f.Indexed, Computed: f.Computed, Past: f.Past, From: f.From, Unit: f.Unit, Synonyms: f.Synonyms, Also: f.Also,
		Ptr: func(r Record) any { return ptr(any(r).(*T)) }}
}

var (
	fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,40}$`)
	reserved  = " org id ref rev seq updated_at updated_by kind history order group user table "
)

func (k *Kind) checkField(f *AnyField) error {
	switch {
	case !fieldName.MatchString(f.Name) || strings.Contains(reserved, " "+f.Name+" ") || strings.HasPrefix(f.Name, "k_"):
		return fmt.Errorf("field %q cannot be named so", f.Name)
	case k.byName[f.Name] != nil:
		return fmt.Errorf("field %q is there twice", f.Name)
	case f.Label == "":
		return fmt.Errorf("field %q has no label", f.Name)
	case f.isRef() != (f.To != ""):
		return fmt.Errorf("field %q: To names the kind of a Ref or Refs, and only of those", f.Name)
	case f.kind == typeSet && len(f.Options) == 0:
		return fmt.Errorf("field %q: a Set needs Options", f.Name)
	}
	return nil
}
