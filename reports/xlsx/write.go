package xlsx

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
)

// Write writes b as a workbook. The briefing must carry what it was composed
// from (Merged, Units). Sheets with many rows are streamed.
func Write(w io.Writer, b *briefing.Briefing) error {
	f := excelize.NewFile(excelize.Options{UnzipXMLSizeLimit: 1 << 40})
	defer f.Close()
	bk := &book{f: f, b: b, at: map[place]string{}, tabOf: map[string]string{"progress": filingSheet, "quality": doubtsSheet}, names: map[returns.UnitCode]string{}}
	for _, u := range b.Firms {
		bk.names[u.Code] = u.Name
	}
	bk.counties = map[string]string{}
	for _, u := range b.Units {
		bk.names[u.Code] = u.Name
		bk.counties[string(u.Code)] = u.Name
	}
	if err := bk.write(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if err := pack(f, w, bk.gaps); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// A place is whose figure stands in a cell of the summary.
type place struct {
	unit returns.UnitCode
	id   figures.ID
}

// A book is a workbook being written.
type book struct {
	f             *excelize.File
	b             *briefing.Briefing
	style         styles
	names         map[returns.UnitCode]string
	counties      map[string]string // by code
	ledgers       []*ledger
	at            map[place]string // cells of the summary, as C5
	summaryWidths []float64
	tabOf         map[string]string // sheets of the sections, by id
	gaps          []*gap            // rows that are written when the archive is
}

// write adds the sheets in tab order. The ledgers' layout is planned first,
// for the summary's formulas point into them.
func (bk *book) write() error {
	if err := bk.makeStyles(); err != nil {
		return err
	}
	for i := range bk.b.Merged.Ledgers {
		bk.ledgers = append(bk.ledgers, bk.plan(&bk.b.Merged.Ledgers[i]))
	}
	order := bk.tabs()
	for i, t := range order {
		if i == 0 {
			if err := bk.f.SetSheetName("Sheet1", t.name); err != nil {
				return err
			}
			continue
		}
		if _, err := bk.f.NewSheet(t.name); err != nil {
			return err
		}
	}
	// The summary is written first: the other sheets link to its cells.
	for _, summary := range [...]bool{true, false} {
		for _, t := range order {
			if (t.name == summarySheet) == summary {
				if err := t.write(t.name); err != nil {
					return fmt.Errorf("sheet %s: %w", t.name, err)
				}
			}
		}
	}
	return bk.properties()
}

// A tab is one sheet and what writes it.
type tab struct {
	name  string
	write func(sheet string) error
}

func (bk *book) tabs() []tab {
	taken := map[string]bool{}
	tabs := []tab{
		{unique(taken, wordsSheet), bk.wordsTab},
		{unique(taken, summarySheet), bk.summaryTab},
	}
	for _, name := range []string{doubtsSheet, conflictsSheet, basisSheet, sourcesSheet, errataSheet, filingSheet} {
		taken[name] = true
	}
	for i := range bk.b.Sections {
		s := &bk.b.Sections[i]
		switch s.ID {
		case "progress", "quality":
			continue // these have sheets of their own, with every line
		}
		bk.tabOf[s.ID] = unique(taken, sectionSheet(s))
		tabs = append(tabs, tab{bk.tabOf[s.ID], func(name string) error { return bk.sectionTab(name, s) }})
	}
	if bk.tabOf["returns"] == "" { // looked for in every issue, also before the first return
		none := &briefing.Section{ID: "returns", Title: returnsSheet, Blocks: []briefing.Block{&briefing.Table{
			Title: wordNoReturns, Columns: []briefing.Column{{Head: wordUnitOf}}, Rows: []briefing.Row{{Cells: []briefing.Cell{{Text: wordNone}}}},
		}}}
		tabs = append(tabs, tab{unique(taken, returnsSheet), func(name string) error { return bk.sectionTab(name, none) }})
	}
	tabs = append(tabs,
		tab{filingSheet, bk.filingTab},
		tab{doubtsSheet, bk.doubtsTab},
		tab{conflictsSheet, bk.conflictsTab},
		tab{basisSheet, bk.basisTab},
	)
	for _, l := range bk.ledgers {
		l.sheet = unique(taken, l.of.Title)
		tabs = append(tabs, tab{l.sheet, func(string) error { return bk.ledgerTab(l) }})
	}
	return append(tabs, tab{sourcesSheet, bk.sourcesTab}, tab{errataSheet, bk.errataTab})
}

// properties fixes what would differ from run to run.
func (bk *book) properties() error {
	day := bk.b.Date.String() + "T00:00:00Z"
	if bk.b.Date.IsZero() {
		day = "2000-01-01T00:00:00Z"
	}
	err := bk.f.SetDocProps(&excelize.DocProperties{
		Title: bk.b.Title, Subject: bk.b.Campaign, Creator: bk.b.Issuer, LastModifiedBy: bk.b.Issuer,
		Created: day, Modified: day, Language: "zh-CN",
	})
	if err != nil {
		return err
	}
	return bk.f.SetAppProps(&excelize.AppProperties{Application: "chunfeng", Company: bk.b.Issuer})
}
