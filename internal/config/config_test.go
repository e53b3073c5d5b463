package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/errs"
)

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		config           config.Config
		dsn, keys, files string
	}{
		{config.Config{Data: "d"}, "sqlite:d/assay.db", "d/keys", "d/blobs"},
		{config.Config{}, "sqlite:assay-data/assay.db", "assay-data/keys", "assay-data/blobs"},
		{config.Config{Data: "d", DB: "postgres://h/x"}, "postgres://h/x", "d/keys", "d/blobs"},
	} {
		if c.config.DSN() != c.dsn || c.config.Keys() != c.keys || c.config.Files() != c.files {
			t.Errorf("%+v: %s, %s, %s", c.config, c.config.DSN(), c.config.Keys(), c.config.Files())
		}
	}
}

func TestExists(t *testing.T) {
	dir := t.TempDir()
	if err := (config.Config{Data: dir}).Exists(); !errs.Is(err, errs.NotFound) {
		t.Errorf("an empty folder: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "assay.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (config.Config{Data: dir}).Exists(); err != nil {
		t.Error(err)
	}
	if err := (config.Config{Data: "nowhere", DB: "postgres://h/x"}).Exists(); err != nil {
		t.Error(err)
	}
}

func TestPrepareNamesTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := config.Config{Data: filepath.Join(file, "data")}.Prepare()
	if !errs.Is(err, errs.Denied) || !strings.Contains(err.Error(), file) {
		t.Errorf("a folder inside a file: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := (config.Config{Data: dir}).Prepare(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("the probe stayed: %v %v", left, err)
	}
}
