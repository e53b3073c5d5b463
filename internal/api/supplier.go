package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
)

type (
	clausesForm struct {
		Clauses []supplier.Check `json:"clauses"`
	}
	answersForm struct {
		Answers []supplier.Answer `json:"answers"`
		HandIn  bool              `json:"hand_in"`
	}
	judgeForm struct {
		Judgements []supplier.Judgement `json:"judgements"`
		Rest       string               `json:"rest"` // for all that are not judged then; "" leaves them
	}
	sayForm struct {
		Answers []answer.Said `json:"answers"`
	}
	linkReply struct {
		Path  string      `json:"path"` // below the address of this instance; shown once
		Until record.Date `json:"until"`
	}
)

// supplierActions are what is done with agreements, assessments of suppliers and customers' questionnaires beyond their steps.
func (k *shape) supplierActions(one string) []Route {
	needs := record.MayRead | k.Edit
	post := func(name string, fn func(*call) error, doc operation) Route {
		doc.tag, doc.etag, doc.match = k.Title, true, true
		if doc.reply == nil {
			doc.reply = ref(pascal(k.Name))
		}
		return Route{Method: "POST", Pattern: one + "/" + name, Needs: needs, fn: fn, doc: doc}
	}
	switch k.Kind {
	case supplier.Agreements.Kind():
		return []Route{post("clauses", func(c *call) error {
			return takeForm(c, k, func(w *record.Writer, id string, rev int64, f clausesForm) (record.Record, error) {
				return supplier.Tick(w, id, rev, f.Clauses)
			})
		}, operation{id: "tick_clauses", summary: "Enter which clauses an agreement has", body: schemaFor[clausesForm](), about: "Those not named stay as they are. The state is present, missing or not_needed, the latter with a note."})}
	case supplier.Assessments.Kind():
		return []Route{
			post("link", func(c *call) error { return c.supplierLink() }, operation{id: "link_supplier", summary: "Make the link by which a supplier answers", reply: schemaFor[linkReply](), about: "It is shown once; one made before ends."}),
			post("unlink", func(c *call) error {
				a, err := supplier.EndLink(c.ctx(), c.deps.Identity, c.org, c.r.PathValue("ref"))
				if err != nil {
					return err
				}
				return c.respondRecord(http.StatusOK, k, a, nil)
			}, operation{id: "unlink_supplier", summary: "Take a supplier's link back"}),
			post("answers", func(c *call) error {
				return takeForm(c, k, func(w *record.Writer, id string, _ int64, f answersForm) (record.Record, error) {
					if err := withoutFiles(f.Answers); err != nil {
						return nil, err
					}
					return supplier.Respond(w, id, f.Answers, f.HandIn)
				})
			}, operation{id: "enter_answers", summary: "Enter a supplier's answers", body: schemaFor[answersForm](), about: "Those not named stay as they are. With hand_in the questionnaire is closed."}),
			post("judge", func(c *call) error {
				return takeForm(c, k, func(w *record.Writer, id string, rev int64, f judgeForm) (record.Record, error) {
					return supplier.Judge(w, id, rev, f.Judgements, f.Rest)
				})
			}, operation{id: "judge_answers", summary: "Judge a supplier's answers in words and files", body: schemaFor[judgeForm](), about: "A judgement is good, partly, poor, or fact, which does not count."}),
		}
	case answer.Questionnaires.Kind():
		return []Route{post("say", func(c *call) error {
			return takeForm(c, k, func(w *record.Writer, id string, rev int64, f sayForm) (record.Record, error) {
				return answer.Say(w, id, rev, f.Answers)
			})
		}, operation{id: "answer_customer", summary: "Answer questions of a customer", body: schemaFor[sayForm](), about: "By the row in the customer's file."})}
	}
	return nil
}

// takeForm runs fn with the body on the record the address names, and answers with the record.
func takeForm[F any](c *call, k *shape, fn func(w *record.Writer, id string, rev int64, form F) (record.Record, error)) error {
	var form F
	if err := c.decode(&form); err != nil {
		return err
	}
	var rec record.Record
	if err := c.onExpected(k.Kind, func(w *record.Writer, id string, rev int64) (err error) {
		rec, err = fn(w, id, rev, form)
		return err
	}); err != nil {
		return err
	}
	return c.respondRecord(http.StatusOK, k, rec, nil)
}

func (c *call) supplierLink() error {
	token, a, err := supplier.GiveLink(c.ctx(), c.deps.Identity, c.org, c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, linkReply{"/answer/" + token, a.LinkUntil})
}
