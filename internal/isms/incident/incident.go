package incident

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Incident is an event, or several, that harmed the security of information or was likely to, with the response (A.5.26).
type Incident struct {
	record.Meta
	Title           string
	Description     string
	Event           record.Ref
	Type            string // a playbook of the library
	Severity        string
	Commander       record.Ref
	AwareAt         string // from when the organisation knew: most clocks run from it
	Assets          record.Refs
	Suppliers       record.Refs
	NoticedBy       string
	Cause           string
	Informed        record.Refs
	InformedOutside string

	Status       string
	ClassifiedAt string
	PersonalData string // yes or no; "" while it is not known
	Facts        record.Set
	ContainedAt  string
	EradicatedAt string
	RecoveredAt  string
	ClosedAt     string
	Outcome      string
	ReviewedOn   record.Date
	Review       string // what it found, or why none was held
	Task         string // of the playbook, for the step that ticks it
	Ticks        []Tick

	moved bool // by a step that a closed incident allows
}

// Tick is a task of the playbook that somebody did.
type Tick struct {
	Task string `json:"task"` // part and number, such as contain.2
	At   string `json:"at"`
	By   string `json:"by"`
}

const personal = "personal_data"

// Facts of an incident on which clocks run, beside personal data.
var Facts = []record.Option{
	{Value: "high_risk", Label: "High risk for the persons is likely"}, {Value: "processed_for_others", Label: "Personal data that we process for others"},
	{Value: "significant", Label: "Significant: severe disruption or loss or damage to others"}, {Value: "lasting", Label: "Still going on when the final report fell due"},
	{Value: "recipients", Label: "Recipients of our services may be affected"}, {Value: "essential_service", Label: "An essential service is disrupted"},
	{Value: "major", Label: "Major by the criteria of financial supervision"}, {Value: "clients_harmed", Label: "Financial interests of clients are affected"},
	{Value: "trust_service", Label: "A trust service is affected"}, {Value: "exploited_vulnerability", Label: "A vulnerability of our product is exploited"},
	{Value: "product_security", Label: "Severe effect on the security of our product"}, {Value: "material", Label: "Material to the business or its investors"},
	{Value: "customer_service", Label: "A customer's data or service under contract"}, {Value: "card_data", Label: "Card data"}, {Value: "insured_loss", Label: "A loss the insurance may cover"},
}

func playbookOptions() []record.Option {
	all := guide.Playbooks()
	out := make([]record.Option, len(all))
	for i, p := range all {
		out[i] = record.Option{Value: p.ID, Label: p.Title}
	}
	return out
}

// reviewDays is within how many days of its close an incident is reviewed.
const reviewDays = 14

// Incidents is the register of incidents.
var Incidents = record.Define(record.Spec[Incident]{
	Name: "incident", Plural: "incidents", Title: "Incidents", Singular: "incident", Prefix: "INC", Clause: "A.5.26",
	About: "What harmed the security of information, from the report to the lesson. Open one from an event, classify it so that the clocks run, and note what you do while you do it.",
	Fields: []record.Field[*Incident]{
		{Name: "title", Label: "Incident", Required: true, Listed: true, Indexed: true, Ptr: func(i *Incident) any { return &i.Title }, Synonyms: []string{"vorfall", "summary", "name"}},
		{Name: "description", Label: "Description", Long: true, Ptr: func(i *Incident) any { return &i.Description }, Synonyms: []string{"details", "beschreibung"}},
		{Name: "event", Label: "Began as", To: "event", Indexed: true, Ptr: func(i *Incident) any { return &i.Event }},
		{Name: "type", Label: "Type", Options: playbookOptions(), Listed: true, Indexed: true, Help: "The playbook of this type is shown beside the incident.", Ptr: func(i *Incident) any { return &i.Type }, Synonyms: []string{"category", "art"}},
		{Name: "severity", Label: "Severity", Options: Severities, Listed: true, Indexed: true, Ptr: func(i *Incident) any { return &i.Severity }, Synonyms: []string{"priority", "schwere"}},
		{Name: "commander", Label: "Commander", Required: true, To: "person", Listed: true, Indexed: true, Help: "Leads the response and owes the notifications.", Ptr: func(i *Incident) any { return &i.Commander }, Synonyms: []string{"owner", "responsible", "verantwortlich"}},
		{Name: "aware_at", Label: "Aware since", Listed: true, Indexed: true, Help: "When it was reasonably certain; most clocks run from it. Such as 2026-03-14 09:30. Now if left empty.", Ptr: func(i *Incident) any { return &i.AwareAt }, Synonyms: []string{"detected", "date", "datum"}},
		{Name: "assets", Label: "Assets affected", To: "asset", Ptr: func(i *Incident) any { return &i.Assets }},
		{Name: "suppliers", Label: "Suppliers concerned", To: "supplier", Ptr: func(i *Incident) any { return &i.Suppliers }},
		{Name: "noticed_by", Label: "First noticed by", Indexed: true, Ptr: func(i *Incident) any { return &i.NoticedBy }, Options: []record.Option{{Value: "own_watch", Label: "Our own monitoring"}, {Value: "staff", Label: "Our people"},
			{Value: "supplier", Label: "A supplier"}, {Value: "customer", Label: "A customer"}, {Value: "authority", Label: "An authority"}, {Value: "attacker", Label: "The attacker"}}},
		{Name: "cause", Label: "Cause", Indexed: true, Ptr: func(i *Incident) any { return &i.Cause }, Options: []record.Option{{Value: "attack", Label: "Attack"}, {Value: "error", Label: "Human error"}, {Value: "capacity", Label: "Resources exhausted"},
			{Value: "shared_part", Label: "A part without a second"}, {Value: "change", Label: "A change"}, {Value: "supplier", Label: "A supplier"}, {Value: "fault", Label: "Technical fault"}, {Value: "nature", Label: "Fire, water, weather"}}},
		{Name: "informed", Label: "Persons informed", To: "person", Ptr: func(i *Incident) any { return &i.Informed }},
		{Name: "informed_outside", Label: "Others informed", Long: true, Ptr: func(i *Incident) any { return &i.InformedOutside }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Ptr: func(i *Incident) any { return &i.Status }, Options: []record.Option{{Value: "reported", Label: "Reported"}, {Value: "contained", Label: "Contained"},
			{Value: "eradicated", Label: "Eradicated"}, {Value: "recovered", Label: "Recovered"}, {Value: "closed", Label: "Closed"}}},
		{Name: "classified_at", Label: "Classified at", Computed: true, Ptr: func(i *Incident) any { return &i.ClassifiedAt }, Help: "Now if left empty."},
		{Name: "personal_data", Label: "Personal data affected", Computed: true, Indexed: true, Options: []record.Option{{Value: "no", Label: "No"}, {Value: "yes", Label: "Yes"}}, Ptr: func(i *Incident) any { return &i.PersonalData }},
		{Name: "facts", Label: "What is true of it", Computed: true, Options: Facts, Help: "Clocks run on these, where the settings say that the law binds you.", Ptr: func(i *Incident) any { return &i.Facts }},
		{Name: "contained_at", Label: "Contained at", Computed: true, Help: "Now if left empty.", Ptr: func(i *Incident) any { return &i.ContainedAt }},
		{Name: "eradicated_at", Label: "Eradicated at", Computed: true, Help: "Now if left empty.", Ptr: func(i *Incident) any { return &i.EradicatedAt }},
		{Name: "recovered_at", Label: "Recovered at", Computed: true, Help: "Now if left empty.", Ptr: func(i *Incident) any { return &i.RecoveredAt }},
		{Name: "closed_at", Label: "Closed at", Computed: true, Ptr: func(i *Incident) any { return &i.ClosedAt }},
		{Name: "outcome", Label: "Outcome", Long: true, Computed: true, Help: "What it cost, what was lost, what is left to do.", Ptr: func(i *Incident) any { return &i.Outcome }},
		{Name: "reviewed_on", Label: "Reviewed on", Computed: true, Indexed: true, Ptr: func(i *Incident) any { return &i.ReviewedOn }},
		{Name: "review", Label: "Review", Long: true, Computed: true, Help: "What it found, or why none was held.", Ptr: func(i *Incident) any { return &i.Review }},
		{Name: "task", Label: "Task of the playbook", Computed: true, Help: "Part and number, such as contain.2; again to take the tick away.", Ptr: func(i *Incident) any { return &i.Task }},
		{Name: "ticks", Label: "Tasks done", Computed: true, Ptr: func(i *Incident) any { return &i.Ticks }},
	},
	Proves: func(i *Incident) []record.Proof { return i.proofs() },
	Owes: func(i *Incident) []record.Due {
		switch {
		case i.ClassifiedAt == "":
			return []record.Due{{What: "Classify", Day: dayOf(i.AwareAt), Who: i.Commander, Weight: record.Critical}}
		case i.Status == "closed" && i.ReviewedOn == "":
			return []record.Due{{What: "Review", Day: dayOf(i.ClosedAt).Plus(reviewDays), Who: i.Commander, Weight: record.Grave}}
		}
		return nil
	},
	Before: func(w *record.Writer, old, i *Incident) error {
		if err := keepMoment(w.Reader, "aware_at", &i.AwareAt, w.Now().UTC().Format(kept), false); err != nil {
			return err
		}
		if old == nil {
			i.Status, i.ClassifiedAt, i.PersonalData, i.Facts = "reported", "", "", nil
			i.ContainedAt, i.EradicatedAt, i.RecoveredAt, i.ClosedAt, i.Outcome, i.ReviewedOn, i.Review, i.Task, i.Ticks = "", "", "", "", "", "", "", "", nil
			return nil
		}
		if i.ClassifiedAt == "" {
			return nil
		}
		return setClocks(w, i, nil)
	},
	Guard: func(w *record.Writer, old, i *Incident) error {
		if old.Status != "closed" || w.Undoing() || i != nil && i.moved {
			return nil
		}
		return errs.New(errs.Conflict, "%s is closed and stays as it is. Reopen it first.", old.Ref)
	},
	Fixed: func(i *Incident) bool { return i.Status == "closed" },
})

func (i *Incident) proofs() []record.Proof {
	closed := dayOf(i.ClosedAt)
	proofs := []record.Proof{{For: "A.5.26", On: closed}, {For: "A.5.27", On: i.ReviewedOn}}
	add := func(on bool, control string, day record.Date) {
		if on {
			proofs = append(proofs, record.Proof{For: control, On: day})
		}
	}
	add(i.Event != "", "A.5.25", dayOf(i.AwareAt))
	add(i.ClassifiedAt != "", "A.5.5", closed)
	add(i.PersonalData == "yes", "A.5.34", dayOf(i.ClassifiedAt))
	add(i.Type == "playbook.lost-device" || i.Type == "playbook.lost-paper", "A.7.9", closed)
	add(i.NoticedBy == "own_watch", "A.8.16", closed)
	add(i.Cause == "capacity", "A.8.6", closed)
	add(i.Cause == "shared_part", "A.8.14", closed)
	return proofs
}

// Has reports whether a fact is true of the incident, as it was classified.
func (i *Incident) Has(fact string) bool {
	return fact == "any" || fact == personal && i.PersonalData == "yes" || slices.Contains(i.Facts, fact)
}

// reach makes a step to a later status; earlier are those it may be taken from.
func reach(name, label, about, status string, at func(*Incident) *string, earlier ...string) record.Step[*Incident] {
	return record.Step[*Incident]{Name: name, Label: label, About: about, Needs: record.MayEdit, Asks: []string{status + "_at"},
		Open: func(i *Incident) bool { return slices.Contains(earlier, i.Status) }, Do: func(w *record.Writer, i *Incident) error {
			if err := keepMoment(w.Reader, status+"_at", at(i), w.Now().UTC().Format(kept), false); err != nil {
				return err
			}
			for _, before := range []string{i.AwareAt, i.ContainedAt, i.EradicatedAt} {
				if before > *at(i) {
					return errs.InField(status+"_at", "lies before what came first, at %s", before)
				}
			}
			i.Status = status
			return nil
		}}
}

var _ = Incidents.With(
	record.Step[*Incident]{Name: "classify", Label: "Classify", About: "What is true of it decides whom you must tell, and by when. Classify again when more is known.", Needs: record.MayEdit, Asks: []string{"severity", "personal_data", "facts", "classified_at"},
		Open: func(i *Incident) bool { return i.Status != "closed" }, Do: classify},
	reach("contain", "Contained", "It spreads no further.", "contained", func(i *Incident) *string { return &i.ContainedAt }, "reported"),
	reach("eradicate", "Eradicated", "The cause is gone.", "eradicated", func(i *Incident) *string { return &i.EradicatedAt }, "contained"),
	reach("recover", "Recovered", "What was hit works as before.", "recovered", func(i *Incident) *string { return &i.RecoveredAt }, "contained", "eradicated"),
	record.Step[*Incident]{Name: "close", Label: "Close", Needs: record.MayEdit, Asks: []string{"outcome"}, Open: func(i *Incident) bool { return i.Status == "recovered" }, Do: closeIncident},
	record.Step[*Incident]{Name: "review", Label: "Reviewed", About: "What was learnt goes into lessons, with an owner and a date each.", Needs: record.MayEdit, Asks: []string{"review", "reviewed_on"},
		Open: func(i *Incident) bool { return i.Status == "closed" && i.ReviewedOn == "" }, Do: reviewIncident},
	record.Step[*Incident]{Name: "reopen", Label: "Reopen", About: "Something about it is new, or was recorded wrong. It is closed and reviewed again.", Needs: record.MayEdit,
		Open: func(i *Incident) bool { return i.Status == "closed" }, Do: reopen},
	record.Step[*Incident]{Name: "tick", Label: "Tick a task of the playbook", Needs: record.MayContribute, Asks: []string{"task"}, Open: func(i *Incident) bool { return i.Type != "" }, Do: tick},
)

func classify(w *record.Writer, i *Incident) error {
	if i.PersonalData == "" {
		return errs.InField("personal_data", "say yes or no; if nobody knows yet, yes is the safe answer and can be taken back")
	}
	if i.Severity == "" {
		return errs.InField("severity", "how grave is it? One of low, medium, high, critical")
	}
	return keepMoment(w.Reader, "classified_at", &i.ClassifiedAt, w.Now().UTC().Format(kept), false)
}

func closeIncident(w *record.Writer, i *Incident) error {
	if i.ClassifiedAt == "" {
		return errs.New(errs.Conflict, "%s is not classified yet: nobody has decided whom you must tell. Classify it first.", i.Ref)
	}
	if strings.TrimSpace(i.Outcome) == "" {
		return errs.InField("outcome", "say how it ended: what it cost, what was lost, what is left to do")
	}
	open, err := notifications(w.Reader, i.ID, running)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return errs.New(errs.Conflict, "%s cannot be closed: %s (%s) is neither sent nor found not to be required.", i.Ref, open[0].Ref, open[0].Title)
	}
	i.Status, i.ClosedAt = "closed", w.Now().UTC().Format(kept)
	return nil
}

func reopen(_ *record.Writer, i *Incident) error {
	i.Status, i.ClosedAt, i.ReviewedOn, i.moved = "recovered", "", "", true
	return nil
}

func reviewIncident(w *record.Writer, i *Incident) error {
	if strings.TrimSpace(i.Review) == "" {
		return errs.InField("review", "say what the review found, or why none was held")
	}
	if i.ReviewedOn == "" {
		i.ReviewedOn = w.Today()
	}
	if i.ReviewedOn > w.Today() {
		return errs.InField("reviewed_on", "%s lies in the future", i.ReviewedOn)
	}
	i.moved = true
	return nil
}

// Part is one heading of the playbook with its tasks.
type Part struct {
	ID, Title string
	Tasks     []string
}

// Playbook is the playbook of the incident's type in its parts; none for an incident without a type.
func (i *Incident) Playbook() (title string, parts []Part) {
	p, ok := guide.FindPlaybook(i.Type)
	if !ok {
		return "", nil
	}
	var calls []string
	for _, c := range p.Call {
		calls = append(calls, fmt.Sprintf("%s%s: %s", strings.ToUpper(c.Role[:1]), c.Role[1:], c.For))
	}
	return p.Title, []Part{{"first_hour", "First hour", p.FirstHour}, {"call", "Call", calls}, {"contain", "Contain", p.Contain}, {"eradicate", "Eradicate", p.Eradicate},
		{"recover", "Recover", p.Recover}, {"keep", "Keep as evidence", p.Keep}, {"notify", "Ask before you notify", p.Notify}, {"lessons", "Ask afterwards", p.Lessons}}
}

// Duty is a task of an incident's playbook and who did it.
type Duty struct {
	Task   string `json:"task"` // part and number, such as contain.2
	Part   string `json:"part"`
	What   string `json:"what"`
	DoneBy string `json:"done_by"` // "" if it is not ticked
	DoneAt string `json:"done_at"`
}

// Duties are the tasks of the playbook in order.
func (i *Incident) Duties() []Duty {
	out := []Duty{}
	_, parts := i.Playbook()
	for _, p := range parts {
		for n, what := range p.Tasks {
			d := Duty{Task: fmt.Sprintf("%s.%d", p.ID, n+1), Part: p.Title, What: what}
			tick, _ := i.Ticked(d.Task)
			d.DoneBy, d.DoneAt = tick.By, tick.At
			out = append(out, d)
		}
	}
	return out
}

// Ticked finds who ticked a task and when.
func (i *Incident) Ticked(task string) (Tick, bool) {
	n := slices.IndexFunc(i.Ticks, func(t Tick) bool { return t.Task == task })
	if n < 0 {
		return Tick{}, false
	}
	return i.Ticks[n], true
}

// tick notes that a task was done, or takes the note away.
func tick(w *record.Writer, i *Incident) error {
	task := i.Task
	i.Task, i.moved = "", true
	if _, ticked := i.Ticked(task); ticked {
		i.Ticks = slices.DeleteFunc(i.Ticks, func(t Tick) bool { return t.Task == task })
		return nil
	}
	_, parts := i.Playbook()
	for _, p := range parts {
		for n := range p.Tasks {
			if task == fmt.Sprintf("%s.%d", p.ID, n+1) {
				i.Ticks = append(i.Ticks, Tick{task, w.Now().UTC().Format(kept), w.Actor().Name})
				return nil
			}
		}
	}
	return errs.InField("task", "the playbook has no task %q; tasks are named by part and number, such as contain.2", task)
}
