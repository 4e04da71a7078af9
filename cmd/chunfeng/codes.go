package main

import (
	"fmt"
	"strings"

	"chunfeng/importer/finding"
)

type codesCommand struct{}

// Run prints the catalogue of findings as a page in Markdown.
func (codesCommand) Run(io stdio) error {
	fmt.Fprintln(io.out, "# 问题代码")
	fmt.Fprintln(io.out, "\n错误：须改正后重报；存疑：请核对、改正或作说明；提示：不影响报送。“问题”一栏是举例。")
	for _, family := range finding.Families() {
		fmt.Fprintf(io.out, "\n## %s %s\n\n| 代码 | 程度 | 名称 | 问题 | 怎么办 |\n|---|---|---|---|---|\n", family.Letter, family.Title)
		for _, k := range family.Kinds {
			fmt.Fprintf(io.out, "| %s | %s | %s | %s | %s |\n", k.Code, k.Severity.Chinese(), k.Title, barred(k.Example()), barred(k.ExampleAdvice()))
		}
	}
	return nil
}

// barred is s for a cell of a Markdown table.
func barred(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
