// Package treatment keeps what is done about risks (6.1.3): the plan of actions and the owners' acceptance of what remains.
package treatment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"github.com/assay-isms/assay/internal/isms/risk"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Treatment is one action of the risk treatment plan (6.1.3 e).
type Treatment struct {
	record.Meta
	Title    string
	Risks    record.Refs
	Controls record.Refs
	Owner    record.Ref
	Due      record.Date
	Status   string
	DoneOn   record.Date
	Cost     float64
	Notes    string
}

// Treatments is the risk treatment plan.
var Treatments = record.Define(record.Spec[Treatment]{
	Name: "treatment", Plural: "treatments", Title: "Risk treatment plan", Singular: "treatment action", Prefix: "T", Clause: "6.1.3 e)",
	About: "Who does what by when so that risks come down to an acceptable level. Add an action from a risk, or here.",
	Fields: []record.Field[*Treatment]{
		{Name: "title", Label: "Action", Required: true, Listed: true, Indexed: true, Ptr: func(t *Treatment) any { return &t.Title }, Synonyms: []string{"measure", "measures", "maßnahme", "task"}},
		{Name: "risks", Label: "Risks", To: "risk", Listed: true, Ptr: func(t *Treatment) any { return &t.Risks }, Synonyms: []string{"risk"}},
		{Name: "controls", Label: "Controls", To: "control", Listed: true, Ptr: func(t *Treatment) any { return &t.Controls }, Synonyms: []string{"control"}},
		{Name: "owner", Label: "Owner", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(t *Treatment) any { return &t.Owner }, Synonyms: []string{"responsible"}},
		{Name: "due", Label: "Due", Required: true, Listed: true, Indexed: true, Ptr: func(t *Treatment) any { return &t.Due }, Synonyms: []string{"due date", "deadline", "termin", "frist"}},
		{Name: "status", Label: "Status", Listed: true, Indexed: true, Ptr: func(t *Treatment) any { return &t.Status }, Options: []record.Option{
			{Value: "planned", Label: "Planned", Synonyms: []string{"open", "offen"}}, {Value: "in_progress", Label: "In progress", Synonyms: []string{"in bearbeitung"}},
			{Value: "done", Label: "Done", Synonyms: []string{"erledigt", "closed"}}, {Value: "dropped", Label: "Dropped"}}},
		{Name: "done_on", Label: "Done on", Indexed: true, Ptr: func(t *Treatment) any { return &t.DoneOn }},
		{Name: "cost", Label: "Cost", Ptr: func(t *Treatment) any { return &t.Cost }},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(t *Treatment) any { return &t.Notes }},
	},
	Owes: func(t *Treatment) []record.Due {
		if t.Status == "done" || t.Status == "dropped" {
			return nil
		}
		return []record.Due{{What: "Do", Day: t.Due, Who: t.Owner, Weight: record.Grave}}
	},
	Before: func(w *record.Writer, old, t *Treatment) error {
		if len(t.Risks)+len(t.Controls) == 0 {
			return errs.InField("risks", "an action treats a risk or puts a control in place; name one")
		}
		if t.Status == "" {
			t.Status = "planned"
		}
		if t.Status == "done" && t.DoneOn == "" {
			t.DoneOn = w.Today()
		}
		if t.Status != "done" {
			t.DoneOn = ""
		}
		return nil
	},
})

// Accepted is what an owner accepted: the facts of the risk as he saw them.
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
}

// Figures are both estimates of a risk, without their sources.
type Figures struct {
	Now   risk.Estimate `json:"now"`
	After risk.Estimate `json:"after"`
}

// Acceptance is a risk owner's approval of the treatment and acceptance of the residual risk (6.1.3 f). It binds to
// the facts: when the risk changes it is void.
type Acceptance struct {
	record.Meta
	Title      string
	Risk       record.Ref
	Owner      record.Ref // who accepted
	AcceptedOn record.Date
	Until      record.Date
	Statement  string
	RecordedBy string // who entered it, where the owner signed elsewhere
	Snapshot   Accepted
	Digest     string // SHA-256 of the snapshot
}

// Acceptances is the register of acceptances. They are made by Accept and never changed.
var Acceptances = record.Define(record.Spec[Acceptance]{
	Name: "acceptance", Plural: "acceptances", Title: "Risk acceptances", Singular: "risk acceptance", Prefix: "RX", Clause: "6.1.3 f)",
	About: "Which owner accepted which residual risk, when, and what exactly was accepted. Accept a risk on its page.",
	Edit:  record.MayContribute,
	Fields: []record.Field[*Acceptance]{
		{Name: "title", Label: "Risk accepted", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Acceptance) any { return &a.Title }},
		{Name: "risk", Label: "Risk", Computed: true, To: "risk", Listed: true, Indexed: true, Ptr: func(a *Acceptance) any { return &a.Risk }},
		{Name: "owner", Label: "Accepted by", Computed: true, To: "person", Listed: true, Indexed: true, Ptr: func(a *Acceptance) any { return &a.Owner }},
		{Name: "accepted_on", Label: "Accepted on", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Acceptance) any { return &a.AcceptedOn }},
		{Name: "until", Label: "Until", Computed: true, Listed: true, Indexed: true, Ptr: func(a *Acceptance) any { return &a.Until }},
		{Name: "statement", Label: "Statement", Computed: true, Long: true, Ptr: func(a *Acceptance) any { return &a.Statement }},
		{Name: "recorded_by", Label: "Recorded by", Computed: true, Ptr: func(a *Acceptance) any { return &a.RecordedBy }},
		{Name: "snapshot", Label: "What was accepted", Computed: true, Ptr: func(a *Acceptance) any { return &a.Snapshot }},
		{Name: "digest", Label: "Digest", Computed: true, Ptr: func(a *Acceptance) any { return &a.Digest }},
	},
	Before: func(_ *record.Writer, _, a *Acceptance) error {
		if a.Digest == "" || a.Digest != a.Snapshot.digest() {
			return errs.New(errs.Conflict, "An acceptance is made on the page of its risk.")
		}
		return nil
	},
	Guard: func(*record.Writer, *Acceptance, *Acceptance) error {
		return errs.New(errs.Conflict, "An acceptance stays as it was given. It ends when the risk changes or its date passes; then accept the risk again.")
	},
})

func snapshot(r *risk.Risk) Accepted {
	a := Accepted{Title: r.Title, Owner: string(r.Owner), Criteria: string(r.Criteria), Likelihood: r.Likelihood, Consequence: r.Consequence, Level: r.Level,
		Option: r.Option, Controls: append([]string{}, r.Controls...), ResidualLikelihood: r.ResidualLikelihood, ResidualConsequence: r.ResidualConsequence, ResidualLevel: r.ResidualLevel}
	if !r.Now.Empty() || !r.After.Empty() {
		a.Figures = &Figures{r.Now.Given(), r.After.Given()}
		a.Figures.Now.Source, a.Figures.After.Source = "", ""
	}
	return a
}

func (a Accepted) digest() string {
	b, _ := json.Marshal(a)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// AcceptForm is what the owner says: until when, and in the owner's words.
type AcceptForm struct {
	Until     record.Date
	Statement string
	// Elsewhere says where the owner signed, when somebody who may administer enters it for him.
	Elsewhere string
}

// Accept records that the risk's owner accepts it as it stands. email is the acting account's address: it must be
// the owner's, unless an administrator records a signature given elsewhere and says where.
func Accept(w *record.Writer, riskID string, rev int64, email string, form AcceptForm) (*Acceptance, error) {
	r, err := risk.Risks.Get(w.Reader, riskID)
	if err != nil {
		return nil, err
	}
	if r.Rev != rev {
		return nil, errs.New(errs.Stale, "%s was changed since you opened it. Read it again before you accept it.", r.Ref)
	}
	if r.Level == 0 || r.Option == "" {
		return nil, errs.New(errs.Conflict, "%s cannot be accepted yet: it needs ratings and a treatment option.", r.Ref)
	}
	owner, err := people.Persons.Get(w.Reader, string(r.Owner))
	if err != nil {
		return nil, err
	}
	a := &Acceptance{Title: r.Title, Risk: record.Ref(r.ID), Owner: r.Owner, AcceptedOn: w.Today(), Until: form.Until, Statement: form.Statement, Snapshot: snapshot(r)}
	if email == "" || !strings.EqualFold(email, owner.Email) {
		if !w.Actor().May(record.MayAdminister) || form.Elsewhere == "" {
			return nil, errs.New(errs.Denied, "Only %s, the owner of %s, accepts this risk. An administrator can record a signature given elsewhere, saying where.", owner.Name, r.Ref)
		}
		a.RecordedBy = w.Actor().Name + ": " + form.Elsewhere
	}
	if a.Until != "" && a.Until <= a.AcceptedOn {
		return nil, errs.InField("until", "%s is not in the future", a.Until)
	}
	a.Digest = a.Snapshot.digest()
	return a, Acceptances.Put(w, a)
}

// Void tells why an acceptance no longer binds; "" while it does.
func (a *Acceptance) Void(r *risk.Risk, today record.Date) string {
	if a.Until != "" && a.Until < today {
		return fmt.Sprintf("expired on %s", a.Until)
	}
	now := snapshot(r)
	// A control that only says in another edition what one accepted says changes nothing that was accepted.
	now.Controls = slices.DeleteFunc(now.Controls, func(id string) bool {
		return slices.Contains(r.Carried, id) && !slices.Contains(a.Snapshot.Controls, id)
	})
	switch {
	case now.digest() == a.Digest:
		return ""
	case now.Owner != a.Snapshot.Owner:
		return "void: the risk has another owner"
	case now.Criteria != a.Snapshot.Criteria:
		return "void: rated under other criteria"
	case now.Level != a.Snapshot.Level || now.ResidualLevel != a.Snapshot.ResidualLevel:
		return "void: the level changed"
	}
	return "void: the risk changed"
}

// AcceptanceOf is the newest acceptance of a risk and why it is void, if it is; nil if the risk was never accepted.
func AcceptanceOf(r *record.Reader, risk *risk.Risk) (a *Acceptance, void string, err error) {
	found, _, err := Acceptances.List(r, record.Query{Filters: []record.Filter{{Field: "risk", Values: []string{risk.ID}}}, Sort: "-ref", Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, "", err
	}
	return found[0], found[0].Void(risk, r.Today()), nil
}
