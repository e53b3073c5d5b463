package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

type remindCmd struct {
	Send bool `help:"Send the mails. Who was sent one today is left out, so a schedule may repeat it."`
	config.Mail
}

// Run prints whom it would remind, or sends the mails of all organisations.
func (c *remindCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	if c.Send {
		n, err := i.Remind(s.ctx, c.Mail)
		if err != nil {
			return err
		}
		return s.say(map[string]any{"sent": n}, "%d sent.", n)
	}
	all, err := i.Digests(s.ctx, c.Mail)
	if err != nil {
		return err
	}
	t, data := table{head: []string{"ORGANISATION", "PERSON", "LATE", "THIS WEEK", "TO ANSWER"}}, []map[string]any{}
	for _, org := range slices.Sorted(maps.Keys(all)) {
		for _, d := range all[org] {
			t.rows = append(t.rows, []string{d.Org, d.Person.Name, strconv.Itoa(len(d.Late)), strconv.Itoa(len(d.Week)), strconv.Itoa(len(d.Asked))})
			data = append(data, map[string]any{"organisation": d.Org, "person": d.Person.Ref, "late": len(d.Late), "week": len(d.Week), "asked": len(d.Asked)})
		}
	}
	t.data = data
	return s.table(t)
}

type routinesCmd struct {
	Add   []string `placeholder:"ID" help:"Take this routine over. May be given several times."`
	Owner string   `placeholder:"PERSON" help:"Who does those that are taken over."`
}

// Run lists the library, or takes routines over.
func (c *routinesCmd) Run(s *session) error {
	if len(c.Add) == 0 {
		return s.read(func(r *record.Reader) error {
			have, err := task.Adopted(r)
			t := table{head: []string{"ID", "ROUTINE", "HOW OFTEN", "WHO", "TAKEN AS"}, data: guide.Routines()}
			for _, x := range guide.Routines() {
				t.rows = append(t.rows, []string{x.ID, x.Title, x.Interval, x.Who, have[x.ID]})
			}
			if err != nil {
				return err
			}
			return s.table(t)
		})
	}
	var made []*task.Routine
	err := s.write("From the library of routines", func(w *record.Writer) error {
		owner, err := value.Understand(w.Reader, task.Routines.Kind().Field("owner"), c.Owner)
		if err == nil {
			made, err = task.Adopt(w, c.Add, record.Ref(owner))
		}
		return err
	})
	if err != nil {
		return err
	}
	refs := []string{}
	for _, x := range made {
		refs = append(refs, x.Ref)
		if !s.JSON {
			fmt.Fprintln(s.Out, x.Ref+" "+printable(x.Title)+", next on "+string(x.Next))
		}
	}
	if s.JSON {
		return s.json(map[string]any{"added": refs})
	}
	return nil
}
