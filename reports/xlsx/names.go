package xlsx

import (
	"strings"
	"unicode/utf8"

	"chunfeng/importer/figures"
	"chunfeng/reports/briefing"
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

// sectionSheet is the name of a section's sheet.
func sectionSheet(s *briefing.Section) string {
	if s.ID == "returns" {
		return returnsSheet
	}
	return s.Title
}

// unique makes a legal sheet name (at most 31 characters, none of :\/?*[])
// that is not taken yet, and takes it. Names differ by more than case.
func unique(taken map[string]bool, title string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return '·'
		}
		return r
	}, title), "' ")
	if name == "" {
		name = wordNone
	}
	for n := 0; ; n++ {
		tail := strings.Repeat("＋", n)
		try := short(name, 31-n) + tail
		if key := strings.ToLower(try); !taken[key] {
			taken[key] = true
			return try
		}
	}
}

// short is at most n characters of s, counted as Excel does, in UTF-16.
func short(s string, n int) string {
	units := 0
	for i, r := range s {
		units++
		if r > 0xFFFF {
			units++
		}
		if units > n {
			return s[:i]
		}
	}
	return s
}

// width is how many columns of a half-width character s takes.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0x2E7F || r == '—' || r == '“' || r == '”' {
			n++
		}
	}
	return n
}

// longest is the width of the widest line of s.
func longest(s string) int {
	most := 0
	for line := range strings.SplitSeq(s, "\n") {
		most = max(most, width(line))
	}
	return most
}

// lines is how many lines s takes in a cell of that many half-width columns.
func lines(s string, columns int) int {
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n += max(1, (width(line)+columns-1)/max(columns, 1))
	}
	return n
}

// clean takes out what XML cannot hold and what Excel would cut.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "�")
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0x7F || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	const most = 32_000
	if utf8.RuneCountInString(s) > most {
		s = short(s, most) + "…"
	}
	return s
}
