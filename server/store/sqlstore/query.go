package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// A scan reads one row.
type scan func(dest ...any) error

// scanInto reads the one row of a query into dest.
func scanInto(dest ...any) func(scan) error {
	return func(s scan) error { return s(dest...) }
}

// one reads the first row of a query. ErrNotFound when there is none. doing
// says, for errors, what is done.
func (r reader) one(ctx context.Context, doing string, read func(scan) error, query string, args ...any) error {
	found := false
	err := r.each(ctx, doing, func(s scan) error {
		if found {
			return nil
		}
		found = true
		return read(s)
	}, query, args...)
	if err == nil && !found {
		return fmt.Errorf("%s: %w", doing, store.ErrNotFound)
	}
	return err
}

// each reads every row of a query.
func (r reader) each(ctx context.Context, doing string, read func(scan) error, query string, args ...any) error {
	rows, err := r.run.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, r.dialect.fault(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := read(rows.Scan); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", doing, r.dialect.fault(err))
	}
	return nil
}

// list reads every row of a query into a slice.
func list[T any](ctx context.Context, r reader, doing string, read func(scan) (T, error), query string, args ...any) ([]T, error) {
	var out []T
	err := r.each(ctx, doing, func(s scan) error {
		v, err := read(s)
		out = append(out, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// exec runs a statement and returns how many rows it changed.
func (t tx) exec(ctx context.Context, doing, query string, args ...any) (int64, error) {
	result, err := t.run.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, t.dialect.fault(err))
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	return n, nil
}

// must runs a statement that has to change a row, else the error is missing.
func (t tx) must(ctx context.Context, doing string, missing error, query string, args ...any) error {
	n, err := t.exec(ctx, doing, query, args...)
	if err == nil && n == 0 {
		return fmt.Errorf("%s: %w", doing, missing)
	}
	return err
}

// insert adds a row. ErrConflict when a unique value is taken. The statement
// ends without an error in that case, so that PostgreSQL goes on with the
// transaction.
func (t tx) insert(ctx context.Context, doing, table, columns string, args ...any) error {
	query := "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks(1, len(args)) + ") ON CONFLICT DO NOTHING"
	return t.must(ctx, doing, store.ErrConflict, query, args...)
}

// put adds a row or replaces the one of the same key.
func (t tx) put(ctx context.Context, doing, table, key, columns string, args ...any) error {
	var set []string
	for c := range strings.SplitSeq(columns, ", ") {
		set = append(set, c+" = excluded."+c)
	}
	query := "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks(1, len(args)) + ") ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(set, ", ")
	_, err := t.exec(ctx, doing, query, args...)
	return err
}

// marks is n placeholders from $first on.
func marks(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(first+i))
	}
	return b.String()
}

// A where gathers conditions and their arguments.
type where struct {
	conditions []string
	args       []any
}

// and adds a condition in which ? stands for arg.
func (w *where) and(condition string, arg any) {
	w.args = append(w.args, arg)
	w.conditions = append(w.conditions, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(w.args))))
}

// equal asks that a column hold arg unless arg is "".
func (w *where) equal(column, arg string) {
	if arg != "" {
		w.and(column+" = ?", clean(arg))
	}
}

// among asks that a column hold one of args unless there are none.
func among[T ~string](w *where, column string, args []T) {
	if len(args) == 0 {
		return
	}
	first := len(w.args) + 1
	for _, a := range args {
		w.args = append(w.args, clean(string(a)))
	}
	w.conditions = append(w.conditions, column+" IN ("+marks(first, len(args))+")")
}

// chosen asks that a column hold one of ids unless ids is nil. An empty choice
// that is not nil chooses nothing: a filter made from an empty list must not
// open everything.
func chosen[T ~string](w *where, column string, ids []T) {
	if ids != nil && len(ids) == 0 {
		w.conditions = append(w.conditions, "1 = 0")
	}
	among(w, column, ids)
}

// seen asks for what lies in units and county.
func (w *where) seen(units []returns.UnitCode, county returns.UnitCode) {
	chosen(w, "unit", units)
	w.equal("county", string(county))
}

// page asks for what lies before the page's mark and ends the query.
func (w *where) page(p store.Page) string {
	w.equalBefore("id", p.Before)
	return w.String() + " ORDER BY id DESC" + limit(p.Limit)
}

func (w *where) equalBefore(column, before string) {
	if before != "" {
		w.and(column+" < ?", clean(before))
	}
}

func limit(n int) string {
	if n <= 0 {
		return ""
	}
	return " LIMIT " + strconv.Itoa(n)
}

// String is the WHERE clause, "" without conditions.
func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// clean is s as both databases take it: PostgreSQL refuses NUL and what is no
// UTF-8.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// millis is a time as kept.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is a kept time.
func (k *kept) moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(k.zone)
}

// bit is a bool as kept.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// pack encodes what the store alone reads. Only values that JSON can hold are
// packed, so that an error is a mistake of ours.
func pack(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("sqlstore: pack: " + err.Error())
	}
	return b
}

func unpack(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	return nil
}
