package asset

import (
	"github.com/assay-isms/assay/internal/record"
)

// Medium is a storage medium that can be carried away (A.7.10).
type Medium struct {
	record.Meta
	Name           string
	Type           string
	Serial         string
	Classification string
	Content        string
	Encrypted      bool
	Holder         record.Ref // person
	Place          string
	ReceivedOn     record.Date
	ConfirmedOn    record.Date
	LostOn         record.Date
	FoundOn        record.Date
	GoneOn         record.Date
	Notes          string
}

// placeDays is for how long a confirmed place holds.
const placeDays = 95

// Media is the register of removable media.
var Media = record.Define(record.Spec[Medium]{
	Name: "medium", Plural: "media", Title: "Media", Singular: "medium", Prefix: "ME", Version: 2, Clause: "A.7.10",
	About: "Sticks, disks, tapes and paper that hold information and can be carried away: who holds each, where it lies, and when somebody last looked.",
	Fields: []record.Field[*Medium]{
		{Name: "name", Label: "Label", Required: true, Listed: true, Indexed: true, Ptr: func(m *Medium) any { return &m.Name }, Synonyms: []string{"name", "medium", "bezeichnung", "support"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(m *Medium) any { return &m.Type }, Synonyms: []string{"art"}, Options: []record.Option{
			{Value: "stick", Label: "Memory stick or card", Synonyms: []string{"usb", "usb stick", "sd"}}, {Value: "disk", Label: "Disk", Synonyms: []string{"hdd", "ssd", "festplatte"}},
			{Value: "tape", Label: "Tape", Synonyms: []string{"lto", "band"}}, {Value: "optical", Label: "Optical disc", Synonyms: []string{"cd", "dvd"}},
			{Value: "paper", Label: "Paper", Synonyms: []string{"papier"}}, {Value: "other", Label: "Other"}}},
		{Name: "serial", Label: "Serial number", Indexed: true, Ptr: func(m *Medium) any { return &m.Serial }, Synonyms: []string{"seriennummer", "serial"}},
		{Name: "classification", Label: "Classification", Listed: true, Indexed: true, Options: Classifications, Ptr: func(m *Medium) any { return &m.Classification }, Synonyms: []string{"klassifizierung", "class"}},
		{Name: "content", Label: "Content", Ptr: func(m *Medium) any { return &m.Content }, Synonyms: []string{"inhalt", "contenu"}},
		{Name: "encrypted", Label: "Encrypted", Indexed: true, Ptr: func(m *Medium) any { return &m.Encrypted }, Synonyms: []string{"verschlüsselt"}},
		{Name: "holder", Label: "Holder", To: "person", Listed: true, Indexed: true, Ptr: func(m *Medium) any { return &m.Holder }, Synonyms: []string{"owner", "inhaber", "responsible"}},
		{Name: "place", Label: "Place", Listed: true, Ptr: func(m *Medium) any { return &m.Place }, Synonyms: []string{"location", "ort", "lieu"}},
		{Name: "received_on", Label: "Received on", Ptr: func(m *Medium) any { return &m.ReceivedOn }, Synonyms: []string{"erhalten am"}},
		{Name: "confirmed_on", Label: "Place confirmed on", Past: true, Listed: true, Indexed: true, Ptr: func(m *Medium) any { return &m.ConfirmedOn }, Synonyms: []string{"inventory", "inventur", "last seen"}},
		{Name: "lost_on", Label: "Lost on", Past: true, Indexed: true, Ptr: func(m *Medium) any { return &m.LostOn }, Synonyms: []string{"verloren am"}},
		{Name: "found_on", Label: "Loss settled on", Past: true, From: "lost_on", Help: "Found again, or its loss judged and closed.", Ptr: func(m *Medium) any { return &m.FoundOn }, Synonyms: []string{"gefunden am"}},
		{Name: "gone_on", Label: "Gone on", Past: true, Help: "Disposed of or handed over for good; the disposal is a record of its own.", Indexed: true, Ptr: func(m *Medium) any { return &m.GoneOn }, Synonyms: []string{"disposed on", "vernichtet am"}},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(m *Medium) any { return &m.Notes }, Synonyms: []string{"bemerkung"}},
	},
	Whole: true,
	Proves: func(m *Medium) []record.Proof {
		switch {
		case m.GoneOn != "":
			return nil
		case m.LostOn != "" && m.FoundOn == "":
			return []record.Proof{{On: m.LostOn, Failed: true}}
		case m.Classification == "" || m.Holder == "" || m.Place == "":
			return []record.Proof{{}}
		}
		return []record.Proof{{On: m.ConfirmedOn}}
	},
	Owes: func(m *Medium) []record.Due {
		switch {
		case m.GoneOn != "":
			return nil
		case m.LostOn != "" && m.FoundOn == "":
			return []record.Due{{What: "Find, or settle the loss", Day: m.LostOn, Who: m.Holder, Weight: record.Critical}}
		}
		return []record.Due{{What: "Confirm the place", Day: m.Again(m.ConfirmedOn, placeDays), Who: m.Holder}}
	},
	Steps: []record.Step[*Medium]{{Name: "confirm", Label: "Confirm the place", About: "Somebody looked today; it is there.", Needs: record.MayEdit, Asks: []string{"place"}, Open: func(m *Medium) bool { return m.GoneOn == "" && (m.LostOn == "" || m.FoundOn != "") },
		Do: func(w *record.Writer, m *Medium) error { m.ConfirmedOn = w.Today(); return nil }}},
})
