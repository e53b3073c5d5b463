package journal

import (
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// What follows checks a log without its database: entries, leaf hashes, proofs and signed texts as an audit pack
// carries them.

// LeafHash is the hash by which the entry enters the tree, computed from its content.
func (e *Entry) LeafHash() [32]byte { return leafHash(e.Leaf(nil)) }

// Tree computes the root of a log from its leaf hashes, added in order. The zero Tree is empty.
type Tree struct {
	size int64
	edge frontier
}

// Add puts in the leaf hash of the next entry.
func (t *Tree) Add(leaf [32]byte) {
	t.size++
	t.edge.add(t.size, leaf, nil)
}

// Size is how many entries the tree has.
func (t *Tree) Size() int64 { return t.size }

// Root is the tree's hash.
func (t *Tree) Root() [32]byte { return t.edge.root() }

// CheckEntry checks the proof that ProveEntry made: entry seq with this leaf hash is in the tree of the first size
// entries with this root.
func CheckEntry(proof [][32]byte, size int64, root [32]byte, seq int64, leaf [32]byte) error {
	if seq < 1 || seq > size {
		return fmt.Errorf("entry %d is not one of the %d of the tree", seq, size)
	}
	hashes := make(tlog.RecordProof, len(proof))
	for i, h := range proof {
		hashes[i] = h
	}
	return tlog.CheckRecord(hashes, size, root, seq-1, leaf)
}

// ParsePublic reads a public key as Key.Public has it.
func ParsePublic(public string) (note.Verifier, error) { return note.NewVerifier(public) }

// SignText signs a text that ends with a newline. The first line must tell it from every other text the key signs;
// that of a checkpoint is the key's name. The same text always gets the same signature.
func (k Key) SignText(text string) (string, error) {
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	return string(signed), err
}

// OpenText checks the signature and gives the text back. It takes exactly what SignText writes.
func OpenText(signed string, v note.Verifier) (string, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil {
		return "", fmt.Errorf("the signature is not by key %s: %w", v.Name(), err)
	}
	if !isCanonical(signed, v) {
		return "", fmt.Errorf("the signature by key %s has bytes that mean nothing", v.Name())
	}
	return n.Text, nil
}
