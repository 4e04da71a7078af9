package xlsx

import (
	"github.com/xuri/excelize/v2"

	"chunfeng/importer/returns"
)

// A look is what a cell is: it decides font, border and fill.
type look uint8

const (
	plain   look = iota // a data cell
	strong              // a total
	faint               // repeated, removed
	head                // a column head
	title               // the sheet's title
	note                // below the title or a table
	section             // a line that opens a part
	looks
)

// A form is how a cell's content is shown: text left or centred, or a number.
type form uint8

const (
	words      form = iota // text, left, wrapped
	centred                // text, centred
	whole                  // 3000
	more                   // 3000余
	above                  // 3046以上
	near                   // 近3000
	about                  // 约3000
	money                  // 1200.50
	rate                   // 90.3%
	exactRate              // 100%, 0%
	closeRate              // 99.96%, which one decimal would print as 100%
	points                 // +1.5
	tenth                  // 90.3
	difference             // -5, nothing for 0
	serial                 // 序号, grey
	forms
)

var numberFormats = [forms]string{
	words: "@", centred: "@", whole: "0", more: formatMore, above: formatAbove, near: formatNear, about: formatAbout,
	money: "0.00", rate: "0.0%", exactRate: "0%", closeRate: "0.00##%", points: "+0.0;-0.0;0.0", tenth: "0.0", difference: "0;-0;;@", serial: "0",
}

type styles [looks][forms]int

const (
	ink   = "262626"
	grey  = "7F7F7F"
	red   = "C00000"
	rule  = "BFBFBF"
	paper = "FBF1EF" // heads
	band  = "F7F7F7" // totals
)

func (bk *book) makeStyles() error {
	// Widths of columns are counted in digits of the default font.
	if err := bk.f.SetDefaultFont(fontSong); err != nil {
		return err
	}
	for l := plain; l < looks; l++ {
		for f := words; f < forms; f++ {
			id, err := bk.f.NewStyle(styleOf(l, f))
			if err != nil {
				return err
			}
			bk.style[l][f] = id
		}
	}
	return nil
}

func styleOf(l look, f form) *excelize.Style {
	s := &excelize.Style{
		Font:      &excelize.Font{Family: fontSong, Size: 10.5, Color: ink},
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "right", Indent: 1},
	}
	format := numberFormats[f]
	s.CustomNumFmt = &format
	switch f {
	case words:
		s.Alignment.Horizontal, s.Alignment.WrapText = "left", true
	case centred:
		s.Alignment.Horizontal, s.Alignment.WrapText, s.Alignment.Indent = "center", true, 0
	case serial:
		s.Alignment.Horizontal, s.Font.Color, s.Alignment.Indent = "center", grey, 0
	}
	switch l {
	case plain:
		s.Border = box(rule, 1)
	case strong:
		s.Border, s.Font.Bold, s.Fill = box(rule, 1), true, fill(band)
	case faint:
		s.Border, s.Font.Italic, s.Font.Color = box(rule, 1), true, grey
	case head:
		s.Border, s.Font.Bold, s.Font.Family, s.Fill = box(rule, 1), true, fontHei, fill(paper)
		s.Alignment.Horizontal, s.Alignment.WrapText, s.Alignment.Indent = "center", true, 0
	case title:
		s.Font = &excelize.Font{Family: fontTitle, Size: 18, Color: red}
		s.Alignment.Horizontal, s.Alignment.WrapText, s.Alignment.Indent = "left", false, 0
	case note:
		s.Font.Color, s.Font.Size = grey, 9
		s.Alignment.WrapText, s.Alignment.Indent = false, 0
	case section:
		s.Font = &excelize.Font{Family: fontHei, Size: 12, Color: ink}
		s.Alignment.Horizontal, s.Alignment.WrapText, s.Alignment.Indent = "left", false, 0
	}
	return s
}

func box(color string, style int) []excelize.Border {
	var out []excelize.Border
	for _, side := range [...]string{"left", "right", "top", "bottom"} {
		out = append(out, excelize.Border{Type: side, Color: color, Style: style})
	}
	return out
}

func fill(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// formOf is how a number is shown: with the word of its qualifier, as text is.
func formOf(n returns.Number) form {
	const hundred = 100_000_000
	switch {
	case !n.Whole():
		return money
	case n.Qualifier == returns.AtLeast && n.Micros%hundred == 0 && n.Micros != 0:
		return more
	case n.Qualifier == returns.AtLeast:
		return above
	case n.Qualifier == returns.AtMost:
		return near
	case n.Qualifier == returns.About:
		return about
	}
	return whole
}

// rateForm is how a rate is shown: with one decimal, unless that would print
// 100.0% or 0.0% for what is not.
func rateForm(v, numerator, denominator returns.Number) form {
	const one = 1_000_000
	exact := numerator == denominator && !denominator.IsZero() || denominator.IsZero() && v.Micros == one
	switch r := v.Round(3).Micros; {
	case v.IsZero() && numerator.IsZero() || exact:
		return exactRate
	case r == one || r == 0:
		return closeRate
	}
	return rate
}
