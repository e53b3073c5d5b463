// Package sheet reads the spreadsheets people really have and understands what is written in their cells.
//
// Open reads an Excel workbook or a delimited text, whatever its encoding. Match finds the sheet, the header row
// and which of their columns is which of ours. Date, Level, Pick, Person and the others turn one cell into a value,
// or into an error for people that says what is wrong with the text and what would be understood. Nothing is dropped
// in silence: what is not used comes back as an unused column, a skipped row or a note. The package knows nothing of
// records; it exists so that an import can be shown before anything is written.
package sheet

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/errs"
)

// Limits bounds what Open accepts. A field left zero takes the value of DefaultLimits.
type Limits struct {
	Bytes    int64 // size of the file
	Unzipped int64 // size of everything read out of a workbook's zip
	Sheets   int
	Rows     int // the highest row number of a sheet
	Cells    int // of all sheets together, counted up to the last filled cell of each row
}

// DefaultLimits is what a large organisation's register fits in, and what one request may cost.
var DefaultLimits = Limits{Bytes: 50 << 20, Unzipped: 256 << 20, Sheets: 200, Rows: 1_048_576, Cells: 5_000_000}

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	return Limits{
		Bytes:    cmp.Or(l.Bytes, d.Bytes),
		Unzipped: cmp.Or(l.Unzipped, d.Unzipped),
		Sheets:   cmp.Or(l.Sheets, d.Sheets),
		Rows:     cmp.Or(l.Rows, d.Rows),
		Cells:    cmp.Or(l.Cells, d.Cells),
	}
}

// Workbook is a file read whole.
type Workbook struct {
	Name   string // the file's name, as given to Open
	Sheets []Sheet
	Notes  []string // sentences about how the file was read, such as the encoding assumed
}

// Sheet is one table of a workbook; a delimited text has one, named after the file.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   []Row // rows with text only, in ascending order of Number
}

// Row is one row as its owner sees it.
type Row struct {
	Number int      // 1-based, as a spreadsheet program shows it
	Cells  []string // cleaned; dates as 2026-03-14, numbers plain with a point; trailing empty cells are cut off
}

// Cell is the text of the i-th cell, empty beyond the row's end.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

var errTooManyCells = errors.New("too many cells")

// Open reads a workbook or delimited text by its content; name serves messages and the name of a text's only sheet.
// A file that is too large, of another format or damaged is an Invalid error.
func Open(name string, r io.Reader, limits Limits) (*Workbook, error) {
	limits = limits.orDefault()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limits.Bytes {
		return nil, errs.Invalidf("%s is larger than %d MB. Remove pictures or split it.", name, limits.Bytes>>20)
	}
	if err := refuse(name, data); err != nil {
		return nil, err
	}
	wb := &Workbook{Name: name}
	if bytes.HasPrefix(data, []byte("PK")) {
		err = readXLSX(wb, data, limits)
	} else {
		err = readText(wb, data, limits)
	}
	if errors.Is(err, errTooManyCells) {
		return nil, errs.Invalidf("%s has more than %d cells. Split it, or delete stray cells far to the right.", name, limits.Cells)
	}
	if err != nil {
		return nil, err
	}
	if err := wb.check(); err != nil {
		return nil, err
	}
	return wb, nil
}

const maxCell = 32_767 // characters, a spreadsheet program's own limit

// check refuses a workbook without text, and cells so long that a quotation mark must be missing.
func (wb *Workbook) check() error {
	rows := 0
	for _, s := range wb.Sheets {
		rows += len(s.Rows)
		for _, row := range s.Rows {
			for i, c := range row.Cells {
				if len(c) > maxCell && utf8.RuneCountInString(c) > maxCell {
					return errs.Invalidf("Sheet %q, row %d, column %s holds more than %d characters. Shorten it, or close a quotation mark left open.",
						s.Name, row.Number, columnLetter(i), maxCell)
				}
			}
		}
	}
	if rows == 0 {
		return errs.Invalidf("%s has no rows with text.", wb.Name)
	}
	return nil
}

// refuse names the formats that people send by mistake.
func refuse(name string, data []byte) error {
	head := strings.ToLower(string(bytes.TrimSpace(data[:min(len(data), 512)])))
	switch {
	case head == "":
		return errs.Invalidf("%s is empty.", name)
	case strings.HasPrefix(string(data), "\xd0\xcf\x11\xe0"):
		return errs.Invalidf("%s is an old Excel file (.xls) or protected with a password. Save it as .xlsx without a password.", name)
	case strings.HasPrefix(head, "%pdf"), strings.HasPrefix(head, "<"), strings.HasPrefix(head, "{"):
		return errs.Invalidf("%s is not a spreadsheet. Save the table as .xlsx or .csv.", name)
	}
	return nil
}

// trimRow cleans cells and cuts trailing empty ones; a row without text yields nil.
func trimRow(cells []string) []string {
	end := 0
	for i, c := range cells {
		cells[i] = Clean(c)
		if cells[i] != "" {
			end = i + 1
		}
	}
	return cells[:end:end]
}

func baseName(name string) string {
	base := filepath.Base(name)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
