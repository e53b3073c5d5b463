package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/errs"
	"pgregory.net/rapid"
)

// awkward makes texts that have broken exports before.
func awkward() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@'"\t ,;\n_x000D_<&>]{0,12}`),
		rapid.SampledFrom([]string{"", "=1+1", "'=1", "''", "_x000D_", "00123", "1e5", "true", " x ", "\ufeff", "漢字", "שלום"}))
}

func TestCSVComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.ReplaceAll(awkward().Draw(rt, "text"), "\r", "") // the reader, not the writer, drops these
		d := one([]Column{{Key: "a"}, {Key: "b"}}, []Cell{Text(text), Int(-5)})
		for _, guard := range []bool{false, true} {
			var b bytes.Buffer
			if err := Write(&b, CSV, d, Options{Guard: guard}); err != nil {
				rt.Fatal(err)
			}
			body, marked := strings.CutPrefix(b.String(), byteOrderMark)
			records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
			if err != nil || len(records) != 2 || marked != guard {
				rt.Fatalf("read %q, %v from %q", records, err, b.String())
			}
			got := records[1][0]
			if guard {
				if risky(got) {
					rt.Fatalf("%q is not guarded", got)
				}
				got = Unguard(got)
			}
			if got != text || records[1][1] != "-5" {
				rt.Fatalf("wrote %q, read %q and %q", text, got, records[1][1])
			}
		}
	})
}

func TestCSVKeepsCarriageReturnsAndEmptyRows(t *testing.T) {
	d := one([]Column{{Key: "a"}}, []Cell{Text("x\r\ny")}, []Cell{{}})
	if got, want := string(written(t, CSV, d, Options{})), "a\r\n\"x\r\ny\"\r\n\"\"\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCSVAsksWhichTable(t *testing.T) {
	d := one([]Column{{Key: "a"}}, []Cell{Text("1")})
	d.Sections = append(d.Sections, Section{Table: &Table{Name: "Others", Columns: []Column{{Key: "b"}}, Rows: Rows()}})
	err := Write(&bytes.Buffer{}, CSV, d, Options{})
	if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "Things, Others") {
		t.Errorf("got %v", err)
	}
	if got := string(written(t, CSV, d, Options{Table: "Others"})); got != "b\r\n" {
		t.Errorf("got %q", got)
	}
}

func TestJSON(t *testing.T) {
	d := sample(3)
	d.Sections = append(d.Sections, Section{Heading: "After"})
	var got struct {
		Title, Time string
		Provenance  []jsonFact
		Sections    []struct {
			Heading string
			Table   struct {
				Columns []jsonColumn
				Rows    []map[string]any
			}
		}
	}
	body := written(t, JSON, d, Options{})
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	rows := got.Sections[1].Table.Rows
	if got.Time != "2026-11-22T14:03:09.123456Z" || len(got.Provenance) != 3 || len(rows) != 3 || got.Sections[2].Heading != "After" {
		t.Errorf("got %+v", got)
	}
	for key, want := range map[string]any{
		"ref": "A.5.2", "status": "partly", "reviewed": "2026-11-21", "seen": "2026-11-22T13:03:09.123456Z",
		"count": 1000.0, "share": 1.0 / 7, "applies": true, "empty": nil,
	} {
		if rows[1][key] != want {
			t.Errorf("%s: got %v, want %v", key, rows[1][key], want)
		}
	}
}
