package desk

import (
	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// What people type beside their tables, names of files, reasons, explanations,
// is kept as typed, sealed; but it leaves the desk with the numbers of persons
// in it masked, for nobody needs them there. Values of findings are masked by
// whoever shows them, who knows their fields.

// veilReturns masks in place.
func veilReturns(all []store.Return) {
	for i := range all {
		veilReturn(&all[i])
	}
}

func veilReturn(r *store.Return) *store.Return {
	mask(&r.Filing.File, &r.Sheet, &r.Reason, &r.Changed.Reason)
	veilFindings(r.Findings)
	for i := range r.Explanations {
		mask(&r.Explanations[i].Text)
	}
	return r
}

func veilFindings(l finding.List) {
	for i := range l {
		mask(&l[i].Explained)
	}
}

func veilFiling(f *store.Filing) {
	mask(&f.File, &f.Reason)
	veilFindings(f.Findings)
}

func veilReceipt(r *Receipt) *Receipt {
	if r != nil {
		veilFiling(&r.Filing)
		veilReturns(r.Returns)
	}
	return r
}

func veilDecision(d figures.Decision) figures.Decision {
	mask(&d.Reason)
	return d
}

func mask(texts ...*string) {
	for _, t := range texts {
		*t = vault.MaskText(*t)
	}
}
