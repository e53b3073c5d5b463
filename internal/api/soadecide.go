package api

import (
	"net/http"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// decisionForm is a decision on many controls.
type decisionForm struct {
	Controls        []string          `json:"controls"` // ids or references
	Group           string            `json:"group"`    // a theme or control set besides
	Applicability   string            `json:"applicability"`
	Because         map[string]string `json:"because"`
	ExclusionReason string            `json:"exclusion_reason"`
	Implementation  string            `json:"implementation"`
	Owner           string            `json:"owner"`
	Due             string            `json:"due"`
	Decided         bool              `json:"decided"`
	DryRun          bool              `json:"dry_run"`
}

// plannedChange is what a decision does to one field of one control.
type plannedChange struct {
	Control string   `json:"control"`
	Field   string   `json:"field"`
	Before  string   `json:"before"`
	After   string   `json:"after"`
	Mind    []string `json:"mind"` // what stands against it
}

// decide decides on many controls in one change, or tells what that would do.
func (c *call) decide() error {
	e, err := catalog.ParseEdition(c.r.PathValue("edition"))
	if err != nil {
		return err
	}
	var form decisionForm
	if err := c.decode(&form); err != nil {
		return err
	}
	var p control.Plan
	plan := func(r *record.Reader) error {
		d, err := form.decision(r)
		if err != nil {
			return err
		}
		chosen, err := control.Choose(r, string(e), form.Controls, form.Group)
		if err == nil {
			p, err = d.Plan(r, chosen)
		}
		return err
	}
	if form.DryRun {
		err = c.org.Read(c.ctx(), plan)
	} else {
		_, err = c.write(c.reason(), func(w *record.Writer) error {
			if err := plan(w.Reader); err != nil {
				return err
			}
			return p.CarryOut(w)
		})
	}
	if err != nil {
		return err
	}
	changes := []plannedChange{}
	for _, ch := range p.Changes {
		mind := []string{}
		if ch.Conflict != "" {
			mind = append(mind, ch.Conflict)
		}
		for _, f := range ch.Faults {
			mind = append(mind, f.Message)
		}
		for _, f := range ch.Fields {
			changes = append(changes, plannedChange{ch.Before.Ref, f.Field.Name, f.Old, f.New, mind})
		}
	}
	return c.respondWith(http.StatusOK, map[string]any{"controls": len(p.Changes), "changes": changes, "left_decided": len(p.Decided), "left_same": len(p.Same)})
}

func (f decisionForm) decision(r *record.Reader) (control.BulkDecision, error) {
	d := control.BulkDecision{Applicability: f.Applicability, Because: f.Because, ExclusionReason: f.ExclusionReason, Implementation: f.Implementation, Due: record.Date(f.Due), Decided: f.Decided}
	for reason := range f.Because {
		if new(control.Control).Because(reason) == nil {
			return d, errs.InField("because", "%q is no reason; the reasons are risk, law, contract, business, best_practice", reason)
		}
	}
	if f.Owner == "" {
		return d, nil
	}
	ids, unknown, err := resolve(r, "person", []string{f.Owner})
	if err == nil && len(unknown) > 0 {
		err = errs.InField("owner", "there is no person %q", f.Owner)
	}
	if err == nil {
		d.Owner = record.Ref(ids[0])
	}
	return d, err
}

// proposal is one exclusion that answers suggest.
type proposal struct {
	Control  string   `json:"control"`
	Title    string   `json:"title"`
	Reason   string   `json:"reason"`
	Because  []string `json:"because"`
	Conflict string   `json:"conflict"`
}

// questions lists the questions.
func (c *call) questions() error {
	return c.respondWith(http.StatusOK, map[string]any{"questions": control.Questions})
}

// propose lists what the answers of the query propose to exclude: answer=cloud=no, several with commas.
func (c *call) propose() error {
	e, err := catalog.ParseEdition(c.r.PathValue("edition"))
	if err != nil {
		return err
	}
	a := control.Answers{}
	for text := range strings.SplitSeq(c.query.Get("answers"), ",") {
		if err := a.ParseAnswer(text); err != nil {
			return err
		}
	}
	out := []proposal{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		found, err := control.Propose(r, e, a)
		for _, p := range found {
			out = append(out, proposal{p.Control.Ref, p.Control.Title, p.Reason, p.Because, p.Conflict})
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"proposals": out})
}

type exclusionForm struct {
	Answers  map[string]bool   `json:"answers"`
	Controls map[string]string `json:"controls"` // each with its reason; "" for the proposed words
}

// exclude carries out the proposals that are named.
func (c *call) exclude() error {
	e, err := catalog.ParseEdition(c.r.PathValue("edition"))
	if err != nil {
		return err
	}
	var form exclusionForm
	if err := c.decode(&form); err != nil {
		return err
	}
	a := control.Answers(form.Answers)
	b, err := c.write(a.String(), func(w *record.Writer) error {
		_, err := control.Exclude(w, e, a, form.Controls)
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"excluded": b.Count()})
}

func docDecide() operation {
	return operation{id: "decide_controls", tag: tagSoA, summary: "Decide on many controls in one change, or see what that would do",
		about: "What is decided already is left alone unless decided is true. because gives each reason its own words. With dry_run nothing is written.",
		body: object{"type": "object", "additionalProperties": false, "properties": object{
			"controls": listOf(object{"type": "string"}), "group": text("A whole theme or control set besides"), "applicability": object{"type": "string", "enum": []string{"undecided", "applicable", "excluded"}},
			"because": object{"type": "object", "additionalProperties": object{"type": "string"}}, "exclusion_reason": text("Why they do not apply"),
			"implementation": object{"type": "string"}, "owner": text("A person"), "due": text("A day"), "decided": object{"type": "boolean"}, "dry_run": object{"type": "boolean"}}},
		reply: object{"type": "object", "required": []string{"controls", "changes", "left_decided", "left_same"}, "properties": object{"controls": object{"type": "integer"},
			"changes": listOf(schemaFor[plannedChange]()), "left_decided": object{"type": "integer"}, "left_same": object{"type": "integer"}}}}
}

func docQuestions() operation {
	return operation{id: "soa_questions", tag: tagSoA, summary: "Read the questions whose answers propose exclusions", timeless: true,
		reply: object{"type": "object", "required": []string{"questions"}, "properties": object{"questions": listOf(schemaFor[control.Question]())}}}
}

func docPropose() operation {
	return operation{id: "propose_exclusions", tag: tagSoA, summary: "List the exclusions that answers propose; nothing is written",
		params: []any{object{"name": "answers", "in": "query", "required": true, "description": "Answers with commas, such as development=no,cloud=yes.", "schema": object{"type": "string"}}},
		reply:  object{"type": "object", "required": []string{"proposals"}, "properties": object{"proposals": listOf(schemaFor[proposal]())}}}
}

func docExclude() operation {
	return operation{id: "exclude_controls", tag: tagSoA, summary: "Exclude the controls named among the proposals, in one change that keeps the answers",
		body: object{"type": "object", "additionalProperties": false, "required": []string{"answers", "controls"}, "properties": object{
			"answers": object{"type": "object", "additionalProperties": object{"type": "boolean"}}, "controls": object{"type": "object", "additionalProperties": object{"type": "string"}}}},
		reply: object{"type": "object", "required": []string{"excluded"}, "properties": object{"excluded": object{"type": "integer"}}}}
}
