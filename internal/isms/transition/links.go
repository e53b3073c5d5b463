package transition

import (
	"slices"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// linking is a record that refers to controls, with the references of all it names.
type linking struct {
	record.Hit
	field    string
	controls []string
	relies   bool // a risk: its treatment needs the controls
}

// Link is a link that a control of the new edition gets, because a record names its parts.
type Link struct {
	Kind  string   `json:"kind"`
	Ref   string   `json:"ref"`
	Title string   `json:"title"`
	From  []string `json:"from"` // the parts it names

	id, field string
}

// carry gives the controls of the new edition the links of their parts. A control that splits gives them to all its
// counterparts; where several parts stand for one control, on the way back, a record that names one of them has said
// which it means.
func (in *input) carry(controls []*Control) {
	by := map[string]*Control{}
	for _, c := range controls {
		by[c.ID] = c
	}
	for _, l := range in.linking {
		gets := map[string]*Link{}
		for _, id := range l.controls {
			if fact, _ := catalog.Find(id); fact.Edition != in.from {
				continue
			}
			others := catalog.Counterparts(id)
			if in.from == catalog.Edition2022 && slices.ContainsFunc(others, func(c catalog.Control) bool { return slices.Contains(l.controls, c.ID) }) {
				continue
			}
			for _, other := range others {
				if slices.Contains(l.controls, other.ID) {
					continue
				}
				if gets[other.ID] == nil {
					gets[other.ID] = &Link{Kind: l.Kind, Ref: l.Ref, Title: l.Title, id: l.ID, field: l.field}
				}
				gets[other.ID].From = append(gets[other.ID].From, id)
			}
		}
		for id, link := range gets {
			by[id].Links = append(by[id].Links, *link)
		}
	}
}

func (in *input) linksTo(id string) (n int) {
	for _, l := range in.linking {
		if slices.Contains(l.controls, id) {
			n++
		}
	}
	return n
}

// relying are the risks whose treatment relies on the control or a part of it.
func (in *input) relying(c *Control) (refs []string) {
	for _, l := range in.linking {
		if l.relies && slices.ContainsFunc(l.controls, func(id string) bool {
			return id == c.ID || slices.ContainsFunc(c.Parts, func(p Part) bool { return p.Control == id })
		}) {
			refs = append(refs, l.Ref)
		}
	}
	return refs
}

// readLinks finds every record of any register that refers to controls.
func (in *input) readLinks(r *record.Reader, refs map[string]string) error {
	for _, k := range r.Org().Store().Registers() {
		fields := map[string]bool{}
		for i := range k.Fields {
			if f := &k.Fields[i]; f.To == control.Controls.Name && f.Type() == "refs" && !f.Computed {
				fields[f.Name] = true
			}
		}
		if len(fields) == 0 {
			continue
		}
		into, err := r.LinksInto(control.Controls.Kind(), k.Name)
		if err != nil {
			return err
		}
		by := map[string]*linking{}
		for id, links := range into {
			for _, l := range links {
				key := l.ID + " " + l.Field
				if !fields[l.Field] {
					continue
				}
				if by[key] == nil {
					by[key] = &linking{Hit: l.Hit, field: l.Field, relies: k.Name == "risk"}
					in.linking = append(in.linking, by[key])
				}
				by[key].controls = append(by[key].controls, refs[id])
			}
		}
	}
	for _, l := range in.linking {
		slices.SortFunc(l.controls, func(a, b string) int { return compare(a, b) })
	}
	slices.SortFunc(in.linking, func(a, b *linking) int { return compare(a.Kind+" "+a.Ref+" "+a.field, b.Kind+" "+b.Ref+" "+b.field) })
	return nil
}

func compare(a, b string) int {
	if a, b = record.Fold(a), record.Fold(b); a < b {
		return -1
	} else if a > b {
		return 1
	}
	return 0
}
