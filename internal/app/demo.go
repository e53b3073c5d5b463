package app

import (
	"context"
	"crypto/rand"
	"net/url"
	"sync"

	"github.com/assay-isms/assay/internal/errs"
)

// demoLinks are the sign-in links of the demo: they live in memory only and work as long as the program runs.
type demoLinks struct {
	mu    sync.Mutex
	users map[string]string // token → user id
}

// DemoLink makes an address that signs whoever opens it in as the user, until the program ends. Only the demo asks
// for one.
func (a *App) DemoLink(userID string) (path string) {
	if a.demo == nil {
		a.demo = &demoLinks{users: map[string]string{}}
	}
	a.demo.mu.Lock()
	defer a.demo.mu.Unlock()
	token := rand.Text()
	a.demo.users[token] = userID
	return "/demo?token=" + url.QueryEscape(token)
}

func (l *demoLinks) user(_ context.Context, token string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if id := l.users[token]; id != "" {
		return id, nil
	}
	return "", errs.New(errs.SignIn, "This link belongs to a demo that has ended. Start it again: assay demo.")
}
