package table

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// The generator writes workbooks as clerks do, with what they mean known. Its
// words are its own: many headers stand in no definition.

// A mcell is one generated cell and what it means: "" is nothing.
type mcell struct {
	workbook.Cell
	truth map[string]string // field → words, with + - ~ for qualifiers
}

// A mfield is a column that the generator may write.
type mfield struct {
	ids   []string // fields it fills
	heads []string // headers in use, plain ones first
	under string   // group of a merged parent
	value func(g *messy, row *mrow) mcell
	often float64
	down  bool // may be merged over rows
}

// A mrow is what one row is about.
type mrow struct {
	no             int
	province, city string
	district       string
	firm           int
	from           period.Date
	people         int
	same           bool // place and date as in the row before
}

// A mform is one form as offices lay it out.
type mform struct {
	id     string
	titles []string
	sheets []string
	fields []mfield
	firm   bool
}

type messy struct {
	*rand.Rand
	junk   bool // some cells are typed wrong
	period period.Period
	unit   returns.Unit
}

func (g *messy) pick(s ...string) string { return s[g.IntN(len(s))] }
func (g *messy) p(x float64) bool        { return g.Float64() < x }

func text(s string) mcell {
	return mcell{Cell: workbook.Cell{Kind: workbook.Text, Text: s, Stored: true}}
}

func num(s string) mcell {
	return mcell{Cell: workbook.Cell{Kind: workbook.Number, Text: s, Stored: true}}
}

func (c mcell) means(id, v string) mcell {
	if c.truth == nil {
		c.truth = map[string]string{}
	}
	if v != "" {
		c.truth[id] = v
	}
	return c
}

func chinese(n int) string {
	d := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return d[n]
	case n < 20:
		return "十" + d[n-10]
	case n < 100:
		return d[n/10] + "十" + d[n%10]
	}
	return strconv.Itoa(n)
}

// count writes a whole number in one of many ways.
func (g *messy) count(id string, n int, classifier string) mcell {
	s := strconv.Itoa(n)
	if g.p(0.08) {
		if c, ok := g.oddCount(id, n, classifier); ok {
			return c
		}
	}
	switch k := g.IntN(40); {
	case k < 22:
		return num(s).means(id, s)
	case k < 25:
		return text(s).means(id, s)
	case k < 27:
		return text(s+classifier).means(id, s)
	case k < 28 && n >= 1000:
		return text(s[:len(s)-3]+","+s[len(s)-3:]).means(id, s)
	case k < 29:
		wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, s)
		return text(wide).means(id, s)
	case k < 30 && n > 0 && n < 100:
		return text(chinese(n)).means(id, s)
	case k < 31 && n >= 1000 && n%100 == 0:
		return text(strconv.FormatFloat(float64(n)/10000, 'f', -1, 64)+"万").means(id, s)
	case k < 32 && n%10 == 0 && n > 0:
		return text(s+g.pick("余", "多", "+")+classifier).means(id, s+"+")
	case k < 33 && n > 10:
		return text("约"+s).means(id, s+"~")
	case k < 34 && n > 10:
		return text("近"+s+classifier).means(id, s+"-")
	case k < 35 && n == 0:
		return text("无").means(id, "0")
	case k < 36:
		return text(" "+s+"\n").means(id, s)
	case k < 37:
		return num(s+".0").means(id, s)
	}
	return num(s).means(id, s)
}

func (g *messy) date(id string, d period.Date) mcell {
	y, m, day := int(d.Year), int(d.Month), int(d.Day)
	w := d.String()
	if g.p(0.12) {
		return g.oddDate(id, d)
	}
	switch g.IntN(12) {
	case 0, 1, 2, 3:
		c := mcell{Cell: workbook.Cell{Kind: workbook.Date, Text: strconv.Itoa(serial(d)), Shown: fmt.Sprintf("%d/%d/%d", y, m, day), Date: d, Stored: true}}
		return c.means(id, w)
	case 4:
		return text(fmt.Sprintf("%d月%d日", m, day)).means(id, w)
	case 5:
		return text(fmt.Sprintf("%d.%d.%d", y, m, day)).means(id, w)
	case 6:
		return text(fmt.Sprintf("%d年%02d月%02d日", y, m, day)).means(id, w)
	case 7:
		return text(w).means(id, w)
	case 8:
		return text(fmt.Sprintf("%d/%d", m, day)).means(id, w)
	case 9:
		return num(fmt.Sprintf("%d%02d%02d", y, m, day)).means(id, w)
	case 10:
		return num(strconv.Itoa(serial(d))).means(id, w)
	}
	return text(fmt.Sprintf("%d.%d", m, day)).means(id, w)
}

// spoil types a cell of a number or a date wrong.
func (g *messy) spoil(id string, v *mcell) (mcell, bool) {
	w, ok := v.truth[id]
	if !ok {
		return *v, false
	}
	if g.p(0.5) {
		if c, ok := g.oddSpoil(id, w); ok {
			return c, true
		}
	}
	if _, err := strconv.Atoi(w); err == nil && id != "phone" && id != "idcard" {
		switch g.IntN(7) {
		case 0:
			return text("若干"), true
		case 1:
			return text(w + "-" + w + "0"), true
		case 2:
			return mcell{Cell: workbook.Cell{Kind: workbook.Error, Text: "#REF!", Stored: true}}, true
		case 3:
			return mcell{Cell: workbook.Cell{Kind: workbook.Number, Formula: "SUM(A1:A2)", Text: ""}}, true
		case 4:
			return text("-" + w + "1"), true
		case 5:
			return text(w + "a"), true
		}
		return text("待定"), true
	}
	if _, err := period.Parse(w); err == nil {
		if g.p(0.2) && id != "resumedon" && id != "returnedon" {
			return text("2023-01-05"), true
		}
		return text(g.pick("2024-2-30", "2月", "近期", "2024.13.4")), true
	}
	return *v, false
}

func serial(d period.Date) int {
	base, _ := period.On(1900, 1, 1)
	return int(d.Time().Sub(base.Time()).Hours()/24) + 2
}

var mplaces = [][3]string{
	{"四川省", "南充市", "嘉陵区"}, {"贵州省", "黔西南布依族苗族自治州", "兴仁市"}, {"安徽省", "亳州市", "谯城区"}, {"湖北省", "恩施土家族苗族自治州", "利川市"},
	{"云南省", "昭通市", "镇雄县"}, {"江西省", "上饶市", "鄱阳县"}, {"河南省", "信阳市", "固始县"}, {"贵州省", "遵义市", "播州区"}, {"湖南省", "怀化市", "溆浦县"}, {"甘肃省", "陇南市", "武都区"},
}

var mshort = map[string]string{"黔西南布依族苗族自治州": "黔西南州", "恩施土家族苗族自治州": "恩施州"}

func (g *messy) short(s string) string {
	if t, ok := mshort[s]; ok && g.p(0.7) {
		return t
	}
	if g.p(0.3) {
		for _, e := range []string{"省", "市"} {
			if strings.HasSuffix(s, e) && len([]rune(s)) > 2 {
				return strings.TrimSuffix(s, e)
			}
		}
	}
	return s
}

var mfirms = []string{"浙江海顺机电有限公司", "台州宏泰阀门股份有限公司", "临海市永发工艺品厂", "合计达机械有限公司", "温岭鑫磊泵业有限公司", "浙江三祥（台州）橡塑有限公司", "台州市黄岩精诚模具有限公司", "玉环华强水暖器材厂", "浙江双环汽配有限公司", "台州市路桥金峰喷雾器有限公司", "仙居县恒丰木业有限公司", "天台山滤布有限公司"}

func (g *messy) firmName(i int) mcell {
	n := mfirms[i%len(mfirms)]
	c := n
	switch g.IntN(10) {
	case 0:
		c = strings.ReplaceAll(strings.ReplaceAll(n, "（", "("), "）", ")")
	case 1:
		c = n + " "
	case 2:
		c = n[:6] + " " + n[6:]
	}
	return text(c)
}

var mnames = []string{"张伟", "王芳", "李 娜", "陈建国", "阿卜杜·热合曼", "周小梅", "吴刚", "郑丽华", "孙立", "马晓东"}

const usccSet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// credit makes a valid credit code, GB 32100.
func credit(n int) string {
	s := fmt.Sprintf("91331082MA%07d", n%10000000)
	weights := []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	sum := 0
	for i, w := range weights {
		sum += strings.IndexByte(usccSet, s[i]) * w
	}
	return s + string(usccSet[(31-sum%31)%31])
}

// idcard makes a valid number, GB 11643.
func idcard(n int) string {
	s := fmt.Sprintf("5115251990%02d%02d%03d", n%12+1, n%28+1, n%999)
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}

func words2(id string, options ...[2]string) func(*messy, *mrow) mcell {
	return func(g *messy, _ *mrow) mcell {
		o := options[g.IntN(len(options))]
		return text(o[0]).means(id, o[1])
	}
}

func counts(id string, limit int, classifier string) func(*messy, *mrow) mcell {
	return func(g *messy, _ *mrow) mcell {
		if g.p(0.05) {
			return text(g.pick("—", "/", "-", "")) // absent
		}
		return g.count(id, g.IntN(limit), classifier)
	}
}

func must(id string, limit int, classifier string) func(*messy, *mrow) mcell {
	return func(g *messy, _ *mrow) mcell { return g.count(id, g.IntN(limit), classifier) }
}

func onDate(id string) func(*messy, *mrow) mcell {
	return func(g *messy, r *mrow) mcell { return g.date(id, r.from) }
}

func remarks(id string) func(*messy, *mrow) mcell {
	return func(g *messy, _ *mrow) mcell {
		if g.p(0.7) {
			return mcell{}
		}
		s := g.pick("已对接", "下周继续", "天气原因推迟", "合作意向良好")
		return text(s).means(id, s)
	}
}

func mprovinceOf(g *messy, r *mrow) mcell {
	return text(g.short(r.province)).means("province", r.province)
}

func mcityOf(g *messy, r *mrow) mcell { return text(g.short(r.city)).means("city", r.city) }

func mdistrictOf(_ *messy, r *mrow) mcell { return text(r.district).means("district", r.district) }

func wholePlace(g *messy, r *mrow) mcell {
	s := r.province + g.short(r.city) + r.district
	return text(s).means("province", r.province).means("city", r.city).means("district", r.district)
}

func firmOf(g *messy, r *mrow) mcell {
	if g.p(0.05) {
		return g.oddFirm(r)
	}
	return g.firmName(r.firm).means("firm", mfirms[r.firm%len(mfirms)])
}

func usccOf(g *messy, r *mrow) mcell {
	c := credit(r.firm*7919 + 13)
	if g.p(0.2) {
		return text(strings.ToLower(c)).means("uscc", c)
	}
	return text(c).means("uscc", c)
}

func personOf(id string) func(*messy, *mrow) mcell {
	return func(g *messy, r *mrow) mcell {
		n := mnames[(r.no*7+g.IntN(3))%len(mnames)]
		return text(n).means(id, strings.ReplaceAll(n, " ", ""))
	}
}

func mforms() []mform {
	remark := mfield{[]string{"remark"}, []string{"备注", "说明", "其他说明", "备 注"}, "", remarks("remark"), 0.6, false}
	where := func(heads ...string) []mfield {
		return []mfield{{[]string{"province", "city", "district"}, heads, "", wholePlace, -1, true},
			{[]string{"province"}, []string{"省份", "省", "所在省", "省(市、区)", "省级"}, "地点", mprovinceOf, -2, true},
			{[]string{"city"}, []string{"地市", "市", "市（州）", "所在市", "地级市(州)"}, "地点", mcityOf, -2, true},
			{[]string{"district"}, []string{"县（市、区）", "区县", "县", "县级"}, "地点", mdistrictOf, -2, true}}
	}
	fairs := mform{id: "fairs", titles: []string{"驻点招工情况统计表", "赴外招聘活动台账", "跨省招聘会开展情况表", "劳务对接招工台账", "“春风行动”现场招聘活动统计表"}, sheets: []string{"驻点招工", "招聘活动", "Sheet1", "附件1", "招工"},
		fields: []mfield{
			{[]string{"team"}, []string{"小分队", "小分队名称", "招工队伍", "工作队", "工作组", "招工专班"}, "", func(g *messy, r *mrow) mcell {
				s := g.unit.Name + "第" + chinese(r.no%3+1) + "小队"
				return text(s).means("team", s)
			}, 0.8, true},
			{[]string{"name"}, []string{"活动名称", "招聘会名称", "活动主题", "招聘会主题"}, "", func(g *messy, r *mrow) mcell {
				s := "“春风送岗”第" + strconv.Itoa(r.no) + "场"
				return text(s).means("name", s)
			}, 0.6, false},
			{[]string{"from"}, []string{"举办日期", "活动时间", "开始日期", "招聘会日期", "举办时间", "活动起始日期"}, "", onDate("from"), 1, true},
		}}
	fairs.fields = append(fairs.fields, where("举办地", "目的地", "驻点地", "招聘地点", "举办地区")...)
	fairs.fields = append(fairs.fields,
		mfield{[]string{"venue"}, []string{"举办地点", "具体地点", "会场", "举办场馆"}, "", words2("venue", [2]string{"人力资源市场", "人力资源市场"}, [2]string{"世纪广场", "世纪广场"}, [2]string{"文化中心一楼", "文化中心一楼"}), 0.4, false},
		mfield{[]string{"fairs"}, []string{"场次", "招聘会场次", "举办场数", "场次（场）"}, "", counts("fairs", 5, "场"), 0.5, false},
		mfield{[]string{"firms"}, []string{"参会企业数", "参会企业（家）", "组织企业", "参加企业数", "企业参会数", "进场企业家数"}, "", counts("firms", 60, "家"), 0.8, false},
		mfield{[]string{"posts"}, []string{"提供岗位数", "岗位数（个）", "提供岗位", "可提供岗位数", "岗位总数", "招聘岗位数", "提供就业岗位"}, "成效", must("posts", 4000, "个"), 1, false},
		mfield{[]string{"attendance"}, []string{"进场人数", "入场人数", "进场求职人数", "到场求职人数", "求职者人次"}, "成效", counts("attendance", 20000, "人"), 0.7, false},
		mfield{[]string{"intentions"}, []string{"达成就业意向（人次）", "达成意向人数", "初步达成意向", "意向人数", "初步就业意向人数", "达成求职意向数"}, "成效", must("intentions", 900, "人"), 1, false},
		mfield{[]string{"signed"}, []string{"签约录用人数", "现场录用", "签约人数", "当场签约人数"}, "成效", counts("signed", 100, "人"), 0.4, false},
		remark)

	fairfirms := mform{id: "fairfirms", titles: []string{"参会企业名单", "招聘会参会企业一览表", "随队企业名单（参会企业）"}, sheets: []string{"参会企业", "企业名单", "Sheet2"},
		fields: []mfield{
			{[]string{"fair"}, []string{"活动名称", "招聘会名称", "参加的招聘会"}, "", words2("fair", [2]string{"第一场", "第一场"}, [2]string{"百企千岗", "百企千岗"}), 0.6, true},
			{[]string{"from"}, []string{"举办日期", "招聘会时间", "参会日期", "活动日期"}, "", onDate("from"), 0.9, true},
			{[]string{"province", "city", "district"}, []string{"举办地", "招工地", "目的地"}, "", wholePlace, 0.7, true},
			{[]string{"firm"}, []string{"企业名称", "参会企业名称", "单位名称", "公司名称", "参会企业全称"}, "", firmOf, 1, false},
			{[]string{"uscc"}, []string{"统一社会信用代码", "信用代码", "社会信用代码证号"}, "", usccOf, 0.6, false},
			{[]string{"posts"}, []string{"提供岗位数", "岗位数", "招聘岗位数（个）", "需求人数"}, "", counts("posts", 200, "个"), 0.9, false},
			{[]string{"intentions"}, []string{"达成意向人数", "意向人数", "达成就业意向"}, "", counts("intentions", 50, "人"), 0.6, false},
			remark}}

	visits := mform{id: "visits", titles: []string{"走访慰问企业台账", "“春风送暖”走访慰问情况表", "节前走访慰问登记表"}, sheets: []string{"走访慰问", "慰问", "台账", "Sheet1"},
		fields: []mfield{
			{[]string{"date"}, []string{"走访日期", "走访时间", "慰问日期", "走访慰问时间"}, "", onDate("date"), 1, true},
			{[]string{"firm"}, []string{"企业名称", "走访企业", "被走访企业名称", "单位名称", "慰问企业名称"}, "", firmOf, 1, false},
			{[]string{"uscc"}, []string{"统一社会信用代码", "信用代码"}, "", usccOf, 0.5, false},
			{[]string{"leader"}, []string{"带队领导", "走访领导", "走访人员", "带队负责同志"}, "", words2("leader", [2]string{"王局长", "王局长"}, [2]string{"李副局长", "李副局长"}), 0.5, false},
			{[]string{"people"}, []string{"慰问人数", "慰问员工数", "慰问员工人数", "慰问职工", "走访慰问人数（人）"}, "", must("people", 300, "人"), 1, false},
			{[]string{"stayed"}, []string{"其中：留岗员工", "其中留岗员工", "留岗职工", "其中：留岗过年员工"}, "", counts("stayed", 50, "人"), 0.6, false},
			{[]string{"skilled"}, []string{"其中：技术骨干", "技术骨干", "其中：技能骨干"}, "", counts("skilled", 50, "人"), 0.6, false},
			{[]string{"lifted"}, []string{"其中：脱贫人员", "脱贫人员", "脱贫人口", "其中：脱贫劳动力"}, "", counts("lifted", 20, "人"), 0.5, false},
			{[]string{"money"}, []string{"慰问金（元）", "慰问资金", "慰问金额（元）", "发放慰问金"}, "", counts("money", 50000, "元"), 0.5, false},
			{[]string{"brochures"}, []string{"发放政策宣传册（份）", "宣传资料", "政策宣传册", "发放宣传手册数", "发放政策资料（份）"}, "", counts("brochures", 500, "份"), 0.8, false},
			{[]string{"raised"}, []string{"收集问题数", "收集困难问题", "收集困难数", "梳理问题数（个）"}, "", counts("raised", 9, "个"), 0.6, false},
			{[]string{"solved"}, []string{"解决困难数", "解决实际困难", "解决问题数", "帮助解决困难"}, "", counts("solved", 9, "个"), 0.6, false},
			remark}}

	hometown := mform{id: "hometown", titles: []string{"跨省慰问老员工台账", "赴省外慰问台州老员工情况表"}, sheets: []string{"跨省慰问", "Sheet3"},
		fields: append([]mfield{
			{[]string{"date"}, []string{"慰问日期", "慰问时间", "走访日期"}, "", onDate("date"), 1, true},
			{[]string{"firm"}, []string{"企业名称", "所在企业", "务工企业", "就职企业"}, "", firmOf, 1, false},
			{[]string{"name"}, []string{"姓名", "员工姓名", "老员工姓名"}, "", personOf("name"), 0.9, false},
			{[]string{"people"}, []string{"慰问人数", "慰问老员工人数"}, "", func(g *messy, _ *mrow) mcell { return g.count("people", 1+g.IntN(9), "人") }, 0.4, false},
		}, append(where("慰问地点", "户籍地", "慰问地"), remark)...)}

	agreements := mform{id: "agreements", titles: []string{"劳务合作协议签订情况表", "劳务协作协议清单"}, sheets: []string{"协议", "劳务协议", "Sheet4"},
		fields: append([]mfield{
			{[]string{"partya"}, []string{"甲方", "甲方单位", "甲方（我市）"}, "", func(g *messy, _ *mrow) mcell {
				s := g.unit.Name + "人社局"
				return text(s).means("partya", s)
			}, 1, false},
			{[]string{"partyb"}, []string{"乙方", "乙方单位", "乙方（输出地）"}, "", func(_ *messy, r *mrow) mcell { s := r.district + "人社局"; return text(s).means("partyb", s) }, 1, false},
			{[]string{"name"}, []string{"协议名称", "协议书名称"}, "", words2("name", [2]string{"劳务协作框架协议", "劳务协作框架协议"}, [2]string{"用工合作协议", "用工合作协议"}), 0.7, false},
			{[]string{"kind"}, []string{"协议类型", "类型", "合作类型"}, "", words2("kind", [2]string{"政府间", "政府间"}, [2]string{"校企合作", "校企"}, [2]string{"机构间", "机构间"}), 0.6, false},
			{[]string{"date"}, []string{"签订日期", "签约时间", "签署日期", "协议签订时间"}, "", onDate("date"), 1, false},
		}, append(where("乙方所在地")[:1:1], remark)...)}

	alliances := mform{id: "alliances", titles: []string{"“村企联盟”结对清单", "村企结对共建情况表"}, sheets: []string{"村企联盟", "结对", "Sheet5"},
		fields: append(append([]mfield{
			{[]string{"firm"}, []string{"企业名称", "结对企业", "企业全称"}, "", firmOf, 1, false},
		}, where("村所在地")[1:]...),
			mfield{[]string{"village"}, []string{"结对村", "村名", "结对村名称", "联盟村"}, "", func(_ *messy, r *mrow) mcell {
				s := "新坪" + chinese(r.no%9+1) + "村"
				return text(s).means("village", s)
			}, 1, false},
			mfield{[]string{"date"}, []string{"签约日期", "结对时间", "结对日期"}, "", onDate("date"), 1, false},
			mfield{[]string{"planned"}, []string{"计划输送", "计划输送人数", "本年计划输送（人）"}, "", counts("planned", 60, "人"), 0.6, false},
			mfield{[]string{"delivered"}, []string{"已输送", "已输送人数"}, "", counts("delivered", 40, "人"), 0.6, false},
			remark)}

	transport := mform{id: "transport", titles: []string{"返乡返岗专车（点对点）台账", "返岗专车开行情况统计表"}, sheets: []string{"专车", "点对点", "Sheet6"},
		fields: []mfield{
			{[]string{"date"}, []string{"出发日期", "发车时间", "发车日期"}, "", onDate("date"), 1, true},
			{[]string{"kind"}, []string{"类型", "类型（返乡/返岗）", "返乡/返岗"}, "", words2("kind", [2]string{"返乡", "返乡"}, [2]string{"返岗", "返岗"}), 1, false},
			{[]string{"mode"}, []string{"方式", "运输方式", "交通工具", "方式（包车/专列/包机）"}, "", words2("mode", [2]string{"包车", "包车"}, [2]string{"专列", "专列"}, [2]string{"大巴", "包车"}), 1, false},
			{[]string{"number"}, []string{"车牌号", "车牌车次", "车牌/车次"}, "", func(_ *messy, r *mrow) mcell {
				s := fmt.Sprintf("浙J%05d", r.no*37)
				return text(s).means("number", s)
			}, 0.6, false},
			{[]string{"origin"}, []string{"出发地", "始发地", "出发地点"}, "", words2("origin", [2]string{"台州", "台州"}, [2]string{"临海", "临海"}), 1, false},
			{[]string{"destination"}, []string{"目的地", "到达地", "终点"}, "", func(_ *messy, r *mrow) mcell { return text(r.province+r.city).means("destination", r.province+r.city) }, 1, false},
			{[]string{"vehicles"}, []string{"车辆数", "辆次", "车次数"}, "", counts("vehicles", 6, "辆"), 0.5, false},
			{[]string{"passengers"}, []string{"实载人数", "乘车人数", "运送人数", "输送人数（人）"}, "", must("passengers", 60, "人"), 1, false},
			{[]string{"cost"}, []string{"费用（元）", "包车费用", "费用"}, "", counts("cost", 9000, "元"), 0.5, false},
			remark}}

	base := func(g *messy, r *mrow) mcell { r.people = 200 + g.IntN(900); return g.count("base", r.people, "人") }
	firms := mform{id: "firms", titles: []string{"企业节后返岗情况统计表", "重点企业复工返岗情况表", "节后用工情况表"}, sheets: []string{"返岗", "用工情况", "Sheet7"},
		fields: []mfield{
			{[]string{"firm"}, []string{"企业名称", "重点工业企业", "企业全称", "单位名称"}, "", firmOf, 1, false},
			{[]string{"uscc"}, []string{"统一社会信用代码", "信用代码"}, "", usccOf, 0.6, false},
			{[]string{"town"}, []string{"乡镇（街道）", "所属镇街", "乡镇"}, "", words2("town", [2]string{"古城街道", "古城街道"}, [2]string{"杜桥镇", "杜桥镇"}), 0.5, true},
			{[]string{"industry"}, []string{"行业", "所属行业"}, "", words2("industry", [2]string{"汽配", "汽配"}, [2]string{"泵阀", "泵阀"}), 0.4, false},
			{[]string{"base"}, []string{"节前在岗职工数", "年前员工数", "节前员工总数", "节前用工人数", "节前在岗职工（人）"}, "", base, 1, false},
			{[]string{"baseout"}, []string{"其中：省外", "其中省外", "其中：外省"}, "", counts("baseout", 100, "人"), 0, false},
			{[]string{"stayed"}, []string{"留岗人数", "留岗", "留台过年人数", "春节留岗人数"}, "", counts("stayed", 60, "人"), 0.6, false},
			{[]string{"due"}, []string{"应返岗人数", "应返岗", "应返岗员工数"}, "", counts("due", 100, "人"), 0.5, false},
			{[]string{"returned"}, []string{"已返岗人数", "已返岗", "老员工返岗数", "实际返岗人数", "已返岗员工数"}, "", must("returned", 200, "人"), 1, false},
			{[]string{"rate"}, []string{"返岗率", "返岗率（%）", "返岗比例"}, "", func(g *messy, _ *mrow) mcell {
				n := g.IntN(100) + 1
				return text(fmt.Sprintf("%d%%", n)).means("rate", returns.Number{Micros: int64(n) * 10000}.String())
			}, 0.5, false},
			{[]string{"hired"}, []string{"节后新招", "新招员工数", "新招人数", "节后新招员工数"}, "", counts("hired", 40, "人"), 0.6, false},
			{[]string{"left"}, []string{"流失人数", "流失", "离职人数"}, "", counts("left", 40, "人"), 0.4, false},
			{[]string{"current"}, []string{"现有员工数", "现有员工总数", "目前用工人数"}, "", counts("current", 900, "人"), 0.5, false},
			{[]string{"shortage"}, []string{"缺工人数", "尚缺工人数", "用工缺口", "缺工（不含未返岗）"}, "", counts("shortage", 90, "人"), 0.6, false},
			{[]string{"resumed"}, []string{"是否复工", "是否开工"}, "", words2("resumed", [2]string{"是", "是"}, [2]string{"√", "是"}, [2]string{"否", "否"}), 0.4, false},
			{[]string{"resumedon"}, []string{"复工日期", "开工时间", "复工时间"}, "", onDate("resumedon"), 0.4, false},
			remark}}

	difficulties := mform{id: "difficulties", titles: []string{"企业困难问题清单", "走访企业问题诉求清单"}, sheets: []string{"问题清单", "困难问题"},
		fields: []mfield{
			{[]string{"raisedon"}, []string{"提出日期", "收集时间", "反映日期"}, "", onDate("raisedon"), 1, true},
			{[]string{"firm"}, []string{"企业名称", "单位名称"}, "", firmOf, 1, false},
			{[]string{"category"}, []string{"类别", "问题类别", "问题类型"}, "", words2("category", [2]string{"招工", "招工"}, [2]string{"住宿", "住宿"}, [2]string{"融资", "融资"}), 0.7, false},
			{[]string{"text"}, []string{"问题内容", "困难问题", "具体问题", "诉求内容"}, "", func(_ *messy, r *mrow) mcell {
				s := fmt.Sprintf("缺普工%d人", r.no+3)
				return text(s).means("text", s)
			}, 1, false},
			{[]string{"owner"}, []string{"责任单位", "牵头单位"}, "", words2("owner", [2]string{"人社局", "人社局"}), 0.5, false},
			{[]string{"state"}, []string{"办理状态", "办理情况", "状态"}, "", words2("state", [2]string{"在办", "在办"}, [2]string{"已解决", "已解决"}, [2]string{"办理中", "在办"}), 1, false},
			remark}}

	teams := mform{id: "teams", titles: []string{"招工小分队名册", "小分队一览表"}, sheets: []string{"小分队", "名册"},
		fields: []mfield{
			{[]string{"team"}, []string{"小分队名称", "队伍名称", "工作组"}, "", func(g *messy, r *mrow) mcell {
				s := g.unit.Name + "第" + chinese(r.no%9+1) + "小队"
				return text(s).means("team", s)
			}, 1, false},
			{[]string{"leader"}, []string{"带队领导", "领队", "带队人"}, "", words2("leader", [2]string{"王强", "王强"}, [2]string{"赵敏", "赵敏"}), 0.9, false},
			{[]string{"members"}, []string{"人数", "队员数", "小分队人数"}, "", counts("members", 12, "人"), 0.9, false},
			{[]string{"from"}, []string{"出发日期", "派出日期", "出发时间"}, "", onDate("from"), 1, false},
			{[]string{"destinations"}, []string{"目的地", "前往地区"}, "", words2("destinations", [2]string{"四川、贵州", "四川、贵州"}, [2]string{"安徽亳州", "安徽亳州"}), 0.7, false},
			remark}}

	roster := mform{id: "roster", firm: true, titles: []string{"员工返岗登记表", "职工返岗花名册"}, sheets: []string{"花名册", "员工名册"},
		fields: append([]mfield{
			{[]string{"name"}, []string{"姓名", "员工姓名"}, "", personOf("name"), 1, false},
			{[]string{"idcard"}, []string{"身份证号", "身份证号码", "公民身份号码"}, "", func(g *messy, r *mrow) mcell { s := idcard(r.no*31 + g.IntN(25)); return text(s).means("idcard", s) }, 0.9, false},
			{[]string{"phone"}, []string{"联系电话", "手机号码", "手机"}, "", func(g *messy, r *mrow) mcell {
				s := fmt.Sprintf("138%08d", r.no*7321+g.IntN(1000))
				if g.p(0.4) {
					return num(s).means("phone", s)
				}
				return text(s).means("phone", s)
			}, 0.8, false},
		}, append(where("户籍地", "户籍所在地", "籍贯"),
			mfield{[]string{"job"}, []string{"岗位", "工种", "工种/岗位"}, "", words2("job", [2]string{"普工", "普工"}, [2]string{"焊工", "焊工"}), 0.6, false},
			mfield{[]string{"stayed"}, []string{"是否留岗", "是否留台过年"}, "", words2("stayed", [2]string{"是", "是"}, [2]string{"否", "否"}, [2]string{"√", "是"}), 0.6, false},
			mfield{[]string{"returnedon"}, []string{"实际返岗日期", "返岗日期", "返岗时间"}, "", onDate("returnedon"), 0.8, false},
			mfield{[]string{"mode"}, []string{"返岗方式", "返程方式"}, "", words2("mode", [2]string{"自驾", "自驾"}, [2]string{"高铁", "火车"}, [2]string{"专车", "专车"}), 0.5, false},
			mfield{[]string{"status"}, []string{"返岗状态", "返岗情况", "状态"}, "", words2("status", [2]string{"已返岗", "已返岗"}, [2]string{"未返岗", "未返岗"}, [2]string{"离职", "离职"}), 0.7, false},
			remark)...)}

	return []mform{fairs, fairfirms, visits, hometown, agreements, alliances, transport, firms, difficulties, teams, roster}
}

// A msheet is a sheet as it is made.
type msheet struct {
	name   string
	cells  map[[2]int]workbook.Cell
	merges []workbook.Area
	hidden map[int]bool
	rows   int
	hide   bool
}

func (s *msheet) put(row, col int, c workbook.Cell) {
	s.rows = max(s.rows, row)
	if c.Text == "" && c.Kind == workbook.Text {
		return
	}
	c.Col = col
	s.cells[[2]int{row, col}] = c
}

func (s *msheet) say(row, col int, t string) { s.put(row, col, text(t).Cell) }

func (s *msheet) merge(r1, c1, r2, c2 int) {
	if r1 < r2 || c1 < c2 {
		s.merges = append(s.merges, workbook.Area{Row1: r1, Col1: c1, Row2: r2, Col2: c2})
	}
}

func (s *msheet) sheet(order int) workbook.Sheet {
	out := workbook.Sheet{Name: s.name, Order: order, Hidden: s.hide}
	byRow := map[int][]workbook.Cell{}
	for at, c := range s.cells {
		byRow[at[0]] = append(byRow[at[0]], c)
	}
	for r := 1; r <= s.rows; r++ {
		cells := byRow[r]
		if len(cells) == 0 {
			continue
		}
		slices.SortFunc(cells, func(a, b workbook.Cell) int { return a.Col - b.Col })
		out.Rows = append(out.Rows, workbook.Row{Index: r, Hidden: s.hidden[r], Cells: cells})
	}
	slices.SortFunc(s.merges, func(a, b workbook.Area) int {
		if a.Row1 != b.Row1 {
			return a.Row1 - b.Row1
		}
		return a.Col1 - b.Col1
	})
	out.Merges = s.merges
	return out
}

// A mtable is what is known of one generated table.
type mtable struct {
	form    string
	sheet   string
	header  map[int]int               // column → lowest header row
	records map[int]map[string]string // row → field → words
	where   map[int]map[string][2]int // row → field → cell that it stands in
	nothing bool
	cells   int
	faulty  map[[2]int]bool // cells typed in a way that must be refused or asked about
	top     int             // header rows
	bottom  int
}

func (g *messy) chooseFields(f *mform) []mfield {
	var out []mfield
	whole := g.p(0.4)
	if f.id == "alliances" {
		whole = false
	}
	parts := g.p(0.7) // province, city and district, or the first two
	for _, fl := range f.fields {
		var keep bool
		switch {
		case fl.often == -1:
			keep = whole || f.id == "agreements" && g.p(0.6)
		case fl.often == -2:
			keep = !whole && (parts || fl.ids[0] != "district")
		default:
			keep = g.p(fl.often)
		}
		if keep {
			out = append(out, fl)
		}
	}
	if f.id != "firms" && g.p(0.15) { // clerks change the order
		i, j := g.IntN(len(out)), g.IntN(len(out))
		if !strings.HasPrefix(out[i].heads[0], "其中") && !strings.HasPrefix(out[j].heads[0], "其中") && out[i].under == "" && out[j].under == "" {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}

// mtraps are columns that look like a field and are another thing.
var mtraps = map[string][]string{
	"fairs":      {"上周岗位数", "累计提供岗位数", "计划招聘人数", "其中：女性", "去年达成意向人数", "未签约人数", "线上岗位数", "平均工资（元）", "下周计划场次", "新增岗位数占比", "意向率", "摊位数", "浏览人次", "返乡人数", "其中：高校毕业生"},
	"fairfirms":  {"上年岗位数", "注册资本（万元）", "平均工资", "其中：技工岗位", "累计招聘人数"},
	"visits":     {"上次慰问人数", "计划慰问人数", "员工总数", "未解决问题数", "累计慰问人数", "其中：女职工", "人均慰问金", "企业联系人", "企业联系电话"},
	"firms":      {"去年同期返岗人数", "未返岗人数", "计划招聘人数", "返岗率目标", "上周返岗率", "其中：本市户籍", "女员工数", "今日返岗人数", "预计返岗人数", "产值（万元）", "联系人", "手机"},
	"transport":  {"核载人数", "计划人数", "司机电话", "累计运送人数", "里程"},
	"roster":     {"年龄", "民族", "学历", "月收入（元）", "入职时间", "紧急联系人电话", "合同终期"},
	"alliances":  {"上年输送人数", "累计输送人数", "村总人口", "劳动力人数", "其中：脱贫劳动力"},
	"hometown":   {"工龄", "年龄", "慰问金合计", "累计慰问人数"},
	"teams":      {"计划返回人数", "企业随行人数", "补贴标准"},
	"agreements": {"有效期（年）", "涉及人数", "协议编号"},
}

var mextras = []string{"直播带岗观看人次", "摊位数", "宣传报道", "附件", "是否上报省厅", "新闻链接", "经办科室", "天气", "上期岗位数", "去年同期进场人数", "审核意见"}

// decorate writes a header as clerks do: line breaks, blanks, asterisks.
func (g *messy) decorate(h string) string {
	switch g.IntN(14) {
	case 0:
		if r := []rune(h); len(r) >= 4 && !strings.Contains(h, "（") {
			return string(r[:len(r)/2]) + "\n" + string(r[len(r)/2:])
		}
	case 1:
		return "*" + h
	case 2:
		if r := []rune(h); len(r) == 2 {
			return string(r[0]) + "  " + string(r[1])
		}
	case 3:
		return h + " "
	case 4:
		return strings.ReplaceAll(strings.ReplaceAll(h, "（", "("), "）", ")")
	case 5:
		return strings.Replace(h, "：", ":", 1)
	case 6:
		if g.p(0.3) && !strings.HasPrefix(h, "其中") {
			return g.pick("1.", "（一）", "①", "★") + h
		}
	case 7:
		if g.p(0.3) && !strings.Contains(h, "（") && !strings.HasPrefix(h, "其中") {
			return h + g.pick("（必填）", "(*)", "（必录）")
		}
	}
	return h
}

// table writes one table at row and returns the row behind it.
func (g *messy) table(s *msheet, f *mform, row, left int, heading bool) (mtable, int) {
	fields := g.chooseFields(f)
	t := mtable{form: f.id, sheet: s.name, header: map[int]int{}, records: map[int]map[string]string{}, where: map[int]map[string][2]int{}, faulty: map[[2]int]bool{}}
	number := g.p(0.85)
	type column struct {
		field   *mfield
		head    string
		extra   bool
		numbers bool
		blank   bool
	}
	var cols []column
	if number {
		cols = append(cols, column{head: g.pick("序号", "序号", "序 号", "编号", "No.")})
	}
	for i := range fields {
		cols = append(cols, column{field: &fields[i], head: fields[i].heads[g.IntN(len(fields[i].heads))]})
		if g.p(0.03) {
			cols = append(cols, column{head: g.pick(mextras...), extra: true})
		}
		if traps := append(mtraps[f.id][:len(mtraps[f.id]):len(mtraps[f.id])], mtrapsMore[f.id]...); len(traps) > 0 && g.p(0.06) {
			cols = append(cols, column{head: g.pick(traps...), extra: true, numbers: true})
		}
		if g.p(0.01) {
			cols = append(cols, column{blank: true})
		}
	}
	width := len(cols)
	right := left + width - 1
	if heading {
		if g.p(0.3) {
			s.say(row, left, g.pick("附件1", "附件2：", "附件3"))
			row++
		}
		title := g.pick(f.titles...)
		if g.p(0.06) {
			title = g.pick("情况统计表", "附表", "台账", "汇总表")
		}
		if g.p(0.3) {
			title = "2024年春节" + title
		}
		p := g.period
		switch g.IntN(5) {
		case 0:
			title += fmt.Sprintf("（第%d期）", p.No)
		case 1:
			title += fmt.Sprintf("（截至%d月%d日）", p.Ends.Month, p.Ends.Day)
		case 2:
			title += fmt.Sprintf("（%d月%d日-%d月%d日）", p.From.Month, p.From.Day, p.Ends.Month, p.Ends.Day)
		case 3:
			title += "\n（第" + chinese(p.No) + "周）"
		case 4:
			title += fmt.Sprintf("（%d.%d）", p.Ends.Month, p.Ends.Day)
		}
		s.say(row, left, title)
		if g.p(0.8) {
			s.merge(row, left, row, right)
		}
		row++
		if f.firm {
			firm := "临海示范机械有限公司"
			line := "企业名称：" + firm + "   统一社会信用代码：" + credit(55) + "   节前在岗职工：320人"
			if g.p(0.5) {
				s.say(row, left, line)
				s.merge(row, left, row, right)
			} else {
				s.say(row, left, "企业名称")
				s.say(row, left+1, firm)
				s.say(row, left+2, "统一社会信用代码")
				s.say(row, left+3, credit(55))
			}
			row++
		} else if g.p(0.8) {
			who := g.unit.Name + g.pick("", "人社局", "人力资源和社会保障局", "人社局（盖章）")
			switch g.IntN(3) {
			case 0:
				s.say(row, left, "填报单位："+who+"       填报人：张三      填报日期：2024年2月28日")
				s.merge(row, left, row, right)
			case 1:
				s.say(row, left, "填报单位："+who)
				s.say(row, left+width/2, "2024年2月28日")
				s.say(row, right, "单位：人、家、个")
			case 2:
				s.say(row, left, "填报单位："+who)
			}
			row++
		}
		if g.p(0.1) {
			row++
		}
	}
	if g.p(0.05) && width >= 4 && heading {
		// Names of groups above the header that no definition knows.
		half := 1 + g.IntN(width-2)
		s.say(row, left, g.pick("基本情况", "基本信息", "企业基本情况"))
		s.merge(row, left, row, left+half-1)
		s.say(row, left+half, g.pick("工作情况", "有关数据", "完成情况", "具体情况"))
		s.merge(row, left+half, row, right)
		row++
	}
	// The header: one row, or parents merged over their children.
	two := g.p(0.4)
	loose := g.p(0.15) // nothing is merged in the header
	t.top = row
	if two {
		for i := 0; i < width; {
			c := cols[i]
			j := i + 1
			if c.field != nil && c.field.under != "" {
				for j < width && cols[j].field != nil && cols[j].field.under == c.field.under {
					j++
				}
			}
			if j-i >= 2 {
				parent := map[string]string{"地点": g.pick("举办地", "地点", "所在地", "地区"), "成效": g.pick("招聘成效", "活动成效", "招聘情况")}[c.field.under]
				s.say(row, left+i, parent)
				if !loose {
					s.merge(row, left+i, row, left+j-1)
				}
				for k := i; k < j; k++ {
					s.say(row+1, left+k, g.decorate(cols[k].head))
					t.header[left+k] = row + 1
				}
			} else {
				j = i + 1
				if !c.blank {
					s.say(row, left+i, g.decorate(c.head))
					if !loose {
						s.merge(row, left+i, row+1, left+i)
					}
				}
				t.header[left+i] = row
			}
			i = j
		}
		row += 2
	} else {
		for i, c := range cols {
			if !c.blank {
				s.say(row, left+i, g.decorate(c.head))
			}
			t.header[left+i] = row
		}
		row++
	}
	t.bottom = row - 1
	header := row - t.top // rows of it
	if g.p(0.05) && !two {
		row = g.unitRow(s, &t, row, left, func(i int) []string {
			if i < width && cols[i].field != nil {
				return cols[i].field.ids
			}
			return nil
		}, width)
	}
	if g.p(0.04) {
		for i, c := range cols {
			if !c.blank {
				s.say(row, left+i, g.pick("必填", "选填", "必填项", "文本", "下拉选择", "填写全称"))
			}
		}
		row++
	}
	if g.p(0.12) {
		for i, c := range cols {
			if i == 0 {
				s.say(row, left, "甲")
			} else if c.field != nil || c.extra {
				s.put(row, left+i, num(strconv.Itoa(i)).Cell)
			}
		}
		row++
	}
	if g.p(0.1) {
		s.say(row, left, "示例")
		for i, c := range cols[1:] {
			if c.field != nil {
				s.say(row, left+1+i, "示例内容")
			}
		}
		row++
	}
	if g.p(0.05) {
		s.say(row, left, g.pick("无", "零报告", "本期无"))
		t.nothing = true
		return t, row + 1
	}
	n := 1 + g.IntN(9)
	sumAt := 0
	sums := map[int]int{}
	exactSum := map[int]bool{}
	if g.p(0.12) {
		sumAt = row
		row++
	}
	var prev mrow
	prevRow := 0
	mergedFrom := map[int]int{}
	bySum := g.p(0.06) && !g.junk && width >= 4 // sums of groups without a word that says so
	group := map[int]int{}
	grouped := 0
	for k := 1; k <= n; k++ {
		if g.p(0.03) && k > 1 {
			row++
			prevRow = 0
		}
		if g.p(0.03) && k > 1 {
			s.say(row, left, g.pick("一、", "二、", "（三）")+g.pick("古城街道", "规上企业", "江南片"))
			s.merge(row, left, row, right)
			row++
			prevRow = 0
		}
		if g.p(0.03) && k > 1 && !loose {
			row = g.again(s, t.top, header, row, left, right)
			prevRow = 0
		}
		if g.p(0.03) && k > 1 {
			s.say(row, left, "小计")
			row++
			prevRow = 0
		}
		pl := mplaces[g.IntN(len(mplaces))]
		r := mrow{no: k, province: pl[0], city: pl[1], district: pl[2], firm: g.IntN(100)}
		span := int(g.period.Ends.Time().Sub(g.period.From.Time()).Hours()/24) + 1
		r.from = g.period.From.Add(g.IntN(span))
		if prevRow > 0 && g.p(0.2) {
			r.province, r.city, r.district, r.from, r.same = prev.province, prev.city, prev.district, prev.from, true
		}
		t.records[row] = map[string]string{}
		t.where[row] = map[string][2]int{}
		for i, c := range cols {
			col := left + i
			if c.field == nil {
				if c.blank {
					continue
				}
				if c.numbers {
					s.put(row, col, num(strconv.Itoa(g.IntN(900))).Cell)
				} else if c.extra {
					s.say(row, col, g.pick("见附件", "12", "是", "已报"))
				} else if g.p(0.9) {
					if g.p(0.1) {
						s.say(row, col, g.pick(strconv.Itoa(k)+"、", strconv.Itoa(k)+".", "("+strconv.Itoa(k)+")", "№"+strconv.Itoa(k)))
					} else {
						s.put(row, col, num(strconv.Itoa(k)).Cell)
					}
				}
				continue
			}
			at := [2]int{row, col}
			if r.same && c.field.down && g.p(0.7) && !slices.Contains(c.field.ids, "team") && !slices.Contains(c.field.ids, "town") && !slices.Contains(c.field.ids, "fair") {
				from := prevRow
				if f0, ok := mergedFrom[col]; ok && f0 > 0 {
					from = f0
				}
				mergedFrom[col] = from
				for _, id := range c.field.ids {
					if v, ok := t.records[prevRow][id]; ok {
						t.records[row][id] = v
						t.where[row][id] = [2]int{from, col}
					}
				}
				s.merges = slices.DeleteFunc(s.merges, func(a workbook.Area) bool { return a.Row1 == from && a.Col1 == col })
				s.merge(from, col, row, col)
				t.cells++
				continue
			}
			mergedFrom[col] = 0
			v := c.field.value(g, &r)
			if g.junk && len(c.field.ids) == 1 && g.p(0.04) {
				if w, ok := g.spoil(c.field.ids[0], &v); ok {
					v = w
					t.faulty[[2]int{row, col}] = true
				}
			}
			s.put(row, col, v.Cell)
			t.cells++
			for id, w := range v.truth {
				t.records[row][id] = w
				t.where[row][id] = at
				if m, err := strconv.Atoi(strings.TrimRight(w, "+-~")); err == nil {
					sums[col] += m
					exactSum[col] = true
					if g.counted(id) {
						group[col] += m
					}
				}
			}
			for _, id := range c.field.ids {
				if _, ok := t.where[row][id]; !ok {
					t.where[row][id] = at
				}
			}
		}
		prev, prevRow = r, row
		if grouped++; bySum && grouped >= 2 && len(group) > 0 && (k == n || k%3 == 0) && left+1 <= right {
			row++
			s.say(row, left, g.pick("古城街道", "杜桥镇", "江南街道", "开发区"))
			for col, m := range group {
				if col > left {
					s.put(row, col, num(strconv.Itoa(m)).Cell)
				}
			}
			group, grouped, prevRow = map[int]int{}, 0, 0
			if k < n && n-k < 2 {
				n = k // a last group of one row says too little
			}
		}
		if g.p(0.03) {
			if s.hidden == nil {
				s.hidden = map[int]bool{}
			}
			s.hidden[row] = true
		}
		row++
	}
	if sumAt == 0 && g.p(0.4) {
		sumAt = row
		row++
	}
	if sumAt > 0 {
		s.say(sumAt, left, g.pick("合计", "合　　计", "总计", "全市合计", "合 计"))
		if len(cols) > 2 && g.p(0.3) && cols[1].field != nil && !exactSum[left+1] {
			s.merge(sumAt, left, sumAt, left+1)
		}
		for col := range exactSum {
			if col > left+1 {
				s.put(sumAt, col, num(strconv.Itoa(sums[col])).Cell)
			}
		}
		if sumAt == row-1 && g.p(0.15) {
			row = g.after(s, row, left, width, sums)
		}
	}
	if g.p(0.05) && n > 0 {
		g.stray(s, t.bottom+1+g.IntN(n), right)
	}
	if g.p(0.05) {
		s.say(row, left+g.IntN(2), g.pick("以下空白", "（以下空白）", "此页无正文"))
		row++
	}
	if g.p(0.3) {
		s.say(row, left, g.pick("注：1.本表由各县（市、区）人社部门填报。", "备注：数据为当期数", "填表说明：岗位数按实际提供数填写"))
		s.merge(row, left, row, right)
		row++
	}
	if g.p(0.3) {
		s.say(row, left, "单位负责人：李四    填表人：张三    联系电话：0576-88106102    报出日期：2024-02-28")
		row++
	}
	return t, row
}

func newMsheet(name string) *msheet { return &msheet{name: name, cells: map[[2]int]workbook.Cell{}} }

// book makes a workbook of one to three forms.
func (g *messy) book(reg []returns.Unit, periods []period.Period) (*workbook.Book, []mtable, string) {
	all := widened()
	g.unit = reg[g.IntN(len(reg)-1)]
	g.period = periods[1+g.IntN(len(periods)-1)]
	n := 1 + g.IntN(3)
	var sheets []*msheet
	var tables []mtable
	used := map[string]bool{}
	names := map[string]bool{}
	for range n {
		f := all[g.IntN(len(all))]
		if used[f.id] || f.firm && n > 1 {
			continue
		}
		used[f.id] = true
		name := g.pick(f.sheets...)
		for names[name] {
			name += "2"
		}
		names[name] = true
		s := newMsheet(name)
		row := 1
		if g.p(0.05) {
			row = 2
		}
		left := 1
		if g.p(0.06) {
			left = 2
		}
		t, next := g.table(s, &f, row, left, true)
		tables = append(tables, t)
		if g.p(0.12) && n < 3 && !f.firm {
			f2 := all[g.IntN(len(all)-1)]
			if !used[f2.id] {
				used[f2.id] = true
				t2, _ := g.table(s, &f2, next+1+g.IntN(2), left, true)
				tables = append(tables, t2)
			}
		}
		sheets = append(sheets, s)
	}
	if g.p(0.1) && len(tables) > 0 {
		// Last week's copy stands on a tab of its own, hidden or not.
		i := slices.IndexFunc(all, func(f mform) bool { return f.id == tables[0].form })
		if f := all[i]; !f.firm {
			was := g.period
			g.period = periods[was.No-2]
			s := newMsheet(fmt.Sprintf("%d.%d", g.period.Ends.Month, g.period.Ends.Day))
			g.table(s, &f, 1, 1, true)
			g.period = was
			s.hide = g.p(0.3)
			sheets = append(sheets, s)
		}
	}
	if len(sheets) > 0 && g.p(0.08) && !slices.ContainsFunc(tables, func(t mtable) bool { return t.form == "roster" }) {
		sheets = append(sheets, sheets[0].copyAs(g.pick("打印", "打印表", sheets[0].name+" (2)")))
	}
	if len(tables) > 0 && g.p(0.05) && tables[0].form != "roster" {
		// How to fill in the form is shown on a sheet of its own.
		i := slices.IndexFunc(all, func(f mform) bool { return f.id == tables[0].form })
		s := newMsheet(g.pick("填写示例", "样表", "填表样例"))
		junk := g.junk
		g.junk = false
		g.table(s, &all[i], 1, 1, true)
		g.junk = junk
		sheets = append(sheets, s)
	}
	if g.p(0.15) {
		s := newMsheet(g.pick("填表说明", "字典", "下拉选项"))
		s.say(1, 1, "填表说明")
		s.say(2, 1, "1.岗位数填写实际提供数。")
		s.say(3, 1, "协议类型")
		s.say(3, 2, "返岗方式")
		s.say(4, 1, "政府间")
		s.say(4, 2, "自驾")
		sheets = append(sheets, s)
	}
	b := &workbook.Book{File: g.unit.Name + g.pick("报表", "台账", "稳岗报送") + ".xlsx"}
	firm := slices.ContainsFunc(tables, func(t mtable) bool { return t.form == "roster" })
	if firm {
		b.File = "返岗登记.xlsx"
	}
	for i, s := range sheets {
		b.Sheets = append(b.Sheets, s.sheet(i))
	}
	return b, tables, ""
}

// A tallyOf counts what came of generated workbooks.
type tallyOf struct {
	books, tables, found         int
	cells, right, marked, silent int
	falseFaults                  int
	similar, unknown             map[string]int
}

// judge holds what was read against what was meant and returns what is
// silently wrong.
func (y *tallyOf) judge(b *workbook.Book, tables []mtable, a Asked) []string {
	located, loose := Locate(b, a)
	var wrong []string
	all := slices.Clone(loose)
	type readTable struct {
		t   *Table
		ret returns.Return
	}
	var read []readTable
	for _, t := range located.Tables {
		ret, found := t.Read(a, located)
		all = append(all, found...)
		read = append(read, readTable{t, ret})
	}
	refused := loose.Faulty()
	lost := slices.ContainsFunc(tables, func(mt mtable) bool {
		return !slices.ContainsFunc(read, func(r readTable) bool {
			return r.t.Sheet.Name == mt.sheet && r.t.HeaderBottom >= mt.top && r.t.HeaderTop <= mt.bottom
		})
	})
	for _, f := range loose {
		if f.Code == "H107" && lost {
			continue // last week's copy stands alone where this week's table is not found
		}
		if f.Severity() == finding.Fault && f.Code != "F005" { // UNFOUND says that
			y.falseFaults++
			wrong = append(wrong, "FALSE "+flat(f))
		}
	}
	y.books++
	for _, mt := range tables {
		y.tables++
		y.cells += mt.cells
		i := slices.IndexFunc(read, func(r readTable) bool {
			return r.t.Sheet.Name == mt.sheet && r.t.HeaderBottom >= mt.top && r.t.HeaderTop <= mt.bottom
		})
		if i < 0 {
			y.marked += mt.cells
			if !slices.ContainsFunc(loose, func(f finding.Finding) bool {
				return (f.Code == "H101" || f.Code == "F005") && (f.Place.Sheet == mt.sheet || f.Place.Sheet == "")
			}) {
				wrong = append(wrong, "LOST table "+mt.form+" on "+mt.sheet)
				y.silent += mt.cells
			} else {
				wrong = append(wrong, "UNFOUND table "+mt.form+" on "+mt.sheet)
			}
			continue
		}
		t, ret := read[i].t, read[i].ret
		if string(ret.Form) != mt.form {
			if t.Faulty() {
				y.marked += mt.cells // H104: it may be either
				continue
			}
			y.silent += mt.cells
			wrong = append(wrong, "FORM "+mt.form+" read as "+string(ret.Form)+" on "+mt.sheet)
			continue
		}
		y.found++
		for _, f := range t.Findings {
			if f.Code == "H104" && f.Field == "" && strings.Contains(f.Message(), "内容不同") {
				y.falseFaults++
				wrong = append(wrong, "FALSE "+flat(f))
			}
		}
		if t.Faulty() || refused {
			y.marked += mt.cells
			for _, f := range t.Findings {
				if f.Severity() == finding.Fault && f.Code[0] == 'H' {
					y.unknown[string(f.Code)+" "+mt.form+" "+f.Field+" "+f.Value]++
				}
			}
			continue
		}
		wrong = append(wrong, y.records(mt, t, ret, all)...)
	}
	for _, f := range all {
		switch f.Code {
		case "H105":
			y.similar[f.Field+" ← "+f.Value]++
		case "H103":
			y.unknown["H103 "+f.Value]++
		}
	}
	return wrong
}

func (y *tallyOf) records(mt mtable, t *Table, ret returns.Return, all finding.List) []string {
	var wrong []string
	at := func(row, col int) (marked, fault bool) {
		for _, f := range all {
			if f.Place.Sheet != mt.sheet {
				continue
			}
			if f.Place.Row == row && f.Place.Col == col && f.Code != "C216" && f.Code != "C215" {
				marked = true
				fault = fault || f.Severity() == finding.Fault
			}
			if f.Place.Col == col && f.Place.Row >= mt.top && f.Place.Row <= row && f.Code[0] == 'H' {
				marked = true // at the header, or where it is printed again
			}
		}
		return marked, fault
	}
	got := map[int]returns.Record{}
	for _, r := range ret.Records {
		got[r.Row] = r
	}
	first, last := t.First, t.Last
	for _, o := range t.more {
		first, last = min(first, o.First), max(last, o.Last)
	}
	if n := len(ret.Records) + len(ret.Skipped); ret.Range != "" && n != last-first+1 {
		wrong = append(wrong, fmt.Sprintf("RANGE %s has %d rows and skips", ret.Range, n))
	}
	if mt.nothing != (ret.State == returns.Nil) {
		wrong = append(wrong, fmt.Sprintf("NIL %v on %s", ret.State, mt.sheet))
	}
	for row := range got {
		if _, ok := mt.records[row]; !ok {
			if slices.ContainsFunc(all, func(f finding.Finding) bool {
				return f.Place.Sheet == mt.sheet && f.Place.Row == row && f.Severity() == finding.Fault
			}) {
				y.falseFaults++ // it is no record, but asked about
				continue
			}
			wrong = append(wrong, fmt.Sprintf("EXTRA record %s!%d", mt.sheet, row))
			y.silent++
		}
	}
	for row, want := range mt.records {
		rec, ok := got[row]
		if !ok {
			y.silent += len(want)
			wrong = append(wrong, fmt.Sprintf("LOST record %s!%d", mt.sheet, row))
			continue
		}
		for i, v := range rec.Values {
			id := string(t.Form.Fields[i].ID)
			if _, meant := mt.where[row][id]; !meant && !v.IsAbsent() && !v.Filled && v.Col > 0 && v.Row >= t.First && !placeField(id) {
				if marked, _ := at(v.Row, v.Col); !marked && v.Words() != want[id] {
					y.silent++
					wrong = append(wrong, fmt.Sprintf("TAKEN %s!%s for %s = %q", mt.sheet, v.Cell(), id, words(v)))
				}
			}
		}
		cells := map[[2]int]bool{}
		for id, cell := range mt.where[row] {
			i, known := t.Form.Index(returns.FieldID(id))
			if !known {
				continue
			}
			v := rec.Values[i]
			w := ""
			if !v.IsAbsent() && !v.Filled {
				w = strings.TrimSuffix(words(v), "*")
			}
			good := w == want[id]
			marked, fault := at(cell[0], cell[1])
			if mt.faulty[cell] {
				if !marked {
					y.silent++
					wrong = append(wrong, fmt.Sprintf("UNNOTICED %s!%s%d %s got %q", mt.sheet, finding.Column(cell[1]), cell[0], id, w))
				}
				continue
			}
			if fault {
				y.falseFaults++
				wrong = append(wrong, fmt.Sprintf("FALSE fault %s!%s%d %s want %q got %q", mt.sheet, finding.Column(cell[1]), cell[0], id, want[id], w))
			}
			if !good && !marked {
				y.silent++
				wrong = append(wrong, fmt.Sprintf("SILENT %s!%s%d %s %s want %q got %q", mt.sheet, finding.Column(cell[1]), cell[0], mt.form, id, want[id], w))
			}
			if !cells[cell] {
				cells[cell] = true
				if good {
					y.right++
				} else if marked {
					y.marked++
				}
			}
		}
	}
	return wrong
}

func placeField(id string) bool {
	return slices.Contains([]string{"province", "city", "district", "venue", "no"}, id)
}

// TestMessyWorkbooks reads random workbooks of which the meaning is known:
// nothing may be silently wrong, and what is typed well must not be a fault.
// MESSY is how many workbooks are read, MESSYSEED which ones.
func TestMessyWorkbooks(t *testing.T) {
	n := 2000
	if s := os.Getenv("MESSY"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	var other uint64 // workbooks than usual
	if s := os.Getenv("MESSYSEED"); s != "" {
		other, _ = strconv.ParseUint(s, 10, 64)
	}
	if testing.Short() {
		n = 200
	}
	reg, catalogue := testRegister(t), builtin(t)
	names := Prepare(catalogue)
	y := &tallyOf{similar: map[string]int{}, unknown: map[string]int{}}
	bad := 0
	for seed := range n {
		g := &messy{Rand: rand.New(rand.NewPCG(uint64(seed), messySeed+other)), junk: seed%3 == 2}
		b, tables, _ := g.book(reg.Units, reg.Campaign.Periods)
		if len(tables) == 0 {
			continue
		}
		a := Asked{Forms: catalogue, Register: reg, Names: names}
		for _, w := range y.judge(b, tables, a) {
			if strings.HasPrefix(w, "UNFOUND") {
				t.Log("seed", seed, w)
				continue
			}
			bad++
			if bad < 40 {
				t.Errorf("seed %d %s", seed, w)
			}
		}
	}
	t.Logf("%d books, %d of %d tables found, %d cells: %d right, %d marked, %d silently wrong, %d false faults", y.books, y.found, y.tables, y.cells, y.right, y.marked, y.silent, y.falseFaults)
	t.Log("similar:", y.similar)
	t.Log("asked about or unknown:", y.unknown)
	if y.found*100 < y.tables*99 {
		t.Errorf("found %d of %d tables", y.found, y.tables)
	}
}

const messySeed = 20240204
