package control

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Version is one approved version of the Statement of Applicability. It is frozen by the journal: the register as of
// entry Entry is what was approved, and Digest proves it.
type Version struct {
	record.Meta
	Title      string
	Edition    string
	ApprovedBy string
	ApprovedOn record.Date
	Entry      int // journal entries the version includes
	Applicable int
	Excluded   int
	Digest     string // SHA-256 of the lines as JSON
	Note       string
}

// Versions is the register of approved versions. Approve makes them; they never change.
var Versions = record.Define(record.Spec[Version]{
	Name: "soa_version", Plural: "soa-versions", Title: "Versions of the Statement of Applicability", Singular: "version of the Statement of Applicability", Prefix: "SOA", Clause: "6.1.3 d)",
	About: "Approved versions of the Statement of Applicability, each frozen as it was signed.",
	Edit:  record.MayApprove,
	Fields: []record.Field[*Version]{
		{Name: "title", Label: "Version", Computed: true, Listed: true, Indexed: true, Ptr: func(v *Version) any { return &v.Title }},
		{Name: "edition", Label: "Edition", Computed: true, Listed: true, Indexed: true, Ptr: func(v *Version) any { return &v.Edition }},
		{Name: "approved_by", Label: "Approved by", Computed: true, Listed: true, Ptr: func(v *Version) any { return &v.ApprovedBy }},
		{Name: "approved_on", Label: "Approved on", Computed: true, Listed: true, Indexed: true, Ptr: func(v *Version) any { return &v.ApprovedOn }},
		{Name: "entry", Label: "Journal entry", Computed: true, Ptr: func(v *Version) any { return &v.Entry }},
		{Name: "applicable", Label: "Applicable", Computed: true, Listed: true, Ptr: func(v *Version) any { return &v.Applicable }},
		{Name: "excluded", Label: "Excluded", Computed: true, Listed: true, Ptr: func(v *Version) any { return &v.Excluded }},
		{Name: "digest", Label: "Digest", Computed: true, Ptr: func(v *Version) any { return &v.Digest }},
		{Name: "note", Label: "Note", Long: true, Computed: true, Ptr: func(v *Version) any { return &v.Note }},
	},
	Before: func(_ *record.Writer, _, v *Version) error {
		if v.Digest == "" {
			return errs.New(errs.Conflict, "A version is made by approving the Statement of Applicability.")
		}
		return nil
	},
	Guard: func(*record.Writer, *Version, *Version) error {
		return errs.New(errs.Conflict, "An approved version stays as it was signed.")
	},
})

// Approve freezes the Statement of Applicability as it stands. Every control must be decided, and no exclusion may
// contradict a treatment.
func Approve(w *record.Writer, e catalog.Edition, note string) (*Version, error) {
	if err := w.Actor().Check(record.MayApprove); err != nil {
		return nil, err
	}
	lines, err := Statement(w.Reader, e)
	if err != nil {
		return nil, err
	}
	v := &Version{Edition: string(e), ApprovedBy: w.Actor().Name, ApprovedOn: w.Today(), Note: note}
	for i := range lines {
		l := &lines[i]
		switch {
		case l.Conflict != "":
			return nil, errs.New(errs.Conflict, "The Statement of Applicability cannot be approved: %s.", l.Conflict)
		case l.Gap != "":
			return nil, errs.New(errs.Conflict, "The Statement of Applicability cannot be approved: %s.", l.Gap)
		case l.Applicability == "applicable":
			v.Applicable++
		case l.Applicability == "excluded":
			v.Excluded++
		}
	}
	if open := len(lines) - v.Applicable - v.Excluded; open > 0 || len(lines) == 0 {
		return nil, errs.New(errs.Conflict, "The Statement of Applicability cannot be approved: %d of %d controls are undecided.", open, len(lines))
	}
	head, err := w.Head()
	if err != nil {
		return nil, err
	}
	n, err := w.Count(Versions.Kind())
	if err != nil {
		return nil, err
	}
	v.Title, v.Entry, v.Digest = fmt.Sprintf("Version %d (%s)", n+1, e), int(head.Size), Digest(lines)
	return v, Versions.Put(w, v)
}

// Digest is SHA-256 over the decisions of the lines: what a version promises not to change.
func Digest(lines []Line) string {
	type decision struct {
		Control, Applicability, Justification, Implementation, Description, Owner string
		Risks                                                                     []string
	}
	var all []decision
	for _, l := range lines {
		d := decision{l.Ref, l.Applicability, l.Justification(), l.Implementation, l.Description, string(l.Owner), nil}
		for _, r := range l.Risks {
			d.Risks = append(d.Risks, r.ID)
		}
		all = append(all, d)
	}
	b, _ := json.Marshal(all)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Latest is the newest approved version of the edition; nil if there is none.
func Latest(r *record.Reader, e catalog.Edition) (*Version, error) {
	found, _, err := Versions.List(r, record.Query{Filters: []record.Filter{{Field: "edition", Values: []string{string(e)}}}, Sort: "-ref", Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}
