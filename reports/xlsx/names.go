package xlsx

import (
	"strings"

	"chunfeng/importer/figures"
)

// base splits a figure's id into what it is and its variant: week, new, change.
func base(id figures.ID) (figures.ID, string) {
	b, variant, _ := strings.Cut(string(id), "@")
	return figures.ID(b), variant
}

// Name is the defined name of a city figure: recruit_posts_week for
// recruit.posts@week. Other characters than letters and digits become _.
func Name(id figures.ID) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r > 0x2E7F:
			return r
		}
		return '_'
	}, string(id))
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "_" + name
	}
	return name
}
