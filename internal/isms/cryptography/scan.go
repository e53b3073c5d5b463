package cryptography

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/record"
)

// Seen is the certificate that a server showed.
type Seen struct {
	Place string // HOST:PORT asked
	Certificate
}

// Scanner reads the certificates of servers.
type Scanner struct {
	Roots *x509.CertPool // whom to trust; nil: the system
	Now   time.Time
	Wait  time.Duration // for one server
}

// Scan asks a server, HOST:PORT, for its certificate. What is wrong with it is in Problems; an error is returned only when none
// was shown.
func (s Scanner) Scan(ctx context.Context, place string) (*Seen, error) {
	host, port, err := net.SplitHostPort(place)
	if err != nil || host == "" || port == "" {
		return nil, fmt.Errorf("%q is no address; write HOST:PORT, such as www.example.org:443", place)
	}
	ctx, stop := context.WithTimeout(ctx, s.Wait)
	defer stop()
	// Verification comes afterwards, so that a bad certificate is seen like a good one. Nothing is sent over the connection.
	d := tls.Dialer{Config: &tls.Config{ServerName: host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}} // #nosec G402
	conn, err := d.DialContext(ctx, "tcp", place)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", place, err)
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	if len(state.PeerCertificates) == 0 {
		return nil, fmt.Errorf("%s shows no certificate", place)
	}
	return s.read(place, host, state), nil
}

func (s Scanner) read(place, host string, state tls.ConnectionState) *Seen {
	cert := state.PeerCertificates[0]
	sum := sha256.Sum256(cert.Raw)
	seen := &Seen{Place: place, Certificate: Certificate{Subject: title(cert), Names: strings.Join(names(cert), "\n"), Issuer: name(cert.Issuer.CommonName, cert.Issuer.String()),
		NotBefore: day(cert.NotBefore), NotAfter: day(cert.NotAfter), Fingerprint: hex.EncodeToString(sum[:]), Places: place, Status: "in_use", SeenOn: day(s.Now)}}
	seen.KeyType, seen.KeyBits = keyOf(cert)
	seen.Problems = strings.Join(s.problems(host, state), "\n")
	return seen
}

// problems tells what a careful client would object to: the chain, the names, the dates, short keys and old protocols.
func (s Scanner) problems(host string, state tls.ConnectionState) (out []string) {
	cert, between, now := state.PeerCertificates[0], x509.NewCertPool(), s.Now
	for _, c := range state.PeerCertificates[1:] {
		between.AddCert(c)
	}
	switch {
	case now.After(cert.NotAfter):
		out = append(out, "expired on "+string(day(cert.NotAfter)))
	case now.Before(cert.NotBefore):
		out = append(out, "not valid before "+string(day(cert.NotBefore)))
	}
	if err := cert.VerifyHostname(host); err != nil {
		out = append(out, "not made out for "+host)
	}
	at := now // whether the chain holds is asked apart from whether it has expired
	if at.After(cert.NotAfter) || at.Before(cert.NotBefore) {
		at = cert.NotBefore
	}
	if _, err := cert.Verify(x509.VerifyOptions{Roots: s.Roots, Intermediates: between, CurrentTime: at}); err != nil {
		out = append(out, "chain: "+chainError(err))
	}
	if kind, bits := keyOf(cert); kind == "RSA" && bits < 2048 {
		out = append(out, fmt.Sprintf("RSA key of %d bits is too short", bits))
	}
	if state.Version < tls.VersionTLS12 {
		out = append(out, "the server agreed to "+tls.VersionName(state.Version))
	}
	return out
}

func chainError(err error) string {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "its issuer is not trusted, or an intermediate certificate is missing"
	}
	return strings.TrimPrefix(err.Error(), "x509: ")
}

func keyOf(cert *x509.Certificate) (kind string, bits int) {
	switch k := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA", k.N.BitLen()
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name, k.Curve.Params().BitSize
	case ed25519.PublicKey:
		return "Ed25519", 8 * ed25519.PublicKeySize
	}
	return cert.PublicKeyAlgorithm.String(), 0
}

func names(cert *x509.Certificate) []string {
	out := slices.Clone(cert.DNSNames)
	for _, ip := range cert.IPAddresses {
		out = append(out, ip.String())
	}
	return out
}

func title(cert *x509.Certificate) string {
	return name(cert.Subject.CommonName, append(names(cert), cert.Subject.String(), "serial number "+cert.SerialNumber.String())...)
}

// name is the first of several that says something, on one line.
func name(first string, others ...string) string {
	for _, n := range append([]string{first}, others...) {
		if n = strings.Join(strings.Fields(n), " "); n != "" {
			return n
		}
	}
	return ""
}

func day(t time.Time) record.Date { return record.Date(t.UTC().Format(time.DateOnly)) }
