package supplier

import (
	"bufio"
	"context"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

// MaxFile is the most bytes that a file with an answer has.
const MaxFile = 10 << 20

// fileTypes are the endings that are taken, the media type each stands for, and what the content then looks like to the MIME
// sniffing standard.
var fileTypes = map[string]struct{ media, looks string }{
	".pdf": {"application/pdf", "application/pdf"}, ".png": {"image/png", "image/png"}, ".jpg": {"image/jpeg", "image/jpeg"}, ".jpeg": {"image/jpeg", "image/jpeg"},
	".txt": {"text/plain", "text/plain"}, ".csv": {"text/csv", "text/plain"},
	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"},
	".odt":  {"application/vnd.oasis.opendocument.text", "application/zip"}, ".ods": {"application/vnd.oasis.opendocument.spreadsheet", "application/zip"},
}

// FileEndings are the endings of files that are taken, with commas between them.
const FileEndings = ".pdf,.png,.jpg,.jpeg,.txt,.csv,.docx,.xlsx,.odt,.ods"

// FileWords say the same to people.
const FileWords = "PDF, PNG, JPEG, Word (.docx), Excel (.xlsx), OpenDocument, text or CSV, at most 10 MB"

// Keep stores a file that comes with an answer, if it is of a type that is taken, looks like it, and is not too large.
func Keep(ctx context.Context, files *blob.Store, name string, from io.Reader) (*File, error) {
	name = strings.ToValidUTF8(filepath.Base(name), "")
	ending := strings.ToLower(filepath.Ext(name))
	t, ok := fileTypes[ending]
	if !ok {
		return nil, errs.InField("file", "%s is not taken; send %s", name, FileWords)
	}
	body := bufio.NewReader(from)
	head, err := body.Peek(512)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if looks, _, _ := strings.Cut(http.DetectContentType(head), ";"); looks != t.looks {
		return nil, errs.InField("file", "%s ends in %s but is something else; save it anew as %s", name, ending, FileWords)
	}
	digest, size, err := files.Put(ctx, body, MaxFile)
	if err != nil {
		return nil, err
	}
	return &File{Name: name, Type: t.media, Size: size, Digest: digest}, nil
}

// land makes the files that somebody has judged and not found poor evidence for the controls on suppliers, each file once.
func (a *Assessment) land(w *record.Writer) error {
	files := map[string]guide.Asked{} // by digest
	for _, q := range a.Asked() {
		if x := a.Of(q.ID); x.File != nil && x.Judged != "poor" {
			files[x.File.Digest] = q
		}
	}
	if len(files) == 0 {
		return nil
	}
	have, err := evidence.Evidences.All(w.Reader, record.Query{Filters: []record.Filter{{Field: "file_digest", Values: slices.Sorted(maps.Keys(files))}}})
	if err != nil {
		return err
	}
	for _, e := range have {
		delete(files, e.FileDigest)
	}
	controls, err := w.RefIDs("control")
	if err != nil {
		return err
	}
	for _, digest := range slices.Sorted(maps.Keys(files)) {
		q := files[digest]
		f := a.Of(q.ID).File
		e := &evidence.Evidence{Title: a.Title + ": " + f.Name, Owner: a.Owner, CollectedOn: a.AnsweredOn, Collector: "Sent with " + a.Ref, FileName: f.Name, FileType: f.Type,
			FileSize: int(f.Size), FileDigest: digest, Population: q.Text}
		for _, c := range onSuppliers(q) {
			if id := controls[record.Fold(c)]; id != "" && !slices.Contains(e.Controls, id) {
				e.Controls = append(e.Controls, id)
			}
		}
		if err := evidence.Evidences.Put(w, e); err != nil {
			return err
		}
	}
	return nil
}

// onSuppliers are the controls on suppliers of both editions that the question serves: what a supplier sends shows nothing of ours.
func onSuppliers(q guide.Asked) (out []string) {
	for _, c := range append([]string{"A.5.19", "A.15.2.1"}, q.Controls...) {
		if strings.HasPrefix(c, "A.15.") || strings.Contains(" A.5.19 A.5.20 A.5.21 A.5.22 A.5.23 ", " "+c+" ") {
			out = append(out, c)
		}
	}
	return out
}
