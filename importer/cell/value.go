package cell

import (
	"strings"
	"unicode"

	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// Blank reports whether the cell says nothing: it is blank, or holds only
// dashes or slashes (—, －－, /, ／). 无 and 0 are not blank: they say none.
func Blank(r Raw) bool {
	return r.Stored == AsText && saysNothing(r.Text)
}

// BlankText is Blank for the text of a cell that is stored as text.
func BlankText(s string) bool { return saysNothing(s) }

func saysNothing(s string) bool {
	for _, c := range s {
		if c >= '0' && c <= '9' || c >= 0x4e00 && c <= 0x9fa5 {
			return false // nearly every cell
		}
		if !strings.ContainsRune(strokes, c) && !plain.Blank(string(c)) {
			return false
		}
	}
	return true
}

// strokes are what an empty cell is filled with.
const strokes = "-_/\\" + dashes + "⁄∕／＼＿"

// dashes are the dashes beside the ASCII one.
const dashes = "‐‑‒–—―−─━－﹣﹘ー"

// longestValue is the most bytes of a cell in which a number or a date is
// looked for; remarks are longer.
const longestValue = 240

// Text reads text as plain.Text gives it; absent where the cell is blank.
func Text(r Raw) returns.Value { return text(r, plain.Text(shownText(r))) }

// text makes a value of s, absent where the cell or s says nothing.
func text(r Raw, s string) returns.Value {
	if saysNothing(s) || Blank(r) {
		return returns.Value{}
	}
	v := value(r, returns.Text)
	v.Text = s
	return v
}

// shownText is what a text field takes from a cell: a number as the sheet
// shows it (007, 2024年), unless the column was too narrow to show it.
func shownText(r Raw) string {
	if r.Shown != "" && strings.Trim(r.Shown, "#") != "" {
		return r.Shown
	}
	return r.Text
}

// value is an empty value of kind that stands where r stands.
func value(r Raw, kind returns.Kind) returns.Value {
	return returns.Value{Kind: kind, Typed: r.Typed(), Row: r.At.Row, Col: r.At.Col}
}

// closed is s without any white space and invisible characters, in NFKC.
func closed(s string) string { return strings.ReplaceAll(plain.Text(s), " ", "") }

// cutPrefix cuts the longest of words that s begins with. words must be
// sorted, longest first.
func cutPrefix(s string, words []string) (rest, word string) {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok {
			return rest, w
		}
	}
	return s, ""
}

// decorated reports whether s has characters that NFKC would turn into digits
// or words although they are no plain digits: ①, ², ½, ㋀. Number and date
// readers refuse them, for ①20 is not 120.
func decorated(s string) bool {
	for _, c := range s {
		if c >= 0x80 && (unicode.Is(unicode.No, c) || unicode.Is(unicode.So, c)) {
			return c != '○' && c != '◯'
		}
	}
	return false
}
