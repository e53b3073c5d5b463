package journal

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
)

// A log leaves and enters a store as lines of JSON: a head, its entries in order, its checkpoints, an end. Move,
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

// streamEntry is Entry; of a redacted one salt, reason and body are left out.
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

// WriteStream writes the organisation's log, as the transaction sees it, as lines of JSON.
func WriteStream(ctx context.Context, tx *db.Tx, org string, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	h, err := ReadHead(ctx, tx, org)
	if err != nil {
		return err
	}
	if err := enc.Encode(streamLine{Head: &streamHead{1, org}}); err != nil {
		return err
	}
	if err := Read(ctx, tx, org, Range{}, func(e *Entry) error { return enc.Encode(streamLine{Entry: toStream(e)}) }); err != nil {
		return err
	}
	if err := Checkpoints(ctx, tx, org, func(_ int64, text string) error { return enc.Encode(streamLine{Checkpoint: text}) }); err != nil {
		return err
	}
	if err := enc.Encode(streamLine{End: &h.Size}); err != nil {
		return err
	}
	return out.Flush()
}

func toStream(e *Entry) *streamEntry {
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

func (l *streamEntry) entry(org string) (e Entry, err error) {
	e = Entry{Org: org, Seq: l.Seq, Actor: l.Actor, Kind: l.Kind, Record: l.Record, Rev: l.Rev, Spec: l.Spec,
		Op: Op(l.Op), Batch: l.Batch, Reason: l.Reason, Salt: l.Salt, Hashes: l.Hashes}
	e.Time, err = db.ParseTime(l.Time)
	if l.Body != nil {
		e.Body = []byte(*l.Body)
	}
	copy(e.ReasonHash[:], l.ReasonHash)
	copy(e.BodyHash[:], l.BodyHash)
	return e, err
}

// Stream is a log on its way in, of which the head is read.
type Stream struct {
	Org   string
	lines *json.Decoder
}

// OpenStream reads the head of what WriteStream wrote.
func OpenStream(r io.Reader) (*Stream, error) {
	lines := json.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	var head streamLine
	if err := lines.Decode(&head); err != nil || head.Head == nil || head.Head.Version != 1 || checkOrg(head.Head.Organisation) != nil {
		return nil, errs.Invalidf("This is not a journal that Assay wrote, or a newer version wrote it.")
	}
	return &Stream{head.Head.Organisation, lines}, nil
}

// Take makes the organisation's log from the stream, whole or not at all within the transaction. The store must have
// no entry of it yet, and every checkpoint must be signed by the key of the verifier.
func (s *Stream) Take(ctx context.Context, tx *db.Tx, now time.Time, verifier note.Verifier) error {
	if err := Create(ctx, tx, s.Org); err != nil {
		return err
	}
	log, err := Begin(ctx, tx, s.Org, now)
	if err != nil {
		return err
	}
	if log.Size() > 0 {
		return errs.New(errs.Conflict, "There is an organisation %s with a journal already. A journal can only be taken into an empty store.", s.Org)
	}
	in := incoming{ctx: ctx, tx: tx, org: s.Org, verifier: verifier, log: log}
	return in.read(s.lines)
}

// incoming is a journal being taken in.
type incoming struct {
	ctx      context.Context
	tx       *db.Tx
	org      string
	verifier note.Verifier
	log      *Appender
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
			if err := CopyCheckpoint(in.ctx, in.tx, in.org, l.Checkpoint, in.verifier); err != nil {
				return &errs.Error{Kind: errs.Invalid, Err: err, Message: fmt.Sprintf("A checkpoint of %s is not signed by the key that is here. Put the folder of keys in place first.", in.org)}
			}
		case l.End != nil && *l.End == in.log.Size():
			return nil
		default:
			return errs.Invalidf("The journal of %s holds a line out of place after entry %d.", in.org, in.log.Size())
		}
	}
}
