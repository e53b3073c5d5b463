package transition

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// TestArithmetic holds the mapping to the numbers everybody knows.
func TestArithmetic(t *testing.T) {
	p := plan(t, statement(catalog.Edition2013, func(string) control.Position { return implemented("x") }), Options{})
	if n := p.Counts; n.OneToOne != 58 || n.Merged != 24 || n.Parts != 57 || n.New != 11 {
		t.Errorf("%+v", n)
	}
}

// TestFullyImplemented: everything done in 2013 leaves exactly the new controls open.
func TestFullyImplemented(t *testing.T) {
	p := plan(t, statement(catalog.Edition2013, func(string) control.Position { return implemented("done") }), Options{})
	if n := p.Counts; n.Implemented != 82 || n.Gaps != 11 || n.Questions != 0 || len(p.Actions) != 11 {
		t.Errorf("%+v, %d actions", n, len(p.Actions))
	}
	for _, c := range p.Controls {
		if fact, _ := catalog.Find(c.ID); fact.New != (c.Gap != "") {
			t.Errorf("%s: gap %q", c.ID, c.Gap)
		}
	}
}

// TestEveryMergeWithMixedParts leaves each part of each merged control behind in turn.
func TestEveryMergeWithMixedParts(t *testing.T) {
	merges := 0
	for _, fact := range catalog.Controls(catalog.Edition2022) {
		parts := catalog.Counterparts(fact.ID)
		if len(parts) < 2 {
			continue
		}
		merges++
		for _, behind := range parts {
			p := plan(t, statement(catalog.Edition2013, func(id string) control.Position {
				d := implemented("text of " + id)
				if id == behind.ID {
					d.Implementation = "planned"
				}
				return d
			}), Options{})
			c := p.control(fact.ID)
			if c.After.Implementation != "partly" || !strings.Contains(c.Gap, behind.ID+" planned") || !strings.Contains(c.After.Description, behind.ID+" (planned): text of "+behind.ID) {
				t.Errorf("%s with %s planned: %s, gap %q, %q", c.ID, behind.ID, c.After.Implementation, c.Gap, c.After.Description)
			}
			for _, part := range parts {
				if !strings.Contains(c.After.Description, "text of "+part.ID) || !strings.Contains(strings.Join(c.Notes, " "), part.ID) {
					t.Errorf("%s does not name %s: %q %v", c.ID, part.ID, c.After.Description, c.Notes)
				}
			}
			if a := p.action(fact.ID); a == nil {
				t.Errorf("%s has no action", c.ID)
			}
		}
	}
	if merges != 24 {
		t.Errorf("%d merges", merges)
	}
}

// TestRoundTrip: whatever a statement of 2013 says, and however the questions are answered, going to 2022 and back into
// an empty register gives every text, owner, day, link and decision.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := drawn(t, catalog.Edition2013)
		there := answered(t, before)
		back := answered(t, turned(apply(there), false))
		after := apply(back)
		for _, fact := range catalog.Controls(catalog.Edition2013) {
			was, is := before.source[fact.ID].Position(), after.target[fact.ID].Position()
			if !same(was, is) {
				t.Fatalf("%s was\n%+v\nis\n%+v", fact.ID, was, is)
			}
			for _, l := range before.linking {
				if slices.Contains(l.controls, fact.ID) && !slices.Contains(find(after.linking, l.Ref).controls, fact.ID) {
					t.Fatalf("%s lost its link to %s", l.Ref, fact.ID)
				}
			}
		}
		if again := plan(t, apply(there), Options{}); again.Counts.Changed+again.Counts.Links > 0 {
			t.Fatalf("a second run changes %+v", again.Counts)
		}
	})
}

// TestBackWhereItCameFrom: with the old edition still there, the way back changes nothing, and neither does another run.
func TestBackWhereItCameFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := drawn(t, catalog.Edition2013)
		there := apply(answered(t, before))
		for name, in := range map[string]input{"another run": there, "the way back": turned(there, true)} {
			if p := plan(t, in, Options{}); p.Counts.Changed+p.Counts.Links+p.Counts.Questions > 0 {
				for _, c := range p.Controls {
					if c.Changed || len(c.Questions) > 0 || len(c.Links) > 0 {
						t.Errorf("%s: %s %+v\nbefore %+v\nafter %+v", name, c.ID, c.Questions, c.Before, c.After)
					}
				}
				t.Fatalf("%s: %s", name, p.Summary)
			}
		}
	})
}

// TestFrom2022 is the round trip of a statement that began in 2022; the new controls have nowhere to go and are named.
func TestFrom2022(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := drawn(t, catalog.Edition2022)
		there := answered(t, before)
		after := apply(answered(t, turned(apply(there), false)))
		for _, fact := range catalog.Controls(catalog.Edition2022) {
			was := before.source[fact.ID].Position()
			if fact.New {
				if named := slices.ContainsFunc(there.Left, func(l Left) bool { return l.Control == fact.ID }); !named && !blank(was) {
					t.Fatalf("%s is left behind and not named", fact.ID)
				}
			} else if is := after.target[fact.ID].Position(); !same(was, is) {
				t.Fatalf("%s was\n%+v\nis\n%+v", fact.ID, was, is)
			}
		}
	})
}

// TestStandingDecisionsStay: what the new edition says already is only changed by an answer.
func TestStandingDecisionsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t, catalog.Edition2013)
		in.target = drawn(t, catalog.Edition2022).source
		p := plan(t, in, Options{})
		for _, c := range p.Controls {
			for i := range aspects {
				a := &aspects[i]
				if a.field == "requirements" {
					for _, id := range c.Before.Requirements {
						if !slices.Contains(c.After.Requirements, id) {
							t.Fatalf("%s lost the requirement %s", c.ID, id)
						}
					}
				} else if !a.empty(c.Before) && a.key(c.Before) != a.key(c.After) && !(a.field == "implementation" && c.Before.Applicability == "undecided") {
					t.Fatalf("%s: %s was overwritten: %+v, %+v", c.ID, a.field, c.Before, c.After)
				}
			}
		}
		done := apply(p)
		if again := plan(t, done, Options{}); again.Counts.Changed+again.Counts.Questions > 0 {
			for _, c := range again.Controls {
				if c.Changed || len(c.Questions) > 0 {
					t.Errorf("%s again: %+v\nbefore %+v\nafter %+v", c.ID, c.Questions, c.Before, c.After)
				}
			}
			t.Fatal("it asks again")
		}
	})
}

func TestTextsComeApart(t *testing.T) {
	ids := []string{"A.9.2.2", "A.9.2.5", "A.9.2.6"}
	rapid.Check(t, func(t *rapid.T) {
		var pieces []piece
		for _, id := range ids {
			if p := (piece{id, rapid.SampledFrom([]string{"", "planned", "not started"}).Draw(t, "state"), words(t)}); p.text != "" || p.state != "" {
				pieces = append(pieces, p)
			}
		}
		lead, got := apart(join(pieces), ids)
		if lead != "" || !slices.Equal(got, pieces) {
			t.Fatalf("%q\n%q\n%q", join(pieces), got, lead)
		}
	})
}

// drawn is a statement of an edition at random, in which parts of one control often agree and often contradict.
func drawn(t *rapid.T, e catalog.Edition) input {
	in := statement(e, func(string) control.Position { return decision(t) })
	for _, ref := range []string{"R-1", "R-2", "EV-1", "T-1"} {
		l := &linking{Hit: record.Hit{ID: ref, Kind: "risk", Ref: ref}, field: "controls", relies: ref[0] == 'R'}
		for _, fact := range catalog.Controls(e) {
			if rapid.IntRange(0, 9).Draw(t, "linked") == 0 {
				l.controls = append(l.controls, fact.ID)
			}
		}
		in.linking = append(in.linking, l)
	}
	return in
}

func decision(t *rapid.T) control.Position {
	d := nothing.Clone()
	if rapid.IntRange(0, 5).Draw(t, "blank") == 0 {
		return d
	}
	d.Applicability = rapid.SampledFrom([]string{"applicable", "applicable", "excluded", "undecided"}).Draw(t, "applies")
	d.Implementation = rapid.SampledFrom([]string{"implemented", "implemented", "partly", "planned", "not_started"}).Draw(t, "implementation")
	d.Description = words(t)
	if d.Applicability == "excluded" {
		d.ExclusionReason = "no " + words(t)
	}
	for _, o := range control.Reasons {
		if d.Applicability == "applicable" && (o.Value == "risk" || rapid.Bool().Draw(t, o.Value)) {
			d.Reasons = append(d.Reasons, o.Value)
			if d.Because == nil {
				d.Because = map[string]string{}
			}
			d.Because[o.Value] = "for " + words(t)
		}
	}
	d.Owner = record.Ref(rapid.SampledFrom([]string{"", "alice", "alice", "bob"}).Draw(t, "owner"))
	d.Due = record.Date(rapid.SampledFrom([]string{"", "2026-05-01", "2027-01-01"}).Draw(t, "due"))
	if rapid.Bool().Draw(t, "required") {
		d.Requirements = record.Refs{rapid.SampledFrom([]string{"law1", "law2"}).Draw(t, "requirement")}
	}
	return d
}

// words is a text, at times one that looks like what join writes.
func words(t *rapid.T) string {
	var lines []string
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		lines = append(lines, rapid.OneOf(rapid.SampledFrom([]string{"", "as planned", "A.9.2.2: no", "A.9.2.5 (planned):", "  A.5.36: x", "A.5.36: y", "A.18.2.3: z", "  "}),
			rapid.StringMatching(`[a-zäß:.() ]{0,12}`)).Draw(t, "line"))
	}
	return strings.Join(lines, "\n")
}

func statement(e catalog.Edition, say func(id string) control.Position) input {
	in := input{from: e, to: e.Other(), source: map[string]*control.Control{}, target: map[string]*control.Control{}, today: "2026-03-01",
		names: map[string]string{"alice": "Alice", "bob": "Bob", "law1": "Law 1", "law2": "Law 2"}}
	for _, fact := range catalog.Controls(e) {
		c := &control.Control{Meta: record.Meta{Ref: fact.ID}}
		c.Take(say(fact.ID))
		in.source[fact.ID] = c
	}
	return in
}

func implemented(text string) control.Position {
	return control.Position{Applicability: "applicable", Reasons: record.Set{"risk"}, Implementation: "implemented", Description: text}
}

// answered plans with an answer drawn for each question.
func answered(t *rapid.T, in input) *Plan {
	o := Options{Answers: map[string]string{}}
	for _, q := range plan(t, in, o).Questions() {
		if v := rapid.SampledFrom(append(q.values(), "")).Draw(t, q.Key); v != "" {
			o.Answers[q.Key] = v
		}
	}
	return plan(t, in, o)
}

func plan(t interface{ Fatal(...any) }, in input, o Options) *Plan {
	p, err := makePlan(in, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// apply is what Apply does, without a store.
func apply(p *Plan) input {
	in := p.in
	in.target, in.linking = map[string]*control.Control{}, nil
	for _, c := range p.Controls {
		rec := &control.Control{Meta: record.Meta{Ref: c.ID}}
		if old := p.in.target[c.ID]; old != nil {
			*rec = *old
		}
		if c.Changed {
			rec.Take(c.After)
			if c.record {
				rec.Carried = c.carried
			}
		}
		in.target[c.ID] = rec
	}
	for _, l := range p.in.linking {
		copied := *l
		copied.controls = slices.Clone(l.controls)
		for _, c := range p.Controls {
			if slices.ContainsFunc(c.Links, func(x Link) bool { return x.id == l.ID }) {
				copied.controls = append(copied.controls, c.ID)
			}
		}
		in.linking = append(in.linking, &copied)
	}
	return in
}

// turned goes the other way: with the old edition as it stands, or into an empty register that knows only the new one.
func turned(in input, keep bool) input {
	in.from, in.to, in.source, in.target = in.to, in.from, in.target, in.source
	if !keep {
		in.target = map[string]*control.Control{}
		var only []*linking
		for _, l := range in.linking {
			copied := *l
			copied.controls = slices.DeleteFunc(slices.Clone(l.controls), func(id string) bool { f, _ := catalog.Find(id); return f.Edition != in.from })
			only = append(only, &copied)
		}
		in.linking = only
	}
	return in
}

func find(all []*linking, ref string) *linking {
	return all[slices.IndexFunc(all, func(l *linking) bool { return l.Ref == ref })]
}

func (p *Plan) control(id string) *Control {
	return p.Controls[slices.IndexFunc(p.Controls, func(c *Control) bool { return c.ID == id })]
}

func (p *Plan) action(id string) *Action {
	if i := slices.IndexFunc(p.Actions, func(a Action) bool { return a.Control == id }); i >= 0 {
		return &p.Actions[i]
	}
	return nil
}

// TestEditsSurviveTheWayBack changes what was carried: on the way back each part gets the new word, and keeps its own
// where nobody changed anything.
func TestEditsSurviveTheWayBack(t *testing.T) {
	in := statement(catalog.Edition2013, func(id string) control.Position {
		d := implemented("text of " + id)
		d.Owner = record.Ref(map[bool]string{true: "alice", false: "bob"}[id == "A.9.1.1"])
		if id == "A.9.1.2" {
			d.Implementation = "planned"
		}
		return d
	})
	there := apply(plan(t, in, Options{Answers: map[string]string{"A.5.15.owner": "A.9.1.2"}}))
	edit := there.target["A.5.15"]
	edit.Description = strings.Replace(edit.Description, "text of A.9.1.2", "new text\nof two lines", 1)
	edit.Implementation = "implemented"
	back := apply(plan(t, turned(there, false), Options{}))
	one, two := back.target["A.9.1.1"].Position(), back.target["A.9.1.2"].Position()
	if one.Description != "text of A.9.1.1" || two.Description != "new text\nof two lines" || one.Owner != "alice" || two.Owner != "bob" || two.Implementation != "implemented" {
		t.Errorf("%+v\n%+v", one, two)
	}
	edit.Owner = "alice"
	if two := apply(plan(t, turned(there, false), Options{})).target["A.9.1.2"].Position(); two.Owner != "alice" {
		t.Errorf("the new owner did not come back: %+v", two)
	}
}

// TestKeptDecisionsComeBack: what somebody kept in 2022 against what was carried is what the way back brings.
func TestKeptDecisionsComeBack(t *testing.T) {
	in := statement(catalog.Edition2013, func(id string) control.Position { return implemented("old") })
	for _, fact := range catalog.Controls(catalog.Edition2022) {
		in.target[fact.ID] = &control.Control{Meta: record.Meta{Ref: fact.ID}}
		in.target[fact.ID].Take(control.Position{Applicability: "excluded", ExclusionReason: "gone", Implementation: "planned", Description: "new", Owner: "bob"})
	}
	p := plan(t, in, Options{Answers: map[string]string{"A.5.3.description": both}})
	if p.Counts.Questions != 82*3 { // applicability, implementation, description; 2013 names no owner
		t.Errorf("%d questions", p.Counts.Questions)
	}
	after := apply(plan(t, turned(apply(p), false), Options{}))
	for _, fact := range catalog.Controls(catalog.Edition2013) {
		if d := after.target[fact.ID].Position(); d.Applicability != "excluded" || d.Owner != "bob" || !strings.HasPrefix(d.Description, "new") {
			t.Errorf("%s: %+v", fact.ID, d)
		}
	}
	if d := after.target["A.6.1.2"].Position(); d.Description != "new\nold" {
		t.Errorf("both texts: %q", d.Description)
	}
}

// TestChangedSourcesAreCarriedAgain: after the transition only what changed in the old edition is carried, without a
// question where nobody touched it in the new one, and with one where somebody did.
func TestChangedSourcesAreCarriedAgain(t *testing.T) {
	in := apply(plan(t, statement(catalog.Edition2013, func(string) control.Position { return implemented("old") }), Options{}))
	in.source["A.6.1.2"].Description, in.source["A.6.1.3"].Description = "newer", "newer"
	in.target["A.5.3"].Owner = "alice" // of A.6.1.2
	in.target["A.5.5"].Description = "mine"
	p := plan(t, in, Options{})
	if c := p.control("A.5.3"); c.After.Description != "newer" || c.After.Owner != "alice" || len(c.Questions) > 0 {
		t.Errorf("%+v", c)
	}
	if c := p.control("A.5.5"); c.After.Description != "mine" || len(c.Questions) != 1 {
		t.Errorf("%+v", c)
	}
	if p.Counts.Changed != 2 {
		t.Errorf("%d changed", p.Counts.Changed)
	}
}
