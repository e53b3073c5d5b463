package report

import (
	"iter"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/report/typeset"
	eastasian "golang.org/x/text/width"
)

const (
	measuredRows  = 200 // rows read ahead to find the columns' widths
	widestColumn  = 60  // characters, beyond which text wraps
	slimmest      = 6
	columnsUpward = 6   // a table with more columns lies on its side
	average       = .53 // width of a letter in ems
)

// width is what a column asks for, in characters.
type width struct {
	want int // what was asked for, else the longest line, at most widestColumn
	long int // the longest line, at most widestColumn

	status bool // has cells with a status, and so with a shape before their text
}

// fit is what is known of a table before it is set.
type fit struct {
	columns []width
	texts   [][]string // of the first rows, as people read them
}

// measured reads the first rows, and gives what the columns ask for and an iterator of all rows. The caller must call
// stop.
func (t *Table) measured(w Words) (f fit, rows iter.Seq2[[]Cell, error], stop func()) {
	f.columns = make([]width, len(t.Columns))
	for i, c := range t.Columns {
		f.columns[i].fit(c.title())
	}
	next, stop := iter.Pull2(t.rows())
	var ahead [][]Cell
	var failed error
	for len(ahead) < measuredRows {
		row, err, ok := next()
		failed = err
		if !ok || err != nil {
			break
		}
		ahead = append(ahead, append([]Cell(nil), row...))
		texts := make([]string, len(row))
		for i, c := range row {
			texts[i] = c.marked(w)
			f.columns[i].fit(texts[i])
			f.columns[i].status = f.columns[i].status || c.status != Unset
		}
		f.texts = append(f.texts, texts)
	}
	for i, c := range t.Columns {
		if c.Width > 0 {
			f.columns[i].want = c.Width
		}
	}
	return f, chain(ahead, failed, next), stop
}

func chain(ahead [][]Cell, failed error, next func() ([]Cell, error, bool)) iter.Seq2[[]Cell, error] {
	return func(yield func([]Cell, error) bool) {
		for _, row := range ahead {
			if !yield(row, nil) {
				return
			}
		}
		for row, err, ok := []Cell(nil), failed, failed != nil; ; {
			if !ok {
				row, err, ok = next()
			}
			if !ok || !yield(row, err) || err != nil {
				return
			}
			ok = false
		}
	}
}

func (w *width) fit(s string) {
	for line := range strings.SplitSeq(s, "\n") {
		w.want = min(max(w.want, letters(line), slimmest), widestColumn)
		w.long = w.want
	}
}

// linesIn estimates how many lines a text takes in a column. What whole words lose is made up by letters being narrower
// than the figures that columns are measured in.
func linesIn(s string, width int) int {
	lines := 0
	for line := range strings.SplitSeq(s, "\n") {
		lines += 1 + max(0, letters(line)-1)/width
	}
	return lines
}

// letters is the length of a text in letters of usual width; those of East Asia are twice as wide.
func letters(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r >= 0x1100 && doubled(r) {
			n++
		}
	}
	return n
}

func doubled(r rune) bool {
	k := eastasian.LookupRune(r).Kind()
	return k == eastasian.EastAsianWide || k == eastasian.EastAsianFullwidth
}

// share divides total among the columns of a printed table so that its rows become low. The words are the widths that
// the columns need for their longest words; a character and the padding of a cell are in the same unit. Each column
// gets its longest word; what is left is given in small gifts, each to the column that lowers the measured rows most;
// what nobody needs goes to all alike.
func (f fit) share(total float64, words []float64, character, padding float64) []float64 {
	parts := make([]float64, len(f.columns))
	rest := total
	for i, w := range words {
		parts[i] = w + padding
		rest -= parts[i]
	}
	lengths := f.lengths()
	const gifts = 60
	for gift := rest / gifts; rest > gift/2 && gift > 0; rest -= gift {
		best, gain := -1, 0.0
		for i, g := range gains(lengths, parts, character, padding) {
			if g > gain && parts[i] < character*float64(f.columns[i].long)+padding {
				best, gain = i, g
			}
		}
		if best < 0 {
			break
		}
		parts[best] += gift
	}
	sum := 0.0
	for _, p := range parts {
		sum += p
	}
	for i := range parts {
		parts[i] *= total / sum
	}
	return parts
}

func (f fit) lengths() [][]float64 {
	all := make([][]float64, len(f.texts))
	for i, row := range f.texts {
		all[i] = make([]float64, len(row))
		for j, text := range row {
			all[i][j] = float64(letters(text))
		}
	}
	return all
}

// words are the widths of the columns' longest words, title and text, in the unit of an em. mark is the room of the
// shape that stands before a status.
func (f fit) words(set *typeset.Setter, columns []Column, em, mark float64) []float64 {
	all := make([]float64, len(columns))
	for i, c := range columns {
		wide := max(slimmest*average, widest(set, typeset.Bold, c.title()))
		for _, row := range f.texts {
			wide = max(wide, widest(set, typeset.Plain, row[i]))
		}
		all[i] = wide * em
		if f.columns[i].status {
			all[i] += mark
		}
	}
	return all
}

// widest is the width of a text's longest word in ems; of one in letters that no font here has, a guess.
func widest(set *typeset.Setter, w typeset.Weight, text string) float64 {
	wide, err := set.Widest(w, text, widestColumn*average)
	if err == nil {
		return wide
	}
	for word := range strings.FieldsSeq(text) {
		wide = max(wide, average*float64(min(letters(word), widestColumn)))
	}
	return wide
}

// gains tells for each column how much lower the rows become, all together, by a little more width. A row is as high as
// its highest cell; a sum of eighth powers says so smoothly, or two equal cells would wait for each other for ever.
func gains(lengths [][]float64, parts []float64, character, padding float64) []float64 {
	all, highs := make([]float64, len(parts)), make([]float64, len(parts))
	for _, row := range lengths {
		sum := 0.0
		for i, n := range row {
			lines := 1 + n*character/(parts[i]-padding)
			square := lines * lines
			highs[i] = square * square * square * square
			sum += highs[i]
		}
		height := math.Sqrt(math.Sqrt(math.Sqrt(sum)))
		for i := range row {
			all[i] += height / sum * highs[i] / (parts[i] - padding)
		}
	}
	return all
}

// lying says whether the document has a table too wide for an upright page.
func (d Document) lying() bool {
	for _, t := range d.tables() {
		hints := 0
		for _, c := range t.Columns {
			hints += c.Width
		}
		if len(t.Columns) > columnsUpward || hints > 100 {
			return true
		}
	}
	return false
}
