package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"chunfeng/importer/forms"
	"chunfeng/server/store"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/store/storetest"
	"chunfeng/server/vault"
)

func TestStore(t *testing.T) {
	server := storetest.StartServer(t)
	storetest.Run(t, func(t *testing.T) storetest.Database { return fresh(t, server) })
}

func TestEveryCallFails(t *testing.T) {
	server := storetest.StartServer(t)
	source := server.Fresh(t)
	db, fault := on(t, server, source), &storetest.Fault{}
	db.Open = func(_ *testing.T, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
		return open(context.Background(), source, sqlstore.Options{Vault: v, Forms: c}, fault.Wrap)
	}
	storetest.EveryCallFails(t, db, fault)
}

// childSource tells a child that will be killed which database to open.
const childSource = "CHUNFENG_POSTGRES_CHILD"

func TestMain(m *testing.M) {
	storetest.Child{Open: func(ctx context.Context, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
		return Open(ctx, os.Getenv(childSource), sqlstore.Options{Vault: v, Forms: c})
	}}.Run()
	os.Exit(m.Run())
}

func TestKilled(t *testing.T) {
	server := storetest.StartServer(t)
	source := server.Fresh(t)
	storetest.Killed(t, on(t, server, source), []string{childSource + "=" + source}, func(*testing.T) {})
}

func TestRestarts(t *testing.T) {
	server := storetest.StartServer(t)
	storetest.Restarts(t, fresh(t, server), func() {
		server.Kill()
		server.Start(t)
	})
}

func BenchmarkDeadline(b *testing.B) {
	storetest.BenchmarkDeadline(b, fresh(b, storetest.StartServer(b)))
}

func BenchmarkRoster(b *testing.B) {
	storetest.BenchmarkRoster(b, fresh(b, storetest.StartServer(b)))
}

func fresh(t testing.TB, server *storetest.Server) storetest.Database {
	return on(t, server, server.Fresh(t))
}

// on is the database of a source.
func on(t testing.TB, server *storetest.Server, source string) storetest.Database {
	raw, err := sql.Open("pgx", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	return storetest.Database{
		Open: func(_ *testing.T, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
			return Open(context.Background(), source, sqlstore.Options{Vault: v, Forms: c})
		},
		Exec:  func(t *testing.T, statement string) int64 { return execute(t, raw, statement) },
		Query: func(t *testing.T, query string) [][]string { return ask(t, raw, query) },
		Disk: func(t *testing.T, log bool) []byte {
			execute(t, raw, "CHECKPOINT")
			folders := []string{filepath.Join("base", ask(t, raw, "SELECT oid FROM pg_database WHERE datname = current_database()")[0][0])}
			if log {
				folders = append(folders, "pg_wal", "global")
			}
			var out []byte
			for _, f := range folders {
				out = append(out, disk(t, filepath.Join(server.Folder, "data", f))...)
			}
			return out
		},
	}
}

func execute(t *testing.T, db *sql.DB, statement string) int64 {
	t.Helper()
	result, err := db.Exec(statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func ask(t *testing.T, db *sql.DB, query string) [][]string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for rows.Next() {
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(columns))
		for i, v := range values {
			if v != nil {
				row[i] = fmt.Sprint(v)
			}
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

// disk is the bytes of every file below a folder.
func disk(t *testing.T, folder string) []byte {
	t.Helper()
	var out []byte
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		out = append(out, b...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
