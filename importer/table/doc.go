// Package table finds the returns in a workbook of any layout and reads them:
// where each table stands, which form it is, which column holds which field,
// who filed it and for which period, which rows are records and what every
// cell of them says.
//
// Locate looks at headings only and gives H findings; Table.Read reads the
// cells below and gives C findings. Whatever is not certain is asked about by
// a finding, never guessed in silence. The package knows no form by its id:
// definitions give fields their names, types and roles. It compares nothing
// with other returns but the layout with the unit's last one.
package table
