package oscal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const shared = "../../../shared/oscal/"

// schemaText is NIST's JSON schema of all models.
func schemaText(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(shared + "schema/oscal_complete_schema-1-2-2.json"))
	if err != nil {
		t.Skip("skipped: NIST's OSCAL schema is not here")
	}
	return text
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(schemaText(t))))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("oscal.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("oscal.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEveryListOfTheSchemaIsKnown: whatever the schema says is a list, XML's elements of that name make one.
func TestEveryListOfTheSchemaIsKnown(t *testing.T) {
	var schema any
	if err := json.Unmarshal(schemaText(t), &schema); err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, list := range listOf {
		known = append(known, list)
	}
	known = append(known, "revisions")
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if p, ok := v["properties"].(map[string]any); ok {
				for name, s := range p {
					if s, ok := s.(map[string]any); ok && s["type"] == "array" && !slices.Contains(known, name) {
						t.Errorf("the list %s is not known", name)
					}
				}
			}
			for _, m := range v {
				walk(m)
			}
		case []any:
			for _, m := range v {
				walk(m)
			}
		}
	}
	walk(schema)
}

// TestConvertedIsValid: what comes out of XML and YAML passes the schema wherever NIST's own JSON of it does.
func TestConvertedIsValid(t *testing.T) {
	s := compiled(t)
	files, _ := filepath.Glob(shared + "*/*/*/*.*")
	more, _ := filepath.Glob(shared + "nist/*.*")
	valid := map[string]string{}
	for _, at := range append(files, more...) {
		data, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Read(at, data)
		if err != nil {
			t.Fatal(err)
		}
		text, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(at), filepath.Ext(at)), "-min")
		said := "valid"
		if err := s.Validate(v); err != nil {
			said = "not valid"
		}
		if valid[name] == "" {
			valid[name] = said
		}
		if valid[name] != said {
			t.Errorf("%s is %s, in another format it is %s", at, said, valid[name])
		}
	}
	for name, said := range valid {
		t.Log(name, said)
	}
}
