package oscal

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// element is one XML element with what is in it, in order.
type element struct {
	name  string
	attrs []xml.Attr
	body  []any // string or *element
}

// maxDepth is deeper than any document needs.
const maxDepth = 200

// readXML turns OSCAL's XML into the tree of its JSON. Which elements make lists is a table; markup becomes Markdown.
func readXML(data []byte) (map[string]any, error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	var stack []*element
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return nil, errors.New("it has no element")
		}
		if err != nil {
			return nil, errors.New(strings.TrimPrefix(err.Error(), "XML syntax error on "))
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: t.Name.Local}
			for _, a := range t.Attr {
				if a.Name.Space == "" && a.Name.Local != "xmlns" {
					e.attrs = append(e.attrs, a)
				}
			}
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.body = append(top.body, e)
			}
			if stack = append(stack, e); len(stack) > maxDepth {
				return nil, fmt.Errorf("elements stand %d deep in each other", maxDepth)
			}
		case xml.CharData:
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.body = append(top.body, string(t))
			}
		case xml.EndElement:
			if len(stack) == 1 {
				return map[string]any{stack[0].name: stack[0].tree("")}, nil
			}
			stack = stack[:len(stack)-1]
		}
	}
}

// lists are the members that are lists in JSON, by the name of their elements in XML where that is not the plain singular.
var lists = map[string]string{
	"choice": "choice", "matching": "matching", "include-controls": "include-controls", "exclude-controls": "exclude-controls",
	"include-control": "include-controls", "exclude-control": "exclude-controls", "insert-controls": "insert-controls",
	"provided": "provided", "inherited": "inherited", "satisfied": "satisfied", "logged-by": "logged-by", "relevant-evidence": "relevant-evidence",
	"response": "remediations", "assessment-task": "tasks", // as some of NIST's own examples still say
	"associated-risk": "related-risks", "uses-component": "uses-components", "incorporates-component": "incorporates-components",
	"function-performed": "functions-performed", "unmapped-controls": "unmapped-controls", "objective-and-method": "objectives-and-methods",
}

// plurals are the other lists, by what JSON calls them.
var plurals = strings.Fields(`actions activities actors addr-lines addresses adds alters assessment-platforms assessment-subjects associated-activities
	attestations authorized-privileges by-components capabilities categorizations characterizations components constraints control-implementations
	control-objective-selections control-selections controls dependencies diagrams document-ids email-addresses entries exclude-objectives
	exclude-subjects external-ids facets findings groups guidelines hashes implemented-components implemented-requirements
	import-component-definitions imports include-objectives include-subjects information-type-ids information-types inventory-items
	leveraged-authorizations links location-uuids locations mappings maps member-of-organizations methods mitigating-factors observations origins
	params parties parts party-uuids poam-items port-ranges props protocols qualifiers related-findings related-observations related-responses
	related-risks related-tasks removes required-assets resources responsibilities responsible-parties responsible-roles results risks rlinks
	role-ids roles set-parameters sources statement-ids statements steps subjects system-ids targets tasks telephone-numbers tests threat-ids types
	urls users values with-ids`)

// single are elements that, within one parent, make no list although their name elsewhere does.
var single = map[string]bool{"location/address": true, "risk/statement": true, "provenance/method": true, "mapping/method": true, "finding/target": true,
	"characterization/origin": true, "leveraged-authorization/party-uuid": true, "plan-of-action-and-milestones/system-id": true, "system-security-plan/control-implementation": true}

// holders are the members that keep the text of an element which is an object in JSON.
var holders = map[string]string{"system-id": "id", "document-id": "identifier", "hash": "value", "base64": "value", "telephone-number": "number",
	"external-id": "id", "threat-id": "id", "part": "prose", "guideline": "prose"}

// hollows are elements that are objects even when nothing is in them.
var hollows = map[string]bool{"include-all": true, "flat": true, "custom": true, "merge": true, "modify": true, "back-matter": true, "system-information": true}

func singulars() map[string]string {
	out := map[string]string{}
	for _, p := range plurals {
		out[singular(p)] = p
	}
	for name, list := range lists {
		out[name] = list
	}
	return out
}

// listOf is the list that elements of a name make in JSON.
var listOf = singulars()

func singular(p string) string {
	switch {
	case strings.HasSuffix(p, "ies"):
		return strings.TrimSuffix(p, "ies") + "y"
	case strings.HasSuffix(p, "sses"), strings.HasSuffix(p, "shes"):
		return strings.TrimSuffix(p, "es")
	}
	return strings.TrimSuffix(p, "s")
}

// tree is the element's value in JSON.
func (e *element) tree(parent string) any {
	holder := holders[e.name]
	out := map[string]any{}
	for _, a := range e.attrs {
		out[a.Name.Local] = scalar(a.Name.Local, a.Value)
	}
	var prose []any
	for _, b := range e.body {
		child, ok := b.(*element)
		if !ok || inline[child.name] || block[child.name] {
			prose = append(prose, b)
			continue
		}
		child.into(out, e.name)
	}
	text := markdown(prose)
	switch {
	case holder != "":
		if text != "" {
			out[holder] = text
		}
	case len(out) == 0 && !hollows[e.name]:
		return scalar(e.name, text)
	case text != "":
		out["#text"] = text // nothing of ours has that name, so it is told as not understood
	}
	return out
}

// into puts the element into its parent's value.
func (e *element) into(out map[string]any, parent string) {
	if e.name == "revisions" { // the only list that XML wraps
		var all []any
		for _, b := range e.body {
			if child, ok := b.(*element); ok {
				all = append(all, child.tree(e.name))
			}
		}
		out[e.name] = all
		return
	}
	list := listOf[e.name]
	if list == "" || single[parent+"/"+e.name] {
		out[e.name] = e.tree(parent)
		return
	}
	all, _ := out[list].([]any)
	out[list] = append(all, e.tree(parent))
}
