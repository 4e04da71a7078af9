package cell

import (
	"strings"

	"chunfeng/importer/finding"
)

// codes is the codes of l, joined by blanks.
func codes(l finding.List) string {
	var s []string
	for _, f := range l {
		s = append(s, string(f.Code))
	}
	return strings.Join(s, " ")
}
