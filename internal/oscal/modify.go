package oscal

import (
	"cmp"
	"slices"
)

// modify makes the profile's changes in the catalog, whose slices below the controls are those of the sources and are
// copied before they are changed.
func (r *resolution) modify(m *Modify, out *Catalog) {
	set := map[string]bool{}
	params := func(list []Param) []Param {
		list = slices.Clone(list)
		for i := range list {
			for _, s := range m.SetParameters {
				if s.ParamID == list[i].ID {
					list[i].set(s)
					set[s.ParamID] = true
				}
			}
		}
		return list
	}
	out.Params = params(out.Params)
	altered := map[string]bool{}
	out.Each(func(c *Control, _ []*Group) {
		c.Params = params(c.Params)
		for _, a := range m.Alters {
			if a.ControlID == c.ID {
				altered[c.ID] = true
				c.alter(a)
			}
		}
	})
	for _, s := range m.SetParameters {
		if !set[s.ParamID] {
			r.note("The profile sets the parameter %s, which no selected control has.", s.ParamID)
		}
	}
	for _, a := range m.Alters {
		if !altered[a.ControlID] {
			r.note("The profile alters %s, which it does not select.", a.ControlID)
		}
	}
}

func (p *Param) set(s SetParam) {
	p.Class, p.DependsOn = cmp.Or(s.Class, p.Class), cmp.Or(s.DependsOn, p.DependsOn)
	p.Label, p.Usage = cmp.Or(s.Label, p.Label), cmp.Or(s.Usage, p.Usage)
	p.Props, p.Links = slices.Concat(p.Props, s.Props), slices.Concat(p.Links, s.Links)
	if len(s.Constraints) > 0 {
		p.Constraints = s.Constraints
	}
	if len(s.Guidelines) > 0 {
		p.Guidelines = s.Guidelines
	}
	if len(s.Values) > 0 {
		p.Values = s.Values
	}
	if s.Select != nil {
		p.Select = s.Select
	}
}

func (c *Control) alter(a Alter) {
	for _, r := range a.Removes {
		c.Params = without(c.Params, func(p Param) bool { return r.fits("param", p.ID, "", p.Class, "") })
		c.Props = without(c.Props, r.prop)
		c.Links = without(c.Links, func(l Link) bool { return r.fits("link", "", l.Rel, "", "") })
		c.Parts = r.parts(c.Parts)
	}
	for _, add := range a.Adds {
		if add.ByID != "" && add.ByID != c.ID {
			c.Parts = add.at(c.Parts)
			continue
		}
		c.Title = cmp.Or(add.Title, c.Title)
		c.Params, c.Props, c.Links = joined(add, c.Params, add.Params), joined(add, c.Props, add.Props), joined(add, c.Links, add.Links)
		c.Parts = joined(add, c.Parts, add.Parts)
	}
}

func without[T any](list []T, drop func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), drop)
}

// joined puts more before what is there when the addition starts, else after it.
func joined[T any](a Add, have, more []T) []T {
	if a.Position == "starting" || a.Position == "before" {
		return slices.Concat(more, have)
	}
	return slices.Concat(have, more)
}

// fits reports whether everything the removal says is so; a removal that says nothing removes nothing.
func (r Remove) fits(item, id, name, class, ns string) bool {
	return r != Remove{} && (r.ByItemName == "" || r.ByItemName == item) && (r.ByID == "" || r.ByID == id) &&
		(r.ByName == "" || r.ByName == name) && (r.ByClass == "" || r.ByClass == class) && (r.ByNS == "" || r.ByNS == ns)
}

func (r Remove) prop(p Property) bool { return r.fits("prop", p.UUID, p.Name, p.Class, p.NS) }

func (r Remove) parts(parts []Part) []Part {
	parts = without(parts, func(p Part) bool { return r.fits("part", p.ID, p.Name, p.Class, p.NS) })
	for i := range parts {
		parts[i].Props, parts[i].Parts = without(parts[i].Props, r.prop), r.parts(parts[i].Parts)
	}
	return parts
}

// at adds beside or within the part that it names.
func (a Add) at(parts []Part) (out []Part) {
	for _, p := range parts {
		if p.ID != a.ByID {
			p.Parts = a.at(p.Parts)
			out = append(out, p)
			continue
		}
		switch a.Position {
		case "before":
			out = append(append(out, a.Parts...), p)
		case "after":
			out = append(append(out, p), a.Parts...)
		default:
			p.Title = cmp.Or(a.Title, p.Title)
			p.Props, p.Links, p.Parts = joined(a, p.Props, a.Props), joined(a, p.Links, a.Links), joined(a, p.Parts, a.Parts)
			out = append(out, p)
		}
	}
	return out
}
