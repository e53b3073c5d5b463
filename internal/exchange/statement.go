package exchange

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/sheet"
)

// A Statement of Applicability as people keep it names its controls in one cell with their titles, has a row for each
// control set and objective, and gives its reasons in sentences. What is read otherwise than in other registers is here.

// beginsWithID is a text before whose title, in whatever words or language, an id stands.
var beginsWithID = regexp.MustCompile(`^(?i:annex )?(?i:a)?[ .-]*\d`)

// controlIn finds the control that a row is about: in its column of references, or before the title.
func (im *importer) controlIn(cells sheet.Row, hint catalog.Edition) (catalog.Control, bool) {
	for _, field := range []string{refKey, im.k.Fields[0].Name} {
		text := im.match.Cell(cells, field)
		if found, _ := catalog.FindAll(text, hint); len(found) == 1 && beginsWithID.MatchString(text) {
			return found[0], true
		}
	}
	return catalog.Control{}, false
}

// leaveHeadings leaves out the rows that name a control set or an objective. A row that decides something stays.
func (im *importer) leaveHeadings() {
	old := slices.ContainsFunc(im.data, func(cells sheet.Row) bool {
		c, ok := im.controlIn(cells, "")
		return ok && c.Edition == catalog.Edition2013
	})
	hint := map[bool]catalog.Edition{true: catalog.Edition2013}[old]
	im.data = slices.DeleteFunc(im.data, func(cells sheet.Row) bool {
		decides := slices.ContainsFunc(im.columns, func(c *column) bool { return !sheet.Blank(im.match.Cell(cells, c.field.Name)) })
		if _, ok := im.controlIn(cells, hint); ok || decides {
			return false
		}
		im.plan.Skipped = append(im.plan.Skipped, Skipped{Number: cells.Number, Text: shorten(strings.TrimSpace(strings.Join(cells.Cells, " "))), Reason: "it names no control"})
		return true
	})
}

// reasonsField is the choice of reasons for including a control; each has a field for its words.
const reasonsField = "reasons"

// mentions are the words by which a sentence tells which reason it gives.
var mentions = map[string][]string{
	"risk":     {"risk", "risiko", "risque", "threat"},
	"law":      {"law", "legal", "legisl", "regulat", "statut", "gdpr", "dsgvo", "gesetz", "act", "privacy", "loi"},
	"contract": {"contract", "customer", "client", "vertrag", "kunde", "sla"},
	"business": {"business", "operational", "geschäft", "métier"},
}

// justify takes a sentence from the column of reasons: as why the control is excluded, or as the words of the reasons
// that it mentions, or else of good practice. What it was taken for is said with the row.
func (im *importer) justify(r *row) error {
	if r.sentence == "" {
		return im.oldWords(r)
	}
	set := func(name string) error {
		if !sheet.Blank(im.match.Cell(r.cells, name)) {
			return nil // a column of its own says it
		}
		return im.k.Field(name).Parse(r.rec, r.sentence)
	}
	if im.k.Field("applicability").Text(r.rec) == "excluded" {
		return set("exclusion_reason")
	}
	reasons := mentioned(r.sentence)
	var labels []string
	for _, o := range im.k.Field(reasonsField).Options {
		if slices.Contains(reasons, o.Value) {
			labels = append(labels, o.Label)
		}
	}
	r.note(fmt.Sprintf("The justification was taken for: %s.", strings.ToLower(strings.Join(labels, ", "))))
	for _, reason := range reasons {
		if err := set("because_" + reason); err != nil {
			return err
		}
	}
	return im.k.Field(reasonsField).Parse(r.rec, strings.Join(reasons, " "))
}

// oldWords gives the reasons of an old statement, which often only names them, the words of its own cell: it says no
// more, and that it says so is part of its history. A decision of the edition in force needs words of its own.
func (im *importer) oldWords(r *row) error {
	cell := im.match.Cell(r.cells, reasonsField)
	if c, _ := catalog.Find(r.rec.Base().Ref); im.ours || c.Edition != catalog.Edition2013 || sheet.Blank(cell) || im.k.Field("applicability").Text(r.rec) != "applicable" {
		return nil
	}
	for _, reason := range strings.Fields(im.k.Field(reasonsField).Text(r.rec)) {
		if f := im.k.Field("because_" + reason); f.Empty(r.rec) {
			if err := f.Parse(r.rec, cell); err != nil {
				return err
			}
			r.note("The old statement gives a reason without words; they are those of its cell.")
		}
	}
	return nil
}

func mentioned(text string) (reasons []string) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" ,;:.()/-\n\t&+", r) })
	for reason, stems := range mentions {
		if slices.ContainsFunc(words, func(w string) bool {
			return slices.ContainsFunc(stems, func(s string) bool { return w == s || len(s) > 3 && strings.HasPrefix(w, s) })
		}) {
			reasons = append(reasons, reason)
		}
	}
	if reasons == nil {
		return []string{"best_practice"}
	}
	return reasons
}
