package document

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// Formats are the kinds of files that a version is written as, besides Markdown.
func Formats() []report.Format { return []report.Format{report.PDF, report.DOCX, report.HTML} }

// Head is what a printed version says of itself before its text.
func Head(r *record.Reader, d *Document, v *Version) ([]report.Fact, error) {
	owner := ""
	if v.Owner != "" {
		p, err := people.Persons.Get(r, string(v.Owner))
		if err != nil {
			return nil, err
		}
		owner = p.Name
	}
	class := d.Classification
	if o, ok := Documents.Kind().Field("classification").Option(class); ok {
		class = o.Label
	}
	status, _ := Versions.Kind().Field("status").Option(v.Status)
	facts := []report.Fact{{Label: "Document", Value: d.Ref}, {Label: "Version", Value: fmt.Sprint(v.Number)}, {Label: "Status", Value: status.Label}, {Label: "Owner", Value: owner}}
	if v.ApprovedBy != "" {
		facts = append(facts, report.Fact{Label: "Approved", Value: fmt.Sprintf("by %s on %s", v.ApprovedBy, v.ApprovedOn)})
	}
	for _, f := range []report.Fact{{Label: "Why this approver", Value: v.Override}, {Label: "Published on", Value: string(v.Published)}, {Label: "Ended on", Value: string(v.EndedOn)}, {Label: "Classification", Value: class},
		{Label: "Binds", Value: d.Binds}, {Label: "SHA-256 of the text", Value: v.Digest}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return facts, nil
}

// Report is a version of a document for print.
func Report(r *record.Reader, ref string, number int, organisation string) (report.Document, error) {
	d, v, err := Find(r, ref, number)
	if err != nil {
		return report.Document{}, err
	}
	head, text, err := print(r, d, v)
	if err != nil {
		return report.Document{}, err
	}
	return report.Document{Title: title(v), Subtitle: fmt.Sprintf("Version %d", v.Number), Organisation: organisation, Time: r.Org().Now(),
		Sections: []report.Section{{Facts: head}, {Prose: prose.Parse(text)}}}, nil
}

func title(v *Version) string {
	return strings.TrimSuffix(v.Title, fmt.Sprintf(", version %d", v.Number))
}

func print(r *record.Reader, d *Document, v *Version) ([]report.Fact, string, error) {
	facts, err := Facts(r)
	if err != nil {
		return nil, "", err
	}
	head, err := Head(r, d, v)
	return head, v.Shown(facts), err
}

// Markdown is a version as text: what it says of itself between two lines "---", and after an empty line the text to which
// its digest belongs.
func Markdown(r *record.Reader, ref string, number int) (string, error) {
	d, v, err := Find(r, ref, number)
	if err != nil {
		return "", err
	}
	head, text, err := print(r, d, v)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\n", title(v))
	for _, f := range head {
		fmt.Fprintf(&b, "%s: %q\n", strings.ReplaceAll(strings.ToLower(f.Label), " ", "_"), f.Value)
	}
	b.WriteString("---\n\n" + text)
	return b.String(), nil
}
