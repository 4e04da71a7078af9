package importer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/workbook/booktest"
)

const (
	fairsHead = `2024年春节驻点招工（招聘活动）台账（第2期）
填报单位：椒江区人社局
活动名称 | 开始日期 | 省份 | 地市 | 举办地点 | 提供岗位数 | 进场人数 | 达成就业意向 | 签约录用人数
`
	firmsHead = `企业返岗情况表（第%期）
填报单位：椒江区人社局
企业名称 | 节前在岗职工 | 留岗 | 应返岗 | 已返岗
`
	rosterHead = `员工返岗登记表（第2期）
企业名称：浙江恒源缝纫机械股份有限公司
统一社会信用代码：91331002MA090011X8
姓名 | 身份证号 | 户籍省份 | 返岗状态
`
)

// checked imports the sheets of one workbook, after another of the period
// before where there is one, and lists the findings of a sheet with their code
// and cell.
func checked(t *testing.T, im *importer.Importer, name, sheet, now, before string) []string {
	t.Helper()
	past := importer.NewMemory(im.Forms)
	read := func(text string) importer.Outcome {
		return im.Import(name, booktest.Bytes(t, booktest.Grid{Name: sheet, Rows: booktest.Lines(text)}), importer.Asked{}, past)
	}
	if before != "" {
		o := read(before)
		past.Add(&o)
	}
	o := read(now)
	var out []string
	for _, f := range o.Findings {
		out = append(out, strings.TrimSpace(string(f.Code)+" "+f.Place.Cell()))
	}
	return out
}

// TestOneCellOneRootCause walks real files: of what could be said of one cell
// only the root is, in the order of the contract.
func TestOneCellOneRootCause(t *testing.T) {
	im := sampleImporter(t)
	for name, tc := range map[string]struct {
		file, sheet, now, before string
		want                     []string
	}{
		"the file comes before its headings": {
			file: "甲.xlsx", sheet: "通讯录",
			now:  "姓名 | 电话\n张三 | 12345",
			want: []string{"F005", "H101"}, // of the file, and of its sheet
		},
		"a heading comes before its cells": {
			file: "甲.xlsx", sheet: "驻点招工",
			now: strings.Replace(fairsHead, "举办地点", "提供岗位数", 1) +
				"首场 | 2024-01-23 | 四川省 | 南充市 | 若干 | 若干 | 30 | 20 | 1",
			want: []string{"H104 F3"},
		},
		"no unit, no cell": {
			file: "甲.xlsx", sheet: "驻点招工",
			now: strings.Replace(fairsHead, "填报单位：椒江区人社局", "", 1) +
				"首场 | 若干 | 四川省 | 南充市 | 广场 | 若干 | 30 | 20 | 1",
			want: []string{"H106"},
		},
		"a cell comes before its row": {
			file: "甲.xlsx", sheet: "驻点招工",
			now:  fairsHead + "首场 | 2024-01-23 | 四川省 | 南充市 | 广场 | 300 | 30 | 若干 | 50",
			want: []string{"C202 H4"},
		},
		"a cell comes before its total": {
			file: "甲.xlsx", sheet: "驻点招工",
			now: fairsHead + "首场 | 2024-01-23 | 四川省 | 南充市 | 广场 | 若干 | 30 | 20 | 5\n" +
				"合计 | | | | | 300 | 30 | 20 | 5",
			want: []string{"C202 F4"},
		},
		"lost digits, not a wrong check digit": {
			file: "甲.xlsx", sheet: "花名册",
			now:  rosterHead + "张三 | 522322199001010000 | 贵州省 | 已返岗",
			want: []string{"C208 B5"},
		},
		"a passport is no resident's card": {
			file: "甲.xlsx", sheet: "花名册",
			now:  strings.Replace(rosterHead, "| 户籍省份", "| 证件类型 | 户籍省份", 1) + "张三 | 'E12345678 | 护照 | 贵州省 | 已返岗\n李四 | 'E12345678 | 居民身份证 | 贵州省 | 已返岗",
			want: []string{"C207 B6"},
		},
		"an error value is no word": {
			file: "甲.xlsx", sheet: "驻点招工",
			now:  fairsHead + "首场 | 2024-01-23 | 四川省 | 南充市 | 广场 | #REF! | 30 | =1/0→#DIV/0! | 5",
			want: []string{"C212 F4", "C212 H4"},
		},
		"a formula without result is not blank": {
			file: "甲.xlsx", sheet: "驻点招工",
			now:  fairsHead + "首场 | 2024-01-23 | 四川省 | 南充市 | 广场 | =A1+1 | 30 | 20 | 5",
			want: []string{"C213 F4"},
		},
		"a slip of 万 is no jump": {
			file: "甲.xlsx", sheet: "企业返岗情况表",
			before: strings.Replace(firmsHead, "%", "5", 1) + "台州宏顺药业有限公司 | 300 | 100 |  | 150",
			now:    strings.Replace(firmsHead, "%", "6", 1) + "台州宏顺药业有限公司 | 3000000 | 100 | | 170",
			want:   []string{"X410 B4"},
		},
		"nothing follows from a number that is none": {
			file: "甲.xlsx", sheet: "企业返岗情况表",
			now: strings.Replace(strings.Replace(firmsHead, "%", "6", 1), "应返岗", "返岗率", 1) +
				"台州宏顺药业有限公司 | 300 | 100 | p:0.9 | 0.9",
			want: []string{"C204 E4"},
		},
		"what shows whole and is not": {
			file: "甲.xlsx", sheet: "驻点招工",
			now:  fairsHead + "首场 | 2024-01-23 | 四川省 | 南充市 | 广场 | f{0}:300.4 | 30 | 20 | 5",
			want: []string{"C204 F4", "C215 F4"},
		},
		"a doubt does not hide a row's fault": {
			file: "甲.xlsx", sheet: "驻点招工",
			now:  fairsHead + "首场 | 2024-01-23 | 四川省 | 南充市 | 广场 | 300 | 30 | 40余 | 5",
			want: []string{"C210 H4", "R305 H4"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, checked(t, im, tc.file, tc.sheet, tc.now, tc.before)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestPrecedenceActsOnWhatWasRead puts findings that no file shows together
// beside each other before checking: the order holds whoever found them.
func TestPrecedenceActsOnWhatWasRead(t *testing.T) {
	im := sampleImporter(t)
	row := fairsHead + "首场 | 2024-01-23 | 四川省 | 南充市 | 广场 | 300 | 30 | 20 | 5"
	data := booktest.Bytes(t, booktest.Grid{Name: "驻点招工", Rows: booktest.Lines(row)})
	at := finding.Place{File: "甲.xlsx", Sheet: "驻点招工", Row: 4, Col: 6}
	for name, tc := range map[string]struct {
		read finding.List
		want []string
	}{
		"C208 before C207": {finding.List{finding.IDCard(at, "x", "1", ""), finding.DigitsLost(at, "x", "", "1")}, []string{"C208"}},
		"C212 before C202": {finding.List{finding.NotANumber(at, "x", "", "1"), finding.FormulaError(at, "x", "", "1")}, []string{"C212"}},
		"C213 before C202": {finding.List{finding.NoStoredResult(at, "x", "", "1"), finding.NotANumber(at, "x", "", "1")}, []string{"C213"}},
		"X410 before X402": {finding.List{finding.Jumped(at, "x", "", "1", "1", "2"), finding.UnitSlip(at, "x", "", "1", "1", "2")}, []string{"X410"}},
		"H before C":       {finding.List{finding.NotANumber(at, "x", "", "1"), finding.ColumnAmbiguous(at, "x", "", "")}, []string{"H104"}},
		"C before R":       {finding.List{finding.PartsDiffer(at, "x", "1", ""), finding.NotANumber(at, "x", "", "1")}, []string{"C202"}},
		"H106 before C":    {finding.List{finding.NotANumber(at, "x", "", "1"), finding.UnitUnclear(finding.Place{File: "甲.xlsx", Sheet: "驻点招工", Row: 2, Col: 1}, "", "")}, []string{"H106"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := im.Read("甲.xlsx", data, importer.Asked{}, nil)
			o.Returns[0].Findings = append(o.Returns[0].Findings, tc.read...)
			im.Check(&o, nil)
			var got []string
			for _, f := range o.Findings {
				got = append(got, string(f.Code))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A table whose heading is refused is read, so that its cells are told of, but
// other tables are not held against it.
func TestNothingIsComparedWithARefusedTable(t *testing.T) {
	im := sampleImporter(t)
	for columns, want := range map[string][]string{
		"提供岗位数 | 备注":    {"R306"},
		"提供岗位数 | 提供岗位数": {"H104"},
	} {
		o := im.Import("甲.xlsx", booktest.Bytes(t,
			booktest.Grid{Name: "驻点招工", Rows: booktest.Lines("驻点招工台账（第2期）\n填报单位：椒江区人社局\n开始日期 | 省份 | 地市 | 参会企业数 | 提供岗位数 | 达成就业意向\n2024-01-23 | 四川省 | 南充市 | 3 | 300 | 30")},
			booktest.Grid{Name: "参会企业", Rows: booktest.Lines("参会企业名单（第2期）\n填报单位：椒江区人社局\n举办日期 | 省份 | 地市 | 企业名称 | " + columns + "\n2024-01-23 | 四川省 | 南充市 | 台州甲机械有限公司 | 30 | ")},
		), importer.Asked{}, importer.NewMemory(im.Forms))
		var got []string
		for _, f := range o.Findings {
			if f.Severity() != finding.Advice {
				got = append(got, string(f.Code))
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", columns, d)
		}
	}
}
