package journal

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/assay-isms/assay/internal/errs"
)

// Key signs the checkpoints of one log.
type Key struct {
	Verifier note.Verifier
	Public   string // the verifier key in note format: NAME+HASH+BASE64
	signer   note.Signer
	private  string
}

// Derive makes a key of 32 bytes for the purpose. Who has the signing key, and nobody else, makes the same one again.
func (k Key) Derive(purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, []byte(k.private), nil, purpose, 32)
}

// Fingerprint is SHA-256 of the public key's note text in hex: what people compare over the telephone.
func Fingerprint(public string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(public))) }

// Keys is the folder where the signing keys are kept, one file per log, readable by the program's user only. They
// are not in the database, so that who can write the database cannot sign what he wrote.
type Keys string

// Get reads the key of a log, and makes it the first time.
func (dir Keys) Get(org string) (Key, error) {
	if err := checkOrg(org); err != nil {
		return Key{}, err
	}
	path := filepath.Join(string(dir), org+".key")
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return dir.make(org, path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	private, public, ok := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if !ok {
		return Key{}, errs.Invalidf("The signing key %s is damaged: it should hold two lines, the private and the public key.", path)
	}
	return openKey(private, public)
}

func (dir Keys) make(org, path string) (Key, error) {
	private, public, err := note.GenerateKey(rand.Reader, "assay/"+org)
	if err != nil {
		return Key{}, err
	}
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return Key{}, fmt.Errorf("folder of the signing keys: %w", err)
	}
	if err := writeOnce(path, private+"\n"+public+"\n"); err != nil && !os.IsExist(err) {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	return dir.Get(org) // of two who make it at once, both take the first
}

// writeOnce makes a file that is either whole and durable or not there; it fails if there is one already.
func writeOnce(path, text string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

func openKey(private, public string) (Key, error) {
	signer, err := note.NewSigner(private)
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	return Key{Verifier: verifier, Public: public, signer: signer, private: private}, nil
}
