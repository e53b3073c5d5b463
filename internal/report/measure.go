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
	want int // what was asked for, else the longest line, at most widestColumn
	word int // the longest word, at most widestColumn
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
		w.want = min(max(w.want, utf8.RuneCountInString(line), slimmest), widestColumn)
		w.long = w.want
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
			all[i][j] = float64(utf8.RuneCountInString(text))
		}
	}
	return all
}

// words are the widths of the longest words where a character is so wide.
func (f fit) words(character float64) []float64 {
	all := make([]float64, len(f.columns))
	for i, w := range f.columns {
		all[i] = character * float64(w.word)
	}
	return all
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
