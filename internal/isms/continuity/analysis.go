package continuity

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/operations"
	"github.com/assay-isms/assay/internal/record"
)

// Conflict is a promise of a process that something it rests on cannot keep, or that its own impacts contradict.
type Conflict struct {
	Process string `json:"process"` // reference
	Title   string `json:"title"`   // of the process
	Kind    string `json:"kind"`    // longer_than_bearable, harm_before, harm_falls, recovers_later, loses_more
	Says    string `json:"says"`
	Path    string `json:"path,omitempty"` // how the process comes to rest on it, by titles
	On      string `json:"on,omitempty"`   // reference of what cannot keep it
}

// Analysis is the impact analysis of all processes with what contradicts itself in it.
type Analysis struct {
	Processes []*Process
	Conflicts []Conflict
	// Unknown is how many things processes rest on of which nobody has said how soon they work again.
	Unknown int
}

// serious is the level of impact from which a standstill is no longer borne.
const serious = 3

// thing is what a process may rest on: an asset or a process.
type thing struct {
	ref, title string
	recovers   float64 // hours; 0 is not said
	loses      float64 // hours of data between copies, where there is a backup
	backup     string
	needs      []string
	asset      bool
}

type analysisKey struct{}

// Analyse reads the impact analysis and looks for contradictions: a recovery time beyond what is bearable, harm before the bearable
// time is over, harm that shrinks with time, things that recover later than who rests on them, directly or through others, and backups that lose more than may
// be lost. Circles of dependence are allowed.
func Analyse(r *record.Reader) (*Analysis, error) {
	return record.Cached(r, analysisKey{}, func() (*Analysis, error) {
		processes, err := Processes.All(r, record.Query{Sort: "rto_hours"})
		if err != nil {
			return nil, err
		}
		things, err := thingsOf(r, processes)
		if err != nil {
			return nil, err
		}
		a := &Analysis{Processes: processes}
		unknown := map[string]bool{}
		for _, p := range processes {
			a.Conflicts = append(a.Conflicts, p.itself()...)
			a.Conflicts = append(a.Conflicts, p.against(things, unknown)...)
		}
		a.Unknown = len(unknown)
		return a, nil
	})
}

func thingsOf(r *record.Reader, processes []*Process) (map[string]*thing, error) {
	things := map[string]*thing{}
	assets, err := asset.Assets.All(r, record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"retired"}}}})
	if err != nil {
		return nil, err
	}
	for _, a := range assets {
		things[a.ID] = &thing{ref: a.Ref, title: a.Name, recovers: a.Recovery, needs: a.PartOf, asset: true}
	}
	backups, err := operations.Backups.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"in_use"}}}})
	for _, b := range backups {
		for _, id := range b.Assets {
			if t := things[id]; t != nil {
				t.recovers = max(t.recovers, float64(b.RestoreHours))
				if loses := float64(max(b.RhythmHours, b.LossHours)); loses > t.loses {
					t.loses, t.backup = loses, b.Ref
				}
			}
		}
	}
	for _, p := range processes {
		things[p.ID] = &thing{ref: p.Ref, title: p.Title, recovers: p.RTO, needs: slices.Concat(p.Needs, p.Assets)}
	}
	return things, err
}

// itself finds what the process contradicts by itself.
func (p *Process) itself() (out []Conflict) {
	if p.MTPD > 0 && p.RTO > p.MTPD {
		out = append(out, Conflict{Process: p.Ref, Title: p.Title, Kind: "longer_than_bearable", Says: fmt.Sprintf("It is to work again after %s, and bears only %s.", hours(p.RTO), hours(p.MTPD))})
	}
	if s := p.SuggestMTPD(); s != nil && s.Hours < p.MTPD {
		out = append(out, Conflict{Process: p.Ref, Title: p.Title, Kind: "harm_before",
			Says: fmt.Sprintf("It is said to bear %s, but its impact reaches level %d after %s.", hours(p.MTPD), s.Level, hours(s.Hours))})
	}
	for _, h := range p.Impacts() {
		if says := h.falls(); says != "" {
			out = append(out, Conflict{Process: p.Ref, Title: p.Title, Kind: "harm_falls", Says: says})
		}
	}
	return out
}

// step is a thing on the way from a process, with how the way came there.
type step struct {
	id   string
	path []string
}

// against compares the process with all that it rests on, nearest first.
func (p *Process) against(things map[string]*thing, unknown map[string]bool) (out []Conflict) {
	seen := map[string]bool{p.ID: true}
	queue := []step{{p.ID, nil}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		t := things[at.id]
		if t == nil {
			continue // retired since
		}
		path := at.path
		if at.id != p.ID {
			path = append(slices.Clone(path), t.title)
			out = append(out, p.compare(t, path)...)
			if t.recovers == 0 {
				unknown[at.id] = true
			}
		}
		for _, id := range t.needs {
			if !seen[id] {
				seen[id] = true
				queue = append(queue, step{id, path})
			}
		}
	}
	return out
}

func (p *Process) compare(t *thing, path []string) (out []Conflict) {
	c := Conflict{Process: p.Ref, Title: p.Title, Path: strings.Join(path, " → "), On: t.ref}
	if p.RTO > 0 && t.recovers > p.RTO {
		c.Kind, c.Says = "recovers_later", fmt.Sprintf("It is to work again after %s, and rests on %s, which takes %s.", hours(p.RTO), t.title, hours(t.recovers))
		out = append(out, c)
	}
	if p.RPO > 0 && t.loses > p.RPO {
		c.Kind, c.On = "loses_more", t.backup
		c.Says = fmt.Sprintf("It may lose %s of data, and the backup of %s loses up to %s.", hours(p.RPO), t.title, hours(t.loses))
		out = append(out, c)
	}
	return out
}

// hours writes a time in hours as people say it.
func hours(h float64) string {
	switch {
	case h >= 48 && h == float64(int(h/24))*24:
		return strconv.Itoa(int(h/24)) + " days"
	case h == 1:
		return "1 hour"
	}
	return strconv.FormatFloat(h, 'f', -1, 64) + " hours"
}
