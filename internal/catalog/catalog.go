// Package catalog holds the facts of ISO/IEC 27001 and 27002 in both editions: identifiers, short titles,
// attributes, clauses, dates, and the mappings between the editions and to NIST's publications. No prose of any
// standard is in it. The facts are embedded CSV files (data/README.md lists them), read once on first use.
//
// Values returned are for reading: a list may be sorted or cut, but what its elements point to is shared.
package catalog

import (
	"regexp"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Edition is an edition of ISO/IEC 27001 and of the ISO/IEC 27002 that goes with it.
type Edition string

// The two editions; 2022 is the one in force.
const (
	Edition2013 Edition = "2013"
	Edition2022 Edition = "2022"
)

var editionShape = regexp.MustCompile(`(?i)^(?:(?:ISO(?:/IEC)?[ -]?)?2700[12][ :-] ?)?(2013|2022)$`)

// ParseEdition reads "2022", "27002:2013", "ISO/IEC 27001:2022" and the like.
func ParseEdition(text string) (Edition, error) {
	if m := editionShape.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		return Edition(m[1]), nil
	}
	return "", errs.Invalidf("%q is not an edition of ISO/IEC 27001. Write 2022 or 2013; "+
		"ISO/IEC 27001:2022 and 27002:2013 are understood too.", text)
}

// Other is the other edition.
func (e Edition) Other() Edition {
	if e == Edition2013 {
		return Edition2022
	}
	return Edition2013
}

// Control is a control of Annex A. An id tells its edition: two numbers in 2022 (A.5.18), three in 2013 (A.9.2.5).
type Control struct {
	ID      string  `json:"id"`
	Edition Edition `json:"edition"`
	Title   string  `json:"title"` // as ISO/IEC 27002 prints it; see [TitleVariants]

	// Of the 2022 edition only.
	Theme      string     `json:"theme,omitempty"` // Organizational, People, Physical or Technological
	Attributes Attributes `json:"attributes,omitzero"`
	New        bool       `json:"new,omitempty"` // has no counterpart in 2013

	// Of the 2013 edition only.
	SetID       string `json:"control_set,omitempty"` // the control set, e.g. "A.9"
	Set         string `json:"control_set_title,omitempty"`
	ObjectiveID string `json:"objective,omitempty"` // the control objective, e.g. "A.9.2"
	Objective   string `json:"objective_title,omitempty"`
}

// Controls lists the controls of an edition in the standard's order; none if the edition is unknown.
func Controls(edition Edition) []Control { return slices.Clone(known().controls[edition]) }

// Find looks a control up by its exact id, in either edition. [Normalize] reads what people type.
func Find(id string) (Control, bool) {
	c, ok := known().byID[id]
	return c, ok
}

// Counterparts lists the controls of the other edition that a control corresponds to, in the standard's order.
// It is empty for the controls that are new in 2022.
func Counterparts(id string) []Control { return slices.Clone(known().counterparts[id]) }

// Pair says that a control of 2013 and one of 2022 correspond.
type Pair struct {
	ID2013 string `json:"control_2013"`
	ID2022 string `json:"control_2022"`
}

// Mapping lists all pairs of corresponding controls, in the order of the 2013 edition.
func Mapping() []Pair { return slices.Clone(known().pairs) }

// TitleVariant is a control's title as another print of the standard has it.
type TitleVariant struct {
	ControlID string `json:"id"`
	Title     string `json:"title"`
	Variant   string `json:"variant"`
	Where     string `json:"where"` // which print
}

// TitleVariants lists the titles that ISO/IEC 27001 Annex A prints differently from ISO/IEC 27002.
func TitleVariants() []TitleVariant { return slices.Clone(known().variants) }

// Group is a theme, control set or objective and how many controls it holds.
type Group struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Controls int    `json:"controls"`
}

// Themes lists the four themes of 2022; their ids are the parts of Annex A, "A.5" to "A.8".
func Themes() []Group {
	return groups(Edition2022, func(c Control) (string, string) {
		return c.ID[:strings.LastIndexByte(c.ID, '.')], c.Theme
	})
}

// Sets lists the fourteen control sets of 2013, "A.5" to "A.18".
func Sets() []Group {
	return groups(Edition2013, func(c Control) (string, string) { return c.SetID, c.Set })
}

// Objectives lists the 35 control objectives of 2013, such as "A.9.2".
func Objectives() []Group {
	return groups(Edition2013, func(c Control) (string, string) { return c.ObjectiveID, c.Objective })
}

// groups counts controls by group; a group's controls stand together in the standard.
func groups(edition Edition, of func(Control) (id, title string)) []Group {
	var out []Group
	for _, c := range known().controls[edition] {
		id, title := of(c)
		if len(out) == 0 || out[len(out)-1].ID != id {
			out = append(out, Group{ID: id, Title: title})
		}
		out[len(out)-1].Controls++
	}
	return out
}
