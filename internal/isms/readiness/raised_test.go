package readiness_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/readiness"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/testorg"
)

type firm struct{ *testorg.Org }

func (f firm) write(fn func(*record.Writer) error) {
	f.Helper()
	f.Now = f.Now.Add(time.Hour)
	_, err := f.System.Write(f.Context(), "", fn)
	f.Must(err)
}

// raised is each thing as a line; what points to several records is followed, and must find as many as it says.
func (f firm) raised(e catalog.Edition) (lines []string) {
	f.Helper()
	f.Read(func(r *record.Reader) error {
		all, err := readiness.Of(r, e)
		for _, x := range all {
			lines = append(lines, strings.Join([]string{x.Requirement, x.What, string(x.Grade), x.OwnerName, x.Register, x.Ref}, "|"))
			if x.Query != "" {
				f.follow(r, x)
			}
		}
		return err
	})
	return lines
}

func (f firm) follow(r *record.Reader, x readiness.Raised) {
	f.Helper()
	v, err := url.ParseQuery(x.Query)
	f.Must(err)
	var q record.Query
	for name := range v {
		field, op, _ := strings.Cut(name, ".")
		q.Filters = append(q.Filters, record.Filter{Field: field, Op: op, Values: v[name]})
	}
	k, err := f.Store.Kind(x.Register)
	f.Must(err)
	n, err := r.CountMatching(k, q, 1000)
	f.Must(err)
	if first, _, _ := strings.Cut(x.What, " "); first != map[int64]string{1: "1", 2: "2", 91: "91", 93: "93"}[n] {
		f.Errorf("%q leads by %s to %d", x.What, x.Query, n)
	}
}

func (f firm) want(e catalog.Edition, want ...string) {
	f.Helper()
	if got := f.raised(e); !slices.Equal(got, want) {
		f.Errorf("raised:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestRaised goes from nothing at all to what is mended one by one.
func TestRaised(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := firm{testorg.New(t, d, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))}
		const noScope, noCriteria, noStatement = "4.3|No scope statement is approved|major||scopes|", "6.1.2 a|No risk criteria are approved|major||criteria-versions|",
			"6.1.3 d|The Statement of Applicability has never been approved|major||soa-versions|"
		f.want(catalog.Edition2022, noScope, noCriteria, noStatement)

		owner := &people.Person{Name: "Alice Moe"}
		f.write(func(w *record.Writer) error {
			f.Must(people.Persons.Put(w, owner))
			_, err := control.AddEdition(w, catalog.Edition2022)
			f.Must(err)
			f.decide(w, "A.8.13", func(c *control.Control) {
				c.Applicability, c.Reasons, c.BecauseLaw, c.Owner = "applicable", record.Set{"law"}, "GDPR", record.Ref(owner.ID)
			})
			f.decide(w, "A.8.4", func(c *control.Control) { c.Applicability, c.ExclusionReason = "excluded", "Nobody writes software" })
			return risk.Risks.Put(w, &risk.Risk{Title: "Intruder", Owner: record.Ref(owner.ID)})
		})
		const undecided, failing = "6.1.3 d|91 of 93 controls are undecided|minor||controls|", "A.8.13|Information backup: it applies and is not implemented|minor|Alice Moe|controls|A.8.13"
		f.want(catalog.Edition2022, noScope, noCriteria, noStatement, undecided, failing, "6.1.2 d|1 risk is not rated|minor||risks|")

		f.criteria()
		f.write(func(w *record.Writer) error {
			s := &scope.Scope{Title: "All", Statement: "All of it"}
			f.Must(scope.Scopes.Put(w, s))
			f.Must(scope.Scopes.Take(w, s, "approve"))
			r, err := risk.Risks.Find(w.Reader, "R-1")
			f.Must(err)
			r.Likelihood, r.Consequence = 2, 2
			return risk.Risks.Put(w, r)
		})
		f.want(catalog.Edition2022, noStatement, undecided, failing)

		f.criteria()
		f.want(catalog.Edition2022, noStatement, undecided, failing, "6.1.2 b|1 risk is rated under superseded criteria|minor||risks|")
	})
}

// TestRaisedDerived makes sure that an edition that is not kept points to no record that does not exist.
func TestRaisedDerived(t *testing.T) {
	f := firm{testorg.New(t, testdb.SQLite(t), time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))}
	f.write(func(w *record.Writer) error {
		_, err := control.AddEdition(w, catalog.Edition2022)
		f.Must(err)
		for _, fact := range catalog.Controls(catalog.Edition2022) {
			f.decide(w, fact.ID, func(c *control.Control) { c.Applicability, c.ExclusionReason = "excluded", "Not ours" })
		}
		f.decide(w, "A.8.13", func(c *control.Control) {
			c.Applicability, c.Reasons, c.BecauseLaw = "applicable", record.Set{"law"}, "GDPR"
		})
		_, err = control.Approve(w, catalog.Edition2022, "")
		return err
	})
	all := f.raised(catalog.Edition2013)
	if !slices.Contains(all, "A.12.3.1|Information backup: it applies and is not implemented|minor||controls|") || strings.Contains(strings.Join(all, "\n"), "never been approved") {
		t.Errorf("raised: %s", strings.Join(all, "\n"))
	}
}

func (f firm) decide(w *record.Writer, ref string, change func(*control.Control)) {
	c, err := control.Controls.Find(w.Reader, ref)
	f.Must(err)
	change(c)
	f.Must(control.Controls.Put(w, c))
}

// criteria brings a version into force.
func (f firm) criteria() {
	f.write(func(w *record.Writer) error {
		c := risk.Starter()
		f.Must(risk.CriteriaVersions.Put(w, c))
		return risk.CriteriaVersions.Take(w, c, "approve")
	})
}
