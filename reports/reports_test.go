package reports_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/reports"
	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
	"chunfeng/reports/reportstest"
	"chunfeng/reports/xlsx"
)

// nightbus is a form that the program has never seen.
const nightbus = `
id: nightbus
title: 夜班公交台账
filed_by: [county]
counting: flow
section: nightbus
identity: [[date]]
fields:
  - {id: date, type: date, role: event, dates: event, required: true, header: 日期}
  - {id: lines, type: count, unit: 条, header: 线路数}
figures:
  - {id: nightbus.lines, name: 夜班公交线路, unit: 条, sum: lines, definition: 线路数相加}
  - {id: nightbus.days, name: 夜班公交天数, unit: 天, rows: true, definition: 行数}
`

func unseen(t *testing.T) *briefing.Briefing {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "nightbus.yaml"), []byte(nightbus), 0o600); err != nil {
		t.Fatal(err)
	}
	catalogue, err := forms.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	reg := reportstest.Register(0)
	rows := []reportstest.Row{
		{Form: "nightbus", Unit: "331082", Set: map[returns.FieldID]string{"date": "2024-01-30", "lines": "4"}},
		{Form: "nightbus", Unit: "331002", Set: map[returns.FieldID]string{"date": "2024-01-17", "lines": "3"}},
	}
	b, err := reports.Compose(reportstest.Merge(catalogue, reg, reportstest.Periods()[2], rows), reg, catalogue, reports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestUnseenFormStandsInBothFiles(t *testing.T) {
	b := unseen(t)
	if len(b.Sections) == 0 || b.Sections[0].ID != "nightbus" || b.Sections[0].Title != "夜班公交" {
		t.Fatalf("sections %+v", b.Sections)
	}
	p, ok := b.Sections[0].Blocks[0].(briefing.Paragraph)
	if want := "截至2月4日，全市夜班公交线路7条，夜班公交天数2天。"; !ok || p.String() != want {
		t.Errorf("got %v, want %s", b.Sections[0].Blocks[0], want)
	}
	var book, page bytes.Buffer
	if err := xlsx.Write(&book, b); err != nil {
		t.Fatal(err)
	}
	if err := xlsx.Check(book.Bytes(), b); err != nil {
		t.Error(err)
	}
	if err := pdf.Write(&page, b, pdf.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := pdf.Check(page.Bytes(), b); err != nil {
		t.Error(err)
	}
}

func TestIssueAndColophon(t *testing.T) {
	c := reportstest.Article(3)
	day := reportstest.Day(2, 5)
	b, err := reports.Compose(c.Merged, c.Register, c.Forms, reports.Options{Issue: 3, Date: day, Errata: []briefing.Erratum{
		{Issue: "第2期", Figure: "recruit.posts", Name: "提供岗位", Was: "9331个以上", Is: "9338个以上", Why: "温岭市更正"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if b.Issue != "第3期" || b.Date != day || b.AsOf != reportstest.Day(2, 4) || b.Masthead != "工作简报" {
		t.Errorf("issue %q of %v as of %v under %q", b.Issue, b.Date, b.AsOf, b.Masthead)
	}
	var verbs []string
	for _, r := range b.Colophon.To {
		verbs = append(verbs, r.Verb)
	}
	if strings.Join(verbs, "") != "报送发" || b.Colophon.Copies != 60 {
		t.Errorf("colophon %+v", b.Colophon)
	}
	last := b.Sections[len(b.Sections)-1]
	if table, ok := last.Blocks[1].(*briefing.Table); !ok || table.Title != "更正" || table.Rows[0].Cells[3].Text != "9338个以上" {
		t.Errorf("errata are not first in %s", last.ID)
	}
}

func TestDraft(t *testing.T) {
	c := reportstest.Article(3)
	b, err := reports.Compose(c.Merged, c.Register, c.Forms, reports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b.Issue != "草稿" || b.Date != b.AsOf {
		t.Errorf("issue %q of %v", b.Issue, b.Date)
	}
}

func TestFreeTextThatNamesNoFigureIsRefused(t *testing.T) {
	c := reportstest.Article(3)
	_, err := reports.Compose(c.Merged, c.Register, c.Forms, reports.Options{Texts: map[string][]string{"visits": {"{visits.nothing}"}}})
	if err == nil || !strings.Contains(err.Error(), "visits.nothing") {
		t.Errorf("got %v", err)
	}
}

// Without any merged figure there is still a briefing.
func TestNothingMerged(t *testing.T) {
	c := reportstest.Article(1)
	m := &figures.Merged{AsOf: c.Merged.AsOf, Period: c.Merged.Period, Catalogue: c.Merged.Catalogue}
	b, err := reports.Compose(m, c.Register, c.Forms, reports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := b.Lead.String(), "截至1月21日，全市尚无可汇总的数据。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
