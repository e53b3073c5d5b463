package api

import (
	"encoding/hex"
	"net/http"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

func (s *Server) journalRoutes() []Route {
	at := Base + "/journal"
	return []Route{
		{Method: "GET", Pattern: at, Needs: record.MayRead, fn: (*call).entries, doc: docEntries()},
		{Method: "GET", Pattern: at + "/checkpoint", Needs: record.MayRead, fn: (*call).checkpoint, doc: docCheckpoint()},
		{Method: "GET", Pattern: at + "/proof", Needs: record.MayRead, fn: (*call).proof, doc: docProof()},
		{Method: "GET", Pattern: at + "/consistency", Needs: record.MayRead, fn: (*call).consistency, doc: docConsistency()},
	}
}

// stamp writes a time as everywhere: RFC 3339, UTC, microseconds.
func stamp(t time.Time) string { return db.FormatTime(t) }

// entry is a journal entry with all that its hash is made from; docs/proof-format.md says how.
type entry struct {
	Seq        int64   `json:"seq"`
	Time       string  `json:"time"`
	Actor      string  `json:"actor"`
	Kind       string  `json:"kind"`
	Record     string  `json:"record"`
	Rev        int64   `json:"rev"`
	Spec       int     `json:"specification"`
	Op         string  `json:"operation"`
	Batch      int64   `json:"batch"`
	Reason     *string `json:"reason"` // null if redacted, like salt and body
	Salt       *string `json:"salt"`
	Body       *string `json:"body"` // the very text that was hashed
	ReasonHash string  `json:"reason_hash"`
	BodyHash   string  `json:"body_hash"`
}

func entryOf(e *journal.Entry) entry {
	e.Leaf(nil) // computes the hashes of reason and body
	out := entry{Seq: e.Seq, Time: stamp(e.Time), Actor: e.Actor, Kind: e.Kind, Record: e.Record, Rev: e.Rev, Spec: e.Spec, Op: string(e.Op), Batch: e.Batch,
		ReasonHash: hex.EncodeToString(e.ReasonHash[:]), BodyHash: hex.EncodeToString(e.BodyHash[:])}
	if !e.Redacted() {
		salt, body := hex.EncodeToString(e.Salt), string(e.Body)
		out.Reason, out.Salt, out.Body = &e.Reason, &salt, &body
	}
	return out
}

// head is the journal's head at the moment the handle shows.
func (c *call) head() (h journal.Head, err error) {
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		h, err = r.Head()
		return err
	})
	return h, err
}

// log runs fn in a transaction that reads the organisation's journal.
func (c *call) log(fn func(tx *db.Tx, org string) error) error {
	return c.deps.Store.DB.Read(c.ctx(), c.org.ID(), func(tx *db.Tx) error { return fn(tx, c.org.ID()) })
}

func (c *call) entries() error {
	after, err := number(c.query, "after", 0, 0, 1<<53)
	if err != nil {
		return err
	}
	limit, err := number(c.query, "limit", 100, 1, record.MaxPage)
	if err != nil {
		return err
	}
	h, err := c.head()
	if err != nil {
		return err
	}
	items := []entry{}
	if int64(after) < h.Size {
		err = c.log(func(tx *db.Tx, org string) error {
			return journal.Read(c.ctx(), tx, org, journal.Range{From: int64(after) + 1, To: h.Size, Limit: limit}, func(e *journal.Entry) error {
				items = append(items, entryOf(e))
				return nil
			})
		})
	}
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items, "size": h.Size})
}

// checkpoint is a signed head and the key to check it with.
type checkpoint struct {
	Origin      string `json:"origin"`
	Size        int64  `json:"size"`
	Root        []byte `json:"root"`
	Time        string `json:"time"`
	Note        string `json:"note"` // the signed text
	PublicKey   string `json:"public_key"`
	Fingerprint string `json:"fingerprint"`
}

// checkpoint answers with the signed head: of now, or the first that covers the past moment asked for.
func (c *call) checkpoint() error {
	key, err := c.deps.Store.Keys.Get(c.org.ID())
	if err != nil {
		return err
	}
	var cp journal.Checkpoint
	if c.past {
		cp, err = c.covering(key)
	} else {
		cp, err = journal.Sign(c.ctx(), c.deps.Store.DB, c.org.ID(), key, c.deps.Store.Clock())
	}
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, checkpoint{cp.Origin, cp.Size, cp.Root[:], stamp(cp.Time), cp.Note, key.Public, journal.Fingerprint(key.Public)})
}

// covering is the first checkpoint that covers the moment the handle shows.
func (c *call) covering(key journal.Key) (cp journal.Checkpoint, err error) {
	h, err := c.head()
	if err != nil {
		return cp, err
	}
	err = c.log(func(tx *db.Tx, org string) (err error) {
		var found bool
		if cp, found, err = journal.CheckpointCovering(c.ctx(), tx, org, key.Verifier, h.Size); err == nil && !found {
			err = errs.New(errs.NotFound, "No checkpoint covers that moment yet. Ask for one without as_of: it signs the journal as it stands.")
		}
		return err
	})
	return cp, err
}

// inclusion proves an entry.
type inclusion struct {
	Seq    int      `json:"seq"`
	Size   int      `json:"size"`
	Root   []byte   `json:"root"`
	Hashes [][]byte `json:"hashes"`
}

// growth proves that a journal grew from another.
type growth struct {
	From   int      `json:"from"`
	To     int      `json:"to"`
	Hashes [][]byte `json:"hashes"`
}

// proof shows that an entry is among the journal's first size entries.
func (c *call) proof() error {
	h, err := c.head()
	if err != nil {
		return err
	}
	size, err := number(c.query, "size", h.Size, 1, h.Size)
	if err != nil {
		return err
	}
	seq, err := number(c.query, "seq", 0, 1, int64(size))
	if err == nil && seq == 0 {
		err = errs.New(errs.BadRequest, "Say which entry to prove: seq=1 to %d.", size)
	}
	if err != nil {
		return err
	}
	hashes := [][]byte{}
	var root []byte
	err = c.log(func(tx *db.Tx, org string) error {
		proof, err := journal.ProveEntry(c.ctx(), tx, org, int64(size), int64(seq))
		if err != nil {
			return err
		}
		for _, hash := range proof {
			hashes = append(hashes, hash[:])
		}
		top, err := journal.RootAt(c.ctx(), tx, org, int64(size))
		root = top[:]
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, inclusion{seq, size, root, hashes})
}

// consistency shows that the journal of "to" entries begins with that of "from" entries.
func (c *call) consistency() error {
	h, err := c.head()
	if err != nil {
		return err
	}
	to, err := number(c.query, "to", h.Size, 1, h.Size)
	if err != nil {
		return err
	}
	from, err := number(c.query, "from", 0, 1, int64(to))
	if err == nil && from == 0 {
		err = errs.New(errs.BadRequest, "Say from which size on: from=1 to %d.", to)
	}
	if err != nil {
		return err
	}
	hashes := [][]byte{}
	err = c.log(func(tx *db.Tx, org string) error {
		proof, err := journal.ProveGrowth(c.ctx(), tx, org, int64(to), int64(from))
		for _, hash := range proof {
			hashes = append(hashes, hash[:])
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, growth{from, to, hashes})
}
