package main

import (
	"fmt"
	"strings"
)

// A firm is an employer of one unit's area.
type firm struct {
	unit     string
	name     string
	code     string
	town     string
	industry string
	scale    string
	contact  string
	phone    string
}

// short is the name people use: without the place before it and the legal
// form behind it.
func (f *firm) short() string {
	s := f.name
	for _, before := range []string{"台州市", "浙江", "台州"} {
		s = strings.TrimPrefix(s, before)
	}
	for _, u := range units {
		s = strings.TrimPrefix(s, u.town)
	}
	for _, behind := range []string{"股份有限公司", "有限公司"} {
		s = strings.TrimSuffix(s, behind)
	}
	return s
}

// trades holds what the firms of a unit make: industry and the words in their
// names; and the towns they lie in.
var trades = map[string]struct {
	industries []string
	words      []string
	towns      []string
}{
	jiaojiang: {[]string{"通用设备制造业", "医药制造业", "专用设备制造业"}, []string{"缝纫机械", "药业", "电器", "塑机"}, []string{"海门街道", "白云街道", "葭沚街道", "洪家街道", "下陈街道"}},
	huangyan:  {[]string{"橡胶和塑料制品业", "专用设备制造业"}, []string{"模具", "塑业", "日用品", "机电"}, []string{"东城街道", "新前街道", "江口街道", "院桥镇", "北洋镇"}},
	luqiao:    {[]string{"通用设备制造业", "汽车制造业", "金属制品业"}, []string{"机电", "金属", "喷雾器", "汽配"}, []string{"路南街道", "路北街道", "横街镇", "新桥镇", "金清镇"}},
	linhai:    {[]string{"家具制造业", "汽车制造业", "文教工美用品制造业"}, []string{"休闲用品", "工艺品", "灯饰", "汽车部件"}, []string{"古城街道", "大洋街道", "江南街道", "杜桥镇", "涌泉镇"}},
	wenling:   {[]string{"通用设备制造业", "皮革制鞋业"}, []string{"泵业", "鞋业", "机床", "电机"}, []string{"太平街道", "城东街道", "泽国镇", "大溪镇", "箬横镇"}},
	yuhuan:    {[]string{"通用设备制造业", "汽车制造业", "金属制品业"}, []string{"阀门", "铜业", "汽摩配件", "洁具"}, []string{"玉城街道", "坎门街道", "楚门镇", "清港镇", "沙门镇"}},
	tiantai:   {[]string{"纺织业", "橡胶和塑料制品业"}, []string{"滤布", "汽车用品", "胶带", "工贸"}, []string{"赤城街道", "始丰街道", "平桥镇", "白鹤镇", "坦头镇"}},
	xianju:    {[]string{"文教工美用品制造业", "医药制造业"}, []string{"工艺", "药化", "木业", "户外用品"}, []string{"安洲街道", "福应街道", "横溪镇", "下各镇", "白塔镇"}},
	sanmen:    {[]string{"橡胶和塑料制品业", "通用设备制造业"}, []string{"橡胶", "机电", "洁具", "冲件"}, []string{"海游街道", "海润街道", "珠岙镇", "健跳镇", "浦坝港镇"}},
	bay:       {[]string{"汽车制造业", "专用设备制造业"}, []string{"智能装备", "新材料", "汽车零部件", "航空部件"}, []string{"海虹街道", "月湖街道"}},
}

// pools holds the firms of each unit, forty-four each. No two firms of a unit
// share a character of their brand, so that only those meant to look alike do.
var pools = makePools()

func makePools() map[string][]*firm {
	first := []rune("恒宏鼎永盛泰嘉瑞凯华伟信达利丰金星海东方建正大天中新立德亿联佳润康博锐远飞腾卓越启晨铭诺")
	second := []rune("力源通诚顺隆昌兴辉荣峰杰耀创驰庆美奇特凌丽洋安祥益和欣茂胜岳冠邦图进民翔普维城旺烨来迈尚")
	pools := map[string][]*firm{}
	for u, un := range units[:10] {
		trade := trades[un.code]
		for k := range 44 {
			brand := string(first[(k+u*7)%44]) + string(second[(k*3+u*4+1)%44])
			word := trade.words[k%len(trade.words)]
			f := &firm{
				unit: un.code, code: creditCode(un.authority(), 90000*(u+1)+k*37+11),
				town: trade.towns[k%len(trade.towns)], industry: trade.industries[k%len(trade.industries)],
				scale: []string{"规上", "规上", "规下"}[k%3], contact: person(u*44 + k + 700), phone: phone(u*1000 + k*17 + 20000),
			}
			switch k % 5 {
			case 0:
				f.name = "浙江" + brand + word + "股份有限公司"
			case 1:
				f.name = "台州" + brand + word + "有限公司"
			case 2:
				f.name = un.town + brand + word + "有限公司"
			case 3:
				f.name = "台州市" + brand + word + "有限公司"
			default:
				f.name = brand + "（台州）" + word + "有限公司"
			}
			pools[un.code] = append(pools[un.code], f)
		}
	}
	public(pools[luqiao][0], "绿田机械股份有限公司", "横街镇", "通用设备制造业")
	public(pools[sanmen][0], "元创科技股份有限公司", "浦坝港镇", "橡胶和塑料制品业")
	public(pools[sanmen][1], "三维控股集团股份有限公司", "海游街道", "橡胶和塑料制品业")
	// Two firms that look alike and are two: neither is ever filed with a code.
	pools[wenling][20].name = "温岭永泰泵业有限公司"
	pools[wenling][21].name = "台州市永泰泵业有限公司"
	return pools
}

// public gives a firm the name of one that newspapers reported on. Its code
// and its numbers stay invented.
func public(f *firm, name, town, industry string) {
	f.name, f.town, f.industry, f.scale = name, town, industry, "规上"
}

// authority is where the firms of a unit are registered: those of the zone
// with the city itself.
func (u unit) authority() string {
	if u.code == bay {
		return "331001"
	}
	return u.code
}

// pick gives firms of a unit's pool by their numbers.
func pick(unit string, from, to int) []*firm { return pools[unit][from:to] }

// spaced, narrow and wide are ways of typing a name that must not make
// another firm of it.
func spaced(name string) string {
	r := []rune(name)
	return string(r[:2]) + " " + string(r[2:len(r)-4]) + "\u00a0" + string(r[len(r)-4:])
}

func narrow(name string) string {
	return strings.NewReplacer("（", "(", "）", ")").Replace(name) + " "
}

func wide(name string) string { return "　" + name }

// bad is for broken returns only: a code whose check digit is wrong.
func (f *firm) bad() string {
	last := byte('0')
	if f.code[17] == last {
		last = '1'
	}
	return fmt.Sprintf("%s%c", f.code[:17], last)
}
