package cli

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/pack"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

type packCmd struct {
	Output string `short:"o" required:"" placeholder:"FILE.zip" help:"The file; one that is there is not overwritten."`
	Since  string `placeholder:"TIME" help:"Leave journal entries before it out, but for the newest of each record."`
	edition
	config.Typefaces
}

// Run writes everything an auditor asks for into one file.
func (c *packCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	org, err := s.shown()
	if err != nil {
		return err
	}
	opts := pack.Options{Edition: catalog.Edition(c.Edition), OrganisationName: o.Name}
	if c.Since != "" {
		if opts.Since, err = record.ParseMoment(c.Since, time.Now()); err != nil {
			return err
		}
	}
	if opts.Fonts, err = report.OpenFonts(c.Font); err != nil {
		return err
	}
	if opts.Actors, err = s.names(org); err != nil {
		return err
	}
	summary, err := s.writePack(org, c.Output, opts)
	if err != nil {
		return err
	}
	return s.say(summary, "%s: %d records, %d files, journal of %d entries. The key's fingerprint, to be told on another way:\n%s",
		c.Output, summary.Records, summary.Files, summary.Entries, summary.Fingerprint)
}

// names are the people and programs that the organisation's journal names.
func (s *session) names(org *record.Org) (map[string]string, error) {
	var ids []string
	err := org.Read(s.ctx, func(r *record.Reader) (err error) {
		ids, err = r.Actors()
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.instance.Identity.Names(s.ctx, ids)
}

func (s *session) writePack(org *record.Org, name string, opts pack.Options) (summary pack.Summary, err error) {
	key, err := s.instance.Records.Keys.Get(org.ID())
	if err != nil {
		return summary, err
	}
	f, err := create(name)
	if err != nil {
		return summary, err
	}
	summary, err = pack.Write(s.ctx, org, key, s.instance.Files, f, opts)
	if err = errors.Join(err, f.Close()); err != nil {
		return summary, errors.Join(err, os.Remove(name))
	}
	return summary, nil
}

// pack checks an audit pack, which needs no store.
func (c *verifyCmd) pack(s *session) error {
	f, err := os.Open(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return errs.New(errs.Invalid, "%s is not a file.", c.File)
	}
	report, err := pack.Verify(s.ctx, f, info.Size(), pack.VerifyOptions{Key: c.Key})
	if err != nil {
		return err
	}
	v := verdict{report.Organisation, report.Entries, int64(report.Records), report.Root, report.Fingerprint, append([]string{}, report.Faults...)}
	if err := s.printVerdicts([]verdict{v}); err != nil {
		return err
	}
	if len(v.Faults) > 0 {
		return answered(failed)
	}
	if c.Key == "" && !s.JSON {
		fmt.Fprintln(s.Out, "  Compare the key with the fingerprint your contact tells you, or give it with --key.")
	}
	return nil
}
