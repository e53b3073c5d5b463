package oscal

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Wanted is what a profile imports: a catalog or another profile, as the profile names it.
type Wanted struct {
	Href  string   // as it stands in the profile
	Hrefs []string // where the back matter says that it is kept
	Title string   // as the back matter calls it
}

// String names it for people.
func (w Wanted) String() string {
	if w.Title != "" {
		return w.Title
	}
	return strings.Join(append(w.Hrefs, w.Href)[:1], "")
}

// Named reports whether a file's name, title or identifier is the one wanted, whatever the format.
func (w Wanted) Named(file, title, uuid string) bool {
	if title != "" && title == w.Title || uuid != "" && strings.EqualFold("#"+uuid, w.Href) {
		return true
	}
	return file != "" && slices.ContainsFunc(append(w.Hrefs, w.Href), func(href string) bool { return stem(href) == stem(file) })
}

// stem is a file's name without folder, format and what is said of how it was written.
func stem(name string) string {
	name = path.Base(strings.ToLower(strings.ReplaceAll(name, `\`, "/")))
	for _, end := range []string{".json", ".xml", ".yaml", ".yml", "-min"} {
		name = strings.TrimSuffix(name, end)
	}
	return name
}

// Wants lists what the profile imports.
func (p *Profile) Wants() (all []Wanted) {
	for _, i := range p.Imports {
		w := Wanted{Href: i.Href}
		if id, ok := strings.CutPrefix(i.Href, "#"); ok && p.BackMatter != nil {
			for _, r := range p.BackMatter.Resources {
				if !strings.EqualFold(r.UUID, id) {
					continue
				}
				if w.Title = r.Title; w.Title == "" {
					w.Title = r.Description
				}
				for _, l := range r.Rlinks {
					w.Hrefs = append(w.Hrefs, l.Href)
				}
			}
		}
		all = append(all, w)
	}
	return all
}

// Find gives the document a profile imports.
type Find func(Wanted) (*Document, error)

// maxChain is how many profiles may import each other in a row, maxProfiles how many in all.
const maxChain, maxProfiles = 20, 500

// Resolve makes the catalog that a profile selects: the controls it includes, in the structure it asks for, with its
// changes. notes say what was asked for and is not there. Sources are not changed.
func Resolve(p *Profile, find Find) (c *Catalog, notes []string, err error) {
	r := &resolution{find: find}
	c, err = r.resolve(p, 0)
	return c, r.notes, err
}

type resolution struct {
	find  Find
	notes []string
	n     int // of profiles resolved
}

func (r *resolution) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *resolution) resolve(p *Profile, depth int) (*Catalog, error) {
	if r.n++; depth == maxChain || r.n > maxProfiles {
		return nil, errs.Invalidf("More than %d profiles import each other; is there a circle?", min(r.n, maxProfiles)-1)
	}
	out := &Catalog{UUID: UUID("resolved", p.UUID), Metadata: p.Metadata, BackMatter: &BackMatter{}}
	seen := map[string]bool{}
	for i, want := range p.Wants() {
		source, err := r.source(want, depth)
		if err != nil {
			return nil, err
		}
		r.selectFrom(source, p.Imports[i], want, seen, out)
	}
	if p.BackMatter != nil {
		out.BackMatter.Resources = append(out.BackMatter.Resources, p.BackMatter.Resources...)
	}
	r.arrange(p, out)
	if p.Modify != nil {
		r.modify(p.Modify, out)
	}
	return out, nil
}

func (r *resolution) source(want Wanted, depth int) (*Catalog, error) {
	d, err := r.find(want)
	switch {
	case err != nil:
		return nil, err
	case d.Catalog != nil:
		return d.Catalog, nil
	case d.Profile != nil:
		return r.resolve(d.Profile, depth+1)
	}
	return nil, errs.Invalidf("The profile imports %s, which is a %s and neither a catalog nor a profile.", want, d.Model.Words())
}

// selectFrom adds what one import selects out of its source. A control selected before is not added again.
func (r *resolution) selectFrom(source *Catalog, i Import, want Wanted, seen map[string]bool, out *Catalog) {
	chosen := map[string]bool{}
	if i.IncludeAll != nil || len(i.IncludeControls) == 0 {
		source.Each(func(c *Control, _ []*Group) { chosen[c.ID] = true })
	}
	for _, s := range i.IncludeControls {
		for _, id := range s.apply(source, chosen, true) {
			r.note("The profile includes %s, which %s does not have.", id, want)
		}
	}
	for _, s := range i.ExcludeControls {
		for _, id := range s.apply(source, chosen, false) {
			r.note("The profile excludes %s, which %s does not have.", id, want)
		}
	}
	for id := range chosen {
		if seen[id] {
			r.note("%s is imported twice; the first is kept.", id)
			delete(chosen, id)
		}
		seen[id] = true
	}
	slices.Sort(r.notes)
	out.Params = append(out.Params, source.Params...)
	out.Controls = append(out.Controls, prune(source.Controls, chosen)...)
	out.Groups = mergeGroups(out.Groups, pruneGroups(source.Groups, chosen))
	if source.BackMatter != nil {
		out.BackMatter.Resources = append(out.BackMatter.Resources, source.BackMatter.Resources...)
	}
}

// apply includes or excludes what a selection names, and gives the ids it names that are not there.
func (s Select) apply(source *Catalog, chosen map[string]bool, include bool) (missing []string) {
	found, wanted := map[string]bool{}, map[string]bool{}
	for _, id := range s.WithIDs {
		wanted[id] = true
	}
	source.Each(func(c *Control, _ []*Group) {
		if !wanted[c.ID] && !s.matches(c.ID) {
			return
		}
		found[c.ID], chosen[c.ID] = true, include
		if s.WithChildControls == "yes" {
			eachControl(c.Controls, nil, func(c *Control, _ []*Group) { chosen[c.ID] = include })
		}
	})
	for id, in := range chosen {
		if !in {
			delete(chosen, id)
		}
	}
	for _, id := range s.WithIDs {
		if !found[id] {
			missing = append(missing, id)
		}
	}
	return missing
}

func (s Select) matches(id string) bool {
	return slices.ContainsFunc(s.Matching, func(m Matching) bool {
		ok, err := path.Match(m.Pattern, id)
		return err == nil && ok
	})
}

// Each visits every control, parents before their enhancements, with the groups it stands in from the outermost.
func (c *Catalog) Each(fn func(c *Control, in []*Group)) {
	eachControl(c.Controls, nil, fn)
	eachGroup(c.Groups, nil, fn)
}

func eachGroup(groups []Group, in []*Group, fn func(*Control, []*Group)) {
	for i := range groups {
		at := append(slices.Clone(in), &groups[i])
		eachControl(groups[i].Controls, at, fn)
		eachGroup(groups[i].Groups, at, fn)
	}
}

func eachControl(controls []Control, in []*Group, fn func(*Control, []*Group)) {
	for i := range controls {
		fn(&controls[i], in)
		eachControl(controls[i].Controls, in, fn)
	}
}

// prune keeps the chosen controls; an enhancement whose control is not chosen takes its place.
func prune(controls []Control, chosen map[string]bool) (out []Control) {
	for _, c := range controls {
		below := prune(c.Controls, chosen)
		if !chosen[c.ID] {
			out = append(out, below...)
			continue
		}
		c.Controls = below
		out = append(out, c)
	}
	return out
}

func pruneGroups(groups []Group, chosen map[string]bool) (out []Group) {
	for _, g := range groups {
		g.Groups, g.Controls = pruneGroups(g.Groups, chosen), prune(g.Controls, chosen)
		if len(g.Groups)+len(g.Controls) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// mergeGroups puts groups of the same id together.
func mergeGroups(have, more []Group) []Group {
	for _, g := range more {
		i := slices.IndexFunc(have, func(h Group) bool { return h.ID != "" && h.ID == g.ID })
		if i < 0 {
			have = append(have, g)
			continue
		}
		have[i].Controls = append(have[i].Controls, g.Controls...)
		have[i].Groups = mergeGroups(have[i].Groups, g.Groups)
	}
	return have
}

// arrange gives the selected controls the structure that the profile asks for. Where it asks for none, that of the
// sources is kept: OSCAL would drop the families, which helps nobody.
func (r *resolution) arrange(p *Profile, out *Catalog) {
	switch {
	case p.Merge == nil:
	case p.Merge.Flat != nil:
		var flat []Control
		out.Each(func(c *Control, _ []*Group) {
			one := *c
			one.Controls = nil
			flat = append(flat, one)
		})
		out.Controls, out.Groups = flat, nil
	case p.Merge.Custom != nil:
		pool := &Catalog{Controls: out.Controls, Groups: out.Groups}
		used := map[string]bool{}
		out.Controls, out.Groups = insert(pool, p.Merge.Custom.InsertControls, used), customGroups(pool, p.Merge.Custom.Groups, used)
		pool.Each(func(c *Control, _ []*Group) {
			if !used[c.ID] {
				r.note("%s is selected, but the profile's own structure has no place for it.", c.ID)
			}
		})
	}
}

func customGroups(pool *Catalog, groups []Group, used map[string]bool) (out []Group) {
	for _, g := range groups {
		g.Controls, g.Groups = append(slices.Clone(g.Controls), insert(pool, g.InsertControls, used)...), customGroups(pool, g.Groups, used)
		g.InsertControls = nil
		out = append(out, g)
	}
	return out
}

func insert(pool *Catalog, all []InsertControls, used map[string]bool) (out []Control) {
	for _, i := range all {
		chosen := map[string]bool{}
		if i.IncludeAll != nil {
			pool.Each(func(c *Control, _ []*Group) { chosen[c.ID] = true })
		}
		for _, s := range i.IncludeControls {
			s.apply(pool, chosen, true)
		}
		for _, s := range i.ExcludeControls {
			s.apply(pool, chosen, false)
		}
		for id := range chosen {
			used[id] = true
		}
		found := prune(pool.Controls, chosen)
		for _, g := range pruneGroups(pool.Groups, chosen) {
			g.flatten(&found)
		}
		switch i.Order {
		case "ascending":
			slices.SortStableFunc(found, func(a, b Control) int { return strings.Compare(a.ID, b.ID) })
		case "descending":
			slices.SortStableFunc(found, func(a, b Control) int { return strings.Compare(b.ID, a.ID) })
		}
		out = append(out, found...)
	}
	return out
}

func (g Group) flatten(into *[]Control) {
	*into = append(*into, g.Controls...)
	for _, below := range g.Groups {
		below.flatten(into)
	}
}
