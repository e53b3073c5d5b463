package report

import (
	"github.com/assay-isms/assay/internal/report/typeset"
	"github.com/xuri/excelize/v2"
)

// excelStyle is what tells one cell's format from another's.
type excelStyle struct {
	heading, title bool
	alone          bool // nothing beside it: the text runs on over the next columns
	link           bool
	asText         bool // keeps a text that looks like a formula a text when someone edits it
	ruled          bool // has a line below
	backward       bool // begins at the right
	figure         bool // stands at the right
	kind           kind
	status         Status
}

func styleOf(c Cell, figure bool) excelStyle {
	s := excelStyle{ruled: true, status: c.status, link: c.link != "", figure: figure, asText: c.kind == text && risky(c.text), backward: typeset.Backward(c.text, false)}
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
	if s.backward {
		made.Alignment.ReadingOrder, made.Alignment.Horizontal = 2, "right"
	} else if s.figure {
		made.Alignment.Horizontal = "right"
	} else if s.kind == date || s.kind == moment {
		made.Alignment.Horizontal = "left" // apart from the text beside it
	}
	if s.ruled {
		made.Border = []excelize.Border{{Type: "bottom", Color: hairInk, Style: 1}}
	}
	switch {
	case s.heading:
		made.Border = []excelize.Border{{Type: "bottom", Color: inks[Unset], Style: 1}}
		made.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{sunkInk}}
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
