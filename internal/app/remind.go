package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/job"
	"github.com/assay-isms/assay/internal/record"
)

// Digests are what the persons of every organisation are reminded of today.
func (a *App) Digests(ctx context.Context, m config.Mail) (map[string][]*task.Digest, error) {
	orgs, err := a.Identity.Organisations(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string][]*task.Digest{}
	for _, o := range orgs {
		org, err := a.Records.Org(o.ID, record.System)
		if err != nil {
			return nil, err
		}
		err = org.Read(ctx, func(r *record.Reader) (err error) {
			out[o.ID], err = task.Digests(r)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, d := range out[o.ID] {
			if d.Org = o.Name; m.Link != "" {
				d.Link = strings.TrimRight(m.Link, "/") + "/o/" + o.Ref + "/due"
			}
		}
	}
	return out, nil
}

// Remind sends each person one mail a day with what is due to them; who was sent one today is left out. It returns how many
// were sent. A mail that fails is tried again by the next call.
func (a *App) Remind(ctx context.Context, m config.Mail) (sent int, err error) {
	all, err := a.Digests(ctx, m)
	if err != nil {
		return 0, err
	}
	var mailer *job.Mailer
	defer func() {
		if mailer != nil {
			err = errors.Join(err, mailer.Close())
		}
	}()
	today := record.Date(a.Records.Clock().UTC().Format(time.DateOnly))
	var failed []error
	for org, digests := range all {
		for _, d := range digests {
			mine, err := a.Identity.ClaimDigest(ctx, org, d.Person.ID, today)
			if err != nil {
				return sent, err
			}
			if !mine {
				continue
			}
			if mailer == nil {
				mailer, err = job.Dial(ctx, m)
			}
			if err == nil {
				err = send(mailer, d)
			}
			if err != nil {
				failed = append(failed, fmt.Errorf("mail to %s: %w", d.Person.Ref, err), a.Identity.UnclaimDigest(context.WithoutCancel(ctx), org, d.Person.ID, today))
				if mailer == nil {
					return sent, errors.Join(failed...) // the server does not answer
				}
				continue
			}
			sent++
		}
	}
	return sent, errors.Join(failed...)
}

func send(m *job.Mailer, d *task.Digest) error {
	page, err := d.HTML()
	if err != nil {
		return err
	}
	return m.Send(job.Letter{To: d.Person.Email, Name: d.Person.Name, Subject: d.Subject(), Text: d.Text(), HTML: page})
}

// remindEvery is how often the server looks whether the hour has come.
const remindEvery = time.Minute

// startReminding sends the digests of each day from the hour on, until stopped.
func (a *App) startReminding(ctx context.Context, m config.Mail) (stop func()) {
	if m.Host == "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(remindEvery)
		defer tick.Stop()
		day := ""
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			now := a.Records.Clock().UTC()
			if now.Hour() < m.Hour || day == now.Format(time.DateOnly) {
				continue
			}
			n, err := a.Remind(ctx, m)
			if err != nil {
				a.Log.Error("not all reminders were sent", "sent", n, "error", err)
				continue
			}
			day = now.Format(time.DateOnly)
			a.Log.Info("reminders sent", "sent", n)
		}
	}()
	return func() { cancel(); <-done }
}
