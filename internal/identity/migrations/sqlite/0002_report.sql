-- +goose Up
-- Links by which people without an account report events, kept as the SHA-256 of what the holder shows.
CREATE TABLE identity_report (
  hash TEXT NOT NULL PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE
) WITHOUT ROWID;
