-- +goose Up
-- Beside the address that a user made, one for each API token that made one.
ALTER TABLE identity_calendar ADD COLUMN token_id TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE identity_calendar ALTER COLUMN token_id DROP DEFAULT;
ALTER TABLE identity_calendar DROP CONSTRAINT identity_calendar_pkey;
ALTER TABLE identity_calendar ADD PRIMARY KEY (user_id, token_id);
