package prose

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Imported is a Word document as Markdown.
type Imported struct {
	Title string   // the first paragraph in the style Title; "" if there is none
	Text  string   // Markdown
	Lost  []string // what could not be kept, with how often, in sentences
}

// largest is how many bytes of a part of a Word document are read.
const largest = 24 << 20

// Word reads a Word document (.docx): headings, paragraphs, lists, tables, links, bold and italic text. What it leaves out
// it says. An error for people is of kind Invalid.
func Word(file io.ReaderAt, size int64) (*Imported, error) {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, errs.Invalidf("This is no Word document (.docx). Save an older .doc file as .docx first.")
	}
	w := &wordReader{lost: map[string]int{}, styles: map[string]wordStyle{}, numbered: map[string]bool{}, links: map[string]string{}}
	body, err := part(z, "word/document.xml")
	if err != nil {
		return nil, err
	}
	if body == nil {
		return nil, errs.Invalidf("This file holds no word/document.xml, so it is no Word document (.docx).")
	}
	for name, read := range map[string]func(*element){"word/styles.xml": w.readStyles, "word/numbering.xml": w.readNumbering, "word/_rels/document.xml.rels": w.readLinks} {
		root, err := part(z, name)
		if err != nil {
			return nil, err
		}
		if root != nil {
			read(root)
		}
	}
	for _, f := range z.File {
		if ok, _ := path.Match("word/header*.xml", f.Name); ok {
			w.lost["page header"]++
		} else if ok, _ := path.Match("word/footer*.xml", f.Name); ok {
			w.lost["page footer"]++
		}
	}
	w.blocks(body.child("body"))
	out := &Imported{Title: w.title, Text: strings.TrimSpace(w.out.String()) + "\n", Lost: w.report()}
	if out.Text == "\n" {
		return nil, errs.Invalidf("The Word document holds no text.")
	}
	return out, nil
}

// element is a part of an XML file.
type element struct {
	name  string // without its namespace
	attrs []xml.Attr
	text  string
	inner []*element
}

func (e *element) child(name string) *element {
	if e != nil {
		for _, c := range e.inner {
			if c.name == name {
				return c
			}
		}
	}
	return nil
}

// val is an attribute without its namespace; "" if there is none.
func (e *element) val(name string) string {
	if e != nil {
		for _, a := range e.attrs {
			if a.Name.Local == name {
				return a.Value
			}
		}
	}
	return ""
}

// deepest is how far elements may nest.
const deepest = 200

// part reads one file of the document; nil if it is not there.
func part(z *zip.Reader, name string) (*element, error) {
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	if i < 0 {
		return nil, nil
	}
	broken := errs.Invalidf("The Word document is broken: %s cannot be read. Open it in Word, save it and try again.", name)
	r, err := z.File[i].Open()
	if err != nil {
		return nil, broken
	}
	defer r.Close()
	limit := &io.LimitedReader{R: r, N: largest}
	d := xml.NewDecoder(limit)
	root := &element{}
	stack := []*element{root}
	for {
		t, err := d.Token()
		if err == io.EOF && len(root.inner) > 0 {
			return root.inner[0], nil
		}
		if limit.N == 0 {
			return nil, errs.Invalidf("The Word document is too large: %s has more than %d MB.", name, largest>>20)
		}
		if err != nil || len(stack) > deepest {
			return nil, broken
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			e := &element{name: t.Name.Local, attrs: slices.Clone(t.Attr)}
			top.inner = append(top.inner, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(t)
		}
	}
}

// wordStyle is what a paragraph style says: a heading's level from 1, and whether it is a list, the title or a table of contents.
type wordStyle struct {
	level                 int
	list, ordered         bool
	title, contents, code bool
}

type wordReader struct {
	styles   map[string]wordStyle
	numbered map[string]bool // numId and level, such as "3/0": the items have numbers
	links    map[string]string
	title    string
	out      strings.Builder
	inList   bool
	lost     map[string]int
}

func (w *wordReader) readStyles(root *element) {
	based := map[string]string{}
	for _, e := range root.inner {
		if e.name != "style" || e.val("type") != "paragraph" {
			continue
		}
		id, name := e.val("styleId"), strings.ToLower(e.child("name").val("val"))
		s := wordStyle{title: name == "title", contents: strings.HasPrefix(name, "toc "), code: strings.Contains(name, "code") || name == "html preformatted"}
		if n, ok := strings.CutPrefix(name, "heading "); ok {
			s.level, _ = strconv.Atoi(n)
		} else if n, err := strconv.Atoi(e.child("pPr").child("outlineLvl").val("val")); err == nil && n < 6 && !s.title {
			s.level = n + 1
		}
		s.ordered = strings.HasPrefix(name, "list number")
		s.list = s.ordered || strings.HasPrefix(name, "list bullet")
		w.styles[id], based[id] = s, e.child("basedOn").val("val")
	}
	for id, s := range w.styles {
		for up, n := based[id], 0; s == (wordStyle{}) && up != "" && n < 10; up, n = based[up], n+1 {
			s = w.styles[up]
		}
		if s.title {
			s.title = w.styles[id].title
		}
		w.styles[id] = s
	}
}

func (w *wordReader) readNumbering(root *element) {
	abstract := map[string]map[string]bool{}
	for _, e := range root.inner {
		if e.name != "abstractNum" {
			continue
		}
		levels := map[string]bool{}
		for _, l := range e.inner {
			if l.name == "lvl" {
				levels[l.val("ilvl")] = l.child("numFmt").val("val") != "bullet"
			}
		}
		abstract[e.val("abstractNumId")] = levels
	}
	for _, e := range root.inner {
		if e.name == "num" {
			for level, ordered := range abstract[e.child("abstractNumId").val("val")] {
				w.numbered[e.val("numId")+"/"+level] = ordered
			}
		}
	}
}

func (w *wordReader) readLinks(root *element) {
	for _, e := range root.inner {
		if address := e.val("Target"); e.val("TargetMode") == "External" && (strings.HasPrefix(address, "http") || strings.HasPrefix(address, "mailto:")) {
			w.links[e.val("Id")] = address
		}
	}
}

func (w *wordReader) blocks(parent *element) {
	if parent == nil {
		return
	}
	for _, e := range parent.inner {
		switch e.name {
		case "p":
			w.paragraph(e)
		case "tbl":
			w.table(e)
		case "sdt":
			w.blocks(e.child("sdtContent"))
		case "ins", "moveTo", "customXml", "smartTag":
			w.blocks(e)
		case "del", "moveFrom":
			w.lost["deletion that was tracked"]++
		case "altChunk":
			w.lost["embedded document"]++
		}
	}
}

func (w *wordReader) paragraph(e *element) {
	text := strings.TrimSpace(w.inline(e))
	props := e.child("pPr")
	style := w.styles[props.child("pStyle").val("val")]
	if n, err := strconv.Atoi(props.child("outlineLvl").val("val")); err == nil && n < 6 && style.level == 0 {
		style.level = n + 1
	}
	num := props.child("numPr")
	switch {
	case text == "":
		return
	case style.contents:
		w.lost["line of the table of contents"]++
	case style.title && w.title == "":
		w.title = plain(text)
	case style.level > 0:
		w.block(strings.Repeat("#", min(style.level+1, 6)) + " " + strings.ReplaceAll(plainBold(text), "\\\n", " "))
	case num != nil && num.child("numId").val("val") != "0" || num == nil && style.list:
		w.item(num, style, text)
	default:
		w.block(guard(text))
	}
}

func (w *wordReader) item(num *element, style wordStyle, text string) {
	depth, _ := strconv.Atoi(num.child("ilvl").val("val"))
	ordered := style.ordered
	if num != nil {
		ordered = w.numbered[num.child("numId").val("val")+"/"+strconv.Itoa(depth)]
	}
	marker := "- "
	if ordered {
		marker = "1. "
	}
	if !w.inList {
		w.out.WriteString("\n")
	}
	indent := strings.Repeat("   ", min(depth, 6))
	w.out.WriteString(indent + marker + strings.ReplaceAll(text, "\n", "\n"+indent+"   ") + "\n")
	w.inList = true
}

func (w *wordReader) block(text string) {
	w.out.WriteString("\n" + text + "\n")
	w.inList = false
}

// guard keeps a paragraph from being read as something else for its first characters.
func guard(text string) string {
	first, _, _ := strings.Cut(text, " ")
	digits := strings.TrimRight(first, ".)")
	_, err := strconv.Atoi(digits)
	switch {
	case first == "-" || first == "+" || strings.Trim(text, "=-") == "":
		return `\` + text
	case err == nil && len(digits) == len(first)-1:
		return digits + `\` + first[len(digits):] + text[len(first):]
	}
	return text
}

func plain(text string) string {
	blocks := Parse(text)
	if len(blocks) == 0 {
		return ""
	}
	return blocks[0].Text()
}

// plainBold leaves out that a whole heading is bold.
func plainBold(text string) string {
	if inner, ok := strings.CutPrefix(text, "**"); ok {
		if inner, ok = strings.CutSuffix(inner, "**"); ok && !strings.Contains(inner, "**") {
			return inner
		}
	}
	return text
}

func (w *wordReader) table(e *element) {
	var rows [][]string
	width := 0
	for _, r := range e.inner {
		if r.name != "tr" {
			continue
		}
		var cells []string
		for _, c := range r.inner {
			if c.name == "tc" {
				cells = append(cells, w.cell(c))
			}
		}
		rows, width = append(rows, cells), max(width, len(cells))
	}
	if width == 0 {
		return
	}
	var b strings.Builder
	for i, cells := range rows {
		for len(cells) < width {
			cells = append(cells, "")
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", width) + "|\n")
		}
	}
	w.block(strings.TrimRight(b.String(), "\n"))
}

func (w *wordReader) cell(c *element) string {
	if c.child("tcPr").child("vMerge") != nil || c.child("tcPr").child("gridSpan") != nil {
		w.lost["merged cell"]++
	}
	var parts []string
	for _, e := range c.inner {
		switch e.name {
		case "p":
			if text := strings.TrimSpace(w.inline(e)); text != "" {
				parts = append(parts, strings.ReplaceAll(text, "\\\n", " "))
			}
		case "tbl":
			w.lost["table within a table"]++
		}
	}
	return strings.Join(parts, " ")
}

// run is text that looks alike.
type run struct {
	text         string
	bold, italic bool
	link         string
}

func (w *wordReader) inline(e *element) string {
	var runs []run
	w.runs(e, "", &runs)
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.markdown())
	}
	return b.String()
}

// markdown puts the marks inside the spaces, where Markdown wants them.
func (r run) markdown() string {
	inner := strings.TrimSpace(r.text)
	if inner == "" {
		return r.text
	}
	at := strings.Index(r.text, inner)
	before, after := r.text[:at], r.text[at+len(inner):]
	text := strings.ReplaceAll(Escape(inner), "\n", "\\\n")
	if r.italic {
		text = "*" + text + "*"
	}
	if r.bold {
		text = "**" + text + "**"
	}
	if r.link != "" {
		text = "[" + text + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "").Replace(r.link) + ">)"
	}
	return before + text + after
}

// unreadable are elements whose content is left out, by what they are for people.
var unreadable = map[string]string{"drawing": "picture", "pict": "picture", "object": "embedded object", "footnoteReference": "footnote", "endnoteReference": "endnote",
	"commentReference": "comment", "oMath": "formula", "oMathPara": "formula", "del": "deletion that was tracked", "moveFrom": "deletion that was tracked", "AlternateContent": "picture"}

func (w *wordReader) runs(parent *element, link string, out *[]run) {
	for _, e := range parent.inner {
		switch {
		case unreadable[e.name] != "":
			w.lost[unreadable[e.name]]++
		case e.name == "hyperlink":
			w.runs(e, w.links[e.val("id")], out)
		case e.name == "r":
			w.run(e, link, out)
		case e.name == "sdt":
			if inner := e.child("sdtContent"); inner != nil {
				w.runs(inner, link, out)
			}
		case e.name == "ins", e.name == "moveTo", e.name == "smartTag", e.name == "fldSimple", e.name == "customXml":
			w.runs(e, link, out)
		}
	}
}

func (w *wordReader) run(e *element, link string, out *[]run) {
	props := e.child("rPr")
	r := run{bold: on(props.child("b")), italic: on(props.child("i")), link: link}
	if on(props.child("strike")) {
		w.lost["text struck through, which stands here as it was"]++
	}
	for _, c := range e.inner {
		switch c.name {
		case "t":
			r.text += c.text
		case "tab":
			r.text += " "
		case "br", "cr":
			if c.val("type") == "" {
				r.text += "\n"
			}
		case "noBreakHyphen":
			r.text += "‑"
		default:
			if what := unreadable[c.name]; what != "" {
				w.lost[what]++
			}
		}
	}
	if n := len(*out); n > 0 {
		last := &(*out)[n-1]
		if last.bold == r.bold && last.italic == r.italic && last.link == r.link {
			last.text += r.text
			return
		}
	}
	*out = append(*out, r)
}

func on(e *element) bool {
	v := e.val("val")
	return e != nil && v != "0" && v != "false" && v != "none"
}

func (w *wordReader) report() (out []string) {
	for what, n := range w.lost {
		if n == 1 {
			out = append(out, "1 "+what+".")
			continue
		}
		first, rest, _ := strings.Cut(what, " ")
		switch {
		case strings.HasPrefix(what, "text "):
			out = append(out, fmt.Sprintf("%d stretches of %s.", n, what))
		case rest != "" && (first == "deletion" || first == "line" || first == "table"):
			out = append(out, fmt.Sprintf("%d %ss %s.", n, first, rest))
		default:
			out = append(out, fmt.Sprintf("%d %ss.", n, what))
		}
	}
	slices.Sort(out)
	return out
}
