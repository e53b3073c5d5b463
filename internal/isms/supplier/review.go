package supplier

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Review is one look at what a supplier delivers (A.5.22).
type Review struct {
	record.Meta
	Title      string
	Supplier   record.Ref
	Type       string
	PlannedOn  record.Date
	Reviewer   record.Ref
	HeldOn     record.Date
	Looked     string
	Result     string
	Findings   string
	ActionsDue record.Date
	SettledOn  record.Date
	Settlement string
	Status     string
}

// about are the subjects of a review, and which control beside A.5.22 it serves; the end of a service is no review of it.
var about = []struct{ value, label, control string }{
	{"service", "Service and its figures", ""}, {"report", "Report or certificate read", ""}, {"visit", "Visit", ""}, {"change", "Change at the supplier", ""},
	{"development", "Work of outside developers", "A.8.30"}, {"monitoring", "Monitoring by others", "A.8.16"}, {"disposal", "Destruction firm", "A.7.14"}, {"end", "End of the service", "A.8.10"},
}

func subjects() (out []record.Option) {
	for _, a := range about {
		out = append(out, record.Option{Value: a.value, Label: a.label})
	}
	return out
}

// Reviews is the register of reviews of supplier services.
var Reviews = record.Define(record.Spec[Review]{
	Name: "supplier_review", Plural: "supplier-reviews", Title: "Reviews of supplier services", Singular: "review of a supplier", Prefix: "SV", Clause: "A.5.22",
	About: "What was looked at of a supplier's service, what came out and what follows. Plan the first for your critical suppliers, with figures from your own systems.",
	Fields: []record.Field[*Review]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(v *Review) any { return &v.Title }, Synonyms: []string{"review", "titel"}},
		{Name: "supplier", Label: "Supplier", To: "supplier", Required: true, Listed: true, Indexed: true, Ptr: func(v *Review) any { return &v.Supplier }, Synonyms: []string{"vendor", "lieferant", "fournisseur"}},
		{Name: "type", Label: "About", Listed: true, Indexed: true, Options: subjects(), Ptr: func(v *Review) any { return &v.Type }, Synonyms: []string{"subject", "art"}},
		{Name: "planned_on", Label: "Planned for", Indexed: true, Ptr: func(v *Review) any { return &v.PlannedOn }, Synonyms: []string{"planned", "due", "geplant am"}},
		{Name: "reviewer", Label: "Reviewer", To: "person", Listed: true, Indexed: true, Ptr: func(v *Review) any { return &v.Reviewer }, Synonyms: []string{"held by", "owner", "prüfer"}},
		{Name: "held_on", Label: "Held on", Past: true, Listed: true, Indexed: true, Ptr: func(v *Review) any { return &v.HeldOn }, Synonyms: []string{"date", "durchgeführt am"}},
		{Name: "looked_at", Label: "Looked at", Help: "Figures, reports, tickets: what, of which period, from which source.", Long: true, Ptr: func(v *Review) any { return &v.Looked }, Synonyms: []string{"scope", "basis", "grundlage"}},
		{Name: "result", Label: "Result", Listed: true, Indexed: true, Ptr: func(v *Review) any { return &v.Result }, Synonyms: []string{"outcome", "ergebnis"}, Options: []record.Option{
			{Value: "as_agreed", Label: "As agreed", Synonyms: []string{"passed", "ok"}}, {Value: "actions", Label: "Actions needed", Synonyms: []string{"findings"}}, {Value: "failed", Label: "Not as agreed", Synonyms: []string{"fail"}}}},
		{Name: "findings", Label: "Findings and actions", Long: true, Ptr: func(v *Review) any { return &v.Findings }, Synonyms: []string{"actions", "feststellungen"}},
		{Name: "actions_due", Label: "Actions due", From: "held_on", Indexed: true, Ptr: func(v *Review) any { return &v.ActionsDue }, Synonyms: []string{"next", "frist"}},
		{Name: "settled_on", Label: "Settled on", Past: true, From: "held_on", Indexed: true, Ptr: func(v *Review) any { return &v.SettledOn }, Synonyms: []string{"closed on", "erledigt am"}},
		{Name: "settlement", Label: "How it was settled", Long: true, Ptr: func(v *Review) any { return &v.Settlement }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Ptr: func(v *Review) any { return &v.Status }, Options: []record.Option{
			{Value: "planned", Label: "Planned"}, {Value: "open", Label: "Actions open"}, {Value: "closed", Label: "Closed"}}},
	},
	Proves: func(v *Review) (out []record.Proof) {
		for _, control := range v.serves() {
			p := record.Proof{On: v.HeldOn, For: control}
			switch {
			case v.Result == "failed":
				p.Failed, p.Until = true, v.SettledOn
			case v.Status == "open":
				p.Until = v.ActionsDue // what is not followed up shows nothing for longer
			}
			out = append(out, p)
		}
		return out
	},
	Owes: func(v *Review) []record.Due {
		switch v.Status {
		case "planned":
			return []record.Due{{What: "Hold the review", Day: v.PlannedOn, Who: v.Reviewer}}
		case "open":
			return []record.Due{{What: "Settle the actions", Day: v.ActionsDue, Who: v.Reviewer, Weight: record.Grave}}
		}
		return nil
	},
	Before: func(w *record.Writer, _, v *Review) error { return v.before(w) },
	Steps: []record.Step[*Review]{
		{Name: "hold", Label: "Enter the result", Needs: record.MayEdit, Asks: []string{"held_on", "looked_at", "result", "findings", "actions_due"}, Open: func(v *Review) bool { return v.HeldOn == "" }, Do: func(w *record.Writer, v *Review) error {
			if v.HeldOn == "" {
				v.HeldOn = w.Today()
			}
			return nil
		}},
		{Name: "settle", Label: "Settle", About: "What was found is mended today.", Needs: record.MayEdit, Asks: []string{"settlement"}, Open: func(v *Review) bool { return v.Status == "open" }, Do: func(w *record.Writer, v *Review) error {
			if v.Settlement == "" {
				return errs.InField("settlement", "is missing: say what was done and how you know")
			}
			v.SettledOn = w.Today()
			return nil
		}}},
})

func (v *Review) serves() []string {
	for _, a := range about {
		switch {
		case a.value != v.Type || a.control == "":
		case v.Type == "end":
			return []string{a.control}
		default:
			return []string{"A.5.22", a.control}
		}
	}
	return []string{"A.5.22"}
}

// before derives where the review stands and checks that what came out of it is said.
func (v *Review) before(w *record.Writer) error {
	if v.Type == "" {
		v.Type = "service"
	}
	if v.HeldOn == "" {
		v.Status = "planned"
		if v.Result != "" {
			return errs.InField("held_on", "is missing: a review with a result was held")
		}
		return nil
	}
	v.Status = "closed"
	if v.Result != "as_agreed" && v.SettledOn == "" {
		v.Status = "open"
	}
	switch {
	case v.Result == "":
		return errs.InField("result", "is missing: say what came out of the review")
	case v.Looked == "":
		return errs.InField("looked_at", "is missing: name the figures, reports or tickets that were looked at")
	case v.Result != "as_agreed" && v.Findings == "":
		return errs.InField("findings", "is missing: say what was found and what has to be done")
	case v.Result != "as_agreed" && v.ActionsDue == "":
		return errs.InField("actions_due", "is missing: say by when it has to be done")
	}
	return reviewed(w, v.Supplier, v.HeldOn)
}
