package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// checkRow is the id of the only row of key_check.
const checkRow = 1

// checkKey makes sure that the key ring is the one the store was begun with, or
// grew out of it. It seals what it checks by when the store is new.
func (s *Store) checkKey(ctx context.Context) error {
	return s.change(ctx, func(t tx) error {
		sealed, err := t.keyCheck(ctx)
		if errors.Is(err, store.ErrNotFound) {
			return t.put(ctx, "keep key check", "key_check", "id", "id, sealed", checkRow,
				t.sealText(at("key_check", "sealed", checkRow), t.checkWord()))
		}
		if err != nil {
			return err
		}
		return t.holds(sealed)
	})
}

// maySeal keeps whoever lacks the key that the store has come to from writing:
// what an older one seals could not be opened once that is dropped.
// store.ErrUnavailable and vault.ErrKeyGone.
func (t tx) maySeal(ctx context.Context) error {
	sealed, err := t.keyCheck(ctx)
	switch {
	case errors.Is(err, store.ErrNotFound): // the store is being begun
		return nil
	case err != nil:
		return err
	case !t.vault.Knows(sealed):
		return fmt.Errorf("seal under an older key: %w: %w", store.ErrUnavailable, vault.ErrKeyGone)
	}
	return nil
}

func (r reader) keyCheck(ctx context.Context) (sealed []byte, err error) {
	err = r.one(ctx, "read key check", scanInto(&sealed), `SELECT sealed FROM key_check WHERE id = $1`, checkRow)
	return sealed, err
}

// checkWord differs with the index key, so that one sealed value tells about
// both keys.
func (k *kept) checkWord() string { return k.vault.Index("key check", "chunfeng") }

// holds is nil for a key check that our keys made, vault.ErrKeyGone or
// vault.ErrSealed for another.
func (k *kept) holds(sealed []byte) error {
	word, err := k.openText(at("key_check", "sealed", checkRow), sealed)
	switch {
	case err != nil:
		return fmt.Errorf("check key: %w", err)
	case word != k.checkWord():
		return fmt.Errorf("check key: another index key: %w", vault.ErrKeyGone)
	}
	return nil
}
