package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/record"
)

const tagCalibration = "Agreement and calibration"

// calibrationRoutes tell how far ratings and estimates can be trusted.
func (s *Server) calibrationRoutes() []Route {
	person := query("person", "Whose; without it the person of the caller's account. Of others only who administers may read.", object{"type": "string"})
	return []Route{
		{Method: "GET", Pattern: Base + "/assessments/agreement", Needs: record.MayRead, fn: (*call).agreement, doc: operation{
			id: "agreement", tag: tagCalibration, summary: "Agreement over the runs, bias and drift of raters, levels beside expected losses", reply: schemaFor[assessment.Overview]()}},
		{Method: "GET", Pattern: Base + "/calibration", Needs: record.MayRead, fn: (*call).calibration, doc: operation{
			id: "calibration", tag: tagCalibration, summary: "How well what a person estimated came true", params: []any{person}, reply: schemaFor[calibration.Result]()}},
		{Method: "GET", Pattern: Base + "/calibration/sheet", Needs: record.MayRead, fn: (*call).sheet, doc: operation{
			id: "calibration_sheet", tag: tagCalibration, summary: "The questions of a person's next exercise", params: []any{person}, reply: schemaFor[calibration.Sheet]()}},
		{Method: "POST", Pattern: Base + "/calibration", Needs: record.MayRead | record.MayContribute, fn: (*call).handIn, doc: operation{
			id: "hand_in_calibration", tag: tagCalibration, summary: "Hand in an exercise; the answers are sealed", body: schemaFor[exerciseForm](), reply: schemaFor[handedIn]()}},
	}
}

type exerciseForm struct {
	Number    int                  `json:"number"` // of the sheet
	Answers   []calibration.Answer `json:"answers"`
	Person    string               `json:"person"`    // where an administrator enters what somebody answered elsewhere
	Elsewhere string               `json:"elsewhere"` // and where that was
}

type handedIn struct {
	Ref     string `json:"ref"`
	Answers int    `json:"answers"`
}

func (c *call) agreement() error {
	var out *assessment.Overview
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		out, err = assessment.OverviewOf(r)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) calibration() error {
	var out *calibration.Result
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		out, err = calibration.Of(r, c.query.Get("person"))
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) sheet() error {
	var out *calibration.Sheet
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		out, err = calibration.Next(r, c.query.Get("person"))
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) handIn() error {
	var form exerciseForm
	if err := c.decode(&form); err != nil {
		return err
	}
	var x *calibration.Exercise
	if _, err := c.write(c.reason(), func(w *record.Writer) (err error) {
		x, err = calibration.Submit(w, calibration.Form{Number: form.Number, Answers: form.Answers, Person: form.Person, Elsewhere: form.Elsewhere})
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, handedIn{x.Ref, x.Count})
}
