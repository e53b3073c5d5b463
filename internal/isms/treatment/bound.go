package treatment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Accepted is what was accepted: the risk as it was seen. Acceptances given before there was a result hash hold no more than
// the fields up to Figures, and bind to these alone.
type Accepted struct {
	Title               string   `json:"title"`
	Owner               string   `json:"owner"`
	Criteria            string   `json:"criteria"`
	Likelihood          int      `json:"likelihood"`
	Consequence         int      `json:"consequence"`
	Level               int      `json:"level"`
	Option              string   `json:"option"`
	Controls            []string `json:"controls"`
	ResidualLikelihood  int      `json:"residual_likelihood"`
	ResidualConsequence int      `json:"residual_consequence"`
	ResidualLevel       int      `json:"residual_level"`
	Figures             *Figures `json:"figures,omitempty"` // nil if nothing was estimated

	Description     string         `json:"description,omitempty"`
	Assets          []string       `json:"assets,omitempty"`
	Properties      []string       `json:"properties,omitempty"`
	Threats         []string       `json:"threats,omitempty"`
	Vulnerabilities []string       `json:"vulnerabilities,omitempty"`
	Harms           map[string]int `json:"harms,omitempty"` // ratings by harm, without those that are not rated
	ResidualHarms   map[string]int `json:"residual_harms,omitempty"`
	Plan            []Planned      `json:"plan,omitempty"` // in the order of their ids
	Effects         string         `json:"effects,omitempty"`
	CriteriaID      string         `json:"criteria_id,omitempty"` // the criteria's id by content
	Result          string         `json:"result,omitempty"`      // SHA-256 of all of this but the criteria
}

// Figures are both estimates of a risk, without their sources.
type Figures struct {
	Now   risk.Estimate `json:"now"`
	After risk.Estimate `json:"after"`
}

// Planned is an action of the treatment plan as it was accepted. That it makes progress changes nothing; that it is dropped takes
// it off the plan.
type Planned struct {
	ID    string  `json:"id"`
	Title string  `json:"title"`
	Owner string  `json:"owner"`
	Due   string  `json:"due"`
	Cost  float64 `json:"cost,omitempty"`
}

func hashOf(v any) string {
	b, _ := json.Marshal(v) // text and finite numbers always can be
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// result is the hash of what the assessment and treatment of the risk came to. The criteria enter the acceptance by their id by
// content: an equal version in another record is no change.
func (a Accepted) result() string {
	a.Criteria, a.CriteriaID, a.Result = "", "", ""
	return hashOf(a)
}

// AsRisk is the risk as it was accepted, so that it can be shown like any other.
func (a Accepted) AsRisk() *risk.Risk {
	r := &risk.Risk{Title: a.Title, Owner: record.Ref(a.Owner), Criteria: record.Ref(a.Criteria), Likelihood: a.Likelihood, Consequence: a.Consequence, Level: a.Level,
		Option: a.Option, Controls: a.Controls, ResidualLikelihood: a.ResidualLikelihood, ResidualConsequence: a.ResidualConsequence, ResidualLevel: a.ResidualLevel,
		Description: a.Description, Assets: a.Assets, Properties: a.Properties, Threats: a.Threats, Vulnerabilities: a.Vulnerabilities,
		Harms: ratingsOf(a.Harms), ResidualHarms: ratingsOf(a.ResidualHarms)}
	if a.Figures != nil {
		r.Now, r.After = a.Figures.Now, a.Figures.After
	}
	return r
}

func ratingsOf(m map[string]int) (h risk.HarmRatings) {
	for i, o := range risk.Harms {
		h[i] = m[o.Value]
	}
	return h
}

func ratingMap(h risk.HarmRatings) map[string]int {
	out := map[string]int{}
	for i, step := range h {
		if step != 0 {
			out[risk.Harms[i].Value] = step
		}
	}
	return out
}

// boundSince are the fields of a risk that an acceptance binds to since there is a result hash; boundAlways those it always did.
var (
	boundAlways = []string{"owner", "level", "residual_level", "likelihood", "consequence", "residual_likelihood", "residual_consequence", "option", "controls", "title",
		"rate_low", "rate_high", "yearly_probability", "loss_low", "loss_high", "residual_rate_low", "residual_rate_high", "residual_yearly_probability", "residual_loss_low", "residual_loss_high"}
	boundSince = slices.Concat([]string{"description", "assets", "properties", "threats", "vulnerabilities"}, risk.HarmFields(false), risk.HarmFields(true))
)

// BoundFields are the names of the fields of a risk that the acceptance binds to.
func (a *Acceptance) BoundFields() []string {
	if a.Snapshot.Result == "" {
		return slices.Concat([]string{"criteria"}, boundAlways)
	}
	return slices.Concat(boundAlways, boundSince)
}

// sight is what is read to hold risks against their acceptances.
type sight struct {
	criteria map[string]*risk.Criteria
	plans    map[string][]Planned // by id of the risk
	effects  map[string]string
	refs     map[string]string     // of actions, by id
	names    map[string]record.Hit // of what differing fields refer to
}

// see reads what belongs to the risks and to what was accepted of them, with a query for each kind.
func see(r *record.Reader, risks []*risk.Risk, list []*Acceptance) (*sight, error) {
	s := &sight{criteria: map[string]*risk.Criteria{}, plans: map[string][]Planned{}, refs: map[string]string{}}
	var versions, ids []string
	for _, x := range risks {
		versions, ids = append(versions, string(x.Criteria)), append(ids, x.ID)
	}
	for _, a := range list {
		versions = append(versions, a.Snapshot.Criteria)
	}
	if len(ids) == 0 {
		return s, nil
	}
	slices.Sort(versions)
	found, err := risk.CriteriaVersions.All(r, record.Query{Filters: []record.Filter{{Field: "id", Values: slices.Compact(versions)}}})
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		s.criteria[c.ID] = c
	}
	if err := s.readPlans(r, ids); err != nil {
		return nil, err
	}
	s.effects, err = effectsOf(r, risks)
	return s, err
}

func (s *sight) readPlans(r *record.Reader, risks []string) error {
	actions, err := Treatments.All(r, record.Query{Filters: []record.Filter{{Field: "risks", Values: risks}}})
	if err != nil {
		return err
	}
	slices.SortFunc(actions, func(a, b *Treatment) int { return strings.Compare(a.ID, b.ID) })
	for _, t := range actions {
		s.refs[t.ID] = t.Ref
		for _, id := range t.Risks {
			if t.Status != "dropped" {
				s.plans[id] = append(s.plans[id], Planned{t.ID, t.Title, string(t.Owner), string(t.Due), t.Cost})
			}
		}
	}
	return nil
}

// snapshot is what would be accepted of a risk now.
func (s *sight) snapshot(r *risk.Risk) Accepted {
	a := Accepted{Title: r.Title, Owner: string(r.Owner), Criteria: string(r.Criteria), Likelihood: r.Likelihood, Consequence: r.Consequence, Level: r.Level,
		Option: r.Option, Controls: append([]string{}, r.Controls...), ResidualLikelihood: r.ResidualLikelihood, ResidualConsequence: r.ResidualConsequence, ResidualLevel: r.ResidualLevel,
		Description: r.Description, Assets: r.Assets, Properties: r.Properties, Threats: r.Threats, Vulnerabilities: r.Vulnerabilities,
		Harms: ratingMap(r.Harms), ResidualHarms: ratingMap(r.ResidualHarms), Plan: s.plans[r.ID], Effects: s.effects[r.ID]}
	if !r.Now.Empty() || !r.After.Empty() {
		a.Figures = &Figures{r.Now.Given(), r.After.Given()}
		a.Figures.Now.Source, a.Figures.After.Source = "", ""
	}
	if c := s.criteria[string(r.Criteria)]; c != nil {
		a.CriteriaID = c.Digest
	}
	a.Result = a.result()
	return a
}

// standings holds acceptances against their risks.
func standings(r *record.Reader, list []*Acceptance, risks map[string]*risk.Risk, last map[string]*Acceptance) ([]Standing, error) {
	var there []*risk.Risk
	for _, x := range risks {
		there = append(there, x)
	}
	s, err := see(r, there, list)
	if err != nil {
		return nil, err
	}
	out := make([]Standing, len(list))
	for i, a := range list {
		out[i] = Standing{Acceptance: a, Risk: risks[string(a.Risk)]}
		if x := out[i].Risk; x != nil {
			out[i].Changes = s.changes(a, x)
		}
		out[i].settle(last[string(a.Risk)], r.Today())
	}
	return out, s.word(r, out)
}

// settle finds the state.
func (s *Standing) settle(last *Acceptance, today record.Date) {
	a := s.Acceptance
	switch {
	case last != nil && last.ID != a.ID:
		s.State, s.By = Replaced, last.Ref
	case a.Until != "" && a.Until < today:
		s.State = Ended
	case s.Risk == nil || len(s.Changes) > 0:
		s.State = Void
	case a.Until != "" && a.Until <= today.Plus(EndingDays):
		s.State = Ending
	default:
		s.State = Binds
	}
}

// changes lists what is not as it was accepted, in stored text; word puts it into words.
func (s *sight) changes(a *Acceptance, x *risk.Risk) (out []Change) {
	was, now := a.Snapshot, s.snapshot(x)
	// A control that only says in another edition what one accepted says changes nothing that was accepted.
	now.Controls = slices.DeleteFunc(now.Controls, func(id string) bool {
		return slices.Contains(x.Carried, id) && !slices.Contains(was.Controls, id)
	})
	// An action added to the plan takes nothing from what was approved.
	now.Plan = slices.DeleteFunc(slices.Clone(now.Plan), func(p Planned) bool {
		return !slices.ContainsFunc(was.Plan, func(o Planned) bool { return o.ID == p.ID })
	})
	if was.Result != "" && was.Result == now.result() && was.CriteriaID == now.CriteriaID {
		return nil
	}
	k, before, after := risk.Risks.Kind(), was.AsRisk(), now.AsRisk()
	for _, name := range a.BoundFields() {
		f := k.Field(name)
		if from, to := f.Text(before), f.Text(after); from != to {
			out = append(out, Change{name, f.Label, from, to})
		}
	}
	if was.Result == "" {
		return out
	}
	if was.CriteriaID != now.CriteriaID {
		out = append(out, Change{"criteria", k.Field("criteria").Label, was.Criteria, now.Criteria})
	}
	if was.Effects != now.Effects {
		out = append(out, Change{"effects", "Effects of controls", was.Effects, now.Effects})
	}
	return append(out, s.replanned(was.Plan, now.Plan)...)
}

// replanned lists the actions that are not as they were accepted.
func (s *sight) replanned(was, now []Planned) (out []Change) {
	for i := range was {
		label := strings.TrimSpace("Action " + s.refs[was[i].ID])
		j := slices.IndexFunc(now, func(p Planned) bool { return p.ID == was[i].ID })
		switch {
		case j < 0:
			out = append(out, Change{"plan", label, was[i].text(), ""})
		case now[j] != was[i]:
			out = append(out, Change{"plan", label, was[i].text(), now[j].text()})
		}
	}
	return out
}

func (p *Planned) text() string {
	text := p.Title + ", " + p.Owner + ", due " + p.Due
	if p.Cost != 0 {
		text += ", cost " + risk.Amount(p.Cost)
	}
	return text
}

// word puts the changes of all standings into words, with one query for all names.
func (s *sight) word(r *record.Reader, all []Standing) (err error) {
	k := risk.Risks.Kind()
	var ids []string
	for _, st := range all {
		for _, c := range st.Changes {
			if f := k.Field(c.Field); f != nil && f.To != "" {
				ids = append(ids, strings.Fields(c.From+" "+c.To)...)
			}
		}
		for _, p := range st.Acceptance.Snapshot.Plan {
			ids = append(ids, p.Owner)
		}
		if st.Risk != nil {
			for _, p := range s.plans[st.Risk.ID] {
				ids = append(ids, p.Owner)
			}
		}
	}
	if s.names, err = r.Named(ids); err != nil {
		return err
	}
	for i := range all {
		st := &all[i]
		for j := range st.Changes {
			c := &st.Changes[j]
			c.From = s.worded(c.Field, c.From, s.criteria[st.Acceptance.Snapshot.Criteria])
			c.To = s.worded(c.Field, c.To, s.criteria[string(st.Risk.Criteria)])
		}
	}
	return nil
}

// worded writes a field's stored text for people: names for references, the words of the criteria for steps.
func (s *sight) worded(field, text string, c *risk.Criteria) string {
	f := risk.Risks.Kind().Field(field)
	switch {
	case text == "" || field == "effects":
		return text
	case field == "plan":
		for id, h := range s.names {
			text = strings.Replace(text, ", "+id+", due ", ", "+h.Title+", due ", 1)
		}
		return text
	case f.To != "":
		return s.named(f.To, text)
	case f.Type() == "set" || f.Type() == "choice":
		var labels []string
		for _, v := range strings.Fields(text) {
			if o, ok := f.Option(v); ok {
				v = o.Label
			}
			labels = append(labels, v)
		}
		return strings.Join(labels, ", ")
	case f.Type() == "float":
		return amount(text)
	case f.Type() == "int":
		return stepName(field, text, c)
	}
	return text
}

// named writes references as people do: controls by their reference, all else by name.
func (s *sight) named(kind, text string) string {
	var out []string
	for _, id := range strings.Fields(text) {
		switch h, ok := s.names[id]; {
		case !ok:
			out = append(out, "one that is gone")
		case kind == "control" || kind == "criteria":
			out = append(out, h.Ref)
		default:
			out = append(out, h.Title)
		}
	}
	return strings.Join(out, ", ")
}

// amount writes a figure for people; 0 is not estimated.
func amount(text string) string {
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return text
	case x == 0:
		return ""
	}
	return risk.Amount(x)
}

// stepName writes a step or level by its name; 0 is not rated.
func stepName(field, text string, c *risk.Criteria) string {
	n, err := strconv.Atoi(text)
	if err != nil || n == 0 {
		return ""
	}
	if c != nil {
		switch {
		case strings.HasSuffix(field, "level") && n <= len(c.Levels):
			return c.LevelName(n)
		case strings.HasSuffix(field, "likelihood") && n <= len(c.Likelihood):
			return c.Likelihood[n-1].Name
		case strings.Contains(field, "consequence") && n <= len(c.Consequence):
			return c.Consequence[n-1].Name
		}
	}
	return fmt.Sprintf("step %d", n)
}
