package xlsx_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/xlsx"
	"chunfeng/samples"
)

// blanks is the importer of the sample and the units that templates are made
// for: counties, one of them a zone, the city's own, a firm.
func blanks(t *testing.T) (*importer.Importer, []returns.Unit) {
	t.Helper()
	catalogue, err := forms.Load("")
	if err != nil {
		t.Fatal(err)
	}
	reg, err := importer.LoadCampaign(samples.Files, "campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	units := []returns.Unit{reg.Firms[0], reg.Firms[len(reg.Firms)-1]}
	for _, code := range [...]returns.UnitCode{"331082", "331022", "3310T1", "3310T0"} {
		u, ok := reg.Unit(code)
		if !ok {
			t.Fatalf("no unit %s", code)
		}
		units = append(units, u)
	}
	return importer.New(reg, catalogue), units
}

func blankOf(t *testing.T, form *forms.Form, on xlsx.TemplateFor) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.Template(&b, form, on); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// everyBlank runs a case for every form and every unit that files it.
func everyBlank(t *testing.T, each func(t *testing.T, im *importer.Importer, form *forms.Form, on xlsx.TemplateFor)) {
	im, units := blanks(t)
	eachBlank(t, im, units, each)
}

func eachBlank(t *testing.T, im *importer.Importer, units []returns.Unit, each func(t *testing.T, im *importer.Importer, form *forms.Form, on xlsx.TemplateFor)) {
	on, err := im.Register.Campaign.Numbered(5)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range im.Forms.Forms {
		for _, u := range units {
			if form.Owed(u.Kind) {
				t.Run(string(form.ID)+"/"+u.Name, func(t *testing.T) {
					each(t, im, form, xlsx.TemplateFor{Unit: u, Period: on, Register: im.Register})
				})
			}
		}
	}
}

// A template that is filled in and returned gives no finding. With
// CHUNFENG_EVERY_UNIT=1 that is asked of all units and firms of the sample's
// campaign.
func TestTemplateFilledIn(t *testing.T) {
	im, units := blanks(t)
	if os.Getenv("CHUNFENG_EVERY_UNIT") == "1" {
		units = slices.Concat(im.Register.Units, im.Register.Firms)
	}
	eachBlank(t, im, units, filledIn)
}

// ownForm is a form of an operator's own, with a field of every type.
const ownForm = `
id: housing
order: 300
title: 人才公寓入住情况表
filed_by: [county, city, firm]
counting: flow
section: returns
evidence: [beds]
identity: [[date, firm, name]]
fields:
  - {id: county, type: county, role: county, header: 县（市、区）}
  - {id: date, type: date, role: event, dates: event, required: true, header: 入住日期}
  - {id: firm, type: firm, role: firm, required: true, header: 企业名称}
  - {id: uscc, type: uscc, role: uscc, header: 统一社会信用代码}
  - {id: name, type: person, role: person, header: 入住人}
  - {id: idcard, type: idcard, role: idcard, header: 身份证号}
  - {id: phone, type: phone, header: 联系电话}
  - {id: province, type: province, role: province, header: 户籍省份}
  - {id: city, type: place, role: city, header: 户籍地市}
  - {id: beds, type: count, unit: 张, required: true, header: 床位数}
  - {id: rent, type: money, unit: 元/月, header: 租金标准}
  - {id: share, type: rate, header: 补贴比例}
  - {id: family, type: yesno, header: 是否携家属}
  - id: kind
    type: enum
    header: 房型
    choices: [{value: 单间}, {value: 套间}]
  - id: needs
    type: enum
    open: true
    header: 需求
    choices: [{value: 就学}, {value: 就医}]
  - {id: until, type: date, dates: open, header: 租期至}
  - {id: remark, type: text, header: 备注}
figures:
  - {id: housing.beds, name: 床位, unit: 张, sum: beds, definition: 床位数相加}
`

// The template of a form from a folder is as good.
func TestTemplateOfAnOwnForm(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "housing.yaml"), []byte(ownForm), 0o600); err != nil {
		t.Fatal(err)
	}
	catalogue, err := forms.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	im, units := blanks(t)
	im = importer.New(im.Register, catalogue)
	eachBlank(t, im, units, func(t *testing.T, im *importer.Importer, form *forms.Form, on xlsx.TemplateFor) {
		if form.ID == "housing" {
			filledIn(t, im, form, on)
		}
	})
}

// filledIn fills a template in and has it read.
func filledIn(t *testing.T, im *importer.Importer, form *forms.Form, on xlsx.TemplateFor) {
	t.Helper()
	f := open(t, blankOf(t, form, on))
	rows := fill(t, f, form, on)
	o := im.Import("return.xlsx", saved(t, f), importer.Asked{}, nil)
	for _, x := range o.Findings {
		t.Errorf("%s %s: %s", x.Code, x.Place, x.Message())
	}
	if o.Unit.Code != on.Unit.Code || o.Period.No != on.Period.No || o.State() != returns.Accepted {
		t.Errorf("read as %s, %s, %s: %s", o.Unit.Name, o.Period.Ends, o.State(), strings.Join(o.Explain, "\n"))
	}
	if len(o.Returns) != 1 || o.Returns[0].Form != form.ID {
		t.Fatalf("%d returns: %s", len(o.Returns), strings.Join(o.Explain, "\n"))
	}
	r := &o.Returns[0]
	if len(r.Records) != rows {
		t.Errorf("%d records of %d rows", len(r.Records), rows)
	}
	match := map[returns.FieldID]string{}
	for _, c := range r.Columns {
		match[c.Field] = c.Match
	}
	for i := range form.Fields {
		fl := &form.Fields[i]
		switch {
		case fl.Derived || fl.Role == forms.RoleCounty && !fl.Meta:
		case fl.Meta:
			if r.Meta[fl.ID].IsAbsent() {
				t.Errorf("the line of %s is not read", fl.ID)
			}
		case match[fl.ID] != "exact":
			t.Errorf("the column of %s is matched %q", fl.ID, match[fl.ID])
		case form.Value(&r.Records[0], fl.ID).IsAbsent():
			t.Errorf("%s of the first row is not read", fl.ID)
		}
	}
}

// A template that nobody filled in is a question, and none with 无 below the
// header. A list of firms has rows, in which all numbers are missing.
func TestTemplateUntouched(t *testing.T) {
	everyBlank(t, func(t *testing.T, im *importer.Importer, form *forms.Form, on xlsx.TemplateFor) {
		data := blankOf(t, form, on)
		o := im.Import("return.xlsx", data, importer.Asked{}, nil)
		want := map[finding.Code]bool{"H110": true}
		if form.Lines {
			want = map[finding.Code]bool{"C201": true}
		}
		got := map[finding.Code]bool{}
		for _, x := range o.Findings {
			if form.Roster && x.Code == "C201" {
				continue // what stands above the table
			}
			got[x.Code] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff, o.Findings)
		}
		if form.Lines || form.Roster || form.Layout == forms.Indicators {
			return
		}
		f := open(t, data)
		sheet, head := table(t, f)
		if err := f.SetCellStr(sheet, fmt.Sprintf("A%d", head+1), "无"); err != nil {
			t.Fatal(err)
		}
		if o := im.Import("return.xlsx", saved(t, f), importer.Asked{}, nil); o.State() != returns.Nil || len(o.Findings) > 0 {
			t.Errorf("with 无 it is %s: %v", o.State(), o.Findings)
		}
	})
}

// Where neither the sheet nor the file's name says so, the hidden sheet tells
// whose a template is and of when; what stands on the sheet goes before it.
func TestTemplateTellsWhose(t *testing.T) {
	im, units := blanks(t)
	form, _ := im.Forms.Form("visits")
	on := xlsx.TemplateFor{Unit: units[2], Register: im.Register}
	on.Period, _ = im.Register.Campaign.Numbered(5)
	f := open(t, blankOf(t, form, on))
	fill(t, f, form, on)
	sheet, head := table(t, f)
	for row := 1; row < head; row++ {
		if err := f.RemoveRow(sheet, 1); err != nil {
			t.Fatal(err)
		}
	}
	o := im.Import("return.xlsx", saved(t, f), importer.Asked{}, nil)
	if o.Unit.Code != on.Unit.Code || o.Period.No != 5 || o.UnitFrom != "template" || len(o.Findings) > 0 {
		t.Errorf("%s from %q, %s: %v", o.Unit.Name, o.UnitFrom, o.Period.Ends, o.Findings)
	}
	if err := f.InsertRows(sheet, 1, 1); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStr(sheet, "A1", "三门县走访慰问台账（截至2024年3月3日）"); err != nil {
		t.Fatal(err)
	}
	o = im.Import("return.xlsx", saved(t, f), importer.Asked{}, nil)
	if o.Unit.Name != "三门县" || o.Period.No != 6 {
		t.Errorf("read as %s, %s: %v", o.Unit.Name, o.Period.Ends, o.Findings)
	}
}

// Numbers of the unit's last return are filled in.
func TestTemplateOfLastReturn(t *testing.T) {
	im, units := blanks(t)
	p4, _ := im.Register.Campaign.Numbered(4)
	p5, _ := im.Register.Campaign.Numbered(5)
	for _, id := range [...]returns.FormID{"weekly", "firms", "roster"} {
		t.Run(string(id), func(t *testing.T) {
			form, _ := im.Forms.Form(id)
			on := xlsx.TemplateFor{Unit: units[0], Period: p4, Register: im.Register}
			if !form.Owed(period.Firm) {
				on.Unit = units[2]
			}
			f := open(t, blankOf(t, form, on))
			fill(t, f, form, on)
			o := im.Import("return.xlsx", saved(t, f), importer.Asked{}, nil)
			if len(o.Returns) != 1 || len(o.Returns[0].Records) == 0 {
				t.Fatal(o.Findings)
			}
			last := &o.Returns[0]
			on.Period, on.Last = p5, last
			o = im.Import("return.xlsx", blankOf(t, form, on), importer.Asked{}, nil)
			if len(o.Returns) != 1 {
				t.Fatal(o.Findings)
			}
			known := 0
			now := &o.Returns[0]
			for i := range form.Fields {
				fl := &form.Fields[i]
				var was, is returns.Value
				switch {
				case fl.Cumulative || fl.Role == forms.RoleBase && !fl.Meta:
					was, is = form.Value(&last.Records[0], fl.ID), form.Value(&now.Records[0], fl.ID)
				case fl.Role == forms.RoleBase:
					was, is = last.Meta[fl.ID], now.Meta[fl.ID]
				default:
					continue
				}
				known++
				if is.IsAbsent() || was.Number != is.Number {
					t.Errorf("%s is %v, was %v", fl.ID, is.Number, was.Number)
				}
			}
			if known == 0 {
				t.Error("nothing to fill in")
			}
		})
	}
}

// Equal arguments give equal bytes, and every cell that takes only some words
// says which.
func TestTemplateIsTheSameAndChecked(t *testing.T) {
	everyBlank(t, func(t *testing.T, im *importer.Importer, form *forms.Form, on xlsx.TemplateFor) {
		a := blankOf(t, form, on)
		if !bytes.Equal(a, blankOf(t, form, on)) {
			t.Error("the bytes differ")
		}
		f := open(t, a)
		sheet, head := table(t, f)
		checks, err := f.GetDataValidations(sheet)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, v := range checks {
			cell, _, _ := strings.Cut(v.Sqref, ":")
			got[cell] = v.Type
		}
		for col, fl := range inColumns(t, f, form) {
			cell, _ := excelize.CoordinatesToCellName(col, head+1)
			want := map[forms.Type]string{
				forms.Count: "whole", forms.Money: "decimal", forms.Rate: "decimal", forms.DateType: "date",
				forms.YesNo: "list", forms.Province: "list", forms.Enum: "list", forms.USCC: "textLength", forms.IDCard: "textLength",
			}[fl.Type]
			if fl.Several {
				want = ""
			}
			if got[cell] != want {
				t.Errorf("%s at %s is checked as %q, not %q", fl.ID, cell, got[cell], want)
			}
			if fl.Type.Personal() || fl.Type == forms.USCC {
				id, err := f.GetColStyle(sheet, strings.TrimRight(cell, "0123456789"))
				if err != nil {
					t.Fatal(err)
				}
				if s, err := f.GetStyle(id); err != nil || s.CustomNumFmt == nil || *s.CustomNumFmt != "@" {
					t.Errorf("the column of %s is not text", fl.ID)
				}
			}
		}
	})
}

func open(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func saved(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// table is the sheet of the table and the row of its headers.
func table(t *testing.T, f *excelize.File) (sheet string, head int) {
	t.Helper()
	for _, n := range f.GetDefinedName() {
		if n.Name == "chunfeng.table" {
			at := strings.LastIndexByte(n.RefersTo, '!')
			if _, err := fmt.Sscanf(n.RefersTo[at+1:], "$A$%d", &head); err != nil {
				t.Fatal(err)
			}
			return strings.Trim(n.RefersTo[:at], "'"), head
		}
	}
	t.Fatal("no table is named")
	return "", 0
}

// inColumns is the fields by column, told by the order in which the definition
// has them.
func inColumns(t *testing.T, f *excelize.File, form *forms.Form) map[int]*forms.Field {
	t.Helper()
	out := map[int]*forms.Field{}
	for i := range form.Fields {
		if fl := &form.Fields[i]; !fl.Meta && !fl.Derived && fl.Role != forms.RoleCounty && fl.Figure == "" {
			out[len(out)+1] = fl
		}
	}
	return out
}

// fill fills a template in with valid values, every field of two rows (of
// every row where the unit's firms stand there), and gives how many records
// that are.
func fill(t *testing.T, f *excelize.File, form *forms.Form, on xlsx.TemplateFor) int {
	t.Helper()
	sheet, head := table(t, f)
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	set := func(col, row int, v any) {
		t.Helper()
		cell, err := excelize.CoordinatesToCellName(col, row)
		if err == nil {
			err = f.SetCellValue(sheet, cell, v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if form.Layout == forms.Indicators {
		for row := head + 1; row <= len(rows); row++ {
			set(2, row, row)
			set(3, row, 2*row)
		}
		return 1
	}
	for i := range form.Fields {
		if fl := &form.Fields[i]; fl.Meta {
			fillLabel(t, f, sheet, rows[:head], fl, on)
		}
	}
	n := max(2, len(rows)-head)
	if form.Lines && on.Unit.Kind == period.Firm {
		n = 1
	}
	for row := range n {
		for col, fl := range inColumns(t, f, form) {
			if at := head + row; at < len(rows) && col <= len(rows[at]) && rows[at][col-1] != "" {
				continue // filled in already
			}
			set(col, head+1+row, sample(fl, row, on))
		}
	}
	return n
}

// fillLabel fills in what stands behind a label, where nothing does.
func fillLabel(t *testing.T, f *excelize.File, sheet string, rows [][]string, fl *forms.Field, on xlsx.TemplateFor) {
	t.Helper()
	merged, err := f.GetMergeCells(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for y, row := range rows {
		for x, text := range row {
			if !strings.HasPrefix(text, fl.Header) || !strings.HasSuffix(text, "：") {
				continue
			}
			at, _ := excelize.CoordinatesToCellName(x+1, y+1)
			col := x + 2
			for _, m := range merged {
				if m.GetStartAxis() == at {
					end, _, _ := excelize.CellNameToCoordinates(m.GetEndAxis())
					col = end + 1
				}
			}
			cell, _ := excelize.CoordinatesToCellName(col, y+1)
			if have, _ := f.GetCellValue(sheet, cell); have == "" {
				if err := f.SetCellValue(sheet, cell, sample(fl, 0, on)); err != nil {
					t.Fatal(err)
				}
			}
			return
		}
	}
	t.Errorf("no line of %s", fl.ID)
}

// sample is a valid value of a field. Numbers of one row go together: those
// that are parts are no more than their whole.
func sample(fl *forms.Field, row int, on xlsx.TemplateFor) any {
	firm := on.Unit
	if firm.Kind != period.Firm {
		i := slices.IndexFunc(on.Register.Firms, func(u returns.Unit) bool { return u.Within == on.Unit.Code })
		firm = on.Register.Firms[max(i, 0)]
	}
	switch fl.Type {
	case forms.Firm:
		return firm.Name
	case forms.USCC:
		return string(firm.Code)
	case forms.IDCard:
		return idNumber(row)
	case forms.Phone:
		return fmt.Sprintf("1380000%04d", row)
	case forms.Person:
		return "王" + string([]rune("甲乙丙丁戊己庚辛")[row%8]) + "一"
	case forms.DateType:
		return on.Period.Ends.Add(-1 - row%2).Time()
	case forms.Count:
		if fl.ID == "current" {
			return 2 // of one who is back and one who is new
		}
		return 1
	case forms.Money:
		return 12.5
	case forms.Rate:
		return 1
	case forms.YesNo:
		return "是"
	case forms.Enum:
		if fl.ID == "status" {
			return "已返岗" // the row has the day, too
		}
		return fl.Choices[row%len(fl.Choices)].Value
	case forms.Province:
		return "四川省"
	case forms.Place:
		if fl.Role == forms.RoleCity {
			return "南充市"
		}
		return "嘉陵区"
	case forms.County:
		return "临海市"
	}
	return fmt.Sprintf("%s甲%d", fl.Header, row+1)
}

// idNumber is an invented number with its check digit (GB 11643).
func idNumber(n int) string {
	body := fmt.Sprintf("51130419900101%03d", n+1)
	sum := 0
	for i, w := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}
