package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Step is what is done with a record beyond changing its fields: approving, closing, confirming. Every door offers it.
type Step[R any] struct {
	Name  string     // in addresses and commands: "approve"
	Label string     // of the button: "Approve"
	About string     // what it means, in a sentence; "" where the label says it
	Needs Permission // beside reading
	Asks  []string   // fields whose values are given with the step
	Anew  bool       // what it asks for is said each time: it begins empty, not with what was said last
	Open  func(R) bool
	// Do completes and checks the record; the engine saves it. It may change other records too.
	Do func(w *Writer, rec R) error
}

// AnyStep is a step of a kind whose type is not known at compile time.
type AnyStep = Step[Record]

// Step finds a step by name; nil if there is none.
func (k *Kind) Step(name string) *AnyStep {
	for i := range k.Steps {
		if k.Steps[i].Name == name {
			return &k.Steps[i]
		}
	}
	return nil
}

// OpenSteps are the steps that belong to the record's state.
func (k *Kind) OpenSteps(rec Record) (open []*AnyStep) {
	for i := range k.Steps {
		if k.Steps[i].Open(rec) {
			open = append(open, &k.Steps[i])
		}
	}
	return open
}

// Take takes a step of the kind with a record as it was read; nothing is asked for.
func (s *Spec[T]) Take(w *Writer, rec *T, step string) error {
	return w.Take(s.kind, any(rec).(Record), step, func() error { return nil })
}

// Take takes a step with a record that was read at its revision; what the step asks for is set by fill. It refuses what
// does not belong to the record's state.
func (w *Writer) Take(k *Kind, rec Record, name string, fill func() error) error {
	s := k.Step(name)
	if s == nil {
		return errs.New(errs.NotFound, "A %s has no step %q.%s", k.Singular, name, k.stepList())
	}
	if err := w.Actor().Check(s.Needs); err != nil {
		return err
	}
	if !s.Open(rec) {
		return errs.New(errs.Conflict, "%s: %s does not belong to its state.%s", rec.Base().Ref, strings.ToLower(s.Label), k.openList(rec))
	}
	if err := Begin(k, s, rec); err != nil {
		return err
	}
	if err := fill(); err != nil {
		return err
	}
	if err := s.Do(w, rec); err != nil {
		return err
	}
	return w.put(k, rec, w.reason, false)
}

// Begin empties what the step asks for anew.
func Begin(k *Kind, s *AnyStep, rec Record) error {
	if !s.Anew {
		return nil
	}
	for _, name := range s.Asks {
		if err := k.byName[name].Parse(rec, ""); err != nil {
			return err
		}
	}
	return nil
}

// maySettle refuses to bring back what only steps set, such as an approval, to who may not take the steps: nobody approves by
// going back to a revision that was approved.
func (w *Writer) maySettle(k *Kind, rec Record, versions []Version) error {
	i := slices.IndexFunc(versions, func(v Version) bool { return v.Record != nil })
	if len(k.Steps) == 0 || i < 0 || !slices.ContainsFunc(k.Diff(versions[i].Record, rec), func(c Change) bool { return c.Field.Computed }) {
		return nil
	}
	for _, s := range k.Steps {
		if err := w.Actor().Check(s.Needs); err != nil {
			return err
		}
	}
	return nil
}

func (k *Kind) stepList() string {
	if len(k.Steps) == 0 {
		return ""
	}
	names := make([]string, len(k.Steps))
	for i, s := range k.Steps {
		names[i] = s.Name
	}
	return " Its steps are: " + strings.Join(names, ", ") + "."
}

func (k *Kind) openList(rec Record) string {
	var names []string
	for _, s := range k.OpenSteps(rec) {
		names = append(names, s.Name)
	}
	if names == nil {
		return ""
	}
	return " What can be done now: " + strings.Join(names, ", ") + "."
}

func (k *Kind) checkSteps() error {
	for _, s := range k.Steps {
		if s.Name == "" || s.Label == "" || s.Open == nil || s.Do == nil || s.Needs == 0 {
			return fmt.Errorf("step %q is not complete", s.Name)
		}
		for _, name := range s.Asks {
			if k.byName[name] == nil {
				return fmt.Errorf("step %q asks for %q, which is no field", s.Name, name)
			}
		}
	}
	return nil
}

// With adds steps whose rules use the register itself, which Go forbids in its own declaration. It is called while the
// program starts and panics when a step contradicts itself.
func (s *Spec[T]) With(steps ...Step[*T]) *Spec[T] {
	addSteps(s.kind, steps)
	return s
}

func addSteps[T any](k *Kind, steps []Step[*T]) {
	for _, s := range steps {
		k.Steps = append(k.Steps, eraseStep(s))
	}
	if err := k.checkSteps(); err != nil {
		panic(fmt.Sprintf("record %s: %v", k.Name, err))
	}
}

func eraseStep[T any](s Step[*T]) AnyStep {
	return AnyStep{Name: s.Name, Label: s.Label, About: s.About, Needs: s.Needs, Asks: s.Asks, Anew: s.Anew,
		Open: func(r Record) bool { return s.Open(any(r).(*T)) },
		Do:   func(w *Writer, r Record) error { return s.Do(w, any(r).(*T)) }}
}
