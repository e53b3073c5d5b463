package web_test

import (
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestTypicalProcessesBeginAProcess filters the library and takes over what is true of a process, which its impacts are not.
func TestTypicalProcessesBeginAProcess(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann, rita := h.user("ann", "acme", identity.Administrator, false), h.user("rita", "acme", identity.Reader, false)
	const at = "/o/acme/continuity/typical-processes"
	ann.get("/o/acme/continuity").want(200).holds(at)
	ann.get(at).want(200).holds("Payroll", "Tills in shops", "Who besides the payroll clerk has ever done a run?")
	ann.get(at + "?sector=Any+organisation").want(200).holds("Payroll").lacks("Tills in shops")
	ann.get(at + "?q=nothing+matches").want(200).holds("No typical process matches.")
	rita.get(at + "?q=payroll").want(200).holds("Payroll").lacks("Take it over")
	page := ann.get(at + "?q=payroll").want(200)
	address, err := url.Parse(html.UnescapeString(regexp.MustCompile(`/o/acme/r/processes/new\?[^"]*`).FindString(page.body)))
	must(t, err)
	if got := slices.Sorted(maps.Keys(address.Query())); !slices.Equal(got, []string{"description", "fallback", "peaks", "title"}) {
		t.Errorf("takes over %q", got)
	}
	ann.get(address.String()).want(200).holds(`value="Payroll"`, "Wages, social insurance and wage tax are not paid", "The four days before payday").lacks("impact_")
}

// TestImpactGrid says the levels of every category in one change, and sees what follows.
func TestImpactGrid(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		ann, rita := h.user("ann", "acme", identity.Administrator, false), h.user("rita", "acme", identity.Reader, false)
		ann.post("/o/acme/r/people", "name", "Ann Lee").want(303)
		ann.post("/o/acme/r/processes", "title", "Payroll", "owner", "Ann Lee", "rto_hours", "100", "mtpd_hours", "72").want(303)
		const at = "/o/acme/processes/PR-1/impact"
		ann.get("/o/acme/r/processes/PR-1").want(200).holds("Nobody has said yet what a standstill does.", at)
		page := ann.get(at).want(200).holds("no MTPD suggested", "Who besides the payroll clerk has ever done a run?", "It is to work again after 100 hours, and bears only 3 days.")
		for _, c := range guide.Impacts() {
			page.holds(html.EscapeString(c.Ask), ">2 "+c.Levels[2]+"<")
		}
		row := func(name string, levels ...string) (pairs []string) {
			for _, level := range levels {
				pairs = append(pairs, name, level)
			}
			return pairs
		}
		money, law := row("impact_money", "0", "0", "1", "3", "4", "4"), row("impact_law", "0", "2", "1", "2", "2", "2")

		before := h.size("acme")
		ann.post(at, append(append([]string{"rev", "1"}, money...), row("impact_staff", "0", "", "1", "2", "", "3")...)...).want(422).holds("Has 4 levels; write 6", `<option value="4" selected>4 More than the reserves bear`, `name="rev" value="1"`)
		if after := h.size("acme"); after != before {
			t.Errorf("a refused form wrote %d entries", after-before)
		}
		ann.post(at, append(append([]string{"rev", "1", "reason", "Talk with Ann"}, money...), append(law, row("impact_people", "", "", "", "", "", "")...)...)...).want(303)
		if after := h.size("acme"); after != before+1 {
			t.Errorf("%d entries for one change", after-before)
		}
		ann.get(at).want(200).holds("At most 3 days: by then Money is at level 3 or more.", "Law and contract falls from level 2 after 4 hours to 1 after 24 hours", "nothing is written into the process")
		ann.get("/o/acme/r/processes/PR-1").want(200).holds("More than the reserves bear", "Talk with Ann", "At most 3 days", "not said")
		ann.get("/o/acme/r/processes/PR-1/edit").want(200).lacks("impact_").holds(`value="72"`)

		ann.post(at, append([]string{"rev", "1"}, row("impact_money", "0", "0", "0", "0", "0", "0")...)...).want(412).holds(`name="rev" value="2"`)
		rita.get(at).want(200).holds("More than the reserves bear").lacks("Save the impact", "<select")
		ann.get("/o/acme/processes/PR-9/impact").want(404)
	})
}
