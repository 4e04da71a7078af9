package house

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A Use is what a process uses.
type Use struct {
	Memory      int64 // bytes, now
	Peak        int64 // bytes, since ForgetPeak
	Heap        int64 // bytes in use
	Descriptors int
	Goroutines  int
	CPU         time.Duration
}

// Use looks at the process and asks it for its metrics.
func (h *House) Use(ctx context.Context) (Use, error) {
	var u Use
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.PID()))
	if err != nil {
		return u, fmt.Errorf("look at house: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
		switch {
		case err != nil:
		case name == "VmRSS":
			u.Memory = kib << 10
		case name == "VmHWM":
			u.Peak = kib << 10
		}
	}
	m, err := h.Metrics(ctx)
	if err != nil {
		return u, err
	}
	u.Heap = int64(m["go_memstats_heap_inuse_bytes"])
	u.Descriptors = int(m["process_open_fds"])
	u.Goroutines = int(m["go_goroutines"])
	u.CPU = time.Duration(m["process_cpu_seconds_total"] * float64(time.Second))
	return u, nil
}

// ForgetPeak begins the peak of memory anew.
func (h *House) ForgetPeak() error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", h.PID()), []byte("5"), 0)
}

// Metrics is every series of /metrics without labels.
func (h *House) Metrics(ctx context.Context) (map[string]float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+h.metrics+"/metrics", nil)
	if err != nil {
		return nil, fmt.Errorf("ask for metrics: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask for metrics: %w", err)
	}
	defer resp.Body.Close()
	out := map[string]float64{}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(value, 64); err == nil && !strings.HasPrefix(name, "#") {
			out[name] = v
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	return out, nil
}

// TempFiles is how many files of the process's user lie in a folder for
// temporary files that the house was given.
func TempFiles(dir string) (int, error) {
	n := 0
	err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	return n, err
}
