package postgres

import (
	"context"
	"database/sql"
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

func TestStore(t *testing.T) {
	server := running.Server(t)
	storetest.Run(t, copies(t, server))
}

func builtin(t *testing.T) *forms.Catalogue {
	t.Helper()
	catalogue, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}

// opened migrates a database and opens a store on it, with a key of its own.
func opened(t *testing.T, db reached) store.Keeper {
	t.Helper()
	v, err := vault.New(vault.NewRing())
	if err != nil {
		t.Fatal(err)
	}
	s, err := db.Open(t, v, builtin(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// copies makes databases that are migrated already, which takes a tenth of the
// time.
func copies(t *testing.T, server *storetest.Server) func(*testing.T) storetest.Database {
	t.Helper()
	mold := server.Fresh(t)
	db := on(t, server, mold)
	s := opened(t, db)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	moldName := storetest.Ask(t, db.raw, `SELECT current_database()`)[0][0]
	storetest.Execute(t, db.raw, `DELETE FROM key_check`)
	_ = db.raw.Close() // a database in use is not copied
	maker, err := sql.Open("pgx", strings.Replace(mold, "/"+moldName+"?", "/postgres?", 1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = maker.Close() })
	n := 0
	return func(t *testing.T) storetest.Database {
		n++
		name := fmt.Sprintf("copy%d", n)
		storetest.Execute(t, maker, `CREATE DATABASE `+name+` TEMPLATE `+moldName)
		t.Cleanup(func() { storetest.Execute(t, maker, `DROP DATABASE `+name+` WITH (FORCE)`) })
		return on(t, server, strings.Replace(mold, "/"+moldName+"?", "/"+name+"?", 1)).Database
	}
}

func TestEveryCallFails(t *testing.T) {
	server := running.Server(t)
	source := server.Fresh(t)
	db, fault := on(t, server, source), &storetest.Fault{}
	db.Open = func(_ *testing.T, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
		return open(context.Background(), source, sqlstore.Options{Vault: v, Forms: c}, fault.Wrap)
	}
	storetest.EveryCallFails(t, db.Database, fault)
}

// childSource tells a child that will be killed which database to open.
const childSource = "CHUNFENG_POSTGRES_CHILD"

func TestMain(m *testing.M) {
	storetest.Child{Open: func(ctx context.Context, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
		return Open(ctx, os.Getenv(childSource), sqlstore.Options{Vault: v, Forms: c})
	}}.Run()
	code := m.Run()
	if err := running.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// running is the one server of a run of this package.
var running storetest.Shared

func TestKilled(t *testing.T) {
	server := running.Server(t)
	source := server.Fresh(t)
	storetest.Killed(t, on(t, server, source).Database, []string{childSource + "=" + source}, func(*testing.T) {})
}

func TestRestarts(t *testing.T) {
	server := running.Server(t)
	storetest.Restarts(t, fresh(t, server), func() {
		server.Kill()
		server.Start(t)
	})
}

func BenchmarkDeadline(b *testing.B) {
	storetest.BenchmarkDeadline(b, fresh(b, running.Server(b)))
}

func BenchmarkRoster(b *testing.B) {
	storetest.BenchmarkRoster(b, fresh(b, running.Server(b)))
}

func fresh(t testing.TB, server *storetest.Server) storetest.Database {
	return on(t, server, server.Fresh(t)).Database
}

// A reached is a database of the tests', with a connection behind the store's back.
type reached struct {
	storetest.Database
	raw *sql.DB
}

// on is the database of a source.
func on(t testing.TB, server *storetest.Server, source string) reached {
	raw, err := sql.Open("pgx", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	return reached{raw: raw, Database: storetest.Database{
		Open: func(_ *testing.T, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
			return Open(context.Background(), source, sqlstore.Options{Vault: v, Forms: c})
		},
		Exec:  func(t *testing.T, statement string) int64 { return storetest.Execute(t, raw, statement) },
		Query: func(t *testing.T, query string) [][]string { return storetest.Ask(t, raw, query) },
		Disk: func(t *testing.T, log bool) []byte {
			storetest.Execute(t, raw, "CHECKPOINT")
			folders := []string{filepath.Join("base", storetest.Ask(t, raw, "SELECT oid FROM pg_database WHERE datname = current_database()")[0][0])}
			if log {
				folders = append(folders, "pg_wal", "global")
			}
			var out []byte
			for _, f := range folders {
				out = append(out, storetest.Disk(t, filepath.Join(server.Folder, "data", f))...)
			}
			return out
		},
	}}
}

// Whoever makes reports reads the views alone, with an account that may read
// nothing else; their columns have the types of the fields.
func TestViewsForReports(t *testing.T) {
	server := running.Server(t)
	source := server.Fresh(t)
	db := on(t, server, source)
	s := opened(t, db)
	defer func() { _ = s.Close() }()
	storetest.Execute(t, db.raw, `CREATE ROLE reports LOGIN`)
	types := map[string]string{
		"visits.date": "date", "visits.people": "numeric", "visits.money": "numeric", "visits.firm": "text", "visits.filed_unit": "text", "visits.filed_period": "text",
		"firms.resumed": "boolean", "firms.rate": "numeric", "roster.returnedon": "date", "roster.idcard": "text", "roster.filed_version": "integer",
	}
	for column, want := range types {
		form, name, _ := strings.Cut(column, ".")
		got := storetest.Ask(t, db.raw, fmt.Sprintf(`SELECT data_type FROM information_schema.columns WHERE table_name = 'form_%s' AND column_name = '%s'`, form, name))
		if len(got) != 1 || got[0][0] != want {
			t.Errorf("column %s has type %v, want %s", column, got, want)
		}
	}
	for _, f := range builtin(t).Forms {
		storetest.Execute(t, db.raw, `GRANT SELECT ON form_`+strings.ReplaceAll(string(f.ID), ".", "_")+` TO reports`)
	}
	reader, err := sql.Open("pgx", strings.Replace(source, "user=postgres", "user=reports", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	for _, f := range builtin(t).Forms {
		if n := storetest.Ask(t, reader, `SELECT COUNT(*) FROM form_`+string(f.ID))[0][0]; n != "0" {
			t.Errorf("form %s has %s rows", f.ID, n)
		}
	}
	for _, table := range []string{"returns", "record_chunks", "users", "settings", "audit"} {
		if _, err := reader.Exec(`SELECT * FROM ` + table); err == nil {
			t.Errorf("the account reads %s", table)
		}
	}
}
