package main

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"

	"chunfeng/importer/forms"
)

// storeFlags say where a service keeps what it must remember. All commands of
// the service have them.
type storeFlags struct {
	Data     string `default:"data" env:"CHUNFENG_DATA" placeholder:"DIR" help:"数据目录 (data folder)"`
	Database string `env:"CHUNFENG_DATABASE" placeholder:"URL" help:"PostgreSQL 连接串 postgres://…；缺省为数据目录中的 SQLite"`
	KeyFile  string `env:"CHUNFENG_KEY_FILE" placeholder:"FILE" help:"密钥文件，缺省为数据目录中的 chunfeng.key；密钥也可放在环境变量 CHUNFENG_KEY (key file; the key itself may be in CHUNFENG_KEY)"`
	FormsDir string `name:"forms" env:"CHUNFENG_FORMS" placeholder:"DIR" help:"另加的表式定义目录 (definitions layered over the built-in ones)"`
}

func (f storeFlags) keyFile() string {
	if f.KeyFile != "" {
		return f.KeyFile
	}
	return filepath.Join(f.Data, "chunfeng.key")
}

func (f storeFlags) sqliteFile() string { return filepath.Join(f.Data, "chunfeng.db") }

func (f storeFlags) catalogue() (*forms.Catalogue, error) { return forms.Load(f.FormsDir) }

// listenFlags say where and how a service is reached.
type listenFlags struct {
	Listen       string   `default:"127.0.0.1:8080" env:"CHUNFENG_LISTEN" placeholder:"ADDR" help:"监听地址 (address to listen on)"`
	TLSCert      string   `name:"tls-cert" env:"CHUNFENG_TLS_CERT" placeholder:"FILE" help:"TLS 证书 (PEM)"`
	TLSKey       string   `name:"tls-key" env:"CHUNFENG_TLS_KEY" placeholder:"FILE" help:"TLS 私钥 (PEM)"`
	InsecureHTTP bool     `name:"insecure-http" env:"CHUNFENG_INSECURE_HTTP" help:"在网络上用不加密的 HTTP；每个页面都会写明 (plain HTTP beyond this machine)"`
	BehindProxy  []string `name:"behind-proxy" env:"CHUNFENG_BEHIND_PROXY" placeholder:"CIDR" help:"反向代理的地址段；只信任由此转来的来源地址 (whose X-Forwarded-For to believe)"`
	Memory       int      `default:"400" env:"CHUNFENG_MEMORY" placeholder:"MIB" help:"内存软上限 MiB；设了 GOMEMLIMIT 的以其为准"`
	Metrics      string   `name:"metrics-listen" env:"CHUNFENG_METRICS_LISTEN" placeholder:"ADDR" help:"另开监听地址，只答 /metrics"`
	MetricsToken string   `name:"metrics-token" env:"CHUNFENG_METRICS_TOKEN" placeholder:"TOKEN" help:"在主监听地址上看 /metrics 须出示的令牌"`
	Readers      int      `env:"CHUNFENG_READERS" placeholder:"N" help:"同时读取几个工作簿，缺省为处理器数"`
	Webhook      string   `env:"CHUNFENG_WEBHOOK" placeholder:"URL" help:"催报发往的地址，如企业微信、钉钉群机器人 (where reminders are sent)"`
	WebhookKey   string   `name:"webhook-secret" env:"CHUNFENG_WEBHOOK_SECRET" placeholder:"SECRET" help:"催报签名的密钥：X-Chunfeng-Signature: t=秒,v1=HMAC-SHA256(秒.正文)"`
	Fonts        string   `env:"CHUNFENG_FONTS" placeholder:"DIR" type:"existingdir" help:"自备字体目录 (the bureau's own fonts)"`
}

// proxies is the networks of --behind-proxy.
func (f listenFlags) proxies() ([]*net.IPNet, error) {
	var out []*net.IPNet
	for _, s := range f.BehindProxy {
		if !strings.Contains(s, "/") {
			return nil, usageError{fmt.Errorf("--behind-proxy %s: want a network such as 10.0.0.5/32", s)}
		}
		_, n, err := net.ParseCIDR(s)
		if err != nil {
			return nil, usageError{fmt.Errorf("--behind-proxy %s: %w", s, err)}
		}
		out = append(out, n)
	}
	return out, nil
}

// loopback reports whether an address reaches no further than this machine.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// encrypted says whether the service speaks TLS: always but on this machine
// alone, or where plain HTTP is asked for.
func (f listenFlags) encrypted() (bool, error) {
	switch {
	case (f.TLSCert == "") != (f.TLSKey == ""):
		return false, usageError{errors.New("--tls-cert and --tls-key go together")}
	case f.TLSCert != "":
		return true, nil
	}
	return !f.InsecureHTTP && !loopback(f.Listen), nil
}
