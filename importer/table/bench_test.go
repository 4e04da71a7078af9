package table

import (
	"fmt"
	"testing"

	"chunfeng/importer/workbook"
	"chunfeng/importer/workbook/booktest"
)

// BenchmarkRead locates and reads a ledger of 300 rows.
func BenchmarkRead(b *testing.B) {
	g := booktest.Grid{Name: "走访慰问", Rows: [][]string{
		{"临海市走访慰问台账（第3期）"}, {"填报单位：临海市人社局"},
		{"序号", "走访日期", "企业名称", "统一社会信用代码", "慰问人数", "其中：留岗员工", "慰问金（元）", "政策宣传册", "备注"},
	}}
	for i := range 300 {
		g.Rows = append(g.Rows, []string{
			fmt.Sprint(i + 1), fmt.Sprintf("d:2024-01-%d", 16+i%14), fmt.Sprintf("浙江第%d机电有限公司", i), credit(i * 31),
			fmt.Sprint(i%40 + 1), fmt.Sprint(i % 9), fmt.Sprint(i * 10), fmt.Sprint(i % 70), "已对接",
		})
	}
	reg, catalogue := testRegister(b), builtin(b)
	book, found := workbook.Open("临海市第3期.xlsx", booktest.Bytes(b, g), workbook.DefaultLimits(), "")
	if found.Faulty() {
		b.Fatal(found)
	}
	a := Asked{Forms: catalogue, Register: reg, Names: Prepare(catalogue)}
	b.ReportAllocs()
	for b.Loop() {
		located, _ := Locate(book, a)
		for _, t := range located.Tables {
			if ret, _ := t.Read(a, located); len(ret.Records) != 300 {
				b.Fatal(len(ret.Records))
			}
		}
	}
}

// BenchmarkPrepare makes the vocabulary of the built-in forms.
func BenchmarkPrepare(b *testing.B) {
	catalogue := builtin(b)
	for b.Loop() {
		Prepare(catalogue)
	}
}
