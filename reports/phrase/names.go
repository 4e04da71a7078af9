package phrase

import (
	"strconv"
	"strings"
)

// Names joins names as a sentence does: 椒江区; 椒江区和黄岩区; 椒江区、黄岩区和
// 路桥区. No names are "".
func Names(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], "、") + "和" + names[n-1]
	}
}

// Some lists at most most of names and counts them all: 甲、乙等5家. With all
// of them it is a plain list: 甲、乙.
func Some(names []string, most int, unit string) string {
	if most < 1 {
		most = 1
	}
	if len(names) <= most {
		return strings.Join(names, "、")
	}
	return strings.Join(names[:most], "、") + "等" + strconv.Itoa(len(names)) + unit
}
