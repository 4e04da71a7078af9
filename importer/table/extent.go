package table

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chunfeng/importer/cell"
	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
	"chunfeng/importer/workbook"
)

// A rowKind says what a row below a header is.
type rowKind uint8

const (
	blankRow rowKind = iota
	recordRow
	totalRow
	subtotalRow
	indexRow
	exampleRow
	headerRow
	noteRow
	nilRow
)

var rowWords = [...]string{"blank", "", "total", "subtotal", "index", "example", "repeated-header", "note", "nil"}

// A body is the rows below a header, each told what it is.
type body struct {
	first, last int // of the range; last < first when there is nothing
	kinds       []rowKind
	stray       int  // a row below a note or a gap that may be a record and is not read; 0: none
	nothing     bool // 无 / 零报告 instead of rows
}

func (b *body) kind(row int) rowKind { return b.kinds[row-b.first] }

// extend finds where the table below a reading ends, at most at row limit,
// and what each row is. Rows behind the last record or total are left out.
func (r *reader) extend(rd *reading, limit int) body {
	cut := limit < r.grid.maxRow
	b := body{first: rd.band.bottom + 1, last: rd.band.bottom}
	var kinds []rowKind
	strict, blanks, records, notes := false, 0, 0, 0
	lastRow := b.first - 1
rows:
	for row := b.first; row <= limit; row++ {
		k := r.classify(rd, row, records == 0)
		switch k {
		case blankRow:
			blanks++
			if blanks >= 3 {
				strict = true
			}
			if blanks > 500 {
				break rows
			}
		case noteRow:
			if r.goesOn(rd, row) {
				break
			}
			if r.opensOther(rd, row) {
				if b.stray == 0 && !cut {
					b.stray = row
				}
				break rows
			}
			if !r.banner(rd, row) {
				strict = true
				notes++
			}
		case headerRow:
			if notes > 0 {
				break rows // the same form again under a title of its own
			}
		case recordRow:
			if r.foreignHeader(rd, row) || kinds != nil && kinds[len(kinds)-1] != recordRow && slices.Contains(r.seeds, row) {
				break rows
			}
			// Just above the next table stand its tag, its title and its lines.
			near := cut && row > limit-6
			if near && r.across(rd, row) || (strict || near) && !r.convincing(rd, row) && !r.full(rd, row) {
				k = noteRow
				if t := r.count(rd, row); b.stray == 0 && t.said >= 2 && row <= limit-6 {
					b.stray = row
				}
			}
		}
		if k != blankRow {
			blanks = 0
		}
		kinds = append(kinds, k)
		switch k {
		case recordRow:
			records++
			notes = 0
			lastRow = row
		case totalRow, subtotalRow:
			notes = 0
			lastRow = row
		case nilRow:
			if records == 0 {
				b.nothing = true
				lastRow = row
			}
		}
	}
	if records > 0 {
		b.nothing = false
	}
	b.last = lastRow
	b.kinds = kinds[:max(0, lastRow-b.first+1)]
	r.unnamedSums(rd, &b)
	return b
}

// full reports whether a row fills most of the columns of fields, with numbers
// or several words: a record, whatever is wrong with it.
func (r *reader) full(rd *reading, row int) bool {
	t := r.count(rd, row)
	mapped := 0
	for _, f := range rd.fields {
		if f >= 0 {
			mapped++
		}
	}
	return t.said >= 3 && t.said*2 > mapped && (t.stored > 0 || t.own >= 4 && !t.colons && t.wide <= 2)
}

// across reports whether a row holds words that are merged over several
// columns: the upper names of the next table's header.
func (r *reader) across(rd *reading, row int) bool {
	t := r.count(rd, row)
	return t.stored == 0 && t.wide >= 3
}

// banner reports whether a note is a line amid a table, such as 一、规上企业: the
// header printed again below it is that of the same table.
func (r *reader) banner(rd *reading, row int) bool {
	t := r.count(rd, row)
	key := plain.Key(t.firstText)
	return t.own == 1 && cutNumbering(key) != key && utf8.RuneCountInString(key) <= 14 && !strings.ContainsAny(key, "。:") && !r.opensTable(key)
}

// goesOn reports whether a note says that the table goes on: 续表, 接上页.
func (r *reader) goesOn(rd *reading, row int) bool {
	t := r.count(rd, row)
	k := strings.Trim(plain.Key(t.firstText), "()")
	return t.own == 1 && slices.Contains(goOnWords, k)
}

// A tally is what a row holds in the columns of a table.
type tally struct {
	own       int // cells of its own with content
	mapped    int // of them in columns of fields
	first     int // column of the first own cell
	firstText string
	wide      int // columns that the widest own cell spans
	said      int // mapped cells that say something: no dash
	stored    int // cells that store a number or a date
	colons    bool
}

func (r *reader) count(rd *reading, row int) tally {
	var t tally
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		a, _ := r.grid.area(row, c.col)
		if a.Row1 != row {
			continue
		}
		if a.Col1 < c.col && (i > 0 && rd.band.cols[i-1].col >= a.Col1 || a.Col1 >= rd.band.left) {
			continue
		}
		v := r.grid.sheet.Cell(a.Row1, a.Col1)
		if v == nil || blankCell(v) {
			continue
		}
		t.own++
		if v.Kind == workbook.Number || v.Kind == workbook.Date {
			t.stored++
		} else {
			t.colons = t.colons || strings.IndexByte(v.Text, ':') >= 0 || strings.Contains(v.Text, "：")
		}
		if t.first == 0 {
			t.first, t.firstText = a.Col1, plain.Text(shown(v))
		}
		t.wide = max(t.wide, min(a.Col2, rd.band.right)-max(a.Col1, rd.band.left)+1)
		if rd.fields[i] >= 0 {
			t.mapped++
			if v.Kind != workbook.Text || !v.Stored || !cell.BlankText(v.Text) {
				t.said++
			}
		}
	}
	return t
}

// classify says what a row below the header is.
func (r *reader) classify(rd *reading, row int, beginning bool) rowKind {
	if !beginning && r.usual(rd, row) {
		return recordRow
	}
	return r.lookAt(rd, row, beginning)
}

// lookAt is classify with a close look.
func (r *reader) lookAt(rd *reading, row int, beginning bool) rowKind {
	t := r.count(rd, row)
	key := plain.Key(t.firstText)
	width := rd.band.right - rd.band.left + 1
	switch {
	case t.own == 0:
		return blankRow
	case beginning && r.isIndex(rd, row):
		return indexRow
	case t.stored == 0 && r.repeats(rd, row):
		return headerRow
	case r.isExample(rd, row), beginning && t.stored == 0 && r.instructs(rd, row):
		return exampleRow
	}
	sums, compares := r.labelled(rd, row)
	if sums {
		if k, ok := r.sums(rd, row); ok {
			return k
		}
	}
	if compares && r.compares(rd, row) {
		return noteRow
	}
	if r.isNil(rd, row) {
		return nilRow
	}
	if t.own == 1 && slices.Contains(goOnWords, strings.Trim(key, "()")) {
		return noteRow
	}
	if t.own <= 2 && r.opensTable(key) {
		return noteRow
	}
	if t.own <= 2 && slices.ContainsFunc(endKeys, func(w string) bool { return strings.Contains(key, w) }) {
		return noteRow
	}
	if t.own <= 3 && r.isNote(rd, row, t, key) || (t.colons || t.own <= 3) && r.signed(rd, row, t) {
		return noteRow
	}
	if t.own == 1 && width >= 3 && t.wide >= 3 && t.wide*2 >= width {
		return noteRow // a line across the table, such as 一、规上企业
	}
	if t.said == 0 {
		return blankRow // only a running number, or dashes
	}
	return recordRow
}

// opensTable reports whether a text is the tag or the title of a table.
func (r *reader) opensTable(key string) bool {
	if rest, ok := strings.CutPrefix(key, "附件"); ok && utf8.RuneCountInString(rest) <= 4 {
		return true
	}
	if !strings.ContainsAny(key, "表单册账") || firmLike(key) {
		return false
	}
	return slices.ContainsFunc(r.names.forms, func(fn *formNames) bool { return titled(fn, key) >= 4 })
}

// opensOther reports whether a row holds the title of another form.
func (r *reader) opensOther(rd *reading, row int) bool {
	t := r.count(rd, row)
	key := plain.Key(t.firstText)
	if t.own > 2 || !r.opensTable(key) {
		return false
	}
	own := titled(rd.names, key)
	return slices.ContainsFunc(r.names.forms, func(fn *formNames) bool {
		return fn.form.Layout == forms.Rows && titled(fn, key) > own
	})
}

func (r *reader) isNote(rd *reading, row int, t tally, key string) bool {
	for _, w := range noteKeys {
		if strings.HasPrefix(key, w) {
			return t.mapped <= 1 || t.wide >= 3 || t.own == 1
		}
	}
	if cutNumbering(key) != key && t.own == 1 && (utf8.RuneCountInString(key) > 12 || t.mapped == 0 || t.wide >= 3) {
		return true // 1.本表由各县（市、区）填报。
	}
	return t.own == 1 && (utf8.RuneCountInString(key) > 40 || strings.HasSuffix(key, "。") && t.wide >= 2)
}

// signed recognises a line of signatures: 填表人：张三 审核人：李四 日期：…, in one
// cell, or in cells of their own.
func (r *reader) signed(rd *reading, row int, t tally) bool {
	labels, bare, rest := 0, 0, 0
	r.grid.cells(row, rd.band.left, rd.band.right, func(col int, a workbook.Area, c *workbook.Cell) {
		if a.Row1 != row {
			return
		}
		k := plain.Key(shown(c))
		if c.Kind != workbook.Text {
			rest++
			return
		}
		if onlyDate(k) || strings.HasPrefix(k, "单位:") {
			return
		}
		for _, w := range signKeys {
			switch {
			case k == w:
				bare++
				return
			case strings.HasPrefix(k, w+":"), strings.HasPrefix(k, w+"(") && strings.Contains(k, ":"), strings.Contains(k, w+":"):
				labels++
				return
			}
		}
		rest++
	})
	return labels > 0 && labels+bare >= rest || bare > 0 && bare >= rest && t.own <= 3
}

// isIndex recognises the row 甲 乙 丙 1 2 3 of statistical tables.
func (r *reader) isIndex(rd *reading, row int) bool {
	n, last, letters, wrong := 0, 0, 0, 0 // wrong: fields of no numbers that hold one
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		v := r.grid.own(row, c.col)
		if v == nil || blankCell(v) {
			continue
		}
		n++
		k := strings.Trim(plain.Key(shown(v)), "()[]")
		if eq := strings.IndexAny(k, "=+"); eq > 0 {
			k = k[:eq]
		}
		switch {
		case k == "栏次" || k == "序号" || k == "栏号" || k == "-" || k == "行次":
			letters++
			continue
		case utf8.RuneCountInString(k) == 1 && strings.ContainsAny(k, "甲乙丙丁戊己庚辛壬癸"):
			letters++
			continue
		case len(k) == 1 && k[0] >= 'a' && k[0] <= 'z' && int(k[0]-'a') == last:
			last++
			wrong++
			continue
		}
		m, small := smallNumber(k)
		if !small || m <= last || m > last+2 {
			return false
		}
		last = m
		if f := rd.fields[i]; f >= 0 && !rd.names.form.Fields[f].Type.Numeric() {
			wrong++
		}
	}
	return n >= 2 && letters > 0 || n >= 3 && wrong >= 2
}

// instruction is how a cell below a header begins that says what to write, or
// the code that a data standard gives its column.
var instruction = regexp.MustCompile(`^(?:填写?[^写表]|请填|格式|精确到|保留|如:|如:?[0-9]{4}|下拉|单选|多选|从下拉|按.{1,8}填|不超过|[0-9]+位)|^[a-z]{3}[0-9]{3}[a-z]?$`)

// repeats recognises the header printed again on the next page.
func (r *reader) repeats(rd *reading, row int) bool {
	same, own := 0, 0
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		if r.grid.blank(row, c.col) {
			continue
		}
		if own++; 2*(own-1-same) >= len(rd.band.cols) {
			return false // whatever this and the others say
		}
		k := readLabel(shown(r.grid.at(row, c.col))).key
		for _, h := range c.keys {
			if h == k {
				same++
				break
			}
		}
	}
	return same >= 2 && same*2 > own
}

func (r *reader) isExample(rd *reading, row int) bool {
	n := 0
	for i := range rd.band.cols {
		v := r.grid.own(row, rd.band.cols[i].col)
		if v == nil || blankCell(v) || v.Kind != workbook.Text {
			continue
		}
		k := plain.Key(v.Text)
		if k == "例" {
			return true
		}
		for _, w := range exampleKeys {
			if strings.HasPrefix(k, w) && !strings.HasPrefix(k, "例行") {
				return true
			}
		}
		if n++; n == 3 {
			break
		}
	}
	return false
}

// instructs recognises a row below the header that says how to fill in its
// columns: 必填, 格式：2024-01-01, 文本, aab004.
func (r *reader) instructs(rd *reading, row int) bool {
	n := 0
	for i := range rd.band.cols {
		v := r.grid.own(row, rd.band.cols[i].col)
		if v == nil || blankCell(v) {
			continue
		}
		k := strings.Trim(plain.Key(shown(v)), "()[]*")
		if !instructWords[k] && !instruction.MatchString(k) {
			return false
		}
		n++
	}
	return n >= 2
}

// isNil recognises a row that says 无 instead of records.
func (r *reader) isNil(rd *reading, row int) bool {
	words := 0
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		a, _ := r.grid.area(row, c.col)
		if a.Row1 != row || a.Col1 != c.col && a.Col1 >= rd.band.left {
			continue
		}
		v := r.grid.sheet.Cell(a.Row1, a.Col1)
		if v == nil || blankCell(v) || c.number && !nilWords[plain.Key(shown(v))] {
			continue
		}
		k := strings.Trim(plain.Key(shown(v)), "。.!,;:")
		switch {
		case nilWords[k]:
			words++
		case v.Kind == workbook.Text && cell.Blank(rawOf(v)), k == "0":
		default:
			return false
		}
	}
	return words > 0
}

// isSumWord reports whether a key is 合计, 小计 or their kin and nothing more.
func isSumWord(k string) bool {
	k = strings.Trim(k, ":()[]*=")
	for _, w := range sumWords {
		if k == w {
			return true
		}
	}
	return false
}

// sums recognises a row that adds others up by the label in one of its cells
// of words. 合计达机械有限公司 is a firm.
func (r *reader) sums(rd *reading, row int) (rowKind, bool) {
	words, label := 0, ""
	var others []*workbook.Cell // cells of words beside the label
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		a, _ := r.grid.area(row, c.col)
		if a.Row1 != row || a.Col1 != c.col && a.Col1 >= rd.band.left {
			continue
		}
		v := r.grid.sheet.Cell(a.Row1, a.Col1)
		if v == nil || blankCell(v) || v.Kind != workbook.Text || !v.Stored {
			continue
		}
		k := plain.Key(v.Text)
		if cell.Blank(rawOf(v)) {
			continue
		}
		if label == "" && sumLabel(k) {
			label = k
			continue
		}
		if f := rd.fields[i]; f >= 0 && rd.names.form.Fields[f].Type.Numeric() {
			continue
		}
		others = append(others, v)
	}
	if label == "" {
		return 0, false
	}
	for _, v := range others {
		if !numberLike(rawOf(v)) {
			words++
		}
	}
	if words > 2 {
		return 0, false
	}
	for _, w := range subWords {
		if strings.Contains(label, w) {
			return subtotalRow, true
		}
	}
	return totalRow, true
}

// compares recognises a row below a sum that compares it or takes it apart:
// 平均, 上期数, 环比, 其中：规上企业. Its label is the first or second word of the row.
func (r *reader) compares(rd *reading, row int) bool {
	words := 0
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		v := r.grid.own(row, c.col)
		if v == nil || blankCell(v) || v.Kind != workbook.Text || !v.Stored || numberLike(rawOf(v)) {
			continue
		}
		k := strings.Trim(plain.Key(v.Text), ":()*")
		if compareWords[k] || strings.HasPrefix(k, "其中") && (words == 0 || firmsOrPersons(rd, i)) {
			return true
		}
		if words++; words == 2 {
			return false
		}
	}
	return false
}

// labelled reports whether a text cell of the row may label a sum or what is
// compared with one: most rows have none, and need no closer look.
func (r *reader) labelled(rd *reading, row int) (sums, compares bool) {
	sr := r.grid.sheet.Row(row)
	if sr == nil {
		return false, false
	}
	for i := range sr.Cells {
		v := &sr.Cells[i]
		if v.Kind != workbook.Text || !v.Stored || v.Col > rd.band.right {
			continue
		}
		k := plain.Key(v.Text)
		sums = sums || sumLabel(k)
		k = strings.Trim(k, ":()*")
		compares = compares || compareWords[k] || strings.HasPrefix(k, "其中")
	}
	return sums, compares
}

// firmsOrPersons reports whether a column holds names, that never begin with
// 其中.
func firmsOrPersons(rd *reading, i int) bool {
	if rd.fields[i] < 0 {
		return false
	}
	t := rd.names.form.Fields[rd.fields[i]].Type
	return t == forms.Firm || t == forms.Person
}

// sumLabel reports whether a key labels a sum: 合计, 全市合计, 椒江区小计, 小计(3家),
// 合计:.
func sumLabel(k string) bool {
	if len(k) > 60 || !maybeSum(k) {
		return false
	}
	k = strings.Trim(k, ":;,.*=#")
	if i := strings.IndexByte(k, '('); i > 0 && strings.HasSuffix(k, ")") && utf8.RuneCountInString(k[i:]) <= 12 {
		k = k[:i]
	}
	k = strings.Trim(k, ":()")
	n := utf8.RuneCountInString(k)
	if n > 14 || firmLike(k) {
		return false
	}
	for _, w := range sumWords {
		if k == w {
			return true
		}
		if before, ok := strings.CutSuffix(k, w); ok && w != "累计" && w != "总数" && w != "汇总" && before != "" {
			return true
		}
		if after, ok := strings.CutPrefix(k, w); ok && w != "累计" && w != "汇总" {
			digits := strings.TrimRightFunc(after, func(r rune) bool { return strings.ContainsRune("家人户个场次份辆条行项期", r) })
			if digits != "" && strings.TrimFunc(digits, unicode.IsDigit) == "" {
				return true
			}
		}
	}
	return false
}

// maybeSum reports whether a key holds what every word for a sum holds.
func maybeSum(k string) bool {
	for i := range len(k) {
		switch k[i] {
		case "计"[0]:
			if strings.HasPrefix(k[i:], "计") {
				return true
			}
		case "总"[0]:
			if strings.HasPrefix(k[i:], "总") {
				return true
			}
		case 's', 't':
			if strings.HasPrefix(k[i:], "sum") || strings.HasPrefix(k[i:], "total") {
				return true
			}
		}
	}
	return false
}

// foreignHeader reports whether a row is the header of something else.
func (r *reader) foreignHeader(rd *reading, row int) bool {
	hits, own := 0, 0
	numbers := false
	if sr := r.grid.sheet.Row(row); sr != nil {
		for i := range sr.Cells {
			if c := &sr.Cells[i]; c.Kind != workbook.Text && c.Col >= rd.band.left && c.Col <= rd.band.right {
				return false
			}
		}
	}
	r.grid.cells(row, rd.band.left, rd.band.right, func(col int, a workbook.Area, c *workbook.Cell) {
		own++
		if c.Kind != workbook.Text {
			numbers = true
			return
		}
		l := readLabel(c.Text)
		if numberHeaders[l.key] || r.names.heads[squash(l.key)] > 0 {
			hits++
		}
	})
	return !numbers && hits >= 3 && hits*5 >= own*3
}

// convincing reports whether a row below a note or a gap is a record: half of
// the required columns are filled with what fits them.
func (r *reader) convincing(rd *reading, row int) bool {
	need, have := 0, 0
	typed, told := false, false // a field that not any words fit; one that is filled with what fits it
	for i, f := range rd.fields {
		if f < 0 || !rd.names.form.Fields[f].Required {
			continue
		}
		need++
		words := rd.names.form.Fields[f].Type == forms.Text
		typed = typed || !words
		v := r.grid.at(row, rd.band.cols[i].col)
		if v == nil || blankCell(v) {
			continue
		}
		s := &sample{register: r.asked.Register}
		if s.one(v, &rd.names.form.Fields[f]) >= 0.6 {
			have++
			told = told || !words
		}
	}
	return have >= 1 && have*2 >= need && told == typed
}
