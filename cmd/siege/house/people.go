package house

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"time"
)

// Password is everybody's.
const Password = "Lange-Reise-88"

// Nobody is a client without an account.
func (h *House) Nobody() *Person { return &Person{house: h, client: newClient()} }

// codeTime is how long what a house printed may take to get here.
const codeTime = 10 * time.Second

// First opens the first city account with the code that the house printed.
func (h *House) First(ctx context.Context) (*Person, error) {
	select {
	case code := <-h.codes:
		return h.join(ctx, code, "city")
	case <-time.After(codeTime):
		return nil, fmt.Errorf("the house printed no code: %s", h.Said())
	}
}

// Invited makes an account by the command user invite.
func (h *House) Invited(ctx context.Context, role, unit, login string) (*Person, error) {
	args := append([]string{"user", "invite", "--role", role}, h.Flags()...)
	if unit != "" {
		args = append(args, "--unit", unit)
	}
	r, err := h.Binary.Must(ctx, args...)
	if err != nil {
		return nil, err
	}
	return h.join(ctx, strings.TrimSpace(r.Out), login)
}

// Invite makes an account by an invitation of somebody.
func (p *Person) Invite(ctx context.Context, role, unit, login string) (*Person, error) {
	made, err := Read[struct{ Code string }](p.Ask(ctx, http.MethodPost, "/invitations", map[string]string{"role": role, "unit": unit}))
	if err != nil {
		return nil, fmt.Errorf("invite %s: %w", login, err)
	}
	return p.house.join(ctx, made.Code, login)
}

// join opens an account with a code, logs in and takes a token.
func (h *House) join(ctx context.Context, code, login string) (*Person, error) {
	p := h.Nobody()
	var err error
	if p.client.Jar, err = cookiejar.New(nil); err != nil {
		return nil, fmt.Errorf("make account: %w", err)
	}
	type account struct{ Login, Role string }
	who, err := Read[account](p.Ask(ctx, http.MethodPost, "/invitations/accept", map[string]string{"code": code, "login": login, "name": login, "password": Password}))
	if err == nil {
		_, err = Read[account](p.Ask(ctx, http.MethodPost, "/login", map[string]string{"login": login, "password": Password}))
	}
	if err != nil {
		return nil, fmt.Errorf("make account %s: %w", login, err)
	}
	made, err := Read[struct{ Secret string }](p.Ask(ctx, http.MethodPost, "/tokens", map[string]string{"name": "siege"}))
	if err != nil {
		return nil, fmt.Errorf("make token of %s: %w", login, err)
	}
	p.client.Jar = nil
	p.Login, p.Role, p.Token = who.Login, who.Role, made.Secret
	return p, nil
}
