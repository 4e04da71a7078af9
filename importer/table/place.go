package table

import (
	"regexp"
	"slices"
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/places"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// placeCells are the cells of a row that name where it happened.
type placeCells struct {
	province, city, district *placeCell
}

type placeCell struct {
	field int
	raw   cell.Raw
	text  string
}

// placeSpots are the same cells by province, city and district, as they stand.
type placeSpots [3]placeSpot

type placeSpot struct {
	column *readColumn // nil: none
	at     spot
}

// placeRoles are the roles of the fields of a place, in the order of placeSpots.
var placeRoles = [...]forms.Role{forms.RoleProvince, forms.RoleCity, forms.RoleDistrict}

// put notes the cell of a row.
func (p *placeSpots) put(c *readColumn, at spot) {
	if at.cell.Kind == workbook.Text && cell.BlankText(at.cell.Text) {
		return
	}
	i := slices.Index(placeRoles[:], c.fl.Role)
	p[i].column, p[i].at = c, at
}

// A placed is what the cells of a place came to, without a finding: up to
// three fields, each with the cell that its value is of.
type placed struct {
	n      int
	fields [3]int
	cells  [3]int
	values [3]returns.Value
}

// placesAgain is places, remembered for places that rows repeat.
func (rr *rowReader) placesAgain(rec *returns.Record, at placeSpots, faulty []bool) {
	var key [3]string
	any := false
	for i := range at {
		if at[i].column != nil {
			key[i], any = shown(at[i].at.cell), true
		}
	}
	if p := rr.metAt[key]; any && p != nil {
		for i := range p.n {
			v := &rec.Values[p.fields[i]]
			*v = p.values[i]
			v.Row, v.Col = at[p.cells[i]].at.row, at[p.cells[i]].at.col
		}
		return
	}
	cells := rr.placeCells(at)
	var fields [3]int
	for i, role := range placeRoles {
		f, ok := rr.table.Form.ByRole(role)
		if !any || !ok || len(rr.metAt) > 1000 || faulty[f] || !rec.Values[f].IsAbsent() {
			rr.places(rec, cells, faulty)
			return
		}
		fields[i] = f
	}
	noted := rr.noted
	rr.places(rec, cells, faulty)
	p := &placed{}
	for _, f := range fields {
		v := rec.Values[f]
		if v.IsAbsent() {
			continue
		}
		i := slices.IndexFunc(at[:], func(c placeSpot) bool { return c.column != nil && c.at.col == v.Col && c.at.row == v.Row })
		if i < 0 {
			return
		}
		p.fields[p.n], p.cells[p.n], p.values[p.n] = f, i, v
		p.n++
	}
	if rr.noted == noted {
		rr.metAt[key] = p
	}
}

// placeCells are the cells of spots with what they say.
func (rr *rowReader) placeCells(at placeSpots) (p placeCells) {
	for i, slot := range [...]**placeCell{&p.province, &p.city, &p.district} {
		if c := at[i].column; c != nil {
			raw := rr.raw(at[i].at, c.Header, c.fl)
			*slot = &placeCell{c.field, raw, plain.Text(raw.Typed())}
		}
	}
	return p
}

// A where is what is known of a place: official full names.
type where struct{ province, city, district string }

// whereOf is a place with its prefecture; a municipality is one itself.
func whereOf(p places.Place) where {
	w := where{province: p.Province}
	if p.Level > places.OfProvince || places.RollUp(p) == p.Province {
		w.city = places.RollUp(p)
	}
	if p.Level == places.OfCounty && p.Name != w.city {
		w.district = p.Name
	}
	return w
}

// splitPlace takes the place off the beginning of a text. False where it
// begins with none, or where two places stand side by side.
func splitPlace(text string) (places.Place, bool) {
	p, rest, ok := places.Split(text)
	if !ok {
		return p, false
	}
	trimmed := strings.TrimLeft(rest, "、,，/;和及与 ")
	if trimmed != rest {
		if _, _, more := places.Split(trimmed); more {
			return p, false
		}
	}
	return p, true
}

// candidates are the places that a cell may name within what is known.
func candidates(text string, known where) []places.Place {
	if code(text) {
		return nil // 12 is a number and not 天津
	}
	hint := places.Hint{Province: known.province, Prefecture: known.city}
	if found := places.Find(text, hint); len(found) > 0 {
		return found
	}
	if p, ok := splitPlace(text); ok && (known.province == "" || p.Province == known.province) {
		return []places.Place{p}
	}
	return nil
}

// leftOver is what stands behind a place that is no county: a smaller place
// that is not known, or 等地. "" behind a county, where streets are.
func leftOver(text string, p places.Place) string {
	if len(places.Find(text, places.Hint{})) > 0 {
		return ""
	}
	_, rest, _ := places.Split(text)
	if p.Level == places.OfCounty && !strings.HasPrefix(rest, "等") {
		return ""
	}
	return rest
}

// places reads province, city and district together: each narrows the
// others, and one cell may fill them all.
func (rr *rowReader) places(rec *returns.Record, cells placeCells, faulty []bool) {
	t := rr.table
	if cells.province == nil && cells.city == nil && cells.district == nil {
		rr.placeOfText(rec)
		return
	}
	known := rr.province(rec, cells, faulty)
	known = rr.lower(rec, cells.city, known, cells.district, faulty)
	known = rr.lower(rec, cells.district, known, nil, faulty)
	anchor := cells.province
	for _, c := range [...]*placeCell{cells.city, cells.district} {
		if anchor == nil {
			anchor = c
		}
	}
	for _, part := range [...]struct {
		role forms.Role
		name string
	}{{forms.RoleProvince, known.province}, {forms.RoleCity, known.city}, {forms.RoleDistrict, known.district}} {
		i, ok := t.Form.ByRole(part.role)
		if !ok || part.name == "" || !rec.Values[i].IsAbsent() || faulty[i] {
			continue
		}
		if part.role == forms.RoleProvince && rr.leftBlank(i) && !beginsWithProvince(anchor.text) {
			continue // C201, and what the city tells is suggested
		}
		rec.Values[i] = placeValue(anchor.raw, part.name)
	}
}

// leftBlank reports whether a field that a row must fill has a column, which
// the row in hand, where it has no value, left blank.
func (rr *rowReader) leftBlank(field int) bool {
	return rr.table.Form.Fields[field].Required && slices.ContainsFunc(rr.columns, func(c readColumn) bool { return c.field == field })
}

// beginsWithProvince reports whether the text of a place names its province, in
// two or three characters or more.
func beginsWithProvince(text string) bool {
	runes := []rune(text)
	for _, n := range [...]int{2, 3} {
		if _, ok := places.Province(string(runes[:min(n, len(runes))])); ok {
			return true
		}
	}
	return false
}

func placeValue(raw cell.Raw, name string) returns.Value {
	return returns.Value{Kind: returns.Text, Text: name, Typed: raw.Typed(), Row: raw.At.Row, Col: raw.At.Col}
}

// province reads the cell of the province, which may name more.
func (rr *rowReader) province(rec *returns.Record, cells placeCells, faulty []bool) where {
	c := cells.province
	if c == nil {
		return where{}
	}
	found := candidates(c.text, where{})
	if i := slices.IndexFunc(found, func(p places.Place) bool { return p.Level == places.OfProvince }); i >= 0 {
		found = found[i : i+1]
	}
	if len(found) > 1 {
		found = narrowed(found, cells.city, cells.district)
	}
	if len(found) > 1 && sameProvince(found) {
		rec.Values[c.field] = placeValue(c.raw, found[0].Province)
		return where{province: found[0].Province}
	}
	if len(found) != 1 {
		faulty[c.field] = true
		f := finding.NotListed(c.raw.At, c.raw.Field, c.raw.Header, c.raw.Typed(), "省级行政区，如 贵州省")
		rr.add(f.Suggest(provinceOf(cells.city, cells.district)))
		return where{}
	}
	w := whereOf(found[0])
	rec.Values[c.field] = placeValue(c.raw, w.province)
	if rest := leftOver(c.text, found[0]); rest != "" {
		rr.add(finding.NotInDictionary(c.raw.At, c.raw.Field, c.raw.Header, c.raw.Typed()))
	}
	if found[0].Level == places.OfProvince && cells.city != nil {
		w.city = "" // the city's own cell says
	}
	return w
}

// provinceOf is the one province that the other cells of a row can lie in, ""
// if they do not tell.
func provinceOf(others ...*placeCell) string {
	for _, o := range others {
		if o == nil {
			continue
		}
		if found := candidates(o.text, where{}); len(found) > 0 && sameProvince(found) {
			return found[0].Province
		}
	}
	return ""
}

// provinceFrom is the one province that the city or district of a record can
// lie in, "" if they do not tell.
func (rr *rowReader) provinceFrom(rec *returns.Record) string {
	for _, role := range [...]forms.Role{forms.RoleCity, forms.RoleDistrict} {
		if found := candidates(rr.table.Form.RoleValue(rec, role).Text, where{}); len(found) > 0 && sameProvince(found) {
			return found[0].Province
		}
	}
	return ""
}

func sameProvince(found []places.Place) bool {
	return !slices.ContainsFunc(found, func(p places.Place) bool { return p.Province != found[0].Province })
}

// narrowed keeps the places that the other cells of the row agree with.
func narrowed(found []places.Place, others ...*placeCell) []places.Place {
	for _, o := range others {
		if o == nil {
			continue
		}
		var kept []places.Place
		for _, p := range found {
			w := whereOf(p)
			if o.text == w.city || len(places.Find(o.text, places.Hint{Province: w.province, Prefecture: w.city})) > 0 {
				kept = append(kept, p)
			}
		}
		if len(kept) > 0 {
			found = kept
		}
	}
	return found
}

// lower reads the cell of a city or district within what is known. A county
// in the cell of the city fills both.
func (rr *rowReader) lower(rec *returns.Record, c *placeCell, known where, below *placeCell, faulty []bool) where {
	if c == nil {
		return known
	}
	found := candidates(c.text, where{province: known.province, city: known.city})
	if len(found) == 0 && known.city != "" {
		found = candidates(c.text, where{province: known.province})
	}
	if len(found) > 1 {
		found = narrowed(found, below)
	}
	role := rr.table.Form.Fields[c.field].Role
	if len(found) > 1 && role == forms.RoleCity {
		if i := slices.IndexFunc(found, func(p places.Place) bool { return p.Level == places.OfPrefecture }); i >= 0 {
			found = found[i : i+1]
		}
	}
	if len(found) != 1 || role == forms.RoleDistrict && found[0].Level < places.OfCounty && whereOf(found[0]).city != known.city {
		rec.Values[c.field] = placeValue(c.raw, c.text)
		rr.add(finding.NotInDictionary(c.raw.At, c.raw.Field, c.raw.Header, c.raw.Typed()))
		return known
	}
	if leftOver(c.text, found[0]) != "" {
		rr.add(finding.NotInDictionary(c.raw.At, c.raw.Field, c.raw.Header, c.raw.Typed()))
	}
	w := whereOf(found[0])
	name := w.city
	if role == forms.RoleDistrict {
		if name = w.district; name == "" {
			name = found[0].Name
		}
	}
	if name == "" {
		name = found[0].Name
	}
	rec.Values[c.field] = placeValue(c.raw, name)
	if w.district == "" {
		w.district = known.district
	}
	if w.city == "" {
		w.city = known.city
	}
	return w
}

// smallerPlace is how the name of a city or county begins a text: 某某县体育馆, but
// not 人力资源市场.
var smallerPlace = regexp.MustCompile(`^[^市县区州旗]{1,8}(?:县|区|州|旗|市(?:[^场]|$))`)

// placeOfText fills the place from a column of words that begins with it,
// such as 举办地点, where the table has no column of places.
func (rr *rowReader) placeOfText(rec *returns.Record) {
	t := rr.table
	if t.anyPlaceColumn() >= 0 {
		return
	}
	i := t.placeInText()
	if i < 0 {
		return
	}
	f, _ := t.Form.Index(t.Columns[i].Field)
	v := rec.Values[f]
	p, ok := splitPlace(v.Text)
	if !ok {
		return
	}
	w := whereOf(p)
	if smallerPlace.MatchString(leftOver(v.Text, p)) {
		at := t.grid.place(v.Row, v.Col)
		rr.add(finding.NotInDictionary(at, string(t.Columns[i].Field), t.Columns[i].Header, v.Typed))
	}
	for _, part := range [...]struct {
		role forms.Role
		name string
	}{{forms.RoleProvince, w.province}, {forms.RoleCity, w.city}, {forms.RoleDistrict, w.district}} {
		if j, ok := t.Form.ByRole(part.role); ok && part.name != "" {
			rec.Values[j] = returns.Value{Kind: returns.Text, Text: part.name, Typed: v.Typed, Row: v.Row, Col: v.Col}
		}
	}
}
