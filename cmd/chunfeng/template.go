package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"chunfeng/importer"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/xlsx"
)

type templateCommand struct {
	campaignFlags
	Unit   string   `placeholder:"CODE" help:"填入报送单位及其企业 (the unit it is for)"`
	Period string   `placeholder:"DATE" help:"填入报送期的截止日 YYYY-MM-DD (the period it is for)"`
	Before string   `placeholder:"DIR" type:"existingdir" help:"以前各期的报表所在目录，上期的累计数、企业及其节前在岗职工填入模板"`
	Out    string   `default:"." placeholder:"DIR" help:"写到哪个目录"`
	Forms  []string `arg:"" name:"form" help:"表式，如 fairs visits (forms)"`
}

// Run writes a blank workbook for each form.
func (c templateCommand) Run(ctx context.Context, io stdio) error {
	im, err := c.importer()
	if err != nil {
		return err
	}
	on, err := c.whose(im)
	if err != nil {
		return err
	}
	wanted, err := c.wanted(im.Forms, on.Unit)
	if err != nil {
		return err
	}
	before := importer.NewMemory(im.Forms)
	if c.Before != "" {
		if before, err = remember(ctx, im, c.Before); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	for _, form := range wanted {
		on.Last = before.Last(on.Unit.Code, form.ID, on.Period)
		var b bytes.Buffer
		if err := xlsx.Template(&b, form, on); err != nil {
			return fmt.Errorf("form %s: %w", form.ID, err)
		}
		when := ""
		if !on.Period.Ends.IsZero() {
			when = "（" + on.Period.Ends.String() + "）"
		}
		name := filepath.Join(c.Out, on.Unit.Name+form.Title+when+".xlsx")
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			return fmt.Errorf("write template: %w", err)
		}
		fmt.Fprintln(io.out, name)
	}
	return nil
}

// whose is the unit and the period that templates are for.
func (c templateCommand) whose(im *importer.Importer) (xlsx.TemplateFor, error) {
	on := xlsx.TemplateFor{Register: im.Register}
	if c.Unit != "" {
		var known bool
		if on.Unit, known = im.Register.Unit(returns.UnitCode(c.Unit)); !known {
			return on, usageError{fmt.Errorf("no unit %s in the campaign", c.Unit)}
		}
	}
	if c.Before != "" && (c.Unit == "" || c.Period == "") {
		return on, usageError{errors.New("--before needs --unit and --period")}
	}
	if c.Period == "" {
		return on, nil
	}
	day, err := period.Parse(c.Period)
	if err != nil {
		return on, usageError{err}
	}
	if on.Period, err = im.Register.Campaign.Named(day); err != nil {
		return on, usageError{err}
	}
	return on, nil
}

// wanted is the forms that were named. The unit must file them.
func (c templateCommand) wanted(catalogue *forms.Catalogue, unit returns.Unit) ([]*forms.Form, error) {
	var out []*forms.Form
	for _, id := range c.Forms {
		form, known := catalogue.Form(returns.FormID(id))
		switch {
		case !known:
			return nil, usageError{fmt.Errorf("no form %q; chunfeng forms lists them", id)}
		case unit.Code != "" && !form.Owed(unit.Kind):
			return nil, usageError{fmt.Errorf("form %s is not filed by %s (%s)", id, unit.Name, unit.Kind)}
		}
		out = append(out, form)
	}
	return out, nil
}
