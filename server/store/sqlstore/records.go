package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/klauspost/compress/s2"

	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// chunkRows is how many records stand in one row of record_chunks: enough for
// the work a row costs not to count, few enough to read one page of them.
const chunkRows = 500

// layout says where the fields of a return stood when it was kept.
type layout struct {
	Fields  []returns.FieldID // in the order of the values
	Columns []int             // the column of each, 0 for none
}

func layoutOf(f *forms.Form, columns []returns.Column) layout {
	var l layout
	if f == nil {
		return l
	}
	for i := range f.Fields {
		l.Fields = append(l.Fields, f.Fields[i].ID)
		col := 0
		if at := slices.IndexFunc(columns, func(c returns.Column) bool { return c.Field == f.Fields[i].ID }); at >= 0 {
			col = columns[at].Col
		}
		l.Columns = append(l.Columns, col)
	}
	return l
}

// arrange puts values into the order in which the form has its fields now. A
// form that is gone leaves them as they were.
func (l layout) arrange(f *forms.Form, records []returns.Record) {
	if f == nil || len(l.Fields) == 0 || l.same(f) {
		return
	}
	for i := range records {
		values := make([]returns.Value, len(f.Fields))
		for j, v := range records[i].Values {
			if j >= len(l.Fields) {
				break
			}
			if at, ok := f.Index(l.Fields[j]); ok {
				values[at] = v
			}
		}
		records[i].Values = values
	}
}

func (l layout) same(f *forms.Form) bool {
	return slices.EqualFunc(l.Fields, f.Fields, func(id returns.FieldID, fl forms.Field) bool { return id == fl.ID })
}

// form is the form of that id, nil when the catalogue lacks it.
func (k *kept) form(id returns.FormID) *forms.Form {
	f, _ := k.forms.Form(id)
	return f
}

func (t tx) addRecords(ctx context.Context, id string, ret *store.Return, l layout) error {
	var c *clearer
	// A refused return never comes to count: no view will show it.
	if f := t.form(ret.Form); f != nil && ret.State != returns.Refused {
		c = newClearer(f)
	}
	for n := 0; n*chunkRows < len(ret.Records); n++ {
		chunk := ret.Records[n*chunkRows : min((n+1)*chunkRows, len(ret.Records))]
		clear := "[]"
		if c != nil {
			clear = string(c.records(chunk))
		}
		packed := s2.Encode(nil, encodeRecords(chunk, l.Columns))
		err := t.insert(ctx, "keep records of "+id, "record_chunks", "return_id, chunk, row_count, clear, sealed",
			id, n, len(chunk), clear, t.vault.Seal(at("record_chunks", "sealed", id, n), packed))
		if err != nil {
			return err
		}
	}
	return nil
}

// Records is the records of a return.
func (r reader) Records(ctx context.Context, id string) ([]returns.Record, error) {
	var ret store.Return
	var d detail
	err := r.one(ctx, "read return "+id, func(s scan) (err error) {
		var sealed []byte
		if err := s(&ret.Form, &ret.Rows, &sealed); err != nil {
			return err
		}
		return r.openJSON(at("returns", "detail", id), sealed, &d)
	}, `SELECT form, row_count, detail FROM returns WHERE id = $1`, clean(id))
	if err != nil {
		return nil, err
	}
	out := make([]returns.Record, 0, ret.Rows)
	err = r.chunks(ctx, []string{id}, func(string) layout { return d.Layout }, func(_ string, l []returns.Record) {
		out = append(out, l...)
	})
	if err != nil {
		return nil, err
	}
	d.Layout.arrange(r.form(ret.Form), out)
	return out, nil
}

// chunks hands on the records of returns in order, those of one together.
func (r reader) chunks(ctx context.Context, ids []string, of func(id string) layout, use func(id string, l []returns.Record)) error {
	w := &where{}
	among(w, "return_id", ids)
	return r.each(ctx, "read records", func(s scan) error {
		var id string
		var n int
		var sealed []byte
		if err := s(&id, &n, &sealed); err != nil {
			return err
		}
		packed, err := r.vault.Open(at("record_chunks", "sealed", id, n), sealed)
		if err != nil {
			return err
		}
		plain, err := s2.Decode(nil, packed)
		if err != nil {
			return fmt.Errorf("chunk %d of %s: %w", n, id, err)
		}
		records, err := decodeRecords(plain, of(id).Columns)
		if err != nil {
			return fmt.Errorf("chunk %d of %s: %w", n, id, err)
		}
		use(id, records)
		return nil
	}, `SELECT return_id, chunk, sealed FROM record_chunks`+w.String()+` ORDER BY return_id, chunk`, w.args...)
}
