package pack_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/pack"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestEveryByteCounts flips bytes all over the pack, at random and at each place where the zip itself keeps something.
func TestEveryByteCounts(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.furnish(false)
	b := h.pack(h.org, pack.Options{})
	key := journal.Fingerprint(h.key.Public)
	flips := structure(t, b)
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	for range 800 {
		flips = append(flips, random.IntN(len(b)))
	}
	if testing.Short() {
		flips = flips[len(flips)-200:]
	}
	var half sync.WaitGroup
	for part := range slices.Chunk(flips, len(flips)/2+1) {
		half.Go(func() {
			b := slices.Clone(b)
			for i, at := range part {
				bit := byte(1) << (i % 8)
				b[at] ^= bit
				rep, err := pack.Verify(ctx, bytes.NewReader(b), int64(len(b)), pack.VerifyOptions{Key: key})
				b[at] ^= bit
				if err != nil || len(rep.Faults) == 0 {
					t.Errorf("bit %d of byte %d of %d altered (seed %d): nothing found, %v", bit, at, len(b), seed, err)
				}
			}
		})
	}
	half.Wait()
	if rep := verify(t, b, pack.VerifyOptions{Key: key}); len(rep.Faults) > 0 {
		t.Error("the pack itself:", rep.Faults)
	}
	t.Logf("%d flips", len(flips))
}

// structure is every byte of the zip that belongs to no file.
func structure(t *testing.T, b []byte) (places []int) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	end := 0
	for i, f := range z.File {
		at, err := f.DataOffset()
		must(t, err)
		if i%64 == 0 || i > len(z.File)-4 {
			for p := end; p < int(at); p++ {
				places = append(places, p)
			}
		}
		end = int(at) + int(f.CompressedSize64)
	}
	for p := end; p < len(b); p += 47 {
		places = append(places, p)
	}
	for p := len(b) - 22; p < len(b); p++ {
		places = append(places, p)
	}
	return places
}

// TestTamper alters packs as someone would who knows how they are made.
func TestTamper(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.furnish(false)
	b := h.pack(h.org, pack.Options{})
	stranger, err := journal.Keys(t.TempDir()).Get("northwind")
	must(t, err)
	of := func(kind string) string { return "data/" + kind + ".jsonl" }
	for _, c := range []struct {
		what   string
		change func(files map[string]string)
		sign   *journal.Key // of whoever signs the altered pack; nil if nobody does
		fault  string
	}{
		{"page altered", replace("pages/risks.html", "Ransomware", "Ransom"), nil, "pages/risks.html was altered"},
		{"file removed", func(f map[string]string) { delete(f, "pages/risks.html") }, nil, "pages/risks.html is missing"},
		{"file added", func(f map[string]string) { f["pages/extra.html"] = "x" }, nil, "pages/extra.html was added"},
		{"evidence altered", replace(evidencePath(t, b), "4,212", "9,999"), nil, "evidence/"},
		{"manifest altered", replace("manifest.sha256", "a", "b"), nil, "manifest.sha256"},
		{"note of another text", replace("manifest.note", "time 2026", "time 2027"), nil, "manifest.note was altered"},
		{"signed by a stranger", func(map[string]string) {}, &stranger, "another key than the one expected"},
		{"record altered and signed again", replace(of("risk"), "Ransomware", "Ransom"), &h.key, "data/risk.jsonl, line 1: risk "},
		{"record removed and signed again", func(f map[string]string) { f[of("asset")] = "" }, &h.key, "data/asset.jsonl lacks asset"},
		{"entry altered and signed again", replace("proof/entries.jsonl", "Ransomware", "Ransom"), &h.key, "does not give its leaf hash"},
		{"entry and record altered and signed again", func(f map[string]string) {
			replace("proof/entries.jsonl", "Ransomware", "Ransom")(f)
			replace(of("risk"), "Ransomware", "Ransom")(f)
		}, &h.key, "does not give its leaf hash"},
		{"entry removed and signed again", dropLine("proof/entries.jsonl", 3), &h.key, "journal entry 4 is missing"},
		{"leaf altered and signed again", flipLine("proof/leaves.txt"), &h.key, "does not give the root"},
		{"leaf removed and signed again", dropLine("proof/leaves.txt", 0), &h.key, "proof/leaves.txt has"},
		{"proof removed and signed again", dropLine("proof/inclusion.jsonl", 0), &h.key, "has no proof"},
		{"proof altered and signed again", replace("proof/inclusion.jsonl", `"proof":["`, `"proof":["00`), &h.key, "proof/inclusion.jsonl, line 1"},
		{"evidence exchanged and signed again", replace(evidencePath(t, b), "4,212", "9,999"), &h.key, "is not the file its folder names"},
		{"nothing altered, zip written anew", func(map[string]string) {}, nil, "though its files are as they were signed"},
		{"nothing altered and signed again", func(map[string]string) {}, &h.key, ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			files := unpack(t, b)
			c.change(files)
			altered := rebuild(t, b, files, c.sign)
			rep := verify(t, altered, pack.VerifyOptions{Key: journal.Fingerprint(h.key.Public)})
			python(t, altered, journal.Fingerprint(h.key.Public), c.fault == "" || strings.HasPrefix(c.fault, "though"))
			if c.fault == "" && len(rep.Faults) > 0 || c.fault != "" && (len(rep.Faults) == 0 || !strings.Contains(rep.Faults[0], c.fault)) {
				t.Errorf("found %q, want %q first", rep.Faults, c.fault)
			}
		})
	}
	for what, altered := range map[string][]byte{"bytes before": append([]byte("MZ"), b...), "bytes after": append(slices.Clone(b), 0), "cut": b[:len(b)-1], "empty": nil} {
		if rep := verify(t, altered, pack.VerifyOptions{}); len(rep.Faults) == 0 {
			t.Errorf("%s: nothing found", what)
		}
	}
}

func evidencePath(t *testing.T, b []byte) string {
	for _, name := range slices.Sorted(maps.Keys(unpack(t, b))) {
		if strings.HasPrefix(name, "evidence/") {
			return name
		}
	}
	t.Fatal("the pack has no evidence")
	return ""
}

func replace(name, old, new string) func(map[string]string) {
	return func(f map[string]string) {
		if !strings.Contains(f[name], old) {
			panic(name + " does not hold " + old)
		}
		f[name] = strings.Replace(f[name], old, new, 1)
	}
}

func dropLine(name string, n int) func(map[string]string) {
	return func(f map[string]string) {
		lines := strings.SplitAfter(f[name], "\n")
		f[name] = strings.Join(slices.Delete(lines, n, n+1), "")
	}
}

func flipLine(name string) func(map[string]string) {
	return func(f map[string]string) {
		b := []byte(f[name])
		b[0] = "10"[b[0]&1]
		f[name] = string(b)
	}
}

// rebuild writes the files as a zip again, with a new manifest if somebody signs.
func rebuild(t *testing.T, original []byte, files map[string]string, sign *journal.Key) []byte {
	t.Helper()
	if sign != nil {
		resign(t, files, sign)
	}
	z, err := zip.NewReader(bytes.NewReader(original), int64(len(original)))
	must(t, err)
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(n string) bool { return strings.HasPrefix(n, "manifest.") })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range append(names, "manifest.json", "manifest.sha256", "manifest.note") {
		h := *z.File[0]
		h.FileHeader.Name, h.FileHeader.Method, h.FileHeader.Extra = name, zip.Store, nil
		h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc32.ChecksumIEEE([]byte(files[name])), uint64(len(files[name])), uint64(len(files[name]))
		to, err := w.CreateRaw(&h.FileHeader)
		must(t, err)
		_, err = to.Write([]byte(files[name]))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

// resign makes the manifest anew, as the one who has the key could.
func resign(t *testing.T, files map[string]string, key *journal.Key) {
	files["proof/key.txt"] = key.Public
	var m map[string]any
	must(t, json.Unmarshal([]byte(files["manifest.json"]), &m))
	moment := m["moment"].(string)
	for _, name := range []string{"manifest.json", "manifest.sha256", "manifest.note"} {
		delete(files, name)
	}
	var list []map[string]any
	var sums strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sum := sha256.Sum256([]byte(files[name]))
		list = append(list, map[string]any{"name": name, "size": len(files[name]), "sha256": hex.EncodeToString(sum[:])})
		fmt.Fprintf(&sums, "%x  %s\n", sum, name)
	}
	m["files"] = list
	text, err := json.Marshal(m)
	must(t, err)
	fmt.Fprintf(&sums, "%x  manifest.json\n", sha256.Sum256(text))
	note, err := key.SignText(fmt.Sprintf("assay/northwind pack\n%x\ntime %s\n", sha256.Sum256([]byte(sums.String())), moment))
	must(t, err)
	files["manifest.json"], files["manifest.sha256"], files["manifest.note"] = string(text), sums.String(), note
}
