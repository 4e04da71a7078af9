package mark

import (
	"bytes"
	"io"
	"testing"

	"chunfeng/importer/finding"
)

// Parts of strangers never make marking fail otherwise than by an error, and a
// sheet without marks comes out as it went in.
func FuzzParts(f *testing.F) {
	for _, s := range []string{
		`<worksheet xmlns="m"><cols><col min="1" max="3" style="1"/></cols><sheetData><row r="2" spans="1:3"><c r="A2" s="1"><v>1</v></c><c r="C2" t="inlineStr"><is><t><![CDATA[</row>]]></t></is></c></row><row/></sheetData><tableParts/></worksheet>`,
		`<x:worksheet xmlns:x="m"><x:sheetViews><x:sheetView tabSelected="1"/></x:sheetViews><x:sheetData/><x:legacyDrawing r:id="rId1"/></x:worksheet>`,
		`<comments><authors><author>春风校验</author></authors><commentList><comment ref="B2" authorId="0"><text><t>请核</t></text></comment><comment ref="C3"><text><r><t>【校验】错误</t></r></text></comment></commentList></comments>`,
		`<styleSheet><fills count="1"><fill/></fills><cellXfs><xf fillId="0"/><xf><alignment/></xf></cellXfs></styleSheet>`,
		`<xml xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025"><x:ClientData ObjectType="Note"><x:Row>2</x:Row><x:Column>2</x:Column></x:ClientData></v:shape></xml>`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, part []byte) {
		styles, err := readStyles([]byte(noStyles + transitional + `"></styleSheet>`))
		if err != nil {
			t.Fatal(err)
		}
		if st, err := readStyles(part); err == nil {
			st.mark(1, finding.Fault)
			st.looks()
			st.bytes()
		}
		marked := sheetPatch{styles: styles, notes: "rId9", unselect: true, clean: true, spots: []spot{{row: 2, col: 2, severity: finding.Fault}, {row: 2, col: 5}, {row: 7, col: 1}}}
		_ = marked.run(bytes.NewReader(part), io.Discard) // an error is an answer
		var out bytes.Buffer
		plain := sheetPatch{styles: styles}
		if err := plain.run(bytes.NewReader(part), &out); err == nil && !bytes.Equal(out.Bytes(), part) {
			t.Errorf("%q became %q", part, out.Bytes())
		}
		if _, fresh, gone, err := comments(part, []remark{{2, 2, "【校验】甲"}, {9, 9, "【校验】乙"}}); err == nil {
			_, _ = drawing(part, fresh, gone)
		}
		_, _ = drawing(part, []remark{{1, 1, "甲"}}, map[[2]int]bool{{3, 3}: true})
	})
}
