package sqlstore

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"
	"slices"
	"strings"

	"chunfeng/server/store"
)

// A dump is a line with the format, the schema's version, the key check, then
// every table: its name, its columns, its rows, each begun by a byte; at the end
// a hash of all before, so that a dump that was cut or changed is refused whole.
// It holds for both databases.
const dumpLine = "chunfeng dump 1\n"

// dumpTables lists what is dumped, tables before those that refer to them, with
// the columns rows are ordered by.
var dumpTables = []struct{ name, order string }{
	{"campaigns", "id"}, {"units", "campaign, code"}, {"closings", "campaign, period"}, {"texts", "campaign, period, section"},
	{"headers", "campaign, unit, form, header"}, {"filings", "id"}, {"originals", "filing"}, {"attempts", "id"}, {"returns", "id"},
	{"explanations", "return_id, finding"}, {"record_chunks", "return_id, chunk"}, {"decisions", "id"}, {"briefings", "campaign, number"},
	{"briefing_files", "campaign, number, name"}, {"errata", "id"}, {"users", "id"}, {"sessions", "hash"}, {"tokens", "id"},
	{"invitations", "id"}, {"failures", "failure_key, at"}, {"audit", "no"}, {"audit_head", "id"}, {"settings", "name"},
}

// What begins a row, and the types of a value.
const (
	dumpEnd  = 0
	dumpRow  = 1
	dumpInt  = 1
	dumpText = 2
	dumpBlob = 3

	dumpLimit = 1 << 30 // bytes of one value
)

// errDump is returned for a dump that is cut, changed or none at all.
var errDump = errors.New("sqlstore: not a whole dump")

// Dump writes one state of the store.
func (s *Store) Dump(ctx context.Context, w io.Writer) error {
	have, _, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	sum := sha256.New()
	d := &dumper{w: bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)}
	d.raw(dumpLine)
	d.uint(uint64(have))
	err = s.snapshot(ctx, func(r reader) error {
		sealed, err := r.keyCheck(ctx)
		if err != nil {
			return err
		}
		d.text(string(sealed))
		for _, t := range dumpTables {
			if err := d.table(ctx, r, t.name, t.order); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	d.text("")
	if err := errors.Join(d.err, d.w.Flush()); err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	if _, err := w.Write(sum.Sum(nil)); err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	return nil
}

// A dumper writes and remembers the first error.
type dumper struct {
	w   *bufio.Writer
	err error
}

func (d *dumper) raw(s string) {
	if _, err := d.w.WriteString(s); err != nil && d.err == nil {
		d.err = err
	}
}

func (d *dumper) uint(n uint64) { d.raw(string(binary.AppendUvarint(nil, n))) }

func (d *dumper) text(s string) {
	d.uint(uint64(len(s)))
	d.raw(s)
}

func (d *dumper) table(ctx context.Context, r reader, name, order string) error {
	rows, err := r.run.QueryContext(ctx, `SELECT * FROM `+name+` ORDER BY `+order)
	if err != nil {
		return r.dialect.fault(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	d.text(name)
	d.text(strings.Join(columns, ","))
	for rows.Next() {
		values, err := scanAll(rows.Scan, len(columns))
		if err != nil {
			return err
		}
		d.raw(string(rune(dumpRow)))
		for i, v := range values {
			if err := d.value(v); err != nil {
				return fmt.Errorf("%s.%s: %w", name, columns[i], err)
			}
		}
		if d.err != nil {
			return d.err
		}
	}
	d.raw(string(rune(dumpEnd)))
	return r.dialect.fault(rows.Err())
}

func (d *dumper) value(v any) error {
	switch v := v.(type) {
	case int64:
		d.raw(string(binary.AppendVarint([]byte{dumpInt}, v)))
	case string:
		d.raw(string(rune(dumpText)))
		d.text(v)
	case []byte:
		d.raw(string(rune(dumpBlob)))
		d.text(string(v))
	default:
		return fmt.Errorf("unexpected type %T", v)
	}
	return nil
}

// Restore fills an empty store from a dump.
func (s *Store) Restore(ctx context.Context, from io.Reader) error {
	_, know, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	err = s.change(ctx, func(t tx) error {
		if err := t.mustBeEmpty(ctx); err != nil {
			return err
		}
		return t.restore(ctx, newLoader(from), know)
	})
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

func (t tx) mustBeEmpty(ctx context.Context) error {
	for _, table := range dumpTables {
		var n int
		err := t.one(ctx, "look whether the store is empty", scanInto(&n), `SELECT COUNT(*) FROM `+table.name)
		if err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%d rows in %s: %w", n, table.name, store.ErrConflict)
		}
	}
	return nil
}

func (t tx) restore(ctx context.Context, l *loader, know int64) error {
	if l.raw(len(dumpLine)) != dumpLine {
		return errDump
	}
	if version := l.uint(); version > uint64(know) {
		return fmt.Errorf("dump has version %d, this program knows %d: %w", version, know, store.ErrNewer)
	}
	sealed := l.text()
	if l.err != nil {
		return errors.Join(errDump, l.err)
	}
	if err := t.holds([]byte(sealed)); err != nil {
		return err
	}
	for {
		name := l.text()
		if name == "" {
			break
		}
		if err := t.restoreTable(ctx, l, name); err != nil {
			return err
		}
	}
	want := l.sum.Sum(nil)
	got := l.raw(sha256.Size)
	if l.err != nil || !bytes.Equal(want, []byte(got)) {
		return errors.Join(errDump, l.err)
	}
	return nil
}

// columnNames is what the columns of a dumped table may be called: they become
// part of a statement.
var columnNames = regexp.MustCompile(`^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$`)

func (t tx) restoreTable(ctx context.Context, l *loader, name string) error {
	columns := l.text()
	known := slices.ContainsFunc(dumpTables, func(d struct{ name, order string }) bool { return d.name == name })
	if l.err != nil || !known || !columnNames.MatchString(columns) {
		return errors.Join(errDump, l.err)
	}
	n := strings.Count(columns, ",") + 1
	query := `INSERT INTO ` + name + ` (` + columns + `) VALUES (` + marks(1, n) + `)`
	for l.byte() == dumpRow {
		values := make([]any, n)
		for i := range values {
			values[i] = l.value()
		}
		if l.err != nil {
			return errors.Join(errDump, l.err)
		}
		if _, err := t.exec(ctx, "restore "+name, query, values...); err != nil {
			return err
		}
	}
	if l.err != nil {
		return errors.Join(errDump, l.err)
	}
	return nil
}

// A loader reads and remembers the first error; after it everything is zero.
type loader struct {
	r   *bufio.Reader
	sum hash.Hash
	err error
}

func newLoader(r io.Reader) *loader {
	return &loader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New()}
}

func (l *loader) raw(n int) string {
	if l.err != nil {
		return ""
	}
	// Grows with what is there, not with what a broken length claims.
	var b bytes.Buffer
	if _, err := io.CopyN(&b, l.r, int64(n)); err != nil {
		l.err = err
		return ""
	}
	l.sum.Write(b.Bytes())
	return b.String()
}

func (l *loader) byte() byte {
	s := l.raw(1)
	if s == "" {
		return dumpEnd
	}
	return s[0]
}

// ReadByte lets encoding/binary read numbers.
func (l *loader) ReadByte() (byte, error) { return l.byte(), l.err }

func (l *loader) uint() uint64 {
	n, err := binary.ReadUvarint(l)
	l.fail(err)
	return n
}

func (l *loader) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

func (l *loader) text() string {
	n := l.uint()
	if n > dumpLimit {
		l.fail(errDump)
		return ""
	}
	return l.raw(int(n))
}

func (l *loader) value() any {
	switch l.byte() {
	case dumpInt:
		n, err := binary.ReadVarint(l)
		l.fail(err)
		return n
	case dumpText:
		return l.text()
	case dumpBlob:
		return []byte(l.text())
	}
	l.fail(errDump)
	return nil
}
