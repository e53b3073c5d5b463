package catalog

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// WriteControlsCSV writes controls of one edition as RFC 4180 text (UTF-8, a header row, lines end in CRLF).
// A cell with several values separates them with semicolons; attribute values are written as their keys.
func WriteControlsCSV(w io.Writer, edition Edition, controls []Control) error {
	edition, err := ParseEdition(string(edition))
	if err != nil {
		return err
	}
	header, row := header2022(), row2022
	if edition == Edition2013 {
		header, row = header2013(), row2013
	}
	rows := [][]string{header}
	for _, c := range controls {
		rows = append(rows, row(c))
	}
	return writeCSV(w, rows)
}

func header2022() []string {
	header := []string{"id", "title", "theme"}
	for _, a := range attributes() {
		header = append(header, a.Key)
	}
	return append(header, "new", "counterparts")
}

func row2022(c Control) []string {
	row := []string{c.ID, c.Title, c.Theme}
	for _, a := range attributes() {
		row = append(row, joinValues(a.Of(c)))
	}
	return append(row, strconv.FormatBool(c.New), counterpartIDs(c))
}

func header2013() []string {
	return []string{"id", "title", "control_set", "control_set_title", "objective", "objective_title", "counterparts"}
}

func row2013(c Control) []string {
	return []string{c.ID, c.Title, c.SetID, c.Set, c.ObjectiveID, c.Objective, counterpartIDs(c)}
}

func joinValues(values []Value) string {
	keys := make([]string, len(values))
	for i, v := range values {
		keys[i] = string(v)
	}
	return strings.Join(keys, ";")
}

func counterpartIDs(c Control) string {
	var ids []string
	for _, other := range known().counterparts[c.ID] {
		ids = append(ids, other.ID)
	}
	return strings.Join(ids, ";")
}

// WriteMapCSV writes the mapping from one edition to the other as RFC 4180 text: a row for each pair, in the order
// of from. Every control of from is there; one without a counterpart (the controls new in 2022) has empty cells
// in its place, so 2013 to 2022 has 115 rows and 2022 to 2013 has 126.
func WriteMapCSV(w io.Writer, from, to Edition) error {
	from, err := ParseEdition(string(from))
	if err != nil {
		return err
	}
	if to, err = ParseEdition(string(to)); err != nil {
		return err
	}
	if from == to {
		return errs.Invalidf("A mapping goes from one edition to the other. Choose %s on one side.", from.Other())
	}
	rows := [][]string{{"control_" + string(from), "control_" + string(to), "title_" + string(from), "title_" + string(to)}}
	for _, c := range Controls(from) {
		counterparts := Counterparts(c.ID)
		if len(counterparts) == 0 {
			rows = append(rows, []string{c.ID, "", c.Title, ""})
		}
		for _, other := range counterparts {
			rows = append(rows, []string{c.ID, other.ID, c.Title, other.Title})
		}
	}
	return writeCSV(w, rows)
}

func writeCSV(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll(rows)
}
