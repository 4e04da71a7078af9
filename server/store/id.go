package store

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// ids is Crockford's alphabet in lower case: digits before letters, so that
// ids sort as their bytes do.
const ids = "0123456789abcdefghjkmnpqrstvwxyz"

// NewID makes an id of 26 characters: the milliseconds of now, then 80 random
// bits. Ids of a later millisecond sort after those of an earlier one, which
// is why lists page by them.
func NewID(now time.Time, random io.Reader) (string, error) {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	if _, err := io.ReadFull(random, b[6:]); err != nil {
		return "", fmt.Errorf("make id: %w", err)
	}
	return base32.NewEncoding(ids).WithPadding(base32.NoPadding).EncodeToString(b[:]), nil
}
