package cell

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

func TestBlank(t *testing.T) {
	for _, s := range []string{"", " ", "\u3000", "\u00a0", "\u200b", "\r\n", "-", "—", "——", "－－", "/", "／", " / ", "---", "--", "―", "ー", "\\"} {
		if !Blank(written(s)) {
			t.Errorf("%q is not blank", s)
		}
	}
	for _, s := range []string{"无", "0", "一", "~", "x", "-5", "1/2", "?"} {
		if Blank(written(s)) {
			t.Errorf("%q is blank", s)
		}
	}
	if Blank(asNumber("0")) {
		t.Error("a stored 0 is blank")
	}
}

func TestText(t *testing.T) {
	for _, test := range []struct {
		name string
		raw  Raw
		want string
	}{
		{"trimmed", written("\u00a0 招工 难\u200b\t"), "招工 难"},
		{"line breaks", written("第一行\r\n第二行"), "第一行 第二行"},
		{"full-width", written("Ａ４纸，１份"), "A4纸,1份"},
		{"none is text", written("无"), "无"},
		{"dash is absent", written("—"), ""},
		{"number as shown", Raw{Text: "7", Shown: "007", Stored: AsNumber}, "007"},
		{"number not shown", Raw{Text: "123456", Shown: "###", Stored: AsNumber}, "123456"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Text(test.raw).Text; got != test.want {
				t.Errorf("Text(%q) = %q, want %q", test.raw.Text, got, test.want)
			}
		})
	}
}

func TestFirm(t *testing.T) {
	for _, test := range []struct{ name, typed, want string }{
		{"as it is", "台州市奔跑模具有限公司", "台州市奔跑模具有限公司"},
		{"half-width brackets", "奔跑(台州)模具有限公司", "奔跑（台州）模具有限公司"},
		{"full-width brackets", "奔跑（台州）模具有限公司", "奔跑（台州）模具有限公司"},
		{"square brackets", "奔跑【台州】模具有限公司", "奔跑（台州）模具有限公司"},
		{"blanks", " 台州市 奔跑　模具\u00a0有限公司 ", "台州市奔跑模具有限公司"},
		{"blanks around brackets", "奔跑 ( 台州 ) 模具有限公司", "奔跑（台州）模具有限公司"},
		{"line break", "台州市奔跑模具\n有限公司", "台州市奔跑模具有限公司"},
		{"seal", "台州市奔跑模具有限公司（盖章）", "台州市奔跑模具有限公司"},
		{"seal and colon", "台州市奔跑模具有限公司(公章)：", "台州市奔跑模具有限公司"},
		{"closing punctuation", "台州市奔跑模具有限公司。", "台州市奔跑模具有限公司"},
		{"place at the end belongs to the name", "奔跑模具有限公司（台州）", "奔跑模具有限公司（台州）"},
		{"branch belongs to the name", "奔跑模具有限公司临海分公司", "奔跑模具有限公司临海分公司"},
		{"Latin letters keep blanks", "ABC Mold Co", "ABC Mold Co"},
		{"full-width Latin letters", "ＡＢＣ模具有限公司", "ABC模具有限公司"},
		{"blank", " ", ""},
		{"dash", "—", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Firm(written(test.typed)).Text; got != test.want {
				t.Errorf("Firm(%q) = %q, want %q", test.typed, got, test.want)
			}
		})
	}
}

func TestFirmKey(t *testing.T) {
	for _, test := range []struct {
		name, a, b string
		same       bool
	}{
		{"brackets", "奔跑（台州）模具有限公司", "奔跑(台州)模具有限公司", true},
		{"blanks and a seal", "奔跑 模具有限公司（盖章）", "奔跑模具有限公司", true},
		{"case of letters", "abc模具有限公司", "ＡＢＣ模具有限公司", true},
		{"the place in brackets", "奔跑（台州）模具有限公司", "奔跑模具有限公司", false},
		{"the legal form", "奔跑模具有限公司", "奔跑模具股份有限公司", false},
		{"the town in front", "台州市奔跑模具有限公司", "奔跑模具有限公司", false},
		{"the branch", "奔跑模具有限公司", "奔跑模具有限公司临海分公司", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if same := FirmKey(test.a) == FirmKey(test.b); same != test.same {
				t.Errorf("FirmKey: %q and %q same %v, want %v", test.a, test.b, same, test.same)
			}
		})
	}
}

func TestFirmStem(t *testing.T) {
	for _, test := range []struct{ name, typed, want string }{
		{"limited", "奔跑模具有限公司", "奔跑模具"},
		{"joint stock", "奔跑模具股份有限公司", "奔跑模具"},
		{"limited liability", "奔跑模具有限责任公司", "奔跑模具"},
		{"group", "奔跑模具集团有限公司", "奔跑模具"},
		{"city in front", "台州市奔跑模具有限公司", "奔跑模具"},
		{"province in front", "浙江奔跑模具有限公司", "奔跑模具"},
		{"province and city in front", "浙江省台州市奔跑模具有限公司", "奔跑模具"},
		{"place in brackets", "奔跑（台州）模具有限公司", "奔跑模具"},
		{"nothing to drop", "奔跑模具厂", "奔跑模具厂"},
		{"nothing but the form", "集团公司", "集团"},
		{"a place and the form", "台州公司", "公司"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := FirmStem(test.typed); got != test.want {
				t.Errorf("FirmStem(%q) = %q, want %q", test.typed, got, test.want)
			}
		})
	}
}

func TestPerson(t *testing.T) {
	for _, test := range []struct{ name, typed, want string }{
		{"padded", "张 三", "张三"},
		{"padded with an ideographic space", "张　三", "张三"},
		{"dot", "阿卜杜·热合曼", "阿卜杜·热合曼"},
		{"bullet", "阿卜杜•热合曼", "阿卜杜·热合曼"},
		{"katakana dot", "阿卜杜・热合曼", "阿卜杜·热合曼"},
		{"full-width point", "阿卜杜．热合曼", "阿卜杜·热合曼"},
		{"point", "阿卜杜.热合曼", "阿卜杜·热合曼"},
		{"blanks around the dot", "阿卜杜 · 热合曼", "阿卜杜·热合曼"},
		{"role", "张三（组长）", "张三"},
		{"role in half-width brackets", "张三(组长)", "张三"},
		{"rare character", "王𠮷", "王𠮷"},
		{"private use", "王\ue000", "王\ue000"},
		{"Latin", "John  Smith", "John Smith"},
		{"blank", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Person(written(test.typed)).Text; got != test.want {
				t.Errorf("Person(%q) = %q, want %q", test.typed, got, test.want)
			}
		})
	}
}

func TestYesNo(t *testing.T) {
	for _, s := range []string{"是", "有", "√", "✓", "✔", "Y", "y", "Ｙ", "1", "true", "TRUE", "Yes", " 是 ", "是。", "对"} {
		v, found := YesNo(written(s))
		if v.Kind != returns.YesNo || !v.Yes || len(found) > 0 {
			t.Errorf("YesNo(%q) = %+v, %s, want yes", s, v, codes(found))
		}
	}
	for _, s := range []string{"否", "无", "×", "✗", "x", "X", "N", "n", "0", "false", "FALSE", "No", "没有", "不是"} {
		v, found := YesNo(written(s))
		if v.Kind != returns.YesNo || v.Yes || len(found) > 0 {
			t.Errorf("YesNo(%q) = %+v, %s, want no", s, v, codes(found))
		}
	}
	for _, s := range []string{"", "—", "/"} {
		if v, found := YesNo(written(s)); !v.IsAbsent() || len(found) > 0 {
			t.Errorf("YesNo(%q) = %+v, %s, want absent", s, v, codes(found))
		}
	}
	for _, s := range []string{"部分", "2", "？", "是/否", "待定"} {
		if v, found := YesNo(written(s)); !v.IsAbsent() || codes(found) != "C205" {
			t.Errorf("YesNo(%q) = %+v, %s, want C205", s, v, codes(found))
		}
	}
	for _, test := range []struct {
		header, typed string
		yes           bool
		codes         string
	}{
		{"是否复工", "已复工", true, ""},
		{"是否复工", "复工", true, ""},
		{"是否已复工", "已复工", true, ""},
		{"是否复工", "未复工", false, ""},
		{"其中：是否\n留岗", "不留岗", false, ""},
		{"是否技术骨干（请填是或否）", "非技术骨干", false, ""},
		{"是否复工", "未知", false, "C205"},
		{"是否复工", "部分复工", false, "C205"},
		{"复工", "已复工", false, "C205"},
		{"是否", "已", true, ""},
	} {
		v, found := YesNo(Raw{Header: test.header, Text: test.typed})
		if v.Yes != test.yes || codes(found) != test.codes {
			t.Errorf("%s: YesNo(%q) = %+v, %s, want %v, %s", test.header, test.typed, v, codes(found), test.yes, test.codes)
		}
	}
	if v, _ := YesNo(Raw{Text: "TRUE", Stored: AsBool}); !v.Yes {
		t.Error("a stored TRUE is not yes")
	}
	if v, _ := YesNo(Raw{Text: "1", Stored: AsNumber}); !v.Yes {
		t.Error("a stored 1 is not yes")
	}
}

var modes = []ChoiceOf{
	{Value: "包车", Also: []string{"大巴", "专车", "客车"}}, {Value: "专列", Also: []string{"火车", "高铁"}}, {Value: "包机", Also: []string{"飞机"}},
}

func TestChoice(t *testing.T) {
	for _, test := range []struct {
		name, typed string
		open        bool
		want, codes string
	}{
		{"value", "包车", false, "包车", ""},
		{"spaced value", "包　车", false, "包车", ""},
		{"synonym", "大巴", false, "包车", ""},
		{"ticked", "√包车", false, "包车", ""},
		{"closing full stop", "包车。", false, "包车", ""},
		{"outside a closed list", "自驾", false, "", "C205"},
		{"outside an open list", "自 驾", true, "自 驾", "C217"},
		{"two at once", "包车、专列", false, "", "C205"},
		{"blank", "", false, "", ""},
		{"dash", "/", false, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, found := Choice(written(test.typed), modes, test.open)
			if v.Text != test.want || codes(found) != test.codes {
				t.Errorf("Choice(%q) = %q, %q, want %q, %q", test.typed, v.Text, codes(found), test.want, test.codes)
			}
		})
	}
	_, found := Choice(written("自驾"), modes, false)
	if got, want := found[0].Advice(), "请从下列选项中选填：包车、专列、包机"; got != want {
		t.Errorf("advice %q, want %q", got, want)
	}
}

func TestChoices(t *testing.T) {
	kinds := []ChoiceOf{{Value: "留岗员工", Also: []string{"留岗"}}, {Value: "技术骨干", Also: []string{"骨干"}}, {Value: "老有所为和互助"}, {Value: "其他"}}
	for _, test := range []struct {
		name, typed string
		open        bool
		want        []string
		codes       string
	}{
		{"one", "留岗员工", false, []string{"留岗员工"}, ""},
		{"listing comma", "留岗员工、技术骨干", false, []string{"留岗员工", "技术骨干"}, ""},
		{"comma", "留岗，骨干", false, []string{"留岗员工", "技术骨干"}, ""},
		{"semicolon", "留岗；骨干；", false, []string{"留岗员工", "技术骨干"}, ""},
		{"slash", "留岗/骨干", false, []string{"留岗员工", "技术骨干"}, ""},
		{"line break", "留岗\n骨干", false, []string{"留岗员工", "技术骨干"}, ""},
		{"blank", "留岗 骨干", false, []string{"留岗员工", "技术骨干"}, ""},
		{"和", "留岗和骨干", false, []string{"留岗员工", "技术骨干"}, ""},
		{"及", "留岗员工及技术骨干", false, []string{"留岗员工", "技术骨干"}, ""},
		{"和 inside an entry", "老有所为和互助、留岗", false, []string{"老有所为和互助", "留岗员工"}, ""},
		{"twice", "留岗、留岗员工", false, []string{"留岗员工"}, ""},
		{"one unknown, closed", "留岗、党员", false, nil, "C205"},
		{"one unknown, open", "留岗、党员", true, []string{"留岗员工", "党员"}, "C217"},
		{"only marks", "、", false, nil, ""},
		{"blank cell", "", false, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, found := Choices(written(test.typed), kinds, test.open)
			if diff := cmp.Diff(test.want, v.List); diff != "" || codes(found) != test.codes {
				t.Errorf("Choices(%q) finds %q, want %q (-want +got)\n%s", test.typed, codes(found), test.codes, diff)
			}
		})
	}
}

func TestUnitOf(t *testing.T) {
	for _, test := range []struct {
		header, bare, unit string
		scale              int64
	}{
		{"提供岗位数(万个)", "提供岗位数", "个", 10000},
		{"慰问金（万元）", "慰问金", "元", 10000},
		{"慰问金（元）", "慰问金", "元", 1},
		{"慰问金（单位：万元）", "慰问金", "元", 10000},
		{"产值（亿元）", "产值", "元", 100000000},
		{"费用(千元)", "费用", "元", 1000},
		{"人数(人)", "人数", "人", 1},
		{"人数（万）", "人数", "", 10000},
		{"达成就业意向（人次）", "达成就业意向", "人次", 1},
		{"政策宣传册(份)", "政策宣传册", "份", 1},
		{"稳岗红包（元/人）", "稳岗红包", "元/人", 1},
		{"返岗率（%）", "返岗率", "%", 1},
		{"返岗率（％）", "返岗率", "%", 1},
		{"提供岗位数\n（万个）", "提供岗位数", "个", 10000},
		{"提供岗位数【万个】", "提供岗位数", "个", 10000},
		{"提供岗位数（万个）（累计）", "提供岗位数(累计)", "个", 10000},
		{"慰问金万元", "慰问金", "元", 10000},
		{"参会人数 万人", "参会人数", "人", 10000},
		{"缺工(不含未返岗)", "缺工(不含未返岗)", "", 1},
		{"车次数（辆(列、架)次）", "车次数", "辆(列、架)次", 1},
		{"专列（列次）", "专列", "列次", 1},
		{"缺工(人(不含未返岗)", "缺工(人(不含未返岗)", "", 1},
		{"方式(包车/专列/包机)", "方式(包车/专列/包机)", "", 1},
		{"县(市、区)", "县(市、区)", "", 1},
		{"车辆（列、架）次", "车辆(列、架)次", "", 1},
		{"达成意向人(次)", "达成意向人(次)", "", 1},
		{"类型(返乡/返岗)", "类型(返乡/返岗)", "", 1},
		{"提供岗位数", "提供岗位数", "", 1},
		{"万人以上企业", "万人以上企业", "", 1},
		{"产值超万元", "产值超万元", "", 1},
		{"", "", "", 1},
		{"(人)", "", "人", 1},
	} {
		t.Run(test.header, func(t *testing.T) {
			bare, unit, scale := UnitOf(test.header)
			if bare != test.bare || unit != test.unit || scale != test.scale {
				t.Errorf("UnitOf(%q) = %q, %q, %d, want %q, %q, %d", test.header, bare, unit, scale, test.bare, test.unit, test.scale)
			}
		})
	}
}

// A firm's name, once read, must read the same, and so must its key.
func TestNamesAreStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("台州奔跑模具有限公司盖章（）()【】 　·•.。-—AＡa１①"))).Draw(t, "name")
		checkNames(t, s)
	})
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func checkNames(t fataler, s string) {
	t.Helper()
	firm := Firm(written(s))
	if again := Firm(written(firm.Text)); again.Text != firm.Text {
		t.Fatalf("Firm(%q) = %q, which reads as %q", s, firm.Text, again.Text)
	}
	if key := FirmKey(s); FirmKey(firm.Text) != key && !firm.IsAbsent() || FirmKey(key) != key {
		t.Fatalf("FirmKey(%q) = %q, of %q %q, of itself %q", s, key, firm.Text, FirmKey(firm.Text), FirmKey(key))
	}
	person := Person(written(s))
	if again := Person(written(person.Text)); again.Text != person.Text {
		t.Fatalf("Person(%q) = %q, which reads as %q", s, person.Text, again.Text)
	}
	text := Text(written(s))
	if again := Text(written(text.Text)); again.Text != text.Text {
		t.Fatalf("Text(%q) = %q, which reads as %q", s, text.Text, again.Text)
	}
	bare, unit, scale := UnitOf(s)
	if again, _, _ := UnitOf(bare); unit == "" && scale == 1 && again != bare {
		t.Fatalf("UnitOf(%q) = %q, which reads as %q", s, bare, again)
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"台州市奔跑模具有限公司（盖章）", "奔跑 ( 台州 ) 模具", "阿卜杜•热合曼(组长)", "(((", ")(", "【】", "有限公司", "\xff", "ﷺ", "慰问金(万元)", "、是、"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := plain.Text(s); !utf8.ValidString(s) || plain.Text(once) != once {
			return // a mark that NFKC can join only once what stood between is gone
		}
		checkNames(t, s)
		for _, open := range []bool{false, true} {
			v, found := Choices(written(s), modes, open)
			if !open && !v.IsAbsent() {
				for _, chosen := range v.List {
					if _, ok := choose(chosen, modes); !ok {
						t.Fatalf("Choices(%q) = %q, found %s", s, v.List, codes(found))
					}
				}
			}
		}
		if v, found := YesNo(written(s)); v.IsAbsent() && len(found) == 0 && !Blank(written(s)) {
			t.Fatalf("YesNo(%q) drops what is not blank", s)
		}
		FirmStem(s)
	})
}
