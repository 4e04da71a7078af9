package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A day is a date, 20240204. The zero day is none.
type day int

func (d day) parts() (y, m, dd int) { return int(d) / 10000, int(d) / 100 % 100, int(d) % 100 }

func (d day) time() time.Time {
	y, m, dd := d.parts()
	return time.Date(y, time.Month(m), dd, 0, 0, 0, 0, time.UTC)
}

func dayOf(t time.Time) day {
	y, m, dd := t.Date()
	return day(y*10000 + int(m)*100 + dd)
}

func (d day) add(n int) day { return dayOf(d.time().AddDate(0, 0, n)) }

// serial is the number under which the 1900 date system stores d.
func (d day) serial() int {
	return int(d.time().Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
}

// The ways of writing a day. Each gives a blank cell for the zero day.

type dayWay func(day) cell

func dated(format string) dayWay {
	return func(d day) cell {
		if d == 0 {
			return cell{}
		}
		return literal(strconv.Itoa(d.serial()), format)
	}
}

func dayText(format string) dayWay {
	return func(d day) cell {
		if d == 0 {
			return cell{}
		}
		return t(d.write(format))
	}
}

// The 1904 date system begins 1462 days later.
func dated04(format string) dayWay {
	return func(d day) cell {
		if d == 0 {
			return cell{}
		}
		return literal(strconv.Itoa(d.serial()-1462), format)
	}
}

// eight stores 20240204 as a number.
func eight(d day) cell { return some(int(d)) }

// write spells a day: Y year, M month, D day, MM and DD with two digits.
func (d day) write(format string) string {
	y, m, dd := d.parts()
	return strings.NewReplacer("Y", strconv.Itoa(y), "MM", fmt.Sprintf("%02d", m), "DD", fmt.Sprintf("%02d", dd),
		"M", strconv.Itoa(m), "D", strconv.Itoa(dd)).Replace(format)
}

// A place is where something happened: full official names, "" for what is
// not said.
type place struct{ province, city, county string }

// shortOf holds what people say for long official names.
var shortOf = map[string]string{
	"黔西南布依族苗族自治州": "黔西南州", "恩施土家族苗族自治州": "恩施州", "文山壮族苗族自治州": "文山州",
	"贵州省": "贵州", "湖北省": "湖北", "安徽省": "安徽", "四川省": "四川", "云南省": "云南", "江西省": "江西",
	"浙江省": "浙江", "河南省": "河南", "湖南省": "湖南", "重庆市": "重庆", "陕西省": "陕西", "甘肃省": "甘肃",
}

// letterOf holds the one-character names of provinces.
var letterOf = map[string]string{
	"贵州省": "黔", "湖北省": "鄂", "安徽省": "皖", "四川省": "川", "云南省": "滇", "江西省": "赣", "浙江省": "浙", "河南省": "豫", "湖南省": "湘",
}

func short(name string) string {
	if s, ok := shortOf[name]; ok {
		return s
	}
	return name
}

// whole is 贵州省黔西南州兴仁市, terse 贵州黔西南州兴仁市.
func (p place) whole() string { return p.province + short(p.city) + p.county }
func (p place) terse() string { return short(p.province) + short(p.city) + p.county }

// A unit reports.
type unit struct{ code, name, bureau, town string }

// The eleven county-level units, in the order of the campaign file. town is a
// local place that firms' names carry.
var units = []unit{
	{"331002", "椒江区", "椒江区人力资源和社会保障局", "椒江"},
	{"331003", "黄岩区", "黄岩区人力资源和社会保障局", "黄岩"},
	{"331004", "路桥区", "路桥区人力资源和社会保障局", "路桥"},
	{"331082", "临海市", "临海市人力资源和社会保障局", "临海"},
	{"331081", "温岭市", "温岭市人力资源和社会保障局", "温岭"},
	{"331083", "玉环市", "玉环市人力资源和社会保障局", "玉环"},
	{"331023", "天台县", "天台县人力资源和社会保障局", "天台"},
	{"331024", "仙居县", "仙居县人力资源和社会保障局", "仙居"},
	{"331022", "三门县", "三门县人力资源和社会保障局", "三门"},
	{"3310T1", "台州湾新区", "台州湾新区管委会社会事业局", "台州湾"},
	{"3310T0", "市本级", "台州市人力资源和社会保障局", "台州"},
}

// The codes of units by which the tables name them.
const (
	jiaojiang = "331002"
	huangyan  = "331003"
	luqiao    = "331004"
	linhai    = "331082"
	wenling   = "331081"
	yuhuan    = "331083"
	tiantai   = "331023"
	xianju    = "331024"
	sanmen    = "331022"
	bay       = "3310T1"
	city      = "3310T0"
)

func unitOf(code string) unit {
	for _, u := range units {
		if u.code == code {
			return u
		}
	}
	return unit{}
}

// A period is one 期.
type period struct {
	no         int
	from, ends day
}

var periods = []period{
	{1, 20240115, 20240121}, {2, 20240122, 20240128}, {3, 20240129, 20240204},
	{4, 20240205, 20240218}, {5, 20240219, 20240225}, {6, 20240226, 20240303},
}

// nth is 第3期 as some write it: 三.
func (p period) nth() string { return string([]rune("一二三四五六")[p.no-1]) }

// span is 1月29日—2月4日 with the given dash.
func (p period) span(dash string) string {
	return p.from.write("M月D日") + dash + p.ends.write("M月D日")
}

// in reports whether something first filed in period filed stands in a return
// of p: in all later ones of a growing ledger, else in its own only.
func (p period) in(filed int, growing bool) bool {
	return filed == p.no || growing && filed < p.no
}
