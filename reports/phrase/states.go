package phrase

import (
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
)

// State is the Chinese word for the English word of a return's state; an
// unknown one stands as it is.
func State(word string) string {
	for s := returns.Accepted; s <= returns.Offered; s++ {
		if s.String() == word {
			return s.Chinese()
		}
	}
	return word
}

// Conflict is the short Chinese name of a conflict's code, with the code.
func Conflict(code finding.Code) string {
	if k, ok := finding.Of(code); ok {
		return k.Title + "（" + string(code) + "）"
	}
	return string(code)
}

// Handled says what was done about a conflict: somebody's decision with its
// reason, else the default.
func Handled(c figures.Conflict) string {
	if c.Decision == nil {
		return c.Default
	}
	words := map[figures.Choice]string{
		figures.KeepA: "采用前者", figures.KeepB: "采用后者", figures.Both: "两者都计",
		figures.Same: "认定为同一对象", figures.Apart: "认定为不同对象",
	}
	s := words[c.Decision.Choice]
	if s == "" {
		s = string(c.Decision.Choice)
	}
	if c.Decision.Reason != "" {
		s += "：" + c.Decision.Reason
	}
	if c.Decision.Who != "" {
		s += "（" + strings.TrimSpace(c.Decision.Who+" "+c.Decision.When) + "）"
	}
	return s
}
