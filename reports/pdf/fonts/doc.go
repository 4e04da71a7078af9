// Package fonts holds the free typefaces that stand in for the ones GB/T 9704
// asks for: a heavy Song for 小标宋, a regular Song for 仿宋 and for every
// character the others lack, a Hei and a Kai. They are made by regenerate.py
// from packages named there; the licence of each stands beside it. The package
// only hands out their bytes.
package fonts
