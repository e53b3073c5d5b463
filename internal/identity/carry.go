package identity

import (
	"context"

	"github.com/assay-isms/assay/internal/db"
)

// Secrets are what lies outside the instance's log and must come along when an instance moves, so that people and
// programs sign in as before: hashes of passwords and of API tokens. Sessions and links do not.
type Secrets struct {
	Passwords map[string]string `json:"passwords"` // user id → hash
	Tokens    map[string]string `json:"tokens"`    // token id → hash
}

// Secrets reads the hashes. Whoever gets them can try passwords at leisure: keep them like the database.
func (s *Service) Secrets(ctx context.Context) (Secrets, error) {
	out := Secrets{map[string]string{}, map[string]string{}}
	err := s.read(ctx, func(tx *db.Tx) error {
		for query, into := range map[string]map[string]string{
			`SELECT user_id, hash FROM identity_password`: out.Passwords,
			`SELECT id, hash FROM identity_token`:         out.Tokens,
		} {
			if err := tx.Query(ctx, query, nil, func(scan func(...any) error) error {
				var id, hash string
				err := scan(&id, &hash)
				into[id] = hash
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// TakeSecrets puts the hashes of another instance in place, after its log.
func (s *Service) TakeSecrets(ctx context.Context, in Secrets) error {
	return s.write(ctx, func(tx *db.Tx) error {
		for id, hash := range in.Passwords {
			if _, err := tx.Exec(ctx, `INSERT INTO identity_password (user_id, hash) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash`, id, hash); err != nil {
				return err
			}
		}
		for id, hash := range in.Tokens {
			if _, err := tx.Exec(ctx, `INSERT INTO identity_token (hash, id, used) VALUES ($1, $2, '')`, hash, id); err != nil {
				return err
			}
		}
		return nil
	})
}
