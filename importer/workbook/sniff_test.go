package workbook

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestAliens opens what is no workbook: each is told in Chinese what it is.
func TestAliens(t *testing.T) {
	tests := []struct{ name, data, says string }{
		{"empty", "", "空的"},
		{"blanks", " \r\n\x00", "空的"},
		{"PDF", "%PDF-1.7\n1 0 obj", "PDF"},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00", "图片"},
		{"JPEG", "\xFF\xD8\xFF\xE0\x00\x10JFIF", "图片"},
		{"GIF", "GIF89a", "图片"},
		{"BMP", "BM\x36\x00\x00\x00", "图片"},
		{"TIFF", "II*\x00\x08", "图片"},
		{"WebP", "RIFF\x00\x00\x00\x00WEBPVP8 ", "图片"},
		{"HEIC", "\x00\x00\x00\x18ftypheic\x00", "图片"},
		{"RAR", "Rar!\x1a\x07\x01\x00", "RAR"},
		{"7z", "7z\xBC\xAF\x27\x1C\x00", "7z"},
		{"gzip", "\x1F\x8B\x08\x00", "gzip"},
		{"RTF", `{\rtf1\ansi}`, "RTF"},
		{"HTML", "<html><table><tr><td>1</td></tr></table></html>", "网页"},
		{"HTML table without html", "\ufeff  <TABLE border=1><tr><td>1", "网页"},
		{"UTF-16 cut amid a character", "\xFF\xFEa\x00\t\x00b\x00\n", "不是任何已知"},
		{"UTF-16 with a lone surrogate", "\xFF\xFEa\x00\t\x00\x00\xD8\n\x00", "不是任何已知"},
		{"HTML in UTF-16", "\xFF\xFE<\x00h\x00t\x00m\x00l\x00>\x00", "网页"},
		{"XML spreadsheet", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, "XML 表格 2003"},
		{"XML", `<?xml version="1.0"?><a/>`, "XML 文件"},
		{"MHTML", "MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHTML"},
		{"JSON", `[{"a": 1}]`, "JSON"},
		{"prose", "本周没有数据\n请查收", "纯文本"},
		{"binary", "\x00\x01\x02\x03\xFE\xFF", "不是任何已知"},
		{"ods", string(rawZip([]entry{{name: "mimetype", text: "application/vnd.oasis.opendocument.spreadsheet"}})), ".ods"},
		{"OFD", string(rawZip([]entry{{name: "OFD.xml", text: "<a/>"}})), "OFD"},
		{"zip", string(rawZip([]entry{{name: "a/b.xlsx", text: "x"}})), "压缩包"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			book, list := Open("月报.xlsx", []byte(tt.data), DefaultLimits(), "")
			if book != nil || len(list) != 1 || list[0].Code != "F001" {
				t.Fatalf("book %v, findings %v", book, list)
			}
			if !strings.Contains(list[0].Message(), tt.says) {
				t.Errorf("says %s, want %s in it", list[0].Message(), tt.says)
			}
			if list[0].Advice() == "" {
				t.Error("no advice")
			}
		})
	}
}

func TestDelimited(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("企业,岗位\r\n三维𠮷,30\r\n")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, data, want string }{
		{"UTF-8", "企业,岗位\n三维𠮷,30\n", "A1=企业 B1=岗位 A2=三维𠮷 B2=#30"},
		{"UTF-8 with mark", "\ufeff企业,岗位\n三维𠮷,30", "A1=企业 B1=岗位 A2=三维𠮷 B2=#30"},
		{"GB18030", gb, "A1=企业 B1=岗位 A2=三维𠮷 B2=#30"},
		{"UTF-16, as Excel saves Unicode text", utf16Of("企业\t岗位\r\n三维𠮷\t30\r\n\"甲\n乙\"\t\"1,200\"\r\n", "LE"), "A1=企业 B1=岗位 A2=三维𠮷 B2=#30 A3=甲\n乙 B3=1,200"},
		{"UTF-16, the other order", utf16Of("企业,岗位\n三维,30\n", "BE"), "A1=企业 B1=岗位 A2=三维 B2=#30"},
		{"tabs", "企业\t岗位\n三维, 一厂\t30\n", "A1=企业 B1=岗位 A2=三维, 一厂 B2=#30"},
		{"semicolons", "a;b\n1;2\n", "A1=a B1=b A2=#1 B2=#2"},
		{"carriage returns only", "a,b\r1,2\r", "A1=a B1=b A2=#1 B2=#2"},
		{"quotes", "\"a,\"\"b\"\"\",\"两\n行\"\n,\"30\"", "A1=a,\"b\" B1=两\n行 B2=30"},
		{"blank lines count", "a,b\n\n1,2", "A1=a B1=b A3=#1 B3=#2"},
		{"digits that a sheet would lose", "0576,331003199001011234,1E5,-3.50,.5,5.,-,1-2", "A1=0576 B1=331003199001011234 C1=1E5 D1=#-3.50 E1=.5 F1=5. G1=- H1=1-2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			s := mustOpen(t, []byte(tt.data)).Sheets[0]
			for _, r := range s.Rows {
				for _, c := range r.Cells {
					text := c.Text
					if c.Kind == Number {
						text = "#" + text
					}
					got = append(got, s.Place("", r.Index, c.Col).Cell()+"="+text)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for name, data := range map[string]string{"quote not closed": "a,\"b\nc,d", "text behind a quote": "\"a\"b,c\n"} {
		if got := verdict(t, []byte(data), DefaultLimits()); !strings.HasPrefix(got, "F003") {
			t.Errorf("%s: got %s, want F003", name, got)
		}
	}
}
