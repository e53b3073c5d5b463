package pack

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/assay-isms/assay/internal/journal"
)

// proven is what the journal's side of the pack says, gathered step by step.
type proven struct {
	v          *verifier
	leaves     [][32]byte
	checkpoint journal.Checkpoint
	newest     map[string]*journal.Entry // record id → its newest entry
	records    map[string]bool           // with an inclusion proof
}

// checkProof goes from the signed root down to every record.
func (v *verifier) checkProof() {
	p := &proven{v: v, newest: map[string]*journal.Entry{}, records: map[string]bool{}}
	for _, step := range []func(){p.checkRoot, p.checkEntries, p.checkInclusion, p.checkRecords} {
		if step(); len(v.report.Faults) > 0 || v.ctx.Err() != nil {
			return
		}
	}
	v.report.Records = len(p.records)
}

// checkRoot computes the root from all leaf hashes and compares it with the signed one.
func (p *proven) checkRoot() {
	v := p.v
	var err error
	if p.checkpoint, err = journal.OpenCheckpoint(string(v.read("proof/checkpoint.txt")), v.key); err != nil {
		v.fault("proof/checkpoint.txt was altered: %v.", err)
		return
	}
	var tree journal.Tree
	for line := range strings.Lines(string(v.read("proof/leaves.txt"))) {
		leaf, err := parseHash(strings.TrimSuffix(line, "\n"))
		if err != nil {
			v.fault("proof/leaves.txt, line %d: %v.", tree.Size()+1, err)
			return
		}
		p.leaves = append(p.leaves, leaf)
		tree.Add(leaf)
	}
	v.report.Root = hexOf(p.checkpoint.Root)
	switch {
	case p.checkpoint.Origin != v.key.Name():
		v.fault("proof/checkpoint.txt is of another journal: %s.", p.checkpoint.Origin)
	case p.checkpoint.Size != tree.Size():
		v.fault("proof/leaves.txt has %d leaf hashes; the checkpoint signs %d.", tree.Size(), p.checkpoint.Size)
	case p.checkpoint.Root != tree.Root():
		v.fault("proof/leaves.txt does not give the root that the checkpoint signs.")
	case v.manifest.Entries > p.checkpoint.Size:
		v.fault("proof/checkpoint.txt does not reach the %d entries of the moment shown.", v.manifest.Entries)
	}
}

// checkEntries computes the leaf hash of every entry and compares it with the proven one.
func (p *proven) checkEntries() {
	last := int64(0)
	each(p.v, "proof/entries.jsonl", func(l *logged) error {
		e, err := l.entry(p.v.manifest.Organisation)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("journal entry %d (%s %s, revision %d)", e.Seq, e.Kind, e.Record, e.Rev)
		switch {
		case e.Seq <= last || e.Seq > p.v.manifest.Entries:
			return fmt.Errorf("%s is out of place", name)
		case p.v.manifest.Since == "" && e.Seq != last+1:
			return fmt.Errorf("journal entry %d is missing", last+1)
		case [32]byte(e.LeafHash()) != p.leaves[e.Seq-1]:
			return fmt.Errorf("%s was altered: its content does not give its leaf hash", name)
		case e.Time.After(p.v.report.Moment):
			return fmt.Errorf("%s is later than the moment shown", name)
		}
		last = e.Seq
		if e.Op != journal.Redact {
			p.newest[e.Record] = &e
		}
		return nil
	})
	if p.v.manifest.Since == "" && last != p.v.manifest.Entries {
		p.v.fault("proof/entries.jsonl ends at entry %d of %d.", last, p.v.manifest.Entries)
	}
}

// checkInclusion checks the proof of every record.
func (p *proven) checkInclusion() {
	each(p.v, "proof/inclusion.jsonl", func(in *inclusion) error {
		e := p.newest[in.Record]
		if e == nil || e.Seq != in.Sequence || e.Kind != in.Kind {
			return fmt.Errorf("%s %s: entry %d is not its newest", in.Kind, in.Record, in.Sequence)
		}
		proof := make([][32]byte, len(in.Proof))
		for i, text := range in.Proof {
			var err error
			if proof[i], err = parseHash(text); err != nil {
				return fmt.Errorf("%s %s: %w", in.Kind, in.Record, err)
			}
		}
		leaf, err := parseHash(in.Leaf)
		if err == nil && leaf != p.leaves[e.Seq-1] {
			err = errors.New("it is of another leaf hash")
		}
		if err == nil {
			err = journal.CheckEntry(proof, p.checkpoint.Size, p.checkpoint.Root, e.Seq, leaf)
		}
		if err != nil {
			return fmt.Errorf("the proof of %s %s does not hold: %w", in.Kind, in.Record, err)
		}
		p.records[in.Record] = true
		return nil
	})
}

// checkRecords compares the records with the entries that wrote them, both ways.
func (p *proven) checkRecords() {
	found := map[string]bool{}
	for _, l := range p.v.manifest.Files {
		kind, ok := strings.CutPrefix(strings.TrimSuffix(l.Name, ".jsonl"), "data/")
		if !ok {
			continue
		}
		each(p.v, l.Name, func(s *standing) error {
			e := p.newest[s.Record]
			switch {
			case e == nil || e.Kind != kind || e.Op != journal.Put || e.Seq != s.Sequence || e.Rev != s.Revision || found[s.Record]:
				return fmt.Errorf("%s %s is not what the journal says", kind, s.Record)
			case !bytes.Equal(s.Body, e.Body):
				return fmt.Errorf("%s %s was altered: it differs from journal entry %d", kind, s.Record, e.Seq)
			case !p.records[s.Record]:
				return fmt.Errorf("%s %s has no proof in proof/inclusion.jsonl", kind, s.Record)
			}
			found[s.Record] = true
			return nil
		})
	}
	for id, e := range p.newest {
		if _, known := p.v.manifest.find("data/" + e.Kind + ".jsonl"); known && e.Op == journal.Put && !e.Redacted() && !found[id] {
			p.v.fault("data/%s.jsonl lacks %s %s, which journal entry %d wrote.", e.Kind, e.Kind, id, e.Seq)
		}
	}
}

// each reads a file of JSON lines and stops at the first fault, which it names.
func each[T any](v *verifier, name string, fn func(*T) error) {
	f := v.files[name]
	if f == nil {
		v.fault("%s is missing.", name)
		return
	}
	in, err := f.Open()
	if err != nil {
		v.fault("%s was altered: %v.", name, err)
		return
	}
	defer in.Close()
	lines := bufio.NewReaderSize(in, 1<<16)
	for n := 1; v.ctx.Err() == nil; n++ {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return
		}
		var item T
		if err == nil {
			err = json.Unmarshal(line, &item)
		}
		if err == nil {
			err = fn(&item)
		}
		if err != nil {
			v.fault("%s, line %d: %v.", name, n, err)
			return
		}
	}
}

func parseHash(text string) (sum [32]byte, err error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(sum) {
		return sum, fmt.Errorf("%.80q is not a SHA-256 in hexadecimal", text)
	}
	return [32]byte(b), nil
}
