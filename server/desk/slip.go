package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// Slip writes a one-page PDF that says what was filed, when, with which hash
// and what came of it (回执). The same filing in the same states gives the same
// bytes.
func (d *Desk) Slip(ctx context.Context, a Actor, id string, w io.Writer) error {
	rec, err := d.Filing(ctx, a, id)
	if err != nil {
		return err
	}
	rm, err := d.room(ctx, d.store, rec.Filing.Campaign)
	if err != nil {
		return err
	}
	if err := pdf.Write(w, d.slip(rm, rec), pdf.Options{Fonts: d.fonts, Small: true}); err != nil {
		return fmt.Errorf("write receipt: %w", err)
	}
	return nil
}

func (d *Desk) slip(rm *room, rec *Receipt) *briefing.Briefing {
	f := &rec.Filing
	unit := "未能认定"
	if f.Unit != "" {
		unit = rm.unit(f.Unit).Name
	}
	if f.Behalf {
		unit += "（代报）"
	}
	facts := &briefing.Table{
		Columns: []briefing.Column{{Head: "项目", Weight: 1}, {Head: "内容", Weight: 5}},
		Rows: []briefing.Row{
			line("专项行动", rm.campaign().Name), line("报送单位", unit), line("报送期", periodWords(rm, f.Period)), line("文件", vault.MaskText(f.File)), line("SHA-256", f.SHA256),
			line("收到", moment(f.Received)+"，"+moment(f.Answered)+" 答复"), line("回执编号", f.ID), line("校验码", rec.Verification()),
		},
	}
	// No title beside a small masthead: it all stands on one page.
	return &briefing.Briefing{
		Masthead: "报送回执", Issue: "第" + f.ID[len(f.ID)-6:] + "号", Issuer: rm.campaign().City.Bureau, Date: period.Of(f.Received),
		AsOf: period.Of(f.Received), Campaign: rm.campaign().Name,
		Sections: []briefing.Section{{ID: "filing", Title: "收件和结果", Blocks: append([]briefing.Block{facts}, d.results(rec)...)}},
	}
}

// results lists the newest versions that the filing gave.
func (d *Desk) results(rec *Receipt) []briefing.Block {
	if len(rec.Returns) == 0 {
		what := "没有可识别的报表，未计入。"
		if len(rec.Filing.Findings) > 0 {
			x := rec.Filing.Findings[0]
			what = x.Message() + "。" + x.Advice() + "。"
		}
		return []briefing.Block{briefing.Words(what)}
	}
	t := &briefing.Table{Columns: []briefing.Column{
		{Head: "报表", Weight: 3}, {Head: "版次", Align: briefing.Center, Weight: 1}, {Head: "行数", Align: briefing.Right, Weight: 1},
		{Head: "错误", Align: briefing.Right, Weight: 1}, {Head: "存疑", Align: briefing.Right, Weight: 1}, {Head: "状态", Align: briefing.Center, Weight: 1.5},
		{Head: "时限", Align: briefing.Center, Weight: 1},
	}}
	for _, r := range newestOf(slices.Clone(rec.Returns)) {
		cells := []string{
			d.title(r.Form), fmt.Sprint(r.Version), fmt.Sprint(r.Rows), fmt.Sprint(r.Tally.Faults), fmt.Sprint(r.Tally.Open),
			r.State.Chinese(), timelyWords[r.Timeliness],
		}
		row := briefing.Row{}
		for _, c := range cells {
			row.Cells = append(row.Cells, briefing.Cell{Text: c})
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = codesOf(rec)
	return []briefing.Block{t}
}

// Verification is what a receipt and the service must agree on: 16 hex digits
// over the filing's number, hash, time, unit and period and every version that
// it gave. A receipt whose words were changed does not have it.
func (r *Receipt) Verification() string {
	f := &r.Filing
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n%s\n", f.ID, f.SHA256, f.Unit, f.Period, f.Received.UTC().Format(time.RFC3339))
	given := slices.SortedFunc(slices.Values(r.Returns), func(a, b store.Return) int {
		return cmp.Or(cmp.Compare(a.Form, b.Form), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Part, b.Part))
	})
	for i := range given {
		fmt.Fprintf(h, "%s %d %d %d\n", given[i].Form, given[i].Version, given[i].Part, given[i].Rows)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	return sum[:4] + "-" + sum[4:8] + "-" + sum[8:12] + "-" + sum[12:16]
}

// codesOf counts the findings by code, in the order of the catalogue.
func codesOf(rec *Receipt) string {
	counts := map[finding.Code]int{}
	for _, f := range rec.Filing.Findings {
		counts[f.Code]++
	}
	for i := range rec.Returns {
		for _, f := range rec.Returns[i].Findings {
			counts[f.Code]++
		}
	}
	var words []string
	for _, k := range finding.Kinds() {
		if n := counts[k.Code]; n > 0 {
			words = append(words, fmt.Sprintf("%s %s %d处", k.Code, k.Title, n))
		}
	}
	if len(words) == 0 {
		return "没有发现问题。"
	}
	return "发现的问题：" + strings.Join(words, "；") + "。"
}

var timelyWords = map[store.Timeliness]string{store.OnTime: "按时", store.Late: "迟报", store.NotDue: "—"}

func line(head, text string) briefing.Row {
	return briefing.Row{Cells: []briefing.Cell{{Text: head}, {Text: text}}}
}

func periodWords(rm *room, name string) string {
	p, err := rm.period(name)
	if err != nil {
		return "未能认定"
	}
	return fmt.Sprintf("第%d期（截至%s）", p.No, p.Ends.Chinese())
}

func moment(t time.Time) string { return t.In(period.Zone()).Format("2006-01-02 15:04:05") }
