package importer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/workbook/booktest"
)

// One file with one of every code of cells: all are found in one reading, each
// at its cell, in the order in which a clerk walks through the sheets.
func TestEveryCodeOfCellsInOneFile(t *testing.T) {
	im := sampleImporter(t)
	grid := func(name, text string) booktest.Grid { return booktest.Grid{Name: name, Rows: booktest.Lines(text)} }
	data := booktest.Bytes(t,
		grid("驻点招工", `2024年春节驻点招工（招聘活动）台账（第2期）
填报单位：椒江区人社局
活动名称 | 开始日期 | 结束日期 | 省份 | 地市 | 举办地点 | 提供岗位数 | 进场人数 | 达成就业意向 | 签约录用人数
一 | 2024-01-22 | | 四川省 | 南充市 | 广场一 | 300 | 400 | | 
二 | 2024-01-22 | | 四川省 | 南充市 | 广场二 | 若干 | 400 | 20 | 5
三 | 改天 | | 四川省 | 南充市 | 广场三 | 300 | 400 | 20 | 5
四 | 2024-01-22 | | 四川省 | 南充市 | 广场四 | -3 | 400 | 20 | 5
五 | 2024-01-22 | | 西域 | | 广场五 | 300 | 400 | 20 | 5
六 | 2024-01-22 | | 四川省 | 南充市 | 广场六 | 300 | 400 | 20余 | 5
七 | 2024-01-22 | | 四川省 | 南充市 | 广场七 | 300-400 | 400 | 20 | 5
八 | 2024-01-22 | | 四川省 | 南充市 | 广场八 | 300 | #DIV/0! | 20 | 5
九 | 2024-01-22 | | 四川省 | 南充市 | 广场九 | 300 | =A1*2 | 20 | 5
十 | 2023-01-22 | | 四川省 | 南充市 | 广场十 | 300 | 400 | 20 | 5
十一 | 2024-01-22 | | 四川省 | 南充市 | 广场十一 | f{0"00"}:4 | 400 | 20 | 1
十二 | 2024-01-22 | | 四川省 | 南充市 | 广场十二 | '300 | 400 | 20 | 5
十三 | 2024-01-22 | | 四川省 | 春风市 | 广场十三 | 300 | 400 | 20 | 5`),
		grid("走访慰问", `2024年春节走访慰问台账（第2期）
填报单位：椒江区人社局
走访日期 | 企业名称 | 统一社会信用代码 | 慰问人数
2024-01-23 | 浙江恒源缝纫机械股份有限公司 | 91331002MA090O11X9 | 20`),
		grid("协议", `劳务合作协议清单（第2期）
填报单位：椒江区人社局
甲方 | 乙方 | 省份 | 协议名称 | 签订日期
椒江区人社局 | 南充市人社局 | 四川省 | 劳务合作协议 | 2022-05-01`),
		grid("花名册", `员工返岗登记表（第2期）
企业名称：浙江恒源缝纫机械股份有限公司
统一社会信用代码：91331002MA090011X8
姓名 | 身份证号 | 联系电话 | 户籍省份 | 返岗状态
张三 | '52232219900101001X | 13800138000 | 贵州省 | 已返岗
李四 | 522322199001010000 | 13800138001 | 贵州省 | 已返岗
王五 | | 138001380 | 贵州省 | 已返岗`))
	o := im.Import("甲.xlsx", data, importer.Asked{}, nil)
	var got []string
	codes := map[finding.Code]bool{}
	for _, f := range o.Findings {
		got = append(got, string(f.Code)+" "+f.Place.String())
		codes[f.Code] = true
	}
	want := []string{
		"C201 驻点招工!I4", "C202 驻点招工!G5", "C203 驻点招工!B6", "C204 驻点招工!G7", "C205 驻点招工!D8", "C210 驻点招工!I9", "C211 驻点招工!G10",
		"C212 驻点招工!H11", "C213 驻点招工!H12", "C214 驻点招工!B13", "C215 驻点招工!G14", "C216 驻点招工!G15", "C217 驻点招工!E16",
		"C206 走访慰问!C4", "C218 协议!E4", "C207 花名册!B5", "C208 花名册!B6", "C209 花名册!C7",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !slices.IsSortedFunc(o.Findings, finding.Compare) {
		t.Error("not sorted by place")
	}
	for _, k := range finding.Kinds() {
		if strings.HasPrefix(string(k.Code), "C") && !codes[k.Code] {
			t.Errorf("%s is not among them", k.Code)
		}
	}
}
