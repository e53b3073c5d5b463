package journal

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
)

// The key of the example, of no use elsewhere: its seed is 32 bytes of 7.
const (
	examplePrivate = "PRIVATE+KEY+assay/acme+27e5ed2e+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"
	examplePublic  = "assay/acme+27e5ed2e+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
)

// example is the journal of the document: its salts are fixed, all else comes from the code.
func example(t *testing.T) (*db.DB, []Entry, Key) {
	t.Helper()
	entries := []Entry{
		{Actor: "alice", Kind: "asset", Record: "ast-laptop", Rev: 1, Reason: "inventory", Body: []byte(`{"name":"Laptop of Alice"}`)},
		{Actor: "alice", Kind: "risk", Record: "rsk-theft", Rev: 1, Reason: "", Body: []byte(`{"title":"Theft of a laptop"}`)},
		{Actor: "bob", Kind: "asset", Record: "ast-laptop", Rev: 2, Reason: "wrong owner", Body: []byte(`{"name":"Laptop of Bob"}`)},
		{Actor: "carol", Kind: "asset", Record: "ast-laptop", Rev: 1, Op: Redact, Reason: "request of a data subject"},
		{Actor: "bob", Kind: "risk", Record: "rsk-theft", Rev: 2, Op: Delete, Reason: "duplicate"},
	}
	var edge frontier
	for i := range entries {
		e := &entries[i]
		e.Org, e.Seq, e.Batch, e.Spec = "acme", int64(i)+1, int64(i)+1, 1
		e.Time = start.Add(time.Duration(i) * time.Minute)
		e.Salt = bytes.Repeat([]byte{byte(0x11 * (i + 1))}, saltSize)
		if e.Op == "" {
			e.Op = Put
		}
		e.Hashes = edge.add(e.Seq, leafHash(e.Leaf(nil)), nil)
	}
	d := lite(t)
	must(t, copyTo(d, entries))
	must(t, d.Write(ctx, "acme", func(tx *db.Tx) error { return Erase(ctx, tx, "acme", "ast-laptop", 1) }))
	k, err := openKey(examplePrivate, examplePublic)
	must(t, err)
	return d, entries, k
}

var block = regexp.MustCompile("(?s)```sh\n(.*?)```\n(?:\n```text\n(.*?)```\n)?")

// What the document prints is what the program writes, and its commands print what it says.
func TestProofFormatExampleReproduces(t *testing.T) {
	text, err := os.ReadFile("../../docs/proof-format.md")
	must(t, err)
	doc := string(text)
	d, entries, k := example(t)
	cp, err := Sign(ctx, d, "acme", k, start.Add(time.Hour))
	must(t, err)
	want := []string{string(entries[2].Leaf(nil)), cp.Note, k.Public, Fingerprint(k.Public)}
	must(t, d.Read(ctx, "acme", func(tx *db.Tx) error {
		p, err := ProveEntry(ctx, tx, "acme", 5, 3)
		for _, h := range p {
			want = append(want, fmt.Sprintf("%x", h[:]))
		}
		return err
	}))
	for _, w := range want {
		if !strings.Contains(doc, w) {
			t.Errorf("the document lacks:\n%s", w)
		}
	}
	clean(t, d, "acme", k)
	for _, tool := range []string{"sh", "sha256sum", "xxd", "openssl", "base64"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the commands of the document need %s: %v", tool, err)
		}
	}
	script, output := "set -e\n", ""
	for _, m := range block.FindAllStringSubmatch(doc, -1) {
		script, output = script+m[1], output+m[2]
	}
	c := exec.Command("sh", "-c", script)
	c.Dir = t.TempDir()
	got, err := c.CombinedOutput()
	if err != nil || string(got) != output || len(output) < 500 {
		t.Errorf("%v\ngot:\n%s\nthe document says:\n%s", err, got, output)
	}
}

// The document's rule for checking an inclusion proof, as written there, agrees with the proofs the program gives.
func TestProofFormatRule(t *testing.T) {
	check := func(proof []tlog.Hash, size, seq int64, hash, root tlog.Hash) bool {
		at, last := seq-1, size-1
		for _, h := range proof {
			if last == 0 {
				return false
			}
			if at%2 == 1 || at == last {
				hash = tlog.NodeHash(h, hash)
				for at%2 == 0 && at > 0 {
					at, last = at/2, last/2
				}
			} else {
				hash = tlog.NodeHash(hash, h)
			}
			at, last = at/2, last/2
		}
		return last == 0 && hash == root
	}
	d := lite(t)
	entries := fill(t, d, "acme", 70)
	must(t, d.Read(ctx, "acme", func(tx *db.Tx) error {
		for size := int64(1); size <= 70; size++ {
			root, err := RootAt(ctx, tx, "acme", size)
			must(t, err)
			for seq := int64(1); seq <= size; seq++ {
				p, err := ProveEntry(ctx, tx, "acme", size, seq)
				must(t, err)
				leaf := tlog.RecordHash(entries[seq-1].Leaf(nil))
				if !check(p, size, seq, leaf, root) || check(p, size, seq%size+1, leaf, root) && size > 1 || check(append(p, root), size, seq, leaf, root) {
					t.Fatalf("entry %d of %d", seq, size)
				}
			}
		}
		return nil
	}))
}
