package cell

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
)

// asNumber is a cell that stores a number.
func asNumber(s string) Raw { return Raw{Text: s, Stored: AsNumber} }

// written is a cell of text.
func written(s string) Raw { return Raw{Text: s} }

// words is the number of v with its qualifier: 3000 atleast; "" if absent.
func words(v returns.Value) string {
	if v.IsAbsent() {
		return ""
	}
	return strings.TrimSpace(v.Number.String() + " " + v.Number.Qualifier.String())
}

func TestCount(t *testing.T) {
	for _, test := range []struct {
		name  string
		raw   Raw
		scale int64
		want  string
		codes string
	}{
		{"stored number", asNumber("123"), 1, "123", ""},
		{"stored with an exponent", asNumber("1.2E3"), 1, "1200", ""},
		{"stored with binary noise", asNumber("85.99999999999999"), 1, "86", ""},
		{"zero", asNumber("0"), 1, "0", ""},
		{"number as text", written("123"), 1, "123", "C216"},
		{"number behind an apostrophe", written("'123"), 1, "123", "C216"},
		{"number with a line break behind", written("123\n"), 1, "123", "C216"},
		{"number with a no-break space", written("\u00a0123"), 1, "123", "C216"},
		{"number with a zero-width space", written("12\u200b3"), 1, "123", "C216"},
		{"full-width digits", written("１２３"), 1, "123", "C216"},
		{"full-width separator", written("1，234"), 1, "1234", "C216"},
		{"separator", written("1,234"), 1, "1234", "C216"},
		{"separators and decimals", written("1,234,567.0"), 1, "1234567", "C216"},
		{"blank as separator", written("1 234"), 1, "1234", "C216"},
		{"blank as separator, decimals", written("12 345.0"), 1, "12345", "C216"},
		{"no-break space as separator", written("1\u00a0234"), 1, "1234", "C216"},
		{"plus sign", written("+5"), 1, "5", "C216"},
		{"closing full stop", written("123。"), 1, "123", "C216"},

		{"classifier 人", written("123人"), 1, "123", "C216"},
		{"classifier 人次", written("1200人次"), 1, "1200", "C216"},
		{"classifier 人(次)", written("1200人（次）"), 1, "1200", "C216"},
		{"classifier in brackets", written("1200（人）"), 1, "1200", "C216"},
		{"classifier 名", written("12名"), 1, "12", "C216"},
		{"classifier 位", written("12位"), 1, "12", "C216"},
		{"classifier 家", written("86家"), 1, "86", "C216"},
		{"classifier 户", written("86户"), 1, "86", "C216"},
		{"classifier 个", written("3个"), 1, "3", "C216"},
		{"classifier 份", written("3份"), 1, "3", "C216"},
		{"classifier 场", written("3场"), 1, "3", "C216"},
		{"classifier 次", written("3次"), 1, "3", "C216"},
		{"classifier 辆", written("3辆"), 1, "3", "C216"},
		{"classifier 列", written("3列"), 1, "3", "C216"},
		{"classifier 架", written("3架"), 1, "3", "C216"},
		{"classifier 件", written("3件"), 1, "3", "C216"},
		{"classifier 册", written("3册"), 1, "3", "C216"},
		{"classifier and noun", written("12名员工"), 1, "12", "C216"},
		{"noun alone", written("12员工"), 1, "12", "C216"},
		{"word in front", written("共120人"), 1, "120", "C216"},
		{"spaced", written("1 200 人"), 1, "1200", "C216"},

		{"万", written("1.1万"), 1, "11000", "C216"},
		{"万个 after a blank", written("1.1 万个"), 1, "11000", "C216"},
		{"full-width 万", written("１.１万"), 1, "11000", "C216"},
		{"万 with a Chinese full stop for the point", written("1。5万"), 1, "15000", "C216"},
		{"万 to six decimals", written("1.234567万"), 1, "", "C204"},
		{"万 to four decimals", written("1.2345万"), 1, "12345", "C216"},
		{"亿", written("1.2亿"), 1, "120000000", "C216"},
		{"千", written("3千"), 1, "3000", "C216"},
		{"百万", written("2百万"), 1, "2000000", "C216"},
		{"w for 万", written("1.2w"), 1, "12000", "C216"},
		{"万 and 千", written("1万2千"), 1, "12000", "C216"},
		{"万 and the rest", written("1万2000"), 1, "12000", "C216"},
		{"千 and 百", written("3千5百人"), 1, "3500", "C216"},
		{"亿 and 万", written("1亿2000万"), 1, "120000000", "C216"},

		{"余人", written("3000余人"), 1, "3000 atleast", "C210"},
		{"多", written("3000多"), 1, "3000 atleast", "C210"},
		{"来", written("30来个"), 1, "30 atleast", "C210"},
		{"plus behind", written("3000+"), 1, "3000 atleast", "C210"},
		{"full-width plus behind", written("3000＋"), 1, "3000 atleast", "C210"},
		{"超", written("超3000"), 1, "3000 atleast", "C210"},
		{"超过", written("超过3000人"), 1, "3000 atleast", "C210"},
		{"逾", written("逾3000"), 1, "3000 atleast", "C210"},
		{"突破", written("突破3000"), 1, "3000 atleast", "C210"},
		{"以上", written("3000人以上"), 1, "3000 atleast", "C210"},
		{"以上 before the classifier", written("3000以上"), 1, "3000 atleast", "C210"},
		{"至少", written("至少300"), 1, "300 atleast", "C210"},
		{"不少于", written("不少于300"), 1, "300 atleast", "C210"},
		{"≥", written("≥300"), 1, "300 atleast", "C210"},
		{"多名", written("200多名"), 1, "200 atleast", "C210"},
		{"多人", written("1300多人"), 1, "1300 atleast", "C210"},
		{"多名员工", written("200多名员工"), 1, "200 atleast", "C210"},
		{"千余", written("3千余"), 1, "3000 atleast", "C210"},
		{"万余", written("1.1万余人"), 1, "11000 atleast", "C210"},
		{"余万", written("10余万"), 1, "100000 atleast", "C210"},
		{"万余 alone", written("万余"), 1, "10000 atleast", "C210"},
		{"千余人 alone", written("千余人"), 1, "1000 atleast", "C210"},
		{"上千", written("上千人"), 1, "1000 atleast", "C210"},
		{"过万", written("过万"), 1, "10000 atleast", "C210"},
		{"近", written("近3000"), 1, "3000 atmost", "C210"},
		{"近百", written("近百人"), 1, "100 atmost", "C210"},
		{"不到", written("不到3000"), 1, "3000 atmost", "C210"},
		{"将近", written("将近3000"), 1, "3000 atmost", "C210"},
		{"不足", written("不足100人"), 1, "100 atmost", "C210"},
		{"以内", written("100人以内"), 1, "100 atmost", "C210"},
		{"约", written("约3000"), 1, "3000 about", "C210"},
		{"左右", written("3000左右"), 1, "3000 about", "C210"},
		{"左右 behind the classifier", written("3000人左右"), 1, "3000 about", "C210"},
		{"上下", written("3000上下"), 1, "3000 about", "C210"},
		{"大概", written("大概3000"), 1, "3000 about", "C210"},
		{"约 in brackets", written("3000（约）"), 1, "3000 about", "C210"},
		{"tilde in front", written("~3000"), 1, "3000 about", "C210"},
		{"约 and 余 at once", written("约3000余人"), 1, "3000 about", "C210"},
		{"Chinese with 余", written("三千余人"), 1, "3000 atleast", "C210"},
		{"Chinese with 余 inside", written("十余万"), 1, "100000 atleast", "C210"},
		{"Chinese with 多", written("三百多"), 1, "300 atleast", "C210"},
		{"Chinese with 几", written("三十几人"), 1, "30 atleast", "C210"},

		{"两", written("两"), 1, "2", "C216"},
		{"两百", written("两百"), 1, "200", "C216"},
		{"十二", written("十二"), 1, "12", "C216"},
		{"三百二十", written("三百二十"), 1, "320", "C216"},
		{"一千二", written("一千二"), 1, "1200", "C216"},
		{"一千零二", written("一千零二"), 1, "1002", "C216"},
		{"一万二", written("一万二"), 1, "12000", "C216"},
		{"一万二千三百四十五", written("一万二千三百四十五人"), 1, "12345", "C216"},
		{"digits in Chinese", written("一二〇"), 1, "120", "C216"},
		{"formal numerals", written("壹仟贰佰"), 1, "1200", "C216"},
		{"廿三", written("廿三"), 1, "23", "C216"},
		{"无 is zero", written("无"), 1, "0", ""},
		{"零 is zero", written("零"), 1, "0", ""},

		{"万 in the header", asNumber("1.1"), 10000, "11000", ""},
		{"万 in the header, more decimals than six", asNumber("1.2345678"), 10000, "", "C204"},
		{"万 in the header, 万 in the cell", written("1.1万"), 10000, "11000", "C216"},
		{"万 in the header, 人 in the cell", written("3000人"), 10000, "3000", "C216"},
		{"万 in the header, qualifier", written("约1.1"), 10000, "11000 about", "C210"},
		{"万 in the header, 千 in the cell", written("3千"), 10000, "", "C202"},
		{"千 in the header", asNumber("1.5"), 1000, "1500", ""},

		{"blank", written(" \u3000"), 1, "", ""},
		{"dash", written("-"), 1, "", ""},
		{"long dash", written("—"), 1, "", ""},
		{"full-width dashes", written("－－"), 1, "", ""},
		{"slash", written("/"), 1, "", ""},
		{"full-width slash", written("／"), 1, "", ""},

		{"range", written("2000-3000"), 1, "", "C211"},
		{"range with a tilde", written("2000～3000"), 1, "", "C211"},
		{"range with 至", written("2000至3000人"), 1, "", "C211"},
		{"range of 万", written("1万-2万"), 1, "", "C211"},
		{"range in words", written("三五百人"), 1, "", "C211"},
		{"range in digits of words", written("三五个"), 1, "", "C211"},
		{"range of two neighbours", written("两三百"), 1, "", "C211"},

		{"half", written("半数"), 1, "", "C202"},
		{"some", written("若干"), 1, "", "C202"},
		{"tens", written("几十"), 1, "", "C202"},
		{"tens, formal", written("数十人"), 1, "", "C202"},
		{"a letter", written("12a"), 1, "", "C202"},
		{"a word", written("待统计"), 1, "", "C202"},
		{"a bare unit", written("万人"), 1, "", "C202"},
		{"a percentage", written("95%"), 1, "", "C202"},
		{"yuan where people are counted", written("300元"), 1, "", "C202"},
		{"boxes of them", written("10箱"), 1, "", "C202"},
		{"a sum", written("12+30"), 1, "", "C202"},
		{"a remark in brackets", written("120（含外省20）"), 1, "", "C202"},
		{"groups of two", written("1,23"), 1, "", "C202"},
		{"groups of four", written("1,2345"), 1, "", "C202"},
		{"a decimal comma", written("0,123"), 1, "", "C202"},
		{"two points", written("1.2.3"), 1, "", "C202"},
		{"two lines", written("12\n345"), 1, "", "C202"},
		{"two numbers far apart", written("12   345"), 1, "", "C202"},
		{"an ideographic space between digits", written("1　234"), 1, "", "C202"},
		{"separators of two kinds", written("1,234 567"), 1, "", "C202"},
		{"a circled digit", written("①20"), 1, "", "C202"},
		{"a superscript", written("20²"), 1, "", "C202"},
		{"万 and one digit: 12000 or 10002", written("1万2"), 1, "", "C202"},
		{"a decimal 万 and more", written("1.2万3千"), 1, "", "C202"},
		{"more than fits below 万", written("1万20000"), 1, "", "C202"},
		{"a date", written("2月4日"), 1, "", "C202"},
		{"an ordinal", written("第3"), 1, "", "C202"},
		{"过 before digits", written("过3000"), 1, "", "C202"},
		{"bool", Raw{Text: "TRUE", Stored: AsBool}, 1, "", "C202"},
		{"a date made of 3-5", Raw{Text: "45356", Shown: "3月5日", Stored: AsDate}, 1, "", "C202"},
		{"percent format", Raw{Text: "0.95", Shown: "95%", Stored: AsNumber, Percent: true}, 1, "", "C202"},
		{"NaN", asNumber("NaN"), 1, "", "C202"},
		{"INF", asNumber("INF"), 1, "", "C202"},

		{"negative", asNumber("-5"), 1, "", "C204"},
		{"negative as text", written("-5"), 1, "", "C204"},
		{"a minus sign", written("−5"), 1, "", "C204"},
		{"a fraction of a person", asNumber("85.6"), 1, "", "C204"},
		{"a fraction of a person as text", written("85.6人"), 1, "", "C204"},
		{"absurd", asNumber("9000000001"), 1, "", "C204"},
		{"just not absurd", asNumber("9000000000"), 1, "9000000000", ""},
		{"beyond any number", asNumber("1E308"), 1, "", "C204"},
		{"an exponent beyond reason", asNumber("1E9223372036854775807"), 1, "", "C202"},
		{"more digits than a number holds", written("123456789012345678901234567890"), 1, "", "C204"},

		{"shown rounded", Raw{Text: "85.6", Shown: "86", Stored: AsNumber}, 1, "", "C215 C204"},
		{"shown with a separator", Raw{Text: "1234", Shown: "1,234", Stored: AsNumber}, 1, "1234", ""},
		{"shown with decimals", Raw{Text: "1234", Shown: "1,234.00", Stored: AsNumber}, 1, "1234", ""},
		{"shown in 万", Raw{Text: "12345", Shown: "1.2万", Stored: AsNumber}, 1, "12345", "C215"},
		{"shown with a classifier", Raw{Text: "86", Shown: "86人", Stored: AsNumber}, 1, "86", ""},
		{"shown as a dash", Raw{Text: "0", Shown: "-", Stored: AsNumber}, 1, "0", ""},
		{"column too narrow", Raw{Text: "1234", Shown: "####", Stored: AsNumber}, 1, "1234", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.raw.At.Row, test.raw.At.Col = 7, 8
			v, found := Count(test.raw, test.scale)
			if got := codes(found); got != test.codes {
				t.Errorf("Count(%q) finds %q, want %q", test.raw.Text, got, test.codes)
			}
			if got := words(v); got != test.want {
				t.Errorf("Count(%q) = %q, want %q", test.raw.Text, got, test.want)
			}
			if !v.IsAbsent() && (v.Kind != returns.Count || v.Cell() != "H7" || v.Typed != test.raw.Typed()) {
				t.Errorf("Count(%q) = %+v", test.raw.Text, v)
			}
		})
	}
}

func TestMoney(t *testing.T) {
	for _, test := range []struct {
		name  string
		raw   Raw
		scale int64
		want  string
		codes string
	}{
		{"stored", asNumber("1234.56"), 1, "1234.56", ""},
		{"stored with binary noise", asNumber("0.30000000000000004"), 1, "0.3", ""},
		{"万元 in the header", asNumber("1.5"), 10000, "15000", ""},
		{"亿元 in the header", asNumber("1.5"), 100000000, "150000000", ""},
		{"more decimals than six in 万元", asNumber("1.23456789"), 10000, "12345.6789", ""},
		{"万元 in the cell", written("1.5万元"), 1, "15000", "C216"},
		{"万元 in the cell and the header", written("1.5万元"), 10000, "15000", "C216"},
		{"万 in the cell, 万元 in the header", written("1.5万"), 10000, "15000", "C216"},
		{"千元 in the cell, 万元 in the header", written("3千元"), 10000, "3000", "C216"},
		{"元 in the cell, 万元 in the header", written("500元"), 10000, "500", "C216"},
		{"千 in the cell, 万元 in the header", written("3千"), 10000, "", "C202"},
		{"元整", written("1200元整"), 1, "1200", "C216"},
		{"yuan sign", written("￥1,200.50"), 1, "1200.5", "C216"},
		{"人民币", written("人民币1.5万元"), 1, "15000", "C216"},
		{"a head", written("500元/人"), 1, "500", "C216"},
		{"块", written("500块"), 1, "500", "C216"},
		{"formal numerals", written("壹万伍仟元整"), 1, "15000", "C216"},
		{"余 behind 万", written("110.53万余元"), 1, "1105300 atleast", "C210"},
		{"约", written("约2万元"), 1, "20000 about", "C210"},
		{"none", written("无"), 10000, "0", ""},
		{"shown rounded", Raw{Text: "85.6", Shown: "86", Stored: AsNumber}, 1, "85.6", "C215"},
		{"shown as currency", Raw{Text: "1200.5", Shown: "¥1,200.50", Stored: AsNumber}, 1, "1200.5", ""},
		{"shown rounded in 万元", Raw{Text: "1.56", Shown: "1.6", Stored: AsNumber}, 10000, "15600", "C215"},
		{"negative", asNumber("-1"), 1, "", "C204"},
		{"beyond any number", asNumber("1E13"), 1, "", "C204"},
		{"beyond any number only in 亿元", asNumber("1000000"), 100000000, "", "C204"},
		{"people", written("3人"), 1, "", "C202"},
		{"dollars", written("$100"), 1, "", "C202"},
		{"range", written("1-2万元"), 1, "", "C211"},
		{"blank", written(""), 1, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, found := Money(test.raw, test.scale)
			if got := words(v); got != test.want {
				t.Errorf("Money(%q) = %q, want %q", test.raw.Text, got, test.want)
			}
			if got := codes(found); got != test.codes {
				t.Errorf("Money(%q) finds %q, want %q", test.raw.Text, got, test.codes)
			}
		})
	}
}

func TestRate(t *testing.T) {
	percentFormat := func(s, shown string) Raw { return Raw{Text: s, Shown: shown, Stored: AsNumber, Percent: true} }
	for _, test := range []struct {
		name    string
		raw     Raw
		percent bool
		want    string
		codes   string
	}{
		{"percent sign", written("95%"), false, "0.95", "C216"},
		{"percent sign in a percent column", written("95%"), true, "0.95", "C216"},
		{"full-width percent sign", written("95.5％"), true, "0.955", "C216"},
		{"percent format", percentFormat("0.95", "95%"), true, "0.95", ""},
		{"percent format shown rounded", percentFormat("0.9533", "95%"), true, "0.9533", ""},
		{"a format that writes the sign", Raw{Text: "95", Shown: "95.0%", Stored: AsNumber}, false, "0.95", ""},
		{"number in a percent column", asNumber("95.0"), true, "0.95", ""},
		{"number with decimals in a percent column", asNumber("94.56"), true, "0.9456", ""},
		{"text in a percent column", written("95.0"), true, "0.95", "C216"},
		{"fraction", asNumber("0.95"), false, "0.95", ""},
		{"one", asNumber("1"), false, "1", ""},
		{"hundred", asNumber("100"), true, "1", ""},
		{"zero in a percent column", asNumber("0"), true, "0", ""},
		{"words", written("百分之九十五"), false, "0.95", "C216"},
		{"per mille", written("950‰"), false, "0.95", "C216"},
		{"about", written("约95%"), false, "0.95 about", "C210"},
		{"none", written("无"), false, "0", ""},
		{"fraction in a percent column", asNumber("0.95"), true, "", "C204"},
		{"fraction in a percent column with % in its header", Raw{Text: "0.5", Stored: AsNumber, Header: "返岗率（%）"}, true, "0.005", ""},
		{"percentage in a column of fractions", asNumber("95"), false, "", "C204"},
		{"over 100%", written("101%"), false, "", "C204"},
		{"over 100 in a percent column", asNumber("101"), true, "", "C204"},
		{"negative", asNumber("-0.1"), false, "", "C204"},
		{"range", written("90%-95%"), true, "", "C211"},
		{"range with one sign", written("90-95%"), true, "", "C211"},
		{"sign inside", written("9%5"), true, "", "C202"},
		{"two ways at once", written("百分之95%"), true, "", "C202"},
		{"a word", written("较高"), true, "", "C202"},
		{"people", written("95人"), true, "", "C202"},
		{"dash", written("—"), true, "", ""},
		{"bool", Raw{Text: "TRUE", Stored: AsBool}, true, "", "C202"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, found := Rate(test.raw, test.percent)
			if got := words(v); got != test.want {
				t.Errorf("Rate(%q, %v) = %q, want %q", test.raw.Text, test.percent, got, test.want)
			}
			if got := codes(found); got != test.codes {
				t.Errorf("Rate(%q, %v) finds %q, want %q", test.raw.Text, test.percent, got, test.codes)
			}
		})
	}
}

func TestRateSuggestsThePercentage(t *testing.T) {
	for _, test := range []struct {
		name    string
		raw     Raw
		percent bool
		want    string
	}{
		{"fraction in a percent column", asNumber("0.953"), true, "95.3%"},
		{"percentage in a column of fractions", asNumber("95.3"), false, "95.3%"},
		{"over 100%", written("101%"), false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, found := Rate(test.raw, test.percent)
			if len(found) != 1 || found[0].Suggestion != test.want {
				t.Errorf("found %+v, want the suggestion %q", found, test.want)
			}
		})
	}
}

func TestPercentColumn(t *testing.T) {
	column := func(texts ...string) []Raw {
		var out []Raw
		for _, s := range texts {
			out = append(out, asNumber(s))
		}
		return out
	}
	for _, test := range []struct {
		name string
		raws []Raw
		want bool
	}{
		{"percentages", column("95", "88.5", "100"), true},
		{"fractions", column("0.95", "0.885", "1"), false},
		{"mostly percentages", column("95", "0.9", "88"), true},
		{"mostly fractions", column("0.95", "0.9", "88"), false},
		{"little over one may be a fraction", column("1.05"), false},
		{"zeros do not vote", column("0", "0", "95"), true},
		{"signs do not vote", []Raw{written("95%"), written("90%"), asNumber("0.9")}, false},
		{"signs beside percentages", []Raw{written("95%"), asNumber("90")}, true},
		{"blanks and words", []Raw{written(""), written("未统计")}, false},
		{"nothing", nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := PercentColumn(test.raws); got != test.want {
				t.Errorf("PercentColumn = %v, want %v", got, test.want)
			}
		})
	}
	if !FractionColumn(column("0.95", "1", "0")) || FractionColumn(column("0.95", "95")) || FractionColumn(nil) {
		t.Error("FractionColumn is wrong")
	}
}

// Zibo's list mixes 万人 and 人, and adds up to 283775.
func TestMixedUnitsAddUp(t *testing.T) {
	var sum returns.Number
	for _, s := range []string{"21.75万人", "15289人", "7706人", "5356人", "6829人", "31095人"} {
		v, found := Count(written(s), 1)
		if found.Faulty() {
			t.Fatalf("%s: %s", s, codes(found))
		}
		var err error
		if sum, err = sum.Add(v.Number); err != nil {
			t.Fatal(err)
		}
	}
	if got := sum.String(); got != "283775" {
		t.Errorf("sum %s, want 283775", got)
	}
}

// Whatever way a clerk writes a count, it must read as that count.
func TestCountReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 99_999_999).Draw(t, "n")
		write := rapid.SampledFrom(writings).Draw(t, "writing")
		s := write(n)
		v, found := Count(written(s), 1)
		if found.Faulty() || v.Number.Micros != n*1_000_000 || v.Number.Qualifier != returns.Exact {
			t.Fatalf("Count(%q) = %q, %s, want %d", s, words(v), codes(found), n)
		}
	})
}

// writings are ways of writing a whole number.
var writings = []func(int64) string{
	func(n int64) string { return returns.Int(int(n)).String() },
	func(n int64) string { return returns.Int(int(n)).String() + "人" },
	func(n int64) string { return grouped(n, ",") },
	func(n int64) string { return grouped(n, "，") },
	func(n int64) string { return grouped(n, " ") },
	func(n int64) string { return fullWidth(returns.Int(int(n)).String()) },
	func(n int64) string {
		return (returns.Number{Micros: n * 100}).String() + "万" // n ÷ 10000
	},
	chinese,
}

func grouped(n int64, separator string) string {
	s := returns.Int(int(n)).String()
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + separator + s[i:]
	}
	return s
}

func fullWidth(s string) string {
	return strings.Map(func(c rune) rune { return c - '0' + '０' }, s)
}

// chinese writes n in Chinese numerals, independently of how they are read.
func chinese(n int64) string {
	if n >= 10000 {
		s := chinese(n/10000) + "万"
		switch rest := n % 10000; {
		case rest == 0:
			return s
		case rest < 1000:
			return s + "零" + chinese(rest)
		default:
			return s + chinese(rest)
		}
	}
	digits := []rune("零一二三四五六七八九")
	units := []string{"", "十", "百", "千"}
	if n < 10 {
		return string(digits[n])
	}
	var s string
	gap := false
	for power, unit := 3, int64(1000); power >= 0; power, unit = power-1, unit/10 {
		d := n / unit % 10
		switch {
		case d == 0:
			gap = s != ""
		default:
			if gap {
				s += "零"
			}
			s, gap = s+string(digits[d])+units[power], false
		}
	}
	if n < 20 {
		return strings.TrimPrefix(s, "一")
	}
	return s
}

// Scaling by the header must equal a 万 in the cell.
func TestScaleEqualsUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := (returns.Number{Micros: rapid.Int64Range(0, 99_999_999_999).Draw(t, "micros")}).String()
		scaled, _ := Money(asNumber(s), 10000)
		inCell, _ := Money(written(s+"万元"), 1)
		if scaled.Number != inCell.Number {
			t.Fatalf("%s 万元 is %s by the header and %s by the cell", s, words(scaled), words(inCell))
		}
	})
}

func FuzzCount(f *testing.F) {
	for _, s := range []string{
		"1.1万", "3000余人", "近3000", "2000-3000", "1，234", "一千二", "三五个", "无", "—", "①20", "1万2千", "10余万", "壹仟", "1e400", "‰", "3千元", "12\n345", "百分之", "上千", "( )", "0,123", "−5", "廿", "\xff",
	} {
		f.Add(s, true, int64(1))
		f.Add(s, false, int64(10000))
	}
	f.Fuzz(func(t *testing.T, s string, text bool, scale int64) {
		if scale <= 0 {
			scale = 1
		}
		r := asNumber(s)
		if text {
			r = written(s)
		}
		v, found := Count(r, scale)
		if !v.IsAbsent() {
			if found.Faulty() || v.Number.Micros < 0 || !v.Number.Whole() || v.Number.Micros/1_000_000 > maxCount {
				t.Fatalf("Count(%q) = %+v, %s", s, v, codes(found))
			}
			back, _ := Count(asNumber(v.Number.String()), 1)
			if back.Number.Micros != v.Number.Micros {
				t.Fatalf("Count(%q) = %s, which reads as %s", s, v.Number, back.Number)
			}
			if (v.Number.Qualifier != returns.Exact) != (codes(found) == "C210") {
				t.Fatalf("Count(%q) = %s %s, found %s", s, v.Number, v.Number.Qualifier, codes(found))
			}
		}
		if v.IsAbsent() && len(found) == 0 && !Blank(r) {
			t.Fatalf("Count(%q) drops what is not blank", s)
		}
		money, _ := Money(r, scale)
		if !money.IsAbsent() && money.Number.Micros < 0 {
			t.Fatalf("Money(%q) = %s", s, money.Number)
		}
		for _, percent := range []bool{false, true} {
			rate, _ := Rate(r, percent)
			if !rate.IsAbsent() && (rate.Number.Micros < 0 || rate.Number.Micros > 1_000_000) {
				t.Fatalf("Rate(%q) = %s", s, rate.Number)
			}
		}
	})
}

func BenchmarkCount(b *testing.B) {
	for _, s := range []string{"123", "1.1万余人", "一万二千三百四十五"} {
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				Count(written(s), 1)
			}
		})
	}
	b.Run("stored", func(b *testing.B) {
		for b.Loop() {
			Count(asNumber("123"), 1)
		}
	})
}

// What is surely no number is none to Count either.
func TestWordyIsNoNumber(t *testing.T) {
	for s, want := range map[string]bool{"操作工": true, "贵州省": true, "若干": true, "暂无": false, "没有": false, "三": false, "约百": false, "12": false, "甲1": false, "": false} {
		if Wordy(s) != want {
			t.Errorf("Wordy(%q) is %v", s, !want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("约余多近超几数半双对个人家名左右不到以上之共计合接若干无没有零暂大概超过操作工省市县一二两三十百千万亿廿壹拾")), 1, 6, -1).Draw(t, "text")
		_, found := Count(Raw{Text: s}, 1)
		if Wordy(s) && !slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Code == "C202" }) {
			t.Errorf("%q is wordy, and Count found %v", s, found)
		}
	})
}
