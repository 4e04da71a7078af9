package workbook

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"chunfeng/importer/finding"
)

// Type is what the first bytes of a file say it is. Names and extensions say
// nothing.
type Type uint8

// The types.
const (
	Unknown   Type = iota // no workbook; the alien says what
	ZipFile               // .xlsx, or another package or archive
	OLEFile               // old .xls, an encrypted workbook, an old document
	Delimited             // CSV or TSV in UTF-8, UTF-16 with a byte order mark, or GB18030
)

var magics = [...]struct {
	head  string
	alien finding.Alien
}{
	{"%PDF", finding.PDF},
	{"\x89PNG\r\n\x1a\n", finding.Picture},
	{"\xFF\xD8\xFF", finding.Picture},
	{"GIF8", finding.Picture},
	{"BM", finding.Picture},
	{"II*\x00", finding.Picture},
	{"MM\x00*", finding.Picture},
	{"Rar!\x1a\x07", finding.Rar},
	{"7z\xBC\xAF\x27\x1C", finding.SevenZip},
	{"\x1F\x8B", finding.Gzip},
	{"{\\rtf", finding.RTF},
	{"MIME-Version:", finding.WebArchive},
}

// Sniff says what data is; the alien matters for Unknown only. A zip or OLE
// file is told further when it is opened.
func Sniff(data []byte) (Type, finding.Alien) {
	switch {
	case len(bytes.Trim(data, " \t\r\n\x00")) == 0 || bytes.Equal(data, []byte("\xEF\xBB\xBF")):
		return Unknown, finding.Empty
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return ZipFile, 0
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return OLEFile, 0
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP",
		len(data) > 12 && string(data[4:8]) == "ftyp":
		return Unknown, finding.Picture
	}
	for _, m := range magics {
		if bytes.HasPrefix(data, []byte(m.head)) && (m.head != "BM" || bytes.IndexByte(data[:min(len(data), 64)], 0) >= 0) {
			return Unknown, m.alien
		}
	}
	return sniffText(fromUTF16(data))
}

// sniffText tells kinds of text.
func sniffText(data []byte) (Type, finding.Alien) {
	head := data[:min(len(data), 4096)]
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	head = bytes.TrimLeft(bytes.ReplaceAll(head, []byte{0}, nil), " \t\r\n\xFF\xFE")
	lower := bytes.ToLower(head)
	if len(lower) > 0 && lower[0] == '<' {
		switch {
		case bytes.Contains(lower, []byte("urn:schemas-microsoft-com:office:spreadsheet")):
			return Unknown, finding.XMLSpreadsheet
		case bytes.Contains(lower, []byte("<html")), bytes.Contains(lower, []byte("<table")),
			bytes.Contains(lower, []byte("<!doctype html")), bytes.Contains(lower, []byte("<meta")),
			bytes.Contains(lower, []byte("<body")), bytes.Contains(lower, []byte("<div")):
			return Unknown, finding.HTML
		case bytes.HasPrefix(lower, []byte("<?xml")):
			return Unknown, finding.XML
		}
	}
	if len(head) > 0 && (head[0] == '{' || head[0] == '[') && bytes.IndexByte(head, '"') >= 0 && bytes.IndexByte(head, ':') > 0 {
		return Unknown, finding.JSON
	}
	if !utf8.Valid(data) && !gb18030(data) || !printable(data) {
		return Unknown, finding.Strange
	}
	if delimiter(data) == 0 {
		return Unknown, finding.PlainText
	}
	return Delimited, 0
}

// printable refuses control characters that no text file has.
func printable(data []byte) bool {
	for _, c := range data {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return true
}

// gb18030 reports whether all of data decodes.
func gb18030(data []byte) bool {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	return err == nil && !bytes.ContainsRune(out, utf8.RuneError)
}

// delimiter is the separator that most lines among the first hold, 0 if
// there is none.
func delimiter(data []byte) byte {
	var counts [256]int
	lines, quoted := 0, false
	var here [256]bool
	for i := 0; i <= len(data) && lines < 50; i++ {
		if i == len(data) || data[i] == '\n' && !quoted {
			for _, d := range [...]byte{'\t', ',', ';'} {
				if here[d] {
					counts[d]++
				}
			}
			here = [256]bool{}
			lines++
			continue
		}
		if data[i] == '"' {
			quoted = !quoted
		} else if !quoted {
			here[data[i]] = true
		}
	}
	best := byte(0)
	for _, d := range [...]byte{'\t', ',', ';'} {
		if counts[d] > 0 && (best == 0 || counts[d] > counts[best]) {
			best = d
		}
	}
	return best
}
