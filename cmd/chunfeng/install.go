package main

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strconv"
	"strings"
	"text/template"
)

// installFlags are what the files that install the service are about.
type installFlags struct {
	Listen   string `default:"0.0.0.0:8443" placeholder:"ADDR" help:"监听地址 (address to listen on)"`
	Postgres bool   `name:"postgresql" help:"数据库是 PostgreSQL，连接串写在变量 CHUNFENG_DATABASE 中 (the database is PostgreSQL)"`
	MemoryMB int    `name:"memory" default:"1024" placeholder:"MIB" help:"整个进程的内存上限 MiB (what the process may take)"`
}

// soft is the limit at which the program itself becomes thrifty.
func (f installFlags) soft() int { return f.MemoryMB * 2 / 5 }

func (f installFlags) port() (int, error) {
	_, port, err := net.SplitHostPort(f.Listen)
	if err == nil {
		var n int
		if n, err = strconv.Atoi(port); err == nil && n > 0 && n < 1<<16 {
			return n, nil
		}
	}
	return 0, usageError{fmt.Errorf("--listen %s: want an address with a port, such as 0.0.0.0:8443", f.Listen)}
}

// plainWord refuses what would be more than one word of a unit file.
func plainWord(flag, s string) error {
	if strings.ContainsAny(s, " \t\r\n\"'\\%$;") {
		return usageError{fmt.Errorf("--%s %q: want no spaces, quotes or %%$; in it", flag, s)}
	}
	return nil
}

type unitFileCommand struct {
	installFlags
	Exec string `default:"/usr/local/bin/chunfeng" placeholder:"FILE" help:"程序所在 (where the program lies)"`
	User string `default:"chunfeng" placeholder:"NAME" help:"以哪个系统用户运行 (system user to run as)"`
}

// unitFile is a unit of systemd that lets the service do what it does and
// nothing else. The database's address, which may hold a password, stands in
// the file of variables: everybody can read the unit.
const unitFile = `# /etc/systemd/system/chunfeng.service, made by: chunfeng unit-file
#   useradd --system --home-dir /var/lib/chunfeng --shell /usr/sbin/nologin {{.User}}
#   systemctl daemon-reload && systemctl enable --now chunfeng
#   journalctl -u chunfeng    shows where the key is and the one-time code of the first account
# Variables that nobody else may read (CHUNFENG_DATABASE, CHUNFENG_KEY, CHUNFENG_METRICS_TOKEN …)
# go into /etc/chunfeng/chunfeng.env, mode 0600.
[Unit]
Description=chunfeng 春风报送汇总服务
Wants=network-online.target
After=network-online.target{{if .Postgres}} postgresql.service{{end}}

[Service]
Type=exec
ExecStart={{.Exec}} serve --data /var/lib/chunfeng --listen {{.Listen}} --memory {{.Soft}}
EnvironmentFile=-/etc/chunfeng/chunfeng.env
User={{.User}}
Group={{.User}}
StateDirectory=chunfeng
StateDirectoryMode=0700
UMask=0077
Restart=on-failure
RestartSec=2
TimeoutStopSec=45
MemoryMax={{.MemoryMB}}M
TasksMax=512
LimitNOFILE=16384
{{if lt .Port 1024}}AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
{{else}}AmbientCapabilities=
CapabilityBoundingSet=
{{end}}LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources

[Install]
WantedBy=multi-user.target
`

// Run prints a unit of systemd.
func (c unitFileCommand) Run(io stdio) error {
	for flag, s := range map[string]string{"listen": c.Listen, "exec": c.Exec, "user": c.User} {
		if err := plainWord(flag, s); err != nil {
			return err
		}
	}
	port, err := c.port()
	if err != nil {
		return err
	}
	return fill(io.out, unitFile, struct {
		unitFileCommand
		Port, Soft int
	}{c, port, c.soft()})
}

type containerFileCommand struct {
	installFlags
}

// containerFile builds the program where it lies and puts it alone, with the
// certificates of this world's authorities, into an empty image.
const containerFile = `# Made by: chunfeng container-file > Containerfile
#   podman build -t chunfeng .      (or docker build -f Containerfile -t chunfeng .)
#   podman run -d --name chunfeng --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     --memory {{.MemoryMB}}m -v chunfeng:/data -p {{.Port}}:{{.Port}} chunfeng
#   podman logs chunfeng            shows where the key is and the one-time code of the first account
# Whoever watches over the container asks GET /readyz.{{if .Postgres}} The database's address goes into the
# variable CHUNFENG_DATABASE (podman run --env-file).{{end}}
FROM golang:{{.Go}} AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /out/chunfeng ./cmd/chunfeng && mkdir -m 0700 /out/data && mkdir -m 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/chunfeng /chunfeng
COPY --from=build --chown=10001:10001 /out/data /data
COPY --from=build --chown=10001:10001 /out/tmp /tmp
USER 10001:10001
VOLUME /data
EXPOSE {{.Port}}
STOPSIGNAL SIGTERM
ENTRYPOINT ["/chunfeng"]
CMD ["serve", "--data", "/data", "--listen", "{{.Listen}}", "--memory", "{{.Soft}}"]
`

// Run prints a file to build a container from.
func (c containerFileCommand) Run(io stdio) error {
	if err := plainWord("listen", c.Listen); err != nil {
		return err
	}
	port, err := c.port()
	if err != nil {
		return err
	}
	return fill(io.out, containerFile, struct {
		containerFileCommand
		Port, Soft int
		Go         string
	}{c, port, c.soft(), goVersion()})
}

// goVersion is the major and minor version that this program was built with.
func goVersion() string {
	parts := strings.SplitN(strings.TrimPrefix(runtime.Version(), "go"), ".", 3)
	if len(parts) < 2 {
		return "latest"
	}
	return parts[0] + "." + strings.TrimRight(parts[1], "abcdefghijklmnopqrstuvwxyz- ")
}

func fill(w io.Writer, text string, values any) error {
	t, err := template.New("file").Parse(text)
	if err != nil {
		return fmt.Errorf("parse template: %w", err)
	}
	if err := t.Execute(w, values); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}
