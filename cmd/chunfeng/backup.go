package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"chunfeng/server/store"
	"chunfeng/server/store/sqlite"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/vault"
)

type backupCommand struct {
	storeFlags
	NoVerify bool   `help:"不试着恢复到临时库核对 (do not check by restoring into a scratch database)"`
	File     string `arg:"" help:"备份文件；密钥不在其中，须另行保存 (the key is not in it)"`
}

// Run writes one state of everything, sealed, while the service may run, and
// checks it by restoring it.
func (c backupCommand) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		v, err := vault.New(s.ring)
		if err != nil {
			return err
		}
		partial := c.File + ".partial"
		defer func() { _ = os.Remove(partial) }()
		if err := writeBackup(ctx, partial, s.store, v); err != nil {
			return err
		}
		if !c.NoVerify {
			chain, err := rehearse(ctx, partial, s, v)
			if err != nil {
				return fmt.Errorf("check backup: %w", err)
			}
			fmt.Fprintf(io.err, "已试恢复核对：审计日志 %d 条，完好\n", chain.Entries)
		}
		if err := os.Rename(partial, c.File); err != nil {
			return fmt.Errorf("name backup: %w", err)
		}
		fmt.Fprintf(io.out, "%s\n", c.File)
		return nil
	})
}

func writeBackup(ctx context.Context, name string, from store.Keeper, v *vault.Vault) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("create backup: %w", err)
	}
	w, err := v.SealTo(f)
	if err == nil {
		err = from.Dump(ctx, w)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

// rehearse restores a backup into a scratch database and checks its audit log.
func rehearse(ctx context.Context, name string, s *service, v *vault.Vault) (store.Chain, error) {
	dir, err := os.MkdirTemp("", "chunfeng-backup-")
	if err != nil {
		return store.Chain{}, fmt.Errorf("make scratch folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	scratch, err := sqlite.Open(ctx, filepath.Join(dir, "scratch.db"), sqlstore.Options{Vault: v, Forms: s.forms})
	if err != nil {
		return store.Chain{}, err
	}
	chain, err := restoreInto(ctx, scratch, name, v)
	return chain, errors.Join(err, scratch.Close())
}

// restoreInto fills an empty store from a backup, which is read to its end
// before, and checks its audit log.
func restoreInto(ctx context.Context, into store.Keeper, name string, v *vault.Vault) (store.Chain, error) {
	for _, read := range [...]func(io.Reader) error{
		func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err },
		func(r io.Reader) error { return into.Restore(ctx, r) },
	} {
		if err := readBackup(name, v, read); err != nil {
			return store.Chain{}, fmt.Errorf("restore %s: %w", name, err)
		}
	}
	chain, err := into.VerifyAudit(ctx)
	if err == nil && chain.Broken != 0 {
		err = fmt.Errorf("audit log is broken from entry %d: %s", chain.Broken, chain.Why)
	}
	return chain, err
}

func readBackup(name string, v *vault.Vault, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("open backup: %w", err)
	}
	r, err := v.OpenFrom(f)
	if err == nil {
		err = read(r)
	}
	if err == nil {
		err = atEnd(r)
	}
	return errors.Join(err, f.Close())
}

// atEnd reads to where the stream says that nothing is missing, and is an error
// where anything is left.
func atEnd(r io.Reader) error {
	n, err := io.Copy(io.Discard, r)
	if err == nil && n > 0 {
		err = fmt.Errorf("%d bytes are left: %w", n, vault.ErrSealed)
	}
	return err
}

type restoreCommand struct {
	storeFlags
	File string `arg:"" type:"existingfile" help:"备份文件"`
}

// Run fills an empty service from a backup, whole or not at all. The key must
// be there before.
func (c restoreCommand) Run(ctx context.Context, io stdio) error {
	_, fresh, err := c.ring()
	if err != nil {
		return err
	}
	if fresh {
		return fmt.Errorf("no key in %s: put the key file of the backup there first: %w", c.keyFile(), vault.ErrNoKey)
	}
	_, there := os.Stat(c.sqliteFile())
	made := c.Database == "" && errors.Is(there, fs.ErrNotExist)
	s, err := c.open(ctx, settings{})
	if err != nil {
		return err
	}
	v, err := vault.New(s.ring)
	if err != nil {
		return errors.Join(err, s.store.Close())
	}
	chain, err := restoreInto(ctx, s.store, c.File, v)
	if errors.Is(err, store.ErrConflict) {
		err = fmt.Errorf("the store is not empty: %w", err)
	}
	if err := errors.Join(err, s.store.Close()); err != nil {
		if made {
			err = errors.Join(err, removeDatabase(c.sqliteFile()))
		}
		return err
	}
	fmt.Fprintf(io.out, "已恢复，审计日志 %d 条，完好。链头 %s\n", chain.Entries, chain.Head)
	return nil
}

// removeDatabase removes the empty file that a failed restore has made.
func removeDatabase(name string) error {
	var errs []error
	for _, part := range [...]string{"", "-wal", "-shm"} {
		if err := os.Remove(name + part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
