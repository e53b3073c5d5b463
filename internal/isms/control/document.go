package control

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// Heading is what a printed Statement of Applicability says of itself.
type Heading struct {
	Organisation string
	Edition      catalog.Edition
	Version      *Version        // the newest approved one; nil if there is none
	Moment       time.Time       // the moment the lines were read for
	Provenance   []report.Fact   // where it can be verified
	TrueOn       time.Time       // of what was true: the day it speaks of, as known at Moment; zero for what was known
	From         catalog.Edition // the edition whose decisions it is derived from; "" for decisions of its own
}

// Counts are how many lines of a Statement of Applicability stand how. Conflicts are among the excluded.
type Counts struct{ All, Applicable, Excluded, Undecided, Conflicts int }

// Count counts the lines.
func Count(lines []Line) (n Counts) {
	n.All = len(lines)
	for i := range lines {
		switch lines[i].Applicability {
		case "applicable":
			n.Applicable++
		case "excluded":
			n.Excluded++
		default:
			n.Undecided++
		}
		if lines[i].Conflict != "" {
			n.Conflicts++
		}
	}
	return n
}

// Approval says which version the lines are: the approved one, or a draft.
func Approval(lines []Line, v *Version) string {
	switch {
	case v == nil:
		return "Not approved: draft"
	case Digest(lines) == v.Digest:
		return fmt.Sprintf("%s, approved by %s on %s", v.Title, v.ApprovedBy, v.ApprovedOn)
	}
	return fmt.Sprintf("Not approved: draft, changed since %s, which %s approved on %s", v.Title, v.ApprovedBy, v.ApprovedOn)
}

// Document is the Statement of Applicability for every file format. It depends on nothing but its arguments, so that
// the same moment prints the same bytes.
func Document(lines []Line, h Heading) report.Document {
	n := Count(lines)
	facts := []report.Fact{
		{Label: "Edition", Value: "ISO/IEC 27001:" + string(h.Edition)},
		{Label: "Version", Value: h.approval(lines)},
		{Label: "Controls", Value: fmt.Sprintf("%d: %d applicable, %d excluded, %d undecided", n.All, n.Applicable, n.Excluded, n.Undecided)},
	}
	sections := []report.Section{{Facts: facts}}
	if n.Conflicts > 0 {
		sections = append(sections, report.Section{Heading: "Conflicts", List: conflicts(lines)})
	}
	if list := corrections(lines); len(list) > 0 {
		sections = append(sections, report.Section{Heading: "Corrected since", List: list})
	}
	table := &report.Table{Name: "Statement of Applicability", Columns: documentColumns(), Rows: func(yield func([]report.Cell, error) bool) {
		for i := range lines {
			if !yield(lines[i].cells(), nil) {
				return
			}
		}
	}}
	return report.Document{
		Title: "Statement of Applicability", Subtitle: "ISO/IEC 27001:" + string(h.Edition) + ", 6.1.3 d)", Organisation: h.Organisation,
		Time: h.Moment, Provenance: h.Provenance, Sections: append(sections, report.Section{Heading: "Controls", Table: table}),
	}
}

// approval says which version the lines are. What was true is no version: versions say what was known.
func (h Heading) approval(lines []Line) string {
	switch {
	case h.From != "":
		return fmt.Sprintf("Not approved: shown from the decisions on the edition of %s", h.From)
	case h.TrueOn.IsZero():
		return Approval(lines, h.Version)
	}
	return fmt.Sprintf("What was true on %s, as known on %s; approved versions say what was known", dayOf(h.TrueOn), dayOf(h.Moment))
}

func corrections(lines []Line) (list []string) {
	for i := range lines {
		if text := lines[i].Corrected(); text != "" {
			list = append(list, lines[i].Ref+": "+text)
		}
	}
	return list
}

func conflicts(lines []Line) (list []string) {
	for i := range lines {
		if lines[i].Conflict != "" {
			list = append(list, lines[i].Conflict+".")
		}
	}
	return list
}

func documentColumns() []report.Column {
	return []report.Column{
		{Key: "control", Title: "Control", Width: 9}, {Key: "title", Title: "Title", Width: 28}, {Key: "applies", Title: "Applies", Width: 12},
		{Key: "because", Title: "Because", Width: 14}, {Key: "justification", Title: "Justification", Width: 40},
		{Key: "implementation", Title: "Implementation", Width: 14}, {Key: "how_implemented", Title: "How implemented", Width: 40},
		{Key: "owner", Title: "Owner", Width: 16}, {Key: "risks", Title: "Risks treated", Width: 12}, {Key: "requirements", Title: "Requirements", Width: 12},
		{Key: "newest_evidence", Title: "Newest evidence", Width: 22}, {Key: "fresh_until", Title: "Fresh until", Width: 11},
		{Key: "state", Title: "State", Width: 13}, {Key: "state_because", Title: "State because", Width: 26},
	}
}

// statuses are how the states look in print.
var statuses = map[State]report.Status{Working: report.Good, Partly: report.Part, Failing: report.Bad, Stale: report.Stale,
	None: report.None, Excluded: report.Excluded, Undecided: report.None}

// Words is the state for people.
func (s State) Words() string {
	if s == None {
		return "no evidence"
	}
	return string(s)
}

// Applies is the decision for people. What is undecided never reads as applicable, and an exclusion that a treatment
// contradicts says so.
func (l *Line) Applies() string {
	switch {
	case l.Conflict != "":
		return "No, but needed"
	case l.Applicability == "applicable":
		return "Yes"
	case l.Applicability == "excluded":
		return "No"
	}
	return "Undecided"
}

func (l *Line) cells() []report.Cell {
	applies := report.Text(l.Applies())
	if l.Conflict != "" {
		applies = applies.WithStatus(report.Bad)
	}
	var implementation, newest string
	var fresh report.Cell
	if l.Applicability == "applicable" {
		implementation = label(Implementations, l.Implementation)
	}
	if e := l.Newest(); e != nil {
		newest = fmt.Sprintf("%s %s, %s", e.Ref, e.Title, e.CollectedOn)
		if day, err := time.Parse(time.DateOnly, string(e.FreshUntil)); err == nil {
			fresh = report.Date(day)
		}
	}
	return []report.Cell{
		report.Text(l.Ref), report.Text(l.Title), applies, report.Text(l.ReasonNames()), report.Text(l.Justification()),
		report.Text(implementation), report.Text(l.Description), report.Text(l.OwnerName), report.Text(refsOf(l.Risks, func(r record.Link) string { return r.Ref })),
		report.Text(refsOf(l.Requirements, func(r record.Hit) string { return r.Ref })), report.Text(newest), fresh,
		report.Text(l.State.Words()).WithStatus(statuses[l.State]), report.Text(l.Why),
	}
}

// ReasonNames names the reasons for inclusion; "" for a control that is not included.
func (l *Line) ReasonNames() string {
	if l.Applicability != "applicable" {
		return ""
	}
	return labelsOf(Reasons, l.Reasons)
}

// labelsOf names the values in the order of the options.
func labelsOf(options []record.Option, values []string) string {
	var names []string
	for _, o := range options {
		if slices.Contains(values, o.Value) {
			names = append(names, o.Label)
		}
	}
	return strings.Join(names, ", ")
}

func label(options []record.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

func refsOf[T any](items []T, ref func(T) string) string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = ref(item)
	}
	return strings.Join(slices.Compact(names), ", ")
}

// ReportTrue makes the document of what was true at the moment of a snapshot, as the reader knows it.
func ReportTrue(r *record.Reader, s *Snapshot, organisation string) (report.Document, error) {
	return ReportLines(r, s.Lines, Heading{Organisation: organisation, Edition: s.Edition, TrueOn: s.Moment})
}

// ReportLines makes the document of lines read before, dated and proven by the journal at the moment the reader shows.
func ReportLines(r *record.Reader, lines []Line, h Heading) (d report.Document, err error) {
	if h.Version, err = Latest(r, h.Edition); err != nil {
		return d, err
	}
	head, err := r.Head()
	if err != nil {
		return d, err
	}
	if h.Moment = head.Time; head.Time.IsZero() {
		h.Moment = time.Unix(0, 0) // an organisation without entries
	}
	h.Provenance = []report.Fact{{Label: "Journal entries", Value: fmt.Sprint(head.Size)}, {Label: "Root of the journal", Value: head.Root.String()}}
	return Document(lines, h), nil
}
