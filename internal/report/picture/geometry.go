package picture

import "math"

// directions are the unit vectors along a line and across it; ok is false if it has no length to speak of.
func directions(from, to Point) (along, across Point, ok bool) {
	x, y := to.X-from.X, to.Y-from.Y
	length := math.Hypot(x, y)
	if length < 1 {
		return along, across, false
	}
	along = Point{x / length, y / length}
	return along, Point{-along.Y, along.X}, true
}

// dashes are the lengths of dash and gap, in thicknesses.
func (d Dash) dashes() (dash, gap float64) {
	switch d {
	case Dashed:
		return 4, 2
	case Dotted:
		return 1, 2
	}
	return 0, 0
}

// Pieces are the solid stretches of a stroke, for media that know no dashes.
func (m *Mark) Pieces() (all [][]Point) {
	dash, gap := m.Dash.dashes()
	if dash == 0 {
		return [][]Point{m.Points}
	}
	dash, gap = dash*m.Size, gap*m.Size
	left, drawing := dash, true
	piece := []Point{m.Points[0]}
	for i := 1; i < len(m.Points); i++ {
		at, to := m.Points[i-1], m.Points[i]
		for rest := math.Hypot(to.X-at.X, to.Y-at.Y); rest > left; rest = math.Hypot(to.X-at.X, to.Y-at.Y) {
			at = Point{at.X + (to.X-at.X)*left/rest, at.Y + (to.Y-at.Y)*left/rest}
			if drawing {
				all = append(all, append(piece, at))
			}
			drawing = !drawing
			left, piece = map[bool]float64{true: dash, false: gap}[drawing], []Point{at}
		}
		left -= math.Hypot(to.X-at.X, to.Y-at.Y)
		piece = append(piece, to)
	}
	if drawing && len(piece) > 1 {
		all = append(all, piece)
	}
	return all
}
