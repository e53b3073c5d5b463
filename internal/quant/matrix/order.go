package matrix

import (
	"math"
	"slices"
	"strings"
)

// Rated is a risk with its level, from 1, and its expected loss a year.
type Rated struct {
	ID           string  `json:"id"`
	Level        int     `json:"level"`
	ExpectedLoss float64 `json:"expected_loss"`
}

// Order is how well levels follow expected losses.
type Order struct {
	N int `json:"n"`
	// TauB is Kendall's τ-b (Biometrika 33, 1945, pp. 239–251): 1 if the order is the same, -1 if it is reversed.
	TauB      *float64 `json:"tau_b"`
	Undefined string   `json:"undefined,omitempty"`
	// Discordant counts the pairs whose order is reversed; Reversed names them, the greatest factor of loss first, 100 at most.
	Discordant int        `json:"discordant"`
	Reversed   []Reversal `json:"reversed,omitempty"`
}

// Reversal is a pair of which the first has the higher level and the smaller expected loss.
type Reversal struct {
	Higher string  `json:"higher"`
	Lower  string  `json:"lower"`
	Factor float64 `json:"factor"` // by which the loss of the lower exceeds that of the higher; 0 if that is 0
}

const mostReversals = 100

// Compare sets levels beside expected losses.
func Compare(risks []Rated) *Order {
	o := &Order{N: len(risks)}
	sorted := slices.Clone(risks)
	slices.SortStableFunc(sorted, func(a, b Rated) int { return strings.Compare(a.ID, b.ID) })
	concordant, byLevel, byLoss := 0, 0, 0 // pairs of one order, and those that differ in level and in loss
	for i, a := range sorted {
		for _, b := range sorted[i+1:] {
			level, loss := sign(float64(a.Level-b.Level)), sign(a.ExpectedLoss-b.ExpectedLoss)
			byLevel += level * level
			byLoss += loss * loss
			switch level * loss {
			case 1:
				concordant++
			case -1:
				o.Discordant++
				o.Reversed = append(o.Reversed, reversal(a, b))
			}
		}
	}
	if byLevel == 0 || byLoss == 0 {
		o.Undefined = "all levels or all losses are equal"
		return o
	}
	tau := float64(concordant-o.Discordant) / float64(math.Sqrt(float64(byLevel))*math.Sqrt(float64(byLoss)))
	o.TauB = &tau
	slices.SortStableFunc(o.Reversed, func(a, b Reversal) int { return sign(b.Factor - a.Factor) })
	o.Reversed = o.Reversed[:min(len(o.Reversed), mostReversals)]
	return o
}

func reversal(a, b Rated) Reversal {
	if a.Level < b.Level {
		a, b = b, a
	}
	r := Reversal{Higher: a.ID, Lower: b.ID}
	if a.ExpectedLoss > 0 {
		r.Factor = b.ExpectedLoss / a.ExpectedLoss
	}
	return r
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
