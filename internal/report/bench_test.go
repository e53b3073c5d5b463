package report

import (
	"fmt"
	"strings"
	"testing"
)

// statementOf93 is a Statement of Applicability as large ones are: long justifications, and the references of 1,000
// risks, each treated by three controls.
func statementOf93() Document {
	columns := []Column{
		{Key: "control", Title: "Control", Width: 9}, {Key: "title", Title: "Title", Width: 28}, {Key: "applies", Title: "Applies", Width: 12},
		{Key: "because", Title: "Because", Width: 14}, {Key: "justification", Title: "Justification", Width: 40},
		{Key: "implementation", Title: "Implementation", Width: 14}, {Key: "how_implemented", Title: "How implemented", Width: 40},
		{Key: "owner", Title: "Owner", Width: 16}, {Key: "risks", Title: "Risks treated", Width: 12}, {Key: "requirements", Title: "Requirements", Width: 12},
		{Key: "newest_evidence", Title: "Newest evidence", Width: 22}, {Key: "fresh_until", Title: "Fresh until", Width: 11},
		{Key: "state", Title: "State", Width: 13}, {Key: "state_because", Title: "State because", Width: 26},
	}
	words := strings.Fields("the plant keeps recipes purchase prices and health data of workers in systems that three sites share and auditors of customers ask every quarter how restores were tested by whom and with which result")
	prose := func(i, n int) string {
		var s []string
		for j := range n {
			s = append(s, words[(i*31+j*j+j*7)%len(words)])
		}
		return strings.Join(s, " ") + "."
	}
	var rows [][]Cell
	for i := range 93 {
		var risks []string
		for j := range 32 {
			risks = append(risks, fmt.Sprintf("R-%d", 1+(i*11+j*31)%1000))
		}
		rows = append(rows, []Cell{
			Text(fmt.Sprintf("A.%d.%d", 5+i/37, 1+i%37)), Text("Information security in supplier relationships"), Text("Yes"), Text("Risk treatment, Law, Contract"),
			Text(prose(i, 120)), Text("Implemented"), Text(prose(i+7, 180)), Text("M. Okafor"), Text(strings.Join(risks, ", ")), Text("RQ-2, RQ-8, RQ-13"),
			Text(fmt.Sprintf("EV-%d Restore test of the third quarter, 2026-09-04", i*53)), Date(moment1), Cell{}.WithStatus(Status(1 + i%6)), Text("implemented, 50 of 53 evidence fresh"),
		})
	}
	return Document{Title: "Statement of Applicability", Subtitle: "ISO/IEC 27001:2022, 6.1.3 d)", Organisation: "Kestrel Pharma GmbH", Time: moment1,
		Sections: []Section{{Heading: "Controls", Table: &Table{Name: "Statement of Applicability", Columns: columns, Rows: Rows(rows...)}}}}
}

func BenchmarkStatement(b *testing.B) {
	d := statementOf93()
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				written(b, f, d, Options{})
			}
		})
	}
}

// BenchmarkPDF20k is a register of 20,000 rows, each with words of its own.
func BenchmarkPDF20k(b *testing.B) {
	columns := []Column{{Key: "a"}, {Key: "b"}, {Key: "c"}, {Key: "d"}, {Key: "e"}, {Key: "f"}}
	b.ReportAllocs()
	for b.Loop() {
		d := one(columns)
		d.Sections[0].Table.Rows = func(yield func([]Cell, error) bool) {
			for i := range 20_000 {
				if !yield([]Cell{Text(fmt.Sprintf("R-%d", i)), Text("Restore tests of backups kept apart"), Int(int64(i)), Date(moment1), Bool(true), Number(float64(i) / 7)}, nil) {
					return
				}
			}
		}
		written(b, PDF, d, Options{})
	}
}
