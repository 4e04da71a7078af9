// Package sections writes the parts of a briefing: the lead, one section after
// the other, tables and charts. Which sentences there are, with which figures
// and which rounding, stands in briefing.yaml, which a city can replace section
// by section; what no sentence can say (rankings, who filed, what is doubtful)
// is written in one file a section.
//
// Free paragraphs stand behind a section's words, and as the preface before the
// lead; figures stand in them only as {figure.id}.
//
// A clause whose figures nobody filed vanishes with its comma, a sentence
// without clauses with its full stop, a section without blocks with its title.
// Figures and forms that the definition does not name are printed all the same,
// from their own definitions.
//
// It formats nothing: numbers come from phrase, layout is for pdf and xlsx.
package sections
