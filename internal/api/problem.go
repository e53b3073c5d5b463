package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// problem is an error as RFC 9457 writes it.
type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Code   string       `json:"code"`
	Detail string       `json:"detail"`
	Fields []errs.Field `json:"fields,omitempty"`
}

// refusal is what only HTTP knows to refuse.
type refusal struct {
	status  int
	code    string
	message string
	allow   []string // methods, for 405
}

func (e *refusal) Error() string { return e.message }

func noRoute(r *http.Request, allowed []string) error {
	if len(allowed) == 0 {
		return errs.New(errs.NotFound, "There is nothing at %s. %s/openapi.json lists every address.", r.URL.Path, Base)
	}
	return &refusal{http.StatusMethodNotAllowed, "method-not-allowed", fmt.Sprintf("%s cannot be used here. %s can.", r.Method, strings.Join(allowed, ", ")), allowed}
}

func errPrecondition() error {
	return &refusal{status: http.StatusPreconditionRequired, code: "precondition-required",
		message: `Say which revision you saw: send its ETag in the header If-Match, such as If-Match: "3".`}
}

// fail answers with a problem. What is not meant for people is logged under an id, and only the id is shown.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError && r.Context().Err() == nil {
		id := record.NewID(s.deps.Store.Clock())
		slog.ErrorContext(r.Context(), "api: request failed", "id", id, "method", r.Method, "path", r.URL.Path, "error", err)
		p.Detail = "Something failed on the server. Tell its administrator this number, under which the log says more: " + id + "."
	}
	h := w.Header()
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="assay"`)
	case http.StatusTooManyRequests:
		h.Set("Retry-After", "60")
	case http.StatusMethodNotAllowed:
		if e, ok := errors.AsType[*refusal](err); ok {
			h.Set("Allow", strings.Join(e.allow, ", "))
		}
	}
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone if this fails
}

// problemOf is the one place where errors become answers.
func problemOf(err error) problem {
	p := problem{Type: "about:blank", Status: http.StatusInternalServerError, Code: errs.Internal.String()}
	if e, ok := errors.AsType[*refusal](err); ok {
		p.Status, p.Code, p.Detail = e.status, e.code, e.message
	} else if e, ok := errors.AsType[*errs.Error](err); ok && e.Kind != errs.Internal {
		p.Status, p.Code, p.Detail, p.Fields = e.Kind.Status(), e.Kind.String(), e.Message, e.Fields
	} else if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		p.Status, p.Code = http.StatusRequestEntityTooLarge, "too-large"
		p.Detail = fmt.Sprintf("The body is larger than the %d bytes allowed here.", e.Limit)
	}
	p.Title = http.StatusText(p.Status)
	return p
}
