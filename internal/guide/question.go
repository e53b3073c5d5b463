package guide

import (
	"strconv"
	"sync"
)

// Question asks for a number that stays what it is. Whether the answer lies above Threshold is a second question.
type Question struct {
	ID        string  `json:"id"`
	Text      string  `json:"question"`
	Unit      string  `json:"unit,omitempty"`
	Answer    float64 `json:"-"`
	Threshold float64 `json:"-"`
	Source    string  `json:"-"`
}

// Questions lists the questions for exercises in estimating.
func Questions() []Question { return questions() }

// FindQuestion looks a question up by its id.
func FindQuestion(id string) (Question, bool) {
	for _, q := range questions() {
		if q.ID == id {
			return q, true
		}
	}
	return Question{}, false
}

var questions = sync.OnceValue(func() (out []Question) {
	for _, row := range rows("calibration.csv", "id,question,unit,answer,threshold,source") {
		q := Question{ID: row[0], Text: row[1], Unit: row[2], Source: row[5]}
		for i, to := range []*float64{&q.Answer, &q.Threshold} {
			v, err := strconv.ParseFloat(row[3+i], 64)
			if err != nil {
				panic("content/library/calibration.csv: " + q.ID + ": " + err.Error())
			}
			*to = v
		}
		out = append(out, q)
	}
	return out
})
