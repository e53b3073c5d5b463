package guide

import (
	"bytes"
	"io/fs"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/assay-isms/assay/content"
)

// shelf reads the files of the library that the pattern names, in the order of their names, once, when they are first asked
// for. It panics if the program was built with broken files, which a test rules out.
func shelf[T any](pattern string) func() []T {
	return sync.OnceValue(func() []T {
		names, err := fs.Glob(content.Guidance, "library/"+pattern)
		if err != nil || len(names) == 0 {
			panic("content/library/" + pattern + " names no file")
		}
		all := make([]T, len(names))
		for i, name := range names {
			text, err := fs.ReadFile(content.Guidance, name)
			if err != nil {
				panic(err)
			}
			d := yaml.NewDecoder(bytes.NewReader(text))
			d.KnownFields(true)
			if err := d.Decode(&all[i]); err != nil {
				panic("content/" + name + ": " + err.Error())
			}
		}
		return all
	})
}
