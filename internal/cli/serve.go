package cli

import "fmt"

type serveCmd struct {
	Addr string `default:"127.0.0.1:8080" env:"ASSAY_ADDR" placeholder:"HOST:PORT" help:"Address to answer on."`
}

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
	return i.Serve(s.ctx, c.Addr, func(address string) {
		fmt.Fprintf(s.Out, "Assay answers on %s. Its data is in %s. Stop with Ctrl-C.\n", address, i.DB.Name())
		if needed {
			fmt.Fprintf(s.Out, "Set it up here, once: %s\n", address+setupPath(token))
		}
	})
}
