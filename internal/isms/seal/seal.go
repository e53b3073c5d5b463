// Package seal hides what somebody said until it may be shown: blind ratings, answers of a calibration exercise. It lies
// apart from the areas because more than one of them keeps what nobody else may read yet.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"

	"github.com/assay-isms/assay/internal/record"
)

// Box is what was said, encrypted: AES-256-GCM under a key that the program derives from the organisation's signing key.
// What reads the journal or the tables, at any door and as of any moment, reads no more than this.
type Box struct {
	Nonce []byte `json:"nonce"`
	Text  []byte `json:"text"`
}

// Room is made in steps, so that the length of a sealed text does not tell which it is.
const room = 1024

// Sealer makes and opens boxes of one purpose.
type Sealer struct {
	gcm    cipher.AEAD
	secret []byte
}

// New is the sealer of the organisation for a purpose, such as the ratings of one run.
func New(r *record.Reader, purpose, of string) (*Sealer, error) {
	org := r.Org()
	key, err := org.Store().Keys.Get(org.ID())
	if err != nil {
		return nil, err
	}
	secret, err := key.Derive(purpose + "\n" + org.ID() + "\n" + of)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	return &Sealer{gcm, secret}, err
}

// Seal encrypts a value. place ties the box to where it belongs: moved elsewhere it does not open.
func (s *Sealer) Seal(v any, place string) (*Box, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, s.gcm.NonceSize())
	_, _ = rand.Read(nonce) // crypto/rand never fails
	text = append(text, bytes.Repeat([]byte(" "), room-len(text)%room)...)
	return &Box{Nonce: nonce, Text: s.gcm.Seal(nil, nonce, text, []byte(place))}, nil
}

// Open decrypts into v; ok is false if the key is another or the box was altered or moved.
func (s *Sealer) Open(b *Box, place string, v any) (ok bool) {
	if b == nil || len(b.Nonce) != s.gcm.NonceSize() {
		return false
	}
	text, err := s.gcm.Open(nil, b.Nonce, b.Text, []byte(place))
	return err == nil && json.Unmarshal(text, v) == nil
}

// Draw is a number that only the holder of the key can tell: the same for the same words, otherwise as if at random.
func (s *Sealer) Draw(words string) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("draw\n" + words))
	return mac.Sum(nil)
}
