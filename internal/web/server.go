// Package web is the door for people with a browser: pages made on the server as Go functions, one small script that
// makes them quicker, and nothing that does not work without it.
package web

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

//go:embed static
var staticFiles embed.FS

// Deps is what the pages need.
type Deps struct {
	Store    *record.Store
	Identity *identity.Service
	Blobs    *blob.Store
	Log      *slog.Logger
	// Fonts are for PDF; nil for the built-in ones alone.
	Fonts *report.Fonts
	// Secure says that the browser reaches the program by https: cookies are then marked so.
	Secure bool
	// Demo signs a visitor of the demo in by a link; nil outside the demo.
	Demo func(ctx context.Context, token string) (userID string, err error)
}

// Server answers with pages.
type Server struct {
	Deps
	mux     *http.ServeMux
	assets  map[string]asset
	version string              // of the static files, in their addresses
	sets    func() []controlSet // worked out when first asked for
	cross   *http.CrossOriginProtection
}

// Access says who may call a route.
type Access int

// Who may call a route. Within an organisation the route's Needs applies as well.
const (
	Anyone    Access = iota // strangers too
	SignedIn                // any user
	Operators               // who may create organisations and users of the instance
	Member                  // users with a role in the organisation of the address
)

// Route is one address of the web door. The list of routes is the only place where addresses are given out, and the
// test that tries every route as every role reads it.
type Route struct {
	Method, Pattern string
	Access          Access
	Needs           record.Permission // of a Member: one of these; a change of a register asks for the register's own as well
	handle          func(*request) error
}

// New makes the web door.
func New(d Deps) *Server {
	s := &Server{Deps: d, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection()}
	s.loadAssets()
	s.sets = sync.OnceValue(func() []controlSet { return controlSets(d.Store) })
	for _, r := range s.Routes() {
		s.mux.HandleFunc(r.Method+" "+r.Pattern, func(w http.ResponseWriter, q *http.Request) { s.serve(r, w, q) })
	}
	s.mux.HandleFunc("GET /static/{name}", s.static)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, q *http.Request) {
		s.serve(Route{handle: func(*request) error { return errs.New(errs.NotFound, "There is no such page.") }}, w, q)
	})
	return s
}

// Routes lists every address of the web door.
func (s *Server) Routes() []Route {
	get := func(pattern string, needs record.Permission, h func(*request) error) Route {
		return Route{"GET", "/o/{org}" + pattern, Member, needs, h}
	}
	post := func(pattern string, needs record.Permission, h func(*request) error) Route {
		return Route{"POST", "/o/{org}" + pattern, Member, needs, h}
	}
	const read, edit, approve, admin, contribute = record.MayRead, record.MayEdit, record.MayApprove, record.MayAdminister, record.MayContribute
	return []Route{
		{"GET", "/{$}", Anyone, 0, start},
		{"GET", "/sign-in", Anyone, 0, signInPage},
		{"POST", "/sign-in", Anyone, 0, signIn},
		{"POST", "/sign-out", SignedIn, 0, signOut},
		{"GET", "/set-up", Anyone, 0, setUpPage},
		{"POST", "/set-up", Anyone, 0, setUp},
		{"GET", "/password", Anyone, 0, passwordLinkPage},
		{"POST", "/password", Anyone, 0, passwordLink},
		{"GET", "/demo", Anyone, 0, demoSignIn},
		{"GET", "/answer/{token}", Anyone, 0, answerPage},
		{"POST", "/answer/{token}", Anyone, 0, takeAnswers},
		{"GET", "/report/{token}", Anyone, 0, outsiderPage},
		{"POST", "/report/{token}", Anyone, 0, outsiderReport},
		{"GET", "/account", SignedIn, 0, accountPage},
		{"POST", "/account/password", SignedIn, 0, changePassword},
		{"POST", "/account/sessions/{id}/end", SignedIn, 0, endSession},
		{"POST", "/account/calendar", SignedIn, 0, makeCalendar},
		{"POST", "/account/calendar/revoke", SignedIn, 0, revokeCalendar},
		{"GET", "/calendar/{file}", Anyone, 0, calendarFeed},
		{"POST", "/organisations", Operators, 0, addOrganisation},

		get("/{$}", read, homePage),
		get("/context", read, contextPage),
		get(dueAt, read, duePage),
		get(eventReportAt, read, reportPage),
		post(eventReportAt, read, reportEvent),
		get(reportLinksAt, edit, reportLinksPage),
		post(reportLinksAt, edit, makeReportLink),
		post(reportLinksAt+"/{id}/revoke", edit, revokeReportLink),
		get(incidentsAt+"/{ref}", read, incidentPage),
		post(incidentsAt+"/{ref}/notes", contribute, noteIncident),
		get(continuityAt, read, continuityPage),
		get(typicalAt, read, typicalProcessesPage),
		get("/processes/{ref}/impact", read, impactPage),
		post("/processes/{ref}/impact", edit, saveImpact),
		post(dueAt, contribute, dueBulk),
		get(routinesAt, read, routinesPage),
		post(routinesAt, edit, adoptRoutines),
		get("/search", read, searchPage),
		get("/journal", read, journalPage),
		post("/journal/verify", read, verifyJournal),
		post("/undo/{batch}", read, undo),

		get("/risk", read, riskPage),
		get("/risk/scenarios", read, scenariosPage),
		get(matrixAt, read, riskMatrixPage),
		get(matrixAt+"/export", read, exportRiskMatrix),
		get(figuresAt, read, figuresPage),
		get(figuresAt+"/export", read, exportFigures),
		get("/risk/acceptances", read, acceptancesPage),
		get("/risk/due", read, riskDuePage),
		get(whatIfAt, read, whatIfPage),
		get(treatmentAt, read, weighPage),
		post("/risks/{ref}/accept", contribute, acceptRisk),
		post("/risks/{ref}/trigger", edit, triggerRisk),
		post("/risks/{ref}/controls", edit, chooseControls),
		get(calibrationAt, read, calibrationPage),
		post(calibrationAt, contribute, handIn),
		get(agreementAt, read, agreementPage),
		get("/assessments/{ref}", read, assessmentPage),
		get("/assessments/{ref}/report", read, exportRun),
		get("/assessments/{ref}/rate", read, ratePage),
		get("/assessments/{ref}/reconcile", read, reconcilePage),
		get("/assessments/{ref}/compare", read, compareRuns),
		get("/assessments/{ref}/rescore", read, rescorePage),
		post("/assessments/{ref}/replay", read, replayRun),
		post("/assessments/{ref}/open", edit, openRun),
		post("/assessments/{ref}/rate", contribute, rateRisk),
		post("/assessments/{ref}/close", edit, closeRun),
		post("/assessments/{ref}/reconcile", edit, reconcileRisk),
		post("/assessments/{ref}/evaluate", edit, evaluateRun),
		get("/criteria/new", edit, criteriaForm),
		get("/criteria/{ref}", read, criteriaPage),
		get("/criteria/{ref}/report", read, matrixReportPage),
		get("/criteria/{ref}/report/export", read, exportMatrixReport),
		get("/criteria/{ref}/compare", read, criteriaCompare),
		post("/criteria", edit, saveCriteria),

		get("/soa", read, soaPage),
		get("/soa/compare", read, soaCompare),
		get("/soa/annex-a", read, annexPage),
		get("/soa/attributes", read, pivotPage),
		get("/soa/editions", read, soaEditions),
		get("/soa/questions", read, soaQuestions),
		post("/soa/questions", edit, applyAnswers),
		get("/soa/export", read, soaExport),
		post("/soa/approve", approve, approveSoA),
		post("/soa/edition", edit, addEdition),
		get("/transition", read, transitionPage),
		get("/transition/export", read, exportTransition),
		post("/transition", edit, doTransition),
		get("/controls/{ref}", read, controlPage),
		get("/controls/{ref}/shown", read, shownPage),
		get("/controls/{ref}/coverage", read, controlCoverage),
		post("/controls/{ref}", edit, saveControl),
		post("/controls", edit, decideControls),

		get("/frameworks", read, frameworksPage),
		post("/frameworks", edit, importFramework),
		get("/frameworks/{ref}", read, coveragePage),
		get("/frameworks/{ref}/export", read, exportCoverage),
		post("/frameworks/{ref}/remove", edit, removeFramework),
		get("/oscal", read, exportOSCAL),

		get("/guide", read, guidePage),
		get("/guide/clauses/{edition}/{id}", read, clausePage),
		get("/guide/controls/{id}", read, guideControl),
		get(setsAt, read, setsPage),
		get(setsAt+"/{id}", read, setPage),

		get(reviewsAt+"/{ref}", read, accessReviewPage),
		get(reviewsAt+"/{ref}/mine", read, myAccessPage),
		post(reviewsAt+"/{ref}/mine", contribute, decideAccess),
		post(reviewsAt+"/{ref}/population", edit, takePopulation),
		get(reviewsAt+"/{ref}/export", read, exportReview),
		get(reviewsAt+"/{ref}/sample", read, exportSample),

		get("/evidence/new", contribute, evidenceForm),
		post("/evidence", contribute, addEvidence),
		get("/evidence/{ref}/file", read, evidenceFile),

		get(questionsAt, read, customerQuestionsPage),
		post(questionsAt, edit, bringQuestionnaire),
		post(questionsAt+"/seed", edit, seedAnswers),
		post("/customer-questionnaires/{ref}/columns", edit, chooseColumns),
		post("/customer-questionnaires/{ref}/say", edit, sayAnswers),
		get("/customer-questionnaires/{ref}/file", read, filledFile),
		post("/agreements/{ref}/clauses", edit, tickClauses),
		post("/supplier-assessments/{ref}/link", edit, makeLink),
		post("/supplier-assessments/{ref}/unlink", edit, endLink),
		get("/supplier-assessments/{ref}/answers", edit, enterAnswersPage),
		post("/supplier-assessments/{ref}/answers", edit, enterAnswers),
		post("/supplier-assessments/{ref}/judge", edit, judgeAnswers),
		get("/supplier-assessments/{ref}/file/{question}", read, answerFile),
		get(documentsAt, read, documentsPage),
		get(toReadAt, read, toReadPage),
		get(documentsAt+"/templates", read, templatesPage),
		post(documentsAt+"/templates", edit, startDocuments),
		get(documentsAt+"/facts", read, factsPage),
		post(documentsAt+"/facts", edit, stateFacts),
		get(documentsAt+"/import", edit, importDocumentPage),
		post(documentsAt+"/import", edit, importDocument),
		get(documentsAt+"/{ref}", read, documentPage),
		post(documentsAt+"/{ref}/draft", edit, draftDocument),
		get(documentsAt+"/{ref}/edit", edit, writePage),
		post(documentsAt+"/{ref}/edit", edit, saveDraft),
		get(documentsAt+"/{ref}/read", read, readPage),
		post(documentsAt+"/{ref}/acknowledge", contribute, acknowledgeDocument),
		get(documentsAt+"/{ref}/compare", read, compareVersions),
		get(documentsAt+"/{ref}/export", read, exportDocument),

		get("/packs", read, packPage),
		get("/packs/pack.zip", read, downloadPack),

		get("/r/{kind}", read, listPage),
		get("/r/{kind}/export", read, exportRegister),
		get("/r/{kind}/import", read, importPage),
		post("/r/{kind}/import", read, importFile),
		get("/r/{kind}/new", read, newPage),
		post("/r/{kind}", contribute, createRecord),
		post("/r/{kind}/bulk", read, bulkChange),
		get("/r/{kind}/{ref}", read, recordPage),
		get("/r/{kind}/{ref}/edit", read, editPage),
		post("/r/{kind}/{ref}", read, saveRecord),
		post("/r/{kind}/{ref}/step/{step}", read, takeStep),
		post("/r/{kind}/{ref}/comment", contribute, addComment),
		post("/r/{kind}/{ref}/delete", contribute, deleteRecord),
		post("/r/{kind}/{ref}/restore", read, restoreRecord),
		post("/r/{kind}/{ref}/redact", admin, redactRecord),

		get("/settings", admin, settingsPage),
		post("/settings/members", admin, inviteMember),
		post("/settings/members/{user}", admin, changeMember),
		post("/settings/members/{user}/password", admin, memberPassword),
		post("/settings/tokens", admin, createToken),
		post("/settings/tokens/{id}/revoke", admin, revokeToken),
	}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if err := s.cross.Check(q); err != nil {
		http.Error(w, "This form was sent from another site and is refused.", http.StatusForbidden)
		return
	}
	s.mux.ServeHTTP(w, q)
}

func (s *Server) loadAssets() {
	s.assets = map[string]asset{}
	sub, err := fs.Sub(staticFiles, "static")
	if err != nil {
		panic(err) // the files are part of the program
	}
	entries, err := fs.ReadDir(sub, ".")
	if err != nil {
		panic(err)
	}
	var all []byte
	for _, e := range entries {
		body, err := fs.ReadFile(sub, e.Name())
		if err != nil {
			panic(err)
		}
		s.assets[e.Name()] = newAsset(e.Name(), body)
		all = append(all, body...)
	}
	s.version = digest(all)[:12]
}

// href is an address the browser may follow: within this program, or a web address. Anything else, such as
// javascript:, becomes empty.
func href(address string) string {
	if strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") || strings.HasPrefix(address, "#") || strings.HasPrefix(address, "?") ||
		strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "mailto:") {
		return address
	}
	return ""
}
