package register

import (
	"os"
	"testing"

	"chunfeng/importer/period"
)

func sample(t *testing.T) *Register {
	t.Helper()
	data, err := os.ReadFile("testdata/campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse("campaign.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return New(f.Campaign, f.Units, nil)
}

func TestPeriodsFollowOneAnother(t *testing.T) {
	c := sample(t).Campaign
	p, err := c.Numbered(2)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.From.String()+" "+p.Ends.String(), "2024-02-05 2024-02-18"; got != want {
		t.Errorf("period 2 is %s, want %s", got, want)
	}
	if !c.Owes(period.County, "fairs", p) || c.Owes(period.Firm, "fairs", p) {
		t.Error("fairs are owed by counties only")
	}
}

func TestMatch(t *testing.T) {
	r := sample(t)
	for s, want := range map[string]string{
		"临海市人社局":           "331082",
		"临海第3期.xlsx":       "331082",
		"台州市椒江区人社局":        "331002",
		"台州湾新区管委会":         "3310T1",
		"台州市人力资源和社会保障局":    "3310T0",
		"填报单位：椒江、黄岩":       "331002 331003",
		"三门县人社局与兴仁市人社局":    "331022",
		"2024年春节驻点招工情况统计表": "",
		"玉环县": "331083",
	} {
		got := ""
		for i, u := range r.Match(s) {
			if i > 0 {
				got += " "
			}
			got += string(u.Code)
		}
		if got != want {
			t.Errorf("Match(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestExactly(t *testing.T) {
	r := sample(t)
	for s, want := range map[string]string{
		"椒江": "331002", "台州市椒江区": "331002", "黄岩 区": "331003", "331082": "331082",
		"嘉陵区": "", "": "", "椒江区人社局": "",
	} {
		u, _ := r.Exactly(s)
		if string(u.Code) != want {
			t.Errorf("Exactly(%q) = %q, want %q", s, u.Code, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, yaml := range map[string]string{
		"unknown key": "id: a\nname: b\ncolour: red\n",
		"no periods":  "id: a\nfrom: 2024-01-01\nto: 2024-02-01\n",
		"bad cutoff":  "id: a\nfrom: 2024-01-01\nto: 2024-02-01\nperiods:\n  - {no: 1, ends: 2024-01-07, cutoff: noon}\n",
	} {
		if _, err := Parse("c.yaml", []byte(yaml)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
