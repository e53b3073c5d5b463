package incident

import (
	"regexp"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Custody is one piece of evidence in custody: where it came from, and through whose hands it went (A.5.28).
type Custody struct {
	record.Meta
	Title       string
	Incident    record.Ref
	CollectedAt string
	CollectedBy record.Ref
	Source      string
	Method      string
	Digest      string // SHA-256 at acquisition; "" for what has none
	Holder      record.Ref
	Place       string
	DigestSeen  string
	Chain       []Handover
	SettledOn   record.Date
	Explanation string
}

// Handover is one step of the chain.
type Handover struct {
	At     string `json:"at"`
	From   string `json:"from"` // id of a person
	To     string `json:"to"`
	Place  string `json:"place"`
	Digest string `json:"digest,omitempty"` // as computed at the handover
	Agrees bool   `json:"agrees"`           // with the digest at acquisition, or there is none
	By     string `json:"by"`               // who recorded it
}

var sha256Form = regexp.MustCompile(`^[0-9a-f]{64}$`)

func checkDigest(field string, digest *string) error {
	if *digest = strings.ToLower(strings.TrimSpace(*digest)); *digest != "" && !sha256Form.MatchString(*digest) {
		return errs.InField(field, "is no SHA-256: 64 digits 0-9 and a-f, as sha256sum prints it")
	}
	return nil
}

// Custodies is the register of evidence in custody.
var Custodies = record.Define(record.Spec[Custody]{
	Name: "custody", Plural: "custody-items", Title: "Evidence in custody", Singular: "piece in custody", Prefix: "CU", Clause: "A.5.28",
	About: "What was collected about incidents and through whose hands it went. Compute the digest when you take it, and again at every handover.",
	Fields: []record.Field[*Custody]{
		{Name: "title", Label: "What", Required: true, Listed: true, Indexed: true, Ptr: func(c *Custody) any { return &c.Title }, Synonyms: []string{"item", "evidence", "beweismittel"}},
		{Name: "incident", Label: "Incident", Required: true, To: "incident", Listed: true, Indexed: true, Ptr: func(c *Custody) any { return &c.Incident }},
		{Name: "collected_at", Label: "Collected at", Listed: true, Indexed: true, Help: "Such as 2026-03-14 09:30. Now if left empty.", Ptr: func(c *Custody) any { return &c.CollectedAt }},
		{Name: "collected_by", Label: "Collected by", Required: true, To: "person", Listed: true, Ptr: func(c *Custody) any { return &c.CollectedBy }},
		{Name: "origin", Label: "From where", Help: "Machine, disk, mailbox, person.", Ptr: func(c *Custody) any { return &c.Source }},
		{Name: "method", Label: "How", Help: "Tool and version, write blocker, witness.", Ptr: func(c *Custody) any { return &c.Method }},
		{Name: "digest", Label: "SHA-256 at acquisition", Ptr: func(c *Custody) any { return &c.Digest }, Synonyms: []string{"hash", "sha256", "checksum"}},
		{Name: "holder", Label: "In the hands of", To: "person", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Custody) any { return &c.Holder }},
		{Name: "place", Label: "Where it is", Computed: true, Listed: true, Ptr: func(c *Custody) any { return &c.Place }},
		{Name: "digest_seen", Label: "SHA-256 at the handover", Computed: true, Ptr: func(c *Custody) any { return &c.DigestSeen }},
		{Name: "chain", Label: "Chain of custody", Computed: true, Ptr: func(c *Custody) any { return &c.Chain }},
		{Name: "settled_on", Label: "Difference explained on", Computed: true, Ptr: func(c *Custody) any { return &c.SettledOn }},
		{Name: "explanation", Label: "Why the digest differed", Long: true, Computed: true, Ptr: func(c *Custody) any { return &c.Explanation }},
	},
	Proves: func(c *Custody) []record.Proof {
		p := record.Proof{For: "A.5.28", On: dayOf(c.CollectedAt)}
		if at := c.differs(); at != "" {
			p.On, p.Until, p.Failed = dayOf(at), c.SettledOn, true
		} else if c.Digest == "" {
			p.On = ""
		}
		return []record.Proof{p}
	},
	Owes: func(c *Custody) []record.Due {
		if at := c.differs(); at != "" && c.SettledOn == "" {
			return []record.Due{{What: "Explain the digest", Day: dayOf(at), Who: c.Holder, Weight: record.Grave}}
		}
		return nil
	},
	Before: func(w *record.Writer, old, c *Custody) error {
		if err := keepMoment(w.Reader, "collected_at", &c.CollectedAt, w.Now().UTC().Format(kept), false); err != nil {
			return err
		}
		if old == nil {
			c.Holder, c.Place, c.DigestSeen, c.Chain, c.SettledOn, c.Explanation = c.CollectedBy, "", "", nil, "", ""
		} else if len(old.Chain) > 0 && old.Digest != c.Digest {
			return errs.InField("digest", "cannot change any more: the piece was handed over with it")
		}
		return checkDigest("digest", &c.Digest)
	},
})

// differs is when a handover showed another digest than the acquisition; "" if none did.
func (c *Custody) differs() string {
	for _, h := range c.Chain {
		if !h.Agrees {
			return h.At
		}
	}
	return ""
}

var _ = Custodies.With(
	record.Step[*Custody]{Name: "hand_over", Label: "Hand over", About: "It goes to another person or another place.", Needs: record.MayEdit, Asks: []string{"holder", "place", "digest_seen"},
		Open: func(*Custody) bool { return true }, Do: handOver},
	record.Step[*Custody]{Name: "explain", Label: "Explain the difference", Needs: record.MayEdit, Asks: []string{"explanation"},
		Open: func(c *Custody) bool { return c.differs() != "" && c.SettledOn == "" }, Do: func(w *record.Writer, c *Custody) error {
			if strings.TrimSpace(c.Explanation) == "" {
				return errs.InField("explanation", "say why the digest differed and what the piece is still good for")
			}
			c.SettledOn = w.Today()
			return nil
		}},
)

func handOver(w *record.Writer, c *Custody) error {
	if c.Holder == "" {
		return errs.InField("holder", "name who takes it")
	}
	if strings.TrimSpace(c.Place) == "" {
		return errs.InField("place", "say where it is kept from now on")
	}
	if err := checkDigest("digest_seen", &c.DigestSeen); err != nil {
		return err
	}
	if c.Digest != "" && c.DigestSeen == "" {
		return errs.InField("digest_seen", "compute it again: it shows that nothing was altered until now")
	}
	from := string(c.CollectedBy)
	if n := len(c.Chain); n > 0 {
		from = c.Chain[n-1].To
	}
	c.Chain = append(c.Chain, Handover{At: w.Now().UTC().Format(kept), From: from, To: string(c.Holder), Place: c.Place, Digest: c.DigestSeen, Agrees: c.DigestSeen == c.Digest, By: w.Actor().Name})
	c.DigestSeen = ""
	return nil
}

// Collected is what is in custody about an incident.
func Collected(r *record.Reader, i *Incident) ([]*Custody, error) {
	return Custodies.All(r, record.Query{Filters: []record.Filter{{Field: "incident", Values: []string{i.ID}}}, Sort: "collected_at"})
}
