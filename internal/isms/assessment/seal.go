package assessment

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Said is what a rater says of a risk.
type Said struct {
	Likelihood  int    `json:"likelihood"`
	Consequence int    `json:"consequence"`
	Rationale   string `json:"rationale,omitempty"`
}

// commitment binds a rater to what was said without showing it: SHA-256 of the salt, a line feed, and the values as JSON.
func (s Said) commitment(salt string) string {
	text, _ := json.Marshal(s) // numbers and text always can be
	sum := sha256.Sum256(append([]byte(salt+"\n"), text...))
	return hex.EncodeToString(sum[:])
}

// Sealed is what was said, encrypted: AES-256-GCM under a key that the program derives from the organisation's signing
// key. What reads the journal or the tables, at any door and as of any moment, reads no more than this.
type Sealed struct {
	Nonce []byte `json:"nonce"`
	Text  []byte `json:"text"`
}

// sealing is what is inside.
type sealing struct {
	Said
	Salt string `json:"salt"`
}

// Room is made in steps, so that the length of a sealed rationale does not tell which it is.
const sealRoom = 1024

// sealer opens and makes seals of one run.
type sealer struct {
	gcm cipher.AEAD
	run string
}

func newSealer(r *record.Reader, run string) (*sealer, error) {
	org := r.Org()
	key, err := org.Store().Keys.Get(org.ID())
	if err != nil {
		return nil, err
	}
	secret, err := key.Derive("assay rating seal 1\n" + org.ID() + "\n" + run)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	return &sealer{gcm, run}, err
}

// place ties a seal to its run, risk and rater: moved to another rating it does not open.
func (s *sealer) place(x *Rated) []byte {
	return []byte(s.run + "\n" + string(x.Risk) + "\n" + string(x.Rater))
}

// seal puts what was said into the rating so that nobody can read it.
func (s *sealer) seal(x *Rated, said Said) error {
	salt, nonce := make([]byte, 16), make([]byte, s.gcm.NonceSize())
	_, _ = rand.Read(salt) // crypto/rand never fails
	_, _ = rand.Read(nonce)
	in := sealing{said, hex.EncodeToString(salt)}
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	text = append(text, bytes.Repeat([]byte(" "), sealRoom-len(text)%sealRoom)...)
	x.Commitment = said.commitment(in.Salt)
	x.Sealed = &Sealed{Nonce: nonce, Text: s.gcm.Seal(nil, nonce, text, s.place(x))}
	x.Likelihood, x.Consequence, x.Rationale, x.Salt = 0, 0, "", ""
	return nil
}

// open reads what was said; nobody but the rater and the closing of the run may be shown it.
func (s *sealer) open(x *Rated) (in sealing, err error) {
	if x.Sealed == nil {
		return sealing{Said{x.Likelihood, x.Consequence, x.Rationale}, x.Salt}, nil
	}
	text, err := []byte(nil), error(nil)
	if len(x.Sealed.Nonce) == s.gcm.NonceSize() {
		text, err = s.gcm.Open(nil, x.Sealed.Nonce, x.Sealed.Text, s.place(x))
	}
	if err != nil || text == nil {
		return in, errs.New(errs.Conflict, "The seal of %s cannot be opened: the organisation's signing key is not the one it was made under, or it was altered. Its rater has to rate again.", x.Ref)
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return in, err
	}
	if in.commitment(in.Salt) != x.Commitment {
		return in, errs.New(errs.Conflict, "%s does not hold what its rater committed to. Its rater has to rate again.", x.Ref)
	}
	return in, nil
}

// release shows what was said, with the salt that lets anyone check it against the commitment made before.
func (s *sealer) release(x *Rated) error {
	in, err := s.open(x)
	if err != nil {
		return err
	}
	x.Likelihood, x.Consequence, x.Rationale, x.Salt = in.Likelihood, in.Consequence, in.Rationale, in.Salt
	x.Sealed, x.State = nil, released
	return nil
}
