// Package api is the door for programs: every register, action and proof of an organisation as JSON over HTTP, under
// /api/v1. One list of routes makes the mux, the OpenAPI document, the readable page and the test of who may what.
// What a register looks like comes from its specification; nothing is written here for a single kind unless it does
// what no other kind does.
package api

import (
	"net/http"
	"slices"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// Base is where the addresses of the interface begin.
const Base = "/api/v1"

// Deps is what the door needs from the house.
type Deps struct {
	Identity *identity.Service
	Store    *record.Store
	Files    *blob.Store
	Cookie   string                     // name of the browser's session cookie, which may read; "" for none
	MaxFile  int64                      // largest evidence file in bytes; 0 means 100 MB
	Remote   func(*http.Request) string // the client's network address; nil takes the connection's
	Fonts    *report.Fonts              // for PDF; nil for the built-in ones alone
	Style    string                     // address of the readable page's style sheet; "" for none
}

// Route is one operation.
type Route struct {
	Method, Pattern string            // as http.ServeMux takes them
	Needs           record.Permission // what the caller must be allowed in the organisation
	Public          bool              // open to strangers
	Handler         http.Handler

	doc operation
	fn  func(*call) error
}

// Server answers the routes. It is safe for concurrent use.
type Server struct {
	deps     Deps
	shapes   map[string]*shape // by the kind's name
	routes   []Route
	document []byte // OpenAPI
	mux      *http.ServeMux
}

// New makes the door. The registers are the store's kinds without those of the instance.
func New(deps Deps) *Server {
	s := &Server{deps: deps, shapes: map[string]*shape{}, mux: http.NewServeMux()}
	if s.deps.MaxFile == 0 {
		s.deps.MaxFile = 100 << 20
	}
	if s.deps.Remote == nil {
		s.deps.Remote = remote
	}
	s.routes = slices.Concat(s.documentRoutes(), s.selfRoutes(), s.soaRoutes(), s.selectionRoutes(), s.effectiveRoutes(), s.taskRoutes(), s.incidentRoutes(), s.runRoutes(), s.calibrationRoutes(), s.accessReviewRoutes(), s.frameworkRoutes(), s.policyRoutes(), s.figureRoutes(), s.dueRoutes(), s.journalRoutes(), s.catalogRoutes(), s.guideRoutes())
	for _, k := range deps.Store.Registers() {
		sh := newShape(k)
		s.shapes[k.Name] = sh
		s.routes = append(append(s.routes, s.exchangeRoutes(sh)...), s.register(sh)...)
	}
	for i := range s.routes {
		rt := &s.routes[i]
		rt.Handler = s.handler(*rt)
		s.mux.Handle(rt.Method+" "+rt.Pattern, rt.Handler)
	}
	s.mux.Handle(Base+"/", http.HandlerFunc(s.nowhere))
	s.document = s.openAPI()
	return s
}

// Routes lists every operation, in the order of the readable page.
func (s *Server) Routes() []Route { return s.routes }

// ServeHTTP answers addresses that begin with /api.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// nowhere answers what no route does: an unknown address, or a known one with another method.
func (s *Server) nowhere(w http.ResponseWriter, r *http.Request) {
	secure(w.Header())
	var allowed []string
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		try := r.Clone(r.Context())
		try.Method = method
		if _, pattern := s.mux.Handler(try); pattern != "" && pattern != Base+"/" {
			allowed = append(allowed, method)
		}
	}
	s.fail(w, r, noRoute(r, allowed))
}
