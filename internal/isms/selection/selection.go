// Package selection helps to determine the controls that a treatment needs (6.1.3 b) and compares them with Annex A
// so that none needed is left out (6.1.3 c).
package selection

import (
	"cmp"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Suggestion is a control that usually treats one or more of a risk's causes.
type Suggestion struct {
	Control *control.Control
	Causes  []guide.Cause // which of the risk's threats and vulnerabilities
	Chosen  bool          // the treatment needs it already
}

// Reason is why the control is suggested, in one phrase.
func (s Suggestion) Reason() string {
	titles := make([]string, len(s.Causes))
	for i, c := range s.Causes {
		titles[i] = c.Title
	}
	return strings.Join(titles, "; ")
}

// Suggest lists the organisation's controls that usually treat the risk's threats and vulnerabilities: those that
// treat most of them first, then in the standard's order.
func Suggest(r *record.Reader, x *risk.Risk) ([]Suggestion, error) {
	causes := treatedBy(x)
	if len(causes) == 0 {
		return nil, nil
	}
	var ids []string
	for id := range causes {
		ids = append(ids, id)
	}
	kept, err := control.Controls.All(r, record.Query{Filters: []record.Filter{{Field: "ref", Values: ids}}})
	if err != nil {
		return nil, err
	}
	var out []Suggestion
	for _, c := range kept {
		out = append(out, Suggestion{Control: c, Causes: causes[c.Ref], Chosen: slices.Contains(x.Controls, c.ID)})
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int {
		return cmp.Or(len(b.Causes)-len(a.Causes), strings.Compare(catalog.SortKey(a.Control.Ref), catalog.SortKey(b.Control.Ref)))
	})
	return out, nil
}

// treatedBy says of each control, in both editions, which of the risk's causes it usually treats.
func treatedBy(x *risk.Risk) map[string][]guide.Cause {
	out := map[string][]guide.Cause{}
	add := func(id string, c guide.Cause) {
		if !slices.Contains(out[id], c) {
			out[id] = append(out[id], c)
		}
	}
	for _, id := range slices.Concat(x.Threats, x.Vulnerabilities) {
		cause, ok := guide.FindCause(id)
		if !ok {
			continue
		}
		for _, newer := range guide.Treating(id) {
			add(newer.ID, cause)
			for _, older := range catalog.Counterparts(newer.ID) {
				add(older.ID, cause)
			}
		}
	}
	return out
}

// Gap is a control of Annex A on which the treatments and the Statement of Applicability do not agree.
type Gap struct {
	Line  *control.Line
	Risks []Cause // that lead to it
}

// Cause is a risk, and why it leads to the control; "" where its treatment needs it.
type Cause struct {
	Risk *risk.Risk
	Why  string
}

// Comparison is the controls that treatments need set beside Annex A.
type Comparison struct {
	// Missing are needed by a treatment and excluded, undecided or not implemented.
	Missing []*control.Line
	// Overlooked usually treat a cause of an open risk; no treatment uses them and the statement does not include them.
	Overlooked []Gap
	// Unneeded apply and no treatment, requirement, business or best practice needs them.
	Unneeded []*control.Line
}

// Compare sets the determined controls beside Annex A, in the standard's order.
func Compare(r *record.Reader, e catalog.Edition) (c Comparison, err error) {
	lines, err := control.Statement(r, e)
	if err != nil {
		return c, err
	}
	suggested, err := suggestedByOpenRisks(r)
	if err != nil {
		return c, err
	}
	for i := range lines {
		l := &lines[i]
		needed := len(l.Risks)+len(l.Treatments) > 0
		switch {
		case needed && (l.Applicability != "applicable" || l.Implementation != "implemented"):
			c.Missing = append(c.Missing, l)
		case !needed && l.Applicability == "applicable" && onlyForRisk(l):
			c.Unneeded = append(c.Unneeded, l)
		case !needed && l.Applicability != "applicable" && len(suggested[l.Ref]) > 0:
			c.Overlooked = append(c.Overlooked, Gap{l, suggested[l.Ref]})
		}
	}
	return c, nil
}

// onlyForRisk reports whether nothing but risk treatment was named as the control's reason.
func onlyForRisk(l *control.Line) bool {
	return len(l.Control.Requirements) == 0 && !slices.ContainsFunc(l.Reasons, func(reason string) bool { return reason != "risk" })
}

// suggestedByOpenRisks says of each control which open risks have causes that it usually treats.
func suggestedByOpenRisks(r *record.Reader) (map[string][]Cause, error) {
	out := map[string][]Cause{}
	err := r.Each(risk.Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"closed"}}}}, func(rec record.Record) error {
		x := rec.(*risk.Risk)
		for id, causes := range treatedBy(x) {
			out[id] = append(out[id], Cause{x, Suggestion{Causes: causes}.Reason()})
		}
		return nil
	})
	return out, err
}

// Choose adds suggested controls to those the risk's treatment needs.
func Choose(w *record.Writer, riskID string, rev int64, controls []string) (*risk.Risk, error) {
	x, err := risk.Risks.Get(w.Reader, riskID)
	if err != nil {
		return nil, err
	}
	if len(controls) == 0 {
		return nil, errs.Invalidf("Nothing is ticked. Tick the controls that the treatment of %s needs.", x.Ref)
	}
	x.Rev = rev
	for _, id := range controls {
		if !slices.Contains(x.Controls, id) {
			x.Controls = append(x.Controls, id)
		}
	}
	if x.Option == "" {
		x.Option = "modify"
	}
	return x, risk.Risks.Put(w, x)
}

// Row is one finding of a comparison, for tables and programs.
type Row struct {
	Finding       string   `json:"finding"` // missing, overlooked or unneeded
	Control       string   `json:"control"`
	Title         string   `json:"title"`
	Applicability string   `json:"applicability"`
	State         string   `json:"state"`
	Records       []string `json:"records"` // references of the risks and actions that lead to it
	Why           string   `json:"why"`
}

// Rows are all findings in one list: what is missing first.
func (c Comparison) Rows() (out []Row) {
	add := func(finding string, l *control.Line, records []string, why string) {
		out = append(out, Row{finding, l.Ref, l.Title, l.Applicability, string(l.State), append([]string{}, records...), why})
	}
	for _, l := range c.Missing {
		var refs []string
		for _, link := range slices.Concat(l.Risks, l.Treatments) {
			refs = append(refs, link.Ref)
		}
		add("missing", l, refs, l.Why)
	}
	for _, g := range c.Overlooked {
		var refs []string
		for _, cause := range g.Risks {
			refs = append(refs, cause.Risk.Ref)
		}
		add("overlooked", g.Line, refs, "usually treats "+g.Risks[0].Why)
	}
	for _, l := range c.Unneeded {
		add("unneeded", l, nil, "applies, and nothing needs it")
	}
	return out
}

// Advice is a suggestion for tables and programs.
type Advice struct {
	Control string   `json:"control"`
	Title   string   `json:"title"`
	Chosen  bool     `json:"chosen"`
	Causes  []string `json:"causes"` // ids of the library
	Why     string   `json:"why"`
}

// Advise is Suggest for tables and programs; the risk is found by reference or id.
func Advise(r *record.Reader, ref string) ([]Advice, error) {
	x, err := risk.Risks.Find(r, ref)
	if err != nil {
		return nil, err
	}
	all, err := Suggest(r, x)
	out := []Advice{}
	for _, s := range all {
		a := Advice{Control: s.Control.Ref, Title: s.Control.Title, Chosen: s.Chosen, Why: s.Reason()}
		for _, c := range s.Causes {
			a.Causes = append(a.Causes, c.ID)
		}
		out = append(out, a)
	}
	return out, err
}
