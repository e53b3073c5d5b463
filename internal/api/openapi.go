package api

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// operation says about a route what its pattern does not.
type operation struct {
	id, tag, summary, about string
	upload                  bool   // the body is a file
	params                  []any  // beside those in the path
	body                    object // schema of a JSON body; nil for none
	bodyOptional            bool
	form                    object // schema of a form that may come instead
	status                  int    // of success; 0 means 200
	reply                   object // schema of the answer; nil for no JSON
	media                   string // of the answer; "" means JSON
	etag                    bool   // the answer carries one
	match                   bool   // If-Match must be sent
	timeless                bool   // as_of means nothing here
}

var pathParam = regexp.MustCompile(`\{(\w+)\}`)

var pathParams = map[string]string{
	"question": "Id of the question.",
	"ref":      "Id or human reference of the record.",
	"edition":  "Edition of the standard: 2022 or 2013.",
	"model":    "What to write.",
	"batch":    "The first journal entry of the change, as the header Assay-Batch gave it.",
}

// openAPI writes the document from the routes and the registers.
func (s *Server) openAPI() []byte {
	paths := object{}
	tags, seen := []any{}, map[string]bool{}
	for i := range s.routes {
		rt := &s.routes[i]
		at, _ := paths[rt.Pattern].(object)
		if at == nil {
			at = object{}
			paths[rt.Pattern] = at
		}
		at[strings.ToLower(rt.Method)] = rt.describe()
		if !seen[rt.doc.tag] {
			seen[rt.doc.tag] = true
			tags = append(tags, object{"name": rt.doc.tag})
		}
	}
	schemas := object{"Problem": schemaFor[problem](), "Actor": schemaFor[actor](), "Hit": schemaFor[hit](),
		"Named": object{"type": "object", "properties": object{"id": text("Id"), "ref": text("Reference"), "title": text("Title")}, "required": []string{"id", "ref", "title"}}}
	for _, k := range s.shapes {
		read, input := k.schemas()
		schemas[k.schemaName()] = read
		if k.writable {
			schemas[k.inputName()] = input
		}
	}
	document, err := json.Marshal(object{
		"openapi": "3.1.0",
		"info": object{"title": "Assay", "version": "1", "license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
			"description": "Every register, action and proof of an organisation's information security management system."},
		"servers":  []any{object{"url": "/"}},
		"tags":     tags,
		"paths":    paths,
		"security": []any{object{"token": []any{}}},
		"components": object{"schemas": schemas, "responses": refusals(), "securitySchemes": object{
			"token": object{"type": "http", "scheme": "bearer", "description": "An API token of a user for one organisation; it begins with assay_."}}},
	})
	if err != nil {
		panic("api: the OpenAPI document cannot be written: " + err.Error()) // it holds only maps, lists and text
	}
	return append(document, '\n')
}

// refusals are the answers that hold a problem, by status.
func refusals() object {
	out := object{}
	for _, status := range []int{400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 500} {
		out[code(status)] = object{"description": http.StatusText(status), "content": object{"application/problem+json": object{"schema": ref("Problem")}}}
	}
	return out
}

// describe is the route as an operation object.
func (rt *Route) describe() object {
	d := rt.doc
	params := append([]any{}, d.params...)
	for _, m := range pathParam.FindAllStringSubmatch(rt.Pattern, -1) {
		schema := object{"type": "string", "minLength": 1}
		switch m[1] {
		case "edition":
			schema = object{"type": "string", "enum": []string{"2022", "2013"}}
		case "model":
			schema = object{"type": "string", "enum": []string{"catalog", "profile", "component", "ssp", "framework", "mapping"}}
		case "batch":
			schema = object{"type": "integer", "minimum": 1}
		}
		params = append(params, object{"name": m[1], "in": "path", "required": true, "description": pathParams[m[1]], "schema": schema})
	}
	switch {
	case rt.Method != http.MethodGet:
		params = append(params, header("Assay-Reason", "Why, for the record's history.", false))
	case !rt.Public && !d.timeless:
		params = append(params, query("as_of", "Show a past moment: a day (its end, UTC) or a time (RFC 3339).", object{"type": "string"}))
	}
	if d.match {
		params = append(params, header("If-Match", "The ETag of the revision you saw, or *.", true))
	}
	out := object{"operationId": d.id, "tags": []string{d.tag}, "summary": d.summary, "parameters": params, "responses": rt.responses()}
	if d.about != "" {
		out["description"] = d.about
	}
	if d.body != nil {
		media := typeJSON
		if d.upload {
			media = "application/octet-stream"
		}
		content := object{media: object{"schema": d.body}}
		if d.form != nil {
			content[typeForm] = object{"schema": d.form}
		}
		out["requestBody"] = object{"required": !d.bodyOptional, "content": content}
	}
	if rt.Public {
		out["security"] = []any{}
	} else {
		out["x-needs"] = namesOf(rt.Needs)
	}
	return out
}

// responses are the answers an operation can give.
func (rt *Route) responses() object {
	d := rt.doc
	status := d.status
	if status == 0 {
		status = http.StatusOK
	}
	success := object{"description": http.StatusText(status)}
	headers := object{}
	if d.etag {
		headers["ETag"] = object{"description": "The revision, in quotes.", "schema": object{"type": "string"}}
	}
	if rt.Method != http.MethodGet {
		headers["Assay-Batch"] = object{"description": "What to name to undo this change.", "schema": object{"type": "string"}}
	}
	if len(headers) > 0 {
		success["headers"] = headers
	}
	switch {
	case d.media != "":
		success["content"] = object{d.media: object{}}
	case d.reply != nil:
		success["content"] = object{typeJSON: object{"schema": d.reply}}
	}
	out := object{code(status): success}
	if rt.Method == http.MethodGet && d.etag {
		out["304"] = object{"description": "The revision named in If-None-Match is the present one."}
	}
	refuse := func(statuses ...int) {
		for _, status := range statuses {
			out[code(status)] = object{"$ref": "#/components/responses/" + code(status)}
		}
	}
	refuse(http.StatusBadRequest, http.StatusInternalServerError)
	if !rt.Public {
		refuse(errs.SignIn.Status(), errs.Denied.Status(), errs.NotFound.Status(), errs.Invalid.Status(), errs.TooMany.Status())
	}
	if rt.Method != http.MethodGet {
		refuse(errs.Conflict.Status())
	}
	if d.body != nil {
		refuse(http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if d.match {
		refuse(errs.Stale.Status(), http.StatusPreconditionRequired)
	}
	return out
}
