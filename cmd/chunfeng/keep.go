package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"chunfeng/importer"
	"chunfeng/importer/period"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// with runs a command on a service that is there already: a mistyped folder
// must not become a new one.
func (f storeFlags) with(ctx context.Context, do func(*service) error) error {
	if err := f.mustExist(); err != nil {
		return err
	}
	s, err := f.open(ctx, settings{})
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.store.Close())
}

func (f storeFlags) mustExist() error {
	_, fresh, err := f.ring()
	switch {
	case err != nil:
		return err
	case fresh:
		return fmt.Errorf("no key in %s: is --data right? %w", f.keyFile(), vault.ErrNoKey)
	case f.Database == "":
		if _, err := os.Stat(f.sqliteFile()); err != nil {
			return fmt.Errorf("no database: is --data right? %w", err)
		}
	}
	return nil
}

func clockTime(t time.Time) string { return t.In(period.Zone()).Format("2006-01-02 15:04") }

type migrateCommand struct{ storeFlags }

// Run brings the tables up to date.
func (c migrateCommand) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		have, know, err := s.store.Schema(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(io.out, "数据库版本 %d，程序认识的最新版本 %d\n", have, know)
		return nil
	})
}

type campaignCommand struct {
	List campaignList `cmd:"" help:"列出专项行动 (list campaigns)"`
	Put  campaignPut  `cmd:"" help:"载入或更新专项行动文件及其旁的企业名录 (load a campaign file and the workbook of firms beside it)"`
}

type campaignList struct{ storeFlags }

// Run lists the campaigns.
func (c campaignList) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		all, err := s.desk.Campaigns(ctx, operator())
		if err != nil {
			return err
		}
		for _, x := range all {
			fmt.Fprintf(io.out, "%s  %s  %d 期  保存于 %s\n", x.ID, x.File.Campaign.Name, len(x.File.Campaign.Periods), clockTime(x.Saved))
		}
		return nil
	})
}

type campaignPut struct {
	storeFlags
	File string `arg:"" type:"existingfile" help:"专项行动文件 (YAML)"`
}

// Run keeps a campaign file, also as the first thing that a new service keeps.
func (c campaignPut) Run(ctx context.Context, io stdio) error {
	s, err := c.open(ctx, settings{})
	if err != nil {
		return err
	}
	s.tellKey(io, c.storeFlags)
	id, err := s.load(ctx, os.DirFS(filepath.Dir(c.File)), filepath.Base(c.File))
	if err == nil {
		_, err = fmt.Fprintf(io.out, "%s\n", id)
	}
	return errors.Join(err, s.store.Close())
}

type unitCommand struct {
	List   unitList   `cmd:"" help:"列出单位和企业 (list units and firms)"`
	Import unitImport `cmd:"" help:"用工作簿导入企业名录 (import firms from a workbook)"`
}

type unitList struct{ storeFlags }

// Run lists units and firms of the campaign kept last.
func (c unitList) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		reg, err := s.newest(ctx)
		if err != nil {
			return err
		}
		for _, u := range append(reg.Units, reg.Firms...) {
			fmt.Fprintf(io.out, "%s  %s  %s  %s\n", u.Code, u.Kind, u.Name, u.Within)
		}
		return nil
	})
}

type unitImport struct {
	storeFlags
	File string `arg:"" type:"existingfile" help:"工作簿，表头同样例的 firms.xlsx"`
}

// Run imports firms into the campaign kept last.
func (c unitImport) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		id, err := s.newestCampaign(ctx)
		if err != nil {
			return err
		}
		reg, err := s.desk.Register(ctx, id)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(c.File)
		if err != nil {
			return fmt.Errorf("read firms: %w", err)
		}
		firms, err := importer.ReadFirms(filepath.Base(c.File), data, reg)
		if err != nil {
			return err
		}
		if err := s.desk.PutFirms(ctx, operator(), id, firms); err != nil {
			return err
		}
		fmt.Fprintf(io.out, "导入 %d 家企业\n", len(firms))
		return nil
	})
}

type purgeCommand struct {
	storeFlags
	Before string `required:"" placeholder:"DATE" help:"清除这一天以前收到的原件和记录 YYYY-MM-DD"`
	Yes    bool   `help:"确认清除；清除后不能恢复 (really do it)"`
}

// Run forgets originals and records for good.
func (c purgeCommand) Run(ctx context.Context, io stdio) error {
	day, err := period.Parse(c.Before)
	if err != nil {
		return usageError{err}
	}
	if !c.Yes {
		return usageError{errors.New("purging cannot be undone: add --yes")}
	}
	before := time.Date(int(day.Year), time.Month(day.Month), int(day.Day), 0, 0, 0, 0, period.Zone())
	return c.with(ctx, func(s *service) error {
		n, err := s.store.Purge(ctx, before)
		if err != nil {
			return err
		}
		fmt.Fprintf(io.out, "已清除 %d 次报送的原件和记录；表头、版本、简报和审计日志保留\n", n)
		return nil
	})
}

type rotateCommand struct {
	storeFlags
	DropOld bool `help:"去掉旧密钥；旧密钥加密的先全部重新加密 (drop the old keys, once nothing is sealed with them)"`
}

// Run makes a new data key and seals everything with it anew. A service that
// runs finds the new key in the file by itself; one that cannot, on a machine
// of its own, writes nothing until it can. So the old keys can be dropped at any
// time, but they open the backups made with them.
func (c rotateCommand) Run(ctx context.Context, io stdio) error {
	if os.Getenv(keyVariable) != "" {
		return usageError{errors.New("the key is in CHUNFENG_KEY: rotate needs a key file")}
	}
	if err := c.mustExist(); err != nil {
		return err
	}
	if !c.DropOld {
		ring, _, err := c.ring()
		if err != nil {
			return err
		}
		if err := vault.ReplaceRing(c.keyFile(), ring.Rotated()); err != nil {
			return err
		}
	}
	return c.with(ctx, func(s *service) error {
		n, err := s.store.Reseal(ctx)
		if err != nil {
			return err
		}
		if !c.DropOld {
			fmt.Fprintf(io.out, "已换新密钥，重新加密 %d 项；正在运行的服务自动改用。多台服务器的，请立即把密钥文件复制到各台，此前它们不能写入。旧备份仍须旧密钥，请连同旧密钥文件保存；不再需要时运行 chunfeng rotate --drop-old\n", n)
			return nil
		}
		if err := vault.ReplaceRing(c.keyFile(), s.ring.Newest()); err != nil {
			return err
		}
		fmt.Fprintf(io.out, "重新加密 %d 项，旧密钥已去掉\n", n)
		return nil
	})
}

type auditCommand struct {
	Verify auditVerify `cmd:"" help:"核对审计日志的哈希链 (check the chain of the audit log)"`
}

type auditVerify struct {
	storeFlags
	Head string `placeholder:"HASH" help:"另行记下的链头，须仍在链中 (a head noted earlier, which must still be in the chain)"`
}

// errBroken ends a check that found what should not be.
var errBroken = errors.New("something is wrong, see above")

// Run checks the audit log.
func (c auditVerify) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		chain, err := s.store.VerifyAudit(ctx)
		if err != nil {
			return err
		}
		if chain.Broken != 0 {
			fmt.Fprintf(io.out, "第 %d 条起与写入时不符：%s\n", chain.Broken, chain.Why)
			return errBroken
		}
		fmt.Fprintf(io.out, "共 %d 条，完好。链头 %s\n", chain.Entries, chain.Head)
		if c.Head != "" {
			return s.holdsHead(ctx, io, c.Head)
		}
		return nil
	})
}

// holdsHead looks for an entry whose hash is a head that was noted earlier:
// without it the log was cut, or is another one.
func (s *service) holdsHead(ctx context.Context, io stdio, head string) error {
	all, err := s.store.Entries(ctx, store.AuditFilter{})
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Hash == head {
			fmt.Fprintf(io.out, "记下的链头是第 %d 条\n", e.No)
			return nil
		}
	}
	fmt.Fprintf(io.out, "记下的链头不在链中：日志被截短，或不是同一份\n")
	return errBroken
}
