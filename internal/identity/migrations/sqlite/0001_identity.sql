-- +goose Up
-- Secrets of the instance. Tokens of every sort are kept as the SHA-256 of what the holder shows.
CREATE TABLE identity_password (
  user_id TEXT NOT NULL PRIMARY KEY,
  hash    TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE identity_session (
  hash    TEXT NOT NULL PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  created TEXT NOT NULL,
  seen    TEXT NOT NULL,
  remote  TEXT NOT NULL,
  agent   TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX identity_session_user ON identity_session (user_id);
CREATE INDEX identity_session_seen ON identity_session (seen);
CREATE TABLE identity_token (
  hash TEXT NOT NULL PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE,
  used TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE identity_link (
  hash    TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  expires TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX identity_link_user ON identity_link (user_id);
CREATE TABLE identity_attempt (
  subject  TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last     TEXT NOT NULL,
  until    TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX identity_attempt_last ON identity_attempt (last);
