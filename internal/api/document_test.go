package api_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/htmlcheck"
	"github.com/assay-isms/assay/internal/isms"
)

// TestDocument makes sure that the OpenAPI document says every route once and refers to nothing that is not there.
func TestDocument(t *testing.T) {
	h := newHouse(t, sqlite(t))
	stranger := &client{h: h}
	a := stranger.get("/api/v1/openapi.json").holds(`"openapi":"3.1.0"`)
	var document struct {
		Paths      map[string]map[string]struct{ OperationID, Summary string }
		Components struct{ Schemas, Responses map[string]json.RawMessage }
	}
	must(t, json.Unmarshal(a.body, &document))
	ids := map[string]bool{}
	for _, rt := range h.server.Routes() {
		op := document.Paths[rt.Pattern][strings.ToLower(rt.Method)]
		if op.OperationID == "" || op.Summary == "" || ids[op.OperationID] {
			t.Errorf("%s %s is described by %+v", rt.Method, rt.Pattern, op)
		}
		ids[op.OperationID] = true
	}
	for _, m := range regexp.MustCompile(`"#/components/(schemas|responses)/(\w+)"`).FindAllSubmatch(a.body, -1) {
		if document.Components.Schemas[string(m[2])] == nil && document.Components.Responses[string(m[2])] == nil {
			t.Errorf("there is no %s", m[0])
		}
	}
	for _, k := range isms.Kinds() {
		for i := range k.Fields {
			for _, reserved := range []string{"q", "sort", "limit", "after", "fields", "count", "expand", "as_of", "reason"} {
				if k.Fields[i].Name == reserved {
					t.Errorf("%s.%s cannot be filtered by: the parameter means something else", k.Name, reserved)
				}
			}
		}
	}
}

// TestReadablePage makes sure the page shows every route and runs nothing.
func TestReadablePage(t *testing.T) {
	h := newHouse(t, sqlite(t))
	a := (&client{h: h}).get("/api").holds(`href="/static/assay.css"`, `href="/api/v1/openapi.json"`)
	for _, rt := range h.server.Routes() {
		a.holds(rt.Method + " " + rt.Pattern + "<")
	}
	must(t, htmlcheck.Wellformed(bytes.NewReader(a.body)))
}
