package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// journey is a person's way through a control set: from its empty registers to a control that its records show at work.
type journey struct {
	*visitor
	home string // the address of the organisation
	set  string // such as A.12
}

// journeys is an organisation with a decided and approved Statement of Applicability, two people who can sign in, and no
// record in any set.
type journeys struct {
	base, home string
}

const (
	adaMail, adaWord     = "ada.berg@acme.example", "nine loaves, one oven" // of mainJob.setUp
	mariaMail, mariaWord = "maria.okafor@acme.example", "twelve loaves of rye"
)

func prepare(t *testing.T) journeys {
	i := serve(t, "serve", "")
	ada := mainJob{visitor: visit(t, i.URL)}
	ada.setUp(i.Links[0])
	home := strings.TrimSuffix(evaluate[string](ada.visitor, "location.pathname"), "/soa")
	ada.tick("Select all shown")
	ada.submit("Preview", "Applies", "Applicable", "Because", "Best practice", "In your words", "What bakeries of our size do.", "Implementation", "Implemented")
	ada.follow("Decide on 93 controls")
	ada.follow("Approve")
	ada.see("approved by Ada Berg")
	ada.scope()
	ada.follow("People")
	ada.importFile("people.csv", "Hana Sato", "on the moon")
	maria := visit(t, i.URL)
	maria.open(ada.invite("Maria Okafor", mariaMail, "ISMS manager"))
	maria.submit("Set password", "New password", mariaWord)
	maria.see("Acme Bakery")
	return journeys{i.URL, home}
}

// ada opens a browser in which Ada Berg, the administrator, is signed in.
func (o journeys) ada(t *testing.T) journey { return o.signIn(t, adaMail, adaWord) }

// maria opens one of Maria Okafor, the ISMS manager.
func (o journeys) maria(t *testing.T) journey { return o.signIn(t, mariaMail, mariaWord) }

func (o journeys) signIn(t *testing.T, email, password string) journey {
	t.Helper()
	v := visit(t, o.base)
	v.open("/sign-in")
	v.submit("Sign in", "E-mail", email, "Password", password)
	return journey{visitor: v, home: o.home}
}

// begin opens the page of a set, whose registers are empty and whose controls nothing shows.
func (j *journey) begin(set string) {
	j.t.Helper()
	j.set = set
	j.open(j.home + "/sets/" + set)
	rows := j.rows("Registers")
	if len(rows) == 0 {
		j.t.Fatalf("%s has no register", set)
	}
	for _, row := range rows {
		if cells := strings.Split(row, "\t"); len(cells) < 3 || cells[2] != "0" {
			j.t.Errorf("a register of %s is not empty: %q", set, row)
		}
	}
	for _, row := range j.rows("Controls of 2022") {
		if !strings.Contains(row, "no evidence") {
			j.t.Errorf("a control of %s has a state before anything is done: %q", set, row)
		}
	}
}

// rows are the rows of the table under a heading, their cells apart by tabs.
func (j journey) rows(heading string) []string {
	j.t.Helper()
	return evaluate[[]string](j.visitor, fmt.Sprintf(`(() => {
		const section = [...document.querySelectorAll("section")].find(s => s.querySelector("h2")?.innerText.trim() === %q);
		return [...section?.querySelectorAll("tbody tr") ?? []].map(r => [...r.cells].map(c => c.innerText.replace(/\s+/g, " ").trim()).join("\t"));
	})()`, heading))
}

// row is the one that begins with a text; it must be there.
func (j journey) row(heading, first string) string {
	j.t.Helper()
	rows := j.rows(heading)
	for _, row := range rows {
		if strings.HasPrefix(row, first) {
			return row
		}
	}
	j.t.Fatalf("no row %q under %q: %q", first, heading, rows)
	return ""
}

// register goes from the page of the set to one of its registers.
func (j journey) register(title string) {
	j.t.Helper()
	j.open(j.home + "/sets/" + j.set)
	j.follow(title)
}

// add adds a record to a register of the set, and returns its reference.
func (j journey) add(title string, fields ...string) string {
	j.t.Helper()
	j.register(title)
	j.load("add a record", chromedp.Click(chromedp.CSS("main .head .btn.go")))
	j.submit("Add", fields...)
	return j.ref()
}

// ref is the reference of the record on the page.
func (j journey) ref() string {
	j.t.Helper()
	j.wait("the record's page", `document.querySelector("main .head .mono") !== null`)
	return j.text("main .head .mono")
}

// counted looks at the page of a control for how a register stands there, what the state is and why, then at the page of the set
// for the same state.
func (j journey) counted(control, register, stands, state, why string) {
	j.t.Helper()
	j.judged(control, state, why)
	if row := j.row("What shows it at work", register); !strings.Contains(row, stands) {
		j.t.Errorf("%s of %s: %q, want %q", register, control, row, stands)
	}
	j.load("click "+register, chromedp.Click(chromedp.JSPath(fmt.Sprintf(`[...document.querySelectorAll("#shown a.name")].find(a => a.innerText.startsWith(%q))`, register))))
	j.see("What they show of", control)
	j.listed(control, state)
}

// judged opens the page of a control, which tells its state and why.
func (j journey) judged(control, state, why string) {
	j.t.Helper()
	j.open(j.home + "/controls/" + control)
	if head := j.text("main .head"); !strings.Contains(head, state+" because "+why) {
		j.t.Errorf("the state of %s: %q, want %s because %s", control, head, state, why)
	}
}

// listed opens the page of the set, which tells the state of a control.
func (j journey) listed(control, state string) {
	j.t.Helper()
	j.open(j.home + "/sets/" + j.set)
	if row := j.row("Controls of 2022", control+"\t"); !strings.Contains(row, "\t"+state) {
		j.t.Errorf("%s on the page of %s: %q, want %s", control, j.set, row, state)
	}
}

// allFresh begins the reason of a control that works.
const allFresh = "all that shows it is fresh"

// guestLink is a link for somebody without an account.
var guestLink = regexp.MustCompile(`http://\S+/(answer|report)/\S+`)

func days(n int) string { return time.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly) }
