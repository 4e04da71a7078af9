package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"chunfeng/importer/returns"
	"chunfeng/reports/xlsx"
)

type templateCommand struct {
	campaignFlags
	Unit  string   `placeholder:"CODE" help:"填入报送单位 (the unit it is for)"`
	Out   string   `default:"." placeholder:"DIR" help:"写到哪个目录"`
	Forms []string `arg:"" name:"form" help:"表式，如 fairs visits (forms)"`
}

// Run writes blank workbooks.
func (c templateCommand) Run(io stdio) error {
	im, err := c.importer()
	if err != nil {
		return err
	}
	var unit returns.Unit
	if c.Unit != "" {
		var known bool
		if unit, known = im.Register.Unit(returns.UnitCode(c.Unit)); !known {
			return usageError{fmt.Errorf("no unit %s in the campaign", c.Unit)}
		}
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	for _, id := range c.Forms {
		form, known := im.Forms.Form(returns.FormID(id))
		if !known {
			return usageError{fmt.Errorf("no form %s", id)}
		}
		name := filepath.Join(c.Out, unit.Name+form.Title+".xlsx")
		f, err := os.Create(name)
		if err != nil {
			return fmt.Errorf("create template: %w", err)
		}
		if err := errors.Join(xlsx.Template(f, form, xlsx.TemplateFor{Unit: unit, Register: im.Register}), f.Close()); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		fmt.Fprintln(io.out, name)
	}
	return nil
}
