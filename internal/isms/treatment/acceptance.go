package treatment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Acceptance is the approval of a risk's treatment and the acceptance of the residual risk (6.1.3 f) by who may give it. It
// binds to the result and to the criteria: when either changes it is void.
type Acceptance struct {
	record.Meta
	Title      string
	Risk       record.Ref
	Owner      record.Ref // who accepted
	AcceptedOn record.Date
	Until      record.Date
	Statement  string
	RecordedBy string // who entered it and where it was signed, if elsewhere
	Snapshot   Accepted
	Digest     string // SHA-256 of the snapshot
}

// Acceptances is the register of acceptances. They are made by Accept and never changed.
var Acceptances = record.Define(record.Spec[Acceptance]{
	Name: "acceptance", Plural: "acceptances", Title: "Risk acceptances", Singular: "risk acceptance", Prefix: "RX", Clause: "6.1.3 f)",
	About: "Who accepted which residual risk, when, and what exactly was accepted. Accept a risk on its page.",
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
		if a.Digest == "" || a.Digest != hashOf(a.Snapshot) || a.Snapshot.Result != "" && a.Snapshot.Result != a.Snapshot.result() {
			return errs.New(errs.Conflict, "An acceptance is made on the page of its risk.")
		}
		return nil
	},
	Guard: func(*record.Writer, *Acceptance, *Acceptance) error {
		return errs.New(errs.Conflict, "An acceptance stays as it was given. It ends when the risk changes or its date passes; then accept the risk again.")
	},
})

// AcceptForm is what who accepts says: until when, and in which words.
type AcceptForm struct {
	Until     record.Date // "" takes the longest time that the criteria allow
	Statement string
	// Elsewhere says where it was signed, when somebody who may administer enters it; By is who signed, a person's reference or
	// id, and may stay empty where it was the owner or only one person may.
	Elsewhere string
	By        string
}

// Accept records that a risk is accepted as it stands, by who may accept its level under its criteria. email is the acting
// account's address and must be that person's, unless an administrator records a signature given elsewhere and says where.
func Accept(w *record.Writer, riskID string, rev int64, email string, form AcceptForm) (*Acceptance, error) {
	r, err := risk.Risks.Get(w.Reader, riskID)
	if err != nil {
		return nil, err
	}
	switch {
	case r.Rev != rev:
		return nil, errs.New(errs.Stale, "%s was changed since you opened it. Read it again before you accept it.", r.Ref)
	case r.Level == 0 || r.Option == "":
		return nil, errs.New(errs.Conflict, "%s cannot be accepted yet: it needs ratings and a treatment option.", r.Ref)
	}
	c, err := risk.CriteriaVersions.Get(w.Reader, string(r.Criteria))
	if err != nil {
		return nil, err
	}
	a := &Acceptance{Title: r.Title, Risk: record.Ref(r.ID), AcceptedOn: w.Today(), Until: form.Until, Statement: form.Statement}
	if err := a.sign(w, c, r, email, form); err != nil {
		return nil, err
	}
	if err := a.limit(c); err != nil {
		return nil, err
	}
	s, err := see(w.Reader, []*risk.Risk{r}, nil)
	if err != nil {
		return nil, err
	}
	a.Snapshot = s.snapshot(r)
	a.Digest = hashOf(a.Snapshot)
	return a, Acceptances.Put(w, a)
}

// sign settles who accepts.
func (a *Acceptance) sign(w *record.Writer, c *risk.Criteria, r *risk.Risk, email string, form AcceptForm) error {
	who, words, err := risk.MayAccept(w.Reader, c, r)
	if err != nil {
		return err
	}
	level := c.LevelName(r.Final())
	elsewhere := strings.TrimSpace(form.Elsewhere)
	own := slices.IndexFunc(who, func(p *people.Person) bool { return email != "" && strings.EqualFold(p.Email, email) })
	switch {
	case len(who) == 0:
		return errs.New(errs.Denied, "%s cannot be accepted: %s.", r.Ref, words)
	case own >= 0 && elsewhere == "":
		a.Owner = record.Ref(who[own].ID)
		return nil
	case !w.Actor().May(record.MayAdminister) || elsewhere == "":
		return errs.New(errs.Denied, "%s is at level %s, which by %s only %s may accept. An administrator can record a signature given elsewhere, saying where and by whom.", r.Ref, level, c.Ref, words)
	}
	signer := signedBy(who, r, form.By)
	if signer == nil {
		return errs.InField("by", "say who signed: %s is at level %s, which by %s only %s may accept", r.Ref, level, c.Ref, words)
	}
	a.Owner, a.RecordedBy = record.Ref(signer.ID), w.Actor().Name+": "+elsewhere
	return nil
}

// signedBy is who signed elsewhere: the one named, else the owner, else the only one who may.
func signedBy(who []*people.Person, r *risk.Risk, by string) *people.Person {
	for _, p := range who {
		if by != "" && (p.ID == by || record.Fold(p.Ref) == record.Fold(by)) || by == "" && (p.ID == string(r.Owner) || len(who) == 1) {
			return p
		}
	}
	return nil
}

// limit gives the acceptance its last day, within what the criteria allow.
func (a *Acceptance) limit(c *risk.Criteria) error {
	longest := c.LongestAcceptance(a.AcceptedOn)
	switch {
	case a.Until == "":
		a.Until = longest
	case a.Until <= a.AcceptedOn:
		return errs.InField("until", "%s is not in the future", a.Until)
	case longest != "" && a.Until > longest:
		return errs.InField("until", "%s is too late: by %s an acceptance holds %d months at most, until %s", a.Until, c.Ref, c.AcceptMonths, longest)
	}
	return nil
}

// AcceptanceOf is the newest acceptance of a risk and how it stands; nil if the risk was never accepted.
func AcceptanceOf(r *record.Reader, x *risk.Risk) (*Standing, error) {
	found, _, err := Acceptances.List(r, record.Query{Filters: []record.Filter{{Field: "risk", Values: []string{x.ID}}}, Sort: "-ref", Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	all, err := standings(r, found, map[string]*risk.Risk{x.ID: x}, map[string]*Acceptance{x.ID: found[0]})
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// Standings tell how acceptances stand, each against its risk as it is now, with a few queries for hundreds of them.
func Standings(r *record.Reader, list []*Acceptance) (out []Standing, err error) {
	for part := range slices.Chunk(list, atOnce) {
		ids := make([]string, len(part))
		for i, a := range part {
			ids[i] = string(a.Risk)
		}
		risks, err := risksByID(r, record.Filter{Field: "id", Values: ids})
		if err != nil {
			return nil, err
		}
		every, err := Acceptances.All(r, record.Query{Filters: []record.Filter{{Field: "risk", Values: ids}}})
		if err != nil {
			return nil, err
		}
		some, err := standings(r, part, risks, newest(every))
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

func risksByID(r *record.Reader, filters ...record.Filter) (map[string]*risk.Risk, error) {
	found, err := risk.Risks.All(r, record.Query{Filters: filters})
	risks := map[string]*risk.Risk{}
	for _, x := range found {
		risks[x.ID] = x
	}
	return risks, err
}

// newest is the latest acceptance of each risk.
func newest(list []*Acceptance) map[string]*Acceptance {
	out := map[string]*Acceptance{}
	for _, a := range list {
		if old := out[string(a.Risk)]; old == nil || a.Seq > old.Seq {
			out[string(a.Risk)] = a
		}
	}
	return out
}

// The states of an acceptance.
const (
	Binds    = "binds"
	Ending   = "ending"   // binds, and ends within EndingDays
	Ended    = "ended"    // its last day has passed
	Void     = "void"     // what was accepted has changed
	Replaced = "replaced" // accepted again since
)

// EndingDays is how long before its last day an acceptance counts as ending.
const EndingDays = 30

// Standing is how an acceptance stands today.
type Standing struct {
	Acceptance *Acceptance
	Risk       *risk.Risk // nil if it is no longer in the register
	State      string
	Changes    []Change // since it was accepted
	By         string   // of a replaced one: the reference of the acceptance that replaced it
}

// Change is one thing that is not as it was accepted. From and To are in words; "" is empty.
type Change struct {
	Field string `json:"field"`
	Label string `json:"label"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Valid reports whether the acceptance binds.
func (s *Standing) Valid() bool { return s.State == Binds || s.State == Ending }

// mostWords is how many changes a sentence names.
const mostWords = 4

// Words tell why the acceptance no longer binds; "" while it does.
func (s *Standing) Words() string {
	switch s.State {
	case Binds, Ending:
		return ""
	case Ended:
		return fmt.Sprintf("expired on %s", s.Acceptance.Until)
	case Replaced:
		return "replaced by " + s.By
	}
	if s.Risk == nil {
		return "void: the risk is no longer in the register"
	}
	var parts []string
	for _, c := range s.Changes[:min(len(s.Changes), mostWords)] {
		parts = append(parts, c.String())
	}
	if n := len(s.Changes) - mostWords; n > 0 {
		parts = append(parts, count(n, "more change"))
	}
	return "void: " + strings.Join(parts, "; ")
}

// String says in a few words what changed.
func (c Change) String() string {
	switch {
	case c.From == "":
		return c.Label + " added: " + short(c.To)
	case c.To == "":
		return c.Label + " gone: " + short(c.From)
	}
	return fmt.Sprintf("%s from %s to %s", c.Label, short(c.From), short(c.To))
}

// short cuts a long text for a sentence.
func short(text string) string {
	const most = 60
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
