package api

import (
	"cmp"
	"net/http"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// dueRoutes tell what is due about the risks, how acceptances stand, and how versions of the criteria differ.
func (s *Server) dueRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: Base + "/risks/due", Needs: record.MayRead, fn: (*call).dueOfRisks, doc: docDue()},
		{Method: "GET", Pattern: Base + "/acceptances/standing", Needs: record.MayRead, fn: (*call).standings, doc: docStandings()},
		{Method: "GET", Pattern: Base + "/criteria-versions/{ref}/compare", Needs: record.MayRead, fn: (*call).compareCriteria, doc: docCompareCriteria()},
	}
}

func (c *call) dueOfRisks() error {
	items := []treatment.DueItem{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		items, err = treatment.Due(r, r.Today())
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

// acceptanceStanding is how an acceptance stands against its risk.
type acceptanceStanding struct {
	Acceptance string             `json:"acceptance"`
	Risk       string             `json:"risk,omitempty"` // absent if the risk was deleted
	Title      string             `json:"title"`
	AcceptedOn record.Date        `json:"accepted_on"`
	Until      record.Date        `json:"until"`
	State      string             `json:"state"`
	Words      string             `json:"words"`
	Changes    []treatment.Change `json:"changes"`
	CriteriaID string             `json:"criteria_id"`
	Result     string             `json:"result"`
}

func acceptanceStandingOf(s *treatment.Standing) acceptanceStanding {
	a := s.Acceptance
	out := acceptanceStanding{Acceptance: a.Ref, Title: a.Title, AcceptedOn: a.AcceptedOn, Until: a.Until, State: s.State, Words: s.Words(), Changes: append([]treatment.Change{}, s.Changes...),
		CriteriaID: a.Snapshot.CriteriaID, Result: a.Snapshot.Result}
	if s.Risk != nil {
		out.Risk = s.Risk.Ref
	}
	return out
}

func (c *call) standings() error {
	limit, err := number(c.query, "limit", 100, 1, record.MaxPage)
	if err != nil {
		return err
	}
	items := []acceptanceStanding{}
	var after *string
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		found, next, err := treatment.Acceptances.List(r, record.Query{Sort: "-ref", After: c.query.Get("after"), Limit: limit})
		if err != nil {
			return err
		}
		all, err := treatment.Standings(r, found)
		for i := range all {
			items = append(items, acceptanceStandingOf(&all[i]))
		}
		if next != "" {
			after = &next
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items, "next": after})
}

// criteriaCompared are two versions of the criteria beside each other.
type criteriaCompared struct {
	Was         string            `json:"was"`
	Now         string            `json:"now"`
	Same        bool              `json:"same_id"` // by content
	Differences []risk.Difference `json:"differences"`
}

func (c *call) compareCriteria() error {
	var out criteriaCompared
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		now, err := risk.CriteriaVersions.Find(r, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		was, err := risk.CriteriaVersions.Find(r, cmp.Or(c.query.Get("with"), now.Ref))
		if err != nil {
			return err
		}
		names, err := r.Named(append(was.Persons(), now.Persons()...))
		out = criteriaCompared{was.Ref, now.Ref, was.Digest == now.Digest, risk.Compare(was, now, func(id string) string { return names[id].Title })}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

type triggerForm struct {
	Trigger string `json:"trigger"`
	Reason  string `json:"reason"`
}

// trigger marks a risk as one to be assessed again.
func (c *call) trigger() error {
	var form triggerForm
	if err := c.decode(&form); err != nil {
		return err
	}
	var x *risk.Risk
	err := c.onExpected(risk.Risks.Kind(), func(w *record.Writer, id string, rev int64) (err error) {
		x, err = risk.Trigger(w, id, rev, form.Trigger, form.Reason)
		return err
	})
	if err != nil {
		return err
	}
	return c.respondRecord(http.StatusOK, c.shapes[risk.Risks.Name], x, nil)
}

const tagOverTime = "Risk over time"

func docDue() operation {
	return operation{id: "due_of_risks", tag: tagOverTime, summary: "List what is due about the risks", reply: page(schemaFor[treatment.DueItem](), nil),
		about: "Risks to be assessed again because their day has passed or something happened; acceptances that end within 30 days, have ended, or are void. Earliest first."}
}

func docStandings() operation {
	return operation{id: "standing_of_acceptances", tag: tagOverTime, summary: "List the acceptances, newest first, each with how it stands against its risk",
		about:  "state is binds, ending, ended, void or replaced. changes name every field that is not as it was accepted.",
		params: []any{query("after", "The cursor of the page before.", object{"type": "string"}), query("limit", "Acceptances.", whole(1, 1000, 100))},
		reply:  page(schemaFor[acceptanceStanding](), object{"next": object{"type": []string{"string", "null"}}})}
}

func docCompareCriteria() operation {
	return operation{id: "compare_criteria", tag: tagOverTime, summary: "List what a version of the criteria says differently from another", reply: schemaFor[criteriaCompared](),
		params: []any{query("with", "Reference of the other version; the version itself when left out.", object{"type": "string"})}}
}

func docTrigger() operation {
	return operation{id: "trigger_risk", tag: risk.Risks.Title, summary: "Mark a risk to be assessed again, because something happened", match: true, etag: true,
		about: "The mark stays, and the risk is listed as due, until it is assessed again.", body: schemaFor[triggerForm](), reply: ref(pascal(risk.Risks.Name))}
}
