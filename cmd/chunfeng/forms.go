package main

import (
	"fmt"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

type formsCommand struct {
	Dir  string `name:"forms" placeholder:"DIR" help:"另加的表式定义目录 (definitions layered over the built-in ones)"`
	Form string `arg:"" optional:"" help:"表式名，如 fairs"`
}

// Run lists the forms, or prints one form's definition in Chinese.
func (c formsCommand) Run(io stdio) error {
	catalogue, err := forms.Load(c.Dir)
	if err != nil {
		return err
	}
	if c.Form == "" {
		for _, f := range catalogue.Forms {
			fmt.Fprintf(io.out, "%-12s %s（%s，%s）\n", f.ID, f.Title, filedBy(f), counting(f))
		}
		return nil
	}
	f, ok := catalogue.Form(returns.FormID(c.Form))
	if !ok {
		return usageError{fmt.Errorf("no form %q; chunfeng forms lists them", c.Form)}
	}
	printForm(io, catalogue, f)
	return nil
}

func filedBy(f *forms.Form) string {
	words := map[period.UnitKind]string{period.City: "市本级", period.County: "县（市、区）", period.Firm: "企业"}
	var out []string
	for _, k := range f.FiledBy {
		out = append(out, words[k])
	}
	return strings.Join(out, "、") + "填报"
}

func counting(f *forms.Form) string {
	if f.Counting == forms.Stock {
		return "存量，以最新一期为准"
	}
	return "流量，各期累加"
}

var typeWords = map[forms.Type]string{
	forms.Text: "文字", forms.Firm: "企业名称", forms.USCC: "统一社会信用代码", forms.IDCard: "身份证号",
	forms.Phone: "电话", forms.Person: "姓名", forms.DateType: "日期", forms.Count: "整数", forms.Money: "金额",
	forms.Rate: "比率", forms.YesNo: "是/否", forms.Enum: "选项", forms.Province: "省份", forms.Place: "地名", forms.County: "县（市、区）",
}

func printForm(io stdio, catalogue *forms.Catalogue, f *forms.Form) {
	fmt.Fprintf(io.out, "%s  %s\n填报：%s；%s\n", f.ID, f.Title, filedBy(f), counting(f))
	fmt.Fprintf(io.out, "标题用语：%s\n", strings.Join(f.Titles, "、"))
	if len(f.Identity) > 0 {
		fmt.Fprintf(io.out, "单位内认定同一件事：%s\n", keyWords(f, f.Identity))
	}
	if len(f.Same) > 0 {
		fmt.Fprintf(io.out, "单位间认定同一件事：%s\n", keyWords(f, f.Same))
	}
	fmt.Fprintln(io.out, "\n字段（* 必填）：")
	for _, fl := range f.Fields {
		printField(io, fl)
	}
	if len(f.Rules) > 0 {
		fmt.Fprintln(io.out, "\n规则：")
		for _, r := range f.Rules {
			fmt.Fprintf(io.out, "  %s\n", ruleWords(f, r))
		}
	}
	if len(f.Figures) > 0 {
		fmt.Fprintln(io.out, "\n指标：")
	}
	for _, fig := range f.Figures {
		name, unit, definition := fig.Name, fig.Unit, fig.Definition
		if name == "" {
			name, unit, definition = definedElsewhere(catalogue, fig.ID)
		}
		if unit != "" {
			unit = "（" + unit + "）"
		}
		fmt.Fprintf(io.out, "  %-24s %s%s：%s\n", fig.ID, name, unit, definition)
	}
}

func definedElsewhere(c *forms.Catalogue, id figures.ID) (name, unit, definition string) {
	for _, f := range c.Forms {
		for _, fig := range f.Figures {
			if fig.ID == id && fig.Name != "" {
				return fig.Name, fig.Unit, fig.Definition
			}
		}
	}
	return "", "", ""
}

func printField(io stdio, fl forms.Field) {
	if fl.Derived {
		fmt.Fprintf(io.out, "    %-14s %s（由程序计算）\n", fl.ID, fl.Header)
		return
	}
	mark := " "
	if fl.Required {
		mark = "*"
	}
	what := typeWords[fl.Type]
	if fl.Unit != "" {
		what += "，" + fl.Unit
	}
	if fl.Meta {
		what += "，填在表上方"
	}
	if fl.Default != "" {
		what += "，缺省为 " + fl.Default
	}
	if len(fl.Choices) > 0 {
		var values []string
		for _, ch := range fl.Choices {
			values = append(values, ch.Value)
		}
		what += "：" + strings.Join(values, "/")
	}
	fmt.Fprintf(io.out, "  %s %-14s %s（%s）", mark, fl.ID, fl.Header, what)
	if len(fl.Also) > 0 {
		fmt.Fprintf(io.out, "  又作：%s", strings.Join(fl.Also, "、"))
	}
	fmt.Fprintln(io.out)
}

func header(f *forms.Form, id returns.FieldID) string {
	if fl, ok := f.Field(id); ok {
		return fl.Header
	}
	return string(id)
}

func headers(f *forms.Form, ids []returns.FieldID) string {
	var out []string
	for _, id := range ids {
		out = append(out, header(f, id))
	}
	return strings.Join(out, "＋")
}

func keyWords(f *forms.Form, alternatives [][]forms.Key) string {
	var all []string
	for _, keys := range alternatives {
		var parts []string
		for _, k := range keys {
			var or []string
			for id := range strings.SplitSeq(string(k), "|") {
				if id == "place" {
					or = append(or, "地点（设区的市）")
					continue
				}
				or = append(or, header(f, returns.FieldID(id)))
			}
			parts = append(parts, strings.Join(or, "或"))
		}
		all = append(all, strings.Join(parts, "＋"))
	}
	return strings.Join(all, "；或 ")
}

func ruleWords(f *forms.Form, r forms.Rule) string {
	switch {
	case len(r.Each) > 0 && r.AtMost != "":
		return fmt.Sprintf("%s %s 各不多于 %s", r.Code, strings.ReplaceAll(headers(f, r.Each), "＋", "、"), header(f, r.AtMost))
	case len(r.Sum) > 0 && r.AtMost != "":
		return fmt.Sprintf("%s %s 之和不多于 %s", r.Code, headers(f, r.Sum), header(f, r.AtMost))
	case len(r.Sum) > 0:
		s := fmt.Sprintf("%s %s", r.Code, headers(f, r.Sum))
		if len(r.Minus) > 0 {
			s += " 减 " + headers(f, r.Minus)
		}
		return s + " 等于 " + header(f, r.Equals)
	case len(r.Each) > 0:
		return fmt.Sprintf("%s %s 等于 %s", r.Code, headers(f, r.Each), header(f, r.Equals))
	case r.Rate != "":
		return fmt.Sprintf("R303 %s 应为 %s ÷ %s", header(f, r.Rate), header(f, r.Of), header(f, r.To))
	case len(r.Ascending) > 0:
		return fmt.Sprintf("R305 %s 先后有序", headers(f, r.Ascending))
	default:
		return fmt.Sprintf("R306 %s 与 %s 的行数一致", header(f, r.Listed), r.In)
	}
}
