-- +goose Up
CREATE TABLE journal_org (org TEXT NOT NULL PRIMARY KEY);
