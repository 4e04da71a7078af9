package pdf

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/reports/briefing"
)

// tops are where boxes begin, by page.
func tops(pages []page) (out [][]float64) {
	for _, p := range pages {
		var t []float64
		for _, b := range p.boxes {
			t = append(t, b.top)
		}
		out = append(out, t)
	}
	return out
}

func TestFlow(t *testing.T) {
	text := box{height: lead, grid: true}
	heading := box{height: lead, grid: true, keep: true, head: true}
	picture := box{height: 20 * lead, grid: true, float: true, first: true}
	head := box{height: 10}
	cases := map[string]struct {
		boxes []box
		want  [][]float64
	}{
		"text goes on the grid after what is not": {
			[]box{{height: 30}, text, text}, [][]float64{{0, 2 * lead, 3 * lead}}},
		"a heading goes with its text": {
			append(repeatBox(21, text), heading, text), [][]float64{onGrid(21), {0, lead}}},
		"a picture waits while text goes on": {
			append(repeatBox(20, text), picture, text, text, text), [][]float64{onGrid(22), {0, 20 * lead}}},
		"a picture does not part a heading from its text": {
			append(repeatBox(20, text), heading, picture, text), [][]float64{onGrid(22), {0}}},
		"a heading of pictures only goes with the first": {
			append(repeatBox(20, text), heading, picture), [][]float64{onGrid(20), {0, lead}}},
		"a head comes again": {
			[]box{{height: 600}, {height: 60, repeat: []box{head}}, {height: 20, repeat: []box{head}}}, [][]float64{{0}, {0, 10, 70}}},
		"what is kept together and longer than a page is parted": {
			[]box{{height: 400, keep: true}, {height: 400, keep: true}, {height: 100}}, [][]float64{{0}, {0, 400}}},
		"nothing": {nil, [][]float64{nil}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := flow{depth: func(int) float64 { return depth }}
			if diff := cmp.Diff(c.want, tops(f.place(c.boxes)), cmp.Comparer(func(a, b float64) bool { return a-b < 0.001 && b-a < 0.001 })); diff != "" {
				t.Errorf("tops (-want +got):\n%s", diff)
			}
		})
	}
}

func repeatBox(n int, b box) (out []box) {
	for range n {
		out = append(out, b)
	}
	return out
}

func onGrid(n int) (out []float64) {
	for i := range n {
		out = append(out, float64(i)*lead)
	}
	return out
}

// The outline names title, sections, paragraphs' headings, tables and charts
// once, in order.
func TestBookmarks(t *testing.T) {
	rows := make([]briefing.Row, 60)
	b := &briefing.Briefing{Masthead: "简报", Title: "标题", Sections: []briefing.Section{
		{Title: "招工", Blocks: []briefing.Block{
			briefing.Paragraph{Heading: "（一）进展。", Spans: []briefing.Span{{Text: "有"}}},
			&briefing.Table{Title: "情况表", Columns: []briefing.Column{{Head: "单位"}}, Rows: rows},
			&briefing.Chart{Title: "走势", Kind: briefing.Lines},
		}},
		{Title: "空的"},
		{Title: "走访", Blocks: []briefing.Block{briefing.Words("有")}},
	}}
	var out bytes.Buffer
	if err := Write(&out, b, Options{Attach: []Attachment{{Name: "汇总表.xlsx", Data: []byte("PK")}}}); err != nil {
		t.Fatal(err)
	}
	objects, err := scan(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	item := regexp.MustCompile(`/Title <feff([0-9a-f]+)> .*/Dest \[(\d+) 0 R`)
	for i := 1; i <= len(objects); i++ {
		m := item.FindStringSubmatch(string(objects[i]))
		if m == nil {
			continue
		}
		title, err := hex.DecodeString(m[1])
		if err != nil {
			t.Fatal(err)
		}
		n, _ := strconv.Atoi(m[2])
		if !strings.Contains(string(objects[n]), "/Type /Page\n") {
			t.Errorf("a bookmark leads to object %d, which is no page", n)
		}
		got = append(got, utf16be(string(title)))
	}
	if diff := cmp.Diff([]string{"标题", "一、招工", "（一）进展", "情况表", "走势", "二、走访"}, got); diff != "" {
		t.Errorf("bookmarks (-want +got):\n%s", diff)
	}
}
