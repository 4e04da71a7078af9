package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chunfeng/importer/forms"
	"chunfeng/server/store"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/store/storetest"
	"chunfeng/server/vault"
)

// childPath tells a child that will be killed which file to open.
const childPath = "CHUNFENG_SQLITE_CHILD"

func TestMain(m *testing.M) {
	storetest.Child{Open: func(ctx context.Context, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
		return Open(ctx, os.Getenv(childPath), sqlstore.Options{Vault: v, Forms: c})
	}}.Run()
	os.Exit(m.Run())
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Database { return fresh(t) })
}

func BenchmarkDeadline(b *testing.B) { storetest.BenchmarkDeadline(b, fresh(b)) }

func BenchmarkRoster(b *testing.B) { storetest.BenchmarkRoster(b, fresh(b)) }

func TestEveryCallFails(t *testing.T) {
	db, fault, _ := faulty(t)
	storetest.EveryCallFails(t, db, fault)
}

func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chunfeng.db")
	db := at(t, path)
	storetest.Killed(t, db, []string{childPath + "=" + path}, func(t *testing.T) {
		if got := db.Query(t, "PRAGMA integrity_check"); len(got) != 1 || got[0][0] != "ok" {
			t.Errorf("integrity_check: %v", got)
		}
	})
}

// A full disk, a database that may not be written: nothing is kept in part, the
// error says so, and once there is room the same store goes on.
func TestFullAndReadOnly(t *testing.T) {
	for name, tc := range map[string]struct {
		before, after string
		want          error
	}{
		"full":      {"PRAGMA max_page_count = 1", "PRAGMA max_page_count = 4294967294", store.ErrFull},
		"read-only": {"PRAGMA query_only = 1", "PRAGMA query_only = 0", store.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			db, fault, open := faulty(t)
			s := open()
			ctx := t.Context()
			put := func() error {
				return s.Tx(ctx, func(t store.Tx) error {
					for i := range 400 {
						if err := t.PutSetting(ctx, fmt.Sprint("name", i), strings.Repeat("x", 4000)); err != nil {
							return err
						}
					}
					return nil
				})
			}
			if err := fault.Each(ctx, tc.before); err != nil {
				t.Fatal(err)
			}
			if err := put(); !errors.Is(err, tc.want) {
				t.Errorf("%v, want %v", err, tc.want)
			}
			if got := db.Query(t, "SELECT COUNT(*) FROM settings")[0][0]; got != "0" {
				t.Errorf("%s settings are there", got)
			}
			if err := fault.Each(ctx, tc.after); err != nil {
				t.Fatal(err)
			}
			if err := put(); err != nil {
				t.Errorf("with room again: %v", err)
			}
		})
	}
}

func TestFileIsItsOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chunfeng.db")
	db := at(t, path)
	s := opened(t, db)
	defer func() { _ = s.Close() }()
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		stat, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if stat.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", filepath.Base(file), stat.Mode())
		}
	}
}

func TestFolderOfAnyName(t *testing.T) {
	for _, name := range []string{"数 据", "a?b", "a#b", "a%20b", "a&_txlock=deferred"} {
		folder := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, "db")
		db := storetest.Database{Open: func(_ *testing.T, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
			return Open(t.Context(), path, sqlstore.Options{Vault: v, Forms: c})
		}}
		if err := opened(t, db).Close(); err != nil {
			t.Error(err)
		}
		if stat, err := os.Stat(path); err != nil || stat.Size() == 0 {
			t.Errorf("%s: nothing was written there: %v", name, err)
		}
	}
}

func opened(t testing.TB, db storetest.Database) store.Keeper {
	t.Helper()
	v, err := vault.New(vault.NewRing())
	if err != nil {
		t.Fatal(err)
	}
	c, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	s, err := db.Open(nil, v, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fresh(t testing.TB) storetest.Database {
	return at(t, filepath.Join(t.TempDir(), "chunfeng.db"))
}

// faulty is a database whose writer can be made to fail, and how to open it.
func faulty(t *testing.T) (storetest.Database, *storetest.Fault, func() store.Keeper) {
	path := filepath.Join(t.TempDir(), "chunfeng.db")
	db, fault := at(t, path), &storetest.Fault{}
	db.Open = func(_ *testing.T, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
		return open(context.Background(), path, sqlstore.Options{Vault: v, Forms: c}, fault.Wrap)
	}
	return db, fault, func() store.Keeper {
		s := opened(t, db)
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
}

// at is the database in a file.
func at(t testing.TB, path string) storetest.Database {
	raw, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	return storetest.Database{
		Open: func(_ *testing.T, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
			return Open(context.Background(), path, sqlstore.Options{Vault: v, Forms: c})
		},
		Exec:  func(t *testing.T, statement string) int64 { return storetest.Execute(t, raw, statement) },
		Query: func(t *testing.T, query string) [][]string { return storetest.Ask(t, raw, query) },
		Disk:  func(t *testing.T, _ bool) []byte { return storetest.Disk(t, filepath.Dir(path)) },
	}
}
