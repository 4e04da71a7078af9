package pdf

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func testFaces(t testing.TB) *faces {
	t.Helper()
	fs, err := loadFaces("")
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

func read(lines []line) (out []string) {
	for _, l := range lines {
		var b strings.Builder
		for _, g := range l.glyphs {
			b.WriteRune(g.r)
		}
		out = append(out, b.String())
	}
	return out
}

func TestFill(t *testing.T) {
	fs := testFaces(t)
	cases := map[string]struct {
		text string
		ems  float64
		want []string
	}{
		"plain":                        {"春风送暖乐业同行", 4, []string{"春风送暖", "乐业同行"}},
		"comma is squeezed in":         {"春，风，送，暖", 4, []string{"春，风，", "送，暖"}},
		"comma takes a word along":     {"春风送暖，乐业", 4, []string{"春风送", "暖，乐业"}},
		"marks squeeze for one more":   {"春，风送，暖乐", 4.5, []string{"春，风送，", "暖乐"}},
		"bracket is not left behind":   {"春风送（乐业）", 4, []string{"春风送", "（乐业）"}},
		"number stays whole":           {"共有11041个", 4, []string{"共有", "11041个"}},
		"number and its power":         {"岗位有1.1万个", 5, []string{"岗位有", "1.1万个"}},
		"percent":                      {"返岗率为90.3%以上", 6, []string{"返岗率为", "90.3%以上"}},
		"dash is not broken":           {"春风送——暖", 4, []string{"春风送", "——暖"}},
		"range stays whole":            {"春风送暖80%—90%的", 8, []string{"春风送暖", "80%—90%的"}},
		"dots are not broken":          {"春风送……暖", 4, []string{"春风送", "……暖"}},
		"word longer than the line":    {"春123456789012345", 4, []string{"春", "1234567", "8901234", "5"}},
		"blank at the end is dropped":  {"春风送暖 乐业", 4, []string{"春风送暖", "乐业"}},
		"neighbouring marks closed up": {"（春）。（风）", 4, []string{"（春）。", "（风）"}},
		"Latin comma":                  {"春风送暖,乐业", 4, []string{"春风送", "暖,乐业"}},
		"no character stands alone":    {"春风送暖乐业同行吧。", 8, []string{"春风送暖乐业同", "行吧。"}},
		"but a number is not cut":      {"春123456789好", 5.7, []string{"春", "123456789", "好"}},
		"marks give half inside":       {"春风，送暖乐业同行春风送暖", 8.55, []string{"春风，送暖乐业同", "行春风送暖"}},
		"and all at the end":           {"春风，送暖乐业同行", 8.55, []string{"春风，送暖乐业同行"}},
		"or if it would be torn apart": {"春，风送（92.7%）、乐业", 8.1, []string{"春，风送（92.7%）、", "乐业"}},
		"nothing":                      {"", 4, nil},
		"only blanks":                  {"   ", 4, []string{""}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			st := style{role: fang, size: 10}
			got := read(fill(fs.shape(c.text, st), c.ems*10, c.ems*10, justify))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever the text and the width: no character is lost, no line is wider than
// its measure unless a single character is, and no mark stands where it must
// not while another break was possible.
func TestFillProperties(t *testing.T) {
	fs := testFaces(t)
	alphabet := []rune("春风送暖，。、；：？！（）《》“”—…·%1234567890.abc -/万犇")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 120).Draw(t, "text"))
		ems := rapid.Float64Range(2, 30).Draw(t, "ems")
		al := rapid.SampledFrom([]align{justify, flushLeft}).Draw(t, "align")
		st := style{role: fang, size: 16, track: track}
		wide := ems * pitch
		lines := fill(fs.shape(text, st), wide, wide, al)
		if got, want := solid(strings.Join(read(lines), "")), solid(text); got != want {
			t.Fatalf("lines have %q, want %q", got, want)
		}
		for i, l := range lines {
			if len(l.glyphs) == 0 {
				continue
			}
			if over := l.width - wide; over > 0.02 && len(l.glyphs) > 1 && breakable(l.glyphs) {
				t.Fatalf("line %d is %.2f points too wide", i, over)
			}
			if i > 0 {
				a, b := last(lines[i-1].glyphs), l.glyphs[0]
				if a != nil && !mayBreak(*a, b) && breakable(lines[i-1].glyphs) && lines[i-1].glyphs[len(lines[i-1].glyphs)-1].kind != space && !afterBlank(text, lines, i) {
					t.Fatalf("line %d ends before %q after %q", i-1, b.r, a.r)
				}
			}
			if al == justify && i < len(lines)-1 && len(l.glyphs) > 1 && l.width > wide+0.02 && breakable(l.glyphs) {
				t.Fatalf("justified line %d is %.2f wide, want %.2f", i, l.width, wide)
			}
		}
	})
}

func last(g []glyph) *glyph {
	if len(g) == 0 {
		return nil
	}
	return &g[len(g)-1]
}

// breakable reports whether a line could have ended earlier.
func breakable(g []glyph) bool {
	for i := 0; i+1 < len(g); i++ {
		if mayBreak(g[i], g[i+1]) {
			return true
		}
	}
	return false
}

// afterBlank reports whether a blank stood between line i-1 and line i.
func afterBlank(text string, lines []line, i int) bool {
	n := 0
	for _, l := range lines[:i] {
		for _, g := range l.glyphs {
			if g.kind != space {
				n++
			}
		}
	}
	for _, r := range clean(text) {
		if n == 0 {
			return unicode.IsSpace(r)
		}
		if !unicode.IsSpace(r) {
			n--
		}
	}
	return true
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"张\u200b三\ufeff":    "张三",
		"a\tb\r\nc":         "a b  c",
		"e\u0301":           "é",
		"坏\xff":             "坏〓",
		"\x00\u202e文\ufe0f": "文",
		"１２　万":              "１２　万",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTitleLines(t *testing.T) {
	cases := map[string]struct {
		lines []string
		title string
		want  []string
	}{
		"given lines":     {[]string{"甲甲甲甲", "乙乙乙乙乙"}, "甲甲甲甲乙乙乙乙乙", []string{"甲甲甲甲", "乙乙乙乙乙"}},
		"short":           {nil, "工作情况", []string{"工作情况"}},
		"after a mark":    {nil, "大规模跨省“驻点招工”；创新打造跨省“村企联盟”", []string{"大规模跨省“驻点招工”；", "创新打造跨省“村企联盟”"}},
		"between words":   {nil, "台州2024年春节稳岗扩岗保用工促就业专项行动", []string{"台州2024年春节稳岗扩岗", "保用工促就业专项行动"}},
		"own line breaks": {nil, "甲\n乙", []string{"甲", "乙"}},
		"none":            {nil, " ", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, titleLines(c.lines, c.title, 20)); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNumbered(t *testing.T) {
	for _, c := range []struct {
		n           int
		title, want string
	}{
		{1, "招工", "一、招工"}, {10, "招工", "十、招工"}, {11, "招工", "十一、招工"}, {20, "招工", "二十、招工"}, {99, "招工", "九十九、招工"}, {100, "招工", "100、招工"},
		{3, "一、招工", "一、招工"}, {3, "招工、走访", "三、招工、走访"},
	} {
		if got := numbered(c.n, c.title); got != c.want {
			t.Errorf("numbered(%d, %q) = %q, want %q", c.n, c.title, got, c.want)
		}
	}
}
