package risk

import (
	"fmt"
	"time"

	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// Lead says in one sentence what matters.
func (p *Portfolio) Lead() string {
	if p.Current == nil {
		return "No risk has figures yet."
	}
	return fmt.Sprintf("%s expected a year, %s after treatment; one year in twenty costs more than %s", Money(p.Current.Mean, p.Currency), Money(p.After.Mean, p.Currency), Money(p.Current.Quantiles["0.95"], p.Currency))
}

// Gap says how many risks have no figures.
func (p *Portfolio) Gap() string {
	switch n := p.Missing() - len(p.Foreign); {
	case p.Risks == 0:
		return "The register has no risks."
	case n == 0 && p.Risks == 1:
		return "The one risk has figures."
	case n == 0 && len(p.Foreign) == 0:
		return fmt.Sprintf("All %d risks have figures.", p.Risks)
	case n == 1:
		return fmt.Sprintf("1 of %d risks has no figures.", p.Risks)
	default:
		return fmt.Sprintf("%d of %d risks have no figures.", n, p.Risks)
	}
}

// Figure is one line of the summary: what it is, before treatment, after it, and how far the first may be off.
type Figure struct {
	Name    string
	Current string
	After   string
	Error   string
}

// Summary are the figures of the distribution.
func (p *Portfolio) Summary() []Figure {
	if p.Current == nil {
		return nil
	}
	money := func(x float64) string { return Money(x, p.Currency) }
	now, after := p.Current, p.After
	out := []Figure{{"Expected yearly loss", money(now.Mean), money(after.Mean), "none: closed form"},
		{"Probability of a year without loss", Percent(now.PZero), Percent(after.PZero), "none: closed form"}}
	for _, l := range Levels {
		k := LevelKey(l)
		out = append(out, Figure{fmt.Sprintf("Value at risk %v %%: exceeded once in %s years", 100*l, OneIn(1-l)), money(now.Quantiles[k]), money(after.Quantiles[k]), money(now.Error.Quantiles[k])})
	}
	for _, l := range Levels {
		k := LevelKey(l)
		out = append(out, Figure{fmt.Sprintf("Expected shortfall %v %%: mean of the worst year in %s", 100*l, OneIn(1-l)), money(now.ExpectedShortfall[k]), money(after.ExpectedShortfall[k]), money(now.Error.ExpectedShortfall[k])})
	}
	return out
}

// How says by which method, how far off, and with what.
func (p *Portfolio) How() string {
	r := p.Current
	if r == nil {
		return ""
	}
	method := map[string]string{"fft": "tilted fast Fourier transform", "closed": "closed form", "panjer": "Panjer's recursion", "mc": "simulation"}[string(r.Method)]
	if r.Cells > 0 {
		method += fmt.Sprintf(" on %d cells", r.Cells)
	}
	return fmt.Sprintf("%s; errors are the %s; engine %s; result %s", method, r.Error.Of, r.Engine, r.Hash)
}

// Report is the portfolio as a document for every file format, dated and proven by the journal at the moment shown. whole adds
// the curve, a second table, which CSV cannot hold.
func (p *Portfolio) Report(r *record.Reader, organisation string, whole bool) (d report.Document, err error) {
	head, err := r.Head()
	if err != nil {
		return d, err
	}
	if head.Time.IsZero() {
		head.Time = time.Unix(0, 0) // an organisation without entries
	}
	facts := append([]report.Fact{{Label: "Criteria", Value: p.Criteria}, {Label: "Criteria, id by content", Value: p.Digest}, {Label: "Currency", Value: p.Currency}}, p.Facts()...)
	sections := []report.Section{{Facts: facts}, {Heading: "Risks", Table: &report.Table{Name: "Risks", Columns: shareColumns, Rows: func(yield func([]report.Cell, error) bool) {
		for i := range p.Shares {
			if !yield(p.Shares[i].cells(), nil) {
				return
			}
		}
	}}}}
	if whole && p.Current != nil {
		more, err := p.Drawn()
		if err != nil {
			return d, err
		}
		more[0].Table = &report.Table{Name: "Loss exceedance", Columns: curveColumns, Rows: report.Rows(p.curveRows()...)} // every point, to compute with
		sections = append(sections, more...)
	}
	return report.Document{Title: "Risk in figures", Organisation: organisation, Time: head.Time,
		Provenance: []report.Fact{{Label: "Journal entries", Value: fmt.Sprint(head.Size)}, {Label: "Root of the journal", Value: head.Root.String()}}, Sections: sections}, nil
}

// Facts are the figures of the distribution, what the tolerance says to them, and how they were found.
func (p *Portfolio) Facts() []report.Fact {
	facts := []report.Fact{{Label: "Not quantified", Value: p.Gap()}}
	for _, f := range p.Summary() {
		facts = append(facts, report.Fact{Label: f.Name, Value: fmt.Sprintf("%s; after treatment %s", f.Current, f.After)})
	}
	for _, t := range p.Tolerance {
		facts = append(facts, report.Fact{Label: "Tolerance: " + t.Limit, Value: fmt.Sprintf("%s (%s); after treatment %s (%s)", t.Current, kept(t.Kept), t.After, kept(t.Later))})
	}
	return append(facts, report.Fact{Label: "Method", Value: p.How()})
}

// Drawn are the curve of loss exceedance and the tornado as sections of a document, with their tables.
func (p *Portfolio) Drawn() ([]report.Section, error) {
	curve, err := p.Exceedance()
	if err != nil {
		return nil, err
	}
	mean, err := p.Tornado(false, nil)
	if err != nil {
		return nil, err
	}
	tail, err := p.Tornado(true, nil)
	if err != nil {
		return nil, err
	}
	exceedance := report.Pictured("Loss exceedance", curve, "How likely a year costs more than an amount. The band holds 90 % of what the uncertainty of the rates makes of the curve: all uncertain rates are multiplied by one factor, by which the expected loss takes the ends of its 90 % interval.")
	return []report.Section{exceedance, report.Pictured("What moves the expected loss most", mean, "One figure lies at an end of its 90 % interval, all others at their means."), report.Pictured("What moves the value at risk most", tail)}, nil
}

func kept(ok bool) string {
	if ok {
		return "within"
	}
	return "exceeded"
}

var shareColumns = []report.Column{
	{Key: "ref", Title: "Ref", Width: 8}, {Key: "title", Title: "Risk", Width: 40}, {Key: "level", Title: "Rated", Width: 12},
	{Key: "expected_loss", Title: "Expected yearly loss", Number: true, Width: 14}, {Key: "low", Title: "90 % from", Number: true, Width: 14}, {Key: "high", Title: "90 % to", Number: true, Width: 14},
	{Key: "part", Title: "Part", Number: true, Width: 8}, {Key: "after", Title: "After treatment", Number: true, Width: 14}, {Key: "estimate_source", Title: "Source of the estimate", Width: 32},
}

func (s *Share) cells() []report.Cell {
	after := report.Cell{}
	if s.Treated {
		after = report.Number(s.After)
	}
	return []report.Cell{report.Text(s.Ref), report.Text(s.Title), report.Text(s.Level), report.Number(s.Expected), report.Number(s.Low), report.Number(s.High), report.Number(s.Part), after, report.Text(s.Source)}
}

var curveColumns = []report.Column{{Key: "loss", Title: "Loss of a year", Number: true, Width: 14}, {Key: "exceeded", Title: "Exceeded with probability", Number: true, Width: 14},
	{Key: "exceeded_after", Title: "After treatment", Number: true, Width: 14}}

func (p *Portfolio) curveRows() (rows [][]report.Cell) {
	for _, at := range p.Current.Curve {
		after, below := p.After.Exceedance(at[0])
		cell := report.Number(after)
		if below {
			cell = report.Cell{} // beyond the curve after treatment
		}
		rows = append(rows, []report.Cell{report.Number(at[0]), report.Number(at[1]), cell})
	}
	return rows
}
