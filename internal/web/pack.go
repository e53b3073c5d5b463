package web

import (
	"bytes"
	"fmt"
	"mime"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/pack"
	"github.com/assay-isms/assay/internal/record"
)

// packPage makes the audit pack: one file that a stranger can check offline.
func packPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		s, err := q.readSoA(r)
		if err != nil {
			return page{}, err
		}
		key, err := q.s.Store.Keys.Get(q.org.ID())
		if err != nil {
			return page{}, err
		}
		when := "as of now"
		if q.asOf != "" {
			when = "as of " + moment(q.org.Now())
		}
		return page{title: "Audit packs", section: "/packs", body: Group{
			heading("One file an auditor can check without trusting anyone", Text("The Statement of Applicability, scope, criteria, registers, treatment plan, acceptances, evidence files and history, "+when+", with the proof that nothing was altered."),
				goButton(q.url("/packs/pack.zip", "edition", string(s.edition)), "Make the pack")),
			Section(Class("sheet"), H2(Text("How it is checked")), Ol(
				Li(Text("Open index.html in the file: every page works without network.")),
				Li(Text("Run "), Code(Text("assay verify pack.zip")), Text(", or follow README.txt with sha256sum and openssl.")),
				Li(Text("Compare the key's fingerprint with the one you noted: "), Span(Class("mono wrap"), Text(journal.Fingerprint(key.Public)))))),
		}}, nil
	})
}

func downloadPack(q *request) error {
	var s *soa
	var actors map[string]string
	if err := q.read(func(r *record.Reader) (err error) {
		s, err = q.readSoA(r)
		return err
	}); err != nil {
		return err
	}
	key, err := q.s.Store.Keys.Get(q.org.ID())
	if err != nil {
		return err
	}
	if actors, err = q.actorNames(); err != nil {
		return err
	}
	var b bytes.Buffer // whole before the first byte is sent, so that a failure is an answer and not half a file
	if _, err := pack.Write(q.r.Context(), q.org, key, q.s.Blobs, &b, pack.Options{Edition: s.edition, OrganisationName: q.member.OrgName, Actors: actors, Fonts: q.s.Fonts}); err != nil {
		return err
	}
	h := q.w.Header()
	name := fmt.Sprintf("%s-audit-pack-%s.zip", q.member.OrgRef, q.org.Now().UTC().Format(time.DateOnly))
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Length", fmt.Sprint(b.Len()))
	h.Set("Cache-Control", "private, no-store")
	_, _ = b.WriteTo(q.w) // the browser may have gone
	return nil
}

// actorNames names everyone with a role in the organisation, and everyone who wrote in its journal.
func (q *request) actorNames() (map[string]string, error) {
	var ids []string
	if err := q.read(func(r *record.Reader) (err error) {
		ids, err = r.Actors()
		return err
	}); err != nil {
		return nil, err
	}
	return q.s.Identity.Names(q.r.Context(), ids)
}
