package places

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/plain"
)

func codesOf(places []Place) string {
	var s []string
	for _, p := range places {
		s = append(s, p.Code)
	}
	return strings.Join(s, " ")
}

func TestProvince(t *testing.T) {
	for _, test := range []struct{ name, typed, want string }{
		{"full name", "贵州省", "贵州省"},
		{"without 省", "贵州", "贵州省"},
		{"one character", "黔", "贵州省"},
		{"the other one character", "贵", "贵州省"},
		{"one character of Sichuan", "川", "四川省"},
		{"one character of Anhui", "皖", "安徽省"},
		{"one character of Hubei", "鄂", "湖北省"},
		{"one character of Yunnan", "滇", "云南省"},
		{"autonomous region short", "内蒙古", "内蒙古自治区"},
		{"autonomous region shorter", "内蒙", "内蒙古自治区"},
		{"autonomous region taken for 省", "广西省", "广西壮族自治区"},
		{"Xinjiang", "新疆", "新疆维吾尔自治区"},
		{"the corps in Xinjiang", "新疆生产建设兵团", "新疆维吾尔自治区"},
		{"Tibet", "西藏", "西藏自治区"},
		{"Ningxia", "宁夏", "宁夏回族自治区"},
		{"municipality", "重庆", "重庆市"},
		{"municipality in full", "重庆市", "重庆市"},
		{"Hong Kong", "香港", "香港特别行政区"},
		{"Macao", "澳", "澳门特别行政区"},
		{"Taiwan", "台湾", "台湾省"},
		{"code of two digits", "52", "贵州省"},
		{"code of six digits", "520000", "贵州省"},
		{"letter-spaced", "贵　 州", "贵州省"},
		{"no-break space and zero width", "\u00a0四川\u200b省", "四川省"},
		{"name shared with a prefecture", "吉林", "吉林省"},
		{"name shared with two places", "海南", "海南省"},
		{"prefecture", "南充市", ""},
		{"place within", "贵州省兴仁市", ""},
		{"two provinces", "川渝", ""},
		{"none", "国外", ""},
		{"blank", " ", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			full, ok := Province(test.typed)
			if full != test.want || ok != (test.want != "") {
				t.Errorf("Province(%q) = %q, %v, want %q", test.typed, full, ok, test.want)
			}
		})
	}
}

func TestThereAre34Provinces(t *testing.T) {
	count := 0
	for _, p := range known().places {
		if p.Level == OfProvince {
			count++
			for _, s := range provinceNames[p.Code[:2]] {
				if full, _ := Province(s); full != p.Name {
					t.Errorf("Province(%q) = %q, want %q", s, full, p.Name)
				}
			}
		}
	}
	if count != 34 {
		t.Errorf("%d provinces, want 34", count)
	}
}

func TestFind(t *testing.T) {
	sichuan := Hint{Province: "四川省"}
	for _, test := range []struct {
		name, typed string
		within      Hint
		want        string // codes
	}{
		{"district in full", "嘉陵区", Hint{}, "511304"},
		{"district short", "嘉陵", Hint{}, "511304"},
		{"county-level city short", "兴仁", Hint{}, "522302"},
		{"county that became a city", "兴仁县", Hint{}, "522302"},
		{"county that became a city, at home", "玉环县", Hint{}, "331083"},
		{"county that became a district", "崇明县", Hint{}, "310151"},
		{"county renamed", "遵义县", Hint{}, "520304"},
		{"prefecture renamed", "襄樊市", Hint{}, "420600"},
		{"prefecture renamed, short", "襄樊", Hint{}, "420600"},
		{"district merged", "宣武区", Hint{}, "110102"},
		{"one-character county renamed", "郫县", Hint{}, "510117"},
		{"autonomous prefecture in full", "黔西南布依族苗族自治州", Hint{}, "522300"},
		{"autonomous prefecture with 州", "黔西南州", Hint{}, "522300"},
		{"autonomous prefecture short", "黔西南", Hint{}, "522300"},
		{"prefecture with 州", "恩施州", Hint{}, "422800"},
		{"prefecture before the city within it", "恩施", Hint{}, "422800 422801"},
		{"prefecture by its nickname", "巴州", Hint{Province: "新疆维吾尔自治区"}, "652800"},
		{"former region", "毕节地区", Hint{}, "520500"},
		{"prefecture short", "南充", Hint{}, "511300"},
		{"prefecture short, no county of that name", "遵义", Hint{}, "520300"},
		{"autonomous county with 县", "务川县", Hint{}, "520326"},
		{"autonomous county with 自治县", "务川自治县", Hint{}, "520326"},
		{"autonomous county short", "务川", Hint{}, "520326"},
		{"autonomous county named after its people", "东乡县", Hint{}, "622926"},
		{"another that became a district", "东乡县", Hint{Province: "江西省"}, "361003"},
		{"forest district", "神农架", Hint{}, "429021"},
		{"district of a people", "管城区", Hint{}, "410104"},
		{"several", "鼓楼区", Hint{}, "320106 320302 350102 410204"},
		{"several, told by the province", "鼓楼区", Hint{Province: "福建省"}, "350102"},
		{"several, told by the prefecture", "鼓楼区", Hint{Province: "江苏省", Prefecture: "徐州市"}, "320302"},
		{"three levels", "海南", Hint{}, "460000 632500 150303"},
		{"province left out below a province", "吉林", Hint{Province: "吉林省"}, "220200"},
		{"prefecture left out below itself", "朝阳", Hint{Province: "辽宁省", Prefecture: "朝阳市"}, "211321"},
		{"prefecture kept where nothing lies below", "毕节市", Hint{Province: "贵州省", Prefecture: "毕节市"}, "520500"},
		{"district of a municipality", "万州", Hint{Province: "重庆市", Prefecture: "重庆市"}, "500101"},
		{"full name elsewhere", "朝阳市", Hint{Province: "北京市"}, ""},
		{"elsewhere", "兴仁市", sichuan, ""},
		{"a district of a district that was", "城区", Hint{Province: "山西省", Prefecture: "大同市"}, "140213"},
		{"chain", "四川南充嘉陵", Hint{}, "511304"},
		{"chain within", "南充市嘉陵区", sichuan, "511304"},
		{"chain elsewhere", "贵州兴仁", sichuan, ""},
		{"code", "522302", Hint{}, "522302"},
		{"letter-spaced", "黄岩 区", Hint{}, "331003"},
		{"zone that statistics know", "苏州工业园区", Hint{}, "320576"},
		{"unknown", "桃花源", Hint{}, ""},
		{"blank", "", Hint{}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := codesOf(Find(test.typed, test.within)); got != test.want {
				t.Errorf("Find(%q, %v) = %q, want %q", test.typed, test.within, got, test.want)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	for _, test := range []struct{ name, typed, code, rest string }{
		{"full names", "贵州省黔西南州兴仁市", "522302", ""},
		{"with a town", "贵州省黔西南州兴仁市巴铃镇", "522302", "巴铃镇"},
		{"short names", "贵州黔西南州兴仁", "522302", ""},
		{"shortest names", "四川南充嘉陵", "511304", ""},
		{"short prefecture before a county that begins like a town", "云南省昭通镇雄县", "530627", ""},
		{"the same without its province", "昭通镇雄", "530627", ""},
		{"short prefecture before a district that begins like a road", "浙江台州路桥区", "331004", ""},
		{"short prefecture before a town", "陕西榆林镇川镇", "610000", "榆林镇川镇"},
		{"dots between", "云南.昭通.镇雄", "530627", ""},
		{"municipality", "重庆万州", "500101", ""},
		{"municipality twice", "重庆市重庆市万州区", "500101", ""},
		{"municipality with 市辖区", "北京市市辖区朝阳区", "110105", ""},
		{"prefecture and district", "南充市嘉陵区", "511304", ""},
		{"district alone", "嘉陵区", "511304", ""},
		{"county under no prefecture", "湖北仙桃", "429004", ""},
		{"city of Xinjiang under no prefecture", "新疆石河子市", "659001", ""},
		{"prefecture without counties", "广东东莞长安镇", "441900", "长安镇"},
		{"province and prefecture of one name", "吉林省吉林市昌邑区", "220202", ""},
		{"province and prefecture of one name, short", "吉林吉林", "220200", ""},
		{"prefecture that begins like a province", "海南州共和县", "632521", ""},
		{"district that begins like a province", "河北区", "120105", ""},
		{"county left out of the middle", "贵州兴仁", "522302", ""},
		{"former county", "浙江省台州市玉环县", "331083", ""},
		{"former county of another name", "贵州遵义县", "520304", ""},
		{"former prefecture", "湖北襄樊", "420600", ""},
		{"prefecture rather than the county in it", "江西吉安", "360800", ""},
		{"county by its full name", "江西吉安县", "360821", ""},
		{"prefecture rather than a district elsewhere, by the province", "辽宁朝阳", "211300", ""},
		{"district, by the municipality", "北京朝阳", "110105", ""},
		{"city in the prefecture of one name", "恩施州恩施", "422801", ""},
		{"autonomous county", "甘肃省临夏州东乡县", "622926", ""},
		{"marks between", "甘肃省/临夏州/东乡县", "622926", ""},
		{"blanks between", "贵州省 黔西南州　兴仁市", "522302", ""},
		{"dashes between", "贵州-黔西南-兴仁", "522302", ""},
		{"an office behind", "台州市椒江区人社局", "331002", "人社局"},
		{"zone", "河北唐山芦台经济开发区", "130271", ""},
		{"a full name rather than a former one", "东山区", "230406", ""},
		{"ambiguous below: as far as it is sure", "江苏鼓楼区", "320000", "鼓楼区"},
		{"several provinces", "贵州、四川", "520000", "、四川"},
		{"ambiguous", "鼓楼区", "", "鼓楼区"},
		{"ambiguous, short", "朝阳", "", "朝阳"},
		{"street", "中山路12号", "", "中山路12号"},
		{"village", "南充村", "", "南充村"},
		{"code", "522302", "", "522302"},
		{"no place", "奔跑模具", "", "奔跑模具"},
		{"blank", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, rest, ok := Split(test.typed)
			if p.Code != test.code || rest != test.rest || ok != (test.code != "") {
				t.Errorf("Split(%q) = %s %q, %q, %v, want %s, %q", test.typed, p.Code, p.Name, rest, ok, test.code, test.rest)
			}
		})
	}
}

func TestRollUp(t *testing.T) {
	for _, test := range []struct{ name, code, want string }{
		{"district", "511304", "南充市"},
		{"county of an autonomous prefecture", "522302", "黔西南布依族苗族自治州"},
		{"prefecture", "520300", "遵义市"},
		{"district of a municipality", "500101", "重庆市"},
		{"county of a municipality", "500235", "重庆市"},
		{"municipality", "310000", "上海市"},
		{"Hong Kong", "810000", "香港特别行政区"},
		{"city under no prefecture", "429004", "仙桃市"},
		{"forest district under no prefecture", "429021", "神农架林区"},
		{"county of Hainan under no prefecture", "469025", "白沙黎族自治县"},
		{"city of Xinjiang under no prefecture", "659001", "石河子市"},
		{"city of Henan under no prefecture", "419001", "济源市"},
		{"province", "520000", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			found := Find(test.code, Hint{})
			if len(found) != 1 {
				t.Fatalf("Find(%s) = %v", test.code, found)
			}
			if got := RollUp(found[0]); got != test.want {
				t.Errorf("RollUp(%s) = %q, want %q", found[0].Name, got, test.want)
			}
		})
	}
	if got := RollUp(Place{}); got != "" {
		t.Errorf("RollUp of no place = %q", got)
	}
}

// Every place must be found by what its own full names say, and a town behind
// them must stay.
func TestEveryPlaceReadsBack(t *testing.T) {
	for _, p := range known().places {
		chain := p.Province + p.Prefecture + p.County
		for _, rest := range []string{"", "巴铃镇"} {
			got, left, ok := Split(chain + rest)
			if diff := cmp.Diff(p, got); diff != "" || left != rest || !ok {
				t.Errorf("Split(%q) leaves %q, %v (-want +got)\n%s", chain+rest, left, ok, diff)
			}
		}
		within := Hint{Province: p.Province, Prefecture: p.Prefecture}
		if got := codesOf(Find(p.Name, within)); got != p.Code {
			t.Errorf("Find(%q, %v) = %s, want %s", p.Name, within, got, p.Code)
		}
		if p.Level != OfProvince && RollUp(p) == "" {
			t.Errorf("%s %s rolls up to nothing", p.Code, p.Name)
		}
		if n := utf8.RuneCountInString(p.Name); n > longest {
			t.Errorf("%s has %d characters, more than %d", p.Name, n, longest)
		}
	}
}

// Every county must be found by every mixture of long and short names of its
// province, its prefecture and itself. Only where two counties of one
// prefecture share a short name may it stop at the prefecture.
func TestEveryMixedChainReadsBack(t *testing.T) {
	tab := known()
	writings := func(p Place, of []string) []string {
		return slices.DeleteFunc(append([]string{p.Name}, of...), func(s string) bool { return utf8.RuneCountInString(s) < 2 })
	}
	prefectures := map[string]Place{}
	short := map[string]int{} // of counties, by prefecture and short name
	for _, p := range tab.places {
		if p.Level == OfPrefecture {
			prefectures[p.Province+p.Name] = p
		}
		for _, s := range shortNames(p) {
			short[p.Province+p.Prefecture+s]++
		}
	}
	for _, p := range tab.places {
		if p.Level != OfCounty {
			continue
		}
		above := []string{""}
		if pre, ok := prefectures[p.Province+p.Prefecture]; ok {
			above = writings(pre, shortNames(pre))
		}
		for _, province := range writings(Place{Name: p.Province}, provinceNames[p.Code[:2]]) {
			for _, prefecture := range above {
				for _, county := range writings(p, shortNames(p)) {
					chain := province + prefecture + county
					got, rest, ok := Split(chain)
					shared := short[p.Province+p.Prefecture+county] > 1
					if ok && (got == p && rest == "" || shared && got.Level == OfPrefecture && rest == county) {
						continue
					}
					t.Errorf("Split(%q) = %s %s leaves %q, %v", chain, got.Code, got.Name, rest, ok)
				}
			}
		}
	}
}

// A former name must not hide the place that bears it today.
func TestFormerNamesYield(t *testing.T) {
	lines := 0
	for line := range strings.Lines(former) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if code == "#" {
			continue
		}
		lines++
		found := Find(code, Hint{})
		if len(found) != 1 {
			t.Errorf("%s %s: no place has this code", code, name)
			continue
		}
		within := Hint{Province: found[0].Province, Prefecture: found[0].Prefecture}
		if len(known().full[name]) > 0 && strings.Contains(codesOf(Find(name, within)), code) != (len(known().pick(known().full[name], within)) == 0) {
			t.Errorf("%s %s is found as %s", code, name, codesOf(Find(name, within)))
		}
		if len(known().full[name]) == 0 && !strings.Contains(codesOf(Find(name, within)), code) {
			t.Errorf("%s %s is found as %s", code, name, codesOf(Find(name, within)))
		}
	}
	if lines < 200 {
		t.Errorf("former.txt has %d lines", lines)
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		"贵州省黔西南州兴仁市巴铃镇", "重庆万州", "海南州共和县", "四川/南充/嘉陵", "吉林吉林吉林", "市辖区", "北京市北京市市辖区", "黔", "", "\xff\xfe", "贵州省贵州省", "中山路",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, rest, ok := Split(s)
		if ok != (p.Code != "") {
			t.Fatalf("Split(%q) = %v, %v", s, p, ok)
		}
		again, left, _ := Split(s)
		if again != p || left != rest {
			t.Fatalf("Split(%q) gives %v %q and then %v %q", s, p, rest, again, left)
		}
		if closed := strings.ReplaceAll(plain.Text(s), " ", ""); ok && (!strings.HasSuffix(closed, rest) || len(rest) == len(closed)) {
			t.Fatalf("Split(%q) leaves %q", s, rest)
		}
		for _, found := range Find(s, Hint{Province: p.Province}) {
			if p.Province != "" && found.Province != p.Province {
				t.Fatalf("Find(%q) within %s gives %v", s, p.Province, found)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		read(divisions, former)
	}
}

func BenchmarkSplit(b *testing.B) {
	for b.Loop() {
		Split("贵州省黔西南州兴仁市巴铃镇")
	}
}

func BenchmarkFind(b *testing.B) {
	for b.Loop() {
		Find("黔西南州", Hint{Province: "贵州省"})
	}
}
