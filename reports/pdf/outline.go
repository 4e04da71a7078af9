package pdf

import (
	"fmt"
	"strings"
)

// A mark is a bookmark with its place: pages from 0, y from the page's top.
type mark struct {
	bookmark
	page int
	y    float64
}

// marks are the bookmarks of all pages in order.
func marks(pages []page) (out []mark) {
	for n, p := range pages {
		for _, b := range p.boxes {
			if b.box.bookmark.title != "" {
				out = append(out, mark{b.box.bookmark, n, marginTop + b.top})
			}
		}
	}
	return out
}

// outline is the objects of the bookmarks, numbered from first, the root
// before its items: two levels, all open. pages are the page objects' numbers.
func outline(marks []mark, first int, pages []int) []string {
	type item struct{ parent, prev, next, child, last, count int }
	items := make([]item, len(marks)+1) // 0 is the root
	top, low := 0, 0                    // the last item of either level
	for i, m := range marks {
		at := i + 1
		up, before := 0, top
		if m.level > 0 && top > 0 {
			up, before = top, low
		} else {
			top, low = at, 0
		}
		if up > 0 {
			low = at
		}
		items[at].parent, items[at].prev = up, before
		items[before].next = at // of the root: nobody looks
		if items[up].child == 0 {
			items[up].child = at
		}
		items[up].last = at
		items[up].count++
		if up > 0 {
			items[0].count++
		}
	}
	var out []string
	ref := func(b *strings.Builder, key string, n int) {
		if n > 0 {
			fmt.Fprintf(b, "/%s %d 0 R ", key, first+n)
		}
	}
	for at, it := range items {
		var b strings.Builder
		b.WriteString("<<")
		if at == 0 {
			b.WriteString("/Type /Outlines ")
		} else {
			m := marks[at-1]
			fmt.Fprintf(&b, "/Title %s /Parent %d 0 R /Dest [%d 0 R /XYZ 0 %s null] ", text16(m.title), first+it.parent, pages[m.page], number(pageHeight-m.y))
			ref(&b, "Prev", it.prev)
			ref(&b, "Next", it.next)
		}
		ref(&b, "First", it.child)
		ref(&b, "Last", it.last)
		if it.count > 0 {
			fmt.Fprintf(&b, "/Count %d", it.count)
		}
		b.WriteString(">>")
		out = append(out, b.String())
	}
	return out
}
