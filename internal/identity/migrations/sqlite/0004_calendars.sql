-- +goose Up
-- Beside the address that a user made, one for each API token that made one.
CREATE TABLE identity_calendars (
  user_id  TEXT NOT NULL,
  token_id TEXT NOT NULL,
  hash     TEXT NOT NULL UNIQUE,
  made     TEXT NOT NULL,
  PRIMARY KEY (user_id, token_id)
) WITHOUT ROWID;
INSERT INTO identity_calendars (user_id, token_id, hash, made) SELECT user_id, '', hash, made FROM identity_calendar;
DROP TABLE identity_calendar;
ALTER TABLE identity_calendars RENAME TO identity_calendar;
