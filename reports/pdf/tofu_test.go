package pdf

import (
	"bytes"
	"regexp"
	"strconv"
	"testing"
	"unicode/utf16"

	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf/ttf"
)

// Every character drawn has an outline in the font that is embedded for it,
// under the number that the file gives it: pdftotext would not see a box.
func TestNoTofu(t *testing.T) {
	b := &briefing.Briefing{
		Masthead: "工作简报", Title: "生僻字：犇𬭎",
		Lead: briefing.Words("李𬭎、王犇、赵䶮、钱堃——孙喆……（1.1万㎡）“甲·乙”①②③℃±×÷≤≥→😀①🀄ＡＢＣabc０１２αβγ"),
		Sections: []briefing.Section{{Title: "犇𬭎", Blocks: []briefing.Block{
			briefing.Paragraph{Heading: "（一）犇𬭎“甲”。", Spans: []briefing.Span{{Text: "正文"}}},
			&briefing.Table{Title: "表", Columns: []briefing.Column{{Head: "犇"}}, Rows: []briefing.Row{{Kind: briefing.Removed, Cells: []briefing.Cell{{Text: "𬭎"}}}}},
		}}},
	}
	var out bytes.Buffer
	if err := Write(&out, b, Options{}); err != nil {
		t.Fatal(err)
	}
	objects, err := scan(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	pages, err := Read(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	type embedded struct {
		font *ttf.Font
		cids []byte
	}
	fonts := map[string]embedded{}
	for _, m := range regexp.MustCompile(`/(F[0-9a-f]{40}) (\d+) 0 R`).FindAllSubmatch(objects[2], -1) {
		n, _ := strconv.Atoi(string(m[2])) // a font and its parts stand in this order
		cids, err := inflate(objects[n+5])
		if err != nil {
			t.Fatal(err)
		}
		data, err := inflate(objects[n+6])
		if err != nil {
			t.Fatal(err)
		}
		font, err := ttf.Parse(string(data))
		if err != nil {
			t.Fatal(err)
		}
		fonts[string(m[1])] = embedded{font, cids}
	}
	seen := 0
	for _, p := range pages {
		for _, r := range p.Runs {
			f, ok := fonts[r.Face]
			if !ok {
				t.Fatalf("%q is set in %s, which is not embedded", r.Text, r.Face)
			}
			for _, u := range utf16.Encode([]rune(r.code)) {
				seen++
				gid := int(f.cids[2*int(u)])<<8 | int(f.cids[2*int(u)+1])
				if gid == 0 || u != ' ' && !f.font.Drawn(gid) {
					t.Errorf("no outline for %U of %q", u, r.Text)
				}
			}
		}
	}
	if seen < 80 {
		t.Errorf("only %d characters were looked at", seen)
	}
}

// The faces that are cut to GB2312 have all of it.
func TestFacesHaveGB2312(t *testing.T) {
	fs := testFaces(t)
	for r := range roles {
		font := fs.list[fs.order[r][0]]
		for _, c := range "啊阿座齄一丁龟椒黄岩路桥临海温岭玉环天台仙居三门台州湾，。、；：？！（）《》“”‘’—…·①〇々〔〕【】0123456789%" {
			if !font.Has(c) {
				t.Errorf("%s has no %q", font.Name(), c)
			}
		}
	}
}
