package demo

import (
	"strings"

	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// managers are the line managers, by the persons that report to them.
var managers = map[string]string{"roth": "duval", "brandt": "duval", "okafor": "duval", "mbeki": "duval", "sato": "duval", "petersen": "duval", "halloran": "duval", "novak": "duval", "fontaine": "duval", "haddad": "duval",
	"weber": "okafor", "lund": "okafor", "szabo": "okafor", "ferrer": "okafor", "marchetti": "halloran", "lindqvist": "petersen"}

// lines tells who reports to whom.
func (y *year) lines() {
	y.on(259, "09:15", "roth", "Lines of the staff list", func(w *record.Writer) error {
		for _, p := range staff {
			if boss := managers[p.last]; boss != "" {
				rec := the(y, people.Persons, p.last)
				rec.Manager = y.person(boss)
				if err := people.Persons.Put(w, rec); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// campaign is an access review: the days of its steps in working days ago, 0 for not yet.
type campaign struct {
	key, title, systems, by       string
	start, due, followUp, confirm int
	close                         int
	reviewers                     string            // who decide
	said                          map[string]string // decision and reason, by the row's title
	confirmed                     string            // titles that are confirmed, with bars between
}

var campaigns = []campaign{
	{"first", "Access review, ERP, directory and HR", "erp directory hr", "owner", 112, 102, 101, 96, 95, "lund weber sato okafor duval",
		map[string]string{"efontaine: Prices": "revoke Prices are set by purchasing since the spring"}, "efontaine: Prices"},
	{"second", "Access review, mail and web shop", "mail shop", "owner", 62, 56, 55, 51, 50, "okafor fontaine duval",
		map[string]string{"pentest-1: Editor": "revoke The test ends this week"}, "pentest-1: Editor"},
	{"third", "Access review, ERP, directory and code", "erp directory repo", "owner", 34, 27, 26, 20, 0, "lund weber okafor duval",
		map[string]string{"jvogel: Write": "revoke The contract ended with the label project", "svc-scan: Local administrators": "change Reading is enough for the scanner", "lbrandt: Release of payments": "revoke Nobody enters and releases"}, "lbrandt: Release of payments"},
	{"fourth", "Access review by line managers", "hr mail shop", "manager", 15, 6, 0, 0, 0, "duval", nil, ""},
}

// accessReviews plans the campaigns, which begin once the accounts are there.
func (y *year) accessReviews() {
	for i, c := range campaigns {
		add(y, c.start+3, "roth", "Quarterly review", access.Reviews, c.key, func() *access.Review {
			return &access.Review{Title: c.title, Begins: y.date(c.start + 60), Ends: y.date(c.start + 4), Systems: y.refs("system", c.systems), ReviewedBy: c.by, Owner: y.person("roth"), Due: y.date(c.due)}
		})
		y.step(c.start, c.key, "start")
		for n, who := range strings.Fields(c.reviewers) {
			y.decides(max(c.due+1, c.start-2-n), c, who)
		}
		if c.followUp == 0 {
			y.handedOver(c)
			continue
		}
		y.step(c.followUp, c.key, "follow-up")
		y.confirms(c)
		if c.close > 0 {
			y.step(c.close, c.key, "close")
		}
		if i == 0 {
			look(y, access.Accounts, "fontaine-erp", "okafor", "Taken with the review", []int{c.confirm + 1}, func(_ int, a *access.Account) { a.Entitlements = "Sales" })
		}
	}
}

// step takes a step of a review as it then is.
func (y *year) step(ago int, key, name string) {
	y.on(ago, "16:30", "roth", "", func(w *record.Writer) error {
		rv, err := access.Reviews.Get(w.Reader, the(y, access.Reviews, key).ID)
		if err != nil {
			return err
		}
		return access.Reviews.Take(w, rv, name)
	})
}

// decides enters what a reviewer decides: himself where he has an account.
func (y *year) decides(ago int, c campaign, who string) {
	hand := who
	if _, ok := y.actors[who]; !ok {
		hand = "roth"
	}
	y.on(ago, "11:20", hand, "", func(w *record.Writer) error {
		rows, err := access.RowsOf(w.Reader, the(y, access.Reviews, c.key).ID, record.Filter{Field: "reviewer", Values: []string{string(y.person(who))}}, record.Filter{Field: "state", Values: []string{"open"}})
		if err != nil || len(rows) == 0 {
			return err
		}
		var all []access.Verdict
		for _, d := range rows {
			v := access.Verdict{Row: d.ID, Decision: "keep"}
			if decision, reason, ok := strings.Cut(c.said[d.Title], " "); ok {
				v.Decision, v.Reason = decision, reason
			} else if d.WantsReason("keep") {
				v.Reason = map[bool]string{true: "Needed to run the system; named in its roles", false: "Used at the end of each season"}[d.Privileged]
			}
			all = append(all, v)
		}
		by := ""
		if hand != who {
			by = the(y, people.Persons, who).Ref
		}
		_, err = access.Decide(w, the(y, access.Reviews, c.key).ID, all, by)
		return err
	})
}

// confirms has the service desk's lead see that some of what was revoked is gone.
func (y *year) confirms(c campaign) {
	y.on(c.confirm, "10:05", "okafor", "Seen in the system", func(w *record.Writer) error {
		rows, err := access.RowsOf(w.Reader, the(y, access.Reviews, c.key).ID, record.Filter{Field: "state", Values: []string{"outstanding"}})
		if err != nil {
			return err
		}
		for _, d := range rows {
			if strings.Contains("|"+c.confirmed+"|", "|"+d.Title+"|") {
				if err := access.Decisions.Take(w, d, "confirm"); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// handedOver gives the rows that nobody near knows to the ISMS manager.
func (y *year) handedOver(c campaign) {
	y.on(c.start-1, "14:10", "roth", "Nobody in the line knows these", func(w *record.Writer) error {
		rows, err := access.RowsOf(w.Reader, the(y, access.Reviews, c.key).ID, record.Filter{Field: "login", Values: []string{"praktikum2", "klickwerk-admin", "info"}})
		if err != nil {
			return err
		}
		for _, d := range rows {
			if err := w.Take(access.Decisions.Kind(), d, "hand-over", func() error { d.Reviewer = y.person("roth"); return nil }); err != nil {
				return err
			}
		}
		return nil
	})
}
