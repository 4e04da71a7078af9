package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chunfeng/importer/period"
	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
	"chunfeng/server/auth"
	"chunfeng/server/store"
)

type doctorCommand struct {
	storeFlags
	Fonts string `env:"CHUNFENG_FONTS" placeholder:"DIR" help:"自备字体目录"`
}

// Run looks at everything a service stands on, and says of each whether it is
// well.
func (c doctorCommand) Run(ctx context.Context, io stdio) error {
	d := &doctor{io: io}
	d.say("数据目录", c.Data, checkFolder(c.Data))
	ring, fresh, err := c.ring()
	switch {
	case err != nil:
		d.say("密钥", c.keyFile(), err)
	case fresh:
		d.say("密钥", c.keyFile(), errors.New("没有密钥；首次启动 serve 时生成"))
	default:
		d.say("密钥", fmt.Sprint(ring), nil)
	}
	catalogue, err := c.catalogue()
	if err == nil {
		d.say("表式", fmt.Sprintf("%d 张", len(catalogue.Forms)), nil)
	} else {
		d.say("表式", "", err)
	}
	d.say("字体", or(c.Fonts, "内置"), checkFonts(c.Fonts))
	d.say("时区", period.Zone().String(), nil)
	if d.sick == 0 {
		if err := c.examine(ctx, d); err != nil {
			d.say("数据库", "", err)
		}
	}
	if d.sick > 0 {
		return fmt.Errorf("%d of the checks: %w", d.sick, errBroken)
	}
	return nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

type doctor struct {
	io   stdio
	sick int
}

func (d *doctor) say(what, found string, err error) {
	if err != nil {
		d.sick++
		fmt.Fprintf(d.io.out, "✗ %s  %s\n", what, err)
		return
	}
	fmt.Fprintf(d.io.out, "✓ %s  %s\n", what, found)
}

// checkFolder tries to write, and looks whether others may read.
func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s 不存在", dir)
	}
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s 其他用户可以读取（%v）；请 chmod 700", dir, info.Mode().Perm())
	}
	name := filepath.Join(dir, ".write-test")
	if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
		return err
	}
	return os.Remove(name)
}

// checkFonts sets a line in Chinese.
func checkFonts(dir string) error {
	b := &briefing.Briefing{
		Masthead: "检查", Issue: "检查", Issuer: "检查", Title: "检查字体", Lines: []string{"检查字体"},
		Date: period.Date{Year: 2024, Month: 2, Day: 4}, AsOf: period.Date{Year: 2024, Month: 2, Day: 4}, Lead: briefing.Words("检查字体。"),
	}
	return pdf.Write(discard{}, b, pdf.Options{Fonts: dir})
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// examine looks at the database and what it holds.
func (c doctorCommand) examine(ctx context.Context, d *doctor) error {
	return c.with(ctx, func(s *service) error {
		have, know, err := s.store.Schema(ctx)
		if err != nil {
			return err
		}
		d.say("数据库", fmt.Sprintf("版本 %d（程序认识 %d）", have, know), s.store.Ping(ctx))
		chain, err := s.store.VerifyAudit(ctx)
		if err == nil && chain.Broken != 0 {
			err = fmt.Errorf("第 %d 条起与写入时不符：%s", chain.Broken, chain.Why)
		}
		d.say("审计日志", fmt.Sprintf("%d 条，完好", chain.Entries), err)
		last, err := s.store.Entries(ctx, store.AuditFilter{Limit: 1})
		if err != nil {
			return err
		}
		d.say("时钟", clockTime(s.now()), checkClock(s.now(), last))
		all, err := s.desk.Campaigns(ctx, operator())
		if err == nil && len(all) == 0 {
			err = errors.New("没有专项行动：chunfeng campaign put 文件")
		}
		d.say("专项行动", fmt.Sprintf("%d 个", len(all)), err)
		users, err := s.auth.Users(ctx, auth.Service(), store.UserFilter{Roles: []store.Role{store.City}})
		if err == nil && len(users) == 0 {
			err = errors.New("没有市级账号：chunfeng user invite --role city")
		}
		d.say("市级账号", fmt.Sprintf("%d 个", len(users)), err)
		return nil
	})
}

// checkClock is an error where the clock stands before what was done already.
func checkClock(now time.Time, last []store.Entry) error {
	if len(last) > 0 && now.Before(last[0].At.Add(-time.Minute)) {
		return fmt.Errorf("现在是 %s，审计日志最后一条却在 %s：时钟被拨回，按时与否会判错", clockTime(now), clockTime(last[0].At))
	}
	return nil
}
