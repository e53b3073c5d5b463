package demo

import (
	"context"
	"path"
	"strings"

	content "github.com/assay-isms/assay/content/demo"
)

// file is one that was put.
type file struct {
	digest, mediaType string
	size              int
	err               error
}

// startFiles puts the files of the evidence while the story begins, and gives what tells about one when it is there.
func startFiles(ctx context.Context, blobs Blobs, fill func(string) string) func(name string) (file, error) {
	all := map[string]file{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, p := range proofs {
			if isFile(p.source) {
				all[p.source] = putFile(ctx, blobs, p.source, fill)
			}
		}
		all[customerFile] = putFile(ctx, blobs, customerFile, func(s string) string { return s })
	}()
	return func(name string) (file, error) {
		<-done
		return all[name], all[name].err
	}
}

func isFile(source string) bool {
	return !strings.Contains(source, " ") && !strings.Contains(source, "://")
}

func putFile(ctx context.Context, blobs Blobs, name string, fill func(string) string) (f file) {
	b, err := content.Files.ReadFile("files/" + name)
	if err != nil {
		return file{err: err}
	}
	digest, size, err := blobs.Put(ctx, strings.NewReader(fill(string(b))), 1<<20)
	kind := "text/csv"
	if path.Ext(name) == ".md" {
		kind = "text/markdown"
	}
	return file{digest, kind, int(size), err}
}
