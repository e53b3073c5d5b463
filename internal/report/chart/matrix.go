package chart

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/report/picture"
)

// Cell is what stands in a cell of a matrix: a text, such as a count, and on a page what it opens. Fault marks it as one that
// something is wrong with.
type Cell struct {
	Text, Address, Name string
	Fault               bool
}

// Place is a cell, both from 1; the zero place is none.
type Place struct{ Row, Column int }

// Set reports whether the place is one.
func (p Place) Set() bool { return p.Row > 0 && p.Column > 0 }

// Move is a risk's way over the matrix: rated without controls, now, and after treatment. Places may be missing.
type Move struct {
	Label, Title, Address string
	Inherent, Now, After  Place
}

// Ghost is the extent of figures over the matrix, in steps: 2.5 is the middle of the third step.
type Ghost struct {
	Label                          string
	Tone                           picture.Tone
	FromRow, ToRow, FromCol, ToCol float64
}

// Matrix is what the picture of a risk matrix shows. Steps run from the least.
type Matrix struct {
	ID, Title, Description string
	Likelihood             []string
	Consequence            []string
	Levels                 []string
	Grid                   [][]int // level from 1 by likelihood and consequence
	Cells                  [][]Cell
	Moves                  []Move
	Ghosts                 []Ghost
}

const (
	cellWide, cellHigh = 78.0, 62.0
	matrixLeft         = 88.0
	matrixGap          = 3.0
	named              = 14.0 // size of the steps' names
)

// Picture draws the matrix, the greatest likelihood on top.
func (m *Matrix) Picture() *picture.Picture {
	width, height := matrixLeft+cellWide*float64(len(m.Consequence)), cellHigh*float64(len(m.Likelihood))
	p := picture.New(m.ID, m.Title, width, 0)
	p.Description = m.Description
	for i, name := range m.Likelihood {
		_, y := m.corner(i+1, 1)
		lines := wrap(name, 10, 3)
		for n, line := range lines {
			p.Write(picture.Ink, named, picture.End, picture.Point{X: matrixLeft - 8, Y: y + cellHigh/2 + 5 + 15*(float64(n)-float64(len(lines)-1)/2)}, line)
		}
	}
	below := height + 4
	for j, name := range m.Consequence {
		x, _ := m.corner(1, j+1)
		for n, line := range wrap(name, 10, 2) {
			y := height + 17 + 15*float64(n)
			p.Write(picture.Ink, named, picture.Middle, picture.Point{X: x + cellWide/2, Y: y}, line)
			below = max(below, y)
		}
	}
	p.Height = below + 24
	p.Write(picture.Soft, words, picture.Start, picture.Point{X: 0, Y: below + 20}, "Likelihood ↑")
	p.Write(picture.Soft, words, picture.End, picture.Point{X: width, Y: below + 20}, "Consequence →")
	for i := range m.Likelihood {
		for j := range m.Consequence {
			m.cell(p, i, j)
		}
	}
	for _, g := range m.Ghosts {
		m.ghost(p, g)
	}
	used := map[Place]int{}
	for _, v := range m.Moves {
		m.move(p, used, v)
	}
	m.keys(p)
	return p
}

// corner is the upper left corner of a cell.
func (m *Matrix) corner(row, column int) (x, y float64) {
	return matrixLeft + cellWide*float64(column-1), cellHigh * float64(len(m.Likelihood)-row)
}

func (m *Matrix) cell(p *picture.Picture, i, j int) {
	x, y := m.corner(i+1, j+1)
	level := m.Grid[i][j]
	var c Cell
	if m.Cells != nil {
		c = m.Cells[i][j]
	}
	p.Linked(c.Address, c.Name, func() {
		p.Rect(picture.Level(level, len(m.Levels)), x+matrixGap/2, y+matrixGap/2, cellWide-matrixGap, cellHigh-matrixGap)
		name := Short(m.Levels[level-1])
		switch {
		case len(m.Moves) > 0:
			p.Write(picture.Soft, 10, picture.Start, picture.Point{X: x + 6, Y: y + cellHigh - 6}, name)
		case c.Text == "":
			p.Write(picture.Ink, words, picture.Middle, picture.Point{X: x + cellWide/2, Y: y + cellHigh/2 + 4}, name)
		default:
			p.Bold(picture.Ink, 20, picture.Middle, picture.Point{X: x + cellWide/2, Y: y + 30}, c.Text)
			p.Write(picture.Ink, words, picture.Middle, picture.Point{X: x + cellWide/2, Y: y + 50}, name)
		}
	})
	if c.Fault {
		p.Frame(picture.Bad, 2.5, picture.Solid, x+3, y+3, cellWide-6, cellHigh-6)
		p.Line(picture.Bad, 2, picture.Solid, picture.Point{X: x + cellWide - 20, Y: y + 9}, picture.Point{X: x + cellWide - 10, Y: y + 19})
		p.Line(picture.Bad, 2, picture.Solid, picture.Point{X: x + cellWide - 10, Y: y + 9}, picture.Point{X: x + cellWide - 20, Y: y + 19})
	}
}

// Short is a level's name as a cell shows it.
func Short(name string) string { return cut(name, 11) }

// ghost draws the extent of figures, as far as it lies on the matrix.
func (m *Matrix) ghost(p *picture.Picture, g Ghost) {
	x := func(column float64) float64 {
		return matrixLeft + cellWide*min(max(column, 0), float64(len(m.Consequence)))
	}
	y := func(row float64) float64 {
		n := float64(len(m.Likelihood))
		return cellHigh * (n - min(max(row, 0), n))
	}
	left, right, top, bottom := x(g.FromCol), x(g.ToCol), y(g.ToRow), y(g.FromRow)
	right, bottom = max(right, left+3), max(bottom, top+3)
	p.Band(g.Tone, picture.Point{X: left, Y: top}, picture.Point{X: right, Y: top}, picture.Point{X: right, Y: bottom}, picture.Point{X: left, Y: bottom})
	p.Frame(g.Tone, 1.5, picture.Dashed, left, top, right-left, bottom-top)
}

// move draws a way. used counts the ends in each cell: each has a place of its own, so that they do not hide each other.
func (m *Matrix) move(p *picture.Picture, used map[Place]int, v Move) {
	at := map[Place]picture.Point{}
	place := func(cell Place) picture.Point {
		if _, known := at[cell]; !known {
			x, y := m.corner(cell.Row, cell.Column)
			n := used[cell]
			used[cell]++
			at[cell] = picture.Point{X: x + cellWide/2 + 25*float64(n%3-1), Y: y + 10 + 22*float64(n/3%2) + 3*float64(n/6)}
		}
		return at[cell]
	}
	var last Place
	for _, leg := range []struct {
		at   Place
		tone picture.Tone
		dash picture.Dash
	}{{v.Inherent, picture.Soft, picture.Dotted}, {v.Now, picture.Soft, picture.Dotted}, {v.After, picture.Accent, picture.Solid}} {
		switch {
		case !leg.at.Set():
			continue
		case !last.Set():
			p.Disc(picture.Ink, place(leg.at), 3.5)
		case leg.at != last:
			p.Arrow(leg.tone, 2, leg.dash, place(last), place(leg.at))
		default:
			p.Circle(leg.tone, place(leg.at), 6.5, 1.5)
		}
		last = leg.at
	}
	if last.Set() {
		p.Linked(v.Address, v.Label+" "+v.Title, func() {
			p.Bold(picture.Ink, 11, picture.Middle, picture.Point{X: place(last).X, Y: place(last).Y + 13}, v.Label)
		})
	}
}

func (m *Matrix) keys(p *picture.Picture) {
	inherent := false
	for _, v := range m.Moves {
		inherent = inherent || v.Inherent.Set()
	}
	if len(m.Moves) > 0 {
		p.Key(picture.Mark{Shape: picture.Dot, Tone: picture.Ink}, "Where it begins")
		if inherent {
			p.Key(picture.Mark{Tone: picture.Soft, Size: 2, Dash: picture.Dotted}, "Without controls → now")
		}
		p.Key(picture.Mark{Tone: picture.Accent, Size: 2}, "Now → after treatment")
		p.Key(picture.Mark{Shape: picture.Ring, Tone: picture.Accent, Size: 1.5}, "Stays in its cell")
	}
	for _, g := range m.Ghosts {
		p.Key(picture.Mark{Shape: picture.Area, Tone: g.Tone, Faint: true}, g.Label)
	}
	for _, row := range m.Cells {
		for _, c := range row {
			if c.Fault {
				p.Key(picture.Mark{Tone: picture.Bad, Size: 2.5}, "The report names this cell")
				return
			}
		}
	}
}

// Counts makes the table of the matrix by cells: level and text of each that has one.
func (m *Matrix) Counts(p *picture.Picture, head string) {
	p.Table.Head, p.Table.Numbers = []string{"Cell", "Level", head}, []bool{false, false, true}
	for i := len(m.Likelihood) - 1; i >= 0; i-- {
		for j, s := range m.Consequence {
			if c := m.Cells[i][j]; c.Text != "" {
				p.Table.Rows = append(p.Table.Rows, []string{m.Likelihood[i] + " × " + s, m.Levels[m.Grid[i][j]-1], c.Text})
				p.Table.Links = append(p.Table.Links, c.Address)
			}
		}
	}
}

// Ways makes the table of the matrix by moves.
func (m *Matrix) Ways(p *picture.Picture) {
	p.Table.Head = []string{"Risk", "Title", "Without controls", "Now", "After treatment"}
	for _, v := range m.Moves {
		p.Table.Rows = append(p.Table.Rows, []string{v.Label, v.Title, m.named(v.Inherent), m.named(v.Now), m.named(v.After)})
		p.Table.Links = append(p.Table.Links, v.Address)
	}
}

func (m *Matrix) named(at Place) string {
	if !at.Set() {
		return "not rated"
	}
	return fmt.Sprintf("%s (%s × %s)", m.Levels[m.Grid[at.Row-1][at.Column-1]-1], m.Likelihood[at.Row-1], m.Consequence[at.Column-1])
}

// wrap breaks a name into lines of about n letters, at most most of them.
func wrap(name string, n, most int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(name) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > n {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	lines = append(lines, line)
	if len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for i := range lines {
		lines[i] = cut(lines[i], n+2)
	}
	return lines
}
