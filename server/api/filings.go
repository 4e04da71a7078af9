package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/problem"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// file takes one workbook. Timeliness goes by when its request began, whatever
// the upload takes.
func (a *API) file(c echo.Context) error {
	began := a.now()
	u, claimed, err := a.upload(c)
	defer func() { a.held.give(claimed) }()
	u.Began = began
	if err != nil && !isBusy(err) {
		return err
	}
	var named error
	if u.Campaign, named = a.campaignOr(c, u.Campaign); named != nil {
		return named
	}
	if err != nil {
		return a.turned(c, u, err)
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), a.wait)
	defer cancel()
	rec, err := a.desk.Receive(ctx, gate.Actor(c), u)
	if errors.Is(err, context.DeadlineExceeded) {
		return a.turned(c, u, err)
	}
	if err != nil {
		return err
	}
	out, err := a.receipt(c, rec)
	if err != nil {
		return err
	}
	if rec.Again || u.DryRun {
		return c.JSON(http.StatusOK, out)
	}
	c.Response().Header().Set(echo.HeaderLocation, Prefix+"/filings/"+rec.Filing.ID)
	return c.JSON(http.StatusCreated, out)
}

func isBusy(err error) bool { return problem.Of(err).Status == http.StatusServiceUnavailable }

// turned notes a request that we could not take: it counts as an attempt in
// time.
func (a *API) turned(c echo.Context, u desk.Upload, why error) error {
	if u.DryRun {
		return why
	}
	ctx, cancel := detached(c)
	defer cancel()
	p := problem.Of(why)
	u.Data = nil
	if err := a.desk.Turned(ctx, gate.Actor(c), u, p.Status, p.Code); err != nil {
		return errors.Join(why, err)
	}
	return why
}

// The bounds of a multipart form beside its file.
const (
	maxParts = 16
	maxField = 4 << 10
)

// upload reads the multipart form as it arrives. The bytes claimed for its file
// are to be given back.
func (a *API) upload(c echo.Context) (u desk.Upload, claimed int64, err error) {
	form, err := c.Request().MultipartReader()
	if err != nil {
		return u, 0, problem.New("media_type")
	}
	for range maxParts {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return u, claimed, nil
		}
		if err != nil {
			return u, claimed, broken(err)
		}
		if part.FormName() == "file" {
			if claimed > 0 {
				return u, claimed, problem.New("bad_request", "一次只能报送一个文件")
			}
			u.File = fileName(part.FileName())
			u.Data, claimed, err = a.held.read(c.Request().Context(), part, a.limit)
			if err == nil && int64(len(u.Data)) > a.limit {
				// Read on for a while: whoever is cut off does not see the answer.
				_, err = io.CopyN(io.Discard, part, a.limit)
				if errors.Is(err, io.EOF) {
					err = nil
				}
				return u, claimed, err
			}
		} else {
			err = field(&u, part)
		}
		if err != nil {
			return u, claimed, broken(err)
		}
	}
	return u, claimed, problem.New("bad_request", "表单的项太多")
}

// broken tells a form that is cut or malformed from what else went wrong.
func broken(err error) error {
	if p := problem.Of(err); p.Code != "internal" {
		return err
	}
	return fmt.Errorf("%w: %w", problem.New("bad_request", "表单不完整，可能是上传中断，请重新报送"), err)
}

// field reads one small part of the form.
func field(u *desk.Upload, part *multipart.Part) error {
	b, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil {
		return err
	}
	if len(b) > maxField {
		return problem.New("bad_request", "表单的“"+part.FormName()+"”太长")
	}
	s := strings.TrimSpace(string(b))
	switch part.FormName() {
	case "unit":
		u.Unit = returns.UnitCode(s)
	case "period":
		u.Period = s
	case "reason":
		u.Reason = s
	case "password":
		u.Password = string(b)
	case "campaign":
		u.Campaign = s
	case "dry_run":
		u.DryRun = yes(s)
	default:
		return problem.New("bad_request", "表单中有不认识的项")
	}
	return nil
}

// longestName is the characters of a file's name that are kept.
const longestName = 200

// fileName is the name without the folders that some browsers send, and
// without control characters.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, "�"), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	if chars := []rune(s); len(chars) > longestName {
		s = string(chars[len(chars)-longestName:])
	}
	if s == "" || s == "." || s == "/" {
		return "未命名"
	}
	return s
}

type filingJSON struct {
	ID       string    `json:"id"`
	Campaign string    `json:"campaign"`
	Status   string    `json:"status"`
	Unit     *unitJSON `json:"unit"` // null when it could not be told
	Period   string    `json:"period"`
	File     string    `json:"file"`
	SHA256   string    `json:"sha256"`
	Size     int64     `json:"size"`
	Received string    `json:"received"`
	Answered string    `json:"answered,omitempty"`
	By       string    `json:"by"`
	Behalf   bool      `json:"behalf"`
	Reason   string    `json:"reason,omitempty"`
	Purged   bool      `json:"purged,omitempty"`
}

type receiptJSON struct {
	filingJSON
	Again    bool          `json:"again"`
	DryRun   bool          `json:"dry_run"`
	Code     string        `json:"verification,omitempty"`
	Returns  []returnJSON  `json:"returns"`
	Findings []findingJSON `json:"findings"`
	Changes  *changesJSON  `json:"changes,omitempty"`
}

func (t teller) filing(f *store.Filing) filingJSON {
	out := filingJSON{
		ID: f.ID, Campaign: f.Campaign, Status: f.Status, Period: f.Period, File: vault.MaskText(f.File), SHA256: f.SHA256, Size: f.Size,
		Received: stamp(f.Received), Answered: stamp(f.Answered), By: f.By, Behalf: f.Behalf, Reason: f.Reason, Purged: f.Purged,
	}
	if f.Unit != "" {
		u := t.unit(f.Unit)
		out.Unit = &u
	}
	return out
}

// receipt is what came of a filing: its returns, and all findings in the order
// of places.
func (a *API) receipt(c echo.Context, rec *desk.Receipt) (receiptJSON, error) {
	t, err := a.teller(c, rec.Filing.Campaign)
	if err != nil {
		return receiptJSON{}, err
	}
	out := receiptJSON{
		filingJSON: t.filing(&rec.Filing), Again: rec.Again, DryRun: rec.Changes != nil,
		Returns: []returnJSON{}, Findings: []findingJSON{}, Changes: t.changes(rec.Changes),
	}
	out.Status = rec.Status().String()
	if rec.Filing.ID != "" {
		out.Code = rec.Verification()
	}
	type placed struct {
		at   finding.Finding
		told findingJSON
	}
	var found []placed
	for _, f := range rec.Filing.Findings {
		found = append(found, placed{f, t.finding(nil, f)})
	}
	for i := range rec.Returns {
		r := t.whole(&rec.Returns[i])
		out.Returns = append(out.Returns, r)
		for j, f := range rec.Returns[i].Findings {
			found = append(found, placed{f, r.Findings[j]})
		}
	}
	sortBy(found, func(p placed) finding.Finding { return p.at })
	for _, p := range found {
		out.Findings = append(out.Findings, p.told)
	}
	return out, nil
}

func (a *API) teller(c echo.Context, campaign string) (teller, error) {
	reg, err := a.desk.Register(c.Request().Context(), campaign)
	return teller{a.forms, reg}, err
}

func (a *API) showFiling(c echo.Context) error {
	rec, err := a.desk.Filing(c.Request().Context(), gate.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	out, err := a.receipt(c, rec)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, out)
}

func (a *API) filter(c echo.Context) (store.FilingFilter, error) {
	campaign, err := a.campaign(c)
	f := store.FilingFilter{Campaign: campaign, Period: c.QueryParam("period"), SHA256: c.QueryParam("sha256"), Page: page(c)}
	if u := c.QueryParam("unit"); u != "" {
		f.Units = []returns.UnitCode{returns.UnitCode(u)}
	}
	return f, err
}

func (a *API) listFilings(c echo.Context) error {
	f, err := a.filter(c)
	if err != nil {
		return err
	}
	all, err := a.desk.Filings(c.Request().Context(), gate.Actor(c), f)
	if err != nil {
		return err
	}
	t, err := a.teller(c, f.Campaign)
	if err != nil {
		return err
	}
	all, next := cut(c, all, func(f *store.Filing) string { return f.ID })
	var out []filingJSON
	for i := range all {
		out = append(out, t.filing(&all[i]))
	}
	return list(c, out, next)
}

type attemptJSON struct {
	ID       string    `json:"id"`
	Unit     *unitJSON `json:"unit"`
	Period   string    `json:"period"`
	File     string    `json:"file"`
	SHA256   string    `json:"sha256"`
	Size     int64     `json:"size"`
	Received string    `json:"received"`
	Answered string    `json:"answered"`
	By       string    `json:"by"`
	Status   int       `json:"status"`
	Code     string    `json:"code"`
}

func (a *API) listAttempts(c echo.Context) error {
	f, err := a.filter(c)
	if err != nil {
		return err
	}
	all, err := a.desk.Attempts(c.Request().Context(), gate.Actor(c), f)
	if err != nil {
		return err
	}
	t, err := a.teller(c, f.Campaign)
	if err != nil {
		return err
	}
	all, next := cut(c, all, func(x *store.Attempt) string { return x.ID })
	var out []attemptJSON
	for _, x := range all {
		line := attemptJSON{x.ID, nil, x.Period, vault.MaskText(x.File), x.SHA256, x.Size, stamp(x.Received), stamp(x.Answered), x.By, x.Status, x.Code}
		if x.Unit != "" {
			u := t.unit(x.Unit)
			line.Unit = &u
		}
		out = append(out, line)
	}
	return list(c, out, next)
}

func (a *API) original(c echo.Context) error {
	name, data, err := a.desk.Original(c.Request().Context(), gate.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	return content(c, echo.MIMEOctetStream, name, data)
}

func (a *API) marked(c echo.Context) error {
	var b bytes.Buffer
	name, err := a.desk.Marked(c.Request().Context(), gate.Actor(c), c.Param("id"), &b)
	if err != nil {
		return err
	}
	return content(c, echo.MIMEOctetStream, name, b.Bytes())
}

func (a *API) slip(c echo.Context) error {
	return made(c, typePDF, "回执-"+c.Param("id")+".pdf", func(w io.Writer) error {
		return a.desk.Slip(c.Request().Context(), gate.Actor(c), c.Param("id"), w)
	})
}
