package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// writeCSV writes one table as RFC 4180 says: the heading is the columns' keys, lines end in CR LF, UTF-8, every
// value exactly as it is, so that an import reads back what was exported. Such a file should not be opened in a
// spreadsheet unseen: it may take a text for a formula. For that purpose there is Options.Guard, or XLSX.
func writeCSV(w io.Writer, d Document, o Options) error {
	t, err := d.oneTable(o.Table)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	guard := func(s string) string { return s }
	if o.Guard {
		guard = Guard
		out.WriteString(byteOrderMark)
	}
	fields := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		fields[i] = guard(c.Key)
	}
	writeRecord(out, fields)
	for row, err := range t.rows() {
		if err != nil {
			return err
		}
		for i, c := range row {
			fields[i] = c.plain(d.Words)
			if c.kind == text {
				fields[i] = guard(c.text)
			}
		}
		writeRecord(out, fields)
	}
	return out.Flush()
}

// oneTable is the table of that name, or the only one.
func (d Document) oneTable(name string) (*Table, error) {
	tables := d.tables()
	var names []string
	for _, t := range tables {
		if t.Name == name || name == "" && len(tables) == 1 {
			return t, nil
		}
		names = append(names, t.Name)
	}
	if len(tables) == 0 {
		return nil, errs.Invalidf("%q has no table, and CSV holds only a table. Choose another format.", d.Title)
	}
	return nil, errs.Invalidf("CSV holds one table. Name one of: %s; or choose XLSX or JSON, which hold all.", strings.Join(names, ", "))
}

// writeRecord leaves errors to the flush. encoding/csv is not used because it changes line breaks inside fields.
func writeRecord(out *bufio.Writer, fields []string) {
	for i, f := range fields {
		if i > 0 {
			out.WriteByte(',')
		}
		if strings.ContainsAny(f, "\",\r\n") || f != strings.TrimSpace(f) || f == "" && len(fields) == 1 {
			out.WriteByte('"')
			out.WriteString(strings.ReplaceAll(f, `"`, `""`))
			out.WriteByte('"')
			continue
		}
		out.WriteString(f)
	}
	out.WriteString("\r\n")
}

// byteOrderMark opens a guarded file: spreadsheets need it to see UTF-8, and an import knows by it to call Unguard.
const byteOrderMark = "\ufeff"

// risky says whether a spreadsheet might take the text for a formula.
func risky(s string) bool {
	for _, r := range s {
		return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
	}
	return false
}

// Guard puts an apostrophe before a text that a spreadsheet might take for a formula, and before one that already
// begins with an apostrophe; so Unguard(Guard(s)) is s for every s. Only text is guarded: a number below zero is not.
func Guard(s string) string {
	if risky(s) || strings.HasPrefix(s, "'") {
		return "'" + s
	}
	return s
}

// Unguard takes the apostrophe away again. Use it on files that begin with a byte order mark, and on no others. A text
// with one apostrophe that Guard would not have put there is left alone: someone typed it.
func Unguard(s string) string {
	rest, found := strings.CutPrefix(s, "'")
	if found && (risky(rest) || strings.HasPrefix(rest, "'")) {
		return rest
	}
	return s
}
