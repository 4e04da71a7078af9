package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes. Scripts rely on them.
const (
	exitOK     = 0
	exitFailed = 1 // we could not do it
	exitUsage  = 2 // we were asked wrongly
	exitFaults = 3 // done, and some returns are refused or files unreadable
)

// errFaults ends a command that did its work and found faults in the data.
var errFaults = errors.New("faults found")

// A usageError ends a command that was asked wrongly.
type usageError struct{ error }

// stdio is what a command talks to; tests pass their own.
type stdio struct {
	out, err io.Writer
}

// commands is the table of commands; kong reads flags and help from it.
type commands struct {
	Check         checkCommand         `cmd:"" help:"读取并检查报送的工作簿，逐个文件列出问题 (read and check workbooks)"`
	Brief         briefCommand         `cmd:"" help:"检查、汇总，生成简报 briefing.xlsx 和 briefing.pdf (merge and make the briefing)"`
	Template      templateCommand      `cmd:"" help:"空白模板 (blank templates)"`
	Forms         formsCommand         `cmd:"" help:"列出表式；带表式名则列出其字段、表头、规则和指标 (list forms)"`
	Codes         codesCommand         `cmd:"" help:"列出全部问题代码：程度、问题、怎么办 (the catalogue of findings, as Markdown)"`
	Demo          demoCommand          `cmd:"" help:"把样例装进临时目录，演示整个服务 (load the samples into a service and show it)"`
	Serve         serveCommand         `cmd:"" help:"提供服务：网页和接口 (serve pages and API)"`
	User          userCommand          `cmd:"" help:"账号 (accounts)"`
	Unit          unitCommand          `cmd:"" help:"单位和企业 (units and firms)"`
	Campaign      campaignCommand      `cmd:"" help:"专项行动 (campaigns)"`
	Backup        backupCommand        `cmd:"" help:"加密备份，服务运行时也可以 (sealed backup, also while the service runs)"`
	Restore       restoreCommand       `cmd:"" help:"从备份恢复到空的服务 (restore into an empty service)"`
	Audit         auditCommand         `cmd:"" help:"审计日志 (audit log)"`
	Doctor        doctorCommand        `cmd:"" help:"检查数据目录、密钥、字体、时钟、数据库 (check what the service stands on)"`
	Migrate       migrateCommand       `cmd:"" help:"把数据库升级到本程序的版本 (bring the tables up to date)"`
	Rotate        rotateCommand        `cmd:"" help:"更换密钥 (rotate keys)"`
	Purge         purgeCommand         `cmd:"" help:"清除保存期已过的原件和记录 (forget what is past its retention)"`
	UnitFile      unitFileCommand      `cmd:"" help:"打印 systemd 单元文件 (print a hardened unit of systemd)"`
	ContainerFile containerFileCommand `cmd:"" help:"打印容器文件 (print a file to build a container from)"`
	Version       versionCommand       `cmd:"" help:"版本 (print the version)"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, stdio{out: os.Stdout, err: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// exited carries kong's wish to exit (after --help) out of its parser.
type exited int

// run is main without the process.
func run(ctx context.Context, io stdio, args []string) (code int) {
	defer func() {
		if e, ok := recover().(exited); ok {
			code = int(e)
		}
	}()
	var c commands
	parser, err := kong.New(&c,
		kong.Name("chunfeng"),
		kong.Description("春风：读取各县和企业已经在填的 Excel 报表，检查、汇总，生成简报。\n\nExit codes: 0 done · 1 could not · 2 wrong usage · 3 done, some returns are refused or files unreadable."),
		kong.Writers(io.out, io.err),
		kong.Exit(func(n int) { panic(exited(n)) }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(io),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(io.err, "chunfeng:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(io.err, "chunfeng:", err)
		return exitUsage
	}
	var usage usageError
	switch err := parsed.Run(); {
	case err == nil:
		return exitOK
	case errors.Is(err, errFaults):
		return exitFaults
	case errors.As(err, &usage):
		fmt.Fprintln(io.err, "chunfeng:", err)
		return exitUsage
	default:
		fmt.Fprintln(io.err, "chunfeng:", err)
		return exitFailed
	}
}
