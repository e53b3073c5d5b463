package pack

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/journal"
)

// inclusion is one line of proof/inclusion.jsonl: the newest entry of a record is in the checkpoint's tree.
type inclusion struct {
	Kind     string   `json:"kind"`
	Record   string   `json:"record"`
	Sequence int64    `json:"sequence"`
	Leaf     string   `json:"leaf"`
	Proof    []string `json:"proof"` // from the leaf upwards, RFC 6962 §2.1.1
}

// logged is one line of proof/entries.jsonl: a journal entry with all that its leaf is made of.
type logged struct {
	Sequence      int64   `json:"sequence"`
	Time          string  `json:"time"`
	Actor         string  `json:"actor"`
	Kind          string  `json:"kind"`
	Record        string  `json:"record"`
	Revision      int64   `json:"revision"`
	Specification int     `json:"specification"`
	Operation     string  `json:"operation"`
	Batch         int64   `json:"batch"`
	Reason        *string `json:"reason,omitempty"`
	Salt          string  `json:"salt,omitempty"`
	Body          *string `json:"body,omitempty"` // the exact text
	ReasonHash    string  `json:"reason_hash,omitempty"`
	BodyHash      string  `json:"body_hash,omitempty"`
}

func (c *content) proofFiles() []file {
	return []file{
		{name: "proof/checkpoint.txt", write: text(c.checkpoint.Note)},
		{name: keyFile, write: text(c.key.Public)},
		{name: "proof/leaves.txt", write: func(w io.Writer) error {
			out := bufio.NewWriter(w)
			for _, leaf := range c.leaves {
				out.WriteString(hexOf(leaf) + "\n")
			}
			return out.Flush()
		}},
		{name: "proof/entries.jsonl", write: lines(c.entries, func(e *journal.Entry) any { return log(e) })},
		{name: "proof/inclusion.jsonl", write: lines(c.proofs, func(p *inclusion) any { return p })},
	}
}

func log(e *journal.Entry) logged {
	l := logged{Sequence: e.Seq, Time: db.FormatTime(e.Time), Actor: e.Actor, Kind: e.Kind, Record: e.Record, Revision: e.Rev,
		Specification: e.Spec, Operation: string(e.Op), Batch: e.Batch}
	if e.Redacted() {
		l.ReasonHash, l.BodyHash = hexOf(e.ReasonHash), hexOf(e.BodyHash)
		return l
	}
	reason, body := e.Reason, string(e.Body)
	l.Reason, l.Salt, l.Body = &reason, hex.EncodeToString(e.Salt), &body
	return l
}

// entry is the way back.
func (l *logged) entry(org string) (e journal.Entry, err error) {
	e = journal.Entry{Org: org, Seq: l.Sequence, Actor: l.Actor, Kind: l.Kind, Record: l.Record, Rev: l.Revision,
		Spec: l.Specification, Op: journal.Op(l.Operation), Batch: l.Batch}
	if e.Time, err = db.ParseTime(l.Time); err != nil {
		return e, err
	}
	if l.Salt == "" {
		if e.ReasonHash, err = parseHash(l.ReasonHash); err == nil {
			e.BodyHash, err = parseHash(l.BodyHash)
		}
		return e, err
	}
	if e.Salt, err = hex.DecodeString(l.Salt); err == nil && l.Body != nil && l.Reason != nil {
		e.Reason, e.Body = *l.Reason, []byte(*l.Body)
	}
	return e, err
}

// standing is one line of data/KIND.jsonl: a record as the newest journal entry left it.
type standing struct {
	Record   string          `json:"record"`
	Revision int64           `json:"revision"`
	Sequence int64           `json:"sequence"`
	Body     json.RawMessage `json:"body"`
}

// recordFile is the register for machines.
func (c *content) recordFile(reg register) file {
	return file{name: "data/" + reg.kind.Name + ".jsonl", write: func(w io.Writer) error {
		return lines(reg.items, func(it **item) any {
			m := (*it).rec.Base()
			return standing{m.ID, m.Rev, m.Seq, c.body(m.Seq)}
		})(w)
	}}
}

// body is the text that an entry shown wrote.
func (c *content) body(seq int64) json.RawMessage {
	if i, found := c.entryIndex(seq); found {
		return c.entries[i].Body
	}
	return nil
}

func (c *content) entryIndex(seq int64) (int, bool) {
	return slices.BinarySearchFunc(c.entries, seq, func(e journal.Entry, seq int64) int { return cmp.Compare(e.Seq, seq) })
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

// lines writes JSON, one value a line. A body passes through as it stands in the journal.
func lines[T any](items []T, of func(*T) any) func(io.Writer) error {
	return func(w io.Writer) error {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		for i := range items {
			b.Reset()
			if err := enc.Encode(of(&items[i])); err != nil {
				return err
			}
			if _, err := w.Write(b.Bytes()); err != nil {
				return err
			}
		}
		return nil
	}
}
