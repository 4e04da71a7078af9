package workbook

import (
	"bytes"

	"github.com/richardlehane/mscfb"

	"chunfeng/importer/finding"
)

// refuseOLE says what an OLE file is: the name of a stream in its root tells.
func refuseOLE(data []byte) error {
	doc, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return broken(finding.CutZip, "", err.Error())
	}
	for _, f := range doc.File {
		switch f.Name {
		case "EncryptedPackage", "EncryptionInfo":
			return locked()
		case "Workbook", "Book":
			return foreign(finding.OldExcel)
		case "WordDocument":
			return foreign(finding.OldWord)
		case "PowerPoint Document":
			return foreign(finding.OldPowerPoint)
		}
	}
	return foreign(finding.OLE)
}
