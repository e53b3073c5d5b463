-- +goose Up
-- Links for people without an account, each to one record.
CREATE TABLE identity_guest (
  hash    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  purpose TEXT COLLATE "C" NOT NULL,
  org_id  TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  name    TEXT COLLATE "C" NOT NULL,
  expires TEXT COLLATE "C" NOT NULL
);
CREATE INDEX identity_guest_subject ON identity_guest (org_id, subject);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_guest TO assay_app;
ALTER TABLE identity_guest ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_guest FORCE ROW LEVEL SECURITY;
CREATE POLICY only_instance ON identity_guest USING (current_setting('assay.org', true) = 'instance');
