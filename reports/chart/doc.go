// Package chart turns the data of a briefing's chart into lines, boxes and
// labels at their places, for whoever draws them: it knows no drawing library
// and no file format. Numbers are printed as the briefing gives them; values
// only decide lengths.
//
// Axes begin at 0 unless the chart says otherwise. No two labels overlap: type
// gets smaller, bars turn to lie, labels move apart, and only labels of points
// within a line chart or thin ribbons of a flow are ever left out.
package chart
