package config

import (
	"os"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Mail is how the program sends mail. The password is never an option, which others on the machine could read: it comes from
// a file, or from ASSAY_MAIL_PASSWORD.
type Mail struct {
	Host         string `name:"mail-host" env:"ASSAY_MAIL_HOST" placeholder:"HOST" help:"Mail server (SMTP). Without it nobody is reminded by mail."`
	Port         int    `name:"mail-port" env:"ASSAY_MAIL_PORT" placeholder:"PORT" help:"Its port; without it 587, with tls 465, with none 25."`
	TLS          string `name:"mail-tls" env:"ASSAY_MAIL_TLS" enum:"starttls,tls,none" default:"starttls" help:"starttls (refused where the server cannot), tls from the first byte, or none: only for a server on the same machine."`
	User         string `name:"mail-user" env:"ASSAY_MAIL_USER" placeholder:"NAME" help:"Name to sign in with; the password stands in ASSAY_MAIL_PASSWORD or in a file."`
	PasswordFile string `name:"mail-password-file" env:"ASSAY_MAIL_PASSWORD_FILE" placeholder:"FILE" help:"File with the password, in its first line."`
	From         string `name:"mail-from" env:"ASSAY_MAIL_FROM" placeholder:"ADDRESS" help:"Sender, such as assay@example.org."`
	Hour         int    `name:"mail-hour" env:"ASSAY_MAIL_HOUR" default:"6" placeholder:"HOUR" help:"Hour of the day (UTC) from which the server sends what is due to each person."`
	Link         string `name:"mail-link" env:"ASSAY_MAIL_LINK" placeholder:"URL" help:"Where people reach the pages, such as https://assay.example.org, for the link in the mail."`
}

// Gate is the port, or the usual one.
func (m Mail) Gate() int {
	switch {
	case m.Port != 0:
		return m.Port
	case m.TLS == "tls":
		return 465
	case m.TLS == "none":
		return 25
	}
	return 587
}

// Secret reads the password; "" if there is none.
func (m Mail) Secret() (string, error) {
	if m.PasswordFile == "" {
		return os.Getenv("ASSAY_MAIL_PASSWORD"), nil
	}
	b, err := os.ReadFile(m.PasswordFile)
	if err != nil {
		e := errs.New(errs.BadRequest, "The password of the mail server cannot be read from %s. Name a file that this user may read.", m.PasswordFile)
		e.Err = err
		return "", e
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimRight(line, "\r"), nil
}
