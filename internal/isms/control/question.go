package control

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Question is one fact about the organisation, asked as yes or no.
type Question struct {
	Key  string `json:"key"`
	Text string `json:"text"`
	Help string `json:"help"` // what counts as yes, so that a no is true
}

// exclusion is what may be excluded when all of some questions are answered with no.
type exclusion struct {
	no       []string // questions
	controls []string // of both editions
	reason   string   // names the fact
}

// FindQuestion finds a question by its key.
func FindQuestion(key string) (Question, bool) {
	i := slices.IndexFunc(Questions, func(q Question) bool { return q.Key == key })
	if i < 0 {
		return Question{}, false
	}
	return Questions[i], true
}

// Answers are the facts told: true for yes.
type Answers map[string]bool

// ParseAnswer reads "cloud=no".
func (a Answers) ParseAnswer(text string) error {
	key, word, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), "=")
	if _, ok := FindQuestion(key); !ok {
		var keys []string
		for _, q := range Questions {
			keys = append(keys, q.Key)
		}
		return errs.New(errs.BadRequest, "There is no question %q. The questions are: %s.", key, strings.Join(keys, ", "))
	}
	switch word {
	case "yes", "y", "true":
		a[key] = true
	case "no", "n", "false":
		a[key] = false
	default:
		return errs.New(errs.BadRequest, "Answer %s with yes or no.", key)
	}
	return nil
}

// String is the answers in the order of the questions: what the history keeps as the reason of the exclusions.
func (a Answers) String() string {
	var parts []string
	for _, q := range Questions {
		if yes, told := a[q.Key]; told {
			parts = append(parts, q.Key+" "+map[bool]string{true: "yes", false: "no"}[yes])
		}
	}
	return "Answers: " + strings.Join(parts, ", ")
}

// Proposal is one exclusion that the answers suggest. Nothing is excluded until somebody says so, row by row.
type Proposal struct {
	Control  *Control
	Reason   string   // in our words, to be made the organisation's own
	Because  []string // the questions answered with no
	Conflict string   // a risk's treatment needs the control: it does not belong excluded
}

// Propose lists what the answers suggest to exclude: only controls that nobody has decided on.
func Propose(r *record.Reader, e catalog.Edition, a Answers) (out []Proposal, err error) {
	risks, err := r.LinksInto(Controls.Kind(), "risk")
	if err != nil {
		return nil, err
	}
	all, err := Choose(r, string(e), nil, "all")
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if x := a.excludes(c.Ref); x != nil && c.Applicability == "undecided" {
			out = append(out, Proposal{Control: c, Reason: x.reason, Because: x.no, Conflict: conflict(c, risks[c.ID])})
		}
	}
	return out, nil
}

func (a Answers) excludes(ref string) *exclusion {
	for i := range exclusions {
		x := &exclusions[i]
		if slices.Contains(x.controls, ref) && !slices.ContainsFunc(x.no, func(key string) bool {
			yes, told := a[key]
			return yes || !told
		}) {
			return x
		}
	}
	return nil
}

// Exclude excludes the controls chosen among the proposals, each with its reason; an empty one takes the proposed words.
// A control that a treatment needs, or that somebody has decided on meanwhile, is refused.
func Exclude(w *record.Writer, e catalog.Edition, a Answers, chosen map[string]string) (p Plan, err error) {
	if len(chosen) == 0 {
		return p, errs.Invalidf("Nothing is chosen. Tick the exclusions that are true of you.")
	}
	proposals, err := Propose(w.Reader, e, a)
	if err != nil {
		return p, err
	}
	reasons := map[string]string{}
	var controls []*Control
	for _, x := range proposals {
		reason, ok := chosen[x.Control.Ref]
		if !ok {
			continue
		}
		if x.Conflict != "" {
			return p, errs.New(errs.Conflict, "%s cannot be excluded: a risk's treatment needs it. Change the treatment first, or include the control.", x.Control.Ref)
		}
		if reasons[x.Control.Ref] = reason; reason == "" {
			reasons[x.Control.Ref] = x.Reason
		}
		controls = append(controls, x.Control)
	}
	if len(controls) < len(chosen) {
		missing := slices.DeleteFunc(slices.Sorted(maps.Keys(chosen)), func(ref string) bool { return reasons[ref] != "" })
		return p, errs.New(errs.Conflict, "%s: the answers propose no exclusion, or it was decided meanwhile. Ask for the proposals again.", strings.Join(missing, ", "))
	}
	p, err = plan(w.Reader, controls, func(*Control) (bool, error) { return true, nil }, func(c *Control) {
		c.Applicability, c.ExclusionReason = "excluded", reasons[c.Ref]
	}, &p)
	if err != nil {
		return p, fmt.Errorf("plan the exclusions: %w", err)
	}
	return p, p.CarryOut(w)
}

// Excludable lists every control that some answers propose to exclude, of both editions.
func Excludable() (ids []string) {
	for _, x := range exclusions {
		ids = append(ids, x.controls...)
	}
	return ids
}
