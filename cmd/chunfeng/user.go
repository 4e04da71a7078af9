package main

import (
	"context"
	"errors"
	"fmt"

	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/auth"
	"chunfeng/server/store"
)

type userCommand struct {
	List    userList    `cmd:"" help:"列出账号 (list accounts)"`
	Invite  userInvite  `cmd:"" help:"生成一次性邀请码，用来开通账号 (make a one-time code for a new account)"`
	Reset   userReset   `cmd:"" help:"收回密码，生成一次性重设码 (take the password away, make a code to set a new one)"`
	Disable userDisable `cmd:"" help:"停用账号 (disable an account)"`
	Enable  userEnable  `cmd:"" help:"启用账号 (enable an account)"`
}

type userList struct{ storeFlags }

// Run lists all accounts.
func (c userList) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		all, err := s.auth.Users(ctx, auth.Service(), store.UserFilter{})
		if err != nil {
			return err
		}
		for _, u := range all {
			state := ""
			switch {
			case u.Disabled:
				state = "  停用"
			case u.Change:
				state = "  须改密码"
			}
			fmt.Fprintf(io.out, "%s  %s  %s  %s%s\n", u.Login, roleWords[u.Role], u.Unit, u.Name, state)
		}
		return nil
	})
}

type userInvite struct {
	storeFlags
	Role string `required:"" enum:"city,viewer,county,firm" help:"角色：city 市级、viewer 市级只读、county 县级、firm 企业"`
	Unit string `placeholder:"CODE" help:"县级单位代码，或企业的统一社会信用代码"`
}

// Run prints a one-time code.
func (c userInvite) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		unit, role := returns.UnitCode(c.Unit), store.Role(c.Role)
		county, err := s.countyOf(ctx, role, unit)
		if err != nil {
			return err
		}
		code, i, err := s.auth.Invite(ctx, auth.Service(), role, unit, county)
		if errors.Is(err, auth.ErrForbidden) {
			return usageError{fmt.Errorf("role %s and unit %q do not go together", c.Role, c.Unit)}
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(io.out, "%s\n", code)
		fmt.Fprintf(io.err, "有效期至 %s；在登录页的“首次登录”处使用，或打开 /join?code=%s\n", clockTime(i.Expires), code)
		return nil
	})
}

// countyOf is the county that accounts of a unit belong to.
func (s *service) countyOf(ctx context.Context, role store.Role, code returns.UnitCode) (returns.UnitCode, error) {
	if code == "" {
		return "", nil
	}
	reg, err := s.newest(ctx)
	if err != nil {
		return "", err
	}
	u, known := reg.Unit(code)
	switch {
	case !known:
		return "", usageError{fmt.Errorf("no unit or firm %s in the campaign", code)}
	case role == store.Firm:
		return reg.County(u), nil
	}
	return code, nil
}

// newest is the register of the campaign kept last.
func (s *service) newest(ctx context.Context) (*register.Register, error) {
	id, err := s.newestCampaign(ctx)
	if err != nil {
		return nil, err
	}
	return s.desk.Register(ctx, id)
}

func (s *service) newestCampaign(ctx context.Context) (string, error) {
	all, err := s.desk.Campaigns(ctx, operator())
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return "", errors.New("there is no campaign yet: chunfeng campaign put FILE")
	}
	last := all[0]
	for _, x := range all[1:] {
		if x.Saved.After(last.Saved) {
			last = x
		}
	}
	return last.ID, nil
}

// named is the account of a log-in name.
func (s *service) named(ctx context.Context, login string) (store.User, error) {
	u, err := s.store.UserByLogin(ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		return u, usageError{fmt.Errorf("no account %q", login)}
	}
	return u, err
}

type userReset struct {
	storeFlags
	Login string `arg:"" help:"登录名"`
}

// Run prints a code with which the password is set anew.
func (c userReset) Run(ctx context.Context, io stdio) error {
	return c.with(ctx, func(s *service) error {
		u, err := s.named(ctx, c.Login)
		if err != nil {
			return err
		}
		code, i, err := s.auth.Reset(ctx, auth.Service(), u.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(io.out, "%s\n", code)
		fmt.Fprintf(io.err, "有效期至 %s；原密码和会话已失效\n", clockTime(i.Expires))
		return nil
	})
}

type userDisable struct {
	storeFlags
	Login string `arg:"" help:"登录名"`
}

// Run disables an account and ends its sessions.
func (c userDisable) Run(ctx context.Context) error {
	return setDisabled(ctx, c.storeFlags, c.Login, true)
}

type userEnable struct {
	storeFlags
	Login string `arg:"" help:"登录名"`
}

// Run enables an account again.
func (c userEnable) Run(ctx context.Context) error {
	return setDisabled(ctx, c.storeFlags, c.Login, false)
}

func setDisabled(ctx context.Context, f storeFlags, login string, disabled bool) error {
	return f.with(ctx, func(s *service) error {
		u, err := s.named(ctx, login)
		if err != nil {
			return err
		}
		_, err = s.auth.Alter(ctx, auth.Service(), u.ID, func(u *store.User) { u.Disabled = disabled })
		return err
	})
}
