package main

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// A broken case is one code of the catalogue and the files that show it.
type brokenCase struct {
	code   string
	says   string // what was done to the file, for whoever opens it
	files  []brokenFile
	before []brokenFile // last period's files, for --before
	at     []string     // sheet!cell as Excel shows them; a sheet alone; "" for the whole file
}

type brokenFile struct {
	name string
	data []byte
}

// A breaker makes one case from sound workbooks, most of them of 椒江 for
// period 2.
type breaker struct{ cases []brokenCase }

func (b *breaker) add(code, says string, at []string, files ...brokenFile) *brokenCase {
	b.cases = append(b.cases, brokenCase{code: code, says: says, at: at, files: files})
	return &b.cases[len(b.cases)-1]
}

// broken shows every code.
func broken() []brokenCase {
	b := &breaker{}
	b.wholeFiles()
	b.headings()
	b.cells()
	b.places()
	b.rows()
	b.again()
	b.across()
	slices.SortStableFunc(b.cases, func(x, y brokenCase) int { return order(x.code) - order(y.code) })
	return b.cases
}

// order puts F before H before C before R before X.
func order(code string) int { return strings.IndexByte("FHCRX", code[0]) }

func brokenFiles(files map[string][]byte) {
	var b strings.Builder
	b.WriteString("# What each broken return shows. at is sheet!cell as Excel names them, a sheet\n")
	b.WriteString("# alone, or \"\" for a whole file; before holds last period's files; files of one\n")
	b.WriteString("# case are read together. A file may show advice besides.\n")
	for _, c := range broken() {
		fmt.Fprintf(&b, "- code: %s\n  says: %s\n", c.code, quote(c.says))
		list := func(key string, in []brokenFile, sub string) {
			if len(in) == 0 {
				return
			}
			fmt.Fprintf(&b, "  %s:\n", key)
			for _, f := range in {
				at := path.Join(c.code, sub, f.name)
				files[path.Join("broken", at)] = f.data
				fmt.Fprintf(&b, "    - %s\n", quote(at))
			}
		}
		list("files", c.files, "")
		list("before", c.before, "before")
		b.WriteString("  at:\n")
		for _, at := range c.at {
			fmt.Fprintf(&b, "    - %s\n", quote(at))
		}
	}
	files["broken/expected.yaml"] = []byte(b.String())
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

// of makes a file of a workbook.
func of(name string, b *book) brokenFile { return brokenFile{name, write(b, excel)} }

// second is 椒江's workbook of period 2 with the named sheets only.
func second(names ...string) *book { return only(jiaojiangBook, 2, names...) }

func only(build func(period) (string, *book), no int, names ...string) *book {
	_, b := build(periods[no-1])
	var out []*sheet
	for _, s := range b.sheets {
		if slices.Contains(names, s.name) {
			out = append(out, s)
		}
	}
	b.sheets = out
	return b
}

// under is the cell in the row-th row of a table, in the column of a heading.
func (s *sheet) under(head string, row int) pos {
	first, col := 0, 0
	for p, c := range s.cells {
		if c.kind == number && c.text == "1" && p.col == 1 && (first == 0 || p.row < first) {
			first = p.row
		}
	}
	for p, c := range s.cells {
		if c.kind == text && p.row < first && plainHead(c.text) == head && (col == 0 || p.col < col) {
			col = p.col
		}
	}
	if first == 0 || col == 0 {
		panic("no heading " + head + " in " + s.name)
	}
	return pos{first + row - 1, col}
}

func plainHead(s string) string { return strings.ReplaceAll(s, "\n", "") }

// head is the cell of a heading itself.
func (s *sheet) head(words string) pos {
	for row := 1; row < 12; row++ {
		for col := 1; col < 30; col++ {
			if plainHead(s.cells[pos{row, col}].text) == words {
				return pos{row, col}
			}
		}
	}
	panic("no heading " + words + " in " + s.name)
}

// change replaces a cell but not its look, and names it.
func (s *sheet) change(p pos, c cell) string {
	if c.look == (look{}) {
		c.look = s.cells[p].look
	}
	s.set(p.row, p.col, c)
	return s.name + "!" + ref(p.row, p.col)
}

// cell breaks one cell of 椒江's workbook.
func (b *breaker) cell(code, says, sheet, head string, c cell) {
	book := second(sheet)
	s := book.sheets[0]
	p := s.under(head, 1)
	at := s.change(p, c)
	if total, ok := s.totalRow(); ok && c.kind == number {
		s.resumTo(total, p)
	} else if ok && s.cells[pos{total, p.col}].kind == number {
		s.set(total, p.col, cell{}) // nobody adds up what is no number
	}
	b.add(code, says, []string{at}, of("椒江区第2期.xlsx", book))
}

func (b *breaker) wholeFiles() {
	b.add("F001", "扩展名是 xlsx 的 PDF 和图片", []string{"", ""},
		brokenFile{"椒江区第2期扫描件.xlsx", []byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")},
		brokenFile{"椒江区第2期照片.xlsx", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00")})
	whole := write(second("驻点招工"), excel)
	b.add("F002", "打开密码是 2024", []string{""}, brokenFile{"椒江区第2期加密.xlsx", encrypted(whole, "2024")})
	b.add("F003", "传输中断，只有前一半", []string{""}, brokenFile{"椒江区第2期.xlsx", whole[:len(whole)/2]})
	wide := second("驻点招工")
	wide.sheets[0].set(1, 600, t("误填"))
	b.add("F004", "第600列有内容", []string{"驻点招工!" + ref(1, 600)}, of("椒江区第2期.xlsx", wide))
	phones := newSheet("通讯录")
	lay(phones, plan[unit]{row: 1, col: 1}, []col[unit]{c("科室", func(u unit) cell { return t(u.bureau) }), c("分机", func(u unit) cell { return t(u.code) })}, units[:4])
	b.add("F005", "报成了通讯录", []string{""}, of("椒江区第2期.xlsx", bookOf(phones)))
	macros := second("驻点招工")
	macros.macros = true
	b.add("F006", "带宏", []string{""}, of("椒江区第2期.xlsm", macros))
}

func (b *breaker) headings() {
	extra := second("驻点招工")
	menu := newSheet("食堂菜单")
	for i, w := range []string{"日期", "荤菜", "素菜", "汤"} {
		menu.set(1, i+1, t(w))
		menu.set(2, i+1, t("待定"))
	}
	extra.sheets = append(extra.sheets, menu)
	b.add("H101", "多了一张无关的表", []string{"食堂菜单"}, of("椒江区第2期.xlsx", extra))

	lost := second("驻点招工")
	s := lost.sheets[0]
	s.change(s.head("达成就业意向（人次）"), t("天气"))
	b.add("H102", "没有达成就业意向一列", []string{"驻点招工!A4"}, of("椒江区第2期.xlsx", lost))

	more := second("驻点招工")
	s = more.sheets[0]
	head := s.head("达成就业意向（人次）")
	b.add("H103", "多了一列天气", []string{s.change(pos{head.row, head.col + 1}, t("天气"))}, of("椒江区第2期.xlsx", more))
	s.set(s.under("达成就业意向（人次）", 1).row, head.col+1, t("晴"))
	b.cases[len(b.cases)-1].files[0] = of("椒江区第2期.xlsx", more)

	both := second("驻点招工")
	s = both.sheets[0]
	b.add("H104", "两列都是岗位数", []string{s.change(s.head("进场人数"), t("岗位数"))}, of("椒江区第2期.xlsx", both))

	alike := second("驻点招工")
	s = alike.sheets[0]
	b.add("H105", "表头词序不同", []string{s.change(s.head("达成就业意向（人次）"), t("意向达成人数"))}, of("椒江区第2期.xlsx", alike))

	b.add("H106", "表内是椒江区，文件名是黄岩区", []string{""}, of("黄岩区第2期.xlsx", second("驻点招工")))

	when := second("驻点招工")
	when.sheets[0].change(pos{2, 1}, t("2024年春节稳岗扩岗跨省“驻点招工”活动情况统计表"))
	b.add("H107", "标题和文件名都没有期次", []string{""}, of("椒江区报表.xlsx", when))

	hidden := second("驻点招工")
	s = hidden.sheets[0]
	s.hideCols[s.head("活动名称").col] = true
	b.add("H108", "隐藏了一列", []string{"驻点招工"}, of("椒江区第2期.xlsx", hidden))

	moved := second("走访慰问")
	s = moved.sheets[0]
	a, z := s.head("带队领导").col, s.head("慰问品").col
	for p, c := range s.cells {
		if p.col == a && p.row >= 4 {
			other := s.cells[pos{p.row, z}]
			s.set(p.row, a, other)
			s.set(p.row, z, c)
		}
	}
	b.add("H109", "两列对调", []string{"走访慰问!B4"}, of("椒江区第2期.xlsx", moved)).before = []brokenFile{of("椒江区第1期.xlsx", only(jiaojiangBook, 1, "走访慰问"))}

	none := newSheet("驻点招工")
	none.line(1, 1, 4, "椒江区驻点招工台账（第2期）", "title")
	lay(none, plan[fair]{row: 2, col: 1}, []col[fair]{fFrom("开始日期", dayText("M月D日")), fAt("省份", province), fPosts("提供岗位数", n), fIntent("达成就业意向", n)}, nil)
	b.add("H110", "只有表头", []string{"驻点招工!A2"}, of("椒江区第2期.xlsx", bookOf(none)))
}

func (b *breaker) cells() {
	b.cell("C201", "岗位数空着", "驻点招工", "提供岗位数", cell{})
	b.cell("C202", "岗位数写成若干", "驻点招工", "提供岗位数", t("若干"))
	b.cell("C203", "日期写成待定", "驻点招工", "举办日期", t("待定"))
	b.cell("C204", "岗位数是负数", "驻点招工", "提供岗位数", literal("-5", ""))
	b.cell("C205", "省份不是省", "驻点招工", "省", t("黔东省"))
	f := pools[jiaojiang][3]
	b.cell("C206", "信用代码校验位不对", "参会企业", "统一社会信用代码", t(f.bad()))
	b.cell("C210", "岗位数是约数", "驻点招工", "提供岗位数", t("200多"))
	b.cell("C211", "岗位数是区间", "驻点招工", "提供岗位数", t("200-300"))
	b.cell("C212", "公式出错", "驻点招工", "提供岗位数", cell{kind: failure, text: "#REF!", formula: "SUM(#REF!)"})
	b.cell("C213", "公式没有结果", "驻点招工", "提供岗位数", cell{formula: "200+15"})
	b.cell("C214", "日期晚于本期", "驻点招工", "举办日期", dated(`m"月"d"日"`)(20240206))
	b.cell("C215", "显示的是整数，存的是小数", "走访慰问", "慰问金（元）", literal("1999.6", "0"))
	b.cell("C216", "数字存为文本", "驻点招工", "提供岗位数", nt(215))
	b.cell("C218", "协议签在专项行动之前", "劳务协议", "签订日期", dated("yyyy/m/d")(20230224))
}

func (b *breaker) places() {
	b.cell("C217", "字典里没有的地方", "驻点招工", "市（州）", t("黔北新市"))

	roster := func(no int, head string, c cell) (*book, string) {
		_, r := rosterPlain(workforce[0], periods[no-1])
		s := r.sheets[0]
		return r, s.change(s.under(head, 1), c)
	}
	name := workforce[0].firm.name + "员工返岗登记表0218.xlsx"
	id := workforce[0].people[0].id
	last := "0"
	if id[17] == '0' {
		last = "1"
	}
	r, at := roster(4, "身份证号", t(id[:17]+last).textual())
	b.add("C207", "身份证号校验位不对", []string{at}, of(name, r))
	r, at = roster(4, "身份证号", literal(id[:15]+"000", "0"))
	b.add("C208", "身份证号存成数字，只剩前15位", []string{at}, of(name, r))
	r, at = roster(4, "联系电话", t("1380000123").textual())
	b.add("C209", "电话少一位", []string{at}, of(name, r))
}

func (b *breaker) rows() {
	twice := second("参会企业")
	s := twice.sheets[0]
	p := s.under("企业名称", 1)
	for col := 2; col <= 7; col++ {
		s.set(p.row+1, col, s.cells[pos{p.row, col}])
	}
	s.resum("岗位数（个）", "达成意向人数")
	b.add("R301", "第二行与第一行相同", []string{"参会企业!" + ref(p.row+1, 2)}, of("椒江区第2期.xlsx", twice))

	parts := second("走访慰问")
	s = parts.sheets[0]
	at := s.change(s.under("其中：留岗员工", 1), n(90))
	s.resum("其中：留岗员工")
	b.add("R302", "其中留岗员工多于慰问人数", []string{at}, of("椒江区第2期.xlsx", parts))

	_, four := jiaojiangBook(periods[3])
	four.sheets = four.sheets[len(four.sheets)-1:]
	s = four.sheets[0]
	at = s.change(s.under("返岗率", 2), literal("0.95", "0.0%"))
	b.add("R303", "返岗率与计算的不符", []string{at}, of("椒江区第4期.xlsx", four))

	sum := second("走访慰问")
	s = sum.sheets[0]
	total, _ := s.totalRow()
	b.add("R304", "合计少加", []string{s.change(pos{total, s.under("小计", 1).col}, n(1))}, of("椒江区第2期.xlsx", sum))

	odd := second("驻点招工")
	s = odd.sheets[0]
	at = s.change(s.under("达成就业意向（人次）", 1), n(999))
	s.resum("达成就业意向（人次）")
	b.add("R305", "意向多于进场人数", []string{at}, of("椒江区第2期.xlsx", odd))

	listed := second("驻点招工", "参会企业")
	s = listed.sheets[0]
	at = s.change(s.under("参会企业数", 1), n(9))
	s.resum("参会企业数")
	b.add("R306", "参会企业数与名单不符", []string{at}, of("椒江区第2期.xlsx", listed))

	perhaps := second("参会企业")
	s = perhaps.sheets[0]
	p = s.under("企业名称", 1)
	for col := 2; col <= 5; col++ {
		s.set(p.row+1, col, s.cells[pos{p.row, col}])
	}
	b.add("R307", "同一企业同一场次，岗位数不同", []string{"参会企业!" + ref(p.row+1, 2)}, of("椒江区第2期.xlsx", perhaps))

	_, four = jiaojiangBook(periods[3])
	four.sheets = four.sheets[len(four.sheets)-1:]
	s = four.sheets[0]
	due := s.under("应返岗人数", 3)
	s.change(due, n(100))
	s.resum("应返岗人数")
	b.add("R308", "应返岗既不等于在岗，也不等于在岗减留岗", []string{s.name + "!" + ref(due.row, s.under("小计", 1).col)}, of("椒江区第4期.xlsx", four))
}

// totalRow is the row of the letter-spaced total.
func (s *sheet) totalRow() (int, bool) {
	for p, c := range s.cells {
		if p.col == 1 && strings.ReplaceAll(c.text, "　", "") == "合计" {
			return p.row, true
		}
	}
	return 0, false
}

// resum mends the totals of columns whose cells were changed.
func (s *sheet) resum(heads ...string) {
	total, _ := s.totalRow()
	for _, h := range heads {
		s.resumTo(total, s.under(h, 1))
	}
}

// resumTo mends the total in row total of the column that begins at first.
func (s *sheet) resumTo(total int, first pos) {
	var rows []int
	for r := first.row; r < total; r++ {
		rows = append(rows, r)
	}
	s.change(pos{total, first.col}, sumOf(s, rows, first.col, false))
}

// again are the cases that show only beside the last period's return.
func (b *breaker) again() {
	staff := func(no int) *book {
		_, k := jiaojiangBook(periods[no-1])
		k.sheets = k.sheets[len(k.sheets)-1:]
		return k
	}
	last := []brokenFile{of("椒江区第4期.xlsx", staff(4))}
	five := func() (*book, *sheet) {
		k := staff(5)
		return k, k.sheets[0]
	}

	k, s := five()
	stay := s.under("留岗人数", 3)
	at := s.change(stay, n(plainInt(s.cells[stay].text)*2))
	s.change(s.under("应返岗人数", 3), n(plainInt(s.cells[s.under("节前在岗职工数", 3)].text)-plainInt(s.cells[stay].text)))
	s.change(s.under("小计", 3), n(10))
	s.set(s.under("返岗率", 3).row, s.under("返岗率", 3).col, cell{})
	s.resum("留岗人数", "应返岗人数", "小计")
	b.add("X402", "留岗人数比上期多一倍", []string{at}, of("椒江区第5期.xlsx", k)).before = last

	same := staff(4)
	for p, c := range same.sheets[0].cells {
		if p.row < 3 {
			c.text = strings.ReplaceAll(c.text, "2月18日", "2月25日")
			same.sheets[0].set(p.row, p.col, c)
		}
	}
	b.add("X403", "把上期的表又报了一次", []string{same.sheets[0].name}, of("椒江区第5期.xlsx", same)).before = last

	k, s = five()
	short := s.under("缺工人数（不含未返岗）", 3)
	at = s.change(short, n(plainInt(staff(4).sheets[0].cells[short].text)*10000))
	s.resum("缺工人数（不含未返岗）")
	b.add("X410", "缺工人数多写了一个万", []string{at}, of("椒江区第5期.xlsx", k)).before = last

	k, s = five()
	base := s.under("节前在岗职工数", 3)
	was := plainInt(s.cells[base].text)
	at = s.change(base, n(was+12))
	s.change(s.under("应返岗人数", 3), n(plainInt(s.cells[s.under("应返岗人数", 3)].text)+12))
	s.set(s.under("返岗率", 3).row, s.under("返岗率", 3).col, cell{})
	s.resum("节前在岗职工数", "应返岗人数")
	b.add("X414", "节前在岗职工数变了", []string{at}, of("椒江区第5期.xlsx", k)).before = last

	k, s = five()
	s.dropRow(s.under("企业名称", 3).row)
	s.resum("节前在岗职工数", "其中：省外员工", "留岗人数", "应返岗人数", "小计", "节后新招", "流失人数", "缺工人数（不含未返岗）")
	b.add("X415", "少报一家企业", []string{s.name}, of("椒江区第5期.xlsx", k)).before = last

	lost := only(xianjuBook, 3, "招聘会台账")
	b.add("X412", "台账中的一行改了名称", []string{"招聘会台账!" + ref(4, 2)}, of("仙居县第3期.xlsx", lost)).before = []brokenFile{of("仙居县第2期.xlsx", only(xianjuBook, 2, "招聘会台账"))}

	b.add("X401", "累计数比上期少", []string{"周统计表!D5"}, of("天台县第2期.xlsx", weekly(2, 420))).before = []brokenFile{of("天台县第1期.xlsx", weekly(1, 460))}
}

func plainInt(s string) int {
	v := 0
	for _, r := range s {
		v = v*10 + int(r-'0')
	}
	return v
}

// dropRow takes a row out and moves those below it up.
func (s *sheet) dropRow(row int) {
	last := 0
	for p := range s.cells {
		last = max(last, p.row)
	}
	for r := row; r <= last; r++ {
		for col := 1; col <= 30; col++ {
			c, ok := s.cells[pos{r + 1, col}]
			delete(s.cells, pos{r, col})
			if ok {
				s.set(r, col, c)
			}
		}
	}
	for i := range s.merges {
		if s.merges[i].row1 > row {
			s.merges[i].row1--
			s.merges[i].row2--
		}
	}
}

// weekly is 天台's 周统计表 with a cumulative number of posts.
func weekly(no, posts int) *book {
	type figure struct {
		name        string
		week, total int
	}
	s := newSheet("周统计表")
	s.line(1, 1, 4, fmt.Sprintf("天台县春节保用工周统计表（第%d期）", no), "title")
	s.line(2, 1, 4, "填报单位：天台县人力资源和社会保障局", "")
	lay(s, plan[figure]{row: 3, col: 1, seq: "序号"}, []col[figure]{
		c("指标", func(f figure) cell { return t(f.name) }), c("本周", func(f figure) cell { return n(f.week) }), c("累计", func(f figure) cell { return n(f.total) }),
	}, []figure{{"招聘活动（场）", no, 2 + no}, {"提供岗位（个）", 100, posts}, {"达成就业意向（人次）", 30, 90 + no}})
	return bookOf(s)
}

// across are the conflicts: files that are sound alone and disagree together.
func (b *breaker) across() {
	staff := func(unit string, no int) *book { return bookOf(staffSheet(unit, periods[no-1])) }
	b.add("X404", "一家企业由椒江区和台州湾新区都报", []string{"返岗情况!B10", "员工返岗!A6"},
		of("椒江区第4期.xlsx", staff(jiaojiang, 4)), of("台州湾新区第4期.xlsx", staff(bay, 4)))
	lost, hiring := rosterOf(pools[sanmen][0]), rosterOf(pools[sanmen][1])
	_, one := rosterOfficial(lost, periods[5])
	_, two := rosterAway(hiring, periods[5])
	b.add("X405", "一名员工在两家企业的名册上", []string{"花名册!B20", "返岗名单!B66"},
		of(lost.firm.name+"第6期.xlsx", one), of(hiring.firm.name+"第6期.xlsx", two))
	b.add("X406", "三门县也报了市本级的招聘会", []string{"跨省招聘!B5", "市级驻点招工!B5"},
		of("三门县第3期.xlsx", only(sanmenBook, 3, "跨省招聘")), of("台州市就业服务中心第3期.xlsx", only(cityBook, 3, "市级驻点招工")))
	b.add("X407", "温岭市报的一家企业不在应报名单", []string{"返岗!B8"}, of("温岭市第4期.xlsx", staff(wenling, 4)))
	_, own := rosterPlain(workforce[0], periods[4])
	b.add("X408", "椒江区报的返岗人数与企业名册不同", []string{"返岗情况!H6", "返岗情况!J6"},
		of("椒江区第5期.xlsx", staff(jiaojiang, 5)), of(workforce[0].firm.name+"第5期.xlsx", own))
	b.add("X409", "两家企业名称相近，都没有代码", []string{"走访!C9", "走访!C10"}, of("温岭市第2期.xlsx", only(wenlingBook, 2, "走访")))
	later := second("驻点招工")
	s := later.sheets[0]
	s.change(s.under("提供岗位数", 1), n(225))
	s.resum("提供岗位数")
	b.add("X411", "同一期同一张表来了两份，填报时间相同", []string{"驻点招工!A6:L8", "驻点招工!A6:L8"}, of("椒江区第2期.xlsx", second("驻点招工")), of("椒江区第2期 改.xlsx", later))
	b.add("X413", "一个信用代码两个名称", []string{"市级走访!C10"}, of("台州市就业服务中心第3期.xlsx", only(cityBook, 3, "市级走访")))
}
