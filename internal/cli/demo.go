package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/demo"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
)

type demoCmd struct{ config.Serving }

// Run fills a store with the sample organisation and serves it with a sign-in link for each of its people.
func (c *demoCmd) Run(s *session) (err error) {
	if s.Data == "" {
		if s.scratch, err = os.MkdirTemp("", "assay-demo-*"); err != nil {
			return err
		}
		s.Data = s.scratch
	}
	i, err := s.make()
	if err != nil {
		return err
	}
	all, err := i.Identity.Organisations(s.ctx)
	if err != nil {
		return err
	}
	switch {
	case len(all) == 0:
		fmt.Fprintf(s.Out, "Writing a year in the life of %s.\n", demo.Name)
		err = s.fillDemo()
	case len(all) > 1 || all[0].Name != demo.Name:
		err = errs.New(errs.Conflict, "%s holds data of its own; the demo is not mixed with it. Leave --data and ASSAY_DATA out, or name an empty folder.", i.DB.Name())
	}
	if err != nil {
		return err
	}
	people, err := s.demoPeople()
	if err != nil {
		return err
	}
	c.Quiet = true // the links should stay in sight
	return i.Serve(s.ctx, c.Serving, func(address string) { s.printDemo(address, people) })
}

// fillDemo makes the accounts and the organisation as they came to be a good year ago, and then its year.
func (s *session) fillDemo() error {
	i, now := s.instance, time.Now()
	set := func(t time.Time) { i.Records.Clock = func() time.Time { return t } }
	defer func() { i.Records.Clock = time.Now }()
	set(now.AddDate(-1, -2, 0))
	o, err := i.Identity.CreateOrganisation(s.ctx, s.caller(), demo.Name)
	if err != nil {
		return err
	}
	actors := map[string]record.Actor{}
	for n, u := range demo.Users() {
		if actors[u.Email], err = s.enrol(o, u, n == 0); err != nil {
			return err
		}
	}
	return demo.Fill(s.ctx, i.Records, set, o.ID, actors, i.Files, now)
}

// enrol makes an account and tells how it acts in the organisation.
func (s *session) enrol(o *identity.Organisation, u demo.User, operator bool) (record.Actor, error) {
	id := s.instance.Identity
	made, err := id.CreateUser(s.ctx, s.caller(), u.Name, u.Email, operator)
	if err != nil {
		return record.Actor{}, err
	}
	if err := id.Grant(s.ctx, s.caller(), made.ID, o.ID, u.Role); err != nil {
		return record.Actor{}, err
	}
	token, err := id.StartSession(s.ctx, made.ID, "", "demo")
	if err != nil {
		return record.Actor{}, err
	}
	caller, err := id.CallerFromSession(s.ctx, token)
	if err != nil {
		return record.Actor{}, err
	}
	org, err := id.Org(s.ctx, caller, o.ID)
	if err != nil {
		return record.Actor{}, err
	}
	return org.Actor(), id.SignOut(s.ctx, token)
}

// signIn is one person of the demo and the path that signs in as them.
type signIn struct{ name, does, path string }

func (s *session) demoPeople() (people []signIn, err error) {
	for _, u := range demo.Users() {
		user, err := s.instance.Identity.User(s.ctx, s.caller(), u.Email)
		if err != nil {
			return nil, err
		}
		people = append(people, signIn{u.Name, u.Does, s.instance.DemoLink(user.ID)})
	}
	return people, nil
}

func (s *session) printDemo(address string, people []signIn) {
	fmt.Fprintf(s.Out, "\n%s is at %s\n\nSign in as one of its people by opening a link:\n\n", demo.Name, address)
	for _, p := range people {
		fmt.Fprintf(s.Out, "  %-12s %s\n               %s%s\n", p.name, p.does, address, p.path)
	}
	fmt.Fprintln(s.Out, "\nThe links work while this runs. Stop with Ctrl-C.")
	if s.scratch != "" {
		fmt.Fprintln(s.Out, "Everything is in a temporary folder, which is removed then.")
	}
}
