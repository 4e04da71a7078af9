package table

import (
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// coverTotals tells every 合计 and 小计 which records it adds up. A 小计 adds up
// the rows next to it: those above it, or, where the first 小计 stands above
// the first record, those below. 合计 adds up all. Where 总计 stands beside
// several 合计, these add up groups. Of two ways to read a group the one whose
// sums come out is taken.
func coverTotals(f *forms.Form, ret *returns.Return) {
	var all []int
	for i := range ret.Records {
		all = append(all, ret.Records[i].Row)
	}
	var whole []int // positions in Totals
	for i := range ret.Totals {
		if !ret.Totals[i].Sub {
			whole = append(whole, i)
		}
	}
	if len(whole) > 1 {
		for _, i := range whole {
			if !sumsUp(f, ret, &ret.Totals[i], all) && grouped(f, ret, i) {
				ret.Totals[i].Sub = true
			}
		}
	}
	for i := range ret.Totals {
		t := &ret.Totals[i]
		if !t.Sub {
			t.Of = all
			continue
		}
		above, below := neighbours(ret, i)
		t.Of = above
		switch {
		case len(above) == 0:
			t.Of = below
		case len(below) > 0 && startsGroups(ret):
			t.Of = below
			if !sumsUp(f, ret, t, below) && sumsUp(f, ret, t, above) {
				t.Of = above
			}
		case len(below) > 0 && !sumsUp(f, ret, t, above) && sumsUp(f, ret, t, below):
			t.Of = below
		}
	}
}

// startsGroups reports whether a 小计 stands above the first record.
func startsGroups(ret *returns.Return) bool {
	for i := range ret.Totals {
		if ret.Totals[i].Sub {
			return len(ret.Records) > 0 && ret.Totals[i].Row < ret.Records[0].Row
		}
	}
	return false
}

// grouped reports whether a 合计 adds up the rows next to it.
func grouped(f *forms.Form, ret *returns.Return, i int) bool {
	above, below := neighbours(ret, i)
	t := &ret.Totals[i]
	return len(above) > 0 && sumsUp(f, ret, t, above) || len(below) > 0 && sumsUp(f, ret, t, below)
}

// neighbours are the records between a sum and the sums before and behind it.
func neighbours(ret *returns.Return, i int) (above, below []int) {
	row := ret.Totals[i].Row
	before, behind := 0, 1<<31-1
	for j := range ret.Totals {
		switch r := ret.Totals[j].Row; {
		case r < row && r > before:
			before = r
		case r > row && r < behind:
			behind = r
		}
	}
	for k := range ret.Records {
		switch r := ret.Records[k].Row; {
		case r > before && r < row:
			above = append(above, r)
		case r > row && r < behind:
			below = append(below, r)
		}
	}
	return above, below
}

// sumsUp reports whether every number of a sum is that of the rows.
func sumsUp(f *forms.Form, ret *returns.Return, t *returns.Total, rows []int) bool {
	want := make([]returns.Number, len(f.Fields))
	in := map[int]bool{}
	for _, r := range rows {
		in[r] = true
	}
	for k := range ret.Records {
		if !in[ret.Records[k].Row] {
			continue
		}
		for j, v := range ret.Records[k].Values {
			if adds(&f.Fields[j]) && v.IsNumber() {
				if n, err := want[j].Add(v.Number); err == nil {
					want[j] = n
				}
			}
		}
	}
	compared := 0
	for j, v := range t.Values {
		if !v.IsNumber() || !adds(&f.Fields[j]) {
			continue
		}
		compared++
		if v.Number.Cmp(want[j]) != 0 {
			return false
		}
	}
	return compared > 0
}
