package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"chunfeng/importer/forms"
	"chunfeng/server"
	"chunfeng/server/api"
	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/store"
	"chunfeng/server/store/postgres"
	"chunfeng/server/store/sqlite"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/vault"
	"chunfeng/server/web"
)

// A service is the parts below HTTP.
type service struct {
	store store.Keeper
	auth  *auth.Auth
	desk  *desk.Desk
	forms *forms.Catalogue
	now   func() time.Time
	ring  *vault.Ring
	fresh bool // its key was made just now
}

// settings are what differs between serving, the demonstration and tests.
type settings struct {
	now     func() time.Time
	cost    auth.Cost // of passwords' hashes, zero for the default
	fonts   string
	readers int
	send    func(desk.Notice) bool // reminders; nil where there is nowhere to send them
}

// open puts a service together from its flags. Without a key one is made, but
// only for a database that holds nothing yet.
func (f storeFlags) open(ctx context.Context, o settings) (*service, error) {
	s := &service{now: o.now}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.forms, err = f.catalogue(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(f.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	if s.ring, s.fresh, err = f.ring(); err != nil {
		return nil, err
	}
	v, err := vault.New(s.ring)
	if err != nil {
		return nil, fmt.Errorf("use key: %w", err)
	}
	if os.Getenv(keyVariable) == "" {
		v.Follow(func() (*vault.Ring, error) { return vault.ReadRing(f.keyFile()) })
	}
	kept := sqlstore.Options{Vault: v, Forms: s.forms}
	if f.Database != "" {
		s.store, err = postgres.Open(ctx, f.Database, kept)
	} else {
		s.store, err = sqlite.Open(ctx, f.sqliteFile(), kept)
	}
	if s.fresh && errors.Is(err, vault.ErrKeyGone) {
		return nil, fmt.Errorf("the database is in use, but its key is not there: no %s: %w", f.keyFile(), err)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := s.furnish(f, o); err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	return s, nil
}

// furnish keeps a new key, now that the database has taken it, and makes what
// stands on the store.
func (s *service) furnish(f storeFlags, o settings) (err error) {
	if s.fresh {
		if err := vault.CreateRing(f.keyFile(), s.ring); err != nil {
			return err
		}
	}
	if s.auth, err = auth.New(s.store, auth.Options{Now: s.now, Cost: o.cost}); err != nil {
		return err
	}
	s.desk, err = desk.New(desk.Options{
		// Waiting costs next to nothing: the bytes that wait are bounded by the API.
		Store: s.store, Forms: s.forms, Now: s.now, Random: rand.Reader, Fonts: o.fonts, Readers: o.readers, Queue: 1000,
		Send: o.send,
	})
	return err
}

// keyVariable holds the key ring where no file shall.
const keyVariable = "CHUNFENG_KEY"

// ring reads the key ring, or makes a new one.
func (f storeFlags) ring() (ring *vault.Ring, fresh bool, err error) {
	if text := os.Getenv(keyVariable); text != "" {
		ring, err = vault.ParseRing(text)
		return ring, false, err
	}
	ring, err = vault.ReadRing(f.keyFile())
	if !errors.Is(err, vault.ErrNoKey) {
		return ring, false, err
	}
	if _, err := os.Stat(f.keyFile()); err == nil {
		return nil, false, fmt.Errorf("key file %s is empty: %w", f.keyFile(), vault.ErrNoKey)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, false, fmt.Errorf("look for key file: %w", err)
	}
	return vault.NewRing(), true, nil
}

// A front is what a server needs beyond its service.
type front struct {
	log     *slog.Logger
	proxies []*net.IPNet
	plain   bool // plain HTTP in a network: every page says so
	metrics string
	tls     *tls.Config
}

// server puts the API and the pages on a service.
func (s *service) server(f front) (*server.Server, error) {
	g := gate.New(s.auth, server.Secure(f.proxies))
	a, err := api.New(api.Options{Desk: s.desk, Auth: s.auth, Gate: g, Forms: s.forms, Now: s.now, Version: programVersion()})
	if err != nil {
		return nil, err
	}
	pages, err := web.New(web.Options{
		Desk: s.desk, Auth: s.auth, Gate: g, Store: s.store, Forms: s.forms, Now: s.now, Plain: f.plain, Version: programVersion(), Log: f.log,
	})
	if err != nil {
		return nil, err
	}
	return server.New(server.Options{
		Store: s.store, Auth: s.auth, API: a, Gate: g, Pages: pages, Log: f.log, Random: rand.Reader, Proxies: f.proxies, Metrics: f.metrics, TLS: f.tls,
	})
}

// operator is who acts on the command line: the city, by nobody's account.
func operator() desk.Actor { return desk.Actor{Name: "命令行", Role: store.City} }

// logger writes JSON lines.
func logger(io stdio, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(strings.ToUpper(level))); err != nil {
		return nil, usageError{fmt.Errorf("--log %s: want debug, info, warn or error", level)}
	}
	return slog.New(slog.NewJSONHandler(io.err, &slog.HandlerOptions{Level: l})), nil
}
