package pdf

import (
	"fmt"
	"strings"
)

// The few words that the layout itself adds to a briefing.
const (
	wordDraft     = "草稿"
	wordContinued = "（续）"
	wordUnit      = "单位："
	wordNone      = "（无）"
	wordBasis     = "统计口径"
	wordFonts     = "字体："
	missingMark   = '〓' // drawn for a character that no font has
)

func wordCopies(n int) string { return fmt.Sprintf("（共印%d份）", n) }

// ordinal is 一 to 九十九; larger numbers stay in digits.
func ordinal(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	case n < 100:
		return digits[n/10] + "十" + digits[n%10]
	}
	return fmt.Sprint(n)
}

// numbered puts 一、 before a section's title that has no such number yet.
func numbered(n int, title string) string {
	if before, _, ok := strings.Cut(title, "、"); ok && before != "" && strings.Trim(before, "一二三四五六七八九十") == "" {
		return title
	}
	return ordinal(n) + "、" + title
}

// terms are words that a title is not broken inside. It need not be complete:
// a title of other words is broken between characters of equal standing.
func terms() []string {
	return []string{
		"专项行动", "工作简报", "就业服务", "人力资源", "社会保障", "台州市", "走访慰问", "驻点招工", "村企联盟", "劳务协作", "劳务合作",
		"稳岗扩岗", "稳岗", "扩岗", "保用工", "促就业", "春节", "节后", "节前", "返岗率", "返岗", "返乡", "复工", "招聘会", "招聘", "招工",
		"企业", "员工", "工作", "情况", "进展", "通报", "简报", "专报", "周报", "行动", "活动", "开展", "推进", "小分队", "前往", "全国", "全省", "全市", "各地",
		"大规模", "跨省", "创新", "打造", "组织", "岗位", "意向", "达成", "提供", "签订", "协议", "用工", "保障", "服务", "会议", "通知", "总结", "报告", "统计",
		"第一", "第二", "第三", "第四", "第五", "第六", "阶段", "成效", "明显", "持续", "有序", "全面", "加快", "助力", "外来", "务工", "人员", "群众", "帮扶",
	}
}
