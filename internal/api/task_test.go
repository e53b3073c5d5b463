package api_test

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/sheet"
)

// TestWork takes routines over, makes a calendar, reads how it went, and reports an event.
func TestWork(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		c.post("/api/v1/people", `{"name":"Ann Lee","email":"ann@example.org"}`)
		library := c.get("/api/v1/routines/library").items()
		first := library[0]["id"].(string)
		c.do("POST", "/api/v1/routines/library", `{"routines":[]}`).want(422).holds("name at least one")
		c.do("POST", "/api/v1/routines/library", `{"routines":["`+first+`"],"owner":"P-9"}`).want(422).holds(`no person \"P-9\"`)
		c.do("POST", "/api/v1/routines/library", `{"routines":["`+first+`"],"owner":"P-1"}`).want(201).holds(`"ref":"ROU-1"`)
		c.do("POST", "/api/v1/routines/library", `{"routines":["`+first+`"]}`).want(422).holds("taken over already, as ROU-1")
		if got := c.get("/api/v1/routines/library").items()[0]["taken_as"]; got != "ROU-1" {
			t.Errorf("taken as %v", got)
		}
		c.get("/api/v1/due?who=me").holds("ROU-1")

		other := h.client("acme", "bob", identity.Contributor)
		if n := len(c.get("/api/v1/calendar").items()); n != 0 {
			t.Errorf("%d calendars before the first", n)
		}
		path := c.post("/api/v1/calendar", "")["path"].(string)
		if n := len(c.get("/api/v1/calendar").items()); n != 1 || len(other.get("/api/v1/calendar").items()) != 0 {
			t.Errorf("%d calendars, or another's shown", n)
		}
		secret := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
		who, err := h.people.CallerFromCalendar(t.Context(), secret, "192.0.2.1")
		if err != nil || who.Email != "ann@example.org" || len(who.Grants) != 1 {
			t.Errorf("%+v %v", who, err)
		}
		other.do("DELETE", "/api/v1/calendar", "").want(204) // one's own alone
		if _, err := h.people.CallerFromCalendar(t.Context(), secret, "192.0.2.1"); err != nil {
			t.Error(err)
		}
		c.do("DELETE", "/api/v1/calendar", "").want(204)
		if _, err := h.people.CallerFromCalendar(t.Context(), secret, "192.0.2.1"); err == nil {
			t.Error("a revoked calendar still opens")
		}

		ready := c.get("/api/v1/readiness").json()
		if n := len(ready["past"].([]any)); n != 12 || ready["now"].(map[string]any)["known"] != true {
			t.Errorf("%d past months: %v", n, ready)
		}

		c.get("/api/v1/readiness/raised").holds(`"requirement":"4.3"`, `"grade":"major"`, `"register":"scopes"`)
		c.do("GET", "/api/v1/readiness/raised?edition=2005", "").want(422).holds("not an edition")

		reader := h.client("acme", "rita", identity.Reader)
		reader.do("POST", "/api/v1/events", `{"title":"x"}`).want(403)
		reader.do("POST", "/api/v1/events/report", `{}`).want(422).holds("title")
		reader.do("POST", "/api/v1/events/report", `{"title":"A door stands open"}`).want(201).holds(`"ref":"E-1"`)
		c.get("/api/v1/events/E-1").holds(`"contact":"rita@example.org"`)
		c.do("POST", "/api/v1/events/report", `{"title":"A lost key"}`).want(201)
		c.get("/api/v1/events/E-2?expand=1").holds("Ann Lee")
	})
}

// TestCalendarEndsWithToken makes sure that who revokes a token ends what it opened, and that it never opens another organisation.
func TestCalendarEndsWithToken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		must(t, h.people.Grant(t.Context(), h.root, c.user, "beta", identity.Reader))
		secret := strings.TrimSuffix(strings.TrimPrefix(c.post("/api/v1/calendar", "")["path"].(string), "/calendar/"), ".ics")
		who, err := h.people.CallerFromCalendar(t.Context(), secret, "192.0.2.1")
		if err != nil || len(who.Grants) != 1 || who.Grants[0].OrgRef != "acme" {
			t.Errorf("%+v %v", who.Grants, err)
		}
		must(t, h.people.RevokeToken(t.Context(), h.root, c.get("/api/v1/me").json()["token"].(string)))
		if _, err := h.people.CallerFromCalendar(t.Context(), secret, "192.0.2.1"); err == nil {
			t.Error("the calendar of a revoked token still opens")
		}
	})
}

// TestCustomersQuestions brings a customer's workbook, answers from the library, and takes the filled file.
func TestCustomersQuestions(t *testing.T) {
	h := newHouse(t, sqlite(t))
	c := h.client("acme", "ann", identity.Administrator)
	if n := c.do("POST", "/api/v1/answers/seed", "").want(200).json()["added"].(float64); n < 20 {
		t.Errorf("%v answers taken over", n)
	}
	book, err := os.ReadFile("../../content/demo/files/halden-questionnaire.xlsx")
	must(t, err)
	const at = "/api/v1/customer-questionnaires"
	c.do("POST", at+"/bring?customer=Halden&name=q.ods", string(book), "Content-Type", "application/octet-stream").want(422).holds("save it as an Excel workbook")
	c.do("POST", at+"/bring?customer=Halden&name=q.xlsx", "", "Content-Type", "application/octet-stream").want(422).holds("file")
	c.do("POST", at+"/bring?customer=Halden&name=q.xlsx", string(book), "Content-Type", "application/octet-stream").want(201).holds(`"ref":"CQ-1"`, `"answer_column":"C"`)
	items := c.get(at + "/CQ-1/suggestions?limit=2&offers=1").items()
	offer := items[0]["offers"].([]any)[0].(map[string]any)
	if len(items) != 2 || offer["ready"] != false {
		t.Errorf("%d questions, offered %v", len(items), offer)
	}
	row := toJSON(items[0]["row"])
	if len(offer["missing"].([]any)) > 0 {
		c.do("POST", at+"/CQ-1/say", `{"answers":[{"row":`+row+`,"from":"`+offer["ref"].(string)+`"}]}`, "If-Match", "*").want(422).holds("double braces")
	}
	c.do("PATCH", "/api/v1/answers/"+offer["ref"].(string), `{"answer":"Yes, since 2019."}`, "If-Match", "*").want(200)
	c.do("POST", at+"/CQ-1/say", `{"answers":[{"row":`+row+`,"from":"`+offer["ref"].(string)+`"}]}`, "If-Match", "*").want(200).holds("Yes, since 2019.")
	file := c.get(at + "/CQ-1/file")
	wb, err := sheet.Open("q.xlsx", bytes.NewReader(file.body), sheet.Limits{})
	must(t, err)
	if text := toJSON(wb.Sheets); !strings.Contains(text, "Yes, since 2019.") {
		t.Error("the filled file lacks the answer")
	}
	c.do("POST", at+"/CQ-1/columns", `{"answer_column":"E"}`).want(200).holds(`"answer_column":"E"`, `"status":"open"`)
}

// TestFilesOfSuppliers enters a file as an answer and takes it back; which file it is no JSON may say.
func TestFilesOfSuppliers(t *testing.T) {
	h := newHouse(t, sqlite(t))
	c := h.client("acme", "ann", identity.Administrator)
	c.post("/api/v1/suppliers", `{"name":"Wolke"}`)
	c.post("/api/v1/supplier-assessments", `{"supplier":"SU-1","questionnaires":["cloud"]}`)
	const one = "/api/v1/supplier-assessments/SQ-1"
	c.do("POST", one+"/send", "", "If-Match", "*").want(200)
	send := func(name, body string) *answer {
		return c.do("POST", one+"/file/cloud.model?name="+name, body, "Content-Type", "application/octet-stream")
	}
	send("tool.exe", "MZ").want(422).holds("is not taken")
	send("tool.pdf", "MZ").want(422).holds("is something else")
	send("big.txt", strings.Repeat("x", 10<<20+1)).want(http.StatusRequestEntityTooLarge)
	c.do("GET", one+"/file/cloud.model", "").want(404)
	send("tasks.txt", "yours and ours").want(200).holds(`"type":"text/plain"`)
	if got := c.get(one + "/file/cloud.model"); string(got.body) != "yours and ours" || got.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("%q", got.body)
	}
	c.do("POST", one+"/answers", `{"answers":[{"question":"cloud.model","file":{"name":"x","digest":"`+strings.Repeat("ab", 32)+`"}}]}`, "If-Match", "*").want(422).holds("send the file of")
}

// TestRedact erases what an old revision said.
func TestRedact(t *testing.T) {
	h := newHouse(t, sqlite(t))
	c := h.client("acme", "ann", identity.Administrator)
	c.post("/api/v1/assets", `{"name":"Ann's illness"}`)
	c.do("PATCH", "/api/v1/assets/AS-1", `{"name":"Laptop"}`, "If-Match", "*").want(200)
	c.do("POST", "/api/v1/assets/AS-1/redact", `{"rev":1}`).want(422).holds("say why")
	c.do("POST", "/api/v1/assets/AS-1/redact", `{"rev":2}`, "Assay-Reason", "Art. 17").want(409)
	c.do("POST", "/api/v1/assets/AS-1/redact", `{"rev":1}`, "Assay-Reason", "Art. 17").want(204)
	if a := c.get("/api/v1/assets/AS-1/history"); strings.Contains(string(a.body), "illness") {
		t.Errorf("%s", a.body)
	}
}
