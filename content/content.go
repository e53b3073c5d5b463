// Package content holds what we write, as files: guidance on controls and clauses, introductions, libraries. README.md
// beside this file gives their form; package internal/guide reads them.
package content

import "embed"

// Guidance is every file of guidance and of the libraries.
//
//go:embed controls controls-2013 clauses clauses-2013 sets themes library
var Guidance embed.FS

// Policies are the policies and procedures to adopt, and the facts they ask for.
//
//go:embed policies
var Policies embed.FS
