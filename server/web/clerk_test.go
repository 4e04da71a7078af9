package web

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"chunfeng/importer/workbook/booktest"
	"chunfeng/samples"
	"chunfeng/server/store"
)

// pick hands a file of the sample to the page's file input and waits for what
// came of it.
func (d *driver) pick(name string) {
	d.t.Helper()
	data, err := samples.Files.ReadFile(name)
	d.o.must(err)
	d.pickBytes(filepath.Base(name), data)
}

func (d *driver) pickBytes(name string, data []byte) {
	d.t.Helper()
	d.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("results").replaceChildren()`),
		chromedp.SetUploadFiles(`#files`, []string{d.keep(name, data)}), chromedp.WaitVisible(`#results .result`))
}

// text is what an element says.
func (d *driver) text(selector string) string {
	d.t.Helper()
	return eval[string](d, `(document.querySelector('`+selector+`') || {}).innerText || ""`)
}

func (d *driver) says(selector, want string) {
	d.t.Helper()
	if got := d.text(selector); !strings.Contains(got, want) {
		d.t.Errorf("%s says %q, want %q in it", selector, got, want)
	}
}

// both shoots and checks a page at both widths.
func (d *driver) both(name string) {
	d.t.Helper()
	for _, s := range screens {
		d.size(s)
		d.sound(s.name + " " + name)
		d.shoot(s.name + "-" + name)
	}
	d.size(screens[0])
}

// TestClerk is a clerk's first week: a faulty workbook, the corrected one with
// a doubt, an explanation, and a session that ends meanwhile.
func TestClerk(t *testing.T) {
	driven(t)
	o := open(t)
	o.fileAll("2024-01-21")
	o.set("2024-01-28T14:00")
	d := drive(t, o)
	d.login("county")

	d.pick("broken/C202/椒江区第2期.xlsx")
	d.says("#results .verdict", "处错误")
	d.says("#results .group.refused", "C202")
	if here := d.text("#results .look .here"); here == "" {
		t.Error("the wrong cell is not shown in its surroundings")
	}
	d.says("#results .acts", "下载标注好的工作簿")
	d.both("result-refused")

	d.do(chromedp.Click(`#upload .more summary`), chromedp.Click(`#upload input[name="dry_run"]`))
	d.pick("returns/2024-01-28/椒江区第2期.xlsx")
	d.says("#results .trial", "没有报送")
	d.both("trial")
	d.do(chromedp.Click(`#upload input[name="dry_run"]`))

	d.pick("broken/C210/椒江区第2期.xlsx")
	d.says("#results .verdict", "处存疑")
	d.both("result-held")
	for range 20 {
		if eval[int](d, `document.querySelectorAll("#results .answer").length`) == 0 {
			break
		}
		id := eval[string](d, `document.querySelector("#results .answer input").id`)
		d.do(chromedp.SendKeys(`#`+id, "活动现场人工估计"), chromedp.Click(`#results .answer button`), chromedp.WaitNotPresent(`#`+id))
	}
	d.do(chromedp.WaitVisible(`#results .result > .head .badge.ok`))
	d.says("#results .verdict", "都已收下")
	d.do(chromedp.WaitVisible(`#state .badge.ok`))
	d.both("result-accepted")

	d.open("/")
	d.both("home-some")
	good, err := samples.Files.ReadFile("returns/2024-01-28/椒江区第2期.xlsx")
	o.must(err)
	users, err := o.store.Users(context.Background(), store.UserFilter{})
	o.must(err)
	o.must(o.store.Tx(context.Background(), func(tx store.Tx) error {
		for _, u := range users {
			if err := tx.EndSessions(context.Background(), u.ID, ""); err != nil {
				return err
			}
		}
		return nil
	}))
	d.do(chromedp.SetUploadFiles(`#files`, []string{d.keep("椒江区第2期.xlsx", good)}), chromedp.WaitVisible(`dialog#again`))
	d.both("session-over")
	d.do(chromedp.SendKeys(`#again input[name="password"]`, password), chromedp.Click(`#again button.primary`), chromedp.WaitVisible(`#results .result`))
	d.says("#results .verdict", "都已收下")

	d.open("/returns")
	d.both("returns-some")
	d.do(chromedp.Click(`.grid td a`), chromedp.WaitVisible(`.records, .nothing`))
	d.both("return")
}

// TestColumns answers what an unknown header is, once.
func TestColumns(t *testing.T) {
	driven(t)
	o := open(t)
	o.fileAll("2024-01-21")
	o.set("2024-01-28T14:00")
	d := drive(t, o)
	d.login("county")
	d.pick("broken/H103/椒江区第2期.xlsx")
	d.both("columns")
	d.do(chromedp.SetValue(`#results .maps select`, "-"), chromedp.Click(`#results .maps button`), chromedp.WaitNotPresent(`#results .maps`))
	d.open("/headers")
	d.says("main", "不用这一列")
	d.both("headers-some")
}

// TestFirm hands in a roster from a phone.
func TestFirm(t *testing.T) {
	driven(t)
	o := open(t)
	o.set("2024-02-18T14:00")
	d := drive(t, o)
	d.size(screens[1])
	d.login("firm")
	d.says(".tell", "请报送")
	d.pickBytes("返岗名单.xlsx", booktest.Bytes(t, booktest.Grid{Name: "花名册", Rows: booktest.Lines(`企业返岗人员名单（截至2月18日）
企业名称：` + o.firm().Name + `
姓名|身份证号码|户籍省份|状态|返岗日期
王小明|330102199003070000|贵州省|已返岗|2024-02-17
李大力||四川省|已返岗|明天`)}))
	d.says("#results", "行 李大力")
	d.both("firm-refused")
	d.pick("returns/2024-02-18/企业/" + o.firm().Name + "员工返岗登记表0218.xlsx")
	d.says("#results .verdict", "收下")
	d.both("firm-result")
	d.open("/")
	d.says(".tell", "已经收到")
	d.says(".own", "返岗率")
	d.both("firm-home")
}

// TestCity runs a week: look at the draft, decide, issue, see it listed.
func TestCity(t *testing.T) {
	driven(t)
	o := spring(t)
	o.file("broken/C202/椒江区第2期.xlsx")
	d := drive(t, o)
	d.login("city")
	d.do(chromedp.WaitVisible(`.leads`))
	d.open("/week/issue?period=2024-02-25")
	d.both("issue")
	d.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('input[value="count"]').forEach(r => { r.checked = true; }); document.querySelectorAll('input[name^="why-"]').forEach(i => { i.value = "已电话核实"; })`),
		chromedp.Click(`form.card button.primary`), chromedp.WaitVisible(`.say.ok`))
	d.says("main", "第1期")
	d.both("briefings-some")
	d.open("/week?period=2024-02-25")
	d.says(".title", "关闭")

	d.open("/conflicts?period=2024-02-25")
	before := eval[int](d, `document.querySelectorAll('form[action="/conflicts/decide"]').length`)
	if before == 0 {
		t.Fatal("no conflict to decide")
	}
	d.do(chromedp.SendKeys(`form[action="/conflicts/decide"] input[name="reason"]`, "已核对"), chromedp.Click(`form[action="/conflicts/decide"] button`), chromedp.WaitVisible(`.say.ok`))
	if after := eval[int](d, `document.querySelectorAll('form[action="/conflicts/decide"]').length`); after != before-1 {
		t.Errorf("%d conflicts to decide after one was, want %d", after, before-1)
	}
	d.both("conflicts-decided")
	d.open("/units")
	d.do(chromedp.Click(`form[action="/units/invite"] button`), chromedp.WaitVisible(`#onetime`))
	code := d.text("#onetime")
	d.both("units-code")
	d.open("/join")
	d.do(chromedp.SendKeys(`input[name="code"]`, code), chromedp.Click(`form button.primary`), chromedp.WaitVisible(`input[name="login"]`))
	d.both("join")
}
