package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// table is an answer of rows, printed aligned for people; data is the same for --json.
type table struct {
	head []string
	rows [][]string
	data any
}

const widestColumn = 60

func (s *session) table(t table) error {
	if s.JSON {
		return s.json(t.data)
	}
	return s.aligned(t)
}

func (s *session) aligned(t table) error {
	width := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(short(cell)))
		}
	}
	for _, row := range append([][]string{t.head}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			cell = short(cell)
			line.WriteString(cell + strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)+2))
		}
		if _, err := fmt.Fprintln(s.Out, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// short is a cell on one line, cut where it would spoil the table.
func short(cell string) string {
	cell = printable(strings.Join(strings.Fields(cell), " "))
	if utf8.RuneCountInString(cell) <= widestColumn {
		return cell
	}
	return string([]rune(cell)[:widestColumn-1]) + "…"
}

// printable takes out what would steer a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, text)
}

type fact struct{ label, value string }

// facts prints labels and values one below the other; empty ones are left out.
func (s *session) facts(all []fact) error {
	if s.JSON {
		data := map[string]string{}
		for _, f := range all {
			data[f.label] = f.value
		}
		return s.json(data)
	}
	s.lines(all)
	return nil
}

func (s *session) lines(all []fact) {
	width := 0
	for _, f := range all {
		if f.value != "" {
			width = max(width, utf8.RuneCountInString(f.label))
		}
	}
	indent := "\n" + strings.Repeat(" ", width+2)
	for _, f := range all {
		if f.value != "" {
			pad := strings.Repeat(" ", width-utf8.RuneCountInString(f.label)+2)
			fmt.Fprintln(s.Out, f.label+pad+strings.ReplaceAll(printable(f.value), "\n", indent))
		}
	}
}

func (s *session) json(v any) error {
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// say prints a line for people, in place of which --json prints data.
func (s *session) say(data any, format string, args ...any) error {
	if s.JSON {
		return s.json(data)
	}
	_, err := fmt.Fprintf(s.Out, format+"\n", args...)
	return err
}
