package task

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Routine is work that comes again.
type Routine struct {
	record.Meta
	Title    string
	What     string
	Every    int
	Unit     string
	Weekday  string
	Owner    record.Ref
	Role     string // who does it, in words
	Controls record.Refs
	Register string // kind of record in which the work shows
	Next     record.Date
	Grace    int // days
	Status   string
	DoneOn   record.Date
	DoneBy   record.Ref
	Note     string
	Made     string // reference of the record made
	MadeID   string
	First    record.Date // from which turns are counted
	Source   string      // id in the library
}

func (x *Routine) interval() interval { return interval{x.First, x.Every, x.Unit, x.Weekday} }

var weekdayOptions = []record.Option{{Value: "monday", Label: "Monday", Synonyms: []string{"montag", "lundi"}}, {Value: "tuesday", Label: "Tuesday", Synonyms: []string{"dienstag", "mardi"}}, {Value: "wednesday", Label: "Wednesday", Synonyms: []string{"mittwoch", "mercredi"}},
	{Value: "thursday", Label: "Thursday", Synonyms: []string{"donnerstag", "jeudi"}}, {Value: "friday", Label: "Friday", Synonyms: []string{"freitag", "vendredi"}}, {Value: "working", Label: "Not at weekends", Synonyms: []string{"working day", "werktag"}}}

// Routines is the register of routines.
var Routines = record.Define(record.Spec[Routine]{
	Name: "routine", Plural: "routines", Title: "Routines", Singular: "routine", Prefix: "ROU", Clause: "8.1", Whole: true,
	About: "Work that comes again: who looks at what, how often, and where it shows. Choose from the library, or add your own.",
	Fields: []record.Field[*Routine]{
		{Name: "title", Label: "Routine", Required: true, Listed: true, Indexed: true, Ptr: func(x *Routine) any { return &x.Title }, Synonyms: []string{"activity", "control activity", "routineaufgabe"}},
		{Name: "what", Label: "What is done", Long: true, Ptr: func(x *Routine) any { return &x.What }, Synonyms: []string{"description", "beschreibung"}},
		{Name: "every", Label: "Every", Required: true, Listed: true, Ptr: func(x *Routine) any { return &x.Every }, Help: "How many days, weeks, months or years lie between.", Synonyms: []string{"interval", "intervall"}},
		{Name: "unit", Label: "Unit", Required: true, Listed: true, Ptr: func(x *Routine) any { return &x.Unit }, Options: []record.Option{
			{Value: "day", Label: "Days", Synonyms: []string{"day", "tag"}}, {Value: "week", Label: "Weeks", Synonyms: []string{"week", "woche"}}, {Value: "month", Label: "Months", Synonyms: []string{"month", "monat"}}, {Value: "year", Label: "Years", Synonyms: []string{"year", "jahr"}}}},
		{Name: "weekday", Label: "Weekday", Ptr: func(x *Routine) any { return &x.Weekday }, Help: "The day it falls on is moved on to this one.", Options: weekdayOptions},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(x *Routine) any { return &x.Owner }, Synonyms: []string{"who", "responsible", "verantwortlich"}},
		{Name: "role", Label: "Role", Ptr: func(x *Routine) any { return &x.Role }, Help: "Who does it, where it is not one person."},
		{Name: "controls", Label: "Controls", To: "control", Ptr: func(x *Routine) any { return &x.Controls }, Synonyms: []string{"control", "maßnahmen"}},
		{Name: "register", Label: "Register", Ptr: func(x *Routine) any { return &x.Register }, Help: "Where the work shows: a register such as restore-tests."},
		{Name: "next", Label: "Next due", Listed: true, Indexed: true, Ptr: func(x *Routine) any { return &x.Next }, Synonyms: []string{"due", "nächste fälligkeit"}},
		{Name: "grace", Label: "Days of grace", Ptr: func(x *Routine) any { return &x.Grace }, Help: "For so many days after it was due the last time still counts as evidence."},
		{Name: "status", Label: "Status", Listed: true, Indexed: true, Ptr: func(x *Routine) any { return &x.Status }, Options: []record.Option{{Value: "active", Label: "Active", Synonyms: []string{"aktiv"}}, {Value: "retired", Label: "Retired", Synonyms: []string{"ended", "beendet"}}}},
		{Name: "done_on", Label: "Last done on", Computed: true, Past: true, Listed: true, Indexed: true, Ptr: func(x *Routine) any { return &x.DoneOn }},
		{Name: "done_by", Label: "Done by", To: "person", Computed: true, Ptr: func(x *Routine) any { return &x.DoneBy }},
		{Name: "note", Label: "What was found", Long: true, Computed: true, Ptr: func(x *Routine) any { return &x.Note }},
		{Name: "made", Label: "Record made", Computed: true, Ptr: func(x *Routine) any { return &x.Made }, Help: "Reference of the record in which the work shows, such as RT-4."},
		{Name: "made_id", Label: "Record", Computed: true, Ptr: func(x *Routine) any { return &x.MadeID }},
		{Name: "first", Label: "Counted from", Computed: true, Ptr: func(x *Routine) any { return &x.First }},
		{Name: "source", Label: "From the library", Computed: true, Indexed: true, Ptr: func(x *Routine) any { return &x.Source }},
	},
	Proves: func(x *Routine) (out []record.Proof) {
		if x.DoneOn == "" || x.Status != "active" {
			return nil
		}
		for _, c := range x.Controls {
			out = append(out, record.Proof{On: x.DoneOn, Until: x.Next.Plus(x.Grace), For: c})
		}
		return out
	},
	Owes: func(x *Routine) []record.Due {
		if x.Status != "active" {
			return nil
		}
		return []record.Due{{What: "Do", Day: x.Next, Who: x.Owner}}
	},
	Before: beforeRoutine,
}).With(record.Step[*Routine]{Name: "done", Label: "Done", About: "Say what was found, or name the record in which it shows. The next turn is counted from the plan, not from today.",
	Needs: record.MayContribute, Asks: []string{"done_on", "note", "made"}, Anew: true,
	Open: func(x *Routine) bool { return x.Status == "active" }, Do: done})

func beforeRoutine(w *record.Writer, old, x *Routine) error {
	if x.Status == "" {
		x.Status = "active"
	}
	switch {
	case x.Every < 1 || x.Every > 1000:
		return errs.InField("every", "a number from 1 to 1000")
	case x.Unit == "":
		return errs.InField("unit", "is missing: day, week, month or year")
	case x.Weekday != "" && x.Weekday != "working" && x.interval().days() < 7:
		return errs.InField("weekday", "what comes more often than weekly falls on no weekday")
	case x.Grace < 0 || x.Grace > 366:
		return errs.InField("grace", "a number of days from 0 to 366")
	}
	if x.Register != "" && (old == nil || old.Register != x.Register) {
		if k, err := w.Org().Store().Kind(x.Register); err == nil {
			x.Register = k.Name
		} else if !slices.ContainsFunc(guide.PlannedKinds(), func(p guide.PlannedKind) bool { return p.Kind == x.Register }) {
			return errs.InField("register", "%s", err.Error())
		}
	}
	if x.Next == "" {
		x.First = w.Today()
		x.Next = x.interval().after(w.Today())
	}
	if x.First == "" || !x.interval().falls(x.Next) {
		x.First = x.Next
		x.Next = x.interval().after(x.First.Plus(-1))
	}
	return nil
}

func done(w *record.Writer, x *Routine) (err error) {
	if x.Owner != "" {
		if err := mayDo(w, x); err != nil {
			return err
		}
	}
	if x.DoneOn == "" {
		x.DoneOn = w.Today()
	}
	if x.DoneOn > w.Today() {
		return errs.InField("done_on", "%s is still to come", x.DoneOn)
	}
	if strings.TrimSpace(x.Note) == "" && x.Made == "" {
		return errs.InField("note", "say what was found, or name the record made")
	}
	x.MadeID = ""
	if x.Made != "" {
		h, err := w.Refer(x.Made)
		if errs.Is(err, errs.NotFound) {
			return errs.InField("made", "%s", err.Error())
		}
		if err != nil {
			return err
		}
		x.Made, x.MadeID = h.Ref, h.ID
	}
	p, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return err
	}
	if x.DoneBy = x.Owner; p != nil {
		x.DoneBy = record.Ref(p.ID)
	}
	x.Next = x.interval().after(max(x.Next, x.DoneOn))
	return nil
}

// mayDo lets the owner, who stands in for them, and editors do a routine.
func mayDo(w *record.Writer, x *Routine) error {
	if w.Actor().May(record.MayEdit) {
		return nil
	}
	p, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return err
	}
	if p != nil {
		ins, err := StandingIn(w.Reader, record.Ref(p.ID))
		if err != nil {
			return err
		}
		if record.Ref(p.ID) == x.Owner || slices.ContainsFunc(ins, func(s record.StandIn) bool {
			return s.Of == x.Owner && (s.Kind == "" || s.Kind == "routine") && (s.ID == "" || s.ID == x.ID)
		}) {
			return nil
		}
	}
	return errs.New(errs.Denied, "%s is another's routine. Ask its owner to delegate it to you.", x.Ref)
}

// Doing is what is said when a routine is done.
type Doing struct {
	On         record.Date // "" for today
	Note, Made string      // what was found, and the reference of the record made; one of them at least
}

// Done marks a routine, named by reference or id, as done.
func Done(w *record.Writer, ref string, d Doing) error {
	x, err := Routines.Find(w.Reader, ref)
	if err != nil {
		return err
	}
	return w.Take(Routines.Kind(), x, "done", func() error {
		x.DoneOn, x.Note, x.Made = d.On, d.Note, d.Made
		return nil
	})
}

var intervals = map[string]struct {
	every         int
	unit, weekday string
}{"daily": {1, "day", "working"}, "weekly": {1, "week", "monday"}, "monthly": {1, "month", "working"}, "quarterly": {3, "month", "working"},
	"half-yearly": {6, "month", "working"}, "yearly": {1, "year", "working"}, "three-yearly": {3, "year", "working"}}

// Adopt takes routines of the library over into the register, for their controls where the organisation has these, and gives
// them to a person. One that was taken over already is refused.
func Adopt(w *record.Writer, ids []string, owner record.Ref) ([]*Routine, error) {
	have, err := Adopted(w.Reader)
	if err != nil {
		return nil, err
	}
	controls, err := w.RefIDs("control")
	if err != nil {
		return nil, err
	}
	var out []*Routine
	for _, id := range ids {
		from, ok := guide.FindRoutine(id)
		if !ok {
			return nil, errs.InField("routine", "the library has no routine %q", id)
		}
		if have[id] != "" {
			return nil, errs.InField("routine", "%s is taken over already, as %s", id, have[id])
		}
		x := &Routine{Title: from.Title, What: from.What, Owner: owner, Role: from.Who, Register: from.Register, Grace: from.Grace, Source: id}
		i := intervals[from.Interval]
		x.Every, x.Unit, x.Weekday = i.every, i.unit, i.weekday
		for _, c := range from.Controls {
			if known := controls[record.Fold(c)]; known != "" {
				x.Controls = append(x.Controls, known)
			}
		}
		if err := Routines.Put(w, x); err != nil {
			return nil, err
		}
		have[id] = x.Ref
		out = append(out, x)
	}
	return out, nil
}

// Adopted tells which routines of the library were taken over: references by id in the library.
func Adopted(r *record.Reader) (map[string]string, error) {
	out := map[string]string{}
	err := r.Each(Routines.Kind(), record.Query{Filters: []record.Filter{{Field: "source", Op: "filled"}}}, func(rec record.Record) error {
		x := rec.(*Routine)
		out[x.Source] = x.Ref
		return nil
	})
	return out, err
}
