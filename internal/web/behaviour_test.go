package web_test

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/assay-isms/assay/internal/htmlcheck"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/record"
)

// assets writes n assets, each fourth of the type network.
func (h *house) assets(n int) (ids []string) {
	h.t.Helper()
	_, err := h.org("acme").Write(h.t.Context(), "", func(w *record.Writer) error {
		for i := range n {
			a := &asset.Asset{Name: fmt.Sprintf("Asset %03d", (i*7)%n), Type: "server"}
			if i%4 == 0 {
				a.Type = "network"
			}
			if err := asset.Assets.Put(w, a); err != nil {
				return err
			}
			ids = append(ids, a.ID)
		}
		return nil
	})
	must(h.t, err)
	return ids
}

func TestConflict(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann, bob := h.user("ann", "acme", identity.Editor, false), h.user("bob", "acme", identity.Editor, false)
	place := ann.post("/o/acme/r/assets", "name", "Server").to("/o/acme/r/assets/AS-1").header.Get("Location")
	bob.post(place, "rev", "1", "name", "Server of Bob", "reason", "renamed").to(place)
	before := h.size("acme")
	ann.post(place, "rev", "1", "name", "Server of Ann").want(412).holds("by bob on", "Server of Ann", `name="rev" value="2"`)
	ann.post(place, "rev", "1", "owner", "Nobody").want(422).holds(`name="rev" value="1"`) // a fault elsewhere must not hide it
	ann.post(place+"/delete", "rev", "1").want(412).holds("by bob on")
	if h.size("acme") != before {
		t.Error("a stale form was saved")
	}
	ann.get(place).want(200).holds("Server of Bob", "renamed", "Changed</strong> by bob")
	ann.post(place, "rev", "2", "name", "").want(422).holds("role=\"alert\"")
	ann.post("/o/acme/r/assets", "name", "Other", "ref", "AS-1").want(409).holds("AS-1")
}

func TestBulkAndUndo(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ids := h.assets(5)
	ann := h.user("ann", "acme", identity.Editor, false)
	pairs := []string{"do", "set", "field", "type", "value", "network", "reason", "sorted"}
	for _, id := range ids {
		pairs = append(pairs, "select", id)
	}
	count := func(filter string, n int) {
		t.Helper()
		if err := htmlcheck.Run(strings.NewReader(ann.get("/o/acme/r/assets?"+filter).want(200).body), htmlcheck.Count("#list tbody tr", n)); err != nil {
			t.Error(err)
		}
	}
	ann.post("/o/acme/r/assets/bulk", append(pairs, "select", "nowhere")...).want(404) // all or none
	count("type=network", 2)
	said, batch := ann.post("/o/acme/r/assets/bulk", pairs...).to("/o/acme/r/assets").said()
	if said != "3 changed." {
		t.Errorf("said %q", said)
	}
	count("type=network", 5)
	ann.get("/o/acme/r/assets", "Cookie", "assay_said="+said+"|"+batch).want(200).holds(`action="/o/acme/undo/` + batch + `"`)
	if said, _ := ann.post("/o/acme/undo/" + batch).to("/o/acme/").said(); said != "Undone." {
		t.Errorf("said %q", said)
	}
	count("type=network", 2)
	_, batch = ann.post("/o/acme/r/assets/bulk", "do", "delete", "select", ids[0], "select", ids[1]).said()
	count("", 3)
	ann.post("/o/acme/undo/" + batch).want(303)
	count("", 5)
	ann.post("/o/acme/r/assets/bulk", "do", "set", "field", "type", "value", "spaceship", "select", ids[0]).want(422)
	ann.post("/o/acme/r/assets/bulk", "do", "set", "field", "type", "value", "network").want(422).holds("Nothing is selected")
}

// TestPaging goes from the first page to the last, in every order: every record once.
func TestPaging(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	h.assets(120)
	ann := h.user("ann", "acme", identity.Reader, false)
	for query, want := range map[string]int{"": 120, "sort=-ref": 120, "sort=name": 120, "sort=-name": 120, "sort=type": 120, "type=network": 30, "q=Asset+00&sort=-name": 10, "type.not=network&sort=name": 90} {
		seen := map[string]int{}
		next := "/o/acme/r/assets?" + query
		for pages := 0; next != "" && pages < 10; pages++ {
			root, err := html.Parse(strings.NewReader(ann.get(next).want(200).body))
			must(t, err)
			for _, n := range find(root, "#list tbody tr td.mono a") {
				seen[htmlcheck.Text(n)]++
			}
			next = ""
			for _, n := range find(root, "a[rel=next]") {
				next = attribute(n, "href")
			}
		}
		if len(seen) != want {
			t.Errorf("%s: %d records, want %d", query, len(seen), want)
		}
		for ref, n := range seen {
			if n != 1 {
				t.Errorf("%s: %s is there %d times", query, ref, n)
			}
		}
	}
	if a := ann.get("/o/acme/r/assets?after=nonsense"); a.status >= 500 {
		t.Errorf("%s gave %d", a.what, a.status)
	}
}

func TestPast(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Administrator, false)
	place := ann.post("/o/acme/r/assets", "name", "Old name").header.Get("Location")
	h.later(time.Hour)
	then := "?as_of=" + h.clock().UTC().Format(time.RFC3339)
	h.later(time.Hour)
	ann.post(place, "rev", "1", "name", "New name").want(303)
	ann.get(place+then).want(200).holds("Old name", `class="asof"`, "Back to today").lacks("New name")
	ann.get(place).want(200).holds("New name").lacks(`class="asof"`)
	before := h.size("acme")
	for _, action := range []string{place, place + "/delete", place + "/restore", "/o/acme/r/assets", "/o/acme/r/assets/bulk", "/o/acme/undo/1", "/o/acme/journal/verify", "/o/acme/settings/members"} {
		ann.post(action+then, "rev", "1", "name", "x", "email", "x@example.org").want(403).holds("past")
	}
	for _, page := range []string{place + "/edit", "/o/acme/r/assets/new", "/o/acme/r/assets/import", "/o/acme/evidence/new", "/o/acme/criteria/new", "/o/acme/settings"} {
		ann.get(page + then).want(403).holds("past")
	}
	if h.size("acme") != before {
		t.Error("the past was changed")
	}
	ann.get(place + "?as_of=" + h.clock().UTC().Format(time.DateOnly)).want(200).holds("New name") // today is the day so far
	ann.get(place + "?as_of=2099-01-01").want(422).holds("future")
	ann.get(place + "?as_of=soon").want(400).holds("not a moment")
	ann.get("/o/acme/r/assets?as_of=1999-01-01").want(200).lacks("Old name")
}

func TestRestore(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Editor, false)
	id := h.assets(1)[0]
	place := "/o/acme/r/assets/" + id
	ann.post(place, "rev", "1", "name", "Second name").want(303)
	ann.post(place+"/delete", "rev", "2", "reason", "sold").to("/o/acme/r/assets")
	page := ann.get(place).want(200).holds("was deleted", "sold", "Bring back")
	if err := htmlcheck.Run(strings.NewReader(page.body), htmlcheck.In(`form[action="`+place+`/restore"]`)); err != nil {
		t.Error(err)
	}
	ann.get("/o/acme/r/assets/AS-1").want(404)
	ann.post(place+"/restore", "rev", "1").to(place)
	ann.get("/o/acme/r/assets/AS-1").want(200).holds("Asset 000")
	ann.post(place+"/restore", "rev", "99").want(404)
}

func TestImport(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Editor, false)
	const sheet = "Asset inventory\n\nAsset name,Type\nServer,server\nShop,network\nCar,spaceship\n"
	before := h.size("acme")
	preview := ann.upload("/o/acme/r/assets/import", "a.csv", strings.NewReader(sheet), "do", "preview").want(200).holds("Server", "Car", "spaceship")
	if err := htmlcheck.Wellformed(strings.NewReader(preview.body)); err != nil {
		t.Error(err)
	}
	ann.upload("/o/acme/r/assets/import", "a.csv", strings.NewReader(sheet)).want(200)
	if a := ann.upload("/o/acme/r/assets/import", "a.csv", strings.NewReader(sheet), "do", "import"); a.status < 400 {
		t.Errorf("bad rows were imported unasked: %d", a.status)
	}
	ann.get("/o/acme/r/accounts/import").want(200).holds("an import ends no account", `href="/o/acme/r/access-reviews"`)
	for name, content := range map[string]string{"a.xlsx": "PK\x03\x04 no zip", "a.csv": "", "b.csv": "\x00\xff\x00", "a.exe": "MZ"} {
		if a := ann.upload("/o/acme/r/assets/import", name, strings.NewReader(content), "do", "import"); a.status < 400 || a.status >= 500 {
			t.Errorf("%s gave %d: %s", name, a.status, a.main())
		}
	}
	ann.post("/o/acme/r/assets/import", "do", "import").want(422).holds("Choose a file")
	if h.size("acme") != before {
		t.Error("a preview wrote")
	}
	said, batch := ann.upload("/o/acme/r/assets/import", "a.csv", strings.NewReader(sheet), "do", "import", "partial", "yes").to("/o/acme/r/assets").said()
	if !strings.HasPrefix(said, "2 added") {
		t.Errorf("said %q", said)
	}
	ann.post("/o/acme/undo/" + batch).want(303)
	ann.get("/o/acme/r/assets").want(200).lacks("Server<")
	ann.upload("/o/acme/r/acceptances/import", "a.csv", strings.NewReader(sheet), "do", "import").want(409)
}

func TestOversizeUpload(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	large := bytes.NewReader(make([]byte, 64<<20+1))
	for _, address := range []string{"/o/acme/evidence", "/o/acme/r/assets/import"} {
		_, _ = large.Seek(0, 0)
		h.refused(address, large)
	}
}

// refused sends a file that is too large; the server may answer and close before all of it is sent.
func (h *house) refused(address string, file *bytes.Reader) {
	h.t.Helper()
	name := strings.ReplaceAll(strings.TrimPrefix(address, "/o/acme/"), "/", "-")
	a := h.user(name, "acme", identity.Editor, false).upload(address, "large.csv", file, "title", "x", "do", "import")
	if a.status != 400 && a.status != 413 || !strings.Contains(a.body, "64 MB") {
		h.t.Errorf("%s gave %d: %s", a.what, a.status, a.main())
	}
}

// TestSignInTellsNothing compares what a stranger learns from a wrong password and from an unknown address, before
// and after attempts are slowed down.
func TestSignInTellsNothing(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Reader, false)
	link, err := h.people.PasswordLink(t.Context(), h.root, ann.user)
	must(t, err)
	stranger := &browser{h: h}
	stranger.post("/password", "token", link, "password", "a long and winding road").want(303)
	stranger.post("/password", "token", link, "password", "another long and winding road").want(404)
	slowed := 0
	for i := range 40 {
		known, unknown := stranger.post("/sign-in", "email", "ann@example.org", "password", "wrong"), stranger.post("/sign-in", "email", "eve@example.org", "password", "wrong")
		if strings.ReplaceAll(unknown.body, "eve@", "ann@") != known.body && known.status == unknown.status || known.status != 401 && known.status != 429 {
			t.Errorf("attempt %d tells an account from none: %d %d", i, known.status, unknown.status)
		}
		for _, a := range []*answer{known, unknown} {
			if a.header.Get("Set-Cookie") != "" {
				t.Error("a refusal sets a cookie")
			}
			if a.status == 429 {
				slowed++
			}
		}
		if i == 12 { // the account pauses, whether it is there or not
			right := stranger.post("/sign-in", "email", "ann@example.org", "password", "a long and winding road").want(401)
			if wrong := stranger.post("/sign-in", "email", "ann@example.org", "password", "wrong").want(401); wrong.body != right.body {
				t.Error("a paused account tells whether the password was right")
			}
		}
		if slowed > 2 {
			break
		}
	}
	if slowed == 0 {
		t.Error("nothing slows a stranger down")
	}
	h.later(3 * time.Hour)
	stranger.post("/sign-in", "email", "ann@example.org", "password", "a long and winding road").to("/")
	ann.get("/sign-in?next=" + url.QueryEscape("/o/acme/")).want(200)
}
