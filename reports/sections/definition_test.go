package sections_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/reports/briefing"
	"chunfeng/reports/reportstest"
	"chunfeng/reports/sections"
)

func TestParseNamesWhatIsWrong(t *testing.T) {
	for name, tc := range map[string]struct{ yaml, want string }{
		"unknown key":       {"titel: [甲]\n", "[1:1]"},
		"unknown block key": {"sections:\n  - {id: a, title: 甲, blocks: [{tabel: {}}]}\n", "tabel"},
		"no id":             {"sections:\n  - {title: 甲}\n", "id and title"},
		"twice":             {"sections:\n  - {id: a, title: 甲}\n  - {id: a, title: 乙}\n", "twice"},
		"two in one block":  {"sections:\n  - id: a\n    title: 甲\n    blocks:\n      - {make: progress, table: {figures: [x.y]}}\n", "exactly one"},
		"unknown maker":     {"sections:\n  - {id: a, title: 甲, blocks: [{make: magic}]}\n", `make "magic"`},
		"unknown option":    {"lead: {sentences: [{clauses: [{say: '{a.b|roughly}'}]}]}\n", `option "roughly"`},
		"unknown word":      {"lead: {sentences: [{opens: '截至{today}', clauses: [{say: 甲}]}]}\n", "{today}"},
		"open brace":        {"lead: {sentences: [{clauses: [{say: '甲{a.b'}]}]}\n", "{ without }"},
		"open bracket":      {"lead: {sentences: [{clauses: [{say: '甲[乙'}]}]}\n", "[ without ]"},
		"stray bracket":     {"lead: {sentences: [{clauses: [{say: '甲]乙'}]}]}\n", "] without ["},
		"empty":             {"", "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sections.Parse("city.yaml", []byte(tc.yaml))
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "city.yaml") {
				t.Errorf("got %v, want an error with city.yaml and %s", err, tc.want)
			}
		})
	}
}

func TestLayering(t *testing.T) {
	name := filepath.Join(t.TempDir(), "city.yaml")
	over := `
title: [甲市简报]
sections:
  - {id: transport, title: "", drop: true}
  - id: alliance
    title: 村企结对
    blocks:
      - sentences: [{clauses: [{say: "结对{alliance.pairs}"}]}]
  - id: extra
    title: 补充
    before: progress
    blocks:
      - sentences: [{clauses: [{say: "慰问老员工{hometown.people}"}]}]
`
	if err := os.WriteFile(name, []byte(over), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := sections.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	c := reportstest.Article(3)
	w, err := d.Write(sections.Facts{Merged: c.Merged, Register: c.Register, Forms: c.Forms})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range w.Sections {
		got = append(got, s.ID+" "+s.Title)
	}
	want := []string{"recruitment 跨省驻点招工", "visits 走访慰问", "alliance 村企结对", "extra 补充", "progress 报送情况", "quality 数据质量与说明"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if w.Lead.String() != article || w.Title[0] != "甲市简报" {
		t.Errorf("title %v, lead %s", w.Title, w.Lead)
	}
}

func TestFreeParagraphs(t *testing.T) {
	c := reportstest.Article(3)
	d, err := sections.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	write := func(section, text string) (sections.Written, error) {
		return d.Write(sections.Facts{Merged: c.Merged, Register: c.Register, Forms: c.Forms, Texts: map[string][]string{section: {text}}})
	}
	w, err := write("visits", "按语：共慰问{visits.people}，返岗率{return.rate}，来自{hometown.firms:户企业}。")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range w.Sections {
		for _, b := range s.Blocks {
			if p, ok := b.(briefing.Paragraph); ok && s.ID == "visits" && p.String() == "按语：共慰问3059人，返岗率—，来自65户企业。" {
				found = p.Spans[1].Figure == "visits.people"
			}
		}
	}
	if !found {
		t.Error("the paragraph is not there")
	}
	for _, bad := range [][2]string{{"visits", "共{visits.peopel}"}, {"visits", "共{visits.people"}, {"nowhere", "甲"}} {
		if _, err := write(bad[0], bad[1]); err == nil || !strings.Contains(err.Error(), bad[0]) {
			t.Errorf("%v: got %v", bad, err)
		}
	}
}

// What stands before the lead is labelled 按语 unless it says itself what it is;
// texts of the period replace those of the definition, section by section.
func TestPreface(t *testing.T) {
	name := filepath.Join(t.TempDir(), "city.yaml")
	over := "texts:\n  preface: [请各地抓紧。]\n  visits: ['典型案例：慰问{visits.people}。']\n"
	if err := os.WriteFile(name, []byte(over), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := sections.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	c := reportstest.Article(3)
	for text, tc := range map[string]struct{ heading, words string }{
		"":                        {"按语：", "按语：请各地抓紧。"},
		"跟进{recruit.intentions}。": {"按语：", "按语：跟进3012人次。"},
		"市领导批示：“很好，{visits.solved}”。": {"市领导批示：", "市领导批示：“很好，82个”。"},
		"据了解，有三点：第一。":                 {"按语：", "按语：据了解，有三点：第一。"},
		"编者按：":                        {"编者按：", "编者按："},
	} {
		t.Run(text, func(t *testing.T) {
			f := sections.Facts{Merged: c.Merged, Register: c.Register, Forms: c.Forms}
			if text != "" {
				f.Texts = map[string][]string{sections.Preface: {text}}
			}
			w, err := d.Write(f)
			if err != nil {
				t.Fatal(err)
			}
			if len(w.Preface) != 1 || w.Preface[0].Heading != tc.heading || w.Preface[0].String() != tc.words {
				t.Errorf("got %+v, want %s", w.Preface, tc.words)
			}
			if w.Lead.String() != article {
				t.Errorf("lead %s", w.Lead)
			}
			visits := w.Sections[1]
			found := false
			for _, b := range visits.Blocks {
				p, ok := b.(briefing.Paragraph)
				found = found || ok && p.Heading == "典型案例：" && p.String() == "典型案例：慰问3059人。"
			}
			if !found {
				t.Errorf("the definition's text is not in %s", visits.ID)
			}
		})
	}
	if _, err := sections.Parse("city.yaml", []byte("texts: {preface: ['{visits.people']}\n")); err == nil || !strings.Contains(err.Error(), "preface") {
		t.Errorf("got %v", err)
	}
}
