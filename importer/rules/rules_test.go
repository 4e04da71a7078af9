package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

const fairCols = "team | name | from | to | province | city | posts | attendance | intentions | signed | firms\n"

const firmCols = "firm | uscc | base | baseout | stayed | returned | rate | hired | current | bonus | shortage\n"

func TestWithinOneReturn(t *testing.T) {
	for name, tc := range map[string]struct {
		form returns.FormID
		grid string
		want []string
	}{
		"nothing wrong": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | 2024-01-16 | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 送岗 | 2024-01-17 |  | 四川省 | 南充市 | 200 | 80 | 30 | 5 | 3
			合计 | | | | | | | 500 | 170 | 70 | 10 | 6`, nil},
		"rows equal in every field": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 送岗 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3`,
			[]string{"R301 fault B8", "R301 fault B9"}},
		"same event, other numbers": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 310 | 90 | 40 | 5 | 3`,
			[]string{"R307 doubt B7"}},
		"equal but for a blank name": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 |  | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3`,
			[]string{"R307 doubt B7"}},
		"another name is another event": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 送岗 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3`, nil},
		"one firm under its name and its code": {"firms", firmCols + `
			甲公司 | 91331082MA2ABCDE0X | 100 | | | 50 | | | | |
			甲公司 |  | 100 | | | 60 | | | | |`,
			[]string{"R307 doubt B7"}},
		"workers without number or phone": {"roster", "name | idcard | phone | job\n" + `
			张伟 | | | 钳工
			张伟 | | | 车工`, nil},
		"an unreadable cell is compared as typed": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | !若干 | 90 | 40 | 5 | 3
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | !不少 | 90 | 40 | 5 | 3`,
			[]string{"R307 doubt B7"}},

		"total wrong": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 送岗 | 2024-01-17 | | 四川省 | 南充市 | 3000+ | 80 | 30 | 5 | 3
			合计 | | | | | | | 3301 | 170 | 70 | 9 | 6`,
			[]string{"R304 fault H8 posts → 3300", "R304 fault K8 signed → 10"}},
		"total of a column with a faulty cell": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | !若干 | 90 | 40 | 5 | 3
			一队 | 送岗 | 2024-01-17 | | 四川省 | 南充市 | 200 | 80 | 30 | 5 | 3
			合计 | | | | | | | 999 | 171 | 70 | 10 | 6`,
			[]string{"R304 fault I8 attendance → 170"}},
		"duplicates are in the total": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			合计 | | | | | | | 600 | 180 | 80 | 10 | 6`,
			[]string{"R301 fault B7"}},
		"rates and amounts a head have no total": {"firms", firmCols + `
			甲公司 | | 100 | | | 50 | 50% | | | 800 |
			乙公司 | | 100 | | | 60 | 60% | | | 900 |
			合计 | | | 200 | | | 110 | 55% | | | 850 |`, nil},

		"parts": {"visits", "date | firm | people | stayed | skilled | lifted | raised | solved\n" + `
			2024-01-15 | 甲公司 | 20 | 15 | 12 | 20 | 2 | 2
			2024-01-16 | 甲公司 | 20 | 21 | 12 | 22 | 2 | 3
			2024-01-17 | 甲公司 | !若干 | 21 | 12 | 22 | | 3`,
			[]string{"R302 fault E7 stayed", "R302 fault G7 lifted", "R305 doubt I7 solved"}},
		"dates out of order": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | 2024-01-14 | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 春风 | 2024-01-16 | 2024-01-16 | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3`,
			[]string{"R305 doubt E6 to"}},
		"back before leaving": {"roster", "name | phone | lefton | returnedon\n" + `
			张伟 | 13800138000 | 2024-01-20 | 2024-01-18
			李伟 | 13800138001 | 2024-01-20 | 2024-02-18
			王伟 | 13800138002 | | 2024-01-18`,
			[]string{"R305 doubt E6 returnedon"}},
		"solved before it was raised": {"difficulties", "no | raisedon | firm | text | state | solvedon\n" + `
			1 | 2024-01-20 | 甲公司 | 招工难 | 已解决 | 2024-01-18
			2 | 2024-01-18 | 甲公司 | 住宿难 | 已解决 | 2024-01-18`,
			[]string{"R305 doubt G6 solvedon"}},
		"states and dates that belie each other": {"roster", "name | phone | stayed | returnedon | status\n" + `
			张伟 | 13800138000 | | 2024-01-18 | 未返岗
			李伟 | 13800138001 | 是 | | 离职
			王伟 | 13800138002 | 否 | 2024-01-18 | 已返岗`,
			[]string{"R305 doubt F6 status", "R305 doubt F7 status"}},
		"resumed and not resumed": {"firms", "firm | base | returned | resumed | resumedon\n" + `
			甲公司 | 100 | 50 | 否 | 2024-01-18
			乙公司 | 100 | 50 | 是 | 2024-01-18`,
			[]string{"R305 doubt E6 resumed"}},
		"more in a week than in all": {"weekly", "visits.firms.week | visits.firms.total | visits.people.week | visits.people.total\n" + `
			30 | 20 | 300 | 300`,
			[]string{"R305 doubt B6 visits.firms.week"}},
		"less than a yuan a head": {"visits", "date | firm | people | money\n" + `
			2024-01-15 | 甲公司 | 20 | 1.5
			2024-01-16 | 甲公司 | 20 | 0
			2024-01-17 | 甲公司 | 20 |
			2024-01-18 | 甲公司 | 20 | 20`,
			[]string{"R305 doubt E6 money"}},
		"plausibility": {"fairs", fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 30 | 40 | 50 | 3`,
			[]string{"R305 doubt J6 intentions", "R305 doubt K6 signed"}},
		"a part of the whole outside the province": {"firms", firmCols + `
			甲公司 | | 100 | 101 | | 50 | | | | |`,
			[]string{"R302 fault E6 baseout"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := caseOf(t, sheet(t, tc.form, 1, tc.grid), nil)
			if diff := cmp.Diff(tc.want, flat(Check(c))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is computed when a line is folded has no cell of its own.
func TestDerivedFields(t *testing.T) {
	for name, tc := range map[string]struct {
		grid   string
		onpost int
		want   []string
	}{
		"rate as computed":   {"甲公司 | | 1100 | | | 993 | 90.3% | | | |", 993, nil},
		"rate within 0.1":    {"甲公司 | | 1000 | | | 900 | 90.1% | | | |", 900, nil},
		"rate off":           {"甲公司 | | 1100 | | | 993 | 91% | | | |", 993, []string{"R303 doubt H6 rate → 90.3%"}},
		"rate not quite all": {"甲公司 | | 100000 | | | 99999 | 80% | | | |", 99999, []string{"R303 doubt H6 rate → 99.9%"}},
		"rate without base":  {"甲公司 | | 0 | | | 0 | 91% | | | |", 0, nil},
		"more than the base": {"甲公司 | | 100 | | 30 | 80 | | | | |", 110, []string{"R302 fault G6 returned"}},
		"present ≠ parts":    {"甲公司 | | 100 | | | 80 | | 5 | 90 | |", 80, []string{"R305 doubt J6 current → 85"}},
		"hired not filed":    {"甲公司 | | 100 | | | 80 | | | 90 | |", 80, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := caseOf(t, sheet(t, "firms", 1, firmCols+tc.grid), nil)
			i, _ := c.Form.Index("onpost")
			c.Return.Records[0].Values[i] = returns.Value{Kind: returns.Count, Number: returns.Int(tc.onpost), Filled: true}
			if diff := cmp.Diff(tc.want, flat(Check(c))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// While it is asked whether 已返岗 holds those who stayed, nothing is doubted
// that rests on the answer.
func TestOpenQuestion(t *testing.T) {
	c := caseOf(t, sheet(t, "firms", 1, firmCols+"甲公司 | | 100 | | 30 | 43 | 73% | 5 | 78 | |"), nil)
	i, _ := c.Form.Index("onpost")
	rec := &c.Return.Records[0]
	rec.Values[i] = returns.Value{Kind: returns.Count, Number: returns.Int(43), Filled: true}
	returned := c.cell(c.Form.Value(rec, "returned"))
	for name, tc := range map[string]struct {
		found finding.List
		want  []string
	}{
		"open":  {finding.List{finding.ReturnedUnclear(returned, "returned", "43")}, nil},
		"known": {nil, []string{"R303 doubt H6 rate → 43%", "R305 doubt J6 current → 48"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.Found = tc.found
			if diff := cmp.Diff(tc.want, flat(Check(c))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOneTableAgainstAnother(t *testing.T) {
	fairs := fairCols + `
		一队 | 春风 | 2024-01-22 | 2024-01-23 | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
		二队 | 送岗 | 2024-01-24 | | 贵州省 | 铜仁市 | 200 | 80 | 30 | 5 | 2`
	for name, tc := range map[string]struct {
		form       returns.FormID
		now        string
		otherForm  returns.FormID
		other      string
		week       int
		want, says []string
	}{
		"firms counted and listed": {form: "fairs", now: fairs, otherForm: "fairfirms", week: 2, other: "team | from | firm\n" + `
			一队 | 2024-01-22 | 甲公司
			一队 | 2024-01-23 | 乙公司
			二队 | 2024-01-24 | 甲公司
			二队 | 2024-01-24 | 乙公司`,
			want: []string{"R306 doubt L6 firms → 2"}, says: []string{"参会企业名单"}},
		"a list of other fairs": {form: "fairs", now: fairs, otherForm: "fairfirms", week: 2, other: "team | from | firm\n" + `
			三队 | 2024-01-22 | 甲公司`},
		"weekly and ledger": {form: "weekly", week: 2, now: "recruit.posts.week | recruit.fairs.week | recruit.intentions.week | recruit.places.week | recruit.posts.total | visits.firms.week\n" + `
			501 | 2 | 70 | 2 | 9000 | 12`,
			otherForm: "fairs", other: fairs,
			want: []string{"R306 doubt B6 recruit.posts.week → 500"}, says: []string{"驻点招工"}},
		"total of a growing ledger": {form: "weekly", week: 2, now: "recruit.posts.week | recruit.posts.total\n500 | 9000", otherForm: "fairs",
			other: fairs + "\n三队 | 早场 | 2024-01-16 | | 贵州省 | 铜仁市 | 100 | 80 | 30 | 5 | 2",
			want:  []string{"R306 doubt C6 recruit.posts.total → 600"}},
		"events at home are apart": {form: "weekly", week: 2, now: "recruit.posts.week\n580", otherForm: "fairs",
			other: fairs + "\n三队 | 家门口 | 2024-01-24 | | 浙江省 | 衢州市 | 80 | 80 | 30 | 5 | 2",
			want:  []string{"R306 doubt B6 recruit.posts.week → 500"}},
		"no ledger record in the week": {form: "weekly", week: 3, now: "recruit.posts.week\n490", otherForm: "fairs", other: fairs},
		"at least is not less":         {form: "weekly", week: 2, now: "recruit.posts.week\n490+", otherForm: "fairs", other: fairs},
	} {
		t.Run(name, func(t *testing.T) {
			other := sheet(t, tc.otherForm, tc.week, tc.other)
			c := caseOf(t, sheet(t, tc.form, tc.week, tc.now), nil, other)
			c.Register = register.New(campaign, nil, nil)
			found := Check(c)
			if diff := cmp.Diff(tc.want, flat(found)); diff != "" {
				t.Fatal(diff)
			}
			for i, w := range tc.says {
				if !strings.Contains(found[i].Message(), w) {
					t.Errorf("message %q lacks %q", found[i].Message(), w)
				}
			}
		})
	}
}

func TestAgainstTheLastReturn(t *testing.T) {
	ledger := fairCols + `
		一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
		一队 | 送岗 | 2024-01-17 | | 四川省 | 广安市 | 200 | 80 | 30 | 5 | 3
		二队 | 早场 | 2024-01-18 | | 贵州省 | 铜仁市 | 100 | 80 | 30 | 5 | 2
`
	firms := firmCols + `
		甲公司 | 91331082MA2ABCDE0X | 400 | | 60 | 100 | | 10 | | 800 | 5
		乙公司 | | 100 | | 10 | 40 | | 10 | | 900 | 5`
	for name, tc := range map[string]struct {
		form        returns.FormID
		before, now string
		want        []string
	}{
		"jump": {"firms", firms, firmCols + `
			甲公司 | | 400 | | 91 | 390 | | 90 | | 800 | 20
			乙公司 | | 100 | | 31 | 90 | | 10 | | 879 | 5`,
			[]string{"X402 doubt F6 stayed", "X402 doubt F7 stayed"}},
		"more than half, but not 20": {"firms", firms, firmCols + `
			甲公司 | | 400 | | 60 | 390 | | 90 | | 800 | 20
			乙公司 | | 100 | | 30 | 90 | | 10 | | 879 | 5`, nil},
		"the shortage jumps, those returned and hired may": {"firms", firms, firmCols + `
			甲公司 | | 400 | | 60 | 390 | | 90 | | 800 | 50
			乙公司 | | 100 | | 10 | 90 | | 40 | | 900 | 5`,
			[]string{"X402 doubt L6 shortage"}},
		"the same numbers": {"firms", firms, firms, []string{"X403 doubt"}},
		"a slip of 万": {"firms", firms, firmCols + `
			甲公司 | | 400 | | 60 | 390 | | 90 | | 8000000 | 20
			乙公司 | | 100 | | 10 | 90 | | 10 | | 0.09 | 5`,
			[]string{"X410 fault K6 bonus", "X410 fault K7 bonus"}},
		"a slip of the base": {"firms", firms, firmCols + `
			甲公司 | | 4000000 | | 60 | 390 | | 90 | | 800 | 20
			乙公司 | | 100 | | 10 | 90 | | 10 | | 900 | 5`,
			[]string{"X410 fault D6 base"}},
		"a base changed": {"firms", firms, firmCols + `
			甲公司 | | 900 | | 60 | 390 | | 90 | | 800 | 20
			乙公司 | | 101 | | 10 | 90 | | 10 | | 900 | 5`,
			[]string{"X414 doubt D6 base", "X414 doubt D7 base"}},
		"a firm is missing": {"firms", firms, firmCols + `
			丙公司 | | 400 | | 60 | 390 | | 90 | | 800 | 20
			乙公司 | | 100 | | 10 | 90 | | 10 | | 900 | 5`,
			[]string{"X415 doubt"}},
		"weekly": {"weekly", "recruit.posts.week | recruit.posts.total | recruit.fairs.week | recruit.fairs.total\n300 | 700 | 3 | 5",
			"recruit.posts.week | recruit.posts.total | recruit.fairs.week | recruit.fairs.total\n500 | 650 | 24 | 50",
			[]string{"X402 doubt B6 recruit.posts.week", "X401 doubt C6 recruit.posts.total", "X402 doubt D6 recruit.fairs.week"}},
		"weekly is last week's": {"weekly", "recruit.posts.week | recruit.posts.total\n300 | 700", "recruit.posts.week | recruit.posts.total\n300 | 700",
			[]string{"X403 doubt"}},
		"a roster that moves": {"roster", "name | phone | status\n张伟 | 13800000001 | 未返岗", "name | phone | status\n张伟 | 13800000001 | 已返岗", nil},
		"a roster that does not": {"roster", "name | phone | status\n张伟 | 13800000001 | 未返岗", "name | phone | status\n张伟 | 13800000001 | 未返岗",
			[]string{"X403 doubt"}},
		"an event corrected by 万": {"fairs", ledger, fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 3000000 | 90 | 40 | 5 | 3
			一队 | 新场 | 2024-01-22 | | 四川省 | 南充市 | 900 | 90 | 40 | 5 | 3
			一队 | 送岗 | 2024-01-17 | | 四川省 | 广安市 | 900 | 80 | 30 | 5 | 3
			二队 | 早场 | 2024-01-18 | | 贵州省 | 铜仁市 | 100 | 80 | 30 | 5 | 2`,
			[]string{"X410 fault H6 posts"}},
		"a growing ledger": {"fairs", ledger, ledger + `
			一队 | 新场 | 2024-01-22 | | 四川省 | 南充市 | 900 | 90 | 40 | 5 | 3`, nil},
		"a week's new rows": {"fairs", ledger, fairCols + `
			一队 | 新场 | 2024-01-22 | | 四川省 | 南充市 | 900 | 90 | 40 | 5 | 3`, nil},
		"a growing ledger lost a row": {"fairs", ledger, fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			二队 | 早场 | 2024-01-18 | | 贵州省 | 铜仁市 | 100 | 80 | 30 | 5 | 2
			一队 | 新场 | 2024-01-22 | | 四川省 | 南充市 | 900 | 90 | 40 | 5 | 3`,
			[]string{"X412 doubt"}},
		"a growing ledger renamed a row": {"fairs", ledger, fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 送岗进村 | 2024-01-17 | | 四川省 | 广安市 | 200 | 80 | 30 | 5 | 3
			二队 | 早场 | 2024-01-18 | | 贵州省 | 铜仁市 | 100 | 80 | 30 | 5 | 2`,
			[]string{"X412 doubt B7"}},
		"two rows might stand in its stead": {"fairs", ledger, fairCols + `
			一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
			一队 | 送岗进村 | 2024-01-17 | | 四川省 | 广安市 | 200 | 80 | 30 | 5 | 3
			一队 | 送岗进镇 | 2024-01-17 | | 四川省 | 广安市 | 210 | 80 | 30 | 5 | 3
			二队 | 早场 | 2024-01-18 | | 贵州省 | 铜仁市 | 100 | 80 | 30 | 5 | 2`,
			[]string{"X412 doubt"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := caseOf(t, sheet(t, tc.form, 2, tc.now), sheet(t, tc.form, 1, tc.before))
			if diff := cmp.Diff(tc.want, flat(Precedence(Check(c), nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLostRowIsNamed(t *testing.T) {
	before := sheet(t, "fairs", 1, fairCols+`
		一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3
		一队 | 送岗 | 2024-01-17 | | 四川省 | 广安市 | 200 | 80 | 30 | 5 | 3`)
	now := sheet(t, "fairs", 2, fairCols+`
		一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 90 | 40 | 5 | 3`)
	found := Check(caseOf(t, now, before))
	if len(found) != 1 {
		t.Fatalf("got %v", flat(found))
	}
	for _, w := range []string{"第1期.xlsx", "!B7", "2024-01-17", "四川省广安市", "送岗"} {
		if !strings.Contains(found[0].Message(), w) {
			t.Errorf("%q lacks %q", found[0].Message(), w)
		}
	}
}

func TestFirstBase(t *testing.T) {
	now := sheet(t, "firms", 3, firmCols+"甲公司 | | 400 | | | 100 | | | | |\n乙公司 | | 90 | | | 10 | | | | |")
	c := caseOf(t, now, nil)
	c.First = func(firm string) (returns.Number, period.Period, bool) {
		return returns.Int(380), week(1), firm != "" && strings.HasPrefix(firm, "甲")
	}
	if diff := cmp.Diff([]string{"X414 doubt D6 base"}, flat(Check(c))); diff != "" {
		t.Error(diff)
	}
}

func TestMetaLines(t *testing.T) {
	roster := func(n, base, stayed int) *returns.Return {
		r := sheet(t, "roster", n, "name | phone | status\n张伟 | 13800000001 | "+[]string{"", "未返岗", "已返岗"}[n])
		r.Meta["base"] = returns.Value{Kind: returns.Count, Number: returns.Int(base), Typed: "x", Row: 3, Col: 2}
		r.Meta["stayed.meta"] = returns.Value{Kind: returns.Count, Number: returns.Int(stayed), Typed: "x", Row: 3, Col: 5}
		return r
	}
	for name, tc := range map[string]struct {
		base, stayed int
		want         []string
	}{
		"same":           {100, 20, nil},
		"base changed":   {110, 20, []string{"X414 doubt B3 base"}},
		"slip":           {1_000_000, 20, []string{"X410 fault B3 base"}},
		"stayed jumped":  {100, 60, []string{"X402 doubt E3 stayed.meta"}},
		"not quite half": {149, 20, []string{"X414 doubt B3 base"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, flat(Precedence(Check(caseOf(t, roster(2, tc.base, tc.stayed), roster(1, 100, 20))), nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSuggestNumber(t *testing.T) {
	before := sheet(t, "roster", 1, "name | idcard\n张伟 | 330000190001010011\n李娜 | 330000190001010028\n李娜 | 330000190001010029")
	now := sheet(t, "roster", 2, "name | idcard\n张 伟 | !3.30000190001010E+17\n王芳 | !330000190001010000\n李娜 | !330000190001010000")
	c := caseOf(t, now, before)
	for i := range c.Found {
		f := c.Found[i]
		c.Found[i] = finding.DigitsLost(f.Place, f.Field, "身份证号", f.Value)
	}
	want := []string{"C208 fault C6 idcard → 330000190001010011", "C208 fault C7 idcard", "C208 fault C8 idcard"}
	if diff := cmp.Diff(want, flat(Suggest(c))); diff != "" {
		t.Error(diff)
	}
}
