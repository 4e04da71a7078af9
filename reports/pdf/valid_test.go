package pdf_test

import (
	"bytes"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"chunfeng/reports/pdf"
)

// A second reader finds nothing against ISO 32000, read strictly.
func TestStrictlyValid(t *testing.T) {
	model.ConfigPath = "disable" // no folder of settings in the home directory
	config := model.NewDefaultConfiguration()
	config.ValidationMode, config.Offline = model.ValidationStrict, true
	for name, b := range extremes() {
		t.Run(name, func(t *testing.T) {
			data := write(t, b, pdf.Options{Attach: []pdf.Attachment{{Name: "汇总表.xlsx", Data: []byte("PK")}}})
			if err := api.Validate(bytes.NewReader(data), config); err != nil {
				t.Error(err)
			}
		})
	}
}
