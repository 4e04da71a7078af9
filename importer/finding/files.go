package finding

import "strconv"

// The words of F001, F003, F004 and F006. Package workbook names what it met
// by the constants below; the Chinese stands here.

// An Alien is what a file is instead of a readable workbook (F001).
type Alien uint8

// The aliens.
const (
	Empty Alien = iota
	OldExcel
	BinaryExcel
	OpenDocument
	OldWord
	Word
	OldPowerPoint
	PowerPoint
	OLE
	PDF
	OFD
	Picture
	Zip
	Rar
	SevenZip
	Gzip
	HTML
	XMLSpreadsheet
	WebArchive
	XML
	RTF
	JSON
	PlainText
	Strange
)

const saveAs = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后重新报送"

var aliens = [...]struct{ is, advice string }{
	Empty:          {"文件是空的，没有任何内容", "请核对是否选错文件，或重新导出后报送"},
	OldExcel:       {"是 Excel 95 或更早版本的 .xls", saveAs + "；不要只改扩展名"},
	BinaryExcel:    {"是二进制工作簿 .xlsb", saveAs},
	OpenDocument:   {"是 OpenDocument 表格 .ods", saveAs},
	OldWord:        {"是旧版 Word 或 WPS 文字的文档（.doc、.wps）", "请把表格复制到工作簿，存为 .xlsx 后报送"},
	Word:           {"是 Word 文档 .docx", "请把表格复制到工作簿，存为 .xlsx 后报送"},
	OldPowerPoint:  {"是旧版演示文稿（.ppt、.dps）", "请报送 .xlsx 工作簿"},
	PowerPoint:     {"是演示文稿 .pptx", "请报送 .xlsx 工作簿"},
	OLE:            {"是其他程序的复合文档，不是表格", "请报送 .xlsx 工作簿"},
	PDF:            {"是 PDF 文件", "请报送生成该 PDF 的 .xlsx 原件"},
	OFD:            {"是 OFD 版式文件", "请报送生成该 OFD 的 .xlsx 原件"},
	Picture:        {"是图片", "请报送 .xlsx 原件；图片中的数字不能读取"},
	Zip:            {"是压缩包", "请解压后逐个报送其中的 .xlsx"},
	Rar:            {"是 RAR 压缩包", "请解压后逐个报送其中的 .xlsx"},
	SevenZip:       {"是 7z 压缩包", "请解压后逐个报送其中的 .xlsx"},
	Gzip:           {"是 gzip 压缩包", "请解压后逐个报送其中的 .xlsx"},
	HTML:           {"是网页（HTML）表格，只是扩展名像表格", saveAs + "；不要只改扩展名"},
	XMLSpreadsheet: {"是 XML 表格 2003", saveAs},
	WebArchive:     {"是单个文件网页（MHTML）", saveAs},
	XML:            {"是 XML 文件", "请报送 .xlsx 工作簿"},
	RTF:            {"是 RTF 文档", "请把表格复制到工作簿，存为 .xlsx 后报送"},
	JSON:           {"是 JSON 数据", "请报送 .xlsx 工作簿"},
	PlainText:      {"是没有分栏的纯文本", "请报送 .xlsx 工作簿，或以逗号、制表符分栏的 CSV"},
	Strange:        {"内容不是任何已知的表格格式", "请用 Excel 或 WPS 打开核对，另存为 .xlsx 后重新报送"},
}

// Foreign (F001) says in Chinese what the file is and what to do.
func Foreign(at Place, is Alien) Finding {
	return NotAWorkbook(at, aliens[is].is, aliens[is].advice)
}

// A Damage is how a workbook is broken (F003).
type Damage uint8

// The damages. {1} in their sentences is the part of the workbook.
const (
	CutZip        Damage = iota // no directory, or one that points outside the file
	BadZip                      // entries overlap, bear one name, use an unknown method …
	BadSum                      // a part does not unpack to its declared size and CRC
	BadXML                      // not well-formed
	BadText                     // bytes that are no text in the declared encoding
	HasDTD                      // a document type declaration
	MissingPart                 // a part that the workbook refers to is not there
	BadStructure                // elements where the format has none
	BadReference                // a reference that names no cell
	OutOfOrder                  // rows or cells twice, or not ascending
	BadIndex                    // an index into shared strings or formats that is out of range
	BadValue                    // a value that its type does not allow
	BadMerge                    // merged areas that overlap
	BadQuotes                   // CSV quotes that do not close
	BadEncryption               // an encrypted workbook that does not open though the password is right
	Unreadable                  // the reader itself failed
)

var damages = [...]string{
	CutZip:        "文件不完整，可能在传输或复制时被截断",
	BadZip:        "文件结构有误（{1}）",
	BadSum:        "文件内部的 {1} 与校验值不符",
	BadXML:        "文件内部的 {1} 不完整或格式有误",
	BadText:       "文件内部的 {1} 含有无法识别的字符",
	HasDTD:        "文件内部的 {1} 含有不允许的 DTD 声明",
	MissingPart:   "文件内部缺少 {1}",
	BadStructure:  "文件内部的 {1} 结构有误",
	BadReference:  "文件内部的 {1} 含有无效的单元格地址",
	OutOfOrder:    "文件内部的 {1} 中行或单元格重复或次序颠倒",
	BadIndex:      "文件内部的 {1} 引用了不存在的文本或格式",
	BadValue:      "文件内部的 {1} 含有与类型不符的值",
	BadMerge:      "文件内部的 {1} 中合并区域互相重叠",
	BadQuotes:     "引号没有成对",
	BadEncryption: "加密信息有误",
	Unreadable:    "内容异常，读取中止",
}

// Broken (F003) says in Chinese how the workbook is broken and in which part.
func Broken(at Place, how Damage, part string) Finding {
	return Damaged(at, fill(damages[how], []string{part}))
}

// A Bound is a limit that a file can be over (F004).
type Bound uint8

// The bounds.
const (
	FileBytes Bound = iota
	UnpackedBytes
	Parts
	Sheets
	Columns
	Rows
	Cells
	CellText
	Merges
	KeyRounds
	Markup  // one tag or one run of text in the XML
	Memory  // memory for all that is read
	Formats // cell formats
	Links   // relationships of a part
)

var bounds = [...]struct{ what, unit string }{
	FileBytes:     {"文件大小", bytesUnit},
	UnpackedBytes: {"解压后的大小", bytesUnit},
	Parts:         {"工作簿部件数", " 个"},
	Sheets:        {"工作表数", " 张"},
	Columns:       {"列数", " 列"},
	Rows:          {"有内容的行数", " 行"},
	Cells:         {"有内容的单元格数", " 个"},
	CellText:      {"一个单元格的字数", " 字"},
	Merges:        {"合并区域数", " 个"},
	KeyRounds:     {"加密的密钥推算次数", " 次"},
	Markup:        {"一处标记的长度", bytesUnit},
	Memory:        {"内容的总量", bytesUnit},
	Formats:       {"单元格格式数", " 个"},
	Links:         {"部件间的链接数", " 个"},
}

// TooMuch (F004) names the bound and how much is allowed. Whole mebibytes are
// written as MB, as file managers do.
func TooMuch(at Place, what Bound, allowed string) Finding {
	unit := bounds[what].unit
	if n, err := strconv.Atoi(allowed); err == nil && unit == bytesUnit && n > 0 && n%(1<<20) == 0 {
		allowed, unit = strconv.Itoa(n>>20), " MB"
	}
	return OverLimit(at, bounds[what].what, allowed+unit)
}

const bytesUnit = " 字节"

// An Active is content of a workbook that acts by itself (F006).
type Active uint8

// The active contents, in the order in which a finding names them.
const (
	Macros Active = iota
	ExternalLinks
	Connections
	Controls
	Embedded
	LiveFormulas // DDE, WEBSERVICE and their kin
)

var actives = [...]string{
	Macros:        "宏",
	ExternalLinks: "外部链接",
	Connections:   "数据连接",
	Controls:      "控件",
	Embedded:      "嵌入对象",
	LiveFormulas:  "会联网或调用程序的公式",
}

// Ignored (F006) names the active contents that were ignored.
func Ignored(at Place, what []Active) Finding {
	var words string
	for i, a := range what {
		if i > 0 {
			words += "、"
		}
		words += actives[a]
	}
	return ActiveContent(at, words)
}
