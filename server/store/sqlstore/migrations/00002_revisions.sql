-- +goose Up

-- A mark of a campaign's setup (its file, units and headers learned) and one of
-- what was filed and decided: each is another, and never one that was before,
-- after any change. They are not part of a dump.
CREATE TABLE revisions (
    campaign TEXT PRIMARY KEY,
    setup    TEXT NOT NULL,
    filed    TEXT NOT NULL
);
