package main

import (
	"fmt"
	"strings"

	"chunfeng/importer/finding"
)

type codesCommand struct{}

// codeFamilies are the families of codes in the order of the catalogue.
var codeFamilies = [...]struct{ letter, title string }{
	{"F", "文件"}, {"H", "表头"}, {"C", "单元格"}, {"R", "行和表"}, {"X", "与上期、与其他单位"},
}

// Run prints the catalogue of findings as a page in Markdown.
func (codesCommand) Run(io stdio) error {
	fmt.Fprintln(io.out, "# 问题代码")
	fmt.Fprintln(io.out, "\n错误：须改正后重报；存疑：请核对、改正或作说明；提示：不影响报送。")
	for _, family := range codeFamilies {
		fmt.Fprintf(io.out, "\n## %s %s\n\n| 代码 | 程度 | 名称 | 问题 | 怎么办 |\n|---|---|---|---|---|\n", family.letter, family.title)
		for _, k := range finding.Kinds() {
			if strings.HasPrefix(string(k.Code), family.letter) {
				fmt.Fprintf(io.out, "| %s | %s | %s | %s | %s |\n", k.Code, k.Severity.Chinese(), k.Title, blanked(k.Says), blanked(k.Advice))
			}
		}
	}
	return nil
}

// blanked prints … for the words that a finding fills in.
func blanked(s string) string {
	for _, slot := range [...]string{"{1}", "{2}", "{3}", "{4}", "{5}"} {
		s = strings.ReplaceAll(s, slot, "…")
	}
	return strings.ReplaceAll(s, "|", "\\|")
}
