package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

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
	w, err := newSealer(f, v)
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
	r, err := newOpener(f, v)
	if err == nil {
		err = read(r)
	}
	if err == nil {
		err = r.atEnd()
	}
	return errors.Join(err, f.Close())
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

// A backup is a line, the backup's id, and chunks: a byte that says whether it
// is the last, its length, and the sealed bytes. Every chunk is bound to the
// backup, its number and whether it is the last, so that none can be left out,
// moved or added.
const (
	backupLine = "chunfeng backup 1\n"
	idSize     = 16
	chunkSize  = 64 << 10
	chunkMore  = 0
	chunkLast  = 1
)

func chunkPlace(id string, n int, last byte) vault.Place {
	return vault.Place{Table: "backup", Row: id + "/" + strconv.Itoa(n), Column: strconv.Itoa(int(last))}
}

// A sealer seals what is written to it.
type sealer struct {
	w   *bufio.Writer
	v   *vault.Vault
	id  string
	n   int
	buf []byte
}

func newSealer(w io.Writer, v *vault.Vault) (*sealer, error) {
	id := make([]byte, idSize)
	_, _ = rand.Read(id) // never fails
	s := &sealer{w: bufio.NewWriter(w), v: v, id: hex.EncodeToString(id)}
	_, err := s.w.WriteString(backupLine + string(id))
	return s, err
}

// Write gathers whole chunks.
func (s *sealer) Write(p []byte) (int, error) {
	s.buf = append(s.buf, p...)
	for len(s.buf) > chunkSize {
		if err := s.chunk(s.buf[:chunkSize], chunkMore); err != nil {
			return 0, err
		}
		s.buf = append(s.buf[:0], s.buf[chunkSize:]...)
	}
	return len(p), nil
}

func (s *sealer) chunk(plain []byte, last byte) error {
	sealed := s.v.Seal(chunkPlace(s.id, s.n, last), plain)
	s.n++
	head := binary.BigEndian.AppendUint32([]byte{last}, uint32(len(sealed)))
	if _, err := s.w.Write(head); err != nil {
		return err
	}
	_, err := s.w.Write(sealed)
	return err
}

// Close writes the last chunk.
func (s *sealer) Close() error {
	if err := s.chunk(s.buf, chunkLast); err != nil {
		return err
	}
	return s.w.Flush()
}

// errBackup is returned for what is no backup, or not a whole one.
var errBackup = errors.New("not a whole backup")

// An opener reads what a sealer wrote.
type opener struct {
	r     *bufio.Reader
	v     *vault.Vault
	id    string
	n     int
	plain []byte
	ended bool
}

func newOpener(r io.Reader, v *vault.Vault) (*opener, error) {
	o := &opener{r: bufio.NewReader(r), v: v}
	head := make([]byte, len(backupLine)+idSize)
	if _, err := io.ReadFull(o.r, head); err != nil || string(head[:len(backupLine)]) != backupLine {
		return nil, errBackup
	}
	o.id = hex.EncodeToString(head[len(backupLine):])
	return o, nil
}

// Read opens chunk after chunk.
func (o *opener) Read(p []byte) (int, error) {
	for len(o.plain) == 0 {
		if o.ended {
			return 0, io.EOF
		}
		if err := o.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, o.plain)
	o.plain = o.plain[n:]
	return n, nil
}

func (o *opener) next() error {
	var head [5]byte
	if _, err := io.ReadFull(o.r, head[:]); err != nil {
		return errBackup
	}
	size := binary.BigEndian.Uint32(head[1:])
	if head[0] > chunkLast || size > chunkSize+vault.Overhead {
		return errBackup
	}
	sealed := make([]byte, size)
	if _, err := io.ReadFull(o.r, sealed); err != nil {
		return errBackup
	}
	plain, err := o.v.Open(chunkPlace(o.id, o.n, head[0]), sealed)
	if err != nil {
		return fmt.Errorf("open backup: %w", err)
	}
	o.n++
	o.plain, o.ended = plain, head[0] == chunkLast
	return nil
}

// atEnd is an error where anything is left.
func (o *opener) atEnd() error {
	if n, err := o.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return errors.Join(errBackup, err)
	}
	if _, err := o.r.ReadByte(); !errors.Is(err, io.EOF) {
		return errBackup
	}
	return nil
}
