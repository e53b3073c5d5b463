// Package htmlcheck states in tests what a page holds, by CSS selectors, so that a test names what matters and
// survives a change of layout:
//
//	err := htmlcheck.Run(body,
//		htmlcheck.In("h1", htmlcheck.HasText("Assets")),
//		htmlcheck.Count("tbody tr", 3),
//		htmlcheck.NotIn(".conflict"))
//
// Wellformed finds what no page may have.
package htmlcheck

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// A Check looks at an element and what it holds. A selector that cannot be read is an error of every check.
type Check func(*html.Node) error

// Run parses the page and reports every check that fails.
func Run(page io.Reader, checks ...Check) error {
	root, err := html.Parse(page)
	if err != nil {
		return err
	}
	return all(root, checks)
}

// In applies checks to the first element that selector finds; there must be one.
func In(selector string, checks ...Check) Check {
	return selected(selector, func(found []*html.Node) error {
		if len(found) == 0 {
			return errors.New("not on the page")
		}
		return all(found[0], checks)
	})
}

// Each applies checks to every element that selector finds; there must be one.
func Each(selector string, checks ...Check) Check {
	return selected(selector, func(found []*html.Node) (err error) {
		if len(found) == 0 {
			return errors.New("not on the page")
		}
		for i, n := range found {
			if e := all(n, checks); e != nil {
				err = errors.Join(err, fmt.Errorf("number %d: %w", i+1, e))
			}
		}
		return err
	})
}

// NotIn holds if selector finds nothing.
func NotIn(selector string) Check { return Count(selector, 0) }

// Count holds if selector finds n elements.
func Count(selector string, n int) Check {
	return selected(selector, func(found []*html.Node) error {
		if len(found) != n {
			return fmt.Errorf("%d on the page, want %d", len(found), n)
		}
		return nil
	})
}

// HasText holds if the element's text, with runs of white space made one space, holds text.
func HasText(text string) Check {
	return func(n *html.Node) error {
		if got := Text(n); !strings.Contains(got, text) {
			return fmt.Errorf("text %q does not hold %q", got, text)
		}
		return nil
	}
}

// HasExactText holds if the element's text, with runs of white space made one space, is text.
func HasExactText(text string) Check {
	return func(n *html.Node) error {
		if got := Text(n); got != text {
			return fmt.Errorf("text %q, want %q", got, text)
		}
		return nil
	}
}

// HasAttr holds if the element has the attribute and its whole value matches the regular expression.
func HasAttr(name, pattern string) Check {
	return func(n *html.Node) error {
		value, ok := attr(n, name)
		if !ok {
			return fmt.Errorf("no attribute %s", name)
		}
		whole, err := regexp.Compile("^(?:" + pattern + ")$")
		if err == nil && !whole.MatchString(value) {
			err = fmt.Errorf("%s=%q does not match %q", name, value, pattern)
		}
		return err
	}
}

// HasNoAttr holds if the element lacks the attribute.
func HasNoAttr(name string) Check {
	return func(n *html.Node) error {
		if value, ok := attr(n, name); ok {
			return fmt.Errorf("%s=%q, want no such attribute", name, value)
		}
		return nil
	}
}

// Text is the text of the element as read: without scripts and styles, runs of white space made one space.
func Text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && !isElement(d.Parent, "script", "style", "template") {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func selected(selector string, check func([]*html.Node) error) Check {
	sel, err := cascadia.ParseGroup(selector)
	return func(n *html.Node) error {
		e := err
		if e == nil {
			e = check(cascadia.QueryAll(n, sel))
		}
		if e != nil {
			return fmt.Errorf("%s: %w", selector, e)
		}
		return nil
	}
}

func all(n *html.Node, checks []Check) error {
	errs := make([]error, len(checks))
	for i, c := range checks {
		errs[i] = c(n)
	}
	return errors.Join(errs...)
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
