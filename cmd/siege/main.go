package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A trial is one thing that must hold.
type trial struct {
	id, what string
	short    bool // also in the short form
	run      func(context.Context, *field, *score) error
}

// trials is all of them, in the order they run.
func trials() []trial {
	return []trial{
		{"T1", "hostile and mutated workbooks through the endpoint", true, hostileFiles},
		{"T2", "no silent loss", true, silentLoss},
		{"T3", "wrong types", true, wrongTypes},
		{"T4", "kill -9", true, kills},
		{"T6", "failing system calls", false, failingCalls},
		{"T7", "full and read-only disk", true, fullDisk},
		{"T8", "replicas on one PostgreSQL", true, replicas},
		{"T9", "PostgreSQL restarted", false, restarts},
		{"T10", "all firms at once", true, everybody},
		{"T11", "large rosters at once", false, heavy},
		{"T12", "slow clients", false, slowClients},
		{"T14", "backup and restore", true, backups},
		{"S2", "a county names another", true, impostors},
		{"S4", "what is sent out of hostile text", true, hostileText},
		{"S5", "planted numbers", true, plantedNumbers},
		{"S9", "nothing goes out", true, noNetwork},
		{"speed", "files to briefing", false, speed},
		{"scale", "growing campaigns", false, growth},
		{"compare", "scripts that users would write", false, compare},
		{"soak", "hours of mixed use", false, soak},
	}
}

// options are the flags.
type options struct {
	short, long          bool
	only                 string
	scale                float64
	public, python, node string
	soak, pause          time.Duration
	workers              string
	seed                 uint64
	keep                 bool
	source               string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Stdout, os.Stderr, os.Args[1:])
	stop()
	os.Exit(code)
}

func parse(errs io.Writer, args []string) (o options, rest []string, err error) {
	f := flag.NewFlagSet("siege", flag.ContinueOnError)
	f.SetOutput(errs)
	f.BoolVar(&o.short, "short", false, "the short form, for every change: times are only reported")
	f.BoolVar(&o.long, "long", false, "the long form: every number in full")
	f.StringVar(&o.only, "only", "", "only these trials, by id, with commas between")
	f.Float64Var(&o.scale, "scale", 1, "how many times as much of everything")
	f.StringVar(&o.public, "public", "", "a folder of public workbooks to upload in T1")
	f.StringVar(&o.python, "python", "", "a Python with the packages of compare/requirements.txt")
	f.StringVar(&o.node, "node", "", "a node_modules folder with the packages of compare/package.json")
	f.StringVar(&o.source, "source", ".", "the module's folder")
	f.DurationVar(&o.soak, "for", 5*time.Minute, "how long to soak")
	f.StringVar(&o.workers, "workers", "10,100,1000", "rows of a roster in the steps of the long scale trial")
	f.DurationVar(&o.pause, "pause", 300*time.Millisecond, "how long people of a soak wait between two things they do")
	f.Uint64Var(&o.seed, "seed", 1, "of everything that is random")
	f.BoolVar(&o.keep, "keep", false, "keep the temporary folder")
	err = f.Parse(args)
	return o, f.Args(), err
}

// run is main without the process: 0 all held, 1 something fell short, 2 wrong
// usage.
func run(ctx context.Context, out, errs io.Writer, args []string) int {
	o, rest, err := parse(errs, args)
	if err != nil {
		return 2
	}
	if len(rest) > 0 {
		if rest[0] != "generate" {
			fmt.Fprintf(errs, "siege: no command %q\n", rest[0])
			return 2
		}
		return generate(o, errs, rest[1:])
	}
	chosen, err := choose(o)
	if err != nil {
		fmt.Fprintln(errs, "siege:", err)
		return 2
	}
	f, err := prepare(ctx, o, errs)
	if err != nil {
		fmt.Fprintln(errs, "siege:", err)
		return 1
	}
	defer f.remove()
	fell := 0
	t := table{out: out}
	t.head(o)
	for _, x := range chosen {
		s := &score{lenient: !o.long}
		began := time.Now()
		err := x.run(ctx, f, s)
		f.clear()
		fell += t.trial(x, s, err, time.Since(began))
		if ctx.Err() != nil {
			fmt.Fprintln(errs, "siege: interrupted")
			return 1
		}
	}
	if fell > 0 {
		fmt.Fprintf(out, "\n%d numbers fall short.\n", fell)
		return 1
	}
	return 0
}

// choose is the trials that the flags ask for.
func choose(o options) ([]trial, error) {
	if o.short && o.long {
		return nil, errors.New("--short and --long exclude each other")
	}
	all := trials()
	if o.only == "" {
		return slices.DeleteFunc(all, func(t trial) bool { return !o.long && !t.short }), nil
	}
	var out []trial
	for id := range strings.SplitSeq(o.only, ",") {
		i := slices.IndexFunc(all, func(t trial) bool { return strings.EqualFold(t.id, id) })
		if i < 0 {
			return nil, fmt.Errorf("no trial %q", id)
		}
		out = append(out, all[i])
	}
	return out, nil
}
