package web

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
	"chunfeng/reports/xlsx"
	"chunfeng/server/desk"
	"chunfeng/server/problem"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// A sheetOf is all that is shown of one filing.
type sheetOf struct {
	Filing  store.Filing
	Status  returns.State
	Again   bool
	Unit    string
	Period  period.Period
	Whole   []note  // findings of the file
	Tables  []table // in the order of sheets
	Faults  int
	Open    int // doubts to explain
	Answers int // doubts explained
	Advice  int
	MayFile bool
	Above   bool // the visitor is the filer's superior
	Newest  bool // no later version of any of its returns
	Firm    bool // words instead of tables
	Trial   bool // nothing was kept
	Figures []figureChange
}

// A figureChange is one figure before and after a trial.
type figureChange struct {
	Of, Name, Was, Is string
}

// A table is one return of a filing.
type table struct {
	store.Return
	Title   string
	Form    *forms.Form
	Skips   string // 合计行 1、空行 3
	Groups  []group
	Changes *desk.ReturnChanges
	Maps    []mapping
	Fields  []forms.Field // a header may be
	MayFile bool
	Latest  bool
	Firm    bool
	Above   bool
}

// A group is findings of one code and field, which one text may explain.
type group struct {
	Code     finding.Code
	Title    string
	Severity finding.Severity
	Header   string
	Advice   string
	Notes    []note
	Open     int
}

// A note is one finding as shown.
type note struct {
	No         int // position among its return's findings
	Cell       string
	Row        int
	Who        string // whose row it is, for firms
	Place      finding.Place
	Field      string
	Title      string
	Code       finding.Code
	Severity   finding.Severity
	Value      string
	Message    string
	Advice     string
	Suggestion string
	Explained  string
	Open       bool
	Look       *desk.Look
}

// A mapping asks what a header is.
type mapping struct {
	Header string
	Cell   string
	Text   string
	Now    returns.FieldID
}

// mostLooks is how many cells of a filing are shown in their surroundings at
// once.
const mostLooks = 24

// sheetOf gathers what is shown of a filing.
func (p *Pages) sheetOf(v *visit, rec *desk.Receipt) (*sheetOf, error) {
	if err := v.loadUnits(); err != nil {
		return nil, err
	}
	f := rec.Filing
	s := &sheetOf{Filing: f, Again: rec.Again, Status: rec.Status(), Unit: v.unitName(f.Unit), Firm: v.actor.Role == store.Firm, Newest: true}
	if f.Unit == "" {
		s.Unit = "未能确定单位"
	}
	s.MayFile, s.Above = v.standing(f.Unit, f.County)
	for _, x := range v.periods() {
		if x.Name() == f.Period {
			s.Period = x
		}
	}
	if rec.Changes != nil {
		s.Trial, s.Figures = true, v.figureChanges(rec.Changes.Figures)
	}
	for i := range f.Findings {
		s.Whole = append(s.Whole, noteOf(i, f.Findings[i], nil))
	}
	for _, r := range rec.Returns {
		t, err := p.tableOf(v, r)
		if err != nil {
			return nil, err
		}
		t.MayFile, t.Above, t.Firm = s.MayFile && !s.Trial, s.Above, s.Firm
		if s.Trial {
			i := slices.IndexFunc(rec.Changes.Returns, func(c desk.ReturnChanges) bool { return c.Form == r.Form })
			if i >= 0 && r.Part == 0 {
				t.Changes = &rec.Changes.Returns[i]
			}
		}
		s.Newest = s.Newest && t.Latest
		s.Tables = append(s.Tables, *t)
	}
	slices.SortStableFunc(s.Tables, func(a, b table) int { return a.Order - b.Order })
	s.count()
	return s, p.lookInto(v, s)
}

// figureChanges is the changes of figures that a reader can see, without the
// variants of figures.
func (v *visit) figureChanges(all []desk.FigureChange) []figureChange {
	var out []figureChange
	for _, x := range all {
		if isVariant(x.After.ID) || isVariant(x.Before.ID) || phrase.Text(x.Before) == phrase.Text(x.After) || x.Before.Absent && x.After.Value.IsZero() {
			continue
		}
		name := x.After.Name
		if name == "" {
			name = x.Before.Name
		}
		out = append(out, figureChange{Of: v.unitName(x.Unit), Name: name, Was: phrase.Text(x.Before), Is: phrase.Text(x.After)})
	}
	return out
}

// standing says whether the visitor may file for a unit, and as its superior.
func (v *visit) standing(unit, county returns.UnitCode) (files, above bool) {
	switch v.actor.Role {
	case store.City:
		u, _ := v.known(unit)
		return true, u.Kind != period.City
	case store.County:
		return v.actor.Unit == unit || v.actor.Unit == county, v.actor.Unit != unit && v.actor.Unit == county
	case store.Firm:
		return v.actor.Unit == unit, false
	}
	return false, false
}

func (s *sheetOf) count() {
	tally := func(n note) {
		switch {
		case n.Severity == finding.Fault:
			s.Faults++
		case n.Severity == finding.Advice:
			s.Advice++
		case n.Open:
			s.Open++
		default:
			s.Answers++
		}
	}
	for _, n := range s.Whole {
		tally(n)
	}
	for _, t := range s.Tables {
		for _, g := range t.Groups {
			for _, n := range g.Notes {
				tally(n)
			}
		}
	}
}

// tableOf gathers what is shown of one return.
func (p *Pages) tableOf(v *visit, r store.Return) (*table, error) {
	t := &table{Return: r, Title: string(r.Form)}
	f, ok := p.o.Forms.Form(r.Form)
	if ok {
		t.Form, t.Title = f, f.Title
	}
	t.Skips = skipsOf(r.Skipped)
	t.Groups = groupsOf(r.Findings, f)
	heads, err := p.o.Desk.Returns(v.ctx, v.actor, store.ReturnFilter{
		Campaign: r.Campaign, Units: []returns.UnitCode{r.Unit}, Form: r.Form, Period: r.Period.Name(), Newest: true,
	})
	if err != nil {
		return nil, err
	}
	t.Latest = len(heads) == 0 || heads[0].Version <= r.Version
	if r.Version > 1 && !r.Purged && r.Part == 0 {
		if t.Changes, err = p.o.Desk.Changes(v.ctx, v.actor, r.ID); err != nil {
			return nil, err
		}
	}
	if ok && v.actor.Role == store.Firm && r.ID != "" && len(t.Groups) > 0 {
		if err := p.nameRows(v, t); err != nil {
			return nil, err
		}
	}
	if ok && r.Filing.ID != "" {
		t.Maps, t.Fields = mapsOf(r, f)
	}
	return t, nil
}

// nameRows says whose the rows are that something is wrong with.
func (p *Pages) nameRows(v *visit, t *table) error {
	recs, err := p.o.Desk.Records(v.ctx, v.actor, t.ID, "")
	if err != nil {
		return err
	}
	names := map[int]string{}
	for i := range recs {
		names[recs[i].Row] = t.Form.RoleValue(&recs[i], forms.RolePerson).Text
	}
	for i := range t.Groups {
		for j := range t.Groups[i].Notes {
			t.Groups[i].Notes[j].Who = names[t.Groups[i].Notes[j].Row]
		}
	}
	return nil
}

// groupsOf puts findings of one code and field together, the worst first.
func groupsOf(found finding.List, f *forms.Form) []group {
	var out []group
	for i, x := range found {
		at := slices.IndexFunc(out, func(g group) bool {
			return g.Code == x.Code && g.Severity == x.Severity() && g.Notes[0].Field == x.Field && g.Advice == x.Advice()
		})
		if at < 0 {
			g := group{Code: x.Code, Title: x.Title(), Severity: x.Severity(), Advice: x.Advice()}
			if f != nil {
				if field, ok := f.Field(returns.FieldID(x.Field)); ok {
					g.Header = field.Header
				}
			}
			out = append(out, g)
			at = len(out) - 1
		}
		n := noteOf(i, x, f)
		out[at].Notes = append(out[at].Notes, n)
		if n.Open {
			out[at].Open++
		}
	}
	slices.SortStableFunc(out, func(a, b group) int {
		if a.Severity != b.Severity {
			return int(b.Severity) - int(a.Severity)
		}
		return min(1, b.Open) - min(1, a.Open)
	})
	return out
}

// noteOf is a finding with its personal numbers masked.
func noteOf(no int, x finding.Finding, f *forms.Form) note {
	n := note{
		No: no, Cell: x.Place.Cell(), Row: x.Place.Row, Place: x.Place, Field: x.Field, Title: x.Title(), Code: x.Code, Severity: x.Severity(),
		Value: vault.MaskText(x.Value), Message: vault.MaskText(x.Message()), Advice: x.Advice(), Suggestion: vault.MaskText(x.Suggestion),
		Explained: x.Explained, Open: x.Severity() == finding.Doubt && x.Open(),
	}
	if f == nil {
		return n
	}
	field, ok := f.Field(returns.FieldID(x.Field))
	if !ok || x.Value == "" {
		return n
	}
	var masked string
	switch field.Type {
	case forms.IDCard:
		masked = vault.MaskIDCard(x.Value)
	case forms.Phone:
		masked = vault.MaskPhone(x.Value)
	default:
		return n
	}
	n.Message = vault.MaskText(strings.ReplaceAll(x.Message(), x.Value, masked))
	n.Value = masked
	return n
}

// mapsOf is the headers one should be asked about: unknown ones, and those
// taken for a field by likeness only.
func mapsOf(r store.Return, f *forms.Form) ([]mapping, []forms.Field) {
	var out []mapping
	for _, x := range r.Findings {
		switch x.Code {
		case "H103", "H104", "H105":
		default:
			continue
		}
		m := mapping{Header: x.Value, Cell: x.Place.Cell(), Text: x.Message()}
		for _, c := range r.Columns {
			if c.Col == x.Place.Col {
				m.Now, m.Header = c.Field, c.Header
			}
		}
		if m.Header != "" {
			out = append(out, m)
		}
	}
	var fields []forms.Field
	for _, x := range f.Fields {
		if !x.Derived && !x.Meta {
			fields = append(fields, x)
		}
	}
	return out, fields
}

// skipWords are why a row is no record.
var skipWords = [...][2]string{
	{"total", "合计行"}, {"subtotal", "小计行"}, {"blank", "空行"}, {"index", "编号行"}, {"example", "示例行"}, {"repeated-header", "重复表头"}, {"note", "说明行"},
}

func skipsOf(all []returns.Skip) string {
	var out []string
	for _, w := range skipWords {
		n := 0
		for _, s := range all {
			if s.Why == w[0] {
				n++
			}
		}
		if n > 0 {
			out = append(out, w[1]+strconv.Itoa(n))
		}
	}
	return strings.Join(out, "、")
}

// lookInto shows the first cells that something is wrong with in their
// surroundings.
func (p *Pages) lookInto(v *visit, s *sheetOf) error {
	if s.Filing.ID == "" || s.Firm {
		return nil
	}
	var at []finding.Place
	each := func(do func(*note)) {
		for i := range s.Tables {
			for j := range s.Tables[i].Groups {
				g := &s.Tables[i].Groups[j]
				if g.Severity == finding.Advice {
					continue
				}
				for k := range g.Notes {
					if k < 3 {
						do(&g.Notes[k])
					}
				}
			}
		}
	}
	each(func(n *note) {
		if len(at) < mostLooks && n.Row > 0 {
			at = append(at, n.Place)
		}
	})
	looks, err := p.o.Desk.Looks(v.ctx, v.actor, s.Filing.ID, at)
	if err != nil {
		return err
	}
	each(func(n *note) {
		if i := slices.IndexFunc(looks, func(l desk.Look) bool { return l.Place == n.Place }); i >= 0 {
			n.Look = &looks[i]
		}
	})
	return nil
}

func (p *Pages) filing(v *visit) error {
	rec, err := p.o.Desk.Filing(v.ctx, v.actor, v.Param("id"))
	if err != nil {
		return err
	}
	s, err := p.sheetOf(v, rec)
	if err != nil {
		return err
	}
	return v.showAs(http.StatusOK, "filing", "filings", vault.MaskText(s.Filing.File), []outcome{{File: s.Filing.File, Sheet: s}})
}

// A filingList is what arrived, kept or not.
type filingList struct {
	Period   string
	Periods  []period.Period
	Filings  []store.Filing
	Attempts []store.Attempt
	More     string
	Names    *visit
}

const pageSize = 50

func (p *Pages) filings(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	l := filingList{Period: v.QueryParam("period"), Periods: v.periods(), Names: v}
	f := store.FilingFilter{Campaign: v.campaign.ID, Period: l.Period, Page: store.Page{Before: v.QueryParam("before"), Limit: pageSize}}
	var err error
	if l.Filings, err = p.o.Desk.Filings(v.ctx, v.actor, f); err != nil {
		return err
	}
	if len(l.Filings) == pageSize {
		l.More = l.Filings[pageSize-1].ID
	}
	if f.Before == "" {
		f.Limit = 20
		if l.Attempts, err = p.o.Desk.Attempts(v.ctx, v.actor, f); err != nil {
			return err
		}
	}
	return v.show("filings", "收件", l)
}

// explain answers doubts and shows the filing anew.
func (p *Pages) explain(v *visit) error {
	e := desk.Explanations{Text: strings.TrimSpace(v.FormValue("text"))}
	form, err := v.FormParams()
	if err != nil {
		return problem.New("bad_request", "表单不完整")
	}
	for _, n := range form["no"] {
		i, err := strconv.Atoi(n)
		if err != nil {
			return problem.New("bad_request", "没有这一条问题")
		}
		e.Numbers = append(e.Numbers, i)
	}
	r, err := p.o.Desk.Explain(v.ctx, v.actor, v.Param("id"), e)
	if err != nil {
		return err
	}
	return p.afterwards(v, r.Filing.ID, "explained", r.ID)
}

// afterwards shows a filing after an act on one of its returns.
func (p *Pages) afterwards(v *visit, filing, done, ret string) error {
	if filing == "" {
		return v.back("/returns/"+ret, done)
	}
	if !partial(v.Request()) {
		return v.back("/filings/"+filing, done)
	}
	rec, err := p.o.Desk.Filing(v.ctx, v.actor, filing)
	if err != nil {
		return err
	}
	s, err := p.sheetOf(v, rec)
	if err != nil {
		return err
	}
	return v.part("filing", "outcomes", []outcome{{File: s.Filing.File, Sheet: s}})
}

// columns says what headers are. Those left as they are are not sent.
func (p *Pages) columns(v *visit) error {
	form, err := v.FormParams()
	if err != nil {
		return problem.New("bad_request", "表单不完整")
	}
	var heads []desk.Header
	for i, h := range form["header"] {
		if i < len(form["field"]) && form["field"][i] != "" {
			heads = append(heads, desk.Header{Header: h, Field: form["field"][i]})
		}
	}
	if len(heads) == 0 {
		return problem.New("bad_request", "请为至少一列选择它是什么")
	}
	rec, err := p.o.Desk.MapColumns(v.ctx, v.actor, v.Param("id"), heads, v.FormValue("password"))
	if err != nil {
		return err
	}
	return p.afterwards(v, rec.Filing.ID, "columns", v.Param("id"))
}

func (p *Pages) withdraw(v *visit) error {
	r, err := p.o.Desk.Withdraw(v.ctx, v.actor, v.Param("id"), v.FormValue("reason"))
	if err != nil {
		return err
	}
	return p.afterwards(v, r.Filing.ID, "withdrawn", r.ID)
}

func (p *Pages) sendBack(v *visit) error {
	r, err := p.o.Desk.SendBack(v.ctx, v.actor, v.Param("id"), v.FormValue("reason"))
	if err != nil {
		return err
	}
	return p.afterwards(v, r.Filing.ID, "sentback", r.ID)
}

func (p *Pages) admit(v *visit) error {
	r, _, err := p.o.Desk.Admit(v.ctx, v.actor, v.Param("id"), v.FormValue("reason"))
	if err != nil {
		return err
	}
	return p.afterwards(v, r.Filing.ID, "admitted", r.ID)
}

const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// send hands out a file under its name.
func (v *visit) send(name, kind string, data []byte, inline bool) error {
	how := "attachment"
	if inline {
		how = "inline"
	}
	v.Response().Header().Set("Content-Disposition", how+"; filename*=UTF-8''"+url.PathEscape(name))
	if kind == "application/pdf" {
		// A browser's own viewer brings its styles along.
		v.Response().Header().Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'")
	}
	return v.Blob(http.StatusOK, kind, data)
}

func (p *Pages) original(v *visit) error {
	name, data, err := p.o.Desk.Original(v.ctx, v.actor, v.Param("id"))
	if err != nil {
		return err
	}
	return v.send(name, "application/octet-stream", data, false)
}

func (p *Pages) marked(v *visit) error {
	var b bytes.Buffer
	name, err := p.o.Desk.Marked(v.ctx, v.actor, v.Param("id"), &b)
	if err != nil {
		return err
	}
	return v.send(name, sheetType, b.Bytes(), false)
}

func (p *Pages) receipt(v *visit) error {
	var b bytes.Buffer
	if err := p.o.Desk.Slip(v.ctx, v.actor, v.Param("id"), &b); err != nil {
		return err
	}
	return v.send("回执.pdf", "application/pdf", b.Bytes(), true)
}

// effect is what a filing changed in the figures, asked for where it is shown.
func (p *Pages) effect(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	all, err := p.o.Desk.Effect(v.ctx, v.actor, v.Param("id"))
	if err != nil {
		return err
	}
	if partial(v.Request()) {
		return v.part("effect", "effects", v.figureChanges(all))
	}
	return v.showAs(http.StatusOK, "effect", "filings", "数字的变化", v.figureChanges(all))
}

// A lookPage is one cell as it was filed, in its surroundings.
type lookPage struct {
	Filing, File, Sheet, Cell string
	Look                      *desk.Look
}

func (p *Pages) look(v *visit) error {
	rec, err := p.o.Desk.Filing(v.ctx, v.actor, v.Param("id"))
	if err != nil {
		return err
	}
	l := lookPage{Filing: rec.Filing.ID, File: rec.Filing.File, Sheet: v.QueryParam("sheet"), Cell: v.QueryParam("cell")}
	row, col := firstCell(l.Cell)
	all, err := p.o.Desk.Looks(v.ctx, v.actor, l.Filing, []finding.Place{{Sheet: l.Sheet, Row: row, Col: col}})
	if err != nil {
		return err
	}
	if len(all) > 0 {
		l.Look = &all[0]
	}
	if partial(v.Request()) {
		return v.part("look", "looked", l)
	}
	return v.showAs(http.StatusOK, "look", "figures", l.Cell, l)
}

// firstCell is row and column of the first cell of a run such as K7:K12,K15;
// 0, 0 when it names none that a sheet can have.
func firstCell(s string) (row, col int) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z' && row == 0 && col < 1000:
			col = col*26 + int(c-'A') + 1
		case c >= '0' && c <= '9' && col > 0 && row < 10_000_000:
			row = row*10 + int(c-'0')
		default:
			return row, col
		}
	}
	return row, col
}

// template is a blank workbook of a form for a period, the current one unless
// one is named, made out to the unit named, else to the visitor's own.
func (p *Pages) template(v *visit) error {
	f, ok := p.o.Forms.Form(returns.FormID(v.Param("form")))
	if !ok {
		return store.ErrNotFound
	}
	var on xlsx.TemplateFor
	if v.campaign.ID != "" {
		unit := cmp.Or(returns.UnitCode(v.FormValue("unit")), v.actor.Unit)
		var err error
		if on, err = p.o.Desk.Blank(v.ctx, v.actor, v.campaign.ID, f.ID, unit, v.asked().Name()); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := xlsx.Template(&b, f, on); err != nil {
		return err
	}
	return v.send(on.Unit.Name+f.Title+on.Period.Name()+"（空白）.xlsx", sheetType, b.Bytes(), false)
}
