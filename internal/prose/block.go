// Package prose reads the Markdown that people write: as blocks for documents and comparisons, and as HTML for pages. HTML
// within it is never passed on.
package prose

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Kind is what a block is.
type Kind int

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Heading
	Item // of a list
	Quote
	Code
	Row // of a table
)

// Span is a stretch of text that looks alike. Text may hold line breaks.
type Span struct {
	Text               string
	Bold, Italic, Code bool
	Link               string // an address; "" for none
}

// Block is a paragraph or what stands in the place of one.
type Block struct {
	Kind   Kind
	Level  int      // of a heading, from 1; of an item, how deep it stands, from 1
	Marker string   // before an item: "•" or "2."; "" where it goes on with a further paragraph
	Spans  []Span   // not of a row
	Cells  [][]Span // of a row
	Head   bool     // the row is the table's head
	First  bool     // the row or item is the first of its table or list
}

// Text is the block without its looks.
func (b *Block) Text() string {
	if b.Kind != Row {
		return textOf(b.Spans)
	}
	cells := make([]string, len(b.Cells))
	for i, c := range b.Cells {
		cells[i] = textOf(c)
	}
	return strings.Join(cells, " | ")
}

func textOf(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table))

// Parse reads Markdown (CommonMark with tables) as blocks.
func Parse(source string) []Block {
	p := parser{source: []byte(source)}
	p.blocks(markdown.Parser().Parse(text.NewReader(p.source)))
	return p.out
}

type parser struct {
	source []byte
	out    []Block
	lists  []list
	quoted int
}

// list is one that the parser stands in.
type list struct {
	number int // of the next item; -1 for bullets
	marker string
	first  bool
}

func (p *parser) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			p.add(Block{Kind: Heading, Level: n.Level, Spans: p.spans(n)})
		case *ast.Paragraph, *ast.TextBlock:
			p.paragraph(p.spans(n))
		case *ast.Blockquote:
			p.quoted++
			p.blocks(n)
			p.quoted--
		case *ast.List:
			p.list(n)
		case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
			p.add(Block{Kind: Code, Spans: []Span{{Text: strings.TrimRight(p.lines(n), "\n"), Code: true}}})
		case *extast.Table:
			p.table(n)
		}
	}
}

func (p *parser) add(b Block) { p.out = append(p.out, b) }

func (p *parser) paragraph(spans []Span) {
	switch {
	case len(spans) == 0:
	case len(p.lists) > 0:
		l := &p.lists[len(p.lists)-1]
		p.add(Block{Kind: Item, Level: len(p.lists), Marker: l.marker, Spans: spans, First: l.first})
		l.marker, l.first = "", false
	case p.quoted > 0:
		p.add(Block{Kind: Quote, Spans: spans})
	default:
		p.add(Block{Kind: Paragraph, Spans: spans})
	}
}

func (p *parser) list(n *ast.List) {
	l := list{number: -1, first: true}
	if n.IsOrdered() {
		l.number = n.Start
	}
	p.lists = append(p.lists, l)
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		now := &p.lists[len(p.lists)-1]
		if now.marker = "•"; now.number >= 0 {
			now.marker = strconv.Itoa(now.number) + "."
			now.number++
		}
		p.blocks(item)
	}
	p.lists = p.lists[:len(p.lists)-1]
}

func (p *parser) table(n *extast.Table) {
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		b := Block{Kind: Row, First: row == n.FirstChild()}
		_, b.Head = row.(*extast.TableHeader)
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			b.Cells = append(b.Cells, p.spans(cell))
		}
		p.add(b)
	}
}

// lines is the raw text of a block.
func (p *parser) lines(n ast.Node) string {
	var b bytes.Buffer
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		b.Write(at.Value(p.source))
	}
	return b.String()
}

func (p *parser) spans(n ast.Node) []Span {
	var out spans
	p.inline(n, Span{}, &out)
	return out
}

// spans joins neighbours that look alike.
type spans []Span

func (s *spans) add(like Span, text string) {
	if text == "" {
		return
	}
	if n := len(*s); n > 0 {
		last := (*s)[n-1]
		if last.Text = ""; last == like {
			(*s)[n-1].Text += text
			return
		}
	}
	like.Text = text
	*s = append(*s, like)
}

// inline reads what stands within a block; like is how its text looks.
func (p *parser) inline(parent ast.Node, like Span, out *spans) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		looks := like
		switch n := n.(type) {
		case *ast.Text:
			out.add(like, unescape(string(n.Value(p.source)), n.IsRaw()))
			if n.HardLineBreak() {
				out.add(like, "\n")
			} else if n.SoftLineBreak() {
				out.add(like, " ")
			}
			continue
		case *ast.String:
			out.add(like, string(n.Value))
			continue
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				at := n.Segments.At(i)
				out.add(like, string(at.Value(p.source)))
			}
			continue
		case *ast.AutoLink:
			looks.Link = string(n.URL(p.source))
			out.add(looks, string(n.Label(p.source)))
			continue
		case *ast.CodeSpan:
			looks.Code = true
		case *ast.Emphasis:
			looks.Bold, looks.Italic = like.Bold || n.Level == 2, like.Italic || n.Level == 1
		case *ast.Link:
			looks.Link = string(n.Destination)
		}
		p.inline(n, looks, out)
	}
}
