package table

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/places"
	"chunfeng/importer/plain"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// sampleSize is how many values below a header are looked at.
const sampleSize = 24

// A sample is some of the values below one header. It answers how far they
// fit a type.
type sample struct {
	cells    []*workbook.Cell
	register *register.Register
	fits     map[fitKey]float64
	firms    int // of the cells name a firm for certain, and one more; 0: not counted
}

// A fitKey is a type, or a field where the field has a list of its own.
type fitKey struct {
	kind forms.Type
	list *forms.Field
}

// sampleBelow takes the values of a column below a header, without totals,
// notes and example rows as far as one cell shows.
func (g *grid) sampleBelow(bottom, limit, col int, r *register.Register) *sample {
	s := &sample{register: r, fits: map[fitKey]float64{}}
	blanks := 0
	for row := bottom + 1; row <= limit && len(s.cells) < sampleSize && blanks < 60; row++ {
		a, _ := g.area(row, col)
		if a.Row1 < row && a.Row1 > bottom || row <= bottom+3 && g.idle(row) {
			continue
		}
		if a.Col2-a.Col1 > 3 {
			blanks++
			continue // a line across the table
		}
		c := g.sheet.Cell(a.Row1, a.Col1)
		if c == nil || a.Col1 != col || blankCell(c) || c.Kind == workbook.Error || !c.Stored {
			blanks++
			continue
		}
		if c.Kind == workbook.Text && (cell.Blank(rawOf(c)) || isSumWord(plain.Key(c.Text)) || nilWords[plain.Key(c.Text)]) {
			continue
		}
		s.cells = append(s.cells, c)
	}
	return s
}

// instructs reports whether every cell of a row says how to fill in its
// column, and how many cells it has.
func (g *grid) instructs(row int) (told bool, n int) {
	told = true
	g.cells(row, 1, g.maxCol, func(col int, _ workbook.Area, c *workbook.Cell) {
		k := strings.Trim(g.key(row, col), "()[]*")
		n++
		told = told && c.Kind == workbook.Text && (instructWords[k] || instruction.MatchString(k))
	})
	return told, n
}

// idle reports whether a row below a header is an example, an index or an
// instruction.
func (g *grid) idle(row int) bool {
	r := g.sheet.Row(row)
	if r == nil {
		return false
	}
	if told, n := g.instructs(row); told && n >= 2 {
		return true
	}
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Kind == workbook.Text && !blankCell(c) {
			k := plain.Key(c.Text)
			return k == "甲" || k == "例" || k == "栏次" || slices.ContainsFunc(exampleWords, func(w string) bool { return strings.HasPrefix(k, w) })
		}
	}
	return false
}

// fit is the share of values that fit a field, 0.5 where there are none.
func (s *sample) fit(fl *forms.Field) float64 {
	if len(s.cells) == 0 {
		return 0.5
	}
	key := fitKey{kind: fl.Type}
	if fl.Type == forms.Enum {
		key.list = fl
	}
	if v, ok := s.fits[key]; ok {
		return v
	}
	sum := 0.0
	for _, c := range s.cells {
		sum += s.one(c, fl)
	}
	v := sum / float64(len(s.cells))
	s.fits[key] = v
	return v
}

// mostlyFirms reports whether enough values name firms for certain that the
// fit to a field of firms can be 0.9: what may be one fits by 0.6 at most.
func (s *sample) mostlyFirms() bool {
	if s.firms == 0 {
		s.firms = 1
		for _, c := range s.cells {
			if firmLike(plain.Text(shown(c))) {
				s.firms++
			}
		}
	}
	return len(s.cells) > 0 && (s.firms-1)*4 >= len(s.cells)*3
}

// one is how far one value fits a field, 0 to 1.
func (s *sample) one(c *workbook.Cell, fl *forms.Field) float64 {
	raw := rawOf(c)
	text := plain.Text(shown(c))
	switch fl.Type {
	case forms.Count, forms.Money:
		return yes(c.Kind == workbook.Number || c.Kind == workbook.Text && numberLike(raw))
	case forms.Rate:
		return yes(c.Percent || strings.HasSuffix(text, "%") || c.Kind == workbook.Number || numberLike(raw))
	case forms.DateType:
		return yes(dateLike(c, raw, &s.register.Campaign))
	case forms.YesNo:
		_, found := cell.YesNo(raw)
		return yes(len(found) == 0 && c.Kind != workbook.Date)
	case forms.Enum:
		return yes(inList(raw, fl))
	case forms.USCC:
		k := plain.Key(text)
		return yes(len(k) >= 15 && len(k) <= 20 && asciiWord(k))
	case forms.IDCard:
		k := plain.Key(text)
		return yes((len(k) >= 15 && len(k) <= 18 || c.Kind == workbook.Number && len(c.Text) >= 15) && asciiWord(k))
	case forms.Phone:
		return yes(phoneLike(text))
	case forms.Province:
		_, ok := places.Province(text)
		return yes(ok && !code(text) || placeLike(text))
	case forms.Place:
		return yes(placeLike(text))
	case forms.County:
		return yes(namesUnit(s.register, text))
	case forms.Firm:
		switch {
		case firmLike(text):
			return 1
		case c.Kind == workbook.Text && utf8.RuneCountInString(text) >= 4 && !numberLike(raw) && !dateLike(c, raw, &s.register.Campaign):
			return 0.6
		}
		return 0
	case forms.Person:
		return yes(c.Kind == workbook.Text && personLike(text))
	}
	switch {
	case c.Kind == workbook.Text && !numberLike(raw):
		return 1
	case c.Kind == workbook.Text:
		return 0.6
	}
	return 0.4
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// rawOf is a cell for the readers of package cell, without a place.
func rawOf(c *workbook.Cell) cell.Raw {
	raw := cell.Raw{Text: c.Text, Shown: c.Shown, Date: c.Date, Percent: c.Percent}
	switch c.Kind {
	case workbook.Number:
		raw.Stored = cell.AsNumber
	case workbook.Date:
		raw.Stored = cell.AsDate
	case workbook.Bool:
		raw.Stored = cell.AsBool
	}
	return raw
}

// numberLike reports whether a text says a number, be it a rough one.
func numberLike(raw cell.Raw) bool {
	if raw.Stored == cell.AsText && cell.Wordy(raw.Text) {
		return false
	}
	_, found := cell.Count(raw, 1)
	for _, f := range found {
		if f.Code == "C202" {
			return false
		}
	}
	return true
}

func dateLike(c *workbook.Cell, raw cell.Raw, campaign *period.Campaign) bool {
	if c.Kind == workbook.Date {
		return true
	}
	from, _, found := cell.Date(raw, campaign)
	if from.Kind != returns.Date || found.Faulty() {
		return false
	}
	if c.Kind == workbook.Number {
		// 1200 is a number of people and not a day of 1903.
		return from.Date.Year >= campaign.From.Year-30 && from.Date.Year <= campaign.To.Year+30
	}
	return true
}

func inList(raw cell.Raw, fl *forms.Field) bool {
	var found finding.List
	if fl.Several {
		_, found = cell.Choices(raw, choicesOf(fl), false)
	} else {
		_, found = cell.Choice(raw, choicesOf(fl), false)
	}
	return len(found) == 0
}

func choicesOf(fl *forms.Field) []cell.ChoiceOf {
	out := make([]cell.ChoiceOf, len(fl.Choices))
	for i, c := range fl.Choices {
		out[i] = cell.ChoiceOf{Value: c.Value, Also: c.Also}
	}
	return out
}

func asciiWord(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != ""
}

func phoneLike(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("-+() /、,;转", r):
		default:
			return false
		}
	}
	return digits >= 7 && digits <= 26
}

// placeLike reports whether a text names a place at the beginning.
func placeLike(s string) bool {
	if utf8.RuneCountInString(s) > 40 || code(s) {
		return false
	}
	if len(places.Find(s, places.Hint{})) > 0 {
		return true
	}
	_, rest, ok := places.Split(s)
	return ok && !slices.ContainsFunc(bodies, func(b string) bool { return strings.HasSuffix(rest, b) })
}

// bodies are what the names of teams, offices and firms end in: 玉环市第二小队 is
// no place.
var bodies = []string{"队", "组", "局", "处", "公司", "厂", "办", "专班", "科", "人社", "政府", "企业"}

// code reports whether a text is digits too few for a code of a place.
func code(s string) bool { return len(s) < 6 && strings.Trim(s, "0123456789") == "" }

// namesUnit reports whether a text names one county-level unit and no firm.
func namesUnit(r *register.Register, s string) bool {
	if _, ok := r.Exactly(s); ok {
		return true
	}
	return !firmLike(s) && utf8.RuneCountInString(s) <= 20 && len(r.Match(s)) == 1
}

// firmEnds are what the names of firms end in.
var firmEnds = []string{"公司", "厂", "集团", "合作社", "商行", "酒店", "经营部", "加工场", "门市部", "事务所", "工作室", "分公司", "超市", "饭店", "企业", "中心店", "电商", "股份", "制衣", "机械厂", "加工厂", "工厂", "实业"}

func firmLike(s string) bool {
	k := plain.Key(s)
	if i := strings.LastIndex(k, "("); i > 6 && strings.HasSuffix(k, ")") {
		k = k[:i]
	}
	for _, end := range firmEnds {
		if strings.HasSuffix(k, end) && utf8.RuneCountInString(k) > utf8.RuneCountInString(end)+1 {
			return true
		}
	}
	return strings.Contains(k, "有限公司")
}

// severalFirms is how a cell of one firm tells that it stands for more.
var severalFirms = regexp.MustCompile(`等[0-9一二三四五六七八九十百]*[余多]?(?:家|个|户)|等(?:企业|公司|单位)$|^[0-9一二三四五六七八九十百]+[余多]?家`)

// placeEnds are what the names of towns and counties end in.
var placeEnds = []string{"街道", "镇", "乡", "村", "社区", "县", "市", "区", "管委会", "片"}

// doubtfulFirm reports whether a text in a column of firms is more likely no
// firm's name: a town, a group, a number.
func doubtfulFirm(s string) bool {
	k := plain.Key(s)
	switch {
	case k == "":
		return false
	case noFirms[k] || strings.ContainsAny(k, "等家") && severalFirms.MatchString(k) || strings.Trim(k, "0123456789.") == "":
		return true
	}
	return !firmLike(s) && slices.ContainsFunc(placeEnds, func(e string) bool { return strings.HasSuffix(k, e) })
}

func personLike(s string) bool {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			return false
		}
		n++
	}
	return n >= 2 && n <= 20 && !firmLike(s)
}
