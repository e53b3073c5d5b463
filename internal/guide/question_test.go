package guide_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/guide"
)

// TestQuestions makes sure that there is enough to ask, each once and with a source, and that saying always yes, or always no,
// to the statements is no good strategy.
func TestQuestions(t *testing.T) {
	seen, above := map[string]bool{}, 0
	all := guide.Questions()
	for _, q := range all {
		if q.ID == "" || q.Text == "" || q.Source == "" || seen[q.ID] || seen[q.Text] {
			t.Errorf("%+v", q)
		}
		seen[q.ID], seen[q.Text] = true, true
		if !(q.Answer > 0) || !(q.Threshold > 0) || q.Answer == q.Threshold {
			t.Errorf("%s: %v above %v", q.ID, q.Answer, q.Threshold)
		}
		if q.Answer > q.Threshold {
			above++
		}
	}
	if share := float64(above) / float64(len(all)); len(all) < 40 || share < 0.4 || share > 0.6 {
		t.Errorf("%d questions, %d of them above their threshold", len(all), above)
	}
}
