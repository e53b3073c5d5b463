package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
)

// cost is what one Argon2id hash costs whoever computes it.
type cost struct {
	memory, time uint32 // KiB, passes
	lanes        uint8
}

// argonCost is OWASP's recommendation: 19 MiB, two passes, one lane. RFC 9106's 64 MiB would cost each sign-in more
// memory than the program uses in all. Two hashes at a time: 38 MiB at most, however many sign in.
var argonCost = cost{19 * 1024, 2, 1}

const (
	argonSalt    = 16
	argonKey     = 32
	hashesAtOnce = 2
)

// hasher computes password hashes, few at a time.
type hasher struct {
	cost  cost
	slots chan struct{}
	dummy string // a hash that no password gives
}

func newHasher(c cost) hasher {
	return hasher{c, make(chan struct{}, hashesAtOnce), phc(c, random(argonSalt), random(argonKey))}
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand never fails
	return b
}

// phc writes a hash in the format of the PHC string, which carries its own cost.
func phc(c cost, salt, key []byte) string {
	e := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.lanes, e.EncodeToString(salt), e.EncodeToString(key))
}

// parsePHC reads what phc wrote.
func parsePHC(stored string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 {
		return c, nil, nil, fmt.Errorf("stored password hash: not in PHC format")
	}
	_, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.lanes)
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	if err = errors.Join(err, saltErr, keyErr); err != nil {
		err = fmt.Errorf("stored password hash: %w", err)
	}
	return c, salt, key, err
}

func (h hasher) key(ctx context.Context, password string, c cost, salt []byte) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, c.time, c.memory, c.lanes, argonKey), nil
}

func (h hasher) hash(ctx context.Context, password string) (string, error) {
	salt := random(argonSalt)
	key, err := h.key(ctx, password, h.cost, salt)
	return phc(h.cost, salt, key), err
}

// check compares a password with a stored hash; without one, it works as long and says no.
func (h hasher) check(ctx context.Context, stored, password string) (bool, error) {
	if stored == "" {
		stored = h.dummy
	}
	c, salt, want, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	if len(password) > maxPassword {
		password = password[:maxPassword] + "\x00" // too long to be anybody's
	}
	got, err := h.key(ctx, password, c, salt)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

const (
	minPassword = 12  // characters
	maxPassword = 500 // bytes
)

//go:embed common.txt
var commonWords string

// checkPassword says what is wrong with a new password. context is what a guesser knows: name, address, organisation.
func checkPassword(password string, context ...string) error {
	refuse := func(format string, args ...any) error {
		return &errs.Error{Kind: errs.Invalid, Message: "This password is too easy to guess.",
			Fields: []errs.Field{{Name: "password", Message: fmt.Sprintf(format, args...)}}}
	}
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return refuse("write at least %d characters; several words are easy to remember", minPassword)
	case len(password) > maxPassword:
		return refuse("write at most %d bytes", maxPassword)
	case differentRunes(password) < 5:
		return refuse("use more than a few different characters")
	}
	for _, word := range strings.Fields(commonWords) {
		if only(letters(password), word) || only(undisguised(password), word) {
			return refuse("this is one of the passwords tried first; choose several words that do not belong together")
		}
	}
	for _, known := range context {
		for _, word := range append(strings.FieldsFunc(known, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), known) {
			if word = strings.ToLower(word); utf8.RuneCountInString(word) >= 4 && strings.Contains(strings.ToLower(password), word) {
				return refuse("leave out %q: whoever knows you tries that", word)
			}
		}
	}
	return nil
}

// only reports whether s is nothing but word, however often.
func only(s, word string) bool { return strings.ReplaceAll(s, word, "") == "" }

// undisguised takes off what is put before and after a word and the usual disguises: P@ssw0rd-2024 is password.
func undisguised(s string) string {
	return letters(disguises.Replace(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })))
}

// letters keeps the letters. A password of digits and signs has none and counts as common.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

var disguises = strings.NewReplacer("@", "a", "4", "a", "3", "e", "0", "o", "$", "s", "5", "s", "7", "t", "1", "i", "!", "i")

func differentRunes(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// ChangePassword replaces the password of the person who asks and ends their other sessions and every link to their
// account. A wrong current password counts like a failed sign-in.
func (s *Service) ChangePassword(ctx context.Context, c Caller, current, next string) error {
	if c.Session == "" {
		return errs.New(errs.Denied, "Only a signed-in person can change their password.")
	}
	who := subjects{account(c.Email), subject{"session " + c.Session, freeForAccount}}
	paused, err := s.attempt(ctx, who)
	if err != nil {
		return err
	}
	user, stored, err := s.credentials(ctx, c.Email)
	if err != nil {
		return err
	}
	right, err := s.hasher.check(ctx, stored, current)
	if err != nil {
		return err
	}
	if !right || paused || user.ID != c.UserID {
		return errs.New(errs.Denied, "The current password is not right, or changing it is paused after too many attempts.")
	}
	if err := s.forgive(ctx, who); err != nil {
		return err
	}
	if err := checkPassword(next, c.known()...); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error { return setPassword(ctx, tx, c.UserID, hash, c.Session) })
}

// known is what a guesser of the caller's password would try.
func (c Caller) known() []string {
	words := []string{c.Name, c.Email}
	for _, g := range c.Grants {
		words = append(words, g.OrgName)
	}
	return words
}

// setPassword keeps a hash and ends all sessions but one, and all links.
func setPassword(ctx context.Context, tx *db.Tx, userID, hash, keepSession string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO identity_password (user_id, hash) VALUES ($1, $2)
		ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash`, userID, hash); err != nil {
		return err
	}
	return endAccess(ctx, tx, userID, keepSession)
}

// endAccess ends a user's sessions, except one, and the links to the account.
func endAccess(ctx context.Context, tx *db.Tx, userID, keepSession string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_session WHERE user_id = $1 AND id <> $2`, userID, keepSession); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM identity_link WHERE user_id = $1`, userID)
	return err
}
