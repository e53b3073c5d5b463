package oscal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/assay-isms/assay/internal/errs"
)

// MaxFile is the largest file that is read, in bytes.
const MaxFile = 64 << 20

// ReadFrom reads a file of at most MaxFile.
func ReadFrom(name string, r io.Reader) (*Document, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > MaxFile:
		return nil, errs.Invalidf("%s is larger than %d MB.", name, MaxFile>>20)
	}
	return Read(name, data)
}

// Looks reports whether the data may be OSCAL rather than a spreadsheet: it begins like JSON or XML, or names a model.
func Looks(data []byte) bool {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, bom))
	if len(data) == 0 || data[0] == '{' || data[0] == '<' {
		return len(data) > 0
	}
	head := "\n" + string(data[:min(len(data), 4096)])
	return slices.ContainsFunc(models, func(m Model) bool { return strings.Contains(head, "\n"+string(m)+":") })
}

var bom = []byte("\ufeff")

// Read reads a document of any model in JSON, XML or YAML, which its content tells. What is no OSCAL is an Invalid error.
func Read(name string, data []byte) (*Document, error) {
	d := &Document{Name: name}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, bom))
	var root map[string]any
	var err error
	switch {
	case len(data) == 0:
		return nil, errs.Invalidf("%s is empty.", name)
	case data[0] == '{':
		d.Format = "JSON"
		root, err = readJSON(data)
	case data[0] == '<':
		d.Format = "XML"
		root, err = readXML(data)
	default:
		d.Format = "YAML"
		root, err = readYAML(data)
	}
	if err != nil {
		return nil, errs.Invalidf("%s cannot be read as %s: %v.", name, d.Format, err)
	}
	return d, d.take(root)
}

func (d *Document) take(root map[string]any) error {
	for _, m := range models {
		tree, ok := root[string(m)].(map[string]any)
		if !ok {
			continue
		}
		d.Model, d.tree = m, tree
		return d.understand()
	}
	return errs.Invalidf("%s is %s, but no OSCAL: it begins with %s, not with one of %s.", d.Name, d.Format,
		strings.Join(quoted(slices.Sorted(maps.Keys(root))), ", "), strings.Join(modelNames(), ", "))
}

func quoted(names []string) []string {
	for i := range names {
		names[i] = strconv.Quote(names[i])
	}
	return names[:min(len(names), 3)]
}

func modelNames() (names []string) {
	for _, m := range models {
		names = append(names, string(m))
	}
	return names
}

// understand fills the struct of the model and lists what it has no room for.
func (d *Document) understand() error {
	var into any
	switch d.Model {
	case ModelCatalog:
		d.Catalog = &Catalog{}
		into = d.Catalog
	case ModelProfile:
		d.Profile = &Profile{}
		into = d.Profile
	case ModelMapping:
		if one, ok := d.tree["mappings"].(map[string]any); ok {
			d.tree["mappings"] = []any{one}
		}
		d.Mapping = &MappingCollection{}
		into = d.Mapping
	case ModelComponent:
		d.Component = &ComponentDefinition{}
		into = d.Component
	case ModelPlan:
		d.Plan = &SystemSecurityPlan{}
		into = d.Plan
	default:
		return nil
	}
	text, err := json.Marshal(d.tree)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return errs.Invalidf("%s is no valid OSCAL %s: %s is a %s.", d.Name, d.Model.Words(), e.Field, e.Value)
		}
		return err
	}
	if m := d.Metadata(); !strings.HasPrefix(m.OSCALVersion, "1.") {
		return errs.Invalidf("%s is OSCAL %q. Versions 1.0 and later are read; NIST's oscal-cli converts older files.", d.Name, m.OSCALVersion)
	}
	d.Unread, err = unread(d.tree, into)
	return err
}

func readJSON(data []byte) (root map[string]any, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err = dec.Decode(&root); err == nil && dec.More() {
		err = errors.New("something follows the end of the document")
	}
	return root, err
}

// readYAML takes scalars as they are written, since OSCAL's texts look like numbers and dates.
func readYAML(data []byte) (map[string]any, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if n.Kind != yaml.DocumentNode || len(n.Content) != 1 || n.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("it is no mapping of names to values")
	}
	v, err := yamlValue("", n.Content[0])
	root, _ := v.(map[string]any)
	return root, err
}

func yamlValue(key string, n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			v, err := yamlValue(name, n.Content[i+1])
			if err != nil {
				return nil, err
			}
			out[name] = v
		}
		return out, nil
	case yaml.SequenceNode:
		out := []any{}
		for _, item := range n.Content {
			v, err := yamlValue(key, item)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return map[string]any{}, nil // include-all: with nothing after it
		}
		return scalar(key, n.Value), nil
	}
	return nil, fmt.Errorf("line %d: OSCAL has no anchors and aliases", n.Line)
}

// scalar is a text as OSCAL's JSON has it: nearly always text.
func scalar(key, text string) any {
	switch key {
	case "as-is":
		if text == "true" || text == "false" {
			return text == "true"
		}
	case "period", "start", "end", "percentage", "target-coverage":
		if json.Valid([]byte(text)) && strings.Trim(text, "0123456789.-") == "" {
			return json.Number(text)
		}
	}
	return text
}

// Unread is something that a file holds and we have no room for.
type Unread struct {
	What  string `json:"what"` // the path of names in OSCAL's JSON
	Count int    `json:"count"`
}

// String says it in words.
func (u Unread) String() string {
	if u.Count == 1 {
		return u.What
	}
	return fmt.Sprintf("%s (%d times)", u.What, u.Count)
}

// unread compares the tree with what our struct makes of it.
func unread(tree map[string]any, understood any) (list []Unread, err error) {
	text, err := json.Marshal(understood)
	if err != nil {
		return nil, err
	}
	ours, err := readJSON(text)
	if err != nil {
		return nil, err
	}
	missing := map[string]int{}
	compare("", tree, ours, missing)
	for what, n := range missing {
		list = append(list, Unread{what, n})
	}
	slices.SortFunc(list, func(a, b Unread) int { return strings.Compare(a.What, b.What) })
	return list, nil
}

func compare(path string, theirs, ours any, missing map[string]int) {
	switch theirs := theirs.(type) {
	case map[string]any:
		mine, _ := ours.(map[string]any)
		for name, value := range theirs {
			at := strings.TrimPrefix(path+"."+name, ".")
			if got, ok := mine[name]; ok {
				compare(at, value, got, missing)
			} else if !hollow(value) {
				missing[flat(at)]++
			}
		}
	case []any:
		mine, _ := ours.([]any)
		for i, value := range theirs {
			if i < len(mine) {
				compare(path, value, mine[i], missing)
			} else {
				missing[flat(path)]++
			}
		}
	}
}

// hollow values say nothing: JSON may leave them out.
func hollow(v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return v == nil
}

// flat writes groups in groups and controls in controls once.
func flat(path string) string {
	names := slices.Compact(strings.Split(path, "."))
	return strings.Join(names, ".")
}
