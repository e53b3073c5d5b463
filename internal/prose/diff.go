package prose

import (
	"regexp"
	"strings"
)

// Op is what became of a part of a text.
type Op string

// What may become of a part.
const (
	Same    Op = "same"
	Added   Op = "added"
	Removed Op = "removed"
	Changed Op = "changed" // of a block: some of its words
)

// Piece is a stretch of words that was left, added or removed.
type Piece struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}

// Change is what became of a block. Old is nil if it was added, New if it was removed.
type Change struct {
	Op       Op
	Old, New *Block
	Pieces   []Piece // of a changed block; only Same where no more than its looks changed
}

// Block is the block as it is now, or was if it is gone.
func (c *Change) Block() *Block {
	if c.New != nil {
		return c.New
	}
	return c.Old
}

// Diff compares two texts in Markdown block by block, and word by word within a block. The old blocks of all changes in
// order are the old text's, the new ones the new text's. Numbers of a list count as part of the list, not of its items.
func Diff(old, new string) []Change {
	a, b := Parse(old), Parse(new)
	var out []Change
	for _, e := range myers(keys(a), keys(b)) {
		switch {
		case e.same:
			for i := range e.a1 - e.a0 {
				out = append(out, Change{Op: Same, Old: &a[e.a0+i], New: &b[e.b0+i]})
			}
		default:
			out = append(out, pair(a[e.a0:e.a1], b[e.b0:e.b1])...)
		}
	}
	return out
}

// keys are texts that are equal where blocks say the same and look the same.
func keys(blocks []Block) []string {
	out := make([]string, len(blocks))
	for i := range blocks {
		b := blocks[i]
		var s strings.Builder
		s.WriteString(string(rune('a'+int(b.Kind))) + string(rune('0'+b.Level)))
		if b.Head {
			s.WriteByte('h')
		}
		for _, cell := range append(b.Cells, b.Spans) {
			s.WriteString("\x00")
			for _, p := range cell {
				s.WriteString("\x01" + p.Link + "\x02" + looks(p) + p.Text)
			}
		}
		out[i] = s.String()
	}
	return out
}

func looks(s Span) string {
	out := []byte("---")
	for i, on := range []bool{s.Bold, s.Italic, s.Code} {
		if on {
			out[i] = '+'
		}
	}
	return string(out)
}

// pair sets removed blocks beside the added ones that say much the same, in order.
func pair(old, new []Block) (out []Change) {
	next := 0
	for i := range old {
		match := -1
		for j := next; j < len(new) && j < next+nearby; j++ {
			if old[i].Kind == new[j].Kind && alike(old[i].Text(), new[j].Text()) {
				match = j
				break
			}
		}
		if match < 0 {
			out = append(out, Change{Op: Removed, Old: &old[i]})
			continue
		}
		for ; next < match; next++ {
			out = append(out, Change{Op: Added, New: &new[next]})
		}
		out = append(out, Change{Op: Changed, Old: &old[i], New: &new[match], Pieces: Words(old[i].Text(), new[match].Text())})
		next = match + 1
	}
	for ; next < len(new); next++ {
		out = append(out, Change{Op: Added, New: &new[next]})
	}
	return out
}

// nearby is how many added blocks a removed one is compared with.
const nearby = 12

// alike reports whether at least half of the words of both texts are the same.
func alike(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	n := map[string]int{}
	for _, w := range x {
		n[w]++
	}
	common := 0
	for _, w := range y {
		if n[w] > 0 {
			n[w]--
			common++
		}
	}
	return 4*common >= len(x)+len(y)
}

var token = regexp.MustCompile(`\s+|[\p{L}\p{N}_'’-]+|[^\s]`)

// Words compares two texts word by word. Left and removed pieces together are the old text, left and added ones the new.
func Words(old, new string) []Piece {
	a, b := token.FindAllString(old, -1), token.FindAllString(new, -1)
	var out pieces
	edits := myers(a, b)
	for i, e := range edits {
		was, is := strings.Join(a[e.a0:e.a1], ""), strings.Join(b[e.b0:e.b1], "")
		if e.same && (i == 0 || i == len(edits)-1 || strings.TrimSpace(is) != "") {
			out.flush()
			out.done = append(out.done, Piece{Same, is})
			continue
		}
		out.removed, out.added = out.removed+was, out.added+is // a space between two changes is part of them
	}
	out.flush()
	return out.done
}

type pieces struct {
	done           []Piece
	removed, added string
}

func (p *pieces) flush() {
	if p.removed != "" {
		p.done = append(p.done, Piece{Removed, p.removed})
	}
	if p.added != "" {
		p.done = append(p.done, Piece{Added, p.added})
	}
	p.removed, p.added = "", ""
}

// edit says that a[a0:a1] became b[b0:b1], or is the same.
type edit struct {
	same           bool
	a0, a1, b0, b1 int
}

// furthest is how many differences are looked for one by one; texts that differ in more are taken as replaced.
const furthest = 2000

// myers finds a shortest list of edits (E. Myers, An O(ND) Difference Algorithm, 1986).
func myers(a, b []string) []edit {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	endA, endB := len(a), len(b)
	for endA > start && endB > start && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
	}
	var s script
	s.keep(0, 0, start)
	s.middle(a[start:endA], b[start:endB], start)
	s.keep(endA, endB, len(a)-endA)
	return s.edits
}

// script joins edits of one sort.
type script struct{ edits []edit }

func (s *script) keep(a, b, n int) { s.add(edit{true, a, a + n, b, b + n}) }

func (s *script) add(e edit) {
	if e.a0 == e.a1 && e.b0 == e.b1 {
		return
	}
	if n := len(s.edits); n > 0 && s.edits[n-1].same == e.same {
		s.edits[n-1].a1, s.edits[n-1].b1 = e.a1, e.b1
		return
	}
	s.edits = append(s.edits, e)
}

// middle adds the edits of texts that neither begin nor end alike; both stand at the same place of the whole.
func (s *script) middle(a, b []string, at int) {
	trace := search(a, b)
	if trace == nil {
		s.add(edit{false, at, at + len(a), at, at + len(b)})
		return
	}
	var back []edit
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0; d-- {
		v := trace[d]
		k := x - y
		before := k - 1
		if k == -d || k != d && v.at(k-1) < v.at(k+1) {
			before = k + 1
		}
		px := 0
		if d > 0 {
			px = v.at(before)
		}
		py := px - before
		if d == 0 {
			py = 0
		}
		for x > px && y > py {
			back = append(back, edit{true, x - 1, x, y - 1, y})
			x, y = x-1, y-1
		}
		if d > 0 {
			back = append(back, edit{false, px, x, py, y})
		}
		x, y = px, py
	}
	for i := len(back) - 1; i >= 0; i-- {
		e := back[i]
		s.add(edit{e.same, at + e.a0, at + e.a1, at + e.b0, at + e.b1})
	}
}

// reached holds how far along a each diagonal has come, from diagonal -d to d.
type reached struct {
	d int
	x []int32
}

func (r reached) at(k int) int {
	if k < -r.d || k > r.d {
		return -1
	}
	return int(r.x[k+r.d])
}

// search goes on until the end of both is reached, and returns what was reached before each step; nil if it takes too many.
func search(a, b []string) []reached {
	most := min(len(a)+len(b), furthest)
	before := reached{}
	var trace []reached
	for d := 0; d <= most; d++ {
		trace = append(trace, before)
		now := reached{d, make([]int32, 2*d+1)}
		for k := -d; k <= d; k += 2 {
			x := 0
			switch {
			case d == 0:
			case k == -d || k != d && before.at(k-1) < before.at(k+1):
				x = before.at(k + 1)
			default:
				x = before.at(k-1) + 1
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			now.x[k+d] = int32(x)
			if x >= len(a) && y >= len(b) {
				return trace
			}
		}
		before = now
	}
	return nil
}
