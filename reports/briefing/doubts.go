package briefing

import (
	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
)

// A Doubt is one doubt of a return that counts.
type Doubt struct {
	Filed   figures.Filed
	Finding finding.Finding
}

// Doubts lists the doubts of all returns that count, in the order of Filed.
func Doubts(m *figures.Merged) []Doubt {
	var out []Doubt
	for _, filed := range m.Filed {
		if filed.Status != returns.Held.String() && filed.Status != returns.Accepted.String() && filed.Status != returns.Nil.String() {
			continue
		}
		for _, x := range filed.Findings {
			if x.Severity() == finding.Doubt {
				out = append(out, Doubt{filed, x})
			}
		}
	}
	return out
}
