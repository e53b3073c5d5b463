package answer

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-isms/assay/internal/record"
)

// Suggestion is a prepared answer for a question, with how well its words fit.
type Suggestion struct {
	*Answer
	Score float64
}

// The ranking is BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with its usual constants, over the
// words of the question, its other wordings and the keywords, which count three times, and of the answer, once. It depends on
// nothing but these words; of equal answers the one with the lower reference comes first.
const (
	saturation = 1.2
	byLength   = 0.75
	ofQuestion = 3
)

// Index finds prepared answers by words.
type Index struct {
	answers []*Answer
	terms   []map[string]float64 // weight of each word in each answer
	length  []float64
	in      map[string]int // how many answers have the word
	mean    float64
}

// NewIndex prepares answers for finding.
func NewIndex(answers []*Answer) *Index {
	x := &Index{answers: answers, in: map[string]int{}}
	for _, a := range answers {
		weights, length := map[string]float64{}, 0.0
		add := func(text string, weight float64) {
			for _, word := range words(text) {
				weights[word] += weight
				length += weight
			}
		}
		add(a.Question+" "+a.Also+" "+a.Keywords, ofQuestion)
		add(a.Answer, 1)
		for word := range weights {
			x.in[word]++
		}
		x.terms, x.length, x.mean = append(x.terms, weights), append(x.length, length), x.mean+length
	}
	if len(answers) > 0 {
		x.mean /= float64(len(answers))
	}
	return x
}

// All is the index of every prepared answer.
func All(r *record.Reader) (*Index, error) {
	answers, err := Answers.All(r, record.Query{})
	if err != nil {
		return nil, err
	}
	return NewIndex(answers), nil
}

// Offered is a question of a customer with the prepared answers that fit it best.
type Offered struct {
	Item
	Offers []Offer `json:"offers"`
}

// Offer is a prepared answer as it is offered for a question.
type Offer struct {
	Ref        string      `json:"ref"`
	Answer     string      `json:"answer"`
	Score      float64     `json:"score"` // how well its words fit; higher is better
	Ready      bool        `json:"ready"` // reviewed within the last year
	ReviewedOn record.Date `json:"reviewed_on"`
	Missing    []string    `json:"missing"` // facts it still asks for
	Sources    string      `json:"sources"`
	OnlyIf     string      `json:"only_if"` // what must hold before it is sent
}

// Offers lists for each question the n answers that fit best on the day.
func (x *Index) Offers(questions []Item, n int, today record.Date) []Offered {
	out := make([]Offered, len(questions))
	for i, q := range questions {
		out[i] = Offered{q, []Offer{}}
		for _, s := range x.Suggest(q.Question, n) {
			out[i].Offers = append(out[i].Offers, Offer{s.Ref, s.Answer.Answer, s.Score, s.Ready(today), s.ReviewedOn, append([]string{}, s.Missing()...), s.Sources, s.OnlyIf})
		}
	}
	return out
}

// Suggest lists the answers whose words fit the question best, at most n.
func (x *Index) Suggest(question string, n int) (out []Suggestion) {
	asked := words(question)
	slices.Sort(asked)
	asked = slices.Compact(asked)
	for i, a := range x.answers {
		score := 0.0
		for _, word := range asked {
			f := x.terms[i][word]
			if f == 0 {
				continue
			}
			rare := math.Log(1 + (float64(len(x.answers))-float64(x.in[word])+0.5)/(float64(x.in[word])+0.5))
			score += rare * f * (saturation + 1) / (f + saturation*(1-byLength+byLength*x.length[i]/x.mean))
		}
		if score > 0 {
			out = append(out, Suggestion{a, score})
		}
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Ref, b.Ref))
	})
	return out[:min(n, len(out))]
}

// words are the words of a text without their commonest endings.
func words(text string) (out []string) {
	for _, word := range strings.FieldsFunc(record.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if !common[word] {
			out = append(out, stem(word))
		}
	}
	return out
}

// stem cuts the endings of plural, past and progressive forms.
func stem(word string) string {
	for _, ending := range []string{"ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "s", "y"} {
		if base, ok := strings.CutSuffix(word, ending); ok && len(base) >= 4 {
			return base
		}
	}
	return word
}

// common words say nothing about what a question asks.
var common = func() map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(`a an and any are as at be by can describe do does for from has have how if in is it its of on or our please provide that the their there they this to
		us we what when where which who will with you your`) {
		out[word] = true
	}
	return out
}()
