package sqlstore

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

func someRecords() []returns.Record {
	day := period.Date{Year: 2024, Month: 2, Day: 4}
	return []returns.Record{
		{Row: 6, Values: []returns.Value{
			{Kind: returns.Text, Text: "甲", Typed: "甲 ", Row: 6, Col: 1},
			{Kind: returns.Count, Number: returns.Number{Micros: 3e9, Qualifier: returns.AtLeast}, Typed: "3000多", Row: 6, Col: 2},
			{Kind: returns.Rate, Number: returns.Number{Micros: 903_300}, Typed: "0.9033", Row: 6, Col: 9},
			{},
		}, Extra: []returns.Extra{{Header: "气氛", Text: "好", Col: 12}}},
		{Row: 5, Values: []returns.Value{
			{Kind: returns.Date, Date: day, Typed: "2024-02-04", Row: 5, Col: 1, Filled: true},
			{Kind: returns.YesNo, Yes: true, Typed: "√"},
			{Kind: returns.List, List: []string{"a", ""}},
			{Typed: "若干", Row: 5, Col: 4},
		}},
		{Row: 100, Values: nil},
	}
}

func TestCodec(t *testing.T) {
	for name, columns := range map[string][]int{"no columns": nil, "columns": {1, 2, 3, 4}, "more columns than values": {1, 2, 3, 4, 5, 6}} {
		want := someRecords()
		want[1].Values[2].Typed = want[1].Values[2].Words()
		got, err := decodeRecords(encodeRecords(want, columns), columns)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The bytes are kept for years: what was once written must read the same.
func TestCodecIsStable(t *testing.T) {
	record := []returns.Record{{Row: 2, Values: []returns.Value{{Kind: returns.Count, Number: returns.Int(7), Typed: "7", Row: 2, Col: 1}}}}
	want := []byte{1, 1, 4, 1, 0x42, 4, 14, 0}
	if got := encodeRecords(record, []int{1}); !bytes.Equal(got, want) {
		t.Errorf("encoded as %v, want %v", got, want)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encodeRecords(someRecords(), []int{1, 2}))
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		records, err := decodeRecords(b, []int{1, 2})
		if err != nil {
			return
		}
		again, err := decodeRecords(encodeRecords(records, []int{1, 2}), []int{1, 2})
		if err != nil {
			t.Fatalf("what was decoded does not encode: %v", err)
		}
		if diff := cmp.Diff(records, again); diff != "" {
			t.Errorf("(-first +second):\n%s", diff)
		}
	})
}

func TestClearRecordsMask(t *testing.T) {
	c, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	f, _ := c.Form("roster")
	rec := returns.Record{Row: 4, Values: make([]returns.Value, len(f.Fields))}
	for id, s := range map[returns.FieldID]string{
		"name": "张三", "idcard": "331003199001011234", "phone": "13800000000", "village": "第\"1\"村\n13911112222",
		"uscc": "911331082MA2ABCDEX", "remark": "找李四 139 1111 2222",
	} {
		i, ok := f.Index(id)
		if !ok {
			t.Fatalf("no field %s", id)
		}
		rec.Values[i] = returns.Value{Kind: returns.Text, Text: s}
	}
	i, _ := f.Index("base")
	rec.Values[i] = returns.Value{Kind: returns.Count, Number: returns.Number{Micros: 12_500_000, Qualifier: returns.About}}
	var got []map[string]any
	if err := json.Unmarshal(newClearer(f).records([]returns.Record{rec}), &got); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{{
		"_row": 4.0, "name": "张*", "idcard": "331003********1234", "phone": "138****0000", "village": "第\"1\"村\n139****2222",
		"uscc": "911331082MA2ABCDEX", "remark": "找李四 139****2222", "base": 12.5, "_q": map[string]any{"base": "about"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A loader given anything ends, and says so unless it is a dump's beginning.
func FuzzLoader(f *testing.F) {
	f.Add([]byte(dumpLine + "\x01\x05units\x0dcampaign,code\x01\x02\x01a\x02\x01b\x00\x00"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l := newLoader(bytes.NewReader(b))
		for l.err == nil {
			l.text()
			l.value()
		}
		if rest, err := io.ReadAll(l.r); err != nil || len(rest) > len(b) {
			t.Errorf("%d bytes left of %d, %v", len(rest), len(b), err)
		}
	})
}
