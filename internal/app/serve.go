package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/report"
)

// How long the server waits.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 5 * time.Minute // of a large upload
	idleTimeout     = 2 * time.Minute
	stopTimeout     = 15 * time.Second
	checkpointEvery = time.Minute
	maxHeaderBytes  = 64 << 10
)

// Serve answers until ctx ends, then waits for the requests under way. ready is called once with the address
// the server listens on, such as http://127.0.0.1:8080, when it answers.
func (a *App) Serve(ctx context.Context, how config.Serving, ready func(address string)) error {
	fonts, err := report.OpenFonts(how.Font)
	if err != nil {
		return err
	}
	a.fonts = fonts
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", how.Addr)
	if err != nil {
		e := errs.New(errs.Conflict, "Nothing can be served on %s: %v. Choose another address with --addr HOST:PORT.", how.Addr, err)
		e.Err = err
		return e
	}
	server := &http.Server{Handler: a.Handler(how), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(a.Log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	upkeep, reminding := a.startUpkeep(ctx), a.startReminding(ctx, how.Mail)
	ready("http://" + l.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		if err = server.Shutdown(stop); err != nil {
			err = errors.Join(err, server.Close())
		}
	}
	reminding()
	upkeep()
	return err
}

// startUpkeep signs the logs that have grown, every minute and once more when stopped.
func (a *App) startUpkeep(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	sign := func() {
		if err := a.Checkpoint(context.WithoutCancel(ctx)); err != nil {
			a.Log.Error("checkpoints were not signed", "error", err)
		}
	}
	go func() {
		defer close(done)
		tick := time.NewTicker(checkpointEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				sign()
			case <-ctx.Done():
				sign()
				return
			}
		}
	}()
	return func() { cancel(); <-done }
}
