package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// finish gives a file of gofpdf a new end: bookmarks, attachments, catalog and
// cross-reference table. gofpdf points bookmarks at wrong pages when there are
// attachments, counts them as closed, gives no language and no file
// identifier, and calls every file 1.3.
func finish(file []byte, marks []mark, attach []Attachment) ([]byte, error) {
	offsets, xref, err := crossReference(file)
	if err != nil {
		return nil, err
	}
	catalog := len(offsets) // its number: gofpdf writes it last
	old := string(file[offsets[catalog-1]:xref])
	from, to := strings.Index(old, "<<"), strings.Index(old, "/Names <<")
	if from < 0 || to < from {
		return nil, fmt.Errorf("finish: catalog: %w", ErrForeign)
	}
	out := bytes.NewBuffer(append([]byte(nil), file[:offsets[catalog-1]]...))
	copy(out.Bytes(), "%PDF-1.7")
	begin := func(n int) {
		for len(offsets) < n {
			offsets = append(offsets, 0)
		}
		offsets[n-1] = out.Len()
		fmt.Fprintf(out, "%d 0 obj\n", n)
	}
	next := catalog + 1
	object := func(body string) int {
		begin(next)
		out.WriteString(body + "\nendobj\n")
		next++
		return next - 1
	}
	root := next
	if len(marks) > 0 {
		for _, body := range outline(marks, root, kids(file[offsets[0]:xref])) {
			object(body)
		}
	}
	var names strings.Builder
	for i, a := range attach {
		n := next
		begin(n)
		fmt.Fprintf(out, "<</Type /EmbeddedFile /Subtype /%s /Length %d /Params <</Size %d>>>>\nstream\n", mediaType(a.Name), len(a.Data), len(a.Data))
		out.Write(a.Data)
		out.WriteString("\nendstream\nendobj\n")
		next++
		spec := object(fmt.Sprintf("<</Type /Filespec /F (%s) /UF %s /EF <</F %d 0 R /UF %d 0 R>>>>", plainName(a.Name), text16(clean(a.Name)), n, n))
		fmt.Fprintf(&names, "(%04d) %d 0 R ", i, spec)
	}
	begin(catalog)
	out.WriteString(old[from:to])
	out.WriteString("/Lang (zh-CN)\n/ViewerPreferences <</DisplayDocTitle true>>\n")
	if len(marks) > 0 {
		fmt.Fprintf(out, "/Outlines %d 0 R\n/PageMode /UseOutlines\n", root)
	}
	if names.Len() > 0 {
		fmt.Fprintf(out, "/Names <</EmbeddedFiles <</Names [%s]>>>>\n", names.String())
	}
	out.WriteString(">>\nendobj\n")
	trailer(out, offsets, catalog)
	return out.Bytes(), nil
}

// trailer writes the table of offsets and what comes after it.
func trailer(out *bytes.Buffer, offsets []int, catalog int) {
	id := sha256.Sum256(out.Bytes())
	xref := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(out, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(offsets)+1, catalog, catalog-1, id[:16], id[:16], xref)
}

// text16 is a text string in UTF-16, as hexadecimal.
func text16(s string) string {
	b := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return "<" + hex.EncodeToString(b) + ">"
}

// plainName is a file name for readers that know no other letters.
func plainName(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return -1
	}, name)
	if strings.TrimLeft(plain, ".") == plain && plain != "" {
		return plain
	}
	return "attachment" + plain
}

// mediaType is the type of a file as a PDF name.
func mediaType(name string) string {
	if strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return "application#2Fvnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "application#2Foctet-stream"
}
