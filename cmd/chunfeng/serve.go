package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"chunfeng/importer"
	"chunfeng/importer/register"
	"chunfeng/samples"
	"chunfeng/server"
	"chunfeng/server/desk"
	"chunfeng/server/webhook"
)

type serveCommand struct {
	storeFlags
	listenFlags
	Campaign string `env:"CHUNFENG_CAMPAIGN" placeholder:"FILE" help:"首次启动时载入的专项行动文件，缺省为样例的 (campaign file to begin with)"`
	Log      string `default:"info" env:"CHUNFENG_LOG" placeholder:"LEVEL" help:"日志级别 debug info warn error"`
}

// Run serves until it is told to stop, and then waits for what is under way.
func (c serveCommand) Run(ctx context.Context, io stdio) (err error) {
	log, err := logger(io, c.Log)
	if err != nil {
		return err
	}
	f := front{log: log, metrics: c.MetricsToken}
	if f.proxies, err = c.proxies(); err != nil {
		return err
	}
	encrypted, err := c.encrypted()
	if err != nil {
		return err
	}
	f.plain = !encrypted && !loopback(c.Listen)
	limitMemory(c.Memory)
	send, stop, err := c.reminders(ctx, log)
	if err != nil {
		return err
	}
	defer stop()
	s, err := c.open(ctx, settings{fonts: c.Fonts, readers: c.Readers, send: send})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.store.Close()) }()
	s.tellKey(io, c.storeFlags)
	if err := c.begin(ctx, io, s); err != nil {
		return err
	}
	scheme := "http"
	if encrypted {
		scheme = "https"
		cert, own, err := c.certificate(c.Data, s.now())
		if err != nil {
			return err
		}
		if own {
			fmt.Fprintf(io.err, "自签名证书，SHA-256 指纹：%s\n", fingerprint(cert))
		}
		f.tls = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	srv, err := s.server(f)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	address := scheme + "://" + shown(l.Addr())
	if err := s.welcome(ctx, io, address); err != nil {
		return errors.Join(err, l.Close())
	}
	if c.Metrics == "" {
		return srv.Serve(ctx, l)
	}
	return serveBoth(ctx, srv, l, c.Metrics)
}

// reminders sends what is to be sent until stop, which waits for its end. Without
// an address nothing is sent.
func (f listenFlags) reminders(ctx context.Context, log *slog.Logger) (send func(desk.Notice) bool, stop func(), err error) {
	if f.Webhook == "" {
		return nil, func() {}, nil
	}
	hook, err := webhook.New(webhook.Options{URL: f.Webhook, Secret: f.WebhookKey, Log: log, Now: time.Now})
	if err != nil {
		return nil, nil, usageError{fmt.Errorf("--webhook: %w", err)}
	}
	sending, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		hook.Run(sending)
		close(ended)
	}()
	return hook.Send, func() { cancel(); <-ended }, nil
}

// shown is an address as others reach it: by this machine's name where the
// service listens everywhere.
func shown(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		if name, err := os.Hostname(); err == nil {
			return net.JoinHostPort(name, port)
		}
	}
	return a.String()
}

// tellKey says where a new key is.
func (s *service) tellKey(io stdio, f storeFlags) {
	if s.fresh {
		fmt.Fprintf(io.err, "密钥已生成：%s。请另存一份到安全的地方，与备份分开：没有它什么也读不出来\n", f.keyFile())
	}
}

// limitMemory makes the collector work harder near the limit, unless
// GOMEMLIMIT says otherwise.
func limitMemory(mib int) {
	if os.Getenv("GOMEMLIMIT") == "" && mib > 0 {
		debug.SetMemoryLimit(int64(mib) << 20)
	}
}

// begin loads the campaign into a store that has none.
func (c serveCommand) begin(ctx context.Context, io stdio, s *service) error {
	all, err := s.desk.Campaigns(ctx, operator())
	if err != nil || len(all) > 0 {
		return err
	}
	files, name := fs.FS(samples.Files), "campaign.yaml"
	if c.Campaign != "" {
		files, name = os.DirFS(filepath.Dir(c.Campaign)), filepath.Base(c.Campaign)
	}
	id, err := s.load(ctx, files, name)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.err, "已载入专项行动 %s\n", id)
	return nil
}

// load keeps a campaign file with the workbook of firms beside it.
func (s *service) load(ctx context.Context, files fs.FS, name string) (string, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return "", fmt.Errorf("read campaign: %w", err)
	}
	var reg *register.Register
	if reg, err = importer.LoadCampaign(files, name); err != nil {
		return "", err
	}
	return s.desk.PutCampaign(ctx, operator(), string(text), reg.Firms)
}

// welcome says where the service is, and at the first start how to get in.
func (s *service) welcome(ctx context.Context, io stdio, address string) error {
	fmt.Fprintf(io.err, "服务地址：%s\n", address)
	code, err := s.auth.FirstCode(ctx)
	if err != nil {
		return err
	}
	if code != "" {
		fmt.Fprintf(io.err, "还没有账号。请用一次性登录码开通市级账号：%s\n  %s/join?code=%s\n", code, address, code)
	}
	return nil
}

// serveBoth also answers /metrics on a listener of its own.
func serveBoth(ctx context.Context, srv *server.Server, l net.Listener, metrics string) error {
	m, err := net.Listen("tcp", metrics)
	if err != nil {
		return errors.Join(fmt.Errorf("listen for metrics: %w", err), l.Close())
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", srv.MetricsHandler())
	watcher := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- watcher.Serve(m) }()
	err = srv.Serve(ctx, l)
	err = errors.Join(err, watcher.Close())
	if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}
