package main

import (
	"chunfeng/importer"
	"chunfeng/importer/figures"
)

// earlier merges as of the ends of the periods before the briefing's, the
// oldest first: what the briefing's changes and trends are made from.
func (c briefCommand) earlier(im *importer.Importer, outcomes []importer.Outcome, now *figures.Merged) ([]*figures.Merged, error) {
	decisions, err := readDecisions(c.Decisions)
	if err != nil {
		return nil, err
	}
	var out []*figures.Merged
	for _, p := range im.Register.Campaign.Periods {
		if !p.Ends.Before(now.Period.Ends) {
			continue
		}
		m, err := mergeOutcomes(im, outcomes, decisions, c.Strict, p.Ends)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}
