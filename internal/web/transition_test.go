package web_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

const oldSheet = `Control;Applicable (Y/N);Justification;Status;Responsible;Remarks
A.9 Access control;;;;;
A.9.1.1 Access control policy;Y;Risk assessment;Implemented;Miriam Okafor;Policy P-04
A.9.1.2 Access to networks;Y;Customer contracts;Planned;Lukas Brandt;VPN only
A.14.2.7 Outsourced development;N;Nobody develops for us;N/A;;
`

// TestTransition goes from an empty register over an old spreadsheet to the gap list, and takes it back.
func TestTransition(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	h.org("acme")
	b := h.user("ann", "acme", identity.Editor, false)
	at := "/o/acme/transition"
	b.get("/o/acme/soa").want(200).holds("Bring an old statement across")
	b.get(at).want(200).holds("Nothing to start from", "Import an old statement", "/o/acme/r/controls/import")
	b.upload("/o/acme/r/controls/import", "old soa.csv", strings.NewReader(oldSheet)).want(200).holds("3 to create", "taken for: contract")
	b.upload("/o/acme/r/controls/import", "old soa.csv", strings.NewReader(oldSheet), "do", "import").to(at)
	b.get("/o/acme/soa").want(200).holds("Edition 2013", "Move to 2022", at)

	plan := b.get(at).want(200).holds("1 question is to answer first", "11 new controls: what to decide", "Who owns it?", "Lukas Brandt, as A.9.1.2", "A.9.1.2 (planned): VPN only", "Open afterwards")
	digest := inputValue(t, plan.body, "digest")
	b.post(at, "from", "2013", "digest", digest, "look", "merged", "a:A.5.15.owner", "A.9.1.2").want(200).
		holds(`value="A.9.1.2" checked`, "11 are new.<", "Merged 24").lacks("Redundancy of information processing facilities</td>")
	b.post(at, "from", "2013", "digest", digest, "do", "apply").want(422).holds("Nothing was written", "A.5.15.owner")
	b.post(at, "from", "2013", "digest", digest, "do", "apply", "a:A.5.15.owner", "A.9.1.2", "owner", "Nobody Known").want(422).holds("Nobody Known")
	b.post(at, "from", "2013", "digest", "old", "do", "apply", "a:A.5.15.owner", "A.9.1.2").want(412).holds("changed since the plan was made", `value="A.9.1.2" checked`)
	size := h.size("acme")
	done := b.post(at, "from", "2013", "digest", digest, "do", "apply", "a:A.5.15.owner", "A.9.1.2", "owner", "Miriam Okafor", "due", "2031-01-01").to(at + "?from=2013")
	said, batch := done.said()
	if !strings.Contains(said, "Carried: 2 controls") || h.size("acme") == size {
		t.Errorf("said %q", said)
	}
	b.get(at).want(200).holds("remain open", "planned", "T-1", "Nothing to carry").lacks("Who owns it")
	b.get("/o/acme/controls/A.5.15").want(200).holds("Carried from 2013", "Lukas Brandt", "VPN only")
	b.get(at + "?from=2022").want(200).holds("From 2022 to 2013")
	h.later(time.Hour)
	b.get(at+"?as_of="+h.clock().Add(-time.Minute).UTC().Format(time.RFC3339)).want(200).holds("remain open").lacks("Carry to 2022", "<form method=\"post\"")
	h.user("reader", "acme", identity.Reader, false).get(at).want(200).lacks("Carry to 2022")
	b.get(at + "/export?format=docx").want(200)
	b.get(at + "/export?format=csv").want(200).holds("A.5.15,Access control,merged")
	b.post("/o/acme/undo/" + batch).want(303)
	b.get(at).want(200).holds("1 question is to answer first")
}

// TestLinesOfReasonsStay saves the form of a control whose reasons have several lines, as a browser sends it.
func TestLinesOfReasonsStay(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	org := h.org("acme")
	b := h.user("ann", "acme", identity.Editor, false)
	_, err := org.Write(t.Context(), "", func(w *record.Writer) error {
		if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
			return err
		}
		c, err := control.Controls.Find(w.Reader, "A.5.15")
		if err != nil {
			return err
		}
		c.Applicability, c.Reasons, c.BecauseLaw = "applicable", record.Set{"law"}, "A.9.1.1: GDPR\nA.9.1.2: DORA"
		return control.Controls.Put(w, c)
	})
	must(t, err)
	b.get("/o/acme/controls/A.5.15").want(200).holds("<textarea class=\"in\" rows=\"2\" id=\"f-because_law\"", "A.9.1.1: GDPR\nA.9.1.2: DORA</textarea>")
}

func inputValue(t *testing.T, body, name string) string {
	_, rest, found := bytes.Cut([]byte(body), []byte(`name="`+name+`" value="`))
	value, _, _ := bytes.Cut(rest, []byte(`"`))
	if !found {
		t.Fatalf("no input %s", name)
	}
	return string(value)
}
