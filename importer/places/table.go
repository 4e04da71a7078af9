package places

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:generate go run generate.go package/dist divisions.txt

//go:embed divisions.txt
var divisions string

//go:embed former.txt
var former string

// longest is the most characters a name has.
const longest = 20

// A table is all places, and the places that bear a name.
type table struct {
	places []Place // in order of code
	full   map[string][]int
	short  map[string][]int // names without their ending, and names of one character
	former map[string][]int
}

var known = sync.OnceValue(func() *table { return read(divisions, former) })

// read builds the table from the text of divisions.txt and former.txt.
func read(divisions, former string) *table {
	t := &table{
		places: make([]Place, 0, 3400),
		full:   make(map[string][]int, 4096), short: make(map[string][]int, 4096), former: make(map[string][]int, 256),
	}
	byCode := make(map[string]int, 3400)
	for line := range strings.Lines(divisions) {
		code, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || code[0] == '#' {
			continue
		}
		i := len(t.places)
		t.places = append(t.places, t.place(code, name, byCode))
		byCode[code] = i
		t.full[name] = append(t.full[name], i)
		t.full[code] = append(t.full[code], i)
		if strings.HasSuffix(code, "0000") {
			t.full[code[:2]] = append(t.full[code[:2]], i)
		}
		for _, s := range shortNames(t.places[i]) {
			if s != name {
				t.short[s] = append(t.short[s], i)
			}
		}
	}
	for line := range strings.Lines(former) {
		code, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		i, stands := byCode[code]
		if !ok || !stands {
			continue
		}
		t.former[name] = append(t.former[name], i)
		_, size := utf8.DecodeLastRuneInString(name)
		stem := name[:len(name)-size]
		if utf8.RuneCountInString(stem) > 1 && t.full[stem] == nil && t.short[stem] == nil {
			t.former[stem] = append(t.former[stem], i) // 襄樊
		}
	}
	return t
}

// place is the division with that code below those already read.
func (t *table) place(code, name string, byCode map[string]int) Place {
	p := Place{Code: code, Name: name}
	if i, ok := byCode[code[:2]+"0000"]; ok {
		p.Province = t.places[i].Name
	}
	switch {
	case code[2:] == "0000":
		p.Level, p.Province = OfProvince, name
	case code[4:] == "00":
		p.Level, p.Prefecture = OfPrefecture, name
	default:
		p.Level, p.County = OfCounty, name
		if i, ok := byCode[code[:4]+"00"]; ok {
			p.Prefecture = t.places[i].Name
		}
	}
	return p
}

// above reports whether place b lies within place a, and is not it.
func (t *table) above(a, b int) bool {
	p, q := t.places[a], t.places[b]
	if p.Level >= q.Level || p.Province != q.Province {
		return false
	}
	return p.Level == OfProvince || p.Prefecture == q.Prefecture
}

// restyled lists the places that bear key with another ending of their level:
// 兴仁县 is 兴仁市 now, 毕节地区 is 毕节市.
func (t *table) restyled(key string) []int {
	var out []int
	for level, endings := range suffixes {
		for _, ending := range endings {
			stem, ok := strings.CutSuffix(key, ending)
			if !ok || level == OfProvince && ending != "省" {
				continue
			}
			for _, i := range t.short[stem] {
				if t.places[i].Level == level && utf8.RuneCountInString(stem) > 1 {
					out = append(out, i)
				}
			}
		}
	}
	return out
}

// provinceNames are the short names of provinces by the first two digits of
// their code; names of one character are last.
var provinceNames = map[string][]string{
	"11": {"北京", "京"}, "12": {"天津", "津"}, "13": {"河北", "冀"}, "14": {"山西", "晋"}, "15": {"内蒙古", "内蒙", "蒙"},
	"21": {"辽宁", "辽"}, "22": {"吉林", "吉"}, "23": {"黑龙江", "龙江", "黑"},
	"31": {"上海", "沪", "申"}, "32": {"江苏", "苏"}, "33": {"浙江", "浙"}, "34": {"安徽", "皖"}, "35": {"福建", "闽"}, "36": {"江西", "赣"}, "37": {"山东", "鲁"},
	"41": {"河南", "豫"}, "42": {"湖北", "鄂"}, "43": {"湖南", "湘"}, "44": {"广东", "粤"}, "45": {"广西", "广西壮族", "桂"}, "46": {"海南", "琼"},
	"50": {"重庆", "渝"}, "51": {"四川", "川", "蜀"}, "52": {"贵州", "黔", "贵"}, "53": {"云南", "滇", "云"}, "54": {"西藏", "藏"},
	"61": {"陕西", "陕", "秦"}, "62": {"甘肃", "甘", "陇"}, "63": {"青海", "青"}, "64": {"宁夏", "宁夏回族", "宁"},
	"65": {"新疆", "新疆维吾尔", "新", "新疆生产建设兵团", "新疆兵团"},
	"71": {"台湾", "台"}, "81": {"香港", "香港特区", "港"}, "82": {"澳门", "澳门特区", "澳"},
}

// peoples are the names of peoples in the names of autonomous areas, the
// longest that fit first.
var peoples = strings.Fields(`
	土家族 维吾尔族 维吾尔 柯尔克孜族 柯尔克孜 哈萨克族 哈萨克 蒙古族 蒙古 塔吉克 锡伯 布依族 景颇族 傈僳族 哈尼族 拉祜族 布朗族 纳西族 仡佬族 仫佬族
	毛南族 达斡尔族 鄂温克族 鄂伦春族 朝鲜族 哈尼族 撒拉族 保安族 东乡族 裕固族 独龙族 普米族 回族 藏族 羌族 苗族 侗族 彝族 白族 傣族 壮族 瑶族 畲族 黎族 佤族 怒族 土族 满族 京族 水族 各族`)

// shortNames lists the ways in which p is written without its full ending: 黔西南
// and 黔西南州, 务川 and 务川县, 南充. A name keeps two characters.
func shortNames(p Place) []string {
	if p.Level == OfProvince {
		return provinceNames[p.Code[:2]]
	}
	stem, ending := p.Name, ""
	for _, e := range []string{"自治州", "自治县", "自治旗", "族区", "地区", "林区", "矿区", "市", "县", "区", "州", "盟", "旗"} {
		if rest, ok := strings.CutSuffix(stem, e); ok {
			stem, ending = rest, e
			break
		}
	}
	switch ending {
	case "":
		return nil
	case "自治州", "自治县", "自治旗":
		stem = withoutPeoples(stem)
		return append(long(stem), stem+strings.TrimPrefix(ending, "自治"), stem+ending)
	case "族区":
		stem, ending = withoutPeoples(stem+"族"), "区"
	case "林区", "矿区":
		return long(stem)
	default:
		return long(stem)
	}
	return append(long(stem), stem+ending)
}

// withoutPeoples drops the names of peoples off the end, but not the whole: 东乡族自治县
// is 东乡.
func withoutPeoples(s string) string {
	for again := true; again; {
		again = false
		for _, people := range peoples {
			if rest, ok := strings.CutSuffix(s, people); ok && rest != "" {
				s, again = rest, true
				break
			}
		}
	}
	return strings.TrimSuffix(s, "族")
}

// long is s alone where it has two characters.
func long(s string) []string {
	if utf8.RuneCountInString(s) < 2 {
		return nil
	}
	return []string{s}
}
