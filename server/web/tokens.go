package web

import (
	"cmp"
	"strings"
	"time"

	"chunfeng/server/problem"
	"chunfeng/server/store"
)

// A tokensPage is what opens the API to programs.
type tokensPage struct {
	Tokens []tokenShown
	Secret string // of one just made: shown once
	Name   string
	City   bool
}

type tokenShown struct {
	store.Token
	Owner string
	Over  bool // revoked or expired
}

// tokenLives are how long a token may live, in days.
var tokenLives = [...]int{30, 90, 365}

func (p *Pages) tokens(v *visit) error { return p.showTokens(v, tokensPage{}) }

func (p *Pages) showTokens(v *visit, page tokensPage) error {
	all, err := p.o.Auth.Tokens(v.ctx, v.who)
	if err != nil {
		return err
	}
	page.City = v.actor.Role == store.City
	owners := map[string]string{v.who.User.ID: v.who.User.Login}
	for _, t := range all {
		if _, known := owners[t.User]; !known {
			u, err := p.o.Store.User(v.ctx, t.User)
			if owners[t.User] = u.Login; err != nil {
				return err
			}
		}
		over := !t.Revoked.IsZero() || !t.Expires.IsZero() && !v.began.Before(t.Expires)
		page.Tokens = append(page.Tokens, tokenShown{t, owners[t.User], over})
	}
	return v.show("tokens", "接口令牌", page)
}

func (p *Pages) makeToken(v *visit) error {
	name := strings.TrimSpace(v.FormValue("name"))
	if name == "" || len([]rune(name)) > 60 {
		return problem.New("invalid", "请写明令牌的用途，不超过 60 个字")
	}
	var expires time.Time
	for _, days := range tokenLives {
		if v.FormValue("days") == itoa(days) {
			expires = v.began.AddDate(0, 0, days)
		}
	}
	if expires.IsZero() {
		return problem.New("invalid", "请选择令牌的有效期")
	}
	secret, t, err := p.o.Auth.NewToken(v.ctx, v.who, name, expires)
	if err != nil {
		return err
	}
	return p.showTokens(v, tokensPage{Secret: secret, Name: cmp.Or(t.Name, name)})
}

func (p *Pages) revokeToken(v *visit) error {
	if err := p.o.Auth.RevokeToken(v.ctx, v.who, v.FormValue("id")); err != nil {
		return err
	}
	return v.back("/tokens", "unissued")
}
