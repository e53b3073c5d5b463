package document

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Acknowledgement says that a person has read a version and accepts it: a line of the ledger, which never changes.
type Acknowledgement struct {
	record.Meta
	Title      string
	Document   record.Ref
	Version    record.Ref
	Number     int
	Person     record.Ref
	On         record.Date
	Answer     string // to the version's question
	RecordedBy string // who entered it and where the person signed, if not the person
	Digest     string // of the version's text
	Shows      []string
}

// Acknowledgements is the ledger. Its lines are made by Acknowledge.
var Acknowledgements = record.Define(record.Spec[Acknowledgement]{
	Name: "acknowledgement", Plural: "acknowledgements", Title: "Acknowledgements", Singular: "acknowledgement", Prefix: "AK", Clause: "7.3", Edit: record.MayContribute,
	About: "Who accepted which version of which document, and when. Documents are confirmed on the page To read; an administrator records what was signed on paper.",
	Fields: []record.Field[*Acknowledgement]{
		{Name: "title", Label: "Accepted", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Acknowledgement) any { return &a.Title }},
		{Name: "document", Label: "Document", To: "document", Computed: true, Indexed: true, Ptr: func(a *Acknowledgement) any { return &a.Document }},
		{Name: "document_version", Label: "Version", To: "document_version", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Acknowledgement) any { return &a.Version }},
		{Name: "number", Label: "Version number", Computed: true, Indexed: true, Ptr: func(a *Acknowledgement) any { return &a.Number }},
		{Name: "person", Label: "Person", To: "person", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Acknowledgement) any { return &a.Person }},
		{Name: "accepted_on", Label: "Accepted on", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Acknowledgement) any { return &a.On }},
		{Name: "answer", Label: "Answer", Computed: true, Ptr: func(a *Acknowledgement) any { return &a.Answer }},
		{Name: "recorded_by", Label: "Recorded by", Computed: true, Listed: true, Ptr: func(a *Acknowledgement) any { return &a.RecordedBy }},
		{Name: "digest", Label: "Digest", Computed: true, Ptr: func(a *Acknowledgement) any { return &a.Digest }},
		{Name: "shows", Label: "Shows at work", Computed: true, Ptr: func(a *Acknowledgement) any { return &a.Shows }},
	},
	Proves: func(a *Acknowledgement) (out []record.Proof) {
		for _, id := range a.Shows {
			out = append(out, record.Proof{On: a.On, For: id})
		}
		return out
	},
	Wanted: askedFor,
	Before: func(w *record.Writer, _, a *Acknowledgement) error {
		if a.Version == "" || a.Digest == "" {
			return errs.New(errs.Conflict, "An acknowledgement is given on the page To read.")
		}
		return nil
	},
	Guard: func(w *record.Writer, _, a *Acknowledgement) error {
		if a == nil && w.Undoing() {
			return nil
		}
		return errs.New(errs.Conflict, "An acknowledgement stays as it was given.")
	},
})

// Task is a document that a person has yet to confirm.
type Task struct {
	Document *Document
	Due      record.Date
	Since    int         // the version last accepted; 0 if none was
	LastOn   record.Date // when
}

// Late reports whether the task should have been done before the day.
func (t *Task) Late(today record.Date) bool { return t.Due < today }

type publishedKey struct{}

// published are the documents in force. It is shared: nobody changes it.
func published(r *record.Reader) ([]*Document, error) {
	return record.CachedOf(r, publishedKey{}, []*record.Kind{Documents.Kind()}, func() ([]*Document, error) {
		return Documents.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"published"}}}})
	})
}

// Asks reports whether the document asks the person to confirm it.
func (d *Document) Asks(p *people.Person) bool {
	switch {
	case d.Status != "published" || p.Status == "left":
		return false
	case d.Audience == "everyone":
		return p.Type == "person"
	case d.Audience == "some":
		return slices.Contains(d.Readers, p.ID) ||
			p.Type != "function" && slices.ContainsFunc(lines(d.Departments), func(name string) bool { return strings.EqualFold(name, p.Department) })
	}
	return false
}

// dueFor is the day by which the person confirms the version in force: counted from publication, or from joining.
func (d *Document) dueFor(p *people.Person) record.Date {
	return max(d.PublishedOn, p.Joined).Plus(d.AcknowledgeDays)
}

// ToRead lists what a person has yet to confirm, most urgent first. It is computed from the audiences of the documents in
// force and the person's own lines of the ledger: a publication writes no row for each of its readers.
func ToRead(r *record.Reader, p *people.Person) ([]Task, error) {
	docs, err := published(r)
	if err != nil {
		return nil, err
	}
	last, err := accepted(r, p)
	if err != nil {
		return nil, err
	}
	var out []Task
	for _, d := range docs {
		if !d.Asks(p) {
			continue
		}
		t := Task{Document: d, Due: d.dueFor(p)}
		if a := last[d.ID]; a != nil {
			if t.Since, t.LastOn = a.Number, a.On; a.Number >= d.Version {
				continue
			}
		}
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b Task) int { return cmp.Compare(a.Due, b.Due) })
	return out, nil
}

// LateToRead counts what the person of an account's address should have confirmed before today.
func LateToRead(r *record.Reader, email string) (n int64, err error) {
	p, err := people.Acting(r, email)
	if err != nil || p == nil {
		return 0, err
	}
	tasks, err := ToRead(r, p)
	for i := range tasks {
		if tasks[i].Late(r.Today()) {
			n++
		}
	}
	return n, err
}

// accepted is the newest version that a person accepted of each document.
func accepted(r *record.Reader, p *people.Person) (map[string]*Acknowledgement, error) {
	all, err := Acknowledgements.All(r, record.Query{Filters: []record.Filter{{Field: "person", Values: []string{p.ID}}}})
	out := map[string]*Acknowledgement{}
	for _, a := range all {
		if was := out[string(a.Document)]; was == nil || was.Number < a.Number {
			out[string(a.Document)] = a
		}
	}
	return out, err
}

// Due is ToRead in the form of the list of what is due to a person.
func Due(r *record.Reader, p *people.Person) (out []record.Owed, err error) {
	tasks, err := ToRead(r, p)
	for _, t := range tasks {
		out = append(out, record.Owed{Hit: record.Hit{ID: t.Document.ID, Kind: Documents.Kind().Name, Ref: t.Document.Ref, Title: t.Document.Title},
			Due: record.Due{What: "Read and confirm", Day: t.Due, Who: record.Ref(p.ID)}, Rank: string(t.Due)})
	}
	return out, err
}

// Reading is a document in force as one person is to see it.
type Reading struct {
	Document *Document
	Version  *Version
	Since    *Version         // the version the person last accepted; nil if none, and then the whole text is shown
	Accepted *Acknowledgement // of the version in force; nil while it is missing
	Asked    bool             // the person belongs to the audience
	Due      record.Date
}

// Choices are the answers to choose from, in an order that does not give the right one away and stays the same.
func (v *Version) Choices() []string {
	all := append([]string{v.Asked.Answer}, v.Asked.Wrong...)
	place := func(s string) uint64 {
		h := fnv.New64a()
		_, _ = h.Write([]byte(v.ID + s)) // a hash does not fail
		return h.Sum64()
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	return all
}

// Read prepares a document in force for a person; nil is somebody who is not in the register of people.
func Read(r *record.Reader, ref string, p *people.Person) (*Reading, error) {
	d, err := Documents.Find(r, ref)
	if err != nil {
		return nil, err
	}
	if d.Status != "published" {
		return nil, errs.New(errs.Conflict, "%s is not in force.", d.Ref)
	}
	v, err := Versions.Get(r, string(d.Current))
	if err != nil {
		return nil, err
	}
	out := &Reading{Document: d, Version: v}
	if p == nil {
		return out, nil
	}
	out.Asked, out.Due = d.Asks(p), d.dueFor(p)
	last, _, err := Acknowledgements.List(r, record.Query{Sort: "-number", Limit: 1,
		Filters: []record.Filter{{Field: "document", Values: []string{d.ID}}, {Field: "person", Values: []string{p.ID}}}})
	switch {
	case err != nil || len(last) == 0:
		return out, err
	case last[0].Number == v.Number:
		out.Accepted = last[0]
	default:
		out.Since, err = Versions.Get(r, string(last[0].Version))
	}
	return out, err
}

// Form is what a person gives when accepting a document.
type Form struct {
	Version int    // that was read; 0 for the one in force
	Answer  string // to its question
	Person  string // reference or id, where an administrator records it for somebody
	// Elsewhere says where the person signed, when an administrator records it.
	Elsewhere string
}

// Acknowledge records that a person has read the version in force and accepts it. email is the acting account's address; it
// is the person's, unless an administrator records a signature given elsewhere and says where.
func Acknowledge(w *record.Writer, ref, email string, form Form) (*Acknowledgement, error) {
	if err := w.Actor().Check(record.MayContribute); err != nil {
		return nil, err
	}
	if _, err := Documents.Find(w.Reader, ref); err != nil {
		return nil, err
	}
	p, recorded, err := signer(w, email, form)
	if err != nil {
		return nil, err
	}
	reading, err := Read(w.Reader, ref, p)
	if err != nil {
		return nil, err
	}
	d, v := reading.Document, reading.Version
	switch {
	case form.Version != 0 && form.Version != v.Number:
		return nil, errs.New(errs.Conflict, "Version %d of %s was published meanwhile. Read what changed and confirm that.", v.Number, d.Ref)
	case reading.Accepted != nil:
		return nil, errs.New(errs.Conflict, "%s accepted %s on %s already.", p.Name, v.Title, reading.Accepted.On)
	case v.Asked.Ask != "" && recorded == "" && strings.TrimSpace(form.Answer) == "":
		return nil, errs.InField("answer", "choose the answer to the question")
	case v.Asked.Ask != "" && recorded == "" && strings.TrimSpace(form.Answer) != v.Asked.Answer:
		return nil, errs.InField("answer", "that is not what the document says; read it again and choose anew")
	}
	named, err := w.Named(d.Controls)
	if err != nil {
		return nil, err
	}
	a := &Acknowledgement{Title: v.Title + ": " + p.Name, Document: record.Ref(d.ID), Version: record.Ref(v.ID), Number: v.Number, Person: record.Ref(p.ID),
		On: w.Today(), Answer: strings.TrimSpace(form.Answer), RecordedBy: recorded, Digest: v.Digest, Shows: d.acknowledgedFor(named)}
	return a, Acknowledgements.Put(w, a)
}

// signer is the person who accepts; recorded says who enters it and where it was signed, "" if it is the person.
func signer(w *record.Writer, email string, form Form) (p *people.Person, recorded string, err error) {
	if form.Person == "" {
		if p, err = people.Acting(w.Reader, email); err == nil && p == nil {
			err = errs.New(errs.Conflict, "Your account's e-mail address belongs to nobody in the register of people. Ask for it to be entered there, then confirm the document.")
		}
		return p, "", err
	}
	if p, err = people.Persons.Find(w.Reader, form.Person); err != nil {
		return nil, "", err
	}
	if email != "" && strings.EqualFold(email, p.Email) {
		return p, "", nil
	}
	if err := w.Actor().Check(record.MayAdminister); err != nil {
		return nil, "", err
	}
	if strings.TrimSpace(form.Elsewhere) == "" {
		return nil, "", errs.InField("elsewhere", "say where %s signed, such as the list of 3 March in folder 12", p.Name)
	}
	return p, w.Actor().Name + ": " + strings.TrimSpace(form.Elsewhere), nil
}

// Line is a person of a document's audience and how far they have read.
type Line struct {
	Person *people.Person
	Last   *Acknowledgement // of the newest version accepted; nil if none was
	Due    record.Date
	Done   bool // the version in force is accepted
	Late   bool
}

// Ledger tells for everyone in the audience of a document in force which version they accepted last: who is missing comes
// first.
func Ledger(r *record.Reader, d *Document) ([]Line, error) {
	persons, err := active(r)
	if err != nil {
		return nil, err
	}
	all, err := Acknowledgements.All(r, record.Query{Filters: []record.Filter{{Field: "document", Values: []string{d.ID}}}})
	if err != nil {
		return nil, err
	}
	last := map[string]*Acknowledgement{}
	for _, a := range all {
		if was := last[string(a.Person)]; was == nil || was.Number < a.Number {
			last[string(a.Person)] = a
		}
	}
	var out []Line
	for _, p := range persons {
		if d.Asks(p) {
			l := Line{Person: p, Last: last[p.ID], Due: d.dueFor(p)}
			l.Done = l.Last != nil && l.Last.Number >= d.Version
			l.Late = !l.Done && l.Due < r.Today()
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		return cmp.Or(order(a.Done)-order(b.Done), cmp.Compare(a.Due, b.Due), cmp.Compare(record.Fold(a.Person.Name), record.Fold(b.Person.Name)))
	})
	return out, nil
}

func order(done bool) int {
	if done {
		return 1
	}
	return 0
}

type activeKey struct{}

// active are the persons who have not left. It is shared: nobody changes it.
func active(r *record.Reader) ([]*people.Person, error) {
	return record.CachedOf(r, activeKey{}, []*record.Kind{people.Persons.Kind()}, func() ([]*people.Person, error) {
		return people.Persons.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"active"}}}})
	})
}

// Standing is a document in a list of all: how many of its audience have confirmed the version in force.
type Standing struct {
	*Document
	Work      *Version // the version being worked on; nil if there is none
	Asked     int
	Confirmed int
}

// Standings lists all documents by title with how each stands.
func Standings(r *record.Reader) ([]Standing, error) {
	docs, err := Documents.All(r, record.Query{Sort: "title"})
	if err != nil {
		return nil, err
	}
	persons, err := active(r)
	if err != nil {
		return nil, err
	}
	confirmed, err := confirmations(r)
	if err != nil {
		return nil, err
	}
	open, err := Versions.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"draft", "review", "approved"}}}})
	if err != nil {
		return nil, err
	}
	work := map[record.Ref]*Version{}
	for _, v := range open {
		work[v.Document] = v
	}
	out := make([]Standing, len(docs))
	for i, d := range docs {
		a := d.asked(persons, confirmed, r.Today())
		out[i] = Standing{Document: d, Work: work[record.Ref(d.ID)], Asked: a.All, Confirmed: a.Given}
	}
	return out, nil
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
