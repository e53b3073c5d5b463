package assessment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Engine names the rules by which a run is computed. It changes when they do, so that a replay under other rules says so.
const Engine = "assay assessment 2"

// engine1 froze no figures.
const engine1 = "assay assessment 1"

// Manifest is what an approved run froze: enough to compute it again from the journal and to see what differs.
type Manifest struct {
	Engine    string         `json:"engine"`
	Run       string         `json:"run"`
	Criteria  string         `json:"criteria"` // SHA-256 of scales, levels and matrix
	Minimum   int            `json:"minimum"`
	Gate      float64        `json:"gate"`
	Tolerance string         `json:"tolerance"`
	Raters    []string       `json:"raters"`
	Agreement *Agreement     `json:"agreement"`
	Risks     []ManifestLine `json:"risks"`
	Figures   *Figures       `json:"figures,omitempty"`
	Entry     int            `json:"entry"` // journal entries that it rests on
}

// ManifestLine is one risk of the run. A risk that is not rated has neither ratings nor level.
type ManifestLine struct {
	Risk     string   `json:"risk"`
	Facts    string   `json:"facts"`             // SHA-256 of the risk's content
	Ratings  string   `json:"ratings"`           // SHA-256 of what the raters said and what was reconciled
	Repeats  string   `json:"repeats,omitempty"` // SHA-256 of what they said when asked again
	Standing Standing `json:"standing"`
	Rating   *[2]int  `json:"rating,omitempty"` // likelihood and consequence
	Level    int      `json:"level,omitempty"`
}

func hashOf(v any) string {
	text, _ := json.Marshal(v) // structs of text and numbers always can be
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (m *Manifest) digest() string { return hashOf(m) }

// facts are what a risk is about, apart from how it is rated.
type facts struct {
	Title, Description string
	Assets, Properties []string
	Causes             [2][]string
	Owner, Option      string
	Controls           []string
}

func factsOf(x *risk.Risk) facts {
	return facts{x.Title, x.Description, append([]string{}, x.Assets...), append([]string{}, x.Properties...),
		[2][]string{append([]string{}, x.Threats...), append([]string{}, x.Vulnerabilities...)}, string(x.Owner), x.Option, append([]string{}, x.Controls...)}
}

// given is everything said of one risk.
type given struct {
	Rater, Commitment, Salt string
	Said
}

// givenIn lists ratings for the manifest, each checked against what its rater committed to.
func givenIn(ratings []*Rated) (said []given, err error) {
	for _, x := range ratings {
		g := given{string(x.Rater), x.Commitment, x.Salt, Said{x.Likelihood, x.Consequence, x.Rationale}}
		if g.commitment(g.Salt) != g.Commitment {
			return nil, errs.New(errs.Conflict, "%s does not hold what its rater committed to.", x.Ref)
		}
		said = append(said, g)
	}
	return said, nil
}

// manifest freezes the run as the reader shows it.
func (v *RunView) manifest(entry int, engine string) (*Manifest, error) {
	a, err := v.agreementOf()
	if err != nil {
		return nil, err
	}
	m := &Manifest{Engine: engine, Run: v.Run.ID, Criteria: v.Criteria.ContentID(), Minimum: v.minimum(), Gate: v.gate(), Tolerance: v.Run.Tolerance, Agreement: a, Entry: entry}
	if engine != engine1 {
		m.Figures = (&whole{ref: v.Run.Ref, criteria: v.Criteria, risks: v.stood()}).figures()
	}
	for _, p := range v.Raters {
		m.Raters = append(m.Raters, p.ID)
	}
	for i := range v.Lines {
		l := &v.Lines[i]
		said, err := givenIn(l.Ratings)
		if err != nil {
			return nil, err
		}
		line := ManifestLine{Risk: l.Risk.ID, Facts: hashOf(factsOf(l.Risk)), Standing: v.Standing(l)}
		s, rated := v.Outcome(l)
		if rated {
			line.Rating, line.Level = &[2]int{s.Likelihood, s.Consequence}, v.Criteria.LevelOf(s.Likelihood, s.Consequence)
		}
		line.Ratings = hashOf([]any{said, s})
		if len(l.Repeats) > 0 {
			again, err := givenIn(l.Repeats)
			if err != nil {
				return nil, err
			}
			line.Repeats = hashOf(again)
		}
		m.Risks = append(m.Risks, line)
	}
	return m, nil
}

var _ = Assessments.With(record.Step[*Assessment]{Name: "approve", Label: "Approve", About: "The run is frozen in your name, and the approved one before is superseded.",
	Needs: record.MayApprove, Open: (*Assessment).approvable, Do: approve})

// approvable is an evaluated run, or a draft without raters, whose result is the register as it stands.
func (a *Assessment) approvable() bool {
	return a.Status == Evaluated || a.Status == Draft && len(a.Raters) == 0
}

// approve freezes a run in the approver's name, an evaluated one with its manifest. The approved run before is superseded.
func approve(w *record.Writer, a *Assessment) error {
	if a.Criteria == "" {
		return errs.New(errs.Conflict, "%s names no criteria version. Approve risk criteria and choose them first.", a.Ref)
	}
	head, err := w.Head()
	if err != nil {
		return err
	}
	if a.Status == Evaluated {
		v, err := ReadRun(w.Reader, a.ID)
		if err != nil {
			return err
		}
		if a.Manifest, err = v.manifest(int(head.Size), Engine); err != nil {
			return err
		}
		a.Digest = a.Manifest.digest()
	}
	if err := supersedeRuns(w); err != nil {
		return err
	}
	a.Status, a.ApprovedBy, a.ApprovedOn, a.Entry, a.moved = Approved, w.Actor().Name, w.Today(), int(head.Size), true
	return nil
}

func supersedeRuns(w *record.Writer) error {
	before, err := Assessments.All(w.Reader, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{Approved}}}})
	if err != nil {
		return err
	}
	for _, a := range before {
		a.Status = Superseded
		if err := a.put(w, 0); err != nil {
			return fmt.Errorf("supersede %s: %w", a.Ref, err)
		}
	}
	return nil
}

// Replayed is what computing an approved run again gave.
type Replayed struct {
	Ref      string   `json:"assessment"`
	Entry    int      `json:"entry"`
	Approved string   `json:"approved"`   // digest of the manifest that was approved
	Again    string   `json:"recomputed"` // digest of the manifest computed again
	Same     bool     `json:"same"`
	Differs  []string `json:"differs"`
}

// Replay computes an approved run again from the journal as it stood at its approval.
func Replay(ctx context.Context, org *record.Org, ref string) (*Replayed, error) {
	var a *Assessment
	var at time.Time
	if err := org.Read(ctx, func(r *record.Reader) (err error) {
		if a, err = Assessments.Find(r, ref); err != nil {
			return err
		}
		if a.Manifest == nil {
			return errs.New(errs.Conflict, "%s has no manifest: only a run that raters rated and someone approved can be computed again.", a.Ref)
		}
		at, err = timeOf(r, a.Entry)
		return err
	}); err != nil {
		return nil, err
	}
	out := &Replayed{Ref: a.Ref, Entry: a.Entry, Approved: a.Digest, Differs: []string{}}
	past, release, err := org.AsOf(ctx, at)
	if err != nil {
		return nil, err
	}
	defer release()
	return out, past.Read(ctx, func(r *record.Reader) error {
		v, err := ReadRun(r, a.ID)
		if err != nil {
			return err
		}
		engine := Engine
		if a.Manifest.Engine == engine1 {
			engine = engine1
		}
		again, err := v.manifest(a.Entry, engine)
		if err != nil {
			return err
		}
		out.Again, out.Differs = again.digest(), append(out.Differs, v.differences(a, again)...)
		out.Same = out.Again == a.Digest && len(out.Differs) == 0
		return nil
	})
}

// timeOf is when a journal entry was written.
func timeOf(r *record.Reader, entry int) (time.Time, error) {
	entries, err := r.Journal(int64(entry)+1, 1)
	if err != nil || len(entries) == 0 {
		return time.Time{}, errs.New(errs.Conflict, "The journal does not reach to entry %d.", entry)
	}
	return entries[0].Time, nil
}

// differences names what two manifests of a run do not have in common.
func (v *RunView) differences(a *Assessment, again *Manifest) (out []string) {
	was := a.Manifest
	if was.digest() != a.Digest {
		out = append(out, "the manifest that is kept does not have the digest that was approved")
	}
	for _, d := range []struct {
		what     string
		was, now any
	}{
		{"the rules of the program", was.Engine, again.Engine}, {"the criteria", was.Criteria, again.Criteria}, {"the raters", was.Raters, again.Raters},
		{"the settings", []any{was.Minimum, was.Gate, was.Tolerance}, []any{again.Minimum, again.Gate, again.Tolerance}}, {"the agreement", was.Agreement, again.Agreement}, {"the figures", was.Figures, again.Figures},
	} {
		if hashOf(d.was) != hashOf(d.now) {
			out = append(out, d.what)
		}
	}
	now := map[string]ManifestLine{}
	for _, l := range again.Risks {
		now[l.Risk] = l
	}
	for _, l := range was.Risks {
		name := l.Risk
		if line := v.Line(l.Risk); line != nil {
			name = line.Risk.Ref
		}
		n, there := now[l.Risk]
		switch {
		case !there:
			out = append(out, name+": is not there")
		case n.Facts != l.Facts:
			out = append(out, name+": its facts")
		case n.Ratings != l.Ratings || n.Repeats != l.Repeats:
			out = append(out, name+": its ratings")
		case hashOf(n) != hashOf(l):
			out = append(out, name+": its level")
		}
		delete(now, l.Risk)
	}
	for range now {
		out = append(out, "a risk that was not in the approved run")
	}
	return out
}
