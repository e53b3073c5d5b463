// Package demo builds the organisation that `assay demo` shows: Northwind Foods, a food producer with 140 people, two
// plants, an ERP system, a cold chain and a web shop, after a year of work on its management system. Everything is
// written through the use cases that people have, by several of them, on working days of the year that ends with the
// day before now; the journal, its checkpoints and every view of the past are therefore real.
//
// The tables (table_*.go) hold what is written, the other files when and by whom. Days are counted in working days
// before now: in a text {22} is the date of that day, {-22} lies as far ahead, {q22} is its quarter and {m22} its
// month.
package demo

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// Name is what the sample organisation is called.
const Name = "Northwind Foods"

// User is someone who has an account in the demo.
type User struct {
	Name, Email string
	Role        identity.Role
	Does        string // for the page of the demo that lists whom to sign in as
}

// Users are the accounts of the demo. All but the last also write its history.
func Users() []User {
	return []User{
		{"Ines Roth", "ines.roth@northwind.example", identity.Administrator, "ISMS manager"},
		{"M. Okafor", "miriam.okafor@northwind.example", identity.Editor, "Control owner, head of IT"},
		{"C. Duval", "claire.duval@northwind.example", identity.Manager, "Top management, approves"},
		{"L. Brandt", "lukas.brandt@northwind.example", identity.Contributor, "Risk owner, finance director"},
		{"S. Weber", "stefan.weber@northwind.example", identity.Editor, "Control owner, IT security"},
		{"T. Mbeki", "tendai.mbeki@northwind.example", identity.Contributor, "Control owner, sites"},
		{"H. Sato", "hana.sato@northwind.example", identity.Contributor, "Control owner, human resources"},
		{"P. Lindqvist", "per.lindqvist@northwind.example", identity.Auditor, "Internal auditor"},
		{"A. Keller", "anna.keller@certification.example", identity.Reader, "Certification auditor, reads only"},
	}
}

// Blobs is where files go: blob.Store, or a test's memory.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, maxBytes int64) (digest string, size int64, err error)
}

// Fill writes the organisation with its year into an empty organisation that has a journal. setClock sets the
// store's clock, from the goroutine that writes; Fill leaves it at now. actors are those who write, by e-mail address; who is missing there acts
// under the address as id, with the role that Users says.
func Fill(ctx context.Context, store *record.Store, setClock func(time.Time), orgID string, actors map[string]record.Actor, blobs Blobs, now time.Time) error {
	key, err := store.Keys.Get(orgID)
	if err != nil {
		return err
	}
	y := &year{ctx: ctx, store: store, setClock: setClock, org: orgID, key: key, actors: cast(actors), calendar: newCalendar(now),
		all: map[string]record.Record{}, dice: rand.New(rand.NewPCG(1, 93))}
	y.files = startFiles(ctx, blobs, y.text)
	defer setClock(now)
	for _, part := range []func(){y.peopleAndContext, y.scopes, y.assets, y.suppliers, y.criteria, y.risks, y.treatments, y.acceptances, y.controls, y.frameworks, y.mishaps, y.evidence, y.effects, y.rating, y.practises,
		y.organization, y.media, y.premises, y.networks, y.development,
		y.documents, y.exceptions, y.access, y.cryptography, y.operations, y.compliance, y.people, y.incidents, y.continuity, y.supplying, y.tasks} {
		part()
	}
	return y.live()
}

// cast fills the parts: actors by last name.
func cast(given map[string]record.Actor) map[string]record.Actor {
	actors := map[string]record.Actor{}
	for _, u := range Users() {
		a, ok := given[u.Email]
		if !ok {
			a = record.Actor{ID: u.Email, Name: u.Name, Can: u.Role.Can(), User: u.Email}
		}
		a.Email = u.Email
		actors[lastName(u.Email)] = a
	}
	return actors
}

func lastName(email string) string {
	name, _, _ := strings.Cut(email, "@")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// event is one save by one person.
type event struct {
	when     time.Time
	who, why string
	do       func(w *record.Writer) error
}

// year is the story while it is told.
type year struct {
	ctx      context.Context
	store    *record.Store
	setClock func(time.Time)
	org      string
	key      journal.Key
	actors   map[string]record.Actor
	calendar
	dice   *rand.Rand
	files  func(name string) (file, error)
	events []event
	all    map[string]record.Record // what was written, by kind and key: "asset/erp"
}

// on plans a save on a working day before now, at a time of day such as "09:40".
func (y *year) on(ago int, at, who, why string, do func(w *record.Writer) error) {
	hour, minute := 0, 0
	if _, err := fmt.Sscanf(at, "%d:%d", &hour, &minute); err != nil {
		panic("demo: time of day " + at)
	}
	when := y.day(ago).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(y.dice.Int64N(59_000_000))*time.Microsecond)
	y.events = append(y.events, event{when, who, y.text(why), do})
}

// during plans a save at some time within the day's working hours.
func (y *year) during(ago int, who, why string, do func(w *record.Writer) error) {
	y.on(ago, fmt.Sprintf("%02d:%02d", 7+y.dice.IntN(9), y.dice.IntN(60)), who, why, do)
}

// hand is who enters what concerns the person: himself if his role lets him, otherwise the ISMS manager.
func (y *year) hand(person string) string {
	if y.actors[person].May(record.MayEdit) {
		return person
	}
	return "roth"
}

// put saves a record, and keeps it under its kind and the key.
func put[T any](y *year, w *record.Writer, s *record.Spec[T], key string, rec *T) error {
	y.all[s.Name+"/"+key] = any(rec).(record.Record)
	return s.Put(w, rec)
}

// putCopy is put for a record of a table, which must stay as it is.
func putCopy[T any](y *year, w *record.Writer, s *record.Spec[T], key string, rec T) error {
	return put(y, w, s, key, &rec)
}

// the is a record that was put before.
func the[T any](y *year, s *record.Spec[T], key string) *T {
	rec, ok := any(y.all[s.Name+"/"+key]).(*T)
	if !ok {
		panic("demo: there is no " + s.Name + " " + key + " yet")
	}
	return rec
}

// fresh reads a record as it stands: steps, rules and use cases may have changed it since.
func fresh[T any](y *year, w *record.Writer, s *record.Spec[T], key string) (*T, error) {
	rec, err := s.Get(w.Reader, any(the(y, s, key)).(record.Record).Base().ID)
	if err == nil {
		y.all[s.Name+"/"+key] = any(rec).(record.Record)
	}
	return rec, err
}

// refs are the ids of records by their keys, which spaces separate.
func (y *year) refs(kind, keys string) (ids record.Refs) {
	for _, key := range strings.Fields(keys) {
		rec := y.all[kind+"/"+key]
		if rec == nil {
			panic("demo: there is no " + kind + " " + key + " yet")
		}
		ids = append(ids, rec.Base().ID)
	}
	slices.Sort(ids)
	return ids
}

// ref is the id of one record by its key.
func (y *year) ref(kind, key string) record.Ref { return record.Ref(y.refs(kind, key)[0]) }
