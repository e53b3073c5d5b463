package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/errs"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readText reads delimited text into the workbook's only sheet.
func readText(wb *Workbook, data []byte, limits Limits) error {
	text, err := decode(wb, data)
	if err != nil {
		return err
	}
	text, delimiter := separator(text)
	if delimiter == 0 {
		delimiter = guessDelimiter(text)
	}
	if strings.Count(text, string(delimiter)) > limits.Cells {
		return errTooManyCells
	}
	sheet := Sheet{Name: baseName(wb.Name)}
	sheet.Rows, err = parseCSV(text, delimiter, false, limits)
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		wb.note("Line %d has a quotation mark that is not doubled or not closed; the row was read as well as it can be.", broken.StartLine)
		sheet.Rows, err = parseCSV(text, delimiter, true, limits)
		if err == nil && unclosed(text, sheet.Rows) {
			return errs.Invalidf("%s: the quotation mark opened on line %d is never closed. Close it, or save the file as .xlsx.", wb.Name, broken.StartLine)
		}
	}
	wb.Sheets = []Sheet{sheet}
	return err
}

func (wb *Workbook) note(format string, args ...any) {
	wb.Notes = append(wb.Notes, fmt.Sprintf(format, args...))
}

// decode finds the encoding: a byte order mark, UTF-16 by its zeros, UTF-8 if valid, else Windows-1252.
func decode(wb *Workbook, data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), looksUTF16(data, 1):
		return decodeUTF16(data, unicode.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")), looksUTF16(data, 0):
		return decodeUTF16(data, unicode.BigEndian)
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", errs.Invalidf("%s is neither an Excel workbook nor text. Save it as .xlsx or .csv.", wb.Name)
	}
	if !utf8.Valid(data) {
		wb.note("The text is not UTF-8; it was read as Windows-1252 (Western European).")
		out, err := charmap.Windows1252.NewDecoder().Bytes(data)
		return newlines(string(out)), err
	}
	text := newlines(string(data))
	if repaired, ok := unmangle(text); ok {
		wb.note("Accented letters were damaged when the file was saved (ü as Ã¼) and have been repaired.")
		return repaired, nil
	}
	return text, nil
}

// looksUTF16 tells whether the bytes at odd (1) or even (0) places are mostly zero.
func looksUTF16(data []byte, zeroAt int) bool {
	head := data[:min(len(data), 1000)&^1]
	zeros := 0
	for i := zeroAt; i < len(head); i += 2 {
		if head[i] == 0 {
			zeros++
		}
	}
	return len(head) >= 4 && zeros*10 >= len(head)/2*7
}

func decodeUTF16(data []byte, order unicode.Endianness) (string, error) {
	out, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
	return newlines(string(out)), err
}

func newlines(text string) string {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "\ufeff"), "ï»¿")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// unmangle undoes UTF-8 that was read as Windows-1252 and saved again; ok tells whether the whole text was so.
func unmangle(text string) (repaired string, ok bool) {
	raw, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil || len(raw) == len(text) || !utf8.ValidString(raw) {
		return "", false
	}
	return raw, true
}

var sepLine = regexp.MustCompile(`^"?sep=(.)"?\n`)

// separator reads Excel's own first line "sep=;", which Excel does not show as a row.
func separator(text string) (rest string, delimiter rune) {
	m := sepLine.FindStringSubmatch(text)
	if m == nil || !strings.Contains(",;|\t", m[1]) {
		return text, 0
	}
	return text[len(m[0]):], rune(m[1][0])
}

// guessDelimiter takes the delimiter that cuts most of the first rows into the same number of columns.
func guessDelimiter(text string) rune {
	best, bestScore := ',', 0
	for _, d := range ";,\t|" {
		widths := map[int]int{}
		r := reader(text[:min(len(text), 64<<10)], d, true)
		for range 200 {
			record, err := r.Read()
			if err != nil {
				break
			}
			widths[len(record)]++
		}
		for width, rows := range widths {
			if score := rows * min(width-1, 20); score > bestScore {
				best, bestScore = d, score
			}
		}
	}
	return best
}

func reader(text string, delimiter rune, lazy bool) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = delimiter, lazy, -1
	return r
}

// parseCSV reads all rows. Blank lines, which the csv package passes over, count in the row numbers.
func parseCSV(text string, delimiter rune, lazy bool, limits Limits) ([]Row, error) {
	var rows []Row
	number, cells := 0, 0
	r := reader(text, delimiter, lazy)
	for {
		offset := int(r.InputOffset())
		record, err := r.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		number += 1 + leadingNewlines(text[offset:])
		if cells += len(record); cells > limits.Cells {
			return nil, errTooManyCells
		}
		if number > limits.Rows {
			return nil, errs.Invalidf("The file has more than %d rows. Split it.", limits.Rows)
		}
		if record = trimRow(record); len(record) > 0 {
			rows = append(rows, Row{number, record})
		}
	}
}

func leadingNewlines(text string) int { return len(text) - len(strings.TrimLeft(text, "\n")) }

// unclosed tells whether the last cell swallowed the rest of the file.
func unclosed(text string, rows []Row) bool {
	if len(rows) == 0 || strings.HasSuffix(strings.TrimSpace(text), `"`) {
		return false
	}
	last := rows[len(rows)-1].Cells
	return strings.Contains(last[len(last)-1], "\n")
}
