package sqlstore

import (
	"context"
)

// Setting is a value by name.
func (r reader) Setting(ctx context.Context, name string) (value string, err error) {
	err = r.one(ctx, "read setting "+name, func(s scan) error {
		var sealed []byte
		if err := s(&sealed); err != nil {
			return err
		}
		value, err = r.openText(at("settings", "value", clean(name)), sealed)
		return err
	}, `SELECT value FROM settings WHERE name = $1`, clean(name))
	return value, err
}

// PutSetting adds or replaces a value.
func (t tx) PutSetting(ctx context.Context, name, value string) error {
	return t.put(ctx, "keep setting "+name, "settings", "name", "name, value",
		clean(name), t.sealText(at("settings", "value", clean(name)), value))
}
