package sections_test

import (
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
		"nothing":        {[]figures.ID{"recruit.teams", "recruit.firms", "recruit.posts", "recruit.provinces", "recruit.places", "recruit.fairs", "recruit.intentions", "recruit.agreements"}, "截至2月4日，全市尚无可汇总的数据。"},
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
