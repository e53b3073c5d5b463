package oscal

import (
	"strconv"
	"strings"
)

// OSCAL's XML has a small HTML in its texts; its JSON has Markdown instead.

var inline = names("a b br code em i img insert q strong sub sup")

var block = names("blockquote h1 h2 h3 h4 h5 h6 hr ol p pre table ul")

func names(list string) map[string]bool {
	out := map[string]bool{}
	for n := range strings.FieldsSeq(list) {
		out[n] = true
	}
	return out
}

// markdown is a mixed content as Markdown: blocks with an empty line between them, or one line.
func markdown(body []any) string {
	var blocks []string
	var line []any
	flush := func() {
		if text := strings.TrimSpace(span(line)); text != "" {
			blocks = append(blocks, text)
		}
		line = nil
	}
	for _, b := range body {
		e, ok := b.(*element)
		if !ok || !block[e.name] {
			line = append(line, b)
			continue
		}
		flush()
		if text := e.block(); text != "" {
			blocks = append(blocks, text)
		}
	}
	flush()
	return strings.Join(blocks, "\n\n")
}

func (e *element) block() string {
	switch e.name {
	case "ul", "ol":
		return e.list("")
	case "table":
		return e.table()
	case "pre":
		return "```\n" + strings.Trim(e.raw(), "\n") + "\n```"
	case "hr":
		return "---"
	case "blockquote":
		return "> " + strings.ReplaceAll(markdown(e.body), "\n", "\n> ")
	case "p":
		return markdown(e.body)
	}
	return strings.Repeat("#", int(e.name[1]-'0')) + " " + strings.TrimSpace(span(e.body)) // h1 to h6
}

// list writes items, lists within them indented.
func (e *element) list(indent string) string {
	var lines []string
	for _, b := range e.body {
		li, ok := b.(*element)
		if !ok || li.name != "li" {
			continue
		}
		mark := "* "
		if e.name == "ol" {
			mark = strconv.Itoa(len(lines)+1) + ". "
		}
		deeper := indent + strings.Repeat(" ", len(mark))
		var text []any
		var below []string
		for _, b := range li.body {
			if sub, ok := b.(*element); ok && (sub.name == "ul" || sub.name == "ol") {
				below = append(below, "\n"+sub.list(deeper))
			} else {
				text = append(text, b)
			}
		}
		item := strings.ReplaceAll(markdown(text), "\n", "\n"+deeper)
		lines = append(lines, indent+mark+item+strings.Join(below, ""))
	}
	return strings.Join(lines, "\n")
}

func (e *element) table() string {
	var rows []string
	e.each("tr", func(tr *element) {
		var cells []string
		for _, b := range tr.body {
			if cell, ok := b.(*element); ok {
				cells = append(cells, strings.TrimSpace(strings.ReplaceAll(markdown(cell.body), "\n", " ")))
			}
		}
		rows = append(rows, "| "+strings.Join(cells, " | ")+" |")
		if len(rows) == 1 {
			rows = append(rows, "|"+strings.Repeat(" --- |", len(cells)))
		}
	})
	return strings.Join(rows, "\n")
}

// each visits the elements of a name, however deep.
func (e *element) each(name string, fn func(*element)) {
	for _, b := range e.body {
		if child, ok := b.(*element); ok {
			if child.name == name {
				fn(child)
			} else {
				child.each(name, fn)
			}
		}
	}
}

// raw is the text without any change.
func (e *element) raw() string {
	var b strings.Builder
	for _, part := range e.body {
		switch part := part.(type) {
		case string:
			b.WriteString(part)
		case *element:
			b.WriteString(part.raw())
		}
	}
	return b.String()
}

func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// span is text within a line; white space counts once.
func span(body []any) string {
	var b strings.Builder
	for _, part := range body {
		text := ""
		switch part := part.(type) {
		case string:
			text = squeeze(part)
		case *element:
			text = part.span()
		}
		if strings.HasPrefix(text, " ") && strings.HasSuffix(b.String(), " ") {
			text = text[1:]
		}
		b.WriteString(text)
	}
	return b.String()
}

// squeeze writes every run of white space as one space.
func squeeze(text string) string {
	words := strings.Join(strings.Fields(text), " ")
	if words == "" {
		if text == "" {
			return ""
		}
		return " "
	}
	if strings.TrimLeft(text, " \t\r\n") != text {
		words = " " + words
	}
	if strings.TrimRight(text, " \t\r\n") != text {
		words += " "
	}
	return words
}

// marks stand around the text of simple inline elements.
var marks = map[string]string{"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`", "q": `"`, "sub": "~", "sup": "^"}

func (e *element) span() string {
	text := span(e.body)
	switch e.name {
	case "a":
		return "[" + text + "](" + e.attr("href") + ")"
	case "img":
		return "![" + e.attr("alt") + "](" + e.attr("src") + ")"
	case "insert":
		return "{{ insert: " + e.attr("type") + ", " + e.attr("id-ref") + " }}"
	case "br":
		return "\n"
	}
	return marks[e.name] + text + marks[e.name]
}
