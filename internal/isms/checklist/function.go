package checklist

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// FunctionHolder says who in the organisation is human resources, IT operations, facilities and so on for the checklists.
type FunctionHolder struct {
	record.Meta
	Function string // as the library names it
	Person   record.Ref
}

// FunctionHolders is the register of who does what the checklists ask of a function.
var FunctionHolders = record.Define(record.Spec[FunctionHolder]{
	Name: "function_holder", Plural: "function-holders", Title: "Functions in checklists", Singular: "function", Prefix: "FH", Clause: "5.3",
	About: "Who gets the tasks that checklists give to human resources, IT operations, service desk, facilities, information security, system owner, development lead, purchasing, internal audit or finance. Say it once; until then such tasks are owed by nobody.",
	Fields: []record.Field[*FunctionHolder]{
		{Name: "function", Label: "Function", Help: "As the checklists name it, such as human resources or IT operations.", Required: true, Listed: true, Indexed: true, Ptr: func(f *FunctionHolder) any { return &f.Function }, Synonyms: []string{"name", "role", "funktion", "fonction"}},
		{Name: "person", Label: "Person", Help: "A person, or a function that several fill.", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(f *FunctionHolder) any { return &f.Person }, Synonyms: []string{"holder", "inhaber", "titulaire"}},
	},
	Before: func(w *record.Writer, old, f *FunctionHolder) error {
		f.Function = strings.TrimSpace(f.Function)
		same, err := all[FunctionHolder](w.Reader, "function_holder", record.Query{Filters: []record.Filter{{Field: "function", Values: []string{f.Function}}}})
		if err != nil {
			return err
		}
		for _, o := range same {
			if o.ID != f.ID {
				return errs.InField("function", "%s is there already: %s. Change that one, or name a person of type Function where several share it.", f.Function, o.Ref)
			}
		}
		before := record.Ref("")
		if old != nil && record.Fold(old.Function) == record.Fold(f.Function) {
			before = old.Person
		}
		return handOver(w, f.Function, before, f.Person)
	},
})

// holders are the persons by function, written as Fold writes it.
func holders(r *record.Reader) (map[string]record.Ref, error) {
	found, err := all[FunctionHolder](r, "function_holder", record.Query{})
	out := make(map[string]record.Ref, len(found))
	for _, f := range found {
		out[record.Fold(f.Function)] = f.Person
	}
	return out, err
}

// handOver gives the open tasks of a function to who holds it now: those of the holder before, and those nobody owed.
func handOver(w *record.Writer, function string, from, to record.Ref) error {
	if to == "" || from == to {
		return nil
	}
	tasks, err := all[Task](w.Reader, "checklist_task", record.Query{Filters: []record.Filter{{Field: "function", Values: []string{function}}, {Field: "outcome", Op: "empty", Values: []string{"1"}}}})
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Owner != from && t.Owner != "" {
			continue
		}
		t.Owner = to
		if err := save(w, "checklist_task", t); err != nil {
			return err
		}
	}
	return nil
}
