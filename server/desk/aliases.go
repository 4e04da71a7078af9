package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// How many aliases a unit may have, and how long one may be in characters.
const (
	mostAliases  = 20
	longestAlias = 60
)

// PutAliases replaces the further names by which a unit or firm is known in
// workbooks: the city's of any, a county's of its firms. ErrNotFound for what
// the actor does not see; alias_taken where a name is another's already.
func (d *Desk) PutAliases(ctx context.Context, a Actor, campaign string, unit returns.UnitCode, aliases []string) error {
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return err
	}
	u, known := rm.reg.Unit(unit)
	switch standing := a.to(rm.owner(u, Actor{})); {
	case !known || standing == stranger:
		return fmt.Errorf("unit %s: %w", unit, store.ErrNotFound)
	case standing < above:
		return refuse("not_allowed", standingWords[above])
	}
	if u.Aliases, err = rm.aliases(a, u, aliases); err != nil {
		return err
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		if err := tx.PutUnits(ctx, campaign, []returns.Unit{u}); err != nil {
			return err
		}
		return a.note(ctx, tx, d.now(), "unit.aliases", "unit/"+string(u.Code), rm.owner(u, Actor{}), detail("names", len(u.Aliases)))
	})
	if err != nil {
		return fmt.Errorf("keep aliases: %w", err)
	}
	return nil
}

// aliases is names tidied: trimmed, each once, none the unit's own name and
// none another's.
func (rm *room) aliases(a Actor, u returns.Unit, names []string) ([]string, error) {
	var out []string
	for _, n := range names {
		n = strings.Join(strings.Fields(n), " ")
		if n == "" || n == u.Name || slices.Contains(out, n) {
			continue
		}
		if utf8.RuneCountInString(n) > longestAlias {
			return nil, refuse("alias_taken", "别名最多60个字")
		}
		if other, taken := rm.named(n, u); taken {
			whose := "其他单位"
			if a.sees(rm.owner(other, Actor{})) {
				whose = other.Name
			}
			return nil, refuse("alias_taken", "“"+n+"”已是"+whose+"的名称或别名")
		}
		out = append(out, n)
	}
	if len(out) > mostAliases {
		return nil, refuse("alias_taken", "别名最多20个")
	}
	return out, nil
}

// named is another unit that a name means already.
func (rm *room) named(name string, but returns.Unit) (returns.Unit, bool) {
	others := rm.reg.FirmsNamed(name)
	if but.Kind != period.Firm {
		if one, ok := rm.reg.Exactly(name); ok {
			others = append(slices.Clone(others), one)
		}
	}
	for _, o := range others {
		if o.Code != but.Code {
			return o, true
		}
	}
	return returns.Unit{}, false
}
