package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// resealRows is how many rows are sealed anew in one transaction: others must
// not wait long.
const resealRows = 50

// Reseal seals anew what is under an older key, the key check first: from then
// on nobody seals under another. It may be stopped and begun again: what is
// current is left as it is.
func (s *Store) Reseal(ctx context.Context) (int, error) {
	total := 0
	for _, table := range slices.Backward(sealedTables) {
		keys, err := s.keysOf(ctx, table)
		if err != nil {
			return total, err
		}
		for len(keys) > 0 {
			n := min(resealRows, len(keys))
			done := 0
			err := s.change(ctx, func(t tx) error {
				done = 0
				for _, key := range keys[:n] {
					one, err := t.reseal(ctx, table, key)
					if err != nil {
						return err
					}
					done += one
				}
				return nil
			})
			if err != nil {
				return total, err
			}
			total += done
			keys = keys[n:]
		}
	}
	return total, nil
}

func (s *Store) keysOf(ctx context.Context, table sealedTable) ([][]any, error) {
	columns := strings.Join(table.keys, ", ")
	return list(ctx, s.reader, "list "+table.name, func(s scan) ([]any, error) {
		return scanAll(s, len(table.keys))
	}, `SELECT `+columns+` FROM `+table.name+` ORDER BY `+columns)
}

// scanAll reads n values of whatever type the database gives them.
func scanAll(s scan, n int) ([]any, error) {
	values, dest := make([]any, n), make([]any, n)
	for i := range values {
		dest[i] = &values[i]
	}
	err := s(dest...)
	return values, err
}

// reseal seals the columns of one row anew and returns how many it had to. A
// row that is gone meanwhile has none.
func (t tx) reseal(ctx context.Context, table sealedTable, key []any) (int, error) {
	doing := "seal anew " + table.name
	condition := keyCondition(table.keys, len(table.columns))
	var sealed []any
	err := t.each(ctx, doing, func(s scan) (err error) {
		sealed, err = scanAll(s, len(table.columns))
		return err
	}, `SELECT `+strings.Join(table.columns, ", ")+` FROM `+table.name+` WHERE `+keyCondition(table.keys, 0), key...)
	if err != nil || sealed == nil {
		return 0, err
	}
	n := 0
	var set []string
	args := make([]any, 0, len(sealed)+len(key))
	for i, column := range table.columns {
		b, _ := sealed[i].([]byte)
		place := at(table.name, column, key...)
		if len(b) > 0 && !t.vault.Current(b) {
			plain, err := t.vault.Open(place, b)
			if err != nil {
				return 0, fmt.Errorf("%s %s: %w", doing, place.Row, err)
			}
			b = t.vault.Seal(place, plain)
			n++
		}
		if b == nil {
			b = []byte{}
		}
		set = append(set, fmt.Sprintf("%s = $%d", column, i+1))
		args = append(args, b)
	}
	if n == 0 {
		return 0, nil
	}
	_, err = t.exec(ctx, doing, `UPDATE `+table.name+` SET `+strings.Join(set, ", ")+` WHERE `+condition, append(args, key...)...)
	return n, err
}

// keyCondition asks for one row; the placeholders begin after the first ones.
func keyCondition(keys []string, after int) string {
	var out []string
	for i, k := range keys {
		out = append(out, fmt.Sprintf("%s = $%d", k, after+i+1))
	}
	return strings.Join(out, " AND ")
}
