// Package arch holds the rules of the house as tests: who may import whom, how long things may be, and what may
// stand where. A rule that is in the way is changed here, with a record in docs/adr that says why.
package arch
