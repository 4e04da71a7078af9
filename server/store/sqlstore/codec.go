package sqlstore

import (
	"encoding/binary"
	"errors"
	"fmt"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// The records of a return are kept in a form of their own: it is a tenth of
// the size of JSON and a tenth of its work, which counts when a roster of
// 100,000 workers arrives. What follows from elsewhere is left out: the text as
// typed where it is what the value prints, the column where it is the one the
// field was found in.
//
// A record is its row (as the difference to the one before), the number of its
// values, the values, the number of its extras, the extras. A value begins with
// a byte of flags; a zero byte is an absent value that stands nowhere. The
// format must not change without another codecFormat.
const codecFormat = 1

// The flags of a value, above three bits of its kind.
const (
	flagYes    = 1 << 3
	flagFilled = 1 << 4
	flagTyped  = 1 << 5 // the text as typed follows
	flagHere   = 1 << 6 // stands in the record's row and its field's column
	flagThere  = 1 << 7 // row and column follow
)

// flagWhole marks a number kept in whole units, above two bits of qualifier.
const flagWhole = 1 << 2

const micro = 1_000_000

var errCodec = errors.New("sqlstore: records cannot be decoded")

// encodeRecords is records as kept. columns is the column of each field, 0 for
// none.
func encodeRecords(records []returns.Record, columns []int) []byte {
	b := make([]byte, 0, 128*len(records)+2)
	b = append(b, codecFormat)
	b = binary.AppendUvarint(b, uint64(len(records)))
	row := 0
	for i := range records {
		rec := &records[i]
		b = binary.AppendVarint(b, int64(rec.Row-row))
		row = rec.Row
		b = binary.AppendUvarint(b, uint64(len(rec.Values)))
		for j := range rec.Values {
			col := 0
			if j < len(columns) {
				col = columns[j]
			}
			b = appendValue(b, &rec.Values[j], rec.Row, col)
		}
		b = binary.AppendUvarint(b, uint64(len(rec.Extra)))
		for _, x := range rec.Extra {
			b = appendText(b, x.Header)
			b = appendText(b, x.Text)
			b = binary.AppendVarint(b, int64(x.Col))
		}
	}
	return b
}

func appendValue(b []byte, v *returns.Value, row, col int) []byte {
	flags := byte(v.Kind)
	if v.Yes {
		flags |= flagYes
	}
	if v.Filled {
		flags |= flagFilled
	}
	if v.Typed != v.Words() {
		flags |= flagTyped
	}
	switch {
	case v.Row == 0 && v.Col == 0:
	case v.Row == row && v.Col == col:
		flags |= flagHere
	default:
		flags |= flagThere
	}
	b = append(b, flags)
	switch v.Kind {
	case returns.Count, returns.Money, returns.Rate:
		b = appendNumber(b, v.Number)
	case returns.Date:
		b = binary.AppendUvarint(b, uint64(v.Date.Year)<<9|uint64(v.Date.Month)<<5|uint64(v.Date.Day))
	case returns.Text:
		b = appendText(b, v.Text)
	case returns.List:
		b = binary.AppendUvarint(b, uint64(len(v.List)))
		for _, s := range v.List {
			b = appendText(b, s)
		}
	}
	if flags&flagTyped != 0 {
		b = appendText(b, v.Typed)
	}
	if flags&flagThere != 0 {
		b = binary.AppendVarint(b, int64(v.Row))
		b = binary.AppendVarint(b, int64(v.Col))
	}
	return b
}

func appendNumber(b []byte, n returns.Number) []byte {
	if n.Micros%micro == 0 {
		b = append(b, byte(n.Qualifier)|flagWhole)
		return binary.AppendVarint(b, n.Micros/micro)
	}
	b = append(b, byte(n.Qualifier))
	return binary.AppendVarint(b, n.Micros)
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// decodeRecords reads what encodeRecords wrote with the same columns.
func decodeRecords(b []byte, columns []int) ([]returns.Record, error) {
	d := decoder{b: b}
	if d.byte() != codecFormat {
		return nil, fmt.Errorf("%w: unknown format", errCodec)
	}
	n := d.count()
	out := make([]returns.Record, 0, n)
	row := 0
	for range n {
		row += int(d.signed())
		rec := returns.Record{Row: row}
		if n := d.count(); n > 0 {
			rec.Values = make([]returns.Value, n)
		}
		for j := range rec.Values {
			col := 0
			if j < len(columns) {
				col = columns[j]
			}
			d.value(&rec.Values[j], row, col)
		}
		for range d.count() {
			rec.Extra = append(rec.Extra, returns.Extra{Header: d.text(), Text: d.text(), Col: int(d.signed())})
		}
		if d.failed {
			return nil, errCodec
		}
		out = append(out, rec)
	}
	if d.failed || len(d.b) > 0 {
		return nil, errCodec
	}
	return out, nil
}

// A decoder takes bytes from the front of b. Once it has failed it gives zeros.
type decoder struct {
	b      []byte
	failed bool
}

func (d *decoder) value(v *returns.Value, row, col int) {
	flags := d.byte()
	v.Kind = returns.Kind(flags & 7)
	v.Yes, v.Filled = flags&flagYes != 0, flags&flagFilled != 0
	switch v.Kind {
	case returns.Count, returns.Money, returns.Rate:
		v.Number = d.number()
	case returns.Date:
		packed := d.unsigned()
		v.Date = period.Date{Year: int16(packed >> 9), Month: uint8(packed >> 5 & 15), Day: uint8(packed & 31)}
	case returns.Text:
		v.Text = d.text()
	case returns.List:
		for range d.count() {
			v.List = append(v.List, d.text())
		}
	}
	if flags&flagTyped != 0 {
		v.Typed = d.text()
	} else {
		v.Typed = v.Words()
	}
	switch {
	case flags&flagHere != 0:
		v.Row, v.Col = row, col
	case flags&flagThere != 0:
		v.Row, v.Col = int(d.signed()), int(d.signed())
	}
}

func (d *decoder) number() returns.Number {
	flags := d.byte()
	n := returns.Number{Micros: d.signed(), Qualifier: returns.Qualifier(flags & 3)}
	if flags&flagWhole != 0 {
		n.Micros *= micro
	}
	return n
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.failed = true
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) unsigned() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.failed, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) signed() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.failed, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

// count is a number of things of which each takes a byte at least.
func (d *decoder) count() int {
	n := d.unsigned()
	if n > uint64(len(d.b)) {
		d.failed, d.b = true, nil
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.count()
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}
