package web

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
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
	d.clicks += 2 // the button, and 打开 in the system's dialog
	d.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("results").replaceChildren()`),
		chromedp.SetUploadFiles(`#files`, []string{d.keep(name, data)}), chromedp.WaitVisible(`#results .result`))
}

// click clicks as a user does, and is counted.
func (d *driver) click(selector string) {
	d.t.Helper()
	d.clicks++
	d.do(chromedp.Click(selector))
}

// send fills a form's fields by name and presses its first button.
func (d *driver) send(form string, fields map[string]string) {
	d.t.Helper()
	for name, x := range fields {
		d.do(chromedp.SendKeys(form+` [name="`+name+`"]`, x))
	}
	d.click(form + ` button:not([type="button"])`)
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

// waitFor waits until an expression holds.
func (d *driver) waitFor(expression string) {
	d.t.Helper()
	for range 100 {
		if eval[bool](d, expression) {
			return
		}
		d.do(chromedp.Sleep(50 * time.Millisecond))
	}
	d.shoot("failed-" + d.t.Name())
	d.t.Fatalf("it does not come true: %s", expression)
}

// quote is a string of JavaScript.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// both shoots and checks a page at both widths: all of it, or the part that is
// new where the rest was looked at before.
func (d *driver) both(name string, part ...string) {
	d.t.Helper()
	for _, s := range screens {
		d.size(s)
		d.sound(s.name+" "+name, cmp.Or(strings.Join(part, ", "), "html"))
		d.shoot(s.name + "-" + name)
	}
	d.size(screens[0])
}

// TestFirstTime is a clerk who has never seen the program: a faulty workbook,
// the corrected one with a doubt, an explanation, in six clicks.
func TestFirstTime(t *testing.T) {
	driven(t)
	o := open(t)
	o.fileAll("2024-01-21")
	o.set("2024-01-28T14:00")
	d := drive(t, o)
	d.login("county")

	d.clicks = 0
	d.pick("broken/C202/椒江区第2期.xlsx")
	d.says("#results .verdict", "处错误")
	d.says("#results .group.refused", "C202")
	if here := d.text("#results .look .here"); here == "" {
		t.Error("the wrong cell is not shown in its surroundings")
	}
	d.says("#results .acts", "下载标注好的工作簿")
	d.clicks++ // it is downloaded and corrected in Excel
	d.both("result-refused", "#results")
	d.pick("broken/C210/椒江区第2期.xlsx")
	d.says("#results .verdict", "处存疑")
	d.both("result-held", "#results")
	for range 20 {
		if eval[int](d, `document.querySelectorAll("#results .answer").length`) == 0 {
			break
		}
		id := eval[string](d, `document.querySelector("#results .answer input").id`)
		d.do(chromedp.SendKeys(`#`+id, "活动现场人工估计"))
		d.click(`#results .answer button`)
		d.do(chromedp.WaitNotPresent(`#` + id))
	}
	d.do(chromedp.WaitVisible(`#results .result > .head .badge.ok`))
	if d.clicks > 6 {
		t.Errorf("%d clicks from a faulty workbook to an accepted one, want 6 at most", d.clicks)
	}
	d.says("#results .verdict", "都已收下")
	d.do(chromedp.WaitVisible(`#state .badge.ok`))
	d.click(`#results .effect summary`)
	d.do(chromedp.WaitVisible(`#results .figs-change`))
	d.says("#results .figs-change", "椒江区")
	d.both("result-accepted", "#results")
}

// TestClerk is the rest of a clerk's week: a try without filing, files that
// lack something, a nil report, a session and a network that end meanwhile,
// versions, changes, a withdrawal.
func TestClerk(t *testing.T) {
	driven(t)
	o := open(t)
	o.fileAll("2024-01-21")
	o.set("2024-01-28T14:00")
	d := drive(t, o)
	d.login("county")
	d.click(`#upload .more summary`)
	d.click(`#upload input[name="dry_run"]`)
	d.pick("returns/2024-01-28/椒江区第2期.xlsx")
	d.says("#results .trial", "没有报送")
	d.both("trial", "#results")
	d.click(`#upload input[name="dry_run"]`)

	d.pick("broken/F002/椒江区第2期加密.xlsx")
	d.both("password-asked", "#results")
	d.do(chromedp.SendKeys(`#results .resend input`, "2024"))
	d.click(`#results .resend button`)
	d.do(chromedp.WaitVisible(`#results .result .acts`))
	d.pick("broken/F001/椒江区第2期照片.xlsx")
	d.says("#results .result", "没有收下")
	d.both("no-workbook", "#results")

	d.open("/")
	d.drop("returns/2024-01-28/椒江区第2期.xlsx", "broken/C202/椒江区第2期.xlsx")
	if n := eval[int](d, `document.querySelectorAll("#results .result").length`); n != 2 {
		t.Errorf("%d results of a folder with two workbooks", n)
	}
	d.both("folder", "#results")

	d.over()
	d.do(chromedp.SetUploadFiles(`#files`, []string{d.sampled("returns/2024-01-28/椒江区第2期.xlsx")}), chromedp.WaitVisible(`dialog#again`))
	d.both("session-over", "dialog[open]")
	d.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("results").replaceChildren()`), chromedp.SendKeys(`#again input[name="password"]`, password))
	d.click(`#again button.primary`)
	d.do(chromedp.WaitVisible(`#results .result`))
	d.says("#results .verdict", "都已收下")
	d.offline()

	d.open("/returns")
	d.says(".title", "还剩")
	d.both("returns-some")
	d.click(`.grid td:has(small) a`)
	d.do(chromedp.WaitVisible(`.records`))
	d.says(".versions", "第1版")
	d.says(".history", "报送")
	d.both("return")
	d.click(`.acts-card details:first-of-type summary`)
	d.send(`form[action$="/withdraw"]`, map[string]string{"reason": "报错了期"})
	d.do(chromedp.WaitVisible(`.say.ok`))
	d.says("main", "已撤回")

	o.set("2024-02-04T14:00")
	d.open("/")
	d.click(`form[action="/returns/nil"] button`)
	d.do(chromedp.WaitVisible(`dialog#sure`))
	d.both("sure", "dialog[open]")
	d.click(`dialog#sure button.primary`)
	d.do(chromedp.WaitVisible(`.say.ok`))
	d.says("#state", "零报告")
}

// TestBehalf hands in for a firm of the county.
func TestBehalf(t *testing.T) {
	driven(t)
	o := open(t)
	o.set("2024-02-18T14:00")
	d := drive(t, o)
	d.login("county")
	d.open("/units")
	d.click(`a[href^="/upload?unit="]`)
	d.do(chromedp.WaitVisible(`#upload`))
	d.pick("returns/2024-02-18/企业/" + o.firm().Name + "员工返岗登记表0218.xlsx")
	d.says("#results", "代报")
	d.both("behalf", "#results")
}

// over ends all sessions.
func (d *driver) over() {
	d.t.Helper()
	ctx := context.Background()
	users, err := d.o.store.Users(ctx, store.UserFilter{})
	d.o.must(err)
	d.o.must(d.o.store.Tx(ctx, func(tx store.Tx) error {
		for _, u := range users {
			if err := tx.EndSessions(ctx, u.ID, ""); err != nil {
				return err
			}
		}
		return nil
	}))
}

// offline hands a file in without a network, which comes back.
func (d *driver) offline() {
	d.t.Helper()
	d.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("results").replaceChildren()`))
	d.network(false)
	d.do(chromedp.SetUploadFiles(`#files`, []string{d.sampled("returns/2024-01-28/椒江区第2期.xlsx")}), chromedp.WaitVisible(`#progress button`))
	d.says("#offline", "连不上服务器")
	d.both("offline", "#offline", "#progress")
	d.network(true)
	d.click(`#progress button`)
	d.do(chromedp.WaitVisible(`#results .result`), chromedp.WaitNotVisible(`#offline`))
}

// drop drops a folder with files of the sample on the page.
func (d *driver) drop(names ...string) {
	d.t.Helper()
	dir := d.t.TempDir()
	for i, n := range names {
		data, err := samples.Files.ReadFile(n)
		d.o.must(err)
		d.o.must(os.WriteFile(filepath.Join(dir, itoa(i)+filepath.Base(n)), data, 0o600))
	}
	at := eval[[]float64](d, `(() => { const b = document.querySelector(".drop-face").getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] })()`)
	held := &input.DragData{Items: []*input.DragDataItem{}, Files: []string{dir}, DragOperationsMask: 1}
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		call(d, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: at[0], Y: at[1], Data: held})
	}
	d.do(chromedp.WaitVisible(`#results .result:nth-child(` + itoa(len(names)) + `)`))
}

// sampled is a file of the sample where a browser can pick it.
func (d *driver) sampled(name string) string {
	d.t.Helper()
	data, err := samples.Files.ReadFile(name)
	d.o.must(err)
	return d.keep(filepath.Base(name), data)
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
	d.both("columns", "#results")
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
	d.both("firm-refused", "#results")
	d.pick("returns/2024-02-18/企业/" + o.firm().Name + "员工返岗登记表0218.xlsx")
	d.says("#results .verdict", "收下")
	d.both("firm-result", "#results")
	d.open("/")
	d.says(".tell", "已经收到")
	d.says(".own", "返岗率")
	d.both("firm-home")
}
