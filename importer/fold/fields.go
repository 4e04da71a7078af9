package fold

import (
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// The fields of a firm's line.
const (
	fieldBaseOut     returns.FieldID = "baseout"
	fieldStayed      returns.FieldID = "stayed"
	fieldStayedOut   returns.FieldID = "stayedout"
	fieldDue         returns.FieldID = "due"
	fieldReturned    returns.FieldID = "returned"
	fieldReturnedOut returns.FieldID = "returnedout"
	fieldHired       returns.FieldID = "hired"
	fieldLeft        returns.FieldID = "left"
	fieldOnPost      returns.FieldID = "onpost"
	fieldApart       returns.FieldID = "apart"
	fieldOutOnPost   returns.FieldID = "outonpost"
	fieldCarried     returns.FieldID = "carried"
)

// The fields of a roster, and the words its closed lists hold.
const (
	fieldMetaStayed returns.FieldID = "stayed.meta"
	fieldScope      returns.FieldID = "scope"
	fieldReturnedOn returns.FieldID = "returnedon"
	fieldStatus     returns.FieldID = "status"

	scopeAll       = "全部"
	statusReturned = "已返岗"
	statusLeft     = "离职"
	statusHired    = "新招"
)

// Carried marks whether a line is carried from an earlier return (沿用).
func Carried(f *forms.Form, rec *returns.Record, carried bool) {
	if i, ok := f.Index(fieldCarried); ok && i < len(rec.Values) {
		rec.Values[i] = returns.Value{Kind: returns.YesNo, Yes: carried, Filled: true}
	}
}

// Comparable lists the fields in which two lines of one firm and period can
// contradict each other: the typed numbers. 已返岗 with or without those who
// stayed is compared by what was derived from it.
func Comparable(f *forms.Form) []returns.FieldID {
	var ids []returns.FieldID
	for i := range f.Fields {
		fl := &f.Fields[i]
		switch fl.ID {
		case fieldReturned, fieldReturnedOut:
			continue
		case fieldOnPost, fieldOutOnPost:
			ids = append(ids, fl.ID)
			continue
		}
		if (fl.Type == forms.Count || fl.Type == forms.Money) && !fl.Derived && !fl.Meta {
			ids = append(ids, fl.ID)
		}
	}
	return ids
}

// Parts lists the typed fields of rec that a derived field was made of; any
// other field is made of itself.
func Parts(f *forms.Form, rec *returns.Record, id returns.FieldID) []returns.FieldID {
	of := func(whole, stayed, returned returns.FieldID) []returns.FieldID {
		if f.Value(rec, whole).Number.Micros == f.Value(rec, returned).Number.Micros {
			return []returns.FieldID{returned}
		}
		return []returns.FieldID{stayed, returned}
	}
	switch id {
	case fieldOnPost:
		return of(fieldOnPost, fieldStayed, fieldReturned)
	case fieldApart:
		return of(fieldApart, fieldStayed, fieldReturned)
	case fieldOutOnPost:
		return of(fieldOutOnPost, fieldStayedOut, fieldReturnedOut)
	}
	return []returns.FieldID{id}
}
