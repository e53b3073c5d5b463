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

// CountBy counts the kind's records by the value of an indexed field, such as the record that a reference names.
func (r *Reader) CountBy(k *Kind, field string) (map[string]int64, error) {
	if f := k.byName[field]; f == nil || !f.Indexed || f.kind != typeRef {
		return nil, fmt.Errorf("counts of %s by %s: it is no indexed reference", k.Name, field)
	}
	out := map[string]int64{}
	err := r.tx.Query(r.ctx, fmt.Sprintf(`SELECT "%[1]s", count(*) FROM %[2]s WHERE org = $1 GROUP BY "%[1]s"`, field, k.sql.table), []any{r.org.id}, func(scan func(...any) error) error {
		var value string
		var n int64
		err := scan(&value, &n)
		out[value] = n
		return err
	})
	return out, err
}
