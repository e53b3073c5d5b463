// Package blob keeps files by the SHA-256 of their bytes, in a folder. A digest in the journal therefore proves the
// file; the same bytes are kept once, whoever brings them. A file is never changed and never renamed once it is here.
//
// Digests are lower-case hexadecimal. Who may see which file is not known here: callers reach a file only through a
// record that names it.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/assay-isms/assay/internal/errs"
)

// Store is a folder of files. It is safe for concurrent use, by several processes too.
type Store struct{ dir string }

// incoming is the folder, beside those of the files, where files are written until they are whole.
const incoming = "incoming"

// Open opens the store in a folder and makes the folder when it is missing.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(dir, incoming), 0o700); err != nil {
		return nil, fmt.Errorf("folder of the files: %w", err)
	}
	return &Store{dir: dir}, removeAbandoned(filepath.Join(dir, incoming))
}

// removeAbandoned removes what a program that was killed left half written. A day is longer than any upload.
func removeAbandoned(folder string) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("folder of the files: %w", err)
	}
	for _, f := range files {
		if info, err := f.Info(); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(filepath.Join(folder, f.Name()))
		}
	}
	return nil
}

var digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// path is where a file lies. It is the only way from a digest to the disk, so that no other text can become a path.
func (s *Store) path(digest string) (string, error) {
	if !digestForm.MatchString(digest) {
		return "", errs.Invalidf("%.80q is not the digest of a file. A digest is 64 characters 0-9 and a-f.", digest)
	}
	return filepath.Join(s.dir, digest[:2], digest), nil
}

// Put keeps the bytes of r and returns their digest and size. The file is durable when Put returns. More than
// maxBytes is refused with an Invalid error; a file that is here already is left as it is, unless it was altered:
// then it is replaced by the right bytes.
func (s *Store) Put(ctx context.Context, r io.Reader, maxBytes int64) (digest string, size int64, err error) {
	f, err := os.CreateTemp(filepath.Join(s.dir, incoming), "put-*")
	if err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}()
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(contextReader{ctx, r}, maxBytes+1))
	if err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	if size > maxBytes {
		return "", 0, errs.Invalidf("The file is larger than the %d bytes allowed here. Make it smaller, or refer to it by a link.", maxBytes)
	}
	digest = hex.EncodeToString(h.Sum(nil))
	if s.Verify(ctx, digest) == nil {
		return digest, size, nil
	}
	return digest, size, s.settle(f, digest)
}

// settle moves a whole file to its place, so that a power cut leaves either all of it there or nothing.
func (s *Store) settle(f *os.File, digest string) error {
	path, err := s.path(digest)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	if err := errors.Join(f.Chmod(0o400), f.Sync(), f.Close(), os.Rename(f.Name(), path)); err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	return errors.Join(syncFolder(folder), syncFolder(s.dir))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	return nil
}

// Open opens a file for reading; size is in bytes. A file that is not here is NotFound.
func (s *Store) Open(digest string) (file io.ReadSeekCloser, size int64, err error) {
	path, err := s.path(digest)
	if err != nil {
		return nil, 0, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, errs.New(errs.NotFound, "The file with digest %s is missing. Bring it back from a backup: its name there is its digest.", digest)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open file: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, 0, fmt.Errorf("open file: %w", err)
	}
	return f, info.Size(), nil
}

// Has reports whether the file is here; it does not read it.
func (s *Store) Has(digest string) (bool, error) {
	path, err := s.path(digest)
	if err != nil {
		return false, err
	}
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Verify reads the file and returns an error that names it if it is missing (NotFound) or altered (Conflict).
func (s *Store) Verify(ctx context.Context, digest string) error {
	f, _, err := s.Open(digest)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, contextReader{ctx, f}); err != nil {
		return fmt.Errorf("read file %s: %w", digest, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != digest {
		return errs.New(errs.Conflict, "The file %s was altered: its bytes no longer give its digest. Bring it back from a backup.", digest)
	}
	return nil
}

// Walk calls fn with the digest and size of every file, in order of digest. It does not read the files. Whatever
// else lies in the folder is passed over.
func (s *Store) Walk(fn func(digest string, size int64) error) error {
	folders, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	for _, folder := range folders {
		if folder.Name() == incoming || !folder.IsDir() {
			continue
		}
		files, err := os.ReadDir(filepath.Join(s.dir, folder.Name()))
		if err != nil {
			return fmt.Errorf("list files: %w", err)
		}
		for _, f := range files {
			if !digestForm.MatchString(f.Name()) || f.Name()[:2] != folder.Name() {
				continue
			}
			info, err := f.Info()
			if err != nil {
				return fmt.Errorf("list files: %w", err)
			}
			if err := fn(f.Name(), info.Size()); err != nil {
				return err
			}
		}
	}
	return nil
}

// contextReader ends a long copy when the request behind it ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
