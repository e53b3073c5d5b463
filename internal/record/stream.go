package record

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/journal"
)

// A journal leaves and enters a store as lines of JSON: a head, its entries in order, its checkpoints, an end. Move,
// backup and the hand-over of one organisation use it. Whatever is read is hashed again, so that a stream need not be
// trusted, and a later version can read what an older one wrote.

type streamLine struct {
	Head       *streamHead  `json:"journal,omitempty"`
	Entry      *streamEntry `json:"entry,omitempty"`
	Checkpoint string       `json:"checkpoint,omitempty"`
	End        *int64       `json:"end,omitempty"` // the number of entries
}

type streamHead struct {
	Version      int    `json:"version"`
	Organisation string `json:"organisation"`
}

// streamEntry is journal.Entry; of a redacted one salt, reason and body are left out.
type streamEntry struct {
	Seq        int64   `json:"seq"`
	Time       string  `json:"time"`
	Actor      string  `json:"actor"`
	Kind       string  `json:"kind"`
	Record     string  `json:"record"`
	Rev        int64   `json:"rev"`
	Spec       int     `json:"spec"`
	Op         string  `json:"op"`
	Batch      int64   `json:"batch"`
	Reason     string  `json:"reason,omitempty"`
	Salt       []byte  `json:"salt,omitempty"`
	Body       *string `json:"body,omitempty"`
	ReasonHash []byte  `json:"reason_hash,omitempty"`
	BodyHash   []byte  `json:"body_hash,omitempty"`
	Hashes     []byte  `json:"hashes"`
}

// WriteJournal writes the organisation's journal, all seen at one moment, as lines of JSON.
func (s *Store) WriteJournal(ctx context.Context, org string, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err := s.DB.Read(ctx, org, func(tx *db.Tx) error {
		h, err := journal.ReadHead(ctx, tx, org)
		if err != nil {
			return err
		}
		if err := enc.Encode(streamLine{Head: &streamHead{1, org}}); err != nil {
			return err
		}
		if err := journal.Read(ctx, tx, org, journal.Range{}, func(e *journal.Entry) error {
			return enc.Encode(streamLine{Entry: toStream(e)})
		}); err != nil {
			return err
		}
		if err := journal.Checkpoints(ctx, tx, org, func(_ int64, text string) error {
			return enc.Encode(streamLine{Checkpoint: text})
		}); err != nil {
			return err
		}
		return enc.Encode(streamLine{End: &h.Size})
	})
	if err != nil {
		return fmt.Errorf("write the journal of %s: %w", org, err)
	}
	return out.Flush()
}

func toStream(e *journal.Entry) *streamEntry {
	out := &streamEntry{Seq: e.Seq, Time: db.FormatTime(e.Time), Actor: e.Actor, Kind: e.Kind, Record: e.Record, Rev: e.Rev, Spec: e.Spec,
		Op: string(e.Op), Batch: e.Batch, Reason: e.Reason, Salt: e.Salt, Hashes: e.Hashes}
	if e.Redacted() {
		out.ReasonHash, out.BodyHash = e.ReasonHash[:], e.BodyHash[:]
	} else {
		body := string(e.Body)
		out.Body = &body
	}
	return out
}

func (l *streamEntry) entry(org string) (e journal.Entry, err error) {
	e = journal.Entry{Org: org, Seq: l.Seq, Actor: l.Actor, Kind: l.Kind, Record: l.Record, Rev: l.Rev, Spec: l.Spec,
		Op: journal.Op(l.Op), Batch: l.Batch, Reason: l.Reason, Salt: l.Salt, Hashes: l.Hashes}
	e.Time, err = db.ParseTime(l.Time)
	if l.Body != nil {
		e.Body = []byte(*l.Body)
	}
	copy(e.ReasonHash[:], l.ReasonHash)
	copy(e.BodyHash[:], l.BodyHash)
	return e, err
}

// ReadJournal takes in a journal that WriteJournal wrote, whole or not at all, and returns its organisation, of which
// the store must have no entry yet. The organisation's signing key must be there. The tables are not touched: Rebuild
// makes them when all journals are in.
func (s *Store) ReadJournal(ctx context.Context, r io.Reader) (org string, err error) {
	lines := json.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	var head streamLine
	if err := lines.Decode(&head); err != nil || head.Head == nil || head.Head.Version != 1 || !orgID.MatchString(head.Head.Organisation) {
		return "", errs.Invalidf("This is not a journal that Assay wrote, or a newer version wrote it.")
	}
	org = head.Head.Organisation
	key, err := s.Keys.Get(org)
	if err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, org, func(tx *db.Tx) error {
		if err := journal.Create(ctx, tx, org); err != nil {
			return err
		}
		log, err := journal.Begin(ctx, tx, org, s.Clock())
		if err != nil {
			return err
		}
		if log.Size() > 0 {
			return errs.New(errs.Conflict, "There is an organisation %s with a journal already. A journal can only be taken into an empty store.", org)
		}
		in := incoming{ctx: ctx, tx: tx, org: org, key: key, log: log}
		return in.read(lines)
	})
	if err != nil {
		return "", fmt.Errorf("take in the journal of %s: %w", org, err)
	}
	return org, nil
}

// incoming is a journal being taken in.
type incoming struct {
	ctx context.Context
	tx  *db.Tx
	org string
	key journal.Key
	log *journal.Appender
}

func (in *incoming) read(lines *json.Decoder) error {
	committed := false
	for {
		var l streamLine
		if err := lines.Decode(&l); err != nil {
			return errs.Invalidf("The journal of %s ends after entry %d without its end, or is damaged there.", in.org, in.log.Size())
		}
		if l.Entry == nil && !committed {
			committed = true
			if err := in.log.Commit(in.ctx); err != nil {
				return err
			}
		}
		switch {
		case l.Entry != nil && !committed:
			e, err := l.Entry.entry(in.org)
			if err == nil {
				err = in.log.Copy(in.ctx, e)
			}
			if err != nil {
				return &errs.Error{Kind: errs.Invalid, Err: err, Message: fmt.Sprintf("Entry %d of the journal of %s is altered.", in.log.Size()+1, in.org)}
			}
		case l.Checkpoint != "":
			if err := journal.CopyCheckpoint(in.ctx, in.tx, in.org, l.Checkpoint, in.key.Verifier); err != nil {
				return &errs.Error{Kind: errs.Invalid, Err: err, Message: fmt.Sprintf("A checkpoint of %s is not signed by the key that is here. Put the folder of keys in place first.", in.org)}
			}
		case l.End != nil && *l.End == in.log.Size():
			return nil
		default:
			return errs.Invalidf("The journal of %s holds a line out of place after entry %d.", in.org, in.log.Size())
		}
	}
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
