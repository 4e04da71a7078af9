package table

import (
	"path"
	"slices"
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// An issuer is one unit that a workbook names as the one that files it.
type issuer struct {
	unit returns.Unit
	from string // where it says so
	text string
	at   finding.Place
	weak bool // the city in a title: it may be whom the return is for
}

// findUnit settles who files: given, else the sheets, else the file name, else
// whom our template was made for.
func (l *locator) findUnit() {
	reg := l.asked.Register
	var named []issuer
	firms := l.firmForms()
	for _, sc := range l.sheets {
		if sc.sheet.Hidden && !l.onlyHidden() {
			continue
		}
		for _, t := range sc.tables {
			t.issuers = l.issuersOf(t.head, sc, firms || t.Form.Roster || onlyFirms(t.Form))
			named = append(named, t.issuers...)
		}
	}
	file := l.fileIssuers(firms)
	if l.asked.Unit != "" {
		u, ok := reg.Unit(l.asked.Unit)
		if !ok {
			u = returns.Unit{Code: l.asked.Unit, Name: string(l.asked.Unit)}
		}
		l.out.Unit, l.out.UnitFrom = u, "given"
		l.against(u, append(named, file...))
		return
	}
	all := append(slices.Clone(named), file...)
	if u, ok := reg.Unit(l.template.unit); ok && len(all) == 0 {
		l.out.Unit, l.out.UnitFrom = u, "template"
		return
	}
	if len(all) == 0 {
		l.found = append(l.found, l.nobody())
		return
	}
	if !oneFirm(all) {
		// Several firms' rosters in one workbook: their county hands them in.
		if u, from, ok := l.countyOf(all); ok {
			l.out.Unit, l.out.UnitFrom = u, from
			l.against(u, all)
			return
		}
	}
	pick := all[0]
	if i := slices.IndexFunc(all, func(is issuer) bool { return !is.weak }); i >= 0 {
		pick = all[i]
	}
	l.out.Unit, l.out.UnitFrom = pick.unit, pick.from
	l.against(pick.unit, all)
}

// nobody reports that no unit can be told: what stands where a unit is named,
// but is in no register, else that nothing stands there.
func (l *locator) nobody() finding.Finding {
	for _, sc := range l.live() {
		for _, t := range sc.tables {
			for _, p := range t.head.with(issuerLabels) {
				if p.text != "" && !isMeasure(p.text) {
					at := sc.grid.place(p.row, p.col)
					return finding.UnitUnclear(at, p.text, p.label+"写的是“"+p.text+"”，单位和企业名录中没有")
				}
			}
		}
	}
	return finding.UnitUnclear(finding.Place{File: l.book.File}, "", "标题、填报单位和文件名都没有写明填报单位")
}

// against reports every place that names another unit than u.
func (l *locator) against(u returns.Unit, named []issuer) {
	for _, is := range named {
		if is.unit.Code == u.Code || is.weak && u.Kind != period.City {
			continue
		}
		if is.from != l.out.UnitFrom && slices.ContainsFunc(named, func(o issuer) bool { return o.from == is.from && o.unit.Code == u.Code }) {
			continue // a title that names u beside others: 椒江区、黄岩区联合招聘会
		}
		if is.unit.Kind == period.Firm && u.Kind != period.Firm && l.onBehalf(u, is.unit) {
			// A superior files for a firm: the return is the firm's.
			if oneFirm(named) {
				l.out.Unit, l.out.UnitFrom = is.unit, is.from
			}
			continue
		}
		if u.Kind == period.Firm && is.unit.Kind != period.Firm {
			continue // the county that a firm lies in
		}
		what := "填报单位应为“" + u.Name + "”（" + whence(l.out.UnitFrom) + "），" + behind(is.from) + "写的是“" + is.unit.Name + "”"
		if is.from == l.out.UnitFrom {
			what = whence(is.from) + " 同时写了“" + u.Name + "”和“" + is.unit.Name + "”"
		}
		l.found = append(l.found, finding.UnitUnclear(is.at, is.text, what))
		return
	}
}

// oneFirm reports whether not more than one firm is named.
func oneFirm(named []issuer) bool {
	var code returns.UnitCode
	for _, is := range named {
		if is.unit.Kind != period.Firm {
			continue
		}
		if code != "" && is.unit.Code != code {
			return false
		}
		code = is.unit.Code
	}
	return true
}

// countyOf is the unit that hands in the rosters of several firms: one that is
// named, else the county in which all of them lie.
func (l *locator) countyOf(named []issuer) (returns.Unit, string, bool) {
	for _, is := range named {
		if is.unit.Kind != period.Firm && !is.weak {
			return is.unit, is.from, true
		}
	}
	within, from := returns.UnitCode(""), ""
	for _, is := range named {
		switch {
		case is.unit.Kind != period.Firm:
		case within == "":
			within, from = is.unit.Within, is.from
		case is.unit.Within != within:
			return returns.Unit{}, "", false
		}
	}
	u, ok := l.asked.Register.Unit(within)
	return u, from, ok && within != ""
}

// onBehalf reports whether u may file for a firm.
func (l *locator) onBehalf(u, firm returns.Unit) bool {
	return u.Kind == period.City || firm.Within == "" || firm.Within == u.Code
}

// onlyHidden reports whether no visible sheet holds a table.
func (l *locator) onlyHidden() bool {
	return !slices.ContainsFunc(l.sheets, func(sc *sheetScan) bool { return !sc.sheet.Hidden && len(sc.tables) > 0 })
}

// firmForms reports whether every table found is of a form that firms file.
func (l *locator) firmForms() bool {
	n := 0
	for _, sc := range l.sheets {
		for _, t := range sc.tables {
			if !t.Form.Owed(period.Firm) {
				return false
			}
			n++
		}
	}
	return n > 0
}

func onlyFirms(f *forms.Form) bool {
	return len(f.FiledBy) == 1 && f.FiledBy[0] == period.Firm
}

// issuersOf lists the units that a heading names: its 填报单位 first, then its
// title, then the sheet's name.
func (l *locator) issuersOf(h heading, sc *sheetScan, firms bool) []issuer {
	var out []issuer
	labels := slices.Concat(issuerLabels, unitLabels)
	code, codeAt := l.firmCode(h)
	for _, p := range h.pairs {
		if !slices.ContainsFunc(labels, func(s string) bool { return plain.Key(s) == p.label }) || isMeasure(p.text) || p.text == "" {
			continue
		}
		at := sc.grid.place(p.row, p.col)
		if firmLike(p.text) || len(l.asked.Register.FirmsNamed(p.text)) > 0 {
			if u, ok := l.firm(p.text, code); ok && firms {
				out = append(out, issuer{unit: u, from: at.String(), text: p.text, at: at})
			}
			continue
		}
		named := l.asked.Register.Match(p.text)
		if u, ok := l.asked.Register.Exactly(p.text); ok && len(named) == 0 {
			named = []returns.Unit{u} // 填报单位：331002
		}
		for _, u := range named {
			out = append(out, issuer{unit: u, from: at.String(), text: p.text, at: at})
		}
	}
	if firms && code != "" && !slices.ContainsFunc(out, func(i issuer) bool { return i.unit.Kind == period.Firm }) {
		if u, ok := l.firm("", code); ok {
			out = append(out, issuer{unit: u, from: codeAt.String(), text: string(code), at: codeAt})
		}
	}
	for _, ln := range h.lines {
		if ln.labelled || firmLike(ln.text) && !firms {
			continue
		}
		at := sc.grid.place(ln.row, ln.col)
		if firms {
			if u, ok := l.firmIn(ln.text, code); ok {
				out = append(out, issuer{unit: u, from: at.String(), text: ln.text, at: at})
				continue
			}
		}
		for _, u := range l.asked.Register.Match(ln.text) {
			out = append(out, issuer{unit: u, from: at.String(), text: ln.text, at: at, weak: u.Kind == period.City})
		}
	}
	at := sc.grid.place(0, 0)
	for _, u := range l.asked.Register.Match(sc.sheet.Name) {
		out = append(out, issuer{unit: u, from: sc.sheet.Name, text: sc.sheet.Name, at: at, weak: u.Kind == period.City})
	}
	return out
}

// firmCode is the credit code in a heading, normalised, "" if there is none.
// One with a wrong check digit is taken too: C206 says so.
func (l *locator) firmCode(h heading) (returns.UnitCode, finding.Place) {
	for _, p := range h.pairs {
		if !strings.Contains(p.label, "信用代码") {
			continue
		}
		if v, _ := cell.CreditCode(cell.Raw{Text: p.text}); v.Kind == returns.Text {
			return returns.UnitCode(v.Text), finding.Place{File: l.book.File, Row: p.row, Col: p.col}
		}
	}
	return "", finding.Place{}
}

// firm finds a firm by its code, else by its name; a code that is not valid
// goes behind the name.
func (l *locator) firm(name string, code returns.UnitCode) (returns.Unit, bool) {
	if u, ok := l.asked.Register.Unit(code); ok && u.Kind == period.Firm {
		return u, true
	}
	_, wrong := cell.CreditCode(cell.Raw{Text: string(code)})
	known := l.asked.Register.FirmsNamed(name)
	switch {
	case len(known) == 1 && (code == "" || len(wrong) > 0):
		return known[0], true
	case code != "":
		return returns.Unit{Code: code, Kind: period.Firm, Name: cell.Firm(cell.Raw{Text: name}).Text}, true
	}
	return returns.Unit{}, false
}

// firmIn finds a firm of the register whose name stands in a title.
func (l *locator) firmIn(text string, code returns.UnitCode) (returns.Unit, bool) {
	for _, f := range l.asked.Register.FirmsIn(text) {
		if code == "" || f.Code == code {
			return f, true
		}
	}
	return returns.Unit{}, false
}

// fileIssuers lists the units that the file's name names.
func (l *locator) fileIssuers(firms bool) []issuer {
	name := strings.TrimSuffix(path.Base(strings.ReplaceAll(l.book.File, `\`, "/")), path.Ext(l.book.File))
	at := finding.Place{File: l.book.File}
	if firms {
		if u, ok := l.firmIn(name, ""); ok {
			return []issuer{{unit: u, from: "file name", text: name, at: at}}
		}
		if firmLike(name) || strings.Contains(name, "公司") {
			return nil
		}
	}
	var out []issuer
	for _, u := range l.asked.Register.Match(name) {
		out = append(out, issuer{unit: u, from: "file name", text: name, at: at, weak: u.Kind == period.City})
	}
	return out
}
