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
