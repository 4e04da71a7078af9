package importer

import (
	"slices"

	"chunfeng/importer/finding"
)

// Loose is the findings that belong to no single return: of the file, its
// unit, its period, its sheets.
func (o *Outcome) Loose() finding.List { return slices.Clone(o.loose) }
