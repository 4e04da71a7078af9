package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "read" {
		if err := read(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := compare(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func compare(out io.Writer) error {
	rows := flag.Int("rows", 100_000, "rows of the workbook")
	times := flag.Int("times", 3, "runs of each reader; the best counts")
	blank := flag.Bool("blank", false, "formatted blank rows only")
	python := flag.String("python", "python3", "interpreter with openpyxl, pandas, polars or python-calamine")
	node := flag.String("node", ".", "folder from which xlsx (SheetJS) is found")
	calamine := flag.String("calamine", "", "program made from peers/calamine")
	slow := flag.Bool("slow", true, "run the slow readers too")
	flag.Parse()
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "bench.xlsx")
	if err := write(file, *rows, *blank); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("stat workbook: %w", err)
	}
	fmt.Fprintf(out, "%s, %d CPUs, %s/%s, %s; %d rows x 15 columns, %.1f MiB\n\n",
		time.Now().Format(time.DateOnly), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), *rows, float64(info.Size())/(1<<20))
	fmt.Fprintf(out, "%-34s %10s %10s %8s\n", "reader", "CPU ms", "peak MiB", "ratio")
	var ours float64
	for _, c := range commands(file, *python, *node, *calamine, *slow) {
		ms, mib, err := measure(c.args, c.dir, *times)
		if err != nil {
			fmt.Fprintf(out, "%-34s %10s\n", c.name, "-")
			continue
		}
		if c.name == "workbook.Stream" {
			ours = ms
		}
		ratio := "-"
		if ours > 0 {
			ratio = fmt.Sprintf("%.1f", ms/ours)
		}
		fmt.Fprintf(out, "%-34s %10.1f %10.1f %8s\n", c.name, ms, mib, ratio)
	}
	return nil
}

type command struct {
	name string
	dir  string
	args []string
}

func commands(file, python, node, calamine string, slow bool) []command {
	self, _ := os.Executable()
	var out []command
	for _, r := range readers() {
		if slow || !r.slow {
			out = append(out, command{name: r.name, args: []string{self, "read", r.name, file}})
		}
	}
	if calamine != "" {
		out = append(out, command{name: "calamine (Rust)", args: []string{calamine, file}})
	}
	if !slow {
		return out
	}
	for _, p := range []string{"calamine", "polars", "openpyxl", "pandas"} {
		out = append(out, command{name: p + " (Python)", args: []string{python, filepath.Join("peers", "read.py"), p, file}})
	}
	script, _ := filepath.Abs(filepath.Join("peers", "read.js"))
	return append(out, command{name: "SheetJS (node)", dir: node, args: []string{"node", script, file}})
}

// measure runs the command and takes the least CPU time and memory of it.
func measure(args []string, dir string, times int) (ms, mib float64, err error) {
	for i := range times {
		c := exec.Command(args[0], args[1:]...)
		c.Dir = dir
		if err := c.Run(); err != nil {
			return 0, 0, fmt.Errorf("run %s: %w", args[0], err)
		}
		cpu := float64(c.ProcessState.UserTime()+c.ProcessState.SystemTime()) / float64(time.Millisecond)
		peak := float64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
		if i == 0 || cpu < ms {
			ms = cpu
		}
		if i == 0 || peak < mib {
			mib = peak
		}
	}
	return ms, mib, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
