package house

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Options say how a house is made. Binary and Dir are needed.
type Options struct {
	Binary   Binary
	Dir      string   // its data, made where there is none
	Campaign string   // file to begin with
	Database string   // of PostgreSQL, "" for SQLite
	KeyFile  string   // "" for the one in Dir
	Args     []string // more of serve's
	Env      []string
}

// A House is one replica of the service. Launch, Start, Kill and Stop must not
// overlap.
type House struct {
	Options
	URL string // once it runs; the same after every Start

	address string
	metrics string
	run     *exec.Cmd
	ended   chan struct{}
	codes   chan string // the one-time code, once it was printed
	mu      sync.Mutex
	said    []string // the last lines it said
}

// Open makes a house and starts it.
func Open(ctx context.Context, o Options) (*House, error) {
	h, err := New(o)
	if err != nil {
		return nil, err
	}
	return h, h.Start(ctx)
}

// New makes a house that does not run yet.
func New(o Options) (*House, error) {
	h := &House{Options: o, codes: make(chan string, 1)}
	for _, a := range []*string{&h.address, &h.metrics} {
		free, err := freeAddress()
		if err != nil {
			return nil, err
		}
		*a = free
	}
	h.URL = "http://" + h.address
	return h, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find free port: %w", err)
	}
	address := l.Addr().String()
	return address, l.Close()
}

// Flags are those that name what the house keeps, for other commands.
func (h *House) Flags() []string {
	out := []string{"--data", h.Dir}
	if h.Database != "" {
		out = append(out, "--database", h.Database)
	}
	if h.KeyFile != "" {
		out = append(out, "--key-file", h.KeyFile)
	}
	return out
}

// Log is the file that holds all that the house said.
func (h *House) Log() string { return filepath.Join(filepath.Dir(h.Dir), filepath.Base(h.Dir)+".log") }

// Launch starts the process without waiting for it to answer.
func (h *House) Launch() error {
	args := append([]string{"serve", "--listen", h.address, "--metrics-listen", h.metrics}, h.Flags()...)
	if h.Campaign != "" {
		args = append(args, "--campaign", h.Campaign)
	}
	h.run = exec.Command(string(h.Binary), append(args, h.Args...)...)
	h.run.Env = environment(h.Env)
	// The child dies with us, whatever happens to us.
	h.run.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	pipe, err := h.run.StderrPipe()
	if err != nil {
		return fmt.Errorf("start house: %w", err)
	}
	log, err := os.OpenFile(h.Log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("start house: %w", err)
	}
	if err := h.run.Start(); err != nil {
		return errors.Join(fmt.Errorf("start house: %w", err), log.Close())
	}
	h.ended = make(chan struct{})
	go h.listen(h.run, pipe, log, h.ended)
	return nil
}

var firstCode = regexp.MustCompile(`/join\?code=(\S+)`)

// remembered is how many lines a house remembers of what it said.
const remembered = 5

// listen keeps what a process says until it ends.
func (h *House) listen(run *exec.Cmd, pipe io.Reader, log *os.File, ended chan struct{}) {
	defer close(ended)
	defer log.Close()
	lines := bufio.NewReader(pipe)
	for {
		line, err := lines.ReadString('\n')
		_, _ = log.WriteString(line)
		if m := firstCode.FindStringSubmatch(line); m != nil {
			select {
			case h.codes <- m[1]:
			default: // printed again after a start
			}
		}
		h.mu.Lock()
		if line != "" {
			h.said = append(h.said, line)
			h.said = h.said[max(0, len(h.said)-remembered):]
		}
		h.mu.Unlock()
		if err != nil {
			break
		}
	}
	_ = run.Wait()
}

// Said is the last lines that the house said.
func (h *House) Said() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.said, "")
}

// startTime is how long a house may take to get ready before we give up.
const startTime = time.Minute

// Start starts the process and waits until it is ready.
func (h *House) Start(ctx context.Context) error {
	if err := h.Launch(); err != nil {
		return err
	}
	if _, err := h.Ready(ctx, startTime); err != nil {
		return errors.Join(err, h.Kill())
	}
	return nil
}

// Ready waits until the house can answer, and says how long that took.
func (h *House) Ready(ctx context.Context, patience time.Duration) (time.Duration, error) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if h.answers(ctx) {
			return time.Since(began), nil
		}
		select {
		case <-h.ended:
			return 0, fmt.Errorf("house ended: %s", h.Said())
		case <-ctx.Done():
			return 0, fmt.Errorf("house is not ready: %s: %w", h.Said(), ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (h *House) answers(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+"/readyz", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// Kill ends the process at once (SIGKILL).
func (h *House) Kill() error { return h.end(syscall.SIGKILL) }

// Stop ends the process in order.
func (h *House) Stop() error { return h.end(syscall.SIGTERM) }

func (h *House) end(s syscall.Signal) error {
	if h.run == nil {
		return nil
	}
	err := h.run.Process.Signal(s)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	select {
	case <-h.ended:
	case <-time.After(time.Minute):
		err = errors.Join(err, errors.New("house does not end"), h.run.Process.Kill())
		<-h.ended
	}
	h.run = nil
	http.DefaultClient.CloseIdleConnections()
	return err
}

// Alive reports whether the process that was started last still runs.
func (h *House) Alive() bool {
	select {
	case <-h.ended:
		return false
	default:
		return h.run != nil
	}
}

// PID is the process's.
func (h *House) PID() int { return h.run.Process.Pid }
