package main

import (
	"fmt"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

var words = []string{"server", "database", "backup", "customer", "invoice", "laptop", "firewall", "payroll", "archive", "gateway",
	"contract", "warehouse", "printer", "identity", "mail", "portal", "ledger", "scanner", "switch", "vault"}

// fill writes the journal of an organisation with 50 people and n assets and risks, half of each, every tenth changed
// once, as if over a year. The tables are then rebuilt from it.
func fill(store *record.Store, org *record.Org, n int) {
	now := store.Clock().AddDate(-1, 0, 0)
	type draft = journal.Draft
	var drafts []draft
	flush := func() {
		if len(drafts) == 0 {
			return
		}
		must(store.DB.Write(ctx, org.ID(), func(tx *db.Tx) error {
			now = now.Add(1000)
			log, err := journal.Begin(ctx, tx, org.ID(), now)
			if err != nil {
				return err
			}
			for _, d := range drafts {
				if _, err := log.Append(ctx, d); err != nil {
					return err
				}
			}
			return log.Commit(ctx)
		}))
		drafts = drafts[:0]
	}
	add := func(kind, id string, rev int64, body string) {
		drafts = append(drafts, draft{Actor: "system", Kind: kind, Record: id, Rev: rev, Spec: 1, Op: journal.Put, Body: []byte(body)})
		if len(drafts) == 2000 {
			flush()
		}
	}
	for i := range 50 {
		add("person", fmt.Sprintf("person%014d", i), 1, fmt.Sprintf(`{"ref":"P-%d","name":"Person %d","type":"person","status":"active"}`, i+1, i))
	}
	for i := range n / 2 {
		id := fmt.Sprintf("asset%015d", i)
		add("asset", id, 1, assetBody(i, "medium"))
		if i%10 == 0 {
			add("asset", id, 2, assetBody(i, "high"))
		}
		add("risk", riskID(i), 1, riskBody(i, id))
	}
	flush()
}

// plan adds the controls of 2022 and an action of the treatment plan for every hundredth record.
func plan(org *record.Org, n int) {
	var controls []record.Record
	_, err := org.Write(ctx, "", func(w *record.Writer) error {
		if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
			return err
		}
		return w.Each(control.Controls.Kind(), record.Query{}, func(c record.Record) error {
			controls = append(controls, c)
			return nil
		})
	})
	must(err)
	id := func(i int) string { return controls[i%len(controls)].Base().ID }
	for from := 0; from < n/100; from += 1000 {
		_, err := org.Write(ctx, "", func(w *record.Writer) error {
			for i := from; i < min(from+1000, n/100); i++ {
				t := &treatment.Treatment{Title: fmt.Sprintf("Protect the %s", words[i%20]), Risks: record.Refs{riskID(50 * i)}, Controls: record.Refs{id(i), id(i + 7)},
					Owner: record.Ref(fmt.Sprintf("person%014d", i%50)), Due: record.Date(fmt.Sprintf("2026-%02d-01", 1+i%12))}
				if err := treatment.Treatments.Put(w, t); err != nil {
					return err
				}
			}
			return nil
		})
		must(err)
	}
}

func riskID(i int) string { return fmt.Sprintf("risk%016d", i) }

func assetBody(i int, need string) string {
	return fmt.Sprintf(`{"ref":"AS-%d","name":"%s %s %d","type":"%s","owner":"person%014d","classification":"%s","confidentiality":"%s","integrity":"medium","availability":"low","status":"in_use","location":"Room %d","reviewed_on":"2026-%02d-%02d","description":"Keeps the %s of department %d; bought in %d, looked after by the %s team."}`,
		i+1, words[i%20], words[(i/20)%20], i, asset.Assets.Kind().Field("type").Options[i%10].Value, i%50, asset.Classifications[i%4].Value, need, i%300, 1+i%9, 1+i%28, words[(i/7)%20], i%40, 2010+i%15, words[(i/3)%20])
}

func riskBody(i int, asset string) string {
	l, c := 1+i%5, 1+(i/5)%5
	return fmt.Sprintf(`{"ref":"R-%d","title":"Loss of %s %d","description":"An outage of the %s stops the %s; number%d.","assets":["%s"],"properties":["availability"],"owner":"person%014d","likelihood":%d,"consequence":%d,"level":%d,"assessed_on":"2026-%02d-01","option":"modify","residual_likelihood":1,"residual_consequence":%d,"residual_level":1,"status":"open"}`,
		i+1, words[i%20], i, words[(i/11)%20], words[(i/13)%20], i, asset, i%50, l, c, 1+(l*c)/8, 1+i%9, c)
}
