package table

import (
	"fmt"
	"strconv"
	"strings"

	"chunfeng/importer/period"
	"chunfeng/importer/workbook"
)

// What follows was written down without a look at the definitions or at the
// recogniser's words: how offices in other places call things, and what they
// do to their tables.

// mmore are further headers by form and first field; "where" is the column of
// the whole place.
var mmore = map[string][]string{
	"fairs.team": {"招工小队", "外出招工组", "服务专班", "招引小组", "招工分队"}, "fairs.name": {"专场名称", "活动名", "招聘专场名称"},
	"fairs.from": {"开展时间", "举行日期", "招聘日期", "活动开展日期", "起始时间", "招聘会举办日期"}, "fairs.where": {"招聘会举办地", "活动地区", "劳务对接地", "赴外地点", "招聘会所在地"},
	"fairs.province": {"所属省份", "输出省", "省份名称"}, "fairs.city": {"所属地市", "设区市", "地级市名称"}, "fairs.district": {"所属区县", "区县名称", "县级市（县）"},
	"fairs.venue": {"举办场所", "详细地址", "活动场地"}, "fairs.fairs": {"招聘会数（场）", "活动场数", "举办次数", "场次数量"},
	"fairs.firms":      {"组织参会企业", "企业参与数", "赴会企业数", "参会用人单位数", "带去企业（家）", "参会企业总数"},
	"fairs.posts":      {"岗位供给数", "带去岗位数", "岗位提供数", "推送岗位数", "可提供就业岗位", "岗位总量（个）", "岗位数量"},
	"fairs.attendance": {"到会人数", "参加求职人数", "入场求职者", "现场求职人数", "进场总人数", "入场人次"},
	"fairs.intentions": {"意向达成数", "初步意向人数", "求职意向人数", "达成意向数", "有意向人数", "达成初步意向（人）"},
	"fairs.signed":     {"现场签约人数", "录用人员数", "签订劳动合同人数", "当场录用"},
	"fairfirms.fair":   {"专场名称", "所参加招聘会"}, "fairfirms.from": {"参加日期", "开展日期"}, "fairfirms.where": {"招聘地区", "参会地点"},
	"fairfirms.firm": {"用人单位", "参展企业", "用工单位名称"}, "fairfirms.uscc": {"统一信用代码", "企业信用代码"}, "fairfirms.posts": {"岗位数量", "招聘人数", "带去岗位"}, "fairfirms.intentions": {"意向达成人数", "初步意向数"},
	"visits.date": {"走访慰问日期", "慰问走访时间", "上门日期"}, "visits.firm": {"受访企业", "企业全名", "走访单位", "被慰问企业名称"}, "visits.leader": {"带队人员", "走访带队领导", "慰问领导"},
	"visits.people": {"慰问总人数", "受慰问人数", "慰问员工总数", "慰问对象数（人）"}, "visits.money": {"慰问金总额（元）", "慰问经费（元）", "发放慰问金额"}, "visits.brochures": {"政策宣传单", "发放宣传单（份）", "宣传折页", "派发政策手册（册）"},
	"visits.raised": {"反映问题数", "征集困难数", "排摸问题数", "收集诉求"}, "visits.solved": {"已解决问题数", "化解难题数", "协调解决问题", "已解决困难"},
	"hometown.date": {"走访慰问日期", "上门时间"}, "hometown.firm": {"务工单位", "所在公司", "用工企业"}, "hometown.name": {"慰问对象", "工友姓名", "员工名字"}, "hometown.people": {"人数（人）", "慰问工友数"},
	"agreements.partya": {"甲方名称", "甲方（本地）"}, "agreements.partyb": {"乙方名称", "乙方（外地）"}, "agreements.name": {"合作协议名称", "协议标题"}, "agreements.kind": {"协议性质", "合作方式"}, "agreements.date": {"签订时间", "签约日", "协议签署日期"},
	"alliances.firm": {"联盟企业", "共建企业", "企业方"}, "alliances.village": {"共建村", "行政村名称", "村方"}, "alliances.date": {"签订时间", "联盟日期"}, "alliances.planned": {"拟输送人数", "年度计划输送"}, "alliances.delivered": {"累计已输送", "实际输送人数"},
	"transport.date": {"开行日期", "出发时间", "发车日"}, "transport.kind": {"返乡或返岗", "专车类型"}, "transport.mode": {"运输形式", "车型"}, "transport.number": {"车次号", "车号"}, "transport.origin": {"起点站", "上车地点"}, "transport.destination": {"终点站", "下车地点", "到达地点"},
	"transport.vehicles": {"车次（辆）", "发车辆数", "车辆数量"}, "transport.passengers": {"乘坐人数", "运送务工人员数", "乘客人数", "接送人数"}, "transport.cost": {"包车支出", "运费（元）"},
	"firms.firm": {"用工主体", "企业全名", "用人单位名称"}, "firms.town": {"所在镇街", "属地镇（街道）"}, "firms.base": {"春节前在岗员工", "节前在册人数", "放假前用工数", "节前用工总数"}, "firms.stayed": {"留企过年人数", "春节留守人数", "就地过年人数"},
	"firms.due": {"应到岗人数", "需返岗人数"}, "firms.returned": {"目前返岗人数", "返岗员工数", "已到岗人数", "返工人数", "现已返岗"}, "firms.rate": {"复岗率", "返岗完成率", "员工返岗比例"}, "firms.hired": {"年后新招员工", "春节后新招人数", "节后新进员工"},
	"firms.left": {"辞职人数", "减少人数", "离职员工数"}, "firms.current": {"在岗总人数", "当前员工总数", "现有职工人数"}, "firms.shortage": {"用工缺口人数", "缺员数", "缺工数量"}, "firms.resumed": {"复工情况", "是否复产"}, "firms.resumedon": {"开工日", "复产时间"},
	"difficulties.raisedon": {"收集日期", "反映时间", "登记日期"}, "difficulties.firm": {"反映企业", "诉求企业"}, "difficulties.category": {"困难类别", "诉求类型"}, "difficulties.text": {"问题描述", "诉求事项", "困难情况"}, "difficulties.owner": {"牵头部门", "承办部门"}, "difficulties.state": {"办理进展", "进展情况"},
	"teams.team": {"小队名称", "专班名称", "招工组"}, "teams.leader": {"负责人", "队长", "小队负责人"}, "teams.members": {"队员人数", "成员数（人）"}, "teams.from": {"派出时间", "启程日期"}, "teams.destinations": {"前往地", "驻点地区"},
	"roster.name": {"职工姓名", "员工", "姓名（中文）"}, "roster.idcard": {"身份证", "居民身份证号", "证件号"}, "roster.phone": {"电话号码", "本人电话", "手机号"}, "roster.where": {"户籍住址", "来源地", "家庭所在地"}, "roster.job": {"工作岗位", "职务/工种"}, "roster.stayed": {"春节是否留岗", "是否就地过年"},
	"roster.returnedon": {"到岗日期", "返厂日期"}, "roster.mode": {"出行方式", "回程方式"}, "roster.status": {"到岗情况", "目前状态"},
}

// mtrapsMore are further columns that look like a field and are another thing.
var mtrapsMore = map[string][]string{
	"fairs":        {"线上意向人数", "招聘会预算（元）", "岗位缺口", "女性求职人数", "收到简历份数", "历史意向人数", "拟签约人数"},
	"visits":       {"慰问金（元/人）", "人均慰问（元）", "上年慰问人数", "拟慰问人数", "女职工人数", "户均慰问金（元）"},
	"firms":        {"往年返岗人数", "平均年龄", "已返岗占比目标", "计划返岗批次", "尚未返岗人数", "应届生人数", "月平均工资"},
	"transport":    {"座位数", "预计乘坐人数", "每人补贴（元）", "上年运送人数"},
	"alliances":    {"村劳动力总数", "意向输送人数", "去年输送"},
	"fairfirms":    {"缺口岗位", "招聘经费（元）", "拟录用人数"},
	"hometown":     {"人均慰问金（元）", "家庭人口"},
	"difficulties": {"涉及金额（元）", "上期未解决数"},
}

// widened are the forms with all headers.
func widened() []mform {
	all := mforms()
	for i := range all {
		for j := range all[i].fields {
			fl := &all[i].fields[j]
			key := all[i].id + "." + fl.ids[0]
			if len(fl.ids) == 3 {
				key = all[i].id + ".where"
			}
			fl.heads = append(fl.heads[:len(fl.heads):len(fl.heads)], mmore[key]...)
		}
	}
	return all
}

// oddCount writes a whole number in less usual ways; false leaves it to others.
func (g *messy) oddCount(id string, n int, classifier string) (mcell, bool) {
	s := strconv.Itoa(n)
	switch g.IntN(12) {
	case 0:
		if n >= 1000 {
			return text(s[:len(s)-3]+"，"+s[len(s)-3:]).means(id, s), true
		}
	case 1:
		return text("共"+s+classifier).means(id, s), true
	case 2:
		if n > 0 {
			return text(s+classifier+g.pick("左右", "上下")).means(id, s+"~"), true
		}
	case 3:
		if n > 0 {
			return text(g.pick("超", "超过", "逾", "不少于")+s).means(id, s+"+"), true
		}
	case 4:
		if n > 0 {
			return text("不到"+s+classifier).means(id, s+"-"), true
		}
	case 5:
		if n%1000 == 0 && n > 0 && n < 10000 {
			return text(chinese(n/1000)+"千").means(id, s), true
		}
	case 6:
		if n >= 100 && n < 1000 && n%100 == 0 {
			return text(chinese(n/100)+"百"+classifier).means(id, s), true
		}
	case 7:
		return text(s+"。").means(id, s), true
	case 8:
		return text("'"+s).means(id, s), true
	case 9:
		return text("\u00a0"+s+"\u200b").means(id, s), true
	case 10:
		c := num(s)
		c.Formula = "SUM(X1:X2)"
		return c.means(id, s), true
	}
	return mcell{}, false
}

// oddDate writes a day in less usual ways.
func (g *messy) oddDate(id string, d period.Date) mcell {
	y, m, day := int(d.Year), int(d.Month), int(d.Day)
	wide := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, s)
	}
	var s string
	switch g.IntN(10) {
	case 0:
		s = fmt.Sprintf("%d月%d日（周%s）", m, day, g.pick("一", "二", "日"))
	case 1:
		s = fmt.Sprintf("%d年%d月%d日上午", y, m, day)
	case 2:
		s = wide(fmt.Sprintf("%d年%d月%d日", y, m, day))
	case 3:
		s = fmt.Sprintf("%d-%02d-%02d 09:30", y, m, day)
	case 4:
		s = fmt.Sprintf("%s月%s日", chinese(m), chinese(day))
	case 5:
		s = fmt.Sprintf("%d、%d、%d", y, m, day)
	case 6:
		s = fmt.Sprintf("%02d.%d.%d", y%100, m, day)
	case 7:
		s = fmt.Sprintf("%d月%d号", m, day)
	case 8:
		s = fmt.Sprintf("%d。%d。%d", y, m, day)
	default:
		s = fmt.Sprintf("%d-%d-%d", y, m, day)
	}
	return text(s).means(id, d.String())
}

// oddSpoil types a cell wrong in ways that look right at a glance.
func (g *messy) oddSpoil(id string, w string) (mcell, bool) {
	if _, err := strconv.Atoi(w); err == nil && id != "phone" && id != "idcard" {
		return text(g.pick(w+"（含外省3）", w+"+20", "男"+w+"女2", w+"/30", w+"%", "每家"+w, w+"元/人次", w+"\n12", "同上", "约"+w+"0至"+w+"00", w+"、12", "1.2.3", "O", w+"①", "半数", "若干"+w, "数十")), true
	}
	if _, err := period.Parse(w); err == nil {
		return text(g.pick("30日", "下周", "1月底", "2月30日", "第3周", "春节前", "1月29日、31日", "2024年2月", "0230")), true
	}
	switch id {
	case "firm":
		return text(g.pick("甲机械有限公司、乙机械有限公司", "丙机械有限公司等3家", "规上企业", "古城街道", "5家企业", "12")), true
	case "uscc":
		return text(g.pick("91331082MA0000", "913310820000000000X", "331082198001011234")), true
	case "province":
		return text(g.pick("东北", "四川、贵州", "云贵川", "外省", "线上")), true
	}
	return mcell{}, false
}

// firmAndCode writes a firm's name as offices do that number them or want the
// code in the same cell.
func (g *messy) oddFirm(r *mrow) mcell {
	n := mfirms[r.firm%len(mfirms)]
	c := credit(r.firm*7919 + 13)
	switch g.IntN(4) {
	case 0:
		return text(fmt.Sprintf("%d.%s", r.no, n)).means("firm", n)
	case 1:
		return text(n+"（盖章）").means("firm", n)
	case 2:
		return text(n+"（"+c+"）").means("firm", n).means("uscc", c)
	}
	return text(n+"\n"+c).means("firm", n).means("uscc", c)
}

// after writes what stands between or below rows and is no record; sums are
// those of the rows so far.
func (g *messy) after(s *msheet, row, left, width int, sums map[int]int) int {
	put := func(label string, factor float64) {
		s.say(row, left+g.IntN(min(2, width)), label)
		for col, n := range sums {
			if col > left+1 {
				s.put(row, col, num(strconv.Itoa(int(float64(n)*factor))).Cell)
			}
		}
		row++
	}
	if g.p(0.5) {
		put(g.pick("平均", "平均数"), 0.3)
	}
	if g.p(0.5) {
		put(g.pick("上期数", "去年同期", "上周"), 0.9)
	}
	if g.p(0.3) {
		put(g.pick("环比", "增减", "比上周增减"), 0.1)
	}
	return row
}

// stray puts things where none belong: a note to the right, a stamp, a date.
func (g *messy) stray(s *msheet, row, right int) {
	s.put(row, right+2, workbook.Cell{Kind: workbook.Text, Text: g.pick("请核对", "已改", "←按实际填写", "见附件2", "2.4已报"), Stored: true})
}

// counted reports whether numbers of a field are added up.
func (g *messy) counted(id string) bool {
	switch id {
	case "phone", "idcard", "uscc", "number", "from", "date", "raisedon", "returnedon", "resumedon", "rate":
		return false
	}
	return true
}

// unitRow writes the units of the columns in a row of their own.
func (g *messy) unitRow(s *msheet, t *mtable, row, left int, idsOf func(int) []string, width int) int {
	units := map[string]string{"posts": "个", "people": "人", "intentions": "人次", "attendance": "人次", "firms": "家", "fairs": "场", "brochures": "份", "passengers": "人", "base": "人", "returned": "人", "hired": "人", "shortage": "人", "members": "人", "money": "元", "stayed": "人"}
	n := 0
	for i := range width {
		for _, id := range idsOf(i) {
			if u := units[id]; u != "" && t.form != "roster" && !(t.form == "firms" && id == "firms") {
				s.say(row, left+i, g.pick(u, "（"+u+"）"))
				n++
			}
		}
	}
	if n < 2 {
		for i := range width {
			delete(s.cells, [2]int{row, left + i})
		}
		return row
	}
	return row + 1
}

// again prints the header again, as on a new page.
func (g *messy) again(s *msheet, top, rows, row, left, right int) int {
	if g.p(0.5) {
		s.say(row, left, g.pick("续表", "（续上表）", "接上页"))
		row++
	}
	for r := range rows {
		for col := left; col <= right; col++ {
			if c, ok := s.cells[[2]int{top + r, col}]; ok {
				s.put(row+r, col, c)
			}
		}
	}
	var merges []workbook.Area
	for _, a := range s.merges {
		if a.Row1 >= top && a.Row2 < top+rows {
			merges = append(merges, workbook.Area{Row1: a.Row1 - top + row, Row2: a.Row2 - top + row, Col1: a.Col1, Col2: a.Col2})
		}
	}
	s.merges = append(s.merges, merges...)
	return row + rows
}

// copyAs is the same sheet under another name.
func (s *msheet) copyAs(name string) *msheet {
	c := *s
	c.name = name
	return &c
}
