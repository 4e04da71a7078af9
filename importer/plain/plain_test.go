package plain

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestText(t *testing.T) {
	for s, want := range map[string]string{
		"合　　计": "合 计", "  a\r\nb ": "a b", "１２００": "1200", "台州\u200b市": "台州市", "\ufeff": "", "张\u00a0三": "张 三", "a\tb": "a b",
	} {
		if got := Text(s); got != want {
			t.Errorf("Text(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, pair := range [][2]string{
		{"合　　计", "合计"}, {"（台州）", "(台州)"}, {"阿卜杜•热合曼", "阿卜杜·热合曼"}, {"现有\n员工数", "现有员工数"}, {"ABC", "ａｂｃ"}, {"1月29日—2月4日", "1月29日-2月4日"},
	} {
		if Key(pair[0]) != Key(pair[1]) {
			t.Errorf("%q and %q differ: %q, %q", pair[0], pair[1], Key(pair[0]), Key(pair[1]))
		}
	}
	if Key("合计达机械") == Key("合计") {
		t.Error("a name that begins with 合计 is not 合计")
	}
}

func TestBlank(t *testing.T) {
	for s, want := range map[string]bool{"": true, " \u3000\u200b\n": true, "0": false, "—": false} {
		if Blank(s) != want {
			t.Errorf("Blank(%q) = %v", s, !want)
		}
	}
}

func FuzzKey(f *testing.F) {
	for _, s := range []string{"合　　计", "（台州）", "\u200b", "ﬁ", "1～2", "临海市 第3期", "A、b。“c”", "a  b", "a~b", "[a]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if k := Key(s); Key(k) != k {
			t.Errorf("Key(%q) = %q, whose key is %q", s, k, Key(k))
		}
		if usual(s) && norm.NFKC.String(s) != s {
			t.Errorf("%q is not its own NFKC", s)
		}
	})
}
