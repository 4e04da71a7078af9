package pdf

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chunfeng/reports/pdf/fonts"
	"chunfeng/reports/pdf/ttf"
)

// A role is what a face is for in an official document.
type role uint8

const (
	fang  role = iota // 仿宋: body
	kai               // 楷体: second headings
	hei               // 黑体: first headings, heads of tables, charts
	black             // 小标宋: masthead and title
	song              // 宋体: page numbers
	roles
)

// faces are the typefaces of one document, and which characters of each it
// has used. Not for several goroutines.
type faces struct {
	list   []*ttf.Font
	order  [roles][]uint8 // which faces to try for a role
	latin  uint8          // for letters and digits in fang and kai
	picked [roles]map[rune]pick
	failed map[rune]bool // no face has them
}

// A pick says how one character is drawn.
type pick struct {
	face uint8
	from rune    // whose glyph: its own, or that of a character that looks right
	adv  float64 // in ems
}

// bureauFonts are the file names under which an office keeps the typefaces
// that GB/T 9704 names, without extension, in lower case.
func bureauFonts() [roles + 1][]string {
	return [roles + 1][]string{
		fang:  {"simfang", "仿宋_gb2312", "仿宋", "fangsong_gb2312", "fzfsjw", "fzfsjw--gb1-0"},
		kai:   {"simkai", "楷体_gb2312", "楷体", "kaiti_gb2312", "kaiti"},
		hei:   {"simhei", "黑体", "heiti"},
		black: {"fzxbsjw", "fzxbsjw--gb1-0", "方正小标宋简体", "方正小标宋_gbk", "方正小标宋", "小标宋"},
		roles: {"times", "times new roman", "timesnewroman"},
	}
}

// loadFaces parses the embedded faces, and those of the folder in their stead.
func loadFaces(folder string) (*faces, error) {
	fs := &faces{failed: map[rune]bool{}}
	for i := range fs.picked {
		fs.picked[i] = map[rune]pick{}
	}
	own, err := ownFaces(folder)
	if err != nil {
		return nil, err
	}
	song, err := ttf.Parse(fonts.Song())
	if err != nil {
		return nil, fmt.Errorf("load embedded font: %w", err)
	}
	fs.list = []*ttf.Font{song}
	embedded := [roles]string{fang: "", kai: fonts.Kai(), hei: fonts.Hei(), black: fonts.Black()}
	for r := range roles {
		font := own[r]
		if font == nil && embedded[r] != "" {
			if font, err = ttf.Parse(embedded[r]); err != nil {
				return nil, fmt.Errorf("load embedded font: %w", err)
			}
		}
		if font != nil {
			fs.order[r] = append(fs.order[r], uint8(len(fs.list)))
			fs.list = append(fs.list, font)
		}
		fs.order[r] = append(fs.order[r], 0)
	}
	if own[roles] != nil {
		fs.latin = uint8(len(fs.list))
		fs.list = append(fs.list, own[roles])
	}
	return fs, nil
}

// ownFaces finds the bureau's own fonts in a folder, by role; the last place
// is the face of letters and digits.
func ownFaces(folder string) (own [roles + 1]*ttf.Font, err error) {
	if folder == "" {
		return own, nil
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return own, fmt.Errorf("read fonts: %w", err)
	}
	found := false
	for i, names := range bureauFonts() {
		for _, file := range files {
			base := strings.ToLower(file.Name())
			ext := filepath.Ext(base)
			if ext != ".ttf" || own[i] != nil || !slices.Contains(names, strings.TrimSuffix(base, ext)) {
				continue
			}
			data, err := os.ReadFile(filepath.Join(folder, file.Name()))
			if err != nil {
				return own, fmt.Errorf("read fonts: %w", err)
			}
			if own[i], err = ttf.Parse(string(data)); err != nil {
				return own, fmt.Errorf("read fonts: %s: %w", file.Name(), err)
			}
			found = true
		}
	}
	if !found {
		return own, fmt.Errorf("read fonts: %w in %s", errNoFonts, folder)
	}
	return own, nil
}

var errNoFonts = errors.New("no font of a known file name")

// pick finds the face that draws r in a role. A character that no face has is
// drawn as 〓 and noted.
func (fs *faces) pick(ro role, r rune) pick {
	if p, ok := fs.picked[ro][r]; ok {
		return p
	}
	p := fs.look(ro, r)
	fs.picked[ro][r] = p
	return p
}

func (fs *faces) look(ro role, r rune) pick {
	order := fs.order[ro]
	if western(r) && (ro == fang || ro == kai) {
		order = append([]uint8{fs.latin}, order...)
	}
	best, ok := pick{}, false
	for _, i := range order {
		font := fs.list[i]
		if !font.Has(r) {
			continue
		}
		p := pick{face: i, from: r, adv: float64(font.Advance(font.Glyph(r))) / 1000}
		if !ok {
			best, ok = p, true
		}
		if !fullMark(r) {
			break
		}
		// Some faces draw “” and — as in Latin text: Chinese marks fill an em,
		// and two dashes join.
		if r == '—' && p.adv < 1 && font.Has('─') {
			p.from, p.adv = '─', 1
		}
		if p.adv >= 1 {
			best = p
			break
		}
	}
	if !ok && r != missingMark {
		fs.failed[r] = true
		best = fs.look(ro, missingMark)
	}
	return best
}

// names are the full names of the faces that roles use, in order, each once.
func (fs *faces) names() []string {
	var names []string
	for _, ro := range []role{black, hei, kai, fang} {
		if n := fs.list[fs.order[ro][0]].Name(); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// western reports whether r is a letter, digit or sign of Latin writing, which
// stands in the serif face also in 仿宋 and 楷体.
func western(r rune) bool { return r > ' ' && r < 0x250 && r != '·' && r != '×' && r != '°' }

// fullMark reports whether r is a mark that is as wide as a Chinese character
// but shared with Latin writing.
func fullMark(r rune) bool {
	switch r {
	case '“', '”', '‘', '’', '…', '—':
		return true
	}
	return false
}
