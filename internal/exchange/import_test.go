package exchange

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
	"github.com/assay-isms/assay/internal/testdb"
)

const imports = "../../../shared/imports/"

// TestFiles imports lists as people have them, one after the other, each without its bad rows.
func TestFiles(t *testing.T) {
	type file struct{ kind, path, summary, people, bad string }
	for name, files := range map[string][]file{
		"office": {
			{"assets", "testdata/assets.csv", "2 to create, 0 to change, 0 to leave; 4 rows that cannot be imported; would also create 1 person: M. Keller.", "M. Keller/person/2/M. Keller+Keller",
				"6 geprüft am: \"30.02.2026\" is not a date: February 2026 has 28 days\n7 Nr.: \"G-1\" is in row 4 already\n8 Bezeichnung: is missing\n" +
					"9 Klassifizierung: \"rosa\" is none of the choices. They are Public, Internal, Confidential, Strictly confidential\n"},
			{"risks", "testdata/risks.csv", "2 to create, 0 to change, 0 to leave; 2 rows that cannot be imported.", "",
				"4 Assets: there is no asset \"G-9\"\n4 Likelihood (1-5): 6 is off the scale, which runs from 1 (Rare) to 5 (Almost certain)\n" +
					"4 Impact (1-5): \"2-3\" names more than one level. Write one of 1 (Negligible), 2 (Minor), 3 (Serious), 4 (Severe), 5 (Existential)\n" +
					"4 Controls: there is no control \"A.99.1\"\n4 Treatment: \"hope\" is none of the choices. They are Modify, Retain, Avoid, Share\n4 Owner: is missing\n5 Risk: is missing\n"},
		},
		"clinic": {
			{"assets", imports + "clinic-assets.csv",
				"13 to create, 0 to change, 0 to leave; 3 rows that cannot be imported; would also create 6 people: Dr. C. Duval, H. Sato, L. Brandt, M. Okafor, TeleNord, reception.",
				"Dr. C. Duval/person/2/Dr. C. Duval, TeleNord/external/1/external: TeleNord, L. Brandt/person/2/L. Brandt, M. Okafor/person/5/M. Okafor, H. Sato/person/1/H. Sato, reception/function/2/reception",
				"10 geprüft am: \"31.02.2026\" is not a date: February 2026 has 28 days\n15 Nr.: \"S-03\" is in row 7 already\n16 Bezeichnung: is missing\n"},
			{"risks", imports + "clinic-risks.csv", "5 to create, 0 to change, 0 to leave; 6 rows that cannot be imported.", "",
				"5 Assets: there is no asset \"S-06\"\n5 Status: \"accepted by Duval 12.5.\" is none of the choices. They are Open, In treatment, Treated, No longer relevant\n" +
					"7 Likelihood (1-5): \"1-2\" names more than one level. Write one of 1 (Rare), 2 (Unlikely), 3 (Possible), 4 (Likely), 5 (Almost certain)\n7 Owner: is missing\n" +
					"9 Assets: there is no asset \"S-06\"\n10 No: \"8\" is in row 9 already\n11 Likelihood (1-5): 6 is off the scale, which runs from 1 (Rare) to 5 (Almost certain)\n11 Risk: is missing\n" +
					"12 Assets: there is no asset \"S-99\"\n"},
		},
		"ciso-assistant": {
			{"assets", imports + "ciso-assistant-assets.xlsx", "4 to create, 0 to change, 0 to leave.", "", ""},
			{"risks", imports + "ciso-assistant-risks.xlsx", "0 to create, 0 to change, 0 to leave; 4 rows that cannot be imported.", "",
				"2 assets: there is no asset \"erp\"; there is no asset \"database server\"\n2 Owner: is missing\n3 assets: there is no asset \"erp\"\n3 Owner: is missing\n" +
					"4 Owner: is missing\n5 assets: there is no asset \"customer portal\"\n5 Owner: is missing\n"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, d *db.DB) {
				c := newCompany(t, d)
				for _, f := range files {
					c.tryFile(f.kind, f.path, f.summary, f.people, f.bad)
				}
			})
		})
	}
}

func (c *company) tryFile(kind, path, summary, people, bad string) {
	c.Helper()
	p := c.prepare(kind, c.openFile(path), sheet.Choice{})
	var gotPeople []string
	for _, n := range p.Creates {
		gotPeople = append(gotPeople, fmt.Sprintf("%s/%s/%d/%s", n.Title, n.Type, n.Rows, strings.Join(n.Spellings, "+")))
	}
	if got := p.Summary(); got != summary {
		c.Errorf("%s: %s\nwant %s", path, got, summary)
	}
	if got := strings.Join(gotPeople, ", "); got != people {
		c.Errorf("%s creates %s\nwant %s", path, got, people)
	}
	if got := problems(p); got != bad {
		c.Errorf("%s: bad rows\n%swant\n%s", path, got, bad)
	}
	if _, err := c.org.Write(context.Background(), "", func(w *record.Writer) error {
		_, err := p.Apply(w, false)
		return err
	}); p.Counts[Bad] > 0 && !errs.Is(err, errs.Invalid) {
		c.Errorf("%s with bad rows was not refused: %v", path, err)
	} else if p.Counts[Bad] == 0 {
		c.must(err)
		return
	}
	result, _ := c.apply(p, true)
	if result.Created != p.Counts[Create] || result.Bad != p.Counts[Bad] || result.Others != len(p.Creates) {
		c.Errorf("%s: %+v", path, result)
	}
	again := c.prepare(kind, c.openFile(path), sheet.Choice{})
	if again.Counts[Leave] != p.Counts[Create] || again.Counts[Create]+again.Counts[Change] > 0 || len(again.Creates) > 0 {
		c.Errorf("%s a second time: %s\n%s%s", path, again.Summary(), lines(again, Create), lines(again, Change))
	}
}

func problems(p *Plan) string {
	var b strings.Builder
	for _, row := range p.Rows {
		for _, problem := range row.Problems {
			fmt.Fprintf(&b, "%d %s\n", row.Number, problem)
		}
	}
	return b.String()
}

// TestRows tries what a row can say about what there is. The register holds AS-1 Server of Miriam Okafor, AS-2 Mail.
func TestRows(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		c.apply(c.prepare("assets", c.table("Name;Owner;Location\nServer;Miriam Okafor;cellar\nMail;;\n"), sheet.Choice{}), false)
		for _, try := range []struct{ name, kind, table, want string }{
			{"by reference, in another spelling", "assets", "ID;Name\nas-01;Old server\n", "change 2 AS-1\n  name: \"Server\" → \"Old server\"\n"},
			{"empty leaves", "assets", "ID;Name;Location\nAS-1;Server;\n", "leave 2 AS-1\n"},
			{"empty empties in an export", "assets", "ref;name;location\nAS-1;Server;\n", "change 2 AS-1\n  location: \"cellar\" → \"\"\n"},
			{"by name", "assets", "Name;Location\nserver;attic\n",
				"change 2 AS-1\n  name: \"Server\" → \"server\"\n  location: \"cellar\" → \"attic\"\n  (It was taken to be AS-1, which has the same name.)\n"},
			{"twice by name", "assets", "Name;Location\nServer;attic\nServer;roof\n", "change 2 AS-1\n  location: \"cellar\" → \"attic\"\n  (It was taken to be AS-1, which has the same name.)\n" +
				"bad 3 \n  Name: \"Server\" is in row 2 already\n  (It was taken to be AS-1, which has the same name.)\n"},
			{"same name, own number", "assets", "No;Name\n1;Server\n", "create 2 1\n  name: \"\" → \"Server\"\n  status: \"\" → \"In use\"\n  (AS-1 has the same name.)\n"},
			{"a number with a slash", "assets", "No;Name\nIT/7;Fax\n",
				"create 2 IT-7\n  name: \"\" → \"Fax\"\n  status: \"\" → \"In use\"\n  (The reference \"IT/7\" is kept as \"IT-7\", as a reference cannot hold / ? or #.)\n"},
			{"the next number is not one of the file", "assets", "No;Name\n;Fax\nAS-3;Phone\n", "create 2 AS-4\n  name: \"\" → \"Fax\"\n  status: \"\" → \"In use\"\n" +
				"create 3 AS-3\n  name: \"\" → \"Phone\"\n  status: \"\" → \"In use\"\n"},
			{"links within the file, in a circle and to a bad row", "assets", "No;Name;Depends on\nX1;A;X2\nX2;B;X1, AS-1\nX3;C;X4\nX4;;X1\n",
				"create 2 X1\n  name: \"\" → \"A\"\n  status: \"\" → \"In use\"\n  part_of: \"\" → \"X2\"\n" +
					"create 3 X2\n  name: \"\" → \"B\"\n  status: \"\" → \"In use\"\n  part_of: \"\" → \"AS-1, X1\"\n" +
					"bad 4 X3\n  it names row 5, which cannot be imported\nbad 5 X4\n  Name: is missing\n"},
			{"itself", "assets", "No;Name;Depends on\nX1;A;X1\n", "bad 2 X1\n  Depends on: an asset cannot depend on itself\n"},
			{"a rule of the field", "assets", "No;Name;Reviewed\nX1;A;2031-01-01\n", "bad 2 X1\n  Reviewed: 2031-01-01 lies in the future; enter it when it is done\n"},
			{"one owner, two names", "assets", "No;Name;Owner\nX1;A;Okafor / Brandt\n", "bad 2 X1\n  Owner: \"Okafor / Brandt\" names more than one person. Write one\n"},
			{"computed columns", "risks", "No;Risk;Owner;Likelihood;Impact;Level\n1;Fire;Okafor;3;unlikely;=A1*B1\n",
				"create 2 1\n  title: \"\" → \"Fire\"\n  owner: \"\" → \"Miriam Okafor\"\n  criteria: \"\" → \"RC-1\"\n  likelihood: \"\" → \"3\"\n  consequence: \"\" → \"2\"\n  level: \"\" → \"2\"\n" +
					"  assessed_on: \"\" → \"2026-06-01\"\n  status: \"\" → \"Open\"\n  reassess_by: \"\" → \"2027-06-01\"\n  (Impact: \"unlikely\" was read as 2 (Minor).)\n"},
			{"a control as people write it", "controls", "No;Applicable?;Justification;Because of law\n5.1;yes;LR;\n8.7;no;;\n",
				"bad 2 A.5.1\n  Because of law: A.5.1 applies because of a law: link the requirement it meets, or write here which law and article\nbad 3 A.8.7\n  Reason for exclusion: say why A.8.7 does not apply\n"},
			{"no column for what is required", "risks", "No;Risk\n1;Fire\n", "bad 2 1\n  Owner: is missing\n"},
			{"staff complete those whom an import made", "people", "Name;E-mail\nDr. M. Okafor;mo@example.org\nJ. Okafor;\n",
				"change 2 P-1\n  name: \"Miriam Okafor\" → \"Dr. M. Okafor\"\n  email: \"\" → \"mo@example.org\"\n  (It was taken to be P-1, Miriam Okafor.)\n" +
					"create 3 P-2\n  name: \"\" → \"J. Okafor\"\n  type: \"\" → \"Person\"\n  status: \"\" → \"Active\"\n"},
		} {
			p := c.prepare(try.kind, c.table(try.table), sheet.Choice{})
			if got := shown(p); got != try.want {
				t.Errorf("%s:\n%s\nwant\n%s", try.name, got, try.want)
			}
		}
	})
}

func shown(p *Plan) string {
	var b strings.Builder
	for _, row := range p.Rows {
		fmt.Fprintf(&b, "%s %d %s\n", row.Action, row.Number, row.Ref)
		for _, problem := range row.Problems {
			fmt.Fprintf(&b, "  %s\n", problem)
		}
		for _, change := range row.Changes {
			fmt.Fprintf(&b, "  %s: %q → %q\n", change.Field, change.Before, change.After)
		}
		for _, note := range row.Notes {
			fmt.Fprintf(&b, "  (%s)\n", note)
		}
	}
	return b.String()
}

// TestOnePersonManyNames: the same person in several spellings is created once, two of one family name are asked about.
func TestOnePersonManyNames(t *testing.T) {
	c := newCompany(t, testdb.SQLite(t))
	p := c.prepare("assets", c.table("Name;Owner\nA;Okafor\nB;M. Okafor\nC;Okafor, Miriam\nD;Duval\nE;Dr. C. Duval\nF;J. Meier\nG;K. Meier\nH;Meier\nI;tbd\nJ;x@y.org\n"), sheet.Choice{})
	want := "would also create 5 people: Dr. C. Duval, J. Meier, K. Meier, Okafor, Miriam, x@y.org."
	if !strings.HasSuffix(p.Summary(), want) {
		t.Errorf("%s\nwant %s", p.Summary(), want)
	}
	if want := "9 Owner: \"Meier\" may mean any of: J. Meier; K. Meier. Write the full name or the reference\n"; problems(p) != want {
		t.Errorf("%swant %s", problems(p), want)
	}
}

func TestStalePlan(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		for name, edit := range map[string]string{
			"the record changed": "ID;Name;Location\nAS-1;Server;roof\n", "the reference was taken": "ID;Name\nX-1;Other\n", "the person came": "ID;Name;Owner\nAS-1;Server;Sato\n",
		} {
			c := newCompany(t, d)
			c.org = c.open(strings.ReplaceAll(strings.ToLower(name), " ", ""))
			c.apply(c.prepare("assets", c.table("Name;Location\nServer;cellar\n"), sheet.Choice{}), false)
			p := c.prepare("assets", c.table("ID;Name;Location;Owner\nAS-1;Server;attic;\nX-1;Fax;;Sato\n"), sheet.Choice{})
			c.apply(c.prepare("assets", c.table(edit), sheet.Choice{}), false)
			before := c.entries()
			_, err := c.org.Write(context.Background(), "", func(w *record.Writer) error {
				_, err := p.Apply(w, false)
				return err
			})
			if !errs.Is(err, errs.Stale) || c.entries() != before {
				t.Errorf("%s: %v, %d entries more", name, err, c.entries()-before)
			}
		}
	})
}

func TestUndo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		c.apply(c.prepare("assets", c.table("Name;Location\nServer;cellar\n"), sheet.Choice{}), false)
		before, _ := c.export("assets", report.CSV)
		people, _ := c.export("people", report.CSV)
		_, batch := c.apply(c.prepare("assets", c.table("ID;Name;Location;Owner;Depends on\nAS-1;Server;attic;Okafor;\nX-1;Fax;;Okafor;X-2\nX-2;Line;;;\n"), sheet.Choice{}), false)
		if batch.Count() != 4 {
			t.Errorf("%d entries, want 4: a person and three assets", batch.Count())
		}
		c.write(func(w *record.Writer) error { return w.Undo(batch.First) })
		after, _ := c.export("assets", report.CSV)
		left, _ := c.export("people", report.CSV)
		if string(after) != string(before) || string(left) != string(people) {
			t.Errorf("after the undo\n%s%s", after, left)
		}
	})
}

func TestMayNot(t *testing.T) {
	c := newCompany(t, testdb.SQLite(t))
	reader, err := c.store.Org("o1", record.Actor{ID: "u", Can: record.MayRead})
	c.must(err)
	if _, err := Prepare(context.Background(), reader, c.kind("asset"), c.table("Name;Owner\nA;B\n"), sheet.Choice{}); !errs.Is(err, errs.Denied) {
		t.Errorf("a reader may import: %v", err)
	}
}

func BenchmarkImport10000(b *testing.B) {
	var text strings.Builder
	text.WriteString("Nr;Name;Type;Owner;Classification;C;I;A;Reviewed;Location\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "N-%d;Asset %d;server;Person %d;internal;high;low;4;14.03.2026;Room %d\n", i, i, i%200, i)
	}
	for b.Loop() {
		c := newCompany(b, testdb.SQLite(b))
		p := c.prepare("assets", c.table(text.String()), sheet.Choice{})
		if result, _ := c.apply(p, false); result.Created != 10_000 {
			b.Fatalf("%+v", result)
		}
	}
}
