package table

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// A lexicon cuts headers into words of the subject. Likeness of headers is
// measured over words and never over letters: 应返岗 and 已返岗 differ by one
// letter and mean the contrary.
type lexicon struct {
	words map[string]word
	long  int // runes of the longest word
}

// A word belongs to a concept, or is neutral, or changes the meaning.
type word struct {
	concept  string
	neutral  bool
	modifier bool
}

// A bag is the words of one header. Order does not matter.
type bag struct {
	content   []string // concepts, sorted, each once
	modifiers []string // sorted, each once
	unknown   int      // letters that no word covers
	letters   int
}

// newLexicon knows the words of this package and what else the definitions'
// own names are made of.
func newLexicon(names []string) *lexicon {
	l := &lexicon{words: map[string]word{}}
	for _, group := range concepts {
		for _, w := range group {
			l.put(w, word{concept: group[0]})
		}
	}
	for w := range neutral {
		l.put(w, word{neutral: true})
	}
	for _, w := range modifiers {
		l.put(w, word{concept: w, modifier: true})
	}
	learned := map[string]bool{}
	for _, n := range names {
		rest := ""
		for _, p := range l.cut(squash(n)) {
			if _, known := l.words[p]; !known {
				rest += p
				continue
			}
			learn(learned, rest)
			rest = ""
		}
		learn(learned, rest)
	}
	for w := range learned {
		l.put(w, word{concept: w})
	}
	return l
}

func learn(into map[string]bool, w string) {
	if utf8.RuneCountInString(w) >= 2 {
		into[w] = true
	}
}

func (l *lexicon) put(s string, w word) {
	s = squash(strings.ToLower(s))
	if s == "" {
		return
	}
	if _, known := l.words[s]; known {
		return // the first list that holds a word decides
	}
	l.words[s] = w
	l.long = max(l.long, utf8.RuneCountInString(s))
}

// cut splits s into known words and single letters, so that the fewest
// letters stay uncovered and then the fewest words are used.
func (l *lexicon) cut(s string) []string {
	runes := []rune(s)
	n := len(runes)
	if n > 60 {
		runes, n = runes[:60], 60
	}
	type step struct{ cost, size int }
	best := make([]step, n+1)
	for i := n - 1; i >= 0; i-- {
		best[i] = step{best[i+1].cost + 100, 1}
		for size := 1; size <= l.long && i+size <= n; size++ {
			w, ok := l.words[string(runes[i:i+size])]
			if !ok {
				continue
			}
			cost := best[i+size].cost + 3
			if size == 1 && !w.modifier {
				cost += 20 // one letter says little
			}
			if cost < best[i].cost || cost == best[i].cost && size > best[i].size {
				best[i] = step{cost, size}
			}
		}
	}
	var words []string
	for i := 0; i < n; i += best[i].size {
		words = append(words, string(runes[i:i+best[i].size]))
	}
	return words
}

// bag is the words of a header's key.
func (l *lexicon) bag(key string) bag {
	var b bag
	for _, p := range l.cut(squash(key)) {
		w, known := l.words[p]
		b.letters += utf8.RuneCountInString(p)
		switch {
		case !known:
			b.unknown++
		case w.modifier:
			b.modifiers = append(b.modifiers, w.concept)
		case w.neutral:
		default:
			b.content = append(b.content, w.concept)
		}
	}
	b.content = sorted(b.content)
	b.modifiers = sorted(b.modifiers)
	return b
}

func sorted(words []string) []string {
	sort.Strings(words)
	return slices.Compact(words)
}

// like is how much a header shares with a name, 0 to 1. Words that change the
// meaning must be the same in both. Words that the form's own titles hold say
// little where a header has them beside the name: 协议签订时间 among agreements.
func (b bag) like(other bag, subject []string) float64 {
	if !slices.Equal(b.modifiers, other.modifiers) || len(b.content) == 0 || len(other.content) == 0 {
		return 0
	}
	shared, all := 0.0, 0.0
	i, j := 0, 0
	for i < len(b.content) || j < len(other.content) {
		switch {
		case j == len(other.content) || i < len(b.content) && b.content[i] < other.content[j]:
			if slices.Contains(subject, b.content[i]) {
				all += 0.25
			} else {
				all += weightOf(b.content[i])
			}
			i++
		case i == len(b.content) || other.content[j] < b.content[i]:
			all += weightOf(other.content[j])
			j++
		default:
			shared += weightOf(b.content[i])
			all += weightOf(b.content[i])
			i++
			j++
		}
	}
	all += float64(b.unknown+other.unknown) * 0.5
	return shared / all
}

// weightOf is how much a concept tells. 员工 and 企业 stand in half of all
// headers.
func weightOf(concept string) float64 {
	switch concept {
	case "企业", "员工", "人", "提供", "举办", "实际", "发放", "达成", "日期", "已", "活动", "地点":
		return 0.5
	}
	return 1
}

// covered is the share of letters that known words cover.
func (b bag) covered() float64 {
	if b.letters == 0 {
		return 0
	}
	return 1 - float64(b.unknown)/float64(b.letters)
}
