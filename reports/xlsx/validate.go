package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	definitions "chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/places"
)

// check puts on cells what Excel may say while they are filled in. It stops
// what would be refused; what would only be asked about passes after a
// warning, for a firm may not have the exact number.
func (b *blank) check(fl *definitions.Field, cells string) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(cells)
	name := clip(fl.Header, 32)
	v.SetInput(name, clip(b.howTo(fl), 255))
	style := excelize.DataValidationErrorStyleStop
	var err error
	switch words := wordsOf(fl); {
	case fl.Type == definitions.Enum && fl.Several:
		return b.f.AddDataValidation(b.sheet, v) // Excel's lists take one
	case len(words) > 0:
		ref, listErr := b.list(words)
		if listErr != nil {
			return listErr
		}
		v.SetSqrefDropList(ref)
		if fl.Open {
			style = excelize.DataValidationErrorStyleInformation
		}
	case fl.Type == definitions.Count:
		style = excelize.DataValidationErrorStyleWarning
		err = v.SetRange(0, 99_999_999, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	case fl.Type == definitions.Money:
		style = excelize.DataValidationErrorStyleWarning
		err = v.SetRange(0, 9_999_999_999, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	case fl.Type == definitions.Rate:
		err = v.SetRange(0, 1, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	case fl.Type == definitions.DateType:
		from, to := b.days(fl)
		err = v.SetRange(serialDay(from), serialDay(to), excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
	case fl.Type == definitions.USCC || fl.Type == definitions.IDCard:
		style = excelize.DataValidationErrorStyleWarning
		err = v.SetRange(18, 18, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorEqual)
	case fl.Meta || fl.Type == definitions.Text:
		return nil // nothing to say while somebody types words
	}
	if err != nil {
		return err
	}
	title := wordNotTaken
	if style != excelize.DataValidationErrorStyleStop {
		title = wordCheckIt
	}
	v.SetError(style, title, clip(b.howTo(fl), 255))
	return b.f.AddDataValidation(b.sheet, v)
}

// wordsOf are the words a field takes, nil where they are not a list.
func wordsOf(fl *definitions.Field) []string {
	switch fl.Type {
	case definitions.YesNo:
		return []string{yes(true), yes(false)}
	case definitions.Province:
		return places.Provinces()
	case definitions.Enum:
		var out []string
		for _, c := range fl.Choices {
			out = append(out, c.Value)
		}
		return out
	}
	return nil
}

// days are the first and the last day that a date field takes: contract, §2.
func (b *blank) days(fl *definitions.Field) (from, to period.Date) {
	from, to = period.Date{Year: 2000, Month: 1, Day: 1}, period.Date{Year: 2099, Month: 12, Day: 31}
	if b.on.Register == nil || fl.Dates == definitions.OpenDate {
		return from, to
	}
	c := &b.on.Register.Campaign
	if fl.Dates == definitions.EventDate {
		from = c.From
	}
	if to = b.on.Period.Ends; to.IsZero() {
		to = c.To
	}
	return from, to
}

// serialDay is the day as Excel counts it.
func serialDay(d period.Date) int {
	const unixDay = 25569 // 1970-01-01
	return unixDay + int(d.Time().Unix()+8*3600)/86400
}

// clip keeps the first n characters, as Excel measures them.
func clip(s string, n int) string {
	if chars := []rune(s); len(chars) > n {
		return strings.TrimRight(string(chars[:n-1]), "、，") + "…"
	}
	return s
}
