-- +goose Up
-- Which logs there are, outside row-level security: ids only, so that rebuild, move and verify can go through all.
CREATE TABLE journal_org (org TEXT COLLATE "C" NOT NULL PRIMARY KEY);
GRANT SELECT, INSERT ON journal_org TO assay_app;
