package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"chunfeng/importer"
	"chunfeng/importer/returns"
)

// readAll reads every file and checks them in order of period against what
// the same unit filed before. m remembers what counts. The outcomes are in
// the order in which they were checked.
func readAll(ctx context.Context, im *importer.Importer, files []source, m *importer.Memory) ([]importer.Outcome, error) {
	outcomes, err := readFiles(ctx, im, files)
	if err != nil {
		return nil, err
	}
	checkInOrder(im, outcomes, m)
	return outcomes, nil
}

// readingGC is by how much of what is kept the heap may grow while files are
// read: what is kept then is a half of what merging and writing need.
const readingGC = 200

// readFiles reads every file, on as many cores as there are.
func readFiles(ctx context.Context, im *importer.Importer, files []source) ([]importer.Outcome, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(readingGC)) // reading keeps little of what it makes
	outcomes := make([]importer.Outcome, len(files))
	errs := make([]error, len(files))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			for i := range next {
				data, err := readFile(files[i].path, im.Limits.File)
				if err != nil {
					errs[i] = err
					continue
				}
				outcomes[i] = im.ReadPacked(files[i].name, data, importer.Asked{})
			}
		})
	}
	for i := range files {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read files: %w", err)
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

// checkInOrder puts outcomes in order and checks each against those before it.
func checkInOrder(im *importer.Importer, outcomes []importer.Outcome, m *importer.Memory) {
	putInOrder(outcomes)
	for i := range outcomes {
		im.Check(&outcomes[i], m)
		m.Add(&outcomes[i])
	}
}

// putInOrder sorts outcomes by period, then by the date printed in them, and
// numbers their versions.
func putInOrder(outcomes []importer.Outcome) {
	slices.SortStableFunc(outcomes, func(a, b importer.Outcome) int {
		return cmp.Or(cmp.Compare(a.Period.No, b.Period.No), filledFirst(a, b), cmp.Compare(a.SHA256, b.SHA256), cmp.Compare(a.File, b.File))
	})
	numberVersions(outcomes)
}

// numberVersions numbers the returns of one unit, form and period by the dates
// printed in their files, where each has one and no two are equal: nothing else
// says here which file came later.
func numberVersions(outcomes []importer.Outcome) {
	type slot struct {
		unit returns.UnitCode
		form returns.FormID
		no   int
	}
	files := map[slot][][]*returns.Return{} // by file
	for i := range outcomes {
		o := &outcomes[i]
		mine := map[slot][]*returns.Return{}
		for j := range o.Returns {
			r := &o.Returns[j]
			k := slot{r.Unit, r.Form, o.Period.No}
			mine[k] = append(mine[k], r)
		}
		for k, list := range mine {
			files[k] = append(files[k], list)
		}
	}
	for _, list := range files {
		slices.SortStableFunc(list, func(a, b []*returns.Return) int { return a[0].Filled.Compare(b[0].Filled) })
		told := !list[0][0].Filled.IsZero()
		for i := 1; i < len(list); i++ {
			told = told && list[i][0].Filled.After(list[i-1][0].Filled)
		}
		for i := range list {
			for _, r := range list[i] {
				if told {
					r.Version = i + 1
				}
			}
		}
	}
}

// filledFirst orders two files of one period by the date printed in them.
func filledFirst(a, b importer.Outcome) int {
	if len(a.Returns) == 0 || len(b.Returns) == 0 {
		return 0
	}
	return a.Returns[0].Filled.Compare(b.Returns[0].Filled)
}
