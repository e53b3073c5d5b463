package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/assay-isms/assay/internal/db"
)

// Proof is what a record shows of work done (9.1): a restore that was tested, a supplier that was reviewed.
type Proof struct {
	On     Date // the day of the work; "" while it is still to be done
	Until  Date // fresh until the end of this day; "" for as many days as the control wants
	Failed bool // the work was done and did not give what it should, until the day on which it was settled, Until; "" while it is open
	// For is what it shows at work: the id of a record, such as a control, or of a control of Annex A; "" is every control whose
	// guidance names the kind.
	For string
}

// Asked is how far those whom a record asks, one by one, have given theirs.
type Asked struct {
	By    string // reference of the record that asks
	All   int
	Given int
	Late  int  // have not, and should have before today
	Next  Date // by when the first of the others should; "" if none is left
}

// Due is what somebody has to do about a record, and by when.
type Due struct {
	What   string // in the words of the list, such as "Review"; about one record a person owes a thing once
	Day    Date
	Who    Ref // the person who owes it; "" if nobody is named
	Weight Weight
}

// Weight is how grave it is when something due is late.
type Weight int

// The weights. A list of what is due puts what is grave before what is not, though it be due so many days later.
const (
	Light Weight = iota
	Grave
	Critical
)

var lead = map[Weight]int{Grave: 7, Critical: 30}

// rank is the day by which lists of what is due are sorted.
func (d Due) rank() string {
	return string(d.Day.Plus(-lead[d.Weight]))
}

// mark is one of the two tables of marks. Like the links they follow from the records and are kept by the same path.
type mark struct {
	table   string
	key     int      // so many columns after org name a row, the id first
	columns []string // org and id first, then what the key names
	insert  map[int]string
	rows    func(k *Kind, args []any, org string, r Record) []any
}

func newMark(table string, key int, columns []string, rows func(*Kind, []any, string, Record) []any) *mark {
	return &mark{table, key, columns, insertions(table, columns, ""), rows}
}

var allMarks = []*mark{
	newMark("record_proof", 2, []string{"org", "id", "shown_for", "kind", "on_day", "until_day", "failed"}, func(k *Kind, args []any, org string, r Record) []any {
		if k.proves == nil {
			return args
		}
		for _, p := range k.proves(r) {
			args = append(args, org, r.Base().ID, p.For, k.Name, string(p.On), string(p.Until), p.Failed)
		}
		return args
	}),
	newMark("record_due", 3, []string{"org", "id", "what", "who", "kind", "day", "rank", "weight"}, func(k *Kind, args []any, org string, r Record) []any {
		if k.owes == nil {
			return args
		}
		for _, d := range k.owes(r) {
			if d.Day != "" {
				args = append(args, org, r.Base().ID, d.What, string(d.Who), k.Name, string(d.Day), d.rank(), int64(d.Weight))
			}
		}
		return args
	}),
}

func markTables(d db.Dialect) (tables, indexes []string) {
	text := d.Text()
	return []string{
			fmt.Sprintf(`CREATE TABLE record_proof (org %[1]s NOT NULL, id %[1]s NOT NULL, shown_for %[1]s NOT NULL, kind %[1]s NOT NULL, on_day %[1]s NOT NULL, until_day %[1]s NOT NULL, failed BOOLEAN NOT NULL)`, text),
			fmt.Sprintf(`CREATE TABLE record_due (org %[1]s NOT NULL, id %[1]s NOT NULL, what %[1]s NOT NULL, kind %[1]s NOT NULL, day %[1]s NOT NULL, rank %[1]s NOT NULL, who %[1]s NOT NULL, weight BIGINT NOT NULL)`, text),
		}, []string{
			`CREATE UNIQUE INDEX record_proof_id ON record_proof (org, id, shown_for)`,
			`CREATE INDEX record_proof_kind ON record_proof (org, kind, shown_for, failed, on_day, until_day)`,
			`CREATE UNIQUE INDEX record_due_id ON record_due (org, id, what, who)`,
			`CREATE INDEX record_due_who ON record_due (org, who, rank, id, what)`,
			`CREATE INDEX record_due_when ON record_due (org, who, day, kind, id)`,
			`CREATE INDEX record_due_rank ON record_due (org, rank, id, what, who, day, kind)`,
			`CREATE INDEX record_due_day ON record_due (org, day, who, kind)`,
		}
}

// remark makes the marks of a record say what rec says; old is what they say now.
func (k *Kind) remark(ctx context.Context, tx *db.Tx, org string, old, rec Record) error {
	for _, m := range allMarks {
		rows := m.rows(k, nil, org, rec)
		if slices.Equal(rows, m.rows(k, nil, org, old)) {
			continue
		}
		if err := tx.Queue(ctx, `DELETE FROM `+m.table+` WHERE org = $1 AND id = $2`, org, rec.Base().ID); err != nil {
			return err
		}
		if err := loadRows(ctx, tx, m.insert, len(m.columns), rows); err != nil {
			return err
		}
	}
	return nil
}

// Shown are proofs of one kind that say the same: how many records show it.
type Shown struct {
	Kind, For string
	On, Until Date
	Failed    bool
	Records   int64
}

// Shown sums up all that the organisation's records show, by kind and day. Equal texts are one in memory, since areas keep them.
func (r *Reader) Shown() (out []Shown, err error) {
	one := map[string]string{}
	err = r.tx.Query(r.ctx, `SELECT kind, shown_for, failed, on_day, until_day, count(*) FROM record_proof WHERE org = $1
		GROUP BY kind, shown_for, failed, on_day, until_day`, []any{r.org.id}, func(scan func(...any) error) error {
		var s Shown
		texts := [4]string{}
		err := scan(&texts[0], &texts[1], &s.Failed, &texts[2], &texts[3], &s.Records)
		for i, text := range texts {
			if _, ok := one[text]; !ok {
				one[text] = text
			}
			texts[i] = one[text]
		}
		s.Kind, s.For, s.On, s.Until = texts[0], texts[1], Date(texts[2]), Date(texts[3])
		out = append(out, s)
		return err
	})
	return out, err
}

// Showing is a record with what it shows.
type Showing struct {
	Hit
	Proof
}

// ProofQuery chooses what records show.
type ProofQuery struct {
	Kind  string
	For   []string // any of these
	Limit int
	Least bool // oldest work first, and first of all what was never done; else newest first
}

// Proofs lists the records of a kind by what they show.
func (r *Reader) Proofs(q ProofQuery) (out []Showing, err error) {
	order := "DESC"
	if q.Least {
		order = ""
	}
	args := []any{r.org.id, q.Kind, q.Limit}
	for _, f := range q.For {
		args = append(args, f)
	}
	err = r.tx.Query(r.ctx, `SELECT i.id, i.kind, i.ref, i.title, p.shown_for, p.failed, p.on_day, p.until_day FROM record_proof p JOIN record_index i ON i.org = p.org AND i.id = p.id
		WHERE p.org = $1 AND p.kind = $2 AND p.shown_for IN (`+marks(4, len(q.For))+`) ORDER BY p.on_day `+order+`, i.ref_key LIMIT $3`, args, func(scan func(...any) error) error {
		var s Showing
		err := scan(&s.ID, &s.Kind, &s.Ref, &s.Title, &s.For, &s.Failed, (*string)(&s.On), (*string)(&s.Until))
		out = append(out, s)
		return err
	})
	return out, err
}
