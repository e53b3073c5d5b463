package framework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// Options are what the user decides about an import.
type Options struct {
	Into   string       // reference of the framework to write into; "" finds it, or makes one
	Title  string       // of the framework; "" takes the file's
	With   []*File      // catalogs and profiles that a profile selects from
	Choice sheet.Choice // of a spreadsheet
}

// Action is what an import does with a record.
type Action string

// The actions. A requirement that the file no longer has is marked as withdrawn: mappings and history may rest on it.
const (
	Create   Action = "create"
	Change   Action = "change"
	Leave    Action = "leave"
	Withdraw Action = "withdraw"
)

// Tally counts actions.
type Tally struct {
	Create   int `json:"create"`
	Change   int `json:"change"`
	Leave    int `json:"leave"`
	Withdraw int `json:"withdraw"`
}

func (t *Tally) count(a Action) {
	switch a {
	case Create:
		t.Create++
	case Change:
		t.Change++
	case Leave:
		t.Leave++
	case Withdraw:
		t.Withdraw++
	}
}

// String says it in words.
func (t Tally) String() string {
	text := fmt.Sprintf("%d to create, %d to change, %d to leave", t.Create, t.Change, t.Leave)
	if t.Withdraw > 0 {
		text += fmt.Sprintf(", %d no longer in the file", t.Withdraw)
	}
	return text
}

// Plan is what an import does, or would do.
type Plan struct {
	File      string        `json:"file"`
	What      string        `json:"what"` // such as "OSCAL catalog in JSON"
	Framework string        `json:"framework"`
	Title     string        `json:"title"`
	Action    Action        `json:"action"` // with the framework itself
	Items     Tally         `json:"items"`
	Mappings  Tally         `json:"mappings"`
	Rows      []Row         `json:"rows"` // what is created, changed and withdrawn, at most MaxRows
	Notes     []string      `json:"notes"`
	Contents  []oscal.Count `json:"contents"` // what the file holds; none of a spreadsheet
}

// Row is one record of a plan.
type Row struct {
	Action Action   `json:"action"`
	Kind   string   `json:"kind"`
	Ref    string   `json:"ref"`
	Title  string   `json:"title"`
	Fields []string `json:"fields"` // labels of what changes
}

// MaxRows is how many rows a plan names; its tallies count all.
const MaxRows = 500

var errDry = errors.New("dry run")

// Preview tells what importing the file would do. It does it all in a transaction that is rolled back, so that every
// rule is asked; nothing is written.
func Preview(ctx context.Context, org *record.Org, f *File, o Options) (plan *Plan, err error) {
	_, err = org.Write(ctx, "", func(w *record.Writer) (err error) {
		if plan, err = Import(w, f, o); err != nil {
			return err
		}
		return errDry
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return plan, err
}

// Import takes a framework's file, or a mapping's, in. What is there already is compared and changed where the file says
// something else; importing the same file again changes nothing.
func Import(w *record.Writer, f *File, o Options) (*Plan, error) {
	if err := w.Actor().Check(Frameworks.Kind().Edit); err != nil {
		return nil, err
	}
	im := &importing{w: w, o: o, plan: &Plan{File: f.Name, What: "Spreadsheet", Rows: []Row{}, Notes: []string{}, Contents: []oscal.Count{}}}
	if f.OSCAL != nil {
		im.plan.What, im.plan.Contents = "OSCAL "+f.OSCAL.Model.Words()+" in "+f.OSCAL.Format, f.OSCAL.Counts()
		for _, u := range f.OSCAL.Unread {
			im.note("Not taken over: %s.", u)
		}
		if f.OSCAL.Model == oscal.ModelMapping {
			return im.plan, im.mappingCollection(f.OSCAL)
		}
	}
	d, err := im.draft(f)
	if err != nil {
		return nil, err
	}
	im.plan.Notes = append(im.plan.Notes, d.notes...)
	return im.plan, im.take(d)
}

type importing struct {
	w        *record.Writer
	o        Options
	plan     *Plan
	now      *Framework
	bySource map[string]*Item
	byName   map[string]*Item // by folded identifier
	have     []*Item
}

func (im *importing) note(format string, args ...any) {
	im.plan.Notes = append(im.plan.Notes, fmt.Sprintf(format, args...))
}

func (im *importing) draft(f *File) (*draft, error) {
	switch {
	case f.OSCAL == nil:
		return fromSheet(f, im.o.Choice)
	case f.OSCAL.Catalog != nil:
		return fromCatalog(f.OSCAL.Catalog, f.Name), nil
	case f.OSCAL.Profile == nil:
		return nil, errs.Invalidf("%s is an OSCAL %s. Catalogs, profiles and mappings become frameworks; this one was read whole and nothing of it is kept here.", f.Name, f.OSCAL.Model.Words())
	}
	c, notes, err := oscal.Resolve(f.OSCAL.Profile, im.find)
	if err != nil {
		return nil, err
	}
	d := fromCatalog(c, f.Name)
	d.Format, d.DocumentID, d.notes = "oscal_profile", strings.ToLower(f.OSCAL.Profile.UUID), append(notes, d.notes...)
	return d, nil
}

// find gives what a profile imports: a file that came with it, or a framework kept here.
func (im *importing) find(want oscal.Wanted) (*oscal.Document, error) {
	for _, f := range im.o.With {
		if f.OSCAL != nil && f.OSCAL.Metadata() != nil && want.Named(f.Name, f.OSCAL.Metadata().Title, f.OSCAL.UUID()) {
			return f.OSCAL, nil
		}
	}
	all, err := Frameworks.All(im.w.Reader, record.Query{})
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if want.Named(f.Source, f.Title, f.DocumentID) {
			im.note("Selected from %s %s, which is kept here.", f.Ref, f.Title)
			c, err := AsCatalog(im.w.Reader, f)
			return &oscal.Document{Name: f.Ref, Model: oscal.ModelCatalog, Catalog: c}, err
		}
	}
	if len(im.o.With) == 1 && im.o.With[0].OSCAL != nil {
		im.note("The profile imports %s; %s was given for it.", want, im.o.With[0].Name)
		return im.o.With[0].OSCAL, nil
	}
	return nil, errs.Invalidf("The profile selects from %s (%s). Give that file too, or import it as a framework first.", want, strings.Join(append([]string{want.Href}, want.Hrefs...), ", "))
}

// take writes what the draft says and is not there yet.
func (im *importing) take(d *draft) error {
	if err := im.framework(d); err != nil {
		return err
	}
	if err := im.load(); err != nil {
		return err
	}
	if !d.onlyMaps || im.plan.Action == Create {
		if err := im.items(d); err != nil {
			return err
		}
	}
	return im.maps(d.maps)
}

// framework finds the framework that the draft is, or makes it.
func (im *importing) framework(d *draft) (err error) {
	d.Title = cmp.Or(im.o.Title, d.Title)
	if im.now, err = im.existing(d); err != nil {
		return err
	}
	im.plan.Action = Leave
	if im.now == nil {
		f := d.Framework
		im.now, im.plan.Action = &f, Create
		err = Frameworks.Put(im.w, im.now)
	} else if !d.onlyMaps {
		err = im.renew(d)
	}
	im.plan.Framework, im.plan.Title = im.now.Ref, im.now.Title
	return err
}

// renew takes over what the file says of the framework; what it does not say stays.
func (im *importing) renew(d *draft) error {
	before := *im.now
	f := im.now
	for _, p := range []struct {
		to  *string
		new string
	}{{&f.Title, d.Title}, {&f.Version, d.Version}, {&f.Publisher, d.Publisher}, {&f.Source, d.Source}, {&f.Format, d.Format}, {&f.DocumentID, d.DocumentID}} {
		if p.new != "" {
			*p.to = p.new
		}
	}
	if d.Format == "spreadsheet" && im.o.Title == "" {
		f.Title = before.Title // the name of a spreadsheet is no title
	}
	changes := Frameworks.Kind().Diff(&before, f)
	if len(changes) > 0 {
		im.plan.Action = Change
	}
	return Frameworks.Put(im.w, f)
}

func (im *importing) existing(d *draft) (*Framework, error) {
	if im.o.Into != "" {
		if b := builtIn(im.o.Into); b != nil {
			return nil, errs.Invalidf("%s is built in and cannot be changed. Import its catalog as a framework of your own.", b.Title)
		}
		return Frameworks.Find(im.w.Reader, im.o.Into)
	}
	all, err := Frameworks.All(im.w.Reader, record.Query{})
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if d.DocumentID != "" && f.DocumentID == d.DocumentID || d.DocumentID == "" && f.Format == d.Format && record.Fold(f.Title) == record.Fold(d.Title) {
			return f, nil
		}
	}
	for _, f := range all {
		if record.Fold(f.Title) == record.Fold(d.Title) {
			im.note("%s has the same title (version %s). To bring that one up to date instead of making another, import into %s.", f.Ref, cmp.Or(f.Version, "not known"), f.Ref)
		}
	}
	return nil, nil
}

func (im *importing) load() (err error) {
	im.bySource, im.byName = map[string]*Item{}, map[string]*Item{}
	if im.plan.Action == Create {
		return nil
	}
	im.have, err = itemsOf(im.w.Reader, im.now.ID)
	for _, i := range im.have {
		im.know(i)
	}
	return err
}

func (im *importing) know(i *Item) {
	im.bySource[i.SourceID], im.byName[plain(i.Identifier)] = i, i
}

// plain is an identifier for comparing: AC-2 (1) and ac-2(1) are the same.
func plain(identifier string) string { return record.Fold(strings.ReplaceAll(identifier, " ", "")) }

func itemsOf(r *record.Reader, framework string) ([]*Item, error) {
	return Items.All(r, record.Query{Sort: "position", Filters: []record.Filter{{Field: "framework", Values: []string{framework}}}})
}

func (im *importing) items(d *draft) error {
	inFile, refs := map[string]bool{}, map[string]bool{}
	for _, i := range im.have {
		refs[record.Fold(i.Ref)] = true
	}
	for n := range d.items {
		di := &d.items[n]
		inFile[di.SourceID] = true
		i, old := di.Item, im.bySource[di.SourceID]
		i.Framework = record.Ref(im.now.ID)
		if p := im.bySource[di.parent]; p != nil && di.parent != "" {
			i.Parent = record.Ref(p.ID)
		}
		if old != nil {
			i.Meta = old.Meta
		} else if ref := refOf(im.now.Ref, i.Identifier); ref != "" && !refs[record.Fold(ref)] {
			i.Ref, refs[record.Fold(ref)] = ref, true
		}
		if err := im.put(&im.plan.Items, old, &i); err != nil {
			return fmt.Errorf("%s: %w", i.Identifier, err)
		}
		im.know(&i)
	}
	for _, i := range im.have {
		if inFile[i.SourceID] || i.Withdrawn {
			continue
		}
		gone := *i
		gone.Withdrawn = true
		im.plan.Items.count(Withdraw)
		im.row(Withdraw, Items.Kind(), &gone, nil)
		if err := Items.Put(im.w, &gone); err != nil {
			return err
		}
	}
	return nil
}

// put saves an item and accounts for it.
func (im *importing) put(t *Tally, old, i *Item) error {
	if old == nil {
		err := Items.Put(im.w, i)
		t.count(Create)
		im.row(Create, Items.Kind(), i, nil)
		return err
	}
	changes := Items.Kind().Diff(old, i)
	if len(changes) == 0 {
		t.count(Leave)
		return nil
	}
	t.count(Change)
	im.row(Change, Items.Kind(), i, changes)
	return Items.Put(im.w, i)
}

func (im *importing) row(a Action, k *record.Kind, rec record.Record, changes []record.Change) {
	if len(im.plan.Rows) == MaxRows {
		return
	}
	r := Row{Action: a, Kind: k.Name, Ref: rec.Base().Ref, Title: k.TitleOf(rec), Fields: []string{}}
	for _, c := range changes {
		r.Fields = append(r.Fields, c.Field.Label)
	}
	im.plan.Rows = append(im.plan.Rows, r)
}
