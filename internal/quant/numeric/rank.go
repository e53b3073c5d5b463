package numeric

import (
	"math"
	"math/bits"
	"slices"
	"sort"
)

// Ranked are numbers, 0 or more, as far in order as has been asked for: in buckets by their first bits, which are in the
// order of the numbers, and within those of which a rank was wanted.
type Ranked struct {
	numbers []float64
	ends    []int32 // of the buckets
}

const bucketBits = 14

// NewRanked takes a copy of the numbers.
func NewRanked(numbers []float64) Ranked {
	least, greatest := ^uint64(0), uint64(0)
	for _, x := range numbers {
		if x > 0 {
			least, greatest = min(least, math.Float64bits(x)), max(greatest, math.Float64bits(x))
		}
	}
	shift := max(0, bits.Len64(greatest-min(least, greatest))-bucketBits) & 63
	r := Ranked{make([]float64, len(numbers)), make([]int32, 1<<bucketBits)}
	for _, x := range numbers {
		r.ends[(max(math.Float64bits(x), least)-least)>>shift]++
	}
	at := int32(0)
	for i, n := range r.ends {
		r.ends[i], at = at, at+n
	}
	for _, x := range numbers {
		end := &r.ends[(max(math.Float64bits(x), least)-least)>>shift]
		r.numbers[*end] = x
		*end++
	}
	return r
}

// From are the numbers of rank i, counted from 0, and above; the first has that rank.
func (r Ranked) From(i int) []float64 {
	b := sort.Search(len(r.ends), func(b int) bool { return int(r.ends[b]) > i })
	start := 0
	if b > 0 {
		start = int(r.ends[b-1])
	}
	slices.Sort(r.numbers[start:r.ends[b]])
	return r.numbers[i:]
}
