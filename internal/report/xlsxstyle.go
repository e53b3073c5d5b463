package report

import "github.com/xuri/excelize/v2"

// excelStyle is what tells one cell's format from another's.
type excelStyle struct {
	heading, title bool
	alone          bool // nothing beside it: the text runs on over the next columns
	link           bool
	asText         bool // keeps a text that looks like a formula a text when someone edits it
	kind           kind
	status         Status
}

func styleOf(c Cell) excelStyle {
	s := excelStyle{status: c.status, link: c.link != "", asText: c.kind == text && risky(c.text)}
	if c.kind == date || c.kind == moment {
		s.kind = c.kind
	}
	return s
}

// style is the number of the style in the workbook; each is made once.
func (b *workbook) style(s excelStyle) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	made := &excelize.Style{
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: !s.alone},
		Font:      &excelize.Font{Color: inks[s.status], Size: 11, Family: "Calibri", Bold: s.heading || s.title},
	}
	switch {
	case s.heading:
		made.Border = []excelize.Border{{Type: "bottom", Color: inks[Unset], Style: 1}}
		made.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3F1EA"}}
	case s.title:
		made.Font.Size = 16
	case s.link:
		made.Font.Underline = "single"
	}
	if format := s.numberFormat(); format != "" {
		made.CustomNumFmt = &format
	}
	id, err := b.file.NewStyle(made)
	b.styles[s] = id
	return id, err
}

func (s excelStyle) numberFormat() string {
	switch {
	case s.kind == date:
		return "yyyy-mm-dd"
	case s.kind == moment:
		return "yyyy-mm-dd hh:mm:ss"
	case s.status != Unset:
		shape := `"` + shapes[s.status] + ` "`
		return shape + "General;" + shape + "-General;" + shape + "General;" + shape + "@"
	case s.asText:
		return "@"
	}
	return ""
}
