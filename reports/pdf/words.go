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
	wordNote      = "注："
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

// terms are words of the trade that titles and the heads of tables are not
// broken inside. The list need not be complete: other words are broken by their
// marks and by length.
func terms() []string {
	return []string{
		"专项行动", "工作简报", "工作专报", "人力资源", "社会保障", "走访慰问", "驻点招工", "村企联盟", "劳务协作", "就业服务",
		"稳岗扩岗", "稳岗", "扩岗", "保用工", "促就业", "春节", "节后", "返岗", "返乡", "复工", "招聘会", "招聘", "招工",
		"企业", "员工", "工作", "情况", "进展", "通报", "简报", "行动", "活动", "开展", "小分队", "前往", "全国", "全省", "全市",
		"大规模", "县（市、区）", "市本级", "县本级", "跨省", "创新", "打造", "组织", "岗位", "用工", "保障", "服务", "领导小组", "办公室", "统计", "专车",
		"报送", "单位", "家次", "人次", "人数", "意向", "达成", "就业", "协议", "合作", "劳务", "涉及", "省份", "地区", "参会", "提供", "进场", "签约", "录用",
		"留岗", "技术", "骨干", "脱贫", "人员", "慰问", "走访", "政策", "宣传册", "解决", "实际", "困难", "收集", "问题", "费用", "结对", "现有", "输送",
		"红包", "发放", "应报", "已报", "在岗", "职工", "老员工", "返岗率", "较上周", "变动", "省外", "新招", "恢复率", "缺工", "报送率", "口径", "以上", "沿用", "上期",
	}
}
