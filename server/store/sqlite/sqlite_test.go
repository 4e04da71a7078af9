package sqlite

import (
	"context"
	"database/sql"
	"fmt"
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
	storetest.Run(t, func(t *testing.T) storetest.Database { return fresh(t) })
}

func BenchmarkRoster(b *testing.B) { storetest.BenchmarkRoster(b, fresh(b)) }

func fresh(t testing.TB) storetest.Database {
	path := filepath.Join(t.TempDir(), "chunfeng.db")
	raw, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	return storetest.Database{
		Open: func(_ *testing.T, v *vault.Vault, c *forms.Catalogue) (store.Keeper, error) {
			return Open(context.Background(), path, sqlstore.Options{Vault: v, Forms: c})
		},
		Exec:  func(t *testing.T, statement string) int64 { return execute(t, raw, statement) },
		Query: func(t *testing.T, query string) [][]string { return ask(t, raw, query) },
		Disk:  func(t *testing.T, _ bool) []byte { return disk(t, filepath.Dir(path)) },
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

// disk is the bytes of every file in a folder.
func disk(t *testing.T, folder string) []byte {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b...)
	}
	return out
}
