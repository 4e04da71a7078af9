package merge

import (
	"cmp"
	"errors"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

// Input is all that figures follow from.
type Input struct {
	Register  *register.Register
	Forms     *forms.Catalogue
	Returns   []returns.Return // every version, in any order and state; not changed
	Refused   []figures.Refused
	Decisions []figures.Decision         // later ones on the same conflict win
	AsOf      period.Date                // zero: the end of the newest period among Returns
	Strict    bool                       // leave held returns out
	Omit      func(*returns.Return) bool // held returns left out although not Strict (不计入); may be nil
	Issued    *figures.Merged            // the last issue, for @new; may be nil
	Values    bool                       // values alone, what other mergings are compared with: no sources, names, ledgers, conflicts, nor who filed
}

// Merge merges. It gives the same for the same returns in whatever order. The
// error is of sums that no number can hold, or of an Input without register or
// forms.
func Merge(in Input) (*figures.Merged, error) {
	if in.Register == nil || in.Forms == nil {
		return nil, errors.New("merge returns: no register or no forms")
	}
	m := begin(in)
	m.choose()
	m.tellFirms()
	if err := m.readLedgers(); err != nil {
		return nil, err
	}
	m.tellSame()
	m.readStates()
	if err := m.count(); err != nil {
		return nil, err
	}
	if !in.Values {
		m.listLedgers()
		m.listFiled()
		m.settleConflicts()
	}
	return m.out, nil
}

// A merger is one merging under way.
type merger struct {
	in       Input
	campaign *period.Campaign
	home     string        // the home province
	asOf     period.Date   //
	now      period.Period // the newest period at or before asOf
	last     period.Period // the one before it, zero if none
	units    []returns.Unit
	unitAt   map[returns.UnitCode]int
	cityUnit int // position of the city's own unit, -1 if none

	tables   []*table
	byForm   map[returns.FormID]*table
	unused   []unused
	firms    firmBook
	state    *state // of stock forms as of the date
	before   *state // as of the period before, nil if there is none
	decided  map[string]*figures.Decision
	raised   map[string]bool // ids of conflicts
	silent   bool            // decisions hold, but conflicts are not raised
	arena    []figures.Source
	scratch  []figures.Source
	hits     []hit
	dropped  []ownedDrop
	listed   [][]figures.Dropped // each once, of the figures so far
	measures []*measure
	weekly   []indicator
	out      *figures.Merged
}

// A table is one form with what was filed on it.
type table struct {
	form   *forms.Form
	pos    int
	role   map[forms.Role]int // positions of fields by role
	series []*series
	// records is every record that is not replaced, counted or left out (see
	// record.left), by owner and date.
	records []*record
	drops   []drop         // records replaced by others
	filed   []bool         // by unit: filed this form at or before the date
	dated   []map[int]bool // by unit: numbers of the periods in which a record is dated
	ready   bool
}

// A series is one unit's counted returns on one form in order of period.
type series struct {
	unit    returns.UnitCode
	owner   int  // position of the unit whose figures they are in
	firm    bool // filed by a firm
	filings []*filing
}

// A filing is what counts of one unit, form and period.
type filing struct {
	period period.Period
	parts  []*returns.Return // tables of one file
}

// An unused return is one that nothing is counted from.
type unused struct {
	ret *returns.Return
	why string
}

// A drop is a record that another replaced.
type drop struct {
	rec *record
	by  []*record
	why string
}

func begin(in Input) *merger {
	m := &merger{
		in: in, campaign: &in.Register.Campaign, home: in.Register.Campaign.City.Province, asOf: in.AsOf,
		units: in.Register.Units, unitAt: map[returns.UnitCode]int{}, cityUnit: -1,
		byForm: map[returns.FormID]*table{}, decided: map[string]*figures.Decision{}, raised: map[string]bool{}, silent: in.Values,
	}
	for i, u := range m.units {
		m.unitAt[u.Code] = i
		if u.Kind == period.City && m.cityUnit < 0 {
			m.cityUnit = i
		}
	}
	if m.asOf.IsZero() {
		for i := range in.Returns {
			if ends := in.Returns[i].Period.Ends; ends.After(m.asOf) {
				m.asOf = ends
			}
		}
	}
	for _, p := range m.campaign.Periods {
		if !p.Ends.After(m.asOf) {
			m.last, m.now = m.now, p
		}
	}
	for i, f := range in.Forms.Forms {
		t := &table{form: f, pos: i, role: map[forms.Role]int{}, filed: make([]bool, len(m.units)), dated: make([]map[int]bool, len(m.units))}
		for j := range f.Fields {
			if r := f.Fields[j].Role; r != "" {
				t.role[r] = j
			}
		}
		m.tables = append(m.tables, t)
		m.byForm[f.ID] = t
	}
	for i := range in.Decisions {
		m.decided[in.Decisions[i].Conflict] = &in.Decisions[i]
	}
	m.out = &figures.Merged{AsOf: m.asOf, Period: m.now, Figures: map[returns.UnitCode]map[figures.ID]figures.Figure{}}
	return m
}

// at is the position of the field with a role, -1 if there is none.
func (t *table) at(r forms.Role) int {
	if i, ok := t.role[r]; ok {
		return i
	}
	return -1
}

// leavesOut reports whether a return that counts by its state is left out.
func (m *merger) leavesOut(r *returns.Return) bool {
	return r.State == returns.Held && (m.in.Strict || m.in.Omit != nil && m.in.Omit(r))
}

// conflict adds c with the decision taken about it, and says what was decided:
// of a choice that keeps a side, a, b …, its position among the sides now.
func (m *merger) conflict(c figures.Conflict) figures.Choice {
	var choice figures.Choice
	if d, ok := m.decided[c.ID]; ok {
		choice = d.Choice
		i, keeps := choice.Kept(c.Sides)
		if keeps {
			choice = figures.Choice(rune('a' + i))
		}
		if keeps || slices.Contains([]figures.Choice{figures.Both, figures.Same, figures.Apart}, choice) {
			now := *d
			now.Choice = choice
			c.Decision = &now
		} else {
			choice = ""
		}
	}
	if !m.silent {
		m.raised[c.ID] = true
		m.out.Conflicts = append(m.out.Conflicts, c)
	}
	return choice
}

// kept is the position of the side that a choice given by conflict keeps.
func kept(c figures.Choice) (int, bool) {
	if len(c) != 1 {
		return 0, false
	}
	return int(c[0] - 'a'), true
}

func (m *merger) settleConflicts() {
	slices.SortStableFunc(m.out.Conflicts, func(a, b figures.Conflict) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), slices.Compare(a.Units, b.Units), cmp.Compare(a.What, b.What), cmp.Compare(a.ID, b.ID))
	})
}

// orderOf places a unit: those of the register first, in their order.
func (m *merger) orderOf(u returns.UnitCode) int {
	if i, ok := m.unitAt[u]; ok {
		return i
	}
	return len(m.units)
}

// ownerOf is the position of the unit in whose figures what u filed counts: u
// itself, a firm's county, or the city's own unit where no county is known.
func (m *merger) ownerOf(u returns.UnitCode) int {
	if i, ok := m.unitAt[u]; ok {
		return i
	}
	if firm, ok := m.in.Register.Unit(u); ok {
		if i, ok := m.unitAt[firm.Within]; ok {
			return i
		}
	}
	return m.cityUnit
}

// codes used in conflicts.
const (
	twoCounties   finding.Code = "X404"
	twoRosters    finding.Code = "X405"
	twoUnits      finding.Code = "X406"
	notListed     finding.Code = "X407"
	countyDiffers finding.Code = "X408"
	namesAlike    finding.Code = "X409"
	twoFiles      finding.Code = "X411"
	twoNames      finding.Code = "X413"
)
