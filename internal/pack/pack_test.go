package pack_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/htmlcheck"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/pack"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// house is an organisation with its database, key and files.
type house struct {
	t     *testing.T
	org   *record.Org
	key   journal.Key
	keys  journal.Keys
	blobs *blob.Store
	now   time.Time

	owner *people.Person
	risk  *risk.Risk
}

var ctx = context.Background()

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	h := &house{t: t, keys: journal.Keys(t.TempDir()), now: time.Date(2026, 3, 1, 9, 0, 0, 123000, time.UTC)}
	store, err := record.Open(ctx, d, h.keys, func() time.Time { return h.now }, isms.Kinds())
	must(t, err)
	h.org, err = store.Org("northwind", record.System)
	must(t, err)
	must(t, h.org.Create(ctx))
	h.key, err = h.keys.Get("northwind")
	must(t, err)
	h.blobs, err = blob.Open(t.TempDir())
	must(t, err)
	return h
}

func (h *house) write(reason string, fn func(w *record.Writer) error) {
	h.t.Helper()
	h.now = h.now.Add(time.Hour)
	_, err := h.org.Write(ctx, reason, fn)
	must(h.t, err)
	h.now = h.now.Add(time.Minute)
}

// furnish gives the smallest organisation that has something of every kind; with controls it has those of 2022 too.
func (h *house) furnish(controls bool) {
	h.t.Helper()
	h.settle(controls)
	h.assess(controls)
	if controls {
		h.decide()
	}
	h.attach("Restore test of February", "restore test <2>.txt", "restored 4,212 files\n")
}

func (h *house) settle(controls bool) {
	h.write("Start", func(w *record.Writer) error {
		h.owner = &people.Person{Name: "M. Okafor", Email: "okafor@example.org", Position: "Head of IT"}
		c := risk.Starter()
		s := &scope.Scope{Title: "Scope 2026", Statement: "Design and sale of frozen food at <Bremen> & Kyiv.", Boundaries: "Both sites.\nAll staff."}
		party := &scope.Party{Name: "Customers", Type: "customer"}
		return steps(
			func() error { return people.Persons.Put(w, h.owner) },
			func() error { return risk.CriteriaVersions.Put(w, c) },
			func() error { return risk.CriteriaVersions.Take(w, c, "approve") },
			func() error { return scope.Scopes.Put(w, s) },
			func() error { return scope.Scopes.Take(w, s, "approve") },
			func() error { return scope.Parties.Put(w, party) },
			func() error {
				return scope.Issues.Put(w, &scope.Issue{Title: "Staff turnover", Side: "internal", Owner: record.Ref(h.owner.ID)})
			},
			func() error {
				return scope.Requirements.Put(w, &scope.Requirement{Title: "GDPR, article 32", Type: "law", Party: record.Ref(party.ID), Addressed: true, How: "This system"})
			},
			func() error {
				if !controls {
					return nil
				}
				_, err := control.AddEdition(w, catalog.Edition2022)
				return err
			})
	})
}

func (h *house) assess(controls bool) {
	h.write("First assessment", func(w *record.Writer) error {
		a := &asset.Asset{Name: "File server", Type: "server", Owner: record.Ref(h.owner.ID), Classification: "confidential", Availability: "very_high"}
		run := &assessment.Assessment{Title: "Assessment of spring 2026", Occasion: "yearly"}
		h.risk = &risk.Risk{Title: "Ransomware encrypts the file server", Owner: record.Ref(h.owner.ID), Likelihood: 4, Consequence: 5, Option: "modify",
			ResidualLikelihood: 2, ResidualConsequence: 3, Rationale: "Two neighbours were hit."}
		return steps(
			func() error { return asset.Assets.Put(w, a) },
			func() error {
				return supplier.Suppliers.Put(w, &supplier.Supplier{Name: "Hetzner", Service: "Housing", Tier: "critical", Assets: record.Refs{a.ID}})
			},
			func() error { return assessment.Assessments.Put(w, run) },
			func() (err error) {
				h.risk.Assets, h.risk.Assessment = record.Refs{a.ID}, record.Ref(run.ID)
				if controls {
					h.risk.Controls, err = idsOf(w, "A.8.13", "A.7.4")
				}
				return err
			},
			func() error { return risk.Risks.Put(w, h.risk) },
			func() error {
				return treatment.Treatments.Put(w, &treatment.Treatment{Title: "Restore test each month", Risks: record.Refs{h.risk.ID}, Owner: record.Ref(h.owner.ID), Due: "2026-09-30", Cost: 1200.5})
			},
			func() error { return assessment.Assessments.Take(w, run, "approve") },
			func() error {
				_, err := treatment.Accept(w, h.risk.ID, h.risk.Rev, h.owner.Email, treatment.AcceptForm{Statement: "I accept what remains."})
				return err
			})
	})
}

func (h *house) decide() {
	h.write("Decisions of the steering group", func(w *record.Writer) error {
		return w.Each(control.Controls.Kind(), record.Query{}, func(rec record.Record) error {
			c := rec.(*control.Control)
			switch c.Ref {
			case "A.5.7": // stays undecided
				return nil
			case "A.7.4", "A.8.28":
				c.Applicability, c.ExclusionReason = "excluded", "Nothing of the kind is done here."
			default:
				c.Applicability, c.Reasons, c.BecauseBestPractice, c.Implementation = "applicable", record.Set{"best_practice"}, "Good practice", "implemented"
				c.Owner = record.Ref(h.owner.ID)
			}
			return control.Controls.Put(w, c)
		})
	})
}

func (h *house) attach(title, name, content string) {
	h.t.Helper()
	digest, size, err := h.blobs.Put(ctx, strings.NewReader(content), 1<<20)
	must(h.t, err)
	h.write("", func(w *record.Writer) error {
		e := &evidence.Evidence{Title: title, FileName: name, FileType: "text/plain", FileSize: int(size), FileDigest: digest}
		var err error
		if e.Controls, err = idsOf(w, "A.8.13"); err != nil {
			e.Controls = nil
		}
		return evidence.Evidences.Put(w, e)
	})
}

func idsOf(w *record.Writer, refs ...string) (ids record.Refs, err error) {
	for _, ref := range refs {
		c, err := control.Controls.Find(w.Reader, ref)
		if err != nil {
			return nil, err
		}
		ids = append(ids, c.ID)
	}
	return ids, nil
}

func steps(all ...func() error) error {
	for _, step := range all {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) pack(org *record.Org, opts pack.Options) []byte {
	h.t.Helper()
	var b bytes.Buffer
	opts.OrganisationName = "Northwind Foods"
	_, err := pack.Write(ctx, org, h.key, h.blobs, &b, opts)
	must(h.t, err)
	return b.Bytes()
}

func verify(t *testing.T, b []byte, opts pack.VerifyOptions) pack.Report {
	t.Helper()
	rep, err := pack.Verify(ctx, bytes.NewReader(b), int64(len(b)), opts)
	must(t, err)
	return rep
}

// TestPack goes the whole way on both engines: taken on the day, changed afterwards, taken again as of that day.
func TestPack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.furnish(true)
		day := h.now
		onTheDay := h.pack(h.org, pack.Options{})
		rep := verify(t, onTheDay, pack.VerifyOptions{Key: journal.Fingerprint(h.key.Public)})
		if len(rep.Faults) > 0 {
			t.Fatal(rep.Faults)
		}
		if rep.Organisation != "Northwind Foods" || !rep.Moment.Equal(day) || rep.Records != 106 || rep.Entries < 200 {
			t.Errorf("report %+v", rep)
		}
		h.write("A late edit", func(w *record.Writer) error {
			h.risk.Title = "Another title"
			return risk.Risks.Put(w, h.risk)
		})
		h.attach("Restore test of March", "march.txt", "restored\n")
		late := h.pack(h.org, pack.Options{})
		if rep := verify(t, late, pack.VerifyOptions{Key: h.key.Public}); len(rep.Faults) > 0 || rep.Records != 107 {
			t.Errorf("the later pack: %+v", rep)
		}
		past, release, err := h.org.AsOf(ctx, day)
		must(t, err)
		defer release()
		if again := h.pack(past, pack.Options{}); !bytes.Equal(again, onTheDay) {
			t.Errorf("the pack as of the day is not the one taken on the day: %s", firstDifference(t, again, onTheDay))
		}
		if dir := os.Getenv("PACK_DIR"); dir != "" { // to look at
			must(t, os.WriteFile(path.Join(dir, fmt.Sprint(d.Dialect)+".zip"), late, 0o600))
		}
	})
}

func firstDifference(t *testing.T, a, b []byte) string {
	left, right := unpack(t, a), unpack(t, b)
	for _, name := range slices.Sorted(maps.Keys(left)) {
		if left[name] != right[name] {
			return name
		}
	}
	return "only in the zip itself"
}

func unpack(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		files[f.Name] = string(content)
	}
	return files
}

// TestPastWithoutCheckpoint: a moment that was not signed is covered by the next checkpoint.
func TestPastWithoutCheckpoint(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.furnish(false)
	day := h.now
	h.attach("Later", "later.txt", "later")
	past, release, err := h.org.AsOf(ctx, day)
	must(t, err)
	defer release()
	first := h.pack(past, pack.Options{})
	if rep := verify(t, first, pack.VerifyOptions{}); len(rep.Faults) > 0 || rep.Records != 13 {
		t.Errorf("%+v", rep)
	}
	if strings.Contains(string(first), "later.txt") {
		t.Error("the pack of the past knows the future")
	}
	h.attach("Later still", "still.txt", "still")
	h.pack(h.org, pack.Options{})
	if again := h.pack(past, pack.Options{}); !bytes.Equal(first, again) {
		t.Error("the past changed when the journal was signed again")
	}
}

func TestSince(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.furnish(false)
	since := h.now
	h.attach("Later", "later.txt", "later")
	b := h.pack(h.org, pack.Options{Since: since})
	if rep := verify(t, b, pack.VerifyOptions{}); len(rep.Faults) > 0 || rep.Records != 14 {
		t.Errorf("%+v", rep)
	}
	if n := strings.Count(unpack(t, b)["proof/entries.jsonl"], "\n"); n != 14 {
		t.Errorf("%d entries, want the newest of each of 14 records", n)
	}
}

// TestRedaction: content that was erased is gone from the pack, and everything still verifies.
func TestRedaction(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.furnish(false)
	h.write("", func(w *record.Writer) error {
		h.owner.Position = "CIO"
		return people.Persons.Put(w, h.owner)
	})
	h.write("Asked by the person", func(w *record.Writer) error { return w.Redact(people.Persons.Kind(), h.owner.ID, 1) })
	b := h.pack(h.org, pack.Options{})
	if rep := verify(t, b, pack.VerifyOptions{}); len(rep.Faults) > 0 {
		t.Error(rep.Faults)
	}
	for name, content := range unpack(t, b) {
		if strings.Contains(content, "Head of IT") {
			t.Errorf("%s still holds what was erased", name)
		}
	}
}

// TestMissingEvidence: a pack without a file it should hold is not made.
func TestMissingEvidence(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.furnish(false)
	empty, err := blob.Open(t.TempDir())
	must(t, err)
	if _, err := pack.Write(ctx, h.org, h.key, empty, io.Discard, pack.Options{}); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("error %v", err)
	}
}

// TestPages: every page is sound, and every link leads to a file of the pack and a place on its page.
func TestPages(t *testing.T) {
	h := newHouse(t, testdb.SQLite(t))
	h.furnish(true)
	files := unpack(t, h.pack(h.org, pack.Options{}))
	ids := map[string]bool{}
	var links [][2]string
	for name, content := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		if err := htmlcheck.Wellformed(strings.NewReader(content)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		root, err := html.Parse(strings.NewReader(content))
		must(t, err)
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				switch a.Key {
				case "id":
					ids[name+"#"+a.Val] = true
				case "href", "src":
					links = append(links, [2]string{name, a.Val})
				}
			}
		}
	}
	for _, l := range links {
		u, err := url.Parse(l[1])
		must(t, err)
		to := path.Join(path.Dir(l[0]), u.Path)
		if u.Path == "" {
			to = l[0]
		}
		if _, there := files[to]; !there && u.Scheme == "" || u.Fragment != "" && !ids[to+"#"+u.Fragment] || u.Scheme != "" && u.Scheme != "https" {
			t.Errorf("%s links to %s, which is not there", l[0], l[1])
		}
	}
	if len(links) < 3000 {
		t.Errorf("only %d links", len(links))
	}
	checkText(t, files)
}

func checkText(t *testing.T, files map[string]string) {
	for name, checks := range map[string][]htmlcheck.Check{
		"index.html":               {htmlcheck.In(".lead", htmlcheck.HasText("Of 93 controls 90 apply, 2 are excluded and 1 is undecided. 1 exclusion contradicts a treatment."))},
		"pages/soa.html":           {htmlcheck.In(".facts", htmlcheck.HasText("A.7.4 is excluded, but the treatment of R-1 relies on it")), htmlcheck.In("main", htmlcheck.HasText("Not approved: draft"))},
		"pages/scope.html":         {htmlcheck.In(".prose", htmlcheck.HasExactText("Design and sale of frozen food at <Bremen> & Kyiv."))},
		"pages/risk/R-1.html":      {htmlcheck.In("main", htmlcheck.HasText("I accept what remains."), htmlcheck.HasText("binds")), htmlcheck.Count(".matrix .mark", 2)},
		"pages/control/A.5.7.html": {htmlcheck.In("main", htmlcheck.HasText("Undecided"))},
		"pages/acceptances.html":   {htmlcheck.In("td .working", htmlcheck.HasText("binds"))},
		"pages/history.html":       {htmlcheck.In("main", htmlcheck.HasText("Decisions of the steering group"))},
	} {
		if err := htmlcheck.Run(strings.NewReader(files[name]), checks...); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var m struct{ Files []struct{ Name string } }
	must(t, json.Unmarshal([]byte(files["manifest.json"]), &m))
	if len(m.Files) != len(files)-3 {
		t.Errorf("the manifest lists %d of %d files", len(m.Files), len(files))
	}
	undecided := 0
	for line := range strings.Lines(files["documents/statement-of-applicability.csv"]) {
		if strings.Contains(line, ",Undecided,") {
			undecided++
		}
	}
	if undecided != 1 {
		t.Errorf("%d lines undecided in the CSV, want 1", undecided)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
