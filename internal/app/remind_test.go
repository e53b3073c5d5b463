package app

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

// postbox is a mail server that keeps what it is sent.
type postbox struct {
	mu      sync.Mutex
	letters map[string][]string // by recipient
	refuse  bool
}

// NewSession begins a session.
func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{box: p}, nil }

type delivery struct {
	box *postbox
	to  string
	in  bool
}

// AuthMechanisms are how one signs in.
func (d *delivery) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth checks the password.
func (d *delivery) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "assay" || password != "secret-word" {
			return errors.New("wrong password")
		}
		d.in = true
		return nil
	}), nil
}

// Mail begins a letter.
func (d *delivery) Mail(string, *smtp.MailOptions) error {
	if !d.in || d.box.refuse {
		return &smtp.SMTPError{Code: 451, Message: "not now"}
	}
	return nil
}

// Rcpt says for whom it is.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = to
	return nil
}

// Data takes it.
func (d *delivery) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	d.box.letters[d.to] = append(d.box.letters[d.to], string(b))
	return err
}

// Reset forgets the letter.
func (d *delivery) Reset() {}

// Logout ends the session.
func (d *delivery) Logout() error { return nil }

func startPostbox(t *testing.T) (*postbox, config.Mail) {
	box := &postbox{letters: map[string][]string{}}
	s := smtp.NewServer(box)
	s.AllowInsecureAuth = true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("secret-word\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return box, config.Mail{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: "none", User: "assay", PasswordFile: file, From: "assay@example.org", Link: "https://assay.example.org/"}
}

// hire enters people with a task each: late, due this week, due later, and late without an address.
func hire(t *testing.T, a *App, org *record.Org) {
	today := record.Date(a.Records.Clock().UTC().Format("2006-01-02"))
	_, err := org.Write(t.Context(), "", func(w *record.Writer) error {
		for _, p := range []struct {
			name, email string
			due         record.Date
		}{{"Ann Łee", "ann@example.org", today.Plus(-3)}, {"Bob", "bob@example.org", today.Plus(3)}, {"Cy", "cy@example.org", today.Plus(30)}, {"Di", "", today.Plus(-3)}} {
			x := &people.Person{Name: p.name, Email: p.email}
			if err := people.Persons.Put(w, x); err != nil {
				return err
			}
			if err := task.Tasks.Put(w, &task.Task{Title: "Write <b>the plan</b> for " + p.name, Owner: record.Ref(x.ID), Due: p.due}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRemind sends each person one mail a day, whoever asks and however often; a mail that fails is sent by the next call.
func TestRemind(t *testing.T) {
	a := open(t)
	o, err := a.Identity.CreateOrganisation(t.Context(), identity.Local("test"), "Acme")
	if err != nil {
		t.Fatal(err)
	}
	org, err := a.Records.Org(o.ID, record.System)
	if err != nil {
		t.Fatal(err)
	}
	hire(t, a, org)
	box, how := startPostbox(t)
	box.refuse = true
	if n, err := a.Remind(t.Context(), how); n != 0 || err == nil || strings.Contains(err.Error(), "secret-word") {
		t.Errorf("%d sent though the server refuses: %v", n, err)
	}
	box.refuse = false
	b, err := Open(t.Context(), a.Config) // another node
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	var sent [4]int
	var all sync.WaitGroup
	for i, node := range []*App{a, b, a, b} {
		all.Go(func() {
			if sent[i], err = node.Remind(context.Background(), how); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := sent[0] + sent[1] + sent[2] + sent[3]; n != 2 || len(box.letters) != 2 || len(box.letters["ann@example.org"]) != 1 || len(box.letters["bob@example.org"]) != 1 {
		t.Fatalf("%d sent: %v", n, box.letters)
	}
	subject, parts := letter(t, box.letters["ann@example.org"][0])
	if subject != "Acme: 1 late" {
		t.Errorf("subject %q", subject)
	}
	if !strings.Contains(parts["text/plain"], "Do: Write <b>the plan</b> for Ann Łee (TK-1)") || !strings.Contains(parts["text/plain"], "https://assay.example.org/o/"+o.Ref+"/due") {
		t.Errorf("text: %s", parts["text/plain"])
	}
	if !strings.Contains(parts["text/html"], "Write &lt;b&gt;the plan&lt;/b&gt; for Ann Łee") {
		t.Errorf("HTML: %s", parts["text/html"])
	}
}

// letter reads a mail of two parts.
func letter(t *testing.T, text string) (subject string, parts map[string]string) {
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s %v", kind, err)
	}
	parts = map[string]string{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return subject, parts
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		parts[kind] = string(body)
	}
}
