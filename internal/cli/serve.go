package cli

import (
	"fmt"

	"github.com/assay-isms/assay/internal/config"
)

type serveCmd struct{ config.Serving }

// Run answers until it is interrupted. A store without users prints the link that sets it up.
func (c *serveCmd) Run(s *session) error {
	i, err := s.make()
	if err != nil {
		return err
	}
	token, needed, err := i.Identity.SetupLink(s.ctx)
	if err != nil {
		return err
	}
	return i.Serve(s.ctx, c.Serving, func(address string) {
		fmt.Fprintf(s.Out, "Assay answers on %s. Its data is in %s. Stop with Ctrl-C.\n", address, i.DB.Name())
		if needed {
			fmt.Fprintf(s.Out, "Set it up here, once: %s\n", address+setupPath(token))
		}
	})
}
