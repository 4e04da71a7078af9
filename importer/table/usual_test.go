package table

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
	"chunfeng/importer/workbook"
)

// What usual takes for a record a close look takes for one, too, whatever words
// of structure the row has.
func TestUsualRowsAreRecords(t *testing.T) {
	names := []string{"张三", "男", "台州市", "浙江春和机械有限公司", "13800001234", "2024-02-04", "甲"}
	words := slices.Concat(sumWords, subWords, exampleWords, noteWords, endWords, goOnWords, signWords,
		[]string{"", "无", "0", "-", "—", "合计达机械有限公司", "1.5万", "其中：省外", "总装车间", "会计", "例行检查", "姓名", "性别", "T3", "a/b"})
	for w := range compareWords {
		words = append(words, w)
	}
	for w := range nilWords {
		words = append(words, w)
	}
	slices.Sort(words)
	kinds := []forms.Type{forms.Text, forms.Person, forms.Firm, forms.Count, forms.DateType, forms.Phone}
	met := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 9).Draw(t, "columns")
		b := band{top: 1, bottom: 1, left: 1, right: n}
		rd := reading{band: &b, names: &formNames{form: &forms.Form{}}}
		for col := 1; col <= n; col++ {
			head := rapid.SampledFrom([]string{"姓名", "性别", "序号", "备注", "电话", "人数"}).Draw(t, "head")
			b.cols = append(b.cols, headerCol{col: col, keys: []string{plain.Key(head)}, segments: []string{head}, number: head == "序号"})
			rd.names.form.Fields = append(rd.names.form.Fields, forms.Field{Type: rapid.SampledFrom(kinds).Draw(t, "type")})
			rd.fields = append(rd.fields, rapid.SampledFrom([]int{col - 1, col - 1, -1}).Draw(t, "field"))
		}
		sheet := &workbook.Sheet{Name: "表", Rows: []workbook.Row{{Index: 1, Cells: []workbook.Cell{{Col: 1, Text: "姓名", Stored: true}}}}}
		for i := range 30 {
			row := workbook.Row{Index: 2 + i}
			for col := 1; col <= n; col++ {
				c := workbook.Cell{Col: col, Stored: rapid.IntRange(0, 99).Draw(t, "stored") > 0}
				switch rapid.IntRange(0, 5).Draw(t, "kind") {
				case 0:
					c.Kind, c.Text = workbook.Number, rapid.SampledFrom([]string{"0", "1", "12", "45300"}).Draw(t, "number")
				case 1:
					continue
				case 2, 3:
					c.Text = rapid.SampledFrom(names).Draw(t, "name")
				default:
					c.Text = rapid.SampledFrom(words).Draw(t, "text")
				}
				row.Cells = append(row.Cells, c)
			}
			sheet.Rows = append(sheet.Rows, row)
		}
		r := &reader{names: &Names{}, grid: newGrid("f.xlsx", sheet)}
		for _, row := range sheet.Rows[1:] {
			if !r.usual(&rd, row.Index) {
				continue
			}
			met++
			if k := r.lookAt(&rd, row.Index, false); k != recordRow {
				t.Fatalf("a close look calls the row %q: %+v", rowWords[k], row.Cells)
			}
		}
	})
	if met == 0 {
		t.Error("no row was usual")
	}
}
