-- +goose Up
CREATE TABLE journal_head (
  org      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  size     BIGINT NOT NULL,
  time     TEXT COLLATE "C" NOT NULL,
  frontier BYTEA  NOT NULL
);
CREATE TABLE journal_entry (
  org    TEXT COLLATE "C" NOT NULL,
  seq    BIGINT NOT NULL,
  time   TEXT COLLATE "C" NOT NULL,
  actor  TEXT COLLATE "C" NOT NULL,
  kind   TEXT COLLATE "C" NOT NULL,
  record TEXT COLLATE "C" NOT NULL,
  rev    BIGINT NOT NULL,
  spec   BIGINT NOT NULL,
  op     TEXT COLLATE "C" NOT NULL,
  batch  BIGINT NOT NULL,
  reason TEXT,
  salt   BYTEA,
  body   TEXT,
  reason_hash BYTEA,
  body_hash   BYTEA,
  hashes BYTEA  NOT NULL,
  PRIMARY KEY (org, seq)
);
CREATE INDEX journal_entry_record ON journal_entry (org, record, rev);
CREATE TABLE journal_checkpoint (
  org  TEXT COLLATE "C" NOT NULL,
  size BIGINT NOT NULL,
  time TEXT COLLATE "C" NOT NULL,
  note TEXT   NOT NULL,
  PRIMARY KEY (org, size)
);

-- +goose StatementBegin
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % of % is refused', TG_OP, TG_TABLE_NAME;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION journal_only_redact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.org, NEW.seq, NEW.time, NEW.actor, NEW.kind, NEW.record, NEW.rev, NEW.spec, NEW.op, NEW.batch, NEW.hashes)
     IS NOT DISTINCT FROM
     (OLD.org, OLD.seq, OLD.time, OLD.actor, OLD.kind, OLD.record, OLD.rev, OLD.spec, OLD.op, OLD.batch, OLD.hashes)
     AND NEW.reason IS NULL AND NEW.salt IS NULL AND NEW.body IS NULL
     AND OLD.salt IS NOT NULL AND OLD.op <> 'redact' AND length(NEW.reason_hash) = 32 AND length(NEW.body_hash) = 32
     AND EXISTS (SELECT 1 FROM journal_entry r WHERE r.org = OLD.org AND r.record = OLD.record AND r.rev = OLD.rev
       AND r.op = 'redact' AND r.seq > OLD.seq)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'journal entries cannot be changed, only redacted';
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION journal_no_shrink() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.size < OLD.size OR NEW.org <> OLD.org THEN RAISE EXCEPTION 'a journal cannot shrink'; END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER journal_entry_delete BEFORE DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_entry_update BEFORE UPDATE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_only_redact();
CREATE TRIGGER journal_entry_truncate BEFORE TRUNCATE ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_head_delete BEFORE DELETE ON journal_head FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_head_update BEFORE UPDATE ON journal_head FOR EACH ROW EXECUTE FUNCTION journal_no_shrink();
CREATE TRIGGER journal_head_truncate BEFORE TRUNCATE ON journal_head FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_checkpoint_change BEFORE UPDATE OR DELETE ON journal_checkpoint FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_checkpoint_truncate BEFORE TRUNCATE ON journal_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

GRANT SELECT, INSERT ON journal_entry, journal_checkpoint TO assay_app;
GRANT UPDATE (reason, salt, body, reason_hash, body_hash) ON journal_entry TO assay_app;
GRANT SELECT, INSERT ON journal_head TO assay_app;
GRANT UPDATE (size, time, frontier) ON journal_head TO assay_app;

ALTER TABLE journal_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_head FORCE ROW LEVEL SECURITY;
ALTER TABLE journal_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE journal_checkpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_checkpoint FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON journal_head USING (org = current_setting('assay.org', true));
CREATE POLICY own_organisation ON journal_entry USING (org = current_setting('assay.org', true));
CREATE POLICY own_organisation ON journal_checkpoint USING (org = current_setting('assay.org', true));
