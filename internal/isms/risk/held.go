package risk

import (
	"slices"
	"sync"

	"github.com/assay-isms/assay/internal/record"
)

// What has been computed is held by organisation and head of the journal: the same head is the same records, now and in a
// view of the past, and every write moves it. Nobody changes what is held.
const (
	mostHeld      = 16     // portfolios
	mostHeldRisks = 20_000 // of all of them together
)

// headKey names what a portfolio was computed from.
type headKey struct {
	org  string
	size int64
	root [32]byte
}

type heldPortfolios struct {
	sync.Mutex
	recent []headKey // the last used last
	by     map[headKey]*Portfolio
	risks  int
}

var held = heldPortfolios{by: map[headKey]*Portfolio{}}

func (h *heldPortfolios) get(k headKey) *Portfolio {
	h.Lock()
	defer h.Unlock()
	p := h.by[k]
	if p != nil {
		h.recent = append(slices.DeleteFunc(h.recent, func(o headKey) bool { return o == k }), k)
	}
	return p
}

func (h *heldPortfolios) put(k headKey, p *Portfolio) {
	h.Lock()
	defer h.Unlock()
	if h.by[k] != nil || p.Risks > mostHeldRisks {
		return
	}
	h.by[k], h.risks = p, h.risks+p.Risks
	h.recent = append(h.recent, k)
	for len(h.recent) > mostHeld || h.risks > mostHeldRisks {
		oldest := h.recent[0]
		h.risks -= h.by[oldest].Risks
		delete(h.by, oldest)
		h.recent = h.recent[1:]
	}
}

// PortfolioOf computes the loss of a year from all risks of the register that are not closed, or gives what was computed
// from the same records before. It is shared: callers read it and change nothing.
func PortfolioOf(r *record.Reader) (*Portfolio, error) {
	if r.Writing() { // the head may be that of records not yet written
		return portfolioOf(r)
	}
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	k := headKey{r.Org().ID(), head.Size, head.Root}
	if p := held.get(k); p != nil {
		return p, nil
	}
	p, err := portfolioOf(r)
	if err == nil {
		held.put(k, p)
	}
	return p, err
}
