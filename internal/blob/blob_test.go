package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/errs"
)

func open(t testing.TB) (*blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	s, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func put(t testing.TB, s *blob.Store, content string) string {
	t.Helper()
	digest, size, err := s.Put(context.Background(), strings.NewReader(content), 1<<20)
	if err != nil || size != int64(len(content)) {
		t.Fatalf("Put: size %d, %v", size, err)
	}
	return digest
}

func TestWhatGoesInComesOut(t *testing.T) {
	s, _ := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(rt, "content")
		digest, size, err := s.Put(context.Background(), iotest.HalfReader(bytes.NewReader(content)), 5000)
		if err != nil {
			rt.Fatal(err)
		}
		if sum := sha256.Sum256(content); digest != hex.EncodeToString(sum[:]) || size != int64(len(content)) {
			rt.Fatalf("digest %s, size %d", digest, size)
		}
		f, size, err := s.Open(digest)
		if err != nil {
			rt.Fatal(err)
		}
		defer f.Close()
		got, err := io.ReadAll(f)
		if err != nil || !bytes.Equal(got, content) || size != int64(len(content)) {
			rt.Fatalf("read %d bytes of %d, %v", len(got), size, err)
		}
		if err := s.Verify(context.Background(), digest); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestARefusedPutLeavesNothing(t *testing.T) {
	s, dir := open(t)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("line cut")
	for name, c := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		want func(error) bool
	}{
		"too large": {t.Context(), strings.NewReader("eleven char"), func(err error) bool { return errs.Is(err, errs.Invalid) }},
		"cut off":   {t.Context(), io.MultiReader(strings.NewReader("ten"), iotest.ErrReader(broken)), func(err error) bool { return errors.Is(err, broken) }},
		"cancelled": {cancelled, strings.NewReader("ten"), func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := s.Put(c.ctx, c.r, 10); !c.want(err) {
				t.Errorf("error %v", err)
			}
			if left := allFiles(t, dir); len(left) > 0 {
				t.Errorf("left %v", left)
			}
		})
	}
	if _, size, err := s.Put(t.Context(), strings.NewReader("ten chars!"), 10); err != nil || size != 10 {
		t.Errorf("exactly the limit: size %d, %v", size, err)
	}
}

func TestDamageIsNamedAndMended(t *testing.T) {
	s, dir := open(t)
	digest, other := put(t, s, "the contract"), put(t, s, "the plan")
	path := filepath.Join(dir, digest[:2], digest)
	if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte("the Contract"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context(), digest); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), digest) {
		t.Errorf("altered: %v", err)
	}
	if put(t, s, "the contract"); s.Verify(t.Context(), digest) != nil {
		t.Error("bringing the right bytes again did not mend the file")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context(), digest); !errs.Is(err, errs.NotFound) || !strings.Contains(err.Error(), digest) {
		t.Errorf("missing: %v", err)
	}
	if has, err := s.Has(digest); has || err != nil {
		t.Errorf("Has a missing file: %v %v", has, err)
	}
	if has, err := s.Has(other); !has || err != nil {
		t.Errorf("Has: %v %v", has, err)
	}
}

func TestOnlyDigestsReachTheDisk(t *testing.T) {
	s, dir := open(t)
	outside := filepath.Join(filepath.Dir(dir), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	digest := put(t, s, "x")
	for _, bad := range []string{"", "../secret", "..", strings.ToUpper(digest), digest[:63], digest + "0", digest + "\n", "/" + digest[1:], strings.Repeat("../", 21) + "a", "incoming"} {
		if f, _, err := s.Open(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("Open(%q): %v, %v", bad, f, err)
		}
		if _, err := s.Has(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("Has(%q): %v", bad, err)
		}
	}
}

func TestParallelPutsOfTheSameBytes(t *testing.T) {
	s, dir := open(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { put(t, s, "same") })
	}
	wg.Wait()
	files := map[string]int64{}
	if err := s.Walk(func(digest string, size int64) error { files[digest] = size; return nil }); err != nil {
		t.Fatal(err)
	}
	if digest := put(t, s, "same"); len(files) != 1 || files[digest] != 4 {
		t.Errorf("files %v", files)
	}
	if left := allFiles(t, dir); len(left) != 1 {
		t.Errorf("on disk: %v", left)
	}
}

func TestWalkPassesOverOtherFiles(t *testing.T) {
	s, dir := open(t)
	want := put(t, s, "x")
	for _, name := range []string{"README", want[:2] + "/notes.txt", "incoming/put-123"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	if err := s.Walk(func(digest string, _ int64) error { got = append(got, digest); return nil }); err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("walked %v, %v", got, err)
	}
}

func TestOpenRemovesWhatAKilledProgramLeft(t *testing.T) {
	_, dir := open(t)
	old, young := filepath.Join(dir, "incoming", "put-1"), filepath.Join(dir, "incoming", "put-2")
	dayBefore := time.Now().Add(-25 * time.Hour)
	if err := errors.Join(os.WriteFile(old, nil, 0o600), os.WriteFile(young, nil, 0o600), os.Chtimes(old, dayBefore, dayBefore)); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.Open(dir); err != nil {
		t.Fatal(err)
	}
	if left := allFiles(t, dir); len(left) != 1 || left[0] != young {
		t.Errorf("left %v", left)
	}
}

func allFiles(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
