package checklist

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Personnel is the checklist of a person who joins, moves or leaves (A.6.5).
type Personnel struct {
	record.Meta
	Run
	Title       string
	Type        string // joiner, mover, leaver: a list of the library
	Person      record.Ref
	Roles       record.Set // beside what is done for everyone
	Date        record.Date
	Manager     record.Ref
	NewManager  record.Ref
	NewPosition string
	HandoverTo  record.Ref
	HandoverOn  record.Date // accepted by the successor
	AccessEnded record.Date
}

var typeLabels = map[string]string{"joiner": "Joiner", "mover": "Mover", "leaver": "Leaver"}

// Personnels is the register of checklists for joining, moving and leaving.
var Personnels = record.Define(record.Spec[Personnel]{
	Name: "personnel_checklist", Plural: "personnel-checklists", Title: "Joining, moving and leaving", Singular: "personnel checklist", Prefix: "PC", Clause: "A.6.5",
	About: "Who joins, moves or leaves, on which day, and what is done about it by whom. Add the next one and begin it: its tasks go to those who do them, each with its day.",
	Fields: append([]record.Field[*Personnel]{
		{Name: "title", Label: "Checklist", Help: "Empty: type and name.", Listed: true, Indexed: true, Ptr: func(c *Personnel) any { return &c.Title }, Synonyms: []string{"name"}},
		{Name: "type", Label: "Type", Required: true, Listed: true, Indexed: true, Ptr: func(c *Personnel) any { return &c.Type }, Synonyms: []string{"art", "event"}, Options: []record.Option{
			{Value: "joiner", Label: "Joiner", Synonyms: []string{"new", "eintritt", "arrivée"}}, {Value: "mover", Label: "Mover", Synonyms: []string{"transfer", "wechsel"}}, {Value: "leaver", Label: "Leaver", Synonyms: []string{"exit", "austritt", "départ"}}}},
		{Name: "person", Label: "Person", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(c *Personnel) any { return &c.Person }, Synonyms: []string{"employee", "mitarbeiter", "employé"}},
		{Name: "date", Label: "Day", Help: "Of a joiner the first, of a leaver the last working day; of a mover the first in the new post.", Required: true, Listed: true, Indexed: true, Ptr: func(c *Personnel) any { return &c.Date }, Synonyms: []string{"first day", "last day", "datum", "stichtag"}},
		{Name: "roles", Label: "Also", Help: "What the person is beside an employee; each brings tasks of its own.", Ptr: func(c *Personnel) any { return &c.Roles }, Synonyms: []string{"roles", "rollen"}, Options: []record.Option{
			{Value: "engineer", Label: "Engineer", Synonyms: []string{"developer", "entwickler"}}, {Value: "administrator", Label: "Administrator", Synonyms: []string{"admin"}}, {Value: "manager", Label: "Manager", Synonyms: []string{"head", "leitung"}}, {Value: "contractor", Label: "Contractor", Synonyms: []string{"external", "extern"}}, {Value: "remote_worker", Label: "Remote worker", Synonyms: []string{"home office"}}}},
		{Name: "manager", Label: "Line manager", Help: "Of a mover the old one. Empty: the person's own.", To: "person", Listed: true, Indexed: true, Ptr: func(c *Personnel) any { return &c.Manager }, Synonyms: []string{"vorgesetzter"}},
		{Name: "new_manager", Label: "New line manager", Help: "Of a mover.", To: "person", Ptr: func(c *Personnel) any { return &c.NewManager }},
		{Name: "new_position", Label: "New position", Help: "Of a mover.", Ptr: func(c *Personnel) any { return &c.NewPosition }},
		{Name: "handover_to", Label: "Handed over to", Help: "Who took over work, files and owned things.", To: "person", Ptr: func(c *Personnel) any { return &c.HandoverTo }, Synonyms: []string{"successor", "nachfolger"}},
		{Name: "handover_on", Label: "Handover accepted on", Past: true, Ptr: func(c *Personnel) any { return &c.HandoverOn }},
		{Name: "access_ended", Label: "Access ended on", Computed: true, Indexed: true, Ptr: func(c *Personnel) any { return &c.AccessEnded }},
	}, runFields((*Personnel).state)...),
	Proves: (*Personnel).proves,
	Owes:   func(c *Personnel) []record.Due { return c.owes(c.Date, c.Manager) },
	Before: func(w *record.Writer, old, c *Personnel) error {
		c.keep(runOf(old))
		if old == nil {
			c.AccessEnded = ""
		} else if !old.planned() && (old.Type != c.Type || old.Person != c.Person || old.Date != c.Date || !slices.Equal(old.Roles, c.Roles)) {
			return errs.InField("date", "the checklist has begun and its tasks were made for this person and day; cancel it and begin another")
		}
		if c.HandoverOn != "" && c.HandoverTo == "" {
			return errs.InField("handover_to", "is missing: name who accepted the handover")
		}
		if c.HandoverTo != "" && c.HandoverTo == c.Person {
			return errs.InField("handover_to", "somebody else takes over; name the successor")
		}
		if c.Person == "" || c.Title != "" && c.Manager != "" {
			return nil
		}
		p, err := people.Persons.Get(w.Reader, string(c.Person))
		if errs.Is(err, errs.NotFound) {
			return errs.InField("person", "there is no such person")
		}
		if err != nil {
			return err
		}
		if c.Manager == "" {
			c.Manager = p.Manager
		}
		if c.Title == "" {
			c.Title = fmt.Sprintf("%s: %s", typeLabels[c.Type], p.Name)
		}
		return nil
	},
	Guard: func(w *record.Writer, old, _ *Personnel) error { return old.lasting(w, "checklist") },
	Fixed: func(c *Personnel) bool { return c.ended() },
})

func (c *Personnel) state() *Run { return &c.Run }

func runOf(c *Personnel) *Run {
	if c == nil {
		return nil
	}
	return &c.Run
}

// lateFrom is the first day on which a leaver whose access is open is a failure.
func (c *Personnel) lateFrom() record.Date { return c.Date.Plus(1) }

// proves shows a closed list (A.6.5), returned items (A.5.11) and dates confirmed (A.5.16, A.5.19). A leaver whose access lasted
// longer than the last day fails until it ended.
func (c *Personnel) proves() []record.Proof {
	if c.planned() || c.Status == "cancelled" {
		return nil
	}
	closed := func(control string) record.Proof { return record.Proof{For: control, On: c.ClosedOn} }
	switch c.Type {
	case "joiner":
		return []record.Proof{closed("A.5.16")}
	case "mover":
		return []record.Proof{closed("A.6.5")}
	}
	end := closed("A.6.5")
	if c.AccessEnded == "" || c.AccessEnded > c.Date {
		end = record.Proof{For: "A.6.5", On: c.lateFrom(), Until: c.AccessEnded, Failed: true}
	}
	out := []record.Proof{end, closed("A.5.11"), closed("A.5.16")}
	if slices.Contains(c.Roles, "contractor") {
		out = append(out, closed("A.5.19"))
	}
	return out
}

// libraryRoles are the roles as the library writes them.
func (c *Personnel) libraryRoles() (roles []string) {
	for _, role := range c.Roles {
		roles = append(roles, strings.ReplaceAll(role, "_", " "))
	}
	return roles
}

// part is who does what the list gives to a part in the occasion.
func (c *Personnel) part(who string) record.Ref {
	switch who {
	case "the person":
		return c.Person
	case "line manager", "old line manager":
		return c.Manager
	case "new line manager":
		if c.NewManager != "" {
			return c.NewManager
		}
		return c.Manager
	}
	return ""
}
