// Package guidance shows what we wrote on controls and clauses as parts of pages. It knows nothing of organisations:
// addresses come from its caller.
package guidance

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/prose"
)

// ControlURL is where a control's page is, by its id.
type ControlURL func(controlID string) string

// Audit is the audit procedure: what the auditor will check, step by step, and how findings read.
func Audit(g *guide.Guidance) Node {
	if len(g.Procedure) == 0 {
		return nil
	}
	return Section(ID("audit"), H2(Text("What the auditor will check")),
		If(len(g.Objectives) > 0, Div(Class("soft"), P(Text("The audit is to:")), bullets(g.Objectives))),
		Ol(Class("steps"), Map(g.Procedure, step)),
		If(len(g.Findings) > 0, Details(Summary(Text("How findings read")), Ul(Class("lines"), Map(g.Findings, func(f guide.Finding) Node {
			return Li(Strong(Text(gradeLabel[f.Grade]+": ")), Text(f.Reads))
		})))))
}

var gradeLabel = map[string]string{"major": "Major", "minor": "Minor", "opportunity": "Opportunity for improvement"}

func step(s guide.Step) Node {
	return Li(
		P(Span(Class("chip"), Text(s.Method)), Text(" "), Span(Class("soft"), Text(aspectLabel[s.Aspect]))), P(Text(s.Do)),
		Dl(Class("facts"),
			Dt(Text("Passes if")), Dd(Text(s.PassesIf)), Dt(Text("Fails if")), Dd(Text(s.FailsIf))),
		Details(Summary(Text("Sample and proof")), Dl(Class("facts"),
			fact("Population", s.Population), fact("Looked at", s.Attribute), fact("Sample", s.Sample), fact("Convinces", s.Convinces),
			If(s.MaxAge > 0, fact("At most", age(s.MaxAge))))))
}

func age(d guide.Days) string {
	if d == 1 {
		return "a day old"
	}
	return fmt.Sprintf("%d days old", d)
}

var aspectLabel = map[string]string{"design": "design", "implementation": "implementation", "operation": "operating effectiveness"}

func fact(label, text string) Node {
	if text == "" {
		return nil
	}
	return Group{Dt(Text(label)), Dd(Text(text))}
}

// Practice is how to do it: what to decide and put in place, who does what, what it leaves behind, how it fails.
func Practice(g *guide.Guidance, at ControlURL) Node {
	return Section(ID("practice"), H2(Text("How to do it")),
		Map(g.Sections, func(s guide.Section) Node { return Group{H3(Text(s.Title)), Prose(s.Text)} }),
		If(len(g.Roles) > 0, Group{H3(Text("Who does what")), Dl(Class("facts"), Map(g.Roles, func(r guide.Role) Node { return fact(r.Role, r.Does) }))}),
		list("Records it leaves behind", g.Records), list("What to keep", g.Keep),
		measure(g.Measure),
		list("Why it fails in practice", g.FailsBecause),
		leansOn(g, at))
}

func measure(m *guide.Measure) Node {
	if m == nil {
		return nil
	}
	return Group{H3(Text("A number worth keeping")), Dl(Class("facts"), fact("Measure", m.Name), fact("Target", m.Target), fact("Read from", m.Source))}
}

func leansOn(g *guide.Guidance, at ControlURL) Node {
	if len(g.LeansOn) == 0 {
		return nil
	}
	return Group{H3(Text("Leans on")), Ul(Class("lines"), Map(g.LeansOn, func(d guide.Dependence) Node {
		c, _ := catalog.Find(d.Control)
		return Li(A(Class("mono"), Href(at(d.Control)), Text(d.Control)), Text(" "+c.Title), Span(Class("soft"), Text(" for "+d.For)))
	}))}
}

// Older is what the edition of 2022 changed for a control or clause of 2013, and what to check still.
func Older(g *guide.Guidance) Node {
	if g.Changed == "" {
		return nil
	}
	return Section(ID("changed"), H2(Text("What 2022 changed")), P(Class("text"), Text(g.Changed)), list("Still to check under 2013", g.StillCheck))
}

// Proof says which records and evidence show it at work, and how fresh they must be.
func Proof(g *guide.Guidance, title func(kind string) (title, address string)) Node {
	if len(g.EvidencedBy) == 0 {
		return nil
	}
	return Section(H2(Text("Shown at work by")), Ul(Class("lines"), Map(g.EvidencedBy, func(e guide.Evidencing) Node {
		name, address := title(e.Kind)
		label := Node(Text(name))
		if address != "" {
			label = A(Href(address), Text(name))
		}
		return Li(Strong(label), Text(": "+e.When), Span(Class("soft"), Text(fmt.Sprintf(" · fresh for %d days · %s", e.Fresh, e.Strength))))
	})))
}

// Treats names the threats and vulnerabilities of the library.
func Treats(ids []string) Node {
	if len(ids) == 0 {
		return nil
	}
	return Section(H2(Text("Usually treats")), Ul(Class("lines"), Map(ids, func(id string) Node {
		c, _ := guide.FindCause(id)
		return Li(Text(c.Title), Span(Class("soft"), Text(" "+strings.TrimSuffix(strings.SplitN(id, ".", 2)[0], "n"))))
	})))
}

// Convinces lists, beside an upload, what evidence convinces and how old it may be.
func Convinces(g *guide.Guidance) Node {
	return Ul(Class("lines"), Map(g.Procedure, func(s guide.Step) Node {
		return Li(Div(Class("soft"), Text(s.Do)), Text(s.Convinces), If(s.MaxAge > 0, Span(Class("soft"), Text(" · at most "+age(s.MaxAge)))))
	}))
}

func list(title string, items []string) Node {
	if len(items) == 0 {
		return nil
	}
	return Group{H3(Text(title)), bullets(items)}
}

func bullets(items []string) Node {
	return Ul(Class("points"), Map(items, func(s string) Node { return Li(Text(s)) }))
}

// Prose writes our Markdown as HTML. Raw HTML in it is left out.
func Prose(markdown string) Node {
	return Div(Class("prose"), NodeFunc(func(w io.Writer) error {
		var out bytes.Buffer
		if err := prose.HTML(&out, markdown); err != nil {
			return err
		}
		_, err := out.WriteTo(w)
		return err
	}))
}
