package desk

import (
	"context"
	"errors"
	"io"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

var errLater = errors.New("desk: not built yet")

// Receive reads and checks a workbook and keeps it with its returns, also when
// they are refused. Refusals: F001, F002, F004 (noted as an attempt, not
// kept), busy (noted), unit_unknown and period_unknown with choices,
// period_closed without a reason, empty_file.
func (d *Desk) Receive(ctx context.Context, a Actor, u Upload) (*Receipt, error) {
	return nil, errLater
}

// Turned notes a request that was not read at all, e.g. status 503, code busy:
// it counts as an attempt in time.
func (d *Desk) Turned(ctx context.Context, a Actor, u Upload, status int, code string) error {
	return errLater
}

// Filing is one filing as its answer said it, with the returns' states of now.
func (d *Desk) Filing(ctx context.Context, a Actor, id string) (*Receipt, error) {
	return nil, errLater
}

// Filings is a page of filings that the actor may see.
func (d *Desk) Filings(ctx context.Context, a Actor, f store.FilingFilter) ([]store.Filing, error) {
	return nil, errLater
}

// Attempts is a page of what arrived and was not kept.
func (d *Desk) Attempts(ctx context.Context, a Actor, f store.FilingFilter) ([]store.Attempt, error) {
	return nil, errLater
}

// Original is a filing's name and bytes as uploaded. It is noted in the audit
// log, for it holds personal data. ErrNotFound after a purge.
func (d *Desk) Original(ctx context.Context, a Actor, id string) (name string, data []byte, err error) {
	return "", nil, errLater
}

// Marked writes the original with marks and notes of what was found, with the
// explanations given so far.
func (d *Desk) Marked(ctx context.Context, a Actor, id string, w io.Writer) (name string, err error) {
	return "", errLater
}

// Slip writes a one-page PDF that says what was filed, when, with which hash
// and what came of it (回执).
func (d *Desk) Slip(ctx context.Context, a Actor, id string, w io.Writer) error { return errLater }

// Returns is a page of heads that the actor may see.
func (d *Desk) Returns(ctx context.Context, a Actor, f store.ReturnFilter) ([]store.Return, error) {
	return nil, errLater
}

// Return is one return with its findings and explanations.
func (d *Desk) Return(ctx context.Context, a Actor, id string) (*store.Return, error) {
	return nil, errLater
}

// Records is the records of a return, personal numbers masked. With a reason
// they are in clear, for whoever may file for the unit, and noted in the audit
// log.
func (d *Desk) Records(ctx context.Context, a Actor, id, reason string) ([]returns.Record, error) {
	return nil, errLater
}

// Changes compares a return with the version before it.
func (d *Desk) Changes(ctx context.Context, a Actor, id string) (*ReturnChanges, error) {
	return nil, errLater
}

// Explain answers doubts of a return and settles its state.
func (d *Desk) Explain(ctx context.Context, a Actor, id string, e Explanations) (*store.Return, error) {
	return nil, errLater
}

// MapColumns learns what headers are and checks the return's workbook again,
// as a new version of the return. password is of the workbook, if it has one.
func (d *Desk) MapColumns(ctx context.Context, a Actor, id string, headers []Header, password string) (*Receipt, error) {
	return nil, errLater
}

// Nil files 零报告 on a flow form.
func (d *Desk) Nil(ctx context.Context, a Actor, n NilReport) (*store.Return, error) {
	return nil, errLater
}

// Withdraw takes a return back while its period is open.
func (d *Desk) Withdraw(ctx context.Context, a Actor, id, reason string) (*store.Return, error) {
	return nil, errLater
}

// SendBack hands a return back to its filer, with a reason.
func (d *Desk) SendBack(ctx context.Context, a Actor, id, reason string) (*store.Return, error) {
	return nil, errLater
}

// Admit takes a correction for a closed period, and writes errata against
// every briefing issued that would have said something else.
func (d *Desk) Admit(ctx context.Context, a Actor, id, reason string) (*store.Return, []store.Erratum, error) {
	return nil, nil, errLater
}

// Headers is what was learned of headers, of units that the actor may see.
func (d *Desk) Headers(ctx context.Context, a Actor, campaign string) ([]store.Header, error) {
	return nil, errLater
}

// Forget forgets a learned header.
func (d *Desk) Forget(ctx context.Context, a Actor, h store.Header) error { return errLater }

// Periods is the periods of a campaign in order.
func (d *Desk) Periods(ctx context.Context, a Actor, campaign string) ([]PeriodState, error) {
	return nil, errLater
}

// Filed is who owes or filed what for a period, in the order of tables.
func (d *Desk) Filed(ctx context.Context, a Actor, campaign, period string) ([]Slot, error) {
	return nil, errLater
}

// Close closes a period: from now on corrections need a reason and are
// offered. Open opens it again.
func (d *Desk) Close(ctx context.Context, a Actor, campaign, period, reason string) error {
	return errLater
}

// Open opens a closed period again, for a reason.
func (d *Desk) Open(ctx context.Context, a Actor, campaign, period, reason string) error {
	return errLater
}

// Texts is the free paragraphs of a period's briefing.
func (d *Desk) Texts(ctx context.Context, a Actor, campaign, period string) ([]store.Text, error) {
	return nil, errLater
}

// PutText replaces the paragraphs of one section; figures only as {figure.id}.
func (d *Desk) PutText(ctx context.Context, a Actor, campaign, period, section string, paragraphs []string) error {
	return errLater
}

// Figures is the merged figures the actor may see: the city's roles all, a
// county its own (other units' cells are not named in its sources), a firm
// none. The answer is shared: it must not be changed.
func (d *Desk) Figures(ctx context.Context, a Actor, q FigureQuery) (*figures.Merged, error) {
	return nil, errLater
}

// Sources is one figure with all it counts and leaves out.
func (d *Desk) Sources(ctx context.Context, a Actor, q FigureQuery, unit returns.UnitCode, id figures.ID) (figures.Figure, error) {
	return figures.Figure{}, errLater
}

// Conflicts is the conflicts as of a period that the actor may see, without
// the data of units he may not see.
func (d *Desk) Conflicts(ctx context.Context, a Actor, campaign, period string) ([]figures.Conflict, error) {
	return nil, errLater
}

// Decide decides about a conflict, now and for later returns.
func (d *Desk) Decide(ctx context.Context, a Actor, campaign, conflict string, choice figures.Choice, reason string) error {
	return errLater
}

// Undo lifts the decision that stands.
func (d *Desk) Undo(ctx context.Context, a Actor, campaign, conflict, reason string) error {
	return errLater
}

// Draft composes the briefing of a period as of now.
func (d *Desk) Draft(ctx context.Context, a Actor, campaign, period string) (*Drafted, error) {
	return nil, errLater
}

// WriteDraft writes the draft's workbook ("xlsx") or pages ("pdf").
func (d *Desk) WriteDraft(ctx context.Context, a Actor, campaign, period, kind string, w io.Writer) error {
	return errLater
}

// Confirm lists what issuing now would mean.
func (d *Desk) Confirm(ctx context.Context, a Actor, campaign, period string) (*Confirmation, error) {
	return nil, errLater
}

// Issue numbers and freezes a briefing and closes its period.
func (d *Desk) Issue(ctx context.Context, a Actor, o Order) (*store.Briefing, error) {
	return nil, errLater
}

// Void makes an issued briefing void; its number is not used again.
func (d *Desk) Void(ctx context.Context, a Actor, campaign string, number int, reason string) error {
	return errLater
}

// Briefings is all issued briefings of a campaign by number.
func (d *Desk) Briefings(ctx context.Context, a Actor, campaign string) ([]store.Briefing, error) {
	return nil, errLater
}

// BriefingFile is a file of an issued briefing: kind is "xlsx" or "pdf".
func (d *Desk) BriefingFile(ctx context.Context, a Actor, campaign string, number int, kind string) ([]byte, error) {
	return nil, errLater
}

// Errata is what was admitted since briefings were issued; number 0 is all.
func (d *Desk) Errata(ctx context.Context, a Actor, campaign string, number int) ([]store.Erratum, error) {
	return nil, errLater
}

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
