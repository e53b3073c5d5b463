package risk

import (
	"github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/report"
)

func findingTable(found *matrix.Report) *report.Table {
	t := &report.Table{Name: "Findings", Columns: []report.Column{{Key: "weight", Title: "Weight", Width: 9}, {Key: "rule", Title: "Rule", Width: 14}, {Key: "where", Title: "Where", Width: 28}, {Key: "finding", Title: "Finding", Width: 45}}}
	var rows [][]report.Cell
	for _, f := range found.Findings {
		rows = append(rows, []report.Cell{report.Text(string(f.Weight)), report.Text(f.Rule), report.Text(f.Where), report.Text(f.Message)})
	}
	t.Rows = report.Rows(rows...)
	return t
}

// spanTable tells the range of risk within each level and by how many powers of ten its ends differ.
func spanTable(found *matrix.Report) *report.Table {
	t := &report.Table{Name: "Levels", Columns: []report.Column{{Key: "level", Title: "Level"}, {Key: "from", Title: "From a year", Number: true}, {Key: "to", Title: "To a year", Number: true}, {Key: "decades", Title: "Powers of ten", Number: true}}}
	var rows [][]report.Cell
	for _, s := range found.Spans {
		decades := report.Cell{}
		if s.Decades != nil {
			decades = report.Number(*s.Decades)
		}
		rows = append(rows, []report.Cell{report.Text(s.Level), report.Number(s.From), report.Number(s.To), decades})
	}
	t.Rows = report.Rows(rows...)
	return t
}
