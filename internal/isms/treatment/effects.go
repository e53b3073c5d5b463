package treatment

import (
	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// effectsOf gives, by id of the risk, the hash of the effects of controls that its residual risk rests on. An acceptance binds
// to it; a risk without effects has none.
func effectsOf(r *record.Reader, risks []*risk.Risk) (map[string]string, error) {
	return effect.Hashes(r, risks)
}
