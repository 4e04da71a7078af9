package rules

import (
	"slices"

	"chunfeng/importer/finding"
)

// beats lists, by code, the findings on the same cell that follow from it.
var beats = map[finding.Code][]finding.Code{
	"C208": {"C207"},
	"C212": {"C201", "C202", "C203", "C204", "C205"},
	"C213": {"C201", "C202", "C203", "C204", "C205"},
	"C211": {"C202", "C203"},
	"X401": {"X402"},
	"X410": {"X401", "X402", "X414"},
	"X414": {"X402"},
}

// about lists the findings that stand at a cell but are about its row.
var about = []finding.Code{"R301", "R307", "X412"}

// Precedence keeps, of findings that have one root cause, the one that names
// it, in the order given: without a unit (H106) no cell is judged, a fault of a
// cell hides what rules say of that cell, and the pairs of the contract hold.
// What is about different things stays, however much it is. beside is what was
// found of the file itself and its other tables.
func Precedence(found, beside finding.List) finding.List {
	keep := roots(slices.Concat(found, beside))
	out := make(finding.List, 0, len(found))
	for i, f := range found {
		if keep[i] {
			out = append(out, f)
		}
	}
	return out
}

// roots says of each finding whether it stays.
func roots(found finding.List) []bool {
	unitless := map[string]bool{} // sheets whose unit is unclear, "" for the file
	lowest := map[finding.Place]int{}
	codes := map[finding.Place][]finding.Code{}
	for _, f := range found {
		if f.Code == "H106" {
			unitless[f.Place.Sheet] = true
		}
		if f.Place.Cell() == "" {
			continue
		}
		codes[f.Place] = append(codes[f.Place], f.Code)
		if first, ok := lowest[f.Place]; f.Severity() == finding.Fault && (!ok || family(f.Code) < first) {
			lowest[f.Place] = family(f.Code)
		}
	}
	keep := make([]bool, len(found))
	for i, f := range found {
		first, faulty := lowest[f.Place]
		switch {
		case family(f.Code) >= cells && (unitless[f.Place.Sheet] || unitless[""]):
		case slices.Contains(about, f.Code):
			keep[i] = true
		// What rows and earlier returns say of one cell has different grounds
		// and stands side by side.
		case faulty && first <= cells && first < family(f.Code):
		default:
			keep[i] = !slices.ContainsFunc(codes[f.Place], func(other finding.Code) bool {
				return slices.Contains(beats[other], f.Code)
			})
		}
	}
	return keep
}

// cells is the family of C.
const cells = 2

// family is the rank of a code's first letter: file, heading, cell, row,
// across.
func family(c finding.Code) int {
	switch c[0] {
	case 'F':
		return 0
	case 'H':
		return 1
	case 'C':
		return cells
	case 'R':
		return 3
	}
	return 4
}
