// Package view keeps saved views: a register's list with the filters, order and columns that someone wants again.
package view

import (
	"net/url"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// View is one saved view.
type View struct {
	record.Meta
	Title    string
	Register string // plural name of the kind
	Query    string // of the list's address
	Shared   bool   // everyone sees it, not only who saved it
	Holder   string // user id of who saved it
}

// Views is the register of saved views.
var Views = record.Define(record.Spec[View]{
	Name: "view", Plural: "views", Title: "Saved views", Singular: "saved view", Prefix: "V", Clause: "",
	About: "Lists that someone wants again: filters, order and columns under a name. Save one above any list.",
	Edit:  record.MayContribute,
	Fields: []record.Field[*View]{
		{Name: "title", Label: "Name", Required: true, Listed: true, Indexed: true, Ptr: func(v *View) any { return &v.Title }},
		{Name: "register", Label: "Register", Required: true, Listed: true, Indexed: true, Ptr: func(v *View) any { return &v.Register }},
		{Name: "query", Label: "Query", Required: true, Listed: true, Ptr: func(v *View) any { return &v.Query }, Help: "As in the list's address, such as status=open&sort=-level."},
		{Name: "shared", Label: "Everyone sees it", Listed: true, Ptr: func(v *View) any { return &v.Shared }},
		{Name: "holder", Label: "Saved by", Computed: true, Indexed: true, Ptr: func(v *View) any { return &v.Holder }},
	},
	Before: func(w *record.Writer, old, v *View) error {
		if _, err := url.ParseQuery(v.Query); err != nil {
			return errs.InField("query", "%q is not a query; write it like status=open&sort=-level", v.Query)
		}
		if old == nil {
			v.Holder = w.Actor().User
		}
		return nil
	},
	Guard: func(w *record.Writer, old, _ *View) error { return mine(w, old) },
})

func mine(w *record.Writer, v *View) error {
	if v.Holder == w.Actor().User || w.Actor().May(record.MayAdminister) {
		return nil
	}
	return errs.New(errs.Denied, "Only who saved the view %q, or an administrator, changes it.", v.Title)
}

// Of lists the views of a register that the user sees: their own and the shared ones.
func Of(r *record.Reader, register, user string) (seen []*View, err error) {
	all, _, err := Views.List(r, record.Query{Sort: "title", Limit: record.MaxPage, Filters: []record.Filter{{Field: "register", Values: []string{register}}}})
	for _, v := range all {
		if v.Shared || v.Holder == user {
			seen = append(seen, v)
		}
	}
	return seen, err
}
