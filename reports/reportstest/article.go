package reportstest

import (
	"fmt"
	"strconv"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

// Day is 2024-month-day.
func Day(month, day int) period.Date {
	d, ok := period.On(2024, month, day)
	if !ok {
		panic("reportstest: no such day")
	}
	return d
}

// Periods are the campaign's six.
func Periods() []period.Period {
	ends := []period.Date{Day(1, 21), Day(1, 28), Day(2, 4), Day(2, 18), Day(2, 25), Day(3, 3)}
	from := Day(1, 15)
	var out []period.Period
	for i, e := range ends {
		out = append(out, period.Period{No: i + 1, From: from, Ends: e})
		from = e.Add(1)
	}
	return out
}

// Register is the campaign of the article with its eleven units and n firms
// due in each county.
func Register(n int) *register.Register {
	c := period.Campaign{
		ID: "taizhou-2024-spring", Name: "台州2024年春节稳岗扩岗保用工促就业专项行动",
		City: period.CityOffice{Code: "331000", Name: "台州市", Bureau: "台州市人力资源和社会保障局", Province: "浙江省"},
		From: Day(1, 15), To: Day(3, 10), Periods: Periods(),
		Basis: period.Basis{Place: "prefecture", HomeProvinceFairs: "apart", ReturnRate: "onpost/base"},
		Texts: period.Briefing{Masthead: "工作简报", Issuer: "台州市人力资源和社会保障局", Copies: 60,
			To: map[string][]string{"报": {"市委、市政府"}, "送": {"市级有关部门"}, "发": {"各县（市、区）人力资源和社会保障局"}}},
	}
	var units, firms []returns.Unit
	for _, u := range strings.Fields("331002椒江区 331003黄岩区 331004路桥区 331082临海市 331081温岭市 331083玉环市 331023天台县 331024仙居县 331022三门县 3310T1台州湾新区 3310T0市本级") {
		kind := period.County
		if u[:6] == "3310T0" {
			kind = period.City
		}
		units = append(units, returns.Unit{Code: returns.UnitCode(u[:6]), Name: u[6:], Kind: kind})
		for i := range n {
			firms = append(firms, returns.Unit{Code: returns.UnitCode(fmt.Sprintf("9133%s%08dX", u[:6], i)), Name: firm(u[6:], i), Kind: period.Firm, Within: returns.UnitCode(u[:6])})
		}
	}
	return register.New(c, units, firms)
}

func firm(unit string, i int) string {
	kinds := [...]string{"机械", "橡胶制品", "医药化工", "缝纫设备", "汽车零部件", "智能马桶"}
	return fmt.Sprintf("%s第%d%s有限公司", strings.TrimRight(unit, "区市县"), i+1, kinds[i%len(kinds)])
}

// fair is one row of the article's table: unit, team, the day, the place,
// sessions, posts, attendance, intentions.
var fairs = [...]string{
	"3310T0 市工作组 1-27 贵州省 黔西南布依族苗族自治州 兴仁市 2 2546 900 318",
	"331002 一队 1-18 贵州省 遵义市 汇川区 1 240 310 50", "331002 一队 1-24 贵州省 铜仁市 碧江区 1 200 150 31", "331002 一队 1-30 贵州省 安顺市 西秀区 1 200 160 40",
	"331003 一队 1-17 湖北省 恩施土家族苗族自治州 恩施市 1 205 260 60", "331003 一队 1-22 湖北省 宜昌市 夷陵区 1 200 140 34", "331003 一队 1-26 湖北省 十堰市 郧阳区 1 150 130 40", "331003 一队 2-1 湖北省 荆州市 监利市 1 150 110 30",
	"331004 一队 1-18 安徽省 亳州市 谯城区 2 300 300 80", "331004 二队 1-25 安徽省 阜阳市 颍上县 2 260 260 66", "331004 二队 1-31 贵州省 遵义市 桐梓县 1 200 150 40",
	"331082 南充队 1-28 四川省 南充市 嘉陵区 1 3000+ 18000 1326",
	"331081 一队 1-17 四川省 达州市 宣汉县 2 300 280 80", "331081 一队 1-23 四川省 巴中市 南江县 2 205 200 44", "331081 二队 1-29 云南省 昭通市 镇雄县 1 200 180 50", "331081 二队 2-2 四川省 南充市 嘉陵区 1 200 170 40",
	"331083 一队 1-19 云南省 曲靖市 宣威市 2 310 300 87", "331083 一队 1-30 云南省 文山壮族苗族自治州 广南县 2 300 210 70",
	"331023 一队 1-20 江西省 上饶市 鄱阳县 2 255 200 71", "331023 一队 1-29 江西省 赣州市 于都县 2 200 190 60",
	"331024 一队 1-18 安徽省 六安市 霍邱县 2 180 170 48", "331024 一队 1-25 安徽省 安庆市 太湖县 1 150 120 40", "331024 一队 2-1 安徽省 阜阳市 临泉县 1 100 90 30",
	"331022 一队 1-19 贵州省 黔西南布依族苗族自治州 安龙县 2 230 200 77", "331022 一队 1-26 贵州省 毕节市 织金县 2 200 190 60", "331022 二队 1-31 贵州省 遵义市 正安县 1 160 140 50",
	"3310T1 一队 1-26 湖北省 恩施土家族苗族自治州 利川市 2 400 320 90",
}

var firmsByUnit = map[returns.UnitCode]int{"3310T0": 22, "331002": 7, "331003": 8, "331004": 9, "331082": 10, "331081": 10, "331083": 7, "331023": 5, "331024": 4, "331022": 8, "3310T1": 5}

var agreements = map[returns.UnitCode]int{"3310T0": 6, "331002": 4, "331003": 5, "331004": 5, "331082": 4, "331081": 6, "331083": 3, "331023": 4, "331024": 3, "331022": 4, "3310T1": 3}

// Rows are the records of the article up to a period, with returns of workers
// from the fourth period on.
func Rows(reg *register.Register, no int) []Row {
	asof := Periods()[no-1].Ends
	rows := fairRows()
	rows = append(rows, firmRows(reg)...)
	rows = append(rows, agreementRows(reg)...)
	rows = append(rows, visitRows(reg)...)
	rows = append(rows, allianceRows()...)
	rows = append(rows, transportRows()...)
	var out []Row
	for _, r := range rows {
		day := r.Set["date"]
		if day == "" {
			day = r.Set["from"]
		}
		if d, err := period.Parse(day); err == nil && !d.After(asof) {
			out = append(out, r)
		}
	}
	if no >= 4 {
		out = append(out, returnRows(reg, no)...)
	}
	return out
}

func fairRows() []Row {
	var rows []Row
	for _, line := range fairs {
		w := strings.Fields(line)
		rows = append(rows, Row{
			Form: "fairs", Unit: returns.UnitCode(w[0]),
			Set: map[returns.FieldID]string{"team": w[1], "from": date(w[2]), "name": w[5] + "专场", "province": w[3], "city": w[4], "district": w[5], "fairs": w[6], "posts": w[7], "attendance": w[8], "intentions": w[9], "contact": "13800001234"},
			Key: map[figures.ID]string{"recruit.teams": w[0] + w[1], "recruit.provinces": w[3], "recruit.places": w[4]},
		})
	}
	rows = append(rows, Row{
		Form: "fairs", Unit: "331002", Home: true,
		Set: map[returns.FieldID]string{"team": "本地", "from": "2024-02-03", "name": "市民广场专场", "province": "浙江省", "city": "台州市", "district": "椒江区", "fairs": "1", "posts": "800", "intentions": "95"},
		Key: map[figures.ID]string{"recruit.teams": "331002本地", "recruit.provinces": "浙江省", "recruit.places": "台州市"},
	}, Row{
		Form: "fairs", Unit: "331022", Left: "与市本级所报为同一场活动",
		Set: map[returns.FieldID]string{"team": "二队", "from": "2024-01-27", "name": "兴仁市专场", "province": "贵州省", "city": "黔西南布依族苗族自治州", "district": "兴仁市", "fairs": "2", "posts": "2546", "intentions": "318"},
	})
	return rows
}

// date is 2024-01-27 for 1-27.
func date(s string) string {
	month, day, _ := strings.Cut(s, "-")
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	return Day(m, d).String()
}

// firmRows has every unit's firms at its fairs; five of them go with two.
func firmRows(reg *register.Register) []Row {
	shared := 0
	var rows []Row
	for _, u := range reg.Units {
		for i := range firmsByUnit[u.Code] {
			key := firm(u.Name, i)
			if u.Code != "3310T0" && u.Code != "331002" && i == 0 && shared < 5 {
				key = firm("椒江区", shared)
				shared++
			}
			rows = append(rows, Row{Form: "fairfirms", Unit: u.Code,
				Set: map[returns.FieldID]string{"team": "一队", "from": date("1-27"), "firm": key, "province": "贵州省"},
				Key: map[figures.ID]string{"recruit.firms": key}})
		}
	}
	return rows
}

func agreementRows(reg *register.Register) []Row {
	var rows []Row
	for _, u := range reg.Units {
		for i := range agreements[u.Code] {
			rows = append(rows, Row{Form: "agreements", Unit: u.Code, Set: map[returns.FieldID]string{
				"partya": u.Name + "人力社保局", "partyb": fmt.Sprintf("第%d劳务公司", i+1), "province": "贵州省", "kind": "政府间", "date": date("1-" + strconv.Itoa(20+i)), "name": "劳务合作协议"}})
		}
	}
	return rows
}

func visitRows(reg *register.Register) []Row {
	var rows []Row
	for i := range 340 {
		u := reg.Units[i%len(reg.Units)]
		firm := firm(u.Name, i%312)
		if i >= 312 {
			firm = rows[i-312].Set["firm"]
			u = reg.Units[(i-312)%len(reg.Units)]
		}
		set := map[returns.FieldID]string{"date": Day(1, 16).Add(i % 19).String(), "firm": firm, "people": strconv.Itoa(8 + i%3), "stayed": "5", "brochures": strconv.Itoa(19 + i%3), "solved": "0", "raised": "1"}
		if i < 82 {
			set["solved"] = "1"
		}
		rows = append(rows, Row{Form: "visits", Unit: u.Code, Set: set, Key: map[figures.ID]string{"visits.firms": firm}})
	}
	for i := range 65 {
		u := reg.Units[i%len(reg.Units)]
		people := 7
		if i < 29 {
			people = 8
		}
		name := firm(u.Name, i)
		rows = append(rows, Row{Form: "hometown", Unit: u.Code,
			Set: map[returns.FieldID]string{"date": date("2-2"), "firm": name, "people": strconv.Itoa(people), "province": "贵州省", "city": "黔西南布依族苗族自治州", "district": "兴仁市"},
			Key: map[figures.ID]string{"hometown.firms": name}})
	}
	return rows
}

func allianceRows() []Row {
	var rows []Row
	for i := range 19 {
		name, village := firm("三门县", i), fmt.Sprintf("第%d村", i+1)
		rows = append(rows, Row{Form: "alliances", Unit: "331022",
			Set: map[returns.FieldID]string{"date": date("2-3"), "firm": name, "province": "贵州省", "city": "黔西南布依族苗族自治州", "district": "兴仁市", "village": village, "workers": "6"},
			Key: map[figures.ID]string{"alliance.firms": name, "alliance.villages": village}})
	}
	return rows
}

func transportRows() []Row {
	var rows []Row
	for i := range 3 {
		rows = append(rows, Row{Form: "transport", Unit: "331004", Set: map[returns.FieldID]string{
			"date": date("2-3"), "kind": "返乡", "mode": "包车", "number": "浙J0000" + strconv.Itoa(i), "origin": "路桥", "destination": "贵州遵义", "vehicles": "1", "passengers": "70", "firm": "绿田机械股份有限公司"}})
	}
	return rows
}

// returnRows are the firms' lines as of a period: each period more are back.
func returnRows(reg *register.Register, no int) []Row {
	var rows []Row
	for i, f := range reg.Firms {
		base := 120 + i*37%900
		share := 62 + (no-4)*13 + i*7%21
		on := base * min(share, 100) / 100
		set := map[returns.FieldID]string{
			"county": string(f.Within), "firm": f.Name, "uscc": string(f.Code), "base": strconv.Itoa(base), "baseout": strconv.Itoa(base * 2 / 3), "returned": strconv.Itoa(on),
			"onpost": strconv.Itoa(on), "outonpost": strconv.Itoa(on * 5 / 9), "hired": strconv.Itoa(i % 14), "shortage": strconv.Itoa(i % 9), "resumed": "是"}
		rows = append(rows, Row{Form: "firms", Unit: f.Within, Set: set, Key: map[figures.ID]string{
			"return.firmsfiled": f.Name, "return.firms90": f.Name, "return.resumed": f.Name, "return.carried": f.Name, "return.bonus": f.Name}})
	}
	for i := range 60 {
		province := [...]string{"贵州省", "四川省", "安徽省", "湖北省", "贵州省", "云南省"}[i%6]
		rows = append(rows, Row{Form: "roster", Unit: reg.Units[i%4].Code, Set: map[returns.FieldID]string{
			"name": "某某", "idcard": "33100319900101" + fmt.Sprintf("%04d", i), "phone": "13800000000", "province": province, "status": "已返岗"}})
	}
	return rows
}

// Article is the campaign of the article as of a period, counted from 1.
func Article(no int) Case {
	catalogue, err := forms.Builtin()
	if err != nil {
		panic(err)
	}
	reg := Register(6)
	c := Case{Register: reg, Forms: catalogue}
	for n := 1; n <= no; n++ {
		m := Merge(catalogue, reg, Periods()[n-1], Rows(reg, n))
		due(m, reg, n)
		if n == no {
			c.Merged = m
		} else {
			c.Earlier = append(c.Earlier, m)
		}
	}
	doubtful(c.Merged)
	return c
}

// due fills what the register says of a period, and who filed.
func due(m *figures.Merged, reg *register.Register, no int) {
	if no >= 4 {
		for _, u := range append([]returns.Unit{{Code: figures.City}}, reg.Units...) {
			n := 0
			for _, f := range reg.Firms {
				if u.Code == figures.City || f.Within == u.Code {
					n++
				}
			}
			for _, d := range m.Catalogue {
				f := figures.Figure{Definition: d, Of: u.Code, Value: returns.Int(n)}
				switch d.ID {
				case "return.firmsdue":
				case "return.filedrate":
					f.Numerator, f.Denominator = m.Figure(u.Code, "return.firmsfiled").Value, returns.Int(n)
					f.Value, _ = f.Numerator.Over(f.Denominator)
				default:
					continue
				}
				m.Figures[u.Code][d.ID] = f
			}
		}
	}
	for i, u := range reg.Units {
		for j, form := range []returns.FormID{"fairs", "fairfirms", "agreements", "visits", "hometown"} {
			filed := figures.Filed{Unit: u.Code, Form: form, Period: m.Period, Due: u.Kind == period.County, Timeliness: "filed", Status: "accepted", Version: 1, File: u.Name + ".xlsx"}
			if i == 5 && j == 4 {
				filed.Timeliness, filed.Status, filed.Version, filed.File = "missing", "", 0, ""
			}
			if i == 7 && j == 2 {
				filed.Status = "nil"
			}
			m.Filed = append(m.Filed, filed)
		}
	}
}

// doubtful adds a doubt, a conflict and a refused file.
func doubtful(m *figures.Merged) {
	at := finding.Place{File: "临海市第3期.xlsx", Sheet: "驻点招工", Row: 7, Col: 8}
	for i := range m.Filed {
		if m.Filed[i].Unit == "331082" && m.Filed[i].Form == "fairs" {
			m.Filed[i].Status = "held"
			m.Filed[i].Findings = finding.List{finding.Approximate(at, "posts", "提供岗位数", "3000多", "3000")}
		}
	}
	m.Conflicts = append(m.Conflicts, figures.Conflict{
		ID: "x1", Code: "X406", Units: []returns.UnitCode{"331022", "3310T0"}, What: "2024-01-27 兴仁市专场由两个单位报送", Default: "只计一次，计在市本级",
		Sides: []figures.Side{{Unit: "331022", Words: "2546个岗位", Sources: []figures.Source{{File: "三门县第2期.xlsx", Sheet: "招聘会", Cell: "A9", Text: "兴仁市专场"}}}, {Unit: "3310T0", Words: "2546个岗位", Sources: []figures.Source{{File: "市本级第2期.xlsx", Sheet: "台账", Cell: "A5", Text: "兴仁市专场"}}}},
	})
	m.Refused = append(m.Refused, figures.Refused{File: "黄岩区第3期（改）.xlsx", Form: "visits", Unit: "331003", Findings: 2})
}
