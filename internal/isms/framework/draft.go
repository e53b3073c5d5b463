package framework

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/sheet"
)

// File is a framework's or mapping's file as read, of any format.
type File struct {
	Name  string
	OSCAL *oscal.Document // nil for a spreadsheet
	book  *sheet.Workbook
}

// Open reads a file: OSCAL in JSON, XML or YAML, or a spreadsheet. Its content tells which.
func Open(name string, r io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, oscal.MaxFile+1))
	if err != nil {
		return nil, err
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	f := &File{Name: name}
	if oscal.Looks(data) || slices.Contains([]string{".json", ".xml", ".yaml", ".yml"}, strings.ToLower(path.Ext(name))) {
		f.OSCAL, err = oscal.ReadFrom(name, bytes.NewReader(data))
		return f, err
	}
	f.book, err = sheet.Open(name, bytes.NewReader(data), sheet.Limits{})
	return f, err
}

// draft is what a file says, before it is compared with what is there.
type draft struct {
	Framework
	items    []draftItem
	maps     []draftMap
	onlyMaps bool // the file says nothing of the items themselves
	notes    []string
}

type draftItem struct {
	Item
	parent string // source id
}

// draftMap names its item by identifier or source id.
type draftMap struct {
	item, control, relation, rationale, source string
	row                                        int
}

func (d *draft) note(format string, args ...any) {
	d.notes = append(d.notes, fmt.Sprintf(format, args...))
}

// fromCatalog takes the groups and controls of a catalog.
func fromCatalog(c *oscal.Catalog, file string) *draft {
	d := &draft{Framework: Framework{Title: line(c.Metadata.Title), Version: c.Metadata.Version, Publisher: publisher(&c.Metadata), Source: file,
		Format: "oscal_catalog", DocumentID: strings.ToLower(c.UUID)}}
	d.Known = knownAs(d.Title, d.Version)
	t := &texts{params: map[string]*oscal.Param{}}
	t.learn(c)
	for i := range c.Controls {
		d.control(t, &c.Controls[i], "")
	}
	for i := range c.Groups {
		d.group(t, &c.Groups[i], "", fmt.Sprint("group-", i+1))
	}
	d.distinct()
	if d.isAnnexA() {
		d.Known = annexA
	}
	d.notKept("properties", t.props)
	d.notKept("links", t.links)
	if c.BackMatter != nil {
		d.notKept("resources of the back matter", len(c.BackMatter.Resources))
	}
	return d
}

func (d *draft) notKept(what string, n int) {
	if n > 0 {
		d.note("Not kept with the framework: %s (%d).", what, n)
	}
}

// isAnnexA reports whether every requirement is a control of Annex A, as in a customer's selection of them.
func (d *draft) isAnnexA() bool {
	n := 0
	for _, i := range d.items {
		if i.Type == "group" {
			continue
		}
		if _, ok := catalog.Find(i.Identifier); !ok {
			return false
		}
		n++
	}
	return n > 0
}

func (d *draft) add(i Item, parent string) {
	i.Position = len(d.items) + 1
	if i.Title == "" {
		i.Title = i.Identifier
	}
	d.items = append(d.items, draftItem{i, parent})
}

func (d *draft) group(t *texts, g *oscal.Group, parent, otherwise string) {
	id := cmp.Or(g.ID, otherwise)
	i := Item{Title: line(g.Title), Type: "group", SourceID: id, Identifier: cmp.Or(t.label(g.Props), id)}
	t.fill(&i, g.Parts, g.Props, g.Links)
	d.add(i, parent)
	for n := range g.Controls {
		d.control(t, &g.Controls[n], id)
	}
	for n := range g.Groups {
		d.group(t, &g.Groups[n], id, fmt.Sprint(id, "-", n+1))
	}
}

func (d *draft) control(t *texts, c *oscal.Control, parent string) {
	i := Item{Title: line(t.insert(c.Title)), Type: "requirement", SourceID: c.ID, Identifier: cmp.Or(t.label(c.Props), c.ID)}
	t.fill(&i, c.Parts, c.Props, c.Links)
	d.add(i, parent)
	for n := range c.Controls {
		d.control(t, &c.Controls[n], c.ID)
	}
}

// distinct makes identifiers that stand twice differ: the file's ids are distinct.
func (d *draft) distinct() {
	n := map[string]int{}
	for i := range d.items {
		n[d.items[i].Identifier]++
	}
	for i := range d.items {
		if it := &d.items[i]; n[it.Identifier] > 1 && it.Identifier != it.SourceID {
			it.Identifier += " (" + it.SourceID + ")"
		}
	}
}

func line(text string) string { return strings.Join(strings.Fields(text), " ") }

// publisher is the party that created the document.
func publisher(m *oscal.Metadata) string {
	for _, role := range []string{"creator", "author", "publisher", ""} {
		for _, r := range m.ResponsibleParties {
			for _, p := range m.Parties {
				if (role == "" || r.RoleID == role) && slices.Contains(r.PartyUUIDs, p.UUID) {
					return line(p.Name)
				}
			}
		}
	}
	if len(m.Parties) > 0 {
		return line(m.Parties[0].Name)
	}
	return ""
}

// knownAs recognises the publications that NIST maps itself.
func knownAs(title, version string) string {
	title = strings.ToLower(title)
	switch {
	case strings.Contains(title, "800-53") && (strings.Contains(title, "revision 5") || strings.Contains(title, "rev. 5") || strings.Contains(title, "rev 5") || strings.Contains(title, "r5")):
		return "sp800_53"
	case (strings.Contains(title, "cybersecurity framework") || strings.Contains(title, "csf")) && (strings.Contains(title, "2.0") || strings.HasPrefix(version, "2.")):
		return "csf"
	}
	return ""
}

// fromSheet takes a table with a row for each requirement, or for each pair of a requirement and a control.
func fromSheet(f *File, choice sheet.Choice) (*draft, error) {
	columns := []sheet.Column{{Name: "identifier", Label: "Identifier", Synonyms: itemWords, Required: true},
		{Name: "title", Label: "Title", Synonyms: []string{"name", "control name", "requirement title", "titel"}},
		{Name: "text", Label: "Text", Synonyms: textWords}, {Name: "guidance", Label: "Guidance", Synonyms: guidanceWords},
		{Name: "parent", Label: "Part of", Synonyms: []string{"parent", "parent id", "category", "group", "section"}},
		{Name: "control", Label: "Control", Synonyms: controlWords}, {Name: "relation", Label: "Relation", Synonyms: relationWords},
		{Name: "rationale", Label: "Rationale", Synonyms: []string{"reason", "comment", "remarks", "begründung"}}}
	m, err := sheet.Find(f.book, columns, choice)
	if err != nil {
		return nil, err
	}
	if len(m.Missing) > 0 {
		return nil, errs.Invalidf("No column of sheet %q holds the identifier of a requirement. Name it Identifier.", m.Sheet)
	}
	d := &draft{Framework: Framework{Title: strings.TrimSuffix(f.Name, path.Ext(f.Name)), Source: f.Name, Format: "spreadsheet"}, notes: slices.Clone(f.book.Notes)}
	d.onlyMaps = !m.Has("title") && !m.Has("text") && m.Has("control")
	for _, h := range m.Unused() {
		d.note("The column %q is not used.", h.Text)
	}
	rows, skipped := m.Data()
	for _, s := range skipped {
		d.note("Row %d is left out (%s): %s", s.Number, s.Reason, s.Text)
	}
	return d, d.rows(m, rows)
}

func (d *draft) rows(m *sheet.Match, rows []sheet.Row) error {
	bad := &errs.Error{Kind: errs.Invalid, Message: "Nothing was imported. Mend these rows first."}
	wrong := func(row sheet.Row, format string, args ...any) {
		bad.Fields = append(bad.Fields, errs.Field{Name: fmt.Sprintf("row %d", row.Number), Message: fmt.Sprintf(format, args...)})
	}
	seen := map[string]bool{}
	for _, row := range rows {
		id := line(m.Cell(row, "identifier"))
		if id == "" {
			wrong(row, "it has no identifier")
			continue
		}
		if !seen[id] {
			d.add(Item{Identifier: id, SourceID: id, Title: line(m.Cell(row, "title")), Type: "requirement", Text: m.Cell(row, "text"), Guidance: m.Cell(row, "guidance")}, line(m.Cell(row, "parent")))
		}
		seen[id] = true
		relation, err := readRelation(m.Cell(row, "relation"))
		if err != nil {
			wrong(row, "%v", err)
		}
		found, unknown := catalog.FindAll(m.Cell(row, "control"), "")
		if len(unknown) > 0 {
			wrong(row, "no control of Annex A is named %s", strings.Join(unknown, ", "))
		}
		for _, c := range found {
			d.maps = append(d.maps, draftMap{item: id, control: c.ID, relation: relation, rationale: m.Cell(row, "rationale"), source: d.Source, row: row.Number})
		}
	}
	d.parents(seen)
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// parents makes a group of every name that rows are part of and that is no row.
func (d *draft) parents(seen map[string]bool) {
	var groups []draftItem
	for i := range d.items {
		if p := d.items[i].parent; p != "" && !seen[p] {
			seen[p] = true
			groups = append(groups, draftItem{Item: Item{Identifier: p, SourceID: p, Title: p, Type: "group"}})
		}
	}
	d.items = append(groups, d.items...)
	for i := range d.items {
		d.items[i].Position = i + 1
	}
	above := map[string]string{}
	for _, i := range d.items {
		above[i.SourceID] = i.parent
	}
	slices.SortStableFunc(d.items, func(a, b draftItem) int { return depth(above, a.SourceID) - depth(above, b.SourceID) })
}

// depth is how many parents an item has; an item is written after its parent.
func depth(above map[string]string, id string) (n int) {
	for id = above[id]; id != "" && n < maxDepth; n++ {
		id = above[id]
	}
	return n
}

// readRelation understands the words of spreadsheets and the tokens of OSCAL.
func readRelation(text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" || text == "unstated" {
		return "", nil
	}
	word := strings.ToLower(strings.NewReplacer("-", " ", "_", " ").Replace(text))
	for _, tail := range []string{" to", " of", " with"} {
		word = strings.TrimSuffix(word, tail)
	}
	var options []sheet.Option
	for _, o := range Relations {
		if word == o.Value || slices.Contains(o.Synonyms, word) {
			return o.Value, nil
		}
		options = append(options, sheet.Option(o))
	}
	return sheet.Pick(text, options)
}
