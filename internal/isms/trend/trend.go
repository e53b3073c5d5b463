// Package trend tells how the management system went over time (9.1, 9.3.2): how much of it worked, what was late, and which
// risks lay above what is accepted, at the ends of past months. It reads the past as it was written then; what it finds of a
// past month never changes and is kept.
package trend

import (
	"context"
	"sync"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Point is how things stood at the end of a day.
type Point struct {
	Day       record.Date `json:"day"`
	Known     bool        `json:"known"`     // false where the journal had not begun
	Readiness float64     `json:"readiness"` // share of the controls not excluded that worked
	Late      int64       `json:"late"`      // things due before the day and not done
	Above     int64       `json:"above"`     // open risks rated above what the criteria in force accept
}

// Months is how many month ends a trend has before today.
const Months = 12

// countUpTo bounds the count of risks.
const countUpTo = 1_000_000

// At tells how things stand at the moment that the reader shows.
func At(r *record.Reader, e catalog.Edition) (Point, error) {
	p := Point{Day: r.Today(), Known: true}
	lines, err := control.Statement(r, e)
	if err != nil {
		return p, err
	}
	p.Readiness = control.Readiness(lines)
	if p.Late, err = lateOf(r); err != nil {
		return p, err
	}
	p.Above, err = Above(r)
	return p, err
}

func lateOf(r *record.Reader) (n int64, err error) {
	sums, err := r.DueSums(record.DueQuery{}, 0)
	for _, s := range sums {
		n += s.Late
	}
	return n, err
}

type aboveKey struct{}

// Above counts the open risks whose level the criteria in force do not accept without treatment.
func Above(r *record.Reader) (int64, error) {
	return record.CachedOf(r, aboveKey{}, []*record.Kind{risk.Risks.Kind(), risk.CriteriaVersions.Kind()}, func() (int64, error) {
		filters, err := AboveFilters(r)
		if err != nil || filters == nil {
			return 0, err
		}
		return r.CountMatching(risk.Risks.Kind(), record.Query{Filters: filters}, countUpTo)
	})
}

// AboveFilters choose those risks in the register; nil where there are no criteria in force.
func AboveFilters(r *record.Reader) ([]record.Filter, error) {
	c, err := risk.InForce(r)
	if err != nil || c == nil {
		return nil, err
	}
	var levels []string
	for i := range c.Levels {
		if !c.Acceptable(i + 1) {
			levels = append(levels, risk.Risks.Kind().Field("level").Text(&risk.Risk{Level: i + 1}))
		}
	}
	return []record.Filter{{Field: "level", Values: levels}, {Field: "status", Op: "not", Values: []string{"closed"}}}, nil
}

// MonthEnds are the last days of the months before a day, oldest first.
func MonthEnds(today record.Date) (out []record.Date) {
	t, err := time.Parse(time.DateOnly, string(today))
	if err != nil {
		return nil
	}
	for i := Months - 1; i >= 0; i-- {
		out = append(out, record.Date(time.Date(t.Year(), t.Month()-time.Month(i), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)))
	}
	return out
}

// pointKey names a point that is kept: of which organisation, edition and day.
type pointKey struct {
	org string
	e   catalog.Edition
	day record.Date
}

// workKey names the computation under way for an organisation.
type workKey struct {
	org string
	e   catalog.Edition
}

// Kept are the points of past month ends computed so far; whole reports whether that is all of them.
func Kept(org *record.Org, e catalog.Edition, today record.Date) (points []Point, whole bool) {
	whole = true
	for _, day := range MonthEnds(today) {
		kept, ok := org.Store().Memo.Load(pointKey{org.ID(), e, day})
		if !ok {
			points, whole = append(points, Point{Day: day}), false
			continue
		}
		points = append(points, kept.(Point))
	}
	return points, whole
}

// Compute computes the points of past month ends that are not kept yet, and gives all. It goes through the journal once, as the
// past stays as it is. Whoever asks meanwhile waits.
func Compute(ctx context.Context, org *record.Org, e catalog.Edition, today record.Date) ([]Point, error) {
	mu := working(org, e)
	mu.Lock()
	defer mu.Unlock()
	return compute(ctx, org, e, today)
}

func working(org *record.Org, e catalog.Edition) *sync.Mutex {
	once, _ := org.Store().Memo.LoadOrStore(workKey{org.ID(), e}, new(sync.Mutex))
	return once.(*sync.Mutex)
}

func compute(ctx context.Context, org *record.Org, e catalog.Edition, today record.Date) ([]Point, error) {
	var missing []time.Time
	for _, day := range MonthEnds(today) {
		if _, ok := org.Store().Memo.Load(pointKey{org.ID(), e, day}); ok {
			continue
		}
		at, err := record.ParseMoment(string(day), org.Store().Clock())
		if err != nil {
			return nil, err
		}
		missing = append(missing, at)
	}
	if err := org.Through(ctx, missing, func(past *record.Org) error {
		return past.Read(ctx, func(r *record.Reader) error {
			size, err := r.Size()
			p := Point{Day: r.Today()}
			if err == nil && size > 0 {
				p, err = At(r, e)
			}
			if err == nil {
				org.Store().Memo.Store(pointKey{org.ID(), e, p.Day}, p)
			}
			return err
		})
	}); err != nil {
		return nil, err
	}
	points, _ := Kept(org, e, today)
	return points, nil
}

// Begin starts Compute beside the caller, unless it runs already; it ends with the store.
func Begin(org *record.Org, e catalog.Edition, today record.Date, failed func(error)) {
	if mu := working(org, e); mu.TryLock() {
		go func() {
			defer mu.Unlock()
			ctx := org.Store().Background()
			if _, err := compute(ctx, org, e, today); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}()
	}
}
