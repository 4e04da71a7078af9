package sqlstore

import (
	"context"

	"chunfeng/server/store"
)

// EachReturn hands on whole returns.
func (r reader) EachReturn(ctx context.Context, f store.ReturnFilter, visit func(store.Return) error) error {
	heads, err := r.Returns(ctx, f)
	if err != nil {
		return err
	}
	for i := range heads {
		ret, err := r.Return(ctx, heads[i].ID)
		if err != nil {
			return err
		}
		if ret.Records, err = r.Records(ctx, ret.ID); err != nil {
			return err
		}
		if err := visit(ret); err != nil {
			return err
		}
	}
	return nil
}
