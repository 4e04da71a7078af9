package fonts

import _ "embed" // the four files

//go:embed NotoSerifSC-Black.ttf
var black string

//go:embed NotoSerifSC-Regular.ttf
var song string

//go:embed NotoSansSC-Medium.ttf
var hei string

//go:embed ChunfengKai.ttf
var kai string

// Black is Noto Serif SC Black with the characters of GB2312: masthead and
// title, in the place of 小标宋.
func Black() string { return black }

// Song is Noto Serif SC Regular, complete (30,928 characters, 442 of them
// beyond U+FFFF): body, tables, and whatever another face lacks.
func Song() string { return song }

// Hei is Noto Sans SC Medium with the characters of GB2312: 黑体 headings and
// charts.
func Hei() string { return hei }

// Kai is a renamed subset of LXGW WenKai with the characters of GB2312: 楷体.
func Kai() string { return kai }
