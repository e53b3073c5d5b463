package journal

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/bits"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
)

const (
	hashSize = tlog.HashSize
	saltSize = 16
)

// frontier is the right edge of the tree: the roots of the complete subtrees that together cover it, largest first.
// Appending a leaf needs nothing else (O(log n) hashes, no reads).
type frontier []tlog.Hash

func parseFrontier(b []byte, size int64) (frontier, error) {
	if size < 0 || len(b) != hashSize*bits.OnesCount64(uint64(size)) {
		return nil, fmt.Errorf("head of the journal: %d bytes of hashes do not fit a tree of %d entries", len(b), size)
	}
	f := make(frontier, 0, 24)
	for ; len(b) > 0; b = b[hashSize:] {
		f = append(f, tlog.Hash(b[:hashSize]))
	}
	return f, nil
}

func (f frontier) bytes() []byte {
	out := make([]byte, 0, len(f)*hashSize)
	for _, h := range f {
		out = append(out, h[:]...)
	}
	return out
}

// add puts the leaf of entry seq into the tree and appends to hashes the leaf hash and the hash of every subtree
// the leaf completes: one for each factor 2 in seq.
func (f *frontier) add(seq int64, leaf tlog.Hash, hashes []byte) []byte {
	hashes = append(hashes, leaf[:]...)
	for range bits.TrailingZeros64(uint64(seq)) {
		last := len(*f) - 1
		leaf = nodeHash((*f)[last], leaf)
		*f = (*f)[:last]
		hashes = append(hashes, leaf[:]...)
	}
	*f = append(*f, leaf)
	return hashes
}

// root is the Merkle tree hash of RFC 6962 §2.1.
func (f frontier) root() tlog.Hash {
	if len(f) == 0 {
		return sha256.Sum256(nil)
	}
	h := f[len(f)-1]
	for i := len(f) - 2; i >= 0; i-- {
		h = nodeHash(f[i], h)
	}
	return h
}

func nodeHash(left, right tlog.Hash) tlog.Hash {
	var b [1 + 2*hashSize]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+hashSize:], right[:])
	return sha256.Sum256(b[:])
}

// nodes reads hashes of the tree for golang.org/x/mod/sumdb/tlog. Node k of level l is completed by entry
// (k+1)·2^l, which keeps its hash at offset l.
type nodes struct {
	ctx context.Context
	tx  *db.Tx
	org string
}

func (n nodes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	type node struct {
		level int
		seq   int64
	}
	want := make([]node, len(indexes))
	args := []any{n.org}
	for i, index := range indexes {
		level, k := tlog.SplitStoredHashIndex(index)
		want[i] = node{level, (k + 1) << level}
		args = append(args, want[i].seq)
	}
	stored, err := n.read(args)
	if err != nil {
		return nil, err
	}
	out := make([]tlog.Hash, len(indexes))
	for i, w := range want {
		hashes := stored[w.seq]
		if len(hashes) < (w.level+1)*hashSize {
			return nil, fmt.Errorf("journal %s: entry %d lacks the hash of level %d", n.org, w.seq, w.level)
		}
		out[i] = tlog.Hash(hashes[w.level*hashSize:])
	}
	return out, nil
}

// read gets the stored hashes of the entries whose numbers follow the organisation in args, in one query. The list
// is filled up to a power of two, so that few SQL texts are prepared.
func (n nodes) read(args []any) (map[int64][]byte, error) {
	stored := map[int64][]byte{}
	if len(args) == 1 {
		return stored, nil
	}
	for count := len(args) - 1; count&(count-1) != 0; count++ {
		args = append(args, args[1])
	}
	list := "$2"
	for i := 3; i <= len(args); i++ {
		list += ", $" + strconv.Itoa(i)
	}
	query := `SELECT seq, hashes FROM journal_entry WHERE org = $1 AND seq IN (` + list + `)`
	return stored, n.tx.Query(n.ctx, query, args, func(scan func(...any) error) error {
		var seq int64
		var hashes []byte
		err := scan(&seq, &hashes)
		stored[seq] = hashes
		return err
	})
}
