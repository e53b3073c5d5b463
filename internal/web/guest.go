package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
)

const (
	guestAt  = "/answer/"
	maxGuest = 24 << 20 // bytes of one form of a guest, with its files
)

// bindGuest binds the organisation for whoever holds the link of the address. The first word of the route's pattern is what the
// link must be for. A session that the browser has as well counts for nothing here.
func (q *request) bindGuest(route Route) (err error) {
	purpose, _, _ := strings.Cut(strings.TrimPrefix(route.Pattern, "/"), "/")
	q.caller, q.token = identity.Caller{}, ""
	q.w.Header().Set("Cache-Control", "private, no-store")
	q.w.Header().Set("Referrer-Policy", "no-referrer")
	q.guest, q.org, err = q.s.Identity.GuestOrg(q.r.Context(), identity.Purpose(purpose), q.r.PathValue("token"), q.remote())
	return err
}

// asked is the assessment that the guest's link is for, while it takes answers, and the supplier's name.
func (q *request) asked() (a *supplier.Assessment, name string, err error) {
	err = q.read(func(r *record.Reader) error {
		if a, err = supplier.Assessments.Get(r, q.guest.Subject); err != nil {
			return err
		}
		s, err := supplier.Suppliers.Get(r, string(a.Supplier))
		if err == nil {
			name = s.Name
		}
		return err
	})
	if err == nil && a.Status != "sent" || errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "This questionnaire is closed. Ask whoever sent it to you if you want to change an answer.")
	}
	return a, name, err
}

// answerPage shows a supplier its questions, and nothing else.
func answerPage(q *request) error {
	a, name, err := q.asked()
	if err != nil {
		return err
	}
	return q.answerForm(a, name, nil)
}

func (q *request) answerForm(a *supplier.Assessment, name string, failed error) error {
	given, all := a.Given(), len(a.Asked())
	f := answering{a: a, failed: failed}
	return q.plainPage(cmp.Or(q.status, http.StatusOK), "Questions on information security",
		heading("Questions on information security", Text(q.org.Name()+" asks "+name+". Answers are wanted by "+day(a.Due)+".")),
		If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), f.faults())),
		P(status(map[bool]string{true: "working", false: "partly"}[given == all], fmt.Sprintf("%d of %d answered", given, all), ""), Text(" Save as often as you like and come back by the same link. Sending closes it: every question is answered then, or says why it does not apply.")),
		P(Class("soft"), Text("Whoever has the link can read and change what is entered here, and sees nothing else of "+q.org.Name()+". It works until "+q.guest.Expires.AddDate(0, 0, -1).UTC().Format("2 January 2006")+".")),
		Form(Class("asking"), Action(q.r.URL.EscapedPath()), Method("post"), EncType("multipart/form-data"), f.node(Group{Button(Class("btn"), Name("do"), Value("save"), Text("Save")), Text(" "), Button(Class("btn go"), Name("do"), Value("send"), Text("Send all answers"))})))
}

// takeAnswers saves what a supplier entered and, if it says so, closes the questionnaire. What can be kept is kept even if it
// cannot be sent yet.
func takeAnswers(q *request) error {
	a, name, err := q.asked()
	if err != nil {
		return err
	}
	answers, refused, err := q.readAnswers(a)
	if err != nil {
		return err
	}
	respond := func(answers []supplier.Answer, close bool) error {
		_, err := q.write("", func(w *record.Writer) (err error) {
			saved, err := supplier.Respond(w, q.guest.Subject, answers, close)
			if err == nil {
				a = saved
			}
			return err
		})
		return err
	}
	if err = respond(answers, false); err == nil && refused != nil {
		answers, err = a.Answers, refused
	} else if err == nil && q.form("do") == "send" {
		answers, err = a.Answers, respond(nil, true)
	}
	if errs.Is(err, errs.Invalid) {
		q.status = http.StatusUnprocessableEntity
		shown := *a
		shown.Answers = answers
		return q.answerForm(&shown, name, err)
	}
	if err != nil {
		return err
	}
	if a.Status == "sent" {
		return q.redirect(q.r.URL.EscapedPath(), "Saved.", 0)
	}
	if err := q.s.Identity.EndGuestLinks(q.r.Context(), q.guest.Purpose, q.guest.Org, q.guest.Subject); err != nil {
		return err
	}
	return q.plainPage(http.StatusOK, "Thank you", H1(Text("Thank you")), P(Class("lead"), Text("Your answers have arrived at "+q.org.Name()+", and the questionnaire is closed. The link no longer works; there is nothing more to do.")))
}

// readAnswers reads the form of questions. A file is stored before the answer that names it; one that is not taken is told in
// refused, and leaves the answer as it was.
func (q *request) readAnswers(a *supplier.Assessment) (out []supplier.Answer, refused, err error) {
	no := &errs.Error{Kind: errs.Invalid, Message: "A file was not taken. All other answers are saved."}
	for _, asked := range a.Asked() {
		x := supplier.Answer{Question: asked.ID, Value: q.form("a." + asked.ID), Note: q.form("note." + asked.ID), Skip: q.form("skip." + asked.ID)}
		if asked.Kind == "file" {
			x.File, err = q.guestFile("file." + asked.ID)
			if errs.Is(err, errs.Invalid) {
				no.Fields, err = append(no.Fields, errs.Field{Name: asked.ID, Message: fieldMessage(err)}), nil
			}
			if err != nil {
				return nil, nil, err
			}
			if x.File == nil {
				x.File = a.Of(asked.ID).File
			}
		}
		if x.Skip != "" {
			x.Value, x.File = "", nil
		}
		out = append(out, x)
	}
	if no.Fields != nil {
		refused = no
	}
	return out, refused, nil
}

// fieldMessage is what an error says of its one field, or else as a whole.
func fieldMessage(err error) string {
	if e, ok := errors.AsType[*errs.Error](err); ok && len(e.Fields) == 1 {
		return e.Fields[0].Message
	}
	return err.Error()
}

func (q *request) guestFile(name string) (*supplier.File, error) {
	file, header, err := q.r.FormFile(name)
	if err != nil || header.Size == 0 {
		return nil, nil // none was chosen
	}
	defer file.Close()
	return supplier.Keep(q.r.Context(), q.s.Blobs, header.Filename, file)
}

// answering is the form of an assessment's questions, for the supplier or for whoever enters its answers.
type answering struct {
	a      *supplier.Assessment
	failed error
}

func (f answering) node(buttons Node) Node {
	var nodes []Node
	section := ""
	for _, asked := range f.a.Asked() {
		if asked.Section != section {
			section = asked.Section
			nodes = append(nodes, H2(Text(section)))
		}
		nodes = append(nodes, f.question(asked))
	}
	return Group{Group(nodes), Div(Class("row"), Span(), Div(buttons))}
}

// faults lead to the questions whose answers are not taken or missing.
func (f answering) faults() Node {
	e, ok := errors.AsType[*errs.Error](f.failed)
	if !ok {
		return nil
	}
	return Ul(Map(e.Fields, func(x errs.Field) Node {
		asked, _ := guide.FindAsked(x.Name)
		return Li(A(Href("#q-"+x.Name), Text(asked.Text)), Text(" "+x.Message))
	}))
}

func (f answering) question(asked guide.Asked) Node {
	x := f.a.Of(asked.ID)
	fault := recordForm{err: f.failed}.fault(asked.ID)
	return FieldSet(ID("q-"+asked.ID), Class("asked"), Legend(Text(asked.Text)),
		fault, f.input(asked, x),
		If(asked.Evidence != "", P(Class("help"), Text("What would show it: "+asked.Evidence))),
		Map(x.FollowUps(asked), func(ask string) Node { return P(Strong(Text("Please add: ")), Text(ask)) }),
		Details(If(x.Note != "" || x.Skip != "" || len(x.FollowUps(asked)) > 0, Attr("open", "")), Summary(Text(map[bool]string{true: "It does not apply to us", false: "In more words, or why it does not apply"}[asked.Kind == "text"])),
			If(asked.Kind != "text", Group{Label(For("note-"+asked.ID), Text("In more words")), Textarea(Class("in"), ID("note-"+asked.ID), Name("note."+asked.ID), Rows("2"), Text(x.Note))}),
			Label(For("skip-"+asked.ID), Text("It does not apply to us, because")), Input(Class("in"), ID("skip-"+asked.ID), Name("skip."+asked.ID), Value(x.Skip))))
}

func (f answering) input(asked guide.Asked, x supplier.Answer) Node {
	name := "a." + asked.ID
	radio := func(value, label string) Node {
		return Label(Class("choice"), Input(Type("radio"), Name(name), Value(value), If(x.Value == value, Checked())), Text(" "+label))
	}
	switch asked.Kind {
	case "yes_no":
		return Div(radio("yes", "Yes"), radio("no", "No"))
	case "choice":
		return Div(Map(asked.Options, func(o guide.Choice) Node { return radio(o.Answer, o.Text) }))
	case "date":
		return Input(Class("in narrow"), Type("date"), Name(name), Aria("label", "Date"), Value(x.Value))
	case "file":
		return Div(Iff(x.File != nil, func() Node { return P(status("working", "here already", ""), Text(" "+x.File.Name)) }),
			Input(Type("file"), Name("file."+asked.ID), Aria("label", "File"), Accept(supplier.FileEndings)), P(Class("help"), Text(supplier.FileWords+".")))
	}
	return Textarea(Class("in"), Name(name), Rows("3"), Aria("label", "Answer"), Text(x.Value))
}
