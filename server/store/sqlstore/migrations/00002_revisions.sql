-- +goose Up

-- A mark of a campaign's setup (its file, units and headers learned) and one of
-- what was filed and decided: each is another, and never one that was before,
-- after any change. They are not part of a dump.
CREATE TABLE revisions (
    campaign TEXT PRIMARY KEY,
    setup    TEXT NOT NULL,
    filed    TEXT NOT NULL
);

-- The place of a return's last change among those of its campaign: what changed
-- since somebody looked is what has a higher one.
ALTER TABLE returns ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;
CREATE INDEX returns_moved ON returns (campaign, moved);

-- Lists of a whole campaign and of a unit, newest first.
CREATE INDEX returns_campaign ON returns (campaign, id);
CREATE INDEX returns_unit ON returns (campaign, unit, id);
CREATE INDEX filings_campaign ON filings (campaign, id);
CREATE INDEX attempts_campaign ON attempts (campaign, id);
