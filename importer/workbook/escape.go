package workbook

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"chunfeng/importer/finding"
)

// unescape resolves entities and line ends of text, or of an attribute's
// value, whose blanks all become spaces. False if an entity is unknown or
// names a character that XML does not allow.
func (s *scanner) unescape(b []byte, attribute bool) ([]byte, bool) {
	if attribute {
		if !bytes.ContainsAny(b, "&\t\r\n") {
			return b, true
		}
		b = bytes.ReplaceAll(b, []byte("\r\n"), []byte{'\n'})
	} else if bytes.IndexByte(b, '&') < 0 {
		return s.lines(b), true
	}
	from := len(s.scratch)
	if !attribute {
		s.scratch, from = s.scratch[:0], 0
	}
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '&':
			end := bytes.IndexByte(b[i:min(len(b), i+12)], ';')
			if end < 0 {
				return nil, false
			}
			r, ok := entity(b[i+1 : i+end])
			if !ok {
				return nil, false
			}
			s.scratch = utf8.AppendRune(s.scratch, r)
			i += end + 1
			continue
		case attribute && isSpace(c):
			c = ' '
			s.scratch = append(s.scratch, c)
		case c == '\r':
			s.scratch = append(s.scratch, '\n')
			if i+1 < len(b) && b[i+1] == '\n' {
				i++
			}
		default:
			s.scratch = append(s.scratch, c)
		}
		i++
	}
	return s.scratch[from:], true
}

// lines makes every line end \n, as XML 1.0 §2.11 asks.
func (s *scanner) lines(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	s.scratch = s.scratch[:0]
	for i, c := range b {
		if c == '\r' {
			if i+1 < len(b) && b[i+1] == '\n' {
				continue
			}
			c = '\n'
		}
		s.scratch = append(s.scratch, c)
	}
	return s.scratch
}

// entity is the character of a predefined entity or character reference.
func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 {
		return 0, false
	}
	var r rune
	for _, c := range digits {
		d := hexDigit(c)
		if d < 0 || rune(d) >= base {
			return 0, false
		}
		if r = r*base + rune(d); r > utf8.MaxRune {
			return 0, false
		}
	}
	ok := r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && utf8.ValidRune(r) && r != 0xFFFE && r != 0xFFFF
	return r, ok
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// unhide decodes the _xHHHH_ by which workbooks write characters that XML
// does not allow (ECMA-376 part 1, §22.9.2.19, ST_Xstring), in place.
func unhide(b []byte) []byte {
	at := bytes.Index(b, []byte("_x"))
	if at < 0 {
		return b
	}
	out := b[:at]
	for i := at; i < len(b); {
		u, ok := hidden(b[i:])
		if !ok {
			out = append(out, b[i])
			i++
			continue
		}
		r := rune(u)
		n := 7
		if utf16.IsSurrogate(r) {
			low, ok := hidden(b[i+7:])
			if r = utf16.DecodeRune(r, rune(low)); !ok || r == utf8.RuneError {
				out = append(out, b[i:i+7]...)
				i += 7
				continue
			}
			n = 14
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
	return out
}

func hidden(b []byte) (uint16, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	var u uint16
	for _, c := range b[2:6] {
		d := hexDigit(c)
		if d < 0 {
			return 0, false
		}
		u = u<<4 | uint16(d)
	}
	return u, true
}

// utf16Reader reads UTF-16 as UTF-8.
type utf16Reader struct {
	part  string
	src   io.Reader
	order binary.ByteOrder
	in    [4096]byte
	have  int // bytes of in that wait
	out   []byte
	err   error
}

func (r *utf16Reader) Read(p []byte) (int, error) {
	for len(r.out) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.fill()
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

func (r *utf16Reader) fill() {
	n, err := r.src.Read(r.in[r.have:])
	r.have += n
	out := r.out[:0]
	i := 0
	for ; i+2 <= r.have; i += 2 {
		c := rune(r.order.Uint16(r.in[i:]))
		if utf16.IsSurrogate(c) {
			if i+4 > r.have {
				break
			}
			c = utf16.DecodeRune(c, rune(r.order.Uint16(r.in[i+2:])))
			if c == utf8.RuneError {
				r.err = broken(finding.BadText, r.part, "lone surrogate")
				return
			}
			i += 2
		}
		out = utf8.AppendRune(out, c)
	}
	r.have = copy(r.in[:], r.in[i:r.have])
	r.out = out
	if errors.Is(err, io.EOF) && r.have > 0 {
		err = broken(finding.BadText, r.part, "cut character")
	}
	r.err = err
}
