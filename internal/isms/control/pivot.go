package control

import "github.com/assay-isms/assay/internal/catalog"

// States are all states, worst first as far as they can be ranked.
var States = []State{Failing, None, Stale, Partly, Working, Undecided, Excluded}

// PivotRow counts, for one value of one attribute, how the controls that have it stand.
type PivotRow struct {
	Attribute string        `json:"attribute"`
	Value     catalog.Value `json:"value"`
	All       int           `json:"all"`
	States    map[State]int `json:"states"`
}

// Pivot counts the lines of the statement by each attribute's values and by state, in the standard's order. Controls
// of 2013 have no attributes.
func Pivot(lines []Line) (out []PivotRow) {
	for _, a := range catalog.AllAttributes() {
		at := map[catalog.Value]int{}
		for _, v := range a.Values {
			at[v] = len(out)
			out = append(out, PivotRow{Attribute: a.Key, Value: v, States: map[State]int{}})
		}
		for i := range lines {
			fact, _ := catalog.Find(lines[i].Ref)
			for _, v := range a.Of(fact) {
				row := &out[at[v]]
				row.All++
				row.States[lines[i].State]++
			}
		}
	}
	return out
}
