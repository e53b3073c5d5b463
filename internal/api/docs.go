package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// What the routes of a register do, in its own words.

func (s *shape) op(verb, summary string, args ...any) operation {
	return operation{id: verb + "_" + s.Name, tag: s.Title, summary: fmt.Sprintf(summary, args...)}
}

var (
	paramFields = query("fields", "Only these fields, with commas between them; id and ref are always there.", object{"type": "string"})
	paramExpand = query("expand", "Write references as objects with id, ref and title.", object{"type": "boolean"})
	paramKey    = header("Idempotency-Key", "Sent twice with the same key, the request makes one record; the answer is the record.", false)
)

func (s *shape) docList() operation {
	d := s.op("list", "List %s", s.Title)
	d.about = s.About + " Filter by any field: field=value, several values by commas or by repeating; field.not=, field.has= (contains), field.gte=, field.lte=, field.empty=1, field.filled=1."
	d.params = []any{query("q", "Words that the record's text holds.", object{"type": "string"}),
		query("sort", "A field, with - before it for descending; the reference when left out.", object{"type": "string"}),
		query("limit", "Records a page.", whole(1, 1000, 100)),
		query("after", "The cursor of the page before.", object{"type": "string"}),
		query("count", "Say how many match, up to 10,001.", object{"type": "boolean"}), paramFields, paramExpand}
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Indexed {
			d.params = append(d.params, query(f.Name, about(f), object{"type": "string"}))
		}
	}
	d.reply = page(ref(s.schemaName()), object{"next": object{"type": []string{"string", "null"}}, "count": object{"type": "integer"}})
	return d
}

func (s *shape) docGet() operation {
	d := s.op("get", "Read a %s", s.Singular)
	d.params = []any{paramFields, paramExpand}
	d.reply, d.etag = ref(s.schemaName()), true
	return d
}

func (s *shape) docHistory() operation {
	d := s.op("history_of", "Read who changed a %s, when, what and why", s.Singular)
	d.params = []any{query("limit", "Revisions, newest first; all when left out.", object{"type": "integer", "minimum": 1, "maximum": 1000})}
	d.reply = page(schemaFor[revision](), nil)
	return d
}

func (s *shape) docLinks() operation {
	d := s.op("links_of", "List what a %s refers to and what refers to it", s.Singular)
	d.reply = object{"type": "object", "properties": object{"to": listOf(ref("Hit")), "from": listOf(ref("Hit"))}, "required": []string{"from", "to"}}
	return d
}

func (s *shape) docCreate() operation {
	d := s.op("create", "Add a %s", s.Singular)
	d.params, d.body, d.reply, d.status, d.etag = []any{paramKey}, ref(s.inputName()), ref(s.schemaName()), http.StatusCreated, true
	if s.Kind == evidence.Evidences.Kind() {
		d.about = "Send JSON for a link or a statement, or a form with the part file and a part for each field."
		d.form = object{"type": "object", "properties": object{"file": object{"type": "string", "contentMediaType": "application/octet-stream"}}, "required": []string{"file"}}
	}
	return d
}

func (s *shape) docBulk() operation {
	d := s.op("change_many", "Change several %s alike, all or none", s.Title)
	d.body = object{"type": "object", "required": []string{"refs", "set"}, "additionalProperties": false, "properties": object{
		"refs": object{"type": "array", "items": object{"type": "string"}, "minItems": 1, "maxItems": maxBulk}, "set": object{"type": "object", "minProperties": 1}, "reason": object{"type": "string"}}}
	d.reply = page(schemaFor[saved](), object{"batch": object{"type": "integer"}, "changes": object{"type": "integer"}})
	return d
}

func (s *shape) docChange(verb, summary string) operation {
	d := s.op(verb, summary, s.Singular)
	d.body, d.reply, d.etag, d.match = ref(s.inputName()), ref(s.schemaName()), true, true
	if verb == "change" {
		d.body = object{"type": "object", "description": "Fields of " + s.inputName() + "; null empties a field."}
	}
	return d
}

func (s *shape) docDelete() operation {
	d := s.op("delete", "Delete a %s; its history stays and can bring it back", s.Singular)
	d.status, d.match = http.StatusNoContent, true
	return d
}

func (s *shape) docRestore() operation {
	d := s.op("restore", "Make a %s again what it was at a revision", s.Singular)
	d.body = object{"type": "object", "required": []string{"rev"}, "additionalProperties": false, "properties": object{"rev": object{"type": "integer", "minimum": 1}}}
	d.reply, d.etag = ref(s.schemaName()), true
	return d
}

func (s *shape) docRedact() operation {
	d := s.op("redact", "Erase for good what an old revision of a %s said, as privacy law may demand", s.Singular)
	d.about = "The header Assay-Reason is required. The journal keeps the hash, so that everything still verifies. The present revision cannot be erased: change or delete the record first."
	d.body, d.status = object{"type": "object", "required": []string{"rev"}, "additionalProperties": false, "properties": object{"rev": object{"type": "integer", "minimum": 1}}}, http.StatusNoContent
	return d
}

func (s *shape) docStep(step record.AnyStep) operation {
	d := s.op(step.Name, step.Label+": a %s", s.Singular)
	d.about, d.reply, d.etag, d.match, d.bodyOptional = step.About, ref(s.schemaName()), true, true, true
	asked := object{}
	for _, name := range step.Asks {
		asked[name] = fieldSchema(s.Field(name), s.New(), true)
	}
	d.body = object{"type": "object", "additionalProperties": false, "properties": asked}
	return d
}

func docFile() operation {
	return operation{id: "file_of_evidence", tag: evidence.Evidences.Title, summary: "Download the file of an evidence", media: "application/octet-stream"}
}

func docAccept() operation {
	return operation{id: "accept_risk", tag: risk.Risks.Title, summary: "Accept a risk as it stands", status: http.StatusCreated, etag: true, match: true, bodyOptional: true,
		about: "The caller's e-mail address must be that of somebody who may accept the risk's level under its criteria. An administrator may record a signature given elsewhere, saying where and by whom. Without until the acceptance holds as long as the criteria allow.",
		body:  schemaFor[acceptForm](), reply: ref(pascal(treatment.Acceptances.Name))}
}

func docUndo() operation {
	return operation{id: "undo", tag: tagSelf, summary: "Take back all of one change, if nothing of it was changed since",
		reply: object{"type": "object", "properties": object{"batch": object{"type": "integer"}, "changes": object{"type": "integer"}}, "required": []string{"batch", "changes"}}}
}

const tagSelf, tagSoA, tagJournal, tagCatalog, tagDocument = "Organisation", "Statement of Applicability", "Journal", "Catalogue", "This interface"

func docMe() operation {
	return operation{id: "me", tag: tagSelf, summary: "Read who the token acts for and what it may", reply: schemaFor[self](), timeless: true}
}

func docOrganisation() operation {
	return operation{id: "organisation", tag: tagSelf, summary: "Read the organisation, how much it holds, and its journal's head", reply: schemaFor[organisation]()}
}

func docSearch() operation {
	return operation{id: "search", tag: tagSelf, summary: "Find records of all registers by reference or words", reply: page(ref("Hit"), nil),
		params: []any{query("q", "A reference, or words.", object{"type": "string"}), query("limit", "Records.", whole(1, 200, 20))}}
}

func paramEdition(name string) object {
	return query(name, "Edition of the standard.", object{"type": "string", "enum": []string{"2022", "2013"}, "default": "2022"})
}

func paramShow() object {
	return query("show", "What was known at the moment, or what was true then as it is known now.", object{"type": "string", "enum": []string{"known", "true"}, "default": "known"})
}

func paramTrueOn() object {
	return query("true_on", "A moment or version: what was true then, with the corrections known now or at as_of. Without it what was known at as_of.", object{"type": "string"})
}

func docStatement() operation {
	return operation{id: "statement", tag: tagSoA, summary: "Read the Statement of Applicability, line by line", params: []any{paramEdition("edition"), paramTrueOn()},
		reply: object{"type": "object", "required": []string{"edition", "as_of", "approved", "changed_since", "lines"}, "properties": object{
			"edition": text("Edition"), "as_of": text("The moment shown"), "changed_since": object{"type": "boolean", "description": "Differs from the approved version, or none is approved."},
			"approved": object{"anyOf": []any{ref(pascal(control.Versions.Name)), object{"type": "null"}}},
			"lines":    listOf(object{"allOf": []any{ref(pascal(control.Controls.Name)), lineSchema()}})}}}
}

func lineSchema() object {
	hits := listOf(ref("Hit"))
	return object{"type": "object", "properties": object{"owner_name": text("Name of the owner"), "justification": text("Why it is included or excluded, in one text"),
		"state": object{"type": "string", "enum": []control.State{control.Working, control.Partly, control.Failing, control.Stale, control.None, control.Excluded, control.Undecided}},
		"why":   text("One sentence for the state"), "conflict": text("How the exclusion contradicts a treatment; empty if it does not"),
		"gap": text("A reason that was chosen and not explained; empty if there is none"), "corrections": hits,
		"risks": hits, "treatments": hits, "met": hits, "evidence": hits}}
}

func docCompare() operation {
	return operation{id: "compare_statements", tag: tagSoA, summary: "List what differs between the statement at two moments",
		params: []any{paramEdition("edition"), object{"name": "from", "in": "query", "required": true, "description": "A day, a time, or the reference of an approved version.", "schema": object{"type": "string"}},
			query("to", "Like from; now when left out.", object{"type": "string"}), paramShow()},
		about: "Each difference tells its cause: the entry of a decision, of a risk, under new criteria, or of a correction.",
		reply: object{"type": "object", "required": []string{"edition", "differences"}, "properties": object{"edition": text("Edition"), "differences": listOf(schemaFor[control.Difference]())}}}
}

func docEditions() operation {
	return operation{id: "compare_editions", tag: tagSoA, summary: "Lay the decisions of both editions side by side",
		reply: object{"type": "object", "required": []string{"controls"}, "properties": object{"controls": listOf(schemaFor[pairing]())}}}
}

func docAddEdition() operation {
	return operation{id: "add_edition", tag: tagSoA, summary: "Fill the register of controls with an edition, each undecided",
		reply: object{"type": "object", "required": []string{"added"}, "properties": object{"added": object{"type": "integer"}}}}
}

func docApproveStatement() operation {
	return operation{id: "approve_statement", tag: tagSoA, summary: "Approve the Statement of Applicability as it stands, in the caller's name", status: http.StatusCreated, etag: true, bodyOptional: true,
		body:  object{"type": "object", "additionalProperties": false, "properties": object{"note": object{"type": "string"}}},
		reply: ref(pascal(control.Versions.Name))}
}

func docEntries() operation {
	return operation{id: "journal", tag: tagJournal, summary: "Read the journal in order, each entry with all that its hash is made from",
		params: []any{query("after", "The last entry you have.", object{"type": "integer", "minimum": 0}), query("limit", "Entries.", whole(1, 1000, 100))},
		reply:  page(schemaFor[entry](), object{"size": object{"type": "integer"}})}
}

func docCheckpoint() operation {
	return operation{id: "checkpoint", tag: tagJournal, summary: "Read the signed head of the journal", reply: schemaFor[checkpoint]()}
}

func docProof() operation {
	return operation{id: "prove_entry", tag: tagJournal, summary: "Prove that an entry is in the journal (RFC 6962 §2.1.1)", reply: schemaFor[inclusion](),
		params: []any{object{"name": "seq", "in": "query", "required": true, "description": "The entry.", "schema": object{"type": "integer", "minimum": 1}},
			query("size", "Size of the journal to prove it in; all of it when left out.", object{"type": "integer", "minimum": 1})}}
}

func docConsistency() operation {
	return operation{id: "prove_growth", tag: tagJournal, summary: "Prove that the journal begins with an earlier one (RFC 6962 §2.1.2)", reply: schemaFor[growth](),
		params: []any{object{"name": "from", "in": "query", "required": true, "description": "Size of the earlier one.", "schema": object{"type": "integer", "minimum": 1}},
			query("to", "Size of the later one; all of it when left out.", object{"type": "integer", "minimum": 1})}}
}

func docCatalog(what, summary string) operation {
	item := schemaFor[catalog.Control]()
	if what == "clauses" {
		item = schemaFor[catalog.Clause]()
	}
	return operation{id: "catalog_" + what, tag: tagCatalog, summary: summary, timeless: true, reply: page(item, object{"edition": text("Edition")})}
}

func docCatalogMap() operation {
	return operation{id: "catalog_map", tag: tagCatalog, summary: "Each control of one edition with its counterparts in the other", timeless: true,
		params: []any{paramEdition("from"), query("to", "The other edition.", object{"type": "string", "enum": []string{"2022", "2013"}})},
		reply:  page(schemaFor[counterparts](), object{"from": text("Edition"), "to": text("Edition")})}
}

// pascal writes a kind's name as schemas are named: interested_party is InterestedParty.
func pascal(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}
