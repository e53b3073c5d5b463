package demo

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// live does everything planned in order of time, and signs a checkpoint at the end of each week.
func (y *year) live() error {
	slices.SortStableFunc(y.events, func(a, b event) int { return a.when.Compare(b.when) })
	week := func(t time.Time) int { n, w := t.ISOWeek(); return n*100 + w }
	var steps []step
	for i, e := range y.events {
		steps = append(steps, step{e.when, y.save(e)})
		if i+1 == len(y.events) || week(y.events[i+1].when) != week(e.when) {
			steps = append(steps, step{endOfWeek(e.when), y.sign})
		}
	}
	p := pipeline{steps: steps, setClock: y.setClock, overlap: y.store.DB.Dialect == db.SQLite}
	return p.run()
}

// save does what an event plans. It calls begun as soon as the transaction runs, and ended before it commits.
func (y *year) save(e event) func(begun func() error, ended func(error)) error {
	return func(begun func() error, ended func(error)) error {
		org, err := y.store.Org(y.org, y.actors[e.who])
		if err != nil {
			return err
		}
		_, err = org.Named(Name).Write(y.ctx, e.why, func(w *record.Writer) error {
			err := begun()
			if err == nil {
				err = e.do(w)
			}
			ended(err)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s, %s, %q: %w", e.when.Format("2006-01-02 15:04"), e.who, e.why, err)
		}
		return nil
	}
}

func (y *year) sign(begun func() error, ended func(error)) error {
	return y.store.DB.Write(y.ctx, y.org, func(tx *db.Tx) error {
		err := begun()
		if err == nil {
			_, err = journal.SignIn(y.ctx, tx, y.org, y.key, y.store.Clock())
		}
		ended(err)
		return err
	})
}

// step is one transaction at its moment.
type step struct {
	when time.Time
	do   func(begun func() error, ended func(error)) error
}

// pipeline runs steps one after the other. SQLite has one writer and commits together what waits for it; so there
// each step is handed over as soon as the one before has begun (overlap), which saves most of the waiting for the
// disk. Order and clock are kept: the clock moves on at the end of each transaction, within it.
type pipeline struct {
	steps    []step
	setClock func(time.Time)
	overlap  bool

	running sync.WaitGroup
	mu      sync.Mutex
	failed  error
}

func (p *pipeline) run() error {
	p.setClock(p.steps[0].when)
	p.start(0)
	p.running.Wait()
	return p.failed
}

var errBefore = errors.New("a step before failed")

func (p *pipeline) start(i int) {
	if i == len(p.steps) {
		return
	}
	p.running.Add(1)
	go func() {
		defer p.running.Done()
		err := p.steps[i].do(func() error { return p.begun(i) }, func(err error) { p.ended(i, err) })
		if p.fail(err); err == nil && !p.overlap {
			p.start(i + 1)
		}
	}()
}

func (p *pipeline) begun(i int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed != nil {
		return errBefore
	}
	if p.overlap {
		p.start(i + 1)
	}
	return nil
}

func (p *pipeline) ended(i int, err error) {
	p.fail(err)
	if i+1 < len(p.steps) {
		p.setClock(p.steps[i+1].when)
	}
}

// fail keeps the first error, which a later one may only explain better.
func (p *pipeline) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil && !errors.Is(err, errBefore) && (p.failed == nil || errors.Is(err, p.failed)) {
		p.failed = err
	}
}
