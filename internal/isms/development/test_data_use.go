package development

import (
	"cmp"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/approval"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/record"
)

// TestDataUse is one use of data from operation for testing (A.8.33, A.8.11).
type TestDataUse struct {
	record.Meta
	approval.Approval
	Title          string
	Application    record.Ref
	Source         record.Ref // asset
	Classification string
	Purpose        string
	Place          string
	Form           string
	Protection     string
	Owner          record.Ref // of the data
	User           record.Ref // who tests with it
	SearchedOn     record.Date
	Left           int // real values found
	CopiedOn       record.Date
	DeleteBy       record.Date
	DeletedOn      record.Date
	DeletedBy      record.Ref
}

// TestDataUses is the register of uses of test data.
var TestDataUses = record.Define(record.Spec[TestDataUse]{
	Name: "test_data_use", Plural: "test-data-uses", Title: "Uses of test data", Singular: "use of test data", Prefix: "TD", Clause: "A.8.33",
	About: "Copies of data from operation that serve a test: permitted by the owner before they are made, masked or protected, and deleted by a day.",
	Fields: append([]record.Field[*TestDataUse]{
		{Name: "title", Label: "Use", Required: true, Listed: true, Indexed: true, Ptr: func(t *TestDataUse) any { return &t.Title }, Synonyms: []string{"name", "verwendung"}},
		{Name: "application", Label: "Application", To: "application", Listed: true, Indexed: true, Ptr: func(t *TestDataUse) any { return &t.Application }, Synonyms: []string{"anwendung"}},
		{Name: "source", Label: "Copied from", To: "asset", Indexed: true, Ptr: func(t *TestDataUse) any { return &t.Source }, Synonyms: []string{"source", "quelle"}},
		{Name: "classification", Label: "Classification", Indexed: true, Options: asset.Classifications, Ptr: func(t *TestDataUse) any { return &t.Classification }, Synonyms: []string{"klassifizierung"}},
		{Name: "purpose", Label: "Purpose", Ptr: func(t *TestDataUse) any { return &t.Purpose }, Synonyms: []string{"zweck"}},
		{Name: "place", Label: "Where", Help: "The environment that holds the copy.", Ptr: func(t *TestDataUse) any { return &t.Place }, Synonyms: []string{"environment", "umgebung"}},
		{Name: "form", Label: "Form", Listed: true, Indexed: true, Ptr: func(t *TestDataUse) any { return &t.Form }, Synonyms: []string{"masking", "maskierung"}, Options: []record.Option{
			{Value: "masked", Label: "Masked", Synonyms: []string{"anonymised", "maskiert"}}, {Value: "pseudonyms", Label: "Pseudonyms", Synonyms: []string{"pseudonymised"}}, {Value: "real", Label: "Real", Synonyms: []string{"live", "echt"}}}},
		{Name: "protection", Label: "Protection", Help: "Who reaches the copy, and how it is as safe as the original.", Long: true, Ptr: func(t *TestDataUse) any { return &t.Protection }, Synonyms: []string{"schutz"}},
		{Name: "owner", Label: "Owner of the data", To: "person", Listed: true, Indexed: true, Ptr: func(t *TestDataUse) any { return &t.Owner }, Synonyms: []string{"owner", "eigentümer"}},
		{Name: "used_by", Label: "Used by", To: "person", Indexed: true, Ptr: func(t *TestDataUse) any { return &t.User }, Synonyms: []string{"tester", "requested by"}},
		{Name: "searched_on", Label: "Searched on", Past: true, Help: "The day a masked copy was searched for real values.", Indexed: true, Ptr: func(t *TestDataUse) any { return &t.SearchedOn }},
		{Name: "left", Label: "Real values found", Ptr: func(t *TestDataUse) any { return &t.Left }},
		{Name: "copied_on", Label: "Copied on", Past: true, Listed: true, Indexed: true, Ptr: func(t *TestDataUse) any { return &t.CopiedOn }, Synonyms: []string{"date", "kopiert am"}},
		{Name: "delete_by", Label: "Delete by", From: "copied_on", Listed: true, Indexed: true, Ptr: func(t *TestDataUse) any { return &t.DeleteBy }, Synonyms: []string{"löschen bis"}},
		{Name: "deleted_on", Label: "Deleted on", Past: true, From: "copied_on", Listed: true, Indexed: true, Ptr: func(t *TestDataUse) any { return &t.DeletedOn }, Synonyms: []string{"gelöscht am"}},
		{Name: "deleted_by", Label: "Deleted by", To: "person", Ptr: func(t *TestDataUse) any { return &t.DeletedBy }, Synonyms: []string{"gelöscht von"}},
	}, approval.Fields((*TestDataUse).consent)...),
	Proves: func(t *TestDataUse) []record.Proof {
		use := record.Proof{For: "A.8.33"}
		switch {
		case t.CopiedOn != "" && (!t.Given() || t.CopiedOn < t.ApprovedOn):
			use.On, use.Until, use.Failed = t.CopiedOn, cmp.Or(t.ApprovedOn, t.DeletedOn), true
		case t.DeletedOn > t.DeleteBy:
			use.On, use.Until, use.Failed = t.DeleteBy.Plus(1), t.DeletedOn, true
		case t.DeletedOn != "":
			use.On = t.DeletedOn
		case t.Given():
			use.On, use.Until = t.ApprovedOn, t.DeleteBy
		}
		if t.Form == "real" || t.Form == "" {
			return []record.Proof{use}
		}
		searched := record.Proof{For: "A.8.11", On: t.SearchedOn}
		if t.Left > 0 {
			searched.Failed, searched.Until = true, t.DeletedOn
		}
		return []record.Proof{use, searched}
	},
	Owes: func(t *TestDataUse) []record.Due {
		switch {
		case t.DeletedOn != "":
			return nil
		case t.CopiedOn != "" && !t.Given():
			return []record.Due{{What: "Permit or delete", Day: t.CopiedOn, Who: t.Owner, Weight: record.Critical}}
		}
		return []record.Due{{What: "Delete the copy", Day: t.DeleteBy, Who: t.User, Weight: record.Grave}}
	},
	Steps: []record.Step[*TestDataUse]{
		approval.Step("Permit", "The copy may be made and used.", (*TestDataUse).consent, permittable),
		{Name: "erased", Label: "Enter the deletion", About: "The copy was deleted today.", Needs: record.MayEdit, Asks: []string{"deleted_by"}, Open: func(t *TestDataUse) bool { return t.CopiedOn != "" && t.DeletedOn == "" },
			Do: func(w *record.Writer, t *TestDataUse) error { t.DeletedOn = w.Today(); return nil }}},
	Before: func(w *record.Writer, old, t *TestDataUse) error {
		if err := approval.Keep(w, "test_data_use", old, t, &t.Approval, "copied_on", "searched_on", "left", "deleted_on", "deleted_by"); err != nil {
			return err
		}
		return nil
	},
})

func (t *TestDataUse) consent() *approval.Approval { return &t.Approval }

func permittable(_ *record.Writer, t *TestDataUse) error {
	if t.Owner == "" || t.Protection == "" || t.DeleteBy == "" {
		return errs.New(errs.Conflict, "%s needs the owner of the data, a protection and a day by which the copy is deleted.", t.Ref)
	}
	return nil
}
