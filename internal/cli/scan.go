package cli

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/cryptography"
	"github.com/assay-isms/assay/internal/record"
)

type scanCmd struct {
	TLS scanTLSCmd `cmd:"" name:"tls" help:"Read the certificates of servers into the register of certificates."`
}

type scanTLSCmd struct {
	Place  []string      `arg:"" name:"host:port" help:"Servers, such as www.example.org:443."`
	DryRun bool          `help:"Show what is found and write nothing."`
	Wait   time.Duration `default:"10s" help:"How long to wait for one server."`
	Reason string        `help:"Why, for the history."`
}

// scanned is how many servers are asked at the same time.
const scanned = 8

// Run scans, enters what was seen, and fails if a server showed nothing.
func (c *scanTLSCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	seen, failed := c.scan(s.ctx, i.Records.Clock())
	t := table{head: []string{"REF", "PLACE", "", "SUBJECT", "ISSUER", "KEY", "VALID UNTIL", "PROBLEMS"}}
	data := []any{}
	row := func(ref, place, what string, x *cryptography.Certificate) {
		t.rows = append(t.rows, []string{ref, place, what, x.Subject, x.Issuer, fmt.Sprintf("%s, %d bits", x.KeyType, x.KeyBits), string(x.NotAfter), strings.ReplaceAll(x.Problems, "\n", "; ")})
		data = append(data, map[string]any{"ref": ref, "place": place, "what": what, "subject": x.Subject, "issuer": x.Issuer, "names": strings.Fields(x.Names), "key_type": x.KeyType, "key_bits": x.KeyBits,
			"not_before": x.NotBefore, "not_after": x.NotAfter, "fingerprint": x.Fingerprint, "problems": x.Problems})
	}
	if c.DryRun {
		for _, x := range seen {
			row("", x.Place, "seen", &x.Certificate)
		}
	} else if len(seen) > 0 {
		var entered []cryptography.Entered
		err = s.write(c.Reason, func(w *record.Writer) (err error) {
			entered, err = cryptography.Enter(w, seen)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range entered {
			row(e.Ref, e.Place, e.What, e.Certificate)
		}
	}
	t.data = data
	if err = s.table(t); err != nil || len(failed) == 0 {
		return err
	}
	return errs.New(errs.Conflict, "%d of %d servers showed no certificate: %s", len(failed), len(c.Place), strings.Join(failed, "; "))
}

// scan asks all servers, several at a time; the answers keep their order.
func (c *scanTLSCmd) scan(ctx context.Context, now time.Time) (seen []*cryptography.Seen, failed []string) {
	found, wrong := make([]*cryptography.Seen, len(c.Place)), make([]error, len(c.Place))
	var all sync.WaitGroup
	free := make(chan struct{}, scanned)
	for i, place := range c.Place {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			found[i], wrong[i] = cryptography.Scanner{Now: now, Wait: c.Wait}.Scan(ctx, place)
		})
	}
	all.Wait()
	for i := range found {
		if wrong[i] != nil {
			failed = append(failed, wrong[i].Error())
		} else {
			seen = append(seen, found[i])
		}
	}
	return seen, failed
}
