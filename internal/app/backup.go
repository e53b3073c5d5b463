package app

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
)

// The parts of a backup, a zip: the keys, the files, a journal per organisation, the hashes of passwords and tokens.
// No table is in it: tables are made from the journals, so that a later version can restore what an older one wrote.
const (
	keysPart     = "keys/"
	filesPart    = "files/"
	journalsPart = "journals/"
	secretsPart  = "secrets.json"
)

// Backup writes the whole instance. Whoever has the backup has its keys and the hashes of its passwords.
func (a *App) Backup(ctx context.Context, w io.Writer) error {
	z := zip.NewWriter(w)
	for _, part := range []func(context.Context, *zip.Writer) error{a.backupKeys, a.backupJournals, a.backupFiles, a.backupSecrets} {
		if err := part(ctx, z); err != nil {
			return err
		}
	}
	return z.Close()
}

func (a *App) backupKeys(_ context.Context, z *zip.Writer) error {
	keys := os.DirFS(a.Config.Keys())
	return fs.WalkDir(keys, ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // nothing was signed yet
		}
		if err != nil || d.IsDir() {
			return err
		}
		from, err := keys.Open(name)
		if err != nil {
			return err
		}
		defer from.Close()
		return addPart(z, keysPart+name, from)
	})
}

func addPart(z *zip.Writer, name string, from io.Reader) error {
	to, err := z.Create(name)
	if err == nil {
		_, err = io.Copy(to, from)
	}
	return err
}

func (a *App) backupJournals(ctx context.Context, z *zip.Writer) error {
	orgs, err := a.Records.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		to, err := z.Create(journalsPart + org + ".jsonl")
		if err == nil {
			err = a.Records.WriteJournal(ctx, org, to)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// backupFiles comes after the journals: what they name is then here.
func (a *App) backupFiles(_ context.Context, z *zip.Writer) error {
	return a.Files.Walk(func(digest string, _ int64) error {
		from, _, err := a.Files.Open(digest)
		if err != nil {
			return err
		}
		defer from.Close()
		return addPart(z, filesPart+digest, from)
	})
}

func (a *App) backupSecrets(ctx context.Context, z *zip.Writer) error {
	secrets, err := a.Identity.Secrets(ctx)
	if err != nil {
		return err
	}
	to, err := z.Create(secretsPart)
	if err != nil {
		return err
	}
	return json.NewEncoder(to).Encode(secrets)
}

// Restore takes a backup of size bytes into the instance, which must be empty.
func (a *App) Restore(ctx context.Context, r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return errs.Invalidf("This is not a backup that Assay wrote, or it is damaged: %v.", err)
	}
	for _, part := range []struct {
		prefix string
		take   func(context.Context, string, io.Reader) error
	}{{keysPart, a.restoreKey}, {filesPart, a.restoreFile}, {journalsPart, a.restoreJournal}, {secretsPart, a.restoreSecrets}} {
		for _, f := range z.File {
			if !strings.HasPrefix(f.Name, part.prefix) {
				continue
			}
			from, err := f.Open()
			if err != nil {
				return err
			}
			err = part.take(ctx, path.Base(f.Name), from)
			if err = errors.Join(err, from.Close()); err != nil {
				return err
			}
		}
		if part.prefix == journalsPart {
			if _, err := a.Records.Rebuild(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *App) restoreKey(_ context.Context, name string, from io.Reader) error {
	if !filepath.IsLocal(name) {
		return errs.Invalidf("The backup is damaged: it names a key %q.", name)
	}
	if err := os.MkdirAll(a.Config.Keys(), 0o700); err != nil {
		return err
	}
	to, err := os.OpenFile(filepath.Join(a.Config.Keys(), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errs.New(errs.Conflict, "%s holds keys already. Restore into an empty folder: --data DIR.", a.Config.Folder())
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// maxFile bounds a file of a backup, in bytes.
const maxFile = 1 << 40

func (a *App) restoreFile(ctx context.Context, name string, from io.Reader) error {
	digest, _, err := a.Files.Put(ctx, from, maxFile)
	if err == nil && digest != name {
		err = errs.Invalidf("The file %s in the backup is altered.", name)
	}
	return err
}

func (a *App) restoreJournal(ctx context.Context, _ string, from io.Reader) error {
	_, err := a.Records.ReadJournal(ctx, from)
	return err
}

func (a *App) restoreSecrets(ctx context.Context, _ string, from io.Reader) error {
	var secrets identity.Secrets
	if err := json.NewDecoder(from).Decode(&secrets); err != nil {
		return errs.Invalidf("The hashes of passwords in the backup are damaged.")
	}
	return a.Identity.TakeSecrets(ctx, secrets)
}

// Move copies the instance into another database, which must be empty. Keys and files stay in the data folder.
func (a *App) Move(ctx context.Context, dsn string) (err error) {
	to, err := Open(ctx, config.Config{Data: a.Config.Folder(), DB: dsn})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if err := record.Move(ctx, a.Records, to.Records); err != nil {
		return err
	}
	secrets, err := a.Identity.Secrets(ctx)
	if err != nil {
		return err
	}
	return to.Identity.TakeSecrets(ctx, secrets)
}
