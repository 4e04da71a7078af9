package table

import (
	"slices"

	"chunfeng/importer/cell"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// unnamedSums finds the rows that add up others without a word that says so:
// 一、古城街道 with the numbers of its firms, or bare numbers at the bottom. They
// name no record, and every number of theirs is the sum of the rows next to
// them. Unless all such rows of a table come out they are left as they are.
func (r *reader) unnamedSums(rd *reading, b *body) {
	if !slices.ContainsFunc(rd.fields, func(f int) bool { return f >= 0 && adds(&rd.names.form.Fields[f]) }) {
		return
	}
	var nameless []int
	for row := b.first; row <= b.last; row++ {
		if b.kind(row) == recordRow && r.nameless(rd, row) {
			nameless = append(nameless, row)
		}
	}
	if len(nameless) == 0 {
		return
	}
	kinds := make([]rowKind, len(nameless))
	several := false // one of them adds up more than one row
	for i, row := range nameless {
		from, to := b.first, b.last
		if i > 0 {
			from = nameless[i-1] + 1
		}
		if i+1 < len(nameless) {
			to = nameless[i+1] - 1
		}
		above, below := r.named(b, nameless, from, row-1), r.named(b, nameless, row+1, to)
		all := r.named(b, nameless, b.first, b.last)
		switch {
		case r.addsUp(rd, row, below):
			kinds[i], several = subtotalRow, several || len(below) > 1
		case r.addsUp(rd, row, above) && len(above) < len(all):
			kinds[i], several = subtotalRow, several || len(above) > 1
		case r.addsUp(rd, row, all):
			kinds[i], several = totalRow, several || len(all) > 1
		default:
			return
		}
	}
	if !several {
		return
	}
	for i, row := range nameless {
		b.kinds[row-b.first] = kinds[i]
	}
}

// named are the records between two rows that are not among those.
func (r *reader) named(b *body, nameless []int, from, to int) []int {
	var out []int
	for row := from; row <= to; row++ {
		if b.kind(row) == recordRow && !slices.Contains(nameless, row) {
			out = append(out, row)
		}
	}
	return out
}

// nameless reports whether a row has numbers, and in the columns of required
// words nothing that fits them.
func (r *reader) nameless(rd *reading, row int) bool {
	numbers, asked := false, false
	for i, f := range rd.fields {
		if f < 0 {
			continue
		}
		fl := &rd.names.form.Fields[f]
		v := r.grid.at(row, rd.band.cols[i].col)
		blank := v == nil || blankCell(v)
		switch {
		case adds(fl):
			numbers = numbers || !blank
		case !fl.Required || fl.Meta:
		case blank:
			asked = true
		case (fl.Type == forms.Firm || fl.Type == forms.Text) && doubtfulFirm(shown(v)):
			asked = true
		default:
			s := &sample{register: r.asked.Register}
			if s.one(v, fl) >= 0.6 {
				return false
			}
			asked = true
		}
	}
	return numbers && asked
}

// addsUp reports whether every number of a row is the sum of others, and one
// of them is not nought.
func (r *reader) addsUp(rd *reading, row int, of []int) bool {
	if len(of) == 0 {
		return false
	}
	something := false
	for i, f := range rd.fields {
		if f < 0 || !adds(&rd.names.form.Fields[f]) {
			continue
		}
		col := rd.band.cols[i].col
		want, ok := r.number(row, col)
		if !ok {
			return false
		}
		if v := r.grid.own(row, col); v == nil || blankCell(v) {
			continue // not added up
		}
		var sum returns.Number
		for _, o := range of {
			n, ok := r.number(o, col)
			if !ok {
				return false
			}
			var err error
			if sum, err = sum.Add(n); err != nil {
				return false
			}
		}
		if sum.Cmp(want) != 0 {
			return false
		}
		something = something || want.Micros != 0
	}
	return something
}

// number is what a cell counts; nought where it is blank, false where it holds
// something else.
func (r *reader) number(row, col int) (returns.Number, bool) {
	v := r.grid.own(row, col)
	if v == nil || blankCell(v) {
		return returns.Number{}, true
	}
	n, found := cell.Money(rawOf(v), 1)
	if found.Faulty() {
		n, found = cell.Count(rawOf(v), 1)
	}
	return n.Number, !found.Faulty() && v.Stored
}
