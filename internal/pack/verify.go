package pack

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/journal"
)

// VerifyOptions say whom to trust.
type VerifyOptions struct {
	// Key is the fingerprint of the organisation's key (64 hexadecimal digits, spaces allowed) or the public key itself.
	// "" takes the key in the pack: then the report's Fingerprint must be compared by hand.
	Key string
}

// Report is what checking a pack found.
type Report struct {
	Organisation string
	Moment       time.Time // that the pack shows
	Entries      int64     // of the journal at that moment
	Records      int       // proven
	Files        int
	Root         string   // hex
	Fingerprint  string   // of the key that signed, hex
	Faults       []string // sentences, the first fault first; none: everything is as it was signed
}

// maxFaults is how many faults a report lists.
const maxFaults = 20

// Verify checks a pack of size bytes offline: the signature over the list of files, every file, that the zip holds not
// one byte else, every journal entry, the tree, its signed root, a proof for every record, and that the records are
// what the entries say. Faults of the pack are in the report; an error means that it could not be read.
func Verify(ctx context.Context, r io.ReaderAt, size int64, opts VerifyOptions) (Report, error) {
	v := &verifier{ctx: ctx, r: r, size: size, files: map[string]*zip.File{}}
	v.run(opts)
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	return v.report, nil
}

// verifier goes through one pack. Each step relies on those before and is not tried after one that found a fault.
type verifier struct {
	ctx      context.Context
	r        io.ReaderAt
	size     int64
	zip      *zip.Reader
	files    map[string]*zip.File
	manifest manifest
	key      noteKey
	report   Report
}

func (v *verifier) fault(format string, args ...any) {
	if len(v.report.Faults) < maxFaults {
		v.report.Faults = append(v.report.Faults, fmt.Sprintf(format, args...))
	}
}

func (v *verifier) run(opts VerifyOptions) {
	for _, step := range []func(){
		v.open, v.readManifest, func() { v.checkKey(opts.Key) }, v.checkFiles, v.checkEvidence, v.checkZip, v.checkProof,
	} {
		if step(); len(v.report.Faults) > 0 || v.ctx.Err() != nil {
			return
		}
	}
}

// open reads the zip's directory.
func (v *verifier) open() {
	var err error
	if v.zip, err = zip.NewReader(v.r, v.size); err != nil {
		v.fault("The file is not a whole zip: %v.", err)
		return
	}
	for _, f := range v.zip.File {
		switch {
		case v.files[f.Name] != nil:
			v.fault("%s is in the zip twice.", f.Name)
		case !isPath(f.Name):
			v.fault("%q in the zip is not the name of a file of a pack.", f.Name)
		}
		v.files[f.Name] = f
	}
	v.report.Files = len(v.zip.File)
}

// isPath refuses names that could lead out of the folder the pack is unpacked in.
func isPath(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return !strings.ContainsAny(name, "\\:\x00")
}

const maxManifest = 1 << 30 // bytes; a guard against a zip that unpacks to more than memory

// read is a whole small file. A fault is noted and gives nil.
func (v *verifier) read(name string) []byte {
	f := v.files[name]
	if f == nil {
		v.fault("%s is missing.", name)
		return nil
	}
	b, err := readAll(f)
	if err != nil {
		v.fault("%s was altered: %v.", name, err)
		return nil
	}
	return b
}

func readAll(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, maxManifest+1))
	if err == nil && len(b) > maxManifest {
		err = fmt.Errorf("it is larger than %d bytes", maxManifest)
	}
	return b, err
}

// readManifest reads what the pack says of itself and compares its two lists of files.
func (v *verifier) readManifest() {
	note, sums, text := v.read(manifestNote), v.read(manifestSums), v.read(manifestJSON)
	if len(v.report.Faults) > 0 {
		return
	}
	signed := bytes.SplitN(note, []byte("\n"), 3)
	if len(signed) < 3 || string(signed[1]) != fmt.Sprintf("%x", sha256.Sum256(sums)) {
		v.fault("%s or %s was altered: the signed hash is not that of the list of files.", manifestSums, manifestNote)
		return
	}
	if err := json.Unmarshal(text, &v.manifest); err != nil || v.manifest.Format != format {
		v.fault("%s was altered, or is of a later program: it is not of the form %q.", manifestJSON, format)
		return
	}
	if !bytes.Equal(sums, v.manifest.sums(text)) {
		v.fault("%s was altered: it does not list what %s lists.", manifestJSON, manifestSums)
		return
	}
	moment, err := db.ParseTime(v.manifest.Moment)
	if err != nil {
		v.fault("%s was altered: its moment is not a time.", manifestJSON)
		return
	}
	v.report.Organisation, v.report.Moment, v.report.Entries = v.manifest.Name, moment, v.manifest.Entries
}

// checkKey opens the signature over the list of files.
func (v *verifier) checkKey(expected string) {
	public := string(v.read(keyFile))
	if l, ok := v.manifest.find(keyFile); ok && l.SHA256 != journal.Fingerprint(public) {
		v.fault("%s was altered.", keyFile)
		return
	}
	v.report.Fingerprint = journal.Fingerprint(public)
	if expected = strings.TrimSpace(expected); expected != "" && expected != public && strings.ToLower(strings.Join(strings.Fields(expected), "")) != v.report.Fingerprint {
		v.fault("The pack is signed by another key than the one expected: the fingerprint of its key is %s. It is not from the organisation, or the organisation has a new key.", v.report.Fingerprint)
		return
	}
	key, err := journal.ParsePublic(public)
	if err != nil {
		v.fault("%s is not a public key: %v.", keyFile, err)
		return
	}
	v.key = key
	text, err := journal.OpenText(string(v.read(manifestNote)), key)
	switch {
	case err != nil:
		v.fault("%s was altered: %v.", manifestNote, err)
	case key.Name() != "assay/"+v.manifest.Organisation || text != noteText(v.manifest.Organisation, v.read(manifestSums), v.report.Moment):
		v.fault("%s does not speak of this pack.", manifestNote)
	}
}

// noteKey is the public key; journal gives it.
type noteKey interface {
	Name() string
	KeyHash() uint32
	Verify(msg, sig []byte) bool
}

func (m *manifest) find(name string) (listed, bool) {
	i, found := slices.BinarySearchFunc(m.Files, name, func(l listed, name string) int { return cmp.Compare(l.Name, name) })
	if !found {
		return listed{}, false
	}
	return m.Files[i], true
}

// checkFiles compares every file with the signed list.
func (v *verifier) checkFiles() {
	for i, l := range v.manifest.Files {
		if i > 0 && l.Name <= v.manifest.Files[i-1].Name {
			v.fault("%s lists %s out of order.", manifestJSON, l.Name)
			return
		}
		f := v.files[l.Name]
		if f == nil {
			v.fault("%s is missing.", l.Name)
			continue
		}
		if err := v.checkFile(f, l); err != nil {
			v.fault("%s was altered: %v.", l.Name, err)
		}
	}
	for _, f := range v.zip.File {
		if _, ok := v.manifest.find(f.Name); !ok && f.Name != manifestJSON && f.Name != manifestSums && f.Name != manifestNote {
			v.fault("%s was added: the signed list does not have it.", f.Name)
		}
	}
}

func (v *verifier) checkFile(f *zip.File, l listed) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	measure := newGauge()
	if _, err := io.Copy(measure, io.LimitReader(in, l.Size+1)); err != nil {
		return err
	}
	if measure.n != l.Size || fmt.Sprintf("%x", measure.sum.Sum(nil)) != l.SHA256 {
		return fmt.Errorf("its SHA-256 is not the signed one")
	}
	return v.ctx.Err()
}

// checkEvidence demands that each file of evidence lies in the folder of its digest.
func (v *verifier) checkEvidence() {
	for _, l := range v.manifest.Files {
		if parts := strings.Split(l.Name, "/"); parts[0] == "evidence" && (len(parts) != 3 || parts[1] != l.SHA256) {
			v.fault("%s is not the file its folder names: its SHA-256 is %s.", l.Name, l.SHA256)
		}
	}
}

// checkZip writes the zip anew around the same compressed bytes and demands the same file: so no byte of it can be
// altered or added, not even one that no program reads.
func (v *verifier) checkZip() {
	c := &comparer{r: v.r, size: v.size}
	w := zip.NewWriter(c)
	names := make([]string, 0, len(v.manifest.Files)+3)
	for _, l := range v.manifest.Files {
		names = append(names, l.Name)
	}
	for _, name := range append(names, manifestJSON, manifestSums, manifestNote) {
		if err := v.copyRaw(w, name); err != nil {
			v.fault("The zip was altered or written anew, though its files are as they were signed: %s: %v.", name, err)
			return
		}
	}
	err := w.Close()
	if err == nil && c.n != v.size {
		err = fmt.Errorf("there are %d bytes after the end", v.size-c.n)
	}
	if err != nil {
		v.fault("The zip was altered or written anew, though its files are as they were signed: its directory: %v.", err)
	}
}

func (v *verifier) copyRaw(w *zip.Writer, name string) error {
	f := v.files[name]
	content, packed := newGauge(), newGauge()
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	if _, err := io.Copy(content, in); err != nil {
		return err
	}
	raw, err := f.OpenRaw()
	if err != nil {
		return err
	}
	h := header(name, v.report.Moment)
	h.CRC32, h.UncompressedSize64, h.CompressedSize64 = content.crc.Sum32(), uint64(content.n), f.CompressedSize64
	l, _ := v.manifest.find(name)
	if l.Packed != "" {
		h.Method = zip.Deflate
	}
	to, err := w.CreateRaw(h)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.MultiWriter(to, packed), raw); err != nil {
		return err
	}
	if l.Packed != "" && l.Packed != fmt.Sprintf("%x", packed.sum.Sum(nil)) {
		return fmt.Errorf("its compressed bytes are not the signed ones")
	}
	return w.Flush()
}

// comparer is written what should be in the file and fails at the first byte that differs.
type comparer struct {
	r       io.ReaderAt
	n, size int64
	buf     []byte
}

func (c *comparer) Write(p []byte) (int, error) {
	if c.n+int64(len(p)) > c.size {
		return 0, fmt.Errorf("the file ends at byte %d", c.size)
	}
	c.buf = slices.Grow(c.buf[:0], len(p))[:len(p)]
	if _, err := c.r.ReadAt(c.buf, c.n); err != nil && err != io.EOF {
		return 0, err
	}
	for i := range p {
		if p[i] != c.buf[i] {
			return 0, fmt.Errorf("byte %d is not as it was written", c.n+int64(i))
		}
	}
	c.n += int64(len(p))
	return len(p), nil
}
