package cryptography_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/cryptography"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// authority signs certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  crypto.Signer
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	a := &authority{t: t, key: key}
	a.cert = a.sign(&x509.Certificate{Subject: pkix.Name{CommonName: "Test root"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Now().AddDate(-5, 0, 0), NotAfter: time.Now().AddDate(5, 0, 0)}, key)
	return a
}

func (a *authority) sign(c *x509.Certificate, key crypto.Signer) *x509.Certificate {
	a.t.Helper()
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	parent := a.cert
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), a.key)
	must(a.t, err)
	out, err := x509.ParseCertificate(der)
	must(a.t, err)
	return out
}

// server shows a certificate at an address of this machine, which it returns.
func server(t *testing.T, cert *x509.Certificate, key crypto.Signer) string {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}})
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.(*tls.Conn).Handshake()
			c.Close()
		}
	}()
	return l.Addr().String()
}

func leaf(from, to int) *x509.Certificate {
	return &x509.Certificate{Subject: pkix.Name{CommonName: "service"}, NotBefore: time.Now().AddDate(0, 0, from), NotAfter: time.Now().AddDate(0, 0, to),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"service.example"}}
}

// TestScan: whatever is wrong with a certificate, it is seen, and what is wrong is said.
func TestScan(t *testing.T) {
	a := newAuthority(t)
	good, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	must(t, err)
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, err)
	trusted := x509.NewCertPool()
	trusted.AddCert(a.cert)
	stranger := leaf(-1, 90)
	stranger.IPAddresses = nil
	for name, c := range map[string]struct {
		cert  *x509.Certificate
		key   crypto.Signer
		roots *x509.CertPool
		kind  string
		bits  int
		wrong []string
	}{
		"sound":      {leaf(-1, 90), good, trusted, "ECDSA P-384", 384, nil},
		"expired":    {leaf(-90, -1), good, trusted, "ECDSA P-384", 384, []string{"expired on "}},
		"not yet":    {leaf(2, 90), good, trusted, "ECDSA P-384", 384, []string{"not valid before "}},
		"untrusted":  {leaf(-1, 90), good, x509.NewCertPool(), "ECDSA P-384", 384, []string{"chain: its issuer is not trusted"}},
		"other name": {stranger, good, trusted, "ECDSA P-384", 384, []string{"not made out for 127.0.0.1"}},
		"all at once": {leaf(-90, -1), short, x509.NewCertPool(), "RSA", 1024,
			[]string{"expired on ", "chain: ", "RSA key of 1024 bits is too short"}},
	} {
		t.Run(name, func(t *testing.T) {
			cert := a.sign(c.cert, c.key)
			seen, err := cryptography.Scanner{Roots: c.roots, Now: time.Now(), Wait: time.Minute}.Scan(context.Background(), server(t, cert, c.key))
			must(t, err)
			if seen.Subject != "service" || seen.Issuer != "Test root" || seen.KeyType != c.kind || seen.KeyBits != c.bits || !strings.Contains(seen.Names, "service.example") {
				t.Errorf("seen %+v", seen.Certificate)
			}
			problems := strings.FieldsFunc(seen.Problems, func(r rune) bool { return r == '\n' })
			if len(problems) != len(c.wrong) {
				t.Fatalf("problems %q, want %q", problems, c.wrong)
			}
			for i, want := range c.wrong {
				if !strings.HasPrefix(problems[i], want) {
					t.Errorf("problem %q, want %q", problems[i], want)
				}
			}
		})
	}
	for _, place := range []string{"nothing", ":443", "host:", "127.0.0.1:1"} {
		if _, err := (cryptography.Scanner{Now: time.Now(), Wait: time.Minute}).Scan(context.Background(), place); err == nil {
			t.Errorf("%s showed a certificate", place)
		}
	}
}

// TestEnter follows one place and then two through renewals.
func TestEnter(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
		store, err := record.Open(context.Background(), d, journal.Keys(t.TempDir()), func() time.Time { return now }, isms.Kinds())
		must(t, err)
		t.Cleanup(store.Close)
		org, err := store.Org("o1", record.System)
		must(t, err)
		must(t, org.Create(context.Background()))
		seen := func(place, print, problems string) *cryptography.Seen {
			return &cryptography.Seen{Place: place, Certificate: cryptography.Certificate{Subject: "s", Fingerprint: print, Places: place, Problems: problems, Status: "in_use", SeenOn: "2026-03-01"}}
		}
		for i, step := range []struct {
			seen []*cryptography.Seen
			what string
			now  string // ref, fingerprint, places, problems and status of all
		}{
			{[]*cryptography.Seen{seen("a:1", "f1", "")}, "added", "CF-1 f1 a:1 in_use"},
			{[]*cryptography.Seen{seen("a:1", "f1", ""), seen("b:1", "f1", "bad name")}, "updated updated", "CF-1 f1 a:1 b:1 b:1 bad name in_use"},
			{[]*cryptography.Seen{seen("b:1", "f1", "")}, "updated", "CF-1 f1 a:1 b:1 in_use"},
			{[]*cryptography.Seen{seen("b:1", "f2", "")}, "renewed", "CF-1 f1 a:1 in_use; CF-2 f2 b:1 in_use"},
			{[]*cryptography.Seen{seen("a:1", "f3", "")}, "renewed", "CF-1 f3 a:1 in_use; CF-2 f2 b:1 in_use"},
			{[]*cryptography.Seen{seen("a:1", "f2", "")}, "updated", "CF-1 f3  retired; CF-2 f2 b:1 a:1 in_use"},
		} {
			var what []string
			_, err := org.Write(context.Background(), "", func(w *record.Writer) error {
				entered, err := cryptography.Enter(w, step.seen)
				for _, e := range entered {
					what = append(what, e.What)
				}
				return err
			})
			must(t, err)
			var now []string
			must(t, org.Read(context.Background(), func(r *record.Reader) error {
				now = nil
				return r.Each(cryptography.Certificates.Kind(), record.Query{}, func(rec record.Record) error {
					c := rec.(*cryptography.Certificate)
					line := c.Ref + " " + c.Fingerprint + " " + c.Places + " "
					if c.Problems != "" {
						line += c.Problems + " "
					}
					now = append(now, strings.ReplaceAll(line, "\n", " ")+c.Status)
					return nil
				})
			}))
			if got := strings.Join(what, " "); got != step.what {
				t.Errorf("step %d: %s, want %s", i, got, step.what)
			}
			if got := strings.Join(now, "; "); got != step.now {
				t.Errorf("step %d: %s, want %s", i, got, step.now)
			}
		}
	})
}
