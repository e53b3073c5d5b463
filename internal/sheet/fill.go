package sheet

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/assay-isms/assay/internal/errs"
)

// Fill writes texts into cells, such as C7, of a sheet of a workbook that Open accepted, and leaves everything else as it is:
// formats, widths, other sheets. A text is never a formula.
func Fill(in io.Reader, out io.Writer, sheet string, cells map[string]string) error {
	f, err := excelize.OpenReader(in, excelize.Options{UnzipSizeLimit: DefaultLimits.Unzipped})
	if err != nil {
		return damaged("The file", err)
	}
	defer f.Close()
	if i, err := f.GetSheetIndex(sheet); err != nil || i < 0 {
		return errs.InField("sheet", "%q is not in the file", sheet)
	}
	for cell, text := range cells {
		if err := f.SetCellStr(sheet, cell, text); err != nil {
			return fmt.Errorf("cell %s: %w", cell, err)
		}
	}
	_, err = f.WriteTo(out)
	return err
}

// Letters names a column, from 0, as a spreadsheet program does.
func Letters(column int) string {
	name, _ := excelize.ColumnNumberToName(column + 1) // fails beyond the last column of a sheet only
	return name
}

// ColumnOf is the number of a column, from 0, by its letters; -1 if there is none such.
func ColumnOf(letters string) int {
	n, err := excelize.ColumnNameToNumber(strings.TrimSpace(letters))
	if err != nil {
		return -1
	}
	return n - 1
}
