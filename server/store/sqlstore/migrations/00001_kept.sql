-- +goose Up

-- Times are milliseconds since 1970, 0 for none. BYTEA holds sealed values;
-- SQLite keeps bytes as they are whatever a column is declared.

CREATE TABLE campaigns (
    id      TEXT PRIMARY KEY,
    yaml    TEXT NOT NULL,
    saved   BIGINT NOT NULL,
    by_user TEXT NOT NULL
);

CREATE TABLE units (
    campaign    TEXT NOT NULL REFERENCES campaigns (id),
    code        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    aliases     TEXT NOT NULL,
    within      TEXT NOT NULL,
    place       INTEGER NOT NULL,
    active_from TEXT NOT NULL,
    active_to   TEXT NOT NULL,
    contact     BYTEA NOT NULL,
    PRIMARY KEY (campaign, code)
);

CREATE TABLE closings (
    campaign TEXT NOT NULL REFERENCES campaigns (id),
    period   TEXT NOT NULL,
    closed   INTEGER NOT NULL,
    briefing INTEGER NOT NULL,
    at       BIGINT NOT NULL,
    by_user  TEXT NOT NULL,
    reason   BYTEA NOT NULL,
    PRIMARY KEY (campaign, period)
);

CREATE TABLE texts (
    campaign   TEXT NOT NULL REFERENCES campaigns (id),
    period     TEXT NOT NULL,
    section    TEXT NOT NULL,
    paragraphs BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    by_user    TEXT NOT NULL,
    PRIMARY KEY (campaign, period, section)
);

CREATE TABLE headers (
    campaign TEXT NOT NULL REFERENCES campaigns (id),
    unit     TEXT NOT NULL,
    form     TEXT NOT NULL,
    header   TEXT NOT NULL,
    field    TEXT NOT NULL,
    at       BIGINT NOT NULL,
    by_user  TEXT NOT NULL,
    PRIMARY KEY (campaign, unit, form, header)
);

CREATE TABLE filings (
    id       TEXT PRIMARY KEY,
    campaign TEXT NOT NULL REFERENCES campaigns (id),
    unit     TEXT NOT NULL,
    county   TEXT NOT NULL,
    period   TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    size     BIGINT NOT NULL,
    received BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    by_user  TEXT NOT NULL,
    behalf   INTEGER NOT NULL,
    status   TEXT NOT NULL,
    purged   INTEGER NOT NULL,
    head     BYTEA NOT NULL,
    findings BYTEA NOT NULL
);
CREATE INDEX filings_unit ON filings (campaign, unit, id);
CREATE INDEX filings_sha256 ON filings (sha256);
CREATE INDEX filings_received ON filings (received);

CREATE TABLE originals (
    filing TEXT PRIMARY KEY REFERENCES filings (id),
    data   BYTEA NOT NULL
);

CREATE TABLE attempts (
    id       TEXT PRIMARY KEY,
    campaign TEXT NOT NULL,
    unit     TEXT NOT NULL,
    county   TEXT NOT NULL,
    period   TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    size     BIGINT NOT NULL,
    received BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    by_user  TEXT NOT NULL,
    status   INTEGER NOT NULL,
    code     TEXT NOT NULL,
    head     BYTEA NOT NULL
);
CREATE INDEX attempts_unit ON attempts (campaign, unit, id);
CREATE INDEX attempts_received ON attempts (received);

CREATE TABLE returns (
    id             TEXT PRIMARY KEY,
    campaign       TEXT NOT NULL REFERENCES campaigns (id),
    unit           TEXT NOT NULL,
    county         TEXT NOT NULL,
    form           TEXT NOT NULL,
    period         TEXT NOT NULL,
    version        INTEGER NOT NULL,
    part           INTEGER NOT NULL,
    state          TEXT NOT NULL,
    filing         TEXT NOT NULL,
    received       BIGINT NOT NULL,
    by_user        TEXT NOT NULL,
    behalf         INTEGER NOT NULL,
    timeliness     TEXT NOT NULL,
    row_count      INTEGER NOT NULL,
    faults         INTEGER NOT NULL,
    doubts         INTEGER NOT NULL,
    advice         INTEGER NOT NULL,
    open_doubts    INTEGER NOT NULL,
    changed_at     BIGINT NOT NULL,
    changed_by     TEXT NOT NULL,
    changed_reason BYTEA NOT NULL,
    purged         INTEGER NOT NULL,
    meta           TEXT NOT NULL,
    head           BYTEA NOT NULL,
    detail         BYTEA NOT NULL,
    UNIQUE (campaign, unit, form, period, version, part)
);
CREATE INDEX returns_period ON returns (campaign, period, form);
CREATE INDEX returns_filing ON returns (filing);
CREATE INDEX returns_form ON returns (form, state);

CREATE TABLE explanations (
    return_id TEXT NOT NULL REFERENCES returns (id),
    finding   INTEGER NOT NULL,
    text      BYTEA NOT NULL,
    at        BIGINT NOT NULL,
    by_user   TEXT NOT NULL,
    carried   TEXT NOT NULL,
    PRIMARY KEY (return_id, finding)
);

-- Records stand in chunks: clear is a JSON array of objects, one a record, with
-- personal fields masked, for the views; sealed is the records as typed.
CREATE TABLE record_chunks (
    return_id TEXT NOT NULL REFERENCES returns (id),
    chunk     INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    clear     TEXT NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (return_id, chunk)
);

CREATE TABLE decisions (
    id             TEXT PRIMARY KEY,
    campaign       TEXT NOT NULL REFERENCES campaigns (id),
    conflict_index TEXT NOT NULL,
    conflict       BYTEA NOT NULL,
    choice         TEXT NOT NULL,
    made_at        BIGINT NOT NULL,
    made_by        TEXT NOT NULL,
    made_reason    BYTEA NOT NULL,
    undone_at      BIGINT NOT NULL,
    undone_by      TEXT NOT NULL,
    undone_reason  BYTEA NOT NULL
);
CREATE UNIQUE INDEX decisions_standing ON decisions (campaign, conflict_index) WHERE undone_at = 0;

CREATE TABLE briefings (
    campaign      TEXT NOT NULL REFERENCES campaigns (id),
    number        INTEGER NOT NULL,
    period        TEXT NOT NULL,
    issued_at     BIGINT NOT NULL,
    issued_by     TEXT NOT NULL,
    issued_reason BYTEA NOT NULL,
    voided_at     BIGINT NOT NULL,
    voided_by     TEXT NOT NULL,
    voided_reason BYTEA NOT NULL,
    returns       TEXT NOT NULL,
    held          BYTEA NOT NULL,
    files         TEXT NOT NULL,
    figures       BYTEA NOT NULL,
    facts         BYTEA NOT NULL,
    PRIMARY KEY (campaign, number)
);

CREATE TABLE briefing_files (
    campaign TEXT NOT NULL,
    number   INTEGER NOT NULL,
    name     TEXT NOT NULL,
    data     BYTEA NOT NULL,
    PRIMARY KEY (campaign, number, name),
    FOREIGN KEY (campaign, number) REFERENCES briefings (campaign, number)
);

CREATE TABLE errata (
    id        TEXT PRIMARY KEY,
    campaign  TEXT NOT NULL,
    number    INTEGER NOT NULL,
    return_id TEXT NOT NULL,
    lines     BYTEA NOT NULL,
    at        BIGINT NOT NULL,
    by_user   TEXT NOT NULL,
    FOREIGN KEY (campaign, number) REFERENCES briefings (campaign, number)
);

CREATE TABLE users (
    id          TEXT PRIMARY KEY,
    login_index TEXT NOT NULL UNIQUE,
    person      BYTEA NOT NULL,
    role        TEXT NOT NULL,
    unit        TEXT NOT NULL,
    county      TEXT NOT NULL,
    must_change INTEGER NOT NULL,
    disabled    INTEGER NOT NULL,
    created     BIGINT NOT NULL,
    by_user     TEXT NOT NULL,
    last_in     BIGINT NOT NULL
);
CREATE INDEX users_unit ON users (unit);
CREATE INDEX users_county ON users (county);

CREATE TABLE sessions (
    hash    TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    begun   BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    address BYTEA NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE tokens (
    id      TEXT PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id),
    name    TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT NOT NULL,
    revoked BIGINT NOT NULL
);
CREATE INDEX tokens_user ON tokens (user_id);

CREATE TABLE invitations (
    id      TEXT PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE,
    role    TEXT NOT NULL,
    unit    TEXT NOT NULL,
    county  TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    by_user TEXT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT NOT NULL,
    used_by TEXT NOT NULL,
    revoked BIGINT NOT NULL
);
CREATE INDEX invitations_unit ON invitations (unit);
CREATE INDEX invitations_county ON invitations (county);

CREATE TABLE failures (
    failure_key TEXT NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX failures_key ON failures (failure_key, at);

CREATE TABLE audit (
    no      BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    who     TEXT NOT NULL,
    role    TEXT NOT NULL,
    address TEXT NOT NULL,
    what    TEXT NOT NULL,
    object  TEXT NOT NULL,
    unit    TEXT NOT NULL,
    county  TEXT NOT NULL,
    detail  TEXT NOT NULL,
    hash    TEXT NOT NULL
);
CREATE INDEX audit_who ON audit (who, no);
CREATE INDEX audit_object ON audit (object, no);

-- The end of the audit log, sealed: whoever cuts the log cannot make a head
-- that fits.
CREATE TABLE audit_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    head BYTEA NOT NULL
);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);

-- The views as they were made last; see views.go.
CREATE TABLE form_views (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL
);

-- Something sealed by which a wrong key is known before anything is done.
CREATE TABLE key_check (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BYTEA NOT NULL
);
