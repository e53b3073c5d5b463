package demo

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/assay-isms/assay/internal/isms/cryptography"
	"github.com/assay-isms/assay/internal/record"
)

type key struct {
	key, name, purpose, algorithm, custodian, assets, storage, second string
	bits, days, made, renewed, confirmed, opened                      int // renewed, confirmed, opened: working days ago
}

var cryptoKeys = []key{
	{"backup", "Key of the immutable store", "backup", "AES", "okafor", "backup", "store", "Sealed envelope in the bank safe", 256, 730, 0, 190, 20, 62},
	{"disks", "Recovery keys of notebooks", "disk", "AES", "szabo", "notebooks", "store", "Export in the bank safe", 256, 1825, 0, 240, 26, 0},
	{"edi", "Signature key of EDI", "signature", "RSA", "weber", "edi", "hsm", "Second module in Harbour", 3072, 730, 0, 140, 18, 0},
	{"ca", "Root of the house", "authority", "ECDSA P-384", "weber", "office-net directory", "paper", "Card in the bank safe", 384, 3650, 0, 250, 18, 0},
	{"vpn", "Pre-shared keys of maintenance firms", "transport", "AES", "weber", "vpn", "store", "", 256, 182, 0, 150, 61, 0},
}

type cert struct {
	key, subject, issuer, places, owner, renewal string
	from, to                                     int // working days; negative ahead
	problems                                     string
}

var certs = []cert{
	{"shop", "shop.northwind.example", "R11, Let's Encrypt", "shop.northwind.example:443", "fontaine", "by_supplier", 30, -35, ""},
	{"mail", "mail.northwind.example", "GlobalTrust TLS 2024", "mail.northwind.example:443", "okafor", "by_hand", 180, -80, ""},
	{"vpn", "vpn.northwind.example", "GlobalTrust TLS 2024", "vpn.northwind.example:443", "weber", "by_hand", 246, -12, ""},
	{"erp", "erp.northwind.example", "Northwind Foods root", "erp.northwind.example:8443", "lund", "automatic", 60, -180, ""},
	{"edi", "edi.northwind.example", "GlobalTrust Client 2024", "edi.northwind.example:4080", "weber", "by_hand", 140, -110, ""},
	{"coldmon", "coldmon", "coldmon", "coldmon.northwind.example:443", "marchetti", "", 255, -5, "not made out for coldmon.northwind.example\nchain: its issuer is not trusted, or an intermediate certificate is missing"},
}

type opener struct {
	key, name, kind, system, holder, place, scope string
	days, replaced, confirmed                     int
}

var openers = []opener{
	{"edi", "Password of the EDI batch user", "password", "erp", "lund", "Password safe, vault Interfaces", "Batch user", 365, 118, 21},
	{"backup", "Password of the backup service", "password", "directory", "okafor", "Password safe, vault Backup", "Backup operators", 182, 84, 21},
	{"glass", "Break-glass account of the directory", "break_glass", "directory", "weber", "Sealed envelopes in both plants", "Domain administrators", 365, 66, 22},
	{"deploy", "Deploy key of the label servers", "deploy_key", "repo", "lund", "Build server", "Read the repository of labels", 365, 130, 21},
	{"haul", "Token of the hauliers' tracking", "token", "trace", "marchetti", "Configuration of the gateway", "Read positions", 182, 230, 21},
}

// cryptography plans keys, certificates and secrets.
func (y *year) cryptography() {
	listed(y, cryptography.CryptoKeys, 218, "09:05", "weber", "From the sheet of keys", cryptoKeys, func(k key) (string, *cryptography.CryptoKey) {
		return k.key, &cryptography.CryptoKey{Name: k.name, Purpose: k.purpose, Algorithm: k.algorithm, Bits: k.bits, Custodian: y.ref("person", k.custodian), Assets: y.refs("asset", k.assets), Storage: k.storage,
			SecondPlace: k.second, RotateDays: k.days, CreatedOn: y.date(max(k.renewed, 219))}
	})
	for _, k := range cryptoKeys {
		look(y, cryptography.CryptoKeys, k.key, "weber", "Custody confirmed with "+y.initial(k.custodian), []int{140, 80, k.confirmed}, func(ago int, c *cryptography.CryptoKey) {
			c.ConfirmedOn = y.date(ago)
			if k.renewed < 219 && ago <= k.renewed {
				c.RotatedOn = y.date(k.renewed)
			}
			if k.opened >= ago && k.opened != 0 {
				c.CopyOpenedOn = y.date(k.opened)
			}
		})
	}
	for i, ago := range []int{215, 150, 104, 63, 42, 21, 6} {
		y.during(ago, "weber", "Scan of the certificates", func(w *record.Writer) error { return y.scanned(w, ago, i == 0) })
	}
	listed(y, cryptography.Secrets, 146, "15:10", "weber", "Secrets of machines, collected with their holders", openers, func(o opener) (string, *cryptography.Secret) {
		return o.key, &cryptography.Secret{Name: o.name, Type: o.kind, System: y.ref("system", o.system), Holder: y.ref("person", o.holder), Place: o.place, Scope: o.scope, Lifetime: o.days, RotatedOn: y.date(max(o.replaced, 147))}
	})
	for _, o := range openers {
		look(y, cryptography.Secrets, o.key, "weber", "Holder and place confirmed", []int{105, 65, o.confirmed}, func(ago int, s *cryptography.Secret) {
			s.ConfirmedOn = y.date(ago)
			if o.replaced < 147 && ago <= o.replaced {
				s.RotatedOn = y.date(o.replaced)
			}
			if o.kind == "break_glass" && ago < 66 {
				s.UsedOn, s.TestedOn = y.date(66), y.date(65)
			}
		})
	}
}

// scanned enters what a scan saw, as assay scan tls does; the first one leaves owners and ways of renewal to people.
func (y *year) scanned(w *record.Writer, ago int, first bool) error {
	var seen []*cryptography.Seen
	for _, c := range certs {
		if c.from < ago {
			continue
		}
		print := sha256.Sum256([]byte(c.subject))
		seen = append(seen, &cryptography.Seen{Place: c.places, Certificate: cryptography.Certificate{Subject: c.subject, Names: c.subject, Issuer: c.issuer, NotBefore: y.date(min(c.from, length)), NotAfter: y.date(c.to),
			Fingerprint: hex.EncodeToString(print[:]), KeyType: "ECDSA P-256", KeyBits: 256, Places: c.places, Status: "in_use", Problems: c.problems, SeenOn: y.date(ago)}})
	}
	entered, err := cryptography.Enter(w, seen)
	for _, e := range entered {
		for _, c := range certs {
			if err == nil && c.places == e.Place && (e.Owner == "" || e.Renewal != c.renewal) && !first {
				e.Certificate.Owner, e.Certificate.Renewal = y.ref("person", c.owner), c.renewal
				err = cryptography.Certificates.Put(w, e.Certificate)
			}
		}
	}
	return err
}
