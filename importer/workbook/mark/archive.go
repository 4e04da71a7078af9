package mark

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
)

// maxPart bounds a part that is held in memory. Sheets are not.
const maxPart = 64 << 20

// archive is the workbook that is patched: parts by lower-case name, and what
// becomes of them.
type archive struct {
	files   []*zip.File
	byName  map[string]*zip.File
	changed map[string]bool // lower-case names that are not copied
	out     *zip.Writer
	when    time.Time // of what is written anew: never the clock
}

func openArchive(data []byte, to io.Writer) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
	a := &archive{files: z.File, byName: map[string]*zip.File{}, changed: map[string]bool{}, out: zip.NewWriter(to)}
	for _, f := range z.File {
		a.byName[key(f.Name)] = f
	}
	// Parts are written one after another, so that one packer serves them all.
	// The fastest levels pack sheets to little more than the others do.
	var pack *flate.Writer
	a.out.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		if pack != nil {
			pack.Reset(w)
			return pack, nil
		}
		var err error
		pack, err = flate.NewWriter(w, 2)
		return pack, err
	})
	return a, nil
}

func key(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (a *archive) has(name string) bool { return a.byName[key(name)] != nil }

// read is a whole part as UTF-8.
func (a *archive) read(name string) ([]byte, error) {
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxPart || wide(b) {
		return nil, errForm
	}
	return b, nil
}

// wide reports whether b is in UTF-16.
func wide(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xFE\xFF")) || bytes.HasPrefix(b, []byte("\xFF\xFE")) || bytes.IndexByte(b[:min(len(b), 4)], 0) >= 0
}

func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.byName[key(name)]
	if f == nil {
		return nil, fmt.Errorf("open %s: %w", name, errForm)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return r, nil
}

// create begins a part; it takes the place of one of the same name.
func (a *archive) create(name string) (io.Writer, error) {
	if f := a.byName[key(name)]; f != nil {
		name = f.Name
	}
	w, err := a.out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.when})
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	return w, nil
}

func (a *archive) put(name string, body []byte) error {
	w, err := a.create(name)
	if err != nil {
		return err
	}
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// copyRest copies every part that was not changed, as it is packed.
func (a *archive) copyRest() error {
	for _, f := range a.files {
		// Some packers deflate folders, which is to nothing, but not to 0 bytes.
		if folder := strings.HasSuffix(f.Name, "/"); a.changed[key(f.Name)] || folder && f.CompressedSize64 > 0 {
			continue
		}
		if err := a.out.Copy(f); err != nil {
			return fmt.Errorf("copy %s: %w", f.Name, err)
		}
	}
	return nil
}

// free is the first name of the pattern, with %d for a number from 1, that no
// part has; it is taken by that.
func (a *archive) free(pattern string) string {
	for n := 1; ; n++ {
		name := strings.Replace(pattern, "%d", strconv.Itoa(n), 1)
		if !a.has(name) && !a.changed[key(name)] {
			a.changed[key(name)] = true
			return name
		}
	}
}

// A relation is one relationship of a part.
type relation struct {
	id, kind, target string // kind is the last element of its type; target a part name
}

// relations is the relationships part of a part and what stands in it.
type relations struct {
	part  string // its name
	doc   []byte
	all   []relation
	added bool
}

const noRelations = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`

func (a *archive) relations(of string) (*relations, error) {
	dir, base := path.Split(of)
	r := &relations{part: dir + "_rels/" + base + ".rels", doc: []byte(noRelations)}
	if !a.has(r.part) {
		return r, nil
	}
	var err error
	if r.doc, err = a.read(r.part); err != nil {
		return nil, err
	}
	s := tags{doc: r.doc}
	for t, ok := s.next(); ok; t, ok = s.next() {
		if t.closing || t.local() != "Relationship" {
			continue
		}
		b := r.doc[t.from:t.to]
		typ := value(b, "Type")
		rel := relation{id: value(b, "Id"), kind: typ[strings.LastIndexByte(typ, '/')+1:]}
		if value(b, "TargetMode") != "External" {
			rel.target = resolve(dir, value(b, "Target"))
		}
		r.all = append(r.all, rel)
	}
	return r, s.err
}

func (r *relations) of(kind string) (relation, bool) {
	for _, rel := range r.all {
		if rel.kind == kind && rel.target != "" {
			return rel, true
		}
	}
	return relation{}, false
}

func (r *relations) byID(id string) (relation, bool) {
	for _, rel := range r.all {
		if rel.id == id {
			return rel, true
		}
	}
	return relation{}, false
}

// freeID is an id that no relationship has.
func (r *relations) freeID(stem string) string {
	for n := 1; ; n++ {
		id := stem + strconv.Itoa(n)
		if _, taken := r.byID(id); !taken {
			return id
		}
	}
}

// add appends a relationship to a part of the package.
func (r *relations) add(id, typ, part string) error {
	s := tags{doc: r.doc}
	for t, ok := s.next(); ok; t, ok = s.next() {
		if t.local() != "Relationships" || !t.closing && !t.empty {
			continue
		}
		rel := "<" + t.prefix() + `Relationship Id="` + id + `" Type="` + typ + `" Target="/` + escape(part) + `"/>`
		if t.empty {
			open := strings.TrimSuffix(strings.TrimSpace(string(r.doc[t.from:t.to-1])), "/") + ">"
			r.doc = edited(r.doc, []edit{{t.from, t.to, open + rel + "</" + t.name + ">"}})
		} else {
			r.doc = edited(r.doc, []edit{{t.from, t.from, rel}})
		}
		r.all = append(r.all, relation{id: id, kind: typ[strings.LastIndexByte(typ, '/')+1:], target: part})
		r.added = true
		return nil
	}
	return errForm
}

// resolve makes a part name of a target relative to dir.
func resolve(dir, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if !strings.HasPrefix(target, "/") {
		target = "/" + dir + target
	}
	return strings.TrimPrefix(path.Clean(target), "/")
}
