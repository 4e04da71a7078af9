// Package ttf reads TrueType fonts (ISO/IEC 14496-22, glyf outlines only) and
// cuts small ones out of them: the characters one document needs, so that a
// font of 14 MB costs as little as its few hundred outlines.
//
// It does not shape text, apply layout features or hint, and it opens neither
// collections (.ttc) nor CFF outlines (.otf).
package ttf
