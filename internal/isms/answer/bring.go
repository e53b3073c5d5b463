package answer

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// Brought is a customer's workbook as it comes.
type Brought struct {
	Customer string
	Due      record.Date
	FileName string
	File     io.ReadSeeker
}

// Bring keeps the customer's workbook and reads its questions from the columns that look like them. The record is not saved yet.
func Bring(ctx context.Context, files *blob.Store, b Brought) (*Questionnaire, error) {
	name := filepath.Base(b.FileName)
	if strings.TrimSpace(b.Customer) == "" {
		return nil, errs.InField("customer", "is missing")
	}
	if strings.ToLower(filepath.Ext(name)) != ".xlsx" {
		return nil, errs.InField("file", "is %s; save it as an Excel workbook (.xlsx) first", name)
	}
	c := &Questionnaire{Customer: b.Customer, Due: b.Due, FileName: name, Title: b.Customer + ", " + strings.TrimSuffix(name, filepath.Ext(name))}
	wb, err := sheet.Open(name, b.File, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	if err := c.Read(wb, Guess(wb)); err != nil {
		return nil, err
	}
	if _, err := b.File.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	digest, size, err := files.Put(ctx, b.File, sheet.DefaultLimits.Bytes)
	c.FileDigest, c.FileSize = digest, int(size)
	return c, err
}

// Reread reads the questions anew from other columns of the customer's workbook; the answers entered so far are lost. The record
// is not saved yet.
func (c *Questionnaire) Reread(files *blob.Store, at Columns) error {
	if err := c.unsent(); err != nil {
		return err
	}
	file, err := c.file(files)
	if err != nil {
		return err
	}
	defer file.Close()
	wb, err := sheet.Open(c.FileName, file, sheet.Limits{})
	if err != nil {
		return err
	}
	return c.Read(wb, at)
}

// Fill writes the customer's workbook with our answers in it.
func (c *Questionnaire) Fill(files *blob.Store, to io.Writer) error {
	file, err := c.file(files)
	if err != nil {
		return err
	}
	defer file.Close()
	return sheet.Fill(file, to, c.Sheet, c.Cells())
}

func (c *Questionnaire) file(files *blob.Store) (io.ReadCloser, error) {
	if c.FileDigest == "" {
		return nil, errs.New(errs.NotFound, "%s has no file. Bring the customer's workbook.", c.Ref)
	}
	file, _, err := files.Open(c.FileDigest)
	return file, err
}
