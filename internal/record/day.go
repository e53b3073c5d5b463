package record

import "github.com/assay-isms/assay/internal/errs"

// Happened refuses a day of finished work that lies ahead.
func (w *Writer) Happened(field string, day Date) error {
	if day > w.Today() {
		return errs.InField(field, "%s lies in the future; enter it when it has happened", day)
	}
	return nil
}

// Follows refuses a day before the day it follows; either may still be open. before is the label of that day.
func Follows(field string, day Date, before string, first Date) error {
	if day != "" && day < first {
		return errs.InField(field, "%s is before %s, %s", day, before, first)
	}
	return nil
}
