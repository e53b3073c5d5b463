package risk

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Risk is one risk to the confidentiality, integrity or availability of information in scope (6.1.2 c to e), with
// its treatment (6.1.3). Ratings are steps of its criteria version, from 1; 0 means not rated.
type Risk struct {
	record.Meta
	Title       string
	Description string // source, event and consequence
	Assets      record.Refs
	Properties  record.Set // confidentiality, integrity, availability
	// Threats and Vulnerabilities are ids of the library, by which controls are suggested.
	Threats, Vulnerabilities record.Set
	Owner                    record.Ref
	Assessment               record.Ref
	Criteria                 record.Ref

	Likelihood  int
	Consequence int
	Level       int
	Rationale   string
	AssessedOn  record.Date

	Option              string // modify, retain, avoid, share
	Controls            record.Refs
	ResidualLikelihood  int
	ResidualConsequence int
	ResidualLevel       int
	Status              string
	Carried             []string // controls that are there because others of the other edition are

	// The ratings and figures if no control were in place, where they are known. Those above are with the controls of today.
	InherentLikelihood, InherentConsequence, InherentLevel int

	Inherent, Now, After Estimate // the figures without controls, before treatment and after it

	// Harms and ResidualHarms rate the consequence by harm; the highest is the consequence that counts.
	Harms, ResidualHarms HarmRatings
	HarmRationale        string

	ReassessBy record.Date // at the latest, by the criteria it was rated under; "" if they set no interval
	Trigger    Triggered

	triggering bool // by Trigger; the general doors cannot set the mark
	confirmed  bool // by Confirm
}

// Confirm has the ratings judged by the criteria in force when the risk is saved, even if they are what they were.
func (r *Risk) Confirm() { r.confirmed = true }

// Properties are the three that information security protects.
var Properties = []record.Option{
	{Value: "confidentiality", Label: "Confidentiality", Synonyms: []string{"c", "vertraulichkeit"}},
	{Value: "integrity", Label: "Integrity", Synonyms: []string{"i", "integrität"}},
	{Value: "availability", Label: "Availability", Synonyms: []string{"a", "verfügbarkeit"}},
}

// Options of risk treatment (6.1.3 a; names of ISO/IEC 27005).
var Options = []record.Option{
	{Value: "modify", Label: "Modify", Synonyms: []string{"reduce", "mitigate", "treat", "reduzieren", "réduire"}},
	{Value: "retain", Label: "Retain", Synonyms: []string{"accept", "tolerate", "akzeptieren", "accepter"}},
	{Value: "avoid", Label: "Avoid", Synonyms: []string{"terminate", "vermeiden", "éviter"}},
	{Value: "share", Label: "Share", Synonyms: []string{"transfer", "insure", "übertragen", "transférer"}},
}

// Headings of an inherent rating. Where a file has no rating with the controls of today, it is taken for that.
var (
	inherentLikelihood  = []string{"inherent probability", "inherent proba", "gross likelihood", "gross probability"}
	inherentConsequence = []string{"inherent impact", "inherent severity", "gross impact", "gross consequence"}
	inherentLevel       = []string{"inherent level", "inherent score", "inherent risk", "gross risk"}
)

// causes are the library's threats or vulnerabilities as options of a field.
func causes(all []guide.Cause) []record.Option {
	out := make([]record.Option, len(all))
	for i, c := range all {
		out[i] = record.Option{Value: c.ID, Label: c.Title}
	}
	return out
}

// Risks is the register of risks.
var Risks = record.Define(record.Spec[Risk]{
	Name: "risk", Plural: "risks", Title: "Risks", Singular: "risk", Prefix: "R", Clause: "6.1.2",
	About: "What could happen to the information you protect, who owns that risk, and what is done about it. Import the list you have, or add the first risk.",
	Fields: slices.Concat([]record.Field[*Risk]{
		{Name: "title", Label: "Risk", Required: true, Listed: true, Indexed: true, Ptr: func(r *Risk) any { return &r.Title }, Synonyms: []string{"name", "risk name", "risiko", "scenario", "event", "risque"}},
		{Name: "description", Label: "Description", Long: true, Ptr: func(r *Risk) any { return &r.Description }, Synonyms: []string{"details", "beschreibung", "cause", "threat"}},
		{Name: "assets", Label: "Assets", To: "asset", Listed: true, Ptr: func(r *Risk) any { return &r.Assets }, Synonyms: []string{"asset", "affected assets", "werte"}},
		{Name: "properties", Label: "Harms", Listed: true, Options: Properties, Ptr: func(r *Risk) any { return &r.Properties }, Synonyms: []string{"cia", "c/i/a", "harms", "security objective"}},
		{Name: "threats", Label: "Threats", Options: causes(guide.Threats()), Ptr: func(r *Risk) any { return &r.Threats }, Help: "From the library; controls are suggested by them.", Synonyms: []string{"threat sources", "bedrohungen"}},
		{Name: "vulnerabilities", Label: "Vulnerabilities", Options: causes(guide.Vulnerabilities()), Ptr: func(r *Risk) any { return &r.Vulnerabilities }, Synonyms: []string{"vulnerability", "schwachstellen"}},
		{Name: "owner", Label: "Owner", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(r *Risk) any { return &r.Owner }, Synonyms: []string{"risk owner", "risikoeigner", "responsible", "propriétaire"}},
		{Name: "assessment", Label: "Assessment", To: "assessment", Indexed: true, Ptr: func(r *Risk) any { return &r.Assessment }},
		{Name: "criteria", Label: "Criteria version", To: "criteria", Computed: true, Indexed: true, Ptr: func(r *Risk) any { return &r.Criteria }},
		{Name: "likelihood", Label: "Likelihood", Listed: true, Indexed: true, Scale: likelihoodScale, Ptr: func(r *Risk) any { return &r.Likelihood }, Synonyms: []string{"probability", "eintrittswahrscheinlichkeit", "vraisemblance", "current probability", "current proba", "current likelihood"}, Also: inherentLikelihood},
		{Name: "consequence", Label: "Consequence", Listed: true, Indexed: true, Scale: consequenceScale, Ptr: func(r *Risk) any { return &r.Consequence }, Synonyms: []string{"impact", "severity", "auswirkung", "schaden", "current impact", "current consequence"}, Also: inherentConsequence},
		{Name: "level", Label: "Level", Computed: true, Listed: true, Indexed: true, Scale: levelScale, Ptr: func(r *Risk) any { return &r.Level }, Synonyms: []string{"score", "risk score", "risk level", "current level"}, Also: inherentLevel},
	}, harmFields("", func(r *Risk) *HarmRatings { return &r.Harms }), []record.Field[*Risk]{
		{Name: "harm_rationale", Label: "Why these harms", Long: true, Ptr: func(r *Risk) any { return &r.HarmRationale }, Help: "Where needed, a line for each kind of harm. The highest rating is the consequence that counts.", Synonyms: []string{"harm rationale", "impact rationale"}},
	}, estimateFields("", func(r *Risk) *Estimate { return &r.Now }), []record.Field[*Risk]{
		{Name: "rationale", Label: "Rationale", Long: true, Ptr: func(r *Risk) any { return &r.Rationale }, Help: "Why these ratings, and from what source.", Synonyms: []string{"justification", "begründung"}},
		{Name: "assessed_on", Label: "Assessed on", Indexed: true, Ptr: func(r *Risk) any { return &r.AssessedOn }, Synonyms: []string{"assessment date", "date"}},
		{Name: "option", Label: "Treatment option", Listed: true, Indexed: true, Options: Options, Ptr: func(r *Risk) any { return &r.Option }, Synonyms: []string{"treatment", "behandlung", "traitement", "response", "decision"}},
		{Name: "controls", Label: "Controls needed", To: "control", Ptr: func(r *Risk) any { return &r.Controls }, Synonyms: []string{"control", "annex a", "maßnahmen", "reference controls"}},
		{Name: "residual_likelihood", Label: "Residual likelihood", Indexed: true, Scale: likelihoodScale, Ptr: func(r *Risk) any { return &r.ResidualLikelihood }, Synonyms: []string{"residual probability", "residual proba", "likelihood after"}},
		{Name: "residual_consequence", Label: "Residual consequence", Indexed: true, Scale: consequenceScale, Ptr: func(r *Risk) any { return &r.ResidualConsequence }, Synonyms: []string{"residual impact", "impact after"}},
		{Name: "residual_level", Label: "Residual level", Computed: true, Listed: true, Indexed: true, Scale: levelScale, Ptr: func(r *Risk) any { return &r.ResidualLevel }, Synonyms: []string{"residual score", "residual risk"}},
	}, harmFields("residual_", func(r *Risk) *HarmRatings { return &r.ResidualHarms }), estimateFields("residual_", func(r *Risk) *Estimate { return &r.After }), []record.Field[*Risk]{
		{Name: "inherent_likelihood", Label: "Inherent likelihood", Help: "If no control were in place.", Indexed: true, Scale: likelihoodScale, Ptr: func(r *Risk) any { return &r.InherentLikelihood }, Also: inherentLikelihood},
		{Name: "inherent_consequence", Label: "Inherent consequence", Indexed: true, Scale: consequenceScale, Ptr: func(r *Risk) any { return &r.InherentConsequence }, Also: inherentConsequence},
		{Name: "inherent_level", Label: "Inherent level", Computed: true, Indexed: true, Scale: levelScale, Ptr: func(r *Risk) any { return &r.InherentLevel }, Also: inherentLevel},
	}, estimateFields("inherent_", func(r *Risk) *Estimate { return &r.Inherent }), []record.Field[*Risk]{
		{Name: "status", Label: "Status", Listed: true, Indexed: true, Ptr: func(r *Risk) any { return &r.Status }, Options: []record.Option{
			{Value: "open", Label: "Open", Synonyms: []string{"offen", "new", "identified"}},
			{Value: "in_treatment", Label: "In treatment", Synonyms: []string{"in progress", "in bearbeitung", "mitigation in progress"}},
			{Value: "treated", Label: "Treated", Synonyms: []string{"done", "closed", "erledigt", "mitigated"}},
			{Value: "closed", Label: "No longer relevant", Synonyms: []string{"obsolete"}}}},
		{Name: "carried", Label: "Controls carried from the other edition", Computed: true, Ptr: func(r *Risk) any { return &r.Carried }},
	}, triggerFields),
	Owes: func(r *Risk) []record.Due {
		day := r.ReassessBy
		if r.Trigger.What != "" {
			day = r.Trigger.On
		}
		if day == "" || r.Status == "closed" {
			return nil
		}
		return []record.Due{{What: "Assess again", Day: day, Who: r.Owner, Weight: record.Grave}}
	},
	Before: func(w *record.Writer, old, r *Risk) error {
		if r.Status == "" {
			r.Status = "open"
		}
		if err := r.figures(); err != nil {
			return err
		}
		if err := r.byHarm(old); err != nil {
			return err
		}
		return r.rate(w, old)
	},
})

// assessed reports whether ratings, figures or day of assessment differ from those before: then the risk was assessed anew. A
// new day alone confirms the ratings.
func (r *Risk) assessed(old *Risk) bool {
	return old == nil || r.confirmed || r.Likelihood != old.Likelihood || r.Consequence != old.Consequence || r.Harms != old.Harms || r.ResidualHarms != old.ResidualHarms ||
		r.ResidualLikelihood != old.ResidualLikelihood || r.ResidualConsequence != old.ResidualConsequence || r.AssessedOn != old.AssessedOn ||
		r.InherentLikelihood != old.InherentLikelihood || r.InherentConsequence != old.InherentConsequence ||
		r.Inherent.Given() != old.Inherent.Given() || r.Now.Given() != old.Now.Given() || r.After.Given() != old.After.Given()
}

// rate checks the ratings against the criteria and computes the levels. A risk that is assessed is rated under the criteria
// in force and no longer marked by a trigger; otherwise it keeps its version and its mark.
func (r *Risk) rate(w *record.Writer, old *Risk) error {
	if !r.assessed(old) {
		r.Criteria, r.Level, r.ResidualLevel, r.InherentLevel, r.ReassessBy = old.Criteria, old.Level, old.ResidualLevel, old.InherentLevel, old.ReassessBy
		if !r.triggering {
			r.Trigger = old.Trigger
		}
		return nil
	}
	r.Level, r.ResidualLevel, r.InherentLevel, r.Criteria, r.ReassessBy, r.Trigger = 0, 0, 0, "", "", Triggered{}
	unrated := r.Likelihood == 0 && r.Consequence == 0 && r.ResidualLikelihood == 0 && r.ResidualConsequence == 0 && r.InherentLikelihood == 0 && r.InherentConsequence == 0 && r.Harms.Empty() && r.ResidualHarms.Empty()
	if unrated && r.Inherent.Empty() && r.Now.Empty() && r.After.Empty() {
		return nil
	}
	c, err := InForce(w.Reader)
	if err != nil || c == nil && unrated {
		return err
	}
	if c == nil {
		return errs.InField("likelihood", "there are no approved risk criteria to rate by; approve a version first")
	}
	if err := r.onScale(c); err != nil {
		return err
	}
	r.Criteria = record.Ref(c.ID)
	r.Level, r.ResidualLevel = c.LevelOf(r.Likelihood, r.Consequence), c.LevelOf(r.ResidualLikelihood, r.ResidualConsequence)
	r.InherentLevel = c.LevelOf(r.InherentLikelihood, r.InherentConsequence)
	if r.AssessedOn == "" || old != nil && old.AssessedOn == r.AssessedOn {
		r.AssessedOn = w.Today()
	}
	r.ReassessBy = months(r.AssessedOn, c.Months)
	return nil
}

func (r *Risk) onScale(c *Criteria) error {
	bad := r.offHarms(c)
	for _, s := range []struct {
		field string
		value int
		steps []Step
		harms HarmRatings // that set it
	}{
		{"likelihood", r.Likelihood, c.Likelihood, HarmRatings{}}, {"consequence", r.Consequence, c.Consequence, r.Harms},
		{"residual_likelihood", r.ResidualLikelihood, c.Likelihood, HarmRatings{}}, {"residual_consequence", r.ResidualConsequence, c.Consequence, r.ResidualHarms},
		{"inherent_likelihood", r.InherentLikelihood, c.Likelihood, HarmRatings{}}, {"inherent_consequence", r.InherentConsequence, c.Consequence, HarmRatings{}},
	} {
		if s.harms.Empty() {
			bad = append(bad, off(s.field, s.value, s.steps)...)
		}
	}
	return faults(bad)
}

// off tells that a value is no step of the scale.
func off(field string, value int, steps []Step) []errs.Field {
	if value >= 0 && value <= len(steps) {
		return nil
	}
	return []errs.Field{{Name: field, Message: fmt.Sprintf("%d is off the scale, which runs from 1 (%s) to %d (%s)", value, steps[0].Name, len(steps), steps[len(steps)-1].Name)}}
}

// faults is the error for a risk with these faults; nil without any.
func faults(bad []errs.Field) error {
	if len(bad) == 0 {
		return nil
	}
	return &errs.Error{Kind: errs.Invalid, Message: "The risk cannot be saved.", Fields: bad}
}

func scaleOf(r *record.Reader, steps func(*Criteria) []Step) ([]record.Option, error) {
	c, err := InForce(r)
	if err != nil || c == nil {
		return nil, err
	}
	var out []record.Option
	for i, s := range steps(c) {
		out = append(out, record.Option{Value: strconv.Itoa(i + 1), Label: s.Name})
	}
	return out, nil
}

func likelihoodScale(r *record.Reader) ([]record.Option, error) {
	return scaleOf(r, func(c *Criteria) []Step { return c.Likelihood })
}

func consequenceScale(r *record.Reader) ([]record.Option, error) {
	return scaleOf(r, func(c *Criteria) []Step { return c.Consequence })
}

func levelScale(r *record.Reader) ([]record.Option, error) {
	return scaleOf(r, func(c *Criteria) (steps []Step) {
		for _, l := range c.Levels {
			steps = append(steps, Step{Name: l.Name})
		}
		return steps
	})
}

// Final is the level that counts for acceptance: the residual one, or the present one where no residual was rated.
func (r *Risk) Final() int {
	if r.ResidualLevel != 0 {
		return r.ResidualLevel
	}
	return r.Level
}

// Relies reports whether the risk's treatment relies on the control.
func (r *Risk) Relies(control string) bool {
	return r.Option == "modify" && slices.Contains(r.Controls, control)
}
