package pack

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/journal"
)

// file is one file of the pack; write may be called more than once and always writes the same.
type file struct {
	name   string
	stored bool // not compressed: compressed already, or what a verifier reads first
	large  bool // stored, and never held in memory
	write  func(io.Writer) error
}

// The three files that speak of all others. They stand last, in this order.
const (
	manifestJSON = "manifest.json"
	manifestSums = "manifest.sha256"
	manifestNote = "manifest.note"
	keyFile      = "proof/key.txt"
	format       = "assay pack 1"
)

// manifest says what the pack is and lists all files but the manifest's three.
type manifest struct {
	Format       string   `json:"format"`
	Organisation string   `json:"organisation"` // id
	Name         string   `json:"name"`
	Moment       string   `json:"moment"`
	Edition      string   `json:"edition"`
	Entries      int64    `json:"entries"` // of the journal at that moment
	Since        string   `json:"since,omitempty"`
	Files        []listed `json:"files"` // in the order of their names
}

// listed is a file of the manifest.
type listed struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Packed string `json:"packed,omitempty"` // SHA-256 of the compressed bytes in the zip; absent if not compressed
}

// archive writes the files in the order of their names, then the manifest, and returns how many they are.
func (c *content) archive(w io.Writer, key journal.Key, files []file) (int, error) {
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	z := archiver{zip: zip.NewWriter(w), moment: c.moment}
	m := manifest{Format: format, Organisation: c.org, Name: c.opts.OrganisationName, Moment: db.FormatTime(c.moment),
		Edition: string(c.opts.Edition), Entries: c.size}
	if !c.opts.Since.IsZero() {
		m.Since = db.FormatTime(c.opts.Since)
	}
	for _, f := range files {
		l, err := z.pour(f)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", f.name, err)
		}
		m.Files = append(m.Files, l)
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return 0, err
	}
	text = append(text, '\n')
	sums := m.sums(text)
	note, err := key.SignText(noteText(c.org, sums, c.moment))
	if err != nil {
		return 0, err
	}
	for _, f := range []file{plain(manifestJSON, text), plain(manifestSums, sums), plain(manifestNote, []byte(note))} {
		if _, err := z.pour(f); err != nil {
			return 0, err
		}
	}
	return len(files) + 3, z.zip.Close()
}

func plain(name string, text []byte) file {
	return file{name: name, stored: true, write: func(w io.Writer) error { _, err := w.Write(text); return err }}
}

// sums is the manifest in the form that sha256sum -c takes, with manifest.json itself as the last line.
func (m *manifest) sums(text []byte) []byte {
	var b bytes.Buffer
	for _, l := range m.Files {
		fmt.Fprintf(&b, "%s  %s\n", l.SHA256, l.Name)
	}
	fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(text), manifestJSON)
	return b.Bytes()
}

// noteText is what the organisation signs: it vouches for every file.
func noteText(org string, sums []byte, moment time.Time) string {
	return fmt.Sprintf("assay/%s pack\n%x\ntime %s\n", org, sha256.Sum256(sums), db.FormatTime(moment))
}

// archiver writes files into a zip.
type archiver struct {
	zip    *zip.Writer
	moment time.Time
	packer *flate.Writer
}

// pour writes one file. It is held in memory until its size is known; a large one is written twice instead, first only
// to be measured.
func (z *archiver) pour(f file) (listed, error) {
	measure := newGauge()
	h := header(f.name, z.moment)
	l := listed{Name: f.name}
	body := f.write
	if f.large {
		if err := f.write(measure); err != nil {
			return l, err
		}
		h.CompressedSize64 = uint64(measure.n)
	} else {
		held, err := z.hold(f, measure)
		if err != nil {
			return l, err
		}
		h.CompressedSize64 = uint64(held.Len())
		if !f.stored {
			h.Method, l.Packed = zip.Deflate, hexOf(sha256.Sum256(held.Bytes()))
		}
		body = func(w io.Writer) error { _, err := held.WriteTo(w); return err }
	}
	h.CRC32, h.UncompressedSize64 = measure.crc.Sum32(), uint64(measure.n)
	l.Size, l.SHA256 = measure.n, hex.EncodeToString(measure.sum.Sum(nil))
	w, err := z.zip.CreateRaw(h)
	if err != nil {
		return l, err
	}
	return l, body(w)
}

// hold takes a file into memory, compressed unless it is stored.
func (z *archiver) hold(f file, measure *gauge) (*bytes.Buffer, error) {
	held := &bytes.Buffer{}
	if f.stored {
		return held, f.write(io.MultiWriter(measure, held))
	}
	if z.packer == nil {
		z.packer, _ = flate.NewWriter(nil, flate.DefaultCompression) // fails only for a level that does not exist
	}
	z.packer.Reset(held)
	if err := f.write(io.MultiWriter(measure, z.packer)); err != nil {
		return nil, err
	}
	return held, z.packer.Close()
}

// header is all of a file's zip header that does not come from its bytes.
func header(name string, moment time.Time) *zip.FileHeader {
	h := &zip.FileHeader{Name: name, Method: zip.Store, Flags: 0x800, ReaderVersion: 20, CreatorVersion: 20} // 0x800: the name is UTF-8
	//lint:ignore SA1019 CreateRaw writes only the old form of the time
	h.SetModTime(moment)
	h.Modified = time.Time{}
	h.Extra = nil
	return h
}

// gauge measures what is written to it.
type gauge struct {
	n   int64
	crc hash.Hash32
	sum hash.Hash
}

func newGauge() *gauge { return &gauge{crc: crc32.NewIEEE(), sum: sha256.New()} }

func (g *gauge) Write(p []byte) (int, error) {
	g.n += int64(len(p))
	g.crc.Write(p)
	return g.sum.Write(p)
}

func hexOf(sum [32]byte) string { return hex.EncodeToString(sum[:]) }

func hexAll[H ~[32]byte](sums []H) []string {
	out := make([]string, len(sums))
	for i, s := range sums {
		out[i] = hexOf(s)
	}
	return out
}
