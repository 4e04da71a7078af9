package workbook_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"chunfeng/importer/workbook"
)

func encrypted(t *testing.T, password string) (plain, locked []byte) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, v := range []any{"企业名称", 3000, 0.5, true} {
		at, err := excelize.CoordinatesToCellName(i+1, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	var a, b bytes.Buffer
	if err := f.Write(&a); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&b, excelize.Options{Password: password}); err != nil {
		t.Fatal(err)
	}
	return a.Bytes(), b.Bytes()
}

// TestAgileEncryption opens what excelize encrypts.
func TestAgileEncryption(t *testing.T) {
	plain, locked := encrypted(t, "密码 123")
	lim := workbook.DefaultLimits()
	want, list := workbook.Open("a.xlsx", plain, lim, "")
	if len(list) > 0 {
		t.Fatal(list[0].Message())
	}
	tests := []struct {
		name, password string
		change         func(lim *workbook.Limits, data []byte)
		code           string
	}{
		{"right password", "密码 123", nil, ""},
		{"no password", "", nil, "F002"},
		{"wrong password", "密码 124", nil, "F002"},
		{"too many rounds", "密码 123", func(lim *workbook.Limits, _ []byte) { lim.KeyRounds = 1000 }, "F004"},
		{"a changed byte", "密码 123", func(_ *workbook.Limits, data []byte) { data[bytes.Index(data, []byte("</encryption>"))+5000] ^= 1 }, "F003"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lim, data := lim, bytes.Clone(locked)
			if tt.change != nil {
				tt.change(&lim, data)
			}
			book, list := workbook.Open("a.xlsx", data, lim, tt.password)
			if tt.code != "" {
				if len(list) != 1 || string(list[0].Code) != tt.code {
					t.Fatalf("got %v, want %s", list, tt.code)
				}
				return
			}
			if len(list) > 0 {
				t.Fatal(list[0].Message())
			}
			if diff := cmp.Diff(want.Sheets, book.Sheets); diff != "" {
				t.Error(diff)
			}
		})
	}
}
