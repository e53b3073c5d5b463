package identity

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
)

// Failed attempts are counted for each account, whether it exists or not, and for each address they come from.
// After so many free ones each further failure pauses the subject, twice as long each time.
const (
	freeForAccount = 10
	freeForRemote  = 50
	firstPause     = time.Minute
	longestPause   = time.Hour
	forgetAfter    = 24 * time.Hour
)

type subject struct {
	name string
	free int64
}

// subjects are the account and the address of one attempt.
type subjects [2]subject

// account hashes the address, because people type passwords into the wrong field.
func account(email string) subject { return subject{"account " + hashOf(email), freeForAccount} }

func from(remote string) subject { return subject{"remote " + network(remote), freeForRemote} }

// network is what counts as one client: an IPv4 address, or the /64 an IPv6 client can choose from freely.
func network(remote string) string {
	addr, err := netip.ParseAddr(remote)
	if err != nil {
		port, err := netip.ParseAddrPort(remote)
		if err != nil {
			return line(remote, 80)
		}
		addr = port.Addr()
	}
	if addr = addr.Unmap(); addr.Is4() {
		return addr.String()
	}
	prefix, _ := addr.WithZone("").Prefix(64) // 64 bits always fit
	return prefix.String()
}

// line makes text fit for one line of at most n bytes.
func line(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.ToValidUTF8(s[:min(n, len(s))], "")
}

// attempt counts an attempt as failed before the password is looked at, so that parallel guesses gain nothing, and
// tells whether a subject is paused; then it is not counted.
func (s *Service) attempt(ctx context.Context, who subjects) (paused bool, err error) {
	now := s.now()
	err = s.write(ctx, func(tx *db.Tx) error {
		paused = false
		for _, v := range who {
			var until string
			var failures int64
			_, err := tx.Get(ctx, `INSERT INTO identity_attempt (subject, failures, last, until) VALUES ($1, 1, $2, '')
				ON CONFLICT (subject) DO UPDATE SET last = excluded.last,
				failures = CASE WHEN identity_attempt.last < $3 THEN 1 ELSE identity_attempt.failures + 1 END RETURNING failures, until`,
				[]any{v.name, db.FormatTime(now), db.FormatTime(now.Add(-forgetAfter))}, &failures, &until)
			if err != nil {
				return err
			}
			if until > db.FormatTime(now) {
				paused = true
				return errPaused
			}
			if _, err := tx.Exec(ctx, `UPDATE identity_attempt SET until = $2 WHERE subject = $1`, v.name, v.pauseUntil(failures, now)); err != nil {
				return err
			}
		}
		return nil
	})
	s.later.do(`DELETE FROM identity_attempt WHERE last < $1`, db.FormatTime(now.Add(-forgetAfter)))
	if err == errPaused {
		err = nil
	}
	return paused, err
}

// errPaused rolls the counting back.
var errPaused = errs.New(errs.TooMany, "paused")

func (v subject) pauseUntil(failures int64, now time.Time) string {
	if failures < v.free {
		return ""
	}
	pause := min(firstPause<<min(failures-v.free, 10), longestPause)
	return db.FormatTime(now.Add(pause))
}

// forgive takes back what attempt counted: the password was right.
func (s *Service) forgive(ctx context.Context, who subjects) error {
	return s.write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM identity_attempt WHERE subject = $1`, who[0].name); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE identity_attempt SET failures = failures - 1, until = '' WHERE subject = $1 AND failures > 0`, who[1].name)
		return err
	})
}

// limiter slows each client down for each purpose: a bucket of tokens that refills with time, in memory only.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

const (
	bucketSize  = 30
	bucketRate  = 0.5 // tokens a second
	bucketCount = 10_000
)

// Allow refuses with TooMany when a client asks for the same purpose more than 30 times at once or, in the long run,
// every two seconds.
func (s *Service) Allow(purpose, remote string) error {
	if s.limits.take(purpose+" "+network(remote), s.now()) {
		return nil
	}
	return errs.New(errs.TooMany, "There were too many attempts from your network. Wait a minute and try again.")
}

func (l *limiter) take(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buckets == nil {
		l.buckets = map[string]bucket{}
	}
	if len(l.buckets) >= bucketCount {
		l.forget(now)
	}
	b, ok := l.buckets[key]
	if !ok {
		b = bucket{bucketSize, now}
	}
	b.tokens = min(bucketSize, b.tokens+max(0, now.Sub(b.at).Seconds())*bucketRate)
	b.at = now
	allowed := b.tokens >= 1
	if allowed {
		b.tokens--
	}
	l.buckets[key] = b
	return allowed
}

// forget drops the buckets that are full again, and if that frees nothing, all.
func (l *limiter) forget(now time.Time) {
	for key, b := range l.buckets {
		if b.tokens+now.Sub(b.at).Seconds()*bucketRate >= bucketSize {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= bucketCount {
		clear(l.buckets)
	}
}
