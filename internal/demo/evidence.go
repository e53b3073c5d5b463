package demo

import (
	"path"
	"strings"

	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

// evidence plans every piece, attached on the day it was collected or the working day after.
func (y *year) evidence() {
	for i, p := range proofs {
		ago := p.ago - i%2
		y.during(ago, p.by, "", func(w *record.Writer) error {
			e, err := p.record(y)
			if err != nil {
				return err
			}
			return put(y, w, evidence.Evidences, p.title, e)
		})
	}
	y.correct("Leaver checklists, {q45}", 41, "sato", "Agency worker 14 was missing in the population", func(e *evidence.Evidence) {
		e.Population = "14 leavers, all; 1 of them from an agency"
	})
	y.correct("Shredding certificate, batch 7", 39, "okafor", "Counted again", func(e *evidence.Evidence) { e.Population = "31 disks and 2 camera recorders" })
	y.correct("Password manager in use", 64, "weber", "Serves A.8.5 as well", func(e *evidence.Evidence) { e.Controls = y.refs("control", "A.5.17 A.8.5") })
}

func (p proof) record(y *year) (*evidence.Evidence, error) {
	e := &evidence.Evidence{Title: y.text(p.title), Controls: y.refs("control", p.controls), Owner: y.ref("person", p.owner), CollectedOn: y.date(p.ago),
		Collector: y.initial(p.owner), PeriodFrom: y.date(p.from), PeriodTo: y.date(p.to), Population: p.population}
	if p.fresh != 0 {
		e.FreshUntil = record.Date(y.day(p.ago).AddDate(0, 0, p.fresh).Format("2006-01-02"))
	}
	switch {
	case isFile(p.source):
		f, err := y.files(p.source)
		e.FileName, e.FileType, e.FileSize, e.FileDigest = strings.TrimSuffix(p.source, path.Ext(p.source))+"-"+string(e.CollectedOn)+path.Ext(p.source), f.mediaType, f.size, f.digest
		return e, err
	case strings.HasPrefix(p.source, "https://"):
		e.Link = p.source
	default:
		e.Statement = p.source
	}
	return e, nil
}

func (y *year) correct(title string, ago int, who, why string, fn func(e *evidence.Evidence)) {
	y.during(ago, who, why, func(w *record.Writer) error {
		e := the(y, evidence.Evidences, title)
		fn(e)
		return evidence.Evidences.Put(w, e)
	})
}
