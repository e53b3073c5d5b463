package development

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/approval"
	"github.com/assay-isms/assay/internal/record"
)

// ReleaseReview is the look at a release before it is in use (A.8.29, A.8.25, A.8.28).
type ReleaseReview struct {
	record.Meta
	approval.Approval
	Title       string
	Application record.Ref
	Project     record.Ref
	Build       string
	Author      record.Ref // of the release
	Reviewer    record.Ref
	Checks      record.Set
	Tests       record.Refs
	Defects     string // known and left
	Risk        record.Ref
	PlannedOn   record.Date
	ReleasedOn  record.Date
	Notes       string
}

// checks are the lines of the checklist and the control each shows at work.
var checks = []struct {
	record.Option
	control string
}{
	{record.Option{Value: "read", Label: "Every change read by another person", Synonyms: []string{"review"}}, "A.8.28"},
	{record.Option{Value: "green", Label: "Automatic checks passed", Synonyms: []string{"ci", "pipeline"}}, "A.8.25"},
	{record.Option{Value: "roles", Label: "Changes to roles tried", Synonyms: []string{"access"}}, "A.8.3"},
	{record.Option{Value: "principles", Label: "Structure compared with the principles", Synonyms: []string{"architecture"}}, "A.8.27"},
	{record.Option{Value: "licences", Label: "Licences of components checked", Synonyms: []string{"licenses", "lizenzen"}}, "A.5.32"},
	{record.Option{Value: "built", Label: "Delivery built and scanned by us", Synonyms: []string{"build"}}, "A.8.30"},
	{record.Option{Value: "merge", Label: "Approver is not the author and nothing was forced", Synonyms: []string{"four eyes", "vier augen"}}, "A.5.3"},
	{record.Option{Value: "back", Label: "Way back tried", Synonyms: []string{"rollback"}}, "A.8.29"},
}

// needed are the lines without which nothing is released.
var needed = []string{"read", "green"}

func checkOptions() (out []record.Option) {
	for _, c := range checks {
		out = append(out, c.Option)
	}
	return out
}

// ReleaseReviews is the register of reviews before release.
var ReleaseReviews = record.Define(record.Spec[ReleaseReview]{
	Name: "release_review", Plural: "release-reviews", Title: "Reviews before release", Singular: "release review", Prefix: "RR", Clause: "A.8.29",
	About: "The gate before a release: what was checked, which tests passed, what is left and who let it through. It stays shut while a test has not passed, unless its risk is accepted.",
	Fields: append([]record.Field[*ReleaseReview]{
		{Name: "title", Label: "Release", Required: true, Listed: true, Indexed: true, Ptr: func(r *ReleaseReview) any { return &r.Title }, Synonyms: []string{"name", "freigabe"}},
		{Name: "application", Label: "Application", To: "application", Listed: true, Indexed: true, Ptr: func(r *ReleaseReview) any { return &r.Application }, Synonyms: []string{"anwendung"}},
		{Name: "project", Label: "Project", To: "project", Indexed: true, Ptr: func(r *ReleaseReview) any { return &r.Project }, Synonyms: []string{"projekt"}},
		{Name: "build", Label: "Version", Listed: true, Ptr: func(r *ReleaseReview) any { return &r.Build }, Synonyms: []string{"version"}},
		{Name: "author", Label: "Author", To: "person", Indexed: true, Ptr: func(r *ReleaseReview) any { return &r.Author }, Synonyms: []string{"autor", "developer"}},
		{Name: "reviewer", Label: "Reviewer", Help: "Another person than the author.", To: "person", Listed: true, Indexed: true, Ptr: func(r *ReleaseReview) any { return &r.Reviewer }, Synonyms: []string{"prüfer"}},
		{Name: "checks", Label: "Checklist", Options: checkOptions(), Ptr: func(r *ReleaseReview) any { return &r.Checks }, Synonyms: []string{"checklist", "checkliste"}},
		{Name: "tests", Label: "Tests", To: "security_test", Listed: true, Ptr: func(r *ReleaseReview) any { return &r.Tests }, Synonyms: []string{"security tests", "prüfungen"}},
		{Name: "defects", Label: "Known and left", Long: true, Ptr: func(r *ReleaseReview) any { return &r.Defects }, Synonyms: []string{"open defects", "offene fehler"}},
		{Name: "risk", Label: "Accepted risk", Help: "The risk with which it is released although something is missing; its owner must have accepted it.", To: "risk", Ptr: func(r *ReleaseReview) any { return &r.Risk }, Synonyms: []string{"exception", "ausnahme"}},
		{Name: "planned_on", Label: "Planned for", Indexed: true, Ptr: func(r *ReleaseReview) any { return &r.PlannedOn }, Synonyms: []string{"geplant für"}},
		{Name: "released_on", Label: "Released on", Past: true, Listed: true, Indexed: true, Ptr: func(r *ReleaseReview) any { return &r.ReleasedOn }, Synonyms: []string{"date", "freigegeben am"}},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(r *ReleaseReview) any { return &r.Notes }, Synonyms: []string{"bemerkung"}},
	}, approval.Fields((*ReleaseReview).consent)...),
	Proves: func(r *ReleaseReview) (out []record.Proof) {
		p := record.Proof{On: r.ApprovedOn}
		bypassed := r.ReleasedOn != "" && (!r.Given() || r.ReleasedOn < r.ApprovedOn)
		if bypassed {
			p.On, p.Until, p.Failed = r.ReleasedOn, r.ApprovedOn, true
		}
		shown := []string{"A.8.29", "A.8.25"}
		for _, c := range checks {
			if slices.Contains(r.Checks, c.Value) && !bypassed && !slices.Contains(shown, c.control) {
				shown = append(shown, c.control)
			}
		}
		for _, of := range shown {
			p.For = of
			out = append(out, p)
		}
		return out
	},
	Owes: func(r *ReleaseReview) []record.Due {
		switch {
		case r.Given():
			return nil
		case r.ReleasedOn != "":
			return []record.Due{{What: "Review afterwards", Day: r.ReleasedOn, Who: r.Reviewer, Weight: record.Critical}}
		}
		return []record.Due{{What: "Review", Day: r.PlannedOn, Who: r.Reviewer}}
	},
	Steps: []record.Step[*ReleaseReview]{approval.Step("Release", "It may be used.", (*ReleaseReview).consent, releasable)},
	Before: func(w *record.Writer, old, r *ReleaseReview) error {
		if err := approval.Keep(w, "release_review", old, r, &r.Approval, "released_on", "notes"); err != nil {
			return err
		}
		return nil
	},
})

func (r *ReleaseReview) consent() *approval.Approval { return &r.Approval }

// releasable refuses a release that lacks a test which passed or a needed line of the checklist, unless the risk of that is accepted.
func releasable(w *record.Writer, r *ReleaseReview) error {
	if r.Reviewer == "" || r.Reviewer == r.Author {
		return errs.New(errs.Conflict, "%s needs a reviewer who is not the author.", r.Ref)
	}
	missing, err := r.missing(w.Reader)
	if err != nil || missing == "" {
		return err
	}
	a, err := acceptedRisk(w.Reader, r.Risk)
	if err == nil && a == nil {
		return errs.New(errs.Conflict, "%s cannot be released: %s. Mend that, or name the risk of it, which its owner must have accepted.", r.Ref, missing)
	}
	return err
}

// missing says what keeps a release back; "" if nothing does.
func (r *ReleaseReview) missing(rd *record.Reader) (string, error) {
	for _, c := range checks {
		if slices.Contains(needed, c.Value) && !slices.Contains(r.Checks, c.Value) {
			return "the checklist lacks “" + c.Label + "”", nil
		}
	}
	if len(r.Tests) == 0 {
		return "it names no test", nil
	}
	all, err := SecurityTests.All(rd, record.Query{Filters: []record.Filter{{Field: "id", Values: r.Tests}}})
	for _, t := range all {
		if !t.Passed() {
			return t.Ref + " has not passed", nil
		}
	}
	return "", err
}
