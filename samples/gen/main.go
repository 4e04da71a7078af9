package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
)

func main() {
	dir := "samples"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	files, err := generate()
	if err == nil {
		err = save(dir, files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
	size := 0
	for _, data := range files {
		size += len(data)
	}
	fmt.Fprintf(os.Stderr, "%d files, %d KiB\n", len(files), size>>10)
}

// owned are the parts of samples/ that gen makes. What is no longer made goes.
var owned = []string{"firms.xlsx", "returns", "story", "broken"}

func save(dir string, files map[string][]byte) error {
	for _, o := range owned {
		if err := os.RemoveAll(filepath.Join(dir, o)); err != nil {
			return fmt.Errorf("clear samples: %w", err)
		}
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
		if err := os.WriteFile(at, files[name], 0o644); err != nil {
			return fmt.Errorf("write sample: %w", err)
		}
	}
	return nil
}

// generate makes every file, by its path below samples/.
func generate() (map[string][]byte, error) {
	files := map[string][]byte{}
	if err := registerFile(files); err != nil {
		return nil, err
	}
	for _, p := range periods {
		if err := returnsOf(files, p); err != nil {
			return nil, err
		}
	}
	brokenFiles(files)
	storyFiles(files)
	return files, nil
}

// returnsOf makes what the units file for a period, in a folder of its day.
func returnsOf(files map[string][]byte, p period) error {
	put := func(name string, data []byte) {
		files[path.Join("returns", p.ends.write("Y-MM-DD"), name)] = data
	}
	for _, u := range []struct {
		of func(period) (string, *book)
		by maker
	}{
		{jiaojiangBook, excel}, {huangyanBook, wps}, {linhaiBook, excel}, {wenlingBook, wps},
		{yuhuanBook, export}, {tiantaiBook, excel}, {sanmenBook, wps}, {bayBook, calc},
	} {
		name, b := u.of(p)
		put(name, write(b, u.by))
	}
	for name, b := range luqiaoBooks(p) {
		put(name, write(b, calc))
	}
	if p.no >= 4 {
		for name, b := range rosters(p) {
			put(path.Join("企业", name), write(b, makerOf(name)))
		}
	}
	for _, of := range []func(period) (string, *book){xianjuBook, cityBook} {
		name, b := of(p)
		data, err := viaExcelize(b)
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		put(name, data)
	}
	return nil
}

// makerOf spreads firms over the programs they use.
func makerOf(name string) maker { return []maker{excel, wps, calc}[len(name)%3] }
