package pack_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/pack"
	"github.com/assay-isms/assay/internal/testdb"
)

// python lets the verifier of the document, which shares no code with ours, judge the pack.
func python(t *testing.T, b []byte, fingerprint string, sound bool) {
	t.Helper()
	for _, tool := range []string{"python3", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Logf("without a second verifier: %v", err)
			return
		}
	}
	file := filepath.Join(t.TempDir(), "pack.zip")
	must(t, os.WriteFile(file, b, 0o600))
	out, err := exec.Command("python3", "../../docs/verify_pack.py", file, fingerprint).CombinedOutput()
	if (err == nil) != sound {
		t.Errorf("docs/verify_pack.py: %v\n%s", err, out)
	}
	if err != nil && !strings.HasPrefix(string(out), "ALTERED: ") && !strings.Contains(string(out), "Error") {
		t.Errorf("docs/verify_pack.py gives no reason: %s", out)
	}
}

// TestByHand types the commands of the page that says how to check a pack.
func TestByHand(t *testing.T) {
	for _, tool := range []string{"sh", "sha256sum", "sed", "xxd", "base64", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the commands need %s: %v", tool, err)
		}
	}
	h := newHouse(t, testdb.SQLite(t))
	h.furnish(false)
	files := unpack(t, h.pack(h.org, pack.Options{}))
	dir := t.TempDir()
	for name, content := range files {
		to := filepath.Join(dir, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(to), 0o700))
		must(t, os.WriteFile(to, []byte(content), 0o600))
	}
	root, err := html.Parse(strings.NewReader(files["pages/verify.html"]))
	must(t, err)
	var said strings.Builder
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "code" || strings.HasPrefix(n.FirstChild.Data, "assay ") {
			continue
		}
		sh := exec.Command("sh", "-e", "-c", n.FirstChild.Data)
		sh.Dir = dir
		out, err := sh.CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s\n%s", err, n.FirstChild.Data, out)
		}
		said.Write(out)
	}
	digest := strings.Split(files["manifest.note"], "\n")[1]
	for _, want := range []string{"index.html: OK", digest + "  manifest.sha256\n" + digest + "\n", "Verified"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("the commands do not print %q", want)
		}
	}
	if !strings.Contains(strings.ReplaceAll(files["index.html"], " ", ""), journal.Fingerprint(h.key.Public)) {
		t.Error("the first page does not show the fingerprint")
	}
}
