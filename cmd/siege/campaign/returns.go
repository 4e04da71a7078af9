package campaign

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// What dice are for.
const (
	diceLedgers = iota + 1
	diceRoster
)

// Ledgers is the workbook that a county files for a week: fairs, agreements
// and visits, each a sheet.
func (c *Campaign) Ledgers(county, week int) (File, error) {
	d := c.dice(diceLedgers, county, week)
	b := newBook()
	f := File{
		Name: fmt.Sprintf("%s第%d期.xlsx", countyName(county), week), Unit: c.County(county), Period: c.Period(week),
		Rows: c.Fairs + c.Fairs/3 + c.Visits,
	}
	c.fairs(b.sheet("驻点招工"), county, week, d, &f.Truth)
	c.agreements(b.sheet("劳务协议"), county, week, d)
	c.visits(b.sheet("走访慰问"), county, week, d, &f.Truth)
	var err error
	f.Data, err = b.bytes()
	return f, err
}

func (c *Campaign) title(county, week int, what string) string {
	return fmt.Sprintf("%s%s（截至%s）", countyName(county), what, c.ends(week).Format("2006年1月2日"))
}

// dayOf is a day of a week, as Excel keeps it.
func (c *Campaign) dayOf(week, n int) int { return excelDay(c.ends(week)) - 6 + n%6 }

func (c *Campaign) fairs(s *sheet, county, week int, d *rand.Rand, truth *Truth) {
	s.title(c.title(county, week, "驻点招工台账"), 10)
	s.next()
	s.text("序号", "小分队", "活动名称", "开始日期", "省份", "地市", "参会企业数", "提供岗位数", "进场人数", "达成就业意向")
	for n := range c.Fairs {
		at := homes[d.IntN(abroad)]
		posts, intentions := 20+d.IntN(500), d.IntN(60)
		s.next()
		s.count(n + 1)
		s.text(fmt.Sprintf("%s%d队", countyName(county), n%3+1), fmt.Sprintf("%s第%d周第%d场", countyName(county), week, n+1))
		s.day(c.dayOf(week, n))
		s.text(at.province, at.city)
		s.count(1+d.IntN(9), posts, intentions+d.IntN(200), intentions)
		truth.Posts += posts
		truth.Intentions += intentions
	}
}

func (c *Campaign) agreements(s *sheet, county, week int, d *rand.Rand) {
	s.title(c.title(county, week, "劳务合作协议清单"), 7)
	s.next()
	s.text("序号", "甲方", "乙方", "省份", "地市", "协议名称", "签订日期")
	for n := range c.Fairs / 3 {
		at := homes[d.IntN(abroad)]
		s.next()
		s.count(n + 1)
		s.text(countyName(county)+"人力资源和社会保障局", at.district+"人力资源和社会保障局", at.province, at.city, fmt.Sprintf("劳务协作协议%d号", week*1000+n))
		s.day(c.dayOf(week, n))
	}
}

func (c *Campaign) visits(s *sheet, county, week int, d *rand.Rand, truth *Truth) {
	s.title(c.title(county, week, "走访慰问台账"), 8)
	s.next()
	s.text("序号", "走访日期", "企业名称", "统一社会信用代码", "慰问人数", "其中留岗员工", "慰问金(元)", "政策宣传册(份)")
	for n := range c.Visits {
		at := c.Firms[county*c.Size.Firms+(n*7+week)%c.Size.Firms]
		people := 1 + d.IntN(40)
		s.next()
		s.count(n + 1)
		s.day(c.dayOf(week, n/c.Size.Firms))
		s.text(at.Name, at.Code)
		s.count(people, d.IntN(people+1), people*100, d.IntN(50))
		truth.People += people
	}
}

// Roster is the workbook that a firm files for a week.
func (c *Campaign) Roster(firm, week int) (File, error) {
	at, d := c.Firms[firm], c.dice(diceRoster, firm, week)
	f := File{Name: fmt.Sprintf("%s员工返岗登记表第%d期.xlsx", at.Name, week), Unit: at.Code, Period: c.Period(week), Rows: c.Workers}
	b := newBook()
	s := b.sheet("返岗登记")
	s.title(fmt.Sprintf("员工返岗登记表（截至%s）", c.ends(week).Format("2006年1月2日")), 14)
	s.next()
	s.text("企业名称", at.Name, "", "统一社会信用代码", at.Code, "", "所属县（市、区）", countyName(at.County))
	s.next()
	s.text("节前在岗职工")
	s.count(c.Workers)
	s.text("名册范围", "全部")
	s.next()
	s.text("序号", "姓名", "身份证号", "性别", "联系电话", "户籍省份", "户籍地市", "户籍县（市、区）", "工种", "是否留岗", "离台日期", "实际返岗日期", "返岗方式", "返岗状态")
	for n := range c.Workers {
		c.worker(s, firm, n, week, d, &f)
	}
	var err error
	f.Data, err = b.bytes()
	return f, err
}

func (c *Campaign) worker(s *sheet, firm, n, week int, d *rand.Rand, f *File) {
	serial := firm*c.Workers + n
	from := homes[d.IntN(len(homes))]
	s.next()
	s.count(n + 1)
	id, mobile := idCard(from.code, serial), phone(serial)
	f.Numbers = append(f.Numbers, id, mobile)
	s.text(personName(d.IntN(1<<12)), id, [...]string{"男", "女"}[d.IntN(2)], mobile,
		from.province, from.city, from.district, jobs[d.IntN(len(jobs))])
	f.Truth.Base++
	switch d.IntN(10) {
	case 0, 1: // stayed
		s.text("是", "", "", "", "已返岗")
		f.Truth.OnPost++
	case 2: // not back
		s.text("否")
		s.day(excelDay(c.begins) + 7)
		s.text("", "", "未返岗")
	default:
		s.text("否")
		s.day(excelDay(c.begins) + 7)
		s.day(c.dayOf(week, d.IntN(6)))
		s.text(modes[d.IntN(len(modes))], "已返岗")
		f.Truth.OnPost++
	}
}

// Day is the last day of a week.
func (c *Campaign) Day(week int) time.Time { return c.ends(week) }
