package sqlstore

import (
	"testing"

	"chunfeng/server/store"
)

// What is read at once is bounded by returns and by rows; one return is always
// read, however many rows it has.
func TestAtOnce(t *testing.T) {
	for _, c := range []struct {
		name        string
		heads, rows int
		want        int
	}{
		{"one", 1, 10, 1},
		{"few", 5, 10, 5},
		{"many small ones", 500, 10, eachAtOnce},
		{"empty ones", 500, 0, eachAtOnce},
		{"rosters of a thousand", 500, 1000, rowsAtOnce / 1000},
		{"just as many rows", 2, rowsAtOnce / 2, 2},
		{"large rosters", 3, 10 * rowsAtOnce, 1},
		{"one large roster", 1, 10 * rowsAtOnce, 1},
	} {
		heads := make([]store.Return, c.heads)
		for i := range heads {
			heads[i].Rows = c.rows
		}
		if got := atOnce(heads); got != c.want {
			t.Errorf("%s: %d returns are read, want %d", c.name, got, c.want)
		}
	}
}
