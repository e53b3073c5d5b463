package prose

import (
	"io"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// HTML writes Markdown as HTML that stands below a heading of the page's own: its headings begin at h2 and leave no level
// out. HTML within it, and addresses that are none, are left out.
func HTML(w io.Writer, source string) error {
	src := []byte(source)
	doc := markdown.Parser().Parse(text.NewReader(src))
	last := 1
	var nowhere []*ast.Link
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function below never fails
		switch n := n.(type) {
		case *ast.Heading:
			if entering {
				n.Level = min(max(n.Level, 2), last+1, 6)
				last = n.Level
			}
		case *ast.Link:
			if entering && (len(n.Destination) == 0 || html.IsDangerousURL(n.Destination)) {
				nowhere = append(nowhere, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, l := range nowhere { // its words stay
		for c := l.FirstChild(); c != nil; c = l.FirstChild() {
			l.Parent().InsertBefore(l.Parent(), l, c)
		}
		l.Parent().RemoveChild(l.Parent(), l)
	}
	return markdown.Renderer().Render(w, src, doc)
}

// unescape makes of a text's source what is read: without backslashes before signs, with character references resolved.
func unescape(s string, raw bool) string {
	if raw {
		return s
	}
	var out []byte
	from := 0
	resolve := func(to int) {
		out = append(out, util.ResolveEntityNames(util.ResolveNumericReferences([]byte(s[from:to])))...)
	}
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '\\' && util.IsPunct(s[i+1]) {
			resolve(i)
			out = append(out, s[i+1])
			from, i = i+2, i+1
		}
	}
	resolve(len(s))
	return string(out)
}

// Escape makes text that Markdown shows as it is.
func Escape(s string) string {
	var out []byte
	for i := range len(s) {
		switch s[i] {
		case '\\', '`', '*', '_', '[', ']', '<', '>', '#', '&', '|', '~':
			out = append(out, '\\')
		}
		out = append(out, s[i])
	}
	return string(out)
}
