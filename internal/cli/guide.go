package cli

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
)

type guideCmd struct {
	About   string `arg:"" placeholder:"ID" help:"A control (A.5.18), a clause (6.1.2 or 6.1.2.b), a control set (A.9) or a theme (people)."`
	Edition string `enum:"2022,2013," default:"" help:"Edition: 2022 or 2013. Of a control of the other edition its counterparts are shown."`
}

// Run prints how to implement and how to audit a control or clause.
func (c *guideCmd) Run(s *session) error {
	topics, err := topicsOf(c.About, c.Edition)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.json(guidanceOf(topics))
	}
	for _, t := range topics {
		if _, err := fmt.Fprint(s.Out, wrapped(t.guidance.Markdown(t.title), 100)); err != nil {
			return err
		}
	}
	return nil
}

type procedureCmd struct {
	Control string `arg:"" placeholder:"CONTROL" help:"A control (A.5.18) or a clause (6.1.2)."`
	Edition string `enum:"2022,2013," default:"" help:"Edition: 2022 or 2013. Of a control of the other edition the counterparts are shown."`
	Format  string `enum:"md,csv,json" default:"md" help:"One of ${enum}."`
}

// Run prints the audit procedure of a control or clause.
func (c *procedureCmd) Run(s *session) error {
	topics, err := topicsOf(c.Control, c.Edition)
	if err != nil {
		return err
	}
	topics, err = withProcedure(topics)
	if err != nil {
		return err
	}
	switch {
	case c.Format == "json" || s.JSON:
		return s.json(guidanceOf(topics))
	case c.Format == "csv":
		return guide.WriteProcedureCSV(s.Out, guidanceOf(topics)...)
	}
	for _, t := range topics {
		if _, err := fmt.Fprint(s.Out, wrapped(t.guidance.ProcedureMarkdown(t.title), 100)); err != nil {
			return err
		}
	}
	return nil
}

// topic is what guidance is asked for.
type topic struct {
	title    string
	guidance *guide.Guidance
}

func guidanceOf(topics []topic) []*guide.Guidance {
	out := make([]*guide.Guidance, len(topics))
	for i, t := range topics {
		out[i] = t.guidance
	}
	return out
}

// topicsOf finds what people mean by an id. One without A. is a clause if there is such a clause.
func topicsOf(text, edition string) ([]topic, error) {
	id := strings.NewReplacer(" ", ".", ")", "").Replace(strings.TrimSpace(text))
	clauses := catalog.Edition(edition)
	if clauses == "" {
		clauses = catalog.Edition2022
	}
	if c, ok := catalog.FindClause(clauses, strings.ToLower(id)); ok {
		g, err := guide.Clause(clauses, c.ID)
		return []topic{{c.ID + " " + c.Title, g}}, err
	}
	if t, ok := introduction(id, clauses); ok {
		return []topic{t}, nil
	}
	found, ok := catalog.Normalize(text, clauses)
	if !ok {
		return nil, errs.New(errs.NotFound, "There is no guidance on %q. Name a control (A.5.18), a clause (6.1.2.b), a control set (A.9) or a theme (people).", text)
	}
	controls := []catalog.Control{found}
	if edition != "" && string(found.Edition) != edition {
		if controls = catalog.Counterparts(found.ID); len(controls) == 0 {
			return nil, errs.New(errs.NotFound, "%s is new in 2022; 2013 has no counterpart.", found.ID)
		}
	}
	var out []topic
	for _, c := range controls {
		g, err := guide.Control(c.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, topic{c.ID + " " + c.Title, g})
	}
	return out, nil
}

func introduction(id string, edition catalog.Edition) (topic, bool) {
	for _, s := range catalog.Sets() {
		if strings.EqualFold(s.ID, id) && (edition == catalog.Edition2013 || !themeID(id)) {
			g, err := guide.Set(s.ID)
			return topic{s.ID + " " + s.Title, g}, err == nil
		}
	}
	for _, t := range catalog.Themes() {
		if strings.EqualFold(t.Title, id) || strings.EqualFold(t.ID, id) {
			g, err := guide.Theme(t.Title)
			return topic{t.Title + " controls", g}, err == nil
		}
	}
	return topic{}, false
}

// themeID reports whether 2022 uses the id of a set for a theme: A.5 to A.8.
func themeID(id string) bool {
	return slices.ContainsFunc(catalog.Themes(), func(t catalog.Group) bool { return strings.EqualFold(t.ID, id) })
}

// withProcedure takes, of a control of 2013 that 2022 carried over alone, the procedure of its counterpart.
func withProcedure(topics []topic) (out []topic, err error) {
	for _, t := range topics {
		if len(t.guidance.Procedure) > 0 {
			out = append(out, t)
			continue
		}
		for _, newer := range catalog.Counterparts(t.guidance.ID) {
			g, err := guide.Control(newer.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, topic{t.title + ", audited as " + newer.ID + " of 2022", g})
		}
	}
	if len(out) == 0 {
		return nil, errs.New(errs.NotFound, "There is no audit procedure for that; ask for a control or a clause.")
	}
	return out, nil
}

// wrapped breaks the lines of Markdown at the width; list items keep their indent.
func wrapped(text string, width int) string {
	var out strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		body := strings.TrimLeft(line, " ")
		indent := strings.Repeat(" ", len(line)-len(body))
		out.WriteString(indent)
		at, hang := len(indent), indent+hanging(body)
		for i, word := range strings.Fields(body) {
			n := utf8.RuneCountInString(word)
			if i > 0 && at+1+n > width {
				out.WriteString("\n" + hang)
				at = len(hang)
			} else if i > 0 {
				out.WriteString(" ")
				at++
			}
			out.WriteString(word)
			at += n
		}
		out.WriteString("\n")
	}
	return out.String()
}

// hanging is the indent of a list item's further lines.
func hanging(line string) string {
	marker, _, found := strings.Cut(line, " ")
	if found && (marker == "-" || strings.HasSuffix(marker, ".") && strings.Trim(marker, "0123456789.") == "") {
		return strings.Repeat(" ", len(marker)+1)
	}
	return ""
}
