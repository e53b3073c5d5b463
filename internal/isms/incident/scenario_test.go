package incident_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/testorg"
)

// desk is an organisation with a commander, at a moment that tests move.
type desk struct {
	*testorg.Org
	commander record.Ref
}

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	k := &desk{Org: testorg.New(t, d, time.Date(2026, 3, 27, 16, 0, 0, 0, time.UTC))} // the Friday before summer time begins
	k.write(func(w *record.Writer) error {
		p := &people.Person{Name: "Ada"}
		if err := people.Persons.Put(w, p); err != nil {
			return err
		}
		k.commander = record.Ref(p.ID)
		return incident.Settings.Put(w, &incident.Setting{Title: "Duties", TimeZone: "Europe/Berlin", Duties: record.Set{"gdpr.controller", "nis2"}, OnCall: k.commander})
	})
	return k
}

func (k *desk) try(fn func(w *record.Writer) error) error {
	_, err := k.System.Write(context.Background(), "", fn)
	return err
}

func (k *desk) write(fn func(w *record.Writer) error) {
	k.Helper()
	k.Must(k.try(fn))
}

// step takes a step of an incident, read anew.
func (k *desk) step(id, name string, fill func(*incident.Incident)) error {
	return k.try(func(w *record.Writer) error {
		i, err := incident.Incidents.Get(w.Reader, id)
		if err != nil {
			return err
		}
		if fill != nil {
			fill(i)
		}
		return incident.Incidents.Take(w, i, name)
	})
}

// clocks are the notifications of an incident by their clock, as status and due time.
func (k *desk) clocks(id string) map[string]*incident.Notification {
	k.Helper()
	out := map[string]*incident.Notification{}
	k.Must(k.System.Read(context.Background(), func(r *record.Reader) error {
		i, err := incident.Incidents.Get(r, id)
		if err != nil {
			return err
		}
		all, err := incident.Of(r, i)
		for _, n := range all {
			out[n.Clock] = n
		}
		return err
	}))
	return out
}

func (k *desk) want(id string, want map[string]string) {
	k.Helper()
	got := k.clocks(id)
	for clock, n := range got {
		if said := n.Status + " " + n.DueAt; said != want[clock] {
			k.Errorf("%s: %q, want %q", clock, said, want[clock])
		}
	}
	if len(got) != len(want) {
		k.Errorf("%d clocks, want %d", len(got), len(want))
	}
}

// TestFromReportToClose takes a report through its life: it becomes an incident, its facts start clocks, one is sent and starts
// the next, other facts withdraw one, and it cannot be closed while one runs.
func TestFromReportToClose(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		var e *incident.Event
		k.write(func(w *record.Writer) (err error) {
			e, err = incident.Report(w, incident.ReportForm{Title: "Files do not open", Outside: true, Contact: "+49 30 1"})
			return err
		})
		if e.Source != "outside" || e.Handler != k.commander || e.AssessBy != "2026-03-28T16:00:00Z" {
			t.Errorf("reported as %+v", e)
		}
		k.Now = k.Now.Add(2 * time.Hour)
		e.Severity, e.Commander, e.Reason = "high", k.commander, "Encrypted"
		k.write(func(w *record.Writer) error { return incident.Events.Take(w, e, "open_incident") })
		i := k.only()
		if i.AwareAt != "2026-03-27T18:00:00Z" || string(i.Event) != e.ID || i.Status != "reported" {
			t.Errorf("opened as %+v", i)
		}
		k.want(i.ID, map[string]string{})
		if err := k.step(i.ID, "classify", nil); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "personal_data") {
			t.Errorf("classified without saying whether personal data are affected: %v", err)
		}
		k.Must(k.step(i.ID, "classify", func(i *incident.Incident) { i.PersonalData, i.Facts = "yes", record.Set{"significant"} }))
		first := map[string]string{"clock.gdpr.authority": "running 2026-03-30T18:00:00Z", "clock.nis2.warning": "running 2026-03-28T18:00:00Z", "clock.nis2.notification": "running 2026-03-30T18:00:00Z"}
		k.want(i.ID, first)
		k.owes(k.commander, 3)

		k.Now = k.Now.Add(20 * time.Hour)
		k.Must(k.step(i.ID, "contain", nil))
		k.Must(k.step(i.ID, "recover", nil))
		if err := k.step(i.ID, "close", func(i *incident.Incident) { i.Outcome = "Over" }); !errs.Is(err, errs.Conflict) {
			t.Errorf("closed while clocks run: %v", err)
		}
		k.send(i.ID, "clock.nis2.notification", "2026-03-28 15:00") // in Berlin
		first["clock.nis2.notification"] = "sent 2026-03-30T18:00:00Z"
		first["clock.nis2.final"] = "running 2026-04-28T13:00:00Z" // a month later, when Berlin has summer time
		k.want(i.ID, first)

		k.Must(k.step(i.ID, "classify", func(i *incident.Incident) { i.PersonalData = "no" }))
		first["clock.gdpr.authority"] = "withdrawn 2026-03-30T18:00:00Z"
		k.want(i.ID, first)
		k.Must(k.step(i.ID, "classify", func(i *incident.Incident) { i.PersonalData = "yes" }))
		first["clock.gdpr.authority"] = "running 2026-03-30T18:00:00Z"
		k.want(i.ID, first)
		for _, clock := range []string{"clock.gdpr.authority", "clock.nis2.warning", "clock.nis2.final"} {
			n := k.clocks(i.ID)[clock]
			n.Reason = "The authority said so"
			k.write(func(w *record.Writer) error { return incident.Notifications.Take(w, n, "not_required") })
		}
		k.Must(k.step(i.ID, "close", func(i *incident.Incident) { i.Outcome = "Over" }))
		k.owes(k.commander, 2) // the review, and the answer to the reporter
		k.Must(k.step(i.ID, "review", func(i *incident.Incident) { i.Review = "The key lay in the script" }))
		k.Must(k.step(i.ID, "reopen", nil))
		k.Must(k.step(i.ID, "close", func(i *incident.Incident) { i.Outcome = "Over, and two more accounts" }))
		k.owes(k.commander, 2) // it is reviewed again
	})
}

func (k *desk) only() (i *incident.Incident) {
	k.Helper()
	k.Must(k.System.Read(context.Background(), func(r *record.Reader) error {
		all, err := incident.Incidents.All(r, record.Query{})
		if len(all) != 1 {
			k.Fatalf("%d incidents", len(all))
		}
		i = all[0]
		return err
	}))
	return i
}

func (k *desk) send(id, clock, at string) {
	k.Helper()
	n := k.clocks(id)[clock]
	n.SentAt, n.Receipt = at, "Receipt 1"
	k.write(func(w *record.Writer) error { return incident.Notifications.Take(w, n, "sent") })
}

// owes checks how much a person owes; of the event beside the clocks of the incident.
func (k *desk) owes(who record.Ref, want int) {
	k.Helper()
	k.Must(k.System.Read(context.Background(), func(r *record.Reader) error {
		items, _, err := r.Dues(record.DueQuery{Who: []record.Ref{who}, Limit: 100})
		n := 0
		for _, o := range items {
			if o.Kind != "event" || len(items) < 4 {
				n++
			}
			if o.Kind == "notification" && o.Weight != record.Critical {
				k.Errorf("%s is not critical", o.Ref)
			}
		}
		if n != want {
			k.Errorf("%d things are owed, want %d: %v", n, want, items)
		}
		return err
	}))
}

// TestOwnRule lets a rule of the organisation's own start a clock, which the incident's commander owes, whoever that becomes.
func TestOwnRule(t *testing.T) {
	k := newDesk(t, testdb.SQLite(t, journal.Migrate))
	var i incident.Incident
	var next record.Ref
	k.write(func(w *record.Writer) error {
		p := &people.Person{Name: "Grace"}
		if err := people.Persons.Put(w, p); err != nil {
			return err
		}
		next = record.Ref(p.ID)
		if err := incident.Rules.Put(w, &incident.Rule{Title: "Customer", Fact: "any", From: "classified", Period: 4, Unit: incident.Hours, To: "Customer"}); err != nil {
			return err
		}
		i = incident.Incident{Title: "Outage", Commander: k.commander, Severity: "low"}
		return incident.Incidents.Put(w, &i)
	})
	k.Must(k.step(i.ID, "classify", func(i *incident.Incident) { i.PersonalData = "no" }))
	k.write(func(w *record.Writer) error {
		now, err := incident.Incidents.Get(w.Reader, i.ID)
		if err != nil {
			return err
		}
		now.Commander = next
		return incident.Incidents.Put(w, now)
	})
	for _, n := range k.clocks(i.ID) {
		if n.DueAt != "2026-03-27T20:00:00Z" || n.Commander != next || n.Content != "" {
			t.Errorf("%+v", n)
		}
	}
	if n := len(k.clocks(i.ID)); n != 1 {
		t.Errorf("%d clocks, want 1", n)
	}
}

// TestCustody hands a piece over twice, the second time with another digest: that is a failure until it is explained.
func TestCustody(t *testing.T) {
	k := newDesk(t, testdb.SQLite(t, journal.Migrate))
	good, bad := strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	c := &incident.Custody{Title: "Disk", CollectedBy: k.commander, Digest: good}
	k.write(func(w *record.Writer) error {
		i := &incident.Incident{Title: "Theft", Commander: k.commander}
		if err := incident.Incidents.Put(w, i); err != nil {
			return err
		}
		c.Incident = record.Ref(i.ID)
		return incident.Custodies.Put(w, c)
	})
	hand := func(digest string) error {
		return k.try(func(w *record.Writer) error {
			c.Holder, c.Place, c.DigestSeen = k.commander, "Safe", digest
			return incident.Custodies.Take(w, c, "hand_over")
		})
	}
	if err := hand(""); !errs.Is(err, errs.Invalid) {
		t.Errorf("handed over without a digest: %v", err)
	}
	k.Must(hand(good))
	shown := func() record.Proof { return incident.Custodies.Kind().Proofs(c)[0] }
	if p := shown(); p.Failed || p.On != "2026-03-27" {
		t.Errorf("%+v", p)
	}
	k.Must(hand(bad))
	if p := shown(); !p.Failed || p.Until != "" || len(c.Chain) != 2 {
		t.Errorf("%+v after %+v", p, c.Chain)
	}
	k.write(func(w *record.Writer) error {
		c.Explanation = "Mounted without write protection"
		return incident.Custodies.Take(w, c, "explain")
	})
	if p := shown(); !p.Failed || p.Until != "2026-03-27" {
		t.Errorf("%+v once explained", p)
	}
}
