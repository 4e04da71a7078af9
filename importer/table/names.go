package table

import (
	"strings"
	"unicode/utf8"

	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
)

// Names is the vocabulary of a catalogue: every way of writing every field.
// It is made once and may be used by several goroutines.
type Names struct {
	catalogue *forms.Catalogue
	forms     []*formNames
	heads     map[string]int // squashed names and their segments → number of forms that use them
	lexicon   *lexicon
}

// formNames are the names of one form's fields.
type formNames struct {
	form   *forms.Form
	full   map[string][]name // by squashed path
	canon  map[string][]name // by what numeric, date and firm names share
	bags   []bagged          // for similarity
	titles []string          // plain.Key
	fields int               // fields that can be columns
}

// A name is one way of writing one field.
type name struct {
	field   int
	exact   bool // the field's own header
	generic bool // told by the values below only
	text    string
}

// bagged is a name as the words it is made of.
type bagged struct {
	name
	bag bag
}

// Prepare makes the vocabulary of a catalogue. Asked.Names holds it, so that
// it is not made again for every workbook.
func Prepare(c *forms.Catalogue) *Names {
	n := &Names{catalogue: c, heads: map[string]int{}}
	var all []string
	for _, f := range c.Forms {
		seen := map[string]bool{}
		fn := &formNames{form: f, full: map[string][]name{}, canon: map[string][]name{}}
		for _, t := range append([]string{f.Title}, f.Titles...) {
			fn.titles = append(fn.titles, plain.Key(t))
		}
		for i := range f.Fields {
			if f.Fields[i].Derived {
				continue
			}
			fn.fields++
			all = append(all, fn.add(i, &f.Fields[i], seen)...)
		}
		for k := range seen {
			n.heads[k]++
		}
		n.forms = append(n.forms, fn)
	}
	n.lexicon = newLexicon(all)
	for _, fn := range n.forms {
		if fn.form.Layout == forms.Indicators {
			continue // its names are those of other forms
		}
		for i := range fn.form.Fields {
			fl := &fn.form.Fields[i]
			if fl.Derived {
				continue
			}
			for j, text := range append([]string{fl.Header}, fl.Also...) {
				k := pathKey(text)
				fn.bags = append(fn.bags, bagged{name{field: i, exact: j == 0, text: text}, n.lexicon.bag(k)})
			}
		}
	}
	return n
}

// add enters the names of a field and returns their segments.
func (fn *formNames) add(i int, fl *forms.Field, seen map[string]bool) []string {
	var segments []string
	enter := func(m map[string][]name, k string, nm name) {
		for _, have := range m[k] {
			if have.field == nm.field {
				return
			}
		}
		m[k] = append(m[k], nm)
	}
	for j, text := range append([]string{fl.Header}, fl.Also...) {
		k := pathKey(text)
		key := squash(k)
		if key == "" {
			continue
		}
		nm := name{field: i, exact: j == 0, generic: j > 0 && generic[k], text: text}
		enter(fn.full, key, nm)
		if c := canonical(fl.Type, key); c != "" && !nm.generic {
			enter(fn.canon, c, name{field: i, text: text})
		}
		seen[key] = true
		for seg := range strings.SplitSeq(k, "/") {
			if s := squash(seg); s != "" {
				seen[s] = true
				segments = append(segments, seg)
			}
		}
	}
	return segments
}

// pathKey is the key of a name of a definition: its segments without units.
func pathKey(text string) string {
	segments := strings.Split(text, "/")
	for i, s := range segments {
		segments[i] = readLabel(s).key
	}
	return strings.Join(segments, "/")
}

// canonical is what the ways of naming one thing share, by the type of what
// it holds: 意向人数 and 意向人次, 走访时间 and 走访日期, 公司名称 and 企业全称. It is
// "" where nothing of a name would remain.
func canonical(t forms.Type, key string) string {
	switch t {
	case forms.Count:
		return numericStem(key)
	case forms.DateType:
		return dateStem(key)
	case forms.Firm:
		return firmStem(key)
	}
	return ""
}

func numericStem(key string) string {
	for {
		before := key
		for _, tail := range numericTails {
			if s, ok := strings.CutSuffix(key, tail); ok {
				key = s
				break
			}
		}
		if key == before {
			break
		}
	}
	if utf8.RuneCountInString(key) < 2 {
		return ""
	}
	return key
}

func dateStem(key string) string {
	for _, tail := range [...]string{"年月日", "日期时间", "日期", "时间"} {
		if s, ok := strings.CutSuffix(key, tail); ok && utf8.RuneCountInString(s) >= 2 {
			return s + "日期"
		}
	}
	return ""
}

func firmStem(key string) string {
	for _, tail := range [...]string{"名称", "全称", "名", "全名"} {
		key = strings.TrimSuffix(key, tail)
	}
	for _, word := range [...]string{"公司", "单位", "厂家", "工厂"} {
		if s, ok := strings.CutSuffix(key, word); ok && s != "" {
			return s + "企业"
		}
	}
	if utf8.RuneCountInString(key) < 4 {
		return ""
	}
	return key
}
