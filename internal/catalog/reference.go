package catalog

import "slices"

// The frameworks whose mappings are built in, as published by NIST. Others are for users to import.
const (
	NISTCSF   = "NIST CSF 2.0"
	NIST80053 = "NIST SP 800-53 r5"
)

// Reference is a reference in another framework.
type Reference struct {
	Framework    string `json:"framework"`              // [NISTCSF] or [NIST80053]
	Ref          string `json:"ref"`                    // such as "PR.DS-11", "CP-9" or "AC-2(12)"
	Relationship string `json:"relationship,omitempty"` // "intersect", or empty where NIST states none
}

// References lists what a control of 2022 is mapped to. NIST maps the 2022 edition only: for a control of 2013
// the list is empty, ask for those of its [Counterparts].
func References(controlID string) []Reference { return slices.Clone(known().references[controlID]) }

// ClauseReferences lists what a clause of ISO/IEC 27001:2022 is mapped to.
func ClauseReferences(clauseID string) []Reference {
	return slices.Clone(known().clauseReferences[clauseID])
}

// ReferencedBy lists the controls of 2022 that a reference is mapped to, in the standard's order.
func ReferencedBy(framework, ref string) []Control {
	var out []Control
	for _, c := range known().controls[Edition2022] {
		if slices.ContainsFunc(known().references[c.ID], func(r Reference) bool {
			return r.Framework == framework && r.Ref == ref
		}) {
			out = append(out, c)
		}
	}
	return out
}
