package assessment

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/seal"
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

// sealing is what is inside the box of a rating.
type sealing struct {
	Said
	Salt string `json:"salt"`
}

// sealer opens and makes seals of one run.
type sealer struct {
	*seal.Sealer
	run string
}

func newSealer(r *record.Reader, run string) (*sealer, error) {
	s, err := seal.New(r, "assay rating seal 1", run)
	return &sealer{s, run}, err
}

// place ties a seal to its run, risk and rater: moved to another rating it does not open.
func (s *sealer) place(x *Rated) string {
	at := s.run + "\n" + string(x.Risk) + "\n" + string(x.Rater)
	if x.Repeat {
		at += "\nrepeat"
	}
	return at
}

// seal puts what was said into the rating so that nobody can read it.
func (s *sealer) seal(x *Rated, said Said) (err error) {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // crypto/rand never fails
	in := sealing{said, hex.EncodeToString(salt)}
	x.Commitment = said.commitment(in.Salt)
	x.Likelihood, x.Consequence, x.Rationale, x.Salt = 0, 0, "", ""
	x.Sealed, err = s.Seal(in, s.place(x))
	return err
}

// open reads what was said; nobody but the rater and the closing of the run may be shown it.
func (s *sealer) open(x *Rated) (in sealing, err error) {
	if x.Sealed == nil {
		return sealing{Said{x.Likelihood, x.Consequence, x.Rationale}, x.Salt}, nil
	}
	if !s.Open(x.Sealed, s.place(x), &in) {
		return in, errs.New(errs.Conflict, "The seal of %s cannot be opened: the organisation's signing key is not the one it was made under, or it was altered. Its rater has to rate again.", x.Ref)
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
