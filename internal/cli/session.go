package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/record"
)

// session is one run of a command: its options, its streams and what it has opened.
type session struct {
	globals
	Streams
	ctx      context.Context
	open     Opener
	instance *Instance
	release  func() // of the past moment shown
	scratch  string // a folder to remove at the end; "" for none
}

func (s *session) close() (err error) {
	if s.release != nil {
		s.release()
	}
	if s.instance != nil {
		err = s.instance.Close()
	}
	if s.scratch != "" {
		err = errors.Join(err, os.RemoveAll(s.scratch))
	}
	return err
}

// store opens the store, which must be there.
func (s *session) store() (*Instance, error) {
	if s.instance != nil {
		return s.instance, nil
	}
	if err := s.Exists(); err != nil {
		return nil, err
	}
	return s.make()
}

// make opens the store and makes it where it is missing.
func (s *session) make() (i *Instance, err error) {
	s.instance, err = s.open(s.ctx, s.Config)
	return s.instance, err
}

// caller is who runs the command: whoever can read the data folder may everything, and the journal names them.
func (s *session) caller() identity.Caller {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return identity.Local(name)
}

// organisation is the one the command is for.
func (s *session) organisation() (*identity.Organisation, error) {
	i, err := s.store()
	if err != nil {
		return nil, err
	}
	all, err := i.Identity.Organisations(s.ctx)
	if err != nil {
		return nil, err
	}
	if s.Org == "" {
		return only(all)
	}
	for _, o := range all {
		if o.ID == s.Org || record.Fold(o.Ref) == record.Fold(s.Org) || record.Fold(o.Name) == record.Fold(s.Org) {
			return o, nil
		}
	}
	return nil, errs.New(errs.NotFound, "There is no organisation %q here. %s", s.Org, named(all))
}

func only(all []*identity.Organisation) (*identity.Organisation, error) {
	switch len(all) {
	case 0:
		return nil, errs.New(errs.NotFound, "There is no organisation yet. Start with: assay init --org NAME.")
	case 1:
		return all[0], nil
	}
	return nil, misusef("there are several organisations; choose one with --org. %s", named(all))
}

func named(all []*identity.Organisation) string {
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = fmt.Sprintf("%s (%s)", o.Name, o.Ref)
	}
	return "There are: " + strings.Join(names, ", ") + "."
}

// present binds the organisation of today.
func (s *session) present() (*record.Org, error) {
	o, err := s.organisation()
	if err != nil {
		return nil, err
	}
	return s.instance.Identity.Org(s.ctx, s.caller(), o.ID)
}

// shown binds the organisation at the moment the command shows.
func (s *session) shown() (*record.Org, error) {
	org, err := s.present()
	if err != nil || s.AsOf == "" {
		return org, err
	}
	return s.past(org, s.AsOf)
}

// past binds the organisation at a past moment; the session releases it.
func (s *session) past(org *record.Org, moment string) (*record.Org, error) {
	at, err := record.ParseMoment(moment, time.Now())
	if err != nil {
		return nil, err
	}
	past, release, err := org.AsOf(s.ctx, at)
	if err != nil {
		return nil, err
	}
	before := s.release
	s.release = func() {
		release()
		if before != nil {
			before()
		}
	}
	return past, nil
}

// read runs fn with the organisation at the moment shown.
func (s *session) read(fn func(*record.Reader) error) error {
	org, err := s.shown()
	if err != nil {
		return err
	}
	return org.Read(s.ctx, fn)
}

// write runs fn in one change, signs the journal, and says on standard error what it wrote and how to take it back.
func (s *session) write(reason string, fn func(*record.Writer) error) error {
	if s.AsOf != "" {
		return misusef("--as-of shows the past, which cannot be changed")
	}
	org, err := s.present()
	if err != nil {
		return err
	}
	batch, err := org.Write(s.ctx, reason, fn)
	if err != nil {
		return err
	}
	if batch.Count() <= 0 {
		fmt.Fprintln(s.Err, "Nothing to change.")
		return nil
	}
	if _, _, err := s.sign(org.ID()); err != nil {
		return err
	}
	fmt.Fprintf(s.Err, "%s. Take it back with: assay undo %d\n", count(batch.Count(), "change", "changes"), batch.First)
	return nil
}

// find finds a record of any register by its reference, by REGISTER/REFERENCE, or by id.
func find(r *record.Reader, ref string) (*record.Kind, record.Record, error) {
	kinds := isms.Kinds()
	if before, after, ok := strings.Cut(ref, "/"); ok {
		k, err := value.Kind(before)
		if err != nil {
			return nil, nil, err
		}
		kinds, ref = []*record.Kind{k}, after
	}
	var found []record.Record
	var of []*record.Kind
	for _, k := range kinds {
		rec, err := r.Find(k, ref)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		found, of = append(found, rec), append(of, k)
	}
	switch len(found) {
	case 0:
		return nil, nil, errs.New(errs.NotFound, "There is no record %q. Find it with: assay search WORDS.", ref)
	case 1:
		return of[0], found[0], nil
	}
	return nil, nil, errs.New(errs.Conflict, "Several registers have a record %q. Name the register too, such as %s/%s.", ref, of[0].Plural, ref)
}

func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

var errStop = errors.New("enough")
