package finding

import "strconv"

// The constructors. Each fills the sentence of its code; at is the place that
// the contract names for that code.

// NotAWorkbook (F001) says what a file is instead and what to do.
func NotAWorkbook(at Place, is, advice string) Finding { return say("F001", at, "", "", is, advice) }

// PasswordProtected (F002).
func PasswordProtected(at Place) Finding { return say("F002", at, "", "") }

// Damaged (F003) says which part is broken and how.
func Damaged(at Place, why string) Finding { return say("F003", at, "", "", why) }

// OverLimit (F004) says what is too much and how much is allowed.
func OverLimit(at Place, what, allowed string) Finding { return say("F004", at, "", "", what, allowed) }

// NoKnownForm (F005); nearest is "" or the title of the nearest form.
func NoKnownForm(at Place, nearest string) Finding {
	return say("F005", at, "", "", wrapped("（最接近的是“", nearest, "”）"))
}

// ActiveContent (F006) names what was ignored: 宏, 外部链接 …
func ActiveContent(at Place, what string) Finding { return say("F006", at, "", "", what) }

// SheetUnknown (H101).
func SheetUnknown(at Place, nearest string) Finding {
	return say("H101", at, "", "", at.Sheet, wrapped("（最接近“", nearest, "”）"))
}

// TableUnknown (H101) is for what stands below or beside a table that was
// recognised; at is the row in which it begins.
func TableUnknown(at Place, nearest string) Finding {
	return say("H101", at, "", "", at.Sheet+" 第"+strconv.Itoa(at.Row)+"行起", wrapped("（最接近“", nearest, "”）"))
}

// SheetRepeated (H101) is for a second sheet of a form that adds nothing; why
// is a clause such as 与“A”内容相同.
func SheetRepeated(at Place, why string) Finding {
	return say("H101", at, "", "", at.Sheet, "（"+why+"，未读取）")
}

// SheetOld (H101) is for a copy of another period; which is its name, such as
// 第2期.
func SheetOld(at Place, which string) Finding {
	return say("H101", at, "", "", at.Sheet, "（是"+which+"的旧表，未读取）")
}

// ColumnMissing (H102): form's title, the field's header, nearest headers found.
func ColumnMissing(at Place, field, form, header, nearest string) Finding {
	return say("H102", at, field, "", form, header, wrapped("（相近的表头：", nearest, "）"))
}

// ColumnUnknown (H103).
func ColumnUnknown(at Place, header string) Finding { return say("H103", at, "", header, header) }

// ColumnAmbiguous (H104); what is the whole sentence.
func ColumnAmbiguous(at Place, field, header, what string) Finding {
	return say("H104", at, field, header, what)
}

// ColumnSimilar (H105).
func ColumnSimilar(at Place, field, header, as string) Finding {
	return say("H105", at, field, header, header, as)
}

// UnitUnclear (H106); what is the whole sentence.
func UnitUnclear(at Place, value, what string) Finding { return say("H106", at, "", value, what) }

// PeriodUnclear (H107); what is the whole sentence.
func PeriodUnclear(at Place, value, what string) Finding { return say("H107", at, "", value, what) }

// Hidden (H108); what is the whole sentence: what was hidden, read or skipped.
func Hidden(at Place, what string) Finding { return say("H108", at, "", "", what) }

// LayoutMoved (H109); what says which columns moved, came or went.
func LayoutMoved(at Place, what string) Finding { return say("H109", at, "", "", what) }

// NoRows (H110).
func NoRows(at Place, form string) Finding { return say("H110", at, "", "", form) }

// Missing (C201); header names the column.
func Missing(at Place, field, header string) Finding { return say("C201", at, field, "", header) }

// NotANumber (C202).
func NotANumber(at Place, field, header, text string) Finding {
	return say("C202", at, field, text, header, text)
}

// NotADate (C203).
func NotADate(at Place, field, header, text string) Finding {
	return say("C203", at, field, text, header, text)
}

// OutOfRange (C204); why is a clause such as 人数不能是小数.
func OutOfRange(at Place, field, header, text, why string) Finding {
	return say("C204", at, field, text, header, text, why)
}

// NotListed (C205); choices are the list, joined by 、.
func NotListed(at Place, field, header, text, choices string) Finding {
	return say("C205", at, field, text, header, text, choices)
}

// CreditCode (C206); why is a clause such as 校验位不符.
func CreditCode(at Place, field, text, why string) Finding {
	return say("C206", at, field, text, text, why)
}

// IDCard (C207); why is a clause.
func IDCard(at Place, field, text, why string) Finding {
	return say("C207", at, field, text, text, why)
}

// DigitsLost (C208).
func DigitsLost(at Place, field, header, text string) Finding {
	return say("C208", at, field, text, header)
}

// BadPhone (C209).
func BadPhone(at Place, field, text string) Finding { return say("C209", at, field, text, text) }

// Approximate (C210); as is the number it is counted as.
func Approximate(at Place, field, header, text, as string) Finding {
	return say("C210", at, field, text, header, text, as)
}

// Ranged (C211).
func Ranged(at Place, field, header, text string) Finding {
	return say("C211", at, field, text, header, text)
}

// FormulaError (C212); value is the error as shown, e.g. #REF!.
func FormulaError(at Place, field, header, value string) Finding {
	return say("C212", at, field, value, header, value)
}

// NoStoredResult (C213).
func NoStoredResult(at Place, field, header, formula string) Finding {
	return say("C213", at, field, formula, header)
}

// DateOutside (C214); date is YYYY-MM-DD, why a clause such as 晚于本期截止日.
func DateOutside(at Place, field, header, text, date, why string) Finding {
	return say("C214", at, field, text, header, date, why)
}

// ShownDiffers (C215).
func ShownDiffers(at Place, field, header, shown, stored string) Finding {
	return say("C215", at, field, shown, header, shown, stored)
}

// StoredAsText (C216).
func StoredAsText(at Place, field, header, text string) Finding {
	return say("C216", at, field, text, header, text)
}

// NotInDictionary (C217).
func NotInDictionary(at Place, field, header, text string) Finding {
	return say("C217", at, field, text, header, text)
}

// BeforeCampaign (C218).
func BeforeCampaign(at Place, field, header, text, date, from string) Finding {
	return say("C218", at, field, text, header, date, from)
}

// SameRow (R301); other is the earlier row.
func SameRow(at Place, other int) Finding { return say("R301", at, "", "", strconv.Itoa(other)) }

// PartsDiffer (R302); what is the whole sentence.
func PartsDiffer(at Place, field, value, what string) Finding {
	return say("R302", at, field, value, what)
}

// RateDiffers (R303); got and want are printed with %.
func RateDiffers(at Place, field, header, value, got, want string) Finding {
	return say("R303", at, field, value, header, got, want).Suggest(want)
}

// TotalDiffers (R304); label is 合计 or 小计 as typed. want is the computed sum.
func TotalDiffers(at Place, field, header, label, value, got, want string) Finding {
	return say("R304", at, field, value, header, label, got, want).Suggest(want)
}

// Implausible (R305); what is the whole sentence.
func Implausible(at Place, field, value, what string) Finding {
	return say("R305", at, field, value, what)
}

// TablesDiffer (R306); what is the whole sentence.
func TablesDiffer(at Place, field, value, what string) Finding {
	return say("R306", at, field, value, what)
}

// PerhapsTwice (R307); other is the earlier row, how a clause such as 的走访日期、企业名称相同，其他项不同.
func PerhapsTwice(at Place, other int, how string) Finding {
	return say("R307", at, "", "", strconv.Itoa(other), how)
}

// ReturnedUnclear (R308).
func ReturnedUnclear(at Place, field, value string) Finding { return say("R308", at, field, value) }

// TotalFell (X401).
func TotalFell(at Place, field, header, value, before, now string) Finding {
	return say("X401", at, field, value, header, before, now)
}

// Jumped (X402).
func Jumped(at Place, field, header, value, before, now string) Finding {
	return say("X402", at, field, value, header, before, now)
}

// Unchanged (X403); period is the earlier period's name.
func Unchanged(at Place, period string) Finding { return say("X403", at, "", "", period) }

// UnitSlip (X410).
func UnitSlip(at Place, field, header, value, before, now string) Finding {
	return say("X410", at, field, value, header, before, now)
}

// RowLost (X412); what is the whole sentence.
func RowLost(at Place, what string) Finding { return say("X412", at, "", "", what) }

// BaseChanged (X414).
func BaseChanged(at Place, field, value, firm, before, now string) Finding {
	return say("X414", at, field, value, firm, before, now)
}

// FirmMissing (X415).
func FirmMissing(at Place, firm string) Finding { return say("X415", at, "", firm, firm) }

// Across makes a finding of a conflict's code (X404–X409, X411, X413) with
// its whole sentence, for pages that list conflicts beside findings.
func Across(code Code, at Place, what string) Finding { return say(code, at, "", "", what) }

func wrapped(before, s, after string) string {
	if s == "" {
		return ""
	}
	return before + s + after
}
