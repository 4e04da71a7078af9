package campaign

// A home is where workers come from.
type home struct{ province, city, district, code string }

var homes = [...]home{
	{"贵州省", "黔西南布依族苗族自治州", "兴仁市", "522302"},
	{"贵州省", "遵义市", "桐梓县", "520322"},
	{"云南省", "昭通市", "镇雄县", "530627"},
	{"四川省", "南充市", "嘉陵区", "511304"},
	{"四川省", "达州市", "宣汉县", "511722"},
	{"湖北省", "恩施土家族苗族自治州", "利川市", "422802"},
	{"安徽省", "阜阳市", "临泉县", "341221"},
	{"安徽省", "亳州市", "涡阳县", "341621"},
	{"江西省", "上饶市", "鄱阳县", "361128"},
	{"浙江省", "台州市", "临海市", "331082"},
}

// abroad is how many homes lie outside the home province.
const abroad = len(homes) - 1

var (
	first  = [...]string{"安", "宁", "永", "德", "昌", "和", "清", "新", "景", "庆"}
	second = [...]string{"溪", "岭", "江", "山", "川", "源", "林", "城", "湖", "门"}

	syllables = [...]string{"恒", "盛", "泰", "嘉", "宏", "瑞", "铭", "捷", "凯", "远", "鑫", "隆", "华", "美", "通", "达", "力", "星", "丰", "诚"}
	trades    = [...]string{"机械", "模塑", "泵业", "阀门", "电机", "鞋业", "工贸", "汽配"}

	surnames = [...]string{"赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "尤", "许"}
	given    = [...]string{"建国", "秀英", "志强", "桂兰", "海燕", "文斌", "丽华", "永刚", "春梅", "德明", "小红", "国庆", "玉珍", "立新", "晓东", "雪芹"}
	jobs     = [...]string{"装配工", "数控车工", "质检员", "缝纫工", "注塑工", "焊工", "包装工", "仓管员"}
	modes    = [...]string{"火车", "自驾", "汽车", "专车"}
)

// countyName is distinct for a hundred counties.
func countyName(n int) string { return first[n%10] + second[n/10%10] + "县" }

// firmName is distinct for 64,000 firms of a campaign.
func firmName(n int) string {
	k := n / len(trades)
	s := len(syllables)
	return "浙江" + syllables[k%s] + syllables[k/s%s] + syllables[k/s/s%s] + trades[n%len(trades)] + "有限公司"
}

// personName is one of some thousands.
func personName(n int) string {
	s, g := len(surnames), len(given)
	name := surnames[n%s] + given[n/s%g]
	if k := n / s / g % (g + 1); k > 0 {
		name = surnames[n%s] + given[n/s%g][:3] + given[k-1][3:]
	}
	return name
}
