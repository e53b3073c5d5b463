package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/api"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/web"
)

// sessionCookie is the browser's cookie, with which people may read the API too.
const sessionCookie = "assay_session"

// Handler answers every request: the doors behind compression, a log and a net for panics.
func (a *App) Handler(how config.Serving) http.Handler {
	pages := web.Deps{Store: a.Records, Identity: a.Identity, Blobs: a.Files, Log: a.Log, Secure: how.Secure, Fonts: a.fonts}
	if a.demo != nil {
		pages.Demo = a.demo.user
	}
	doors := http.NewServeMux()
	doors.Handle("/", web.New(pages))
	json := api.New(api.Deps{Identity: a.Identity, Store: a.Records, Files: a.Files, Cookie: sessionCookie, Style: "/static/assay.css", Fonts: a.fonts})
	doors.Handle("/api", json)
	doors.Handle("/api/", json)
	doors.HandleFunc("GET /healthz", a.health)
	return a.observe(secure(compress(doors)), how.Quiet)
}

// health tells whoever watches the server that it can read its database.
func (a *App) health(w http.ResponseWriter, r *http.Request) {
	if _, err := a.Records.Organisations(r.Context()); err != nil {
		a.Log.Error("the database does not answer", "error", err)
		http.Error(w, "The database does not answer.", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, "ok")
}

// secure sets what holds for every answer; a door may say more.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// observe logs one event a request and turns a panic into an answer. Addresses are logged without their query and
// without what follows the first word of a guest's link, which may hold the token of a link.
func (a *App) observe(next http.Handler, quiet bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		o := &observed{ResponseWriter: w}
		defer func() {
			level := slog.LevelInfo
			attrs := []slog.Attr{slog.String("method", r.Method), slog.String("path", loggedPath(r.URL.Path)), slog.String("remote", r.RemoteAddr)}
			if p := recover(); p != nil {
				level = slog.LevelError
				attrs = append(attrs, slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
				if o.begun() {
					defer panic(http.ErrAbortHandler) // so that nobody takes the half for the whole
				} else {
					http.Error(o, "Something failed on our side. The log of the server says what.", http.StatusInternalServerError)
				}
			}
			attrs = append(attrs, slog.Int("status", o.status), slog.Int64("bytes", o.bytes), slog.Duration("took", time.Since(began)))
			if quiet && level == slog.LevelInfo {
				return
			}
			a.Log.LogAttrs(r.Context(), level, "request", attrs...)
		}()
		next.ServeHTTP(o, r)
	})
}

// observed remembers how an answer went.
type observed struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (o *observed) begun() bool { return o.status != 0 }

// Unwrap lets http.ResponseController reach the connection.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// WriteHeader notes the status.
func (o *observed) WriteHeader(status int) {
	if !o.begun() {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (o *observed) Write(b []byte) (int, error) {
	if !o.begun() {
		o.status = http.StatusOK
	}
	n, err := o.ResponseWriter.Write(b)
	o.bytes += int64(n)
	return n, err
}

// compressible tells whether compressing a media type is worth it.
func compressible(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	t = strings.TrimSpace(t)
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "json") || strings.HasSuffix(t, "+xml") || t == "application/javascript" || t == "application/xml"
}

// loggedPath is the path without the secret that a link for people without an account carries in it.
func loggedPath(path string) string {
	for _, link := range []string{"/report/", "/answer/"} {
		if strings.HasPrefix(path, link) {
			return link + "…"
		}
	}
	return path
}
