package api

import (
	"net/http"
	"strconv"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/effectiveness"
	"github.com/assay-isms/assay/internal/isms/people"
	todo "github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

// standing is how a control stands.
type standing struct {
	Control string               `json:"control"`
	State   control.State        `json:"state"`
	Why     string               `json:"why"`
	Until   record.Date          `json:"until,omitempty"`
	ShownBy []effectiveness.Need `json:"shown_by"`
}

// owed is something due.
type owed struct {
	Kind   string      `json:"kind"`
	Ref    string      `json:"ref"`
	Title  string      `json:"title"`
	What   string      `json:"what"`
	Day    record.Date `json:"day"`
	Who    string      `json:"who,omitempty"`
	Weight int         `json:"weight"` // 0 light, 1 grave, 2 critical
}

func (s *Server) effectiveRoutes() []Route {
	day := func(name, about string) any {
		return query(name, about, object{"type": "string", "format": "date"})
	}
	return []Route{
		{Method: "GET", Pattern: Base + "/controls/{ref}/state", Needs: record.MayRead, fn: (*call).standing, doc: operation{
			id: "state_of_control", tag: tagSoA, summary: "Read how a control stands, why, and what shows it at work", reply: schemaFor[standing]()}},
		{Method: "GET", Pattern: Base + "/controls/{ref}/coverage", Needs: record.MayRead, fn: (*call).daysCovered, doc: operation{
			id: "coverage_of_control", tag: tagSoA, summary: "Count the days of a window on which a control was shown at work", params: []any{day("from", "First day; a year before the last when left out."), day("to", "Last day; today when left out.")},
			reply: schemaFor[effectiveness.Coverage]()}},
		{Method: "GET", Pattern: Base + "/due", Needs: record.MayRead, fn: (*call).due, doc: operation{
			id: "due", tag: tagWork, summary: "List what is due from every register, most urgent first", params: []any{
				query("who", "A person, by reference or id; me; nobody. Everybody when left out.", object{"type": "string"}), query("kind", "Of one register.", object{"type": "string"}),
				day("before", "Due before this day."), query("after", "What the page before gave as next.", object{"type": "string"}), query("limit", "Things.", whole(1, 500, 100))},
			reply: page(schemaFor[owed](), object{"next": object{"type": "string"}})}},
	}
}

func (c *call) standing() error {
	var l control.Line
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		l, err = control.One(r, c.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, standing{l.Ref, l.State, l.Why, l.Until, append([]effectiveness.Need{}, l.Needs...)})
}

func (c *call) daysCovered() error {
	var out *effectiveness.Coverage
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		from, to := record.Date(c.query.Get("from")), record.Date(c.query.Get("to"))
		if to == "" {
			to = r.Today()
		}
		if from == "" {
			from = to.Plus(-364)
		}
		out, err = control.CoverageOf(r, c.r.PathValue("ref"), from, to)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

// due lists what is due.
func (c *call) due() error {
	d := record.DueQuery{Before: record.Date(c.query.Get("before")), After: c.query.Get("after"), Limit: 100}
	if text := c.query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 500 {
			return errs.New(errs.BadRequest, "limit is a whole number from 1 to 500.")
		}
		d.Limit = n
	}
	items, next := []owed{}, ""
	err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		if d.Who, err = c.who(r); err != nil {
			return err
		}
		if len(d.Who) == 1 && d.Who[0] != "" {
			if d.For, err = todo.StandingIn(r, d.Who[0]); err != nil {
				return err
			}
		}
		if kind := c.query.Get("kind"); kind != "" {
			k, err := c.org.Store().Kind(kind)
			if err != nil {
				return err
			}
			d.Kinds = []string{k.Name}
		}
		all, more, err := r.Dues(d)
		for _, o := range all {
			items = append(items, owed{o.Kind, o.Ref, o.Title, o.What, o.Day, string(o.Who), int(o.Weight)})
		}
		next = more
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items, "next": next})
}

// who is whose things are asked for; nil is everybody's.
func (c *call) who(r *record.Reader) ([]record.Ref, error) {
	switch text := c.query.Get("who"); text {
	case "":
		return nil, nil
	case "nobody":
		return []record.Ref{""}, nil
	case "me":
		p, err := people.Acting(r, c.org.Actor().Email)
		if err == nil && p == nil {
			err = errs.New(errs.NotFound, "No person of the register has the caller's e-mail address.")
		}
		if err != nil {
			return nil, err
		}
		return []record.Ref{record.Ref(p.ID)}, nil
	default:
		p, err := people.Persons.Find(r, text)
		if err != nil {
			return nil, err
		}
		return []record.Ref{record.Ref(p.ID)}, nil
	}
}
