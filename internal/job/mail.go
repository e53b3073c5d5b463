// Package job does what the clock asks for. It sends mail by SMTP.
package job

import (
	"context"
	"fmt"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/errs"
)

// Letter is one mail to one address, as plain text and as HTML.
type Letter struct{ To, Name, Subject, Text, HTML string }

// Mailer sends letters one after the other over one connection. Close it when done.
type Mailer struct {
	from   string
	client *mail.Client
}

const mailTimeout = 30 * time.Second

// Dial connects to the server that the options name.
func Dial(ctx context.Context, c config.Mail) (*Mailer, error) {
	if c.Host == "" || c.From == "" {
		return nil, errs.New(errs.BadRequest, "Mail needs a server and a sender: --mail-host HOST --mail-from ADDRESS, or ASSAY_MAIL_HOST and ASSAY_MAIL_FROM.")
	}
	secret, err := c.Secret()
	if err != nil {
		return nil, err
	}
	options := []mail.Option{mail.WithTimeout(mailTimeout)}
	switch c.TLS {
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case "tls":
		options = append(options, mail.WithSSL())
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	options = append(options, mail.WithPort(c.Gate()))
	if c.User != "" {
		kind := mail.SMTPAuthAutoDiscover
		if c.TLS == "none" {
			kind = mail.SMTPAuthPlainNoEnc
		}
		options = append(options, mail.WithSMTPAuth(kind), mail.WithUsername(c.User), mail.WithPassword(secret))
	}
	client, err := mail.NewClient(c.Host, options...)
	if err == nil {
		err = client.DialWithContext(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("mail server %s: %w", c.Host, err)
	}
	return &Mailer{c.From, client}, nil
}

// Send sends a letter.
func (m *Mailer) Send(l Letter) error {
	msg := mail.NewMsg()
	if err := msg.From(m.from); err != nil {
		return errs.New(errs.BadRequest, "The sender %q is no e-mail address: %v.", m.from, err)
	}
	if err := msg.AddToFormat(l.Name, l.To); err != nil {
		return errs.New(errs.Invalid, "%q is no e-mail address: %v.", l.To, err)
	}
	msg.Subject(l.Subject)
	msg.SetDate()
	msg.SetMessageID()
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, l.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, l.HTML)
	return m.client.Send(msg)
}

// Close ends the connection.
func (m *Mailer) Close() error { return m.client.Close() }
