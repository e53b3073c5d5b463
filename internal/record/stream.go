package record

import (
	"context"
	"fmt"
	"io"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/journal"
)

// WriteJournal writes the organisation's journal, all seen at one moment, as lines of JSON.
func (s *Store) WriteJournal(ctx context.Context, org string, w io.Writer) error {
	err := s.DB.Read(ctx, org, func(tx *db.Tx) error { return journal.WriteStream(ctx, tx, org, w) })
	if err != nil {
		return fmt.Errorf("write the journal of %s: %w", org, err)
	}
	return nil
}

// ReadJournal takes in a journal that WriteJournal wrote, whole or not at all, and returns its organisation, of which
// the store must have no entry yet. The organisation's signing key must be there. The tables are not touched: Rebuild
// makes them when all journals are in.
func (s *Store) ReadJournal(ctx context.Context, r io.Reader) (org string, err error) {
	in, err := journal.OpenStream(r)
	if err != nil {
		return "", err
	}
	key, err := s.Keys.Get(in.Org)
	if err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, in.Org, func(tx *db.Tx) error { return in.Take(ctx, tx, s.Clock(), key.Verifier) })
	if err != nil {
		return "", fmt.Errorf("take in the journal of %s: %w", in.Org, err)
	}
	return in.Org, nil
}

// Move copies every journal into another store, which must be empty, and makes its tables. Hashes, checkpoints and
// times stay what they were; the stores share their keys. What lies outside journals is their owners' to move.
func Move(ctx context.Context, from, to *Store) error {
	if err := to.mustBeEmpty(ctx); err != nil {
		return err
	}
	orgs, err := from.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		out, in := io.Pipe()
		go func() { in.CloseWithError(from.WriteJournal(ctx, org, in)) }()
		_, err := to.ReadJournal(ctx, out)
		out.Close()
		if err != nil {
			return err
		}
	}
	_, err = to.Rebuild(ctx)
	return err
}

func (s *Store) mustBeEmpty(ctx context.Context) error {
	orgs, err := s.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		err := s.DB.Read(ctx, org, func(tx *db.Tx) error {
			h, err := journal.ReadHead(ctx, tx, org)
			if err == nil && h.Size > 0 {
				err = errs.New(errs.Conflict, "%s is not empty: it holds the journal of %s. Move into an empty database.", s.DB.Name(), org)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
