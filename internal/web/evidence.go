package web

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path/filepath"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/web/guidance"
)

// evidenceForm attaches evidence: a file, a link or a statement, for one control or many.
func evidenceForm(q *request) error { return q.evidenceFormPage(nil, nil) }

func (q *request) evidenceFormPage(e *evidence.Evidence, failed error) error {
	k := evidence.Evidences.Kind()
	return q.show(func(r *record.Reader) (page, error) {
		if e == nil {
			e = &evidence.Evidence{}
			q.prefill(r, k, e)
		}
		f, err := q.newForm(r, k, e, failed)
		if err != nil {
			return page{}, err
		}
		f.skip = []string{"type"}
		upload := Div(Class("row"), Label(For("f-file"), Text("File")), Div(Input(Type("file"), ID("f-file"), Name("file")), P(Class("help"), Text(fmt.Sprintf("At most %d MB. It is kept by its SHA-256 digest.", maxUpload>>20)))))
		return page{title: "Attach evidence", section: "/r/evidence-items", body: Group{heading("Attach evidence", Text("A file, a link or a statement; one is enough.")),
			Div(Class("cols"), f.with(upload).node(q.url("/evidence"), "Attach"), Aside(q.convincing(r, e)))}}, nil
	})
}

// convincing says, beside the upload, what an auditor will want to see of the controls chosen.
func (q *request) convincing(r *record.Reader, e *evidence.Evidence) Node {
	named, err := r.Named(e.Controls)
	if err != nil {
		return nil // the form does without
	}
	return Map(e.Controls, func(id string) Node {
		g, err := guide.Control(named[id].Ref)
		if err != nil || len(g.Procedure) == 0 {
			return nil
		}
		return Section(Class("sheet"), H2(Text("What convinces an auditor of "+named[id].Ref)), guidance.Convinces(g))
	})
}

// addEvidence stores the file first, then the record that names it by digest.
func addEvidence(q *request) error {
	e := &evidence.Evidence{}
	file, header, err := q.r.FormFile("file")
	switch {
	case err == nil && header.Size > 0:
		defer file.Close()
		digest, size, err := q.s.Blobs.Put(q.r.Context(), file, maxUpload)
		if err != nil {
			return err
		}
		e.FileName, e.FileDigest, e.FileSize = filepath.Base(header.Filename), digest, int(size)
		e.FileType = mime.TypeByExtension(filepath.Ext(e.FileName))
	case err != nil && err != http.ErrMissingFile:
		return errs.New(errs.BadRequest, "The file could not be read.")
	}
	k := evidence.Evidences.Kind()
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		if err := q.parseForm(w.Reader, k, e); err != nil {
			return err
		}
		return evidence.Evidences.Put(w, e)
	})
	if err != nil {
		if kind := errs.KindOf(err); kind == errs.Invalid || kind == errs.Conflict {
			q.status = kind.Status()
			return q.evidenceFormPage(e, asPeople(err))
		}
		return err
	}
	next := q.url("/r/evidence-items/" + url.PathEscape(e.Ref))
	if len(e.Controls) == 1 {
		next = q.url("/controls/" + q.controlRef(e.Controls[0]))
	}
	return q.redirect(next, e.Ref+" attached.", b.First)
}

func (q *request) controlRef(id string) string {
	ref := id
	_ = q.read(func(r *record.Reader) error { // on failure the id serves as well
		c, err := control.Controls.Get(r, id)
		if err == nil {
			ref = c.Ref
		}
		return err
	})
	return ref
}

// evidenceFile sends the file as a download; the browser never shows it as a page of ours.
func evidenceFile(q *request) error {
	var e *evidence.Evidence
	if err := q.read(func(r *record.Reader) (err error) {
		e, err = evidence.Evidences.Find(r, q.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	if e.FileDigest == "" {
		return errs.New(errs.NotFound, "%s has no file.", e.Ref)
	}
	file, size, err := q.s.Blobs.Open(e.FileDigest)
	if err != nil {
		return err
	}
	defer file.Close()
	h := q.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": e.FileName}))
	h.Set("Content-Length", fmt.Sprint(size))
	h.Set("Cache-Control", "private, no-store")
	_, _ = io.Copy(q.w, file) // the browser may have gone
	return nil
}

func (q *request) evidenceExtra(e *evidence.Evidence) Node {
	if e.FileDigest == "" {
		return nil
	}
	return Section(H2(Text("File")), P(A(Class("btn"), Href(q.url("/evidence/"+url.PathEscape(e.Ref)+"/file")), Text("Download "+e.FileName))), P(Class("soft mono wrap"), Text("SHA-256 "+e.FileDigest)))
}
