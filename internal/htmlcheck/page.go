package htmlcheck

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Wellformed reports every fault of a whole page: the rules that hold for all pages whatever they show. They come
// from WCAG 2.2, from the content security policy (nothing inline) and from HTML itself.
func Wellformed(page io.Reader) error {
	text, err := io.ReadAll(page)
	if err != nil {
		return err
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return err
	}
	p := &pageCheck{root: root, ids: map[string]*html.Node{}, labelled: map[string]bool{}}
	p.tags(text)
	p.collect()
	p.document()
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			p.inline(n)
			if !inTemplate(n) {
				p.names(n)
				p.references(n)
			}
		}
	}
	return errors.Join(p.faults...)
}

// pageCheck gathers the faults of one page.
type pageCheck struct {
	root     *html.Node
	ids      map[string]*html.Node
	labelled map[string]bool // ids that a label is for
	faults   []error
}

func (p *pageCheck) fault(n *html.Node, format string, args ...any) {
	p.faults = append(p.faults, fmt.Errorf("%s: %s", describe(n), fmt.Sprintf(format, args...)))
}

var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// tags checks that every element is closed, in order. The parser repairs such faults silently, and often not as meant.
func (p *pageCheck) tags(text []byte) {
	var open []string
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		kind := z.Next()
		name, _ := z.TagName()
		switch tag := string(name); {
		case kind == html.ErrorToken:
			for _, tag := range open {
				p.faults = append(p.faults, fmt.Errorf("<%s> is not closed", tag))
			}
			return
		case kind == html.StartTagToken && !slices.Contains(void, tag):
			open = append(open, tag)
		case kind == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tag {
				p.faults = append(p.faults, fmt.Errorf("</%s> does not close the element open there (%s)", tag, strings.Join(open, " > ")))
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func (p *pageCheck) collect() {
	for n := range p.root.Descendants() {
		if inTemplate(n) {
			continue
		}
		if id, ok := attr(n, "id"); ok {
			if p.ids[id] != nil {
				p.fault(n, "the id %q is taken", id)
			}
			p.ids[id] = n
		}
		if id, ok := attr(n, "for"); ok && isElement(n, "label") && Text(n) != "" {
			p.labelled[id] = true
		}
	}
}

func (p *pageCheck) document() {
	if p.root.FirstChild == nil || p.root.FirstChild.Type != html.DoctypeNode {
		p.faults = append(p.faults, errors.New("the page does not begin with <!DOCTYPE html>"))
	}
	for _, c := range []Check{
		In("html[lang]", HasAttr("lang", `[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*`)),
		Count("head > title", 1), Each("head > title", notEmpty),
		Count("h1", 1), Each("h1", notEmpty), Count("main", 1),
	} {
		if err := c(p.root); err != nil {
			p.faults = append(p.faults, err)
		}
	}
}

func notEmpty(n *html.Node) error {
	if Text(n) == "" {
		return errors.New("is empty")
	}
	return nil
}

// inline finds what the content security policy refuses.
func (p *pageCheck) inline(n *html.Node) {
	kind, _ := attr(n, "type")
	_, external := attr(n, "src")
	if isElement(n, "style") || isElement(n, "script") && !external && kind != "application/json" {
		p.fault(n, "is inline")
	}
	for _, a := range n.Attr {
		scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(a.Val)), ":")
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			p.fault(n, "has the inline attribute %s", a.Key)
		case scheme == "javascript":
			p.fault(n, "%s runs a script", a.Key)
		}
	}
}

// names finds what someone who cannot see the page has no word for.
func (p *pageCheck) names(n *html.Node) {
	kind, _ := attr(n, "type")
	switch {
	case isElement(n, "img"):
		if _, ok := attr(n, "alt"); !ok {
			p.fault(n, "has no alt")
		}
	case isElement(n, "select", "textarea") || isElement(n, "input") && !slices.Contains([]string{"hidden", "submit", "reset", "button"}, kind):
		if !p.named(n) && !p.hasLabel(n) {
			p.fault(n, "has no label")
		}
	case isElement(n, "button", "summary") || isElement(n, "a") && has(n, "href"):
		if !p.named(n) && Text(n) == "" && !holdsAlt(n) {
			p.fault(n, "has no text")
		}
	}
}

func (p *pageCheck) named(n *html.Node) bool {
	label, _ := attr(n, "aria-label")
	by, _ := attr(n, "aria-labelledby")
	return strings.TrimSpace(label) != "" || by != ""
}

func (p *pageCheck) hasLabel(n *html.Node) bool {
	if id, ok := attr(n, "id"); ok && p.labelled[id] {
		return true
	}
	for a := range n.Ancestors() {
		if isElement(a, "label") {
			return Text(a) != ""
		}
	}
	return false
}

func holdsAlt(n *html.Node) bool {
	for d := range n.Descendants() {
		if alt, _ := attr(d, "alt"); isElement(d, "img") && alt != "" || isElement(d, "title") && Text(d) != "" {
			return true
		}
	}
	return false
}

// references finds attributes that point to an id which the page lacks.
func (p *pageCheck) references(n *html.Node) {
	for _, a := range n.Attr {
		switch a.Key {
		case "for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "commandfor", "form", "list":
			for id := range strings.FieldsSeq(a.Val) {
				if p.ids[id] == nil {
					p.fault(n, "%s points to %q, which is not on the page", a.Key, id)
				}
			}
		case "href":
			if id, ok := strings.CutPrefix(a.Val, "#"); ok && id != "" && p.ids[id] == nil {
				p.fault(n, "href points to %q, which is not on the page", id)
			}
		}
	}
}

func has(n *html.Node, name string) bool {
	_, ok := attr(n, name)
	return ok
}

// inTemplate reports whether the element is only a mould, which is on no page until a script takes a copy.
func inTemplate(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if isElement(p, "template") {
			return true
		}
	}
	return false
}

func isElement(n *html.Node, names ...string) bool {
	return n != nil && n.Type == html.ElementNode && slices.Contains(names, n.Data)
}

// describe writes the element as in the page: its start tag and the beginning of its text.
func describe(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		fmt.Fprintf(&b, " %s=%q", a.Key, a.Val)
	}
	b.WriteString(">")
	text := []rune(Text(n))
	return b.String() + string(text[:min(len(text), 30)])
}
