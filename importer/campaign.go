package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// LoadCampaign reads a campaign file and the workbook of firms due that it
// names, which lies beside it in files. A firm without a valid credit code or
// a known county is an error that names its row.
func LoadCampaign(files fs.FS, name string) (*register.Register, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read campaign: %w", err)
	}
	f, err := register.Parse(name, data)
	if err != nil {
		return nil, err
	}
	if f.FirmsFile == "" {
		return register.New(f.Campaign, f.Units, nil), nil
	}
	beside := path.Join(path.Dir(name), f.FirmsFile)
	data, err = fs.ReadFile(files, beside)
	if err != nil {
		return nil, fmt.Errorf("read firms due: %w", err)
	}
	units := register.New(f.Campaign, f.Units, nil)
	firms, err := ReadFirms(beside, data, units)
	if err != nil {
		return nil, err
	}
	return register.New(f.Campaign, f.Units, firms), nil
}

// firmColumns are the headers of the workbook of firms due.
var firmColumns = [...]string{"企业名称", "统一社会信用代码", "所属县(市、区)", "联系人", "联系电话"}

// ReadFirms reads a workbook of firms due, whose headers are those of the
// sample's firms.xlsx. Their Order is that of the rows. A firm without a valid
// credit code or a known county, or one listed twice, is an error that names
// its row.
func ReadFirms(name string, data []byte, units *register.Register) ([]returns.Unit, error) {
	book, found := workbook.Open(name, data, workbook.DefaultLimits(), "")
	if found.Faulty() {
		return nil, fmt.Errorf("read firms due %s: %s", name, found[0].Message())
	}
	for i := range book.Sheets {
		sheet := &book.Sheets[i]
		for j, row := range sheet.Rows {
			if cols, ok := firmHeader(row); ok {
				return firmRows(name, sheet, sheet.Rows[j+1:], cols, units)
			}
		}
	}
	return nil, fmt.Errorf("read firms due %s: no row with the headers %s", name, strings.Join(firmColumns[:3], ", "))
}

// firmHeader finds the columns of a header row: 0 for one that is not there.
// The first three are needed.
func firmHeader(row workbook.Row) (cols [len(firmColumns)]int, ok bool) {
	for _, c := range row.Cells {
		for i, want := range firmColumns {
			if plain.Key(c.Text) == plain.Key(want) {
				cols[i] = c.Col
			}
		}
	}
	return cols, cols[0] > 0 && cols[1] > 0 && cols[2] > 0
}

func firmRows(name string, sheet *workbook.Sheet, rows []workbook.Row, cols [len(firmColumns)]int, units *register.Register) ([]returns.Unit, error) {
	var firms []returns.Unit
	seen := map[returns.UnitCode]int{}
	for _, row := range rows {
		var words [len(firmColumns)]string
		for i, col := range cols {
			if c := row.Cell(col); c != nil && col > 0 {
				words[i] = plain.Text(c.Text)
			}
		}
		if words[0] == "" && words[1] == "" {
			continue
		}
		code, found := cell.CreditCode(cell.Raw{At: finding.Place{File: name, Sheet: sheet.Name, Row: row.Index, Col: cols[1]}, Text: words[1]})
		county, known := units.Exactly(words[2])
		switch {
		case words[0] == "":
			return nil, fmt.Errorf("firms due %s row %d: no name", name, row.Index)
		case len(found) > 0 || code.IsAbsent():
			return nil, fmt.Errorf("firms due %s row %d: credit code %q is not valid", name, row.Index, words[1])
		case !known:
			return nil, fmt.Errorf("firms due %s row %d: %q is no unit of the campaign", name, row.Index, words[2])
		}
		u := returns.Unit{
			Code: returns.UnitCode(code.Text), Kind: period.Firm, Name: words[0],
			Within: county.Code, Order: len(firms), Contact: words[3], Phone: words[4],
		}
		if other, twice := seen[u.Code]; twice {
			return nil, fmt.Errorf("firms due %s row %d: code %s stands in row %d already: %w", name, row.Index, u.Code, other, errTwice)
		}
		seen[u.Code] = row.Index
		firms = append(firms, u)
	}
	return firms, nil
}

var errTwice = errors.New("firm listed twice")
