// Package quant puts figures on risk: the distribution of a year's loss from scenarios with a frequency, a severity and
// controls, and what a change of it is made of. Whole distributions are computed, not sampled; each figure comes with how
// it was found and how far it may be off, and has the same bits on every processor. DESIGN.md says why it is as it is.
//
// Amounts are in the currency of the portfolio, frequencies in events a year, probabilities and levels from 0 to 1.
package quant

// Engine names the version of the mathematics. It changes whenever a figure may change for the same input.
const Engine = "2"
