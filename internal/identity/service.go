package identity

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

//go:embed migrations
var migrations embed.FS

// Service answers who a caller is and changes what callers may. It is safe for concurrent use.
type Service struct {
	store  *record.Store
	hasher hasher
	limits limiter
	later  *chores
}

// Open prepares the tables of secrets and the instance's log. The store must know Kinds. Close it before the
// database.
func Open(ctx context.Context, store *record.Store) (*Service, error) {
	if err := store.DB.Migrate(ctx, "identity", migrations); err != nil {
		return nil, err
	}
	s := &Service{store: store, hasher: newHasher(argonCost)}
	o, err := s.instance(record.System)
	if err != nil {
		return nil, err
	}
	if err := o.Create(ctx); err != nil {
		return nil, err
	}
	s.later = startChores(s.write)
	return s, nil
}

// Close waits for the writes under way. No call may follow.
func (s *Service) Close() { s.later.close() }

// instance binds the instance's log. Callers have checked what the actor may.
func (s *Service) instance(actor record.Actor) (*record.Org, error) {
	return s.store.Org(InstanceID, actor)
}

func (s *Service) now() time.Time { return s.store.Clock().UTC() }

func (s *Service) read(ctx context.Context, fn func(*db.Tx) error) error {
	return s.store.DB.Read(ctx, InstanceID, fn)
}

func (s *Service) write(ctx context.Context, fn func(*db.Tx) error) error {
	return s.store.DB.Write(ctx, InstanceID, fn)
}

// look reads records of the instance.
func (s *Service) look(ctx context.Context, fn func(*record.Reader) error) error {
	o, err := s.instance(record.System)
	if err != nil {
		return err
	}
	return o.Read(ctx, fn)
}

// change writes records of the instance in the name of by, whose right to do so the caller has checked.
func (s *Service) change(ctx context.Context, by Caller, reason string, fn func(*record.Writer) error) error {
	o, err := s.instance(by.onInstance())
	if err != nil {
		return err
	}
	_, err = o.Write(ctx, reason, fn)
	return err
}

// newSecret makes 256 random bits to be shown once, and the hash to keep.
func newSecret(prefix string) (secret, hash string) {
	secret = prefix + base64.RawURLEncoding.EncodeToString(random(32))
	return secret, hashOf(secret)
}

// hashOf is how a secret of 256 random bits is kept and looked up; passwords are another matter, see hasher.
func hashOf(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// Organisations lists all organisations by name, for the command line and for operators.
func (s *Service) Organisations(ctx context.Context) (all []*Organisation, err error) {
	err = s.look(ctx, func(r *record.Reader) error {
		all, err = Organisations.All(r, record.Query{Sort: "name"})
		return err
	})
	return all, err
}

// Names gives what people call the actors of journal entries: users, tokens, the command line and the program.
// An id that is unknown here is left out.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	err := s.look(ctx, func(r *record.Reader) error {
		found, err := r.Named(ids)
		for _, id := range ids {
			hit, known := found[id]
			switch {
			case hit.Kind == "token":
				names[id] = "API token " + hit.Title
			case hit.Kind == "report_link":
				names[id] = "Report link " + hit.Title
			case known:
				names[id] = hit.Title
			case id == record.System.ID:
				names[id] = record.System.Name
			case strings.HasPrefix(id, guestPrefix):
				names[id] = guestName(strings.TrimPrefix(id, guestPrefix))
			case len(id) > len(localPrefix) && id[:len(localPrefix)] == localPrefix:
				names[id] = localName(id[len(localPrefix):])
			}
		}
		return err
	})
	return names, err
}

// Named puts the name of who changed a record first in place of the id that a Stale error says.
func (s *Service) Named(ctx context.Context, err error) error {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || e.Kind != errs.Stale {
		return err
	}
	_, rest, found := strings.Cut(e.Message, " by ")
	id, _, _ := strings.Cut(rest, " ")
	names, lookup := s.Names(ctx, []string{id})
	if !found || lookup != nil || names[id] == "" {
		return err
	}
	out := *e
	out.Message = strings.Replace(e.Message, " by "+id+" ", " by "+names[id]+" ", 1)
	return &out
}

// chores are writes that no request waits for: when a session or token was last used, and what has run out. What does
// not fit the queue is left out; the next use asks again.
type chores struct {
	queue chan chore
	done  chan struct{}
	once  sync.Once
}

type chore struct {
	query string
	args  []any
}

// seenEvery is how exactly it is known when a session or token was last used.
const seenEvery = time.Minute

func startChores(write func(context.Context, func(*db.Tx) error) error) *chores {
	c := &chores{queue: make(chan chore, 256), done: make(chan struct{})}
	go func() {
		defer close(c.done)
		for job := range c.queue {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			err := write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, job.query, job.args...)
				return err
			})
			if err != nil {
				slog.Warn("identity: a chore was left undone", "error", err)
			}
			cancel()
		}
	}()
	return c
}

func (c *chores) do(query string, args ...any) {
	select {
	case c.queue <- chore{query, args}:
	default:
	}
}

func (c *chores) close() {
	c.once.Do(func() { close(c.queue) })
	<-c.done
}

func notFound(org string) error {
	return errs.New(errs.NotFound, "There is no organisation %q here, or you have no role in it.", org)
}
