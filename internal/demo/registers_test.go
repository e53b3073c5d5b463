package demo

import (
	"context"
	"testing"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/effectiveness"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestRegistersTellApart: of the registers of access, cryptography, operations and compliance some show their control at work,
// some are late and some show that something is wrong.
func TestRegistersTellApart(t *testing.T) {
	const fresh, stale, failed = effectiveness.Fresh, effectiveness.Stale, effectiveness.Failed
	_, org := filled(t, testdb.SQLite(t, journal.Migrate), today, memory{})
	must(t, org.Read(context.Background(), func(r *record.Reader) error {
		b, err := effectiveness.Read(r)
		if err != nil {
			return err
		}
		for _, want := range []struct {
			control, kind string
			standing      effectiveness.Standing
		}{
			{"A.5.16", "account", stale}, {"A.5.18", "system", fresh}, {"A.8.2", "account", fresh}, {"A.8.5", "system", failed}, {"A.8.34", "account", stale}, {"A.8.18", "entitlement_change", failed},
			{"A.5.17", "secret", stale}, {"A.8.24", "crypto_key", stale}, {"A.8.24", "certificate", failed}, {"A.8.13", "crypto_key", fresh},
			{"A.5.37", "procedure", stale}, {"A.8.32", "change", failed}, {"A.8.6", "capacity_measure", fresh}, {"A.8.31", "environment", fresh}, {"A.8.7", "malware_protection", fresh},
			{"A.8.13", "backup", failed}, {"A.8.13", "restore_test", failed}, {"A.5.30", "restore_test", fresh}, {"A.8.15", "log_source", fresh}, {"A.8.17", "clock_source", fresh},
			{"A.8.8", "vulnerability", failed}, {"A.8.9", "configuration", failed}, {"A.8.19", "technical_review", failed}, {"A.8.22", "technical_review", fresh},
			{"A.5.31", "requirement", stale}, {"A.5.32", "licence", failed}, {"A.5.33", "retention_rule", fresh}, {"A.5.34", "processing_activity", failed}, {"A.5.35", "independent_review", fresh},
		} {
			c, err := control.Controls.Find(r, want.control)
			if err != nil {
				return err
			}
			got := effectiveness.Unused
			for _, n := range b.Needs(want.control, c.ID) {
				if n.Kind == want.kind {
					got = n.Standing
				}
			}
			if got != want.standing {
				t.Errorf("%s by %s stands %v, want %v", want.control, want.kind, got, want.standing)
			}
		}
		for id, borne := range map[string]bool{"A.8.7": true, "A.5.16": false, "A.8.24": false} {
			c, err := control.Controls.Find(r, id)
			if err != nil {
				return err
			}
			if until, ended := b.Excepted(id, c.ID); borne != (until != "") || id == "A.5.16" && ended == "" {
				t.Errorf("%s: excepted until %q, ended %q", id, until, ended)
			}
		}
		return nil
	}))
}
