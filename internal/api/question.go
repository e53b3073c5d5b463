package api

import (
	"bytes"
	"io"
	"mime"
	"net/http"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// questionActions bring and answer customers' questionnaires, and move the files of suppliers' answers.
func (k *shape) questionActions(at string) (routes []Route) {
	route := func(method, path string, fn func(*call) error, doc operation) {
		needs := record.MayRead
		if doc.tag = k.Title; method != http.MethodGet {
			needs |= k.Edit
		}
		routes = append(routes, Route{Method: method, Pattern: at + path, Needs: needs, fn: fn, doc: doc})
	}
	file, octets, named, one := object{"type": "string", "format": "binary"}, "application/octet-stream", query("name", "Name of the file.", object{"type": "string"}), ref(pascal(k.Name))
	switch k.Kind {
	case answer.Answers.Kind():
		route("POST", "/seed", (*call).seedAnswers, operation{id: "seed_answers", summary: "Take the prepared answers over that the register does not have yet", reply: schemaFor[seeded]()})
	case answer.Questionnaires.Kind():
		route("POST", "/bring", (*call).bringQuestionnaire, operation{id: "bring_questionnaire", summary: "Bring a customer's workbook (.xlsx); its questions are read from the columns that look like them",
			params: []any{query("customer", "Who sent it.", object{"type": "string"}), named, query("due", "By when they want the answers.", object{"type": "string", "format": "date"})},
			upload: true, body: file, reply: one, status: http.StatusCreated, etag: true})
		route("POST", "/{ref}/columns", (*call).chooseColumns, operation{id: "choose_columns", summary: "Read the questions anew from other columns; answers entered so far are lost", body: schemaFor[answer.Columns](), reply: one, etag: true})
		route("GET", "/{ref}/suggestions", (*call).suggestAnswers, operation{id: "suggest_answers", summary: "Suggest prepared answers for a customer's questions",
			params: []any{query("from", "The first question, counted from 0.", object{"type": "integer"}), query("limit", "Questions.", whole(1, 200, 50)), query("offers", "Prepared answers for each.", whole(1, 10, 3))},
			reply:  page(schemaFor[answer.Offered](), nil)})
		route("GET", "/{ref}/file", (*call).filledFile, operation{id: "filled_questionnaire", summary: "Download the customer's workbook with our answers in it", media: octets})
	case supplier.Assessments.Kind():
		route("GET", "/{ref}/file/{question}", (*call).supplierFile, operation{id: "file_of_answer", summary: "Download the file that came with a supplier's answer", media: octets})
		route("POST", "/{ref}/file/{question}", (*call).attachFile, operation{id: "attach_file", summary: "Enter a file as a supplier's answer", params: []any{named}, upload: true, body: file, reply: one, etag: true,
			about: "Taken are " + supplier.FileWords + "."})
	}
	return routes
}

type seeded struct {
	Added int `json:"added"`
}

func (c *call) seedAnswers() error {
	var out seeded
	if _, err := c.write(c.reason(), func(w *record.Writer) (err error) {
		out.Added, err = answer.Seed(w)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

// uploaded reads the request's body, a file.
func (c *call) uploaded(most int64) (*bytes.Reader, error) {
	text, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, most))
	if err != nil {
		return nil, err
	}
	if len(text) == 0 {
		return nil, errs.InField("file", "is missing: send it as the body of the request")
	}
	return bytes.NewReader(text), nil
}

func (c *call) bringQuestionnaire() error {
	file, err := c.uploaded(sheet.DefaultLimits.Bytes)
	if err != nil {
		return err
	}
	q, err := answer.Bring(c.ctx(), c.deps.Files, answer.Brought{Customer: c.query.Get("customer"), Due: record.Date(c.query.Get("due")), FileName: fileName(c.query.Get("name")), File: file})
	if err != nil {
		return err
	}
	if _, err := c.write(c.reason(), func(w *record.Writer) error { return answer.Questionnaires.Put(w, q) }); err != nil {
		return err
	}
	return c.respondRecord(http.StatusCreated, c.shapes[answer.Questionnaires.Kind().Name], q, nil)
}

func (c *call) questionnaire() (q *answer.Questionnaire, err error) {
	return q, c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		q, err = answer.Questionnaires.Find(r, c.r.PathValue("ref"))
		return err
	})
}

func (c *call) chooseColumns() error {
	q, err := c.questionnaire()
	if err != nil {
		return err
	}
	at := q.Columns()
	if err := c.decode(&at); err != nil {
		return err
	}
	if err := q.Reread(c.deps.Files, at); err != nil {
		return err
	}
	if _, err := c.write(c.reason(), func(w *record.Writer) error { return answer.Questionnaires.Put(w, q) }); err != nil {
		return err
	}
	return c.respondRecord(http.StatusOK, c.shapes[answer.Questionnaires.Kind().Name], q, nil)
}

func (c *call) suggestAnswers() error {
	limit, err := number(c.query, "limit", 50, 1, 200)
	if err != nil {
		return err
	}
	offers, err := number(c.query, "offers", 3, 1, 10)
	if err != nil {
		return err
	}
	from, err := number(c.query, "from", 0, 0, 1<<20)
	if err != nil {
		return err
	}
	var items []answer.Offered
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		q, err := answer.Questionnaires.Find(r, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		index, err := answer.All(r)
		if err == nil {
			from = min(from, len(q.Items))
			items = index.Offers(q.Items[from:min(from+limit, len(q.Items))], offers, r.Today())
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

func (c *call) filledFile() error {
	q, err := c.questionnaire()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := q.Fill(c.deps.Files, &out); err != nil {
		return err
	}
	c.sendFile(&out, q.FileName)
	return nil
}

// sendFile sends a file to be kept and never to be run.
func (c *call) sendFile(from io.Reader, name string) {
	h := c.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = io.Copy(c.w, from) // the client may have gone
}

func (c *call) supplierFile() error {
	var x supplier.Answer
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		a, err := supplier.Assessments.Find(r, c.r.PathValue("ref"))
		if err == nil {
			x = a.Of(c.r.PathValue("question"))
		}
		return err
	}); err != nil {
		return err
	}
	if x.File == nil {
		return errs.New(errs.NotFound, "No file came with this answer.")
	}
	file, _, err := c.deps.Files.Open(x.File.Digest)
	if err != nil {
		return err
	}
	defer file.Close()
	c.sendFile(file, x.File.Name)
	return nil
}

func (c *call) attachFile() error {
	k := supplier.Assessments.Kind()
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		_, err := r.Find(k, c.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	body, err := c.uploaded(supplier.MaxFile)
	if err != nil {
		return err
	}
	file, err := supplier.Keep(c.ctx(), c.deps.Files, fileName(c.query.Get("name")), body)
	if err != nil {
		return err
	}
	var a *supplier.Assessment
	if _, err := c.write(c.reason(), func(w *record.Writer) (err error) {
		a, err = supplier.Respond(w, c.r.PathValue("ref"), []supplier.Answer{{Question: c.r.PathValue("question"), File: file}}, false)
		return err
	}); err != nil {
		return err
	}
	return c.respondRecord(http.StatusOK, c.shapes[k.Name], a, nil)
}

// withoutFiles refuses answers that name files: which file a digest stands for only an upload may say.
func withoutFiles(all []supplier.Answer) error {
	for _, x := range all {
		if x.File != nil {
			return errs.InField("answers", "send the file of %s to %s/supplier-assessments/{ref}/file/%s", x.Question, Base, x.Question)
		}
	}
	return nil
}
