package main

import (
	"testing"

	"chunfeng/importer"
)

// Each workbook of the story tells its unit, period and form by itself and
// comes out as the story says.
func TestStory(t *testing.T) {
	im := testImporter(t)
	files := returnsOnly(t)
	for _, s := range story() {
		if s.book == nil {
			continue
		}
		o := im.Import(s.file, write(s.book, wps), importer.Asked{}, nil)
		want := s.state
		if want == "offered" {
			want = "accepted" // only the service knows that the period is closed
		}
		if len(o.Returns) == 0 {
			t.Errorf("%s holds no return: %v", s.file, o.Findings)
			continue
		}
		r := o.Returns[0]
		if string(r.Unit) != s.unit || r.Period.No != s.period.no || string(r.Form) != s.form || r.State.String() != want {
			t.Errorf("%s: %s %s period %d is %s, want %s %s period %d %s", s.file, r.Unit, r.Form, r.Period.No, r.State, s.unit, s.form, s.period.no, want)
		}
		if _, twice := files[s.file]; twice {
			t.Errorf("%s also stands among the returns", s.file)
		}
	}
}
