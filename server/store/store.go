package store

import (
	"context"
	"errors"
	"io"
	"time"

	"chunfeng/importer/returns"
)

var (
	// ErrNotFound is returned for what is not there.
	ErrNotFound = errors.New("store: not found")
	// ErrConflict is returned when somebody else was first: the id, number,
	// log-in name or code is taken, or the state is no longer the one expected.
	ErrConflict = errors.New("store: conflict")
	// ErrUnavailable is returned when the database cannot be reached, is
	// read-only or was busy for too long: the same call may succeed later.
	// Nothing was kept, but for one case: a Tx whose commit was cut off may have
	// been kept whole.
	ErrUnavailable = errors.New("store: unavailable")
	// ErrFull is returned when the disk is full: nothing was kept.
	ErrFull = errors.New("store: disk full")
	// ErrNewer is returned on opening a database that a later version of the
	// program has changed. It is left as it is.
	ErrNewer = errors.New("store: database is newer than this program")
)

// A Store keeps what the service must remember. It may be used by several
// goroutines, and by several processes on one database.
type Store interface {
	Reader

	// Tx runs do and keeps all it wrote, or, when do returns an error, nothing
	// of it. No other Tx runs at the same time, here or in another process, and
	// do sees everything earlier ones kept. do must return what a writer's
	// error is: the database may go no further after one. It may be run again
	// when the database asks for it, so it must not change anything outside but
	// by plain assignment. An error of do is returned as it is.
	Tx(ctx context.Context, do func(Tx) error) error

	// Snapshot runs look on one state of the whole store, whatever is written
	// meanwhile.
	Snapshot(ctx context.Context, look func(Reader) error) error

	// VerifyAudit reads the whole audit log and checks its chain.
	VerifyAudit(ctx context.Context) (Chain, error)

	// Ping asks whether the store answers. ErrUnavailable when it does not.
	Ping(ctx context.Context) error

	// Close waits for what is under way and lets the database go.
	Close() error
}

// A Keeper is a Store with what its care needs.
type Keeper interface {
	Store

	// Schema is the version of the database's tables and the newest version
	// this program knows.
	Schema(ctx context.Context) (have, know int64, err error)

	// Dump writes one state of everything kept, for a backup. What is sealed
	// stays sealed: the key ring is not in it.
	Dump(ctx context.Context, w io.Writer) error

	// Restore fills an empty store from what Dump wrote, whole or not at all.
	// ErrConflict when the store is not empty, ErrNewer when a later program
	// wrote it, vault.ErrKeyGone when it was sealed under other keys.
	Restore(ctx context.Context, r io.Reader) error

	// Reseal seals anew everything that is sealed under another than the
	// current key, in small steps, and returns how many values that were.
	Reseal(ctx context.Context) (int, error)

	// Purge forgets for good the originals, records, findings and file names
	// of what was received before the given time; heads, versions, briefings
	// and the audit log stay. It returns how many filings that were.
	Purge(ctx context.Context, before time.Time) (int, error)
}

// A Reader answers. Answers are copies: callers may change them. Lists are
// newest first where they have a Page, otherwise in the order said.
type Reader interface {
	CampaignReader
	FilingReader
	ReturnReader
	DecisionReader
	BriefingReader
	PeopleReader
	AuditReader
	SettingReader
}

// A Tx reads and writes inside one transaction. It must not be used after do
// has returned, nor by two goroutines.
type Tx interface {
	Reader
	CampaignWriter
	FilingWriter
	ReturnWriter
	DecisionWriter
	BriefingWriter
	PeopleWriter
	AuditWriter
	SettingWriter
}

// CampaignReader answers about campaigns, their units and periods.
type CampaignReader interface {
	// Campaign is one campaign. ErrNotFound.
	Campaign(ctx context.Context, id string) (Campaign, error)
	// Revision is two marks by which a change of the campaign is known, whoever
	// made it: Setup is another after any change of its file, its units or its
	// headers, Filed after any of its returns, decisions and briefings. ErrNotFound.
	Revision(ctx context.Context, id string) (Revision, error)
	// Campaigns is all of them, by id.
	Campaigns(ctx context.Context) ([]Campaign, error)
	// Units is the units of a campaign in the order of tables, then its firms
	// by county and order. Each has its contact and phone in clear.
	Units(ctx context.Context, campaign string) ([]returns.Unit, error)
	// Closings is the periods that were ever closed or opened again.
	Closings(ctx context.Context, campaign string) ([]Closing, error)
	// Texts is the free paragraphs of a period's briefing.
	Texts(ctx context.Context, campaign, period string) ([]Text, error)
	// Headers is what was learned of headers, by unit, form and header.
	Headers(ctx context.Context, campaign string) ([]Header, error)
}

// CampaignWriter changes campaigns, their units and periods.
type CampaignWriter interface {
	// PutCampaign adds a campaign or replaces its file.
	PutCampaign(ctx context.Context, c Campaign) error
	// PutUnits adds units or replaces those of the same code. Units are never
	// deleted: give them a To.
	PutUnits(ctx context.Context, campaign string, units []returns.Unit) error
	// PutClosing says that a period is closed or open again.
	PutClosing(ctx context.Context, c Closing) error
	// PutText replaces the paragraphs of one section of one period.
	PutText(ctx context.Context, t Text) error
	// PutHeader learns a header, instead of what was learned of it before.
	PutHeader(ctx context.Context, h Header) error
	// DeleteHeader forgets it. ErrNotFound.
	DeleteHeader(ctx context.Context, h Header) error
}

// FilingReader answers about uploaded files.
type FilingReader interface {
	// Filing is one filing with its findings. ErrNotFound.
	Filing(ctx context.Context, id string) (Filing, error)
	// Filings is a page of filings without their findings.
	Filings(ctx context.Context, f FilingFilter) ([]Filing, error)
	// Original is the bytes as uploaded, whose hash is the filing's SHA256.
	// ErrNotFound, also after a purge.
	Original(ctx context.Context, id string) ([]byte, error)
	// Attempts is a page of the files that arrived and were not kept.
	Attempts(ctx context.Context, f FilingFilter) ([]Attempt, error)
	// CountAttempts is how many attempts for the filter's period, or for none
	// that was said, each unit made. The filter's page is not read.
	CountAttempts(ctx context.Context, f FilingFilter) (map[returns.UnitCode]int, error)
}

// FilingWriter keeps uploaded files.
type FilingWriter interface {
	// AddFiling keeps f and its original. ErrConflict when its id is taken.
	AddFiling(ctx context.Context, f Filing, original []byte) error
	// AddAttempt notes a file that was not kept.
	AddAttempt(ctx context.Context, a Attempt) error
}

// ReturnReader answers about returns.
type ReturnReader interface {
	// Return is one return, whole but for its records. ErrNotFound.
	Return(ctx context.Context, id string) (Return, error)
	// Returns is a page of heads: without records, columns, skipped rows,
	// totals, meta and findings.
	Returns(ctx context.Context, f ReturnFilter) ([]Return, error)
	// Moved is the heads of a campaign's returns that were kept or changed since
	// a mark that Moved gave, newest first, and the mark of now. All of them, and
	// whole is true, where since is 0 or this state of the store is older than it.
	Moved(ctx context.Context, campaign string, since int64) (heads []Return, now int64, whole bool, err error)
	// EachReturn hands on the returns chosen, whole with their findings and
	// records, in the order of Returns: what merging needs, in few queries. An
	// error of visit ends it and is returned as it is. visit must not call the
	// store.
	EachReturn(ctx context.Context, f ReturnFilter, visit func(Return) error) error
	// Records is the records of one return in order; none after a purge.
	// ErrNotFound when there is no such return.
	Records(ctx context.Context, id string) ([]returns.Record, error)
}

// ReturnWriter keeps returns and changes their states. Nothing else of a
// return ever changes.
type ReturnWriter interface {
	// AddReturn keeps r with its records and explanations as the next version
	// of its campaign, unit, form and period, and returns that version; what r
	// says of its version is not read. A Part above 0 gets the version of part
	// 0 of the same filing, which must be the newest. ErrConflict when its id
	// is taken.
	AddReturn(ctx context.Context, r Return) (version int, err error)
	// SetState moves a return from one state to another. ErrConflict when it is
	// no longer in from; ErrNotFound.
	SetState(ctx context.Context, id string, from, to returns.State, c Change) error
	// Explain adds explanations to findings of a return; a later one replaces
	// an earlier one of the same finding. It does not change the state.
	Explain(ctx context.Context, id string, e []Explanation) error
}

// DecisionReader answers about conflicts decided.
type DecisionReader interface {
	// Decisions is all decisions of a campaign, undone ones too, oldest first.
	Decisions(ctx context.Context, campaign string) ([]Decision, error)
}

// DecisionWriter keeps decisions.
type DecisionWriter interface {
	// Decide keeps a decision. ErrConflict when one on that conflict stands.
	Decide(ctx context.Context, d Decision) error
	// Undo lifts the decision that stands. ErrNotFound when none does.
	Undo(ctx context.Context, campaign, conflict string, c Change) error
}

// BriefingReader answers about briefings issued.
type BriefingReader interface {
	// Briefings is all briefings of a campaign by number, without Frozen.
	Briefings(ctx context.Context, campaign string) ([]Briefing, error)
	// Briefing is one with what it froze. ErrNotFound.
	Briefing(ctx context.Context, campaign string, number int) (Briefing, error)
	// BriefingFile is the bytes of one of its files by name. ErrNotFound.
	BriefingFile(ctx context.Context, campaign string, number int, name string) ([]byte, error)
	// Errata is the errata of a campaign, oldest first; number 0 is all.
	Errata(ctx context.Context, campaign string, number int) ([]Erratum, error)
}

// BriefingWriter keeps briefings. An issued one never changes, but for being
// void.
type BriefingWriter interface {
	// AddBriefing keeps b with its files, in the order of b.Files. ErrConflict
	// when its number is taken or is not the next one.
	AddBriefing(ctx context.Context, b Briefing, files [][]byte) error
	// Void makes an issued briefing void. ErrConflict when it is so already.
	Void(ctx context.Context, campaign string, number int, c Change) error
	// AddErratum notes what an issued briefing should have said.
	AddErratum(ctx context.Context, e Erratum) error
}

// PeopleReader answers about accounts and what opens them. Secrets are looked
// up by the hash that auth makes of them.
type PeopleReader interface {
	// User is one account. ErrNotFound.
	User(ctx context.Context, id string) (User, error)
	// UserByLogin is the account of a log-in name, whatever its case or width.
	// ErrNotFound.
	UserByLogin(ctx context.Context, login string) (User, error)
	// Users is a page of accounts.
	Users(ctx context.Context, f UserFilter) ([]User, error)
	// Session is one session by its hash. ErrNotFound.
	Session(ctx context.Context, hash string) (Session, error)
	// Token is one bearer token by its hash, revoked or not. ErrNotFound.
	Token(ctx context.Context, hash string) (Token, error)
	// Tokens is a user's bearer tokens, newest first; "" is everybody's.
	Tokens(ctx context.Context, user string) ([]Token, error)
	// Invitation is one by the hash of its code, used or not. ErrNotFound.
	Invitation(ctx context.Context, hash string) (Invitation, error)
	// Invitations is a page of them.
	Invitations(ctx context.Context, f UserFilter) ([]Invitation, error)
	// Failures counts the failed log-ins under a key since a time.
	Failures(ctx context.Context, key string, since time.Time) (int, error)
}

// PeopleWriter changes accounts and what opens them.
type PeopleWriter interface {
	// AddUser adds an account. ErrConflict when id or log-in name is taken.
	AddUser(ctx context.Context, u User) error
	// PutUser replaces an account. ErrNotFound; ErrConflict when its log-in
	// name is another's.
	PutUser(ctx context.Context, u User) error
	// AddSession keeps a session.
	AddSession(ctx context.Context, s Session) error
	// TouchSession says when a session was last used. ErrNotFound.
	TouchSession(ctx context.Context, hash string, seen time.Time) error
	// EndSession ends one session; one that is not there is no error.
	EndSession(ctx context.Context, hash string) error
	// EndSessions ends all sessions of a user but the one of the hash except,
	// which may be "".
	EndSessions(ctx context.Context, user, except string) error
	// ExpireSessions forgets sessions last used before idle or begun before
	// oldest, and failures of log-ins before idle.
	ExpireSessions(ctx context.Context, idle, oldest time.Time) error
	// AddToken keeps a bearer token. ErrConflict when id or hash is taken.
	AddToken(ctx context.Context, t Token) error
	// PutToken replaces when it was used and revoked. ErrNotFound.
	PutToken(ctx context.Context, t Token) error
	// AddInvitation keeps an invitation. ErrConflict when id or hash is taken.
	AddInvitation(ctx context.Context, i Invitation) error
	// PutInvitation replaces when it was used and revoked. ErrNotFound;
	// ErrConflict when it is used or revoked already.
	PutInvitation(ctx context.Context, i Invitation) error
	// AddFailure notes a failed log-in under a key.
	AddFailure(ctx context.Context, key string, at time.Time) error
	// ClearFailures forgets those under a key.
	ClearFailures(ctx context.Context, key string) error
}

// AuditReader answers about who did what.
type AuditReader interface {
	// Entries is a page of the audit log.
	Entries(ctx context.Context, f AuditFilter) ([]Entry, error)
}

// AuditWriter adds to the audit log, and only adds.
type AuditWriter interface {
	// Append chains e to the log and returns it with its number and hash.
	Append(ctx context.Context, e Entry) (Entry, error)
}

// SettingReader answers about small things the service remembers by name.
type SettingReader interface {
	// Setting is a value. ErrNotFound.
	Setting(ctx context.Context, name string) (string, error)
}

// SettingWriter changes them.
type SettingWriter interface {
	// PutSetting adds or replaces a value.
	PutSetting(ctx context.Context, name, value string) error
}
