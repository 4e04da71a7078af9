package period

import (
	"testing"
	"time"
)

func day(t *testing.T, s string) Date {
	t.Helper()
	d, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOn(t *testing.T) {
	for _, tc := range []struct {
		y, m, d int
		ok      bool
	}{{2024, 2, 29, true}, {2023, 2, 29, false}, {2024, 13, 1, false}, {2024, 4, 31, false}, {1899, 1, 1, false}, {2024, 0, 1, false}} {
		if _, ok := On(tc.y, tc.m, tc.d); ok != tc.ok {
			t.Errorf("On(%d, %d, %d) = %v", tc.y, tc.m, tc.d, ok)
		}
	}
}

func TestDate(t *testing.T) {
	d := day(t, "2024-02-28")
	if got := d.Add(2).String(); got != "2024-03-01" {
		t.Errorf("two days after 2024-02-28 is %s", got)
	}
	if got := d.Add(-59).String(); got != "2023-12-31" {
		t.Errorf("59 days before 2024-02-28 is %s", got)
	}
	if got := d.Chinese(); got != "2024年2月28日" {
		t.Errorf("Chinese() = %s", got)
	}
	if (Date{}).String() != "" || !(Date{}).Before(d) || d.Before(d) || !d.Within(d, d) {
		t.Error("order of dates")
	}
}

func TestNumbers(t *testing.T) {
	var n Numbers
	if err := n.UnmarshalText([]byte("1,3-5")); err != nil || len(n) != 4 || n[3] != 5 {
		t.Errorf("1,3-5 = %v, %v", n, err)
	}
	for _, bad := range []string{"", "a", "3-1", "0", "1-", "1-99999"} {
		if err := n.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q is taken for %v", bad, n)
		}
	}
}

func TestYear(t *testing.T) {
	c := Campaign{From: day(t, "2024-01-15"), To: day(t, "2024-03-10")}
	for _, tc := range []struct {
		m, d int
		want string
	}{
		{2, 4, "2024-02-04"}, {2, 29, "2024-02-29"}, {12, 25, "2023-12-25"}, {1, 1, "2024-01-01"}, {3, 31, "2024-03-31"}, {2, 30, ""},
	} {
		got, ok := c.Year(tc.m, tc.d)
		if got.String() != tc.want || ok != (tc.want != "") {
			t.Errorf("Year(%d, %d) = %s, %v; want %s", tc.m, tc.d, got, ok, tc.want)
		}
	}
}

func TestZoneIsEmbedded(t *testing.T) {
	if _, offset := time.Date(2024, 2, 4, 16, 0, 0, 0, Zone()).Zone(); offset != 8*3600 {
		t.Errorf("Asia/Shanghai is %d s east", offset)
	}
}
