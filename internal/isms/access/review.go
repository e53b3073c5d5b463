package access

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// The states of a review, in their order.
const (
	Draft       = "draft"
	Running     = "running"
	Decided     = "decided"
	FollowingUp = "following_up"
	Closed      = "closed"
)

// Review is a campaign in which the owners of systems, or the managers of those who hold them, decide on every entitlement.
type Review struct {
	record.Meta
	Title           string
	Begins, Ends    record.Date // the period looked at
	Systems         record.Refs
	ReviewedBy      string // owner of the system, or line manager of the holder
	Source          string // of the population: the register, or lists that are handed in
	Owner           record.Ref
	Due             record.Date
	FollowUpDays    int
	Controls        record.Refs // shown at work beside A.5.18 and A.8.2
	State           string
	Populations     []Population
	Hash            string // over the hashes of all populations
	Shares          []Share
	Rows            int
	Open            int // rows without a decision
	Pending         int // revocations and changes neither confirmed nor excepted
	Privileged      int
	StartedOn       record.Date
	DecidedOn       record.Date
	ClosedOn        record.Date
	ReopenedOn      record.Date
	ReopenedBecause string

	moved bool // by a step or use case of the review
	late  bool // what is taken now came after the start
}

// Population is the list of a system's entitlements at a moment, and the proof of it.
type Population struct {
	System record.Ref  `json:"system"`
	Ref    string      `json:"ref"` // of the system
	Name   string      `json:"name"`
	Rows   int         `json:"rows"`
	Hash   string      `json:"sha256"` // over its canonical rows
	On     record.Date `json:"on"`
	At     string      `json:"at"`              // the moment, UTC
	From   string      `json:"from"`            // the register, or the name of what was handed in
	Left   int         `json:"left,omitempty"`  // lines left out because they could not be read
	Late   bool        `json:"late,omitempty"`  // added while the review ran
	After  bool        `json:"after,omitempty"` // taken for the follow-up: it holds no rows of the review
}

// Share is what one reviewer decides.
type Share struct {
	Person record.Ref `json:"person"`
	Ref    string     `json:"ref"`
	Name   string     `json:"name"`
	Rows   int        `json:"rows"`
	Open   int        `json:"open"`
}

// Reviews are the campaigns.
var Reviews = record.Define(record.Spec[Review]{
	Name: "access_review", Plural: "access-reviews", Title: "Access reviews", Singular: "access review", Prefix: "AR", Clause: "A.5.18",
	About: "Campaigns in which every entitlement of chosen systems is kept, changed or revoked, with proof of what was looked at. Choose systems and a due day, then start: the accounts of the register are its population.",
	Fields: []record.Field[*Review]{
		{Name: "title", Label: "Review", Required: true, Listed: true, Indexed: true, Ptr: func(r *Review) any { return &r.Title }, Synonyms: []string{"name", "campaign", "kampagne", "campagne"}},
		{Name: "begins", Label: "Period from", Required: true, Ptr: func(r *Review) any { return &r.Begins }, Synonyms: []string{"from", "von", "du"}},
		{Name: "ends", Label: "Period to", Required: true, From: "begins", Ptr: func(r *Review) any { return &r.Ends }, Synonyms: []string{"to", "until", "bis", "au"}},
		{Name: "systems", Label: "Systems", Required: true, To: "system", Ptr: func(r *Review) any { return &r.Systems }, Help: "A system added while the review runs is recorded as late."},
		{Name: "reviewed_by", Label: "Reviewed by", Ptr: func(r *Review) any { return &r.ReviewedBy }, Help: "Own access always goes to somebody else.", Options: []record.Option{
			{Value: "owner", Label: "Owner of the system", Synonyms: []string{"system owner"}}, {Value: "manager", Label: "Line manager of the holder", Synonyms: []string{"line manager"}}}},
		{Name: "source", Label: "Population", Ptr: func(r *Review) any { return &r.Source }, Options: []record.Option{
			{Value: "register", Label: "From the register of accounts", Synonyms: []string{"register"}}, {Value: "lists", Label: "From lists handed in", Synonyms: []string{"upload", "list"}}}},
		{Name: "owner", Label: "Owner of the review", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(r *Review) any { return &r.Owner }, Help: "Reviews what nobody nearer may."},
		{Name: "due", Label: "Decisions due", Required: true, From: "begins", Listed: true, Indexed: true, Ptr: func(r *Review) any { return &r.Due }, Synonyms: []string{"deadline", "frist"}},
		{Name: "follow_up_days", Label: "Revoked within", Unit: "days", Ptr: func(r *Review) any { return &r.FollowUpDays }, Help: "After the follow-up is opened. Empty: 14."},
		{Name: "controls", Label: "Shows at work also", To: "control", Ptr: func(r *Review) any { return &r.Controls }, Help: "Beside A.5.18, and A.8.2 where privileged entitlements are among them."},
		{Name: "state", Label: "State", Computed: true, Listed: true, Indexed: true, Ptr: func(r *Review) any { return &r.State }, Options: []record.Option{
			{Value: Draft, Label: "Draft"}, {Value: Running, Label: "Running"}, {Value: Decided, Label: "Decided"}, {Value: FollowingUp, Label: "Following up"}, {Value: Closed, Label: "Closed"}}},
		{Name: "populations", Label: "Populations", Computed: true, Ptr: func(r *Review) any { return &r.Populations }},
		{Name: "hash", Label: "Population SHA-256", Computed: true, Ptr: func(r *Review) any { return &r.Hash }},
		{Name: "shares", Label: "Reviewers", Computed: true, Ptr: func(r *Review) any { return &r.Shares }},
		{Name: "entitlements", Label: "Entitlements", Computed: true, Listed: true, Ptr: func(r *Review) any { return &r.Rows }},
		{Name: "open", Label: "Undecided", Computed: true, Listed: true, Ptr: func(r *Review) any { return &r.Open }},
		{Name: "pending", Label: "To be confirmed", Computed: true, Listed: true, Ptr: func(r *Review) any { return &r.Pending }},
		{Name: "privileged", Label: "Privileged entitlements", Computed: true, Ptr: func(r *Review) any { return &r.Privileged }},
		{Name: "started_on", Label: "Started on", Computed: true, Ptr: func(r *Review) any { return &r.StartedOn }},
		{Name: "decided_on", Label: "Decided on", Computed: true, Ptr: func(r *Review) any { return &r.DecidedOn }},
		{Name: "closed_on", Label: "Closed on", Computed: true, Listed: true, Indexed: true, Ptr: func(r *Review) any { return &r.ClosedOn }},
		{Name: "reopened_on", Label: "Reopened on", Computed: true, Ptr: func(r *Review) any { return &r.ReopenedOn }},
		{Name: "reopened_because", Label: "Reopened because", Computed: true, Ptr: func(r *Review) any { return &r.ReopenedBecause }},
	},
	Proves: (*Review).proves,
	Owes:   (*Review).owes,
	Before: func(_ *record.Writer, old, r *Review) error { return r.before(old) },
	Guard: func(w *record.Writer, old, r *Review) error {
		switch {
		case w.Undoing() || old.State == Draft:
			return nil
		case r == nil:
			return errs.New(errs.Conflict, "%s is %s; its decisions are kept.", old.Ref, words[old.State])
		case !r.moved && old.State == Closed:
			return errs.New(errs.Conflict, "%s is closed and stays as it is. Reopen it first.", old.Ref)
		case !r.moved && (r.State != old.State || r.Hash != old.Hash || r.Rows != old.Rows || r.Open != old.Open):
			return errs.New(errs.Conflict, "A review moves by its own steps; %s is %s.", old.Ref, words[old.State])
		}
		return nil
	},
	Fixed: func(r *Review) bool { return r.State == Closed },
})

var words = map[string]string{Draft: "a draft", Running: "running", Decided: "decided", FollowingUp: "being followed up", Closed: "closed"}

const (
	followUpDays = 14 // from the opening of the follow-up
	unusedDays   = 90 // after which keeping an entitlement needs a reason
)

func (r *Review) before(old *Review) error {
	if r.ReviewedBy == "" {
		r.ReviewedBy = "owner"
	}
	if r.Source == "" {
		r.Source = "register"
	}
	if r.FollowUpDays == 0 {
		r.FollowUpDays = followUpDays
	}
	switch {
	case r.FollowUpDays < 0:
		return errs.InField("follow_up_days", "a number of days is not negative")
	case old == nil && !r.moved:
		*r = Review{Meta: r.Meta, Title: r.Title, Begins: r.Begins, Ends: r.Ends, Systems: r.Systems, ReviewedBy: r.ReviewedBy, Source: r.Source,
			Owner: r.Owner, Due: r.Due, FollowUpDays: r.FollowUpDays, Controls: r.Controls, State: Draft}
	case old != nil && old.State != Draft && !r.moved && !slices.Equal(old.Systems, r.Systems):
		return errs.InField("systems", "the review is %s; a late system is added by its own step, and none is taken away", words[old.State])
	case old != nil && old.State != Draft && (old.ReviewedBy != r.ReviewedBy || old.Source != r.Source):
		return errs.InField("reviewed_by", "the review is %s; who reviews and where the population is from stay as they are", words[old.State])
	}
	return nil
}

func (r *Review) proves() []record.Proof {
	if r.State == Draft {
		return nil
	}
	out := []record.Proof{{For: "A.5.18", On: r.ClosedOn}}
	if r.Privileged > 0 {
		out = append(out, record.Proof{For: "A.8.2", On: r.ClosedOn})
	}
	for _, c := range r.Controls {
		out = append(out, record.Proof{For: c, On: r.ClosedOn})
	}
	return out
}

func (r *Review) owes() (out []record.Due) {
	owner := func(what string, day record.Date) []record.Due {
		return []record.Due{{What: what, Day: day, Who: r.Owner, Weight: record.Grave}}
	}
	switch r.State {
	case Draft:
		return owner("Start", r.Ends.Plus(1))
	case Running:
		if len(r.missing()) > 0 {
			out = owner("Hand in populations", r.Due)
		}
		for _, s := range r.Shares {
			if s.Open > 0 {
				out = append(out, record.Due{What: "Decide (" + s.Ref + ")", Day: r.Due, Who: s.Person, Weight: record.Grave})
			}
		}
		return out
	case Decided:
		return owner("Open the follow-up", r.DecidedOn.Plus(1))
	case FollowingUp:
		if r.Pending == 0 {
			return owner("Close", r.DecidedOn.Plus(r.FollowUpDays))
		}
	}
	return nil
}

// reviewed is the population whose rows the review has of the system; nil while there is none.
func (r *Review) reviewed(system record.Ref) *Population {
	for i := range r.Populations {
		if p := &r.Populations[i]; p.System == system && !p.After {
			return p
		}
	}
	return nil
}

// missing are the systems without a population.
func (r *Review) missing() (ids []string) {
	for _, id := range r.Systems {
		if r.reviewed(record.Ref(id)) == nil {
			ids = append(ids, id)
		}
	}
	return ids
}
