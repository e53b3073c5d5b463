package report

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Status colours a cell and puts a shape before its text. It is presentation: CSV and JSON carry the cell's value,
// or the status's word if the cell has no value.
type Status uint8

const (
	Unset Status = iota
	Good
	Part
	Bad
	Stale
	None
	Excluded
)

var (
	shapes  = [...]string{"", "●", "◐", "▲", "◇", "○", "—"}
	classes = [...]string{"", "good", "part", "bad", "stale", "none", "excluded"}
	// inks are for white paper, as RGB.
	inks = [...]string{"1D1C1A", "23693F", "7A5A00", "A42A22", "5A4B9A", "6B675E", "6B675E"}
)

type kind uint8

const (
	empty kind = iota
	text
	integer
	number
	boolean
	date
	moment
)

// Cell is one value of a table. The zero Cell is empty.
type Cell struct {
	kind   kind
	status Status
	text   string
	bits   uint64 // integer, number or boolean
	time   time.Time
	link   string
}

// Text is a cell of plain text; it stays text in every format, whatever its first character.
func Text(s string) Cell { return Cell{kind: text, text: s} }

// Int is a cell of a whole number. XLSX holds 15 digits; a longer number is written there as text.
func Int(n int64) Cell { return Cell{kind: integer, bits: uint64(n)} }

// Number is a cell of a number; not-a-number and infinities become text.
func Number(f float64) Cell {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Text(strconv.FormatFloat(f, 'g', -1, 64))
	}
	return Cell{kind: number, bits: math.Float64bits(f)}
}

// Bool is a cell of yes or no.
func Bool(b bool) Cell {
	c := Cell{kind: boolean}
	if b {
		c.bits = 1
	}
	return c
}

// Date is a calendar day: the day that t shows in its own time zone. The zero time is an empty cell.
func Date(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return Cell{kind: date, time: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)}
}

// Moment is a point in time, written in UTC. The zero time is an empty cell.
func Moment(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return Cell{kind: moment, time: t.UTC()}
}

// WithStatus returns the cell with a status.
func (c Cell) WithStatus(s Status) Cell { c.status = s; return c }

// WithLink returns the cell linking to an absolute http, https or mailto address. Any other address is not linked.
func (c Cell) WithLink(address string) Cell {
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "mailto" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != "") {
		c.link = u.String()
	}
	return c
}

func (c Cell) float() float64 { return math.Float64frombits(c.bits) }

// plain is the cell for machines: exact, the same in every language except a status's word.
func (c Cell) plain(w Words) string {
	switch c.kind {
	case text:
		return c.text
	case integer:
		return strconv.FormatInt(int64(c.bits), 10)
	case number:
		return strconv.FormatFloat(c.float(), 'f', -1, 64)
	case boolean:
		return strconv.FormatBool(c.bits == 1)
	case date:
		return c.time.Format(time.DateOnly)
	case moment:
		return c.time.Format(time.RFC3339Nano)
	}
	return w.Status[c.status]
}

// words is the cell for people, without the status's shape.
func (c Cell) words(w Words) string {
	switch c.kind {
	case boolean:
		if c.bits == 1 {
			return w.Yes
		}
		return w.No
	case moment:
		return formatMoment(c.time)
	case number:
		return readable(c.float())
	}
	return c.plain(w)
}

// readable is a number with four decimals, or below one with four significant digits, without trailing zeros.
func readable(f float64) string {
	decimals := 4
	if size := math.Abs(f); size > 0 && size < 1 {
		decimals -= int(math.Floor(math.Log10(size))) + 1
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'f', decimals, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// marked is the cell for people with the status's shape before it.
func (c Cell) marked(w Words) string {
	return strings.TrimSpace(shapes[c.status] + " " + c.words(w))
}

// String is the cell for people, in English.
func (c Cell) String() string { return c.words(english) }

func formatMoment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
