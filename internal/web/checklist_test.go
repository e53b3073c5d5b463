package web_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/identity"
)

// TestChecklist has somebody join: from the person's page over the tasks to what others tick and may not tick.
func TestChecklist(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	h.org("acme")
	ann, cem := h.user("ann", "acme", identity.Editor, false), h.user("cem", "acme", identity.Contributor, false)
	at := "/o/acme/r/"
	ann.post(at+"people", "name", "Ann", "email", "ann@example.org").to(at + "people/P-1")
	ann.post(at+"people", "name", "Cem", "email", "cem@example.org").to(at + "people/P-2")
	ann.post(at+"people", "name", "Dora").to(at + "people/P-3")
	ann.post(at+"function-holders", "function", "IT operations", "person", "Cem").want(303)
	ann.get(at+"people/P-3").want(200).holds("Nothing is due from Dora", "personnel-checklists/new?person=")
	ann.post(at+"personnel-checklists", "type", "joiner", "person", "Dora", "manager", "Ann", "date", h.clock().UTC().Format(time.DateOnly)).to(at + "personnel-checklists/PC-1")
	ann.get(at+"personnel-checklists/PC-1").want(200).holds("Joiner: Dora", "Begin").lacks("Tasks<")
	ann.post(at + "personnel-checklists/PC-1/step/begin").want(303)
	shown := ann.get(at+"personnel-checklists/PC-1").want(200).holds("14 of 14 open", "nobody", "/r/accounts/new?person=", "Cem", "late")
	ann.get("/o/acme/r/people/P-3").want(200).holds("Policies that concern the role read and accepted")
	tick := regexp.MustCompile(`/r/checklist-tasks/(\w+)/step/done`).FindAllStringSubmatch(shown.body, -1)
	if len(tick) != 14 {
		t.Fatalf("%d tasks can be ticked, want 14", len(tick))
	}
	said, batch := ann.post(at+"checklist-tasks/"+tick[0][1]+"/step/done", "rev", "1").want(303).said()
	if said == "" {
		t.Error("nothing is said")
	}
	ann.get(at+"personnel-checklists/PC-1").want(200).holds("13 of 14 open", "done late")
	ann.post(at+"checklist-tasks/"+tick[1][1]+"/step/waive", "rev", "1").want(422).holds("say why it is waived")
	cem.post(at + "checklist-tasks/CLT-3/step/done").want(403)
	cem.post(at+"checklist-tasks/CLT-5/step/done", "done_by", "Ann").want(403)
	cem.post(at + "checklist-tasks/CLT-5/step/done").want(303)
	ann.get(at + "checklist-tasks/CLT-5").want(200).holds("Cem").lacks("/step/done")
	ann.post("/o/acme/undo/" + batch).want(303)
	ann.get(at + "personnel-checklists/PC-1").want(200).holds("13 of 14 open")
	h.user("reader", "acme", identity.Reader, false).get(at + "personnel-checklists/PC-1").want(200).lacks("/step/done")

	ann.post(at+"visits", "visitor", "R. Aalto", "host", "Ann").want(303)
	ann.get(at+"visits/VI-1").want(200).holds("checklists/new?about=VI-1", "list=visitor")
	ann.post(at+"checklists", "list", "visitor", "about", "VI-1", "lead", "Ann", "date", "2031-01-01").to(at + "checklists/CL-1")
	ann.post(at + "checklists/CL-1/step/begin").want(303)
	ann.get(at+"visits/VI-1").want(200).holds("Visitor: VI-1", "running")
	ann.get(at+"checklists/CL-1").want(200).holds("Name, firm, purpose", "/edit\"", "/delete\"")
	ann.post(at+"checklists/CL-1/step/cancel", "notes", "The visitor stayed away").want(303)
	ann.get(at+"checklists/CL-1").want(200).lacks("/edit\"", "/delete\"")
	ann.get(at + "checklists/CL-1/edit").want(409).holds("stays as it is")
}

// TestWhatFollows makes sure that from an exercise one adds a finding, and from a failed restore its repetition and a task, with
// what is known filled in.
func TestWhatFollows(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	h.org("acme")
	ann, reader := h.user("ann", "acme", identity.Editor, false), h.user("reader", "acme", identity.Reader, false)
	at := "/o/acme/r/"
	ann.post(at+"people", "name", "Ann", "email", "ann@example.org").want(303)
	ann.post(at+"exercises", "title", "Lights out", "lead", "Ann").to(at + "exercises/EXE-1")
	ann.get(at + "exercises/EXE-1").want(200).lacks("Add a finding")
	ann.post(at+"exercises/EXE-1/step/held", "failed", "A.5.29", "result", "Nobody had the list").want(303)
	ann.get(at+"exercises/EXE-1").want(200).holds("Add a finding", "exercise-findings/new?exercise=EXE-1")
	ann.get(at + "exercise-findings/new?exercise=EXE-1").want(200).holds("Lights out")
	reader.get(at + "exercises/EXE-1").want(200).lacks("Add a finding")

	ann.post(at+"backups", "title", "Files", "restore_hours", "4", "loss_hours", "24").to(at + "backups/BK-1")
	today := h.clock().UTC().Format(time.DateOnly)
	ann.post(at+"restore-tests", "title", "Files of May", "backup", "BK-1", "type", "files", "tested_on", today, "hours", "9", "result", "complete").to(at + "restore-tests/RS-1")
	shown := ann.get(at+"restore-tests/RS-1").want(200).holds("Record the repetition", "tasks/new?about=RS-1")
	again := regexp.MustCompile(`href="([^"]*restore-tests/new[^"]*)"`).FindStringSubmatch(shown.body)
	if again == nil {
		t.Fatal("no form for the repetition")
	}
	ann.get(strings.ReplaceAll(again[1], "&amp;", "&")).want(200).holds(`value="Files of May"`, "BK-1")
	ann.post(at+"restore-tests", "title", "Files of June", "backup", "BK-1", "type", "files", "tested_on", today, "hours", "2", "result", "complete").to(at + "restore-tests/RS-2")
	ann.get(at + "restore-tests/RS-2").want(200).lacks("Record the repetition")
}
