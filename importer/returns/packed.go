package returns

import (
	"encoding/binary"
	"slices"

	"chunfeng/importer/period"
)

// Packed is the records of a return in little memory: a row of a roster takes
// some seventy bytes here and over a thousand as a Record. Nothing is lost but
// that all records are given as many values. It is not changed once made, and
// may be read by several goroutines.
type Packed struct {
	rows    int
	width   int    // values of a record
	data    string // row numbers, extras, then the columns
	extras  int    // where the extras begin in data
	columns []packedColumn
}

// A packedColumn is the values of one field. Fields that nobody filled have
// none.
type packedColumn struct {
	field int32
	col   int32 // where its cells stand
	at    int32 // where it begins in data
	words int32 // how many different values it has where rows name them by number; 0: each row has its own
}

// mostWords is how many different values a column may have for rows to name
// them by one byte; 0 is a blank.
const mostWords = 255

// Pack packs records.
func Pack(records []Record) *Packed {
	p := &Packed{rows: len(records)}
	b := []byte{}
	last, extra := 0, false
	for i := range records {
		b = binary.AppendVarint(b, int64(records[i].Row-last-1))
		last = records[i].Row
		p.width = max(p.width, len(records[i].Values))
		extra = extra || len(records[i].Extra) > 0
	}
	p.extras = len(b)
	for i := range records {
		if !extra {
			break
		}
		b = binary.AppendUvarint(b, uint64(len(records[i].Extra)))
		for _, e := range records[i].Extra {
			b = appendText(appendText(binary.AppendVarint(b, int64(e.Col)), e.Header), e.Text)
		}
	}
	if !extra {
		p.extras = -1
	}
	w := packer{records: records, words: map[string]byte{}}
	for f := range p.width {
		if c, ok := w.column(f); ok {
			c.at = int32(len(b))
			p.columns = append(p.columns, c)
			b = append(b, w.out...)
		}
	}
	p.data = string(b)
	return p
}

// A packer packs one column after another.
type packer struct {
	records []Record
	words   map[string]byte
	names   []byte // of rows
	one     []byte
	out     []byte
	recent  [8]named
	next    int // of recent
}

// A named value has a name in its column.
type named struct {
	value  *Value
	placed bool // stands in its row and the column's column
	name   byte
}

// known is the name of a value that came not long ago, 0 if it did not.
func (w *packer) known(v *Value, placed bool) byte {
	for i := range w.recent {
		n := &w.recent[i]
		if n.value == nil {
			return 0
		}
		if n.placed == placed && v.Text == n.value.Text && v.Typed == n.value.Typed && v.Kind == n.value.Kind && v.Date == n.value.Date &&
			v.Number == n.value.Number && v.Yes == n.value.Yes && v.Filled == n.value.Filled && v.List == nil && n.value.List == nil &&
			(placed || v.Row == n.value.Row && v.Col == n.value.Col) {
			return n.name
		}
	}
	return 0
}

// column packs field f into out; false where nobody filled it.
func (w *packer) column(f int) (packedColumn, bool) {
	c := packedColumn{field: int32(f)}
	first := slices.IndexFunc(w.records, func(r Record) bool { return f < len(r.Values) && !r.Values[f].zero() })
	if first < 0 {
		return c, false
	}
	c.col = int32(w.records[first].Values[f].Col)
	w.out, w.names, w.recent, w.next = w.out[:0], w.names[:0], [8]named{}, 0
	clear(w.words)
	for i := range w.records {
		r := &w.records[i]
		if f >= len(r.Values) || r.Values[f].zero() {
			w.names = append(w.names, 0)
			continue
		}
		v := &r.Values[f]
		placed := v.Row == r.Row && v.Col == int(c.col)
		if name := w.known(v, placed); name > 0 {
			w.names = append(w.names, name)
			continue
		}
		one := appendValue(w.one[:0], v, r.Row, int(c.col))
		w.one = one
		name, met := w.words[string(one)]
		if !met {
			if n := len(w.words); n == mostWords || n > 32 && n*2 > i {
				return w.apart(c), true
			}
			name = byte(len(w.words) + 1)
			w.words[string(one)] = name
			w.out = append(w.out, one...)
		}
		w.names = append(w.names, name)
		w.recent[w.next%len(w.recent)] = named{v, placed, name}
		w.next++
	}
	c.words = int32(len(w.words))
	w.out = append(w.out, w.names...)
	return c, true
}

// apart packs a column whose rows have each their own value.
func (w *packer) apart(c packedColumn) packedColumn {
	w.out = w.out[:0]
	for i := range w.records {
		r := &w.records[i]
		if f := int(c.field); f < len(r.Values) && !r.Values[f].zero() {
			w.out = appendValue(w.out, &r.Values[f], r.Row, int(c.col))
		} else {
			w.out = append(w.out, 0)
		}
	}
	return c
}

func (v *Value) zero() bool {
	return v.Kind == Absent && !v.Yes && !v.Filled && v.Number == Number{} && v.Date.IsZero() && v.Text == "" && v.List == nil && v.Typed == "" && v.Row == 0 && v.Col == 0
}

// The first byte of a value: its kind in three bits, then these.
const (
	packedYes    = 1 << 3
	packedFilled = 1 << 4
	packedAsSaid = 1 << 5 // Typed is Words()
	packedPlaced = 1 << 6 // stands in its row and the column's column
	packedSet    = 1 << 7 // so that no value begins as a blank does
)

// appendValue appends a value of a row. Where it does not stand in its row and
// column, as a line above the table, its place goes with it.
func appendValue(b []byte, v *Value, row, col int) []byte {
	head := byte(v.Kind) | packedSet
	placed := v.Row == row && v.Col == col
	same := v.saysWords()
	for _, f := range [...]struct {
		set bool
		bit byte
	}{{v.Yes, packedYes}, {v.Filled, packedFilled}, {same, packedAsSaid}, {placed, packedPlaced}} {
		if f.set {
			head |= f.bit
		}
	}
	b = append(b, head)
	if !placed {
		b = binary.AppendVarint(binary.AppendVarint(b, int64(v.Row)), int64(v.Col))
	}
	switch v.Kind {
	case Text:
		b = appendText(b, v.Text)
	case Count, Money, Rate:
		whole := v.Number.Micros%micro == 0
		n := v.Number.Micros
		if whole {
			n /= micro
		}
		b = append(b, byte(v.Number.Qualifier)<<1|bit(whole))
		b = binary.AppendVarint(b, n)
	case Date:
		b = append(binary.AppendVarint(b, int64(v.Date.Year)), v.Date.Month, v.Date.Day)
	case List:
		b = binary.AppendUvarint(b, uint64(len(v.List)))
		for _, s := range v.List {
			b = appendText(b, s)
		}
	}
	if !same {
		b = appendText(b, v.Typed)
	}
	return b
}

// saysWords reports whether what was typed is Words().
func (v *Value) saysWords() bool {
	switch v.Kind {
	case List:
		return false
	case Date:
		return len(v.Typed) == len("2006-01-02") && v.Typed == v.Words()
	}
	return v.Typed == v.Words()
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Len is how many records there are.
func (p *Packed) Len() int { return p.rows }

// Records is all records, in the memory of a; their texts share that of p.
func (p *Packed) Records(a *Arena) []Record {
	out := a.Records(p.rows)
	rows := unpacker{p.data, 0}
	extras := unpacker{p.data, p.extras}
	row := 0
	for range p.rows {
		row += int(rows.varint()) + 1
		rec := Record{Row: row, Values: a.Values(p.width)}
		if p.extras >= 0 {
			rec.Extra = extras.extra()
		}
		out = append(out, rec)
	}
	for _, c := range p.columns {
		r := newColumnReader(p.data, c)
		for i := range out {
			r.next(&out[i])
		}
	}
	return out
}

// Each visits every record with the values of some fields, nil: of all, and
// what no field claims. The record is the same each time: it must not be kept.
func (p *Packed) Each(fields []int, visit func(*Record)) {
	rec := Record{Values: make([]Value, p.width)}
	var readers []columnReader
	for _, c := range p.columns {
		if fields == nil || slices.Contains(fields, int(c.field)) {
			readers = append(readers, newColumnReader(p.data, c))
		}
	}
	rows := unpacker{p.data, 0}
	extras := unpacker{p.data, p.extras}
	for range p.rows {
		rec.Row += int(rows.varint()) + 1
		for i := range readers {
			readers[i].next(&rec)
		}
		if rec.Extra = nil; fields == nil && p.extras >= 0 {
			rec.Extra = extras.extra()
		}
		visit(&rec)
	}
}

// A columnReader reads one column row by row.
type columnReader struct {
	packedColumn
	u     unpacker
	words []Value // Row is -1 where the value stands in its record's row
}

func newColumnReader(data string, c packedColumn) columnReader {
	r := columnReader{packedColumn: c, u: unpacker{data, int(c.at)}}
	if c.words > 0 {
		r.words = make([]Value, c.words+1)
	}
	for i := range int(c.words) {
		r.u.value(&r.words[i+1], -1, int(c.col))
	}
	return r
}

func (r *columnReader) next(rec *Record) {
	v := &rec.Values[r.field]
	if r.words == nil {
		r.u.value(v, rec.Row, int(r.col))
		return
	}
	*v = r.words[r.u.data[r.u.at]]
	r.u.at++
	if v.Row < 0 {
		v.Row = rec.Row
	}
}

// An unpacker reads what a packer wrote; it never meets anything else.
type unpacker struct {
	data string
	at   int
}

func (u *unpacker) byte() byte {
	b := u.data[u.at]
	u.at++
	return b
}

func (u *unpacker) uvarint() uint64 {
	var n uint64
	for shift := 0; ; shift += 7 {
		b := u.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
}

func (u *unpacker) varint() int64 {
	n := u.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

func (u *unpacker) text() string {
	n := int(u.uvarint())
	u.at += n
	return u.data[u.at-n : u.at]
}

func (u *unpacker) extra() []Extra {
	n := int(u.uvarint())
	if n == 0 {
		return nil
	}
	out := make([]Extra, n)
	for i := range out {
		out[i] = Extra{Col: int(u.varint()), Header: u.text(), Text: u.text()}
	}
	return out
}

func (u *unpacker) value(v *Value, row, col int) {
	*v = Value{}
	head := u.byte()
	if head == 0 {
		return
	}
	v.Kind, v.Yes, v.Filled = Kind(head&7), head&packedYes != 0, head&packedFilled != 0
	if v.Row, v.Col = row, col; head&packedPlaced == 0 {
		v.Row, v.Col = int(u.varint()), int(u.varint())
	}
	switch v.Kind {
	case Text:
		v.Text = u.text()
	case Count, Money, Rate:
		how := u.byte()
		v.Number.Qualifier = Qualifier(how >> 1)
		if v.Number.Micros = u.varint(); how&1 != 0 {
			v.Number.Micros *= micro
		}
	case Date:
		v.Date = period.Date{Year: int16(u.varint()), Month: u.byte(), Day: u.byte()}
	case List:
		v.List = make([]string, u.uvarint())
		for i := range v.List {
			v.List[i] = u.text()
		}
	}
	if head&packedAsSaid != 0 {
		v.Typed = v.Words()
	} else {
		v.Typed = u.text()
	}
}

// Len is how many records r has, packed or not.
func (r *Return) Len() int {
	if r.Packed != nil {
		return r.Packed.Len()
	}
	return len(r.Records)
}

// Each visits every record of r, packed or not. Of packed ones it may fill only
// some fields, nil: all; the record must not be kept.
func (r *Return) Each(fields []int, visit func(*Record)) {
	if r.Records == nil && r.Packed != nil {
		r.Packed.Each(fields, visit)
		return
	}
	for i := range r.Records {
		visit(&r.Records[i])
	}
}

// Pack gives the memory of r's records back; what they are stays in Packed.
// Records must not be changed once they were packed.
func (r *Return) Pack() {
	if r.Packed == nil && len(r.Records) > 0 {
		r.Packed = Pack(r.Records)
	}
	r.Records = nil
}

// Unpack fills Records until the next Pack, if r is packed, in the memory of a.
func (r *Return) Unpack(a *Arena) {
	if r.Records == nil && r.Packed != nil {
		r.Records = r.Packed.Records(a)
	}
}
