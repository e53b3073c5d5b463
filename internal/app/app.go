// Package app puts the parts of Assay together and takes them down again.
//
// They start from the bottom up: the data folder, the database, the records (which bring the tables up to date), the
// identities, the files; a server then adds the doors, the listener and the upkeep. They stop in the opposite order:
// the listener first, so that no new request comes; the requests under way; the upkeep with a last checkpoint; the
// identities; the database.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/cli"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// App is an open instance.
type App struct {
	Config   config.Config
	DB       *db.DB
	Records  *record.Store
	Identity *identity.Service
	Files    *blob.Store
	Log      *slog.Logger

	fonts *report.Fonts // for PDF; nil for the built-in ones alone
	demo  *demoLinks    // nil outside the demo
}

// Open opens the store that the options name and makes it where it is missing. An error for people says when the data
// folder cannot be written. Close the App when done.
func Open(ctx context.Context, c config.Config) (*App, error) {
	if err := c.Prepare(); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, c.DSN())
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, DB: d, Log: slog.Default()}
	if err := a.openParts(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) openParts(ctx context.Context) (err error) {
	kinds := append(isms.Kinds(), identity.Kinds()...)
	if a.Records, err = record.Open(ctx, a.DB, journal.Keys(a.Config.Keys()), time.Now, kinds); err != nil {
		return err
	}
	if a.Identity, err = identity.Open(ctx, a.Records); err != nil {
		return err
	}
	a.Files, err = blob.Open(a.Config.Files())
	return err
}

// Close ends the instance after the writes under way.
func (a *App) Close() error {
	if a.Identity != nil {
		a.Identity.Close()
	}
	return a.DB.Close()
}

// Checkpoint signs the present head of every log. A log that has not grown since its last checkpoint is left alone.
func (a *App) Checkpoint(ctx context.Context) error {
	orgs, err := a.Records.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		key, err := a.Records.Keys.Get(org)
		if err != nil {
			return err
		}
		if _, err := journal.Sign(ctx, a.DB, org, key, time.Now()); err != nil {
			return fmt.Errorf("sign the log %s: %w", org, err)
		}
	}
	return nil
}

// ForCommands opens an instance for the command line.
func ForCommands(ctx context.Context, c config.Config) (*cli.Instance, error) {
	a, err := Open(ctx, c)
	if err != nil {
		return nil, err
	}
	return &cli.Instance{DB: a.DB, Records: a.Records, Identity: a.Identity, Files: a.Files, Serve: a.Serve, DemoLink: a.DemoLink,
		Remind: a.Remind, Digests: a.Digests, Backup: a.Backup, Restore: a.Restore, Move: a.Move, Close: a.Close}, nil
}
