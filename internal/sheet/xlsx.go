package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

var errTooLargeUnzipped = errors.New("too large when unzipped")

// book is an Excel workbook while it is read. Its parts are streamed, not loaded as a tree, so that a small file
// that unfolds into a huge one is refused before it costs anything; that is why excelize is not used for reading.
type book struct {
	parts    map[string]*zip.File
	limits   Limits
	budget   int64 // bytes that may still be unzipped
	cells    int   // cells read so far
	strings  []string
	kinds    []numberKind // by cell style
	date1904 bool         // days are counted from 1904, as old Macs did
}

func readXLSX(wb *Workbook, data []byte, limits Limits) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return damaged(wb.Name, err)
	}
	b := &book{parts: map[string]*zip.File{}, limits: limits, budget: limits.Unzipped}
	for _, f := range archive.File {
		b.parts[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	err = b.read(wb)
	switch {
	case errors.Is(err, errTooLargeUnzipped):
		return errs.Invalidf("%s unfolds to more than %d MB. Remove unused sheets and formatting, or split it.", wb.Name, limits.Unzipped>>20)
	case err == nil || errs.Is(err, errs.Invalid) || errors.Is(err, errTooManyCells):
		return err
	}
	return damaged(wb.Name, err)
}

func damaged(name string, cause error) error {
	e := errs.Invalidf("%s is damaged or not an Excel workbook. Open it in a spreadsheet program and save it as .xlsx.", name)
	e.Err = cause
	return e
}

type xmlBook struct {
	Properties struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []struct {
		Name  string `xml:"name,attr"`
		State string `xml:"state,attr"`
		ID    string `xml:"id,attr"`
	} `xml:"sheets>sheet"`
}

func (b *book) read(wb *Workbook) error {
	main := b.mainPart()
	if b.parts[main] == nil {
		return errs.Invalidf("%s is a zip file but not an Excel workbook (.xlsx). Save the table as .xlsx or .csv.", wb.Name)
	}
	var contents xmlBook
	if err := b.decode(main, &contents); err != nil {
		return err
	}
	if len(contents.Sheets) > b.limits.Sheets {
		return errs.Invalidf("%s has %d sheets; at most %d are read. Remove those not needed.", wb.Name, len(contents.Sheets), b.limits.Sheets)
	}
	b.date1904 = contents.Properties.Date1904 == "1" || contents.Properties.Date1904 == "true"
	targets, err := b.relations(main)
	if err != nil {
		return err
	}
	if err := b.readStrings(targets["sharedStrings"]); err != nil {
		return err
	}
	if err := b.readStyles(targets["styles"]); err != nil {
		return err
	}
	for _, s := range contents.Sheets {
		target := targets["worksheet "+s.ID]
		if target == "" {
			continue // a chart or dialog has no rows
		}
		sheet := Sheet{Name: s.Name, Hidden: s.State != "" && s.State != "visible"}
		if err := b.readSheet(wb, &sheet, target); err != nil {
			return err
		}
		wb.Sheets = append(wb.Sheets, sheet)
	}
	return nil
}

// mainPart is the path of the workbook's table of contents.
func (b *book) mainPart() string {
	targets, err := b.relations("")
	if err == nil && targets["officeDocument"] != "" {
		return targets["officeDocument"]
	}
	return "xl/workbook.xml"
}

// relations maps what a part refers to, by kind ("styles") and, for sheets, by kind and id ("worksheet rId1"), to paths.
func (b *book) relations(part string) (map[string]string, error) {
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	dir, file := path.Split(part)
	if err := b.decode(dir+"_rels/"+file+".rels", &rels); err != nil {
		return nil, err
	}
	targets := map[string]string{}
	for _, r := range rels.List {
		target := r.Target
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		kind := path.Base(r.Type)
		if kind == "worksheet" {
			kind += " " + r.ID
		}
		targets[kind] = strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
	}
	return targets, nil
}

// open streams one part, within the budget.
func (b *book) open(part string) (io.ReadCloser, error) {
	f := b.parts[strings.ToLower(part)]
	if f == nil {
		return nil, fmt.Errorf("no part %q", part)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	return &budgeted{rc, &b.budget}, nil
}

type budgeted struct {
	io.ReadCloser
	left *int64
}

func (r *budgeted) Read(p []byte) (int, error) {
	if *r.left <= 0 {
		return 0, errTooLargeUnzipped
	}
	n, err := r.ReadCloser.Read(p)
	*r.left -= int64(n)
	return n, err
}

func (b *book) decode(part string, into any) error {
	r, err := b.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(r).Decode(into)
}

// elements calls visit for every element of a part; visit may decode it, or leave it to go deeper.
func (b *book) elements(part string, visit func(d *xml.Decoder, e xml.StartElement) error) error {
	r, err := b.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := visit(d, e); err != nil {
				return err
			}
		}
	}
}

// xmlText is text with or without formatting; phonetic hints are left out.
type xmlText struct {
	Text []string `xml:"t"`
	Runs []struct {
		Text []string `xml:"t"`
	} `xml:"r"`
}

func (t xmlText) String() string {
	var s strings.Builder
	for _, part := range t.Text {
		s.WriteString(part)
	}
	for _, run := range t.Runs {
		for _, part := range run.Text {
			s.WriteString(part)
		}
	}
	return unescape(s.String())
}

func (b *book) readStrings(part string) error {
	if part == "" {
		return nil
	}
	return b.elements(part, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		if len(b.strings) >= b.limits.Cells {
			return errTooManyCells
		}
		var t xmlText
		err := d.DecodeElement(&t, &e)
		b.strings = append(b.strings, t.String())
		return err
	})
}
