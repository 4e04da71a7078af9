package table

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// Names is the vocabulary of a catalogue: every way of writing every field.
// It is made once and may be used by several goroutines.
type Names struct {
	catalogue *forms.Catalogue
	forms     []*formNames
	heads     map[string]int // squashed names and their segments → number of forms that use them
	lexicon   *lexicon
	labels    labelBook
	bags      bagMemory

	thorough bool // every form is tried, also where the heading and its form leave no doubt
}

// A bagMemory is the words of header paths that were asked for: the headers of
// many workbooks are the same. Several goroutines may use it.
type bagMemory struct {
	mu   sync.RWMutex
	bags map[string]bag
}

// mostBags is how many paths are remembered, longestBag their bytes.
const mostBags, longestBag = 8192, 120

// bag is the words of a path.
func (n *Names) bag(path string) bag {
	n.bags.mu.RLock()
	b, ok := n.bags.bags[path]
	n.bags.mu.RUnlock()
	if ok {
		return b
	}
	b = n.lexicon.bag(path)
	if len(path) > longestBag {
		return b
	}
	n.bags.mu.Lock()
	defer n.bags.mu.Unlock()
	if n.bags.bags == nil || len(n.bags.bags) >= mostBags {
		n.bags.bags = map[string]bag{}
	}
	n.bags.bags[strings.Clone(path)] = b
	return b
}

// formNames are the names of one form's fields.
type formNames struct {
	form   *forms.Form
	full   map[string][]name // by squashed path
	canon  map[string][]name // by what numeric, date and firm names share
	bags   []bagged          // for similarity
	having map[string][]int  // positions in bags by concept
	titles []string          // plain.Key
	theme  []string          // concepts of the titles in its section
	fields int               // fields that can be columns
}

// A name is one way of writing one field.
type name struct {
	field   int
	exact   bool // the field's own header
	generic bool // told by the values below only
	derived bool // not listed itself: the values below must fit
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
		fn := &formNames{form: f, full: map[string][]name{}, canon: map[string][]name{}, having: map[string][]int{}}
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
	n.lend()
	n.labels = newLabelBook(n)
	n.lexicon = newLexicon(all)
	about := map[string][]string{} // by section: what its forms are about
	for _, fn := range n.forms {
		for _, t := range fn.titles {
			for _, c := range n.lexicon.bag(t).content {
				if slices.Contains(themes, c) {
					about[fn.form.Section] = append(about[fn.form.Section], c)
				}
			}
		}
	}
	for _, fn := range n.forms {
		fn.theme = sorted(about[fn.form.Section])
		if fn.form.Layout == forms.Indicators {
			continue // its names are those of other forms
		}
		for i := range fn.form.Fields {
			fl := &fn.form.Fields[i]
			if fl.Derived || !fn.matters(fl) {
				continue
			}
			for j, text := range append([]string{fl.Header}, fl.Also...) {
				k := pathKey(text)
				b := n.lexicon.bag(k)
				for _, c := range b.content {
					fn.having[c] = append(fn.having[c], len(fn.bags))
				}
				fn.bags = append(fn.bags, bagged{name{field: i, exact: j == 0, text: text}, b})
			}
		}
	}
	return n
}

// sharing lists the positions in bags of the names that share a concept with
// b, ascending.
func (fn *formNames) sharing(b bag) []int {
	var out []int
	for _, c := range b.content {
		out = append(out, fn.having[c]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// matters reports whether a field is worth a question: not free words that
// nothing is told by.
func (fn *formNames) matters(fl *forms.Field) bool {
	if fl.Type != forms.Text || fl.Role != "" || fl.Required {
		return true
	}
	for i := range fn.form.Fields {
		if in := fn.form.Fields[i].Infer; in != nil && in.From == fl.ID {
			return true
		}
	}
	for _, keys := range append(slices.Clone(fn.form.Identity), fn.form.Same...) {
		for _, k := range keys {
			if slices.Contains(strings.FieldsFunc(string(k), func(r rune) bool { return r == '|' || r == '+' }), string(fl.ID)) {
				return true
			}
		}
	}
	return false
}

// lend lets forms use the names that other forms list for the same thing: a
// number of one id, or a role such as team and firm.
func (n *Names) lend() {
	type thing struct {
		id   returns.FieldID
		role forms.Role
		kind forms.Type
	}
	key := func(fl *forms.Field) (thing, bool) {
		switch {
		case fl.Derived || fl.Meta:
			return thing{}, false
		case fl.Role == forms.RoleTeam || fl.Role == forms.RoleFirm || fl.Role == forms.RoleUSCC || fl.Role == forms.RoleIDCard || fl.Role == forms.RolePhone:
			return thing{role: fl.Role, kind: fl.Type}, true
		case fl.Type == forms.Count || fl.Type == forms.Money:
			return thing{id: fl.ID, kind: fl.Type}, true
		}
		return thing{}, false
	}
	lent := map[thing][]string{}
	for _, fn := range n.forms {
		if fn.form.Layout == forms.Indicators {
			continue
		}
		for i := range fn.form.Fields {
			fl := &fn.form.Fields[i]
			if k, ok := key(fl); ok {
				lent[k] = append(lent[k], append([]string{fl.Header}, fl.Also...)...)
			}
		}
	}
	for _, fn := range n.forms {
		for i := range fn.form.Fields {
			k, ok := key(&fn.form.Fields[i])
			if !ok || fn.form.Layout == forms.Indicators {
				continue
			}
			for _, text := range lent[k] {
				pk := pathKey(text)
				if s := squash(pk); len(fn.full[s]) == 0 && !generic[pk] {
					fn.full[s] = []name{{field: i, text: text}}
				}
			}
		}
	}
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
		if c := canonical(fl.Type, k); c != "" && !nm.generic {
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
func canonical(t forms.Type, path string) string {
	switch t {
	case forms.Count:
		return numericStem(path)
	case forms.DateType:
		return dateStem(squash(path))
	case forms.Firm:
		return firmStem(squash(path))
	}
	return ""
}

// numericStem takes 人数 and its kin off every part of a path, before a
// bracket too: 缺工人数（不含未返岗） is 缺工（不含未返岗）.
func numericStem(path string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(path, "/") {
		bare, hint, _ := strings.Cut(part, "(")
		stem := withoutTail(squash(bare))
		if stem == "" && b.Len() == 0 {
			return "" // 人数 alone names nothing
		}
		b.WriteString(stem)
		b.WriteString(strings.NewReplacer("不包含", "不含", "不包括", "不含").Replace(squash(hint)))
	}
	if utf8.RuneCountInString(b.String()) < 2 {
		return ""
	}
	return b.String()
}

func withoutTail(key string) string {
	for {
		before := key
		for _, tail := range numericTails {
			if s, ok := strings.CutSuffix(key, tail); ok {
				key = s
				break
			}
		}
		if key == before {
			return key
		}
	}
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
