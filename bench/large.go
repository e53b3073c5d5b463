package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/checklist"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// large is an organisation that has worked for months in all its registers. Every record is written by the product's own
// writers, with their rules; what is chosen is the same in every run, but for the days, which follow today.
type large struct {
	store *record.Store
	org   *record.Org
	clock time.Time
	rand  *rand.Rand
	made  map[string][]string // kind → ids
	today time.Time
}

// How large it is, and how many months it has worked.
const (
	largeRecords, largePersons, largeMonths = 50_000, 500, 14
	largeDocuments, largeReaders            = 20, 100
)

// largeShare says how many of 1,000 records are of a kind; the other kinds share the rest.
var largeShare = map[string]int{"asset": 120, "evidence": 100, "account": 100, "vulnerability": 70, "task": 60, "risk": 40, "change": 50, "routine": 20, "treatment": 20, "supplier": 10, "security_event": 30}

// largeWithout are kinds that come about by other steps than saving a record, or whose pages are measured elsewhere.
var largeWithout = []string{"person", "control", "criteria", "acceptance", "soa_version", "rating", "reconciliation", "access_decision", "calibration_exercise", "effect",
	"acknowledgement", "document", "document_version", "document_fact", "assessment", "framework", "framework_item", "mapping", "view", "soa_correction", "delegation", "disciplinary_case"}

// largeStore fills the organisation, or takes it as an earlier run left it there.
func largeStore(i instance) (f filled) {
	at := filepath.Join(i.data, "filled.json")
	if b, err := os.ReadFile(at); err == nil {
		must(json.Unmarshal(b, &f))
		return f
	}
	must(os.MkdirAll(i.data, 0o700))
	f = fillLarge(i)
	b, err := json.Marshal(f)
	must(err)
	must(os.WriteFile(at, b, 0o600))
	return f
}

// filled is what a run needs to ask the organisation.
type filled struct {
	Session, CSRF, Token string
	Counts               map[string]int
}

func fillLarge(i instance) filled {
	dsn := i.dsn
	if dsn == "" {
		dsn = "sqlite:" + filepath.Join(i.data, "assay.db")
	}
	d, err := db.Open(ctx, dsn)
	must(err)
	defer d.Close()
	l := &large{today: time.Now(), rand: rand.New(rand.NewPCG(1, 2)), made: map[string][]string{}}
	l.clock = l.today.AddDate(0, -largeMonths, 0)
	l.store, err = record.Open(ctx, d, journal.Keys(filepath.Join(i.data, "keys")), func() time.Time { return l.clock }, append(isms.Kinds(), identity.Kinds()...))
	must(err)
	defer l.store.Close()
	who, err := identity.Open(ctx, l.store)
	must(err)
	defer who.Close()
	var user string
	l.org, user = found(l.store, who)
	l.begin()
	for month := range largeMonths {
		l.clock = l.today.AddDate(0, month-largeMonths, 0)
		l.month(largeRecords / largeMonths)
		if month == largeMonths/2 {
			l.approve()
		}
	}
	l.clock = time.Now()
	l.change(20) // after the approval, so that it is looked up what was approved
	k := enter(who, l.org, user)
	f := filled{k.session, k.csrf, k.token, map[string]int{}}
	for kind, ids := range l.made {
		f.Counts[kind] = len(ids)
	}
	return f
}

func (l *large) write(fn func(w *record.Writer) error) {
	l.clock = l.clock.Add(time.Second)
	_, err := l.org.Write(ctx, "", fn)
	must(err)
}

// begin enters the persons, the criteria, the controls of both editions and documents in force.
func (l *large) begin() {
	l.write(func(w *record.Writer) error {
		for n := range largePersons {
			p := &people.Person{Name: fmt.Sprintf("Person %d", n+1), Email: fmt.Sprintf("p%d@example.org", n+1), Department: words[n%20], Joined: l.day(-900, -500)}
			if n == 0 {
				p.Email = "ada@example.org" // whose session asks
			}
			if err := people.Persons.Put(w, p); err != nil {
				return err
			}
			l.made["person"] = append(l.made["person"], p.ID)
		}
		c := risk.Starter()
		if err := risk.CriteriaVersions.Put(w, c); err != nil {
			return err
		}
		l.made["criteria"] = []string{c.ID}
		return risk.CriteriaVersions.Take(w, c, "approve")
	})
	l.write(func(w *record.Writer) error {
		for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
			if _, err := control.AddEdition(w, e); err != nil {
				return err
			}
		}
		return w.Each(control.Controls.Kind(), record.Query{}, func(c record.Record) error {
			l.made["control"] = append(l.made["control"], c.Base().ID)
			return nil
		})
	})
	for n := range largeDocuments {
		l.write(func(w *record.Writer) error { return l.document(w, n) })
	}
}

// document is published to everyone and read by some.
func (l *large) document(w *record.Writer, n int) error {
	d := &document.Document{Title: fmt.Sprintf("Policy on the %s", words[n]), Type: "topic_policy", Owner: record.Ref(l.one("person")), Audience: "everyone", Controls: record.Refs{l.one("control")}}
	if err := document.Documents.Put(w, d); err != nil {
		return err
	}
	v := &document.Version{Document: record.Ref(d.ID), Text: "What is to be done."}
	if err := document.Versions.Put(w, v); err != nil {
		return err
	}
	v.Override = "the bench has one user"
	for _, step := range []string{"submit", "approve", "publish"} {
		if err := document.Versions.Take(w, v, step); err != nil {
			return err
		}
	}
	for i := range largeReaders {
		if _, err := document.Acknowledge(w, d.ID, "", document.Form{Person: l.made["person"][(i*5+n)%largePersons], Elsewhere: "on paper"}); err != nil {
			return err
		}
	}
	l.made["document"], l.made["document_version"], l.made["acknowledgement"] = append(l.made["document"], d.ID), append(l.made["document_version"], v.ID), append(l.made["acknowledgement"], make([]string, largeReaders)...)
	return nil
}

// approve decides all controls and has both statements approved.
func (l *large) approve() {
	l.write(func(w *record.Writer) error {
		for i, id := range l.made["control"] {
			c, err := control.Controls.Get(w.Reader, id)
			if err != nil {
				return err
			}
			c.Applicability, c.Reasons, c.BecauseBusiness = "applicable", record.Set{"business"}, "Customers expect it."
			c.Implementation, c.Owner = []string{"implemented", "implemented", "implemented", "partly"}[i%4], record.Ref(l.one("person"))
			if err := control.Controls.Put(w, c); err != nil {
				return err
			}
		}
		for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
			if _, err := control.Approve(w, e, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// change describes some controls anew.
func (l *large) change(n int) {
	l.write(func(w *record.Writer) error {
		for i := range n {
			c, err := control.Controls.Get(w.Reader, l.made["control"][i*10])
			if err != nil {
				return err
			}
			c.Description = "Described anew."
			if err := control.Controls.Put(w, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// month writes so many records of all kinds.
func (l *large) month(n int) {
	var others []*record.Kind
	rest := 1000
	counts := map[string]int{}
	for _, k := range l.store.Registers() {
		if share := largeShare[k.Name]; share > 0 {
			counts[k.Name], rest = n*share/1000, rest-share
		} else if !slices.Contains(largeWithout, k.Name) {
			others = append(others, k)
		}
	}
	for i, k := range others {
		counts[k.Name] = n*rest/1000*(i+1)/len(others) - n*rest/1000*i/len(others)
	}
	for _, k := range l.store.Registers() {
		for from := 0; from < counts[k.Name]; from += 500 {
			l.write(func(w *record.Writer) error {
				for range min(500, counts[k.Name]-from) {
					if err := l.put(w, k); err != nil {
						return fmt.Errorf("%s: %w", k.Name, err)
					}
				}
				return nil
			})
		}
	}
}

// put saves a record of the kind; what its rules refuse is tried again with other values.
func (l *large) put(w *record.Writer, k *record.Kind) (err error) {
	for range 200 {
		rec := k.New()
		l.fill(w, k, rec)
		if err = w.Put(k, rec); err == nil {
			l.made[k.Name] = append(l.made[k.Name], rec.Base().ID)
			return nil
		}
		if !errs.Is(err, errs.Invalid) {
			return err
		}
	}
	return err
}

func (l *large) one(kind string) string {
	if len(l.made[kind]) == 0 {
		return ""
	}
	return l.made[kind][l.rand.IntN(len(l.made[kind]))]
}

// day is one between so many days from the moment of writing and so many from today.
func (l *large) day(from, to int) record.Date {
	first, last := l.clock.AddDate(0, 0, from), l.today.AddDate(0, 0, to)
	return record.Date(first.AddDate(0, 0, l.rand.IntN(max(1, int(last.Sub(first).Hours()/24)))).Format(time.DateOnly))
}

func (l *large) text() string {
	return fmt.Sprintf("%s of the %s %d", strings.ToUpper(words[l.rand.IntN(20)][:1])+words[l.rand.IntN(20)][1:], words[l.rand.IntN(20)], l.rand.IntN(100_000))
}

// fill gives the fields values; the rules of some kinds want more.
func (l *large) fill(w *record.Writer, k *record.Kind, rec record.Record) {
	for i := range k.Fields {
		if f := &k.Fields[i]; !f.Computed && (f.Required || i == 0 || l.rand.IntN(4) > 0) {
			l.fillField(w, f, rec)
		}
	}
	switch rec := rec.(type) {
	case *risk.Risk:
		*rec = risk.Risk{Title: rec.Title, Assets: rec.Assets, Owner: rec.Owner, Controls: rec.Controls, Likelihood: 1 + l.rand.IntN(5), Consequence: 1 + l.rand.IntN(5), Status: rec.Status, Option: "modify"}
	case *evidence.Evidence:
		*rec = evidence.Evidence{Title: rec.Title, Controls: rec.Controls, Owner: rec.Owner, CollectedOn: rec.CollectedOn, Result: []string{"", "", "passed", "passed", "passed", "passed", "passed", "passed", "passed", "failed"}[l.rand.IntN(10)], Statement: "Seen at work."}
	case *treatment.Treatment:
		if len(rec.Risks)+len(rec.Controls) == 0 {
			rec.Controls = record.Refs{l.one("control")}
		}
	case *task.Task:
		rec.About = ""
	case *task.Comment:
		rec.About = "P-1"
	case *task.Routine:
		rec.Register = ""
	case *checklist.Task:
		rec.Outcome, rec.DoneOn, rec.DoneBy = "", "", ""
		if rec.Checklist = ""; rec.Personnel == "" {
			rec.Checklist = record.Ref(l.one("checklist"))
		}
	}
}

func (l *large) fillField(w *record.Writer, f *record.AnyField, rec record.Record) {
	switch v := f.Ptr(rec).(type) {
	case *string:
		*v = l.line(f)
	case *record.Set:
		*v = record.Set{f.Options[l.rand.IntN(len(f.Options))].Value}
	case *bool:
		*v = l.rand.IntN(2) == 0
	case *int:
		*v = l.rand.IntN(6)
	case *float64:
		*v = float64(l.rand.IntN(100)) / 8
	case *record.Date:
		if *v = l.day(-60, 200); f.Past {
			*v = min(l.day(-400, -1), w.Today().Plus(-l.rand.IntN(60)))
		}
	case *record.Ref:
		*v = record.Ref(l.one(f.To))
	case *record.Refs:
		*v = nil
		for range 1 + l.rand.IntN(2) {
			if id := l.one(f.To); id != "" {
				*v = append(*v, id)
			}
		}
	}
}

// line is a value for a text; some have a form.
func (l *large) line(f *record.AnyField) string {
	switch {
	case len(f.Options) > 0:
		return f.Options[l.rand.IntN(len(f.Options))].Value
	case strings.HasSuffix(f.Name, "_at") && f.Name != "kept_at":
		return string(l.day(-60, -1)) + " 09:30"
	case f.Name == "time_zone":
		return "Europe/Berlin"
	case strings.HasPrefix(f.Name, "impact_"):
		return "0 0 1 1 2 3"
	case f.Name == "digest":
		return strings.Repeat("7", 64)
	}
	return l.text()
}
