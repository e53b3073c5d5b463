package record

import "fmt"

// Pairs counts the kind's records by the values of two whole-number fields, leaving out those where either is 0: the
// cells of a matrix.
func (r *Reader) Pairs(k *Kind, a, b string) (map[[2]int]int64, error) {
	if k.byName[a] == nil || k.byName[b] == nil || k.byName[a].kind != typeInt || k.byName[b].kind != typeInt {
		return nil, fmt.Errorf("pairs of %s: %s and %s are not whole numbers", k.Name, a, b)
	}
	out := map[[2]int]int64{}
	query := fmt.Sprintf(`SELECT "%[1]s", "%[2]s", count(*) FROM %[3]s WHERE org = $1 AND "%[1]s" > 0 AND "%[2]s" > 0 GROUP BY "%[1]s", "%[2]s"`, a, b, k.sql.table)
	err := r.tx.Query(r.ctx, query, []any{r.org.id}, func(scan func(...any) error) error {
		var x, y int
		var n int64
		err := scan(&x, &y, &n)
		out[[2]int{x, y}] = n
		return err
	})
	return out, err
}

// Couples lists which two records each record of the kind names in two indexed references, each couple once.
func (r *Reader) Couples(k *Kind, a, b string) (out [][2]string, err error) {
	for _, name := range []string{a, b} {
		if f := k.byName[name]; f == nil || !f.Indexed || f.kind != typeRef {
			return nil, fmt.Errorf("couples of %s: %s is no indexed reference", k.Name, name)
		}
	}
	err = r.tx.Query(r.ctx, fmt.Sprintf(`SELECT DISTINCT "%s", "%s" FROM %s WHERE org = $1`, a, b, k.sql.table), []any{r.org.id}, func(scan func(...any) error) error {
		var c [2]string
		err := scan(&c[0], &c[1])
		out = append(out, c)
		return err
	})
	return out, err
}
