package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

const soaRisks, soaEvidences = 1000, 5000

// statement measures the Statement of Applicability of a large organisation: every control decided, 1,000 risks that need
// three controls each, 5,000 pieces of evidence for two controls each.
func statement(binary string, i instance) {
	section(fmt.Sprintf("93 controls, %s risks, %s evidences", thousands(soaRisks), thousands(soaEvidences)))
	key := soaStore(i)
	s := serve(binary, i)
	c := newClient(s, key)
	page := target{p99: 30 * time.Millisecond}
	c.time("SoA page", page, func(int) { c.want(200, c.get("/o/bench/soa")) })
	c.time("SoA page, one row open", page, func(int) { c.want(200, c.get("/o/bench/soa?decide=A.8.13")) })
	c.time("home page", page, func(int) { c.want(200, c.get("/o/bench/")) })
	c.time("API: statement", target{}, func(int) { c.want(200, c.get("/api/v1/soa")) })
	c.time("SoA, compared with a day before", target{}, func(int) {
		c.want(200, c.get("/o/bench/soa/compare?from_day="+time.Now().AddDate(0, 0, -1).Format(time.DateOnly)))
	})
	for _, f := range []struct {
		format string
		most   time.Duration
	}{{"xlsx", 300 * time.Millisecond}, {"pdf", time.Second}, {"docx", 0}, {"html", 0}, {"csv", 0}, {"json", 0}} {
		c.export("SoA as ."+f.format, "/o/bench/soa/export?edition=2022&format="+f.format, target{p99: f.most})
	}
	report("memory after that", megabytes(s.memory()), target{})
	s.stop()
}

func (c *client) export(what, path string, t target) {
	const times = 20
	c.want(200, c.get(path))
	var took []time.Duration
	for range times {
		took = append(took, timed(func() { c.want(200, c.get(path)) }))
	}
	slices.Sort(took)
	spread(what, took[times/2], took[times-1], 0, 0, t)
}

func soaStore(i instance) key {
	must(os.MkdirAll(i.data, 0o700))
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(i.data, "assay.db"))
	must(err)
	defer d.Close()
	clock := time.Now().AddDate(0, 0, -3)
	store, err := record.Open(ctx, d, journal.Keys(filepath.Join(i.data, "keys")), func() time.Time { return clock }, append(isms.Kinds(), identity.Kinds()...))
	must(err)
	who, err := identity.Open(ctx, store)
	must(err)
	defer who.Close()
	clock = time.Now()
	k, org := settle(store, who)
	plan(org, 0)
	step := func(fn func(w *record.Writer) error) {
		_, err := org.Write(ctx, "", fn)
		must(err)
	}
	var controls []*control.Control
	owner := &people.Person{Name: "Ada Berg"}
	step(func(w *record.Writer) (err error) {
		if err = people.Persons.Put(w, owner); err != nil {
			return err
		}
		controls, err = control.Controls.All(w.Reader, record.Query{})
		for _, c := range controls {
			c.Applicability, c.Reasons, c.BecauseBusiness, c.Implementation, c.Owner = "applicable", record.Set{"risk", "business"}, "Customers order by night and expect their orders in the morning.", "implemented", record.Ref(owner.ID)
			c.BecauseRisk, c.Description = "Several risks rely on it.", "Described in the handbook, checked by the owner every quarter, and seen at work by the internal audit."
			if err == nil {
				err = control.Controls.Put(w, c)
			}
		}
		return err
	})
	some := func(n, from int) (refs record.Refs) {
		for j := range n {
			refs = append(refs, controls[(from*7+j*31)%len(controls)].ID)
		}
		return refs
	}
	many(soaRisks, step, func(w *record.Writer, n int) error {
		return risk.Risks.Put(w, &risk.Risk{Title: fmt.Sprintf("Loss of the %s %d", words[n%20], n), Owner: record.Ref(owner.ID), Option: "modify", Controls: some(3, n)})
	})
	many(soaEvidences, step, func(w *record.Writer, n int) error {
		day := record.Date(time.Now().AddDate(0, 0, -n%600).Format(time.DateOnly))
		return evidence.Evidences.Put(w, &evidence.Evidence{Title: fmt.Sprintf("Check of the %s %d", words[n%20], n), Controls: some(2, n), CollectedOn: day, Statement: "Seen at work, and nothing was found that should not be."})
	})
	return k
}

func many(n int, step func(func(*record.Writer) error), put func(w *record.Writer, n int) error) {
	for from := 0; from < n; from += 500 {
		step(func(w *record.Writer) error {
			for i := from; i < min(from+500, n); i++ {
				if err := put(w, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
