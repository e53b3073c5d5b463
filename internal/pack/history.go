package pack

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/assay-isms/assay/internal/journal"
)

// historyLength is how many entries stand on one page of the history.
const historyLength = 400

// historyPages show every journal entry of the pack, newest first; the first page has the newest.
func (c *content) historyPages() (pages []page) {
	newest := slices.Clone(c.events)
	slices.Reverse(newest)
	total := max(1, (len(newest)+historyLength-1)/historyLength)
	for n := range total {
		t := &table{Columns: head("Entry#", "When", "Who", "Record", "What changed", "Why"), Empty: "The journal is empty."}
		for _, e := range newest[n*historyLength : min(len(newest), (n+1)*historyLength)] {
			t.Rows = append(t.Rows, c.eventRow(&e))
		}
		p := page{Path: historyPath(n), Title: "History", Lead: c.sinceSentence(), Sections: []section{{Table: t, After: turn(n, total)}}}
		if total > 1 {
			p.Title = fmt.Sprintf("History, page %d of %d", n+1, total)
		}
		pages = append(pages, p)
	}
	return pages
}

func historyPath(n int) string {
	if n == 0 {
		return "pages/history.html"
	}
	return fmt.Sprintf("pages/history/%d.html", n+1)
}

// turn leads to the pages before and after.
func turn(n, total int) (out []span) {
	if n > 0 {
		out = append(out, span{Text: "Newer entries", Href: historyPath(n - 1)}, span{Text: " "})
	}
	if n < total-1 {
		out = append(out, span{Text: "Older entries", Href: historyPath(n + 1)})
	}
	return out
}

func (c *content) sinceSentence() string {
	if c.opts.Since.IsZero() {
		return fmt.Sprintf("The whole journal up to entry %d, newest first.", c.size)
	}
	return fmt.Sprintf("The journal since %s, and before that the newest entry of each record.", c.opts.Since.UTC().Format("2 January 2006"))
}

// entryPlace is where an entry stands in the history; "" if it is left out.
func (c *content) entryPlace(seq int64) string {
	i, found := c.entryIndex(seq)
	if !found {
		return ""
	}
	return fmt.Sprintf("%s#e%d", historyPath((len(c.events)-1-i)/historyLength), seq)
}

// eventRow says who changed which record when, how and why.
func (c *content) eventRow(e *event) []cell {
	var record, did []span
	switch it := c.known[e.Record]; {
	case it != nil:
		record = []span{{Text: it.ref() + " " + it.title(), Href: it.path}}
	case e.now != nil:
		record = words(e.now.Base().Ref + " " + e.kind.TitleOf(e.now))
	case e.was != nil:
		record = words(e.was.Base().Ref + " " + e.kind.TitleOf(e.was))
	default:
		record = []span{{Text: e.Kind + " " + e.Record, Class: "mono"}}
	}
	did = append(did, span{Text: what(e)})
	for _, ch := range c.changes(e) {
		did = append(did, span{Text: "\n" + ch.label + ": "}, span{Text: ch.was, Class: "was"}, span{Text: " → " + ch.now})
	}
	reason := words(e.Reason)
	if e.Redacted() && e.Op != journal.Redact {
		reason = []span{{Text: "erased", Class: "soft"}}
	}
	return []cell{{ID: fmt.Sprint("e", e.Seq), Spans: words(strconv.FormatInt(e.Seq, 10)), Class: "num"}, {Spans: words(e.Time.Format("2006-01-02 15:04:05")), Class: "when"},
		textCell(c.actor(e.Actor)), {Spans: record}, {Spans: did}, {Spans: reason}}
}
