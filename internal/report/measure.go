package report

import (
	"iter"
	"math"
	"strings"
	"unicode/utf8"
)

const (
	measuredRows  = 200 // rows read ahead to find the columns' widths
	widestColumn  = 60  // characters, beyond which text wraps
	slimmest      = 6
	columnsUpward = 6 // a table with more columns lies on its side
)

// width is what a column asks for, in characters.
type width struct {
	want int // the longest line, at most widestColumn
	word int // the longest word, at most widestColumn
}

// measured reads the first rows, and gives the columns' widths and an iterator of all rows. The caller must call stop.
func (t *Table) measured(w Words) (widths []width, rows iter.Seq2[[]Cell, error], stop func()) {
	widths = make([]width, len(t.Columns))
	for i, c := range t.Columns {
		widths[i].fit(c.title())
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
		for i, c := range row {
			widths[i].fit(c.marked(w))
		}
	}
	for i, c := range t.Columns {
		if c.Width > 0 {
			widths[i] = width{want: c.Width, word: min(c.Width, widths[i].word)}
		}
	}
	return widths, chain(ahead, failed, next), stop
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
		w.want = min(max(w.want, utf8.RuneCountInString(line), slimmest), widestColumn)
		for word := range strings.FieldsSeq(line) {
			w.word = min(max(w.word, utf8.RuneCountInString(word), slimmest), widestColumn)
		}
	}
}

// linesIn estimates how many lines a text takes in a column, with a tenth of each line lost to whole words.
func linesIn(s string, width int) int {
	lines := 0
	for line := range strings.SplitSeq(s, "\n") {
		lines += 1 + max(0, utf8.RuneCountInString(line)-1)*10/(width*9)
	}
	return lines
}

// share divides total among the columns. A character and the padding of a cell are in the unit of total. First each
// gets its longest word; what is left goes to those that want more, by the root of what they lack, so that one long text
// does not starve the others; what nobody wants goes to all alike.
func share(total float64, widths []width, character, padding float64) []float64 {
	parts, lack := make([]float64, len(widths)), make([]float64, len(widths))
	rest := total
	for i, w := range widths {
		parts[i] = character*float64(w.word) + padding
		lack[i] = max(0, character*float64(w.want-w.word))
		rest -= parts[i]
	}
	for range widths {
		weight := 0.0
		for _, l := range lack {
			weight += math.Sqrt(l)
		}
		if rest <= 0 || weight == 0 {
			break
		}
		given := 0.0
		for i, l := range lack {
			gift := min(l, rest*math.Sqrt(l)/weight)
			parts[i] += gift
			lack[i] -= gift
			given += gift
		}
		rest -= given
	}
	for i := range parts {
		parts[i] *= total / (total - rest)
	}
	return parts
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
