package guide

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
)

// TestPolicies holds every policy to the form that content/README.md gives.
func TestPolicies(t *testing.T) {
	if len(Policies()) == 0 {
		t.Fatal("there are no policies")
	}
	used := map[string]bool{}
	for _, p := range Policies() {
		f := faults{t, "policies/" + p.ID + ".md"}
		f.when(p.Title == "" || p.Audience == "" || p.OwnerRole == "" || p.ReviewMonths < 1, "title, audience, owner_role or review_months is missing")
		f.when(!slices.Contains([]string{"policy", "topic_policy", "procedure"}, p.Kind), "kind is %q", p.Kind)
		f.when(len(p.Controls)+len(p.Clauses) == 0, "it serves no control and no clause")
		for _, id := range p.Controls {
			_, ok := catalog.Find(id)
			f.when(!ok, "controls names %q", id)
		}
		for _, id := range p.Clauses {
			c, ok := catalog.FindClause(catalog.Edition2022, id)
			f.when(!ok || c.Kind == catalog.Section, "clauses names %q", id)
		}
		f.when(p.Question.Ask == "" || p.Question.Answer == "" || len(p.Question.Wrong) != 2 || slices.Contains(p.Question.Wrong, p.Question.Answer), "the question needs an answer and two that are wrong")
		f.policyText(p)
		for _, text := range append([]string{p.Text, p.Question.Ask, p.Question.Answer}, p.Question.Wrong...) {
			for _, m := range Used.FindAllStringSubmatch(text, -1) {
				used[m[1]] = true
			}
		}
	}
	for _, p := range Placeholders() {
		f := faults{t, "policies/placeholders.csv"}
		f.when(!used[p.Name], "%s is used nowhere", p.Name)
		f.when(p.Source != "ask" && !placeholderSource.MatchString(p.Source), "%s: source is %q", p.Name, p.Source)
		f.when(p.Label == "" || p.Help == "" || p.Example == "", "%s needs label, help and example", p.Name)
		delete(used, p.Name)
	}
	for name := range used {
		t.Errorf("content/policies/placeholders.csv does not list %s", name)
	}
}

var placeholderSource = regexp.MustCompile(`^record:[a-z_]+\.[a-z_]+(\[[^\]]+\])?$`)

// policyText checks the headings, and that what stands in backquotes under Related documents is a policy.
func (f faults) policyText(p *Policy) {
	var headings []string
	section := ""
	for line := range strings.SplitSeq(p.Text, "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			headings, section = append(headings, title), title
		}
		if section == "Related documents" {
			for _, m := range quoted.FindAllStringSubmatch(line, -1) {
				_, err := FindPolicy(m[1])
				f.when(err != nil, "related documents name %q", m[1])
			}
		}
	}
	f.when(!slices.Equal(headings, []string{"Purpose", "Scope", "Rules", "Responsibilities", "Exceptions", "Records", "Related documents"}), "the headings are %s", strings.Join(headings, ", "))
}

var quoted = regexp.MustCompile("`([^`]+)`")
