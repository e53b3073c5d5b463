package risk

import (
	"fmt"
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/record"
)

// HarmStep is what one step of the consequence scale means for a kind of harm. From and To bound the loss of one event in the
// currency of the version; both are nil where money does not measure it.
type HarmStep struct {
	Meaning string   `json:"meaning,omitempty"`
	From    *float64 `json:"from,omitempty"`
	To      *float64 `json:"to,omitempty"`
}

// Harm is the consequence scale in the words of one kind of harm, or of the loss of one property of information: as many
// steps as the scale, least first.
type Harm struct {
	Kind    string     `json:"kind"` // one of Harms
	Meaning string     `json:"meaning,omitempty"`
	Steps   []HarmStep `json:"steps"`
}

// Harms are what a consequence may be rated by: the properties of information first, then the kinds of harm.
var Harms = append(slices.Clone(Properties),
	record.Option{Value: "financial", Label: "Financial", Synonyms: []string{"finance", "money", "finanziell"}},
	record.Option{Value: "operational", Label: "Operational", Synonyms: []string{"operations", "business interruption", "betrieb"}},
	record.Option{Value: "legal", Label: "Legal and regulatory", Synonyms: []string{"legal", "regulatory", "compliance", "recht"}},
	record.Option{Value: "reputation", Label: "Reputation", Synonyms: []string{"reputational", "image", "ruf"}},
	record.Option{Value: "people", Label: "People", Synonyms: []string{"safety", "health and safety", "privacy", "data subjects", "personen"}})

// harmKinds is how many Harms there are.
const harmKinds = 8

// HarmRatings are steps of the consequence scale by the place of the harm in Harms, from 1; 0 means not rated.
type HarmRatings [harmKinds]int

// Highest is the greatest of the ratings, 0 if there is none.
func (h HarmRatings) Highest() int { return max(0, slices.Max(h[:])) }

// Empty reports whether nothing is rated by harm.
func (h HarmRatings) Empty() bool { return h == HarmRatings{} }

// harmField names the field of a risk that rates a kind of harm.
func harmField(prefix string, kind int) string { return prefix + "consequence_" + Harms[kind].Value }

// HarmFields are the names of the fields that rate a risk by harm, before treatment or after it.
func HarmFields(residual bool) (names []string) {
	prefix := map[bool]string{true: "residual_"}[residual]
	for i := range Harms {
		names = append(names, harmField(prefix, i))
	}
	return names
}

// harmFields are a risk's ratings by harm, as it is or with the prefix of what remains after treatment.
func harmFields(prefix string, of func(*Risk) *HarmRatings) (fields []record.Field[*Risk]) {
	for i, h := range Harms {
		f := record.Field[*Risk]{Name: harmField(prefix, i), Label: "Consequence: " + lowerFirst(h.Label), Scale: harmScale(h.Value), Ptr: func(r *Risk) any { return &of(r)[i] }}
		before := ""
		if prefix != "" {
			f.Label, before = "Residual consequence: "+lowerFirst(h.Label), "residual "
		}
		for _, word := range append([]string{lowerFirst(h.Label)}, h.Synonyms...) {
			if len(word) > 2 { // c, i and a alone head other columns
				f.Synonyms = append(f.Synonyms, before+"consequence "+word, before+"impact "+word, before+word+" impact", before+"impact on "+word)
			}
		}
		fields = append(fields, f)
	}
	return fields
}

// Label is what the kind of harm is called.
func (h *Harm) Label() string {
	for _, o := range Harms {
		if o.Value == h.Kind {
			return o.Label
		}
	}
	return h.Kind
}

// Harm finds what the criteria say on a kind of harm; nil if nothing.
func (c *Criteria) Harm(kind string) *Harm {
	i := slices.IndexFunc(c.Harms, func(h Harm) bool { return h.Kind == kind })
	if i < 0 {
		return nil
	}
	return &c.Harms[i]
}

func harmScale(kind string) func(*record.Reader) ([]record.Option, error) {
	return func(r *record.Reader) ([]record.Option, error) {
		return scaleOf(r, func(c *Criteria) []Step {
			if c.Harm(kind) == nil {
				return nil
			}
			return c.Consequence
		})
	}
}

// checkHarms refuses scales of harm that cannot be meant, and tells whether one of them is in money.
func (c *Criteria) checkHarms() (money bool, err error) {
	for i, h := range c.Harms {
		switch known := slices.ContainsFunc(Harms, func(o record.Option) bool { return o.Value == h.Kind }); {
		case !known:
			return false, errs.InField("harms", "%q is no kind of harm; they are %s", h.Kind, optionValues(Harms))
		case slices.ContainsFunc(c.Harms[:i], func(o Harm) bool { return o.Kind == h.Kind }):
			return false, errs.InField("harms", "%s is there twice", h.Kind)
		case len(h.Steps) != len(c.Consequence):
			return false, errs.InField("harms", "%s has %d steps; it needs one for each of the %d of consequence", h.Kind, len(h.Steps), len(c.Consequence))
		}
		bounded, err := checkSteps("harms", h.Kind+": ", c.HarmSteps(&h))
		if err != nil {
			return false, err
		}
		money = money || bounded
	}
	return money, nil
}

func optionValues(list []record.Option) (text string) {
	for i, o := range list {
		if i > 0 {
			text += ", "
		}
		text += o.Value
	}
	return text
}

// HarmSteps are the steps of a harm under the names of the consequence scale.
func (c *Criteria) HarmSteps(h *Harm) []Step {
	out := make([]Step, len(h.Steps))
	for i, s := range h.Steps {
		out[i] = Step{Name: c.Consequence[i].Name, Meaning: s.Meaning, From: s.From, To: s.To}
	}
	return out
}

// examineHarms adds what the bounds of each harm can be trusted with: steps that overlap are refused, and a step that shares no
// money with its step of the consequence scale is a warning, as one rating then stands for two amounts.
func (c *Criteria) examineHarms(report *matrix.Report) {
	for i := range c.Harms {
		h := &c.Harms[i]
		steps := c.HarmSteps(h)
		scale := &matrix.Criteria{Likelihood: bounds(steps), Consequence: bounds(steps), Levels: levelNames(c.Levels), Matrix: make([][]int, len(steps))}
		for row := range scale.Matrix {
			scale.Matrix[row] = make([]int, len(steps))
			for column := range scale.Matrix[row] {
				scale.Matrix[row][column] = 1
			}
		}
		for _, f := range scale.Examine().Findings {
			if where, ok := trimScale(f.Where); f.Rule == "scale" && ok {
				f.Where = h.Kind + " " + where
				report.Findings = append(report.Findings, f)
				report.Publishable = report.Publishable && f.Weight != matrix.Refused
			}
		}
		for j, s := range steps {
			whole := c.Consequence[j]
			if s.From != nil && whole.From != nil && s.To != nil && whole.To != nil && (*s.From >= *whole.To || *s.To <= *whole.From) {
				report.Findings = append(report.Findings, matrix.Finding{Rule: "harm", Weight: matrix.Warning, Where: h.Kind + " " + s.Name,
					Message: fmt.Sprintf("stands for %s to %s, the step of consequence for %s to %s: one rating, two amounts", Amount(*s.From), Amount(*s.To), Amount(*whole.From), Amount(*whole.To))})
			}
		}
	}
}

// trimScale takes the name of the scale off the place of a finding; false if it is not one of consequence.
func trimScale(where string) (string, bool) {
	const name = "consequence "
	if len(where) < len(name) || where[:len(name)] != name {
		return "", false
	}
	return where[len(name):], true
}

// highest sets the consequence of a side to the highest of its ratings by harm. A consequence typed against them is refused, so
// that nobody overrules the harms unseen; one that was there before and only came along follows them.
func highest(harms HarmRatings, consequence *int, before int, field, prefix string) *errs.Field {
	top := harms.Highest()
	if top == 0 || *consequence == top {
		return nil
	}
	if *consequence != 0 && *consequence != before {
		at := slices.Index(harms[:], top)
		return &errs.Field{Name: field, Message: fmt.Sprintf("is %d, and the highest of the ratings by harm is %d (%s); leave it empty, or mend %s", *consequence, top, Harms[at].Label, harmField(prefix, at))}
	}
	*consequence = top
	return nil
}

// byHarm lets the ratings by harm set the consequences; old is nil for a new risk.
func (r *Risk) byHarm(old *Risk) error {
	if old == nil {
		old = &Risk{}
	}
	var bad []errs.Field
	for _, f := range []*errs.Field{highest(r.Harms, &r.Consequence, old.Consequence, "consequence", ""),
		highest(r.ResidualHarms, &r.ResidualConsequence, old.ResidualConsequence, "residual_consequence", "residual_")} {
		if f != nil {
			bad = append(bad, *f)
		}
	}
	return faults(bad)
}

// offHarms tells which ratings by harm the criteria have no step for.
func (r *Risk) offHarms(c *Criteria) (bad []errs.Field) {
	for _, side := range []struct {
		prefix string
		harms  HarmRatings
	}{{"", r.Harms}, {"residual_", r.ResidualHarms}} {
		for i, step := range side.harms {
			switch {
			case step == 0:
			case c.Harm(Harms[i].Value) == nil:
				bad = append(bad, errs.Field{Name: harmField(side.prefix, i), Message: "the criteria in force have no scale for this; leave it empty"})
			default:
				bad = append(bad, off(harmField(side.prefix, i), step, c.Consequence)...)
			}
		}
	}
	return bad
}

// Agree sets the rating before treatment to what was agreed on under criteria c. Ratings by harm that say otherwise, or that c does
// not know, go.
func (r *Risk) Agree(c *Criteria, likelihood, consequence int) {
	if r.Harms.Highest() != consequence || len((&Risk{Harms: r.Harms}).offHarms(c)) > 0 {
		r.Harms = HarmRatings{}
	}
	r.Likelihood, r.Consequence = likelihood, consequence
}

// HarmWords tells which harms reach the consequence that counts, such as "financial, people"; "" without ratings by harm.
func (h HarmRatings) HarmWords() (text string) {
	top := h.Highest()
	for i, step := range h {
		if step == top && top > 0 {
			if text != "" {
				text += ", "
			}
			text += lowerFirst(Harms[i].Label)
		}
	}
	return text
}
