// Package pack makes the audit pack and checks it: one zip with everything an organisation decided, the files that
// prove it and the proof that nothing was altered since, for a stranger who has neither this program nor a network.
// docs/proof-format.md describes the file; Verify trusts nothing in it but the key it is told.
//
// The same moment gives the same bytes: files are in the order of their names, times are the moment shown, Ed25519
// signatures have no chance in them.
package pack

import (
	"context"
	"io"
	"time"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// Options say what goes into a pack.
type Options struct {
	Edition          catalog.Edition // of the Statement of Applicability; "" is 2022
	OrganisationName string          // on the title page; "" is the organisation's id
	// Since leaves out the journal entries before it, but for the newest of each record. The zero time leaves out none.
	Since time.Time
	// Actors names the ids that act in the journal, for people. An id without a name is printed as it is.
	Actors map[string]string
	// Fonts are for PDF; nil for the built-in ones alone.
	Fonts *report.Fonts
}

// Summary says what was written.
type Summary struct {
	Organisation string
	Moment       time.Time // that the pack shows
	Entries      int64     // of the journal at that moment
	Records      int
	Files        int
	Root         string // of the tree the pack proves its records in, hex
	Fingerprint  string // of the public key, hex
}

// Write writes the pack of the moment the handle shows. The present is shown as of now, and the journal is signed
// first if no checkpoint covers that moment. A file of evidence that is missing or altered is an error that names it.
func Write(ctx context.Context, org *record.Org, key journal.Key, blobs *blob.Store, w io.Writer, opts Options) (Summary, error) {
	if !org.Past() {
		past, release, err := org.AsOf(ctx, org.Now().UTC().Truncate(time.Microsecond))
		if err != nil {
			return Summary{}, err
		}
		defer release()
		org = past
	}
	c, err := gather(ctx, org, key, opts)
	if err != nil {
		return Summary{}, err
	}
	files, err := c.files(ctx, blobs)
	if err != nil {
		return Summary{}, err
	}
	n, err := c.archive(w, key, files)
	return Summary{Organisation: c.opts.OrganisationName, Moment: c.moment, Entries: c.size, Records: len(c.known), Files: n,
		Root: hexOf(c.checkpoint.Root), Fingerprint: journal.Fingerprint(key.Public)}, err
}

// files lists everything the pack holds but its manifest.
func (c *content) files(ctx context.Context, blobs *blob.Store) ([]file, error) {
	pages, err := c.pageFiles()
	if err != nil {
		return nil, err
	}
	all := append(pages, c.proofFiles()...)
	all = append(all, c.dataFiles()...)
	for digest, path := range c.attached {
		if blobs == nil {
			return nil, errs.New(errs.NotFound, "The pack needs the files of evidence, and there is no store of files.")
		}
		if err := blobs.Verify(ctx, digest); err != nil {
			return nil, err
		}
		all = append(all, file{name: path, stored: true, large: true, write: func(w io.Writer) error {
			f, _, err := blobs.Open(digest)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = io.Copy(w, f)
			return err
		}})
	}
	return all, nil
}

// cover finds the oldest checkpoint that covers the moment shown, or signs the journal's head.
func (c *content) cover(ctx context.Context, d *db.DB, key journal.Key, now time.Time) error {
	var found bool
	err := d.Read(ctx, c.org, func(tx *db.Tx) (err error) {
		c.checkpoint, found, err = journal.CheckpointCovering(ctx, tx, c.org, key.Verifier, c.size)
		return err
	})
	if err != nil || found {
		return err
	}
	c.checkpoint, err = journal.Sign(ctx, d, c.org, key, now)
	return err
}
