package document

import (
	"regexp"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
)

// Offer is a template with the document that was made from it.
type Offer struct {
	*guide.Policy
	Made *Document `json:"-"` // nil if there is none in use
}

// Offers lists the templates.
func Offers(r *record.Reader) ([]Offer, error) {
	made, err := fromTemplates(r)
	if err != nil {
		return nil, err
	}
	var out []Offer
	for _, p := range guide.Policies() {
		out = append(out, Offer{p, made[p.ID]})
	}
	return out, nil
}

// fromTemplates are the documents in use that were made from a template, by its id.
func fromTemplates(r *record.Reader) (map[string]*Document, error) {
	all, err := Documents.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"draft", "published"}}}})
	out := map[string]*Document{}
	for _, d := range all {
		if d.Template != "" {
			out[d.Template] = d
		}
	}
	return out, err
}

// Start makes documents with a first draft from templates, given by their ids; no id is all that have none yet. The owner is
// the person whose position the template names. It returns what it made.
func Start(w *record.Writer, ids []string) ([]*Document, error) {
	made, err := fromTemplates(w.Reader)
	if err != nil {
		return nil, err
	}
	chosen, err := choose(ids, made)
	if err != nil {
		return nil, err
	}
	controls, owners := map[string]string{}, map[string]record.Ref{}
	if err := w.Each(control.Controls.Kind(), record.Query{}, func(rec record.Record) error {
		controls[rec.Base().Ref] = rec.Base().ID
		return nil
	}); err != nil {
		return nil, err
	}
	persons, err := active(w.Reader)
	if err != nil {
		return nil, err
	}
	for _, p := range persons {
		owners[strings.ToLower(p.Position)] = record.Ref(p.ID)
	}
	var out []*Document
	for _, p := range chosen {
		d := &Document{Title: p.Title, Type: p.Kind, Owner: owners[strings.ToLower(p.OwnerRole)], Classification: "internal", Binds: p.Audience, Audience: "some",
			Clauses: p.Clauses, ReviewMonths: p.ReviewMonths, Template: p.ID}
		if p.Audience == "everyone" {
			d.Audience = "everyone"
		}
		for _, id := range p.Controls {
			if controls[id] != "" {
				d.Controls = append(d.Controls, controls[id])
			}
		}
		if err := Documents.Put(w, d); err != nil {
			return nil, err
		}
		v := &Version{Document: record.Ref(d.ID), Changes: "From the template", Text: readable(w.Reader, p.Text), Question: p.Question.Ask, Answer: p.Question.Answer, Wrong: strings.Join(p.Question.Wrong, "\n")}
		if err := Versions.Put(w, v); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

func choose(ids []string, made map[string]*Document) (chosen []*guide.Policy, err error) {
	for _, id := range ids {
		p, err := guide.FindPolicy(id)
		if err != nil {
			return nil, err
		}
		if d := made[id]; d != nil {
			return nil, errs.New(errs.Conflict, "%s was made from the template %s already.", d.Ref, id)
		}
		chosen = append(chosen, p)
	}
	if len(ids) > 0 {
		return chosen, nil
	}
	for _, p := range guide.Policies() {
		if made[p.ID] == nil {
			chosen = append(chosen, p)
		}
	}
	if chosen == nil {
		return nil, errs.New(errs.Conflict, "Every template has its document already.")
	}
	return chosen, nil
}

var quoted = regexp.MustCompile("`([a-z][a-z_-]*)`")

// readable gives registers and policies, which templates name by their ids, the titles that readers know.
func readable(r *record.Reader, text string) string {
	return quoted.ReplaceAllStringFunc(text, func(q string) string {
		id := strings.Trim(q, "`")
		if p, err := guide.FindPolicy(id); err == nil {
			return "*" + p.Title + "*"
		}
		if k, err := r.Org().Store().Kind(id); err == nil {
			return "*" + k.Title + "*"
		}
		planned := guide.PlannedKinds()
		if i := slices.IndexFunc(planned, func(p guide.PlannedKind) bool { return p.Kind == id }); i >= 0 {
			return "*" + planned[i].Title + "*"
		}
		return q
	})
}

// Import makes a document with a first draft from a Word document, or a new draft of a document that is there.
func Import(w *record.Writer, file *prose.Imported, name, into string) (*Document, *Version, error) {
	if into != "" {
		d, err := Documents.Find(w.Reader, into)
		if err != nil {
			return nil, nil, err
		}
		v, err := Draft(w, d, "Imported from "+name)
		if err == nil {
			v.Text = file.Text
			err = Versions.Put(w, v)
		}
		return d, v, err
	}
	title := file.Title
	if title == "" {
		title = strings.TrimSuffix(name, ".docx")
	}
	d := &Document{Title: title}
	if err := Documents.Put(w, d); err != nil {
		return nil, nil, err
	}
	v := &Version{Document: record.Ref(d.ID), Changes: "Imported from " + name, Text: file.Text}
	return d, v, Versions.Put(w, v)
}
