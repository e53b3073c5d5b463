package db

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/assay-isms/assay/internal/errs"
)

// Role is the PostgreSQL role the program works as. It does not own the tables, so that it can neither switch off
// a trigger nor row-level security.
const Role = "assay_app"

const poolSize = 16

func openPostgres(ctx context.Context, dsn string) (*DB, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errs.Invalidf("The database %q is not understood: write postgres://USER:PASSWORD@HOST:PORT/NAME.", redactDSN(dsn))
	}
	owner := stdlib.OpenDB(*cfg)
	owner.SetMaxOpenConns(2)
	if err := owner.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("connect to PostgreSQL %s: %w", cfg.Host, err)
	}
	if err := ensureRole(ctx, owner); err != nil {
		return nil, err
	}
	app := func() *sql.DB {
		d := stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
			_, err := c.Exec(ctx, "SET ROLE "+Role)
			return err
		}))
		d.SetMaxIdleConns(poolSize)
		return d
	}
	name := fmt.Sprintf("PostgreSQL %s:%d/%s", cfg.Host, cfg.Port, cfg.Database)
	return &DB{Dialect: PostgreSQL, owner: owner, read: newPool(app(), poolSize, false), write: newPool(app(), poolSize, false), name: name}, nil
}

// ensureRole makes the role assay_app and lets the connecting user act as it.
func ensureRole(ctx context.Context, owner *sql.DB) error {
	var exists, member bool
	err := owner.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1),
		EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1 AND pg_has_role(current_user, oid, 'MEMBER'))`, Role).Scan(&exists, &member)
	if err != nil {
		return fmt.Errorf("look for role %s: %w", Role, err)
	}
	if !exists {
		_, err = owner.ExecContext(ctx, "CREATE ROLE "+Role+" NOLOGIN NOSUPERUSER NOBYPASSRLS")
		if err != nil && !strings.Contains(err.Error(), "already exists") {
			return errs.Invalidf("PostgreSQL has no role %s and this user may not make it. As an administrator run: CREATE ROLE %s NOLOGIN; GRANT %s TO %s;", Role, Role, Role, "CURRENT_USER")
		}
	}
	if !member {
		if _, err := owner.ExecContext(ctx, "GRANT "+Role+" TO CURRENT_USER"); err != nil {
			return errs.Invalidf("This PostgreSQL user may not act as %s. As an administrator run: GRANT %s TO the user of the DSN.", Role, Role)
		}
	}
	return nil
}

var password = regexp.MustCompile(`(://[^:/@]*:)[^@]*@|(password=)\S+`)

func redactDSN(dsn string) string { return password.ReplaceAllString(dsn, "$1$2…@") }
