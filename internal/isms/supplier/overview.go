package supplier

import (
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Change is an answer that differs from the one of the assessment before.
type Change struct {
	Question guide.Asked
	Was, Is  Answer
	Better   int // 1 if it scores more, -1 if less, 0 if the same or not scored
}

// Previous is the last assessment of the same supplier that was decided before this one; nil if there is none.
func Previous(r *record.Reader, a *Assessment) (*Assessment, error) {
	all, err := Assessments.All(r, record.Query{Filters: []record.Filter{{Field: "supplier", Values: []string{string(a.Supplier)}}, {Field: "status", Values: []string{"decided"}}}, Sort: "-decided_on"})
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.ID != a.ID && (a.DecidedOn == "" || p.DecidedOn <= a.DecidedOn && p.Seq < a.Seq) {
			return p, nil
		}
	}
	return nil, nil
}

// Changes are the answers that differ between two assessments, of the questions that both asked and that are answered now.
func Changes(was, is *Assessment) (out []Change) {
	for _, q := range is.Asked() {
		old, now := was.Of(q.ID), is.Of(q.ID)
		if !old.given() || !now.given() || old.Value == now.Value && old.Note == now.Note && old.Skip == now.Skip && sameFile(old.File, now.File) {
			continue
		}
		c := Change{Question: q, Was: old, Is: now}
		before, scored := old.Score(q, was.AnsweredOn)
		after, again := now.Score(q, is.AnsweredOn)
		switch {
		case !scored || !again:
		case after > before:
			c.Better = 1
		case after < before:
			c.Better = -1
		}
		out = append(out, c)
	}
	return out
}

func sameFile(a, b *File) bool {
	return a == b || a != nil && b != nil && a.Digest == b.Digest
}

// Standing is what is known of a supplier: its assessments, agreements and reviews, newest first.
type Standing struct {
	Assessments []*Assessment
	Agreements  []*Agreement
	Reviews     []*Review
}

// shown is how many of each a Standing holds at most.
const shown = 20

// StandingOf gathers what is known of a supplier.
func StandingOf(r *record.Reader, id string) (s Standing, err error) {
	of := func(sort string) record.Query {
		return record.Query{Filters: []record.Filter{{Field: "supplier", Values: []string{id}}}, Sort: sort, Limit: shown}
	}
	if s.Assessments, _, err = Assessments.List(r, of("-sent_on")); err != nil {
		return s, err
	}
	if s.Agreements, _, err = Agreements.List(r, of("-signed_on")); err != nil {
		return s, err
	}
	s.Reviews, _, err = Reviews.List(r, of("-held_on"))
	return s, err
}
