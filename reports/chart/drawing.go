package chart

// A Drawing is a picture in points, x to the right and y down from its top
// left corner. Draw areas first, then boxes, lines, labels.
type Drawing struct {
	Width, Height float64
	Areas         []Area
	Boxes         []Box
	Lines         []Line
	Labels        []Label
}

// A Point is a place in a drawing.
type Point struct{ X, Y float64 }

// An Area is a filled polygon without outline.
type Area struct {
	Points []Point
	Colour Colour
}

// A Box is a filled rectangle without outline.
type Box struct {
	X, Y, W, H float64
	Colour     Colour
}

// A Line is drawn through its points. Dash is the length of its dashes in
// points, 0 for a full line.
type Line struct {
	Points []Point
	Width  float64
	Dash   float64
	Colour Colour
}

// A Label is text on one line. X is its left edge, middle or right edge as
// Anchor says, Y the baseline.
type Label struct {
	X, Y   float64
	Size   float64
	Text   string
	Anchor Anchor
	Colour Colour
	Halo   bool // asks for white behind it, because a line may run there
	Scale  bool // belongs to an axis, not to the data
	More   bool // goes on where the label before it ended: a name on two lines
}

// An Anchor says which part of a label stands at its X.
type Anchor uint8

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// A Colour is red, green and blue, 0–255.
type Colour struct{ R, G, B uint8 }

var (
	ink  = Colour{0x26, 0x26, 0x26}
	grey = Colour{0x8c, 0x8c, 0x8c}
	pale = Colour{0xdd, 0xdd, 0xdd}
	red  = Colour{0xc0, 0x00, 0x00}
)

// colour is that of the i-th series; neighbours also differ when printed in
// black and white.
func colour(i int) Colour {
	all := []Colour{
		{0x1f, 0x4e, 0x79}, {0x9d, 0xb8, 0xd2}, {0xc5, 0x7b, 0x2a}, {0x6e, 0x6e, 0x6e},
		{0x4f, 0x86, 0x5a}, {0xd9, 0xb3, 0x5b}, {0x6d, 0x5a, 0x8c}, {0xb5, 0xb5, 0xb5},
	}
	return all[i%len(all)]
}

// tint is c mixed with white; part 1 is c itself.
func tint(c Colour, part float64) Colour {
	mix := func(v uint8) uint8 { return uint8(255 - (255-float64(v))*part) }
	return Colour{mix(c.R), mix(c.G), mix(c.B)}
}

// A span is a label that must not touch its neighbours in one direction.
type span struct {
	at   float64 // where its middle should be
	size float64 // how much room it takes
}

// apart moves spans as little as needed so that none overlaps the next, in
// their order, inside low–high as far as there is room.
func apart(spans []span, low, high float64) []float64 {
	at := make([]float64, len(spans))
	edge := low
	for i, s := range spans {
		at[i] = max(s.at, edge+s.size/2)
		edge = at[i] + s.size/2
	}
	edge = high
	for i := len(spans) - 1; i >= 0; i-- {
		at[i] = min(at[i], edge-spans[i].size/2)
		edge = at[i] - spans[i].size/2
	}
	return at
}
