package catalog

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/errs"
)

func itoa(n int) string { return strconv.Itoa(n) }

func written(t *testing.T, write func(io.Writer) error) [][]string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	if bytes.Count(out.Bytes(), []byte("\n")) != bytes.Count(out.Bytes(), []byte("\r\n")) {
		t.Error("a line does not end in CRLF")
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWriteControlsCSV(t *testing.T) {
	for _, s := range []struct {
		edition Edition
		rows    int
		header  string
		row     string
	}{
		{Edition2022, 93, "id|title|theme|control_type|information_security_properties|cybersecurity_concepts|operational_capabilities|security_domains|new|counterparts",
			"A.5.22|Monitoring, review and change management of supplier services|Organizational|Preventive|Confidentiality;Integrity;Availability|Identify|" +
				"Supplier_relationships_security;Information_security_assurance|Governance_and_Ecosystem;Protection;Defence|false|A.15.2.1;A.15.2.2"},
		{Edition2013, 114, "id|title|control_set|control_set_title|objective|objective_title|counterparts",
			"A.18.2.3|Technical compliance review|A.18|Compliance|A.18.2|Information security reviews|A.5.36;A.8.8"},
	} {
		rows := written(t, func(w io.Writer) error { return WriteControlsCSV(w, s.edition, Controls(s.edition)) })
		equal(t, "rows of "+string(s.edition), len(rows)-1, s.rows)
		equal(t, "header", strings.Join(rows[0], "|"), s.header)
		if !slices.ContainsFunc(rows, func(row []string) bool { return strings.Join(row, "|") == s.row }) {
			t.Errorf("%s: no row %s", s.edition, s.row)
		}
	}
	if err := WriteControlsCSV(io.Discard, "2005", nil); !errs.Is(err, errs.Invalid) {
		t.Errorf("2005: %v", err)
	}
}

func TestWriteMapCSV(t *testing.T) {
	forth := written(t, func(w io.Writer) error { return WriteMapCSV(w, Edition2013, Edition2022) })
	equal(t, "header", strings.Join(forth[0], ","), "control_2013,control_2022,title_2013,title_2022")
	var pairs []Pair
	for _, row := range forth[1:] {
		pairs = append(pairs, Pair{row[0], row[1]})
	}
	if !slices.Equal(pairs, Mapping()) {
		t.Errorf("2013 to 2022 is not the mapping: %v", pairs)
	}

	back := written(t, func(w io.Writer) error { return WriteMapCSV(w, Edition2022, Edition2013) })
	equal(t, "rows back", len(back)-1, 126)
	empty := 0
	listed := map[string]bool{}
	for _, row := range back[1:] {
		listed[row[0]] = true
		if c, _ := Find(row[0]); row[1] == "" && c.New {
			empty++
		} else if !slices.Contains(pairs, Pair{row[1], row[0]}) {
			t.Errorf("%v is not in the mapping", row)
		}
	}
	equal(t, "new controls with empty cells", empty, 11)
	equal(t, "controls of 2022 listed", len(listed), 93)

	for _, way := range [][2]Edition{{Edition2022, Edition2022}, {"", Edition2022}, {Edition2013, "2005"}} {
		if err := WriteMapCSV(io.Discard, way[0], way[1]); !errs.Is(err, errs.Invalid) {
			t.Errorf("%v: %v", way, err)
		}
	}
}
