package guide

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
)

func TestChecklists(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Checklists() {
		list := faults{t, "library/checklists/" + c.ID + ".yaml"}
		list.when(seen[c.ID], "its id is there twice")
		list.when(c.Title == "" || c.About == "" || c.Date == "" || c.Record == "", "a text is missing")
		list.when(len(c.Tasks) == 0, "it has no task")
		seen[c.ID] = true
		for _, task := range c.Tasks {
			f := faults{t, "library/checklists/" + c.ID + ".yaml: " + task.ID}
			f.when(seen[task.ID], "its id is there twice")
			seen[task.ID] = true
			f.when(!strings.HasPrefix(task.ID, c.ID+"."), "its id does not begin with that of the list")
			f.when(task.Text == "" || task.Who == "" || task.Register == "", "a text is missing")
			f.when((task.For == "") != (c.Roles == nil), "tasks are for a role exactly where the list has roles")
			f.when(task.For != "" && !slices.Contains(c.Roles, task.For), "%q is no role of the list", task.For)
			f.when(len(task.Controls) == 0, "it serves no control")
			for _, id := range task.Controls {
				_, ok := catalog.Find(id)
				f.when(!ok, "%q is no control", id)
			}
			if found, ok := FindCheckitem(task.ID); !ok || found.Text != task.Text {
				t.Errorf("%s is not found by its id", task.ID)
			}
		}
	}
	for _, c := range Checklists() {
		got := map[string]bool{}
		for _, task := range c.For([]string{"engineer"}) {
			got[task.For] = true
		}
		if c.Record == "personnel_checklist" && (len(got) != 2 || !got[Everyone] || !got["engineer"]) {
			t.Errorf("%s gives an engineer the tasks of %v", c.ID, got)
		}
	}
}
