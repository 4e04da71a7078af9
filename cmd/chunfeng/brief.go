package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/goccy/go-yaml"

	"chunfeng/importer"
	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports"
	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
	"chunfeng/reports/sections"
	"chunfeng/reports/xlsx"
)

type briefCommand struct {
	campaignFlags
	JSON      bool     `name:"json" help:"输出一个 JSON 对象 (one JSON object)"`
	Strict    bool     `help:"存疑未说明的报表不计入 (leave held returns out)"`
	AsOf      string   `name:"asof" placeholder:"DATE" help:"截至哪一天 YYYY-MM-DD；缺省为报来的最新一期"`
	Decisions string   `placeholder:"FILE" type:"existingfile" help:"对冲突的决定，YAML"`
	Briefing  string   `placeholder:"FILE" type:"existingfile" help:"本市的简报定义，叠加在内置定义之上，YAML (the city's own briefing definition)"`
	Why       string   `placeholder:"FIGURE" help:"列出一个指标的来源，如 recruit.firms"`
	Fonts     string   `placeholder:"DIR" type:"existingdir" help:"自备字体目录 (the bureau's own fonts)"`
	Out       string   `default:"out" placeholder:"DIR" help:"简报写到哪个目录"`
	Paths     []string `arg:"" name:"file-or-folder" help:"工作簿或目录"`
}

// Run checks all files, merges what is not refused and writes the briefing.
func (c briefCommand) Run(ctx context.Context, io stdio) error {
	im, err := c.importer()
	if err != nil {
		return err
	}
	definition, err := sections.Load(c.Briefing)
	if err != nil {
		return usageError{err}
	}
	files, err := gather(c.Paths)
	if err != nil {
		return err
	}
	merged, earlier, states, err := c.merge(ctx, io, im, files)
	if err != nil {
		return err
	}
	if c.Why != "" {
		if err := c.why(io, im, merged); err != nil {
			return err
		}
		return faultsOf(states)
	}
	b, err := reports.Compose(merged, im.Register, im.Forms, reports.Options{Earlier: earlier, Definition: definition})
	if err != nil {
		return fmt.Errorf("compose briefing: %w", err)
	}
	written, err := writeBriefing(c.Out, b, c.Fonts)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printBriefJSON(io, merged, files, written)
	} else {
		err = printBrief(io, b, merged, states, written)
	}
	if err != nil {
		return fmt.Errorf("print figures: %w", err)
	}
	return faultsOf(states)
}

// merge reads what was asked for and merges it as of the end of every earlier
// period, oldest first, and as of the date. It keeps of the files only what
// merging took from them, and the state of each.
func (c briefCommand) merge(ctx context.Context, io stdio, im *importer.Importer, files []source) (*figures.Merged, []*figures.Merged, []returns.State, error) {
	if len(files) == 0 {
		return nil, nil, nil, usageError{errors.New("no files to read")}
	}
	decisions, err := readDecisions(c.Decisions)
	if err != nil {
		return nil, nil, nil, err
	}
	var asof period.Date
	if c.AsOf != "" {
		if asof, err = period.Parse(c.AsOf); err != nil {
			return nil, nil, nil, usageError{err}
		}
	}
	fmt.Fprintf(io.err, "读取 %d 个文件\n", len(files))
	outcomes, err := readAll(ctx, im, files, importer.NewMemory(im.Forms))
	if err != nil {
		return nil, nil, nil, err
	}
	states := make([]returns.State, len(outcomes))
	for i := range outcomes {
		states[i] = outcomes[i].State()
	}
	in := inputOf(im, outcomes, asof)
	in.Decisions, in.Strict = decisions, c.Strict
	var earlier []*figures.Merged
	for _, p := range im.Register.Campaign.Periods {
		if c.Why != "" || !p.Ends.Before(in.AsOf) {
			break
		}
		before := in
		before.AsOf, before.Values = p.Ends, true
		m, err := merge.Merge(before)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("merge as of %s: %w", p.Ends, err)
		}
		earlier = append(earlier, m)
	}
	merged, err := merge.Merge(in)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("merge: %w", err)
	}
	return merged, earlier, states, nil
}

// inputOf is what is merged of outcomes as of a date, or of the newest period
// that was filed.
func inputOf(im *importer.Importer, outcomes []importer.Outcome, asof period.Date) merge.Input {
	in := merge.Input{Register: im.Register, Forms: im.Forms, AsOf: asof}
	newest := im.Register.Campaign.Periods[0].Ends
	for i := range outcomes {
		o := &outcomes[i]
		in.Returns = append(in.Returns, o.Returns...)
		in.Refused = append(in.Refused, refusedOf(o)...)
		if !o.Unreadable && o.Period.Ends.After(newest) {
			newest = o.Period.Ends
		}
	}
	if asof.IsZero() {
		in.AsOf = newest
	}
	return in
}

// refusedOf lists what of a file is not merged: its refused returns, each with
// how many findings it and the file have, or the file itself where it gave
// none.
func refusedOf(o *importer.Outcome) []figures.Refused {
	if o.Unreadable || len(o.Returns) == 0 {
		return []figures.Refused{{File: o.File, Unit: o.Unit.Code, Findings: len(o.Findings)}}
	}
	loose := len(o.Findings) // those of the file: whose it is, for which period
	for i := range o.Returns {
		loose -= len(o.Returns[i].Findings)
	}
	var out []figures.Refused
	for i := range o.Returns {
		r := &o.Returns[i]
		if r.State == returns.Refused {
			out = append(out, figures.Refused{File: o.File, Form: r.Form, Unit: r.Unit, Findings: loose + len(r.Findings)})
		}
	}
	return out
}

func faultsOf(states []returns.State) error {
	if slices.Contains(states, returns.Refused) {
		return errFaults
	}
	return nil
}

// readDecisions reads the YAML file of decisions: a list under decisions.
func readDecisions(name string) ([]figures.Decision, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	var file struct {
		Decisions []figures.Decision `yaml:"decisions"`
	}
	// A file without a document decides nothing.
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.DisallowUnknownField()).Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, usageError{fmt.Errorf("decisions %s: %w", name, err)}
	}
	return file.Decisions, nil
}

// writeBriefing writes both files into dir, which is made if need be. The
// workbook also travels inside the PDF. Each is made in the memory of what came
// before it, which is why that is collected first: the most that the whole
// needs is the most that one of its steps needs.
func writeBriefing(dir string, b *briefing.Briefing, fonts string) ([]string, error) {
	var book, page bytes.Buffer
	runtime.GC()
	if err := xlsx.Write(&book, b); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	runtime.GC()
	options := pdf.Options{Fonts: fonts, Attach: []pdf.Attachment{{Name: "汇总表.xlsx", Data: book.Bytes()}}}
	if err := pdf.Write(&page, b, options); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	var written []string
	if err := errors.Join(xlsx.Check(book.Bytes(), b), pdf.Check(page.Bytes(), b)); err != nil {
		return nil, fmt.Errorf("read briefing back: %w", err)
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{"briefing.xlsx", book.Bytes()}, {"briefing.pdf", page.Bytes()}} {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, f.data, 0o644); err != nil {
			return nil, fmt.Errorf("write briefing: %w", err)
		}
		written = append(written, path)
	}
	return written, nil
}

// printBrief tells a person the headline and where the files are.
func printBrief(io stdio, b *briefing.Briefing, m *figures.Merged, states []returns.State, written []string) error {
	counts := map[returns.State]int{}
	for _, s := range states {
		counts[s]++
	}
	fmt.Fprintf(io.out, "%s\n\n", b.Lead.String())
	fmt.Fprintf(io.out, "文件 %d 个：已收 %d，零报告 %d，待说明 %d，退改 %d；冲突 %d 处\n",
		len(states), counts[returns.Accepted], counts[returns.Nil], counts[returns.Held], counts[returns.Refused], len(m.Conflicts))
	for _, r := range m.Refused {
		fmt.Fprintf(io.out, "  退改：%s %s（%d 个问题，用 chunfeng check 查看）\n", r.File, r.Form, r.Findings)
	}
	for _, path := range written {
		fmt.Fprintln(io.out, path)
	}
	return nil
}

// why prints where a figure comes from.
func (c briefCommand) why(io stdio, im *importer.Importer, m *figures.Merged) error {
	id := figures.ID(c.Why)
	known := false
	for _, d := range m.Catalogue {
		known = known || d.ID == id
	}
	f := m.Figure(figures.City, id)
	if !known && f.Absent {
		return usageError{fmt.Errorf("no figure %s; chunfeng forms FORM lists them", id)}
	}
	if c.JSON {
		return json.NewEncoder(io.out).Encode(whyJSON(f))
	}
	printWhy(io, im, f)
	return nil
}
