package sections_test

import (
	"strings"
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/reports/reportstest"
	"chunfeng/reports/sections"
)

const article = "截至2月4日，全市已派出14个小分队，组织90家企业，带着1.1万个工作岗位，赴6省21地，开展了40场现场招聘活动，达成就业意向3012人次，签订劳务合作协议47份。"

func written(t *testing.T, c reportstest.Case) sections.Written {
	t.Helper()
	d, err := sections.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	w, err := d.Write(sections.Facts{Merged: c.Merged, Earlier: c.Earlier, Register: c.Register, Forms: c.Forms})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestLeadIsTheArticles(t *testing.T) {
	if got := written(t, reportstest.Article(3)).Lead.String(); got != article {
		t.Errorf("got  %s\nwant %s", got, article)
	}
}

func TestLeadWithoutFigures(t *testing.T) {
	for name, tc := range map[string]struct {
		without []figures.ID
		want    string
	}{
		"no teams":       {[]figures.ID{"recruit.teams"}, "截至2月4日，全市组织90家企业，带着1.1万个工作岗位，赴6省21地，开展了40场现场招聘活动，达成就业意向3012人次，签订劳务合作协议47份。"},
		"no agreements":  {[]figures.ID{"recruit.agreements"}, "截至2月4日，全市已派出14个小分队，组织90家企业，带着1.1万个工作岗位，赴6省21地，开展了40场现场招聘活动，达成就业意向3012人次。"},
		"no places":      {[]figures.ID{"recruit.places"}, "截至2月4日，全市已派出14个小分队，组织90家企业，带着1.1万个工作岗位，赴6省，开展了40场现场招聘活动，达成就业意向3012人次，签订劳务合作协议47份。"},
		"only posts":     {[]figures.ID{"recruit.teams", "recruit.firms", "recruit.provinces", "recruit.places", "recruit.fairs", "recruit.intentions", "recruit.agreements"}, "截至2月4日，全市提供1.1万个工作岗位。"},
		"only provinces": {[]figures.ID{"recruit.teams", "recruit.firms", "recruit.posts", "recruit.places", "recruit.fairs", "recruit.intentions", "recruit.agreements"}, "截至2月4日，全市招工涉及6省。"},
		"no recruitment": {[]figures.ID{"recruit.teams", "recruit.firms", "recruit.posts", "recruit.provinces", "recruit.places", "recruit.fairs", "recruit.intentions", "recruit.agreements"}, "截至2月4日，全市累计走访企业312家，慰问员工3000余人，解决实际困难82个，赴省外慰问老员工484人，组织返乡返岗专车3辆(列、架)次。"},
	} {
		t.Run(name, func(t *testing.T) {
			c := reportstest.Article(3)
			for _, id := range tc.without {
				delete(c.Merged.Figures[figures.City], id)
			}
			if got := written(t, c).Lead.String(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestLeadWithoutAnyFigure(t *testing.T) {
	c := reportstest.Article(3)
	clear(c.Merged.Figures)
	if got, want := written(t, c).Lead.String(), "截至2月4日，全市尚无可汇总的数据。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// With returns of workers the lead says them too, after the article's sentence.
func TestLeadWithReturns(t *testing.T) {
	got := written(t, reportstest.Article(5)).Lead.String()
	if !strings.Contains(got, "。已报企业老员工返岗率") || strings.Count(got, "。") != 2 {
		t.Errorf("got %s", got)
	}
}
