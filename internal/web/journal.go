package web

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

const entriesPerPage = 100

// journalPage shows the journal, newest first, and how anyone can check it.
func journalPage(q *request) error {
	before, _ := strconv.ParseInt(q.param("before"), 10, 64)
	return q.show(func(r *record.Reader) (page, error) {
		body, err := q.journalBody(r, before, nil)
		return page{title: "Journal", section: "/journal", body: body}, err
	})
}

func (q *request) journalBody(r *record.Reader, before int64, verified Node) (Node, error) {
	entries, err := r.Journal(before, entriesPerPage)
	if err != nil {
		return nil, err
	}
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	var ids, actors []string
	for _, e := range entries {
		ids, actors = append(ids, e.Record), append(actors, e.Actor)
	}
	n, err := q.namesOf(r, ids, actors)
	if err != nil {
		return nil, err
	}
	key, err := q.s.Store.Keys.Get(q.org.ID())
	if err != nil {
		return nil, err
	}
	last := int64(0)
	if len(entries) > 0 {
		last = entries[len(entries)-1].Seq
	}
	return Group{
		heading("Journal", Text(fmt.Sprintf("%s entries. Nothing is overwritten; every change is here, and every page rests on it.", thousands(head.Size))),
			If(!q.org.Past(), q.postForm(q.url("/journal/verify"), Class("inline"), Button(Class("btn go"), Text("Verify everything now"))))),
		verified,
		Section(Class("sheet"), Dl(Class("facts"), Dt(Text("Root")), Dd(Class("mono wrap"), Text(hex.EncodeToString(head.Root[:]))),
			Dt(Text("Key")), Dd(Class("mono wrap"), Text(key.Public)), Dt(Text("Fingerprint")), Dd(Class("mono wrap"), Text(journal.Fingerprint(key.Public)))),
			P(Class("soft"), Text("Note the fingerprint now. Whoever has it can check any audit pack without trusting this program or whoever runs it."))),
		Section(Div(Class("scroll"), Table(THead(Tr(Th(Class("num"), Text("Entry")), Th(Text("When (UTC)")), Th(Text("Who")), Th(Text("What")), Th(Text("Record")), Th(Text("Why")))),
			TBody(Map(entries, func(e journal.Entry) Node { return q.entryRow(n, e) })))),
			If(last > 1, Nav(Class("pager"), Aria("label", "Pages"), A(Class("btn"), Rel("next"), Href(q.url("/journal", "before", strconv.FormatInt(last, 10))), Text("Older entries"))))),
	}, nil
}

func (q *request) entryRow(n names, e journal.Entry) Node {
	what := map[journal.Op]string{journal.Put: "changed", journal.Delete: "deleted", journal.Redact: "erased the content of"}[e.Op]
	if e.Op == journal.Put && e.Rev == 1 {
		what = "added"
	}
	rec := Node(A(Class("mono"), Href(q.goneURL(e)), Text(e.Record)))
	if h, ok := n.hits[e.Record]; ok {
		rec = Group{A(Class("mono"), Href(q.hitURL(h)), Text(h.Ref)), Text(" " + h.Title)}
	}
	return Tr(Td(Class("num mono"), Text(thousands(e.Seq))), Td(Class("who"), Text(moment(e.Time))), Td(Class("who"), n.actor(e.Actor)), Td(Text(what+" "+e.Kind)), Td(rec), Td(Text(e.Reason)))
}

func (q *request) goneURL(e journal.Entry) string {
	k, err := q.s.Store.Kind(e.Kind)
	if err != nil {
		return q.url("/journal")
	}
	return q.url("/r/" + k.Plural + "/" + url.PathEscape(e.Record))
}

// verifyJournal reads the whole journal and compares the tables with it.
func verifyJournal(q *request) error {
	rep, err := q.s.Store.Verify(q.r.Context(), q.org.ID())
	if err != nil {
		return err
	}
	result := Div(Class("said"), Role("status"), Text(fmt.Sprintf("Verified: %s entries and %s records are exactly as they were written, and every signed checkpoint fits.", thousands(rep.Head.Size), thousands(rep.Records))))
	if len(rep.Faults) > 0 {
		result = Div(Class("fault"), Role("alert"), P(Strong(Text(fmt.Sprintf("%d faults. The first names what was altered.", len(rep.Faults))))),
			Ul(Map(rep.Faults[:min(len(rep.Faults), 20)], func(f journal.Fault) Node { return Li(Text(f.What)) })))
	}
	return q.show(func(r *record.Reader) (page, error) {
		body, err := q.journalBody(r, 0, result)
		return page{title: "Journal", section: "/journal", body: body}, err
	})
}
