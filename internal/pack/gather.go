package pack

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// content is everything a pack shows, read once.
type content struct {
	opts   Options
	org    string
	moment time.Time
	today  record.Date
	size   int64 // journal entries at the moment shown

	registers []register // in the order of the standard
	known     map[string]*item
	users     map[string][]*item // record id → records that refer to it
	attached  map[string]string  // digest of a file of evidence → where it lies in the pack

	lines    []control.Line           // of the edition shown
	lineOf   map[string]*control.Line // of either edition, by control id
	version  *control.Version
	scope    *scope.Scope
	criteria *risk.Criteria // in force
	runs     map[string]*assessment.RunView

	standings map[string]*treatment.Standing // by id of the acceptance

	key        journal.Key
	checkpoint journal.Checkpoint
	entries    []journal.Entry // shown, in order
	events     []event         // the same for people
	byRecord   map[string][]*event
	leaves     [][32]byte // of the whole checkpoint
	proofs     []inclusion
}

// register is all records of one kind.
type register struct {
	kind  *record.Kind
	items []*item
	sheet report.Document
}

// item is one record and where its page is.
type item struct {
	kind *record.Kind
	rec  record.Record
	path string
}

func (it *item) ref() string   { return it.rec.Base().Ref }
func (it *item) title() string { return it.kind.TitleOf(it.rec) }

// gather reads the organisation at the past moment that org shows.
func gather(ctx context.Context, org *record.Org, key journal.Key, opts Options) (*content, error) {
	if opts.Edition == "" {
		opts.Edition = catalog.Edition2022
	}
	if opts.OrganisationName == "" {
		opts.OrganisationName = org.ID()
	}
	c := &content{opts: opts, org: org.ID(), moment: org.Now().UTC().Truncate(time.Microsecond), key: key,
		known: map[string]*item{}, users: map[string][]*item{}, attached: map[string]string{}, lineOf: map[string]*control.Line{}, byRecord: map[string][]*event{}}
	if err := org.Read(ctx, c.read); err != nil {
		return nil, err
	}
	store := org.Store()
	if err := c.cover(ctx, store.DB, key, store.Clock()); err != nil {
		return nil, err
	}
	if err := store.DB.Read(ctx, c.org, func(tx *db.Tx) error { return c.readJournal(ctx, tx) }); err != nil {
		return nil, err
	}
	return c, c.tell(store.Registers())
}

func (c *content) read(r *record.Reader) error {
	head, err := r.Head()
	if err != nil {
		return err
	}
	c.size, c.today = head.Size, r.Today()
	for _, k := range r.Org().Store().Registers() {
		if k.Clause == "" { // a tool of the program, no part of the management system; the history has its changes
			continue
		}
		if err := c.readRegister(r, k); err != nil {
			return err
		}
	}
	c.link()
	c.attach()
	runs, err := assessment.ReadRuns(r)
	if err != nil {
		return err
	}
	c.runs = map[string]*assessment.RunView{}
	for _, v := range runs {
		c.runs[v.Run.ID] = v
	}
	return c.readDecisions(r)
}

func (c *content) readRegister(r *record.Reader, k *record.Kind) error {
	reg := register{kind: k}
	var err error
	if reg.sheet, err = c.spreadsheet(r, k); err != nil {
		return err
	}
	err = r.Each(k, record.Query{}, func(rec record.Record) error {
		it := &item{kind: k, rec: rec, path: "pages/" + k.Name + "/" + pageName(rec.Base()) + ".html"}
		reg.items = append(reg.items, it)
		c.known[rec.Base().ID] = it
		return nil
	})
	c.registers = append(c.registers, reg)
	return err
}

// link turns the references around.
func (c *content) link() {
	for _, reg := range c.registers {
		for _, it := range reg.items {
			for i := range reg.kind.Fields {
				for _, id := range references(&reg.kind.Fields[i], it.rec) {
					if users := c.users[id]; len(users) == 0 || users[len(users)-1] != it {
						c.users[id] = append(users, it)
					}
				}
			}
		}
	}
}

func references(f *record.AnyField, rec record.Record) []string {
	switch v := f.Ptr(rec).(type) {
	case *record.Ref:
		if *v != "" {
			return []string{string(*v)}
		}
	case *record.Refs:
		return *v
	}
	return nil
}

func (c *content) readDecisions(r *record.Reader) (err error) {
	for _, e := range []catalog.Edition{c.opts.Edition.Other(), c.opts.Edition} {
		if c.lines, err = control.Statement(r, e); err != nil {
			return err
		}
		for i := range c.lines {
			c.lineOf[c.lines[i].ID] = &c.lines[i]
		}
	}
	if c.version, err = control.Latest(r, c.opts.Edition); err != nil {
		return err
	}
	if c.scope, err = scope.Current(r); err != nil {
		return err
	}
	if c.criteria, err = risk.InForce(r); err != nil {
		return err
	}
	return c.readStandings(r)
}

func (c *content) readStandings(r *record.Reader) error {
	var list []*treatment.Acceptance
	for _, it := range c.register("acceptance").items {
		list = append(list, it.rec.(*treatment.Acceptance))
	}
	all, err := treatment.Standings(r, list)
	c.standings = map[string]*treatment.Standing{}
	for i := range all {
		c.standings[all[i].Acceptance.ID] = &all[i]
	}
	return err
}

// readJournal reads the entries shown, the leaf hashes of the whole checkpoint and a proof for every record.
func (c *content) readJournal(ctx context.Context, tx *db.Tx) error {
	newest := map[int64]bool{}
	for _, it := range c.known {
		newest[it.rec.Base().Seq] = true
	}
	err := journal.Read(ctx, tx, c.org, journal.Range{To: c.checkpoint.Size}, func(e *journal.Entry) error {
		if len(e.Hashes) < 32 {
			return fmt.Errorf("journal entry %d lacks its hash; run assay verify", e.Seq)
		}
		c.leaves = append(c.leaves, [32]byte(e.Hashes[:32]))
		if e.Seq <= c.size && (newest[e.Seq] || !e.Time.Before(c.opts.Since)) {
			c.entries = append(c.entries, *e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range c.entries {
		e := &c.entries[i]
		if !newest[e.Seq] {
			continue
		}
		proof, err := journal.ProveEntry(ctx, tx, c.org, c.checkpoint.Size, e.Seq)
		if err != nil {
			return err
		}
		c.proofs = append(c.proofs, inclusion{Kind: e.Kind, Record: e.Record, Sequence: e.Seq, Leaf: hexOf(c.leaves[e.Seq-1]), Proof: hexAll(proof)})
	}
	return nil
}

// event is a journal entry for people.
type event struct {
	*journal.Entry
	kind     *record.Kind  // nil if the program does not know it
	now, was record.Record // after and before; nil if there is none or it was erased
}

// tell decodes the entries, so that pages can say what changed.
func (c *content) tell(kinds []*record.Kind) error {
	byName := map[string]*record.Kind{}
	for _, k := range kinds {
		byName[k.Name] = k
	}
	last := map[string]record.Record{}
	for i := range c.entries {
		e := &c.entries[i]
		ev := event{Entry: e, kind: byName[e.Kind], was: last[e.Record]}
		if ev.kind != nil && e.Op == journal.Put && !e.Redacted() {
			ev.now = ev.kind.New()
			if err := decode(ev.kind, e.Body, ev.now); err != nil {
				return fmt.Errorf("journal entry %d: %w", e.Seq, err)
			}
		}
		if e.Op != journal.Redact {
			last[e.Record] = ev.now
		}
		c.events = append(c.events, ev)
	}
	for i := range c.events {
		e := &c.events[i]
		c.byRecord[e.Record] = append(c.byRecord[e.Record], e)
	}
	return nil
}

func decode(k *record.Kind, body []byte, rec record.Record) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(body, &values); err != nil {
		return err
	}
	for name, raw := range values {
		var to any = &rec.Base().Ref
		if name != "ref" {
			f := k.Field(name)
			if f == nil {
				continue
			}
			to = f.Ptr(rec)
		}
		if err := json.Unmarshal(raw, to); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
	}
	return nil
}

var plainRef = regexp.MustCompile(`^([A-Z]{1,6}-[0-9]{1,12}|A\.[0-9]{1,2}(\.[0-9]{1,2}){1,2})$`)

// pageName is the reference where every file system takes it as a name, otherwise the id.
func pageName(m *record.Meta) string {
	if plainRef.MatchString(m.Ref) {
		return m.Ref
	}
	return m.ID
}

// attach gives every file of evidence one place, under the name that the first evidence has for it.
func (c *content) attach() {
	for _, it := range c.register("evidence").items {
		if e := it.rec.(*evidence.Evidence); e.FileDigest != "" && c.attached[e.FileDigest] == "" {
			c.attached[e.FileDigest] = path.Join("evidence", e.FileDigest, fileName(e.FileName))
		}
	}
}

// fileName makes of a name one that every file system takes.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_()+,", r):
			return r
		case r == '.':
			return '.'
		}
		return '_'
	}, strings.ToValidUTF8(name, "_"))
	ending := path.Ext(name)
	if len(ending) > 12 {
		ending = ""
	}
	stem := strings.Trim(strings.TrimSuffix(name, ending), "._")
	for len(stem) > 100 {
		runes := []rune(stem)
		stem = string(runes[:len(runes)-1])
	}
	if stem == "" || ending == "." {
		return "file" + strings.TrimSuffix(ending, ".")
	}
	return stem + ending
}

// actor names who acted.
func (c *content) actor(id string) string {
	if name := c.opts.Actors[id]; name != "" {
		return name
	}
	if it := c.known[id]; it != nil {
		return it.title()
	}
	if id == record.System.ID {
		return record.System.Name
	}
	return id
}

// register finds the register of a kind.
func (c *content) register(kind string) register {
	return c.registers[slices.IndexFunc(c.registers, func(r register) bool { return r.kind.Name == kind })]
}
