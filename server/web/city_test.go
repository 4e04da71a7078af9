package web

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"chunfeng/samples"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// TestCity runs a week: sees a file arrive, asks where a figure comes from,
// decides, writes a paragraph, looks at the draft, issues, admits a correction.
func TestCity(t *testing.T) {
	driven(t)
	o := spring(t)
	o.file("broken/C202/椒江区第2期.xlsx")
	d := drive(t, o)
	d.login("city")
	d.do(chromedp.WaitVisible(`.leads`))

	before := d.text("#matrix-box")
	o.file("returns/2024-02-25/椒江区第5期.xlsx")
	d.do(chromedp.Evaluate[chromedp.Void](`htmx.trigger("#matrix-box", "filed")`))
	d.waitFor(`document.querySelector("#matrix-box").innerText !== ` + quote(before))
	d.says("#matrix-box tbody tr:first-child", "已收")
	d.figure()
	d.paragraph()
	d.preview()
	d.issue()
	d.conflict()
	d.correction()
}

// figure goes from a figure on the week's page to the row as filed.
func (d *driver) figure() {
	d.t.Helper()
	d.open("/week?period=2024-02-25")
	d.click(`a[href^="/figures/recruit.fairs?"]`)
	d.do(chromedp.WaitVisible(`.from`))
	d.says("main", "口径")
	d.click(`.from summary`)
	d.click(`.from a[hx-get]`)
	d.do(chromedp.WaitVisible(`.from .look .here`))
	d.both("figure-source", ".from[open]")
}

// paragraph writes a free paragraph with a figure.
func (d *driver) paragraph() {
	d.t.Helper()
	d.open("/week/text?period=2024-02-25")
	d.do(chromedp.SendKeys(`#t-recruitment`, "典型做法：临海市把岗位送到村口，全市已带去岗位"))
	d.click(`[data-insert="{recruit.posts}"]`)
	d.do(chromedp.SendKeys(`#t-recruitment`, "{nix}"))
	d.do(chromedp.WaitVisible(`#recruitment .tried .say.refused`))
	d.says("#recruitment .tried", "{nix}")
	d.do(chromedp.SendKeys(`#t-recruitment`, "\b\b\b\b\b。"))
	d.waitFor(`document.querySelector("#recruitment .tried").innerText.includes("带去岗位1.2万个。")`)
	d.both("text-tried")
	d.click(`#recruitment form button`)
	d.do(chromedp.WaitVisible(`main > .say.ok`))
}

// preview looks at the draft with its PDF in the page.
func (d *driver) preview() {
	d.t.Helper()
	d.open("/week/preview?period=2024-02-25")
	d.says(".pending", "待说明")
	d.waitFor(`document.querySelector(".draft").innerText.includes("临海市把岗位送到村口")`)
	kind := eval[string](d, `fetch(document.querySelector("iframe.paper").src).then(r => r.headers.get("Content-Type"))`)
	if kind != "application/pdf" {
		d.t.Errorf("the draft in the page is %q", kind)
	}
}

// issue issues what is there.
func (d *driver) issue() {
	d.t.Helper()
	d.open("/week/issue?period=2024-02-25")
	d.both("issue")
	d.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('input[value="count"]').forEach(r => { r.checked = true; }); document.querySelectorAll('input[name^="why-"]').forEach(i => { i.value = "已电话核实"; })`))
	d.click(`form.card button.primary`)
	d.do(chromedp.WaitVisible(`main > .say.ok`))
	d.says("main", "第1期")
	d.both("briefings-some")
	d.open("/week?period=2024-02-25")
	d.says(".title", "关闭")
}

// conflict decides one conflict and takes the decision back; two firms of
// names alike are joined.
func (d *driver) conflict() {
	d.t.Helper()
	d.open("/conflicts?period=2024-02-25")
	open := eval[string](d, `document.querySelector(".tabs [aria-current] .count").innerText`)
	d.do(chromedp.SendKeys(`form[action="/conflicts/decide"] input[name="reason"]`, "已核对"))
	d.click(`form[action="/conflicts/decide"] button`)
	d.do(chromedp.WaitVisible(`main > .say.ok`))
	if now := eval[string](d, `document.querySelector(".tabs [aria-current] .count").innerText`); now == open {
		d.t.Errorf("%s conflicts to decide after one was", now)
	}
	d.open("/conflicts?period=2024-02-25&kind=X409")
	d.click(`button[value="same"]`)
	d.do(chromedp.WaitVisible(`main > .say.ok`))
	d.open("/conflicts?period=2024-02-25&show=done")
	d.says("main", "已核对")
	d.both("conflicts-done")
	d.click(`form[action="/conflicts/undo"] button`)
	d.do(chromedp.WaitVisible(`main > .say.ok`))
}

// correction files a correction for the closed period and admits it.
func (d *driver) correction() {
	d.t.Helper()
	o := d.o
	o.set("2024-02-26T09:00")
	data, err := samples.Files.ReadFile("returns/2024-02-25/三门县2月25日.xlsx")
	o.must(err)
	rec, err := o.desk.Receive(context.Background(), desk.Actor{Role: store.County, Unit: "331022"}, desk.Upload{
		Campaign: sample, File: "三门县更正.xlsx", Data: data, Began: o.now(), Reason: "漏报一家企业",
	})
	o.must(err)
	d.open("/week?period=2024-02-25")
	d.says(".todo", "更正待采纳")
	d.open("/returns/" + rec.Returns[0].ID)
	d.both("return-offered")
	d.send(`form[action$="/admit"]`, map[string]string{"reason": "属实"})
	d.do(chromedp.WaitVisible(`.result`))
	d.open("/briefings")
	d.says("main", "勘误")
	d.both("errata")
}

// TestOperator opens accounts by QR code, keeps names, tokens and the log, and
// looks at personal numbers for a reason.
func TestOperator(t *testing.T) {
	driven(t)
	o := open(t)
	o.fileAll("2024-02-18")
	d := drive(t, o)
	d.login("city")
	d.open("/units")
	d.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-tick]').click()`))
	d.click(`button[form="invite-many"]`)
	d.click(`dialog#sure button.primary`)
	d.do(chromedp.WaitVisible(`.ticket .qr`))
	if n := eval[int](d, `document.querySelectorAll(".ticket").length`); n < 10 {
		t.Errorf("%d codes for all firms", n)
	}
	d.both("units-codes", ".codes-once")
	d.open("/units")
	d.click(`form[action="/units/invite"] button.small:not([form])`)
	d.do(chromedp.WaitVisible(`#onetime`))
	code := d.text("#onetime")
	d.both("units-code", ".codes-once")

	d.open("/units/91331004MA2700111M")
	d.send(`form[action$="/aliases"]`, map[string]string{"aliases": "绿田机械厂"})
	d.do(chromedp.WaitVisible(`main > .say.ok`))
	d.both("unit-firm")

	d.open("/tokens")
	d.send(`form[action="/tokens"]`, map[string]string{"name": "大屏取数"})
	d.do(chromedp.WaitVisible(`#secret`))
	d.both("tokens-made")
	d.click(`form[action="/tokens/revoke"] button`)
	d.click(`dialog#sure button.primary`)
	d.do(chromedp.WaitNotPresent(`#secret`))
	d.says("main", "已作废")

	d.reveal()
	d.open("/audit?verify=1")
	d.says("main", "没有改动")
	d.says("main", "查看完整个人信息")
	d.open("/join#" + code)
	d.do(chromedp.WaitVisible(`input[name="login"]`))
	if at := eval[string](d, `location.href`); strings.Contains(at, code) {
		t.Errorf("the code stays in the address %s", at)
	}
	d.both("join")
	d.send(`form[action="/join"]`, map[string]string{"login": "newcomer", "name": "新人", "password": "Autumn-Leaf-2025", "again": "Autumn-Leaf-2025"})
	d.do(chromedp.WaitVisible(`.dues`))
}

// reveal shows the numbers of a roster in full.
func (d *driver) reveal() {
	d.t.Helper()
	heads, err := d.o.desk.Returns(context.Background(), desk.Actor{Role: store.City}, store.ReturnFilter{Campaign: sample, Form: "roster"})
	d.o.must(err)
	d.open("/returns/" + heads[0].ID)
	d.says(".records", "****")
	d.click(`details:has(form[action$="/reveal"]) summary`)
	d.send(`form[action$="/reveal"]`, map[string]string{"reason": "核对返岗人员身份"})
	d.do(chromedp.WaitVisible(`main > .say.held`))
	if strings.Contains(d.text(".records"), "****") {
		d.t.Error("numbers are hidden after they were asked for")
	}
	d.both("return-clear", "main > .say", ".acts-card")
}
