package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A drawnFair is one row of a ledger drawn at random.
type drawnFair struct {
	unit               string
	period             int // first filed in
	team, name         string
	day                string
	province, city     string
	fairs, posts, want int
	firms              []int
}

type drawnVisit struct {
	unit           string
	period         int
	day            string
	firm           int
	people, leaves int
}

var drawnUnits = [][2]string{{"331002", "椒江区"}, {"331082", "临海市"}, {"331022", "三门县"}, {"3310T1", "台州湾新区"}}

var drawnPlaces = [][2]string{{"四川省", "达州市"}, {"四川省", "巴中市"}, {"贵州省", "遵义市"}, {"湖北省", "恩施土家族苗族自治州"}, {"云南省", "曲靖市"}, {"安徽省", "亳州市"}}

var drawnEnds = []string{"2024-01-21", "2024-01-28", "2024-02-04"}

// A campaign drawn at random, filed as growing or weekly ledgers and partly
// corrected later, merges to what is recounted here from the drawn truth.
func TestRandomCampaignAgainstRecount(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			fairs, visits := draw(r)
			dir := t.TempDir()
			for _, u := range drawnUnits {
				growing := r.IntN(2) == 0
				for p := 1; p <= 3; p++ {
					file(t, r, dir, u, p, growing, fairs, visits)
				}
			}
			b, code := briefOf(t, "--asof", "2024-02-04", dir)
			if code != exitOK {
				_, out, _ := command(t, "check", dir)
				t.Fatalf("exit code %d\n%s", code, out)
			}
			for id, want := range recount(fairs, visits) {
				if got := string(b.Figures[id].Value); got != fmt.Sprint(want) {
					t.Errorf("%s is %s, recounted %d", id, got, want)
				}
			}
		})
	}
}

func recount(fairs []drawnFair, visits []drawnVisit) map[string]int {
	n := map[string]int{"recruit.posts@week": 0, "visits.firms@week": 0}
	sets := map[string]map[any]bool{}
	count := func(id string, key any) {
		if sets[id] == nil {
			sets[id] = map[any]bool{}
		}
		sets[id][key] = true
	}
	for _, f := range fairs {
		n["recruit.posts"] += f.posts
		n["recruit.fairs"] += f.fairs
		n["recruit.intentions"] += f.want
		n["recruit.firmvisits"] += len(f.firms)
		count("recruit.teams", [2]string{f.unit, f.team})
		count("recruit.provinces", f.province)
		count("recruit.places", f.city)
		for _, firm := range f.firms {
			count("recruit.firms", firm)
		}
		if f.day > drawnEnds[1] {
			n["recruit.posts@week"] += f.posts
		}
	}
	for _, v := range visits {
		n["visits.people"] += v.people
		n["visits.brochures"] += v.leaves
		n["visits.firmvisits"]++
		count("visits.firms", v.firm)
		if v.day > drawnEnds[1] {
			count("visits.firms@week", v.firm)
		}
	}
	for id, set := range sets {
		n[id] = len(set)
	}
	return n
}

func draw(r *rand.Rand) (fairs []drawnFair, visits []drawnVisit) {
	days := [][]string{{"2024-01-16", "2024-01-19", "2024-01-21"}, {"2024-01-22", "2024-01-27"}, {"2024-01-29", "2024-02-04"}}
	for u, unit := range drawnUnits {
		for p := 1; p <= 3; p++ {
			for i := range 1 + r.IntN(4) {
				place := drawnPlaces[r.IntN(len(drawnPlaces))]
				f := drawnFair{
					unit: unit[0], period: p, team: fmt.Sprintf("第%d组", 1+r.IntN(2)), name: fmt.Sprintf("%s第%d期第%d场招聘会", unit[1], p, i+1),
					day: days[p-1][r.IntN(len(days[p-1]))], province: place[0], city: place[1],
					fairs: 1 + r.IntN(3), posts: r.IntN(900), want: r.IntN(200),
				}
				for range 1 + r.IntN(6) {
					if firm := r.IntN(24); !slices.Contains(f.firms, firm) {
						f.firms = append(f.firms, firm)
					}
				}
				fairs = append(fairs, f)
			}
			seen := map[string]bool{}
			for range r.IntN(8) {
				// Two units never visit one firm on one day: that would be one event.
				v := drawnVisit{unit: unit[0], period: p, day: days[p-1][r.IntN(len(days[p-1]))], firm: u + len(drawnUnits)*r.IntN(6), people: 1 + r.IntN(30), leaves: r.IntN(50)}
				if key := v.day + fmt.Sprint(v.firm); !seen[key] {
					seen[key] = true
					visits = append(visits, v)
				}
			}
		}
	}
	return fairs, visits
}

// file writes what one unit files for one period. Of a growing ledger the
// rows of earlier periods come again; the first filing of a row may hold
// another number, corrected when it comes again.
func file(t *testing.T, r *rand.Rand, dir string, unit [2]string, p int, growing bool, fairs []drawnFair, visits []drawnVisit) {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	ledger := [][]any{{"小分队", "活动名称", "举办日期", "省份", "地市", "场次", "岗位数（个）", "达成意向人数"}}
	list := [][]any{{"小分队", "活动名称", "举办日期", "省份", "地市", "参会企业名称", "信用代码"}}
	for _, f := range fairs {
		if f.unit != unit[0] || f.period > p || f.period < p && !growing {
			continue
		}
		posts := f.posts
		if growing && f.period == p && p < 3 && r.IntN(4) == 0 {
			posts += 5
		}
		ledger = append(ledger, []any{f.team, f.name, f.day, f.province, f.city, f.fairs, posts, f.want})
		for _, firm := range f.firms {
			list = append(list, []any{f.team, f.name, f.day, f.province, f.city, drawnName(firm), drawnCode(firm)})
		}
	}
	calls := [][]any{{"走访时间", "企业名称", "统一社会信用代码", "慰问人数", "发放政策宣传册（份）"}}
	for _, v := range visits {
		if v.unit == unit[0] && (v.period == p || v.period < p && growing) {
			calls = append(calls, []any{v.day, drawnName(v.firm), drawnCode(v.firm), v.people, v.leaves})
		}
	}
	for _, s := range []struct {
		name, title string
		rows        [][]any
	}{{"招工", "驻点招工台账", ledger}, {"企业", "参会企业名单", list}, {"走访", "走访慰问台账", calls}} {
		if len(s.rows) == 1 {
			continue
		}
		if _, err := x.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		rows := append([][]any{{fmt.Sprintf("%s%s（截至%s）", unit[1], s.title, drawnEnds[p-1])}}, s.rows...)
		for i, row := range rows {
			if err := x.SetSheetRow(s.name, fmt.Sprintf("B%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := x.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.xlsx", unit[1], p)), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func drawnName(firm int) string {
	names := []rune("东南西北春夏秋冬梅兰竹菊金木水火土山川江河湖海云")
	return fmt.Sprintf("台州%c%c机械有限公司", names[firm%len(names)], names[(firm*7+3)%len(names)])
}

// drawnCode is a unified social credit code with valid check digits (GB 11714
// within GB 32100).
func drawnCode(firm int) string {
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := fmt.Sprintf("91331000%08d", 20000000+firm*13)
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[8+i]-'0') * w
	}
	body += [...]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0"}[11-sum%11]
	sum, w := 0, 1
	for _, c := range body {
		sum += bytes.IndexByte([]byte(letters), byte(c)) * w
		w = w * 3 % 31
	}
	return body + string(letters[(31-sum%31)%31])
}
