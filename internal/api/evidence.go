package api

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

const typeForm = "multipart/form-data"

// createEvidence takes JSON as every register does, or a form with a file.
func (c *call) createEvidence(s *shape) error {
	if media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")); media != typeForm {
		return c.create(s)
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, c.deps.MaxFile+maxBody)
	parts, err := c.r.MultipartReader()
	if err != nil {
		return errs.New(errs.BadRequest, "The form cannot be read: %v.", err)
	}
	u := upload{values: values{}}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = u.take(c, s, part)
		}
		if err != nil {
			return formError(err)
		}
	}
	if u.digest == "" {
		return errs.InField("file", "the form has no file; send one as the part named file, or send JSON for a link or a statement")
	}
	return c.add(s, u.values, func(rec record.Record) {
		e := rec.(*evidence.Evidence)
		e.FileName, e.FileType, e.FileSize, e.FileDigest = u.name, u.media, int(u.size), u.digest
	})
}

// formError keeps errors that say something and calls the others a form that cannot be read.
func formError(err error) error {
	if problemOf(err).Status != http.StatusInternalServerError {
		return err
	}
	return &errs.Error{Kind: errs.BadRequest, Message: "The form cannot be read to its end.", Err: err}
}

// upload is what a form brought.
type upload struct {
	values      values
	name, media string
	digest      string
	size        int64
}

// take reads one part: the file into the store of files, anything else as the value of a field.
func (u *upload) take(c *call, s *shape, part *multipart.Part) (err error) {
	if part.FormName() == "file" {
		if u.digest != "" {
			return errs.InField("file", "send one file for each evidence")
		}
		u.name, u.media = fileName(part.FileName()), mediaType(part.Header.Get("Content-Type"))
		u.digest, u.size, err = c.deps.Files.Put(c.ctx(), part, c.deps.MaxFile)
		return err
	}
	text, err := io.ReadAll(http.MaxBytesReader(c.w, part, maxBody))
	if err != nil {
		return err
	}
	u.values[part.FormName()], err = u.value(s, part.FormName(), string(text))
	return err
}

// value is a form's text as the JSON the field takes; a list may come in several parts, or with commas.
func (u *upload) value(s *shape, name, text string) (json.RawMessage, error) {
	f := s.Field(name)
	if f == nil || f.Type() != "refs" && f.Type() != "set" {
		return json.Marshal(text)
	}
	var list []string
	if before := u.values[name]; before != nil {
		if err := json.Unmarshal(before, &list); err != nil {
			return nil, err
		}
	}
	for _, item := range strings.Split(text, ",") {
		list = append(list, strings.TrimSpace(item))
	}
	return json.Marshal(slices.DeleteFunc(list, func(s string) bool { return s == "" }))
}

// fileName is the last part of whatever path a client names, without what no file name holds.
func fileName(given string) string {
	name := path.Base(strings.ReplaceAll(strings.ToValidUTF8(given, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 { // controls, and turns of writing direction that disguise an ending
			return -1
		}
		return r
	}, name)
	for len(name) > 200 {
		name = strings.ToValidUTF8(name[1:], "")
	}
	if name == "" || name == "." || name == "/" {
		return "file"
	}
	return name
}

func mediaType(given string) string {
	media, _, err := mime.ParseMediaType(given)
	if err != nil || len(media) > 100 {
		return "application/octet-stream"
	}
	return media
}

// inert are the media types a browser only shows; all others are sent as bytes without a meaning.
var inert = []string{"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "text/csv", "application/json", "application/zip"}

// file sends the evidence's file, always to be kept and never to be run.
func (c *call) file(s *shape) error {
	var e *evidence.Evidence
	err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		e, err = evidence.Evidences.Find(r, c.r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	if e.FileDigest == "" {
		return errs.New(errs.NotFound, "%s has no file; it is a %s.", e.Ref, e.Type)
	}
	f, _, err := c.deps.Files.Open(e.FileDigest)
	if err != nil {
		return err
	}
	defer f.Close()
	media := "application/octet-stream"
	if slices.Contains(inert, e.FileType) {
		media = e.FileType
	}
	h := c.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": e.FileName}))
	h.Set("Etag", `"`+e.FileDigest+`"`)
	http.ServeContent(c.w, c.r, "", time.Time{}, f)
	return nil
}
