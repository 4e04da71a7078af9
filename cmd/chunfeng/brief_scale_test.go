package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"chunfeng/samples"
)

// A scale says how large a campaign is: ten counties that file three ledgers
// every week, from the fourth on their firms too, and firms with a roster in
// the last week.
type scale struct {
	weeks, rows      int // rows of a county's ledgers a week
	rosters, workers int
}

// BenchmarkBrief runs the program itself, from files on disk to the briefing:
// what it reports is processor time, user and system, and the largest resident
// set. CHUNFENG_SCALE=DIR keeps the files that it makes.
func BenchmarkBrief(b *testing.B) {
	program := filepath.Join(b.TempDir(), "chunfeng")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %s", out)
	}
	for _, s := range []scale{{5, 30, 45, 200}, {5, 300, 450, 200}, {5, 3000, 4500, 200}, {1, 30, 5000, 200}} {
		b.Run(fmt.Sprintf("weeks=%d/rows=%d/rosters=%d", s.weeks, s.rows, s.rosters), func(b *testing.B) {
			dir := os.Getenv("CHUNFENG_SCALE")
			if dir == "" {
				dir = b.TempDir()
			}
			dir = filepath.Join(dir, fmt.Sprintf("%d-%d-%d", s.weeks, s.rows, s.rosters))
			writeCampaign(b, dir, s)
			var cpu time.Duration
			var rss int64
			for b.Loop() {
				cmd := exec.Command(program, "brief", "--campaign", filepath.Join(dir, "campaign.yaml"), "--out", b.TempDir(), filepath.Join(dir, "returns"))
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("brief: %v\n%s", err, out)
				}
				cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
				if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
					rss = max(rss, u.Maxrss)
				}
			}
			b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s/op")
			b.ReportMetric(float64(rss)/1024, "MiB-peak")
		})
	}
}

// The small form of the campaign is one without a question, so that what the
// benchmark measures is the whole way and not a way out.
func TestScaledCampaignIsClean(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := scale{5, 30, 12, 20}
	writeCampaign(t, dir, s)
	b, code := briefOf(t, "--campaign", filepath.Join(dir, "campaign.yaml"), filepath.Join(dir, "returns"))
	if code != exitOK {
		_, out, _ := command(t, "check", "--campaign", filepath.Join(dir, "campaign.yaml"), filepath.Join(dir, "returns"))
		t.Fatalf("exit code %d\n%s", code, out)
	}
	for _, f := range b.Filed {
		if f.Status != "accepted" && f.Timeliness == "filed" {
			t.Errorf("%s %s of %s is %s", f.Unit, f.Form, f.Period, f.Status)
		}
	}
	want := map[string]int{"recruit.fairs": 10 * s.weeks * (s.rows / 6), "return.hired": s.rosters * 2, "return.firmsfiled": s.rosters}
	for id, n := range want {
		if got := string(b.Figures[id].Value); got != strconv.Itoa(n) {
			t.Errorf("%s is %s, filed were %d", id, got, n)
		}
	}
}

// scaledUnits are the counties of the sample's campaign, the city left out.
var scaledUnits = [...]string{"椒江区", "黄岩区", "路桥区", "临海市", "温岭市", "玉环市", "天台县", "仙居县", "三门县", "台州湾新区"}

var scaledEnds = [...]string{"2024-01-21", "2024-01-28", "2024-02-04", "2024-02-18", "2024-02-25", "2024-03-03"}

var scaledPlaces = [...][3]string{
	{"贵州省", "遵义市", "湄潭县"}, {"湖北省", "宜昌市", "夷陵区"}, {"四川省", "南充市", "嘉陵区"}, {"云南省", "昭通市", "镇雄县"}, {"安徽省", "阜阳市", "太和县"}, {"浙江省", "丽水市", "青田县"},
}

// writeCampaign writes campaign.yaml, firms.xlsx and returns into dir.
func writeCampaign(t testing.TB, dir string, s scale) {
	t.Helper()
	campaign, err := samples.Files.ReadFile("campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	writeScaled(t, filepath.Join(dir, "campaign.yaml"), campaign)
	due := [][]any{{"企业名称", "统一社会信用代码", "所属县(市、区)", "联系人", "联系电话"}}
	for i := range max(s.rosters, 60) {
		due = append(due, []any{scaledFirm(i), scaledCode(i), scaledUnits[i%10], "", ""})
	}
	writeScaled(t, filepath.Join(dir, "firms.xlsx"), plainBook("企业名单", due))
	for week := range s.weeks {
		for u, unit := range scaledUnits {
			name := fmt.Sprintf("%s第%d期.xlsx", unit, week+1)
			writeScaled(t, filepath.Join(dir, "returns", scaledEnds[week], name), countyBook(s, u, week))
		}
	}
	for i := range s.rosters {
		writeScaled(t, filepath.Join(dir, "returns", scaledEnds[s.weeks-1], "花名册", scaledFirm(i)+".xlsx"), rosterBook(s, i))
	}
}

func writeScaled(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// countyBook is one county's filing of a week: the ledgers of that week alone.
func countyBook(s scale, unit, week int) []byte {
	ends := scaledDay(scaledEnds[week])
	head := func(title string) [][]any {
		return [][]any{{fmt.Sprintf("%s%s（截至%d月%d日）", scaledUnits[unit], title, ends.Month(), ends.Day())}}
	}
	fairs := append(head("跨省驻点招工台账"), []any{"序号", "小分队", "活动名称", "举办日期", "省份", "地市", "县（市、区）", "招聘会场次", "提供岗位数", "进场人数", "达成就业意向人次"})
	list := append(head("参会企业名单"), []any{"序号", "小分队", "举办日期", "省份", "地市", "企业名称", "统一社会信用代码", "岗位数"})
	visits := append(head("走访慰问台账"), []any{"序号", "走访日期", "企业名称", "统一社会信用代码", "带队领导", "慰问人数", "其中：留岗员工", "其中：技术骨干", "慰问金额（元）", "宣传册（份）", "解决问题数", "备注"})
	for i := range s.rows / 6 {
		p := scaledPlaces[i%5]
		fairs = append(fairs, []any{i + 1, fmt.Sprintf("第%d小分队", i%3+1), fmt.Sprintf("%s春风行动第%d场", scaledUnits[unit], week*s.rows+i+1), serial(ends, i%7), p[0], p[1], p[2], 1, 100 + i%50, 900 + i%90, 40 + i%9})
	}
	for i := range s.rows / 3 {
		p, n := scaledPlaces[i/2%5], scaledNo(s, unit, week*31+i)
		list = append(list, []any{i + 1, fmt.Sprintf("第%d小分队", i/2%3+1), serial(ends, i/2%7), p[0], p[1], scaledFirm(n), scaledCode(n), 20 + i%9})
	}
	for i := range s.rows / 2 {
		n := scaledNo(s, unit, week*31+i)
		visits = append(visits, []any{i + 1, serial(ends, i%7), scaledFirm(n), scaledCode(n), "领导" + strconv.Itoa(i%20), 6, 3, 2, 3000, 30, i % 2, ""})
	}
	return plainBook("驻点招工", fairs, "参会企业", list, "走访慰问", visits)
}

// scaledNo is the i-th firm of a county, now and then its neighbour's.
func scaledNo(s scale, unit, i int) int {
	if i%50 == 7 {
		unit++
	}
	return (i*10 + unit%10) % (max(s.rosters, 60) / 10 * 10)
}

// rosterBook is one firm's roster: of ten workers seven came back, one stayed
// and one is hired.
func rosterBook(s scale, firm int) []byte {
	ends := scaledDay(scaledEnds[s.weeks-1])
	hired := 2
	rows := [][]any{
		{fmt.Sprintf("员工返岗登记表（截至%d月%d日）", ends.Month(), ends.Day())},
		{"企业名称：", scaledFirm(firm), "", "统一社会信用代码：", scaledCode(firm), "", "所属县（市、区）：", scaledUnits[firm%10]},
		{"节前在岗职工：", s.workers - hired, "", "名册范围：", "全部"},
		{"序号", "姓名", "身份证号", "性别", "联系电话", "户籍省份", "户籍地市", "户籍县（市、区）", "工种", "是否留岗", "实际返岗日期", "返岗方式", "返岗状态"},
	}
	for i := range s.workers {
		p := scaledPlaces[(firm+i)%6]
		row := []any{i + 1, scaledPerson(firm*s.workers + i), scaledID(firm*s.workers + i), [...]string{"男", "女"}[i%2], fmt.Sprintf("139%08d", firm*s.workers+i), p[0], p[1], p[2], [...]string{"操作工", "装配工", "质检员", "焊工"}[i%4]}
		switch {
		case i < hired:
			row = append(row, "", "", "", "新招")
		case i%10 == 3:
			row = append(row, "是", "", "", "")
		case i%10 == 4:
			row = append(row, "否", "", "", "未返岗")
		default:
			row = append(row, "否", serial(ends, i%5), [...]string{"火车", "自驾", "专车"}[i%3], "已返岗")
		}
		rows = append(rows, row)
	}
	return plainBook("返岗登记", rows)
}

func scaledDay(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

// A serialDay is a day as a spreadsheet stores it.
type serialDay int

func serial(d time.Time, before int) serialDay {
	return serialDay(d.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()/24) - serialDay(before)
}

func scaledFirm(n int) string {
	first, second := []rune("华东永康金鼎宏达新远海天正泰德中"), []rune("鑫宇恒力博瑞盛凯腾飞佳美诚信联合")
	return fmt.Sprintf("台州%c%c%c%c机械%c有限公司", first[n%16], second[n/16%16], first[n/256%16], second[n/4096%16], second[n*7%16])
}

// scaledCode is a credit code with a right check character (GB 32100).
func scaledCode(n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	org := fmt.Sprintf("MA%06d", n)
	sum := 0
	for i, w := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", org[i]) * w
	}
	code := "91331002" + org + "0123456789X0"[11-sum%11:][:1]
	sum, weight := 0, 1
	for i := range code {
		sum += strings.IndexByte(alphabet, code[i]) * weight
		weight = weight * 3 % 31
	}
	return code + alphabet[(31-sum%31)%31:][:1]
}

// scaledID is a resident identity number with a right check character (GB
// 11643), of nobody: no county has the code 520399.
func scaledID(n int) string {
	s := fmt.Sprintf("520399%s%03d", scaledDay("1970-01-01").AddDate(0, 0, n/1000%9000).Format("20060102"), n%1000)
	sum := 0
	for i, w := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[i]-'0') * w
	}
	return s + "10X98765432"[sum%11:][:1]
}

func scaledPerson(n int) string {
	surnames, given := []rune("陈林王李张黄吴周徐叶金杨朱郑章潘"), []rune("佳文志海建晓国春明永小云思丽雅俊伟子瑞慧秀宏立新")
	return string([]rune{surnames[n%16], given[n/16%24], given[n/384%24]})
}

// plainBook is a workbook as a spreadsheet saves it, with shared strings and
// one style for days: names of sheets and their rows in turn.
func plainBook(sheets ...any) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	part := func(name, format string, args ...any) {
		w, err := z.Create(name)
		if err == nil {
			_, err = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+format, args...)
		}
		if err != nil {
			panic(err)
		}
	}
	const ns, rel = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`, "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var types, list, rels, parts strings.Builder
	var shared []string
	at := map[string]int{}
	for i := 0; i < len(sheets); i += 2 {
		n := i/2 + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, n)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, sheets[i], n, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, rel, n)
		parts.Reset()
		for r, row := range sheets[i+1].([][]any) {
			fmt.Fprintf(&parts, `<row r="%d">`, r+1)
			for c, v := range row {
				ref := string(rune('A'+c)) + strconv.Itoa(r+1)
				switch v := v.(type) {
				case int:
					fmt.Fprintf(&parts, `<c r="%s"><v>%d</v></c>`, ref, v)
				case serialDay:
					fmt.Fprintf(&parts, `<c r="%s" s="1"><v>%d</v></c>`, ref, int(v))
				case string:
					if v == "" {
						continue
					}
					if _, ok := at[v]; !ok {
						at[v] = len(shared)
						shared = append(shared, v)
					}
					fmt.Fprintf(&parts, `<c r="%s" t="s"><v>%d</v></c>`, ref, at[v])
				}
			}
			parts.WriteString(`</row>`)
		}
		part(fmt.Sprintf("xl/worksheets/sheet%d.xml", n), `<worksheet %s><sheetData>%s</sheetData></worksheet>`, ns, parts.String())
	}
	n := len(sheets)/2 + 1
	part("xl/workbook.xml", `<workbook %s xmlns:r="%s"><sheets>%s</sheets></workbook>`, ns, rel, list.String())
	part("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s<Relationship Id="rId%d" Type="%s/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, rels.String(), n, rel, n+1, rel)
	part("xl/sharedStrings.xml", `<sst %s count="%d" uniqueCount="%d"><si><t>%s</t></si></sst>`, ns, len(shared), len(shared), strings.Join(shared, "</t></si><si><t>"))
	part("xl/styles.xml", `<styleSheet %s><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`, ns)
	part("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>`, rel)
	part("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>%s<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`, types.String())
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
