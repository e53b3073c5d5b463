package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
)

type catalogCmd struct {
	Controls         catalogControlsCmd         `cmd:"" help:"Controls of Annex A."`
	Map              catalogMapCmd              `cmd:"" help:"How the controls of the editions correspond."`
	Clauses          catalogClausesCmd          `cmd:"" help:"Clauses 4 to 10."`
	Scenarios        catalogScenariosCmd        `cmd:"" help:"The library's worked risks."`
	BaseRates        catalogBaseRatesCmd        `cmd:"" name:"base-rates" help:"The library's public figures on how often and how much, with their sources."`
	Causes           catalogCausesCmd           `cmd:"" help:"The library's threats and vulnerabilities."`
	TypicalProcesses catalogTypicalProcessesCmd `cmd:"" name:"typical-processes" help:"The library's processes by sector, to begin an impact analysis with."`
	Impacts          catalogImpactsCmd          `cmd:"" help:"The categories of impact with what their levels mean."`
}

type catalogControlsCmd struct {
	Edition string   `enum:"2022,2013" default:"2022" help:"Edition: ${enum}."`
	Format  string   `enum:"table,csv,json" default:"table" help:"One of ${enum}."`
	Attr    []string `sep:"none" placeholder:"ATTRIBUTE=VALUE" help:"Only controls with the attribute, such as cybersecurity_concept=Detect. 2022 only. May be given several times."`
}

// Run lists the controls of an edition.
func (c *catalogControlsCmd) Run(s *session) error {
	edition := catalog.Edition(c.Edition)
	controls, err := c.chosen(catalog.Controls(edition))
	if err != nil {
		return err
	}
	switch {
	case c.Format == "csv":
		return catalog.WriteControlsCSV(s.Out, edition, controls)
	case c.Format == "json" || s.JSON:
		return s.json(controls)
	}
	t := table{head: []string{"ID", "CONTROL", "GROUP", "COUNTERPARTS"}}
	for _, control := range controls {
		group := control.Theme
		if edition == catalog.Edition2013 {
			group = control.Set
		}
		t.rows = append(t.rows, []string{control.ID, control.Title, group, strings.Join(ids(catalog.Counterparts(control.ID)), ", ")})
	}
	return s.table(t)
}

func ids(controls []catalog.Control) (out []string) {
	for _, c := range controls {
		out = append(out, c.ID)
	}
	return out
}

func (c *catalogControlsCmd) chosen(controls []catalog.Control) ([]catalog.Control, error) {
	for _, text := range c.Attr {
		name, value, ok := strings.Cut(text, "=")
		attribute, err := attributeNamed(name)
		if err != nil {
			return nil, err
		}
		v, found := valueNamed(attribute, value)
		if !ok || !found {
			return nil, misusef("%s has no value %q; it has %s", attribute.Key, value, values(attribute))
		}
		controls = slices.DeleteFunc(slices.Clone(controls), func(c catalog.Control) bool { return !slices.Contains(attribute.Of(c), v) })
	}
	return controls, nil
}

// attributeNamed finds an attribute by its key, singular or plural.
func attributeNamed(name string) (catalog.Attribute, error) {
	var keys []string
	for _, a := range catalog.AllAttributes() {
		if strings.TrimSuffix(a.Key, "s") == strings.TrimSuffix(strings.ToLower(name), "s") || strings.ReplaceAll(a.Key, "ies", "y") == strings.ToLower(name) {
			return a, nil
		}
		keys = append(keys, a.Key)
	}
	return catalog.Attribute{}, misusef("there is no attribute %q; the attributes are %s", name, strings.Join(keys, ", "))
}

func valueNamed(a catalog.Attribute, text string) (catalog.Value, bool) {
	i := slices.IndexFunc(a.Values, func(v catalog.Value) bool {
		return strings.EqualFold(string(v), text) || strings.EqualFold(v.Label(), text)
	})
	if i < 0 {
		return "", false
	}
	return a.Values[i], true
}

func values(a catalog.Attribute) string {
	keys := make([]string, len(a.Values))
	for i, v := range a.Values {
		keys[i] = string(v)
	}
	return strings.Join(keys, ", ")
}

type catalogMapCmd struct {
	From   string `enum:"2022,2013" default:"2013" help:"Edition: ${enum}."`
	To     string `enum:"2022,2013" default:"2022" help:"Edition: ${enum}."`
	Format string `enum:"table,csv,json" default:"table" help:"One of ${enum}."`
}

// Run prints the mapping from one edition to the other.
func (c *catalogMapCmd) Run(s *session) error {
	if c.From == c.To {
		return misusef("a mapping goes from one edition to the other")
	}
	from := catalog.Edition(c.From)
	if c.Format == "csv" {
		return catalog.WriteMapCSV(s.Out, from, catalog.Edition(c.To))
	}
	t := table{head: []string{c.From, c.To, "TITLE " + c.From, "TITLE " + c.To}}
	data := []map[string]any{}
	for _, control := range catalog.Controls(from) {
		counterparts := catalog.Counterparts(control.ID)
		data = append(data, map[string]any{"control": control.ID, "counterparts": append([]string{}, ids(counterparts)...)})
		if len(counterparts) == 0 {
			t.rows = append(t.rows, []string{control.ID, "", control.Title, ""})
		}
		for _, other := range counterparts {
			t.rows = append(t.rows, []string{control.ID, other.ID, control.Title, other.Title})
		}
	}
	if c.Format == "json" {
		return s.json(data)
	}
	t.data = data
	return s.table(t)
}

type catalogClausesCmd struct {
	Edition string `enum:"2022,2013" default:"2022" help:"Edition: ${enum}."`
	Format  string `enum:"table,json" default:"table" help:"One of ${enum}."`
}

// Run lists the clauses of an edition.
func (c *catalogClausesCmd) Run(s *session) error {
	clauses := catalog.Clauses(catalog.Edition(c.Edition))
	if c.Format == "json" {
		return s.json(clauses)
	}
	t := table{head: []string{"CLAUSE", "TITLE", "DOCUMENTED INFORMATION"}, data: clauses}
	for _, cl := range clauses {
		t.rows = append(t.rows, []string{cl.ID, fmt.Sprintf("%s%s", strings.Repeat(" ", strings.Count(cl.ID, ".")), cl.Title), cl.DocumentedInformation})
	}
	return s.table(t)
}
