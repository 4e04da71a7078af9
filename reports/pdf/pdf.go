package pdf

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"chunfeng/reports/briefing"
)

// Options are what a briefing does not say itself.
type Options struct {
	// Fonts is a folder with the bureau's own typefaces under their usual file
	// names (simfang.ttf, simkai.ttf, simhei.ttf, FZXBSJW.ttf, times.ttf); what
	// is not there, or "", is set in the embedded ones.
	Fonts string
	// Small takes a masthead of four lines of the grid instead of nine, and small
	// type in tables, for what must stand on one page.
	Small bool
	// Attach travels inside the file, in this order.
	Attach []Attachment
	// Missing, if not nil, is told every character that no font can draw;
	// 〓 stands in its place on the page, the character itself in copied text.
	Missing func(r rune)
}

// An Attachment is a file inside the PDF, e.g. the consolidated workbook.
type Attachment struct {
	Name string
	Data []byte
}

// Write sets b and writes the PDF to w. The same briefing and options give the
// same bytes: the date of creation is the briefing's. Errors are about fonts
// that cannot be read and about w.
func Write(w io.Writer, b *briefing.Briefing, o Options) (err error) {
	defer func() {
		if r := recover(); r != nil { // a library's panic must not end a server
			err = fmt.Errorf("write pdf: %v", r)
		}
	}()
	fs, err := loadFaces(o.Fonts)
	if err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	s := newSetter(fs, o.Small)
	foot := s.foot(b.Colophon)
	pages := paginate(s.boxes(b), foot.height)
	if foot.height > 0 {
		last := &pages[len(pages)-1]
		last.boxes = append(last.boxes, placed{top: depth - foot.height, box: foot})
	}
	for i := range pages {
		pages[i].boxes = append(pages[i].boxes, placed{box: box{texts: []text{s.folio(i + 1)}}})
	}
	c := newCanvas(fs, pages)
	describe(c.pdf, b, fs)
	c.draw(pages)
	if o.Missing != nil {
		for _, r := range slices.Sorted(maps.Keys(fs.failed)) {
			o.Missing(r)
		}
	}
	var file bytes.Buffer
	if err := c.pdf.Output(&file); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	finished, err := finish(file.Bytes(), marks(pages), o.Attach)
	if err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	if _, err := w.Write(finished); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}

// describe fills in the file's properties.
func describe(p *gofpdf.Fpdf, b *briefing.Briefing, fs *faces) {
	title := b.Title
	if title == "" {
		title = b.Masthead
	}
	p.SetTitle(clean(title), true)
	p.SetAuthor(clean(b.Issuer), true)
	p.SetSubject(clean(strings.TrimSpace(b.Campaign+" "+b.Masthead+" "+b.Issue)), true)
	p.SetKeywords(wordFonts+strings.Join(fs.names(), "、"), true)
	p.SetCreator("chunfeng", false)
	p.SetProducer("chunfeng", false)
	day := time.Unix(0, 0).UTC() // gofpdf would take the clock's
	if !b.Date.IsZero() {
		day = b.Date.Time()
	}
	p.SetCreationDate(day)
	p.SetModificationDate(day)
}

func itoa(n int) string { return strconv.Itoa(n) }
