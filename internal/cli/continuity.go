package cli

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/record"
)

type continuityCmd struct {
	Conflicts continuityConflictsCmd `cmd:"" default:"1" help:"What in the impact analysis cannot be kept."`
	Impact    continuityImpactCmd    `cmd:"" help:"The impact of a process in words, the MTPD it suggests, and its conflicts; change it with: assay set PR-1 'impact_money=0 0 1 2 3 4'"`
}

type continuityConflictsCmd struct{}

// Run prints what in the impact analysis cannot be kept.
func (c *continuityConflictsCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		a, err := continuity.Analyse(r)
		if err != nil {
			return err
		}
		t := table{head: []string{"PROCESS", "WHAT DOES NOT FIT", "BY WAY OF", "ON"}, data: map[string]any{"conflicts": append([]continuity.Conflict{}, a.Conflicts...), "unknown": a.Unknown, "processes": len(a.Processes)}}
		for _, x := range a.Conflicts {
			t.rows = append(t.rows, []string{x.Process, x.Says, x.Path, x.On})
		}
		return s.table(t)
	})
}

type continuityImpactCmd struct {
	Process string `arg:"" help:"Process, such as PR-1."`
}

// Run prints the levels of every category with their words, and what follows from them.
func (c *continuityImpactCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		im, err := continuity.ImpactOf(r, c.Process)
		if err != nil {
			return err
		}
		t := table{head: []string{"CATEGORY"}, data: im}
		for _, at := range guide.ImpactTimes() {
			t.head = append(t.head, strings.ToUpper(at.Title))
		}
		for _, h := range im.Impacts {
			row := []string{h.Category.Title}
			for _, n := range h.Levels {
				row = append(row, fmt.Sprintf("%d %s", n, h.Category.Levels[n]))
			}
			t.rows = append(t.rows, append(row, make([]string, len(t.head)-len(row))...))
		}
		if err := s.table(t); err != nil || s.JSON {
			return err
		}
		if im.Suggested != nil {
			fmt.Fprintf(s.Out, "\nSuggested MTPD: %s\n", im.Suggested.Says())
		}
		for _, x := range im.Conflicts {
			fmt.Fprintf(s.Out, "Conflict: %s\n", strings.TrimSpace(x.Says+" "+x.Path))
		}
		return nil
	})
}
