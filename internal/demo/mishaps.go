package demo

import (
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
)

// mishaps plans what goes wrong in every real year: doubles that are deleted, a file at the wrong control, and a bulk
// change of the wrong rows that is taken back, and a record that turns out to have been wrong.
func (y *year) mishaps() {
	y.on(239, "11:22", "okafor", "From the machine list", func(w *record.Writer) error {
		return put(y, w, asset.Assets, "double", &asset.Asset{Name: "Label server Oldbrook", Type: "server", Location: "Oldbrook, hall 1"})
	})
	y.on(238, "08:14", "okafor", "Already there as Label servers", func(w *record.Writer) error {
		return w.Delete(asset.Assets.Kind(), the(y, asset.Assets, "double").ID, 1)
	})
	y.on(249, "09:48", "roth", "From the list of creditors", func(w *record.Writer) error {
		return put(y, w, supplier.Suppliers, "postline", &supplier.Supplier{Name: "Postline", Service: "Parcels of the web shop"})
	})
	y.on(150, "15:02", "roth", "Contract ended; parcels go by Hauler AG now", func(w *record.Writer) error {
		return w.Delete(supplier.Suppliers.Kind(), the(y, supplier.Suppliers, "postline").ID, 1)
	})
	y.on(14, "10:31", "mbeki", "", func(w *record.Writer) error {
		return put(y, w, evidence.Evidences, "wrong", &evidence.Evidence{Title: "Visitor log of the sister company", Controls: y.refs("control", "A.7.2"),
			Statement: "Extract sent by the guard firm; 40 visits."})
	})
	y.on(13, "07:55", "mbeki", "Sent by mistake: another firm's visitors", func(w *record.Writer) error {
		return w.Delete(evidence.Evidences.Kind(), the(y, evidence.Evidences, "wrong").ID, 1)
	})
	y.wrongRows()
	y.on(16, "09:20", "roth", "", func(w *record.Writer) error {
		return put(y, w, control.Corrections, "vpn", &control.Correction{Control: y.ref("control", "A.6.7"), From: y.date(70), To: y.date(50), Implementation: "partly",
			Why: "Until the new gateway was in place, the VPN also let in a password alone. The logs show it; nobody had looked.", FoundBy: "P. Lindqvist, internal audit"})
	})
}

func (y *year) wrongRows() {
	var first int64
	y.on(157, "11:36", "okafor", "Date for the network controls", func(w *record.Writer) error {
		for _, d := range technological {
			c := the(y, control.Controls, d.id)
			c.Due = y.date(100)
			if err := control.Controls.Put(w, c); err != nil {
				return err
			}
			if first == 0 {
				first = c.Seq
			}
		}
		return nil
	})
	y.on(157, "11:41", "okafor", "The filter was off: all technological controls were changed", func(w *record.Writer) error {
		if err := w.Undo(first); err != nil {
			return err
		}
		for _, d := range technological {
			if _, err := fresh(y, w, control.Controls, d.id); err != nil {
				return err
			}
		}
		return nil
	})
}
