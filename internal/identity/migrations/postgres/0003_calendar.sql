-- +goose Up
-- The address of a user's calendar, kept as the SHA-256 of its secret part.
CREATE TABLE identity_calendar (
  user_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  hash    TEXT COLLATE "C" NOT NULL UNIQUE,
  made    TEXT COLLATE "C" NOT NULL
);
-- What was sent to whom on which day: who writes the line first sends.
CREATE TABLE identity_digest (
  day    TEXT COLLATE "C" NOT NULL,
  org    TEXT COLLATE "C" NOT NULL,
  person TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (day, org, person)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_calendar, identity_digest TO assay_app;
ALTER TABLE identity_calendar ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_calendar FORCE ROW LEVEL SECURITY;
ALTER TABLE identity_digest ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_digest FORCE ROW LEVEL SECURITY;
CREATE POLICY only_instance ON identity_calendar USING (current_setting('assay.org', true) = 'instance');
CREATE POLICY only_instance ON identity_digest USING (current_setting('assay.org', true) = 'instance');
