package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"chunfeng/importer/forms"
)

// A view shows the records of the accepted returns on one form, one a row, for
// whoever reads the database by SQL. Its first columns say whose they are; they
// hold an underscore, which no field id does.
type view struct {
	name, text string
}

// filedColumns come before the fields.
const filedColumns = `t.campaign AS filed_campaign, t.unit AS filed_unit, t.county AS filed_county, t.period AS filed_period, ` +
	`t.version AS filed_version, t.part AS filed_part, t.id AS return_id, t.filing AS filing_id`

func viewOf(d *Dialect, f *forms.Form) view {
	var b strings.Builder
	name := identifier("form_" + string(f.ID))
	b.WriteString("CREATE VIEW " + name + " AS SELECT " + filedColumns)
	b.WriteString(", " + d.Field("_row", OfRecord, forms.Count) + ` AS sheet_row`)
	for i := range f.Fields {
		fl := &f.Fields[i]
		from := OfRecord
		if fl.Meta {
			from = OfMeta
		}
		b.WriteString(", " + d.Field(string(fl.ID), from, fl.Type) + " AS " + identifier(string(fl.ID)))
	}
	b.WriteString(", " + d.Field("_q", OfRecord, forms.Text) + " AS qualifiers_of")
	b.WriteString(" FROM returns t JOIN record_chunks c ON c.return_id = t.id" + d.Each)
	b.WriteString(" WHERE t.form = " + Literal(string(f.ID)) + " AND t.state = 'accepted'")
	return view{name, b.String()}
}

// identifier is a name of SQL: weekly.total is read easier as weekly_total.
func identifier(s string) string {
	return `"` + strings.NewReplacer(".", "_", `"`, "_", "\x00", "_").Replace(s) + `"`
}

// Literal is s as a literal of SQL.
func Literal(s string) string { return "'" + strings.ReplaceAll(clean(s), "'", "''") + "'" }

// makeViews makes the views of the forms, unless they are as they should be.
func makeViews(ctx context.Context, db *sql.DB, d *Dialect, c *forms.Catalogue) error {
	err := inTx(ctx, db, func(t *sql.Tx) error {
		have := map[string]string{}
		r := reader{kept: &kept{dialect: d}, run: t}
		err := r.each(ctx, "list views", func(s scan) error {
			var v view
			err := s(&v.name, &v.text)
			have[v.name] = v.text
			return err
		}, `SELECT name, text FROM form_views ORDER BY name`)
		if err != nil {
			return err
		}
		want := map[string]string{}
		for _, f := range c.Forms {
			v := viewOf(d, f)
			want[v.name] = v.text
			if have[v.name] == v.text {
				continue
			}
			if err := replaceView(ctx, tx{r}, v); err != nil {
				return err
			}
		}
		for name := range have {
			if _, still := want[name]; !still {
				if err := dropView(ctx, tx{r}, name); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("make views: %w", d.fault(err))
	}
	return nil
}

func replaceView(ctx context.Context, t tx, v view) error {
	if err := dropView(ctx, t, v.name); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "make view "+v.name, v.text); err != nil {
		return err
	}
	return t.put(ctx, "note view", "form_views", "name", "name, text", v.name, v.text)
}

func dropView(ctx context.Context, t tx, name string) error {
	if _, err := t.exec(ctx, "drop view "+name, "DROP VIEW IF EXISTS "+name); err != nil {
		return err
	}
	_, err := t.exec(ctx, "forget view", `DELETE FROM form_views WHERE name = $1`, name)
	return err
}
