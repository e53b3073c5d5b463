package control_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

func statement() []control.Line {
	line := func(ref, applicability string) control.Line {
		return control.Line{Control: &control.Control{Meta: record.Meta{Ref: ref}, Title: "T " + ref, Applicability: applicability, Implementation: "implemented"}}
	}
	yes, no, open, needed := line("A.5.1", "applicable"), line("A.5.2", "excluded"), line("A.5.3", "undecided"), line("A.5.4", "excluded")
	yes.Reasons, yes.BecauseLaw, yes.State = record.Set{"risk", "law"}, "GDPR", control.Working
	yes.Evidence = []*evidence.Evidence{{Meta: record.Meta{Ref: "EV-2"}, Title: "Minutes", CollectedOn: "2026-02-01", FreshUntil: "2027-02-01"}}
	yes.Risks = []record.Link{{Hit: record.Hit{Ref: "R-1"}}, {Hit: record.Hit{Ref: "R-2"}}}
	no.ExclusionReason, no.State = "Not done here", control.Excluded
	open.State = control.Undecided
	needed.ExclusionReason, needed.Conflict, needed.State = "Not done here", "A.5.4 is excluded, but the treatment of R-1 relies on it", control.Failing
	return []control.Line{yes, no, open, needed}
}

func TestDocument(t *testing.T) {
	h := control.Heading{Organisation: "Northwind Foods", Edition: catalog.Edition2022, Moment: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	files := map[report.Format][]byte{}
	for _, f := range report.Formats() {
		var first, second bytes.Buffer
		for _, b := range []*bytes.Buffer{&first, &second} {
			if err := report.Write(b, f, control.Document(statement(), h), report.Options{}); err != nil {
				t.Fatal(f, err)
			}
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: the same moment gives other bytes", f)
		}
		files[f] = first.Bytes()
	}
	rows, err := csv.NewReader(bytes.NewReader(files[report.CSV])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"control|title|applies|because|justification|implementation|how_implemented|owner|risks|requirements|newest_evidence|fresh_until|state|state_because",
		"A.5.1|T A.5.1|Yes|Risk treatment, Law|Risk treatment; Law: GDPR|Implemented|||R-1, R-2||EV-2 Minutes, 2026-02-01|2027-02-01|working|",
		"A.5.2|T A.5.2|No||Not done here||||||||excluded|",
		"A.5.3|T A.5.3|Undecided||||||||||undecided|",
		"A.5.4|T A.5.4|No, but needed||Not done here||||||||failing|",
	} {
		if got := strings.Join(rows[i], "|"); got != want {
			t.Errorf("row %d:\n%s\nwant\n%s", i, got, want)
		}
	}
	for _, want := range []string{"Not approved: draft", "4: 1 applicable, 2 excluded, 1 undecided", "the treatment of R-1 relies on it", "Northwind Foods"} {
		if !bytes.Contains(files[report.HTML], []byte(want)) {
			t.Errorf("HTML lacks %q", want)
		}
	}
}

func TestApproval(t *testing.T) {
	lines := statement()
	v := &control.Version{Title: "Version 3 (2022)", ApprovedBy: "C. Duval", ApprovedOn: "2026-02-20", Digest: control.Digest(lines)}
	if got := control.Approval(lines, v); got != "Version 3 (2022), approved by C. Duval on 2026-02-20" {
		t.Error(got)
	}
	lines[0].Description = "Changed since"
	if got := control.Approval(lines, v); got != "Not approved: draft, changed since Version 3 (2022), which C. Duval approved on 2026-02-20" {
		t.Error(got)
	}
}
