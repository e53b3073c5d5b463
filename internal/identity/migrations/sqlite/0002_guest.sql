-- +goose Up
-- Links for people without an account, each to one record.
CREATE TABLE identity_guest (
  hash    TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  org_id  TEXT NOT NULL,
  subject TEXT NOT NULL,
  name    TEXT NOT NULL,
  expires TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX identity_guest_subject ON identity_guest (org_id, subject);
