package cli

import (
	"errors"
	"fmt"
	"os"
)

type moveCmd struct {
	To string `required:"" placeholder:"DSN" help:"An empty database, such as postgres://host/name or sqlite:PATH."`
}

// Run moves the journals, with every hash as it is.
func (c *moveCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	if err := i.Move(s.ctx, c.To); err != nil {
		return err
	}
	fmt.Fprintf(s.Err, "Everything is copied. Keys and files stay in %s. From now on name the database with --db or ASSAY_DB.\n", s.Folder())
	return nil
}

type backupCmd struct {
	File string `arg:"" placeholder:"FILE" help:"The file; one that is there is not overwritten. It holds the keys: keep it like the data folder."`
}

// Run writes the whole instance into one file.
func (c *backupCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	f, err := create(c.File)
	if err != nil {
		return err
	}
	if err := errors.Join(i.Backup(s.ctx, f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(c.File))
	}
	fmt.Fprintf(s.Err, "Everything is in %s, the keys included: keep it like the data folder.\n", c.File)
	return nil
}

type restoreCmd struct {
	File string `arg:"" placeholder:"FILE" help:"A backup."`
}

// Run takes a backup into an empty store.
func (c *restoreCmd) Run(s *session) error {
	f, err := os.Open(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	i, err := s.make()
	if err != nil {
		return err
	}
	if err := i.Restore(s.ctx, f, info.Size()); err != nil {
		return err
	}
	fmt.Fprintf(s.Err, "Everything is restored into %s. Check it with: assay verify\n", i.DB.Name())
	return nil
}
