package pdf_test

import (
	"bytes"
	"testing"

	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
)

func write(t testing.TB, b *briefing.Briefing, o pdf.Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := pdf.Write(&out, b, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSameBytes(t *testing.T) {
	o := pdf.Options{Attach: []pdf.Attachment{{Name: "汇总表.xlsx", Data: []byte("PK")}}}
	first := write(t, campaign(), o)
	if !bytes.HasPrefix(first, []byte("%PDF-1.")) {
		t.Fatalf("begins with %q", first[:8])
	}
	done := make(chan []byte)
	for range 6 {
		go func() {
			var out bytes.Buffer
			_ = pdf.Write(&out, campaign(), o)
			done <- out.Bytes()
		}()
	}
	for range 6 {
		if got := <-done; !bytes.Equal(got, first) {
			t.Errorf("another %d bytes for the same briefing", len(got))
		}
	}
}
