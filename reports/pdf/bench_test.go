package pdf_test

import (
	"io"
	"syscall"
	"testing"
	"time"

	"chunfeng/reports/pdf"
)

// A briefing of twelve pages, tables and charts among them; CPU is that of all
// threads, the collector's among them.
func BenchmarkWrite(b *testing.B) {
	doc := campaign()
	doc.Sections = append(doc.Sections, campaign().Sections[0], campaign().Sections[0])
	pages, err := pdf.Read(write(b, doc, pdf.Options{}))
	if err != nil {
		b.Fatal(err)
	}
	size := len(write(b, doc, pdf.Options{}))
	b.ReportAllocs()
	before := cpu(b)
	for b.Loop() {
		if err := pdf.Write(io.Discard, doc, pdf.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(len(pages)), "pages")
	b.ReportMetric(float64(size)/1000, "kB")
}

// cpu is what this process has used of all cores.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
