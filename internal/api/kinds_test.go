package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// maker makes valid records of any kind from its specification.
type maker struct {
	c    *client
	rand *rand.Rand
	ids  map[string]string // one record of each kind
}

func newMaker(c *client) *maker {
	return &maker{c, rand.New(rand.NewPCG(1, 2)), map[string]string{}}
}

// special are values that a rule asks for beyond the specification.
var special = map[string]any{
	"person.email": "someone@example.org", "evidence.link": "https://example.org/proof", "evidence.type": nil, "assessment.risks": nil, "duty_conflict.second": nil, "treatment.done_on": nil, "treatment.status": "planned",
	"account.entitlements": "Read\nWrite", "vulnerability.status": "fixed", "vulnerability.cvss": 7.5, "certificate.fingerprint": func(m *maker) any { return fmt.Sprintf("%x", m.rand.Uint64()) }, "change.approved_by": nil, "change.approved_on": nil, "change.implemented_on": nil, // nobody approves what he asked for
	"entitlement_change.approved_by": nil, "entitlement_change.approved_on": nil, "entitlement_change.done_on": nil,
	"document_version.document": func(m *maker) any { return m.c.post("/api/v1/documents", `{"title":"Policy"}`)["id"] }, // one draft at a time
	"document_version.question": nil, "document_version.answer": nil, "document_version.wrong": nil, "document_fact.name": func(m *maker) any { return fmt.Sprintf("fact_%d", m.rand.IntN(1e9)) },
	"incident_setting.time_zone": "Europe/Berlin", "custody.digest": strings.Repeat("ab", 32),
	"screening.decided_by": nil, "personnel_checklist.handover_to": nil, "personnel_checklist.handover_on": nil, // somebody else than the person
	"checklist_task.checklist": nil, "checklist_task.outcome": nil, "checklist_task.done_on": nil, "checklist_task.done_by": nil, "checklist.list": "visitor", "checklist.variant": nil, "checklist.about": nil, // a list that is not begun
	"task.about": aboutAsset, "comment.about": aboutAsset,
	"task.done_on": nil, "routine.next": nil, "routine.register": "asset", "delegation.register": "asset", "delegation.about": nil, "delegation.to": func(m *maker) any { return m.c.post("/api/v1/people", `{"name":"A deputy"}`)["id"] },
	"criteria.currency": "EUR", "risk.yearly_probability": nil, "risk.residual_yearly_probability": nil, "risk.inherent_yearly_probability": nil, // instead of a number of events
	"mapping.control":     func(m *maker) any { return catalog.Controls(catalog.Edition2022)[m.rand.IntN(93)].ID }, // two of one item and control are refused
	"criteria.likelihood": risk.Starter().Likelihood, "criteria.consequence": risk.Starter().Consequence, "criteria.levels": risk.Starter().Levels, "criteria.matrix": risk.Starter().Matrix,
}

// aboutAsset names a record of another register.
func aboutAsset(m *maker) any {
	made := m.c.post("/api/v1/assets", `{"name":"What it is about"}`)
	return made["ref"]
}

func (m *maker) fields(k *record.Kind) map[string]any {
	out := map[string]any{}
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Computed {
			continue
		}
		if v, ok := special[k.Name+"."+f.Name]; ok {
			if fn, ok := v.(func(*maker) any); ok {
				v = fn(m)
			}
			if v != nil {
				out[f.Name] = v
			}
			continue
		}
		if v := m.value(k, f); v != nil {
			out[f.Name] = v
		}
	}
	return out
}

func (m *maker) value(k *record.Kind, f *record.AnyField) any {
	switch {
	case k.Name == "criteria" && f.Name == "gate":
		return 0.75
	case strings.HasSuffix(f.Name, "_at") && f.Type() == "text":
		return "2026-02-03T08:30:00Z"
	case strings.HasPrefix(f.Name, "impact_"):
		return "0 0 1 2 3 4"
	}
	switch f.Type() {
	case "text":
		return fmt.Sprintf("Ünïcode \"%s\" <%d> & \\ %s", f.Label, m.rand.IntN(1000), map[bool]string{true: "\nsecond line"}[f.Long])
	case "choice":
		return f.Options[m.rand.IntN(len(f.Options))].Value
	case "set":
		return []any{f.Options[0].Value, f.Options[len(f.Options)-1].Value}
	case "date":
		return "2026-02-03"
	case "bool":
		return true
	case "int":
		return map[bool]any{true: nil, false: 7.0}[f.Scale != nil]
	case "float":
		if k.Name == "effect" || f.Name == "planned_reliability" { // shares
			return 0.5
		}
		return 12.5
	case "ref":
		if k.Name == "effect" && f.To == "risk" { // a new one each time, which needs the control
			r := m.fields(risk.Risks.Kind())
			r["controls"] = []any{m.id("control", k)}
			return m.c.post("/api/v1/risks", toJSON(r))["id"]
		}
		return m.id(f.To, k)
	case "refs":
		if id := m.id(f.To, k); id != nil {
			return []any{id}
		}
	}
	return nil
}

// id is one record of the kind, made when there is none; nil for the kind itself.
func (m *maker) id(kind string, k *record.Kind) any {
	if kind == k.Name {
		return nil
	}
	if m.ids[kind] == "" {
		target, err := m.c.h.store.Kind(kind)
		must(m.c.h.t, err)
		m.ids[kind] = m.make(target)["id"].(string)
	}
	return m.ids[kind]
}

func (m *maker) make(k *record.Kind) map[string]any {
	m.c.h.t.Helper()
	if k.Name == "control" {
		m.c.do("POST", "/api/v1/soa/2022/controls", "").want(200)
		return m.c.get("/api/v1/controls?limit=1").items()[0]
	}
	return m.c.post("/api/v1/"+k.Plural, toJSON(m.fields(k)))
}

func writable(k *record.Kind) bool {
	for i := range k.Fields {
		if !k.Fields[i].Computed {
			return true
		}
	}
	return false
}

// TestEveryKind takes a record of each kind through its life.
func TestEveryKind(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := newMaker(h.client("acme", "ann", identity.Administrator))
		for _, k := range isms.Kinds() {
			t.Run(k.Name, func(t *testing.T) {
				m.c.get("/api/v1/" + k.Plural)
				if writable(k) {
					m.life(t, k)
				}
			})
		}
	})
}

func (m *maker) life(t *testing.T, k *record.Kind) {
	c, at := m.c, "/api/v1/"+k.Plural
	made := m.make(k)
	id, title := made["id"].(string), k.Fields[0].Name
	one := at + "/" + made["ref"].(string)
	if k.Name != "control" {
		sent := m.fields(k)
		made = c.post(at, toJSON(sent))
		id, one = made["id"].(string), at+"/"+made["ref"].(string)
		for name, v := range sent {
			if got := made[name]; !sameJSON(got, v) && strings.TrimSpace(fmt.Sprint(v)) != got {
				t.Errorf("%s: sent %v, got %v", name, v, got)
			}
		}
	}
	if k.Fields[0].Computed { // rules make it: another text stands for it
		title = map[string]string{"control": "description", "mapping": "rationale", "effect": "source", "document_version": "answer", "comment": "text"}[k.Name]
	}
	first := c.get(one)
	if !reflect.DeepEqual(first.json(), made) || first.header.Get("ETag") != `"1"` {
		t.Errorf("read %s %s, made %v", first.header.Get("ETag"), first.body, made)
	}
	c.do("GET", at+"/"+id, "", "If-None-Match", `"1"`).want(304)
	// What was read can be sent back, computed fields and all, and changes nothing.
	if same := c.do("PUT", one, string(first.body), "If-Match", `"1"`).want(200); same.header.Get("ETag") != `"1"` || same.header.Get("Assay-Batch") != "" {
		t.Errorf("an unchanged record sent back became %s: %s", same.header.Get("ETag"), same.body)
	}
	changed := c.do("PATCH", one, fmt.Sprintf(`{%q:"Changed"}`, title), "If-Match", `"1"`, "Assay-Reason", "because").want(200)
	if changed.header.Get("ETag") != `"2"` || changed.json()[title] != "Changed" {
		t.Errorf("changed: %s", changed.body)
	}
	c.do("PATCH", one, `{}`, "If-Match", `"1"`).want(412).holds("you", title)
	if items := c.get(at + "?" + title + "=Changed&ref=" + made["ref"].(string)).items(); len(items) != 1 || items[0]["id"] != id {
		t.Errorf("list found %v", items)
	}
	if items := c.get(one + "/history").items(); len(items) != 2 || items[0]["reason"] != "because" || items[0]["actor"].(map[string]any)["name"] != "API token test" {
		t.Errorf("history %v", items)
	}
	c.get(one + "/links")
	c.do("POST", one+"/restore", `{"rev":1}`).want(200)
	if k.Name == "control" {
		c.do("DELETE", one, "", "If-Match", "*").want(409)
		return
	}
	gone := c.do("DELETE", one, "", "If-Match", "*").want(204)
	c.do("GET", one, "").want(404)
	c.get(at + "/" + id + "/history")
	c.do("POST", "/api/v1/undo/"+gone.header.Get("Assay-Batch"), "").want(200)
	if back := c.get(one).json(); back["id"] != id || back[title] != made[title] {
		t.Errorf("brought back: %v, was %v", back, made)
	}
}

// sameJSON compares values as JSON, whatever the order of members.
func sameJSON(a, b any) bool {
	var plainA, plainB any
	_ = json.Unmarshal([]byte(toJSON(a)), &plainA)
	_ = json.Unmarshal([]byte(toJSON(b)), &plainB)
	return reflect.DeepEqual(plainA, plainB)
}
