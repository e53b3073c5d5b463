package api

import (
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// write changes records in one transaction and names the batch in the answer, so that it can be undone.
func (c *call) write(reason string, fn func(w *record.Writer) error) (record.Batch, error) {
	batch, err := c.org.Write(c.ctx(), reason, fn)
	if err == nil && batch.Count() > 0 {
		c.w.Header().Set("Assay-Batch", strconv.FormatInt(batch.First, 10))
	}
	return batch, err
}

func (c *call) create(s *shape) error {
	given, err := c.values()
	if err != nil {
		return err
	}
	return c.add(s, given, func(record.Record) {})
}

// add makes a record from what was given; complete sets what the program knows better. The same Idempotency-Key
// makes the same id, so that a request sent twice finds what it made the first time.
func (c *call) add(s *shape, given values, complete func(record.Record)) error {
	id, err := c.idempotentID(s)
	if err != nil {
		return err
	}
	var rec record.Record
	_, err = c.write(c.reason(), func(w *record.Writer) error {
		if id != "" {
			if rec, err = made(w, s.Kind, id); rec != nil || err != nil {
				return err
			}
		}
		rec = s.New()
		if err := s.set(w.Reader, rec, given, false); err != nil {
			return err
		}
		complete(rec)
		rec.Base().ID = id
		return w.Put(s.Kind, rec)
	})
	if err != nil {
		return err
	}
	return c.respondRecord(http.StatusCreated, s, rec, nil)
}

// made finds what an earlier request with the same key made; nil if there was none.
func made(w *record.Writer, k *record.Kind, id string) (record.Record, error) {
	versions, err := w.History(k, id, 0)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rec, err := w.Get(k, id)
	if errs.Is(err, errs.NotFound) {
		return nil, errs.New(errs.Conflict, "%s was made with this Idempotency-Key and has been deleted since. Use another key to make a new one.", versions[0].Ref)
	}
	return rec, err
}

var idAlphabet = base32.HexEncoding.WithPadding(base32.NoPadding)

// idempotentID is the id a record gets under the request's Idempotency-Key; "" without one.
func (c *call) idempotentID(s *shape) (string, error) {
	key := c.r.Header.Get("Idempotency-Key")
	if key == "" {
		return "", nil
	}
	if len(key) > 255 {
		return "", errs.New(errs.BadRequest, "The Idempotency-Key is longer than 255 characters.")
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{c.org.ID(), c.caller.Token, s.Name, key}, "\x00")))
	return strings.ToLower(idAlphabet.EncodeToString(sum[:12])), nil
}

func (c *call) put(s *shape) error   { return c.change(s, true) }
func (c *call) patch(s *shape) error { return c.change(s, false) }

func (c *call) change(s *shape, replace bool) error {
	rev, err := c.expected()
	if err != nil {
		return err
	}
	given, err := c.values()
	if err != nil {
		return err
	}
	var rec record.Record
	_, err = c.write(c.reason(), func(w *record.Writer) error {
		if rec, err = w.Find(s.Kind, c.r.PathValue("ref")); err != nil {
			return err
		}
		if err := s.set(w.Reader, rec, given, replace); err != nil && (rev == 0 || rev == rec.Base().Rev) {
			return err
		}
		if rev != 0 {
			rec.Base().Rev = rev // saving tells who was first, if anyone
		}
		return w.Put(s.Kind, rec)
	})
	if err != nil {
		return err
	}
	return c.respondRecord(http.StatusOK, s, rec, nil)
}

func (c *call) remove(s *shape) error {
	rev, err := c.expected()
	if err != nil {
		return err
	}
	_, err = c.write(c.reason(), func(w *record.Writer) error {
		rec, err := w.Find(s.Kind, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		if rev == 0 {
			rev = rec.Base().Rev
		}
		return w.Delete(s.Kind, rec.Base().ID, rev)
	})
	if err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// revForm names a revision.
type revForm struct {
	Rev int64 `json:"rev"`
}

// redact erases what an old revision said.
func (c *call) redact(s *shape) error {
	var form revForm
	if err := c.decode(&form); err != nil {
		return err
	}
	if _, err := c.write(c.reason(), func(w *record.Writer) error {
		id, err := idOf(w.Reader, s.Kind, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		return w.Redact(s.Kind, id, form.Rev)
	}); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

func (c *call) restore(s *shape) error {
	var form revForm
	if err := c.decode(&form); err != nil {
		return err
	}
	var rec record.Record
	_, err := c.write(c.reason(), func(w *record.Writer) error {
		id, err := idOf(w.Reader, s.Kind, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		if err := w.Restore(s.Kind, id, form.Rev); err != nil {
			return err
		}
		rec, err = w.Get(s.Kind, id)
		return err
	})
	if err != nil {
		return err
	}
	return c.respondRecord(http.StatusOK, s, rec, nil)
}

// maxBulk is how many records one request may change; each keeps other writers of the organisation waiting for a
// fraction of a millisecond.
const maxBulk = 1000

type bulkForm struct {
	Refs   []string `json:"refs"`
	Set    values   `json:"set"`
	Reason string   `json:"reason"`
}

// bulk changes several records alike, all or none.
func (c *call) bulk(s *shape) error {
	form := bulkForm{Reason: c.reason()}
	if err := c.decode(&form); err != nil {
		return err
	}
	switch {
	case len(form.Refs) == 0 || len(form.Refs) > maxBulk:
		return errs.InField("refs", "name 1 to %d records, by id or reference", maxBulk)
	case len(form.Set) == 0:
		return errs.InField("set", "say which fields to set")
	}
	items := []saved{}
	batch, err := c.write(form.Reason, func(w *record.Writer) error {
		ids, unknown, err := resolve(w.Reader, s.Name, form.Refs)
		if err == nil && len(unknown) > 0 {
			err = errs.New(errs.NotFound, "There is no %s %q.", s.Singular, unknown[0])
		}
		if err != nil {
			return err
		}
		for i, id := range ids {
			rec, err := w.Get(s.Kind, id)
			if err == nil {
				err = s.set(w.Reader, rec, form.Set, false)
			}
			if err == nil {
				err = w.Put(s.Kind, rec)
			}
			if err != nil {
				return inRecord(form.Refs[i], err)
			}
			items = append(items, saved{rec.Base().ID, rec.Base().Ref, rec.Base().Rev})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"batch": batch.First, "changes": batch.Count(), "items": items})
}

// saved names a revision.
type saved struct {
	ID  string `json:"id"`
	Ref string `json:"ref"`
	Rev int64  `json:"rev"`
}

// undo takes back a batch.
func (c *call) undo() error {
	first, err := strconv.ParseInt(c.r.PathValue("batch"), 10, 64)
	if err != nil || first < 1 {
		return errs.New(errs.NotFound, "There is no change %q to undo.", c.r.PathValue("batch"))
	}
	batch, err := c.write(c.reason(), func(w *record.Writer) error { return w.Undo(first) })
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"batch": batch.First, "changes": batch.Count()})
}
