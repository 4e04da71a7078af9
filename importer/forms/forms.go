package forms

import (
	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// Counting says how the returns of one unit add up over periods.
type Counting string

// Flow: records are events, all up to the date count. Stock: records are a
// state, the newest return at or before the date counts whole.
const (
	Flow  Counting = "flow"
	Stock Counting = "stock"
)

// Type is what a field holds.
type Type string

// The types. Count is whole and ≥ 0, Money is in yuan, Rate is 0–1.
const (
	Text     Type = "text"
	Firm     Type = "firm"
	USCC     Type = "uscc"
	IDCard   Type = "idcard"
	Phone    Type = "phone"
	Person   Type = "person"
	DateType Type = "date"
	Count    Type = "count"
	Money    Type = "money"
	Rate     Type = "rate"
	YesNo    Type = "yesno"
	Enum     Type = "enum"
	Province Type = "province"
	Place    Type = "place"  // a prefecture or a county elsewhere; Level says which
	County   Type = "county" // a unit of the campaign
)

// Numeric reports whether values of the type are numbers.
func (t Type) Numeric() bool { return t == Count || t == Money || t == Rate }

// Personal reports whether values of the type are masked outside.
func (t Type) Personal() bool { return t == IDCard || t == Phone }

// Role is what a field means to readers, rules and merging.
type Role string

// The roles. A form has at most one field of each.
const (
	RoleEvent    Role = "event"    // the date that says whether and when a record counts
	RoleFirm     Role = "firm"     // a firm's name; its identity is its code
	RoleUSCC     Role = "uscc"     // the code of the firm
	RolePerson   Role = "person"   // a worker's name
	RoleIDCard   Role = "idcard"   // the worker's number
	RoleIDType   Role = "idtype"   // which document the number is of
	RolePhone    Role = "phone"    // the worker's phone, part of his identity without a number
	RoleTeam     Role = "team"     // a team; its identity lies inside the unit
	RoleProvince Role = "province" // where it happened
	RoleCity     Role = "city"     // prefecture
	RoleDistrict Role = "district" // county
	RoleVillage  Role = "village"  // identified with its district
	RoleCounty   Role = "county"   // which unit of the campaign the row is of
	RoleBase     Role = "base"     // a firm's workers before the holiday: the first filed counts until a change is explained
)

// DateKind says which dates a field may hold.
type DateKind string

// The kinds of dates: Event within the campaign and up to the period's end,
// Past up to the period's end, Open any. Signed is an Event whose days before
// the campaign are doubts (C218) and are not counted.
const (
	EventDate  DateKind = "event"
	PastDate   DateKind = "past"
	OpenDate   DateKind = "open"
	SignedDate DateKind = "signed"
)

// A Form is one kind of table.
type Form struct {
	ID       returns.FormID    `yaml:"id"`
	Order    int               `yaml:"order"` // position in lists
	Title    string            `yaml:"title"`
	Titles   []string          `yaml:"titles"` // words of titles and sheet names that point here
	FiledBy  []period.UnitKind `yaml:"filed_by"`
	Counting Counting          `yaml:"counting"`
	Section  string            `yaml:"section"` // of the briefing, e.g. recruitment
	Layout   Layout            `yaml:"layout"`
	Evidence []returns.FieldID `yaml:"evidence"` // without one of these columns a sheet is not this form
	Identity [][]Key           `yaml:"identity"` // in order; the first whose parts are all filled identifies a row inside the unit
	Same     [][]Key           `yaml:"same"`     // any; tells one thing filed by two units
	Fields   []Field           `yaml:"fields"`
	Rules    []Rule            `yaml:"rules"`
	Figures  []Figure          `yaml:"figures"`
	Borrow   []Borrow          `yaml:"borrow"`
	Fold     *Fold             `yaml:"fold"`
	Joins    *Joins            `yaml:"joins"`
	Roster   bool              `yaml:"roster"` // one worker a row; folds into its firm's line
	Lines    bool              `yaml:"lines"`  // one firm a row; the line rosters fold into
	Source   string            `yaml:"-"`      // the file it was loaded from

	index map[returns.FieldID]int
}

// Layout says how a form is laid out.
type Layout string

// Rows is a table of records. Indicators is a table of figures (weekly): one
// row or one column per figure, with 本周 and 累计; its fields <figure>.week and
// <figure>.total are made from the catalogue's flow figures.
const (
	Rows       Layout = "rows"
	Indicators Layout = "indicators"
)

// A Key is one part of an identity: a field id, "place" (the prefecture of the
// fields with place roles), or alternatives joined by |, of which the first
// filled stands.
type Key string

// A Field is one column of a form.
type Field struct {
	ID       returns.FieldID `yaml:"id"`
	Type     Type            `yaml:"type"`
	Header   string          `yaml:"header"` // as our templates print it
	Also     []string        `yaml:"also"`   // synonyms; merged parents joined by /
	Unit     string          `yaml:"unit"`   // 个, 人次, 元
	Required bool            `yaml:"required"`
	Role     Role            `yaml:"role"`
	Dates    DateKind        `yaml:"dates"`    // of dates
	RangeTo  returns.FieldID `yaml:"range_to"` // a range in one cell also fills this field
	Default  string          `yaml:"default"`  // where there is no column or the cell is blank
	Infer    *Infer          `yaml:"infer"`
	Choices  []Choice        `yaml:"choices"`  // of enum
	Open     bool            `yaml:"open"`     // others than the choices are doubts (C217), not faults (C205)
	Several  bool            `yaml:"several"`  // several choices in one cell
	AsTyped  bool            `yaml:"as_typed"` // an open list that only says what is known: the text stays as typed
	Meta     bool            `yaml:"meta"`     // stands in the lines above the table, not in a column
	Volatile bool            `yaml:"volatile"` // expected to jump from period to period: no X402
	Derived  bool            `yaml:"derived"`  // computed when a line is folded: no column, not filed

	Cumulative bool       `yaml:"cumulative"` // a total since the campaign began: must not fall (X401)
	Figure     figures.ID `yaml:"-"`          // of indicators: what the field reports
}

// A Choice is one value of an enum and other ways of writing it.
type Choice struct {
	Value string   `yaml:"value"`
	Also  []string `yaml:"also"`
}

// Infer gives a blank field 1 from the words of another field.
type Infer struct {
	From   returns.FieldID `yaml:"from"`
	Unless []string        `yaml:"unless"` // not where the text is one of these
	Holds  []string        `yaml:"holds"`  // only where the text holds one of these; empty: any text
	None   bool            `yaml:"none"`   // 0 instead of absent where it does not apply and From is filled
}

// A Rule is one check of a record or of a table. Exactly one of Each, Sum,
// Rate, Ascending, Listed and When is set.
type Rule struct {
	Code      string            `yaml:"code"` // R302 (fault) or R305 (doubt); R303, R306 are fixed
	Each      []returns.FieldID `yaml:"each"` // each of these ≤ AtMost
	Sum       []returns.FieldID `yaml:"sum"`  // together ≤ AtMost, or = Equals
	AtMost    returns.FieldID   `yaml:"at_most"`
	Equals    returns.FieldID   `yaml:"equals"`
	Positive  bool              `yaml:"positive"` // hold it only where AtMost or Equals is more than 0
	Minus     []returns.FieldID `yaml:"minus"`    // taken from Sum
	Rate      returns.FieldID   `yaml:"rate"`     // a typed rate that must be Of ÷ To (R303)
	Of        returns.FieldID   `yaml:"of"`
	To        returns.FieldID   `yaml:"to"`
	Ascending []returns.FieldID `yaml:"ascending"` // dates in order
	Listed    returns.FieldID   `yaml:"listed"`    // the count of this record's rows in form In (R306)
	In        returns.FormID    `yaml:"in"`
	On        []Key             `yaml:"on"`
	When      []Condition       `yaml:"when"` // what does not go together (R305); needs At and Says
	At        returns.FieldID   `yaml:"at"`   // where the finding stands; "" is the part, of Sum the whole, that has a cell
	Says      string            `yaml:"says"` // the sentence, {field} stands for the value; "" makes one
}

// A Figure is a contribution of this form to a figure. Several forms may
// contribute to one id; the first that names it defines it.
type Figure struct {
	ID         figures.ID      `yaml:"id"`
	Name       string          `yaml:"name"`
	Also       []string        `yaml:"also"` // what weekly tables call it
	Unit       string          `yaml:"unit"`
	Definition string          `yaml:"definition"`
	Sum        returns.FieldID `yaml:"sum"`
	Rows       bool            `yaml:"rows"`
	Distinct   Key             `yaml:"distinct"`
	Ratio      *Ratio          `yaml:"ratio"`
	Where      []Condition     `yaml:"where"`
	Home       figures.ID      `yaml:"home"`   // outside the home province counts here, inside as Home
	Unless     returns.FormID  `yaml:"unless"` // not for units that filed that form at or before the date
	Else       *Else           `yaml:"else"`
	Basis      string          `yaml:"basis"` // counts only where the campaign's basis says so
	Beside     *Beside         `yaml:"beside"`
	Base       figures.ID      `yaml:"base"`     // of Distinct: the gross figure beside it
	Prose      string          `yaml:"prose"`    // rounding in sentences: exact (default) or hundreds
	Shares     returns.FieldID `yaml:"shares"`   // rows by the values of this field
	Register   string          `yaml:"register"` // due, filed or rate: firms of the register, those of them with a line, their ratio
}

// Ratio is the sum of the Of fields over the sum of the To fields, over the
// records that have at least one of each.
type Ratio struct {
	Of []returns.FieldID `yaml:"of"`
	To []returns.FieldID `yaml:"to"`
}

// A Condition must hold for a record to count. Conditions are joined by and.
type Condition struct {
	Field   returns.FieldID   `yaml:"field"`
	Is      []string          `yaml:"is"`      // one of these words
	Not     []string          `yaml:"not"`     // none of these words
	ByDate  bool              `yaml:"by_date"` // a date at or before the as-of date, or blank
	Filled  bool              `yaml:"filled"`
	Of      []returns.FieldID `yaml:"of"` // Σ Of ÷ Σ To ≥ AtLeast, exactly
	To      []returns.FieldID `yaml:"to"`
	AtLeast string            `yaml:"at_least"` // e.g. 0.9
}

// Else says what a record without the summed field adds: the number of rows
// of another form that match On.
type Else struct {
	Rows returns.FormID `yaml:"rows"`
	On   []Key          `yaml:"on"`
}

// Beside says what is printed beside a distinct count where a unit filed only
// numbers: the sum of Field in Form over units without rows of this form.
type Beside struct {
	Form  returns.FormID  `yaml:"form"`
	Field returns.FieldID `yaml:"field"`
	Says  string          `yaml:"says"` // 另按报送数{n}家次
}

// Borrow fills blank fields from the one record of another form, filed by the
// same unit, that matches On ("team" and "date" compare by role; an event
// matches when it lies within the other's from–to).
type Borrow struct {
	Fields []returns.FieldID `yaml:"fields"`
	From   returns.FormID    `yaml:"from"`
	On     []Role            `yaml:"on"` // all of them must match; a blank team matches any
}

// Fold turns rows into records of another form where that form has none with
// the same keys.
type Fold struct {
	Into returns.FormID             `yaml:"into"`
	By   []returns.FieldID          `yaml:"by"`
	Set  map[returns.FieldID]Gather `yaml:"set"`
}

// Gather is how folded rows give one field: the number of rows, or the sum of
// a field, over those whose Field holds Is.
type Gather struct {
	Rows  bool            `yaml:"rows"`
	Sum   returns.FieldID `yaml:"sum"`
	Field returns.FieldID `yaml:"field"`
	Is    string          `yaml:"is"`
}

// Joins lets a firm's own rows count for its county where the county has no
// row with the same keys.
type Joins struct {
	Unless []Key `yaml:"unless"`
}

// Index is the position of a field in records, and false if f has none such.
func (f *Form) Index(id returns.FieldID) (int, bool) {
	i, ok := f.index[id]
	return i, ok
}

// Field looks a field up by its id.
func (f *Form) Field(id returns.FieldID) (*Field, bool) {
	i, ok := f.index[id]
	if !ok {
		return nil, false
	}
	return &f.Fields[i], true
}

// ByRole is the position of the field with that role.
func (f *Form) ByRole(r Role) (int, bool) {
	for i := range f.Fields {
		if f.Fields[i].Role == r {
			return i, true
		}
	}
	return 0, false
}

// Value is a record's value of a field; absent if the form has no such field.
func (f *Form) Value(rec *returns.Record, id returns.FieldID) returns.Value {
	if i, ok := f.index[id]; ok && i < len(rec.Values) {
		return rec.Values[i]
	}
	return returns.Value{}
}

// RoleValue is a record's value of the field with that role.
func (f *Form) RoleValue(rec *returns.Record, r Role) returns.Value {
	if i, ok := f.ByRole(r); ok && i < len(rec.Values) {
		return rec.Values[i]
	}
	return returns.Value{}
}

// Owed reports whether units of that kind may file f.
func (f *Form) Owed(kind period.UnitKind) bool {
	for _, k := range f.FiledBy {
		if k == kind {
			return true
		}
	}
	return false
}

// A Catalogue is the forms known, in the order of the contract, operators' own
// behind the built-in ones they do not replace.
type Catalogue struct {
	Forms []*Form
}

// Form looks a form up by its id.
func (c *Catalogue) Form(id returns.FormID) (*Form, bool) {
	for _, f := range c.Forms {
		if f.ID == id {
			return f, true
		}
	}
	return nil, false
}
