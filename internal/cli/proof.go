package cli

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

type verifyCmd struct {
	File string `arg:"" optional:"" placeholder:"FILE.zip" help:"An audit pack; without it the store is checked: every journal, every table, every file."`
	Key  string `placeholder:"FINGERPRINT" help:"Fingerprint of the key a pack must be signed with, as its organisation tells you."`
}

// verdict is what checking one log found.
type verdict struct {
	Organisation string   `json:"organisation"`
	Entries      int64    `json:"entries"`
	Records      int64    `json:"records"`
	Root         string   `json:"root"`
	Fingerprint  string   `json:"key_fingerprint"`
	Faults       []string `json:"faults"`
}

// Run checks and names what is altered; the exit code tells it too.
func (c *verifyCmd) Run(s *session) error {
	if c.File != "" {
		return c.pack(s)
	}
	i, err := s.store()
	if err != nil {
		return err
	}
	all, err := i.Identity.Organisations(s.ctx)
	if err != nil {
		return err
	}
	logs := []*identity.Organisation{{Meta: record.Meta{ID: identity.InstanceID}, Name: "users, organisations and roles"}}
	if s.Org != "" {
		o, err := s.organisation()
		if err != nil {
			return err
		}
		all, logs = []*identity.Organisation{o}, nil
	}
	verdicts := []verdict{}
	altered := false
	for _, o := range append(logs, all...) {
		v, err := s.verify(o)
		if err != nil {
			return err
		}
		altered = altered || len(v.Faults) > 0
		verdicts = append(verdicts, v)
	}
	if err := s.printVerdicts(verdicts); err != nil {
		return err
	}
	if altered {
		return answered(failed)
	}
	return nil
}

func (s *session) verify(o *identity.Organisation) (verdict, error) {
	report, err := s.instance.Records.Verify(s.ctx, o.ID)
	if err != nil {
		return verdict{}, err
	}
	key, err := s.instance.Records.Keys.Get(o.ID)
	if err != nil {
		return verdict{}, err
	}
	v := verdict{o.Name, report.Head.Size, report.Records, report.Head.Root.String(), journal.Fingerprint(key.Public), []string{}}
	for _, f := range report.Faults {
		text := f.What
		if f.Seq != 0 {
			text = fmt.Sprintf("entry %d: %s", f.Seq, f.What)
		}
		v.Faults = append(v.Faults, text)
	}
	if o.ID == identity.InstanceID {
		return v, nil
	}
	missing, err := s.verifyFiles(o)
	v.Faults = append(v.Faults, missing...)
	return v, err
}

// verifyFiles reads every file the organisation's records name.
func (s *session) verifyFiles(o *identity.Organisation) (faults []string, err error) {
	org, err := s.instance.Identity.Org(s.ctx, s.caller(), o.ID)
	if err != nil {
		return nil, err
	}
	var files []*evidence.Evidence
	err = org.Read(s.ctx, func(r *record.Reader) error {
		files, err = evidence.Evidences.All(r, record.Query{Filters: []record.Filter{{Field: "type", Values: []string{"file"}}}})
		return err
	})
	for _, e := range files {
		if err := s.instance.Files.Verify(s.ctx, e.FileDigest); err != nil {
			faults = append(faults, fmt.Sprintf("file of %s: %v", e.Ref, err))
		}
	}
	return faults, err
}

func (s *session) printVerdicts(verdicts []verdict) error {
	if s.JSON {
		return s.json(verdicts)
	}
	for i, v := range verdicts {
		if i > 0 {
			fmt.Fprintln(s.Out)
		}
		fmt.Fprintln(s.Out, v.Organisation)
		s.lines([]fact{{"  Entries", number(v.Entries)}, {"  Records", number(v.Records)}, {"  Root", v.Root}, {"  Key", v.Fingerprint}})
		if len(v.Faults) == 0 {
			fmt.Fprintln(s.Out, "  Nothing was altered.")
			continue
		}
		fmt.Fprintf(s.Out, "  ALTERED: %s\n", count(int64(len(v.Faults)), "fault", "faults"))
		for _, f := range v.Faults {
			fmt.Fprintln(s.Out, "  - "+printable(f))
		}
	}
	return nil
}

type checkpointCmd struct{}

// Run signs the journal and prints the signed text.
func (checkpointCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	key, cp, err := s.sign(o.ID)
	if err != nil {
		return err
	}
	return s.say(map[string]any{"origin": cp.Origin, "entries": cp.Size, "root": cp.Root.String(), "time": cp.Time, "note": cp.Note, "key": key.Public, "key_fingerprint": journal.Fingerprint(key.Public)},
		"%s\nKey: %s\nFingerprint: %s", cp.Note, key.Public, journal.Fingerprint(key.Public))
}

func (s *session) sign(org string) (key journal.Key, cp journal.Checkpoint, err error) {
	if key, err = s.instance.Records.Keys.Get(org); err != nil {
		return key, cp, err
	}
	cp, err = journal.Sign(s.ctx, s.instance.DB, org, key, time.Now())
	return key, cp, err
}

type proofCmd struct {
	Ref string `arg:"" help:"Reference such as AS-12."`
	Rev int64  `placeholder:"N" help:"Revision; without it the present one."`
}

// proven is an entry with what proves it, for docs/proof-format.md.
type proven struct {
	Ref        string   `json:"ref"`
	Entry      int64    `json:"entry"`
	Leaf       string   `json:"leaf"`
	Salt       string   `json:"salt_base64"`
	Reason     string   `json:"reason"`
	Body       string   `json:"body"`
	Size       int64    `json:"size"`
	Proof      []string `json:"proof"`
	Checkpoint string   `json:"checkpoint"`
	Key        string   `json:"key"`
}

// Run proves that a record is in the journal.
func (c *proofCmd) Run(s *session) error {
	org, err := s.present()
	if err != nil {
		return err
	}
	seq := int64(0)
	err = org.Read(s.ctx, func(r *record.Reader) error {
		k, id, err := everExisted(r, c.Ref)
		if err != nil {
			return err
		}
		versions, err := r.History(k, id, 0)
		if err != nil {
			return err
		}
		for _, v := range versions {
			if c.Rev == 0 || v.Rev == c.Rev {
				seq = v.Seq
				return nil
			}
		}
		return misusef("%s has no revision %d", c.Ref, c.Rev)
	})
	if err != nil {
		return err
	}
	p, err := s.prove(org.ID(), seq)
	if err != nil {
		return err
	}
	p.Ref = c.Ref
	if s.JSON {
		return s.json(p)
	}
	s.lines([]fact{{"Entry", number(p.Entry) + " of " + number(p.Size)}, {"Leaf", p.Leaf}, {"Salt", p.Salt}, {"Reason", p.Reason}, {"Body", p.Body}})
	for _, h := range p.Proof {
		s.lines([]fact{{"Proof", h}})
	}
	s.lines([]fact{{"Checkpoint", p.Checkpoint}, {"Key", p.Key}})
	return nil
}

func (s *session) prove(org string, seq int64) (p proven, err error) {
	key, cp, err := s.sign(org)
	if err != nil {
		return p, err
	}
	p = proven{Entry: seq, Size: cp.Size, Checkpoint: cp.Note, Key: key.Public, Proof: []string{}}
	err = s.instance.DB.Read(s.ctx, org, func(tx *db.Tx) error { return p.fill(s.ctx, tx, org) })
	return p, err
}

func (p *proven) fill(ctx context.Context, tx *db.Tx, org string) error {
	err := journal.Read(ctx, tx, org, journal.Range{From: p.Entry, To: p.Entry}, func(e *journal.Entry) error {
		p.Leaf = string(e.Leaf(nil))
		p.Salt, p.Reason, p.Body = base64.StdEncoding.EncodeToString(e.Salt), e.Reason, string(e.Body)
		return nil
	})
	if err != nil {
		return err
	}
	hashes, err := journal.ProveEntry(ctx, tx, org, p.Size, p.Entry)
	for _, h := range hashes {
		p.Proof = append(p.Proof, h.String())
	}
	return err
}

type rebuildCmd struct{}

// Run makes the tables anew.
func (rebuildCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	began := time.Now()
	n, err := i.Records.Rebuild(s.ctx)
	if err != nil {
		return err
	}
	return s.say(map[string]int64{"entries": n}, "%s replayed in %s.", count(n, "entry", "entries"), time.Since(began).Round(time.Millisecond))
}
