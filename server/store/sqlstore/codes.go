package sqlstore

import (
	"context"
	"fmt"

	"chunfeng/server/store"
)

const tokenColumns = "id, hash, user_id, name, created, expires, used, revoked"

func (r reader) scanToken(s scan) (store.Token, error) {
	var x store.Token
	var created, expires, used, revoked int64
	err := s(&x.ID, &x.Hash, &x.User, &x.Name, &created, &expires, &used, &revoked)
	x.Created, x.Expires, x.Used, x.Revoked = r.moment(created), r.moment(expires), r.moment(used), r.moment(revoked)
	return x, err
}

// Token is one token by its hash.
func (r reader) Token(ctx context.Context, hash string) (x store.Token, err error) {
	err = r.one(ctx, "read token", func(s scan) error {
		x, err = r.scanToken(s)
		return err
	}, `SELECT `+tokenColumns+` FROM tokens WHERE hash = $1`, clean(hash))
	return x, err
}

// Tokens is a user's tokens, or everybody's.
func (r reader) Tokens(ctx context.Context, user string) ([]store.Token, error) {
	w := &where{}
	w.equal("user_id", user)
	return list(ctx, r, "list tokens", r.scanToken, `SELECT `+tokenColumns+` FROM tokens`+w.String()+` ORDER BY id DESC`, w.args...)
}

// AddToken keeps a token.
func (t tx) AddToken(ctx context.Context, x store.Token) error {
	return t.insert(ctx, "keep token "+x.ID, "tokens", tokenColumns,
		clean(x.ID), clean(x.Hash), clean(x.User), clean(x.Name), millis(x.Created), millis(x.Expires), millis(x.Used), millis(x.Revoked))
}

// PutToken replaces when a token was used and revoked.
func (t tx) PutToken(ctx context.Context, x store.Token) error {
	return t.must(ctx, "change token "+x.ID, store.ErrNotFound, `UPDATE tokens SET used = $1, revoked = $2 WHERE id = $3`,
		millis(x.Used), millis(x.Revoked), clean(x.ID))
}

const invitationColumns = "id, hash, role, unit, county, user_id, created, by_user, expires, used, used_by, revoked"

func (r reader) scanInvitation(s scan) (store.Invitation, error) {
	var x store.Invitation
	var created, expires, used, revoked int64
	err := s(&x.ID, &x.Hash, &x.Role, &x.Unit, &x.County, &x.User, &created, &x.By, &expires, &used, &x.UsedBy, &revoked)
	x.Created, x.Expires, x.Used, x.Revoked = r.moment(created), r.moment(expires), r.moment(used), r.moment(revoked)
	return x, err
}

// Invitation is one invitation by the hash of its code.
func (r reader) Invitation(ctx context.Context, hash string) (x store.Invitation, err error) {
	err = r.one(ctx, "read invitation", func(s scan) error {
		x, err = r.scanInvitation(s)
		return err
	}, `SELECT `+invitationColumns+` FROM invitations WHERE hash = $1`, clean(hash))
	return x, err
}

// Invitations is a page of invitations.
func (r reader) Invitations(ctx context.Context, f store.UserFilter) ([]store.Invitation, error) {
	w := people(f)
	return list(ctx, r, "list invitations", r.scanInvitation, `SELECT `+invitationColumns+` FROM invitations`+w.page(f.Page), w.args...)
}

// AddInvitation keeps an invitation.
func (t tx) AddInvitation(ctx context.Context, x store.Invitation) error {
	return t.insert(ctx, "keep invitation "+x.ID, "invitations", invitationColumns,
		clean(x.ID), clean(x.Hash), clean(string(x.Role)), clean(string(x.Unit)), clean(string(x.County)), clean(x.User),
		millis(x.Created), clean(x.By), millis(x.Expires), millis(x.Used), clean(x.UsedBy), millis(x.Revoked))
}

// PutInvitation replaces when an open invitation was used and revoked.
func (t tx) PutInvitation(ctx context.Context, x store.Invitation) error {
	doing := "change invitation " + x.ID
	n, err := t.exec(ctx, doing, `UPDATE invitations SET used = $1, used_by = $2, revoked = $3 WHERE id = $4 AND used = 0 AND revoked = 0`,
		millis(x.Used), clean(x.UsedBy), millis(x.Revoked), clean(x.ID))
	if err != nil || n > 0 {
		return err
	}
	var id string
	if err := t.one(ctx, doing, scanInto(&id), `SELECT id FROM invitations WHERE id = $1`, clean(x.ID)); err != nil {
		return err
	}
	return fmt.Errorf("%s: it is used or revoked: %w", doing, store.ErrConflict)
}
