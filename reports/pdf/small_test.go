package pdf

import (
	"bytes"
	"fmt"
	"testing"

	"chunfeng/reports/briefing"
)

// A receipt of a workbook with every form stands on one page.
func TestSmallStandsOnOnePage(t *testing.T) {
	facts := &briefing.Table{Columns: []briefing.Column{{Head: "项目", Weight: 1}, {Head: "内容", Weight: 5}}}
	for i := range 8 {
		facts.Rows = append(facts.Rows, briefing.Row{Cells: []briefing.Cell{{Text: "SHA-256"}, {Text: fmt.Sprintf("a29ba8a705763282846abf645f50c67ff75705503f55563cf0a09305c8dc7a%02d", i)}}})
	}
	results := &briefing.Table{
		Columns: []briefing.Column{{Head: "报表", Weight: 3}, {Head: "版次", Weight: 1}, {Head: "行数", Weight: 1}, {Head: "错误", Weight: 1}, {Head: "存疑", Weight: 1}, {Head: "状态", Weight: 1.5}, {Head: "时限", Weight: 1}},
		Note:    "发现的问题：C201 必填未填 1处；C202 不是数字 12处；C210 约数 3处；C217 名录中没有 1处；R304 合计不符 2处；R305 数据关系可疑 2处。",
	}
	for i := range 13 {
		row := briefing.Row{}
		for _, s := range []string{"返乡返岗专车（点对点）台账", "1", fmt.Sprint(100 * i), "12", "3", "待说明", "按时"} {
			row.Cells = append(row.Cells, briefing.Cell{Text: s})
		}
		results.Rows = append(results.Rows, row)
	}
	b := &briefing.Briefing{
		Masthead: "报送回执", Issue: "第08r0yc号", Issuer: "台州市人力资源和社会保障局",
		Sections: []briefing.Section{{ID: "filing", Title: "收件和结果", Blocks: []briefing.Block{facts, results}}},
	}
	fs, err := loadFaces("")
	if err != nil {
		t.Fatal(err)
	}
	s := newSetter(fs, true)
	if pages := paginate(s.boxes(b), 0); len(pages) != 1 {
		t.Errorf("%d pages, want 1", len(pages))
	}
	var out bytes.Buffer
	if err := Write(&out, b, Options{Small: true}); err != nil {
		t.Fatal(err)
	}
}
