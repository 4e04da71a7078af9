package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook/mark"
)

type checkCommand struct {
	campaignFlags
	JSON     bool     `name:"json" help:"每个文件输出一行 JSON (one JSON object a file)"`
	Records  bool     `help:"连同读出的记录 (with the records read)"`
	Explain  bool     `help:"说明哪张表在哪里、哪个表头对应哪一项、为什么 (explain what was recognised and why)"`
	Clear    bool     `help:"不遮盖身份证号和电话 (do not mask personal numbers)"`
	Unit     string   `placeholder:"CODE" help:"报送单位代码；缺省从表中或文件名认定"`
	Period   string   `placeholder:"DATE" help:"报送期的截止日 YYYY-MM-DD；缺省从标题或文件名认定"`
	Password string   `placeholder:"P" help:"工作簿的打开密码"`
	Before   string   `placeholder:"DIR" type:"existingdir" help:"以前各期的报表所在目录，用于与上期比较"`
	Marked   string   `placeholder:"DIR" help:"把标出问题的工作簿写到哪个目录"`
	Files    []string `arg:"" name:"file" help:"工作簿或目录"`
}

// Run reads and checks each file alone.
func (c checkCommand) Run(ctx context.Context, io stdio) error {
	im, err := c.importer()
	if err != nil {
		return err
	}
	asked := importer.Asked{Unit: returns.UnitCode(c.Unit), Password: c.Password}
	if c.Period != "" {
		if asked.Period, err = period.Parse(c.Period); err != nil {
			return usageError{err}
		}
		if _, err := im.Register.Campaign.Named(asked.Period); err != nil {
			return usageError{err}
		}
	}
	if c.Unit != "" {
		if _, known := im.Register.Unit(asked.Unit); !known {
			return usageError{fmt.Errorf("no unit %s in the campaign", c.Unit)}
		}
	}
	files, err := gather(c.Files)
	if err != nil {
		return err
	}
	before := importer.NewMemory(im.Forms)
	if c.Before != "" {
		if before, err = remember(ctx, im, c.Before); err != nil {
			return err
		}
	}
	return c.each(ctx, io, im, asked, before, files)
}

func (c checkCommand) each(ctx context.Context, io stdio, im *importer.Importer, asked importer.Asked, before *importer.Memory, files []source) error {
	out := json.NewEncoder(io.out)
	out.SetEscapeHTML(false)
	t := teller{forms: im.Forms, clear: c.Clear}
	faults := false
	for _, f := range files {
		file := f.path
		if err := ctx.Err(); err != nil {
			return err
		}
		data, err := readFile(file, im.Limits.File)
		if err != nil {
			return err
		}
		o := im.Import(file, data, asked, before)
		faults = faults || o.State() == returns.Refused
		line := t.file(&o, c.Records)
		if c.Explain {
			line.Explain = o.Explain
		}
		if c.Marked != "" && !o.Unreadable {
			if line.Marked, err = writeMarked(c.Marked, file, data, o.Findings); err != nil {
				return err
			}
		}
		if !c.JSON {
			err = printFile(io, line)
		} else {
			err = out.Encode(line)
		}
		if err != nil {
			return fmt.Errorf("print %s: %w", file, err)
		}
	}
	if faults {
		return errFaults
	}
	return nil
}

// writeMarked writes the submitter's own workbook with marks into dir, under
// its own name; another file of that name there gets a number.
func writeMarked(dir, file string, data []byte, found finding.List) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	base := filepath.Base(file)
	ext := filepath.Ext(base)
	if e := strings.ToLower(ext); e != ".xlsx" && e != ".xlsm" {
		base, ext = base+".xlsx", ".xlsx" // what is no such workbook comes back as one
	}
	path := filepath.Join(dir, base)
	for n := 2; ; n++ {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			path = filepath.Join(dir, strings.TrimSuffix(base, ext)+"-"+strconv.Itoa(n)+ext)
			continue
		}
		if err != nil {
			return "", fmt.Errorf("create marked workbook: %w", err)
		}
		err = errors.Join(mark.Write(f, data, found, mark.Options{}), f.Close())
		if err != nil {
			return "", fmt.Errorf("write marked workbook of %s: %w", file, err)
		}
		return path, nil
	}
}

// remember reads the returns of a folder in order of period.
func remember(ctx context.Context, im *importer.Importer, dir string) (*importer.Memory, error) {
	files, err := gather([]string{dir})
	if err != nil {
		return nil, err
	}
	m := importer.NewMemory(im.Forms)
	if _, err := readAll(ctx, im, files, m); err != nil {
		return nil, err
	}
	return m, nil
}

// readFile reads a file, or just enough of one that is too large for the
// limits to be told so.
func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	var b bytes.Buffer
	b.Grow(int(min(info.Size(), limit)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(f, limit+1)); err != nil {
		return nil, fmt.Errorf("read file %s: %w", name, err)
	}
	return b.Bytes(), nil
}

var statusWords = map[string]string{
	"accepted": "已收", "nil": "零报告", "held": "待说明", "refused": "退改", "unreadable": "读不了",
}

// printFile tells a person what came of one file.
func printFile(io stdio, f fileJSON) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  【%s】", f.File, statusWords[f.Status])
	if f.Unit != nil {
		fmt.Fprintf(&b, "  %s（据%s）", f.Unit.Name, f.Unit.From)
	}
	if f.Period != "" {
		fmt.Fprintf(&b, "  截至 %s", f.Period)
	}
	b.WriteByte('\n')
	for _, t := range f.Tables {
		fmt.Fprintf(&b, "  %s!%s  %s  %d 行，跳过 %d 行  %s\n", t.Sheet, t.Range, t.Form, t.Rows, len(t.Skipped), statusWords[t.Status])
	}
	times := map[findingJSON]int{}
	for _, found := range f.Findings {
		times[column(found)]++
	}
	for _, found := range f.Findings {
		if n := times[column(found)]; n > 0 {
			printFinding(&b, found, n)
		}
		if found.Severity == finding.Advice.String() {
			times[column(found)] = 0 // said once for the column
		}
	}
	if f.Marked != "" {
		fmt.Fprintf(&b, "  标注：%s\n", f.Marked)
	}
	for _, line := range f.Explain {
		fmt.Fprintf(&b, "  · %s\n", line)
	}
	_, err := fmt.Fprint(io.out, b.String())
	return err
}

// column is what one advice about a whole column has in common: a person need
// not read it cell by cell; --json lists each. Doubts and faults stand alone.
func column(f findingJSON) findingJSON {
	if f.Severity != finding.Advice.String() || f.Field == "" {
		return f
	}
	return findingJSON{Code: f.Code, Sheet: f.Sheet, Field: f.Field}
}

func printFinding(b *strings.Builder, found findingJSON, n int) {
	place := found.Sheet
	if found.Cell != "" {
		place += "!" + found.Cell
	}
	if n > 1 {
		place += fmt.Sprintf(" 等 %d 处", n)
	}
	fmt.Fprintf(b, "  %s %s  %s  %s。%s", severityWord(found.Severity), found.Code, place, found.Message, found.Advice)
	if found.Suggestion != "" {
		fmt.Fprintf(b, "（建议：%s）", found.Suggestion)
	}
	if found.Explained != "" {
		fmt.Fprintf(b, "（已说明：%s）", found.Explained)
	}
	b.WriteByte('\n')
}

func severityWord(s string) string {
	for _, known := range []finding.Severity{finding.Advice, finding.Doubt, finding.Fault} {
		if known.String() == s {
			return known.Chinese()
		}
	}
	return s
}
