package table

import (
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// A level says how a header was understood, from the weakest.
type level uint8

const (
	none    level = iota
	similar       // by words of the subject: H105
	loose         // a generic name that the values below it confirm
	synonym
	exact
	learned
)

var levelWords = [...]string{"", "similar", "synonym", "synonym", "exact", "learned"}

// A claim is one field that a column may hold.
type claim struct {
	field int
	level level
	score float64
	name  string // the definition's name that matched
	fit   float64
}

// A reading is one band read as one form.
type reading struct {
	names   *formNames
	lexicon *lexicon
	band    *band
	claims  [][]claim // by position in band.cols
	fields  []int     // field by position in band.cols, -1: none
	levels  []level
	ignored []bool // learned as no field
	score   float64
	strong  int // columns matched by name
	matched int
	missing []int       // required fields without a column
	ok      bool        // has the form's evidence
	titled  int         // letters of the form's title that the heading has
	rival   *forms.Form // another form that fits as well
}

// reader reads bands as forms.
type reader struct {
	names   *Names
	grid    *grid
	asked   *Asked
	samples map[[2]int]*sample // by bottom row and column
	bags    map[string]bag
	tried   map[string]bool      // what rows say that are no headers
	stems   map[string][3]string // canonical forms of paths, for every form the same
	seeds   []int                // rows that may be headers
	learn   map[string]string    // squashed path → field, "-" to ignore; of the form in hand
}

func (r *reader) sample(bottom, col int) *sample {
	at := [2]int{bottom, col}
	s, ok := r.samples[at]
	if !ok {
		s = r.grid.sampleBelow(bottom, r.below(bottom), col, r.asked.Register)
		r.samples[at] = s
	}
	return s
}

// below is the last row that may belong to a header that ends at bottom.
func (r *reader) below(bottom int) int {
	for _, s := range r.seeds {
		if s > bottom {
			return s - 1
		}
	}
	return r.grid.maxRow
}

// variants fills in the ways in which a column's path may be a name: whole,
// without words that add nothing, by its last parts, and joined to the column
// on its left where it says 其中.
func (b *band) variants() {
	for i := range b.cols {
		c := &b.cols[i]
		c.whole = strings.Join(c.keys, "/")
		keys := c.keys
		for len(keys) > 1 && partWords[strings.TrimPrefix(keys[len(keys)-1], "其中")] {
			keys = keys[:len(keys)-1]
			c.parts = append(c.parts, strings.Join(keys, "/"))
		}
		for j := 1; j < len(c.keys); j++ {
			c.parts = append(c.parts, strings.Join(c.keys[j:], "/"))
		}
		c.left = leftOf(b, i)
	}
}

// leftOf is the path of the column that an 其中 column is part of, "" if c is
// none such.
func leftOf(b *band, i int) string {
	c := &b.cols[i]
	if len(c.keys) > 1 || !strings.HasPrefix(c.keys[0], "其中") {
		return ""
	}
	for j := i - 1; j >= 0; j-- {
		left := &b.cols[j]
		if !strings.HasPrefix(left.keys[len(left.keys)-1], "其中") {
			return strings.Join(left.keys, "/")
		}
	}
	return ""
}

// claimsOf lists the fields that column i of b may hold in a form by its name.
func (r *reader) claimsOf(fn *formNames, b *band, i int) []claim {
	c := &b.cols[i]
	if c.number {
		return nil
	}
	if id, ok := r.learned(c); ok {
		if f, known := fn.form.Index(returns.FieldID(id)); known {
			return []claim{{field: f, level: learned, score: 1000, name: c.whole, fit: 1}}
		}
		return nil
	}
	s := r.sample(b.bottom, c.col)
	var out []claim
	add := func(nm name, lv level, base float64) {
		fl := &fn.form.Fields[nm.field]
		if clashes(fl, c, s) {
			return
		}
		fit := s.fit(fl)
		if nm.generic || nm.derived {
			lv, base = min(lv, loose), base-25
			switch {
			case fit >= 0.6 || len(s.cells) == 0:
			case nm.derived:
				return
			default:
				base -= 40 // if nothing else fits, the cells are wrong
			}
		}
		for k := range out {
			if out[k].field == nm.field {
				return
			}
		}
		out = append(out, claim{nm.field, lv, base * (0.6 + 0.4*fit), nm.text, fit})
	}
	if fn.form.Layout == forms.Indicators {
		r.figureClaims(fn, b, i, add)
		return out
	}
	if c.left != "" {
		if r.lookUp(fn, c.left+"/"+c.whole, add, 0); len(out) > 0 {
			// 其中留岗员工 behind 慰问人数 is the header itself, too.
			for _, nm := range fn.full[squash(c.whole)] {
				if nm.exact && strings.HasPrefix(nm.text, "其中") && nm.field == out[0].field {
					out[0].level = exact
				}
			}
			return out
		}
		// 其中 of a column on the left is a part of that column and of no other,
		// unless its own name says of what: 其中留岗员工 is the header itself.
		for _, nm := range fn.full[squash(c.whole)] {
			switch {
			case nm.exact && strings.HasPrefix(nm.text, "其中"):
				add(nm, exact, 95)
			case r.partOf(fn, c.left, nm.field):
				add(nm, synonym, 85)
			}
		}
		return out
	}
	r.lookUp(fn, c.whole, add, 0)
	for _, p := range c.parts {
		if len(out) > 0 {
			break
		}
		if !r.strange(fn, c, p) {
			r.lookUp(fn, p, add, 6)
		}
	}
	if len(out) == 0 {
		r.lookUpHinted(fn, c, add)
	}
	if len(out) == 0 {
		r.lookUpThemed(fn, c, add)
	}
	return out
}

// learned is what the unit's header was confirmed to mean.
func (r *reader) learned(c *headerCol) (string, bool) {
	if len(r.learn) == 0 {
		return "", false
	}
	id, ok := r.learn[squash(c.whole)]
	return id, ok
}

// alikeTo lists the fields that a column may hold by the words of its path.
func (r *reader) alikeTo(fn *formNames, b *band, i int) []claim {
	c := &b.cols[i]
	if _, settled := r.learned(c); c.number || settled {
		return nil
	}
	s := r.sample(b.bottom, c.col)
	if c.left != "" {
		return r.alike(fn, s, c.left+"/"+c.whole)
	}
	if out := r.ofThePeriod(fn, c, s); len(out) > 0 {
		return out
	}
	paths := []string{c.whole}
	for _, p := range c.parts {
		if !r.strange(fn, c, p) {
			paths = append(paths, p)
		}
	}
	// 已返岗/户籍/非本市 is a part of 已返岗, however like the part of another whole.
	return slices.DeleteFunc(r.alike(fn, s, paths...), func(cl claim) bool {
		return r.misplaced(fn, c, cl.field) || clashes(&fn.form.Fields[cl.field], c, s)
	})
}

// clashes reports whether a header's unit says that it is another thing than
// field fl: 慰问金（元/人） is what each of them got, 车次（辆） with numbers below it
// how many there were and no name of a train, and 参会企业数 is no name of a firm.
func clashes(fl *forms.Field, c *headerCol, s *sample) bool {
	unit := c.leafUnit
	money := strings.HasPrefix(unit, "元") || unit == "角"
	over := strings.Contains(unit, "/") && unit != "人/次"
	share := unit == "%" || unit == "‰" || unit == "百分比" || unit == "百分点"
	numbers := func() bool { return len(s.cells) > 0 && s.fit(&forms.Field{Type: forms.Count}) >= 0.8 }
	switch {
	case fl.Type == forms.Firm || fl.Type == forms.Person:
		return numbers() || counting(c) // 参会企业 with numbers below it counts them
	case unit == "":
		return false
	case fl.Type == forms.Money:
		return !money || over != strings.Contains(fl.Unit, "/")
	case fl.Type == forms.Count:
		return money || share || over
	case fl.Type == forms.Rate:
		return !share
	case fl.Type == forms.Text:
		return numbers()
	}
	return false
}

// counting reports whether a header says that a number stands below it.
func counting(c *headerCol) bool {
	leaf := squash(c.keys[len(c.keys)-1])
	return slices.ContainsFunc([]string{"数", "数量", "总量"}, func(tail string) bool { return strings.HasSuffix(leaf, tail) })
}

// ofThePeriod lists the numbers of a ledger that a column names with a word of
// the period before it: 本周提供岗位数 where every record is of the period.
func (r *reader) ofThePeriod(fn *formNames, c *headerCol, s *sample) []claim {
	path, part := weekPath(c)
	if part != ofWeek || path == "" || fn.form.Counting != forms.Flow || fn.form.Layout == forms.Indicators {
		return nil
	}
	var out []claim
	r.lookUp(fn, path, func(nm name, _ level, _ float64) {
		fl := &fn.form.Fields[nm.field]
		if fit := s.fit(fl); adds(fl) && (fit >= 0.8 || len(s.cells) == 0) && !nm.generic {
			out = append(out, claim{nm.field, similar, 30, nm.text, fit})
		}
	}, 0)
	return out
}

// misplaced reports whether a column stands below a header that names a number
// of which field f is no part.
func (r *reader) misplaced(fn *formNames, c *headerCol, f int) bool {
	fl := &fn.form.Fields[f]
	for _, up := range c.keys[:len(c.keys)-1] {
		whole := -1
		for _, nm := range fn.full[squash(up)] {
			whole = nm.field
		}
		if whole < 0 || r.related(&fn.form.Fields[whole], fl) {
			continue
		}
		listed := slices.ContainsFunc(append([]string{fl.Header}, fl.Also...), func(text string) bool {
			head, _, ok := strings.Cut(pathKey(text), "/")
			return ok && slices.ContainsFunc(fn.full[squash(head)], func(nm name) bool { return nm.field == whole })
		})
		if !listed {
			return true
		}
	}
	return false
}

// lookUp adds the fields that a path is listed for, or that share its
// canonical form.
func (r *reader) lookUp(fn *formNames, path string, add func(name, level, float64), less float64) {
	key := squash(path)
	if key == "" {
		return
	}
	found := false
	for _, nm := range fn.full[key] {
		lv, base := synonym, 90-less
		if nm.exact && less == 0 {
			lv, base = exact, 100
		}
		add(nm, lv, base)
		found = true
	}
	if found {
		return
	}
	stems, ok := r.stems[path]
	if !ok {
		stems = [...]string{canonical(forms.Count, path), canonical(forms.DateType, path), canonical(forms.Firm, path)}
		r.stems[path] = stems
	}
	for i, t := range [...]forms.Type{forms.Count, forms.DateType, forms.Firm} {
		c := stems[i]
		if c == "" {
			continue
		}
		for _, nm := range fn.canon[c] {
			if ft := fn.form.Fields[nm.field].Type; ft != t {
				continue
			}
			add(name{field: nm.field, derived: true, text: nm.text}, synonym, 105-less)
		}
	}
}

// lookUpHinted tries a name without a bracket that only says how to fill in:
// 开始日期（年-月-日）, 返岗方式（自驾/火车/专车）.
func (r *reader) lookUpHinted(fn *formNames, c *headerCol, add func(name, level, float64)) {
	leaf := c.keys[len(c.keys)-1]
	open := strings.Index(leaf, "(")
	if open <= 0 {
		return
	}
	hint := leaf[open:]
	bare := strings.TrimSpace(leaf[:open])
	if shut := strings.LastIndex(leaf, ")"); shut > 0 && shut < len(leaf)-1 {
		bare += leaf[shut+1:]
		hint = leaf[open : shut+1]
	}
	bag := r.bag(hint)
	for _, f := range fn.full[squash(bare)] {
		if fl := &fn.form.Fields[f.field]; r.idle(hint, bag, fl) {
			add(f, synonym, 88)
		}
	}
}

// lookUpThemed tries a name behind words that only say what the whole form is
// about: 协议签订时间 among agreements, 走访慰问时间 among visits.
func (r *reader) lookUpThemed(fn *formNames, c *headerCol, add func(name, level, float64)) {
	leaf := squash(c.keys[len(c.keys)-1])
	for i := range leaf {
		if i == 0 || len(leaf)-i < 6 {
			continue
		}
		b := r.bag(leaf[:i])
		if b.unknown > 0 || len(b.modifiers) > 0 || slices.ContainsFunc(b.content, func(w string) bool { return !slices.Contains(fn.theme, w) }) {
			continue
		}
		found := false
		r.lookUp(fn, leaf[i:], func(nm name, _ level, _ float64) {
			nm.derived = true
			found = true
			add(nm, loose, 95)
		}, 6)
		if found {
			return
		}
	}
}

// idle reports whether what stands in brackets behind a name only says how to
// fill it in.
func (r *reader) idle(hint string, b bag, fl *forms.Field) bool {
	same := func(s string) string {
		return strings.NewReplacer("不包含", "不含", "不包括", "不含").Replace(squash(plain.Key(s)))
	}
	for _, text := range append([]string{fl.Header}, fl.Also...) {
		if i := strings.IndexAny(text, "（("); i > 0 && same(text[i:]) == same(hint) {
			return true
		}
	}
	if len(b.modifiers) > 0 {
		return false
	}
	for _, w := range [...]string{"年", "格式", "全称", "填", "如", "例", "位", "yyyy", "下拉", "选择", "可", "以", "精确", "整数", "按", "单位", "手机", "大写", "文本", "中文", "姓名", "必", "单选"} {
		if strings.Contains(hint, w) {
			return true
		}
	}
	if fl.Type == forms.YesNo {
		return strings.ContainsAny(hint, "是否有无√×")
	}
	for _, ch := range fl.Choices {
		if strings.Contains(hint, ch.Value) {
			return true
		}
		for _, a := range ch.Also {
			if strings.Contains(hint, a) {
				return true
			}
		}
	}
	return len(b.content) == 0 && b.unknown == 0
}

// strange reports whether the upper names of a path forbid to read its last
// part alone: 上期/提供岗位数 is not 提供岗位数, and 已返岗/非本市户籍 is a part of 已返岗,
// not of whatever else is called 非本市户籍.
func (r *reader) strange(fn *formNames, c *headerCol, part string) bool {
	depth := strings.Count(part, "/") + 1
	if depth >= len(c.keys) {
		return false
	}
	uppers := c.keys[:len(c.keys)-depth]
	for _, up := range uppers {
		if len(r.bag(up).modifiers) > 0 {
			return true
		}
		for _, nm := range fn.full[squash(up)] {
			parent := &fn.form.Fields[nm.field]
			for _, leaf := range fn.full[squash(part)] {
				if !r.related(parent, &fn.form.Fields[leaf.field]) {
					return true
				}
			}
		}
	}
	return false
}

// related reports whether a column of field b may stand below a header that
// names field a.
func (r *reader) related(a, b *forms.Field) bool {
	if a.ID == b.ID || b.Type == forms.Rate || isPlace(a) && isPlace(b) || a.Type == forms.DateType && b.Type == forms.DateType {
		return true
	}
	return !a.Type.Numeric() || !b.Type.Numeric()
}

func isPlace(fl *forms.Field) bool {
	switch fl.Role {
	case forms.RoleProvince, forms.RoleCity, forms.RoleDistrict:
		return true
	}
	return false
}

// partOf reports whether field f is listed as a part of the field that left
// names, or belongs to no other whole.
func (r *reader) partOf(fn *formNames, left string, f int) bool {
	whole := -1
	for _, nm := range fn.full[squash(left)] {
		whole = nm.field
	}
	fl := &fn.form.Fields[f]
	for _, text := range append([]string{fl.Header}, fl.Also...) {
		k := pathKey(text)
		if up, _, ok := strings.Cut(k, "/"); ok {
			for _, nm := range fn.full[squash(up)] {
				if nm.field != f {
					return nm.field == whole
				}
			}
		}
	}
	return true
}

// leastAlike is how much two headers must share to be taken for one.
const leastAlike = 0.62

// alike finds the fields whose names share most words with paths that are
// listed nowhere. The values below must fit.
func (r *reader) alike(fn *formNames, s *sample, paths ...string) []claim {
	best := map[int]claim{}
	for _, path := range paths {
		b := r.bag(path)
		if len(b.content) == 0 || utf8.RuneCountInString(path) > 24 {
			continue
		}
		for _, k := range fn.sharing(b) {
			nm := &fn.bags[k]
			like := b.like(nm.bag, fn.theme)
			if like < leastAlike || len(s.cells) == 0 && like < 0.75 {
				continue
			}
			fl := &fn.form.Fields[nm.field]
			fit := s.fit(fl)
			if len(s.cells) > 0 && fit < 0.8 || fl.Meta || fl.Type == forms.Text && r.namesFirms(fn, s) {
				continue
			}
			sc := 40 * like * (0.6 + 0.4*fit)
			if have, ok := best[nm.field]; !ok || sc > have.score {
				best[nm.field] = claim{nm.field, similar, sc, nm.text, fit}
			}
		}
	}
	if len(best) == 0 {
		r.byValues(fn, s, best, paths[0])
	}
	var out []claim
	for i := range fn.form.Fields {
		if c, ok := best[i]; ok {
			out = append(out, c)
		}
	}
	return out
}

// namesFirms reports whether values are names of firms and the form has a
// field for them: 诉求企业 is no 企业诉求.
func (r *reader) namesFirms(fn *formNames, s *sample) bool {
	i, ok := fn.form.ByRole(forms.RoleFirm)
	return ok && s.mostlyFirms() && s.fit(&fn.form.Fields[i]) >= 0.95
}

// byValues claims a field of firms, codes or numbers of persons by its values
// where the header shares a word with the field's names.
func (r *reader) byValues(fn *formNames, s *sample, best map[int]claim, path string) {
	if len(s.cells) == 0 {
		return
	}
	b := r.bag(path)
	if len(b.modifiers) > 0 {
		return
	}
	for _, k := range fn.sharing(b) {
		nm := &fn.bags[k]
		fl := &fn.form.Fields[nm.field]
		switch fl.Type {
		case forms.Firm, forms.USCC, forms.IDCard, forms.Phone, forms.Province:
		default:
			continue
		}
		fit := s.fit(fl)
		if fl.Meta || fit < 0.95 {
			continue
		}
		if _, ok := best[nm.field]; !ok {
			best[nm.field] = claim{nm.field, similar, 20, nm.text, fit}
		}
	}
}

// read matches the columns of b to the fields of a form: by name, and, where
// some names or the heading speak for the form, the others by likeness.
func (r *reader) read(fn *formNames, b *band, titled bool) reading {
	rd := reading{names: fn, lexicon: r.names.lexicon, band: b}
	n := len(b.cols)
	rd.claims = make([][]claim, n)
	rd.ignored = make([]bool, n)
	named := 0
	for i := range b.cols {
		if id, _ := r.learned(&b.cols[i]); id == "-" {
			rd.ignored[i] = true
			continue
		}
		if rd.claims[i] = r.claimsOf(fn, b, i); len(rd.claims[i]) > 0 {
			named++
		}
	}
	if named > 0 || titled {
		for i := range b.cols {
			if len(rd.claims[i]) == 0 && !rd.ignored[i] {
				rd.claims[i] = r.alikeTo(fn, b, i)
			}
		}
	}
	r.settleTwins(fn, &rd)
	rd.fields, rd.levels = assign(rd.claims, len(fn.form.Fields))
	r.spread(fn, &rd)
	return rd
}

// bag is the words of a path, remembered.
func (r *reader) bag(path string) bag {
	b, ok := r.bags[path]
	if !ok {
		b = r.names.bag(path)
		r.bags[path] = b
	}
	return b
}
