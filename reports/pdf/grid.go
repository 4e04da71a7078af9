package pdf

// Measures of GB/T 9704-2012 in points (1/72 inch) unless their name says
// otherwise. Vertical positions count downward from the top edge of the page.
const (
	mm = 72 / 25.4

	pageWidth  = 210 * mm
	pageHeight = 297 * mm
	marginTop  = 37 * mm
	marginLeft = 28 * mm
	measure    = 156 * mm // width of the type area

	linesPerPage = 22
	charsPerLine = 28
	lead         = 28.95 // from line to line; 22 of them fill 225 mm
	depth        = linesPerPage * lead

	bodySize = 16.0 // 三号
	pitch    = measure / charsPerLine
	track    = pitch - bodySize // added after every character of the body

	titleSize  = 22.0 // 二号
	smallSize  = 14.0 // 四号: page number, 版记, titles of tables
	smallPitch = smallSize

	footDrop = 7 * mm // from the type area to the page number's dash
	ruleDrop = 4 * mm // from the masthead's last line to the red rule

	thick  = 0.35 * mm // first and last rule of the 版记
	thin   = 0.25 * mm
	redBar = 0.75 * mm

	dashRise = 0.4 // top of the dash above the baseline, in ems
)

// baseline is how far below the top of a line of the given height the
// baseline lies, so that the em box of the type stands in its middle: Chinese
// faces draw it from 0.88 em above to 0.12 em below.
func baseline(height, size float64) float64 { return (height-size)/2 + 0.88*size }
