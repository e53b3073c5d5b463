package db

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// Migrate brings one package's tables up to date. files holds a folder for each engine ("sqlite", "postgres") of
// goose migrations; name keeps the packages' version tables apart.
func (d *DB) Migrate(ctx context.Context, name string, files fs.FS) error {
	sub, err := fs.Sub(files, "migrations/"+string(d.Dialect))
	if err != nil {
		return err
	}
	dialect := database.DialectSQLite3
	if d.Dialect == PostgreSQL {
		dialect = database.DialectPostgres
	}
	store, err := database.NewStore(dialect, "migration_"+name)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", name, err)
	}
	p, err := goose.NewProvider("", d.owner, sub, goose.WithStore(store))
	if err != nil {
		return fmt.Errorf("migrate %s: %w", name, err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", name, err)
	}
	return nil
}
