package sqlstore

import (
	"fmt"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/server/vault"
)

// A sealedTable is a table with sealed columns. Values are bound to the row by
// its key, so a key must never change.
type sealedTable struct {
	name    string
	keys    []string
	columns []string
}

// sealedTables lists every sealed column: Reseal goes by it, from the end.
var sealedTables = []sealedTable{
	{"units", []string{"campaign", "code"}, []string{"contact"}},
	{"closings", []string{"campaign", "period"}, []string{"reason"}},
	{"texts", []string{"campaign", "period", "section"}, []string{"paragraphs"}},
	{"filings", []string{"id"}, []string{"head", "findings"}},
	{"originals", []string{"filing"}, []string{"data"}},
	{"attempts", []string{"id"}, []string{"head"}},
	{"returns", []string{"id"}, []string{"changed_reason", "head", "detail"}},
	{"explanations", []string{"return_id", "finding"}, []string{"text"}},
	{"record_chunks", []string{"return_id", "chunk"}, []string{"sealed"}},
	{"decisions", []string{"id"}, []string{"conflict", "made_reason", "undone_reason"}},
	{"briefings", []string{"campaign", "number"}, []string{"issued_reason", "voided_reason", "held", "figures", "facts"}},
	{"briefing_files", []string{"campaign", "number", "name"}, []string{"data"}},
	{"errata", []string{"id"}, []string{"lines"}},
	{"users", []string{"id"}, []string{"person"}},
	{"sessions", []string{"hash"}, []string{"address"}},
	{"audit_head", []string{"id"}, []string{"head"}},
	{"settings", []string{"name"}, []string{"value"}},
	{"key_check", []string{"id"}, []string{"sealed"}},
}

// at is the place of a sealed value in the row with those keys.
func at(table, column string, keys ...any) vault.Place {
	row := make([]string, len(keys))
	for i, k := range keys {
		row[i] = strings.ReplaceAll(fmt.Sprint(k), "\x00", "")
	}
	return vault.Place{Table: table, Row: strings.Join(row, "/"), Column: column}
}

// sealText seals a text. An empty one is no bytes at all, which is no secret
// and saves most of what reasons take.
func (k *kept) sealText(at vault.Place, s string) []byte {
	if s == "" {
		return []byte{}
	}
	return k.vault.Seal(at, []byte(s))
}

func (k *kept) openText(at vault.Place, sealed []byte) (string, error) {
	b, err := k.open(at, sealed)
	return string(b), err
}

// open opens sealed bytes. None are nothing.
func (k *kept) open(at vault.Place, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	b, err := k.vault.Open(at, sealed)
	if err != nil {
		return nil, fmt.Errorf("row %s: %w", at.Row, err)
	}
	return b, nil
}

// sealJSON seals v packed.
func (k *kept) sealJSON(at vault.Place, v any) []byte { return k.vault.Seal(at, pack(v)) }

// openJSON opens and unpacks into v; no bytes leave v as it is.
func (k *kept) openJSON(at vault.Place, sealed []byte, v any) error {
	b, err := k.open(at, sealed)
	if err != nil || b == nil {
		return err
	}
	return unpack(b, v)
}

// sealFindings seals findings; none are no bytes.
func (k *kept) sealFindings(at vault.Place, l finding.List) []byte {
	if len(l) == 0 {
		return []byte{}
	}
	return k.sealJSON(at, keepFindings(l))
}

func (k *kept) openFindings(at vault.Place, sealed []byte) (finding.List, error) {
	var l []finding.Kept
	if err := k.openJSON(at, sealed, &l); err != nil {
		return nil, err
	}
	return restoreFindings(l)
}
