package desk

import (
	"context"
	"errors"
	"io"

	"chunfeng/importer/returns"
)

var errLater = errors.New("desk: not built yet")

// Slip writes a one-page PDF that says what was filed, when, with which hash
// and what came of it (回执).
func (d *Desk) Slip(ctx context.Context, a Actor, id string, w io.Writer) error { return errLater }

// Remind lists what is missing for a period and words it for a chat.
func (d *Desk) Remind(ctx context.Context, a Actor, campaign, period string) (*Reminder, error) {
	return nil, errLater
}

// WriteMissing writes the list of what is missing as a workbook.
func (d *Desk) WriteMissing(ctx context.Context, a Actor, campaign, period string, w io.Writer) error {
	return errLater
}

// Export writes the merged records of a form as of a period as CSV (UTF-8 with
// BOM); personal numbers are masked and nothing in it is a live formula.
func (d *Desk) Export(ctx context.Context, a Actor, campaign, period string, form returns.FormID, w io.Writer) error {
	return errLater
}
