-- +goose Up
-- Secrets of the instance. Tokens of every sort are kept as the SHA-256 of what the holder shows.
CREATE TABLE identity_password (
  user_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  hash    TEXT COLLATE "C" NOT NULL
);
CREATE TABLE identity_session (
  hash    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  id      TEXT COLLATE "C" NOT NULL UNIQUE,
  user_id TEXT COLLATE "C" NOT NULL,
  created TEXT COLLATE "C" NOT NULL,
  seen    TEXT COLLATE "C" NOT NULL,
  remote  TEXT COLLATE "C" NOT NULL,
  agent   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX identity_session_user ON identity_session (user_id);
CREATE INDEX identity_session_seen ON identity_session (seen);
CREATE TABLE identity_token (
  hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  id   TEXT COLLATE "C" NOT NULL UNIQUE,
  used TEXT COLLATE "C" NOT NULL
);
CREATE TABLE identity_link (
  hash    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL,
  made_by TEXT COLLATE "C" NOT NULL,
  expires TEXT COLLATE "C" NOT NULL
);
CREATE INDEX identity_link_user ON identity_link (user_id);
CREATE TABLE identity_attempt (
  subject  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last     TEXT COLLATE "C" NOT NULL,
  until    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX identity_attempt_last ON identity_attempt (last);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity_password, identity_session, identity_token, identity_link, identity_attempt TO assay_app;

-- Only transactions of the instance see these tables; those of an organisation find them empty.
ALTER TABLE identity_password ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_password FORCE ROW LEVEL SECURITY;
ALTER TABLE identity_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_session FORCE ROW LEVEL SECURITY;
ALTER TABLE identity_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_token FORCE ROW LEVEL SECURITY;
ALTER TABLE identity_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_link FORCE ROW LEVEL SECURITY;
ALTER TABLE identity_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY only_instance ON identity_password USING (current_setting('assay.org', true) = 'instance');
CREATE POLICY only_instance ON identity_session USING (current_setting('assay.org', true) = 'instance');
CREATE POLICY only_instance ON identity_token USING (current_setting('assay.org', true) = 'instance');
CREATE POLICY only_instance ON identity_link USING (current_setting('assay.org', true) = 'instance');
CREATE POLICY only_instance ON identity_attempt USING (current_setting('assay.org', true) = 'instance');
