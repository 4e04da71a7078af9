package pdf_test

import (
	"io"
	"testing"

	"chunfeng/reports/pdf"
)

// A briefing of twelve pages, tables and charts among them.
func BenchmarkWrite(b *testing.B) {
	doc := campaign()
	doc.Sections = append(doc.Sections, campaign().Sections[:3]...)
	pages, err := pdf.Read(write(b, doc, pdf.Options{}))
	if err != nil {
		b.Fatal(err)
	}
	size := len(write(b, doc, pdf.Options{}))
	for b.Loop() {
		if err := pdf.Write(io.Discard, doc, pdf.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(pages)), "pages")
	b.ReportMetric(float64(size)/1000, "kB")
}
