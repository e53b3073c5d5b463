package organization

import (
	"github.com/assay-isms/assay/internal/record"
)

// MobileDevice is a device that leaves the premises, or with which somebody works elsewhere (A.6.7, A.7.9, A.8.1).
type MobileDevice struct {
	record.Meta
	Name       string
	Type       string
	Serial     string
	Property   string
	Holder     record.Ref // person
	Asset      record.Ref
	Managed    bool
	Encryption string
	Baseline   string
	LastSeen   record.Date
	WipeTested record.Date
	IssuedOn   record.Date
	LostOn     record.Date
	WipedOn    record.Date
	ReturnedOn record.Date
	Notes      string
}

// Days after which a device should have been seen, and a remote wipe tried.
const (
	seenDays = 14
	wipeDays = 365
)

// MobileDevices are the devices that leave the premises.
var MobileDevices = record.Define(record.Spec[MobileDevice]{
	Name: "mobile_device", Plural: "mobile-devices", Title: "Mobile devices and remote work", Singular: "mobile device", Prefix: "MD", Version: 2, Clause: "A.8.1",
	About: "Who carries which device, whether it is managed and encrypted, and when it was last seen. Import the list of the device management.",
	Fields: []record.Field[*MobileDevice]{
		{Name: "name", Label: "Device", Required: true, Listed: true, Indexed: true, Ptr: func(d *MobileDevice) any { return &d.Name }, Synonyms: []string{"device name", "gerät", "hostname", "appareil"}},
		{Name: "type", Label: "Type", Indexed: true, Ptr: func(d *MobileDevice) any { return &d.Type }, Synonyms: []string{"art", "platform"}, Options: []record.Option{
			{Value: "laptop", Label: "Notebook", Synonyms: []string{"notebook", "windows", "macos"}}, {Value: "phone", Label: "Phone", Synonyms: []string{"smartphone", "telefon", "ios", "android"}},
			{Value: "tablet", Label: "Tablet"}, {Value: "other", Label: "Other", Synonyms: []string{"scanner"}}}},
		{Name: "serial", Label: "Serial number", Indexed: true, Ptr: func(d *MobileDevice) any { return &d.Serial }, Synonyms: []string{"seriennummer", "imei", "serial"}},
		{Name: "property", Label: "Belongs to", Indexed: true, Ptr: func(d *MobileDevice) any { return &d.Property }, Synonyms: []string{"ownership", "eigentum"}, Options: []record.Option{
			{Value: "company", Label: "The organisation", Synonyms: []string{"corporate", "firma"}}, {Value: "private", Label: "The holder", Synonyms: []string{"byod", "personal", "privat"}}}},
		{Name: "holder", Label: "Holder", To: "person", Listed: true, Indexed: true, Ptr: func(d *MobileDevice) any { return &d.Holder }, Synonyms: []string{"user", "owner", "nutzer", "utilisateur"}},
		{Name: "asset", Label: "Asset", To: "asset", Ptr: func(d *MobileDevice) any { return &d.Asset }},
		{Name: "managed", Label: "Managed", Help: "Enrolled in the device management, or under an agreement that binds the holder.", Indexed: true, Ptr: func(d *MobileDevice) any { return &d.Managed }, Synonyms: []string{"enrolled", "verwaltet"}},
		{Name: "encryption", Label: "Storage encrypted", Listed: true, Indexed: true, Ptr: func(d *MobileDevice) any { return &d.Encryption }, Synonyms: []string{"encrypted", "verschlüsselt", "chiffré"}, Options: []record.Option{
			{Value: "on", Label: "Yes", Synonyms: []string{"true", "ja", "enabled"}}, {Value: "off", Label: "No", Synonyms: []string{"false", "nein", "disabled"}}, {Value: "unknown", Label: "Not known", Synonyms: []string{"unbekannt"}}}},
		{Name: "baseline", Label: "Baseline", Help: "Whether the device met the agreed settings when last seen.", Listed: true, Indexed: true, Ptr: func(d *MobileDevice) any { return &d.Baseline }, Synonyms: []string{"compliant", "compliance"}, Options: []record.Option{
			{Value: "met", Label: "Met", Synonyms: []string{"compliant", "true"}}, {Value: "missed", Label: "Not met", Synonyms: []string{"noncompliant", "false"}}}},
		{Name: "last_seen", Label: "Last seen", Past: true, Listed: true, Indexed: true, Ptr: func(d *MobileDevice) any { return &d.LastSeen }, Synonyms: []string{"last check-in", "zuletzt gesehen", "last contact"}},
		{Name: "wipe_tested_on", Label: "Remote wipe tested on", Past: true, Ptr: func(d *MobileDevice) any { return &d.WipeTested }, Synonyms: []string{"wipe test"}},
		{Name: "issued_on", Label: "Issued on", Ptr: func(d *MobileDevice) any { return &d.IssuedOn }, Synonyms: []string{"ausgegeben am", "received"}},
		{Name: "lost_on", Label: "Lost on", Past: true, Help: "The day the loss or theft was noticed.", Listed: true, Indexed: true, Ptr: func(d *MobileDevice) any { return &d.LostOn }, Synonyms: []string{"verloren am", "stolen"}},
		{Name: "wiped_on", Label: "Wiped or found on", Past: true, From: "lost_on", Help: "The day it was locked, wiped, found, or shown to have been encrypted.", Indexed: true, Ptr: func(d *MobileDevice) any { return &d.WipedOn }, Synonyms: []string{"gelöscht am"}},
		{Name: "returned_on", Label: "Returned on", Past: true, From: "issued_on", Indexed: true, Ptr: func(d *MobileDevice) any { return &d.ReturnedOn }, Synonyms: []string{"zurück am"}},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(d *MobileDevice) any { return &d.Notes }, Synonyms: []string{"bemerkung"}},
	},
	Whole: true,
	Proves: func(d *MobileDevice) []record.Proof {
		if d.gone() {
			return nil
		}
		p := record.Proof{On: d.LostOn, Failed: true}
		if d.LostOn == "" {
			p = record.Proof{}
			if d.Holder != "" && d.Managed && d.Encryption == "on" {
				p.On = d.LastSeen
			}
		}
		away, home, endpoint := p, p, p
		away.For, home.For, endpoint.For = "A.7.9", "A.6.7", "A.8.1"
		if d.Baseline != "met" && !p.Failed {
			endpoint.On = ""
		}
		return []record.Proof{away, home, endpoint}
	},
	Owes: func(d *MobileDevice) []record.Due {
		switch {
		case d.gone():
			return nil
		case d.LostOn != "":
			return []record.Due{{What: "Lock and wipe", Day: d.LostOn, Who: d.Holder, Weight: record.Critical}}
		}
		return []record.Due{{What: "Connect the device", Day: d.Again(d.LastSeen, seenDays), Who: d.Holder}, {What: "Test the remote wipe", Day: d.WipeTested.Plus(wipeDays)}}
	},
})

func (d *MobileDevice) gone() bool { return d.ReturnedOn != "" || d.LostOn != "" && d.WipedOn != "" }
