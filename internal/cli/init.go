package cli

import (
	"fmt"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
)

type initCmd struct {
	Edition string `enum:"2022,2013,both" default:"2022" help:"Edition of the controls: ${enum}."`
}

// Run makes the store and its first organisation, with what everybody needs: the controls, a draft of risk criteria
// and a draft of the scope.
func (c *initCmd) Run(s *session) error {
	if s.Org == "" {
		return misusef("name the organisation with --org NAME")
	}
	i, err := s.make()
	if err != nil {
		return err
	}
	all, err := i.Identity.Organisations(s.ctx)
	if err != nil {
		return err
	}
	if len(all) > 0 {
		return errs.New(errs.Conflict, "The store at %s has been set up already. Add another organisation with: assay org add NAME.", i.DB.Name())
	}
	if err := s.addOrganisation(s.Org, c.Edition); err != nil {
		return err
	}
	return s.nextSteps()
}

// addOrganisation makes an organisation and fills it with what it starts from.
func (s *session) addOrganisation(name, edition string) error {
	o, err := s.instance.Identity.CreateOrganisation(s.ctx, s.caller(), name)
	if err != nil {
		return err
	}
	org, err := s.instance.Identity.Org(s.ctx, s.caller(), o.ID)
	if err != nil {
		return err
	}
	_, err = org.Write(s.ctx, "Set-up", func(w *record.Writer) error { return start(w, edition, name) })
	return err
}

func start(w *record.Writer, edition, name string) error {
	editions := []catalog.Edition{catalog.Edition(edition)}
	if edition == "both" {
		editions = []catalog.Edition{catalog.Edition2022, catalog.Edition2013}
	}
	for _, e := range editions {
		if _, err := control.AddEdition(w, e); err != nil {
			return err
		}
	}
	if err := risk.CriteriaVersions.Put(w, risk.Starter()); err != nil {
		return err
	}
	return scope.Scopes.Put(w, &scope.Scope{Title: "Scope", Statement: "The information security management system of " + name + " covers …"})
}

func (s *session) nextSteps() error {
	token, needed, err := s.instance.Identity.SetupLink(s.ctx)
	if err != nil {
		return err
	}
	path := ""
	if needed {
		path = setupPath(token)
	}
	if s.JSON {
		return s.json(map[string]string{"organisation": s.Org, "store": s.instance.DB.Name(), "setup_path": path})
	}
	fmt.Fprintf(s.Out, `%s is set up in %s.

Next, in a browser: start assay serve and open the link it prints. It works once and makes the first administrator.
Or here:
  assay import people FILE.xlsx      who owns assets, risks and controls
  assay import assets FILE.xlsx
  assay show RC-1                    the draft of the risk criteria; then: assay approve RC-1
  assay import risks FILE.xlsx
  assay soa show
`, s.Org, s.instance.DB.Name())
	return nil
}

func setupPath(token string) string { return "/set-up?token=" + token }
