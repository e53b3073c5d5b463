// Package cryptography keeps cryptographic keys, certificates and the secrets of machines (A.10 in 2013; A.8.24 and A.5.17 in
// 2022). Values of keys and secrets are never kept.
package cryptography

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// CryptoKey is a cryptographic key in the custody of a person.
type CryptoKey struct {
	record.Meta
	Name          string
	Purpose       string
	Algorithm     string
	Bits          int
	Custodian     record.Ref
	Assets        record.Refs
	Storage       string
	SecondPlace   string
	CopyOpenedOn  record.Date
	Country       string // of use, and export class
	CreatedOn     record.Date
	RotateDays    int // lifetime
	RotatedOn     record.Date
	RotateBy      record.Date
	ConfirmedOn   record.Date
	CompromisedOn record.Date
	DestroyedOn   record.Date
}

// The days between confirmations of custody, and between openings of a copy.
const (
	confirmDays = 90
	openDays    = 365
)

// CryptoKeys is the register of keys.
var CryptoKeys = record.Define(record.Spec[CryptoKey]{
	Name: "crypto_key", Plural: "crypto-keys", Title: "Cryptographic keys", Singular: "cryptographic key", Prefix: "KY", Version: 2, Clause: "A.8.24",
	About: "Which keys there are, who keeps them, where, and when they are renewed; never the key itself. Start with the keys without which nothing can be restored: backups, disks, signatures.",
	Fields: []record.Field[*CryptoKey]{
		{Name: "name", Label: "Key", Required: true, Listed: true, Indexed: true, Ptr: func(k *CryptoKey) any { return &k.Name }, Synonyms: []string{"title", "key name", "schlüssel", "clé"}},
		{Name: "purpose", Label: "Purpose", Listed: true, Indexed: true, Ptr: func(k *CryptoKey) any { return &k.Purpose }, Synonyms: []string{"use", "zweck", "usage"}, Options: []record.Option{
			{Value: "backup", Label: "Backup"}, {Value: "disk", Label: "Disks", Synonyms: []string{"storage"}}, {Value: "transport", Label: "Transport", Synonyms: []string{"tls", "vpn"}}, {Value: "signature", Label: "Signature", Synonyms: []string{"signing"}}, {Value: "authority", Label: "Certification authority", Synonyms: []string{"ca", "root"}}, {Value: "application", Label: "Application data", Synonyms: []string{"database"}}}},
		{Name: "algorithm", Label: "Algorithm", Ptr: func(k *CryptoKey) any { return &k.Algorithm }, Synonyms: []string{"algorithmus", "algorithme", "type"}},
		{Name: "bits", Label: "Length", Unit: "bits", Ptr: func(k *CryptoKey) any { return &k.Bits }, Synonyms: []string{"key length", "schlüssellänge"}},
		{Name: "custodian", Label: "Custodian", To: "person", Listed: true, Indexed: true, Ptr: func(k *CryptoKey) any { return &k.Custodian }, Synonyms: []string{"owner", "holder", "verwahrer", "dépositaire"}},
		{Name: "assets", Label: "Protects", To: "asset", Ptr: func(k *CryptoKey) any { return &k.Assets }},
		{Name: "storage", Label: "Stored in", Listed: true, Ptr: func(k *CryptoKey) any { return &k.Storage }, Synonyms: []string{"place", "location", "speicherort"}, Options: []record.Option{
			{Value: "hsm", Label: "Hardware module", Synonyms: []string{"hsm", "smart card"}}, {Value: "kms", Label: "Key service", Synonyms: []string{"kms", "cloud"}}, {Value: "store", Label: "Key store or password safe", Synonyms: []string{"vault"}}, {Value: "paper", Label: "Paper in a safe", Synonyms: []string{"safe"}}, {Value: "file", Label: "File", Synonyms: []string{"disk"}}}},
		{Name: "second_place", Label: "Second place", Ptr: func(k *CryptoKey) any { return &k.SecondPlace }, Help: "Where a copy survives what destroys the first."},
		{Name: "copy_opened_on", Label: "Copy opened on", Past: true, Ptr: func(k *CryptoKey) any { return &k.CopyOpenedOn }},
		{Name: "country", Label: "Country of use and export class", Ptr: func(k *CryptoKey) any { return &k.Country }, Synonyms: []string{"country", "land"}},
		{Name: "created_on", Label: "Made on", Past: true, Ptr: func(k *CryptoKey) any { return &k.CreatedOn }, Synonyms: []string{"created", "erzeugt am"}},
		{Name: "rotate_days", Label: "Lifetime", Unit: "days", Ptr: func(k *CryptoKey) any { return &k.RotateDays }, Synonyms: []string{"rotation", "lebensdauer"}},
		{Name: "rotated_on", Label: "Last renewed on", Past: true, From: "created_on", Ptr: func(k *CryptoKey) any { return &k.RotatedOn }, Synonyms: []string{"last rotation", "rotated"}},
		{Name: "rotate_by", Label: "Renew by", Computed: true, Listed: true, Indexed: true, Ptr: func(k *CryptoKey) any { return &k.RotateBy }},
		{Name: "confirmed_on", Label: "Custody confirmed on", Past: true, Listed: true, Indexed: true, Ptr: func(k *CryptoKey) any { return &k.ConfirmedOn }, Synonyms: []string{"reviewed on", "geprüft am"}},
		{Name: "compromised_on", Label: "Compromised on", Past: true, Indexed: true, Ptr: func(k *CryptoKey) any { return &k.CompromisedOn }},
		{Name: "destroyed_on", Label: "Destroyed on", Past: true, From: "created_on", Indexed: true, Ptr: func(k *CryptoKey) any { return &k.DestroyedOn }, Synonyms: []string{"vernichtet am", "revoked"}},
	},
	Whole: true,
	Proves: func(k *CryptoKey) []record.Proof {
		if k.DestroyedOn != "" {
			return nil
		}
		kept := record.Proof{For: "A.8.24"}
		switch {
		case k.CompromisedOn != "":
			kept.On, kept.Failed = k.CompromisedOn, true // until it is destroyed
		case k.Custodian != "" && k.Storage != "" && k.RotateBy != "":
			kept.On, kept.Until = k.ConfirmedOn, earlier(k.ConfirmedOn.Plus(confirmDays+5), k.RotateBy)
		}
		out := []record.Proof{kept}
		if k.Purpose == "backup" {
			out = append(out, record.Proof{For: "A.8.13", On: k.CopyOpenedOn})
		}
		if k.Country != "" {
			out = append(out, record.Proof{For: "A.5.31", On: k.ConfirmedOn})
		}
		return out
	},
	Owes: func(k *CryptoKey) []record.Due {
		switch {
		case k.DestroyedOn != "":
			return nil
		case k.CompromisedOn != "":
			return []record.Due{{What: "Destroy", Day: k.CompromisedOn, Who: k.Custodian, Weight: record.Critical}}
		}
		return []record.Due{{What: "Renew", Day: k.RotateBy, Who: k.Custodian, Weight: record.Grave}, {What: "Confirm custody", Day: k.Again(k.ConfirmedOn, confirmDays), Who: k.Custodian}, {What: "Open the copy", Day: k.CopyOpenedOn.Plus(openDays), Who: k.Custodian}}
	},
	Before: func(_ *record.Writer, _, k *CryptoKey) error {
		if k.RotateDays < 0 {
			return errs.InField("rotate_days", "a lifetime is not negative")
		}
		k.RotateBy = ""
		if k.RotateDays > 0 {
			k.RotateBy = max(k.CreatedOn, k.RotatedOn).Plus(k.RotateDays)
		}
		return nil
	},
})

// earlier of two days; "" is none.
func earlier(a, b record.Date) record.Date {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}
