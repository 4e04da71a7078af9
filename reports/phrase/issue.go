package phrase

import "strconv"

// Masthead is printed where the campaign names none.
const Masthead = "工作简报"

// Issue is 第3期; 0 and below is a draft.
func Issue(n int) string {
	if n <= 0 {
		return "草稿"
	}
	return "第" + strconv.Itoa(n) + "期"
}

// Verbs are what a colophon begins its lines with, in the order of print.
func Verbs() []string { return []string{"报", "送", "发"} }
