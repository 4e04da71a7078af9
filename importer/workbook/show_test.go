package workbook

import (
	"strings"
	"testing"
)

// TestShown holds what a sheet shows of a literal under a number format; "" is
// the literal itself, or a format that is left alone. The values are those of
// LibreOffice, save General's eleven characters, seconds, and days before
// March 1900, where Excel's rule differs and is the one meant.
func TestShown(t *testing.T) {
	tests := []struct{ code, literal, want string }{
		{"General", "3000", ""},
		{"General", "0.90329218106996", "0.903292181"},
		{"General", "85.599999999999994", "85.6"},
		{"General", "0.30000000000000004", "0.3"},
		{"General", "123456789012", "1.23457E+11"},
		{"General", "12345678901", ""},
		{"General", "331003199001011000", "3.31003E+17"},
		{"General", "1.3E+17", ""},
		{"General", "-85.599999999999994", "-85.6"},
		{"General", "1E-3", "0.001"},
		{"General", "3000.0", "3000"},
		{"0", "85.6", "86"},
		{"0", "85.5", "86"},
		{"0", "84.5", "85"},
		{"0", "-0.4", "0"},
		{"0", "3000", ""},
		{"0", "1.0049999999999999", "1"},
		{"0.00", "1.0049999999999999", "1.01"},
		{"0.00", "2.675", "2.68"},
		{"0.00", "3", "3.00"},
		{"0.00", "9.999", "10.00"},
		{"0.0", "0.05", "0.1"},
		{"#,##0", "3000", "3,000"},
		{"#,##0", "300", ""},
		{"#,##0", "-1234567", "-1,234,567"},
		{"#,##0", "0", ""},
		{"#,##0.00", "1234.5", "1,234.50"},
		{"#,##0.00", "234.56", ""},
		{"0%", "0.9033", "90%"},
		{"0.00%", "0.90329218106996", "90.33%"},
		{"0.0%", "1", "100.0%"},
		{"#", "0", ""},
		{"0.##", "1.5", ""},
		{"0.##", "3", "3."},
		{"0000", "12", "0012"},
		{`0"人"`, "12", "12人"},
		{`0.0"万"`, "1.25", "1.3万"},
		{`"约"0`, "12", "约12"},
		{"¥#,##0.00", "1200", "¥1,200.00"},
		{"#,##0_);(#,##0)", "-1200", "(1,200)"},
		{"#,##0.00_ ;[Red]\\-#,##0.00\\ ", "1200", "1,200.00"},
		{`0;-0;"-"`, "0", "-"},
		{"0;[Red]-0", "-7.6", "-8"},
		{"General\"个\"", "5", "5个"},
		{"0,", "12000", "12"},
		{`0!.0,"万"`, "12345", "1.2万"},
		{`0\.0,"万"`, "12345", "1.2万"},
		{`0!.0,"万元"`, "345", "0.0万元"},
		{`0!.0000"万"`, "12345", "1.2345万"},
		{`#!.0,`, "123456", "12.3"},
		{"0.0,", "12345", "12.3"},
		{"0.00,,", "12345678", "12.35"},
		{"#,##0,", "1234567", "1,235"},
		{`0!.0,"万"`, "-12345", "-1.2万"},
		{`000\-0000\-0000`, "5768810611", "057-6881-0611"},
		{"0.00E+00", "12000", ""},
		{"# ?/?", "0.5", ""},
		{"[>100]0;0.0", "5", ""},
		{"[DBNum1]0", "5", ""},
		{"000-0000", "1234567", "123-4567"},
		{"yyyy/m/d", "45326", "2024/2/4"},
		{"yyyy-mm-dd", "45326.75", "2024-02-04"},
		{`yyyy"年"m"月"d"日";@`, "45326", "2024年2月4日"},
		{"[$-804]yyyy\\-mm\\-dd", "45326", "2024-02-04"},
		{"m月d日", "45326", "2月4日"},
		{"yy/m/d", "45326", "24/2/4"},
		{"h:mm", "0.5", "12:00"},
		{"h:mm:ss", "45326.500011574", "12:00:01"},
		{"[h]:mm", "1.5", "36:00"},
		{"上午/下午h时mm分", "0.75", "下午6时00分"},
		{"yyyy/m/d h:mm", "45326.99999999", "2024/2/5 0:00"},
		{"yyyy/m/d", "1", "1900/1/1"},
		{"yyyy/m/d", "59", "1900/2/28"},
		{"yyyy/m/d", "60", ""},
		{"yyyy/m/d", "61", "1900/3/1"},
		{"yyyy/m/d", "-1", ""},
		{"d-mmm-yy", "45326", ""},
	}
	for _, tt := range tests {
		t.Run(tt.code+" "+tt.literal, func(t *testing.T) {
			r := sheetReader{formats: []format{compile(tt.code)}}
			var c Cell
			r.dress(&c, []byte(tt.literal), 0)
			if c.Shown != tt.want {
				t.Errorf("shows %q, want %q", c.Shown, tt.want)
			}
		})
	}
}

// TestFormatKinds tells dates, times and percentages from other formats.
func TestFormatKinds(t *testing.T) {
	tests := []struct{ code, want string }{
		{"General", ""}, {"0", ""}, {"#,##0.00", ""}, {`0"days"`, ""}, {`"月"0`, ""}, {"[Red]0", ""}, {"0.00E+00", ""}, {`0\d`, ""},
		{"0%", "percent"}, {`0"%"`, ""}, {`0;0%`, ""},
		{"yyyy-mm-dd", "date"}, {"m/d", "date"}, {"mmm", "date"}, {"d", "date"}, {"m月d日", "date"}, {"aaaa", ""},
		{"h:mm", "time"}, {"mm:ss", "time"}, {"[h]:mm:ss", "time"}, {"[mm]:ss", "time"}, {"h:mm AM/PM", "time"}, {"上午/下午h时mm分", "time"},
		{"yyyy/m/d h:mm", "date"}, {"[$-804]m/d", "date"}, {`#,##0_ ;[Red]\-#,##0\ `, ""},
	}
	for _, tt := range tests {
		f := compile(tt.code)
		var got []string
		if f.date && f.days {
			got = append(got, "date")
		} else if f.date {
			got = append(got, "time")
		}
		if f.percent {
			got = append(got, "percent")
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s is %q, want %q", tt.code, got, tt.want)
		}
	}
}
