package framework

import (
	"regexp"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/oscal"
)

// texts writes the parts of a control as plain text, with its parameters in their places.
type texts struct {
	params       map[string]*oscal.Param
	props, links int // that are not written anywhere
}

func (t *texts) learn(c *oscal.Catalog) {
	add := func(list []oscal.Param) {
		for i := range list {
			t.params[list[i].ID] = &list[i]
		}
	}
	add(c.Params)
	c.Each(func(c *oscal.Control, in []*oscal.Group) {
		add(c.Params)
		for _, g := range in {
			add(g.Params)
		}
	})
}

// label is how people cite it: the label that belongs to no class, else the first.
func (t *texts) label(props []oscal.Property) (label string) {
	for _, p := range props {
		if p.Name != "label" {
			continue
		}
		if p.Class == "" {
			return line(p.Value)
		}
		if label == "" {
			label = line(p.Value)
		}
	}
	return label
}

// written are the properties that become something of the item.
var written = []string{"label", "sort-id", "status"}

// fill sorts the parts by what they are: what is required, how to do it, how it is assessed.
func (t *texts) fill(i *Item, parts []oscal.Part, props []oscal.Property, links []oscal.Link) {
	for _, p := range props {
		if !slices.Contains(written, p.Name) {
			t.props++
		}
		if p.Name == "status" && strings.EqualFold(p.Value, "withdrawn") {
			i.Withdrawn = true
		}
	}
	t.links += len(links)
	into := map[*string][]string{}
	for n := range parts {
		p := &parts[n]
		where := &i.Guidance
		switch {
		case p.Name == "statement" || p.Name == "item":
			where = &i.Text
		case strings.HasPrefix(p.Name, "assessment") || strings.HasPrefix(p.Name, "objective"):
			where = &i.Assessment
		}
		if text := t.part(p, ""); text != "" {
			into[where] = append(into[where], text)
		}
	}
	for where, all := range into {
		*where = strings.Join(all, "\n\n")
	}
}

// part is a part's text: label, title, prose, and its own parts indented below.
func (t *texts) part(p *oscal.Part, indent string) string {
	for _, prop := range p.Props {
		if prop.Name != "label" && prop.Name != "method" {
			t.props++
		}
	}
	t.links += len(p.Links)
	head := t.label(p.Props)
	for _, prop := range p.Props {
		if prop.Name == "method" {
			head = strings.TrimSpace(head + " " + prop.Value)
		}
	}
	for _, more := range []string{line(p.Title), strings.TrimSpace(t.insert(p.Prose))} {
		if more != "" {
			head = strings.TrimSpace(head + " " + more)
		}
	}
	var lines []string
	if head != "" {
		lines = append(lines, indent+strings.ReplaceAll(head, "\n", "\n"+indent))
		indent += "  "
	}
	for i := range p.Parts {
		if below := t.part(&p.Parts[i], indent); below != "" {
			lines = append(lines, below)
		}
	}
	return strings.Join(lines, "\n")
}

var insertion = regexp.MustCompile(`\{\{\s*(?:insert:\s*param,|param:)?\s*([^\s}]+)\s*\}\}`)

// insert puts values, choices or labels where the text names parameters.
func (t *texts) insert(text string) string { return t.insertAt(text, 0) }

func (t *texts) insertAt(text string, depth int) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	return insertion.ReplaceAllStringFunc(text, func(found string) string {
		id := insertion.FindStringSubmatch(found)[1]
		p := t.params[id]
		switch {
		case p == nil || depth > 5:
			return "[" + id + "]"
		case len(p.Values) > 0:
			return line(strings.Join(p.Values, ", "))
		case p.Select != nil:
			var choices []string
			for _, c := range p.Select.Choice {
				choices = append(choices, line(t.insertAt(c, depth+1)))
			}
			many := ""
			if p.Select.HowMany == "one-or-more" {
				many = " (one or more)"
			}
			return "[Selection" + many + ": " + strings.Join(choices, "; ") + "]"
		case p.Label != "":
			return "[Assignment: " + line(t.insertAt(p.Label, depth+1)) + "]"
		}
		return "[" + id + "]"
	})
}
