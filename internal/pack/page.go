package pack

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"strings"
)

//go:embed page.html README.txt assay.css
var look embed.FS

// page is what one HTML file shows. Every address in it starts at the pack's root until render makes it relative.
type page struct {
	Path     string
	Clause   string // of the standard, beside the title
	Title    string
	Lead     string // what matters, in one sentence
	Sections []section

	// The same for every page; render fills it.
	Root, Organisation, AsOf, Proof string
	Nav                             []navigation
}

type section struct {
	Title  string
	Prose  []string
	Facts  []fact
	Matrix *matrix
	Table  *table
	Code   string
	After  []span // links and words below
}

type fact struct {
	Label string
	Value []span
}

// span is a piece of text, perhaps a link or a status.
type span struct {
	Text, Href string
	Class      string // a status's class, "soft" or "mono"
}

type table struct {
	Columns []column
	Rows    [][]cell
	Empty   string // what to say instead of a table without rows
}

type column struct{ Title, Class string }

type cell struct {
	ID    string // to be linked to
	Spans []span
	Class string
}

// matrix counts risks by likelihood (rows, most likely first) and consequence.
type matrix struct {
	Caption string
	Columns []string
	Rows    []matrixRow
}

type matrixRow struct {
	Title string
	Cells []matrixCell
}

type matrixCell struct {
	Level int    // from 1; colours the cell
	Name  string // of the level
	Spans []span
}

type navigation struct {
	Title string
	Links []navigationLink
}

type navigationLink struct {
	Clause, Title, Href string
	Count               string
	Current             bool
}

func words(s string) []span {
	if s == "" {
		return nil
	}
	return []span{{Text: s}}
}

func textCell(s string) cell { return cell{Spans: words(s)} }

// head makes columns of titles; a title that ends in # is of numbers.
func head(titles ...string) (columns []column) {
	for _, t := range titles {
		name, number := strings.CutSuffix(t, "#")
		columns = append(columns, column{name, map[bool]string{true: "num"}[number]})
	}
	return columns
}

var pageTemplate = template.Must(template.New("page.html").ParseFS(look, "page.html"))

// pageFiles renders every page, and the two files beside them.
func (c *content) pageFiles() (all []file, err error) {
	for _, name := range []string{"assay.css", "README.txt"} {
		b, err := look.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, file{name: name, write: text(strings.ReplaceAll(string(b), "{{fingerprint}}", c.fingerprint()))})
	}
	for _, p := range c.pages() {
		all = append(all, file{name: p.Path, write: func(w io.Writer) error { return c.render(w, p) }})
	}
	return all, nil
}

func (c *content) render(w io.Writer, p page) error {
	p.Root = strings.Repeat("../", strings.Count(p.Path, "/"))
	p.Organisation, p.AsOf = c.opts.OrganisationName, c.moment.Format("2 January 2006, 15:04:05 UTC")
	p.Proof = fmt.Sprintf("Journal entry %d", c.size)
	p.Nav = c.navigation(p.Path)
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, view{p, c}); err != nil {
		return fmt.Errorf("page %s: %w", p.Path, err)
	}
	_, err := b.WriteTo(w)
	return err
}

// view is what the template sees: the page, and what it calls.
type view struct {
	page
	c *content
}

// Link makes an address relative to the page. One that leads out of the pack stays.
func (v view) Link(href string) string {
	if strings.Contains(href, "://") {
		return href
	}
	file, place, found := strings.Cut(href, "#")
	out := v.Root + (&url.URL{Path: file}).EscapedPath()
	if found {
		out += "#" + place
	}
	return out
}

// Spans hands spans to the template together with the page they stand on.
func (v view) Spans(list []span) any {
	return struct {
		View view
		List []span
	}{v, list}
}

// Leaves says whether an address leads out of the pack.
func (v view) Leaves(href string) bool { return strings.Contains(href, "://") }

// RootHash is the root of the tree in groups that can be read aloud.
func (v view) RootHash() string { return grouped(hexOf(v.c.checkpoint.Root)) }

// Signed is when the checkpoint was signed.
func (v view) Signed() string { return v.c.checkpoint.Time.Format("2 January 2006, 15:04:05 UTC") }

// grouped puts a space after every four digits.
func grouped(hex string) string {
	var b strings.Builder
	for i, r := range hex {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
