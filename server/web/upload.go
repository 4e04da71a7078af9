package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/desk"
	"chunfeng/server/problem"
	"chunfeng/server/store"
)

// An uploadForm is the page where files are handed in.
type uploadForm struct {
	Period  period.Period
	Periods []period.Period
	Units   []returns.Unit // one may choose from: empty for firms
	Unit    returns.UnitCode
	Dues    []due // what the unit owes for the period
	Max     int64
}

func (p *Pages) uploadPage(v *visit) error {
	f, err := p.uploading(v)
	if err != nil {
		return err
	}
	return v.show("upload", "报送", f)
}

func (p *Pages) uploading(v *visit) (*uploadForm, error) {
	if v.actor.Role == store.Viewer {
		return nil, store.ErrNotFound
	}
	f := &uploadForm{Period: v.current(), Periods: v.periods(), Unit: v.actor.Unit, Max: p.o.MaxUpload}
	if unit := returns.UnitCode(v.FormValue("unit")); unit != "" {
		f.Unit = unit
	}
	var err error
	if f.Units, err = v.pickable(f.Unit); err != nil {
		return nil, err
	}
	f.Dues, err = v.dues(f.Unit, f.Period)
	return f, err
}

// An outcome is what came of one file: a receipt, or why it was not kept.
type outcome struct {
	File    string
	Sheet   *sheetOf
	Problem *problem.Problem
}

// upload takes one or many files. Script sends one at a time and shows the
// answers under each other; without script all come at once.
func (p *Pages) upload(v *visit) error {
	r := v.Request()
	r.Body = http.MaxBytesReader(v.Response(), r.Body, 16*p.o.MaxUpload)
	form, err := r.MultipartReader()
	if err != nil {
		return problem.New("bad_request", "没有选择文件")
	}
	var files []desk.Upload
	said := map[string]string{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read upload: %w", err)
		}
		if part.FileName() == "" {
			text, err := io.ReadAll(io.LimitReader(part, 4<<10))
			if err != nil {
				return fmt.Errorf("read upload: %w", err)
			}
			said[part.FormName()] = strings.TrimSpace(string(text))
			continue
		}
		u, err := p.takeFile(part)
		if err != nil {
			return err
		}
		files = append(files, u)
	}
	if len(files) == 0 {
		return &desk.RefusedError{Code: "empty_file"}
	}
	var all []outcome
	for _, u := range files {
		u.Campaign, u.Began = v.campaign.ID, v.began
		u.Unit, u.Period, u.Reason, u.Password = returns.UnitCode(said["unit"]), said["period"], said["reason"], said["password"]
		u.DryRun = said["dry_run"] != ""
		o, err := p.takeIn(v, u)
		if err != nil {
			return err
		}
		all = append(all, o)
	}
	if partial(r) {
		return v.part("filing", "outcomes", all)
	}
	if len(all) == 1 && all[0].Sheet != nil && !all[0].Sheet.Trial {
		return v.Redirect(http.StatusSeeOther, "/filings/"+all[0].Sheet.Filing.ID)
	}
	return v.showAs(http.StatusOK, "filing", "upload", "报送结果", all)
}

// takeFile reads one file up to the bound; a longer one is read as too long by
// the desk, whose sentence says how much is allowed.
func (p *Pages) takeFile(part *multipart.Part) (desk.Upload, error) {
	data, err := io.ReadAll(io.LimitReader(part, p.o.MaxUpload+1))
	if err != nil {
		return desk.Upload{}, fmt.Errorf("read upload: %w", err)
	}
	name := path.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
	return desk.Upload{File: name, Data: data}, nil
}

// takeIn hands one file in. A refusal belongs to that file alone.
func (p *Pages) takeIn(v *visit, u desk.Upload) (outcome, error) {
	o := outcome{File: u.File}
	rec, err := p.o.Desk.Receive(v.ctx, v.actor, u)
	if err != nil {
		what := problem.Of(err)
		if what.Status >= http.StatusInternalServerError && what.Code != "busy" {
			return o, err
		}
		o.Problem = &what
		return o, nil
	}
	o.Sheet, err = p.sheetOf(v, rec)
	return o, err
}

// nilReport is the button 零报告.
func (p *Pages) nilReport(v *visit) error {
	_, err := p.o.Desk.Nil(v.ctx, v.actor, desk.NilReport{
		Campaign: v.campaign.ID, Unit: returns.UnitCode(v.FormValue("unit")), Form: returns.FormID(v.FormValue("form")),
		Period: v.FormValue("period"), Reason: v.FormValue("reason"), Began: v.began,
	})
	if err != nil {
		return err
	}
	return v.back(local(v.FormValue("back"), "/"), "nil")
}
