-- +goose Up
-- Links by which people without an account report events, kept as the SHA-256 of what the holder shows.
CREATE TABLE identity_report (
  hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  id   TEXT COLLATE "C" NOT NULL UNIQUE
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_report TO assay_app;
ALTER TABLE identity_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_report FORCE ROW LEVEL SECURITY;
CREATE POLICY only_instance ON identity_report USING (current_setting('assay.org', true) = 'instance');
