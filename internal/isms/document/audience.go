package document

import (
	"slices"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// askedKey names what askedFor keeps, of a day.
type askedKey struct{ today record.Date }

// askedFor is who is asked, kept until a document, a person or an acknowledgement is written, and for the day. It is shared:
// nobody changes it.
func askedFor(r *record.Reader) (map[string][]*record.Asked, error) {
	given, err := acknowledgements(r)
	if err != nil {
		return nil, err
	}
	return record.CachedOf(r, askedKey{r.Today()}, []*record.Kind{Documents.Kind(), people.Persons.Kind(), given}, func() (map[string][]*record.Asked, error) {
		return findAsked(r)
	})
}

// acknowledgements is their register, by its name: its declaration leads here.
func acknowledgements(r *record.Reader) (*record.Kind, error) {
	return r.Org().Store().Kind("acknowledgement")
}

// findAsked tells of the documents in force who of those they ask has confirmed the version in force, by the controls that
// acknowledgements of them show at work: ids of records, and the id of the control that asks for policies as such.
func findAsked(r *record.Reader) (map[string][]*record.Asked, error) {
	docs, err := published(r)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, d := range docs {
		ids = append(ids, d.Controls...)
	}
	named, err := r.Named(ids)
	if err != nil {
		return nil, err
	}
	persons, err := active(r)
	if err != nil {
		return nil, err
	}
	confirmed, err := confirmations(r)
	out := map[string][]*record.Asked{}
	for _, d := range docs {
		a := d.asked(persons, confirmed, r.Today())
		for _, id := range d.acknowledgedFor(named) {
			if a.All > 0 {
				out[id] = append(out[id], a)
			}
		}
	}
	return out, err
}

func (d *Document) asked(persons []*people.Person, confirmed map[[2]string]bool, today record.Date) *record.Asked {
	a := &record.Asked{By: d.Ref}
	for _, p := range persons {
		if !d.Asks(p) {
			continue
		}
		switch due := d.dueFor(p); {
		case confirmed[[2]string{string(d.Current), p.ID}]:
			a.Given++
		case due < today:
			a.Late++
		case a.Next == "" || due < a.Next:
			a.Next = due
		}
		a.All++
	}
	return a
}

// confirmations are the versions and the persons who accepted them.
func confirmations(r *record.Reader) (map[[2]string]bool, error) {
	k, err := acknowledgements(r)
	if err != nil {
		return nil, err
	}
	couples, err := r.Couples(k, "document_version", "person")
	out := make(map[[2]string]bool, len(couples))
	for _, c := range couples {
		out[c] = true
	}
	return out, err
}

// acknowledgedFor are the controls that its acknowledgements show at work: of those that it shows itself, the one that asks for
// policies and those whose guidance asks for acknowledgements. named holds the controls by id.
func (d *Document) acknowledgedFor(named map[string]record.Hit) []string {
	shows := []string{}
	for _, id := range d.shows() {
		ref := named[id].Ref
		if id == policies || ref != policies && slices.ContainsFunc(guide.Shown(ref), func(e guide.Evidencing) bool { return e.Kind == "acknowledgement" }) {
			shows = append(shows, id)
		}
	}
	return shows
}
