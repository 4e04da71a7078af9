package storetest

import (
	"context"
	"database/sql/driver"
	"errors"
	"slices"
	"sync"
)

// ErrInjected is what a call fails with that a Fault lets fail.
var ErrInjected = errors.New("injected failure")

// A Fault stands between a pool and its driver, counts what is asked of the
// driver, and lets one such call fail without it being made.
type Fault struct {
	mu    sync.Mutex
	calls int
	at    int // the call that fails, 0 none
	conns []*faultConn
}

// Arm lets the n-th call from now fail, and counts from 0.
func (f *Fault) Arm(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls, f.at = 0, n
}

// Calls is how many calls there were since Arm.
func (f *Fault) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// Each runs a statement on every connection that is open. None must be in use.
func (f *Fault) Each(ctx context.Context, statement string) error {
	f.mu.Lock()
	conns := slices.Clone(f.conns)
	f.mu.Unlock()
	for _, c := range conns {
		if _, err := c.Conn.(driver.ExecerContext).ExecContext(ctx, statement, nil); err != nil {
			return err
		}
	}
	return nil
}

func (f *Fault) call() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.calls == f.at {
		return ErrInjected
	}
	return nil
}

// Wrap stands in front of a connector.
func (f *Fault) Wrap(c driver.Connector) driver.Connector { return faultConnector{c, f} }

type faultConnector struct {
	driver.Connector
	fault *Fault
}

func (c faultConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	wrapped := &faultConn{conn, c.fault}
	c.fault.mu.Lock()
	c.fault.conns = append(c.fault.conns, wrapped)
	c.fault.mu.Unlock()
	return wrapped, nil
}

// A faultConn hands on what both our drivers' connections can do.
type faultConn struct {
	driver.Conn
	fault *Fault
}

func (c *faultConn) Close() error {
	c.fault.mu.Lock()
	c.fault.conns = slices.DeleteFunc(c.fault.conns, func(o *faultConn) bool { return o == c })
	c.fault.mu.Unlock()
	return c.Conn.Close()
}

func (c *faultConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if err := c.fault.call(); err != nil {
		return nil, err
	}
	t, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	return faultTx{t, c.fault}, nil
}

func (c *faultConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.fault.call(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *faultConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.fault.call(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *faultConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.Conn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *faultConn) ResetSession(ctx context.Context) error {
	if r, ok := c.Conn.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

func (c *faultConn) IsValid() bool {
	v, ok := c.Conn.(driver.Validator)
	return !ok || v.IsValid()
}

// A faultTx that fails to commit is rolled back, as by a database that could
// not.
type faultTx struct {
	driver.Tx
	fault *Fault
}

func (t faultTx) Commit() error {
	if err := t.fault.call(); err != nil {
		return errors.Join(err, t.Rollback())
	}
	return t.Tx.Commit()
}
