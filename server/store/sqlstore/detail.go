package sqlstore

import (
	"cmp"
	"slices"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
)

// A detail is the sealed part of a return that lists do not show.
type detail struct {
	Layout   layout
	Columns  []returns.Column
	Skipped  []returns.Skip
	Totals   []total
	Meta     []line
	Findings []finding.Kept
}

// A total is a returns.Total whose values are encoded.
type total struct {
	Row    int
	Label  string
	Sub    bool
	Of     []int
	Values []byte
}

// A line is one meta line.
type line struct {
	Field returns.FieldID
	Value []byte
}

func detailOf(ret *returns.Return, l layout) detail {
	d := detail{Layout: l, Columns: ret.Columns, Skipped: ret.Skipped, Findings: keepFindings(ret.Findings)}
	for _, t := range ret.Totals {
		d.Totals = append(d.Totals, total{t.Row, t.Label, t.Sub, t.Of, encodeValues(t.Values)})
	}
	for id, v := range ret.Meta {
		d.Meta = append(d.Meta, line{id, encodeValues([]returns.Value{v})})
	}
	slices.SortFunc(d.Meta, func(a, b line) int { return cmp.Compare(a.Field, b.Field) })
	return d
}

func encodeValues(values []returns.Value) []byte {
	return encodeRecords([]returns.Record{{Values: values}}, nil)
}

func decodeValues(b []byte) ([]returns.Value, error) {
	records, err := decodeRecords(b, nil)
	if err != nil {
		return nil, err
	}
	return records[0].Values, nil
}

// fill puts what d holds into ret.
func (d detail) fill(ret *returns.Return) error {
	ret.Columns, ret.Skipped = d.Columns, d.Skipped
	for _, t := range d.Totals {
		values, err := decodeValues(t.Values)
		if err != nil {
			return err
		}
		ret.Totals = append(ret.Totals, returns.Total{Row: t.Row, Label: t.Label, Sub: t.Sub, Of: t.Of, Values: values})
	}
	for _, l := range d.Meta {
		values, err := decodeValues(l.Value)
		if err != nil {
			return err
		}
		if ret.Meta == nil {
			ret.Meta = map[returns.FieldID]returns.Value{}
		}
		ret.Meta[l.Field] = values[0]
	}
	var err error
	ret.Findings, err = restoreFindings(d.Findings)
	return err
}
