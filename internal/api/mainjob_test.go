package api_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/risk"
)

// TestMainJob goes from an empty organisation to an approved Statement of Applicability and its proof.
func TestMainJob(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		approve := func(path string) {
			c.do("POST", path+"/approve", "", "If-Match", `"1"`).want(200).holds(`"status":"approved"`)
		}
		c.post("/api/v1/scopes", `{"title":"Scope","statement":"Hosting of e-mail."}`)
		approve("/api/v1/scopes/SC-1")
		s := risk.Starter()
		c.post("/api/v1/criteria-versions", toJSON(map[string]any{"title": s.Title, "likelihood": s.Likelihood, "consequence": s.Consequence, "levels": s.Levels, "matrix": s.Matrix, "currency": s.Currency, "months": 12}))
		approve("/api/v1/criteria-versions/RC-1")
		c.do("POST", "/api/v1/criteria-versions/RC-1/approve", "", "If-Match", `"2"`).want(409)
		c.do("POST", "/api/v1/soa/2022/controls", "").want(200).holds(`"added":93`)
		c.post("/api/v1/people", `{"name":"Ann Lee","email":"ann@example.org"}`)
		c.post("/api/v1/assets", `{"name":"Mail","owner":"P-1"}`)
		r := c.post("/api/v1/risks", `{"title":"Ransomware","owner":"P-1","assets":["AS-1"],"likelihood":4,"consequence":5,"option":"modify","controls":["A.8.13"],"residual_likelihood":2,"residual_consequence":2}`)
		if r["level"] != 4.0 || r["residual_level"] != 1.0 {
			t.Errorf("risk %v", r)
		}
		c.do("POST", "/api/v1/risks/R-1/accept", `{"statement":"I accept"}`).want(428)
		c.do("POST", "/api/v1/risks/R-1/accept", `{"statement":"I accept","until":"2027-03-01"}`, "If-Match", `"1"`).want(201).holds(`"statement":"I accept"`, `"snapshot":{`)
		bob := h.client("acme", "bob", identity.Contributor)
		bob.do("POST", "/api/v1/risks/R-1/accept", "", "If-Match", `"1"`).want(403).holds("Ann Lee")
		c.post("/api/v1/assessments", `{"title":"First assessment"}`)
		approve("/api/v1/assessments/RA-1")
		c.statement(t)
		c.proofs(t)
	})
}

func (c *client) statement(t *testing.T) {
	c.do("POST", "/api/v1/soa/2022/approve", `{"note":"first"}`).want(409).holds("93 of 93")
	before := stampOf(c.h)
	c.do("PATCH", "/api/v1/controls", toJSON(map[string]any{"refs": c.refs("/api/v1/controls?limit=1000"),
		"set": map[string]any{"applicability": "applicable", "reasons": []string{"best_practice"}, "because_best_practice": "Good practice"}})).want(200).holds(`"changes":93`)
	c.do("PATCH", "/api/v1/controls/A.8.13", `{"applicability":"excluded","exclusion_reason":"None"}`, "If-Match", "*").want(200)
	c.get("/api/v1/soa").holds(`"conflict":"A.8.13 is excluded, but the treatment of R-1 relies on it"`, `"changed_since":true`, `"approved":null`)
	c.do("POST", "/api/v1/soa/2022/approve", "").want(409).holds("A.8.13")
	c.do("POST", "/api/v1/controls/A.8.13/restore", `{"rev":2}`).want(200)
	c.do("POST", "/api/v1/soa/2022/approve", `{"note":"first"}`).want(201).holds(`"note":"first"`, `"applicable":93`)
	soa := c.get("/api/v1/soa?edition=2022").holds(`"changed_since":false`).json()
	if lines := soa["lines"].([]any); len(lines) != 93 || lines[0].(map[string]any)["state"] != "failing" {
		t.Errorf("%d lines", len(lines))
	}
	if n := len(c.get("/api/v1/soa/compare?from=" + before).json()["differences"].([]any)); n != 2*93 {
		t.Errorf("%d differences, want two for each control", n)
	}
	if n := len(c.get("/api/v1/soa/compare?from=SOA-1").json()["differences"].([]any)); n != 0 {
		t.Errorf("%d differences from the version just approved", n)
	}
	c.get("/api/v1/soa/compare?from=" + before).holds(`"cause":{"kind":"decision","record_kind":"control","record":"A.5.1"`)
	c.get("/api/v1/soa/editions").holds(`"control":"A.5.1"`, `"earlier":["A.5.1.1","A.5.1.2"]`, `"compared":"one edition"`)
	c.depth(before)
	c.do("GET", "/api/v1/soa/compare", "").want(400)
	c.get("/api/v1/soa?as_of=" + before).holds(`"state":"undecided"`)
}

// depth decides on many with a look before, excludes by answers, and asks what was true.
func (c *client) depth(before string) {
	c.do("POST", "/api/v1/soa/2022/decide", `{"group":"People","applicability":"excluded","exclusion_reason":"Nobody","dry_run":true}`).want(200).holds(`"controls":0`, `"left_decided":8`)
	c.do("POST", "/api/v1/soa/2022/decide", `{"group":"People","because":{"law":""},"decided":true}`).want(422).holds(`"field":"A.6.1"`, `"field":"A.6.8"`, "which law and article")
	c.do("POST", "/api/v1/soa/2022/decide", `{"controls":["A.8.28","A.8.25"],"applicability":"undecided","decided":true}`).want(200).holds(`"controls":2`)
	c.get("/api/v1/soa/questions").holds(`"key":"development"`)
	c.get("/api/v1/soa/2022/proposals?answers=development=no,outsourced=no").holds(`"control":"A.8.25"`, `"conflict":""`)
	excluded := c.do("POST", "/api/v1/soa/2022/exclude", `{"answers":{"development":false,"outsourced":false},"controls":{"A.8.28":"We write nothing"}}`).want(200).holds(`"excluded":1`)
	c.do("POST", "/api/v1/soa/2022/exclude", `{"answers":{"development":true},"controls":{"A.8.25":""}}`).want(409)
	c.get("/api/v1/soa?true_on="+before).holds(`"corrections":[]`, `"state":"undecided"`)
	c.get("/api/v1/soa/export?format=csv&true_on=" + before)
	c.do("POST", "/api/v1/undo/"+excluded.header.Get("Assay-Batch"), "").want(200)
}

func stampOf(h *house) string { return h.clock().Format("2006-01-02T15:04:05.000000Z") }

func (c *client) refs(path string) (refs []string) {
	for _, item := range c.get(path).items() {
		refs = append(refs, item["ref"].(string))
	}
	return refs
}

// proofs rebuilds an entry's leaf from the journal and checks it against the signed head.
func (c *client) proofs(t *testing.T) {
	cp := c.get("/api/v1/journal/checkpoint").json()
	verifier, err := note.NewVerifier(cp["public_key"].(string))
	must(t, err)
	_, err = note.Open([]byte(cp["note"].(string)), note.VerifierList(verifier))
	must(t, err)
	size := int64(cp["size"].(float64))
	p := c.get(fmt.Sprintf("/api/v1/journal/proof?seq=3&size=%d", size)).json()
	var hashes tlog.RecordProof
	for _, text := range p["hashes"].([]any) {
		hashes = append(hashes, hashOf(t, text))
	}
	e := c.get("/api/v1/journal?after=2&limit=1").items()[0]
	leaf := fmt.Sprintf("assay entry 1\norganisation %s\nsequence %.0f\ntime %s\nactor %s\nkind %s\nrecord %s\nrevision %.0f\nspecification %.0f\noperation %s\nbatch %.0f\nreason %s\nbody %s\n",
		c.get("/api/v1/organisation").json()["id"], e["seq"], e["time"], e["actor"], e["kind"], e["record"], e["rev"], e["specification"], e["operation"], e["batch"], e["reason_hash"], e["body_hash"])
	if err := tlog.CheckRecord(hashes, size, hashOf(t, cp["root"]), 2, tlog.RecordHash([]byte(leaf))); err != nil {
		t.Errorf("entry 3 is not proven: %v", err)
	}
	if salt, err := hex.DecodeString(e["salt"].(string)); err != nil || len(salt) != 16 || !strings.HasPrefix(e["body"].(string), `{"ref":"`) {
		t.Errorf("entry %v", e)
	}
}

func hashOf(t *testing.T, v any) (h tlog.Hash) {
	b, err := base64.StdEncoding.DecodeString(v.(string))
	must(t, err)
	copy(h[:], b)
	return h
}

// upload sends a form with a file and fields.
func (c *client) upload(name, media, content string, fields ...string) *answer {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		must(c.h.t, form.WriteField(fields[i], fields[i+1]))
	}
	if name != "" {
		part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {media}})
		must(c.h.t, err)
		_, err = part.Write([]byte(content))
		must(c.h.t, err)
	}
	must(c.h.t, form.Close())
	return c.do("POST", "/api/v1/evidence-items", body.String(), "Content-Type", form.FormDataContentType())
}

func TestEvidenceFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Contributor)
		h.client("acme", "eve", identity.Editor).do("POST", "/api/v1/soa/2022/controls", "").want(200)
		made := c.upload(`../../etc/pass\"wd.html`, "text/html", "<script>alert(1)</script>", "title", "Report", "controls", "A.5.1, A.5.2", "controls", "A.8.13").want(201).json()
		if made["type"] != "file" || made["file_size"] != 25.0 || len(made["controls"].([]any)) != 3 || strings.Contains(made["file_name"].(string), "/") {
			t.Errorf("made %v", made)
		}
		file := c.get("/api/v1/evidence-items/EV-1/file")
		if string(file.body) != "<script>alert(1)</script>" || file.header.Get("Content-Type") != "application/octet-stream" ||
			!strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") || file.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("file %s %v", file.body, file.header)
		}
		c.upload("übersicht.pdf", "application/pdf", "%PDF", "title", "Übersicht").want(201).holds(`"file_name":"übersicht.pdf"`)
		if d := c.get("/api/v1/evidence-items/EV-2/file").header.Get("Content-Disposition"); !strings.Contains(d, "filename*=utf-8''%C3%BCbersicht.pdf") {
			t.Errorf("named %s", d)
		}
		c.upload("", "", "", "title", "Nothing").want(422).holds(`"field":"file"`)
		c.upload("x", "text/plain", "x", "titel", "Typo").want(422).holds(`"field":"titel"`)
		c.upload("x", "text/plain", "x", "title", "Digest", "file_digest", strings.Repeat("0", 64)).want(422).holds(`"field":"file_digest"`)
		c.upload("big", "text/plain", strings.Repeat("x", 1<<20+1), "title", "Big").want(422).holds("larger")
		c.do("POST", "/api/v1/evidence-items", "--x\r\nbroken", "Content-Type", "multipart/form-data; boundary=x").want(400)
		c.post("/api/v1/evidence-items", `{"title":"Link","link":"https://example.org/"}`)
		c.do("GET", "/api/v1/evidence-items/EV-3/file", "").want(404).holds("no file")
		h.client("acme", "ron", identity.Reader).upload("x", "text/plain", "x", "title", "No").want(403)
	})
}
