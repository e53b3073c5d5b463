package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/assay-isms/assay/internal/errs"
)

// writeNew writes a file that is not there yet.
func writeNew(name string, from io.Reader) error {
	f, err := create(name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, from); err != nil {
		return errors.Join(err, f.Close(), os.Remove(name))
	}
	return f.Close()
}

func create(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, unwritable(name, err)
	}
	return f, nil
}

func unwritable(name string, err error) error {
	return errs.New(errs.Invalid, "%s cannot be written: %s.", name, reason(err))
}

func unreadable(name string, err error) error {
	return errs.New(errs.Invalid, "%s cannot be read: %s.", name, reason(err))
}

func reason(err error) string {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err.Error()
	}
	return err.Error()
}
