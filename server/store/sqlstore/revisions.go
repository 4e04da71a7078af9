package sqlstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// Revision is the marks of a campaign.
func (r reader) Revision(ctx context.Context, campaign string) (v store.Revision, err error) {
	err = r.one(ctx, "read revision of "+campaign, scanInto(&v.Setup, &v.Filed), `SELECT COALESCE(v.setup, ''), COALESCE(v.filed, '')
		FROM campaigns c LEFT JOIN revisions v ON v.campaign = c.id WHERE c.id = $1`, clean(campaign))
	return v, err
}

// setupChanged and filedChanged mark a change. Marks are random, so that one of
// a transaction that was undone never comes back.
func (t tx) setupChanged(ctx context.Context, campaign string) error {
	_, err := t.exec(ctx, "mark change of setup", `INSERT INTO revisions (campaign, setup, filed) VALUES ($1, $2, '')
		ON CONFLICT (campaign) DO UPDATE SET setup = excluded.setup`, clean(campaign), rand.Text())
	return err
}

func (t tx) filedChanged(ctx context.Context, campaign string) error {
	_, err := t.exec(ctx, "mark change of what was filed", `INSERT INTO revisions (campaign, setup, filed) VALUES ($1, '', $2)
		ON CONFLICT (campaign) DO UPDATE SET filed = excluded.filed`, clean(campaign), rand.Text())
	return err
}

// nextMove is the number of a change of a return. Transactions take turns, so
// that numbers become visible in their order.
const nextMove = `(SELECT MAX(m.moved) + 1 FROM returns m WHERE m.campaign = returns.campaign)`

// moved marks a change of a return.
func (t tx) moved(ctx context.Context, id, campaign string) error {
	_, err := t.exec(ctx, "mark change of return "+id, `UPDATE returns SET moved = `+nextMove+` WHERE id = $1`, id)
	if err != nil {
		return err
	}
	return t.filedChanged(ctx, campaign)
}

// allChanged marks a change of what was filed in whatever campaign.
func (t tx) allChanged(ctx context.Context) error {
	_, err := t.exec(ctx, "mark change of what was filed", `INSERT INTO revisions (campaign, setup, filed) SELECT id, '', $1 FROM campaigns WHERE true
		ON CONFLICT (campaign) DO UPDATE SET filed = excluded.filed`, rand.Text())
	return err
}

// A parsed is a campaign file as it was read.
type parsed struct {
	yaml    string
	file    register.File
	periods map[string]period.Period // by name
}

// unitsAt is the units of a campaign as of a revision of its setup.
type unitsAt struct {
	revision string
	units    []returns.Unit
}

// parse reads a campaign file, unless it is the one read last.
func (k *kept) parse(campaign, yaml string) (*parsed, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.files[campaign]; p != nil && p.yaml == yaml {
		return p, nil
	}
	f, err := register.Parse(campaign, []byte(yaml))
	if err != nil {
		return nil, fmt.Errorf("read campaign: %w", err)
	}
	p := &parsed{yaml: yaml, file: f, periods: map[string]period.Period{}}
	for _, x := range f.Campaign.Periods {
		p.periods[x.Name()] = x
	}
	k.files[campaign] = p
	return p, nil
}

// unitsOf is the units of a campaign, read again when its setup has changed.
// The revision is asked first: a change in between makes the next call read.
func (r reader) unitsOf(ctx context.Context, campaign string, read func() ([]returns.Unit, error)) ([]returns.Unit, error) {
	v, err := r.Revision(ctx, campaign)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	known, ok := r.units[campaign]
	r.mu.Unlock()
	if ok && known.revision == v.Setup {
		return slices.Clone(known.units), nil
	}
	all, err := read()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.units[campaign] = unitsAt{v.Setup, all}
	return slices.Clone(all), nil
}
