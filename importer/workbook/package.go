package workbook

import (
	"io"
	"path"
	"slices"
	"strings"

	"chunfeng/importer/finding"
)

// The relationship types that are followed, by the end of their URI, which is
// the same in the transitional and the strict dialect.
const (
	relWorkbook = "officeDocument"
	relSheet    = "worksheet"
	relStrings  = "sharedStrings"
	relStyles   = "styles"
	relNotes    = "comments"
	relThreads  = "threadedComment"
)

// mostLinks bounds the relationships of a part and the content types; a sheet
// may have 65,530 hyperlinks.
const mostLinks = 100_000

// relation is one relationship of a part.
type relation struct {
	id       string
	kind     string // the last element of its type
	target   string // lower-case part name, or the URI of something outside
	external bool
}

// relations reads the relationships of the part of that name ("" is the
// package), none if it has no such part.
func (a *archive) relations(of string) ([]relation, error) {
	dir, base := path.Split(of)
	p := a.parts[dir+"_rels/"+base+".rels"]
	if p == nil {
		return nil, nil
	}
	s := a.scan(p)
	var out []relation
	seen := map[string]bool{}
	for t := s.next(); t != endOfPart; t = s.next() {
		if t != startTag || s.space != packageRels || string(s.local) != "Relationship" {
			continue
		}
		typ := s.str("Type")
		r := relation{id: s.str("Id"), kind: typ[strings.LastIndexByte(typ, '/')+1:], external: s.str("TargetMode") == "External"}
		if r.target = s.str("Target"); !r.external {
			r.target = resolve(dir, r.target)
		}
		if seen[r.id] {
			return nil, broken(finding.BadStructure, p.name, "relationship id twice")
		}
		if len(seen) == mostLinks {
			return nil, over(finding.Links, mostLinks, p.name)
		}
		if seen[r.id] = true; r.kind != "hyperlink" {
			out = append(out, r)
		}
	}
	return out, s.err
}

// resolve makes a part name of a target relative to dir.
func resolve(dir, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if cut, _, ok := strings.Cut(target, "#"); ok {
		target = cut
	}
	if !strings.HasPrefix(target, "/") {
		target = "/" + dir + target
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
}

// types is [Content_Types].xml.
type types struct {
	byName      map[string]string
	byExtension map[string]string
}

func (a *archive) contentTypes() (types, error) {
	t := types{map[string]string{}, map[string]string{}}
	p := a.parts["[content_types].xml"]
	if p == nil {
		return t, broken(finding.MissingPart, "[Content_Types].xml", "missing")
	}
	s := a.scan(p)
	for tok := s.next(); tok != endOfPart; tok = s.next() {
		if tok != startTag || s.space != contentTypes {
			continue
		}
		if len(t.byName)+len(t.byExtension) == mostLinks {
			return t, over(finding.Links, mostLinks, p.name)
		}
		switch string(s.local) {
		case "Default":
			t.byExtension[strings.ToLower(s.str("Extension"))] = s.str("ContentType")
		case "Override":
			t.byName[resolve("", s.str("PartName"))] = s.str("ContentType")
		}
	}
	return t, s.err
}

// of is the content type of a part, in lower case.
func (t types) of(name string) string {
	if ct, ok := t.byName[name]; ok {
		return strings.ToLower(ct)
	}
	return strings.ToLower(t.byExtension[strings.TrimPrefix(path.Ext(name), ".")])
}

// isBookPart tells the names that only a workbook has.
func isBookPart(name string) bool { return strings.HasPrefix(name, "xl/") }

// mainPart finds the workbook part and says what the package is if it is no
// workbook.
func (a *archive) mainPart() (string, error) {
	if a.parts["[content_types].xml"] == nil && !slices.ContainsFunc(a.names, isBookPart) {
		return "", foreign(a.otherZip())
	}
	t, err := a.contentTypes()
	if err != nil {
		return "", err
	}
	rels, err := a.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if r.kind != relWorkbook || r.external {
			continue
		}
		ct := t.of(r.target)
		switch {
		case strings.Contains(ct, "binary"):
			return "", foreign(finding.BinaryExcel)
		case strings.Contains(ct, "wordprocessing"):
			return "", foreign(finding.Word)
		case strings.Contains(ct, "presentation"):
			return "", foreign(finding.PowerPoint)
		}
		if a.parts[r.target] == nil {
			return "", broken(finding.MissingPart, r.target, "no workbook part")
		}
		return r.target, nil
	}
	return "", broken(finding.MissingPart, "xl/workbook.xml", "no workbook relationship")
}

// otherZip says what a zip file without content types is.
func (a *archive) otherZip() finding.Alien {
	if p := a.parts["mimetype"]; p != nil {
		head := make([]byte, 64)
		n, _ := io.ReadFull(a.open(p), head)
		if strings.Contains(string(head[:n]), "opendocument.spreadsheet") {
			return finding.OpenDocument
		}
	}
	if a.parts["ofd.xml"] != nil {
		return finding.OFD
	}
	return finding.Zip
}
