package hostile

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
)

// Mutate changes a workbook at random: bytes of the archive, or the markup of
// one of its parts, which is then packed again with the right sums.
func Mutate(d *rand.Rand, data []byte) []byte {
	if d.IntN(2) == 0 {
		return scramble(d, data)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) == 0 {
		return scramble(d, data)
	}
	b := &book{}
	chosen := d.IntN(len(z.File))
	for i, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return scramble(d, data)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return scramble(d, data)
		}
		if i == chosen {
			content = scramble(d, content)
		}
		b.add(f.Name, string(content))
	}
	return b.bytes()
}

// scramble does some of what may happen to bytes.
func scramble(d *rand.Rand, data []byte) []byte {
	out := bytes.Clone(data)
	for range 1 + d.IntN(4) {
		if len(out) < 2 {
			return out
		}
		at := d.IntN(len(out))
		end := at + d.IntN(min(200, len(out)-at))
		switch d.IntN(6) {
		case 0:
			out[at] ^= 1 << d.IntN(8)
		case 1:
			out = out[:at]
		case 2:
			out = append(out[:at:at], out[end:]...)
		case 3:
			out = append(append(out[:end:end], out[at:end]...), out[end:]...)
		case 4:
			for i := at; i < end; i++ {
				out[i] = byte(d.Uint32())
			}
		case 5:
			words := []string{"<", ">", "&", `"`, "99999999999", "-1", "</row>", "<c>", "\x00", "]]>", "\xff", "0", "1E308"}
			out = append(append(out[:at:at], words[d.IntN(len(words))]...), out[at:]...)
		}
	}
	return out
}

// Cut is the workbook with the markup of its first sheet cut at a fraction of
// its length, packed again as if nothing had happened.
func Cut(data []byte, fraction float64) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	b := &book{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		if f.Name == sheetName {
			content = content[:int(fraction*float64(len(content)))]
		}
		b.add(f.Name, string(content))
	}
	return b.bytes(), nil
}
