package pack

import (
	"fmt"
	"strconv"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
)

func (c *content) indexPage() page {
	n := control.Count(c.lines)
	return page{Path: "index.html", Title: c.opts.OrganisationName,
		Lead: sentence(soaSentence(n), c.riskSentence()),
		Sections: []section{
			{Title: "What this pack says", Facts: c.statusFacts(n)},
			{Title: "What is in it", Table: c.contentsTable()},
			{Title: "Why you can trust it", Prose: []string{
				"Every change was written to an append-only journal when it was made. The journal is hashed into a tree whose root the organisation signed; " +
					"each record here comes with a proof that it is in that tree, and a signed list holds the SHA-256 of every file. " +
					"Compare the fingerprint with the one the organisation tells you by telephone or on paper. Then nothing else has to be trusted."},
				Facts: c.proofFacts(), After: []span{{Text: "How to check this pack", Href: "pages/verify.html"}}},
		}}
}

func (c *content) statusFacts(n control.Counts) []fact {
	scope := span{Text: "No scope statement was approved", Class: "st failing"}
	if c.scope != nil {
		scope = span{Text: c.scope.Statement, Href: "pages/scope.html"}
	}
	criteria := span{Text: "No version was approved", Class: "st failing"}
	if c.criteria != nil {
		criteria = span{Text: fmt.Sprintf("%s, approved by %s on %s", c.criteria.Title, c.criteria.ApprovedBy, c.criteria.ApprovedOn), Href: "pages/criteria.html"}
	}
	states := map[control.State]int{}
	for i := range c.lines {
		states[c.lines[i].State]++
	}
	var shown []span
	for _, s := range []control.State{control.Working, control.Partly, control.Failing, control.Stale, control.None, control.Excluded, control.Undecided} {
		if states[s] > 0 {
			shown = append(shown, span{Text: fmt.Sprint(states[s], " ", s.Words()), Class: "st " + string(s)}, span{Text: " "})
		}
	}
	fresh, total := 0, 0
	for _, it := range c.register("evidence").items {
		total++
		if it.rec.(*evidence.Evidence).Fresh(c.today) {
			fresh++
		}
	}
	return []fact{
		{"Edition", words("ISO/IEC 27001:" + string(c.opts.Edition))},
		{"Scope", []span{scope}},
		{"Risk criteria", []span{criteria}},
		{"Statement of Applicability", []span{{Text: control.Approval(c.lines, c.version), Href: "pages/soa.html"}}},
		{"Controls", shown},
		{"Risks", words(c.riskSentence())},
		{"Evidence", words(fmt.Sprintf("%d pieces, %d fresh on %s", total, fresh, c.today))},
	}
}

func (c *content) contentsTable() *table {
	t := &table{Columns: head("Clause", "Page", "Records#", "Files")}
	for _, row := range [][4]string{
		{"4.1, 4.2", "Context of the organisation", "pages/context.html", "issue"},
		{"4.3", "Scope of the management system", "pages/scope.html", "scope"},
		{"6.1.2 a)", "Risk criteria", "pages/criteria.html", "criteria"},
		{"6.1.2", "Risks", "pages/risks.html", "risk"},
		{"8.2", "Risk assessments", "pages/assessments.html", "assessment"},
		{"6.1.3 e)", "Risk treatment plan", "pages/treatments.html", "treatment"},
		{"6.1.3 f)", "Risk acceptances", "pages/acceptances.html", "acceptance"},
		{"6.1.3 d)", "Statement of Applicability", "pages/soa.html", "control"},
		{"7.5", "Evidence", "pages/evidence.html", "evidence"},
		{"A.5.9", "Assets", "pages/assets.html", "asset"},
		{"A.5.19", "Suppliers", "pages/suppliers.html", "supplier"},
		{"5.3", "People", "pages/people.html", "person"},
	} {
		reg := c.register(row[3])
		n := len(reg.items)
		files := downloads("registers/" + reg.kind.Plural)[1:]
		switch row[3] {
		case "issue":
			n += len(c.register("interested_party").items) + len(c.register("requirement").items)
			files = nil
		case "control":
			files = append([]span{{Text: "PDF", Href: "documents/statement-of-applicability.pdf"}, {Text: ", "}}, downloads("documents/statement-of-applicability")[1:]...)
		}
		t.Rows = append(t.Rows, []cell{{Spans: words(row[0]), Class: "ref"}, {Spans: []span{{Text: row[1], Href: row[2]}}},
			{Spans: words(strconv.Itoa(n)), Class: "num"}, {Spans: files}})
	}
	t.Rows = append(t.Rows, []cell{{Class: "ref"}, {Spans: []span{{Text: "History", Href: "pages/history.html"}}},
		{Spans: words(strconv.Itoa(len(c.entries))), Class: "num"}, {Spans: []span{{Text: "JSON lines", Href: "proof/entries.jsonl"}}}})
	return t
}

func (c *content) proofFacts() []fact {
	return []fact{
		{"Fingerprint of the key", []span{{Text: grouped(c.fingerprint()), Class: "mono strong"}}},
		{"Root of the journal", []span{{Text: grouped(hexOf(c.checkpoint.Root)), Class: "mono"}}},
		{"Journal", words(fmt.Sprintf("%d entries at the moment shown; %d in the signed checkpoint", c.size, c.checkpoint.Size))},
		{"Checkpoint signed", words(c.checkpoint.Time.Format("2 January 2006, 15:04:05 UTC"))},
	}
}

func (c *content) verifyPage() page {
	return page{Path: "pages/verify.html", Title: "Check this pack",
		Lead: "You need the fingerprint of the organisation's key from the organisation itself: by telephone, on paper, from its website. All else is in this folder.",
		Sections: []section{
			{Title: "The fingerprint", Facts: c.proofFacts(), Code: "sha256sum proof/key.txt"},
			{Title: "With the program", Prose: []string{"Assay is one file to run, and open source. It checks everything below, and that the zip holds nothing else."},
				Code: "assay verify FILE.zip --key " + c.fingerprint()},
			{Title: "Every file, by hand", Prose: []string{"In the unpacked folder. The first command checks every file; the second prints the hash that stands in line 2 of manifest.note."},
				Code: "sha256sum --check manifest.sha256\nsha256sum manifest.sha256\nsed -n 2p manifest.note"},
			{Title: "The organisation's signature, by hand", Prose: []string{"The same for proof/checkpoint.txt, whose signed text is its first four lines."}, Code: signatureCommands},
			{Title: "A record, by hand", Prose: []string{
				"proof/entries.jsonl holds the journal's entries. The leaf hash of an entry is computed from its fields; line n of proof/leaves.txt is that of entry n.",
				"The hashes of proof/leaves.txt give the root in proof/checkpoint.txt. The record's line in proof/inclusion.jsonl proves the same for it alone.",
				"docs/proof-format.md in the program's source says how, byte by byte, and has a short program in Python that does it."},
				After: []span{{Text: "Entries", Href: "proof/entries.jsonl"}, {Text: ", "}, {Text: "leaves", Href: "proof/leaves.txt"}, {Text: ", "},
					{Text: "inclusion proofs", Href: "proof/inclusion.jsonl"}, {Text: ", "}, {Text: "checkpoint", Href: "proof/checkpoint.txt"}, {Text: ", "}, {Text: "key", Href: "proof/key.txt"}}},
			{Title: "What this proves", Prose: []string{
				"The records are those that the journal held when the checkpoint was signed, and none was altered since. The pages, documents and files are those the organisation signed.",
				"It does not prove that what was written is true; that is what an audit is for."}},
		}}
}

const signatureCommands = `key=$(sed 's/^[^+]*+[^+]*+//' proof/key.txt)
{ printf '302a300506032b6570032100' | xxd -r -p; printf %s "$key" | base64 -d | tail -c 32; } > key.der
head -n 3 manifest.note > signed
tail -n 1 manifest.note | cut -d' ' -f3 | base64 -d | tail -c 64 > signature
openssl pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in signed -sigfile signature`
