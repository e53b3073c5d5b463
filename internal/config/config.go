// Package config says where an instance of Assay keeps its data. Its fields are options that commands take, from
// flags or from ASSAY_* environment variables.
package config

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Config names the store. The tags are read by the command line.
type Config struct {
	Data string `env:"ASSAY_DATA" placeholder:"DIR" help:"Folder of the data: assay.db, the files and the signing keys. Without it assay-data."`
	DB   string `env:"ASSAY_DB" placeholder:"DSN" help:"Database instead of assay.db in the folder, such as postgres://host/name. Files and keys stay in the folder."`
}

// Typefaces are font files for PDF, beside those in the program.
type Typefaces struct {
	Font []string `env:"ASSAY_FONT" placeholder:"FILE" help:"Font file (.ttf, .otf, .ttc) for PDF in scripts beyond Latin, Greek and Cyrillic. May be given several times; they are tried in this order."`
}

// Serving is how a server answers.
type Serving struct {
	Addr   string `default:"127.0.0.1:8080" env:"ASSAY_ADDR" placeholder:"HOST:PORT" help:"Address to answer on."`
	Secure bool   `env:"ASSAY_SECURE" help:"Browsers reach the server by https, through a proxy: cookies are marked so."`
	Quiet  bool   `help:"Log only what goes wrong, not every request."`
	Typefaces
	Mail
}

// Folder is the data folder.
func (c Config) Folder() string { return cmp.Or(c.Data, "assay-data") }

// DSN names the database, with its secrets.
func (c Config) DSN() string {
	if c.DB != "" {
		return c.DB
	}
	return "sqlite:" + filepath.Join(c.Folder(), "assay.db")
}

// Keys is the folder of the keys that sign checkpoints.
func (c Config) Keys() string { return filepath.Join(c.Folder(), "keys") }

// Files is the folder of the files attached to records.
func (c Config) Files() string { return filepath.Join(c.Folder(), "blobs") }

// Exists refuses with NotFound if there is no store yet where the options point. A PostgreSQL database answers for
// itself when it is opened.
func (c Config) Exists() error {
	path, file := strings.CutPrefix(c.DSN(), "sqlite:")
	if !file {
		return nil
	}
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return errs.New(errs.NotFound, "There is no Assay data at %s. Start with: assay init --org NAME. Or name the folder with --data DIR.", path)
	}
	return err
}

// Prepare makes the data folder, for its owner only, and makes sure that it can be written.
func (c Config) Prepare() error {
	if err := os.MkdirAll(c.Folder(), 0o700); err != nil {
		return c.unusable(err)
	}
	probe, err := os.CreateTemp(c.Folder(), ".writable-*")
	if err != nil {
		return c.unusable(err)
	}
	_ = probe.Close()
	return os.Remove(probe.Name())
}

func (c Config) unusable(err error) error {
	cause := err.Error()
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		cause = pe.Err.Error()
	}
	e := errs.New(errs.Denied, "The data folder %s cannot be written: %s. Choose another with --data DIR, or change its permissions.", c.Folder(), cause)
	e.Err = err
	return e
}
