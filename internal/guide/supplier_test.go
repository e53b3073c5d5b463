package guide_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/guide"
)

func knownControls(t *testing.T, id string, controls []string) {
	t.Helper()
	for _, c := range controls {
		if _, ok := catalog.Find(c); !ok {
			t.Errorf("%s names %s, which is no control", id, c)
		}
	}
}

// TestQuestionnaires checks every question: that it can be scored as its kind says, and what its rules name is there.
func TestQuestionnaires(t *testing.T) {
	seen := map[string]bool{}
	for _, q := range guide.Questionnaires() {
		for _, included := range q.Includes {
			if _, ok := guide.FindQuestionnaire(included); !ok {
				t.Errorf("%s includes %s, which is not there", q.ID, included)
			}
		}
		for _, a := range q.Questions {
			if seen[a.ID] {
				t.Errorf("%s is there twice", a.ID)
			}
			seen[a.ID] = true
			knownControls(t, a.ID, a.Controls)
			answers := []string{"any"}
			for _, o := range a.Options {
				answers = append(answers, o.Answer)
				if o.Score < 0 || o.Score > 1 {
					t.Errorf("%s: %s scores %g", a.ID, o.Answer, o.Score)
				}
			}
			if a.Kind == "yes_no" {
				answers = append(answers, "yes", "no")
			}
			switch {
			case !slices.Contains([]string{"yes_no", "choice", "text", "date", "file"}, a.Kind):
				t.Errorf("%s is of kind %q", a.ID, a.Kind)
			case a.Weight < 1 || a.Weight > 3:
				t.Errorf("%s weighs %d", a.ID, a.Weight)
			case (a.Kind == "choice") != (len(a.Options) > 0):
				t.Errorf("%s: options belong to choices", a.ID)
			case (a.MaxAge != "") != (a.Days() > 0):
				t.Errorf("%s: max_age %q", a.ID, a.MaxAge)
			case a.Good != "" && !slices.Contains(answers, a.Good), a.Knockout != nil && !slices.Contains(answers, a.Knockout.Answer):
				t.Errorf("%s: an answer that is good or knocks out cannot be given", a.ID)
			}
			for _, f := range a.FollowUp {
				if !slices.Contains(answers, f.Answer) {
					t.Errorf("%s asks on after %q, which cannot be answered", a.ID, f.Answer)
				}
			}
		}
	}
}

// TestTogether holds that what is included is asked once and that a higher tier asks all that a lower one asks.
func TestTogether(t *testing.T) {
	basic, all := guide.Together([]string{"basic"}), guide.Together([]string{"critical", "basic"})
	count := map[string]int{}
	for _, a := range all {
		count[a.ID]++
	}
	for _, a := range basic {
		if count[a.ID] != 1 {
			t.Errorf("critical asks %s %d times", a.ID, count[a.ID])
		}
	}
	if len(all) <= len(basic) {
		t.Errorf("critical asks %d questions, basic %d", len(all), len(basic))
	}
}

func TestAgreementClauses(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range guide.SupplierClauses() {
		if seen[c.ID] || c.Title == "" || c.Says == "" || len(c.Tiers) == 0 {
			t.Errorf("%s is not complete or there twice", c.ID)
		}
		seen[c.ID] = true
		knownControls(t, c.ID, c.Controls)
	}
	if a, b := len(guide.ClausesFor("ordinary")), len(guide.ClausesFor("critical")); a == 0 || a >= b {
		t.Errorf("%d clauses for ordinary suppliers, %d for critical ones", a, b)
	}
}

// TestReplies checks that every fact a prepared answer asks for is on one of the two lists.
func TestReplies(t *testing.T) {
	policies, err := os.ReadFile("../../content/policies/placeholders.csv")
	if err != nil {
		t.Fatal(err)
	}
	facts := map[string]bool{}
	for _, line := range strings.Split(string(policies), "\n") {
		name, _, _ := strings.Cut(line, ",")
		facts[name] = true
	}
	for _, f := range guide.ReplyFacts() {
		facts[f.Name] = true
	}
	seen := map[string]bool{}
	for _, r := range guide.Replies() {
		if seen[r.ID] || r.Question == "" || r.Answer == "" || len(r.Keywords) == 0 {
			t.Errorf("%s is not complete or there twice", r.ID)
		}
		seen[r.ID] = true
		knownControls(t, r.ID, r.Controls)
		for i, part := range strings.Split(r.Answer, "{{") {
			if name, _, _ := strings.Cut(part, "}}"); i > 0 && !facts[name] {
				t.Errorf("%s asks for {{%s}}, which is on no list", r.ID, name)
			}
		}
	}
}
