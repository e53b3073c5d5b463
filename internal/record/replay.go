package record

import (
	"context"
	"fmt"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/journal"
)

// RebuildAll makes the tables of every organisation anew from the journal.
func (s *Store) RebuildAll(ctx context.Context) error {
	orgs, err := s.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		if _, err := s.fill(ctx, s.DB, org, 0); err != nil {
			return err
		}
	}
	return nil
}

// Rebuild drops the tables' content and replays the journal into them. It returns the number of entries replayed.
func (s *Store) Rebuild(ctx context.Context) (entries int64, err error) {
	if err := s.DB.Own(ctx, func(tx *db.Tx) error { return s.makeTables(ctx, tx) }); err != nil {
		return 0, err
	}
	orgs, err := s.Organisations(ctx)
	if err != nil {
		return 0, err
	}
	for _, org := range orgs {
		n, err := s.fill(ctx, s.DB, org, 0)
		if err != nil {
			return entries, err
		}
		entries += n
	}
	return entries, nil
}

// Organisations lists the ids of all journals in the database.
func (s *Store) Organisations(ctx context.Context) (orgs []string, err error) {
	err = s.DB.Own(ctx, func(tx *db.Tx) error {
		return tx.Query(ctx, `SELECT org FROM journal_org ORDER BY org`, nil, func(scan func(...any) error) error {
			var org string
			if err := scan(&org); err != nil {
				return err
			}
			orgs = append(orgs, org)
			return nil
		})
	})
	return orgs, err
}

// state is what replaying leaves: the newest entry of every record, and the counters.
type state struct {
	newest map[string]int64 // record id → sequence of its newest put or delete
	last   map[string]int64 // kind → highest automatic reference
	live   map[string]int64 // kind → records
}

// fill replays the organisation's first size entries (0: all) into the empty tables of target.
func (s *Store) fill(ctx context.Context, target *db.DB, org string, size int64) (entries int64, err error) {
	st := state{newest: map[string]int64{}, last: map[string]int64{}, live: map[string]int64{}}
	err = s.DB.Read(ctx, org, func(log *db.Tx) error {
		if err := journal.Headers(ctx, log, org, size, func(h journal.Header) error {
			entries++
			if h.Op != journal.Redact {
				st.newest[h.Record] = h.Seq
			}
			return nil
		}); err != nil {
			return err
		}
		decoded := make(chan []applied, 4)
		failed := make(chan error, 1)
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		go func() {
			defer close(decoded)
			failed <- s.decodeAll(ctx, log, org, size, &st, decoded)
		}()
		if err := s.load(ctx, target, org, decoded); err != nil {
			stop()
			<-failed
			return err
		}
		return <-failed
	})
	if err != nil {
		return 0, fmt.Errorf("replay %s: %w", org, err)
	}
	return entries, s.fillCounters(ctx, target, org, st)
}

// applied is a record ready to be put into the tables.
type applied struct {
	kind *Kind
	rec  Record
}

// decodeAll reads the newest state of every record and sends it on in portions; the loader works meanwhile.
func (s *Store) decodeAll(ctx context.Context, log *db.Tx, org string, size int64, st *state, out chan<- []applied) error {
	var portion []applied
	send := func() error {
		select {
		case out <- portion:
			portion = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := journal.Read(ctx, log, org, journal.Range{To: size}, func(e *journal.Entry) error {
		k := s.byName[e.Kind]
		if k == nil || e.Op != journal.Put || e.Redacted() {
			return nil
		}
		if e.Rev > 1 && st.newest[e.Record] != e.Seq {
			return nil
		}
		rec := k.make()
		if err := k.decode(e.Body, rec); err != nil {
			return fmt.Errorf("entry %d: %w", e.Seq, err)
		}
		st.last[k.Name] = max(st.last[k.Name], k.refNumber(rec.Base().Ref))
		if st.newest[e.Record] != e.Seq {
			return nil
		}
		m := rec.Base()
		m.ID, m.Rev, m.Seq, m.UpdatedAt, m.UpdatedBy = e.Record, e.Rev, e.Seq, e.Time, e.Actor
		st.live[k.Name]++
		if portion = append(portion, applied{k, rec}); len(portion) == 512 {
			return send()
		}
		return nil
	})
	if err == nil && len(portion) > 0 {
		err = send()
	}
	return err
}

// load puts the decoded records into the tables, some thousands to a transaction.
func (s *Store) load(ctx context.Context, target *db.DB, org string, decoded <-chan []applied) error {
	for first := range decoded {
		err := target.Write(ctx, org, func(tx *db.Tx) error {
			for n, portion := 0, first; portion != nil; n++ {
				for _, a := range portion {
					if err := a.kind.apply(ctx, tx, org, a.rec, true); err != nil {
						return err
					}
				}
				if n == 16 {
					break
				}
				portion = <-decoded
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) fillCounters(ctx context.Context, target *db.DB, org string, st state) error {
	return target.Write(ctx, org, func(tx *db.Tx) error {
		for _, k := range s.kinds {
			if st.last[k.Name] == 0 && st.live[k.Name] == 0 {
				continue
			}
			if _, err := tx.Exec(ctx, `INSERT INTO record_counter (org, kind, last, live) VALUES ($1, $2, $3, $4)`,
				org, k.Name, st.last[k.Name], st.live[k.Name]); err != nil {
				return err
			}
		}
		return nil
	})
}

// refNumber is n of an automatic reference PREFIX-n, 0 of any other.
func (k *Kind) refNumber(ref string) (n int64) {
	if len(ref) > len(k.Prefix)+1 && ref[:len(k.Prefix)+1] == k.Prefix+"-" {
		if _, err := fmt.Sscanf(ref[len(k.Prefix)+1:]+"\n", "%d\n", &n); err != nil {
			return 0
		}
	}
	return n
}
