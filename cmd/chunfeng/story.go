package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"chunfeng/importer"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/samples"
)

// An event is one thing that happens in the demonstration.
type event struct {
	at   time.Time
	says string
	do   func(context.Context) error
}

// A step is one line of story.yaml.
type step struct {
	At     string `yaml:"at"`
	Act    string `yaml:"act"`
	Says   string `yaml:"says"`
	Unit   string `yaml:"unit"`
	Period string `yaml:"period"`
	Form   string `yaml:"form"`
	File   string `yaml:"file"`
	Reason string `yaml:"reason"`
	State  string `yaml:"state"`
}

// play lets everything happen in order of time.
func (d *demo) play(ctx context.Context) error {
	d.filed = map[string]int{}
	arrivals, err := d.arrivals()
	if err != nil {
		return err
	}
	steps, err := d.steps()
	if err != nil {
		return err
	}
	issued := event{at: moment(demoBriefing + "T17:00"), says: "印发截至 " + demoBriefing + " 的简报", do: d.issue}
	events := append(append(arrivals, issued), steps...)
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	for _, e := range events {
		d.clock.to(e.at)
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("at %s: %w", e.at.Format("2006-01-02 15:04"), err)
		}
		if e.says != "" {
			d.printf("%s  %s\n", e.at.Format("01-02 15:04"), e.says)
		}
	}
	var counts []string
	for _, state := range slices.Sorted(maps.Keys(d.filed)) {
		counts = append(counts, fmt.Sprintf("%s %d", statusWords[state], d.filed[state]))
	}
	d.printf("样例报送：%s\n", strings.Join(counts, "，"))
	return nil
}

// moment reads a time of the story, Asia/Shanghai. The zero time for what is
// none, which the story's check catches.
func moment(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", s, period.Zone())
	if err != nil {
		return time.Time{}
	}
	return t
}

// arrivals is every sample that came in order: on the last day of its period,
// a minute after the other, before the cut-off.
func (d *demo) arrivals() ([]event, error) {
	var out []event
	im := importer.New(d.register, d.service.forms)
	came := map[string]int{}
	err := fs.WalkDir(samples.Files, "returns", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(samples.Files, name)
		if err != nil {
			return err
		}
		day := strings.Split(name, "/")[1]
		at := moment(day + "T09:00").Add(time.Duration(came[day]) * time.Minute)
		came[day]++
		out = append(out, event{at: at, do: func(ctx context.Context) error {
			unit := im.Read(path.Base(name), data, importer.Asked{}, nil).Unit.Code
			who, err := d.whose(ctx, unit)
			if err != nil {
				return err
			}
			r, err := d.file(ctx, who, path.Base(name), data, nil)
			if err == nil {
				d.filed[r.Status]++
			}
			return err
		}})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list samples: %w", err)
	}
	return out, nil
}

// steps is what the story tells beside.
func (d *demo) steps() ([]event, error) {
	data, err := fs.ReadFile(samples.Files, "story/story.yaml")
	if err != nil {
		return nil, fmt.Errorf("read story: %w", err)
	}
	var story struct {
		Steps []step `yaml:"steps"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.DisallowUnknownField()).Decode(&story); err != nil {
		return nil, fmt.Errorf("read story: %w", err)
	}
	var out []event
	for _, s := range story.Steps {
		at := moment(s.At)
		if at.IsZero() {
			return nil, fmt.Errorf("read story: %q is no time", s.At)
		}
		unit, _ := d.register.Unit(returns.UnitCode(s.Unit))
		out = append(out, event{at: at, says: unit.Name + "：" + s.Says, do: func(ctx context.Context) error { return d.step(ctx, s) }})
	}
	return out, nil
}

func (d *demo) step(ctx context.Context, s step) error {
	who, err := d.whose(ctx, returns.UnitCode(s.Unit))
	if err != nil {
		return err
	}
	switch s.Act {
	case "file":
		data, err := fs.ReadFile(samples.Files, "story/"+s.File)
		if err != nil {
			return fmt.Errorf("read story: %w", err)
		}
		if _, err := d.file(ctx, who, s.File, data, map[string]string{"reason": s.Reason}); err != nil {
			return err
		}
	case "admit", "withdraw":
		r, err := d.newest(ctx, s)
		if err != nil {
			return err
		}
		if s.Act == "admit" {
			who = d.city
		}
		if err := d.ask(ctx, who, http.MethodPost, "/returns/"+r.ID+"/"+s.Act, map[string]string{"reason": s.Reason}, nil); err != nil {
			return err
		}
	case "missing":
		return d.missing(ctx, s)
	default:
		return fmt.Errorf("story: no act %q", s.Act)
	}
	r, err := d.newest(ctx, s)
	if err == nil && r.State != s.State {
		err = fmt.Errorf("story: %s of %s is %s, not %s", s.Form, s.Unit, r.State, s.State)
	}
	return err
}

// filedReturn is what the demonstration looks at of a return.
type filedReturn struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// newest is the newest version of what a step is about.
func (d *demo) newest(ctx context.Context, s step) (filedReturn, error) {
	var out struct {
		Items []filedReturn `json:"items"`
	}
	q := url.Values{"unit": {s.Unit}, "period": {s.Period}, "form": {s.Form}, "newest": {"true"}}
	if err := d.ask(ctx, d.city, http.MethodGet, "/returns?"+q.Encode(), nil, &out); err != nil {
		return filedReturn{}, err
	}
	if len(out.Items) == 0 {
		return filedReturn{}, fmt.Errorf("story: %s has no %s", s.Unit, s.Form)
	}
	return out.Items[0], nil
}

// missing checks that a return owed is not there.
func (d *demo) missing(ctx context.Context, s step) error {
	var out struct {
		Slots []struct {
			Unit struct {
				Code string `json:"code"`
			} `json:"unit"`
			Form       string `json:"form"`
			Timeliness string `json:"timeliness"`
		} `json:"slots"`
	}
	if err := d.ask(ctx, d.city, http.MethodGet, "/periods/"+s.Period, nil, &out); err != nil {
		return err
	}
	for _, x := range out.Slots {
		if x.Unit.Code == s.Unit && x.Form == s.Form && x.Timeliness == "missing" {
			return nil
		}
	}
	return fmt.Errorf("story: %s of %s is not missing", s.Form, s.Unit)
}

// issue issues the briefing: held returns count, with their doubts.
func (d *demo) issue(ctx context.Context) error {
	var confirmation struct {
		State string        `json:"state"`
		Held  []filedReturn `json:"held"`
	}
	if err := d.ask(ctx, d.city, http.MethodGet, "/briefings/confirmation?period="+demoBriefing, nil, &confirmation); err != nil {
		return err
	}
	type choice struct {
		Return  string `json:"return"`
		Counted bool   `json:"counted"`
		Reason  string `json:"reason"`
	}
	order := struct {
		Period string   `json:"period"`
		Date   string   `json:"date"`
		State  string   `json:"state"`
		Held   []choice `json:"held"`
	}{Period: demoBriefing, Date: demoBriefing, State: confirmation.State, Held: []choice{}}
	for _, h := range confirmation.Held {
		order.Held = append(order.Held, choice{h.ID, true, "已电话核实"})
	}
	return d.ask(ctx, d.city, http.MethodPost, "/briefings", order, nil)
}

// keepBriefing saves the issued files beside the data.
func (d *demo) keepBriefing(ctx context.Context) ([]string, error) {
	var out []string
	for _, kind := range [...]string{"pdf", "xlsx"} {
		var data []byte
		if err := d.ask(ctx, d.city, http.MethodGet, "/briefings/1."+kind, nil, &data); err != nil {
			return nil, err
		}
		name := filepath.Join(d.dir, "briefing."+kind)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			return nil, fmt.Errorf("save briefing: %w", err)
		}
		out = append(out, name)
	}
	return out, nil
}

// headlines is how many figures of the briefing are printed.
const headlines = 9

// tellFigures prints the first figures of the briefing.
func (d *demo) tellFigures(ctx context.Context) error {
	var out struct {
		Figures map[string]struct {
			Text string `json:"text"`
		} `json:"figures"`
		Catalogue []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"catalogue"`
	}
	if err := d.ask(ctx, d.city, http.MethodGet, "/figures?briefing=1", nil, &out); err != nil {
		return err
	}
	d.printf("\n第1期简报（截至 %s）：\n", demoBriefing)
	n := 0
	for _, def := range out.Catalogue {
		if f, ok := out.Figures[def.ID]; ok && n < headlines {
			d.printf("  %s %s\n", def.Name, f.Text)
			n++
		}
	}
	return nil
}

// receipt is what the demonstration looks at of an upload's answer.
type receipt struct {
	Status string `json:"status"`
}

// file hands a workbook in through POST /filings.
func (d *demo) file(ctx context.Context, who *account, name string, data []byte, fields map[string]string) (receipt, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for k, v := range fields {
		if err := form.WriteField(k, v); err != nil {
			return receipt{}, fmt.Errorf("make form: %w", err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		return receipt{}, fmt.Errorf("make form: %w", err)
	}
	var out receipt
	err = d.send(ctx, who, http.MethodPost, "/filings", form.FormDataContentType(), &body, &out)
	if err != nil {
		return out, fmt.Errorf("file %s: %w", name, err)
	}
	return out, nil
}

// ask sends JSON, or nothing where in is nil, and reads JSON into out, or the
// bytes where out is one of those.
func (d *demo) ask(ctx context.Context, who *account, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("ask %s: %w", path, err)
		}
		body = bytes.NewReader(b)
	}
	return d.send(ctx, who, method, path, "application/json", body, out)
}

func (d *demo) send(ctx context.Context, who *account, method, path, mediaType string, body io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, d.url+"/api/v1"+path, body)
	if err != nil {
		return fmt.Errorf("ask %s: %w", path, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", mediaType)
	}
	req.Header.Set("Authorization", "Bearer "+who.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask %s: %w", path, err)
	}
	answer, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return fmt.Errorf("ask %s: %w", path, err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("ask %s: %s: %s", path, resp.Status, answer)
	}
	switch out := out.(type) {
	case nil:
	case *[]byte:
		*out = answer
	default:
		if err := json.Unmarshal(answer, out); err != nil {
			return fmt.Errorf("ask %s: %w", path, err)
		}
	}
	return nil
}
