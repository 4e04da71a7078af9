package sections

import (
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/reports/phrase"
)

// A piece of a pattern is literal text, a word such as {asof}, a figure, or an
// optional part in brackets.
type piece struct {
	text     string
	word     string
	figure   figures.ID
	style    phrase.Style
	ownUnit  bool // prints the figure's own unit
	change   bool // says how the figure differs from the period before
	part     bool // prints a rate's numerator
	beside   bool // prints what stands beside the figure
	optional []piece
}

// words lists the names in braces that are no figures.
var words = [...]string{"asof", "period", "no", "campaign", "city", "last", "unit", "places"}

// parsePattern reads {figure:unit|rounding|多}, {word} and [optional parts].
func parsePattern(s string) ([]piece, error) {
	pieces, rest, err := parseUntil(s, 0)
	if err == nil && rest != "" {
		err = fmt.Errorf("pattern %q: ] without [", s)
	}
	return pieces, err
}

func parseUntil(s string, depth int) (out []piece, rest string, err error) {
	for s != "" {
		i := strings.IndexAny(s, "{[]")
		if i != 0 {
			if i < 0 {
				i = len(s)
			}
			out = append(out, piece{text: s[:i]})
			s = s[i:]
			continue
		}
		switch s[0] {
		case '{':
			name, after, ok := strings.Cut(s[1:], "}")
			if !ok {
				return nil, "", fmt.Errorf("pattern: { without } in %q", s)
			}
			p, err := parseName(name)
			if err != nil {
				return nil, "", err
			}
			out, s = append(out, p), after
		case '[':
			inner, after, err := parseUntil(s[1:], depth+1)
			if err != nil {
				return nil, "", err
			}
			if !strings.HasPrefix(after, "]") {
				return nil, "", fmt.Errorf("pattern: [ without ] in %q", s)
			}
			out, s = append(out, piece{optional: inner}), after[1:]
		case ']':
			return out, s, nil
		}
	}
	return out, "", nil
}

// parseName reads what stands between braces.
func parseName(name string) (piece, error) {
	parts := strings.Split(name, "|")
	id, unit, given := strings.Cut(parts[0], ":")
	if !strings.Contains(id, ".") {
		if !slices.Contains(words[:], id) || given || len(parts) > 1 {
			return piece{}, fmt.Errorf("pattern: {%s} is neither a figure nor a word", name)
		}
		return piece{word: id}, nil
	}
	p := piece{figure: figures.ID(id), style: phrase.Style{Unit: unit}, ownUnit: !given}
	for _, option := range parts[1:] {
		switch option {
		case "exact", "hundreds", "digits":
			p.style.Rounding = phrase.Rounding(option)
		case "余", "多":
			p.style.More = option
		case "change":
			p.change = true
		case "part":
			p.part = true
		case "beside":
			p.beside = true
		default:
			return piece{}, fmt.Errorf("pattern: {%s}: option %q is not known", name, option)
		}
	}
	return p, nil
}

func checkPattern(s string) error {
	_, err := parsePattern(s)
	return err
}
