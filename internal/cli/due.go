package cli

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

type riskDueCmd struct {
	On string `placeholder:"DAY" help:"On another day, such as 2026-12-31; without it today."`
}

// Run lists what is due.
func (c *riskDueCmd) Run(s *session) error {
	var items []treatment.DueItem
	if err := s.read(func(r *record.Reader) (err error) {
		day := r.Today()
		if c.On != "" {
			text, err := value.Understand(r, risk.Risks.Kind().Field("assessed_on"), c.On)
			if err != nil {
				return err
			}
			day = record.Date(text)
		}
		items, err = treatment.Due(r, day)
		return err
	}); err != nil {
		return err
	}
	if s.JSON {
		return s.json(items)
	}
	fmt.Fprintln(s.Out, treatment.Summary(items))
	if len(items) == 0 {
		return nil
	}
	t := table{head: []string{"DAY", "RISK", "TITLE", "OWNER", "BECAUSE"}}
	for _, i := range items {
		t.rows = append(t.rows, []string{string(i.Day), i.Risk, i.Title, i.Name, i.Because})
	}
	return s.aligned(t)
}

type riskAcceptancesCmd struct {
	State []string `placeholder:"STATE" help:"Only those that stand so: binds, ending, ended, void or replaced. May be given several times."`
}

// Run lists the acceptances, newest first.
func (c *riskAcceptancesCmd) Run(s *session) error {
	var all []treatment.Standing
	if err := s.read(func(r *record.Reader) error {
		found, err := treatment.Acceptances.All(r, record.Query{Sort: "-ref"})
		if err != nil {
			return err
		}
		all, err = treatment.Standings(r, found)
		return err
	}); err != nil {
		return err
	}
	t := table{head: []string{"REF", "RISK", "TITLE", "ON", "UNTIL", "STATE"}}
	var why []string
	out := []map[string]any{}
	for i := range all {
		st := &all[i]
		if len(c.State) > 0 && !strings.Contains(" "+strings.Join(c.State, " ")+" ", " "+st.State+" ") {
			continue
		}
		a, ref := st.Acceptance, ""
		if st.Risk != nil {
			ref = st.Risk.Ref
		}
		t.rows = append(t.rows, []string{a.Ref, ref, a.Title, string(a.AcceptedOn), string(a.Until), st.State})
		if !st.Valid() {
			why = append(why, a.Ref+" is "+st.Words()+".")
		}
		out = append(out, map[string]any{"acceptance": a.Ref, "risk": ref, "accepted_on": a.AcceptedOn, "until": a.Until, "state": st.State, "words": st.Words(), "changes": st.Changes,
			"criteria_id": a.Snapshot.CriteriaID, "result": a.Snapshot.Result})
	}
	if s.JSON {
		return s.json(out)
	}
	if err := s.aligned(t); err != nil {
		return err
	}
	for _, line := range why {
		fmt.Fprintln(s.Out, printable(line))
	}
	return nil
}

type riskTriggerCmd struct {
	Ref     string `arg:"" help:"Reference such as R-1."`
	Trigger string `arg:"" help:"What happened: significant_change, incident, owner_request, new_threat, new_vulnerability, control_failed, supplier_change or law_change."`
	Reason  string `required:"" placeholder:"TEXT" help:"The same in words."`
}

// Run marks the risk.
func (c *riskTriggerCmd) Run(s *session) error {
	var x *risk.Risk
	err := s.write(c.Reason, func(w *record.Writer) (err error) {
		x, err = risk.Trigger(w, c.Ref, 0, c.Trigger, c.Reason)
		return err
	})
	if err != nil {
		return err
	}
	return s.say(map[string]string{"ref": x.Ref, "triggered": x.Trigger.What}, "%s", x.Ref)
}
