package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func open(t *testing.T, name, content string) *Workbook {
	t.Helper()
	wb, err := Open(name, strings.NewReader(content), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return wb
}

func utf16le(text string) string {
	var b bytes.Buffer
	binary.Write(&b, binary.LittleEndian, utf16.Encode([]rune(text)))
	return b.String()
}

// table writes rows as "number: cell|cell" lines.
func table(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%d: %s\n", r.Number, strings.Join(r.Cells, "|"))
	}
	return strings.TrimSpace(b.String())
}

func TestOpenText(t *testing.T) {
	const want = "1: Nr|Name\n2: 1|Prüfung"
	for name, content := range map[string]string{
		"comma":            "Nr,Name\n1,Prüfung\n",
		"semicolon":        "Nr;Name\r\n1;Prüfung\r\n",
		"tab":              "Nr\tName\n1\tPrüfung",
		"bar":              "Nr|Name\n1|Prüfung",
		"old Mac":          "Nr;Name\r1;Prüfung\r",
		"UTF-8 with BOM":   "\xef\xbb\xbfNr,Name\n1,Prüfung",
		"BOM read wrong":   "ï»¿Nr,Name\n1,Prüfung",
		"all read wrong":   "ï»¿Nr,Name\n1,PrÃ¼fung",
		"Windows-1252":     "Nr;Name\n1;Pr\xfcfung",
		"UTF-16":           "\xff\xfe" + utf16le("Nr\tName\n1\tPrüfung"),
		"UTF-16 unmarked":  utf16le("Nr\tName\n1\tPrüfung"),
		"Excel's sep line": "sep=|\nNr|Name\n1|Prüfung",
		"quoted":           "\"Nr\",\"Name\"\n\"1\",\" Prüfung\u00a0\"",
		"ragged":           "Nr;Name;;;\n1;Prüfung",
	} {
		if got := table(open(t, "list.csv", content).Sheets[0].Rows); got != want {
			t.Errorf("%s: rows are\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestOpenTextCountsRowsAsASpreadsheetDoes(t *testing.T) {
	got := open(t, "x.csv", "\nNr,Text\n\n\n1,\"two\nlines\"\n,\n2,\"a \"\"b\"\"\"\n").Sheets[0].Rows
	if want := "2: Nr|Text\n5: 1|two\nlines\n7: 2|a \"b\""; table(got) != want {
		t.Errorf("rows are\n%s\nwant\n%s", table(got), want)
	}
}

func TestOpenTextWithStrayQuotes(t *testing.T) {
	wb := open(t, "x.csv", "No,Name\n1,5\" disk\n2,\"3\" tape\"\n3,last")
	if got, want := table(wb.Sheets[0].Rows), "1: No|Name\n2: 1|5\" disk\n3: 2|3\" tape\n4: 3|last"; got != want {
		t.Errorf("rows are\n%s\nwant\n%s", got, want)
	}
	if len(wb.Notes) != 1 || !strings.Contains(wb.Notes[0], "Line 2") {
		t.Errorf("notes are %q, want one about line 2", wb.Notes)
	}
	_, err := Open("x.csv", strings.NewReader("No,Name\n1,\"open\n2,b\n3,c\n"), Limits{})
	failsWith(t, err, "line 2", "never closed")
}

func TestOpenRefuses(t *testing.T) {
	small := Limits{Bytes: 1 << 20, Unzipped: 1 << 20, Sheets: 2, Rows: 10, Cells: 100}
	var zipped bytes.Buffer
	zip.NewWriter(&zipped).Close()
	for name, c := range map[string]struct {
		content string
		words   []string
	}{
		"empty":          {" \n", []string{"x is empty"}},
		"commas only":    {",,\n,,\n", []string{"no rows with text"}},
		"too large":      {strings.Repeat("a", 1<<20+1), []string{"larger than 1 MB"}},
		"too many rows":  {strings.Repeat("a\n", 11), []string{"more than 10 rows"}},
		"too many cells": {strings.Repeat("a,b,c,d,e,f,g,h,i,j,k,l\n", 10), []string{"more than 100 cells"}},
		"long cell":      {"a,b\nc," + strings.Repeat("é", 32_768), []string{"row 2, column B", "32767"}},
		"old Excel":      {"\xd0\xcf\x11\xe0\xa1\xb1", []string{"old Excel file", ".xlsx"}},
		"web page":       {"<html><table>", []string{"not a spreadsheet"}},
		"binary":         {"a\x00b\x01\x02\x03\x00", []string{"neither an Excel workbook nor text"}},
		"broken zip":     {"PK\x03\x04rubbish", []string{"damaged"}},
		"other zip":      {zipped.String(), []string{"not an Excel workbook"}},
		"zip bomb": {xlsx(map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + strings.Repeat(" ", 2<<20)}),
			[]string{"unfolds to more than 1 MB"}},
		"stray cell": {xlsx(map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>`}),
			[]string{"more than 100 cells", "stray"}},
		"stray row": {xlsx(map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="11"/></sheetData></worksheet>`}),
			[]string{"row 11", "at most 10"}},
		"cut short": {xlsx(map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1">`}), []string{"damaged"}},
		"sheets":    {xlsx(map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet/><sheet/><sheet/></sheets></workbook>`}), []string{"3 sheets", "at most 2"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open("x", strings.NewReader(c.content), small)
			failsWith(t, err, c.words...)
		})
	}
}

// xlsx makes the smallest workbook, with some parts replaced.
func xlsx(replace map[string]string) string {
	const rel = `<Relationships><Relationship Id="r1" Type="http://x/%s" Target="%s"/></Relationships>`
	parts := map[string]string{
		"_rels/.rels":                fmt.Sprintf(rel, "officeDocument", "xl/workbook.xml"),
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="One" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(rel, "worksheet", "worksheets/sheet1.xml"),
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>`,
	}
	for name, content := range replace {
		parts[name] = content
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, _ := z.Create(name)
		w.Write([]byte(content))
	}
	z.Close()
	return b.String()
}

// messy is a workbook as people have them, written by another program than the one under test.
func messy(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	style := func(format string) int {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	march := time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC)
	for ref, v := range map[string]any{
		"A1": "Title", "A3": "Area", "B3": "Name", "C3": "Number", "D3": "Checked", "E3": "Done",
		"A4": "IT", "B4": "Server\u00a0", "C4": 12.5, "D4": march, "E4": true,
		"B5": "NAS", "C5": 0.1 + 0.2, "D5": march.Add(10*time.Hour + 30*time.Minute), "E5": false,
		"A7": "HR", "B7": "00123", "C7": 1234567890123456, "D7": 46082, "E7": "two\nlines",
		"B8": "small", "C8": 0.00001, "D8": 46095, "E8": 1.25,
	} {
		f.SetCellValue("Sheet1", ref, v)
	}
	f.SetCellFormula("Sheet1", "C9", "C4*2")
	f.SetCellStyle("Sheet1", "D4", "D4", style("dd/mm/yyyy;@"))
	f.SetCellStyle("Sheet1", "D7", "D7", style(`[$-407]mmmm\ yyyy`))
	f.SetCellStyle("Sheet1", "C4", "C4", style(`#,##0.00\ "days"`))
	f.SetCellStyle("Sheet1", "E8", "E8", style("[h]:mm"))
	f.MergeCell("Sheet1", "A1", "E1")
	f.MergeCell("Sheet1", "A4", "A6")
	f.NewSheet("Old")
	f.SetCellValue("Old", "A1", "x")
	f.SetSheetVisible("Old", false)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOpenWorkbook(t *testing.T) {
	wb := open(t, "list.xlsx", messy(t))
	want := strings.Join([]string{
		"1: Title",
		"3: Area|Name|Number|Checked|Done",
		"4: IT|Server|12.5|2026-03-14|TRUE",
		"5: IT|NAS|0.3|2026-03-14 10:30:00|FALSE",
		"7: HR|00123|1234567890123456|2026-03|two\nlines",
		"8: |small|0.00001|46095|30:00:00",
		"9: ||=C4*2",
	}, "\n")
	if got := table(wb.Sheets[0].Rows); got != want {
		t.Errorf("rows are\n%s\nwant\n%s", got, want)
	}
	if !wb.Sheets[1].Hidden || wb.Sheets[0].Hidden || wb.Sheets[1].Name != "Old" {
		t.Errorf("sheets are %+v, want Old hidden", wb.Sheets)
	}
	if len(wb.Notes) != 1 || !strings.Contains(wb.Notes[0], "1 formulas without a result") {
		t.Errorf("notes are %q", wb.Notes)
	}
}

func TestOpenWorkbookAgreesWithExcelize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := excelize.NewFile()
		defer f.Close()
		cells := rapid.SliceOfN(rapid.StringMatching(`[a-zäß€ "&<>;,=\n1-9]{0,12}`), 1, 12).Draw(t, "cells")
		var want []string
		for i, c := range cells {
			f.SetCellStr("Sheet1", fmt.Sprintf("B%d", i*2+3), c)
			if c = Clean(c); c != "" {
				want = append(want, fmt.Sprintf("%d: |%s", i*2+3, c))
			}
		}
		var b bytes.Buffer
		f.Write(&b)
		wb, err := Open("x.xlsx", &b, Limits{})
		if len(want) == 0 {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range wb.Sheets[0].Rows {
			got = append(got, fmt.Sprintf("%d: %s", r.Number, strings.Join(r.Cells, "|")))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("rows are %q, want %q", got, want)
		}
	})
}

func TestSerialTime(t *testing.T) {
	for _, c := range []struct {
		serial   string
		from1904 bool
		want     string
	}{
		{"1", false, "1900-01-01"}, {"59", false, "1900-02-28"}, {"61", false, "1900-03-01"}, {"46095", false, "2026-03-14"},
		{"46095.4375", false, "2026-03-14 10:30:00"}, {"44633", true, "2026-03-14"}, {"-1", false, "-1"}, {"1E+300", false, "1" + strings.Repeat("0", 300)},
	} {
		if got := asDate.format(c.serial, c.from1904); got != c.want {
			t.Errorf("serial %s reads %s, want %s", c.serial, got, c.want)
		}
	}
}

func TestFormatKind(t *testing.T) {
	for code, want := range map[string]numberKind{
		"dd.mm.yyyy": asDate, "[$-409]d-mmm-yy;@": asDate, "mmm-yy": asMonth, "h:mm AM/PM": asTime, "mm:ss": asTime, "yyyy-mm-dd hh:mm": asDate,
		"General": asNumber, "#,##0.00": asNumber, `0 "days"`: asNumber, "[Red]0.0": asNumber, `#,##0.00\ [$€-407]`: asNumber, "0.00E+00": asNumber, "@": asNumber, "0%": asNumber,
	} {
		if got := formatKind(code); got != want {
			t.Errorf("format %s is %v, want %v", code, got, want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("Nr;Name\n1;\"a\n"))
	f.Add([]byte(xlsx(nil)))
	f.Add([]byte("\xff\xfea"))
	files, _ := filepath.Glob("testdata/*.csv")
	for _, name := range files {
		data, _ := os.ReadFile(name)
		f.Add(data)
	}
	columns := []Column{{Name: "number", Synonyms: []string{"Nr"}}, {Name: "name", Required: true}}
	f.Fuzz(func(t *testing.T, data []byte) {
		wb, err := Open("x", bytes.NewReader(data), Limits{Bytes: 1 << 20, Unzipped: 1 << 20, Rows: 10_000, Cells: 100_000})
		if err != nil {
			return
		}
		m, err := Find(wb, columns, Choice{})
		if err != nil {
			return
		}
		rows, _ := m.Data()
		for _, row := range rows {
			for _, c := range row.Cells {
				Date(c, GuessOrder)
				Level(c, five)
				Pick(c, treatment)
				Names(c)
				Number(c, GuessMark)
				YesNo(c)
				Person(c, []Known{{Name: "Miriam Okafor"}})
			}
		}
	})
}

// FuzzCell finds texts that break the understanding of a cell.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"31.02.2026", "Q3 26", "5-10", "-€5", "Okafor, M", "=D5*E5", "#", "1 / 2", "(", "4 of 5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, c string) {
		if d, err := Date(c, GuessOrder); err == nil && d.From > d.To {
			t.Errorf("%q runs from %s to %s", c, d.From, d.To)
		}
		if i, _, err := Level(c, five); err == nil && (i < NoLevel || i >= len(five)) {
			t.Errorf("%q is level %d", c, i)
		}
		Pick(c, treatment)
		Names(c)
		Number(c, GuessMark)
		YesNo(c)
		Person(c, []Known{{Name: "Miriam Okafor"}})
	})
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		"plain_x": "plain_x", "_x005F_x000D_": "_x000D_", "a_x000D_\nb": "a\nb", "_x0041_": "A", "_x0000_": "_x0000_", "_xD800_": "_xD800_", "_x00e9_t_x00e9_": "été",
	} {
		if got := unescape(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
