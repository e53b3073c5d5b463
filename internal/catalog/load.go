package catalog

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

//go:embed data/*.csv
var embedded embed.FS

// known is all facts. It panics if the program was built with broken data, which a test rules out.
var known = sync.OnceValue(func() *facts {
	f, err := load(embedded)
	if err != nil {
		panic("catalog: " + err.Error())
	}
	return f
})

type facts struct {
	controls         map[Edition][]Control
	byID             map[string]Control
	pairs            []Pair
	counterparts     map[string][]Control
	variants         []TitleVariant
	clauses          map[Edition][]Clause
	references       map[string][]Reference // by id of the control of 2022
	clauseReferences map[string][]Reference // by id of the clause of 2022
	dates            []Date
}

// load reads the files; it fails if one does not have its columns or refers to a control that does not exist.
func load(fsys fs.FS) (*facts, error) {
	f := &facts{
		controls:         map[Edition][]Control{},
		byID:             map[string]Control{},
		counterparts:     map[string][]Control{},
		clauses:          map[Edition][]Clause{},
		references:       map[string][]Reference{},
		clauseReferences: map[string][]Reference{},
	}
	r := &reader{fsys: fsys}
	f.loadControls(r)
	f.loadMapping(r)
	f.loadVariants(r)
	f.loadClauses(r, Edition2013)
	f.loadClauses(r, Edition2022)
	f.loadReferences(r)
	f.loadDates(r)
	return f, r.err
}

func (f *facts) loadControls(r *reader) {
	r.each("controls-2013.csv", "id,title,clause,clause_title,objective_id,objective_title", func(row []string) {
		f.addControl(Control{ID: row[0], Edition: Edition2013, Title: row[1],
			SetID: row[2], Set: row[3], ObjectiveID: row[4], Objective: row[5]})
	})
	r.each("controls-2022.csv", "id,title,theme,control_type,infosec_properties,cybersecurity_concepts,"+
		"operational_capabilities,security_domains,is_new_in_2022", func(row []string) {
		f.addControl(Control{ID: row[0], Edition: Edition2022, Title: row[1], Theme: row[2],
			Attributes: Attributes{
				ControlType:                   parseValues(row[3]),
				InformationSecurityProperties: parseValues(row[4]),
				CybersecurityConcepts:         parseValues(row[5]),
				OperationalCapabilities:       parseValues(row[6]),
				SecurityDomains:               parseValues(row[7]),
			},
			New: row[8] == "true"})
	})
}

func (f *facts) addControl(c Control) {
	f.controls[c.Edition] = append(f.controls[c.Edition], c)
	f.byID[c.ID] = c
}

func (f *facts) loadMapping(r *reader) {
	r.each("map-2013-2022.csv", "control_2013,control_2022", func(row []string) {
		older, newer := f.control(r, row[0]), f.control(r, row[1])
		f.pairs = append(f.pairs, Pair{ID2013: older.ID, ID2022: newer.ID})
		f.counterparts[older.ID] = append(f.counterparts[older.ID], newer)
		f.counterparts[newer.ID] = append(f.counterparts[newer.ID], older)
	})
}

func (f *facts) loadVariants(r *reader) {
	r.each("title-variants-2022.csv", "id,title,variant,where", func(row []string) {
		id := f.control(r, row[0]).ID
		f.variants = append(f.variants, TitleVariant{ControlID: id, Title: row[1], Variant: row[2], Where: row[3]})
	})
}

func (f *facts) loadClauses(r *reader, edition Edition) {
	r.each("clauses-"+string(edition)+".csv", "id,parent_id,title,kind,mandatory_documented_information,"+
		"documented_information,counterpart_"+string(edition.Other())+",note", func(row []string) {
		f.clauses[edition] = append(f.clauses[edition], Clause{ID: row[0], Edition: edition, ParentID: row[1],
			Title: row[2], Kind: Kind(row[3]), MandatoryDocumentedInformation: row[4] == "true",
			DocumentedInformation: row[5], Counterparts: splitList(row[6]), Note: row[7]})
	})
}

func (f *facts) loadReferences(r *reader) {
	r.each("map-2022-nist.csv", "framework,framework_ref,control_2022,relationship", func(row []string) {
		id := f.control(r, row[2]).ID
		f.references[id] = append(f.references[id], Reference{row[0], row[1], row[3]})
	})
	r.each("map-2022-clauses-nist.csv", "framework,framework_ref,clause_2022,relationship", func(row []string) {
		id := row[2]
		f.clauseReferences[id] = append(f.clauseReferences[id], Reference{row[0], row[1], row[3]})
	})
}

func (f *facts) loadDates(r *reader) {
	r.each("dates.csv", "id,date,precision,standard,event,confidence,note", func(row []string) {
		f.dates = append(f.dates, Date{ID: row[0], On: row[1], Precision: row[2], Standard: row[3],
			Event: row[4], Confidence: row[5], Note: row[6]})
	})
}

func (f *facts) control(r *reader, id string) Control {
	c, ok := f.byID[id]
	if !ok {
		r.fail(fmt.Errorf("no control %q", id))
	}
	return c
}

// reader reads files until the first failure, which it keeps.
type reader struct {
	fsys fs.FS
	err  error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// each calls use with every row of a file whose header must be exactly the given one.
func (r *reader) each(name, header string, use func(row []string)) {
	text, err := fs.ReadFile(r.fsys, "data/"+name)
	if err != nil {
		r.fail(err)
		return
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		r.fail(fmt.Errorf("%s: %w", name, err))
		return
	}
	if len(rows) < 2 || strings.Join(rows[0], ",") != header {
		r.fail(fmt.Errorf("%s: the header must be %q and rows must follow", name, header))
		return
	}
	for _, row := range rows[1:] {
		use(row)
	}
}

func splitList(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}
