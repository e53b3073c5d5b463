-- +goose Up
-- The address of a user's calendar, kept as the SHA-256 of its secret part.
CREATE TABLE identity_calendar (
  user_id TEXT NOT NULL PRIMARY KEY,
  hash    TEXT NOT NULL UNIQUE,
  made    TEXT NOT NULL
) WITHOUT ROWID;
-- What was sent to whom on which day: who writes the line first sends.
CREATE TABLE identity_digest (
  day    TEXT NOT NULL,
  org    TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (day, org, person)
) WITHOUT ROWID;
