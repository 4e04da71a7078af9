package hostile

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// live is text that programs would run, follow or be led astray by.
var live = [...]string{
	`=HYPERLINK("http://192.0.2.1/","看")`, `=1+1`, `+cmd|' /C calc'!A0`, `-2+3+cmd|' /C calc'!A0`, `@SUM(1+1)`, "\t=1+1", "\r=1+1", "\n=1+1", `＝1+1`, `＋1`, `－1`, `＠SUM(1)`,
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `javascript:alert(1)`, `<svg/onload=alert(1)>`, `{{7*7}}`, `${7*7}`, `%s%n`, `'; DROP TABLE returns; --`,
	"\u202e=1+1", `=WEBSERVICE("http://192.0.2.1/")`, `http://192.0.2.1/`, `\\192.0.2.1\share`, `) Tj (`, `<</S/JavaScript/JS(app.alert(1))>>`,
}

// Texts is a ledger of visits without a fault, of the unit and the period that
// its title names, whose texts are hostile; more adds some.
func Texts(title string, more ...string) []byte {
	var b strings.Builder
	row := 0
	line := func(cells ...string) {
		row++
		fmt.Fprintf(&b, `<row r="%d">`, row)
		for i, c := range cells {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t xml:space="preserve">`, 'A'+i, row)
			_ = xml.EscapeText(&b, []byte(c)) // a Builder does not fail
			b.WriteString(`</t></is></c>`)
		}
		b.WriteString("</row>")
	}
	line(title)
	line("走访日期", "企业名称", "慰问人数", "带队领导", "慰问品", "解决情况", "备注", "没见过的一列")
	for i, t := range append(live[:], more...) {
		line("2024-01-18", fmt.Sprintf("%s浙江第%d机械有限公司", t, i), "3", t, t, t, t, t)
	}
	book := good(title)
	book.set(sheetName, worksheet(b.String()))
	return book.bytes()
}
