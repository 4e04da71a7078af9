package briefing

import (
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// A Briefing is one issue of the campaign's bulletin, or a draft of it.
type Briefing struct {
	Masthead string      // 工作简报
	Issue    string      // 第3期, or 草稿
	Issuer   string      // 编发单位, full name
	Date     period.Date // of issue; the as-of date for drafts
	AsOf     period.Date
	Campaign string
	Title    string
	Lines    []string    // of the title, broken by sense; joined they are Title
	Preface  []Paragraph // before the lead: 按语, a leader's remark
	Lead     Paragraph
	Sections []Section
	Colophon Colophon
	Merged   *figures.Merged           // what the workbook lists behind the words
	Units    []returns.Unit            // in the order of tables
	Firms    []returns.Unit            // the firms due
	Forms    map[returns.FormID]string // titles
	Basis    []Paragraph               // 口径, one a line
	Errata   []Erratum                 // against the issue before
}

// An Erratum says that an earlier issue printed another number (更正).
type Erratum struct {
	Issue  string // 第2期
	Figure figures.ID
	Name   string // of the figure, with its unit's name before it if it is one unit's
	Was    string // as printed
	Is     string
	Why    string
}

// A Section is one numbered part (一、…). ID is stable, e.g. recruitment.
type Section struct {
	ID     string
	Title  string
	Blocks []Block
}

// A Block is a Paragraph, a *Table or a *Chart.
type Block interface{ block() }

// A Paragraph is words in which numbers are bound to figures.
type Paragraph struct {
	Heading string // （一）… before the words, "" if none
	Spans   []Span
}

// A Span is a piece of text, and the figure it prints if any.
type Span struct {
	Text   string
	Figure figures.ID       // "" for plain words
	Unit   returns.UnitCode // whose figure; figures.City for the city
}

// Words makes a Paragraph of plain words.
func Words(s string) Paragraph { return Paragraph{Spans: []Span{{Text: s}}} }

// String is the paragraph's words.
func (p Paragraph) String() string {
	var b strings.Builder
	b.WriteString(p.Heading)
	for _, s := range p.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// An Alignment places the text of a column.
type Alignment uint8

// The alignments. Numbers stand right, names left.
const (
	Left Alignment = iota
	Center
	Right
)

// A Table is printed with its head repeated on every page it runs over.
type Table struct {
	Title   string
	Unit    string // 单位：… above the right edge, "" if none
	Columns []Column
	Rows    []Row
	Note    string // 注：… below, "" if none
}

// A Column is one column of a Table. Adjacent columns with one Group share a
// head cell above them.
type Column struct {
	Group  string
	Head   string
	Align  Alignment
	Weight float64 // relative width, 1 is a number of five digits
}

// A Row is one line of a Table.
type Row struct {
	Kind  RowKind
	Cells []Cell
}

// RowKind tells totals from plain lines.
type RowKind uint8

// The kinds of rows.
const (
	Plain RowKind = iota
	Total
	Removed // 其中重复(剔除)
)

// A Cell is text, and the figure it prints if any.
type Cell struct {
	Text   string
	Figure figures.ID
	Unit   returns.UnitCode
}

// A ChartKind is a way of drawing.
type ChartKind string

// The kinds of charts.
const (
	Bars  ChartKind = "bars"  // one group of bars a category
	Lines ChartKind = "lines" // one line a series over the categories
	Flow  ChartKind = "flow"  // from the categories (origins) to Targets
)

// A Chart is the data of one picture. Values are only for drawing; what is
// printed at them is Labels.
type Chart struct {
	Title      string
	Kind       ChartKind
	Unit       string // of the axis, e.g. % or 个
	Categories []string
	Series     []Series
	Target     float64 // a line across the bars, 0 for none
	TargetText string
	Floor      float64 // where the axis of Lines begins, 0 unless the section says otherwise
	Note       string
}

// A Series is one value a category; NaN leaves a gap.
type Series struct {
	Name   string
	Values []float64
	Labels []string
}

// A Colophon is the foot of the last page (版记).
type Colophon struct {
	To     []Receivers // 报, 送, 发 in this order
	Copies int         // 共印N份, 0 prints nothing
}

// Receivers is one line of the colophon.
type Receivers struct {
	Verb  string
	Names []string
}

func (Paragraph) block() {}
func (*Table) block()    {}
func (*Chart) block()    {}
