package guide

import (
	"encoding/csv"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/assay-isms/assay/content"
	"github.com/assay-isms/assay/internal/catalog"
)

// Cause is a threat or a vulnerability of the library.
type Cause struct {
	ID    string `json:"id"` // threat.… or vuln.…
	Title string `json:"title"`
	Field string `json:"field"` // of a threat its source (deliberate, error, failure, environment, event); of a vulnerability its field
	// Affects is, of a threat, which of C, I and A it harms.
	Affects string `json:"affects,omitempty"`
}

// Threats lists the threats of the library.
func Threats() []Cause { return library().threats }

// Vulnerabilities lists the vulnerabilities of the library.
func Vulnerabilities() []Cause { return library().vulnerabilities }

// FindCause looks a threat or vulnerability up by its id.
func FindCause(id string) (Cause, bool) {
	c, ok := library().byID[id]
	return c, ok
}

// PlannedKind is a record kind that content names and the program does not have yet.
type PlannedKind struct{ Kind, Title, Clause string }

// PlannedKinds lists what is still to be built. The list shrinks.
func PlannedKinds() []PlannedKind { return library().planned }

// Treating lists the controls of 2022 that usually treat a threat or vulnerability, in the standard's order.
func Treating(cause string) []catalog.Control { return treating()[cause] }

var treating = sync.OnceValue(func() map[string][]catalog.Control {
	out := map[string][]catalog.Control{}
	for _, c := range catalog.Controls(catalog.Edition2022) {
		g, err := Control(c.ID)
		if err != nil {
			continue // a test reads every file
		}
		for _, cause := range g.Treats {
			out[cause] = append(out[cause], c)
		}
	}
	return out
})

type libraries struct {
	threats, vulnerabilities []Cause
	planned                  []PlannedKind
	byID                     map[string]Cause
}

// library panics if the program was built with broken files, which a test rules out.
var library = sync.OnceValue(func() (l libraries) {
	l.byID = map[string]Cause{}
	for _, row := range rows("threats.csv", "id,title,source,affects") {
		l.threats = append(l.threats, Cause{ID: row[0], Title: row[1], Field: row[2], Affects: row[3]})
	}
	for _, row := range rows("vulnerabilities.csv", "id,title,field") {
		l.vulnerabilities = append(l.vulnerabilities, Cause{ID: row[0], Title: row[1], Field: row[2]})
	}
	for _, row := range rows("planned-kinds.csv", "kind,title,clause") {
		l.planned = append(l.planned, PlannedKind{row[0], row[1], row[2]})
	}
	for _, list := range [][]Cause{l.threats, l.vulnerabilities} {
		for _, c := range list {
			l.byID[c.ID] = c
		}
	}
	return l
})

func rows(name, header string) [][]string {
	text, err := fs.ReadFile(content.Guidance, "library/"+name)
	if err != nil {
		panic(err)
	}
	all, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || strings.Join(all[0], ",") != header {
		panic("content/library/" + name + ": the header must be " + header)
	}
	return all[1:]
}

// Shown lists the kinds of record that show a control of either edition at work. A control of 2013 is shown by what shows the
// controls of 2022 that took its place; of a kind named twice the shorter term counts, and the stronger sense.
func Shown(id string) []Evidencing {
	c, ok := catalog.Find(id)
	if !ok {
		return nil
	}
	from := []catalog.Control{c}
	if c.Edition == catalog.Edition2013 {
		from = catalog.Counterparts(id)
	}
	var out []Evidencing
	for _, c := range from {
		g, err := Control(c.ID)
		if err != nil {
			continue // a test reads every file
		}
		for _, e := range g.EvidencedBy {
			i := slices.IndexFunc(out, func(o Evidencing) bool { return o.Kind == e.Kind })
			if i < 0 {
				out = append(out, e)
				continue
			}
			out[i].Fresh = min(out[i].Fresh, e.Fresh)
			if e.Strength == "direct" {
				out[i].Strength = e.Strength
			}
		}
	}
	return out
}

// placed are the control sets of 2013 where the work of controls that are new in 2022 is done, by our judgement.
var placed = map[string]string{"A.5.7": "A.6", "A.5.23": "A.15", "A.5.30": "A.17", "A.7.4": "A.11", "A.8.9": "A.12", "A.8.10": "A.8", "A.8.11": "A.18", "A.8.12": "A.13",
	"A.8.16": "A.12", "A.8.23": "A.13", "A.8.28": "A.14"}

// SetsOf are the control sets where the work of a control of either edition is done.
func SetsOf(id string) (sets []string) {
	c, ok := catalog.Find(id)
	switch {
	case !ok:
		return nil
	case c.Edition == catalog.Edition2013:
		return []string{c.SetID}
	case placed[id] != "":
		return []string{placed[id]}
	}
	for _, o := range catalog.Counterparts(id) {
		if !slices.Contains(sets, o.SetID) {
			sets = append(sets, o.SetID)
		}
	}
	return sets
}
