package assessment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// RunView is a run with its criteria, raters, risks and what was said of them. Sealed ratings stay sealed in it.
type RunView struct {
	Run      *Assessment
	Criteria *risk.Criteria // nil if the run names none
	Raters   []*people.Person
	Lines    []Line // in the order of the risks' references
}

// ReadRun reads a run by reference or id.
func ReadRun(r *record.Reader, ref string) (*RunView, error) {
	a, err := Assessments.Find(r, ref)
	if err != nil {
		return nil, err
	}
	runs, err := readRuns(r, []*Assessment{a})
	if err != nil {
		return nil, err
	}
	v := runs[0]
	if v.Lines, err = readLines(r, a.Risks); err != nil {
		return nil, err
	}
	return v, readSaid(r, runs)
}

// readRuns reads runs with their criteria and raters, without their lines.
func readRuns(r *record.Reader, all []*Assessment) (out []*RunView, err error) {
	var criteria, raters []string
	for _, a := range all {
		if a.Criteria != "" {
			criteria = append(criteria, string(a.Criteria))
		}
		raters = append(raters, a.Raters...)
	}
	versions, err := risk.CriteriaVersions.All(r, byID(criteria))
	if err != nil {
		return nil, err
	}
	persons, err := people.Persons.All(r, byID(raters))
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		v := &RunView{Run: a}
		if i := slices.IndexFunc(versions, func(c *risk.Criteria) bool { return c.ID == string(a.Criteria) }); i >= 0 {
			v.Criteria = versions[i]
		}
		for _, p := range persons {
			if slices.Contains(a.Raters, p.ID) {
				v.Raters = append(v.Raters, p)
			}
		}
		out = append(out, v)
	}
	return out, nil
}

func byID(ids []string) record.Query {
	return record.Query{Filters: []record.Filter{{Field: "id", Values: ids}}}
}

func readLines(r *record.Reader, risks []string) (out []Line, err error) {
	found, err := risk.Risks.All(r, byID(risks))
	for _, x := range found {
		out = append(out, Line{Risk: x})
	}
	return out, err
}

// readSaid puts ratings and reconciliations on the lines of runs.
func readSaid(r *record.Reader, runs []*RunView) error {
	type at struct{ run, risk record.Ref }
	lines, views := map[at]*Line{}, map[record.Ref]*RunView{}
	var ids []string
	for _, v := range runs {
		ids, views[record.Ref(v.Run.ID)] = append(ids, v.Run.ID), v
		for i := range v.Lines {
			lines[at{record.Ref(v.Run.ID), record.Ref(v.Lines[i].Risk.ID)}] = &v.Lines[i]
		}
	}
	mine := record.Query{Filters: []record.Filter{{Field: "assessment", Values: ids}}}
	ratings, err := Ratings.All(r, mine)
	if err != nil {
		return err
	}
	for _, x := range ratings {
		switch l := lines[at{x.Assessment, x.Risk}]; {
		case l == nil || views[x.Assessment].Rater(string(x.Rater)) == nil:
		case x.Repeat:
			l.Repeats = append(l.Repeats, x)
		default:
			l.Ratings = append(l.Ratings, x)
		}
	}
	for _, v := range runs {
		v.order()
	}
	settled, err := Reconciliations.All(r, mine)
	for _, x := range settled {
		if l := lines[at{x.Assessment, x.Risk}]; l != nil {
			l.Reconciled = x
		}
	}
	return err
}

// order puts ratings in the order of the run's raters.
func (v *RunView) order() {
	place := map[record.Ref]int{}
	for i, p := range v.Raters {
		place[record.Ref(p.ID)] = i
	}
	for i := range v.Lines {
		for _, list := range [][]*Rated{v.Lines[i].Ratings, v.Lines[i].Repeats} {
			slices.SortStableFunc(list, func(a, b *Rated) int { return place[a.Rater] - place[b.Rater] })
		}
	}
}

// asked are the raters for each risk and the α that the run's criteria ask for, or what is usual.
func (v *RunView) asked() (raters int, gate float64) {
	raters, gate = defaultMinimum, defaultGate
	if v.Criteria != nil && v.Criteria.Raters != 0 {
		raters = v.Criteria.Raters
	}
	if v.Criteria != nil && v.Criteria.Gate != 0 {
		gate = v.Criteria.Gate
	}
	return raters, gate
}

func (v *RunView) minimum() int {
	if v.Run.Minimum == 0 {
		raters, _ := v.asked()
		return raters
	}
	return v.Run.Minimum
}

func (v *RunView) gate() float64 {
	if v.Run.Gate == 0 {
		_, gate := v.asked()
		return gate
	}
	return v.Run.Gate
}

// laxer tells where the run asks for less than its criteria do.
func (v *RunView) laxer() (bad []errs.Field) {
	c := v.Criteria
	if c == nil {
		return nil
	}
	if v.minimum() < c.Raters {
		bad = append(bad, errs.Field{Name: "minimum", Message: fmt.Sprintf("is %d; %s asks for %d raters for each risk, and a run may only ask for more", v.minimum(), c.Ref, c.Raters)})
	}
	if v.gate() < c.Gate {
		bad = append(bad, errs.Field{Name: "gate", Message: fmt.Sprintf("is %v; %s asks for an α of %v, and a run may only ask for more", v.gate(), c.Ref, c.Gate)})
	}
	return bad
}

// Minimum is how many must rate a risk.
func (v *RunView) Minimum() int { return v.minimum() }

// Gate is the α below which every difference is reconciled.
func (v *RunView) Gate() float64 { return v.gate() }

// Line finds a risk of the run by id or reference; nil if the run has none such.
func (v *RunView) Line(risk string) *Line {
	for i := range v.Lines {
		if l := &v.Lines[i]; l.is(risk) {
			return l
		}
	}
	return nil
}

// is reports whether the line is of the risk, by id or reference.
func (l *Line) is(risk string) bool {
	return l.Risk.ID == risk || record.Fold(l.Risk.Ref) == record.Fold(risk)
}

// Rater finds a rater of the run by id or reference; nil if the run has none such.
func (v *RunView) Rater(ref string) *people.Person {
	for _, p := range v.Raters {
		if p.ID == ref || ref != "" && record.Fold(p.Ref) == record.Fold(ref) {
			return p
		}
	}
	return nil
}

// Own is the rater whose address this is; nil if it is nobody's.
func (v *RunView) Own(email string) *people.Person {
	for _, p := range v.Raters {
		if email != "" && strings.EqualFold(p.Email, email) {
			return p
		}
	}
	return nil
}

// Given counts the rater's ratings.
func (v *RunView) Given(rater string) (n int) {
	for i := range v.Lines {
		for _, again := range []bool{false, true} {
			if v.at(place{i, again}, rater) != nil {
				n++
			}
		}
	}
	return n
}

func (v *RunView) noRater() error {
	return errs.New(errs.Conflict, "You are not a rater of %s and have no list of your own in it.", v.Run.Ref)
}

// ready tells what a draft lacks to be rated.
func (v *RunView) ready() error {
	var bad []errs.Field
	add := func(field, format string, args ...any) {
		bad = append(bad, errs.Field{Name: field, Message: fmt.Sprintf(format, args...)})
	}
	if v.Criteria == nil || v.Criteria.Status != "approved" {
		add("criteria", "must be the approved version of the risk criteria")
	}
	if v.minimum() < 2 {
		add("minimum", "is %d; agreement needs two raters for each risk", v.Run.Minimum)
	} else if len(v.Raters) < v.minimum() {
		add("raters", "are %d; each risk needs %d", len(v.Raters), v.minimum())
	}
	if v.gate() < 0 || v.gate() > 1 {
		add("gate", "is %v; α lies between 0 and 1 here", v.Run.Gate)
	}
	if v.Run.Repeats < 0 || v.Run.Repeats > mostRepeated {
		add("repeats", "are %d %% of the risks; ask %d %% twice at most", v.Run.Repeats, mostRepeated)
	}
	bad = append(bad, v.laxer()...)
	for i, p := range v.Raters {
		if slices.ContainsFunc(v.Raters[:i], func(o *people.Person) bool { return p.Email != "" && strings.EqualFold(o.Email, p.Email) }) {
			add("raters", "%s has the same address as another; two raters are two people", p.Name)
		}
	}
	switch n := len(v.Run.Risks); {
	case n == 0:
		add("risks", "are none: there is no open risk")
	case n > mostRisks:
		add("risks", "are %d; a run takes %d at most, so make several", n, mostRisks)
	}
	if bad != nil {
		return &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("%s cannot be opened for rating.", v.Run.Ref), Fields: bad}
	}
	return nil
}

// step reads a run for a step that belongs to a state.
func step(w *record.Writer, ref, state, what string) (*RunView, error) {
	if err := w.Actor().Check(record.MayEdit); err != nil {
		return nil, err
	}
	v, err := ReadRun(w.Reader, ref)
	if err != nil {
		return nil, err
	}
	return v, v.Run.in(state, what)
}

// Open begins the rating: from now on the raters rate, and nobody sees another's ratings until Close. rev is the run's
// revision that the caller saw; 0 takes any.
func Open(w *record.Writer, ref string, rev int64) (*RunView, error) {
	v, err := step(w, ref, Draft, "opened")
	if err != nil {
		return nil, err
	}
	if len(v.Run.Risks) == 0 {
		if err := w.Each(risk.Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"closed"}}}}, func(rec record.Record) error {
			v.Run.Risks = append(v.Run.Risks, rec.Base().ID)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	if err := v.ready(); err != nil {
		return nil, err
	}
	v.Run.Status, v.Run.Minimum, v.Run.Gate = Rating, v.minimum(), v.gate()
	if v.Run.Tolerance == "" {
		v.Run.Tolerance = defaultTolerance
	}
	return v, v.Run.put(w, rev)
}

// Close ends the rating: the seals are opened, and agreement is computed. Where ratings are missing it is refused
// unless incomplete says that they will not come; risks with too few then stay not rated.
func Close(w *record.Writer, ref string, rev int64, incomplete bool) (*RunView, error) {
	v, err := step(w, ref, Rating, "closed")
	if err != nil {
		return nil, err
	}
	var owing []string
	for _, p := range v.Raters {
		if n := v.Places() - v.Given(p.ID); n > 0 {
			owing = append(owing, fmt.Sprintf("%s %d", p.Name, n))
		}
	}
	if len(owing) > 0 && !incomplete {
		return nil, errs.New(errs.Conflict, "Ratings are missing: %s. Wait for them, or close it incomplete: risks with fewer than %d ratings then stay not rated.", strings.Join(owing, ", "), v.minimum())
	}
	if !slices.ContainsFunc(v.Lines, func(l Line) bool { return len(l.Ratings) >= v.minimum() }) {
		return nil, errs.New(errs.Conflict, "No risk of %s has %d ratings; there is nothing to close.", v.Run.Ref, v.minimum())
	}
	s, err := newSealer(w.Reader, v.Run.ID)
	if err != nil {
		return nil, err
	}
	for i := range v.Lines {
		for _, x := range slices.Concat(v.Lines[i].Ratings, v.Lines[i].Repeats) {
			if err := s.release(x); err != nil {
				return nil, err
			}
			x.moved = true
			if err := Ratings.Put(w, x); err != nil {
				return nil, err
			}
		}
	}
	if v.Run.Agreement, err = v.agreementOf(); err != nil {
		return nil, err
	}
	v.Run.Status = Reconciliation
	return v, v.Run.put(w, rev)
}

// Reconcile records the rating agreed on for a risk on which the raters differ, and why.
func Reconcile(w *record.Writer, ref, risk string, s Said) (*Reconciled, error) {
	v, err := step(w, ref, Reconciliation, "reconciled")
	if err != nil {
		return nil, err
	}
	l := v.Line(risk)
	s.Rationale = strings.TrimSpace(s.Rationale)
	switch {
	case l == nil:
		return nil, errs.New(errs.NotFound, "%s has no risk %q.", v.Run.Ref, risk)
	case v.Standing(l) == NotRated:
		return nil, errs.New(errs.Conflict, "%s was rated by fewer than %d and stays not rated.", l.Risk.Ref, v.minimum())
	case s.Rationale == "":
		return nil, errs.InField("reason", "say why this rating was agreed on")
	}
	if err := v.onScale(s); err != nil {
		return nil, err
	}
	x := l.Reconciled
	if x == nil {
		x = &Reconciled{Title: fmt.Sprintf("%s in %s", l.Risk.Ref, v.Run.Ref), Assessment: record.Ref(v.Run.ID), Risk: record.Ref(l.Risk.ID)}
	}
	x.Likelihood, x.Consequence, x.Reason, x.By, x.On, x.moved = s.Likelihood, s.Consequence, s.Rationale, w.Actor().Name, w.Today(), true
	return x, Reconciliations.Put(w, x)
}

// Evaluate writes the agreed ratings to the risks in one change, so that their levels follow.
func Evaluate(w *record.Writer, ref string, rev int64) (*RunView, error) {
	v, err := step(w, ref, Reconciliation, "evaluated")
	if err != nil {
		return nil, err
	}
	if v.Criteria == nil || v.Criteria.Status != "approved" {
		return nil, errs.New(errs.Conflict, "%s was rated by criteria that are no longer in force. Start a new run under those that are.", v.Run.Ref)
	}
	var open []string
	for i := range v.Lines {
		if v.Standing(&v.Lines[i]) == ToReconcile {
			open = append(open, v.Lines[i].Risk.Ref)
		}
	}
	if len(open) > 0 {
		return nil, errs.New(errs.Conflict, "These risks are still to be reconciled: %s.", strings.Join(open, ", "))
	}
	for i := range v.Lines {
		if err := v.apply(w, &v.Lines[i]); err != nil {
			return nil, err
		}
	}
	v.Run.Status = Evaluated
	return v, v.Run.put(w, rev)
}

// apply writes the outcome to the register's risk. A risk that is not rated, or no longer relevant, is left alone.
func (v *RunView) apply(w *record.Writer, l *Line) error {
	s, ok := v.Outcome(l)
	if !ok || l.Risk.Status == "closed" {
		return nil
	}
	x := l.Risk
	x.Agree(v.Criteria, s.Likelihood, s.Consequence)
	x.Rationale = s.Rationale
	x.Assessment, x.AssessedOn = record.Ref(v.Run.ID), w.Today()
	x.Confirm()
	return risk.Risks.Put(w, x)
}

// Above lists the risks whose agreed level the organisation does not accept without treatment, highest first.
func (v *RunView) Above() (out []*Line) {
	level := func(l *Line) int {
		s, _ := v.Outcome(l)
		return v.Criteria.LevelOf(s.Likelihood, s.Consequence)
	}
	for i := range v.Lines {
		l := &v.Lines[i]
		if _, ok := v.Outcome(l); ok && !v.Criteria.Acceptable(level(l)) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b *Line) int { return level(b) - level(a) })
	return out
}
