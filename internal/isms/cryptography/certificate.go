package cryptography

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Certificate is an X.509 certificate in use.
type Certificate struct {
	record.Meta
	Subject     string
	Names       string // one a line
	Issuer      string
	NotBefore   record.Date
	NotAfter    record.Date
	Fingerprint string // SHA-256 of the certificate, hexadecimal
	KeyType     string
	KeyBits     int
	Places      string // where it is used, HOST:PORT, one a line
	Problems    string // what the last scan found wrong
	Owner       record.Ref
	Renewal     string
	SeenOn      record.Date
	Status      string
}

// The days before its end on which renewing a certificate is due, and between scans.
const (
	renewDays = 30
	scanDays  = 30
)

// Certificates is the register of certificates.
var Certificates = record.Define(record.Spec[Certificate]{
	Name: "certificate", Plural: "certificates", Title: "Certificates", Singular: "certificate", Prefix: "CF", Version: 2, Clause: "A.8.24",
	About: "Certificates in use, where, until when, and who renews them how. Read them from your servers: assay scan tls HOST:PORT… enters what it finds, and brings what is here up to date. --dry-run shows it first.",
	Fields: []record.Field[*Certificate]{
		{Name: "subject", Label: "Subject", Required: true, Listed: true, Indexed: true, Ptr: func(c *Certificate) any { return &c.Subject }, Synonyms: []string{"common name", "cn", "name", "zertifikat", "certificat"}},
		{Name: "names", Label: "Names", Long: true, Ptr: func(c *Certificate) any { return &c.Names }, Synonyms: []string{"san", "alternative names", "dns names"}},
		{Name: "issuer", Label: "Issuer", Listed: true, Indexed: true, Ptr: func(c *Certificate) any { return &c.Issuer }, Synonyms: []string{"ca", "aussteller", "émetteur"}},
		{Name: "not_before", Label: "Valid from", Ptr: func(c *Certificate) any { return &c.NotBefore }, Synonyms: []string{"not before", "gültig ab"}},
		{Name: "not_after", Label: "Valid until", From: "not_before", Listed: true, Indexed: true, Ptr: func(c *Certificate) any { return &c.NotAfter }, Synonyms: []string{"not after", "expires", "expiry", "gültig bis", "expiration"}},
		{Name: "fingerprint", Label: "Fingerprint", Indexed: true, Ptr: func(c *Certificate) any { return &c.Fingerprint }, Help: "SHA-256.", Synonyms: []string{"thumbprint", "sha256"}},
		{Name: "key_type", Label: "Key", Ptr: func(c *Certificate) any { return &c.KeyType }, Synonyms: []string{"algorithm", "key algorithm"}},
		{Name: "key_bits", Label: "Key length", Unit: "bits", Ptr: func(c *Certificate) any { return &c.KeyBits }, Synonyms: []string{"key size"}},
		{Name: "places", Label: "Used at", Long: true, Ptr: func(c *Certificate) any { return &c.Places }, Help: "HOST:PORT, one a line.", Synonyms: []string{"hosts", "used at", "servers"}},
		{Name: "problems", Label: "Problems", Long: true, Listed: true, Ptr: func(c *Certificate) any { return &c.Problems }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(c *Certificate) any { return &c.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "renewal", Label: "Renewed", Indexed: true, Ptr: func(c *Certificate) any { return &c.Renewal }, Synonyms: []string{"renewal", "erneuerung"}, Options: []record.Option{
			{Value: "automatic", Label: "Automatically", Synonyms: []string{"acme", "auto"}}, {Value: "by_hand", Label: "By hand", Synonyms: []string{"manual", "manuell"}}, {Value: "by_supplier", Label: "By a supplier", Synonyms: []string{"supplier"}}}},
		{Name: "seen_on", Label: "Seen on", Past: true, Listed: true, Indexed: true, Ptr: func(c *Certificate) any { return &c.SeenOn }, Synonyms: []string{"scanned on", "last seen"}},
		{Name: "status", Label: "Status", Indexed: true, Ptr: func(c *Certificate) any { return &c.Status }, Options: []record.Option{
			{Value: "in_use", Label: "In use", Synonyms: []string{"active", "aktiv"}}, {Value: "retired", Label: "Retired", Synonyms: []string{"revoked", "replaced"}}}},
	},
	Whole: true,
	Proves: func(c *Certificate) []record.Proof {
		switch {
		case c.Status != "in_use":
			return nil
		case c.Problems != "" && c.SeenOn != "":
			return []record.Proof{{On: c.SeenOn, Failed: true}} // until a scan finds it right
		case c.Owner == "" || c.Renewal == "" || c.Issuer == "" || c.NotAfter == "":
			return []record.Proof{{}}
		}
		return []record.Proof{{On: c.SeenOn, Until: earlier(c.SeenOn.Plus(scanDays+5), c.NotAfter)}}
	},
	Owes: func(c *Certificate) []record.Due {
		if c.Status != "in_use" {
			return nil
		}
		return []record.Due{{What: "Renew", Day: c.NotAfter.Plus(-renewDays), Who: c.Owner, Weight: record.Grave}, {What: "Scan again", Day: c.Again(c.SeenOn, scanDays), Who: c.Owner}}
	},
	Before: func(w *record.Writer, _, c *Certificate) error {
		if c.Status == "" {
			c.Status = "in_use"
		}
		c.Fingerprint = strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(c.Fingerprint))
		if c.Fingerprint == "" {
			return nil
		}
		return c.single(w)
	},
})

// single refuses a second record of the same certificate.
func (c *Certificate) single(w *record.Writer) error {
	k, err := w.Org().Store().Kind("certificate")
	if err != nil {
		return err
	}
	same, err := w.List(k, record.Query{Filters: []record.Filter{{Field: "fingerprint", Values: []string{c.Fingerprint}}}, Limit: 2})
	if err != nil {
		return err
	}
	for _, o := range same.Records {
		if o.Base().ID != c.ID {
			return errs.InField("fingerprint", "%s is the same certificate; add the place there", o.Base().Ref)
		}
	}
	return nil
}
