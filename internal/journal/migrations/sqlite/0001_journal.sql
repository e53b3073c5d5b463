-- +goose Up
CREATE TABLE journal_head (
  org      TEXT   NOT NULL PRIMARY KEY,
  size     BIGINT NOT NULL,
  time     TEXT   NOT NULL,
  frontier BLOB   NOT NULL
);
CREATE TABLE journal_entry (
  org    TEXT   NOT NULL,
  seq    BIGINT NOT NULL,
  time   TEXT   NOT NULL,
  actor  TEXT   NOT NULL,
  kind   TEXT   NOT NULL,
  record TEXT   NOT NULL,
  rev    BIGINT NOT NULL,
  spec   BIGINT NOT NULL,
  op     TEXT   NOT NULL,
  batch  BIGINT NOT NULL,
  reason TEXT,
  salt   BLOB,
  body   TEXT,
  reason_hash BLOB,
  body_hash   BLOB,
  hashes BLOB   NOT NULL,
  PRIMARY KEY (org, seq)
);
CREATE INDEX journal_entry_record ON journal_entry (org, record, rev);
CREATE TABLE journal_checkpoint (
  org  TEXT   NOT NULL,
  size BIGINT NOT NULL,
  time TEXT   NOT NULL,
  note TEXT   NOT NULL,
  PRIMARY KEY (org, size)
);

-- +goose StatementBegin
CREATE TRIGGER journal_entry_delete BEFORE DELETE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'journal entries cannot be deleted'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_entry_update BEFORE UPDATE ON journal_entry
WHEN NOT (NEW.org IS OLD.org AND NEW.seq IS OLD.seq AND NEW.time IS OLD.time AND NEW.actor IS OLD.actor
  AND NEW.kind IS OLD.kind AND NEW.record IS OLD.record AND NEW.rev IS OLD.rev AND NEW.spec IS OLD.spec
  AND NEW.op IS OLD.op AND NEW.batch IS OLD.batch AND NEW.hashes IS OLD.hashes
  AND NEW.reason IS NULL AND NEW.salt IS NULL AND NEW.body IS NULL
  AND OLD.salt IS NOT NULL AND OLD.op <> 'redact' AND length(NEW.reason_hash) IS 32 AND length(NEW.body_hash) IS 32
  AND EXISTS (SELECT 1 FROM journal_entry r WHERE r.org = OLD.org AND r.record = OLD.record AND r.rev = OLD.rev
    AND r.op = 'redact' AND r.seq > OLD.seq))
BEGIN SELECT RAISE(ABORT, 'journal entries cannot be changed, only redacted'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_head_delete BEFORE DELETE ON journal_head
BEGIN SELECT RAISE(ABORT, 'a journal cannot be deleted'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_head_update BEFORE UPDATE ON journal_head WHEN NEW.size < OLD.size OR NEW.org IS NOT OLD.org
BEGIN SELECT RAISE(ABORT, 'a journal cannot shrink'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_checkpoint_delete BEFORE DELETE ON journal_checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints cannot be deleted'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_checkpoint_update BEFORE UPDATE ON journal_checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints cannot be changed'); END;
-- +goose StatementEnd
